"""Who sits in front of this page, and acting in the name of somebody else."""

from typing import get_args

import polars as pl
import streamlit as st

from pmo_core.store import AccessRole
from pmo_core.ui import boot
from pmo_core.ui.data import derived, table
from pmo_core.ui.text import plain


def choose() -> None:
    """Show in whose name things are done here, and let it be changed."""
    name, role = boot.actor()
    label = f"{plain(name)}, {role}"
    # Its key names the actor, so that it closes when another one is chosen.
    with (
        st.container(key="acting"),
        st.popover(label, icon=":material/person:", key=f"acting {label}"),
    ):
        st.caption(
            "No sign-in is configured: whoever reaches this page may do everything, also in "
            "somebody else's name. The journal keeps the name that is chosen here."
        )
        with st.form("acting_form", border=False):
            chosen = st.selectbox(
                "Act as",
                options(name),
                index=None,
                placeholder=name,
                accept_new_options=True,
                key="acting_name",
            )
            roles = get_args(AccessRole)
            as_role = st.selectbox("Role", roles, index=roles.index(role), key="acting_role")
            if st.form_submit_button("Act", type="primary"):
                boot.act_as(chosen or name, as_role)
                st.rerun()


def options(name: str) -> list[str]:
    """Return the local user and the names that the registers know: board members, then people."""
    known = derived("names to act as", _known)
    return list(dict.fromkeys([name, boot.LOCAL_USER, *known]))


def _known() -> list[str]:
    names = pl.concat([
        table("board_member").select(name=pl.col("member").sort()),
        table("person").select(name=pl.col("name").sort()),
    ])  # fmt: skip
    return names["name"].unique(maintain_order=True).to_list()

"""Who approved a charter, and how its text came to be what it is."""

from typing import cast

import polars as pl
import streamlit as st

from pmo_core.analysis import charter as texts
from pmo_core.analysis.text_diff import ADDED, field_diff
from pmo_core.jobs import charters
from pmo_core.model import Charter, Project
from pmo_core.model.charter import ApproverPosition
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import actor, repository, session
from pmo_core.ui.govern import charter as view
from pmo_core.ui.grid import grid
from pmo_core.ui.text import plain

_MOST_LINES = 200


def approvals(charter: Charter, project: Project) -> None:
    """Draw who approved the text as it reads now, who must, and let who may approve it."""
    asked = view.approvals(charter)
    with st.grid(asked.height, min_column_width=180, border=True, key="approvals") as cells:
        for one in asked.iter_rows(named=True):
            with cells.cell(), st.container(gap="xxsmall"):
                st.caption(one["position"] if one["is_required"] else f"{one['position']} (extra)")
                view.badge(one["approval"])
                if one["approver"]:
                    st.text(f"{one['approver']}, {one['approved_at']:%Y-%m-%d}")
                if one["comment"]:
                    st.text(one["comment"])
    st.caption(
        "An approval holds for the text that was approved: after an edit it is outdated. Sponsor "
        "and project manager approve always; the PMO from 50,000 planned cost, finance from "
        "100,000, security from 250,000 or 50 % risk, architecture from 500,000 (base currency)."
    )
    _approve(charter, project, asked)


def _approve(charter: Charter, project: Project, asked: pl.DataFrame) -> None:
    name, role = actor()
    open_ones = asked.filter(pl.col("approval") != texts.APPROVED)["position"].to_list()
    if not open_ones:
        st.caption(":material/verified: Everybody who must has approved this text.")
        return
    reasons = {
        one: charters.may_approve(project.model_dump(), one, name, role) for one in open_ones
    }
    mine = [one for one in open_ones if not reasons[one]]
    if not mine or not may_write("charter_approval"):
        st.caption(":material/lock: " + plain(" ".join(dict.fromkeys(reasons.values()))))
        return
    seen = texts.charter_hash(charter.model_dump())
    with st.form("charter_approve", border=True, width=520):
        position = st.selectbox("Approve as", mine, key="approve_as")
        comment = st.text_input("Remark", key="approve_comment", max_chars=500)
        if st.form_submit_button(
            "Approve this text", type="primary", icon=":material/verified:", key="approve"
        ):
            chosen = cast(ApproverPosition, position)
            attempt(lambda: _approved(charter.project, chosen, seen, comment))


def _approved(project: str, position: ApproverPosition, seen: str, comment: str) -> str:
    number = charters.approve(session(), repository(), project, position, seen, comment=comment)
    return f"Approved as {position}: change {number}."


def versions(charter: Charter) -> None:
    """Draw the versions of a charter, the latest first, and what a chosen one changed."""
    listed = _versions(charter.project)
    row = grid(
        listed, "charter_versions", alt="Versions of the charter, the latest first", clickable=True,
        labels={"number": "Version"}, file_name=f"{charter.project}-charter-versions",
    )  # fmt: skip
    at = listed["number"][row or 0]
    st.markdown(f"**What change {at} made different**")
    before, after = _as_of(charter.project, at - 1), _as_of(charter.project, at)
    lines(field_diff(before, after))


def _versions(project: str) -> pl.DataFrame:
    def make() -> pl.DataFrame:
        changes = repository().history("charter", project).select("number").unique()
        notes = repository().changes(limit=100_000, register="charter")
        found = notes.join(changes, on="number", how="semi", maintain_order="left")
        return found.select("number", "made_at", "actor", "note")

    return data.derived("charter versions", make, project=project)


def _as_of(project: str, number: int) -> dict[str, object]:
    rows = repository().table("charter", at=number).filter(project=project)
    return rows.row(0, named=True) if rows.height else {}


def lines(changed: pl.DataFrame) -> None:
    """Draw the lines that differ, field by field: + in green for added, - in red for removed.

    Parameters
    ----------
    changed : polars.DataFrame
        See `analysis.text_diff.field_diff`.
    """
    said = changed.filter(pl.col("field").is_in(list(view.TITLES)))
    if said.is_empty():
        st.caption("Nothing in the text.")
    for (field,), rows in said.head(_MOST_LINES).group_by("field", maintain_order=True):
        st.markdown(f"**{view.TITLES[str(field)]}**")
        st.markdown("  \n".join(_line(mark, text) for mark, text in
                                rows.select("mark", "line").iter_rows()))  # fmt: skip
    if said.height > _MOST_LINES:
        st.caption(f"The first {_MOST_LINES} of {said.height:,} lines that differ.")


def _line(mark: str, text: str) -> str:
    color, sign = ("green", "\\+") if mark == ADDED else ("red", "−")
    return f":{color}[{sign} {plain(text) or '(empty line)'}]"


__all__ = ["approvals", "lines", "versions"]

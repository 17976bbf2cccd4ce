"""What each project is allowed, how far it is, and the form in which that is changed."""

import polars as pl
import streamlit as st

from pmo_core.errors import NotFound
from pmo_core.jobs import exceptions as jobs
from pmo_core.model import Tolerance
from pmo_core.store.rights import WRITABLE
from pmo_core.ui import data, facts
from pmo_core.ui.admin_act import attempt
from pmo_core.ui.boot import actor, repository, session
from pmo_core.ui.filters import Filters
from pmo_core.ui.grid import grid
from pmo_core.ui.page import as_of, empty
from pmo_core.ui.paging import Order, paged

MAY_NOT = "A manager changes tolerances."
_BY_PROJECT: dict[str, Order] = {
    "Project": [],
    "Cost": [(pl.col("cost_deviation"), True)],
    "Finish": [(pl.col("time_deviation"), True)],
    "Scope": [(pl.col("scope_deviation"), True)],
}


def table(chosen: Filters) -> None:
    """Show what each open project is allowed and how far it is; a button changes it."""
    today = as_of()
    rows = data.derived(
        "tolerances", lambda: jobs.allowed(data, facts.portfolio(today), today), as_of=today
    )
    if chosen.is_active:
        passing = chosen.apply(facts.portfolio(today)).select(project="code")
        rows = rows.join(passing, on="project", how="semi", maintain_order="left")
    if rows.is_empty():
        empty("No open project passes the filters.", "Clear a filter to see more.")
        return
    usual = data.settings()
    st.caption(
        f"Where a project has none of its own: cost {usual.tolerance_cost_pct:g} %, finish "
        f"{usual.tolerance_slip_days} days, scope {usual.tolerance_scope_pct:g} % (Settings)."
    )
    shown = paged(rows, _BY_PROJECT, "project", "Press Change beside one.", key="tolerances_")
    grid(
        shown, "tolerances", alt="Tolerances of each open project and how far it is",
        labels={"name": "Project", "project": "Code"}, pinned=("name",), action="Change",
        on_row=lambda row: st.session_state.update(tolerance_of=shown["project"][row]),
        export=lambda: rows,
    )  # fmt: skip
    project = st.session_state.pop("tolerance_of", None)
    if project:
        change(project, own(project))


def may_not() -> str:
    """Return why who looks on may not change tolerances; empty where he may."""
    return "" if "tolerance" in WRITABLE[actor()[1]] else MAY_NOT


@st.dialog("Tolerances")
def change(project: str, was: Tolerance | None) -> None:
    """Draw the form in which a manager says how far a project may go.

    Parameters
    ----------
    project : str
        Code of the project.
    was : Tolerance or None
        Its own tolerance as it is seen; None = all by the settings.
    """
    usual, why, key = data.settings(), may_not(), f"tolerance_{project}_"
    names = dict(data.table("project").select("code", "name").iter_rows())
    st.text(f"{project}  {names.get(project, '')}")
    with st.form("tolerance", border=False):
        cost = st.number_input(
            "Cost overrun, percent", min_value=0.0, value=was.cost_pct if was else None, step=1.0,
            placeholder=f"{usual.tolerance_cost_pct:g} by the settings", key=f"{key}cost",
        )  # fmt: skip
        slip = st.number_input(
            "Slip, calendar days", min_value=0, value=was.slip_days if was else None, step=1,
            placeholder=f"{usual.tolerance_slip_days} by the settings", key=f"{key}slip",
        )  # fmt: skip
        scope = st.number_input(
            "Change of scope, percent", min_value=0.0, value=was.scope_pct if was else None,
            step=1.0, placeholder=f"{usual.tolerance_scope_pct:g} by the settings",
            key=f"{key}scope",
        )  # fmt: skip
        comment = st.text_input(
            "Why so", value=(was.comment if was else None) or "", key=f"{key}comment",
            placeholder="Kept with the tolerance",
        )  # fmt: skip
        is_sent = st.form_submit_button(
            "Save", type="primary", key="tolerance_save", disabled=bool(why), help=why or None
        )
    if is_sent:
        now = Tolerance(
            project=project, cost_pct=cost, slip_days=slip, scope_pct=scope,
            comment=comment.strip() or None,
        )  # fmt: skip
        attempt(lambda: f"Kept. Change {jobs.tolerate(session(), now, was)}.")


def own(project: str) -> Tolerance | None:
    """Return the tolerance that a project has for itself."""
    try:
        kept = repository().get("tolerance", project)
    except NotFound:
        return None
    return kept if isinstance(kept, Tolerance) else None


__all__ = ["MAY_NOT", "change", "may_not", "own", "table"]

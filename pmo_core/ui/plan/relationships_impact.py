"""What if a project slips or is stopped: who is reached, by how much, on which way."""

from datetime import date

import polars as pl
import streamlit as st

from pmo_core.analysis.impact_paths import path_to
from pmo_core.charts import short
from pmo_core.errors import PmoError
from pmo_core.jobs.impact import ABSORBED, LATER, REACHED, TOUCHED, Impact
from pmo_core.ui import data
from pmo_core.ui.errors import tell
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, empty, headline
from pmo_core.ui.paging import ROWS, Order, paged
from pmo_core.ui.plan import relationships_data as found
from pmo_core.ui.text import counted, plain

_SLIPS, _STOPS = "It slips", "It is stopped"
_DAYS = 10
_NAMED = {"effect": "impact_effect", "path": "slip_path", "benefit": "benefit_left"}
_SHOWN = (
    "project", "project_name", "impact_effect", "days_later", "finish_after", "n_milestones",
    "benefit_left", "needs", "kind", "slip_path",
)  # fmt: skip
_IN_FILE = ("finish_before", "n_tasks", "steps", "manager")
_ORDERS: dict[str, Order] = {
    "Worst first": [],
    "Longest slip": [(pl.col("days_later"), True)],
    "Most benefit to come": [(pl.col("benefit_left"), True)],
    "Project": [(pl.col("project"), False)],
}
_MEANING = {
    LATER: "Finishes later.", ABSORBED: "Tasks come later, its finish does not.",
    REACHED: "Its tasks wait for a project that is reached, and none of them moves.",
    TOUCHED: "Depends by a tie without tasks: no date says by how much.",
}  # fmt: skip


def draw(project: str | None, as_of: date) -> None:
    """Draw the question and its answer.

    Parameters
    ----------
    project : str or None
        Project that slips; None = none is chosen yet.
    as_of : date
        Day of the schedule.
    """
    if project is None:
        empty("No project is chosen.", "Choose one above: then this says what its slip does.")
        return
    elements = found.elements(project, as_of)
    with st.container(horizontal=True, vertical_alignment="bottom", key="impact_question"):
        what = st.segmented_control(
            "What happens", (_SLIPS, _STOPS), default=_SLIPS, required=True, key="impact_what",
            bind="query-params",
        )  # fmt: skip
        days = _DAYS
        if what == _SLIPS:
            days = st.number_input(
                "By working days", min_value=1, max_value=1000, value=_DAYS, step=5, width=150,
                key="slip_days", bind="query-params",
            )  # fmt: skip
        wbs = st.selectbox(
            "What of it", ["", *elements], key=f"impact_of_{project}", width=360,
            format_func=lambda code: f"{code}  {elements[code]}" if code else "The whole project",
            help="Of the whole project all that is open comes later by so much. Of an element, it "
            "and what lies below it; the rest of the project follows as the links say.",
        )  # fmt: skip
    try:
        impact = found.followed(project, None if what == _STOPS else int(days), wbs or "", as_of)
    except PmoError as problem:
        tell(problem)
        return
    _figures(impact, project)
    _projects(impact, project)
    _milestones(impact)
    _people(impact)


def _figures(impact: Impact, project: str) -> None:
    others = impact.projects.filter(pl.col("project") != project)
    own = impact.projects.filter(pl.col("project") == project)["benefit"][0]
    unit = data.settings().base_currency
    reached = others.filter(pl.col("effect") != REACHED)
    benefit = reached["benefit"]
    n_unknown = benefit.null_count()
    most = others["days_later"].max()
    worst = others.sort("days_later", descending=True, nulls_last=True)["project"].head(1)
    headline(
        [
            Figure(
                "Other projects reached", f"{reached.height:,}",
                "Projects whose tasks come later or lose what they wait for, and those that depend "
                "on such a project by a tie without tasks.",
                f"{counted(int((reached['effect'] == TOUCHED).sum()), 'project')} without dates",
            ),
            Figure(
                "Longest slip", counted(int(most), "day") if isinstance(most, int) else "N/A",
                "The most working days by which the finish of another project comes later.",
                worst[0] if most else "no finish of another project moves"
                if isinstance(most, int) else "no dates are known",
            ),
            Figure(
                "Milestones", f"{impact.milestones.height:,}",
                "Milestones that come later or lose what they wait for: elements without duration, "
                "and milestones of the register by the finish of their element.",
                f"{impact.n_undated:,} more without an element" if impact.n_undated else "",
            ),
            Figure(
                "Benefits at stake",
                short(benefit.sum(), unit) if benefit.count() else "N/A",
                "Planned benefits, from this fiscal year on, of the other projects that are "
                "reached, with the rate of today.",
                "; ".join(filter(None, [
                    f"{n_unknown} of {reached.height} without" if n_unknown else "",
                    f"its own: {short(own)}" if own is not None else "",
                ])),
            ),
        ],
        "impact_figures",
    )  # fmt: skip


def _projects(impact: Impact, project: str) -> None:
    st.markdown("**Projects**")
    rows = impact.projects.rename(_NAMED).select(_SHOWN + _IN_FILE)
    if rows.height == 1:
        st.caption(
            f"Nothing else is reached: no project waits for {plain(project)} by its tasks or by a "
            "tie, or what waits has float enough."
        )
    shown = paged(rows, _ORDERS, "project", key="impact_")
    known = [name for name in _SHOWN if rows[name].count()]
    grid(
        shown.select(known), "impact_projects", alt="Projects that are reached",
        pinned=("project",), labels={"project": "Code", "kind": "Kind of tie", "needs": "By"},
        export=lambda: rows, file_name=f"{project}-impact",
    )  # fmt: skip
    told = set(impact.projects["effect"])
    st.caption(" ".join(f"*{name}*: {text}" for name, text in _MEANING.items() if name in told))
    _path(impact, project)


def _path(impact: Impact, project: str) -> None:
    """Draw the tasks along which the slip comes to a project that is chosen."""
    ends = impact.projects.filter(
        pl.col("last_task").is_not_null(), pl.col("project") != project
    )  # fmt: skip
    if ends.is_empty():
        return
    last = dict(ends.select("project", "last_task").iter_rows())
    names = dict(ends.select("project", "project_name").iter_rows())
    chosen = st.selectbox(
        "Path to", list(last), key=f"impact_path_{project}", width=420,
        format_func=lambda code: f"{code}  {names.get(code, '')}",
    )  # fmt: skip
    if chosen not in last:
        return
    tasks = path_to(impact.tasks, chosen, last[chosen])
    rows = tasks.select(
        "project", wbs=pl.col("code").replace("", "all of it"), name="name",
        finish_before="finish_before", finish_after="finish_after", days_later="days_later",
    )  # fmt: skip
    grid(
        rows.select(name for name in rows.columns if rows[name].count()), "impact_path",
        alt=f"Tasks along which it comes to {chosen}", labels={"project": "Code", "name": "Task"},
        file_name=f"{project}-to-{chosen}",
    )  # fmt: skip


def _milestones(impact: Impact) -> None:
    if impact.milestones.is_empty():
        return
    st.markdown(f"**Milestones** {_first(impact.milestones)}")
    rows = impact.milestones.select(
        "project", "project_name", "code", "name", "finish_before", "finish_after", "days_later"
    )
    grid(
        rows.head(ROWS), "impact_milestones", alt="Milestones that come later", export=lambda: rows,
        labels={"project": "Code of project", "name": "Milestone"}, file_name="impact-milestones",
    )  # fmt: skip


def _first(rows: pl.DataFrame) -> str:
    return f"(the first {ROWS} of {rows.height:,})" if rows.height > ROWS else ""


def _people(impact: Impact) -> None:
    if impact.people.is_empty():
        return
    st.markdown(f"**Talk to** {_first(impact.people)}")
    rows = impact.people.rename({"person": "talk_to", "why": "talk_reason"})
    grid(
        rows.head(ROWS), "impact_people", alt="Whom to talk to", export=lambda: rows,
        file_name="impact-people",
    )  # fmt: skip


__all__ = ["draw"]

"""The page of leveling: what is read first, the load of roles, and what moves."""

from collections.abc import Callable

import polars as pl
import streamlit as st

from pmo_core.analysis.leveling.level import Leveled
from pmo_core.charts import short
from pmo_core.charts.leveling import before_and_after
from pmo_core.jobs.leveling_views import (
    ROUNDING,
    Outcome,
    Standing,
    by_role,
    by_week,
    over_of,
)
from pmo_core.ui import data
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.page import NARROW, Figure, empty, headline
from pmo_core.ui.paging import paged
from pmo_core.ui.text import counted, plain

_MOST_ROLES = 4
_MOST_SAID = 12
_CODES = {"project": "Code", "code": "WBS"}
_BEYOND = (
    "Planned hours of a role (evenly over the days of each task) above the hours of those who fill "
    "it, day by day, of all approved and running projects."
)


def as_it_is(plan: Standing) -> None:
    """Draw the figures and the load of the plan before it is leveled."""
    roles = by_role(plan.daily, plan.daily)
    n_over = roles.filter(pl.col("over_hours_before") > ROUNDING).height
    headline(
        [
            Figure("Beyond capacity", f"{over_of(plan.daily):,.0f} h", _BEYOND,
                   f"in {counted(n_over, 'role')}"),
            Figure("Fullest day", _percent(roles["peak_before_pct"].max()),
                   "Most hours of a role on a day over those that are there.", _fullest(roles)),
            Figure("Tasks that may move", f"{plan.n_open:,}",
                   "Tasks of the chosen projects that have not begun and need not lie on a day.",
                   "those that have begun stay"),
        ],
        "leveling_figures",
    )  # fmt: skip


def figures(plan: Standing, found: Outcome) -> None:
    """Draw what is read first about a leveled plan."""
    roles = by_role(plan.daily, found.daily)
    later = found.projects.filter(pl.col("days_later") > 0)
    worst = later.sort("days_later", "project", descending=[True, False])
    told = (
        f"most: {worst['project'][0]} by {counted(worst['days_later'][0], 'working day')}"
        if later.height
        else "none loses a day"
    )
    headline(
        [
            Figure("Beyond capacity", f"{over_of(found.daily):,.0f} h", _BEYOND,
                   f"now {over_of(plan.daily):,.0f} h"),
            Figure("Fullest day", _percent(roles["peak_after_pct"].max()),
                   "Most hours of a role on a day over those that are there.",
                   f"now {_percent(roles['peak_before_pct'].max())}"),
            Figure("Projects that finish later", f"{later.height:,} of {found.projects.height:,}",
                   "Of those that may move: last finish in the leveled plan after the one by the "
                   "critical path now.", told),
            Figure("Value lost", short(found.found.lost),
                   "Sum over projects of priority value x working days later; the value of the "
                   "first project is 100. Now nothing is lost, but the plan cannot be kept.",
                   best(found.found)),
        ],
        "leveling_figures",
    )  # fmt: skip


def best(found: Leveled) -> str:
    """Return in words how good a plan is.

    Examples
    --------
    >>> none = pl.DataFrame()
    >>> best(Leveled(none, none, 120.0, 90.0, False, 10.0, 500, ()))
    'best of 500 plans; at most 33 % above the least possible'
    """
    if found.is_proven:
        return "proven: no plan loses less"
    floor = "not proven"
    if found.gap is not None:
        floor = f"at most {found.gap * 100:,.0f} % above the least possible"
    return f"best of {counted(found.n_schedules, 'plan')}; {floor}"


def load(plan: Standing, after: pl.DataFrame | None = None) -> None:
    """Draw the load of the roles that are asked for more than they are, the most first."""
    then = plan.daily if after is None else after
    roles = by_role(plan.daily, then)
    over = roles.filter(pl.max_horizontal("over_hours_before", "over_hours_after") > ROUNDING)
    weeks = by_week(plan.daily, then)
    names = _names("role")
    shown = over["role"].head(_MOST_ROLES)
    with st.grid(
        min(max(shown.len(), 1), 2), min_column_width=NARROW, key="leveling_load"
    ) as cells:
        for role in shown:
            with cells.cell():
                drawing = before_and_after(
                    weeks.filter(pl.col("role") == role), title=f"{role}  {names.get(role, '')}",
                    is_leveled=after is not None,
                )  # fmt: skip
                chart(drawing, f"leveling_load_{role}")
    if over.height > _MOST_ROLES:
        st.caption(f"The {_MOST_ROLES} roles with the most hours beyond capacity; all stand below.")


def nothing(plan: Standing) -> None:
    """Say that no role is asked for more than it is, and show how full each is."""
    if plan.daily.is_empty():
        empty(
            "No planned hours by role.",
            "Leveling compares the hours of roles on tasks with the hours of people: upload "
            "effort by role, or take it from a template.",
        )
        return
    empty(
        "Nothing needs to move.",
        "No role is asked for more hours on any day than are there, in all approved and running "
        "projects. The fullest day of each role:",
    )  # fmt: skip
    roles(plan)


def roles(plan: Standing, after: pl.DataFrame | None = None) -> None:
    """Draw the table of roles with what is used beyond capacity."""
    rows = by_role(plan.daily, plan.daily if after is None else after)
    rows = _with_names(rows, "role", "role_name")
    hidden = () if after is not None else ("over_hours_after", "peak_after_pct")
    grid(
        rows.select("role", "role_name", "over_hours_before", "over_hours_after", "peak_before_pct",
                    "peak_after_pct", "peak_day_on"),
        "leveling_roles", alt="Roles and what is used beyond capacity", pinned=("role",),
        labels={"role": "Code"}, hidden=hidden, file_name="leveling-roles",
    )  # fmt: skip


def tabs(plan: Standing, found: Outcome) -> None:
    """Draw the tables, the one that is looked at."""
    said = [*found.found.findings, *plan.question.findings]
    shows: dict[str, Callable[[], None]] = {
        "Tasks that move": lambda: _tasks(found),
        "Projects": lambda: _projects(found),
        "Roles": lambda: roles(plan, found.daily),
        "What to know": lambda: _findings(plan, found),
    }
    if not said:
        del shows["What to know"]
    places = st.tabs(list(shows), key="leveling_tab", on_change="rerun", bind="query-params")
    for place, show in zip(places, shows.values(), strict=True):
        if place.open:
            with place:
                show()


def _tasks(found: Outcome) -> None:
    elements = data.table("wbs_element").select("project", "code", task_name="name")
    rows = _with_names(found.moved, "project", "project_name").join(
        elements, on=["project", "code"], how="left", maintain_order="left"
    )
    rows = rows.select(
        "project", "project_name", "code", "task_name", "start_before", "start_after",
        "finish_before", "finish_after", "shifted_days", "role", "level_reason",
    )  # fmt: skip
    shown = paged(
        rows, {"Waits for a role": [(pl.col("role").is_not_null(), True)], "Project": [],
               "Moves most": [(pl.col("shifted_days").abs(), True)],
               "Start": [(pl.col("start_after"), False)]},
        "task", "Those that wait for a role push the others.", key="leveling_tasks_",
    )  # fmt: skip
    named = shown.with_columns(
        task_name=pl.concat_str("code", "task_name", separator="  ", ignore_nulls=True)
    )
    grid(
        named, "leveling_tasks", alt="Tasks that move", pinned=("project",), labels=_CODES,
        hidden=("code", "finish_before", "finish_after", "role"), export=lambda: rows,
        file_name="leveling-tasks",
    )  # fmt: skip


def _projects(found: Outcome) -> None:
    rows = _with_names(found.projects, "project", "project_name").select(
        "project", "project_name", "finish_before", "finish_after", "days_later", "lost_value"
    )
    moved = rows.filter(pl.col("days_later").fill_null(1) != 0)
    if moved.is_empty():
        empty("Every project finishes as it does now.", "Only tasks within projects move.")
        return
    st.caption(
        f"Of {counted(rows.height, 'project')} that may move, those that finish on another day; "
        "the file has all."
    )
    shown = paged(
        moved, {"Value lost": [], "Later by": [(pl.col("days_later"), True)],
               "Finish": [(pl.col("finish_after"), False)]},
        "project", key="leveling_projects_",
    )  # fmt: skip
    grid(
        shown, "leveling_projects", alt="Finish of projects before and after", pinned=("project",),
        labels=_CODES, export=lambda: rows, file_name="leveling-projects",
    )  # fmt: skip


def _findings(plan: Standing, found: Outcome) -> None:
    said = list(dict.fromkeys([*found.found.findings, *plan.question.findings]))
    for severity, tell in (("error", st.error), ("warning", st.warning), ("info", st.info)):
        words = [plain(one.message) for one in said if one.severity == severity]
        rest = [f"and {len(words) - _MOST_SAID:,} more"] if len(words) > _MOST_SAID else []
        if words:
            tell("\n".join(f"- {one}" for one in words[:_MOST_SAID] + rest))


def _with_names(rows: pl.DataFrame, key: str, name: str) -> pl.DataFrame:
    names = data.table(key).select("name", code="code").rename({"name": name, "code": key})
    return rows.join(names, on=key, how="left", maintain_order="left")


def _names(register: str) -> dict[str, str]:
    return dict(data.table(register).select("code", "name").iter_rows())


def _fullest(roles: pl.DataFrame) -> str:
    peak = roles.drop_nulls("peak_before_pct").sort("peak_before_pct", descending=True)
    return f"{peak['role'][0]} on {peak['peak_day_on'][0]}" if peak.height else ""


def _percent(share: object) -> str:
    return f"{share:,.0f} %" if isinstance(share, float) else "N/A"


__all__ = ["as_it_is", "best", "figures", "load", "nothing", "roles", "tabs"]

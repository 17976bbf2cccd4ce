"""The PMO itself: how fresh its data is, who uses the tool, how long it decides, how mature."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis.maturity import LEVELS, NAMES
from pmo_core.analysis.pmo_health import FRESH_DAYS
from pmo_core.charts import pmo as drawn
from pmo_core.ui import data
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.learn import pmo_data as found
from pmo_core.ui.page import Figure, empty, headline, side_by_side
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.text import iso

TABS = ("Freshness", "Cycle times", "Use", "Maturity")
_WAITING: dict[str, Order] = {
    "Longest waiting": [(pl.col("cycle_days"), True)],
    "Kind": [(pl.col("cycle"), False)],
    "Project": [(pl.col("project"), False)],
}
_LABELS = {"subject": "What", "cycle_begun_on": "Since", "cycle_days": "Waiting"}


def figures() -> None:
    """Show what is read first of each part."""
    fresh, use, trend = found.freshness(), found.use(), found.trend()
    cycles = found.cycles()
    n_running, n_fresh = int(fresh["n_running"].sum()), int(fresh["n_fresh"].sum())
    request = cycles.row(0, named=True)
    month: Any = use["month"].max()
    now = use.filter(month=month)
    headline(
        [
            Figure(
                "Fresh data", f"{100 * n_fresh / n_running:.0f} %" if n_running else "N/A",
                f"100 x running projects whose latest status report is at most {FRESH_DAYS} days "
                "old / running projects.",
                f"{n_fresh:,} of {n_running:,}" if n_running else "no project runs",
            ),
            Figure(
                "Time to answer", _days(request["median_cycle_days"]),
                "Median days from a request's submission to its acceptance or rejection.",
                f"80 % within {_days(request['p80_cycle_days'])}"
                if request["n_cycles_ended"] else "no request has ended",
            ),
            Figure(
                "Waiting", f"{int(cycles['n_cycles_open'].sum()):,}",
                "Requests, due gates, change requests, broken tolerances and findings that are "
                "still open.",
                f"the longest for {_days(cycles['longest_wait_days'].max())}",
            ),
            Figure(
                "Changes", f"{int(now['n_saved'].sum()):,}",
                "Changes in the journal in the latest month that has any; uploads and loads count "
                "as one each.", "" if now.is_empty() else f"in {month:%Y-%m}",
            ),
            Figure(
                "Maturity", f"{trend['mean_level'][-1]:.1f} of 5" if trend.height else "N/A",
                "Mean of the latest levels of all areas that were ever assessed.",
                f"{trend['n_areas'][-1]} of {len(LEVELS)} areas, {iso(trend['assessed_on'][-1])}"
                if trend.height else "not assessed yet",
            ),
        ],
        "pmo_figures", width=150,
    )  # fmt: skip


def _days(value: Any) -> str:
    """Return days in a few letters, N/A where they are not known."""
    return "N/A" if value is None else f"{value:,.0f} d"


def freshness() -> None:
    """Draw how old each department's data is, the stalest first."""
    rows = found.freshness()
    if rows.is_empty():
        empty("No project is in delivery.", "What runs has to report; set the stage of projects.")
        return
    grid(
        rows, "pmo_freshness", alt="Freshness of data by department", pinned=("department",),
        labels={"department": "Code", "department_name": "Department"}, file_name="freshness",
    )  # fmt: skip


def cycles() -> None:
    """Draw how long each kind of decision takes, and what still waits."""
    grid(found.cycles(), "pmo_cycles", alt="How long decisions take", file_name="cycle-times")
    waiting = found.spans().filter(pl.col("ended_on").is_null()).drop("ended_on")
    st.subheader("What waits", anchor=False)
    if waiting.is_empty():
        empty("Nothing waits for a decision.", "What is asked for next appears here.")
        return
    shown = paged(waiting, _WAITING, "open item", key="pmo_waiting_")
    grid(
        shown, "pmo_waiting", alt="What waits for a decision", labels=_LABELS,
        export=lambda: waiting, file_name="waiting",
    )  # fmt: skip


def use() -> None:
    """Draw changes and people by month and role."""
    rows = found.use()
    chart(drawn.use(rows.sort("month"), title="Changes by month and role"), "pmo_use")
    st.caption("From the journal: what was saved. Who looks at pages is not recorded.")
    grid(rows, "pmo_use_table", alt="Changes by month and role", months=("month",),
         file_name="use")  # fmt: skip


def maturity() -> None:
    """Draw each area against its target, the mean over the assessments, and what levels mean."""
    rows = found.standing()
    if data.table("maturity").is_empty():
        empty("The PMO has not assessed itself yet.", "Assess the PMO: eight areas, five levels.")
        return
    left, right = side_by_side()
    with left:
        chart(drawn.maturity(rows, title="Level by area"), "pmo_maturity")
    with right:
        chart(drawn.course(found.trend(), title="Mean level over the assessments"), "pmo_course")
    grid(
        rows.drop("maturity_before"), "pmo_standing", alt="Maturity by area", pinned=("area",),
        register="maturity", labels={"evidence": "What shows it"}, file_name="maturity",
    )  # fmt: skip
    with st.expander("What the levels mean"):
        text = pl.DataFrame(
            [(area, n, NAMES[n - 1], said) for area, levels in LEVELS.items()
             for n, said in enumerate(levels, start=1)],
            schema=["area", "maturity_level", "level_name", "level_text"], orient="row",
        )  # fmt: skip
        grid(text, "pmo_levels", alt="Levels of maturity", register="maturity",
             file_name="levels-of-maturity")  # fmt: skip
    with st.expander("Every assessment"):
        every = data.table("maturity").sort("assessed_on", "area", descending=[True, False])
        grid(every, "pmo_assessments", alt="All assessments", register="maturity",
             file_name="assessments")  # fmt: skip


__all__ = ["TABS", "cycles", "figures", "freshness", "maturity", "use"]

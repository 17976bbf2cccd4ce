"""The PMO itself: how fresh its data is, who uses the tool, how long it decides, how mature."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis.maturity import LEVELS, NAMES
from pmo_core.analysis.pmo_health import STEPS
from pmo_core.charts import pmo as drawn
from pmo_core.ui import data
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.learn import pmo_data as found
from pmo_core.ui.page import Figure, empty, headline, side_by_side
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import iso

TABS = ("Freshness", "Cycle times", "Use", "Maturity")
_WAITING: dict[str, Order] = {
    "Longest waiting": [(pl.col("cycle_days"), True)],
    "Kind": [(pl.col("cycle"), False)],
    "About": [(pl.col("cycle_about").str.to_lowercase(), False)],
}
_LABELS = {"subject": "What", "cycle_begun_on": "Since", "cycle_days": "Waiting"}
_PLACES = dict(zip(STEPS, (
    ("decide/triage", "request"), ("govern/gate", "gate"), ("govern/changes", "change"),
    ("track/exceptions", "measure"), ("learn/findings", "finding"),
), strict=True))  # fmt: skip
"""What waits -> page on which it is decided, and what the subject is called in its address."""
_COUNTED = dict(zip(STEPS, (
    "From submission until it is accepted or rejected. Drafts and withdrawn requests are left out.",
    "From the day a required gate is due until it is held; held early counts as 0 in the picture "
    "and is negative in the table. Open gates that were passed over, or whose project is over, are "
    "left out.",
    "From submission until the day of the decision. Drafts and withdrawn ones are left out.",
    "From the day a tolerance was broken until the decision that holds. Only tolerances that are "
    "broken today are in it; those mended since are left out.",
    "From the day it was found until it was verified. Withdrawn findings are left out, and those "
    "accepted as a risk until that day has passed.",
), strict=True))  # fmt: skip


def figures() -> None:
    """Show what is read first of each part."""
    fresh, use, trend = found.freshness(), found.use(), found.trend()
    cycles = found.cycles()
    n_running, n_fresh = int(fresh["n_running"].sum()), int(fresh["n_fresh"].sum())
    request = cycles.row(0, named=True)
    longest = cycles["longest_wait_days"].max()
    month: Any = use["month"].max()
    n_areas = trend["n_areas"][-1] if trend.height else 0
    now = use.filter(month=month)
    headline(
        [
            Figure(
                "Fresh data", f"{100 * n_fresh / n_running:.0f} %" if n_running else "N/A",
                "100 x projects whose latest status report is at most "
                f"{data.settings().stale_status_days} days old (Settings) / projects in delivery "
                "or on hold.",
                f"{n_fresh:,} of {n_running:,}" if n_running else "no project is to report",
            ),
            Figure(
                "Half answered within", _days(request["half_within_days"]),
                "Days within which half of all requests were accepted or rejected; what still "
                "waits counts as not answered until today. Triage shows the median of those that "
                "were answered.",
                _most(request),
            ),
            Figure(
                "Waiting", f"{int(cycles['n_cycles_open'].sum()):,}",
                "Requests, due gates, change requests, broken tolerances and findings that are "
                "still open.",
                "" if longest is None else f"the longest for {_days(longest)}",
            ),
            Figure(
                "Changes saved", f"{int(now['n_saved'].sum()):,}",
                "Changes in the journal in the latest month that has any; uploads and loads count "
                "as one each. Who only reads is not in it.",
                "" if now.is_empty() else f"in {month:%Y-%m}",
            ),
            Figure(
                "Maturity", f"{trend['mean_level'][-1]:.1f} of 5" if trend.height else "N/A",
                f"Mean of the latest levels of the areas that were ever assessed: {n_areas} of "
                f"{len(LEVELS)}.",
                f"on {iso(trend['assessed_on'][-1])}" if trend.height else "not assessed yet",
            ),
        ],
        "pmo_figures", width=150,
    )  # fmt: skip


def _most(request: dict[str, Any]) -> str:
    """Say within how many days 80 % of the requests are answered."""
    if not request["n_cycles_ended"]:
        return "no request was answered yet"
    most = request["most_within_days"]
    return "fewer than 80 % answered" if most is None else f"80 % within {_days(most)}"


def _days(value: Any) -> str:
    """Return days in a few letters, N/A where they are not known."""
    return "N/A" if value is None else f"{value:,.0f} d"


def freshness() -> None:
    """Draw how old each department's data is, the stalest first."""
    rows = found.freshness()
    if rows.is_empty():
        empty("No project is to report.", "Projects in delivery or on hold report; set the stage "
              "of yours.")  # fmt: skip
        return
    st.page_link(
        PAGES / "track/progress.py", label="Status round: who is late, and the letter that reminds",
        icon=":material/update:",
    )  # fmt: skip
    grid(
        rows, "pmo_freshness", alt="Freshness of data by department", pinned=("department",),
        labels={"department": "Code", "department_name": "Department"}, file_name="freshness",
    )  # fmt: skip


def cycles() -> None:
    """Draw how long each kind of decision takes, and what still waits."""
    course = found.still_open()
    if not course.is_empty():
        chart(drawn.still_open(course, STEPS, title="Still open after so many days"), "pmo_open")
    st.caption(
        "What is open counts as not ended until today: leaving things undecided makes nothing "
        "faster. Empty where fewer than half, or 80 %, have ended."
    )
    grid(found.cycles(), "pmo_cycles", pinned=("cycle",), alt="How long decisions take",
         file_name="cycle-times")  # fmt: skip
    with st.expander("What is counted"):
        st.markdown("\n".join(f"- **{step}**: {text}" for step, text in _COUNTED.items()))
    st.subheader("What waits", anchor=False)
    waiting = found.waiting()
    if waiting.is_empty():
        empty("Nothing waits for a decision.", "What is asked for next appears here.")
        return
    hint = "A click opens the page on which it is decided."
    shown = paged(waiting, _WAITING, "open item", hint, key="pmo_waiting_").select(
        "cycle", "subject", "cycle_about", "cycle_begun_on", "cycle_days", "project"
    )
    clicked = grid(
        shown, "pmo_waiting", alt="What waits for a decision", labels=_LABELS, clickable=True,
        boxes=False, export=lambda: waiting, file_name="waiting",
    )  # fmt: skip
    if clicked is not None:
        _go(shown.row(clicked, named=True))


def _go(row: dict[str, Any]) -> None:
    """Lead to the page on which something open is decided."""
    path, name = _PLACES[row["cycle"]]
    address = {name: row["subject"]}
    if name in ("gate", "measure"):
        address["project"] = row["project"]
    st.switch_page(PAGES / f"{path}.py", query_params=address)


def use() -> None:
    """Draw changes and people by month and role."""
    rows = found.use()
    if rows["month"].n_unique() > 1:
        chart(drawn.use(rows.sort("month"), title="Changes by month and role"), "pmo_use")
    st.caption(
        "From the journal: what was saved. An upload, a load or a plan that is committed counts as "
        "one. Who looks at pages is not recorded, so whoever only reads is not in it."
    )
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
        register="maturity", file_name="maturity", hidden=("target_gap",),
        labels={"evidence": "What shows it", "target_level": "Target"},
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

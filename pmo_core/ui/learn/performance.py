"""What closed projects took and brought against their estimates, and what went with it."""

import polars as pl
import streamlit as st

from pmo_core.analysis import overruns
from pmo_core.charts import performance as drawn
from pmo_core.jobs import performance as jobs
from pmo_core.ui import data, facts
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, as_of, empty, headline, side_by_side
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.text import counted

MEASURES = {"Cost": "cost_ratio", "Time": "duration_ratio", "Effort": "effort_ratio"}
"""What is compared -> column of actual / estimate."""
PARTS = ("New estimate", "What went with it", "Closed projects", "Tables of the charts")
UNIT = "actual / estimate"
_PERIODS = {"Year": "closing_year", "Quarter": "closing_quarter"}
_MEANING = {
    "Cost": "Actual cost / estimated cost. The estimate is that of the first baseline, else the "
    "plan as it stands.",
    "Time": "Days from actual start to actual finish / from planned start to planned finish of the "
    "first baseline, both ends included.",
    "Effort": "Hours posted / hours planned: elements of the first baseline, else budget lines, "
    "else the work breakdown.",
}
_ORDERS: dict[str, Order] = {
    "Latest finish": [], "Cost": [(pl.col("cost_ratio"), True)],
    "Time": [(pl.col("duration_ratio"), True)], "Effort": [(pl.col("effort_ratio"), True)],
    "Satisfaction": [(pl.col("satisfaction"), False)], "Code": [(pl.col("code"), False)],
}  # fmt: skip
_ASSOCIATION = (
    "This is association, not cause: projects of one kind may differ in more than that kind. Where "
    "*By chance* is high, the difference is no more than what projects differ by anyway."
)


def rows() -> pl.DataFrame:
    """Return one row per closed project as of today; see `analysis.performance.closed`.

    The department is given by its name.
    """
    today = as_of()
    return data.derived("performance", _rows, as_of=today)


def _rows() -> pl.DataFrame:
    today = as_of()
    names = data.table("department").select(department="code", _name="name")
    closed = jobs.closed(data, facts.portfolio(today), today)
    named = closed.join(names, on="department", how="left", maintain_order="left")
    return named.with_columns(department=pl.coalesce("_name", "department")).drop("_name")


def figures(closed: pl.DataFrame) -> None:
    """Draw what is read first about all closed projects."""
    n_canceled = data.table("project").filter(stage="canceled").height
    shown = [
        Figure(
            "Closed projects", f"{closed.height:,}",
            f"Projects in stage closed. The {counted(n_canceled, 'canceled project')} came to no "
            "end that could be compared and count in no figure of this page.",
            f"{closed['satisfaction'].count():,} with an outcome",
        )
    ]  # fmt: skip
    for label, measure in MEASURES.items():
        middle = _row(closed, measure)
        value = "N/A" if middle["median"] is None else f"{middle['median']:.2f} x"
        note = "no ratio is known"
        if middle["median"] is not None:
            note = f"{middle['p10']:.2f} to {middle['p90']:.2f}, n = {middle['n_known']}"
        meaning = f"Median; the note gives P10 to P90. {_MEANING[label]}"
        shown.append(Figure(f"{label} / estimate", value, meaning, note))
    shown += [
        Figure(
            "Satisfaction", _middle(closed["satisfaction"], ".1f"),
            "Median satisfaction of the users, 1 low to 5 high.",
            _known(closed["satisfaction"], "known"),
        ),
        Figure(
            "Rework", _middle(closed["rework_pct"], ".1f", " %"),
            "Median of work done again in percent of all hours worked.",
            _known(closed["rework_pct"], "known"),
        ),
    ]  # fmt: skip
    headline(shown, "performance_figures")


def choices() -> tuple[str, str, str]:
    """Draw what is compared, by which class and over which periods; return all three."""
    with st.container(horizontal=True, gap="large", key="performance_choice"):
        what = st.segmented_control(
            "Compare", list(MEASURES), default="Cost", required=True, key="performance_measure"
        )
        by = st.segmented_control(
            "By", list(overruns.FACTORS), default="method", required=True, key="performance_by",
            format_func=lambda name: overruns.FACTORS[name],
        )  # fmt: skip
        period = st.segmented_control(
            "Closed in", list(_PERIODS), default="Year", required=True, key="performance_period"
        )
    return str(what), str(by), str(period)


def pictures(closed: pl.DataFrame, what: str, by: str, period: str) -> None:
    """Draw each project by class, and the median over time."""
    measure = MEASURES[what]
    if closed[measure].count() == 0:
        empty(
            f"Of no closed project both estimate and actual are known: {what.lower()}.",
            "Freeze a baseline or enter the plan, and upload the actuals.",
        )
        return
    left, right = side_by_side()
    with left:
        named = closed.select("code", group=pl.col(by).fill_null(overruns.NOT_GIVEN),
                              value=measure)  # fmt: skip
        title = f"{what} against estimate, by {overruns.FACTORS[by].lower()}"
        summed = overruns.distribution(closed, measure, by)
        chart(drawn.overruns(named, summed, title=title, unit=UNIT), "performance_classes")
        st.caption(
            "A line is a project, the band the middle half, the diamond the median. Red: as "
            "estimated."
        )
    with right:
        found = overruns.trend(closed, measure, _PERIODS[period])
        title = f"{what} against estimate, by {period.lower()} of closing"
        chart(drawn.trend(found, title=title, unit=UNIT), "performance_trend")


def went_with(closed: pl.DataFrame, what: str) -> None:
    """Draw what went with high and low ratios, and that this is no proof of a cause."""
    measure = MEASURES[what]
    found = data.derived(
        "went with overruns",
        lambda: overruns.went_with(closed, measure).with_columns(pl.selectors.float().round(3)),
        measure=measure, as_of=as_of(),
    )  # fmt: skip
    if found.is_empty():
        empty(
            "There are too few closed projects to compare.",
            f"A comparison needs {overruns.LEAST} closed projects on each side of which estimate "
            "and actual are known.",
        )
        return
    st.caption(_ASSOCIATION)
    title = f"Median {what.lower()} / estimate, with and without"
    chart(drawn.went_with(found, title=title, unit=UNIT), "performance_with")
    n_sure = found.filter(pl.col("chance_pct") < 5).height
    st.caption(
        f"{counted(found.height, 'comparison')}, {n_sure} of them less than 5 % likely by chance."
    )
    grid(
        found, "performance_with_rows", alt="Medians with and without, the farthest apart first",
        labels={"group": "Group"}, file_name=f"overruns-{what.lower()}-went-with",
    )  # fmt: skip


def projects(closed: pl.DataFrame) -> None:
    """Draw the closed projects; a click leads to one."""
    table = closed.select(
        "name", "finished_on", "cost_ratio", "duration_ratio", "effort_ratio", "satisfaction",
        "n_defects", "rework_pct", "realized_pct", "method", "project_type", "size_band",
        "department", "estimate_cost", "actual_cost", "estimate_days", "actual_days",
        "estimate_hours", "actual_hours", "n_changes", "n_late_gates", "n_raid_start",
        "n_reports_missing", "code",
    )  # fmt: skip
    shown = paged(table, _ORDERS, "closed project", "Press Open to see or enter its outcome.")
    grid(
        shown, "closed_projects", alt="Closed projects against their estimates",
        pinned=("name",), on_row=lambda row: go(shown["code"][row]), export=lambda: table,
        file_name="closed-projects",
        labels={"name": "Project", "department": "Department", "n_defects": "Defects"},
    )  # fmt: skip


def tables(closed: pl.DataFrame, what: str, by: str, period: str) -> None:
    """Draw the tables behind the pictures."""
    measure = MEASURES[what]
    grid(
        overruns.distribution(closed, measure, by), "performance_classes_rows",
        alt=f"{what} against estimate by class", labels={"group": overruns.FACTORS[by]},
        file_name=f"overruns-{what.lower()}-by-{by}",
    )  # fmt: skip
    grid(
        overruns.trend(closed, measure, _PERIODS[period]), "performance_trend_rows",
        alt=f"{what} against estimate by {period.lower()} of closing",
        labels={"period": "Closed in"}, file_name=f"overruns-{what.lower()}-by-{period.lower()}",
    )  # fmt: skip


def go(code: str) -> None:
    """Lead to one closed project."""
    st.query_params.from_dict({"project": code})


def _row(closed: pl.DataFrame, measure: str) -> dict[str, float | None]:
    """Return the quantiles of a ratio over all closed projects."""
    whole = closed.select(measure, all=pl.lit("all"))
    return overruns.distribution(whole, measure, "all").row(0, named=True)


def _middle(values: pl.Series, form: str, unit: str = "") -> str:
    middle = values.median()
    return f"{middle:{form}}{unit}" if isinstance(middle, int | float) else "N/A"


def _known(values: pl.Series, word: str) -> str:
    return f"{values.count()} of {values.len()} {word}"


__all__ = [
    "MEASURES", "PARTS", "UNIT", "choices", "figures", "go", "pictures", "projects", "rows",
    "tables", "went_with",
]  # fmt: skip

"""What stands around the charts of the roll-ups: the sums as figures, and the tables."""

from collections.abc import Callable, Sequence

import polars as pl
import streamlit as st

from pmo_core.charts import short
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, headline
from pmo_core.ui.paging import ROWS
from pmo_core.ui.rolled import CASH, Choice, Rolled
from pmo_core.ui.text import listed

LABELS = {
    "planned": "Planned", "actual": "Actual", "committed": "Committed", "forecast": "Forecast",
}  # fmt: skip
TO_COME = "Forecast to come"
BEYOND = "Forecast beyond orders"
TOTAL = "Total"
_OF_REST = {
    "remaining_cost": TO_COME, "uncommitted_cost": BEYOND,
    "cost_with_committed": "Actual and committed",
}  # fmt: skip
_COST = {
    "planned": "Budget lines, or the planned cost of projects without them.",
    "actual": "What is posted to this day.",
    "forecast": "Forecast cost at completion less actual cost (ETC), of open projects.",
}
_CASH = _COST | {
    "committed": "Ordered and not invoiced: amount less invoiced of each open order, at least 0.",
    "forecast": "Forecast to come (ETC) less committed of each open project, at least 0.",
}
_WORK = {"planned": "Hours of the budget lines.", "actual": "Hours posted to this day."}


def titled(title: str, names: Sequence[str]) -> str:
    """Return the title of the chart of measures: it names them as long as there is room.

    Examples
    --------
    >>> titled("cost of all projects", ["planned", "actual"])
    'Planned and actual cost of all projects'
    """
    words = f"{listed([LABELS[name].lower() for name in names])} " if len(names) < len(CASH) else ""
    said = words + title
    return said[:1].upper() + said[1:]


def figures(shown: Rolled, choice: Choice, names: Sequence[str], unit: str) -> None:
    """Show the sums of all periods.

    Parameters
    ----------
    shown, choice
        What is seen.
    names : sequence of str
        The measures that are known.
    unit : str
        Of the sums.
    """
    meaning = _WORK if choice.is_work else _CASH if choice.is_cash else _COST
    total = shown.sums.row(0, named=True)
    count = Figure("Projects", f"{total['n_projects']:,}", "Projects in view.")
    # Four measures fill the row; the table of sums has the number of projects.
    found = [count] if len(names) < len(CASH) else []
    found += [
        Figure(
            (BEYOND if choice.is_cash else TO_COME)
            if name == "forecast"
            else f"{LABELS[name]}{' hours' if choice.is_work else ''}",
            short(total[name]),
            f"{meaning[name]} All periods, in {unit}.",
        )
        for name in names
    ]
    headline(found, "figures")


def sums_table(
    shown: Rolled, choice: Choice, names: Sequence[str], enter: Callable[[str], None]
) -> None:
    """Show one row per group, the total first; a button beside each looks into it."""
    columns = {name: choice.columns[name] for name in names}
    is_total = pl.col("level") == 0
    named = pl.when(is_total).then(pl.lit(TOTAL)).otherwise("group_name").alias("group_name")
    sums = shown.sums.select("group", named, "n_projects", *columns).rename(columns)
    st.subheader(f"Sums by {shown.group_title.lower()}", anchor=False)
    hint = "The total stands first. Press Look into, or a bar above."
    if sums.height > ROWS:
        hint += f" The first {ROWS:,} of {sums.height:,} rows; the file holds all."
    st.caption(hint)
    labels = {column: LABELS[name] for name, column in columns.items()}
    grid(
        sums.head(ROWS), "sums", alt=f"{choice.view} by {shown.group_title}",
        labels=labels | {"group_name": shown.group_title} | _OF_REST,
        hidden=("group",), on_row=lambda row: enter(sums["group"][row]),
        action="Look into", export=lambda: sums,
        file_name="rollup",
    )  # fmt: skip


def periods_table(
    shown: Rolled, choice: Choice, names: Sequence[str], periods: Sequence[str], title: str
) -> None:
    """Show one row per period of those named; the file holds all, group by group."""
    columns = {name: choice.period_columns[name] for name in names}
    labels = {
        column: f"{LABELS[name]} FTE" if choice.in_fte else LABELS[name]
        for name, column in columns.items()
    }
    st.subheader(title[:1].upper() + title[1:], anchor=False)
    total = shown.total.filter(pl.col("period").is_in(list(periods)))
    grid(
        total.select("period", *columns).rename(columns), "periods",
        alt=f"{choice.view} by period", labels=labels | _OF_REST,
        export=lambda: shown.parts.drop_nulls("period").rename(columns),
        file_name="rollup-by-group-and-period",
    )  # fmt: skip

"""The list of what left its tolerance."""

import polars as pl
import streamlit as st

from pmo_core.charts import short
from pmo_core.ui import data, facts
from pmo_core.ui.exceptions import exceptions
from pmo_core.ui.filters import Filters
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, as_of, empty, headline
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.text import counted, plain

OPEN, DECIDED, ALL = "Open", "Decided", "All"
TABS = ("Exceptions", "Tolerances")
_ORDERS: dict[str, Order] = {
    "Longest broken": [],
    "Most money beyond": [(pl.col("beyond_cost"), True)],
    "Project": [(pl.col("project"), False)],
    "Board": [(pl.col("board"), False)],
}
_COLUMNS = (
    "name", "measure", "deviation", "tolerated", "deviation_unit", "since_on", "age_days",
    "n_reports", "beyond_cost", "exception_state", "outcome", "decision", "board", "reason",
    "beyond", "first_deviation", "forecast_source", "project", "portfolio", "stage", "manager",
)  # fmt: skip
_LABELS = {
    "name": "Project", "project": "Code", "measure": "Tolerance", "since_on": "Broken since",
    "age_days": "Days", "board": "Board in charge", "reason": "Why",
}  # fmt: skip


def found(chosen: Filters) -> pl.DataFrame:
    """Return the broken tolerances of the projects that pass the filters."""
    rows = exceptions(as_of())
    if not chosen.is_active:
        return rows
    passing = chosen.apply(facts.portfolio(as_of())).select(project="code")
    return rows.join(passing, on="project", how="semi", maintain_order="left")


def figures(rows: pl.DataFrame) -> None:
    """Show what is read first: how many, how old, how much money."""
    currency = data.settings().base_currency
    waits = rows.filter(pl.col("exception_state") == "open")
    decided = rows.height - waits.height
    money = waits["beyond_cost"]
    oldest = waits.row(0, named=True) if waits.height else None
    headline(
        [
            Figure(
                "To be decided", f"{waits.height:,}",
                "Tolerances in cost, time or scope that are broken and about which no decision "
                "holds: an open project may have up to three.",
                f"in {counted(waits['project'].n_unique(), 'project')}",
            ),
            Figure(
                "Decided", f"{decided:,}",
                "Broken tolerances that a board decided about, and that have not got worse since "
                "by more than another tolerance.",
            ),
            Figure(
                "Longest", f"{oldest['age_days']:,} days" if oldest else "n/a",
                "Days since which a tolerance has been broken in every status report and by every "
                "baseline; of those to be decided.",
                plain(f"{oldest['project']}, {oldest['measure']}") if oldest else "",
            ),
            Figure(
                "Money beyond", short(money.sum() if money.count() else None, currency),
                "Forecast cost less the cost of the baseline with what is tolerated; sum over the "
                f"cost tolerances to be decided, in {currency}.",
                f"{money.count()} of {counted(waits.height, 'exception')} in cost",
            ),
        ],
        "exception_figures",
    )  # fmt: skip


def register(rows: pl.DataFrame) -> None:
    """Show the broken tolerances, the longest broken first; a button opens one."""
    which = st.segmented_control(
        "Show", (OPEN, DECIDED, ALL), default=OPEN, required=True, key="exceptions_which",
        label_visibility="collapsed",
    )  # fmt: skip
    kept = rows if which == ALL else rows.filter(pl.col("exception_state") == which.lower())
    if kept.is_empty():
        nothing = {
            OPEN: "No broken tolerance waits for a board.", DECIDED: "No board has decided yet.",
            ALL: "Every open project is within its tolerances.",
        }  # fmt: skip
        empty(nothing[which], "How far each project is from its limits stands under Tolerances.")
        return
    shown = paged(kept, _ORDERS, "exception", "Press Open beside one.", key="exceptions_")
    unknown = tuple(
        name for name in ("beyond_cost", "outcome", "decision", "board")
        if kept[name].null_count() == kept.height
    )  # fmt: skip
    grid(
        shown.select(_COLUMNS).with_columns(
            pl.col("measure").str.to_titlecase(),
            pl.col("deviation", "beyond", "first_deviation").round(1),
        ),
        "exceptions", alt="Broken tolerances, the longest broken first", register="vote",
        labels=_LABELS, hidden=unknown, pinned=("name",),
        on_row=lambda row: go(shown["project"][row], shown["measure"][row]),
        export=lambda: kept.select(_COLUMNS),
    )  # fmt: skip


def go(project: str, measure: str) -> None:
    """Lead to one broken tolerance."""
    st.query_params.from_dict({"project": project, "measure": measure})


__all__ = ["ALL", "DECIDED", "OPEN", "TABS", "figures", "found", "go", "register"]

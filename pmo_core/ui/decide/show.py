"""What a selection looks like: figures, proof, table, and what it takes of money and people."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core import charts
from pmo_core.analysis import calendar
from pmo_core.analysis.selection.case import MONEY
from pmo_core.charts import short
from pmo_core.jobs.solver_run import Ticket
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, headline, side_by_side

WORTH = {
    "score": ("Total score", "Sum of the scores (0-100) of the chosen projects."),
    "npv": ("Total NPV", "Sum of the net present values of the chosen projects."),
    "mix": ("Total worth", "Sum of score and NPV, each 0-100 of its largest, mixed."),
    "priority": ("Total worth", "Sum over the chosen of how far up each stands today, 0-100."),
    "count": ("Projects", "Number of chosen projects."),
}
COLUMNS = (
    "name", "decision", "rank", "worth", "score", "npv", "cost", "start_on", "delay_months",
    "portfolio", "reason", "project",
)  # fmt: skip
_PROVEN = "No other choice is worth more: the solver has proven it."


def percent(share: float) -> str:
    """Return a share as percent, small ones not as zero.

    Examples
    --------
    >>> percent(0.0312), percent(0.00004), percent(0.0)
    ('3.1 %', 'under 0.1 %', '0 %')
    """
    if share == 0:
        return "0 %"
    return "under 0.1 %" if share < 0.0005 else f"{100 * share:.1f} %"


def figures(
    rows: pl.DataFrame, usage: pl.DataFrame, result: dict[str, Any], objective: str,
    by_list: float | None, currency: str,
) -> None:  # fmt: skip
    """Draw what is read first.

    Parameters
    ----------
    rows : polars.DataFrame
        One row per candidate, as `analysis.selection.result.chosen` gives them.
    usage : polars.DataFrame
        One row per limit.
    result : dict
        As the task "solve" gives it.
    objective : str
        What is maximized.
    by_list : float or None
        Worth of the selection that fills the limits by rank, in the same unit.
    currency : str
        Base currency.
    """
    inside = rows.filter("is_chosen")
    label, meaning = WORTH[objective]
    money = usage.filter(pl.col("resource") == MONEY)
    left = float((money["limit"] - money["committed"] - money["used"]).clip(0).sum() or 0)
    is_proven = result["status"] == "optimal"
    lost = None if by_list is None else max(0.0, 1 - by_list / result["value"])
    unit = currency if objective == "npv" else ""
    headline(
        [
            Figure(label, short(result["value"], unit), meaning),
            Figure(
                "Gap to the best possible", percent(0 if is_proven else result["gap"]),
                "(Proven upper bound - worth found) / worth found.",
                "proven optimal" if is_proven else f"at most {short(result['bound'], unit)}",
            ),
            Figure("Chosen", f"{inside.height:,} of {rows.height:,}", "Candidates that are in."),
            Figure(
                "Cost of the chosen", short(inside["cost"].sum(), currency),
                "Sum of planned cost.", f"{short(left)} not used",
            ),
            Figure(
                "A ranked list loses", "n/a" if lost is None else percent(lost),
                "Worth that is lost when the limits are filled by rank from the top, leaving out "
                "what does not fit, against this selection.",
            ),
        ],
        "decide_figures",
    )  # fmt: skip


def proof(result: dict[str, Any], search: Ticket | None) -> None:
    """Draw how good the answer is and whether the search goes on."""
    if result["status"] == "optimal":
        st.caption(f":material/verified: {_PROVEN} Found in {result['seconds']:.1f} s.")
        return
    known = f"At most {percent(result['gap'])} better is possible."
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if search is None or search.is_done:
            st.caption(f":material/flag: {known} The search has ended.", width="content")
            return
        words = "Waiting for a free solver" if search.waiting else "Searching for a better one"
        st.caption(
            f":material/progress_activity: {known} {words}, {search.seconds:.0f} s ...",
            width="content",
        )
        st.button("Stop", icon=":material/stop_circle:", type="tertiary", on_click=search.stop)


def table(rows: pl.DataFrame, currency: str) -> int | None:
    """Draw the candidates; return the row that was clicked."""
    hidden = tuple(
        name for name in COLUMNS if name in rows.columns and not rows[name].count()
    )  # fmt: skip
    if rows["delay_months"].max() == 0:
        hidden += ("delay_months",)
    return grid(
        rows.select(COLUMNS), "candidates",
        alt="Candidates with decision, worth, cost and start",
        labels={"name": "Project", "cost": f"Cost, {currency}", "portfolio": "Portfolio"},
        hidden=hidden, pinned=("name",), clickable=True, boxes=False,
    )  # fmt: skip


def limits(usage: pl.DataFrame, names: dict[str, str], start_month: int, currency: str) -> None:
    """Draw money by year and load by role and month."""
    left, right = side_by_side()
    money = usage.filter(pl.col("resource") == MONEY).sort("period_on")
    with left:
        if money.is_empty():
            st.caption("No money is limited.")
        else:
            year = calendar.fiscal_year(pl.col("period_on"), start_month).cast(pl.String)
            drawn = charts.money(
                money.with_columns(period=year), title="Money by fiscal year", unit=currency
            )
            chart(drawn, "decide_money")
    work = usage.filter(pl.col("resource") != MONEY)
    with right:
        if work.is_empty():
            st.caption("No capacity is registered: people do not limit the selection.")
        else:
            chart(charts.load(_load(work, names), title="Load by role"), "decide_load")


def _load(work: pl.DataFrame, names: dict[str, str]) -> pl.DataFrame:
    taken = pl.col("committed") + pl.col("used")
    return work.select(
        role=pl.col("resource").replace(names),
        month=pl.col("period_on").dt.strftime("%Y-%m"),
        load_pct=pl.when(pl.col("limit") > 0).then(100 * taken / pl.col("limit")),
        taken=taken,
        capacity="limit",
    ).sort("role", "month")



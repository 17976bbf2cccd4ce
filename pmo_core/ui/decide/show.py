"""What a selection looks like: figures, proof, table, and what it takes of money and people."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core import charts
from pmo_core.analysis import calendar
from pmo_core.analysis.selection.case import MONEY
from pmo_core.charts import short
from pmo_core.errors import Finding
from pmo_core.jobs.solver_run import Ticket
from pmo_core.ui.chart import chart
from pmo_core.ui.decide import state
from pmo_core.ui.decide.answer import Found
from pmo_core.ui.decide.solving import Solved
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, headline, side_by_side
from pmo_core.ui.paging import Order
from pmo_core.ui.text import counted, plain

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
ORDERS: dict[str, Order] = {
    "In first": [],
    "Worth": [(pl.col("worth"), True)],
    "Cost": [(pl.col("cost"), True)],
    "Worth per money": [(pl.col("worth") / pl.col("cost"), True)],
    "Start": [(pl.col("start_on"), False)],
    "Name": [(pl.col("name").str.to_lowercase(), False)],
}
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


def amount(worth: float, currency: str = "") -> str:
    """Return a worth as it is compared: money short, points with one digit.

    Examples
    --------
    >>> amount(2593.25), amount(2_593_250.0, "EUR")
    ('2,593.2', '2.59 M EUR')
    """
    return short(worth, currency) if currency else f"{worth:,.1f}"


def figures(found: Found, result: dict[str, Any], currency: str) -> None:
    """Draw what is read first.

    Parameters
    ----------
    found : Found
        The selection.
    result : dict
        As the task "solve" gives it.
    currency : str
        Base currency.
    """
    objective = found.formulation.objective
    inside = found.rows.filter("is_chosen")
    label, meaning = WORTH[objective]
    unit = currency if objective == "npv" else ""
    is_proven = result["status"] == "optimal"
    worth = float(result["value"])
    lost = None if found.listed is None or worth <= 0 else max(0.0, 1 - found.listed / worth)
    best = f"at most {amount(result['bound'], unit)}" if result["bound"] is not None else ""
    count = f"{inside.height} of {found.rows.height} in"
    without = inside["cost"].null_count()
    headline(
        [
            Figure(label, amount(worth, unit), meaning, count),
            Figure(
                "Gap", _gap(result), "By how much the best possible selection could be better: "
                "(proven upper bound - worth found) / worth found.",
                "proven optimal" if is_proven else best,
            ),
            Figure(
                "Cost of the chosen", short(float(inside["cost"].sum()), currency),
                "Sum of planned cost of the chosen candidates.",
                f"{without} without cost" if without else _left(found.usage),
            ),
            Figure(
                "Lost by a ranked list", "n/a" if lost is None else percent(lost),
                "Worth lost when money and people are given out down the list of present "
                "priorities, leaving out what does not fit, against this selection.",
                "filled by priority",
            ),
        ],
        "decide_figures", width=165,
    )  # fmt: skip


def _left(usage: pl.DataFrame) -> str:
    money = usage.filter(pl.col("resource") == MONEY, pl.col("portfolio") == "")
    left = (money["limit"] - money["committed"] - money["used"]).clip(0).sum()
    return f"{short(float(left))} of the money left"


def _gap(result: dict[str, Any]) -> str:
    if result["status"] == "optimal":
        return "0 %"
    return "n/a" if result["gap"] is None else percent(result["gap"])


def waiting(solved: Solved) -> None:
    """Say that there is no answer yet, or why there is none."""
    if solved.failed:
        st.warning(plain(solved.failed), icon=":material/error:")
        return

    @st.fragment(run_every=0.5)
    def wait() -> None:
        st.caption(":material/progress_activity: Waiting for a first answer ...")
        if solved.search is None or solved.search.latest() or solved.search.is_done:
            st.rerun()

    wait()


def proof(result: dict[str, Any], search: Ticket | None) -> None:
    """Draw how good the answer is and whether the search goes on."""
    if result["status"] == "optimal":
        st.caption(f":material/verified: {_PROVEN} Found in {result['seconds']:.1f} s.")
        return
    known = f"At most {_gap(result)} better is possible."
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if search is None or search.is_done:
            st.caption(f":material/flag: {known} The search has ended.", width="content")
            return
        words = "Waiting for a free solver" if search.waiting else "Searching for a better one"
        st.caption(
            f":material/progress_activity: {known} {words}, {search.seconds:.0f} s ...",
            width="content",
        )
        st.button(
            "Stop", icon=":material/stop_circle:", type="tertiary", on_click=search.stop,
            key="decide_stop", help="Ends the search; the best selection found so far stays.",
        )  # fmt: skip


def findings(found: tuple[Finding, ...]) -> None:
    """Say what in the data could not be taken as it stands, grouped by kind."""
    if not found:
        return
    with st.expander(f"{counted(len(found), 'remark')} on the data", icon=":material/info:"):
        for code in dict.fromkeys(one.code for one in found):
            same = [one for one in found if one.code == code]
            st.caption(plain(same[0].message))
            if len(same) > 1:
                st.caption(f"... and {counted(len(same) - 1, 'more of this kind', 'more of it')}.")


def table(found: Found, rows: pl.DataFrame, currency: str) -> None:
    """Draw candidates; a button beside each asks why it is in or out.

    Parameters
    ----------
    found : Found
        The selection; all its candidates are in the file.
    rows : polars.DataFrame
        The candidates of the page that is shown.
    currency : str
        Base currency.
    """
    everything = found.rows
    hidden = tuple(name for name in COLUMNS if not everything[name].count())
    if everything["delay_months"].max() == 0:
        hidden += ("delay_months",)
    if found.formulation.objective == "score":
        hidden += ("score",)
    if found.formulation.objective == "npv":
        hidden += ("npv",)
    codes = rows["project"].to_list()
    grid(
        rows.select(COLUMNS), "candidates",
        alt="Candidates with decision, worth, cost and start",
        labels={"name": "Project", "cost": f"Cost, {currency}", "portfolio": "Portfolio"},
        hidden=hidden, pinned=("name",), on_row=lambda row: state.ask_why(codes[row]),
        action="Why?", export=lambda: everything, file_name="selection",
    )  # fmt: skip


def limits(usage: pl.DataFrame, names: dict[str, str], start_month: int, currency: str) -> None:
    """Draw money by year and load by role and month, with the table behind both."""
    left, right = side_by_side()
    money = usage.filter(pl.col("resource") == MONEY, pl.col("portfolio") == "").sort("period_on")
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
    grid(usage, "decide_usage", alt="What there is, what is taken and asked for, per limit")


def _load(work: pl.DataFrame, names: dict[str, str]) -> pl.DataFrame:
    taken = pl.col("committed") + pl.col("used")
    return work.select(
        role=pl.col("resource").replace(names),
        month=pl.col("period_on").dt.strftime("%Y-%m"),
        load_pct=pl.when(pl.col("limit") > 0).then(100 * taken / pl.col("limit")),
        taken=taken,
        capacity="limit",
    ).sort("role", "month")

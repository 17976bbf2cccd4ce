"""What the page of a business case shows: figures with their workings, advice, ranges, history."""

from collections.abc import Callable
from functools import partial

import polars as pl
import streamlit as st

from pmo_core import charts
from pmo_core.analysis.advice import Tone, advise
from pmo_core.analysis.business_case import (
    ESTIMATES,
    FIGURES,
    BusinessCase,
    break_even,
    scaled,
    sensitivity,
    table,
    values,
)
from pmo_core.analysis.business_case_workings import working
from pmo_core.analysis.finance import Figure as Value
from pmo_core.analysis.outturn import Measure, Outturn, members
from pmo_core.charts import short
from pmo_core.ui import data
from pmo_core.ui.chart import chart
from pmo_core.ui.decide import case
from pmo_core.ui.decide.case import Subject
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, empty, headline, side_by_side
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.text import counted, plain

LABELS = {
    "npv": "NPV", "irr_pct": "IRR", "mirr_pct": "MIRR", "payback_years": "Payback", "bcr": "BCR",
    "pi": "PI",
}  # fmt: skip
_TONES: dict[Tone, tuple[str, str]] = {
    "good": (":material/check_circle:", "green"), "caution": (":material/error:", "orange"),
    "bad": (":material/cancel:", "red"), "neutral": (":material/info:", "gray"),
}  # fmt: skip


_BY_CODE: Order = [(pl.col("code"), False)]
_ORDERS: dict[str, Order] = {
    "NPV": [], "Code": _BY_CODE, "BCR": [(pl.col("bcr"), True)],
    "Payback": [(pl.col("payback_years"), False)],
}  # fmt: skip


def all_cases(rows: pl.DataFrame) -> None:
    """Draw all cases that are to be decided; a click leads to the case."""
    n_known = rows["npv"].count()
    n_paying = rows.filter(pl.col("npv") > 0).height
    headline(
        [
            Figure(
                "Cases", f"{rows.height:,}",
                "Candidates of the selection, and requests that are not a project yet.",
                f"{rows.height - n_known:,} without an NPV" if n_known < rows.height else "",
            ),
            Figure("Pay", f"{n_paying:,}", "Cases with an NPV above zero.", f"of {n_known:,}"),
        ],
        "cases", width=200,
    )  # fmt: skip
    shown = paged(rows, _ORDERS, "case", "Press Open beside one to read its case.")
    grid(
        shown, "all_cases", alt="Cases to be decided with their worth", pinned=("name",),
        on_row=lambda row: _open(shown["code"][row]), export=lambda: rows,
        file_name="business-cases",
    )  # fmt: skip


def _open(code: str) -> None:
    case.go("project" if code in data.table("project")["code"] else "request", code)


def figures(of: BusinessCase, rate: float, currency: str) -> None:
    """Draw the six figures, each with its range and, one click away, how it came about."""
    found = {end: values(of, rate, end) for end in ESTIMATES}
    with st.grid(len(FIGURES), min_column_width=150, border=True, key="case_figures") as cells:
        for name in FIGURES:
            with cells.cell(), st.container(gap="xxsmall"):
                st.metric(LABELS[name], _words(name, found["likely"][name], currency))
                ends = (found["low"][name], found["high"][name])
                st.caption(_note(name, found["likely"][name], ends, has_range=of.has_range))
                with st.popover(
                    "How", icon=":material/calculate:", type="tertiary", on_change="rerun",
                    key=f"how_{name}", help=f"Formula and terms of the {LABELS[name]}.",
                ) as how:  # fmt: skip
                    if how.open:
                        _working(of, name, rate, currency)


def _working(of: BusinessCase, name: str, rate: float, currency: str) -> None:
    shown = working(of, name, rate)
    st.markdown(f"**{plain(shown.formula)}**")
    st.caption(
        f"Discount rate {rate:g} % per year, base year {of.base_year}, likely amounts in {currency}"
    )
    grid(
        _with_factor(shown.terms), f"terms_{name}", exact=True,
        alt=f"Terms of the {LABELS[name]} by fiscal year",
        file_name=f"{LABELS[name].lower()}-terms",
    )  # fmt: skip
    for step in shown.steps:
        st.text(step)


def _with_factor(terms: pl.DataFrame) -> pl.DataFrame:
    """Return terms with the digits of the factor that a check by hand needs."""
    if "factor" not in terms.columns:
        return terms
    digits = [f"{one:.8f}" for one in terms["factor"]]
    return terms.with_columns(factor=pl.Series(digits))


def advice(of: BusinessCase, rate: float, reference: Outturn, currency: str) -> None:
    """Draw what the case comes to, a sentence each, with the rule that gave it."""
    with st.container(border=True, height="stretch", key="case_advice"):
        st.markdown("**What it comes to**")
        money = partial(short, unit=currency)
        for one in advise(of, rate, reference=reference, money=money):
            icon, color = _TONES[one.tone]
            with st.container(gap="xxsmall"):
                st.markdown(f":{color}[{icon}] {plain(one.text)}")
                st.caption(plain(one.rule))


def cash_flow(of: BusinessCase, rate: float, currency: str) -> None:
    """Draw costs and benefits by fiscal year with the running sum of present values."""
    drawn = charts.cash_flow(table(of, rate), title="Cash flow by fiscal year", unit=currency)
    chart(drawn, "case_flow")


def year_by_year(of: BusinessCase, rate: float, code: str) -> None:
    """Draw the table behind the cash flow."""
    grid(
        _with_factor(table(of, rate)), "case_years", exact=True, file_name=f"{code}-cash-flow",
        alt="Costs and benefits by fiscal year, discounted",
    )  # fmt: skip


def ranges(of: BusinessCase, rate: float, reference: Outturn, currency: str) -> None:
    """Draw every figure at the low end, as estimated, at the high end, and at past cost."""
    found = {f"at_{end}": values(of, rate, end) for end in ESTIMATES}
    if reference.median is not None:
        found["at_history"] = values(scaled(of, costs=reference.median), rate)
    rows = pl.DataFrame({
        "figure": [LABELS[name] for name in FIGURES],
        **{
            column: [_words(name, one[name], currency) for name in FIGURES]
            for column, one in found.items()
        },
    })  # fmt: skip
    if not of.has_range:
        st.caption(
            "No low and high amounts are registered, so both ends are the likely estimate. "
            "Enter them with the benefits, or in the request."
        )
    grid(rows, "case_ranges", alt="Figures at the low end, as estimated and at the high end")
    if reference.median is None:
        st.caption(plain(f"At past cost: {reference.reason}"))
    else:
        st.caption(plain(f"At past cost: costs x {reference.median:.2f}, {_says(reference)}"))


def bears(of: BusinessCase, rate: float) -> None:
    """Draw the shares of the estimates at which the case breaks even."""
    if not of.has_benefit:
        return
    even = break_even(of, rate)
    headline(
        [
            Figure(
                "Benefits must reach", _share(even.benefit),
                "PV(costs) / PV(benefits): with this share of the estimated benefits the NPV is "
                "zero. Exact, as the NPV is linear in the benefits.",
                even.benefit.reason or "of the estimate, to break even",
            ),
            Figure(
                "Costs may reach", _share(even.cost),
                "PV(benefits) / PV(costs): with this share of the estimated costs the NPV is zero.",
                even.cost.reason or "of the estimate, to break even",
            ),
        ],
        "case_even", width=200,
    )  # fmt: skip


def moves(of: BusinessCase, rate: float, currency: str) -> None:
    """Draw what moves the NPV most, one input at a time."""
    rows = sensitivity(of, rate)
    now = values(of, rate)["npv"]
    if now.value is None:
        empty("There is no NPV to move.", f"{now.reason} Enter benefits by fiscal year first.")
        return
    drawn = charts.tornado(
        rows, title="NPV when one input at a time is worse or better", unit=currency, now=now.value
    )
    chart(drawn, "case_tornado")
    st.caption(
        "Benefits and costs 20 % to either side, benefits one year later at the same cost, the "
        "rate 3 points to either side. Gray line: the NPV as it is; red line: zero."
    )
    grid(
        rows.drop("spread"), "case_moves", alt="NPV when one input is worse or better",
        file_name="sensitivity",
    )  # fmt: skip


def history(of: BusinessCase, subject: Subject, rate: float, currency: str) -> None:
    """Draw what became of the estimates of closed projects, and the case under it."""
    left, right = side_by_side()
    with left:
        _past(of, subject, "cost", rate, currency)
    with right:
        _past(of, subject, "duration", rate, currency)


def _past(of: BusinessCase, subject: Subject, measure: Measure, rate: float, currency: str) -> None:
    found = case.reference(subject, measure)
    title = {"cost": "Cost", "duration": "Duration"}[measure]
    if found.median is None:
        empty(f"No reference of {measure} from the own history.", found.reason)
        return
    notes = dict.fromkeys(("low", "median", "high"), "")
    if measure == "cost":
        for name, ratio in (("low", found.low), ("median", found.median), ("high", found.high)):
            npv = values(scaled(of, costs=ratio or 1), rate)["npv"]
            notes[name] = f"NPV {_words('npv', npv, currency)}"
    st.markdown(f"**{title}, {plain(_says(found))}**")
    meaning = "of actual / estimate, quantile by straight line between neighbors."
    headline(
        [
            Figure("Lower quartile", f"{found.low:.2f} x", f"Quarter {meaning}", notes["low"]),
            Figure("Median", f"{found.median:.2f} x", f"Half {meaning}", notes["median"]),
            Figure(
                "Upper quartile", f"{found.high:.2f} x", f"Three quarters {meaning}", notes["high"]
            ),
        ],
        f"past_{measure}", width=110,
    )  # fmt: skip
    names = {
        "cost": ["estimate_cost", "actual_cost"], "duration": ["estimate_days", "actual_days"],
    }  # fmt: skip
    rows = members(case.past(), found, subject.of.get("code"))
    grid(
        rows.select("name", pl.col(measure).alias(f"{measure}_ratio"), *names[measure], "code"),
        f"past_{measure}_rows", alt=f"{title} of closed projects against their estimates",
        register="project", file_name=f"closed-projects-{measure}",
    )  # fmt: skip


def _says(found: Outturn) -> str:
    unknown = f"; {counted(found.n_unknown, 'other')} not known" if found.n_unknown else ""
    return f"{found.of}, n = {found.n}{unknown}"


def _words(name: str, figure: Value, currency: str) -> str:
    return "N/A" if figure.value is None else _FORMATS[name](figure.value, currency)


_FORMATS: dict[str, Callable[[float, str], str]] = {
    "npv": short,
    "irr_pct": lambda value, _: f"{value:,.1f} %",
    "mirr_pct": lambda value, _: f"{value:,.1f} %",
    "payback_years": lambda value, _: f"{value:.1f} years",
    "bcr": lambda value, _: f"{value:.2f}",
    "pi": lambda value, _: f"{value:.2f}",
}


def _note(name: str, likely: Value, ends: tuple[Value, Value], *, has_range: bool) -> str:
    if likely.reason:
        return plain(likely.reason)
    if not has_range:
        return _SHORT[name]
    low, high = (_words(name, end, "") for end in ends)
    unit = next((unit for unit in (" %", " years") if low.endswith(unit)), "")
    return plain(f"{low.removesuffix(unit)} to {high}")


_SHORT = {
    "npv": "above 0 it pays", "irr_pct": "above the rate it pays", "mirr_pct": "at the same rate",
    "payback_years": "from its first year", "bcr": "above 1 it pays", "pi": "above 1 it pays",
}  # fmt: skip


def _share(figure: Value) -> str:
    return "N/A" if figure.value is None else f"{100 * figure.value:,.0f} %"

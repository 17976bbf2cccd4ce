"""What a business case is worth: present values, rates of return, payback.

The single-project functions take the net flows of consecutive years (benefit - cost) and give a
`Figure`; `case_values` does the same for a whole portfolio at once. `first` says when the first
flow falls: 0 = now (the start of the base year, the usual convention for an outlay), 1 = in a year
(Excel's NPV). Rates are percent per year. Formulas: PMI, Standard for Portfolio Management;
Brealey, Myers and Allen, Principles of Corporate Finance.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from pmo_core.analysis.finance_roots import Floats, all_rates, sign_changes, single_rate

Texts = npt.NDArray[np.object_]
NO_FLOW = "No cash flow is known."
NOT_KNOWN = "A cash flow is missing."
ALL_ZERO = "All cash flows are zero."
NO_GAIN = "No year brings more than it costs."
NO_OUTLAY = "No year costs more than it brings."
NOT_BACK = "The outlay does not come back."
NEVER_BELOW = "It never costs more than it has brought."
NO_RATE = "At no discount rate is the NPV zero."
IS_LOAN = "Benefits come first: the IRR is the rate of a loan, the lower the better."
NO_COST = "There is no cost."
ROUNDING = 1e-12  # share of all flows that a cumulative flow may lack for rounding

SCHEMA = {
    "project": pl.String(), "npv": pl.Float64(), "bcr": pl.Float64(), "irr_pct": pl.Float64(),
    "payback_years": pl.Float64(), "pv_cost": pl.Float64(), "pv_benefit": pl.Float64(),
    "reason": pl.String(),
}  # fmt: skip


class Figure(NamedTuple):
    """A figure, or null and why it is not defined."""

    value: float | None
    reason: str = ""


def npv(flows: Sequence[float] | Floats, discount_pct: float, first: int = 0) -> Figure:
    """Return the net present value: the sum of flow / (1 + rate) ** year.

    Examples
    --------
    >>> round(npv([-100, 60, 60], 10).value, 4)
    4.1322
    """
    net = np.asarray(flows, float)
    if reason := _unknown(net):
        return Figure(None, reason)
    return Figure(float(net @ _discounts(net.size, discount_pct, first)))


def irrs(flows: Sequence[float] | Floats) -> tuple[float, ...]:
    """Return all internal rates of return above -100 %, in percent, ascending; often one or none.

    Examples
    --------
    >>> [round(rate, 3) for rate in irrs([-1600, 10000, -10000])]
    [25.0, 400.0]
    """
    net = np.asarray(flows, float)
    return () if _unknown(net) else tuple(100 * rate for rate in all_rates(net))


def irr(flows: Sequence[float] | Floats) -> Figure:
    """Return the internal rate of return in percent: the discount rate at which the NPV is zero.

    Null where there is none, and where there are several (the reason lists them: then MIRR and NPV
    say what the case is worth).

    Examples
    --------
    >>> irr([-1600, 10000, -10000])
    Figure(value=None, reason='Several IRRs: 25.0 %, 400.0 %; see MIRR and NPV.')
    """
    net = np.asarray(flows, float)
    if reason := _unknown(net) or _one_sided(net):
        return Figure(None, reason)
    return _one_of(irrs(net), net)


def mirr(flows: Sequence[float] | Floats, finance_pct: float, reinvest_pct: float) -> Figure:
    """Return the modified internal rate of return in percent.

    (value of the inflows in the last year / present value of the outflows) ** (1 / years) - 1, the
    inflows reinvested at one rate, the outflows financed at the other.

    Examples
    --------
    >>> round(mirr([-100, 0, 121], 10, 10).value, 6)
    10.0
    """
    net = np.asarray(flows, float)
    if reason := _unknown(net) or _one_sided(net):
        return Figure(None, reason)
    years = net.size - 1
    paid = -np.minimum(net, 0) @ _discounts(net.size, finance_pct, 0)
    received = np.maximum(net, 0) @ _discounts(net.size, reinvest_pct, -years)
    return Figure(float(100 * ((received / paid) ** (1 / years) - 1)))


def payback(flows: Sequence[float] | Floats, discount_pct: float = 0, first: int = 0) -> Figure:
    """Return the years from now until the cumulative flow stays at zero or above.

    Within the year it is interpolated. Discounted where discount_pct is not 0. Where a late cost
    makes the case negative again, it counts from when it is paid back for good.

    Examples
    --------
    >>> round(payback([-100, 30, 30, 30, 30]).value, 3)
    3.333
    """
    net = np.asarray(flows, float)
    if reason := _unknown(net) or (ALL_ZERO if not net.any() else ""):
        return Figure(None, reason)
    discounted = net * _discounts(net.size, discount_pct, first)
    years = float(_payback(discounted[None])[0])
    if np.isnan(years):
        return Figure(None, _payback_reason(discounted[None])[0] or _one_sided(net))
    return Figure(first + years)


def bcr(
    costs: Sequence[float] | Floats, benefits: Sequence[float] | Floats, discount_pct: float
) -> Figure:
    """Return the benefit-cost ratio: PV(benefits) / PV(costs), both of the same years.

    Examples
    --------
    >>> bcr([100, 0], [0, 300], 50)
    Figure(value=2.0, reason='')
    """
    cost, benefit = np.asarray(costs, float), np.asarray(benefits, float)
    if reason := _unknown(cost) or _unknown(benefit):
        return Figure(None, reason)
    pv_cost = npv(cost, discount_pct).value or 0.0
    if pv_cost <= 0:
        return Figure(None, NO_COST)
    return Figure((npv(benefit, discount_pct).value or 0.0) / pv_cost)


def pi(flows: Sequence[float] | Floats, discount_pct: float) -> Figure:
    """Return the profitability index: PV of the inflows / PV of the outflows, year by year netted.

    With one outlay at the beginning this is 1 + NPV / outlay.

    Examples
    --------
    >>> pi([-100, 0, 450], 50)
    Figure(value=2.0, reason='')
    """
    net = np.asarray(flows, float)
    if reason := _unknown(net):
        return Figure(None, reason)
    if not (net < 0).any():
        return Figure(None, NO_OUTLAY if net.any() else ALL_ZERO)
    present = net * _discounts(net.size, discount_pct, 0)
    return Figure(float(np.maximum(present, 0).sum() / -np.minimum(present, 0).sum()))


def case_values(
    flows: pl.DataFrame, discount_pct: float, base_year: int, first: int = 0
) -> pl.DataFrame:
    """Return the value of each business case.

    Parameters
    ----------
    flows : polars.DataFrame
        project, year, cost, benefit: any number of rows per project and year, summed. A null
        amount is one that does not occur in that year; a project with nothing but nulls has no
        cash flow.
    discount_pct : float
        Discount rate in percent per year.
    base_year : int
        First year of the discounting. Earlier years are compounded.
    first : int
        Years by which the flows of the base year are discounted.

    Returns
    -------
    polars.DataFrame
        One row per project, in order of the code: project, npv, bcr, irr_pct, payback_years (from
        the project's first year with a flow, not discounted), pv_cost, pv_benefit, reason (why
        figures are null or mislead; empty when none does).

    Examples
    --------
    >>> case = pl.DataFrame({"project": ["A", "A"], "year": [2027, 2028],
    ...                      "cost": [100.0, None], "benefit": [None, 150.0]})
    >>> case_values(case, 50, 2027).select("npv", "bcr", "payback_years").row(0)
    (0.0, 1.0, 0.6666666666666666)
    """
    codes = flows.select(pl.col("project").cast(pl.String).unique().sort())["project"]
    if codes.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    cost, benefit, years, has_flow = _by_year(flows, codes)
    discounts = (1 + discount_pct / 100) ** -(years - base_year + first).astype(float)
    pv_cost, pv_benefit = cost @ discounts, benefit @ discounts
    net = _from_first_flow(benefit - cost)
    rate, rate_reason = _rates(net)
    has_cost = pv_cost > 0
    numbers = {
        "npv": pv_benefit - pv_cost,
        "bcr": np.divide(pv_benefit, pv_cost, out=np.full(len(codes), np.nan), where=has_cost),
        "irr_pct": rate, "payback_years": _payback(net),
        "pv_cost": pv_cost, "pv_benefit": pv_benefit,
    }  # fmt: skip
    is_known, is_free = pl.Series(has_flow), pl.Series(~has_cost)
    reasons = pl.concat_str(
        pl.Series(rate_reason.tolist(), dtype=pl.String).replace("", None),
        pl.Series(_payback_reason(net).tolist(), dtype=pl.String).replace("", None),
        pl.when(is_free).then(pl.lit(NO_COST)),
        separator=" ", ignore_nulls=True,
    )  # fmt: skip
    return pl.DataFrame({"project": codes, **numbers}).select(
        "project",
        *(pl.when(is_known).then(pl.col(name)).fill_nan(None).alias(name) for name in numbers),
        reason=pl.when(is_known).then(reasons).otherwise(pl.lit(NO_FLOW)),
    )


def _by_year(
    flows: pl.DataFrame, codes: pl.Series
) -> tuple[Floats, Floats, npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return cost and benefit (n_projects, n_years), the years, and who has any flow."""
    row = flows["project"].cast(pl.Enum(codes)).to_physical().to_numpy()
    year = flows["year"].cast(pl.Int64).to_numpy()
    years = np.arange(year.min(), year.max() + 1)
    shape = len(codes), len(years)
    place = row.astype(np.int64) * shape[1] + (year - years[0])
    amounts = flows.select(pl.col("cost", "benefit").cast(pl.Float64))
    cost, benefit = (
        np.bincount(place, amounts[name].fill_null(0.0), shape[0] * shape[1]).astype(np.float64)
        for name in ("cost", "benefit")
    )
    given = amounts.select(pl.any_horizontal(pl.all().is_not_null())).to_series().to_numpy()
    is_known = np.bincount(row, given, shape[0]) > 0
    return cost.reshape(shape), benefit.reshape(shape), years, is_known


def _from_first_flow(net: Floats) -> Floats:
    """Return each row moved so that its first flow other than zero comes first."""
    begin = (net != 0).argmax(axis=1)
    places = (begin[:, None] + np.arange(net.shape[1])) % net.shape[1]
    return np.asarray(np.take_along_axis(net, places, axis=1))


def _rates(net: Floats) -> tuple[Floats, Texts]:
    """Return the IRR in percent of each row (nan without a single one), and why it has none."""
    rate = np.full(len(net), np.nan)
    has_gain, has_outlay = (net > 0).any(axis=1), (net < 0).any(axis=1)
    changes = sign_changes(net)
    reason = np.select(
        [~has_gain & ~has_outlay, ~has_gain, ~has_outlay, (changes == 1) & (net[:, 0] > 0)],
        [ALL_ZERO, NO_GAIN, NO_OUTLAY, IS_LOAN],
        "",
    ).astype(object)
    rate[changes == 1] = 100 * single_rate(net[changes == 1])
    for one in np.flatnonzero(changes > 1):  # rare: these need all their roots
        figure = irr(net[one])
        rate[one] = np.nan if figure.value is None else figure.value
        reason[one] = figure.reason
    return rate, reason


def _payback(net: Floats) -> Floats:
    """Return the years from the first flow until the cumulative flow stays at zero or above.

    nan where it is never below, or below at the end.
    """
    total = net.cumsum(axis=1)
    is_below = total < -ROUNDING * np.abs(net).sum(axis=1, keepdims=True)
    last = net.shape[1] - 1 - is_below[:, ::-1].argmax(axis=1)
    is_back = is_below.any(axis=1) & ~is_below[:, -1]
    rows = np.flatnonzero(is_back)
    years = np.full(len(net), np.nan)
    years[rows] = last[rows] - total[rows, last[rows]] / net[rows, last[rows] + 1]
    return years


def _payback_reason(net: Floats) -> Texts:
    """Return why cases with both gains and outlays have no payback; empty where they have one."""
    total = net.cumsum(axis=1)
    least = -ROUNDING * np.abs(net).sum(axis=1)
    is_mixed = (net > 0).any(axis=1) & (net < 0).any(axis=1)
    return np.select(
        [is_mixed & (total[:, -1] < least), is_mixed & (total.min(axis=1) >= least)],
        [NOT_BACK, NEVER_BELOW],
        "",
    ).astype(object)


def _discounts(n_years: int, discount_pct: float, first: int) -> Floats:
    return np.asarray((1 + discount_pct / 100) ** -(np.arange(n_years) + float(first)))


def _unknown(flows: Floats) -> str:
    if not flows.size:
        return NO_FLOW
    return "" if np.isfinite(flows).all() else NOT_KNOWN


def _one_sided(net: Floats) -> str:
    if not net.any():
        return ALL_ZERO
    if not (net > 0).any():
        return NO_GAIN
    return "" if (net < 0).any() else NO_OUTLAY


def _one_of(rates: tuple[float, ...], net: Floats) -> Figure:
    if len(rates) > 1:
        listed = ", ".join(f"{rate:,.1f} %" for rate in rates)
        return Figure(None, f"Several IRRs: {listed}; see MIRR and NPV.")
    if not rates:
        return Figure(None, NO_RATE)
    is_loan = net[np.flatnonzero(net)[0]] > 0
    return Figure(rates[0], IS_LOAN if is_loan else "")


__all__ = [
    "Figure", "bcr", "case_values", "irr", "irrs", "mirr", "npv", "payback", "pi",
]  # fmt: skip

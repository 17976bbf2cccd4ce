"""How a figure of a case was worked out: its formula, its terms year by year, and the last steps.

The terms are the very amounts of the case, so that a controller can check each figure by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from pmo_core.analysis.business_case import BusinessCase, values
from pmo_core.analysis.finance_roots import Floats


@dataclass(frozen=True, eq=False)
class Working:
    """How one figure came about.

    Parameters
    ----------
    formula : str
        In words.
    terms : polars.DataFrame
        One row per fiscal year; empty where the case has no amounts.
    steps : tuple of str
        From the terms to the figure, or why there is none.
    """

    formula: str
    terms: pl.DataFrame
    steps: tuple[str, ...]


FORMULAS = {
    "npv": "NPV = sum of (benefit - cost) x discount factor; "
    "discount factor = 1 / (1 + rate) ^ (year - base year)",
    "irr_pct": "IRR = the rate at which the present values of all net flows add up to zero",
    "mirr_pct": "MIRR = (value of the inflows in the last year / present value of the outflows) "
    "^ (1 / years) - 1; financed and reinvested at the discount rate",
    "payback_years": "Payback = years from the first year until the running sum of the net flows "
    "stays at zero or above; within a year by straight line, not discounted",
    "bcr": "BCR = present value of benefits / present value of costs",
    "pi": "PI = present value of the years that bring money / present value of those that cost it",
}  # fmt: skip


def working(of: BusinessCase, name: str, discount_pct: float) -> Working:
    """Return how a figure of the likely case was worked out.

    Parameters
    ----------
    of : BusinessCase
        The case.
    name : str
        One of `FIGURES`.
    discount_pct : float
        Discount rate per year.

    Examples
    --------
    >>> from pmo_core.analysis.business_case import case_of
    >>> rows = pl.DataFrame({"year": [2027, 2028], "cost": [100.0, None], "benefit": [None, 150.0]})
    >>> working(case_of(rows, 2027), "npv", 25).steps
    ('NPV = 20.00',)
    """
    figure = values(of, discount_pct)[name]
    if figure.value is None:
        return Working(FORMULAS[name], _flows(of), (f"N/A: {figure.reason}",))
    terms, steps = _MAKE[name](of, discount_pct, figure.value)
    told = (*steps, figure.reason) if figure.reason else steps
    return Working(FORMULAS[name], terms, told)


def _flows(of: BusinessCase) -> pl.DataFrame:
    return pl.DataFrame({"year": of.years, "flow": of.net()})


def _amount(value: float) -> str:
    return f"{value:,.2f}"


Made = tuple[pl.DataFrame, tuple[str, ...]]


def _npv(of: BusinessCase, discount_pct: float, value: float) -> Made:
    factor = of.factors(discount_pct)
    present = of.net() * factor
    terms = _flows(of).with_columns(
        factor=pl.Series(factor), pv_flow=pl.Series(present),
        running=pl.Series(present.cumsum()),
    )  # fmt: skip
    return terms, (f"NPV = {_amount(value)}",)


def _irr(of: BusinessCase, discount_pct: float, value: float) -> Made:
    factor = of.factors(value)
    present = of.net() * factor
    terms = _flows(of).with_columns(factor=pl.Series(factor), pv_flow=pl.Series(present))
    total = float(present.sum())
    step = f"At {value:.6g} % the present values add up to {_amount(abs(total))}"
    return terms, (step, f"IRR = {value:.2f} %")


def _mirr(of: BusinessCase, discount_pct: float, value: float) -> Made:
    net = of.net()
    years = len(net) - 1
    discount = (1 + discount_pct / 100) ** -np.arange(years + 1.0)
    growth = (1 + discount_pct / 100) ** (years - np.arange(years + 1.0))
    factor = np.where(net < 0, discount, growth)
    paid, received = -np.minimum(net, 0) * discount, np.maximum(net, 0) * growth
    terms = _flows(of).with_columns(
        factor=pl.Series(factor), paid=pl.Series(paid), received=pl.Series(received)
    )
    sums = f"{_amount(float(received.sum()))} / {_amount(float(paid.sum()))}"
    return terms, (f"({sums}) ^ (1 / {years}) - 1", f"MIRR = {value:.2f} %")


def _payback(of: BusinessCase, discount_pct: float, value: float) -> Made:
    total = of.net().cumsum()
    terms = _flows(of).with_columns(running=pl.Series(total))
    last = int(np.ceil(value)) - 1
    step = (
        f"{last} + {_amount(abs(float(total[last])))} / {_amount(float(of.net()[last + 1]))} "
        "= years before + what is still open / net flow of the year that brings it"
    )
    return terms, (step, f"Payback = {value:.2f} years")


def _present(of: BusinessCase, discount_pct: float) -> tuple[Floats, Floats, Floats]:
    factor = of.factors(discount_pct)
    return factor, of.costs["likely"] * factor, of.benefits["likely"] * factor


def _bcr(of: BusinessCase, discount_pct: float, value: float) -> Made:
    factor, pv_cost, pv_benefit = _present(of, discount_pct)
    terms = pl.DataFrame({
        "year": of.years, "cost": of.costs["likely"], "benefit": of.benefits["likely"],
        "factor": factor, "pv_cost": pv_cost, "pv_benefit": pv_benefit,
    })  # fmt: skip
    sums = f"{_amount(float(pv_benefit.sum()))} / {_amount(float(pv_cost.sum()))}"
    return terms, (sums, f"BCR = {value:.4g}")


def _pi(of: BusinessCase, discount_pct: float, value: float) -> Made:
    factor = of.factors(discount_pct)
    present = of.net() * factor
    paid, received = -np.minimum(present, 0), np.maximum(present, 0)
    terms = _flows(of).with_columns(
        factor=pl.Series(factor), paid=pl.Series(paid), received=pl.Series(received)
    )
    sums = f"{_amount(float(received.sum()))} / {_amount(float(paid.sum()))}"
    return terms, (sums, f"PI = {value:.4g}")


_MAKE: dict[str, Callable[[BusinessCase, float, float], Made]] = {
    "npv": _npv, "irr_pct": _irr, "mirr_pct": _mirr, "payback_years": _payback, "bcr": _bcr,
    "pi": _pi,
}  # fmt: skip

__all__ = ["FORMULAS", "Working", "working"]

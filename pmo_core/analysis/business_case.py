"""One business case: its costs and benefits by fiscal year, what they are worth, what they bear.

The value of a case is that of What-if: net present value = sum over fiscal years of (benefit -
cost) / (1 + rate) ^ (year - base year). Low is the cautious end (low benefits, high costs), high
the hopeful one; where a year has no range, its likely amount stands for both. A case without any
benefit has no figures: cost alone says nothing about worth.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, get_args

import numpy as np
import polars as pl

from pmo_core.analysis import finance
from pmo_core.analysis.finance import Figure
from pmo_core.analysis.finance_roots import Floats

Estimate = Literal["low", "likely", "high"]
ESTIMATES: tuple[Estimate, ...] = get_args(Estimate)
NO_BENEFIT = "No benefit is registered."
NO_COST = "No cost is registered."
FIGURES = ("npv", "irr_pct", "mirr_pct", "payback_years", "bcr", "pi")
"""Names of the figures of a case, in the order of pages."""


@dataclass(frozen=True, eq=False)
class BusinessCase:
    """Costs and benefits of consecutive fiscal years, base currency.

    Parameters
    ----------
    first_year, base_year : int
        Fiscal year of the first amounts, and the year whose money is worth 1.
    costs, benefits : mapping of Estimate to (n_years,) float
        Amounts by year; the cautious end has the high costs and the low benefits.
    has_cost, has_benefit : bool
        Whether any is registered.
    has_range : bool
        Whether low or high differ from likely anywhere.
    """

    first_year: int
    base_year: int
    costs: Mapping[Estimate, Floats]
    benefits: Mapping[Estimate, Floats]
    has_cost: bool
    has_benefit: bool
    has_range: bool

    @property
    def years(self) -> list[int]:
        """The fiscal years, ascending."""
        return [self.first_year + place for place in range(len(self.costs["likely"]))]

    @property
    def first(self) -> int:
        """Years from the base year to the first one."""
        return self.first_year - self.base_year

    def net(self, estimate: Estimate = "likely") -> Floats:
        """Return benefit - cost of each year."""
        return np.asarray(self.benefits[estimate] - self.costs[estimate])

    def factors(self, discount_pct: float) -> Floats:
        """Return 1 / (1 + rate) ^ (year - base year) of each year."""
        years = np.arange(len(self.costs["likely"])) + float(self.first)
        return np.asarray((1 + discount_pct / 100) ** -years)


def case_of(amounts: pl.DataFrame, base_year: int) -> BusinessCase:
    """Return the case that some amounts make.

    Parameters
    ----------
    amounts : polars.DataFrame
        year and any of cost, cost_low, cost_high, benefit, benefit_low, benefit_high; any number of
        rows per year, summed. null = none in that row; a null low or high is the likely amount.
    base_year : int
        Fiscal year whose money is worth 1.

    Examples
    --------
    >>> rows = pl.DataFrame({"year": [2027, 2029], "cost": [100.0, None], "benefit": [None, 150.0]})
    >>> case = case_of(rows, 2027)
    >>> case.years, case.net().tolist()
    ([2027, 2028, 2029], [-100.0, 0.0, 150.0])
    """
    names = [f"{what}{end}" for what in ("cost", "benefit") for end in ("", "_low", "_high")]
    missing = [pl.lit(None, pl.Float64).alias(n) for n in names if n not in amounts.columns]
    rows = amounts.with_columns(missing).select(
        pl.col("year").cast(pl.Int64), pl.col(names).cast(pl.Float64)
    ).with_columns(
        pl.coalesce(f"{what}_{end}", what).alias(f"{what}_{end}")
        for what in ("cost", "benefit") for end in ("low", "high")
    )  # fmt: skip
    known = rows.filter(pl.any_horizontal(pl.col("cost", "benefit").is_not_null()))
    by_year = known.group_by("year").agg(pl.col(names).sum()).sort("year")
    by_year = by_year.filter(pl.any_horizontal(pl.col(names) != 0))
    years = by_year["year"].to_list() or [base_year]
    spread = np.zeros((len(names), years[-1] - years[0] + 1))
    if by_year.height:
        spread[:, by_year["year"].to_numpy() - years[0]] = by_year.select(names).to_numpy().T
    cost, cost_low, cost_high, benefit, benefit_low, benefit_high = spread
    return BusinessCase(
        first_year=years[0],
        base_year=base_year,
        costs={"low": cost_high, "likely": cost, "high": cost_low},
        benefits={"low": benefit_low, "likely": benefit, "high": benefit_high},
        has_cost=rows["cost"].count() > 0,
        has_benefit=rows["benefit"].count() > 0,
        has_range=bool((spread[[1, 2, 4, 5]] != spread[[0, 0, 3, 3]]).any()),
    )


def values(
    of: BusinessCase, discount_pct: float, estimate: Estimate = "likely"
) -> dict[str, Figure]:
    """Return npv, irr_pct, mirr_pct, payback_years, bcr and pi, each a figure or why it has none.

    The rate of return, the payback and the MIRR count from the first year of the case; the MIRR
    finances and reinvests at the discount rate.

    Examples
    --------
    >>> rows = pl.DataFrame({"year": [2027, 2028], "cost": [100.0, None], "benefit": [None, 150.0]})
    >>> found = values(case_of(rows, 2027), 25)
    >>> round(found["npv"].value, 2), round(found["irr_pct"].value, 2), found["bcr"].value
    (20.0, 50.0, 1.2)
    """
    if not of.has_benefit:
        reason = NO_BENEFIT if of.has_cost else finance.NO_FLOW
        return dict.fromkeys(FIGURES, Figure(None, reason))
    net = of.net(estimate)
    found = {
        "npv": finance.npv(net, discount_pct, of.first),
        "irr_pct": finance.irr(net),
        "mirr_pct": finance.mirr(net, discount_pct, discount_pct),
        "payback_years": finance.payback(net),
        "bcr": finance.bcr(of.costs[estimate], of.benefits[estimate], discount_pct),
        "pi": finance.pi(net, discount_pct),
    }
    if not of.has_cost:
        found["bcr"] = Figure(None, NO_COST)
    return found


def table(of: BusinessCase, discount_pct: float) -> pl.DataFrame:
    """Return year, cost, benefit, flow, factor, pv_flow and running (its running sum)."""
    factor = of.factors(discount_pct)
    present = of.net() * factor
    return pl.DataFrame({
        "year": of.years, "cost": of.costs["likely"], "benefit": of.benefits["likely"],
        "flow": of.net(), "factor": factor, "pv_flow": present, "running": present.cumsum(),
    })  # fmt: skip


def present(of: BusinessCase, discount_pct: float) -> tuple[float, float]:
    """Return the present values of the likely benefits and of the likely costs."""
    factor = of.factors(discount_pct)
    return float(of.benefits["likely"] @ factor), float(of.costs["likely"] @ factor)


class BreakEven(NamedTuple):
    """Shares of the estimate at which the NPV is zero; a figure or why there is none."""

    benefit: Figure
    cost: Figure


def break_even(of: BusinessCase, discount_pct: float) -> BreakEven:
    """Return the share of its benefits, and of its costs, at which a case is worth nothing.

    The NPV is PV(benefits) - PV(costs), so it is zero at PV(costs) / PV(benefits) of the benefits
    and at PV(benefits) / PV(costs) of the costs: exact, without a search.

    Examples
    --------
    >>> rows = pl.DataFrame({"year": [2027], "cost": [71.0], "benefit": [100.0]})
    >>> break_even(case_of(rows, 2027), 8).benefit.value
    0.71
    """
    benefit, cost = present(of, discount_pct)
    no_benefit, no_cost = Figure(None, NO_BENEFIT), Figure(None, NO_COST)
    if benefit <= 0 or cost <= 0:
        nothing = no_benefit if benefit <= 0 else no_cost
        return BreakEven(nothing, nothing)
    return BreakEven(Figure(cost / benefit), Figure(benefit / cost))


def scaled(of: BusinessCase, *, costs: float = 1, benefits: float = 1) -> BusinessCase:
    """Return the case with all costs and all benefits times a factor."""
    return replace(
        of,
        costs={name: amounts * costs for name, amounts in of.costs.items()},
        benefits={name: amounts * benefits for name, amounts in of.benefits.items()},
    )


def delayed(of: BusinessCase, years: float) -> BusinessCase:
    """Return the case with its benefits later by some years, its costs where they are.

    A part of a year moves that part of each year's benefit into the next: half a year later means
    half of this year's and half of last year's benefit. None is lost. Negative = earlier.

    Examples
    --------
    >>> rows = pl.DataFrame({"year": [2027, 2028], "cost": [10.0, None], "benefit": [None, 8.0]})
    >>> delayed(case_of(rows, 2027), 0.25).benefits["likely"].tolist()
    [0.0, 6.0, 2.0]
    """
    if not years:
        return of
    whole = math.floor(years)
    part = years - whole
    before, after = max(-whole, 0), max(whole + 1, 0)

    def moved(amounts: Floats) -> Floats:
        wide = np.pad(amounts, (before, after))
        return np.asarray((1 - part) * np.roll(wide, whole) + part * np.roll(wide, whole + 1))

    benefits = {name: moved(amounts) for name, amounts in of.benefits.items()}
    costs = {name: np.pad(amounts, (before, after)) for name, amounts in of.costs.items()}
    used = np.flatnonzero(sum(benefits.values()) + sum(costs.values()))
    low, high = (int(used[0]), int(used[-1]) + 1) if used.size else (0, 1)
    return replace(
        of,
        first_year=of.first_year - before + low,
        costs={name: amounts[low:high] for name, amounts in costs.items()},
        benefits={name: amounts[low:high] for name, amounts in benefits.items()},
    )


def sensitivity(
    of: BusinessCase, discount_pct: float, *, swing_pct: float = 20, rate_points: float = 3
) -> pl.DataFrame:
    """Return what the NPV becomes when one input at a time is worse or better.

    Returns
    -------
    polars.DataFrame
        One row per input, the one that moves the NPV most first: driver, worse and better (what is
        assumed, in words), npv_worse, npv_better (null = no such side), spread (how far the NPV
        moves). Empty where the case has no NPV.
    """
    base = values(of, discount_pct)["npv"].value
    schema = {
        "driver": pl.String(), "worse": pl.String(), "better": pl.String(),
        "npv_worse": pl.Float64(), "npv_better": pl.Float64(), "spread": pl.Float64(),
    }  # fmt: skip
    if base is None:
        return pl.DataFrame(schema=schema)
    less, more = 1 - swing_pct / 100, 1 + swing_pct / 100
    low_rate = max(discount_pct - rate_points, 0)

    def worth(case: BusinessCase, rate: float = discount_pct) -> float | None:
        return finance.npv(case.net(), rate, case.first).value

    rows = [
        ("Benefits", f"{swing_pct:g} % less", f"{swing_pct:g} % more",
         worth(scaled(of, benefits=less)), worth(scaled(of, benefits=more))),
        ("Costs", f"{swing_pct:g} % more", f"{swing_pct:g} % less",
         worth(scaled(of, costs=more)), worth(scaled(of, costs=less))),
        ("Benefits come later", "one year later", "", worth(delayed(of, 1)), None),
        ("Discount rate", f"at {discount_pct + rate_points:g} %", f"at {low_rate:g} %",
         worth(of, discount_pct + rate_points), worth(of, low_rate)),
    ]  # fmt: skip
    columns = [name for name in schema if name != "spread"]
    moved = pl.max_horizontal("npv_worse", "npv_better", pl.lit(base)) - pl.min_horizontal(
        "npv_worse", "npv_better", pl.lit(base)
    )
    return (
        pl.DataFrame(rows, schema={name: schema[name] for name in columns}, orient="row")
        .with_columns(spread=moved)
        .sort("spread", descending=True, maintain_order=True)
    )


__all__ = [
    "ESTIMATES", "FIGURES", "NO_BENEFIT", "NO_COST", "BreakEven", "BusinessCase", "Estimate",
    "break_even", "case_of", "delayed", "present", "scaled", "sensitivity", "table", "values",
]  # fmt: skip

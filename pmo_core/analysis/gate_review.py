"""What a board needs to see at a gate: the case then and now, and the state of the project."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from pmo_core.analysis.calendar import fiscal_year, month_range
from pmo_core.analysis.finance import case_values
from pmo_core.analysis.raid import VALUED, exposed

FLOWS = {
    "project": pl.String(), "year": pl.Int64(), "cost": pl.Float64(), "benefit": pl.Float64(),
}  # fmt: skip
_TO_COME = {"month": pl.Date(), "forecast": pl.Float64()}


def planned_flows(
    baseline: dict[str, Any], benefits: pl.DataFrame, *, start_month: int = 1
) -> pl.DataFrame:
    """Return the flows of the case as it was approved: cost spread evenly over the plan's months.

    Parameters
    ----------
    baseline : dict
        project, planned_start, planned_finish, planned_cost (base currency). Without a cost there
        are no costs; without both days all of it falls into the year of the one that is known.
    benefits : polars.DataFrame
        year, planned_benefit (base currency), as they stood then.
    start_month : int
        First month of the fiscal year.

    Returns
    -------
    polars.DataFrame
        project, year (fiscal), cost, benefit; any number of rows a year.

    Examples
    --------
    >>> then = {"project": "A", "planned_start": date(2026, 7, 1), "planned_cost": 120.0,
    ...         "planned_finish": date(2027, 6, 30)}
    >>> none = pl.DataFrame(schema={"year": pl.Int64, "planned_benefit": pl.Float64})
    >>> planned_flows(then, none).select("year", "cost").rows()
    [(2026, 60.0), (2027, 60.0)]
    """
    first = baseline["planned_start"] or baseline["planned_finish"]
    last = baseline["planned_finish"] or baseline["planned_start"]
    costs = pl.DataFrame(schema=FLOWS)
    if baseline["planned_cost"] is not None and first is not None and first <= last:
        months = month_range(first, last)
        costs = (
            months.to_frame()
            .select(year=fiscal_year(pl.col("month"), start_month).cast(pl.Int64))
            .group_by("year")
            .agg(cost=pl.len() / months.len() * float(baseline["planned_cost"]))
            .sort("year")
            .select(project=pl.lit(baseline["project"]), year="year", cost="cost", benefit=None)
            .cast(pl.Schema(FLOWS))
        )
    return pl.concat([costs, _benefits(baseline["project"], benefits)])


def cost_to_come(costs: pl.DataFrame, *, as_of: date, is_forecast: bool) -> pl.DataFrame:
    """Return what is still to be spent: by the forecast, without one the plan less what is spent.

    Parameters
    ----------
    costs : polars.DataFrame
        month, planned, actual, forecast (cost still to come) of one open project, in base currency,
        any number of rows a month; null = none.
    as_of : date
        The day.
    is_forecast : bool
        Whether the cost at completion is forecast.

    Returns
    -------
    polars.DataFrame
        month, forecast. Without a forecast the rest, never negative, is spread over the months of
        the plan that are not over, by the plan's own shares; where all are over it has no month
        (null). Without a plan, too, there are no rows.

    Examples
    --------
    >>> months = [date(2026, 9, 1), date(2026, 11, 1), date(2026, 12, 1)]
    >>> costs = pl.DataFrame({"month": months, "planned": [100.0, 30.0, 10.0],
    ...                       "actual": [60.0, None, None], "forecast": [None] * 3})
    >>> cost_to_come(costs, as_of=date(2026, 11, 23), is_forecast=False)["forecast"].to_list()
    [60.0, 20.0]
    """
    if is_forecast:
        # A row of zero: where nothing is left to be spent, that is known.
        nothing = pl.DataFrame({"month": [None], "forecast": [0.0]}, schema=_TO_COME)
        known = costs.select("month", "forecast").cast(pl.Schema(_TO_COME)).drop_nulls("forecast")
        return pl.concat([nothing, known])
    planned = costs.drop_nulls("planned")
    if planned.is_empty():
        return pl.DataFrame(schema=_TO_COME)
    rest = max(float(planned["planned"].sum()) - float(costs["actual"].sum()), 0.0)
    ahead = planned.filter((pl.col("month") >= as_of.replace(day=1)) & (pl.col("planned") > 0))
    if ahead.is_empty():
        return pl.DataFrame({"month": [None], "forecast": [rest]}, schema=_TO_COME)
    part = rest * pl.col("planned") / pl.col("planned").sum()
    return ahead.select("month", forecast=part).cast(pl.Schema(_TO_COME))


def remaining_flows(
    project: str,
    costs: pl.DataFrame,
    benefits: pl.DataFrame,
    *,
    as_of: date,
    start_month: int = 1,
) -> pl.DataFrame:
    """Return the flows still to come: what is spent is sunk and decides nothing any more.

    Parameters
    ----------
    project : str
        Code of the project.
    costs : polars.DataFrame
        What `cost_to_come` gave: month, forecast (base currency; null = none). What has no month
        falls into the fiscal year of as_of.
    benefits : polars.DataFrame
        year, planned_benefit (base currency). Past years are left out; the year of as_of counts
        with the share of its days that is still to come.
    as_of : date
        The day.
    start_month : int
        First month of the fiscal year.

    Returns
    -------
    polars.DataFrame
        As `planned_flows`.
    """
    this, left_share = _year_of(as_of, start_month)
    to_come = costs.filter(pl.col("forecast").is_not_null()).select(
        project=pl.lit(project),
        year=fiscal_year(pl.col("month"), start_month).cast(pl.Int64).fill_null(this),
        cost=pl.col("forecast").cast(pl.Float64),
        benefit=pl.lit(None, dtype=pl.Float64),
    )
    rest = (
        _benefits(project, benefits)
        .filter(pl.col("year") >= this)
        .with_columns(
            benefit=pl.col("benefit")
            * pl.when(pl.col("year") == this).then(left_share).otherwise(1.0)
        )
    )
    return pl.concat([to_come, rest])


def _benefits(project: str, benefits: pl.DataFrame) -> pl.DataFrame:
    return benefits.select(
        project=pl.lit(project),
        year=pl.col("year").cast(pl.Int64),
        cost=pl.lit(None, dtype=pl.Float64),
        benefit=pl.col("planned_benefit").cast(pl.Float64),
    )


def _year_of(as_of: date, start_month: int) -> tuple[int, float]:
    """Return the fiscal year of a day, and the share of its days that comes after the day."""
    begins = as_of.year - (as_of.month < start_month)
    start, end = date(begins, start_month, 1), date(begins + 1, start_month, 1)
    named = begins if start_month == 1 else begins + 1
    return named, ((end - as_of).days - 1) / (end - start).days


@dataclass(frozen=True, slots=True)
class Case:
    """What a business case is worth. A null is not known; `reason` says why."""

    cost: float | None
    benefit: float | None
    npv: float | None
    bcr: float | None
    reason: str


def case(flows: pl.DataFrame, discount_pct: float, base_year: int) -> Case:
    """Return the sums and the worth of a project's flows.

    Parameters
    ----------
    flows : polars.DataFrame
        What `planned_flows` or `remaining_flows` gave, of one project.
    discount_pct : float
        Discount rate in percent per year.
    base_year : int
        Fiscal year to whose beginning flows are discounted.

    Returns
    -------
    Case
        cost and benefit are not discounted; NPV = PV(benefits) - PV(costs), BCR = PV(benefits) /
        PV(costs).

    Examples
    --------
    >>> flows = pl.DataFrame({"project": ["A", "A"], "year": [2027, 2028],
    ...                       "cost": [100.0, None], "benefit": [None, 165.0]})
    >>> case(flows, 10, 2027)
    Case(cost=100.0, benefit=165.0, npv=50.0, bcr=1.5, reason='')
    """
    if flows.is_empty():
        return Case(None, None, None, None, "Neither cost nor benefit is known.")
    cost, benefit = (
        float(flows[name].sum()) if flows[name].count() else None for name in ("cost", "benefit")
    )
    value = case_values(flows, discount_pct, base_year).row(0, named=True)
    if cost is None and benefit is None:
        return Case(None, None, None, None, "Neither cost nor benefit is known.")
    if benefit is None:
        return Case(cost, None, None, None, "No benefit is known.")
    npv, bcr = (None if value[name] is None else round(value[name], 6) for name in ("npv", "bcr"))
    return Case(cost, benefit, npv, bcr, "" if bcr is not None else "Nothing is to be spent.")


def against(baseline: dict[str, Any] | None, project: dict[str, Any]) -> dict[str, Any]:
    """Return how cost and finish compare with a baseline.

    Parameters
    ----------
    baseline : dict or None
        number, planned_cost (base currency), planned_finish; None = there is none.
    project : dict
        forecast_cost (base currency), forecast_finish.

    Returns
    -------
    dict
        cost_variance (baseline - forecast; negative = over), cost_variance_pct (of the baseline),
        slip_days (forecast - baseline finish, calendar days); null where a part is not known.

    Examples
    --------
    >>> against({"planned_cost": 200.0, "planned_finish": date(2026, 1, 1)},
    ...         {"forecast_cost": 230.0, "forecast_finish": date(2026, 1, 11)})
    {'cost_variance': -30.0, 'cost_variance_pct': -15.0, 'slip_days': 10}
    """
    base = baseline or {"planned_cost": None, "planned_finish": None}
    planned, forecast = base["planned_cost"], project["forecast_cost"]
    finish, expected = base["planned_finish"], project["forecast_finish"]
    variance = None if planned is None or forecast is None else planned - forecast
    return {
        "cost_variance": variance,
        "cost_variance_pct": 100 * variance / planned if variance is not None and planned else None,
        "slip_days": (expected - finish).days if expected and finish else None,
    }


def risks(raid: pl.DataFrame, top: int = 5) -> tuple[pl.DataFrame, int]:
    """Return the open risks and issues with the largest exposure, and how many there are.

    Parameters
    ----------
    raid : polars.DataFrame
        Register `raid_item`, of one project.
    top : int
        How many are given.

    Returns
    -------
    tuple
        code, kind, name, probability_pct, impact_cost, exposure, exposure_left (before and after
        the response, base currency; see `analysis.raid.exposed`), owner; what has no exposure comes
        last. Opportunities are left out.
    """
    found = (
        exposed(raid)
        .filter(pl.col("is_open") & pl.col("kind").is_in(VALUED) & ~pl.col("is_opportunity"))
        .sort("exposure", "code", descending=[True, False], nulls_last=True)
        .select(
            "code", "kind", "name", "probability_pct", "impact_cost", "exposure", "exposure_left",
            "owner",
        )
    )  # fmt: skip
    return found.head(top), found.height


def actions(raid: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the open actions of a project, the longest overdue first.

    Parameters
    ----------
    raid : polars.DataFrame
        Register `raid_item`, of one project.
    as_of : date
        The day.

    Returns
    -------
    polars.DataFrame
        code, name, owner, due_on, overdue_days (calendar days; null = not overdue).
    """
    late = (pl.lit(as_of) - pl.col("due_on")).dt.total_days()
    return (
        raid.filter((pl.col("state") == "open") & (pl.col("kind") == "action"))
        .with_columns(overdue_days=pl.when(late > 0).then(late))
        .sort("due_on", "code", nulls_last=True)
        .select("code", "name", "owner", "due_on", "overdue_days")
    )


def deliverables(kept: pl.DataFrame, gate: str) -> pl.DataFrame:
    """Return what a gate asks for, the missing first.

    Parameters
    ----------
    kept : polars.DataFrame
        Register `deliverable`, of one project.
    gate : str
        Code of the gate.

    Returns
    -------
    polars.DataFrame
        name, is_missing (required and not handed over), due_on, delivered_on, is_required, code.
    """
    missing = pl.col("is_required") & pl.col("delivered_on").is_null()
    return (
        kept.filter(pl.col("gate") == gate)
        .with_columns(is_missing=missing)
        .sort("is_missing", "due_on", "code", descending=[True, False, False], nulls_last=True)
        .select("name", "is_missing", "due_on", "delivered_on", "is_required", "code")
    )


__all__ = [
    "Case", "actions", "against", "case", "cost_to_come", "deliverables", "planned_flows",
    "remaining_flows", "risks",
]  # fmt: skip

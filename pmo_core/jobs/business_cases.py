"""From the registers to a business case: of a project, of a request, with what history says."""

from datetime import date

import polars as pl

from pmo_core.analysis.business_case import BusinessCase, case_of
from pmo_core.analysis.calendar import fiscal_year
from pmo_core.analysis.currency import convert
from pmo_core.analysis.selection.build_starts import month_after
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.worth import base_year, costs_by_year
from pmo_core.errors import Refused
from pmo_core.jobs.facts import Source
from pmo_core.model.intake import Figures, Request
from pmo_core.model.settings import Settings

_BENEFITS = {
    "benefit": "planned_benefit", "benefit_low": "low_benefit", "benefit_high": "high_benefit",
}  # fmt: skip


def from_now(case: Case, project: str) -> BusinessCase:
    """Return what an open project still costs and brings; sunk costs do not count.

    For a candidate this is its whole case, and its NPV is that of What-if. Of a project that runs,
    benefits count from the fiscal year of the month after the data date.

    Parameters
    ----------
    case : Case
        What selections are made from.
    project : str
        Code of an open project.
    """
    base = base_year(case)
    own = pl.col("project") == project
    costs = costs_by_year(case).filter(own).select("year", "cost").collect()
    is_candidate = case.projects.filter(own & pl.col("is_candidate")).height > 0
    benefits = case.benefits.filter(own).select(
        "year", benefit="planned", benefit_low="low", benefit_high="high"
    )
    if not is_candidate:
        benefits = benefits.filter(pl.col("year") >= base)
    return case_of(pl.concat([costs, benefits], how="diagonal"), base)


def as_planned(source: Source, costs: pl.DataFrame, project: str, as_of: date) -> BusinessCase:
    """Return the whole case of a project by its plan, in money of its first year.

    Parameters
    ----------
    source : Source
        Where the registers are read from.
    costs : polars.DataFrame
        What `facts.costs` returned for the day.
    project : str
        Code of the project.
    as_of : date
        Day of the rates; what has no month counts in its fiscal year.
    """
    settings = source.settings()
    month = pl.col("month").fill_null(as_of)
    own = pl.col("project") == project
    planned = costs.filter(own).drop_nulls("planned").select(
        year=fiscal_year(month, settings.fiscal_year_start_month).cast(pl.Int64), cost="planned"
    )  # fmt: skip
    given = source.table("benefit").filter(own)
    benefits = convert(
        given, source.table("rate"), list(_BENEFITS.values()),
        base=settings.base_currency, on=as_of,
    ).select("year", **_BENEFITS)  # fmt: skip
    amounts = pl.concat([planned, benefits], how="diagonal")
    used = amounts.filter(pl.any_horizontal(pl.col("cost", "benefit").fill_null(0) != 0))["year"]
    first = used.min()
    return case_of(amounts, first if isinstance(first, int) else as_of.year)


def of_request(request: Request, settings: Settings, as_of: date) -> BusinessCase:
    """Return the case that a request makes with its own figures.

    Raises
    ------
    Refused
        The figures of the request cannot be read.
    """
    given = figures_of(request)
    begin = settings.fiscal_year_start_month
    base = int(pl.select(fiscal_year(pl.lit(month_after(as_of)), begin)).item())
    rows = [
        {"year": one.year, name: one.likely, f"{name}_low": one.low, f"{name}_high": one.high}
        for name, amounts in (("cost", given.costs), ("benefit", given.benefits))
        for one in amounts
    ]
    names = [f"{name}{end}" for name in ("cost", "benefit") for end in ("", "_low", "_high")]
    schema = {"year": pl.Int64(), **dict.fromkeys(names, pl.Float64())}
    return case_of(pl.DataFrame(rows, schema=schema), base)


def figures_of(request: Request) -> Figures:
    """Return the figures of a request; empty ones where it has none.

    Raises
    ------
    Refused
        They cannot be read.
    """
    if not request.figures:
        return Figures()
    try:
        return Figures.model_validate_json(request.figures)
    except ValueError as error:
        raise Refused(
            f"The figures of request {request.code} cannot be read.", "Enter them again."
        ) from error


__all__ = ["as_planned", "figures_of", "from_now", "of_request"]

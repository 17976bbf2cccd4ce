"""From the registers to a business case: of a project, of a request, with what history says."""

from contextlib import suppress
from datetime import date

import polars as pl

from pmo_core.analysis.business_case import NO_BENEFIT, BusinessCase, case_of
from pmo_core.analysis.calendar import fiscal_year
from pmo_core.analysis.currency import convert
from pmo_core.analysis.finance import NO_FLOW, case_values
from pmo_core.analysis.outturn import history
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


def past(source: Source, projects: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return what became of the estimates of closed projects; see `analysis.outturn.history`.

    Parameters
    ----------
    source : Source
        Where the registers are read from.
    projects : polars.DataFrame
        What `facts.portfolio` returned for the day.
    as_of : date
        Day of the rates; what closed later is not among them.
    """
    by_then = projects.filter((pl.col("actual_finish") <= as_of).fill_null(value=True))
    first = source.table("baseline").sort("project", "number").unique("project", keep="first")
    base = source.settings().base_currency
    valued = convert(first, source.table("rate"), ["planned_cost"], base=base, on=as_of)
    return history(by_then, valued)


def worth_of_all(
    case: Case, requests: pl.DataFrame, settings: Settings, discount_pct: float
) -> pl.DataFrame:
    """Return what each case that is to be decided is worth: candidates, and requests without one.

    Parameters
    ----------
    case : Case
        What selections are made from.
    requests : polars.DataFrame
        Register `request`; those that became a project, were rejected or withdrawn are left out.
    settings : Settings
        First month of the fiscal year.
    discount_pct : float
        Discount rate per year.

    Returns
    -------
    polars.DataFrame
        code, name, stage (of a request its state), portfolio, npv, bcr, irr_pct, payback_years and
        reason (why a figure is missing), the largest NPV first. A case without benefits has none.
    """
    who = case.projects.filter("is_candidate").select("name", "stage", "portfolio", code="project")
    asked = requests.filter(
        pl.col("project").is_null() & ~pl.col("state").is_in(["rejected", "withdrawn"])
    )
    flows = pl.concat(
        [
            costs_by_year(case).collect().select("year", "cost", code="project"),
            case.benefits.select("year", code="project", benefit="planned"),
            _flows_of(asked),
        ],
        how="diagonal",
    )
    everyone = pl.concat([
        who, asked.select("name", "portfolio", "code", stage="state"),
    ], how="diagonal")  # fmt: skip
    has_benefit = flows.group_by("code").agg(is_known=pl.col("benefit").count() > 0)
    found = case_values(
        flows.join(everyone, on="code", how="semi").rename({"code": "project"}),
        discount_pct, base_year(case),
    ).rename({"project": "code"})  # fmt: skip
    names = ["npv", "bcr", "irr_pct", "payback_years"]
    rows = everyone.join(found, on="code", how="left").join(has_benefit, on="code", how="left")
    is_known = pl.col("is_known").fill_null(value=False)
    missing = pl.when(pl.col("is_known").is_null()).then(pl.lit(NO_FLOW)).otherwise(
        pl.lit(NO_BENEFIT)
    )  # fmt: skip
    return rows.select(
        "code", "name", "stage", "portfolio",
        *(pl.when(is_known).then(name).alias(name) for name in names),
        reason=pl.when(is_known).then("reason").otherwise(missing),
    ).sort("npv", "code", descending=[True, False], nulls_last=True)  # fmt: skip


def _flows_of(requests: pl.DataFrame) -> pl.DataFrame:
    """Return code, year, cost and benefit of what requests ask for; unreadable ones have none."""
    rows: list[tuple[str, int, float | None, float | None]] = []
    for code, text in requests.select("code", "figures").drop_nulls().iter_rows():
        with suppress(ValueError):
            given = Figures.model_validate_json(text)
            rows += [(code, one.year, one.likely, None) for one in given.costs]
            rows += [(code, one.year, None, one.likely) for one in given.benefits]
    schema = {"code": pl.String, "year": pl.Int64, "cost": pl.Float64, "benefit": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


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


__all__ = ["as_planned", "figures_of", "from_now", "of_request", "past", "worth_of_all"]

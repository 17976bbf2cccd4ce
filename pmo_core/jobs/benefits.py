"""Benefits as they are kept, made ready for the analysis: in base currency, with their place."""

from datetime import date

import polars as pl

from pmo_core.analysis import benefit_realization as realization
from pmo_core.analysis.calendar import fiscal_year
from pmo_core.analysis.currency import convert
from pmo_core.jobs.facts import Source

_AMOUNTS = {
    "planned": "planned_benefit", "low": "low_benefit", "high": "high_benefit",
    "realized": "realized_benefit",
}  # fmt: skip


def due_years(source: Source, projects: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the benefits of approved and closed projects by year; see `realization.due_years`.

    Plan and measurement are converted with one rate, that of as_of, so that their ratio holds no
    change of rates.

    Parameters
    ----------
    source : Source
        Where the registers are read from.
    projects : polars.DataFrame
        What `facts.portfolio` returned for the day.
    as_of : date
        Day that tells which years have ended.

    Returns
    -------
    polars.DataFrame
        project, year, planned, low, high, realized (base currency), n_without_rate, is_due,
        is_counted, portfolio, program, stage, by project and year.
    """
    settings = source.settings()
    valued = convert(
        source.table("benefit"), source.table("rate"), list(_AMOUNTS.values()),
        base=settings.base_currency, on=as_of,
    ).select("project", "year", "n_without_rate", **_AMOUNTS)  # fmt: skip
    place = projects.select("portfolio", "program", "stage", project="code")
    return (
        realization.due_years(
            realization.promised(valued, projects), year_of(source, as_of)
        )
        .join(place, on="project", how="left")
        .sort("project", "year")
    )  # fmt: skip


def year_of(source: Source, as_of: date) -> int:
    """Return the fiscal year of a day."""
    begin = source.settings().fiscal_year_start_month
    return int(pl.select(fiscal_year(pl.lit(as_of), begin)).item())


__all__ = ["due_years", "year_of"]

"""On which days a project was measured, and what it had cost by then."""

from datetime import date

import polars as pl

from pmo_core.analysis.overview import FINISHED
from pmo_core.jobs.facts import Source

REGISTERS = ("status_report", "progress", "earned_value")
_BEGUN = ("delivery", "on hold")


def data_dates(source: Source, as_of: date) -> pl.DataFrame:
    """Return one row per project and data date not after as_of, sorted by both.

    Data dates are those of status reports, of progress by element, and of values measured
    elsewhere; as_of is one more for each project that has begun and is not finished by then.
    """
    told = [
        source.table(name)
        .lazy()
        .filter(pl.col("data_date") <= as_of)
        .select("project", "data_date")
        for name in REGISTERS
    ]
    stage, planned = pl.col("stage"), pl.col("planned_start") <= as_of
    begun = (pl.col("actual_start") <= as_of).fill_null(value=False) | (
        planned & (stage.is_null() | stage.is_in(_BEGUN))
    )
    ended = (pl.col("actual_finish") <= as_of).fill_null(
        stage.is_in(FINISHED).fill_null(value=False)
    )
    now = (
        source.table("project")
        .lazy()
        .filter(begun & ~ended)
        .select(project="code", data_date=pl.lit(as_of))
    )
    return pl.concat([*told, now]).unique().sort("project", "data_date").collect()


def posted(source: Source, dates: pl.DataFrame, as_of: date, value: str) -> pl.DataFrame:
    """Return the rows of `dates` with `posted`: what was posted until each of them.

    Parameters
    ----------
    source : Source
        Where frames are read from.
    dates : polars.DataFrame
        What `data_dates` gave for the same day, sorted by project and data_date.
    as_of : date
        Last day of the actuals.
    value : {"cost_base", "hours"}
        Cost in base currency, each line with the rate of its day; or hours.

    Returns
    -------
    polars.DataFrame
        `posted` is Float64, null where nothing is known of any line until then.
    """
    ends = pl.col("month").dt.month_end()
    months = (
        source.query("cost_month", as_of=as_of)
        .drop_nulls(value)
        .group_by("project", "month")
        .agg(pl.col(value).sum())
        .sort("project", "month")
        .select(
            "project",
            known_on=pl.min_horizontal(ends, pl.lit(as_of)),
            whole=pl.col(value).cum_sum().over("project"),
        )
    )
    part = source.query("evm_part_months", as_of=as_of).select(
        "project", "data_date", part=pl.col(value)
    )
    return (
        dates.join_asof(
            months, left_on="data_date", right_on="known_on", by="project", check_sortedness=False
        )
        .join(part, on=["project", "data_date"], how="left", maintain_order="left")
        .with_columns(
            posted=pl.when(pl.col("whole").is_not_null() | pl.col("part").is_not_null()).then(
                pl.sum_horizontal("whole", "part")
            )
        )
        .drop("whole", "part", "known_on", strict=False)
    )


__all__ = ["REGISTERS", "data_dates", "posted"]

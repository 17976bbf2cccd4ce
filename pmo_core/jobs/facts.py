"""Where the store and the analysis meet: the figures of all projects as of a day.

Money in base currency: what is posted by the rate of its day, what is planned, budgeted, reported
or forecast by the rate of as_of. Lines and reports after as_of are in no figure.
"""

from datetime import date
from typing import Any, Protocol

import polars as pl

from pmo_core.analysis import overview, scurve, series
from pmo_core.model import Settings


class Source(Protocol):
    """What frames are read from: a repository, or one that remembers what it read."""

    def query(self, name: str, **params: Any) -> pl.DataFrame:
        """Return the answer of a query of the store."""

    def table(self, register: str) -> pl.DataFrame:
        """Return the rows of a register that hold now."""

    def settings(self) -> Settings:
        """Return the settings that hold now."""


def portfolio(source: Source, as_of: date) -> pl.DataFrame:
    """Return one row per project: the figures of the overview, names, and the trend of its cost.

    Columns as `analysis.overview.overview` gives them, and portfolio (also where it is the
    program's), portfolio_name, program_name, department_name, actual_hours, trend, and counts of
    lines: n_lines (to as_of), n_unvalued (of these without cost or rate), n_after (after as_of).
    """
    structure = source.query("projects_overview")
    posted = source.query("cost_month", as_of=as_of)
    spent = posted.group_by("project").agg(
        unvalued().sum().alias("n_unvalued"),
        pl.col("n_lines").sum(),
        actual_cost=known_sum("cost_base"),
        actual_hours=known_sum("hours"),
    )
    frame = overview.overview(
        source.table("project"),
        source.table("status_report"),
        spent,
        source.table("rate"),
        as_of=as_of,
        settings=source.settings(),
    )
    trend = scurve.trend(posted.select("project", "month", actual="cost_base"), as_of)
    return (
        frame.drop("portfolio")
        .join(structure.rename({"n_lines": "_all"}), left_on="code", right_on="project", how="left")
        .join(trend, left_on="code", right_on="project", how="left")
        .with_columns(pl.col("n_lines", "n_unvalued").fill_null(0))
        .with_columns(n_after=pl.col("_all") - pl.col("n_lines"))
        .drop("_all")
    )


def costs(source: Source, projects: pl.DataFrame, as_of: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return planned, actual and still expected cost by project, category and month, and warnings.

    A project without budget lines counts with its planned cost, spread evenly over the months from
    planned start to planned finish. Plan without a start and forecast without a finish have no
    month. Beside the values: n_lines and n_unvalued of actuals, n_budget and n_budget_unvalued of
    budget lines (without amount or rate).

    Warnings are project and code of what contradicts itself, see `analysis.series.forecast`; also
    `plan_undated` (planned cost without budget lines or planned start) and `plan_differs` (budget
    lines that do not sum to the planned cost).

    Parameters
    ----------
    source : Source
        Where frames are read from.
    projects : polars.DataFrame
        What `portfolio` returned for the same day.
    as_of : date
        Last day of the actuals.
    """
    to_come, findings = series.forecast(
        projects.filter("is_open"),
        as_of,
        mask=source.settings().working_days,
        holidays=source.table("holiday")["day"].to_list(),
    )
    planned = source.query("budget_month", as_of=as_of).select(
        "project", "category", "month", planned="cost_base",
        n_budget="n_lines", n_budget_unvalued=unvalued(),
    )  # fmt: skip
    summed = planned.drop_nulls("planned").group_by(code="project").agg(pl.col("planned").sum())
    rough = series.evenly(projects.join(summed, on="code", how="anti"))
    posted = source.query("cost_month", as_of=as_of).select(
        "project", "category", "month", "n_lines", actual="cost_base", n_unvalued=unvalued()
    )
    warned = [
        pl.DataFrame(
            [(finding.value, finding.code) for finding in findings],
            schema={"project": pl.String, "code": pl.String},
            orient="row",
        ),
        _warned(rough.filter(pl.col("month").is_null()), "project", "plan_undated"),
        _warned(projects.join(summed, on="code").filter(_differs()), "code", "plan_differs"),
    ]
    return series.combined(planned, rough, posted, to_come), pl.concat(warned)


def known_sum(name: str) -> pl.Expr:
    """Return the sum of a column; null where nothing in it is known."""
    return pl.when(pl.col(name).count() > 0).then(pl.col(name).sum())


def unvalued() -> pl.Expr:
    """Return how many lines have no cost or no rate."""
    return pl.col("n_without_cost") + pl.col("n_without_rate")


def _warned(rows: pl.DataFrame, key: str, code: str) -> pl.DataFrame:
    return rows.select(project=pl.col(key), code=pl.lit(code)).unique()


def _differs() -> pl.Expr:
    """Whether the budget lines and the planned cost of a project are more than a unit apart."""
    return (pl.col("planned") - pl.col("planned_cost")).abs() >= 1.0


__all__ = ["Source", "costs", "known_sum", "portfolio", "unvalued"]

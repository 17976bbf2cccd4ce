"""Where the store and the analysis meet: the frames that several pages look at."""

from datetime import date
from typing import Literal

import polars as pl

from pmo_core.analysis import overview, scurve, series
from pmo_core.ui import data

View = Literal["Cost", "Workload", "Cash flow"]


def portfolio(as_of: date) -> pl.DataFrame:
    """Return one row per project: the figures of the overview, names, and the trend of its cost.

    Columns as `analysis.overview.overview` gives them, and portfolio (also where it is the
    program's), portfolio_name, program_name, department_name, n_lines, trend.
    """
    return data.derived("portfolio", lambda: _portfolio(as_of), as_of=as_of)


def costs(as_of: date) -> pl.DataFrame:
    """Return planned, actual and still expected cost by project, category and month.

    A project without budget lines counts with its planned cost, spread evenly over the months from
    planned start to planned finish.
    """
    return data.derived("costs", lambda: _costs(as_of), as_of=as_of)


def work() -> pl.DataFrame:
    """Return planned and actual hours by project, category and month."""
    return data.derived("work", _work)


def curve(project: str, as_of: date) -> pl.DataFrame:
    """Return the cumulative cost of one project; see `analysis.scurve.s_curve`."""
    facts = costs(as_of).filter(pl.col("project") == project)
    return scurve.s_curve(facts, as_of)


def _portfolio(as_of: date) -> pl.DataFrame:
    structure = data.query("projects_overview")
    frame = overview.overview(
        data.table("project"),
        data.table("status_report"),
        structure.select("project", "actual_cost", "actual_hours"),
        data.table("rate"),
        as_of=as_of,
        settings=data.settings(),
    )
    names = structure.select(
        "project", "portfolio", "portfolio_name", "program_name", "department_name", "n_lines"
    )
    trend = scurve.trend(series_of_actual(), as_of)
    return (
        frame.drop("portfolio")
        .join(names, left_on="code", right_on="project", how="left")
        .join(trend, left_on="code", right_on="project", how="left")
    )


def series_of_actual() -> pl.DataFrame:
    """Return actual cost by project, category and month."""
    return data.query("cost_month").select("project", "category", "month", actual="cost_base")


def _costs(as_of: date) -> pl.DataFrame:
    rows = portfolio(as_of).filter("is_open")
    settings = data.settings()
    to_come, _ = series.forecast(
        rows.select("code", "forecast_cost", "actual_cost", "forecast_finish"),
        as_of,
        mask=settings.working_days,
        holidays=data.table("holiday")["day"].to_list(),
    )
    planned = data.query("budget_month").select("project", "category", "month", planned="cost_base")
    budgeted = planned.drop_nulls("planned").select(code="project")
    rough = _evenly(portfolio(as_of).join(budgeted, on="code", how="anti"))
    return series.combined(planned, rough, series_of_actual(), to_come)


def _evenly(projects: pl.DataFrame) -> pl.DataFrame:
    """Spread the planned cost of projects without budget lines over their planned months."""
    start, finish = pl.col("planned_start"), pl.col("planned_finish")
    months = (finish.dt.year() - start.dt.year()) * 12 + finish.dt.month() - start.dt.month() + 1
    known = projects.filter(pl.col("planned_cost").is_not_null(), start.is_not_null())
    lines = known.select(
        project="code",
        category=pl.lit(""),
        period_on="planned_start",
        n_months=months.fill_null(1).clip(1).cast(pl.Int64),
        amount="planned_cost",
    )
    return series.planned(lines)


def _work() -> pl.DataFrame:
    actual = data.query("cost_month").select("project", "category", "month", actual="hours")
    planned = data.query("budget_month").select("project", "category", "month", planned="hours")
    return series.combined(planned, actual)


def work_of(key: str) -> pl.DataFrame:
    """Return actual hours by project, month and person or role; nobody plans by these.

    Parameters
    ----------
    key : {"person", "role"}
        Who worked.
    """
    return data.query(f"{key}_month").select("project", key, "month", actual="hours")

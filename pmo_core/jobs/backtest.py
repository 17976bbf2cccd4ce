"""From the registers to forecasts and their track record, with what was known at each date."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pmo_core.analysis import backtest
from pmo_core.analysis.currency import convert
from pmo_core.analysis.forecasts import forecasts
from pmo_core.analysis.recommended_forecast import followed
from pmo_core.analysis.reference_class import KEYS, size_band
from pmo_core.analysis.work_breakdown import valued
from pmo_core.analysis.working_days import Calendar
from pmo_core.jobs import business_cases
from pmo_core.jobs.facts import Source
from pmo_core.jobs.measured_elsewhere import ELSEWHERE


@dataclass(frozen=True)
class TrackRecord:
    """What the own closed projects tell of forecasts.

    Parameters
    ----------
    points : polars.DataFrame
        What reference classes are made of; see `backtest.points`.
    errors : polars.DataFrame
        Error of every method at every status date of closed projects; see `backtest.back_tested`.
    record : polars.DataFrame
        How near each method was, by percent complete; see `backtest.record`.
    followed : polars.DataFrame
        What following the recommendation would have given; see `recommended_forecast.followed`.
    n_closed, n_undated : int
        Closed projects, and those left out because the day on which they ended is not known.
    """

    points: pl.DataFrame
    errors: pl.DataFrame
    record: pl.DataFrame
    followed: pl.DataFrame
    n_closed: int
    n_undated: int


def track_record(
    source: Source, measured: pl.DataFrame, projects: pl.DataFrame, as_of: date
) -> TrackRecord:
    """Return what the closed projects tell of forecasts.

    Parameters
    ----------
    source : Source
        Where the registers are read from.
    measured : polars.DataFrame
        What `measured.measured` returned for the day.
    projects : polars.DataFrame
        What `facts.portfolio` returned for the day.
    as_of : date
        Day of the rates; what happened later does not count.
    """
    closed = finals(source, measured, projects, as_of)
    dated = closed.drop_nulls("closed_on")
    # Where nothing was reported of the day, what was done by then is not known.
    own = measured.filter(pl.col("ev_on") == pl.col("data_date")).join(
        dated.select("project", "closed_on"), on="project", maintain_order="left"
    )
    left = _days(source, own["data_date"], own["closed_on"])
    own = own.drop("closed_on").with_columns(final_days=pl.col("at_days") + left)
    points = backtest.points(own, dated)
    rows = known(source, own, projects, as_of)
    errors = backtest.back_tested(forecasts(rows, points), dated)
    return TrackRecord(
        points, errors, backtest.record(errors), followed(errors), closed.height,
        closed.height - dated.height,
    )  # fmt: skip


def finals(
    source: Source, measured: pl.DataFrame, projects: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """Return how each closed project ended, as `backtest.points` takes it.

    The final cost is what was posted, or what the tool measured that measured the project.
    """
    past = business_cases.past(source, projects, as_of)
    ended = source.table("project").select("code", closed_on="actual_finish")
    is_theirs = (pl.col("ev_source") == ELSEWHERE).fill_null(value=False)
    ends = measured.filter("is_last").select("project", _ac=pl.when(is_theirs).then("ac"))
    return (
        past.select("cost", "duration", "estimate_cost", "actual_cost", project="code")
        .join(ended, left_on="project", right_on="code", how="left")
        .join(ends, on="project", how="left")
        .join(_keys(source, past), on="project", how="left")
        .select(
            "project", "closed_on", "cost", "duration", *KEYS,
            final_cost=pl.coalesce("_ac", "actual_cost"),
        )
    )  # fmt: skip


def known(source: Source, rows: pl.DataFrame, projects: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return rows of `measured` with what else forecasts are made of, as of their data dates.

    Adds cost_manager and duration_manager (of the latest status report by then), remaining_cost
    (where every open element has an estimate), known_on and the keys of reference classes.
    """
    base, rates = source.settings().base_currency, source.table("rate")
    reports = convert(
        source.table("status_report"), rates, ["forecast_cost"], base=base, on=as_of
    ).select("project", "forecast_finish", said_on="data_date", cost_manager="forecast_cost")
    timed = (
        rows.sort("data_date")
        .join_asof(
            reports.sort("said_on"), left_on="data_date", right_on="said_on", by="project",
            check_sortedness=False,
        )
        .sort("project", "data_date")
    )  # fmt: skip
    left = _days(source, timed["data_date"], timed["forecast_finish"])
    return (
        timed.with_columns(
            # What has passed, or is spent already, is no forecast any more.
            cost_manager=pl.when(
                (pl.col("cost_manager") >= pl.col("ac")).fill_null(value=True)
            ).then("cost_manager"),
            duration_manager=pl.when(left >= 0).then(pl.col("at_days") + left),
            known_on=pl.col("data_date"),
        )
        .join(_remaining(source, projects, as_of), on=["project", "data_date"], how="left")
        .join(
            _keys(source, projects.select("code", estimate_cost="planned_cost")),
            on="project", how="left",
        )
        .drop("said_on", "forecast_finish")
        .sort("project", "data_date")
    )  # fmt: skip


def dated(source: Source, rows: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Return durations as dates: the working day on which so many days since the start are over.

    Parameters
    ----------
    source : Source
        Where the calendar is read from.
    rows : polars.DataFrame
        data_date, at_days and the columns.
    names : list of str
        Columns of durations; see `Calendar.after`.
    """
    calendar = Calendar.of(source.settings(), source.table("holiday"))
    left = rows.select(pl.col(name) - pl.col("at_days") for name in names)
    return rows.with_columns(
        calendar.after(rows["data_date"], left[name]).alias(name) for name in names
    )


def _days(source: Source, start: pl.Series, end: pl.Series) -> pl.Series:
    """Working days after the start until the end, which counts; negative where it is earlier."""
    calendar = Calendar.of(source.settings(), source.table("holiday"))
    days = calendar.count(start.dt.offset_by("1d"), end.dt.offset_by("1d"))
    return days.cast(pl.Float64)


def _remaining(source: Source, projects: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The bottom-up estimates to complete: project, data_date, remaining_cost.

    Of each element the latest estimate by then, nothing once it is finished; null as long as one of
    those that carry the budget (without a work breakdown: that are reported) has none.
    """
    element = ["project", "wbs"]
    own = source.table("progress").join(
        projects.select("code", "currency"), left_on="project", right_on="code", how="left"
    )
    work = valued(source.table("wbs_element").rename({"code": "wbs"}))[0].select(element)
    asked = pl.concat([work, own.join(work, on="project", how="anti").select(element).unique()])
    money = convert(
        own.join(asked, on=element, how="semi"), source.table("rate"), ["remaining_cost"],
        base=source.settings().base_currency, on=as_of,
    )  # fmt: skip
    told = money.sort(*element, "data_date").with_columns(
        pl.col("percent_complete", "actual_finish", "remaining_cost").forward_fill().over(element)
    )
    is_done = (pl.col("percent_complete") >= 100) | (pl.col("actual_finish") <= pl.col("data_date"))
    rest = pl.when(is_done.fill_null(value=False)).then(0.0).otherwise("remaining_cost")
    is_known = rest.is_not_null().cast(pl.Int64)
    # What changes with each report, summed up: no element is looked at twice.
    steps = told.select(
        "project", "data_date",
        _cost=rest.fill_null(0.0) - rest.shift(1).over(element).fill_null(0.0),
        _known=is_known - is_known.shift(1).over(element).fill_null(0),
    )  # fmt: skip
    days = steps.group_by("project", "data_date").sum().sort("project", "data_date")
    return (
        days.with_columns(pl.col("_cost", "_known").cum_sum().over("project"))
        .join(asked.group_by("project").agg(_asked=pl.len().cast(pl.Int64)), on="project")
        .filter(pl.col("_known") == pl.col("_asked"))
        .select("project", "data_date", remaining_cost="_cost")
    )


def _keys(source: Source, estimates: pl.DataFrame) -> pl.DataFrame:
    """What reference classes are made by: project and the keys."""
    return (
        source.table("project")
        .select("code", "project_type", "method", "department")
        .join(estimates.select("code", "estimate_cost"), on="code", how="left")
        .select("project_type", "method", "department", project="code",
                size=size_band(pl.col("estimate_cost").cast(pl.Float64)))
    )  # fmt: skip


__all__ = ["TrackRecord", "dated", "finals", "known", "track_record"]

"""Milestone trend: how the expected day of each milestone moved from report to report.

The milestone trend (slip) chart has the day of the report across and the expected day up. A
milestone that holds is a level line, one that slips rises, and a line ends on the diagonal where it
is reached (German: Meilensteintrendanalyse).
"""

from datetime import date

import polars as pl

_TREND = ("code", "name", "data_date", "expected_on", "planned_on", "is_reached")


def trend(milestones: pl.DataFrame, forecasts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the expected day of each milestone at each report.

    Parameters
    ----------
    milestones : polars.DataFrame
        Rows of the register `milestone` of one project.
    forecasts : polars.DataFrame
        Rows of `milestone_forecast` of the same project. What was forecast after as_of, or once
        the milestone was reached, is left out.
    as_of : date
        The day.

    Returns
    -------
    polars.DataFrame
        code, name, data_date, expected_on, planned_on (null = not planned), is_reached; by
        milestone in the order of planned day and code, then by report. A milestone that is reached
        ends with the day itself, on both axes.
    """
    known = milestones.select("code", "name", "planned_on", "achieved_on")
    told = forecasts.filter(pl.col("data_date") <= as_of).select(
        "data_date", code="milestone", expected_on="forecast_on"
    )
    before = known.join(told, on="code").filter(
        pl.col("achieved_on").is_null() | (pl.col("data_date") < pl.col("achieved_on"))
    )
    reached = known.filter(pl.col("achieved_on") <= as_of).with_columns(
        data_date="achieved_on", expected_on="achieved_on"
    )
    rows = pl.concat(
        [
            before.with_columns(is_reached=pl.lit(value=False)).select(_TREND),
            reached.with_columns(is_reached=pl.lit(value=True)).select(_TREND),
        ]
    )
    return rows.sort("planned_on", "code", "data_date", nulls_last=True)


def slips(milestones: pl.DataFrame, forecasts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return how late each milestone is, and how far it moved since the report before.

    Parameters
    ----------
    milestones, forecasts, as_of
        As for `trend`.

    Returns
    -------
    polars.DataFrame
        code, name, wbs, planned_on, forecast_on (at the latest report; null = none, or reached),
        achieved_on (null = not reached by as_of), slip_days (reached, else forecast or plan, or
        as_of where that has passed, less planned; null = not known), moved_days (the latest
        forecast or the day it was reached, less the forecast before; null with fewer than two),
        n_forecasts, is_overdue (expected before as_of and not reached); in order of planned day.
    """
    known = milestones.select("code", "name", "wbs", "planned_on", "achieved_on").with_columns(
        achieved_on=pl.when(pl.col("achieved_on") <= as_of).then("achieved_on")
    )
    points = trend(milestones, forecasts, as_of)
    moved = points.group_by("code", maintain_order=True).agg(
        forecast_on=pl.col("expected_on").last(),
        moved_days=pl.col("expected_on").tail(2).diff().last().dt.total_days(),
        n_forecasts=(~pl.col("is_reached")).sum().cast(pl.Int64),
    )
    passed = pl.when(pl.coalesce("forecast_on", "planned_on") < as_of).then(pl.lit(as_of))
    expected = pl.coalesce("achieved_on", passed, "forecast_on")
    return (
        known.join(moved, on="code", how="left")
        .with_columns(pl.col("n_forecasts").fill_null(0))
        .with_columns(
            forecast_on=pl.when(pl.col("achieved_on").is_null()).then("forecast_on"),
            slip_days=(expected - pl.col("planned_on")).dt.total_days(),
            is_overdue=pl.col("achieved_on").is_null()
            & (pl.coalesce("forecast_on", "planned_on") < as_of).fill_null(value=False),
        )
        .select(
            "code", "name", "wbs", "planned_on", "forecast_on", "achieved_on", "slip_days",
            "moved_days", "n_forecasts", "is_overdue",
        )
        .sort("planned_on", "code", nulls_last=True)
    )  # fmt: skip


__all__ = ["slips", "trend"]

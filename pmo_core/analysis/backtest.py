"""How near each forecast was in the own history, told from what was known at the time.

At every status date of every closed project each method forecasts anew; its error is
|forecast - final| / final. A reference class holds only projects that had closed before that date;
where dates do not put projects in order, all others (leaving one out). Methods are compared with
the default on the dates at which both have a forecast, so that no method is spared the hard ones.
"""

from typing import Any

import polars as pl

from pmo_core.analysis.forecasts import DEFAULT, methods_of
from pmo_core.analysis.reference_class import MEASURES, Measure

BANDS = ((0, 30), (30, 60), (60, 90), (90, 100))
"""Percent complete, from including to excluding."""
ALL = "all"
DONE_PCT = 99.9
"""Earned value in percent of the budget from which nothing is left to forecast."""
WHO = ("measure", "method", "band")


def band_of(earned_pct: pl.Expr) -> pl.Expr:
    """Return the band of a percent complete, as "30-60 %"; null where it is not known.

    Examples
    --------
    >>> pl.select(band_of(pl.lit(60.0))).item()
    '60-90 %'
    """
    band: Any = pl.when(earned_pct.is_null()).then(None)
    for low, high in BANDS[:-1]:
        band = band.when(earned_pct < high).then(pl.lit(band_name(low, high)))
    found: pl.Expr = band.otherwise(pl.lit(band_name(*BANDS[-1])))
    return found


def band_name(low: int, high: int) -> str:
    """Return how a band is called.

    Examples
    --------
    >>> band_name(0, 30)
    '0-30 %'
    """
    return f"{low}-{high} %"


def points(measured: pl.DataFrame, finals: pl.DataFrame) -> pl.DataFrame:
    """Return what reference classes are made of: how the rest went, from each status date.

    Parameters
    ----------
    measured : polars.DataFrame
        project, data_date, bac, ev, ac, es_days, at_days, pd_days, final_days (working days in all,
        from the start that at_days counts from: another plan may begin on another day).
    finals : polars.DataFrame
        One row per closed project: project, closed_on, final_cost, cost and duration (actual /
        first estimate), and the keys of its classes; null = not known.

    Returns
    -------
    polars.DataFrame
        project, closed_on, keys, earned_pct, cost, duration: final less spent over estimate less
        earned; earned_pct 0 = the whole project.
    """
    whole = finals.drop("final_cost").with_columns(earned_pct=pl.lit(0.0))
    under_way = (
        measured.join(finals.drop("cost", "duration"), on="project")
        .filter((pl.col("data_date") <= pl.col("closed_on")).fill_null(value=True))
        .with_columns(earned_pct=pl.col("ev") / pl.col("bac") * 100)
        .filter(pl.col("earned_pct").is_between(0, DONE_PCT, closed="none"))
        .with_columns(
            cost=_rest("final_cost", "ac", "bac", "ev"),
            duration=_rest("final_days", "at_days", "pd_days", "es_days"),
        )
    )
    return pl.concat([whole, under_way.select(whole.columns)], how="vertical_relaxed")


def _rest(final: str, spent: str, estimate: str, earned: str) -> pl.Expr:
    left = pl.col(estimate) - pl.col(earned)
    return pl.when(left > 0).then((pl.col(final) - pl.col(spent)) / left)


def back_tested(forecast: pl.DataFrame, finals: pl.DataFrame) -> pl.DataFrame:
    """Return the error of every method at every status date before the end.

    Parameters
    ----------
    forecast : polars.DataFrame
        What `forecasts.forecasts` gave for closed projects, with known_on as wanted, and final_days
        as in `points`.
    finals : polars.DataFrame
        See `points`.

    Returns
    -------
    polars.DataFrame
        project, closed_on, data_date, earned_pct, band, measure, method, forecast, final, error_pct
        (absolute), bias_pct (signed: above 0 = forecast too high), default_pct (error of the
        default on the same date), is_covered (final within the class's P80; null for others).
    """
    rows = (
        forecast.join(finals.select("project", "closed_on", "final_cost"), on="project")
        .filter((pl.col("data_date") <= pl.col("closed_on")).fill_null(value=True))
        .filter(pl.col("earned_pct").is_between(0, DONE_PCT, closed="left"))
        .with_columns(band=band_of(pl.col("earned_pct")))
    )  # fmt: skip
    return pl.concat([_errors(rows, measure) for measure in MEASURES])


def _errors(rows: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    final, p80 = ("final_cost" if measure == "cost" else "final_days"), f"{measure}_p80"
    who = ["project", "closed_on", "data_date", "earned_pct", "band"]
    long = (
        rows.filter(pl.col(final) > 0)
        .select(*who, final, p80, *methods_of(measure), _default=pl.col(DEFAULT[measure]))
        .unpivot(
            methods_of(measure), index=[*who, final, p80, "_default"],
            variable_name="method", value_name="forecast",
        )
        .rename({final: "final"})
        .filter(pl.col("forecast").is_finite())
    )  # fmt: skip
    error = (pl.col("forecast") / pl.col("final") - 1) * 100
    # A rounding error apart, what ends exactly at the bound is within it.
    is_within = pl.col("final") <= pl.col(p80) * (1 + 1e-9)
    return long.select(
        *who, "method", "forecast", "final", measure=pl.lit(measure),
        error_pct=error.abs(), bias_pct=error,
        default_pct=((pl.col("_default") / pl.col("final") - 1) * 100).abs(),
        is_covered=pl.when(pl.col("method") == f"{measure}_reference").then(is_within),
    )  # fmt: skip


def record(errors: pl.DataFrame) -> pl.DataFrame:
    """Return how near each method was, in each band and in all.

    Parameters
    ----------
    errors : polars.DataFrame
        What `back_tested` gave.

    Returns
    -------
    polars.DataFrame
        measure, method, band, n_dates, n_projects, error_pct and bias_pct (means over dates),
        n_bounds and coverage_pct (dates with a P80, and in percent of these the final within it),
        and against the default, on the n_both dates of n_both_projects at which both have a
        forecast: both_pct (mean error), default_pct (the default's), gain_pct (mean over projects
        of what the error is smaller by), standard_errors (gain in standard errors; null
        below two projects).
    """
    return (
        means(by_project(errors).group_by(WHO).agg(pl.col(SUMS).sum()))
        .drop("_gain_square")
        .sort("measure", "band", "error_pct", "method")
    )


SUMS = (
    "n_dates", "n_projects", "error_pct", "bias_pct", "n_bounds", "coverage_pct", "n_both",
    "n_both_projects", "both_pct", "default_pct", "gain_pct", "_gain_square",
)  # fmt: skip


def by_project(errors: pl.DataFrame) -> pl.DataFrame:
    """Return the `SUMS` over the dates of each project, per method, in its band and in all."""
    # Over many dates plain sums of prepared columns are far quicker than filters in each group.
    is_both, is_bound = pl.col("default_pct").is_not_null(), pl.col("is_covered").is_not_null()
    prepared = errors.select(
        *WHO, "project", "closed_on", "error_pct", "bias_pct",
        n_dates=pl.lit(1, pl.Int64), n_bounds=is_bound.cast(pl.Int64),
        coverage_pct=pl.col("is_covered").fill_null(value=False) * 100.0,
        n_both=is_both.cast(pl.Int64), default_pct=pl.col("default_pct").fill_null(0.0),
        both_pct=pl.when(is_both).then("error_pct").otherwise(0.0),
    )  # fmt: skip
    key = [*WHO, "project", "closed_on"]
    banded = prepared.group_by(key).sum()
    both, n_both = pl.col("default_pct") - pl.col("both_pct"), pl.col("n_both")
    return (
        pl.concat([banded, banded.with_columns(band=pl.lit(ALL)).group_by(key).sum()])
        .with_columns(
            n_projects=pl.lit(1, pl.Int64), n_both_projects=(n_both > 0).cast(pl.Int64),
            gain_pct=pl.when(n_both > 0).then(both / n_both).otherwise(0.0),
        )
        .with_columns(_gain_square=pl.col("gain_pct") ** 2)
        .select(*key, *SUMS)
    )  # fmt: skip


def means(sums: pl.DataFrame) -> pl.DataFrame:
    """Return sums over projects as means, divided once, with the standard errors; see `record`."""
    over = {
        "error_pct": "n_dates", "bias_pct": "n_dates", "coverage_pct": "n_bounds",
        "both_pct": "n_both", "default_pct": "n_both", "gain_pct": "n_both_projects",
    }  # fmt: skip
    n = pl.col("n_both_projects")
    variance = (pl.col("_gain_square") - n * pl.col("gain_pct") ** 2).clip(0) / (n - 1)
    return sums.with_columns(
        pl.when(pl.col(n_of) > 0).then(pl.col(name) / pl.col(n_of)).alias(name)
        for name, n_of in over.items()
    ).with_columns(
        standard_errors=pl.when((n > 1) & (variance > 0)).then(
            pl.col("gain_pct") / (variance / n).sqrt()
        )
    )  # fmt: skip


def coverage_by_date(errors: pl.DataFrame) -> pl.DataFrame:
    """Return how the P80 kept its word, closed project by closed project.

    Parameters
    ----------
    errors : polars.DataFrame
        What `back_tested` gave, each date knowing only what had closed before.

    Returns
    -------
    polars.DataFrame
        measure, closed_on, project, covered_pct (of its dates with a P80), coverage_pct (mean of
        covered_pct over the projects closed until then, each counting once).
    """
    return (
        errors.drop_nulls(["is_covered", "closed_on"])
        .group_by("measure", "closed_on", "project")
        .agg(covered_pct=pl.col("is_covered").mean() * 100)
        .sort("measure", "closed_on", "project")
        .with_columns(
            coverage_pct=pl.col("covered_pct").cum_sum().over("measure")
            / pl.col("covered_pct").cum_count().over("measure")
        )
    )


__all__ = [
    "ALL", "BANDS", "SUMS", "WHO", "back_tested", "band_name", "band_of", "by_project",
    "coverage_by_date", "means", "points", "record",
]  # fmt: skip

"""Which forecast to go by: the one that was nearest in the own history, when that is clear."""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from pmo_core.analysis.backtest import ALL, SUMS, WHO, by_project, means
from pmo_core.analysis.forecasts import DEFAULT, LABELS
from pmo_core.analysis.reference_class import Measure

Order = Literal["by date", "leaving one out"]
LEAST_DATES, LEAST_PROJECTS = 10, 5
CLEAR = 2.0
"""Standard errors by which a method must be nearer than the default to replace it."""
_DEFAULTS = list(DEFAULT.values())


@dataclass(frozen=True)
class Recommendation:
    """Which forecast to go by, and why.

    Parameters
    ----------
    method : str
        Code of the method.
    band : str
        Percent complete that it is recommended for; "all" where the band's history is too short.
    why : str
        One sentence with the figures.
    error_pct : float or None
        Its mean error there; None where there is no history.
    """

    method: str
    band: str
    why: str
    error_pct: float | None


def recommended(told: pl.DataFrame, measure: Measure, band: str | None) -> Recommendation:
    """Return the method to go by at a percent complete.

    The default, unless another method was clearly nearer: on the same dates, at least ten of at
    least five projects, its error is smaller by two standard errors or more (each project counting
    once). A narrow lead in a short history is chance as often as not: choosing by it does worse
    than the default on real projects.

    Parameters
    ----------
    told : polars.DataFrame
        What `record` gave.
    measure : {"cost", "duration"}
        What is forecast.
    band : str or None
        Band of the percent complete; where its history is too short, or None, all bands count.
    """
    default = DEFAULT[measure]
    for one in (band or ALL, ALL):
        rows = told.filter(pl.col("measure") == measure, pl.col("band") == one, _is_enough())
        own = rows.filter(method=default)
        if own.is_empty():
            continue
        others = rows.filter(pl.col("method") != default).sort(
            pl.col("both_pct") / pl.col("default_pct"), "method"
        )
        better = others.filter(_is_clear()).sort("gain_pct", descending=True)
        if better.height:
            row = better.row(0, named=True)
            why = (
                f"right within {row['both_pct']:.1f} % on {_on(row)}; "
                f"{LABELS[default]} {row['default_pct']:.1f} %"
            )
            return Recommendation(row["method"], one, why, row["both_pct"])
        row = own.row(0, named=True)
        why = f"right within {row['error_pct']:.1f} % on {_on(row)}"
        for near in others.head(1).iter_rows(named=True):
            why += f"; {LABELS[near['method']]} {near['both_pct']:.1f} %"
            if near["n_both"] < row["n_both"]:
                why += f" against {near['default_pct']:.1f} % on {near['n_both']} of these"
            if near["both_pct"] < near["default_pct"]:
                why += ", not clearly nearer"
        return Recommendation(default, one, why, row["error_pct"])
    why = (
        f"published default: fewer than {LEAST_DATES} status dates of {LEAST_PROJECTS} closed "
        "projects tell of it here"
    )
    return Recommendation(default, band or ALL, why, None)


def _on(row: dict[str, object]) -> str:
    return f"{row['n_both']} dates of {row['n_both_projects']} closed projects"


def _is_enough() -> pl.Expr:
    return (pl.col("n_both") >= LEAST_DATES) & (pl.col("n_both_projects") >= LEAST_PROJECTS)


def _is_clear() -> pl.Expr:
    is_nearer = pl.col("both_pct") < pl.col("default_pct")
    return is_nearer & (pl.col("standard_errors") >= CLEAR).fill_null(value=False)


def followed(errors: pl.DataFrame, order: Order = "by date") -> pl.DataFrame:
    """Return what following the recommendation would have given, chosen without hindsight.

    Parameters
    ----------
    errors : polars.DataFrame
        What `back_tested` gave.
    order : {"by date", "leaving one out"}
        The choice stands on the errors of projects that had closed before the date, or of all
        other projects.

    Returns
    -------
    polars.DataFrame
        Rows of the method that would have been recommended, with the columns of `errors`; the
        default's where that one has no forecast on the date.
    """
    # What is known depends on the date alone, or on which project is left out.
    key = ["measure", "band", "data_date" if order == "by date" else "project"]
    asked = errors.select(key).unique(maintain_order=True)
    twice = pl.concat([asked.with_columns(_of="band"), asked.with_columns(_of=pl.lit(ALL))])
    told = (_told_by_date if order == "by date" else _told_by_others)(by_project(errors), twice)
    is_default, is_own = pl.col("method").is_in(_DEFAULTS), pl.col("_of") != ALL
    is_known = (is_default & is_own).any().over(key)
    chosen = (
        means(told.filter(_is_enough()))
        # The band decides where the default is known in it; else all bands do.
        .filter(is_known == is_own, ~is_default, _is_clear())
        .sort("gain_pct", "method", descending=[True, False])
        .unique(key, keep="first", maintain_order=True)
        .select(*key, _chosen="method")
    )
    is_chosen = (pl.col("method") == pl.col("_chosen")).fill_null(value=False)
    return (
        errors.join(chosen, on=key, how="left")
        .filter(is_chosen | is_default)
        .sort(is_chosen, descending=True)
        .unique(["measure", "project", "data_date"], keep="first", maintain_order=True)
        .select(errors.columns)
        .sort("measure", "project", "data_date")
    )


def _told_by_date(sums: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """What was known of each method before each status date: only projects closed by then."""
    running = (
        sums.drop_nulls("closed_on")
        .group_by(*WHO, "closed_on")
        .agg(pl.col(SUMS).sum())
        .sort("closed_on")
        .with_columns(pl.col(SUMS).cum_sum().over(WHO))
    )
    methods = sums.select("measure", "method").unique()
    return asked.join(methods, on="measure").sort("data_date").join_asof(
        running, left_on="data_date", right_on="closed_on",
        by_left=["measure", "method", "_of"], by_right=list(WHO),
        allow_exact_matches=False, check_sortedness=False,
    )  # fmt: skip


def _told_by_others(sums: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """What all other projects tell of each method."""
    every = sums.group_by(WHO).agg(pl.col(SUMS).sum()).rename({"band": "_of"})
    own = sums.select(
        "measure", "method", "project", *(pl.col(name).alias(f"_{name}") for name in SUMS),
        _of="band",
    )  # fmt: skip
    return (
        asked.join(every, on=["measure", "_of"])
        .join(own, on=["measure", "method", "project", "_of"], how="left")
        .with_columns(pl.col(name) - pl.col(f"_{name}").fill_null(0) for name in SUMS)
    )


__all__ = ["LEAST_DATES", "LEAST_PROJECTS", "Order", "Recommendation", "followed", "recommended"]

"""An answer in the words of the portfolio: who is in, from when, and what it takes."""

import numpy as np
import polars as pl

from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.analysis.selection.problem import Answer, Floats


def chosen(formulation: Formulation, answer: Answer) -> pl.DataFrame:
    """Return what was decided about each candidate.

    Returns
    -------
    polars.DataFrame
        The columns of `Formulation.projects` in its order, and is_chosen, start_on (null when
        out), delay_months (null when out), rank (by worth; 1 = first, equal ones share a place) and
        decision: "in", "out", "forced in" or "forced out" (by a person or a rule).
    """
    problem = formulation.problem
    is_chosen = np.zeros(problem.n_projects, np.bool_)
    delay = np.zeros(problem.n_projects, np.int32)
    is_chosen[problem.project[answer.chosen]] = True
    delay[problem.project[answer.chosen]] = problem.start[answer.chosen]
    side = pl.when("is_chosen").then(pl.lit("in")).otherwise(pl.lit("out"))
    return formulation.projects.with_columns(
        is_chosen=pl.Series(is_chosen, dtype=pl.Boolean), _delay=pl.Series(delay, dtype=pl.Int64)
    ).select(
        pl.exclude("_delay"),
        start_on=pl.when("is_chosen").then(
            pl.col("start_month").dt.offset_by(pl.format("{}mo", "_delay"))
        ),
        delay_months=pl.when("is_chosen").then("_delay"),
        rank=pl.col("worth").rank("min", descending=True).cast(pl.Int64),
        decision=pl.when(pl.col("forced") == side)
        .then(pl.format("forced {}", side))
        .otherwise(side),
    )


def usage(formulation: Formulation, answer: Answer) -> pl.DataFrame:
    """Return what there is, what is taken, asked for, and used, per limit, in natural units.

    Returns
    -------
    polars.DataFrame
        One row per limit, in the order of `Formulation.rows`: resource ("money" or a role),
        portfolio (empty = all), period_on, n_months, limit, committed (by running projects), asked
        (by all candidates as planned), used (by those chosen, without what is committed), unit.
    """
    problem = formulation.problem
    as_planned = (problem.start == 0).astype(np.float64)
    in_selection = np.zeros(problem.n_columns)
    in_selection[answer.chosen] = 1.0
    asked, used = (activity(formulation, take) for take in (as_planned, in_selection))
    return (
        formulation.rows.with_columns(
            asked=pl.Series(asked, dtype=pl.Float64), used=pl.Series(used, dtype=pl.Float64)
        )
        .filter(pl.col("kind").is_in(["budget", "capacity"]))
        .select(
            "resource", "portfolio", "period_on", "n_months", "limit", "committed", "asked", "used",
            "unit",
        )
    )  # fmt: skip


def activity(formulation: Formulation, take: Floats) -> Floats:
    """Return the sum of coefficient x take (n_columns,) of each row, in natural units."""
    problem = formulation.problem
    row = np.repeat(np.arange(problem.n_rows), np.diff(problem.row_begin))
    scaled = np.bincount(row, problem.coefficient * take[problem.column], minlength=problem.n_rows)
    return np.asarray(scaled / formulation.rows["scale"].to_numpy(), np.float64)


def headline(formulation: Formulation, answer: Answer) -> dict[str, float | int]:
    """Return the figures of a selection that a page shows first.

    Returns
    -------
    dict
        n_chosen, n_candidates, worth (value of the selection), bound, gap (share), cost (sum of
        what the chosen cost in base currency), n_without_cost (of the chosen), npv (sum of what is
        known). nan = not known.
    """
    projects = chosen(formulation, answer)
    kept = projects.filter("is_chosen")
    return {
        "n_chosen": kept.height,
        "n_candidates": projects.height,
        "worth": answer.value,
        "bound": answer.bound,
        "gap": answer.gap,
        "cost": float(kept["cost"].sum()),
        "n_without_cost": kept["cost"].null_count(),
        "npv": float(kept["npv"].sum()) if kept["npv"].count() else float("nan"),
    }


__all__ = ["activity", "chosen", "headline", "usage"]

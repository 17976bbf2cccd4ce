"""An answer in the words of the portfolio: who is in, from when, and what it takes."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import polars as pl

from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.analysis.selection.problem import Answer, Floats, Ints


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


def to_json(formulation: Formulation, answer: Answer) -> dict[str, Any]:
    """Return an answer as values that JSON knows.

    Returns
    -------
    dict
        status, chosen ([project, delay in months], in order of project), value, bound, gap (share),
        seconds, found_by. None = not known.
    """
    problem = formulation.problem
    names = formulation.projects["project"].gather(problem.project[answer.chosen]).to_list()
    delays = problem.start[answer.chosen].tolist()
    return {
        "status": answer.status,
        "chosen": [list(pair) for pair in zip(names, delays, strict=True)],
        "value": _finite(answer.value),
        "bound": _finite(answer.bound),
        "gap": _finite(answer.gap),
        "seconds": answer.seconds,
        "found_by": answer.found_by,
    }


def from_json(formulation: Formulation, found: dict[str, Any]) -> Answer:
    """Return the answer that `to_json` wrote; projects and starts that are no more are left out."""
    return Answer(
        found["status"],
        columns_of(formulation, found["chosen"]),
        float("nan") if found["value"] is None else found["value"],
        float("inf") if found["bound"] is None else found["bound"],
        found["seconds"],
        found["found_by"],
    )


def columns_of(formulation: Formulation, chosen: Iterable[Sequence[Any]]) -> Ints:
    """Return the columns, ascending, of projects with delay in months; unknown ones left out.

    Parameters
    ----------
    formulation : Formulation
        The problem that the columns are of.
    chosen : iterable of (project, delay)
        As in `to_json`.
    """
    problem = formulation.problem
    number = {name: row for row, name in enumerate(formulation.projects["project"])}
    begin = np.searchsorted(problem.project, np.arange(problem.n_projects + 1))
    columns = [
        begin[number[name]] + delay
        for name, delay in chosen
        if name in number and 0 <= delay < begin[number[name] + 1] - begin[number[name]]
    ]
    return np.array(sorted(columns), np.int32)


def _finite(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None


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


__all__ = ["activity", "chosen", "columns_of", "from_json", "headline", "to_json", "usage"]

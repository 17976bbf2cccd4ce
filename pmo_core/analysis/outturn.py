"""What became of the estimates of closed projects: the reference for a case that is still a plan.

Outturn = actual / estimate. The estimate is the first baseline where one is kept, else the plan as
it stands. The reference class is the narrowest of program, portfolio, method and all projects that
has at least five closed projects with a known outturn (reference class forecasting: Flyvbjerg,
From Nobel Prize to Project Management, PMJ 2006). Medians and quartiles, never means: overruns have
a long tail.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

Measure = Literal["cost", "duration"]
LEAST = 5
"""Closed projects from which a class is a reference."""
CLASSES = ("program", "portfolio", "method")


@dataclass(frozen=True)
class Outturn:
    """How the closed projects of one class turned out against their estimates.

    Parameters
    ----------
    measure : {"cost", "duration"}
        What is compared.
    kind, code : str
        Class: program, portfolio or method with its code; "all" and empty for all projects.
    n, n_unknown : int
        Closed projects with a known outturn, and those left out because it is not known.
    median, low, high : float or None
        Median and quartiles of actual / estimate; None where there are fewer than five.
    reason : str
        Why there is no reference; empty where there is one.
    """

    measure: Measure
    kind: str
    code: str
    n: int
    n_unknown: int
    median: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""

    @property
    def of(self) -> str:
        """The class in words.

        Examples
        --------
        >>> Outturn("cost", "portfolio", "GROWTH", 23, 0).of
        'closed projects of portfolio GROWTH'
        """
        return "closed projects" + (f" of {self.kind} {self.code}" if self.code else "")


def history(projects: pl.DataFrame, first_baselines: pl.DataFrame) -> pl.DataFrame:
    """Return what is known of each closed project.

    Parameters
    ----------
    projects : polars.DataFrame
        code, name, stage, program, portfolio, method, planned_cost and actual_cost (base currency),
        planned_start, planned_finish, actual_start, actual_finish.
    first_baselines : polars.DataFrame
        project, planned_cost (base currency), planned_start, planned_finish: one row per project
        that has a baseline.

    Returns
    -------
    polars.DataFrame
        code, name, program, portfolio, method, estimate_cost, actual_cost, cost (actual /
        estimate), estimate_days, actual_days, duration (actual / estimate), by code. null = not
        known.
    """
    names = ["planned_cost", "planned_start", "planned_finish"]
    first = first_baselines.select("project", *(pl.col(n).alias(f"_{n}") for n in names))
    rows = (
        projects.filter(pl.col("stage") == "closed")
        .join(first, left_on="code", right_on="project", how="left")
        .with_columns(pl.coalesce(f"_{name}", name).alias(name) for name in names)
    )
    return rows.select(
        "code", "name", "program", "portfolio", "method",
        estimate_cost=_positive(pl.col("planned_cost")),
        actual_cost=_positive(pl.col("actual_cost")),
        estimate_days=_days("planned_start", "planned_finish"),
        actual_days=_days("actual_start", "actual_finish"),
    ).with_columns(
        cost=pl.col("actual_cost") / pl.col("estimate_cost"),
        duration=pl.col("actual_days") / pl.col("estimate_days"),
    ).sort("code")  # fmt: skip


def outturn(past: pl.DataFrame, of: Mapping[str, str | None], measure: Measure) -> Outturn:
    """Return the reference of the narrowest class that is large enough.

    Parameters
    ----------
    past : polars.DataFrame
        As `history` returns it.
    of : mapping
        code, program, portfolio and method of what is looked at; None or missing = not known. The
        project itself is never part of its reference.
    measure : {"cost", "duration"}
        What is compared.

    Examples
    --------
    >>> past = pl.DataFrame({"code": list("ABCDE"), "program": "X", "portfolio": "P",
    ...                      "method": "agile", "cost": [1.0, 1.1, 1.2, 1.4, None]})
    >>> outturn(past, {"portfolio": "P"}, "cost").reason
    'Only 4 closed projects have a known outturn of cost; a reference needs 5.'
    """
    others = past.filter(pl.col("code") != (of.get("code") or ""))
    candidates = [(kind, of[kind] or "", pl.col(kind) == of[kind]) for kind in CLASSES
                  if of.get(kind)]  # fmt: skip
    found: list[Outturn] = []
    for kind, code, is_in in [*candidates, ("all", "", pl.lit(value=True))]:
        every = others.filter(is_in)[measure]
        known = every.drop_nulls()
        found.append(Outturn(measure, kind, code, known.len(), every.null_count()))
        if known.len() >= LEAST:
            low, median, high = (float(known.quantile(q, "linear") or 0) for q in (0.25, 0.5, 0.75))
            return Outturn(
                measure, kind, code, known.len(), every.null_count(), median, low, high
            )  # fmt: skip
    last = found[-1]
    who = "1 closed project has" if last.n == 1 else f"{last.n or 'no'} closed projects have"
    only = "Only " if last.n else ""
    reason = f"{only}{who} a known outturn of {measure}; a reference needs {LEAST}."
    return Outturn(
        measure, "all", "", last.n, last.n_unknown, reason=reason[0].upper() + reason[1:]
    )


def members(past: pl.DataFrame, of: Outturn, code: str | None) -> pl.DataFrame:
    """Return the closed projects of a class with a known outturn, the largest overrun first."""
    is_in = pl.col(of.kind) == of.code if of.code else pl.lit(value=True)
    return (
        past.filter(is_in, pl.col("code") != (code or ""))
        .drop_nulls(of.measure)
        .sort(of.measure, "code", descending=[True, False])
    )


def _positive(amount: pl.Expr) -> pl.Expr:
    return pl.when(amount > 0).then(amount.cast(pl.Float64))


def _days(start: str, finish: str) -> pl.Expr:
    """Days from start to finish, both included; null where that is none."""
    days = (pl.col(finish) - pl.col(start)).dt.total_days() + 1
    return pl.when(days > 0).then(days.cast(pl.Float64))


__all__ = ["CLASSES", "LEAST", "Measure", "Outturn", "history", "members", "outturn"]

"""Conditions of decisions: which are open, which are overdue, and whether they are met in time."""

from dataclasses import dataclass
from datetime import date

import polars as pl

STATES = ("overdue", "open", "met late", "met in time", "superseded")
"""How a condition stands, the most urgent first."""


def with_state(conditions: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the conditions with how they stand, the most urgent first.

    Parameters
    ----------
    conditions : polars.DataFrame
        `due_on`, `met_on` (null = not met), `superseded_by` (decision that took the place of the
        one that asked; null = none). Further columns are kept.
    as_of : date
        The day; a condition due on it is not overdue yet.

    Returns
    -------
    polars.DataFrame
        Same rows, ordered by state and day due, with `condition_state` (one of `STATES`) and
        `overdue_days` (calendar days since it was due; null unless overdue).

    Examples
    --------
    >>> due = pl.DataFrame({"due_on": [date(2026, 3, 1)], "met_on": [None], "superseded_by": ""})
    >>> asked = due.with_columns(pl.col("superseded_by").replace("", None))
    >>> with_state(asked, date(2026, 3, 4)).select("condition_state", "overdue_days").row(0)
    ('overdue', 3)
    """
    is_met, late = pl.col("met_on").is_not_null(), pl.col("met_on") > pl.col("due_on")
    state = (
        pl.when(is_met & late).then(pl.lit("met late"))
        .when(is_met).then(pl.lit("met in time"))
        .when(pl.col("superseded_by").is_not_null()).then(pl.lit("superseded"))
        .when(pl.col("due_on") < as_of).then(pl.lit("overdue"))
        .otherwise(pl.lit("open"))
    )  # fmt: skip
    overdue = pl.when(pl.col("condition_state") == "overdue").then(
        (pl.lit(as_of) - pl.col("due_on")).dt.total_days()
    )
    return (
        conditions.with_columns(condition_state=state)
        .with_columns(overdue_days=overdue)
        .sort(pl.col("condition_state").cast(pl.Enum(STATES)), "due_on", maintain_order=True)
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """How well conditions are kept.

    `in_time_pct` is the share of the conditional goes, of those that can be judged, all of whose
    conditions were met by the day they were due; null where none can be judged.
    """

    n_open: int
    n_overdue: int
    n_judged: int
    n_in_time: int
    in_time_pct: float | None


def figures(conditions: pl.DataFrame) -> Figures:
    """Return the figures over conditions.

    A conditional go can be judged once all its conditions are met, or one is late; superseded ones
    are left out.

    Parameters
    ----------
    conditions : polars.DataFrame
        What `with_state` gave, with `decision` and `outcome`.
    """
    states = conditions["condition_state"]
    goes = (
        conditions.filter(
            (pl.col("outcome") == "conditional go") & (pl.col("condition_state") != "superseded")
        )
        .group_by("decision")
        .agg(
            is_late=pl.col("condition_state").is_in(["overdue", "met late"]).any(),
            is_done=(pl.col("condition_state") != "open").all(),
        )
        .filter(pl.col("is_late") | pl.col("is_done"))
    )
    n_in_time = int((~goes["is_late"]).sum())
    return Figures(
        n_open=int(states.is_in(["open", "overdue"]).sum()),
        n_overdue=int((states == "overdue").sum()),
        n_judged=goes.height,
        n_in_time=n_in_time,
        in_time_pct=100 * n_in_time / goes.height if goes.height else None,
    )


def days_to_hold(gates: pl.DataFrame) -> pl.DataFrame:
    """Return how long after they were due boards hold their gates.

    Parameters
    ----------
    gates : polars.DataFrame
        Register `gate`.

    Returns
    -------
    polars.DataFrame
        One row per board, the slowest first: board (null = none named), n_gates (held, with a day
        due), held_after (calendar days from due to held; negative = before it was due).

    Examples
    --------
    >>> held = pl.DataFrame({"board": ["A", "A"], "due_on": [date(2026, 1, 1)] * 2,
    ...                      "held_on": [date(2026, 1, 3), date(2026, 1, 11)]})
    >>> days_to_hold(held).row(0)
    ('A', 2, 6.0)
    """
    days = (pl.col("held_on") - pl.col("due_on")).dt.total_days()
    return (
        gates.select("board", days=days)
        .drop_nulls("days")
        .group_by("board")
        .agg(n_gates=pl.len().cast(pl.Int64), held_after=pl.col("days").median())
        .sort("held_after", "board", descending=[True, False], nulls_last=True)
    )


__all__ = ["STATES", "Figures", "days_to_hold", "figures", "with_state"]

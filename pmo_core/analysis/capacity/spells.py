"""Overloads and bench as spells of time: since when, until when, and who causes them."""

from collections.abc import Sequence

import polars as pl

from pmo_core.analysis.capacity.plan import TOLERANCE


def overloads(load: pl.DataFrame, by: Sequence[str] = ("person",)) -> pl.DataFrame:
    """Return unbroken spells in which more is booked than there is.

    Parameters
    ----------
    load : polars.DataFrame
        `by`, `period`, `load`, `over`, as `person_load`, `role_load` or `rolled_load` return them.
        Periods follow each other as they are found in the whole frame.
    by : sequence of str
        Whose spells: ("person",), ("role",), ("department",).

    Returns
    -------
    polars.DataFrame
        `by`, `since`, `until` (Date, first days of the first and last period), `n_periods`, `over`
        (hours), `peak` (highest load; null without capacity), `peak_on` (the period of most hours
        over); the most hours first.
    """
    return (
        _spells(load, by, pl.col("over") > TOLERANCE)
        .group_by(*by, "_spell")
        .agg(
            since=pl.col("period").min(),
            until=pl.col("period").max(),
            n_periods=pl.len(),
            over=pl.col("over").sum(),
            peak=pl.col("load").max(),
            peak_on=pl.col("period").sort_by("over", "period", descending=[True, False]).first(),
        )
        .drop("_spell")
        .sort("over", *by, "since", descending=[True, *[False] * (len(by) + 1)])
    )


def bench(load: pl.DataFrame, most_load: float = 0.0) -> pl.DataFrame:
    """Return unbroken spells in which people are there and not booked.

    Parameters
    ----------
    load : polars.DataFrame
        As `person_load` returns it.
    most_load : float
        Load up to which someone counts as on the bench; 0 = not booked at all.

    Returns
    -------
    polars.DataFrame
        `person`, `since`, `until`, `n_periods`, `unbooked` (hours); the most hours first. Periods
        without capacity or with one that is not known are not bench.
    """
    is_there = (pl.col("capacity") > 0) & (pl.col("load") <= most_load + 1e-9)
    return (
        _spells(load, ["person"], is_there)
        .group_by("person", "_spell")
        .agg(
            since=pl.col("period").min(),
            until=pl.col("period").max(),
            n_periods=pl.len(),
            unbooked=pl.col("unbooked").sum(),
        )
        .drop("_spell")
        .sort("unbooked", "person", "since", descending=[True, False, False])
    )


def _spells(load: pl.DataFrame, by: Sequence[str], condition: pl.Expr) -> pl.DataFrame:
    """Return the rows that fulfil the condition with the number of their unbroken spell."""
    numbered = load.with_columns(_number=pl.col("period").rank("dense").cast(pl.Int64))
    kept = numbered.filter(condition).sort(*by, "period")
    place = pl.int_range(pl.len()).over(by)
    return kept.with_columns(_spell=pl.col("_number") - place)


def causes(
    load: pl.DataFrame,
    bookings: pl.DataFrame,
    projects: pl.DataFrame,
    by: str = "person",
) -> pl.DataFrame:
    """Return which projects fill each overloaded period, and which of them go beyond what is there.

    Capacity is given out in order: hard bookings first, then by priority value; what goes beyond is
    the overload of the projects that come last. Equal ones are in the order of their codes.

    Parameters
    ----------
    load : polars.DataFrame
        `by`, `period`, `capacity`, `over`, as `person_load` returns them.
    bookings : polars.DataFrame
        `by`, `period`, `project`, `hours`, `kind`.
    projects : polars.DataFrame
        `project`, `value` (priority value; missing or null = lowest).
    by : str
        "person" or "role".

    Returns
    -------
    polars.DataFrame
        `by`, `period`, `project`, `kind`, `hours`, `share` (of all booked hours of the period),
        `over` (hours of it beyond the capacity; they sum to the overload), `since` (first period of
        the project's bookings there); in the order in which capacity is given out.
    """
    slot = [by, "period"]
    booked = bookings.group_by(*slot, "project", "kind").agg(pl.col("hours").cast(pl.Float64).sum())
    since = booked.group_by(by, "project").agg(since=pl.col("period").min())
    short = load.filter(pl.col("over") > TOLERANCE).select(*slot, "capacity")
    before = pl.col("hours").cum_sum().over(slot)
    return (
        booked.filter(pl.col("hours") > 0)
        .join(short, on=slot)
        .join(projects.select("project", "value"), on="project", how="left")
        .join(since, on=[by, "project"])
        .sort(
            *slot, pl.col("kind") != "hard", "value", "project",
            descending=[False, False, False, True, False], nulls_last=True,
        )
        .with_columns(
            share=pl.col("hours") / pl.col("hours").sum().over(slot),
            over=(before - pl.col("capacity")).clip(0.0, pl.col("hours")),
        )
        .select(*slot, "project", "kind", "hours", "share", "over", "since")
    )  # fmt: skip


__all__ = ["bench", "causes", "overloads"]

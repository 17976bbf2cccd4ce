"""A plan of people as four frames: what is asked, who is there, who can do what, who is promised.

Hours are of a person and a period; a period is named by its first day and is a month or a week
that begins on a Monday. A demand may be met in any period from `period` to `until`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

Unit = Literal["month", "week"]
TOLERANCE = 1e-4
"""Hours; the registers keep four decimals, so a smaller difference is one of arithmetic."""

NEED = ("project", "skill", "level", "period", "until")
PROMISE = ("project", "skill", "level", "period", "person")


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What is asked and who is there; made by `plan`.

    Parameters
    ----------
    needs : polars.DataFrame
        `project`, `skill` (a role is a skill), `level` (Int64, the least that is asked), `period`,
        `until` (Date), `hours` (Float64, beyond what is promised, > 0), one row per all but hours.
    available : polars.DataFrame
        `person`, `period`, `hours`: work that the person can do for projects, promised work
        included.
    skills : polars.DataFrame
        `person`, `skill`, `level`.
    promised : polars.DataFrame
        `project`, `skill`, `level` (the highest that the project asks of it then, else 1),
        `period`, `person`, `hours`: bookings that stay as they are.
    unit : {"month", "week"}
        Length of a period.
    """

    needs: pl.DataFrame
    available: pl.DataFrame
    skills: pl.DataFrame
    promised: pl.DataFrame
    unit: Unit = "month"

    def free(self) -> pl.DataFrame:
        """Return `person`, `period`, `hours`, `promised` and `free` = hours - promised, per slot.

        A promise where nobody said that the person is there counts against 0 hours; so `free` is
        negative where more is promised than there is.
        """
        there = self.available.group_by("person", "period").agg(pl.col("hours").sum())
        promised = self.promised.group_by("person", "period").agg(promised=pl.col("hours").sum())
        return (
            there.join(promised, on=["person", "period"], how="full", coalesce=True)
            .with_columns(pl.col("hours", "promised").fill_null(0.0))
            .with_columns(free=pl.col("hours") - pl.col("promised"))
            .sort("person", "period")
        )

    def overbooked(self) -> pl.DataFrame:
        """Return the rows of `free` where more is promised than there is."""
        return self.free().filter(pl.col("free") < -TOLERANCE)


def plan(
    demand: pl.DataFrame,
    available: pl.DataFrame,
    skills: pl.DataFrame,
    promised: pl.DataFrame | None = None,
    unit: Unit = "month",
) -> Plan:
    """Return a plan from demand and availability, less what is promised already.

    For which demand a promised hour counts says `beyond`.

    Parameters
    ----------
    demand : polars.DataFrame
        `project`, `skill`, `period`, `hours`; optional `level` (missing or null = 1) and `until`
        (missing or null = period). Null or no hours count as nothing asked.
    available : polars.DataFrame
        `person`, `period`, `hours`; null counts as 0.
    skills : polars.DataFrame
        `person`, `skill`, `level` (null = 1); the highest counts where it is told twice.
    promised : polars.DataFrame, optional
        `project`, `skill`, `period`, `person`, `hours`; rows without a person promise a role, not
        a person, and are left out.
    unit : {"month", "week"}
        Length of a period.

    Returns
    -------
    Plan

    Examples
    --------
    >>> march = date(2027, 3, 1)
    >>> asked = pl.DataFrame({"project": ["A"], "skill": ["DEV"], "period": [march], "hours": [90]})
    >>> there = pl.DataFrame({"person": ["Kim"], "period": [march], "hours": [160]})
    >>> can = pl.DataFrame({"person": ["Kim"], "skill": ["DEV"], "level": [3]})
    >>> is_hers = asked.with_columns(person=pl.lit("Kim"), hours=30)
    >>> plan(asked, there, can, is_hers).needs["hours"].to_list()
    [60.0]
    """
    for name in ("level", "until"):
        if name not in demand.columns:
            demand = demand.with_columns(pl.lit(None).alias(name))
    asked = demand.with_columns(
        pl.col("level").cast(pl.Int64).fill_null(1),
        pl.col("until").cast(pl.Date).fill_null(pl.col("period")),
    ).pipe(_summed, NEED)
    fixed = _summed(
        _with_level(_NO_PROMISE if promised is None else promised, asked), PROMISE
    ).filter(pl.col("person") != "")
    return Plan(
        beyond(asked, fixed, unit),
        available.select("person", "period", pl.col("hours").cast(pl.Float64).fill_null(0.0)),
        skills.group_by("person", "skill")
        .agg(pl.col("level").cast(pl.Int64).fill_null(1).max())
        .sort("person", "skill"),
        fixed,
        unit,
    )


_NO_PROMISE = pl.DataFrame(
    schema={
        "project": pl.String, "skill": pl.String, "period": pl.Date, "person": pl.String,
        "hours": pl.Float64,
    }
)  # fmt: skip


def _summed(rows: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Return the hours per key, those above 0 alone, sorted."""
    return (
        rows.group_by(key)
        .agg(pl.col("hours").cast(pl.Float64).sum())
        .filter(pl.col("hours") > 0)
        .sort(key)
    )


def _with_level(promised: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """Return the promises with the highest level that their project asks of the skill then."""
    key = ["project", "skill", "period"]
    level = (
        promised.select(key)
        .unique()
        .join(asked.rename({"period": "first"}), on=["project", "skill"])
        .filter(pl.col("period").is_between("first", "until"))
        .group_by(key)
        .agg(pl.col("level").max())
    )
    return promised.join(level, on=key, how="left").with_columns(pl.col("level").fill_null(1))


def beyond(asked: pl.DataFrame, booked: pl.DataFrame, unit: Unit) -> pl.DataFrame:
    """Return the demand less what is booked for it.

    A booked hour counts for demand of its project and skill whose window holds its period: first
    for that which begins in the period, then for that which begins one period earlier, and so on;
    of the same beginning for the highest level, then for the window that ends first. What is booked
    beyond that helps no other.

    Parameters
    ----------
    asked : polars.DataFrame
        `NEED` and `hours`.
    booked : polars.DataFrame
        `project`, `skill`, `period`, `hours`, in any number of rows.
    unit : {"month", "week"}
        Length of a period.

    Returns
    -------
    polars.DataFrame
        `NEED` and `hours` (Float64, > 0), sorted.

    Examples
    --------
    >>> march, june = date(2027, 3, 1), date(2027, 6, 1)
    >>> asked = pl.DataFrame({"project": ["A"], "skill": ["DEV"], "level": [1], "period": [march],
    ...                       "until": [june], "hours": [90.0]})
    >>> june_work = {"project": ["A"], "skill": ["DEV"], "period": [june], "hours": [80.0]}
    >>> beyond(asked, pl.DataFrame(june_work), "month")["hours"].to_list()
    [10.0]
    """
    slot = ["project", "skill", "on"]
    left = booked.group_by("project", "skill", on="period").agg(
        left=pl.col("hours").cast(pl.Float64).sum()
    )
    rest, n = asked.with_columns(pl.col("hours").cast(pl.Float64)), 0
    before = pl.col("hours").cum_sum().over(slot) - pl.col("hours")
    while not rest.is_empty():
        on = later(pl.col("period"), pl.lit(n), unit)
        rest = rest.with_columns(on=pl.when(on <= pl.col("until")).then(on))
        if rest["on"].null_count() == rest.height:
            break
        rest = (
            rest.join(left, on=slot, how="left")
            .sort(*slot, "level", "until", descending=[False, False, False, True, False])
            .with_columns(used=(pl.col("left").fill_null(0.0) - before).clip(0.0, pl.col("hours")))
            .with_columns(pl.col("hours") - pl.col("used"))
        )
        used = rest.group_by(slot).agg(pl.col("used").sum())
        left = left.join(used, on=slot, how="left").select(
            *slot, pl.col("left") - pl.col("used").fill_null(0.0)
        )
        rest, n = rest.drop("left", "used"), n + 1
    return rest.filter(pl.col("hours") > TOLERANCE).select(*NEED, "hours").sort(NEED)


def later(day: pl.Expr, n: pl.Expr, unit: Unit) -> pl.Expr:
    """Return the first day of the period n periods later.

    Examples
    --------
    >>> pl.select(later(pl.lit(date(2027, 1, 1)), pl.lit(2), "month")).item()
    datetime.date(2027, 3, 1)
    """
    return day.dt.offset_by(pl.format("{}mo" if unit == "month" else "{}w", n))


def last_day(period: date, unit: Unit) -> date:
    """Return the last working day of a week (Friday), or the last day of a month.

    Examples
    --------
    >>> last_day(date(2027, 3, 1), "month"), last_day(date(2027, 3, 1), "week")
    (datetime.date(2027, 3, 31), datetime.date(2027, 3, 5))
    """
    by = pl.lit(period).dt.month_end() if unit == "month" else pl.lit(period).dt.offset_by("4d")
    found: date = pl.select(by).item()
    return found


__all__ = ["NEED", "PROMISE", "TOLERANCE", "Plan", "Unit", "beyond", "last_day", "later", "plan"]

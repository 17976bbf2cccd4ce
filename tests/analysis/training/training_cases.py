"""Small random training plans, and their optimum by trying everything."""

from datetime import date, timedelta
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from pmo_core.analysis.training.problem import LATE_DAYS, Problem

FIRST = date(2027, 1, 4)
MONTHS = (date(2027, 1, 1), date(2027, 2, 1))
LIMITS = ("at once", "twice", "seats", "level first", "budget", "hours", "validity")
"""What can stand between a choice and less that stays open."""
Choices = npt.NDArray[np.bool_]


def random_problem(seed: int) -> Problem:
    """Return a plan of up to three people and ten options, some of them booked or barred.

    Courses build on each other, and several bring to the same competence.
    """
    rng = np.random.default_rng(seed)
    n_needs, n_options = int(rng.integers(1, 6)), int(rng.integers(4, 11))
    # In turn: anything, the diary of one person, the seats of one day.
    people, held, days = (
        ("ABC", (0, 1, 2), [0, 1, 9, 25, 27]), ("A", (0, 1), [0, 2, 9, 16, 27]), ("ABC", (2,), [0]),
    )[seed % 3]  # fmt: skip
    begins = FIRST + np.array(days) * timedelta(days=1)
    tried = [
        one | {"person": person, "start": start}
        for one in _courses(rng) for person in people for start in begins
    ]  # fmt: skip
    rows = [tried[n] for n in np.sort(rng.permutation(len(tried))[:n_options])]
    options = pl.DataFrame([
        {key: one[key] for key in ("person", "course", "skill", "level", "from_level")} | {
            "level_held": int(rng.choice(held)), "start": one["start"],
            "end": (end := one["start"] + timedelta(days=one["days"] - 1)),
            "valid_until": end + timedelta(days=one["valid"]) if one["valid"] else None,
            "cost": one["cost"], "seats_left": one["seats"],
            "barred": "absent" if rng.random() < 0.08 else None,
            "is_booked": bool(rng.random() < 0.08), "hours": 8.0 * one["days"],
        }
        for one in rows
    ], infer_schema_length=None, schema_overrides={"barred": pl.String, "valid_until": pl.Date,
                                                   "seats_left": pl.Int64})  # fmt: skip
    options = options.with_row_index("option").with_columns(
        pl.col("option").cast(pl.Int64),
        barred=pl.when(~pl.col("is_booked")).then("barred"),
    )  # fmt: skip
    needs = pl.DataFrame({
        "need": range(n_needs), "person": rng.choice(list(people), n_needs),
        "skill": rng.choice(["X", "X", "X", "Y"], n_needs), "level": rng.integers(1, 4, n_needs),
        "needed_on": (FIRST + rng.integers(4, 45, n_needs) * timedelta(days=1)).tolist(),
        "weight": rng.integers(1, 9, n_needs) / 2,
    })  # fmt: skip
    n_budgets = int(rng.integers(0, 3))
    paid = [
        (k, n) for k in range(n_budgets) for n in range(options.height) if k == 0 or n % 2
    ]  # fmt: skip
    return Problem(
        needs=needs, options=options.drop("hours"), hours=_hours(options),
        free=_free(rng),
        budgets=pl.DataFrame(
            {"budget": range(n_budgets), "left": rng.integers(-1, 13, n_budgets) * 100.0},
            schema={"budget": pl.Int64, "left": pl.Float64},
        ),
        charges=pl.DataFrame(paid, schema={"budget": pl.Int64, "option": pl.Int64}, orient="row"),
    )  # fmt: skip


def _courses(rng: np.random.Generator) -> list[dict[str, Any]]:
    """Return four courses: a basic and a higher one of X, another one of X, and one of Y."""
    levels = [("X", 2, 0), ("X", 3, 2), ("X", int(rng.integers(1, 4)), 0), ("Y", 2, 1)]
    return [
        {
            "course": f"C{n}", "skill": skill, "level": level, "from_level": before,
            "days": int(rng.integers(1, 4)), "valid": int(rng.choice([0, 0, 9, 20])),
            "cost": float(rng.integers(0, 6)) * 100, "seats": rng.choice([None, 1, 1, 2]),
        }
        for n, (skill, level, before) in enumerate(levels)
    ]  # fmt: skip


def _hours(options: pl.DataFrame) -> pl.DataFrame:
    """Return the hours of each option: of one over the end of a month, half of them in each."""
    months = pl.concat_list(*(pl.col(one).dt.truncate("1mo") for one in ("start", "end")))
    rows = options.select("option", "hours", month=months.list.unique().list.sort())
    rows = rows.with_columns(hours=pl.col("hours") / pl.col("month").list.len())
    return rows.explode("month", empty_as_null=False).select("option", "month", "hours")


def _free(rng: np.random.Generator) -> pl.DataFrame:
    """Return the hours that A and B have left in two months; those of C have no limit."""
    return pl.DataFrame([
        {"person": person, "month": month, "hours": float(rng.integers(1, 9)) * 8}
        for person in ("A", "B") for month in MONTHS
    ])  # fmt: skip


class Tried:
    """A problem of which every choice of options is tried: a row per choice, a column per option.

    What it works out of limits and goals it works out for all choices at once, from the rows of the
    problem alone.
    """

    def __init__(self, problem: Problem) -> None:
        self._rows = problem.options.rows(named=True)
        self._needs = problem.needs.rows(named=True)
        self._problem = problem
        n = len(self._rows)
        bits = (np.arange(2**n)[:, None] >> np.arange(n)) & 1 == 1
        fixed = np.array([row["is_booked"] for row in self._rows])
        shut = np.array([row["barred"] is not None for row in self._rows])
        free = bits[~(bits & (fixed | shut)).any(axis=1)]
        self.chosen = free
        self.counts = free | fixed

    def row_of(self, chosen: set[int]) -> int:
        """Return the row of a choice; fails where a barred or booked option is among it."""
        wanted = np.isin(np.arange(len(self._rows)), list(chosen))
        (found,) = np.flatnonzero((self.chosen == wanted).all(axis=1))
        return int(found)

    @cached_property
    def faults(self) -> dict[str, Choices]:
        """Return which choices break which of `LIMITS` but the last."""
        x, rows = self.chosen, self._rows
        found = {name: np.zeros(len(x), bool) for name in LIMITS[:-1]}
        for (i, one), (j, other) in combinations(enumerate(rows), 2):
            if one["person"] == other["person"]:
                both = x[:, i] & x[:, j]
                if one["start"] <= other["end"] and other["start"] <= one["end"]:
                    found["at once"] |= both
                if one["course"] == other["course"]:
                    found["twice"] |= both
        for i, one in enumerate(rows):
            beside = [(o["course"], o["start"]) == (one["course"], one["start"]) for o in rows]
            if one["seats_left"] is not None:
                found["seats"] |= x[:, i] & (x[:, beside].sum(axis=1) > one["seats_left"])
            if one["from_level"] > one["level_held"]:
                opens = [_opens(o, one) for o in rows]
                found["level first"] |= x[:, i] & ~self.counts[:, opens].any(axis=1)
        costs = np.array([row["cost"] for row in rows])
        for budget, left in self._problem.budgets.iter_rows():
            own = np.isin(
                np.arange(len(rows)), self._problem.charges.filter(budget=budget)["option"]
            )
            found["budget"] |= x @ (costs * own) > max(left, 0.0) + 1e-9
        for person, month, left in self._problem.free.iter_rows():
            hours = dict(
                self._problem.hours.filter(month=month).select("option", "hours").iter_rows()
            )
            own_hours = [
                hours.get(n, 0.0) * (row["person"] == person) for n, row in enumerate(rows)
            ]
            found["hours"] |= x @ np.array(own_hours) > left + 1e-9
        return found

    def goals(self, *, valid_for_ever: bool = False) -> npt.NDArray[np.float64]:
        """Return the three goals of all choices, worked out one need at a time."""
        open_, late = np.zeros(len(self.chosen)), np.zeros(len(self.chosen))
        for need in self._needs:
            days = np.full(len(self.chosen), LATE_DAYS)
            for i, row in enumerate(self._rows):
                lasts = valid_for_ever or (row["valid_until"] or date.max) >= need["needed_on"]
                if _is_of(row, need) and row["level"] >= need["level"] and lasts:
                    ready = (row["end"] + timedelta(days=1) - need["needed_on"]).days
                    days = np.where(self.counts[:, i], np.minimum(days, max(0, ready)), days)
            open_ += need["weight"] * (days > 0)
            late += need["weight"] * days
        costs = np.array([row["cost"] for row in self._rows])
        return np.column_stack([open_, late, self.chosen @ costs])

    def best(self, without: str = "") -> tuple[float, ...]:
        """Return the least of the three goals, one after the other, of what breaks no limit.

        `without` leaves one of `LIMITS` out.
        """
        broken = [fault for name, fault in self.faults.items() if name != without]
        goals = self.goals(valid_for_ever=without == "validity")[~np.any(broken, axis=0)]
        return min(map(tuple, goals.round(6).tolist()))


def _opens(first: dict[str, Any], then: dict[str, Any]) -> bool:
    """Return whether a course brings to what another one asks for, and that is valid then."""
    return (
        _is_of(first, then) and first["level"] >= then["from_level"]
        and first["end"] < then["start"] <= (first["valid_until"] or date.max)
    )  # fmt: skip


def _is_of(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Return whether both are about the same person and competence."""
    return (one["person"], one["skill"]) == (other["person"], other["skill"])


__all__ = ["FIRST", "LIMITS", "MONTHS", "Tried", "random_problem"]

"""Small random training plans, and their optimum by trying everything."""

from datetime import date, timedelta
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl

from pmo_core.analysis.training.problem import LATE_DAYS, Problem

FIRST = date(2027, 1, 4)
MONTH = date(2027, 1, 1)


def random_problem(seed: int) -> Problem:
    """Return a plan with two people, two competences, and up to nine options, two of them fixed."""
    rng = np.random.default_rng(seed)
    n_needs, n_options = int(rng.integers(1, 5)), int(rng.integers(2, 9))
    begins = np.datetime64(FIRST) + rng.integers(0, 30, n_options)
    ends = begins + rng.integers(0, 4, n_options)
    needed = np.datetime64(FIRST) + rng.integers(2, 40, n_needs)
    n_course = [f"C{n}" for n in rng.integers(0, 5, n_options)]
    level = rng.integers(2, 4, n_options)
    is_booked = rng.random(n_options) < 0.1
    barred = np.where(rng.random(n_options) < 0.1, "absent", None)
    barred[is_booked] = None
    options = pl.DataFrame({
        "option": range(n_options), "person": rng.choice(["A", "B"], n_options), "course": n_course,
        "skill": rng.choice(["X", "X", "Y"], n_options), "level": level,
        "from_level": np.where(rng.random(n_options) < 0.4, level - 1, 0),
        "level_held": rng.choice([0, 0, 1, 2], n_options), "start": begins, "end": ends,
        "cost": rng.integers(0, 6, n_options) * 100.0, "seats_left": rng.choice([1, 2], n_options),
        "barred": pl.Series(barred.tolist(), dtype=pl.String), "is_booked": is_booked,
    }).with_columns(
        pl.col("start", "end").cast(pl.Date), valid_until=pl.lit(None, pl.Date),
        # Seats are those of the course on that day, whoever asks.
        seats_left=pl.when(pl.lit(rng.random() < 0.5)).then(pl.col("seats_left").min().over(
            "course", "start"
        )),
    )  # fmt: skip
    needs = pl.DataFrame({
        "need": range(n_needs), "person": rng.choice(["A", "B"], n_needs),
        "skill": rng.choice(["X", "Y"], n_needs), "level": rng.integers(1, 4, n_needs),
        "needed_on": needed, "weight": rng.integers(1, 9, n_needs) / 2,
    }).with_columns(pl.col("needed_on").cast(pl.Date))  # fmt: skip
    n_budgets = int(rng.integers(0, 3))
    paid = [(k, n) for k in range(n_budgets) for n in range(n_options) if rng.random() < 0.7]
    return Problem(
        needs=needs, options=options,
        hours=options.select("option", month=pl.lit(MONTH), hours=pl.lit(8.0) + pl.col("level")),
        free=pl.DataFrame({"person": "A", "month": [MONTH], "hours": float(rng.integers(8, 40))}),
        budgets=pl.DataFrame(
            {"budget": range(n_budgets), "left": rng.integers(1, 9, n_budgets) * 100.0},
            schema={"budget": pl.Int64, "left": pl.Float64},
        ),
        charges=pl.DataFrame(paid, schema={"budget": pl.Int64, "option": pl.Int64}, orient="row"),
    )  # fmt: skip


class Tried:
    """A problem as plain Python, so that every choice can be tried."""

    def __init__(self, problem: Problem) -> None:
        self.rows = {row["option"]: row for row in problem.options.iter_rows(named=True)}
        self.fixed = [row for row in self.rows.values() if row["is_booked"]]
        self.needs = problem.needs.rows(named=True)
        self.budgets = [
            (left, set(problem.charges.filter(budget=budget)["option"]))
            for budget, left in problem.budgets.iter_rows()
        ]
        self.free = problem.free.rows()
        self.hours = {
            (option, month): hours for option, month, hours in problem.hours.iter_rows()
        }  # fmt: skip

    def faults(self, chosen: set[int]) -> list[str]:
        """Return which rules a choice of options breaks."""
        taken = [self.rows[one] for one in sorted(chosen)]
        found = ["not to be had" for one in taken if one["barred"] or one["is_booked"]]
        for one, other in combinations(taken, 2):
            if one["person"] == other["person"]:
                if one["start"] <= other["end"] and other["start"] <= one["end"]:
                    found.append("two courses at once")
                if one["course"] == other["course"]:
                    found.append("the same course twice")
        for one in taken:
            n = sum((o["course"], o["start"]) == (one["course"], one["start"]) for o in taken)
            if one["seats_left"] is not None and n > one["seats_left"]:
                found.append("seats")
            if not _is_opened(one, taken + self.fixed):
                found.append("level first")
        for left, own in self.budgets:
            if sum(one["cost"] for one in taken if one["option"] in own) > left:
                found.append("budget")
        for person, month, left in self.free:
            own = [one["option"] for one in taken if one["person"] == person]
            if sum(self.hours.get((one, month), 0.0) for one in own) > left:
                found.append("hours")
        return found

    def goals(self, chosen: set[int]) -> tuple[float, float, float]:
        """Return the three goals of a choice, worked out one need at a time."""
        open_, late = 0.0, 0.0
        taken = [self.rows[one] for one in chosen]
        for need in self.needs:
            days = LATE_DAYS
            for row in taken + self.fixed:
                is_it = (row["person"], row["skill"]) == (need["person"], need["skill"])
                if is_it and row["level"] >= need["level"]:
                    ready = row["end"] + timedelta(days=1)
                    days = min(days, max(0, (ready - need["needed_on"]).days))
            open_ += need["weight"] * (days > 0)
            late += need["weight"] * days
        return open_, late, sum(row["cost"] for row in taken)

    def best(self) -> tuple[float, float, float]:
        """Return the least of the three goals over all choices that break no rule."""
        able = [n for n, row in self.rows.items() if not row["barred"] and not row["is_booked"]]
        return min(
            self.goals(set(some))
            for n in range(len(able) + 1)
            for some in combinations(able, n)
            if not self.faults(set(some))
        )


def _is_opened(one: dict[str, Any], others: list[dict[str, Any]]) -> bool:
    """Whether the person may begin the course, by what is held or comes before."""
    return one["from_level"] <= one["level_held"] or any(
        (o["person"], o["skill"]) == (one["person"], one["skill"])
        and o["level"] >= one["from_level"] and o["end"] < one["start"]
        for o in others
    )  # fmt: skip


__all__ = ["FIRST", "MONTH", "Tried", "random_problem"]

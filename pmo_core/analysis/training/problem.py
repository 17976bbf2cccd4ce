"""What a training plan is made from: gaps, the courses that could close them, and what limits."""

from dataclasses import dataclass, fields

import polars as pl

LATE_DAYS = 180
"""Days after which a late training counts as none; a gap that stays open counts so many."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """A training plan to be found.

    Parameters
    ----------
    needs : polars.DataFrame
        `need` (0, 1, ...), `person`, `skill`, `level`, `needed_on`, `weight` (> 0).
    options : polars.DataFrame
        A person on a course on a date: `option` (0, 1, ...), `person`, `course`, `skill`, `level`
        (to which it brings), `from_level` (that it asks for), `level_held` (on its first day; 0 =
        none), `start`, `end` (last day), `valid_until` (null = no end), `cost` (base currency; null
        = not known), `seats_left` (null = any number), `barred` (why it cannot be booked; null = it
        can), `is_booked` (booked already: it is neither asked nor paid for again).
    hours : polars.DataFrame
        `option`, `month`, `hours` that it takes.
    free : polars.DataFrame
        `person`, `month`, `hours` that are not promised; who is missing has no limit.
    budgets : polars.DataFrame
        `budget` (0, 1, ...), `left` (base currency).
    charges : polars.DataFrame
        `budget`, `option`: which options each budget pays.
    """

    needs: pl.DataFrame
    options: pl.DataFrame
    hours: pl.DataFrame
    free: pl.DataFrame
    budgets: pl.DataFrame
    charges: pl.DataFrame

    def open(self) -> pl.DataFrame:
        """Return the options that can be chosen."""
        return self.options.filter(pl.col("barred").is_null(), ~pl.col("is_booked"))

    def helps(self) -> pl.DataFrame:
        """Return which option closes which gap, barred or not.

        An option closes a gap when it brings the person to the level. It is in time when it ends
        before the day and its certificate is still valid on it; else it is late by the days from
        the day to the day after its end, and of use up to `LATE_DAYS`.

        Returns
        -------
        polars.DataFrame
            `need`, `option`, `days_late` (0 = in time), sorted.
        """
        wanted = self.needs.select("need", "person", "skill", "needed_on", asked="level")
        both = self.options.join(wanted, on=["person", "skill"])
        days = (pl.col("end") - pl.col("needed_on")).dt.total_days() + 1
        lasts = pl.col("valid_until").is_null() | (pl.col("valid_until") >= pl.col("needed_on"))
        return (
            both.filter(pl.col("level") >= pl.col("asked"), lasts)
            .select("need", "option", days_late=days.clip(0))
            .filter(pl.col("days_late") < LATE_DAYS)
            .sort("need", "option")
        )

    def before(self) -> pl.DataFrame:
        """Return what has to come first: `option`, `first` (an option that opens the way to it).

        Only options that ask for more than the person holds; one of theirs must be taken, and what
        it brings must still be valid. An option without a row here that asks for more cannot be
        taken.
        """
        higher = self.options.filter(pl.col("from_level") > pl.col("level_held"))
        opens = self.options.select(
            "person", "skill", first="option", reached="level", done="end", lasts="valid_until",
            is_open=pl.col("barred").is_null(),
        )  # fmt: skip
        return (
            higher.join(opens, on=["person", "skill"])
            .filter(
                "is_open", pl.col("reached") >= pl.col("from_level"),
                pl.col("done") < pl.col("start"),
                (pl.col("lasts") >= pl.col("start")).fill_null(value=True),
            )
            .select("option", "first").sort("option", "first")
        )  # fmt: skip

    def text(self) -> str:
        """Return all of it as one text: the same for the same problem."""
        return "\n".join(
            getattr(self, field.name).write_csv() for field in fields(self)
        )  # fmt: skip


__all__ = ["LATE_DAYS", "Problem"]

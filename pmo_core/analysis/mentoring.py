"""Who could help whom to grow: pairs by complementary competences, and by who has time."""

import polars as pl

LEAST_AHEAD = 1
"""Levels by which a mentor is above what the other one needs to reach, or at the top."""
MOST_MENTEES = 2
FULL_PCT = 100.0
"""Load from which on somebody has no time to help."""
_TOP = 5


def pairs(
    wanted: pl.DataFrame, holding: pl.DataFrame, people: pl.DataFrame, taken: pl.DataFrame
) -> pl.DataFrame:
    """Return pairs of mentor and mentee, the best first; each mentee at most once.

    A mentor holds at least one level more than the mentee has to reach, or the highest, and is not
    booked to the full. Better is who can learn in turn something from the other, then who sits in
    the same department, then who has more time; a mentor helps at most `MOST_MENTEES`. Pairs are
    given out in that order of worth, those that are missing the most first.

    Parameters
    ----------
    wanted : polars.DataFrame
        `person`, `skill`, `level`, `level_held`: what somebody lacks.
    holding : polars.DataFrame
        `person`, `skill`, `level`: what people hold.
    people : polars.DataFrame
        `person`, `department` (null = not known), `load_pct` (null = not known).
    taken : polars.DataFrame
        `mentor`, `mentee`, `skill` of pairs that are proposed or running.

    Returns
    -------
    polars.DataFrame
        `mentor`, `mentee`, `skill`, `level_mentor`, `level_mentee`, `level_asked`,
        `returns` (what the mentor lacks and the mentee could give; null = nothing),
        `is_same_department`, `load_pct` (of the mentor).
    """
    gap = (pl.col("level") - pl.col("level_held")).alias("gap")
    open_ = wanted.join(
        taken, left_on=["person", "skill"], right_on=["mentee", "skill"], how="anti"
    )
    mentor = holding.select("skill", mentor="person", level_mentor="level")
    both = open_.select("skill", "level", gap, mentee="person", level_mentee="level_held").join(
        mentor, on="skill"
    )
    is_above = pl.col("level_mentor") >= pl.min_horizontal(
        pl.col("level") + LEAST_AHEAD, pl.lit(_TOP)
    )
    who = people.select("person", "department", "load_pct")
    rows = (
        both.filter(pl.col("mentor") != pl.col("mentee"), is_above)
        .join(who.rename({"person": "mentor"}), on="mentor", how="left")
        .filter(pl.col("load_pct").fill_null(0.0) < FULL_PCT)
        .join(who.select(mentee="person", home="department"), on="mentee", how="left")
        .join(_in_turn(wanted, holding), on=["mentor", "mentee"], how="left")
        .with_columns(
            is_same_department=(pl.col("department") == pl.col("home")).fill_null(value=False)
        )
        .sort(
            "gap", pl.col("returns").is_not_null(), "is_same_department",
            pl.col("load_pct").fill_null(FULL_PCT), "level_mentor", "mentor", "mentee", "skill",
            descending=[True, True, True, False, False, False, False, False],
        )
    )  # fmt: skip
    chosen = _given_out(rows, taken)
    return rows[chosen].select(
        "mentor", "mentee", "skill", "level_mentor", "level_mentee", "returns",
        "is_same_department", "load_pct", level_asked="level",
    )  # fmt: skip


def _in_turn(wanted: pl.DataFrame, holding: pl.DataFrame) -> pl.DataFrame:
    """Return `mentor`, `mentee`, `returns`: what the first lacks and the second holds."""
    lacks = wanted.select("skill", "level", mentor="person")
    gives = holding.select("skill", has="level", mentee="person")
    return (
        lacks.join(gives, on="skill").filter(pl.col("has") >= pl.col("level"))
        .sort("skill").group_by("mentor", "mentee").agg(returns=pl.col("skill").first())
    )  # fmt: skip


def _given_out(rows: pl.DataFrame, taken: pl.DataFrame) -> list[int]:
    """Return the rows that are taken, in their order: no mentee twice, no mentor too often."""
    n_of = dict(taken.group_by("mentor").len().rows())
    busy = set(taken["mentee"])
    chosen = []
    for n, (mentor, mentee) in enumerate(rows.select("mentor", "mentee").iter_rows()):
        if mentee not in busy and n_of.get(mentor, 0) < MOST_MENTEES:
            chosen.append(n)
            busy.add(mentee)
            n_of[mentor] = n_of.get(mentor, 0) + 1
    return chosen


__all__ = ["FULL_PCT", "LEAST_AHEAD", "MOST_MENTEES", "pairs"]

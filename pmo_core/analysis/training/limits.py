"""What limits the choice of trainings, and plans that have nothing to do with each other."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from pmo_core.analysis.training.problem import Problem


def of_each(problem: Problem, options: pl.DataFrame) -> pl.DataFrame:
    """Return what limits the choice for one person: days, courses, hours.

    Parameters
    ----------
    problem : Problem
        The plan to be found.
    options : polars.DataFrame
        Options that can be chosen.

    Returns
    -------
    polars.DataFrame
        `group`, `option`, `amount`, `most`: what the chosen of a group may sum up to; only groups
        that can be exceeded.
    """
    one = {"amount": pl.lit(1.0), "most": pl.lit(1.0)}
    days = options.select("person", day="start").unique()
    at_once = days.join(options.select("person", "start", "end", "option"), on="person").filter(
        pl.col("day").is_between("start", "end")
    ).select(pl.format("day {} {}", "person", "day").alias("group"), "option", **one)  # fmt: skip
    twice = options.select(
        pl.format("course {} {}", "course", "person").alias("group"), "option", **one
    )
    left = problem.free.rename({"hours": "left"})
    worked = (
        problem.hours.join(options, on="option").join(left, on=["person", "month"])
        .select(
            pl.format("hours {} {}", "person", "month").alias("group"), "option", amount="hours",
            most=pl.col("left").clip(0.0),
        )
    )  # fmt: skip
    rows = pl.concat([at_once, twice, worked])
    return rows.filter(pl.col("amount").sum().over("group") > pl.col("most"))


def of_all(problem: Problem, options: pl.DataFrame) -> pl.DataFrame:
    """Return what limits the choice for several people: seats and budgets; see `of_each`."""
    seats = options.drop_nulls("seats_left").select(
        pl.format("seats {} {}", "start", "course").alias("group"), "option", amount=pl.lit(1.0),
        most=pl.col("seats_left").cast(pl.Float64),
    )  # fmt: skip
    paid = problem.charges.join(options, on="option").join(problem.budgets, on="budget").select(
        pl.format("budget {}", "budget").alias("group"), "option", amount="cost",
        most=pl.col("left").clip(0.0),
    )  # fmt: skip
    # Nobody takes a course twice: of each person and course the dearest option counts.
    rows = pl.concat([seats, paid]).join(options.select("option", "person", "course"), on="option")
    dearest = rows.group_by("group", "person", "course").agg(pl.col("amount").max())
    highest = dearest.group_by("group").agg(highest=pl.col("amount").sum())
    return (
        rows.join(highest, on="group").filter(pl.col("highest") > pl.col("most"))
        .select("group", "option", "amount", "most").sort("group", "option")
    )  # fmt: skip


def parts(problem: Problem) -> Iterator[Problem]:
    """Yield plans of people who share no seat and no budget that could run out.

    Each may be found by itself. Options of people who need nothing are left out.
    """
    wanted = problem.needs.select("person").unique().sort("person")
    shared = of_all(problem, problem.open()).join(
        problem.options.select("option", "person"), on="option"
    ).join(wanted, on="person", how="semi").select("group", "person").unique()  # fmt: skip
    part = wanted.with_row_index("part")
    while True:
        lowest = (
            shared.join(part, on="person")
            .with_columns(lowest=pl.col("part").min().over("group"))
            .group_by("person").agg(pl.col("lowest").min())
        )  # fmt: skip
        after = part.join(lowest, on="person", how="left", maintain_order="left").select(
            "person", part=pl.min_horizontal("part", "lowest")
        )
        if after.equals(part.select("person", "part")):
            break
        part = after
    for (_,), people in part.group_by("part", maintain_order=True):
        options = problem.options.join(people, on="person", how="semi")
        yield replace(
            problem,
            needs=problem.needs.join(people, on="person", how="semi").sort("need"),
            options=options.sort("option"),
            hours=problem.hours.join(options, on="option", how="semi"),
            charges=problem.charges.join(options, on="option", how="semi"),
        )


__all__ = ["of_all", "of_each", "parts"]

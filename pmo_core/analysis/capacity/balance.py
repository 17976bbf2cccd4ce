"""What is asked of the people who could serve some roles, beside what they have, per period."""

from collections.abc import Mapping, Sequence

import polars as pl

from pmo_core.analysis.capacity.plan import Plan

OTHERS, PROMISED = "Other projects", "Promised already"


def balance(plan: Plan, skills: Mapping[str, int], projects: Sequence[str] = ()) -> pl.DataFrame:
    """Return per period what is asked of the people who can serve roles, and what they have.

    Parameters
    ----------
    plan : Plan
        What is asked and who is there.
    skills : mapping of str to int
        Role -> the least level that counts: people who hold it, and demand that asks for it.
    projects : sequence of str
        Projects to be told one by one; the others are one.

    Returns
    -------
    polars.DataFrame
        `period`, `part` (code of a project, `OTHERS` or `PROMISED`), `asked` (hours; promises of
        these people for any work), `there` (hours of these people in the period; 0 where nobody
        is), one row per period and part, sorted. A demand with a window counts evenly over it.

    Examples
    --------
    >>> from datetime import date
    >>> from pmo_core.analysis.capacity.plan import plan
    >>> march = date(2027, 3, 1)
    >>> asked = pl.DataFrame({"project": ["A", "B"], "skill": "DEV", "period": march, "hours": 90})
    >>> there = pl.DataFrame({"person": ["Kim"], "period": [march], "hours": [160]})
    >>> can = pl.DataFrame({"person": ["Kim"], "skill": ["DEV"], "level": [3]})
    >>> balance(plan(asked, there, can), {"DEV": 1}, ["A"]).select("part", "asked", "there").rows()
    [('A', 90.0, 160.0), ('Other projects', 90.0, 160.0)]
    """
    least = pl.DataFrame(
        list(skills.items()), schema={"skill": pl.String, "least": pl.Int64}, orient="row"
    )
    counts = pl.col("level") >= pl.col("least")
    able = plan.skills.join(least, on="skill").filter(counts).select("person").unique()
    free = plan.free().join(able, on="person", how="semi")
    there = free.group_by("period").agg(there=pl.col("hours").sum(), asked=pl.col("promised").sum())
    every = "1mo" if plan.unit == "month" else "1w"
    is_told = pl.col("project").is_in(list(projects))
    asked = (
        plan.needs.join(least, on="skill").filter(counts)
        .with_columns(
            part=pl.when(is_told).then("project").otherwise(pl.lit(OTHERS)),
            on=pl.date_ranges("period", "until", interval=every),
        )
        .with_columns(hours=pl.col("hours") / pl.col("on").list.len())
        .explode("on", empty_as_null=False)
        .group_by("part", period="on")
        .agg(asked=pl.col("hours").sum())
    )  # fmt: skip
    promised = there.filter(pl.col("asked") > 0).select("period", "asked", part=pl.lit(PROMISED))
    parts = pl.concat([asked.select("period", "part", "asked"),
                       promised.select("period", "part", "asked")])  # fmt: skip
    return (
        there.select("period", "there")
        .join(parts, on="period", how="full", coalesce=True)
        .with_columns(pl.col("part").fill_null(PROMISED), pl.col("asked", "there").fill_null(0.0))
        .select("period", "part", "asked", "there")
        .sort("period", "part")
    )


def person_balance(plan: Plan, person: str, projects: Sequence[str] = ()) -> pl.DataFrame:
    """Return per period what is promised of one person, and the hours of the person.

    Parameters
    ----------
    plan : Plan
        Who is promised to whom.
    person : str
        Code of the person.
    projects : sequence of str
        Projects to be told one by one; the others are one.

    Returns
    -------
    polars.DataFrame
        As `balance` returns it.
    """
    is_told = pl.col("project").is_in(list(projects))
    there = (
        plan.available.filter(pl.col("person") == person)
        .group_by("period").agg(there=pl.col("hours").sum())
    )  # fmt: skip
    promised = (
        plan.promised.filter(pl.col("person") == person)
        .group_by("period", part=pl.when(is_told).then("project").otherwise(pl.lit(OTHERS)))
        .agg(asked=pl.col("hours").sum())
    )
    return (
        there.join(promised, on="period", how="full", coalesce=True)
        .with_columns(pl.col("part").fill_null(OTHERS), pl.col("asked", "there").fill_null(0.0))
        .select("period", "part", "asked", "there")
        .sort("period", "part")
    )


def tightest(plan: Plan, skills: Sequence[str] = ()) -> pl.DataFrame:
    """Return how much of the hours that people of a role have is asked for, the tightest first.

    Who holds several roles counts in each of them, so a role may look more at ease than it is;
    whether all can be met together says `feasibility`.

    Parameters
    ----------
    plan : Plan
        What is asked and who is there.
    skills : sequence of str
        Roles that are looked at; none = all.

    Returns
    -------
    polars.DataFrame
        `skill`, `period`, `asked`, `there` (hours), `load` (asked / there; null where nobody is
        there), one row per role and period in which something is asked.
    """
    asked = plan.needs.group_by("skill", "period").agg(asked=pl.col("hours").sum())
    if skills:
        asked = asked.filter(pl.col("skill").is_in(list(skills)))
    there = (
        plan.free().join(plan.skills.select("person", "skill"), on="person")
        .group_by("skill", "period").agg(there=pl.col("free").clip(0.0).sum())
    )  # fmt: skip
    load = pl.when(pl.col("there") > 0).then(pl.col("asked") / pl.col("there"))
    return (
        asked.join(there, on=["skill", "period"], how="left")
        .with_columns(pl.col("there").fill_null(0.0))
        .with_columns(load=load)
        .sort("load", "asked", "skill", "period", descending=[True, True, False, False])
    )


__all__ = ["OTHERS", "PROMISED", "balance", "person_balance", "tightest"]

"""What became of promised benefits: money against plan year by year, measures on their way.

Realized share = realized / planned, summed over the years of which both are known, once. A year is
due when it has ended or was measured; a running year that was measured counts with its whole plan.
A project that is closed still counts; one that was never approved, or was canceled, promises
nothing any more.

Reached share of a measure = (measured - start) / (target - start): it holds for measures that are
to fall as well. It may be negative or above 1.
"""

from datetime import date

import polars as pl

NO_PROMISE = ("proposed", "canceled")
"""Stages whose projects promise nothing: their benefits are in no sum."""
_MONEY = ("planned", "realized")
_KEY = ("project", "code")


def promised(frame: pl.DataFrame, projects: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of projects that were approved, closed ones among them.

    Parameters
    ----------
    frame : polars.DataFrame
        With project.
    projects : polars.DataFrame
        code, stage; a stage that is not known counts as approved.
    """
    gone = projects.filter(pl.col("stage").is_in(NO_PROMISE))
    return frame.join(gone, left_on="project", right_on="code", how="anti")


def due_years(yearly: pl.DataFrame, this_year: int) -> pl.DataFrame:
    """Return benefits by project and year with what counts of them now.

    Parameters
    ----------
    yearly : polars.DataFrame
        project, year, planned, realized (base currency; null = not known).
    this_year : int
        Fiscal year of the day that is looked at.

    Returns
    -------
    polars.DataFrame
        The same rows and is_due (ended or measured), is_counted (due, planned and realized known).

    Examples
    --------
    >>> rows = pl.DataFrame({"project": ["A"] * 3, "year": [2025, 2026, 2027],
    ...                      "planned": [100.0, 80.0, 80.0], "realized": [90.0, None, None]})
    >>> due_years(rows, 2027).select("is_due", "is_counted").rows()
    [(True, True), (True, False), (False, False)]
    """
    is_due = (pl.col("year") < this_year) | pl.col("realized").is_not_null()
    is_known = pl.col("planned").is_not_null() & pl.col("realized").is_not_null()
    return yearly.with_columns(is_due=is_due, is_counted=is_due & is_known)


def goal_shares(profiles: pl.DataFrame, contributions: pl.DataFrame) -> pl.DataFrame:
    """Return how a project's benefit in money is divided among goals.

    A project whose profiles name a goal with its part of the money is divided so; any other by its
    contributions. Parts that sum to more than all are scaled down to all, so that no money counts
    twice; what is left over serves no goal.

    Parameters
    ----------
    profiles : polars.DataFrame
        Register `benefit_profile`.
    contributions : polars.DataFrame
        Register `contribution`.

    Returns
    -------
    polars.DataFrame
        project, goal, part (0-1), by project and goal.

    Examples
    --------
    >>> profiles = pl.DataFrame({"project": ["A", "A"], "goal": ["G1", "G2"],
    ...                          "money_share_pct": [90.0, 30.0]})
    >>> given = pl.DataFrame({"project": ["A", "B"], "goal": ["G3", "G1"],
    ...                       "share_pct": [100.0, 40.0]})
    >>> goal_shares(profiles, given).rows()
    [('A', 'G1', 0.75), ('A', 'G2', 0.25), ('B', 'G1', 0.4)]
    """
    own = profiles.drop_nulls(["goal", "money_share_pct"]).select(
        "project", "goal", pct="money_share_pct"
    )
    other = contributions.join(own, on="project", how="anti").select(
        "project", "goal", pct="share_pct"
    )
    summed = pl.concat([own, other]).group_by("project", "goal").agg(pl.col("pct").sum())
    whole = pl.col("pct").sum().over("project").clip(lower_bound=100)
    return (
        summed.filter(pl.col("pct") > 0)
        .select("project", "goal", part=pl.col("pct") / whole)
        .sort("project", "goal")
    )


def by_goal(due: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """Return benefits by project, year and goal; goal null = what serves no goal.

    Parameters
    ----------
    due : polars.DataFrame
        As `due_years` returns it.
    shares : polars.DataFrame
        As `goal_shares` returns it.
    """
    left = shares.group_by("project").agg(part=1 - pl.col("part").sum())
    bare = due.select("project").unique().join(shares, on="project", how="anti")
    rest = pl.concat([
        left.filter(pl.col("part") > 1e-9), bare.with_columns(part=pl.lit(1.0)),
    ]).with_columns(goal=pl.lit(None, pl.String))  # fmt: skip
    parts = pl.concat([shares, rest.select("project", "goal", "part")])
    return due.join(parts, on="project").with_columns(
        pl.col(name) * pl.col("part") for name in _MONEY
    )


def realized(due: pl.DataFrame, by: str | None = None) -> pl.DataFrame:
    """Return planned and realized money by group, and the share; summed first, divided once.

    Parameters
    ----------
    due : polars.DataFrame
        As `due_years` or `by_goal` returns it, with the column that is grouped by.
    by : str, optional
        Column to group by; None gives one row for all.

    Returns
    -------
    polars.DataFrame
        The group, planned_due and realized (over the same years, of which both are known; null
        where there are none), realized_pct (null where planned_due is not above 0), planned_total
        (all years), n_projects, n_years (counted), n_unmeasured (due, not measured), n_unplanned
        (due, plan not known); the largest plan first.

    Examples
    --------
    >>> rows = pl.DataFrame({"project": ["A", "A", "B"], "year": [2025, 2026, 2025],
    ...                      "planned": [100.0, 80.0, 100.0], "realized": [60.0, None, 120.0]})
    >>> found = realized(due_years(rows, 2027))
    >>> found.select("planned_due", "realized", "realized_pct", "n_unmeasured").row(0)
    (200.0, 180.0, 90.0, 1)
    """
    key = pl.lit("all").alias("_all") if by is None else pl.col(by)
    counted, due_only = pl.col("is_counted"), pl.col("is_due")

    def known(name: str) -> pl.Expr:
        return pl.when(counted.any()).then(pl.col(name).filter(counted).sum())

    def number(which: pl.Expr) -> pl.Expr:
        return pl.struct("project", "year").filter(which).n_unique().cast(pl.Int64)

    found = due.group_by(key).agg(
        planned_due=known("planned"),
        realized=known("realized"),
        planned_total=pl.when(pl.col("planned").count() > 0).then(pl.col("planned").sum()),
        n_projects=pl.col("project").n_unique().cast(pl.Int64),
        n_years=number(counted),
        n_unmeasured=number(due_only & pl.col("realized").is_null()),
        n_unplanned=number(due_only & pl.col("planned").is_null()),
    )
    share = pl.when(pl.col("planned_due") > 0).then(
        100 * pl.col("realized") / pl.col("planned_due")
    )
    names = [] if by is None else [by]
    return found.select(
        *names, "planned_due", "realized", share.alias("realized_pct"), "planned_total",
        "n_projects", "n_years", "n_unmeasured", "n_unplanned",
    ).sort("planned_total", *names, descending=[True, *(False for _ in names)],
           nulls_last=True)  # fmt: skip


def reached(profiles: pl.DataFrame, measurements: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return how far each measure is on its way from its start to its target.

    Parameters
    ----------
    profiles : polars.DataFrame
        Register `benefit_profile`.
    measurements : polars.DataFrame
        Register `benefit_measurement`; what was found after as_of is left out.
    as_of : date
        Day that is looked at.

    Returns
    -------
    polars.DataFrame
        One row per profile, by project and code: the fields of the register, measured_on,
        measured_value (the latest found), reached_pct, planned_pct (of the plan for that day, else
        for the last planned day before it), reached_trend (reached_pct of each measurement),
        next_due_on (first day planned and not measured, or the day of the target where nothing was
        measured since), n_to_measure (such days up to as_of), unmeasured_days, standing: reached,
        on plan, behind, measured (no plan or no target to compare with) or not measured.
    """
    ways = profiles.select("project", "start_value", "target_value", "code")
    rows = measurements.join(ways, on=_KEY).sort(*_KEY, "measured_on")
    done = rows.filter(pl.col("measured_on") <= as_of).with_columns(
        pl.col("expected_value").forward_fill().over(_KEY)
    ).drop_nulls("measured_value")  # fmt: skip
    latest = (
        done.with_columns(reached_pct=_way("measured_value"), planned_pct=_way("expected_value"))
        .group_by(_KEY, maintain_order=True)
        .agg(
            pl.col("measured_on", "measured_value", "reached_pct", "planned_pct").last(),
            reached_trend=pl.col("reached_pct").drop_nulls(),
        )
    )
    open_days = _open_days(profiles, measurements, as_of)
    waiting = open_days.group_by(_KEY).agg(
        next_due_on=pl.col("due_on").min(),
        n_to_measure=(pl.col("due_on") <= as_of).sum().cast(pl.Int64),
    )
    late = (pl.lit(as_of) - pl.col("next_due_on")).dt.total_days()
    return (
        profiles.join(latest, on=_KEY, how="left")
        .join(waiting, on=_KEY, how="left")
        .with_columns(
            pl.col("n_to_measure").fill_null(0),
            unmeasured_days=pl.when(late > 0).then(late),
            standing=_standing(),
        )
        .sort("project", "code")
    )


def due(profiles: pl.DataFrame, measurements: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return what should have been measured by now and was not: whom to remind of what.

    Parameters
    ----------
    profiles, measurements : polars.DataFrame
        As `reached`.
    as_of : date
        Day that is looked at.

    Returns
    -------
    polars.DataFrame
        project, code, name, owner, measure, due_on, unmeasured_days; the longest overdue
        first.
    """
    late = (pl.lit(as_of) - pl.col("due_on")).dt.total_days()
    return (
        _open_days(profiles, measurements, as_of)
        .filter(pl.col("due_on") <= as_of)
        .join(
            profiles.select(*_KEY, "name", "owner", "measure"), on=_KEY,
        )
        .select(
            *_KEY, "name", "owner", "measure", "due_on", unmeasured_days=late
        )
        .sort("due_on", *_KEY)
    )  # fmt: skip


def due_money(of: pl.DataFrame, profiles: pl.DataFrame, projects: pl.DataFrame) -> pl.DataFrame:
    """Return the years that have ended and whose money nobody measured.

    Parameters
    ----------
    of : polars.DataFrame
        As `due_years` returns it.
    profiles : polars.DataFrame
        Register `benefit_profile`: whose owners answer for it.
    projects : polars.DataFrame
        code, sponsor: answers where no profile names an owner.

    Returns
    -------
    polars.DataFrame
        project, year, planned, owner (names by comma; null = nobody is named), the oldest first.
    """
    owners = (
        profiles.drop_nulls("owner")
        .group_by("project")
        .agg(owner=pl.col("owner").unique().sort().str.join(", "))
    )
    return (
        of.filter("is_due", pl.col("realized").is_null())
        .join(owners, on="project", how="left")
        .join(projects.select("sponsor", project="code"), on="project", how="left")
        .select("project", "year", "planned", owner=pl.coalesce("owner", "sponsor"))
        .sort("year", "project")
    )


def _open_days(profiles: pl.DataFrame, measurements: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return project, code, due_on: days planned and not measured, and the day of the target.

    A day before the latest measurement is not asked for any more: the later one tells.
    """
    last = (
        measurements.filter(
            pl.col("measured_value").is_not_null() & (pl.col("measured_on") <= as_of)
        )
        .group_by(_KEY)
        .agg(_last=pl.col("measured_on").max())
    )
    planned = measurements.filter(pl.col("measured_value").is_null()).select(
        *_KEY, due_on="measured_on"
    )
    targets = profiles.drop_nulls("target_on").select(*_KEY, due_on="target_on")
    known = profiles.select(*_KEY)
    return (
        pl.concat([planned.join(known, on=_KEY, how="semi"), targets])
        .unique()
        .join(last, on=_KEY, how="left")
        .filter(pl.col("_last").is_null() | (pl.col("due_on") > pl.col("_last")))
        .select(*_KEY, "due_on")
    )


def _way(name: str) -> pl.Expr:
    """Percent of the way from start to target; null where there is none."""
    whole = pl.col("target_value") - pl.col("start_value")
    return pl.when(whole != 0).then(100 * (pl.col(name) - pl.col("start_value")) / whole)


def _standing() -> pl.Expr:
    reached_pct, planned_pct = pl.col("reached_pct"), pl.col("planned_pct")
    return (
        pl.when(pl.col("measured_on").is_null()).then(pl.lit("not measured"))
        .when(reached_pct >= 100).then(pl.lit("reached"))
        .when(reached_pct.is_null() | planned_pct.is_null()).then(pl.lit("measured"))
        .when(reached_pct >= planned_pct).then(pl.lit("on plan"))
        .otherwise(pl.lit("behind"))
    )  # fmt: skip


__all__ = [
    "NO_PROMISE", "by_goal", "due", "due_money", "due_years", "goal_shares", "promised", "reached",
    "realized",
]  # fmt: skip

"""What roles, assignments and findings ask of people, what they hold on a day, what is missing.

A certificate counts from the day of its issue to the last day of its validity; any other competence
counts until it is assessed anew. Levels go from 1 to 5; level 0 stands for nothing held.
"""

from datetime import date, timedelta

import polars as pl

LEVELS = range(1, 6)
ASSIGNMENT, FINDING, ROLE = "assignment", "finding", "role"
"""What can ask for a competence, what binds most first."""
REQUIRED = {
    "person": pl.String, "skill": pl.String, "level": pl.Int64, "first": pl.Date, "last": pl.Date,
    "need_source": pl.String, "project": pl.String, "role": pl.String, "finding": pl.String,
}  # fmt: skip
"""Columns of what is required."""
_NEVER, _EVER = date.min, date.max


def held(person_skill: pl.DataFrame, on: date) -> pl.DataFrame:
    """Return what people hold on a day; what has expired or is not yet issued does not count.

    Parameters
    ----------
    person_skill : polars.DataFrame
        Register `person_skill`.
    on : date
        The day.

    Returns
    -------
    polars.DataFrame
        `person`, `skill`, `level`, `expires_on` (null = no end), sorted.

    Examples
    --------
    >>> rows = pl.DataFrame({
    ...     "person": ["Kim", "Bo"], "skill": "PMP", "level": 3, "issued_on": None,
    ...     "expires_on": [date(2027, 1, 31), date(2027, 2, 1)],
    ... })
    >>> held(rows, date(2027, 2, 1))["person"].to_list()
    ['Bo']
    """
    issued, expires = (pl.col(name).cast(pl.Date) for name in ("issued_on", "expires_on"))
    return (
        person_skill.filter(
            issued.is_null() | (issued <= on), expires.is_null() | (expires >= on)
        )
        .select("person", "skill", "level", "expires_on")
        .sort("person", "skill")
    )  # fmt: skip


def matrix(people: pl.DataFrame, asked: pl.DataFrame, holding: pl.DataFrame) -> pl.DataFrame:
    """Return role x competence x level: what is asked, and how many hold which level.

    Parameters
    ----------
    people : polars.DataFrame
        `person`, `role` (main role; null = none, left out).
    asked : polars.DataFrame
        Register `competence_need`; what a role asks for everywhere counts.
    holding : polars.DataFrame
        As `held` returns it.

    Returns
    -------
    polars.DataFrame
        `role`, `skill`, `level_asked` (null = not asked for), `n_people` (of the role), `n_able`
        (hold that level or more; null where none is asked), `able_pct` (of the people; null without
        people or level), `n_at_1` ... `n_at_5` (people whose level that is), sorted; one row per
        competence that the role asks for or that one of its people holds.
    """
    wanted = asked.filter(pl.col("project") == "").select("role", "skill", level_asked="level")
    members = people.drop_nulls("role")
    size = members.group_by("role").agg(n_people=pl.len().cast(pl.Int64))
    has = members.join(holding, on="person").join(wanted, on=["role", "skill"], how="left")
    counted = has.group_by("role", "skill").agg(
        (pl.col("level") >= pl.col("level_asked")).sum().cast(pl.Int64).alias("n_able"),
        *((pl.col("level") == n).sum().cast(pl.Int64).alias(f"n_at_{n}") for n in LEVELS),
    )
    is_asked = pl.col("level_asked").is_not_null()
    return (
        wanted.join(counted, on=["role", "skill"], how="full", coalesce=True)
        .join(size, on="role", how="left")
        .with_columns(
            pl.col("n_people").fill_null(0),
            pl.col("^n_at_.$").fill_null(0),
            n_able=pl.when(is_asked).then(pl.col("n_able").fill_null(0)),
        )
        .select(
            "role", "skill", "level_asked", "n_people", "n_able",
            pl.when(pl.col("n_people") > 0).then(pl.col("n_able") / pl.col("n_people") * 100)
            .alias("able_pct"),
            *(f"n_at_{n}" for n in LEVELS),
        )
        .sort("role", "skill")
    )  # fmt: skip


def of_assignments(assignments: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """Return what the assignments of people ask for, month by month; see `REQUIRED`.

    Where a role asks for a competence everywhere and on the project, the higher level counts.

    Parameters
    ----------
    assignments : polars.DataFrame
        `project`, `role`, `person` (empty = nobody is named, left out), `period` (a
        month, by its first day).
    asked : polars.DataFrame
        Register `competence_need`.
    """
    named = assignments.filter(pl.col("person") != "").select(
        "project", "role", "person", "period"
    ).unique()  # fmt: skip
    wanted = asked.select("role", "skill", "level", of="project")
    return (
        named.join(wanted, on="role")
        .filter((pl.col("of") == "") | (pl.col("of") == pl.col("project")))
        .group_by("person", "project", "role", "skill", first="period")
        .agg(pl.col("level").max())
        .with_columns(
            last=pl.col("first").dt.month_end(), need_source=pl.lit(ASSIGNMENT), finding=pl.lit("")
        )
        .select(*REQUIRED)
    )


def of_roles(people: pl.DataFrame, asked: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Return what the main roles of people ask for over a span of days; see `REQUIRED`.

    Parameters
    ----------
    people : polars.DataFrame
        `person`, `role`, `start`, `end` (first and last day at work; null = no limit).
    asked : polars.DataFrame
        Register `competence_need`; what a role asks for on one project alone is left out.
    first, last : date
        The span, both included.
    """
    wanted = asked.filter(pl.col("project") == "").select("role", "skill", "level", "project")
    return (
        people.join(wanted, on="role")
        .with_columns(
            first=pl.max_horizontal(pl.lit(first), "start"),
            last=pl.min_horizontal(pl.lit(last), "end"),
            need_source=pl.lit(ROLE),
            finding=pl.lit(""),
        )
        .filter(pl.col("first") <= pl.col("last"))
        .select(*REQUIRED)
    )


def gaps(required: pl.DataFrame, person_skill: pl.DataFrame) -> pl.DataFrame:
    """Return what is required and not held, each with the first day on which it is missing.

    Parameters
    ----------
    required : polars.DataFrame
        Columns `REQUIRED`: a level of a competence, from `first` to `last`.
    person_skill : polars.DataFrame
        Register `person_skill`.

    Returns
    -------
    polars.DataFrame
        `person`, `skill`, `level`, `level_held` (on that day; 0 = none), `needed_on`,
        `need_source`, `project`, `role`, `finding`; one row per cause, sorted by day.

    Examples
    --------
    >>> from datetime import date
    >>> asked = pl.DataFrame(
    ...     [("Kim", "PMP", 3, date(2027, 3, 1), date(2027, 3, 31), "role", "", "PM", "")],
    ...     schema=REQUIRED, orient="row",
    ... )
    >>> has = pl.DataFrame({
    ...     "person": ["Kim"], "skill": "PMP", "level": 3, "issued_on": None,
    ...     "expires_on": date(2027, 3, 9),
    ... })
    >>> gaps(asked, has)["needed_on"].to_list()
    [datetime.date(2027, 3, 10)]
    """
    has = person_skill.select(
        "person", "skill",
        _level=pl.col("level"),
        _from=pl.col("issued_on").cast(pl.Date).fill_null(_NEVER),
        _until=pl.col("expires_on").cast(pl.Date).fill_null(_EVER),
    )  # fmt: skip
    first, until = pl.col("first"), pl.col("_until")
    is_missing = (
        (pl.col("_level") < pl.col("level")).fill_null(value=True)
        | (pl.col("_from") > first) | (until < first)
    )  # fmt: skip
    missing = pl.when(is_missing).then(first).when(until < pl.col("last")).then(
        until.dt.offset_by("1d")
    )  # fmt: skip
    cause = ["person", "skill", "need_source", "project", "role", "finding"]
    is_held = pl.col("needed_on").is_between("_from", "_until")
    return (
        required.join(has, on=["person", "skill"], how="left")
        .with_columns(needed_on=missing)
        .drop_nulls("needed_on")
        .with_columns(level_held=pl.when(is_held).then("_level").fill_null(0))
        .sort("needed_on", "level", descending=[False, True])
        .group_by(cause, maintain_order=True)
        .agg(pl.col("level", "level_held", "needed_on").first())
        .select("person", "skill", "level", "level_held", "needed_on", *cause[2:])
        .sort("needed_on", *cause)
    )  # fmt: skip


def merged(found: pl.DataFrame) -> pl.DataFrame:
    """Return the gaps that have to be closed: of each person and competence, what comes first.

    A gap is left out where a gap of the same person and competence asks for as much earlier, or on
    the same day: who closes that one closes both. The one that stays has the highest priority of
    all of them, and says how many there are.

    Parameters
    ----------
    found : polars.DataFrame
        As `gaps` returns it, with `priority` (0 to 100).

    Returns
    -------
    polars.DataFrame
        The columns of `found`, `n_causes`, `gap` (levels missing) and `weight`: gap x (1 + priority
        / 100), two digits; sorted by day.
    """
    own = ["person", "skill"]
    rank = pl.col("need_source").replace_strict(
        {ASSIGNMENT: 0, FINDING: 1, ROLE: 2}, return_dtype=pl.Int64
    )
    rows = found.sort(
        "needed_on", pl.col("level"), rank, pl.col("priority"), "project", *own,
        descending=[False, True, False, True, False, False, False],
    )  # fmt: skip
    before = pl.col("level").cum_max().shift(1).over(own).fill_null(0)
    gap = pl.col("level") - pl.col("level_held")
    return (
        rows.with_columns(
            n_causes=pl.len().over(own).cast(pl.Int64),
            priority=pl.col("priority").max().over(own),
            _before=before,
        )
        .filter(pl.col("level") > pl.col("_before"))
        .drop("_before")
        .with_columns(gap=gap, weight=(gap * (1 + pl.col("priority") / 100)).round(2))
        .sort("needed_on", *own, "level")
    )


def certificates(person_skill: pl.DataFrame, on: date, within_days: int) -> pl.DataFrame:
    """Return what has an end of validity: expired, expiring within some days, or valid.

    Returns
    -------
    polars.DataFrame
        Rows of `person_skill` with an end, `validity` ("expired", "expiring" or "valid") and
        `days_left` (to the last day; negative = expired so long ago), the first to end first.
    """
    ends, soon = pl.col("expires_on"), on + timedelta(days=within_days)
    return (
        person_skill.drop_nulls("expires_on")
        .with_columns(
            days_left=(ends - pl.lit(on)).dt.total_days(),
            validity=pl.when(ends < on).then(pl.lit("expired"))
            .when(ends <= soon).then(pl.lit("expiring")).otherwise(pl.lit("valid")),
        )
        .sort("expires_on", "person", "skill")
    )  # fmt: skip


__all__ = [
    "ASSIGNMENT", "FINDING", "LEVELS", "REQUIRED", "ROLE", "certificates", "gaps", "held",
    "matrix", "merged", "of_assignments", "of_roles",
]  # fmt: skip

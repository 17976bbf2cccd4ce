"""Facts summed by a structure and by period, with subtotals, and with what is missing counted."""

from collections.abc import Sequence

import polars as pl

from pmo_core.analysis.calendar import Period, month_range, period_label, period_on

GROUP = ["level", "group"]
_AHEAD = ("committed", "forecast")  # what is still to come, the surest first


def rollup(
    facts: pl.DataFrame,
    members: pl.DataFrame,
    *,
    values: Sequence[str],
    key: str = "project",
    period: Period = "month",
    cumulative: bool = False,
    fiscal_start: int = 1,
) -> pl.DataFrame:
    """Sum facts by group and period.

    Parameters
    ----------
    facts : polars.DataFrame
        One row per project and month (and category, role, ...): `project`, `month` (Date; null is
        of no known time, counts only for period `total`), the `key` column, and numbers; null =
        not known.
    members : polars.DataFrame
        Groups of each member as `structure.members` gives them.
    values : sequence of str
        Columns to sum.
    key : {"project", "category"}
        Column of the facts that names the member; see `structure.key_of`.
    period : {"month", "quarter", "fiscal_year", "total"}
        Length of the periods.
    cumulative : bool
        Running totals from the first period, one row for every period of each group; each value's
        end with the last period in which it is known in any group. Where they are asked for beside
        `actual`, `forecast` is the running total of actual and of what is to come, and `committed`
        of actual and committed, from the last period of actuals on, also of groups to which
        nothing comes: groups sum to the total in each period. What is committed is in the forecast.
    fiscal_start : int
        First month of the fiscal year.

    Returns
    -------
    polars.DataFrame
        One row per group and period, in order of level, group and period: `level`, `group`,
        `group_name`, `parent`, `period_on` (Date, null for `total`), `period` (text), the values
        (Float64), `n_projects` and, per value, `n_without_<value>`: projects of the group for which
        nothing is known of it in any period. A sum is null where nothing is known, never 0. A group
        without facts has one row with null period and values. Level 0 is the total: a project that
        counts in several groups of a level (tags) counts once in it.

    Raises
    ------
    ValueError
        Facts belong to a member that is in no group: they would be in no sum.
    """
    wanted = list(values)
    when = period_on(pl.col("month"), period, fiscal_start).alias("period_on")
    numbers = [pl.col(name).cast(pl.Float64) for name in wanted]
    columns = {key, "project"}
    # Summed to the grain of members first: the join that follows repeats rows for each level.
    grained = known_sums(facts.select(*columns, when, *numbers), [*columns, "period_on"])
    groups_of = members.select(*GROUP, "member")
    # Joins repeat rows for each level: what is joined is summed as far as possible before.
    whole = known_sums(grained, sorted(columns)).join(
        groups_of, left_on=key, right_on="member", how="left"
    )
    lost = whole.filter(pl.col("level").is_null())[key].unique()
    if len(lost):
        raise ValueError(f"in no group: {key} {', '.join(lost.sort())}")
    if period == "total":
        sums = known_sums(
            whole.with_columns(period_on=pl.lit(None, pl.Date)), [*GROUP, "period_on"]
        )
    else:
        placed = known_sums(grained, [key, "period_on"]) if key != "project" else grained
        placed = placed.join(groups_of, left_on=key, right_on="member")
        sums = known_sums(placed, [*GROUP, "period_on"])
    if period != "total":
        sums = sums.filter(pl.col("period_on").is_not_null())
    if cumulative and sums.height:
        sums = _cumulative(sums, wanted, period, fiscal_start)
    groups = members.select(*GROUP, "group_name", "parent").unique(GROUP, keep="first")
    label = period_label(pl.col("period_on"), period, fiscal_start)
    return (
        groups.join(counts(whole, members, wanted, key=key), on=GROUP, how="left")
        .join(sums, on=GROUP, how="left")
        .with_columns(period=label)
        .sort(*GROUP, "period_on")
        .select(
            *GROUP, "group_name", "parent", "period_on", "period", *wanted, "n_projects",
            *(f"n_without_{name}" for name in wanted),
        )
    )  # fmt: skip


def running(
    rolled: pl.DataFrame, values: Sequence[str], *, period: Period = "month", fiscal_start: int = 1
) -> pl.DataFrame:
    """Return the running totals of a roll-up by period, as `rollup(cumulative=True)` gives them.

    Parameters
    ----------
    rolled : polars.DataFrame
        Rows of `rollup` per period, of all groups or of the total alone.
    values, period, fiscal_start
        As the roll-up was made with.

    Returns
    -------
    polars.DataFrame
        level, group, period_on, the values and period; sorted by level, group and period.
    """
    sums = rolled.select(*GROUP, "period_on", *values).drop_nulls("period_on")
    if sums.height:
        sums = _cumulative(sums, list(values), period, fiscal_start)
    label = period_label(pl.col("period_on"), period, fiscal_start)
    return sums.with_columns(period=label).sort(*GROUP, "period_on")


def known_sums(rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Sum the other numbers by some columns; null where nothing is known.

    Examples
    --------
    >>> rows = pl.DataFrame({"project": ["A", "A", "B"], "x": [1, None, None]})
    >>> known_sums(rows, ["project"]).sort("project").rows()
    [('A', 1), ('B', None)]
    """
    names = [name for name, kind in rows.schema.items() if kind.is_numeric() and name not in by]
    values = pl.col(names)
    sums = rows.group_by(by).agg(values.sum(), (values.count() > 0).name.suffix("_is_known"))
    return sums.select(
        *by, *(pl.when(f"{name}_is_known").then(pl.col(name)).alias(name) for name in names)
    )


def counts(
    placed: pl.DataFrame, members: pl.DataFrame, values: Sequence[str], *, key: str = "project"
) -> pl.DataFrame:
    """Count projects per group, and those of which nothing is known of a value.

    Parameters
    ----------
    placed : polars.DataFrame
        Facts with `level` and `group`.
    members : polars.DataFrame
        As for `rollup`. Keyed by category, the projects of a group are those that have facts in it.
    values : sequence of str
        Columns of the facts.
    key : {"project", "category"}
        Column of the facts that names the member.
    """
    if key == "project":
        scope = members.select(*GROUP, project="member")
    else:
        scope = placed.select(*GROUP, "project").unique()
    known = placed.group_by(*GROUP, "project").agg(
        (pl.col(name).count() > 0).alias(name) for name in values
    )
    return (
        scope.join(known, on=[*GROUP, "project"], how="left")
        .group_by(GROUP)
        .agg(
            pl.len().cast(pl.Int64).alias("n_projects"),
            *(
                (~pl.col(name).fill_null(value=False))
                .sum()
                .cast(pl.Int64)
                .alias(f"n_without_{name}")
                for name in values
            ),
        )
    )


def _cumulative(
    sums: pl.DataFrame, values: list[str], period: Period, fiscal_start: int
) -> pl.DataFrame:
    """Return running totals: a row per group and period from the first to the last of all."""
    if period != "total":
        first, last = sums.select(
            pl.col("period_on").min().alias("first"), pl.col("period_on").max().alias("last")
        ).row(0)
        months = month_range(first, last).to_frame("month")
        day = period_on(pl.col("month"), period, fiscal_start)
        periods = months.select(period_on=day.unique(maintain_order=True))
        # In the order of the periods within each group, so that no window has to sort.
        grid = sums.select(GROUP).unique().join(periods, how="cross", maintain_order="left_right")
        sums = grid.join(sums, on=[*GROUP, "period_on"], how="left", maintain_order="left")
    # cum_sum leaves a null where the summand is null: carried on, unless nothing came before.
    running = sums.with_columns(
        pl.col(name).cum_sum().forward_fill().over(GROUP) for name in values
    )
    ahead = [name for name in _AHEAD if name in values and "actual" in values]
    totals, lasts = {name: pl.col(name) for name in values}, {name: [name] for name in values}
    now = _first_ahead(sums, ahead)
    for place, name in enumerate(ahead, 1):
        known = pl.col("actual", *ahead[:place])
        is_now = pl.any_horizontal(known.is_not_null()) & (pl.col("period_on") >= now)
        totals[name] = pl.when(is_now).then(pl.sum_horizontal(known))
        if sums[name].count():
            lasts[name] = ahead[:place]
    if period == "total":
        return running.with_columns(**totals)
    return running.with_columns(
        pl.when(pl.col("period_on") <= _last(sums, lasts[name])).then(total).alias(name)
        for name, total in totals.items()
    )


def _first_ahead(sums: pl.DataFrame, ahead: Sequence[str]) -> pl.Expr:
    """Return the period from which running totals of what comes are shown: the last of actuals.

    Where what comes begins in or before that period, or there are no actuals, its own first one.
    """
    comes = _known(sums, ahead).min()
    now = _known(sums, ["actual"] if ahead else []).max()
    days = [day for day in (comes, now) if day is not None]
    return pl.lit(min(days) if days else None, dtype=pl.Date)


def _last(sums: pl.DataFrame, names: Sequence[str]) -> pl.Expr:
    """Return the last period in which one of some values is known in any group."""
    return pl.lit(_known(sums, names).max(), dtype=pl.Date)


def _known(sums: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    """Return the periods in which one of some values is known in any group."""
    return sums.filter(pl.any_horizontal(pl.col(names).is_not_null()))["period_on"]


def measures(rolled: pl.DataFrame, values: Sequence[str]) -> pl.DataFrame:
    """Return the values below each other: `period`, `measure` (capitalized), `value`.

    Examples
    --------
    >>> one = pl.DataFrame({"period": ["2026"], "planned": [1.0], "actual": [None]})
    >>> measures(one, ["planned", "actual"]).rows()
    [('2026', 'Planned', 1.0), ('2026', 'Actual', None)]
    """
    return pl.concat(
        rolled.select(
            "period",
            pl.lit(name.capitalize()).alias("measure"),
            pl.col(name).cast(pl.Float64).alias("value"),
        )
        for name in values
    )

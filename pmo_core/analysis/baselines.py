"""Baselines: what they hold, whether it was authorized, and how one differs from another.

Performance measurement baseline (PMB) = budget of the elements + undistributed budget; the total
is the PMB and the management reserve (ANSI/PMI 19-006). A baseline is over target when it plans
more than was authorized.
"""

import polars as pl

from pmo_core.analysis.work_breakdown import valued

KEY = ("project", "number")
_FULL = ("gate", "project", "charter")
"""What grants about it approve a whole cost; about a change request they approve its change."""


def totals(baselines: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Add to each baseline what it consists of.

    Parameters
    ----------
    baselines : polars.DataFrame
        Register `baseline`.
    items : polars.DataFrame
        Register `baseline_item`.

    Returns
    -------
    polars.DataFrame
        The baselines with n_elements (0 = not frozen), distributed (budget of the elements that
        carry value; null = not frozen), undistributed (what the cost leaves; as declared where it
        is not frozen; null = not known), pmb (= its cost), total_budget (pmb and reserve; null
        without a cost). Amounts are in the currency of the baseline.

    Examples
    --------
    >>> from pmo_core.model import Baseline, BaselineItem
    >>> from datetime import date
    >>> one = Baseline(project="A", number=1, approved_on=date(2026, 1, 5), planned_cost=100,
    ...                management_reserve=10)
    >>> item = BaselineItem(project="A", number=1, wbs="1", planned_cost=80)
    >>> frame = totals(Baseline.frame(one), BaselineItem.frame(item))
    >>> frame.select("distributed", "undistributed", "pmb", "total_budget").row(0)
    (80.0, 20.0, 100.0, 110.0)
    """
    amount = pl.col("planned_cost").cast(pl.Float64)
    tree = items.with_columns(project=pl.format("{} {}", "number", "project"), _of="project")
    held = valued(tree)[0].group_by(project="_of", number="number").agg(
        distributed=amount.sum(), n_elements=pl.len().cast(pl.Int64)
    )  # fmt: skip
    rows = baselines.join(held, on=KEY, how="left", maintain_order="left").with_columns(
        pl.col("n_elements").fill_null(0),
        pmb=amount,
        reserve=pl.col("management_reserve").cast(pl.Float64),
    )
    declared = pl.col("undistributed_budget").cast(pl.Float64)
    left = (pl.col("pmb") - pl.col("distributed")).round(2)
    return rows.with_columns(
        undistributed=pl.when(pl.col("n_elements") > 0).then(left).otherwise(declared),
        total_budget=pl.col("pmb") + pl.col("reserve").fill_null(0.0),
    ).drop("reserve")


def authorized(decisions: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    """Return how much cost was authorized of each project since each decision.

    A grant at a gate, of a project or a charter authorizes its whole amount, where that is more
    than before; an approved change request adds its amount, or takes it away where it asked for
    less cost. A decision that takes an approval back counts against it.

    Parameters
    ----------
    decisions : polars.DataFrame
        Register `decision`; amounts in base currency.
    changes : polars.DataFrame
        Register `change_request`; the sign of `cost_delta` counts.

    Returns
    -------
    polars.DataFrame
        project, decided_on, authorized; one row per project and day, sorted by day.
    """
    sign = changes.select(
        subject="code", about=pl.lit("change request"),
        sign=pl.col("cost_delta").cast(pl.Float64).fill_null(0.0).sign(),
    )  # fmt: skip
    amount = pl.col("amount").cast(pl.Float64)
    was = decisions.filter(about="change request", outcome="approved").select(
        supersedes="code", taken_back=amount
    )
    rows = decisions.drop_nulls("project").join(sign, on=["about", "subject"], how="left").join(
        was, on="supersedes", how="left"
    ).sort("project", "decided_on", "recorded_at", "code")  # fmt: skip
    is_full = pl.col("about").is_in(_FULL) & pl.col("amount").is_not_null()
    is_change = pl.col("about") == "change request"
    added = pl.col("sign") * (
        pl.when(pl.col("outcome") == "approved").then(amount).otherwise(0.0)
        - pl.col("taken_back").fill_null(0.0)
    )
    rows = rows.with_columns(
        change=pl.when(is_change).then(added).otherwise(0.0).cum_sum().over("project"),
        full=pl.when(is_full).then(amount),
    )
    # The largest whole amount, each with the changes that came after it.
    since = (pl.col("full") - pl.col("change")).cum_max().forward_fill().over("project")
    return (
        rows.with_columns(authorized=since + pl.col("change"))
        .group_by("project", "decided_on", maintain_order=True).agg(pl.col("authorized").last())
        .sort("decided_on", "project")
    )  # fmt: skip


def over_target(valued_in_base: pl.DataFrame, granted: pl.DataFrame) -> pl.DataFrame:
    """Add whether baselines plan more than was authorized on the day from which they hold.

    Parameters
    ----------
    valued_in_base : polars.DataFrame
        project, number, approved_on, is_over_target (declared), planned_cost (base currency).
    granted : polars.DataFrame
        As `authorized` gives it.

    Returns
    -------
    polars.DataFrame
        The rows with authorized (null = nothing was authorized by then) and over_target:
        "declared", "found" (not declared, yet more than authorized) or null (neither, or not
        known).
    """
    rows = valued_in_base.sort("approved_on").join_asof(
        granted, left_on="approved_on", right_on="decided_on", by="project", strategy="backward",
        check_sortedness=False,
    )  # fmt: skip
    cost = pl.col("planned_cost").cast(pl.Float64)
    # A cent of rounding is no overrun.
    is_more = cost > pl.col("authorized") + 0.01
    return rows.with_columns(
        over_target=pl.when("is_over_target").then(pl.lit("declared"))
        .when(is_more).then(pl.lit("found"))
    ).sort(KEY)  # fmt: skip


def compared(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return how the elements of one plan differ from those of another.

    Parameters
    ----------
    before, after : polars.DataFrame
        wbs, planned_start, planned_finish, planned_cost, planned_hours of one project each.

    Returns
    -------
    polars.DataFrame
        One row per element: wbs, difference ("added", "dropped", "moved" [dates], "changed" [cost
        or hours], "moved and changed", "same"), planned_start, start_moved_days, planned_finish,
        finish_moved_days (calendar days, + = later), planned_cost, budget_change, planned_hours,
        hours_change (Float64; of an added or dropped element its whole). The plan is that after,
        of a dropped element that before. A value that one side lacks gives null.
    """
    sides = [
        frame.select(
            "wbs", start="planned_start", finish="planned_finish",
            cost=pl.col("planned_cost").cast(pl.Float64),
            hours=pl.col("planned_hours").cast(pl.Float64), is_there=pl.lit(value=True),
        )
        for frame in (before, after)
    ]  # fmt: skip
    both = sides[0].join(sides[1], on="wbs", how="full", suffix="_now", coalesce=True)
    is_added, is_dropped = pl.col("is_there").is_null(), pl.col("is_there_now").is_null()

    def delta(name: str, label: str) -> pl.Expr:
        was, now = pl.col(name), pl.col(f"{name}_now")
        change = pl.when(is_added).then(now).when(is_dropped).then(-was).otherwise(now - was)
        return change.round(2).alias(label)

    def moved(name: str) -> pl.Expr:
        days = (pl.col(f"{name}_now") - pl.col(name)).dt.total_days()
        return days.alias(f"{name}_moved_days")

    rows = both.with_columns(
        delta("cost", "budget_change"), delta("hours", "hours_change"), moved("start"),
        moved("finish"),
    )  # fmt: skip
    is_moved = (pl.col("start_moved_days") != 0) | (pl.col("finish_moved_days") != 0)
    is_changed = (pl.col("budget_change") != 0) | (pl.col("hours_change") != 0)
    is_moved, is_changed = is_moved.fill_null(value=False), is_changed.fill_null(value=False)
    difference = (
        pl.when(is_added).then(pl.lit("added")).when(is_dropped).then(pl.lit("dropped"))
        .when(is_moved & is_changed).then(pl.lit("moved and changed"))
        .when(is_moved).then(pl.lit("moved")).when(is_changed).then(pl.lit("changed"))
        .otherwise(pl.lit("same"))
    )  # fmt: skip
    return rows.select(
        "wbs", difference.alias("difference"),
        pl.coalesce("start_now", "start").alias("planned_start"), "start_moved_days",
        pl.coalesce("finish_now", "finish").alias("planned_finish"), "finish_moved_days",
        pl.coalesce("cost_now", "cost").alias("planned_cost"), "budget_change",
        pl.coalesce("hours_now", "hours").alias("planned_hours"), "hours_change",
    )  # fmt: skip


__all__ = ["authorized", "compared", "over_target", "totals"]

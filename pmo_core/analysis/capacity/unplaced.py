"""Why hours were not placed on anybody, and what one more hour of a role would save."""

import polars as pl

from pmo_core.analysis.capacity.allocation import LEAST_SHARE, Allocation
from pmo_core.analysis.capacity.flow import GROUP
from pmo_core.analysis.capacity.plan import NEED, TOLERANCE, Plan

_TAKERS = 3
"""Projects that are named as those who have the hours."""


def unplaced(plan: Plan, found: Allocation, barred: pl.DataFrame) -> pl.DataFrame:
    """Return the hours that a proposal leaves open, each with the reason.

    Parameters
    ----------
    plan : Plan
        What the proposal was made for.
    found : Allocation
        The proposal.
    barred : polars.DataFrame
        `project`, `skill`, `period`, `person`: who is booked there by hand, so not to be named.

    Returns
    -------
    polars.DataFrame
        The columns of `found.unmet`, and `n_able` (people who hold the level), `reason`.
    """
    groups = found.unmet.select(GROUP).unique()
    used = found.bookings.group_by("person", "period").agg(used=pl.col("hours").sum())
    slots = (
        plan.free()
        .join(used, on=["person", "period"], how="left")
        .with_columns(left=pl.col("free") - pl.col("used").fill_null(0.0))
        .rename({"period": "on"})
    )
    holders = (
        groups.join(plan.skills.rename({"level": "holds"}), on="skill")
        .join(slots, on="person")
        .filter(pl.col("on").is_between("period", "until"))
    )
    able = holders.filter(pl.col("holds") >= pl.col("level"))
    told = (
        found.unmet.join(_counts(holders), on=GROUP, how="left")
        .with_columns(pl.col("n_able").fill_null(0))
        .with_row_index("_row")
        .join(_takers(found, able), on=GROUP, how="left")
    )
    told = _own_taken(told).join(_by_hand(found.unmet, barred, able), on=NEED, how="left")
    return told.with_columns(reason=_reason()).select(*found.unmet.columns, "n_able", "reason")


def _counts(holders: pl.DataFrame) -> pl.DataFrame:
    """Return per group the highest level held, and how many could, are there, and are free."""
    is_able = pl.col("holds") >= pl.col("level")

    def n_people(*which: pl.Expr) -> pl.Expr:
        return pl.col("person").filter(is_able, *which).n_unique().cast(pl.Int64)

    return holders.group_by(GROUP).agg(
        highest=pl.col("holds").max(), n_able=n_people(), n_there=n_people(pl.col("hours") > 0),
        n_free=n_people(pl.col("hours") > 0, pl.col("free") > TOLERANCE),
    )  # fmt: skip


def _takers(found: Allocation, able: pl.DataFrame) -> pl.DataFrame:
    """Return per group the projects that have most of the hours of those who could."""
    return (
        able.select(*GROUP, "person", "on")
        .join(found.bookings.select("person", "project", "hours", on="period"), on=["person", "on"])
        .group_by(*GROUP, "project")
        .agg(pl.col("hours").sum())
        .sort("hours", "project", descending=[True, False])
        .group_by(GROUP, maintain_order=True)
        .agg(takers=pl.col("project").head(_TAKERS + 1))
    )


def _own_taken(told: pl.DataFrame) -> pl.DataFrame:
    """Return with the names of the other projects that have the hours, null where none has."""
    others = (
        told.select("_row", own="project", other="takers").explode("other", empty_as_null=False)
        .filter(pl.col("other") != pl.col("own"))
        .group_by("_row", maintain_order=True)
        .agg(pl.col("other").head(_TAKERS).str.join(", "))
    )  # fmt: skip
    return told.join(others, on="_row", how="left", maintain_order="left")


def _by_hand(unmet: pl.DataFrame, barred: pl.DataFrame, able: pl.DataFrame) -> pl.DataFrame:
    """Return per demand who has hours left but is booked there by hand."""
    return (
        unmet.select(NEED)
        .join(barred.rename({"period": "on"}), on=["project", "skill"])
        .join(able.filter(pl.col("left") > TOLERANCE), on=[*GROUP, "person", "on"], how="semi")
        .group_by(NEED)
        .agg(by_hand=pl.col("person").unique().sort().str.join(", "))
    )


def _reason() -> pl.Expr:
    is_one = pl.col("n_able") == 1
    all_hours = (
        pl.when(is_one).then(pl.lit("All hours of the one person who could"))
        .otherwise(pl.format("All hours of the {} people who could", "n_able"))
    )  # fmt: skip
    absent = (
        pl.when(is_one)
        .then(pl.lit("The one person who could is not there then."))
        .otherwise(pl.format("The {} people who could are not there then.", "n_able"))
    )  # fmt: skip
    return (
        pl.when(pl.col("highest").is_null()).then(pl.lit("Nobody fills the role then."))
        .when(pl.col("n_able") == 0)
        .then(pl.format("Nobody holds level {}; the highest is {}.", "level", "highest"))
        .when(pl.col("n_there") == 0).then(absent)
        .when(pl.col("by_hand").is_not_null())
        .then(pl.format("{} could, but is booked here already: raise that booking.", "by_hand"))
        .when(pl.col("n_free") == 0)
        .then(pl.format("{} are booked, and that stays.", all_hours))
        .when(pl.col("other").is_not_null())
        .then(pl.format("{} are used up, most by {}.", all_hours, "other"))
        .otherwise(pl.format("{} are used up.", all_hours))
    )  # fmt: skip


def relief(found: Allocation, highest: float) -> pl.DataFrame:
    """Return whom one more hour of a role would help, the most valuable first.

    The price of a bottleneck is what an hour of that project costs, so it is the one whose value
    comes nearest among those with open hours then, of the same role where they tie.

    Parameters
    ----------
    found : Allocation
        The proposal.
    highest : float
        Highest priority value of the projects that ask.

    Returns
    -------
    polars.DataFrame
        `skill`, `period`, `price`, `open` (hours of that role left open that could be done then),
        `helped` (project; null where none has open hours then).
    """
    marks = found.bottlenecks.with_row_index("_row")
    share = LEAST_SHARE + (1 - LEAST_SHARE) * pl.col("value") / max(highest, 1e-12)
    unmet = found.unmet.select(
        "project", "unmet", share=share, of="skill", first="period", last="until"
    )
    near = marks.join(unmet, how="cross").filter(pl.col("period").is_between("first", "last"))
    is_same = pl.col("of") == pl.col("skill")
    by = [(pl.col("share") - pl.col("price")).abs().round(2), ~is_same, -pl.col("unmet")]
    helped = (
        near.sort("_row", *by, "project")
        .group_by("_row", maintain_order=True)
        .agg(helped=pl.col("project").first())
    )
    open_ = near.filter(is_same).group_by("_row").agg(open=pl.col("unmet").sum())
    return (
        marks.join(helped, on="_row", how="left").join(open_, on="_row", how="left")
        .sort("_row")
        .select("skill", "period", "price", pl.col("open").fill_null(0.0), "helped")
    )  # fmt: skip


__all__ = ["relief", "unplaced"]

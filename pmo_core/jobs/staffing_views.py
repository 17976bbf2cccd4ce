"""A proposal as people read it: with names, sums, reasons and bottlenecks in words."""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from pmo_core.analysis.capacity.unplaced import relief, unplaced
from pmo_core.jobs.facts import Source, known_sum
from pmo_core.jobs.resources import BY_HAND
from pmo_core.jobs.staffing import Choice, Given, Proposal

_HAND = "Nobody fills the role by name: its capacity is kept by hand."
STAYS, PROPOSED, OPEN = "Stays booked", "Proposed", "Open"


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of a proposal.

    Parameters
    ----------
    asked, placed, left_open, stays : float
        Hours: asked for beyond what stays, placed, left open, and booked on it already.
    cost : float or None
        Of the placed hours whose rate is known, in base currency; None where none is.
    unrated : float
        Placed hours of people without a known rate.
    n_people, n_open : int
        People with a proposal, and demands left open.
    """

    asked: float
    placed: float
    left_open: float
    stays: float
    cost: float | None
    unrated: float
    n_people: int
    n_open: int


def totals(given: Given, found: Proposal, choice: Choice) -> Totals:
    """Return the sums of a proposal."""
    rows, unmet = found.rows, found.found.unmet
    cost = rows.select(cost=pl.col("hours") * pl.col("rate")).select(known_sum("cost")).item()
    return Totals(
        _sum(given.plan.needs), _sum(rows), _sum(unmet, "unmet"), _sum(_staying(given, choice)),
        cost, _sum(rows.filter(pl.col("rate").is_null())), rows["person"].n_unique(), unmet.height,
    )  # fmt: skip


def _sum(rows: pl.DataFrame, name: str = "hours") -> float:
    return float(rows[name].sum())


def proposal(source: Source, found: Proposal) -> pl.DataFrame:
    """Return who is proposed for what, with names and the reason."""
    return _named(source, found.rows).select(
        "project", "project_name", "role", "month_on", "person", "person_name", "hours",
        chosen_because="reason", level_asked="level", level_held="holds", hourly_rate="rate",
        labor_cost=pl.col("hours") * pl.col("rate"),
    )  # fmt: skip


def left_open(source: Source, given: Given, found: Proposal) -> pl.DataFrame:
    """Return what could not be placed and why, the most valuable first."""
    barred = given.wishes.barred
    assert barred is not None
    real = given.names.select("alias", "period", who="person")
    told = unplaced(given.plan, found.found, barred)
    # The reason names who is booked by hand by the name in the plan.
    renamed = real.filter(pl.col("alias") != pl.col("who")).unique("alias").sort("alias")
    for alias, who in renamed.select("alias", "who").iter_rows():
        told = told.with_columns(pl.col("reason").str.replace_all(alias, who, literal=True))
    there = given.plan.available["person"].unique()
    hand = there.filter(there.str.ends_with(BY_HAND)).str.strip_suffix(BY_HAND)
    is_hand = pl.col("skill").is_in(hand.implode()) & (pl.col("n_able") == 0)
    told = told.with_columns(reason=pl.when(is_hand).then(pl.lit(_HAND)).otherwise("reason"))
    rows = told.select(
        "project", "n_able", role="skill", month_on="period", until_on="until",
        level_asked="level", asked_hours="hours", unplaced_hours="unmet", open_because="reason",
    )  # fmt: skip
    return _named(source, rows).select(
        "project", "project_name", "role", "level_asked", "month_on", "until_on", "asked_hours",
        "unplaced_hours", "n_able", "open_because",
    )  # fmt: skip


def bottlenecks(source: Source, given: Given, found: Proposal) -> pl.DataFrame:
    """Return which role in which month would help most, as a sentence."""
    asked = given.wishes.projects["value"]
    rows = relief(found.found, float(asked.max() or 0.0)).select(  # type: ignore[arg-type]
        role="skill", month_on="period", worth_pct=pl.col("price") * 100, unplaced_hours="open",
        project="helped",
    )  # fmt: skip
    who = pl.format("{} {}", "project", pl.col("project_name").fill_null(""))
    saved = pl.when(pl.col("project").is_null()).then(pl.lit("work that comes later"))
    return _named(source, rows).select(
        "role", "month_on", "worth_pct", "unplaced_hours", "project",
        saving=pl.format(
            "One more hour of {} in {} would save an open hour of {}.", "role",
            pl.col("month_on").dt.strftime("%B %Y"), saved.otherwise(who.str.strip_chars()),
        ),
    )  # fmt: skip


def people(source: Source, given: Given, found: Proposal) -> pl.DataFrame:
    """Return the people with a proposal, and how full they are then; the fullest first.

    What is beyond the capacity of a month was so before the proposal, which adds nothing there.
    """
    key = ["person", "period"]
    slots = (
        given.plan.free()
        .join(given.names, left_on=key, right_on=["alias", "period"])
        .select("period", "hours", "promised", person="person_right")
    )
    taken = found.rows.group_by("person", period="month_on").agg(proposed=pl.col("hours").sum())
    left = pl.col("hours") - pl.col("promised") - pl.col("proposed")
    rows = (
        slots.join(taken, on=key, how="left")
        .with_columns(pl.col("proposed").fill_null(0.0))
        .group_by("person")
        .agg(
            capacity_hours=pl.col("hours").sum(), staying_hours=pl.col("promised").sum(),
            proposed_hours=pl.col("proposed").sum(), free_hours=left.clip(lower_bound=0).sum(),
            over_hours=(-left).clip(lower_bound=0).sum().round(2),
        )
        .filter(pl.col("proposed_hours") > 0)
    )  # fmt: skip
    projects = found.rows.group_by("person").agg(
        n_projects=pl.col("project").n_unique().cast(pl.Int64)
    )
    roles = source.table("person").select("role", person="code")
    booked = pl.col("staying_hours") + pl.col("proposed_hours")
    return (
        _named(source, rows.join(projects, on="person").join(roles, on="person", how="left"))
        .with_columns(load_pct=booked / pl.col("capacity_hours") * 100)
        .sort("load_pct", "person", descending=[True, False])
        .select(
            "person", "person_name", "role", "capacity_hours", "staying_hours", "proposed_hours",
            "free_hours", "over_hours", "load_pct", "n_projects",
        )
    )  # fmt: skip


def parts(
    given: Given, found: Proposal, choice: Choice, by: Literal["role", "month"]
) -> pl.DataFrame:
    """Return `group`, `kind` (`STAYS`, `PROPOSED` or `OPEN`) and `hours`."""
    group = pl.col("skill") if by == "role" else pl.col("period").dt.strftime("%Y-%m")
    frames = (
        (STAYS, _staying(given, choice), "hours"),
        (PROPOSED, found.rows.rename({"role": "skill", "month_on": "period"}), "hours"),
        (OPEN, found.found.unmet, "unmet"),
    )
    return pl.concat([
        frame.group_by(group=group)
        .agg(hours=pl.col(hours).sum()).select("group", "hours", kind=pl.lit(kind))
        for kind, frame, hours in frames
    ]).sort("group", "kind")  # fmt: skip


def _staying(given: Given, choice: Choice) -> pl.DataFrame:
    """Return what is promised to the projects and roles that are asked about."""
    rows = given.plan.promised
    if choice.projects:
        rows = rows.filter(pl.col("project").is_in(choice.projects))
    if choice.roles:
        rows = rows.filter(pl.col("skill").is_in(choice.roles))
    return rows


def _named(source: Source, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with the names of projects and people."""
    for column in ("project", "person"):
        if column in rows.columns:
            known = source.table(column).select(pl.col("name").alias(f"{column}_name"), code="code")
            rows = rows.join(
                known, left_on=column, right_on="code", how="left", maintain_order="left"
            )
    return rows


__all__ = [
    "OPEN", "PROPOSED", "STAYS", "Totals", "bottlenecks", "left_open", "parts", "people",
    "proposal", "totals",
]  # fmt: skip

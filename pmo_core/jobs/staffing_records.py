"""What a proposal changes in the bookings: rows as they are, and as they are to be."""

from collections.abc import Sequence

import polars as pl

from pmo_core.jobs.capacity_records import Changes
from pmo_core.jobs.scenario_plan import shaped
from pmo_core.jobs.staffing import Given, Proposal
from pmo_core.model import REGISTERS
from pmo_core.store import Session

KEY = REGISTERS["booking"].key
_DEMAND = ["project", "role", "month_on"]


def changes(
    given: Given, found: Proposal, projects: Sequence[str] = (), roles: Sequence[str] = ()
) -> Changes:
    """Return what the bookings are to say, and what gives way.

    Bookings of a role without a person, from a proposal, keep the hours that are still open.

    Parameters
    ----------
    given : Given
        What the proposal was made from.
    found : Proposal
        The proposal.
    projects, roles : sequence of str
        The part that is taken; empty = all.
    """
    fixed = {"kind": pl.lit("soft"), "source": pl.lit("proposed")}
    named = found.rows.with_columns(**fixed)
    month = pl.col("month_on").dt.truncate("1mo")
    open_ = found.found.unmet.group_by("project", role="skill", month_on="period").agg(
        open=pl.col("unmet").sum()
    )
    of_roles = (
        given.was.filter(person="").with_columns(_month=month)
        .join(open_, left_on=["project", "role", "_month"], right_on=_DEMAND)
        .with_columns(hours=pl.min_horizontal(pl.col("hours").cast(pl.Float64), "open").round(4))
    )  # fmt: skip
    now = pl.concat([shaped("booking", one) for one in (named, of_roles)]).sort(KEY)
    part = pl.lit(value=True)
    for column, chosen in (("project", projects), ("role", roles)):
        if chosen:
            part &= pl.col(column).is_in(list(chosen))
    return Changes({"booking": now.filter(part)}, {"booking": given.was.filter(part)})


def difference(made: Changes) -> pl.DataFrame:
    """Return how the bookings differ from what they were.

    Returns
    -------
    polars.DataFrame
        `project`, `role`, `month_on`, `person`, `booking_change` ("new", "changed", "released" or
        "stays"), `hours_before`, `hours_after` (null = none), `chosen_because`.
    """
    was, now = (
        frames["booking"].select(*KEY, pl.col("hours").cast(pl.Float64), "reason")
        for frames in (made.was, made.now)
    )
    both = was.join(now, on=KEY, how="full", coalesce=True, suffix="_after")
    before, after = pl.col("hours"), pl.col("hours_after")
    is_same = (before == after) & pl.col("reason").eq_missing(pl.col("reason_after"))
    return both.select(
        *KEY, hours_before="hours", hours_after="hours_after",
        booking_change=pl.when(before.is_null()).then(pl.lit("new"))
        .when(after.is_null()).then(pl.lit("released"))
        .when(is_same).then(pl.lit("stays")).otherwise(pl.lit("changed")),
        chosen_because=pl.coalesce("reason_after", "reason"),
    ).sort(KEY)  # fmt: skip


def apply(session: Session, made: Changes, note: str) -> int | None:
    """Write the bookings as one change; return its number, None where they say so already.

    Raises
    ------
    Conflict
        Someone changed a booking that gives way meanwhile.
    NotAllowed
        The role may not plan.
    Refused
        Someone booked the same person there meanwhile.
    """
    return session.put(made.now, made.was, note)


__all__ = ["KEY", "apply", "changes", "difference"]

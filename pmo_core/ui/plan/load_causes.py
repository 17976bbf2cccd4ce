"""Who causes what on the page of load: overloads since when, and the projects that fill a row."""

from dataclasses import asdict, replace
from datetime import date

import polars as pl

from pmo_core.analysis.capacity import spells, summary
from pmo_core.analysis.capacity.plan import TOLERANCE
from pmo_core.ui import data, resources
from pmo_core.ui.plan.load_data import (
    Choice,
    bookings,
    of_people,
    people,
    table,
    unbooked,
    with_projects,
)

_NAMED = 3
"""Projects that the cause of an overload names; of more it tells the number."""


def overloads(choice: Choice) -> pl.DataFrame:
    """Return the overloads that last into the shown periods: since when, and why."""
    return data.derived("load overloads", lambda: _overloads(choice), **asdict(choice))


def fills(choice: Choice, row: str, period: date | None) -> pl.DataFrame:
    """Return which projects fill a row, in one shown period or in all; see `summary.filled`."""
    return data.derived(
        "load fills", lambda: _fills(choice, row, period), row=row, period=period,
        **asdict(choice),
    )  # fmt: skip


def _overloads(choice: Choice) -> pl.DataFrame:
    found = spells.overloads(table(choice), ["row", "name"])
    found = found.filter(pl.col("until") >= choice.first)
    caused = _caused_by(choice, found)
    return found.join(caused, on=["row", "since"], how="left", maintain_order="left").select(
        "row", "name", "since", "until", "n_periods", "caused_by", over_hours="over",
        peak_load_pct=pl.col("peak") * 100, peak_on="peak_on",
    )  # fmt: skip


def _caused_by(choice: Choice, found: pl.DataFrame) -> pl.DataFrame:
    """Return the projects beyond capacity in each overload, those with the most hours first."""
    most = (
        causes(choice)
        .join(found.select("row", "since", "until"), on="row")
        .filter(pl.col("period").is_between("since", "until"), pl.col("over") > TOLERANCE)
        .group_by("row", "since", "project")
        .agg(pl.col("over").sum())
        .sort("over", "project", descending=[True, False])
        .group_by("row", "since", maintain_order=True)
        .agg(pl.col("project").head(_NAMED), n=pl.len())
    )
    more = pl.when(pl.col("n") > _NAMED).then(pl.format(" and {} more", pl.col("n") - _NAMED))
    return most.select(
        "row", "since",
        caused_by=pl.concat_str(pl.col("project").list.join(", "), more.otherwise(pl.lit(""))),
    )  # fmt: skip


def _fills(choice: Choice, row: str, period: date | None) -> pl.DataFrame:
    in_view = pl.col("period") >= choice.first if period is None else pl.col("period") == period
    own = work(choice).filter(row=row)
    first = own.group_by("project").agg(first=pl.col("period").min())
    found = summary.filled(own.filter(in_view), causes(choice).filter(in_view, row=row))
    return (
        with_projects(found)
        .join(first, on="project", how="left", maintain_order="left")
        .select(
            "project", "project_name", "priority", over_hours="over", hours="hours",
            hard_hours="hard", soft_hours="soft", open_hours="open", since="first", until="until",
        )
    )  # fmt: skip


def work(choice: Choice) -> pl.DataFrame:
    """Return what fills the rows: row, member (person or role), project, period, hours, kind."""
    only = replace(choice, search="")
    return data.derived("load work", lambda: _work(only), **asdict(only))


def causes(choice: Choice) -> pl.DataFrame:
    """Return which projects are beyond the capacity: row, period, project, over (hours).

    Teams and departments are overloaded where one of their people is.
    """
    only = replace(choice, search="")
    return data.derived("load causes", lambda: _causes(only), **asdict(only))


def _work(choice: Choice) -> pl.DataFrame:
    booked = bookings(choice)
    each = ["project", "period", "hours", "kind"]
    if choice.by != "role":
        group = _group(choice)
        who = people(choice).select("person", row=pl.col(group).fill_null(""))
        return booked.join(who, on="person").select("row", *each, member="person")
    rows = booked.select(*each, row="role")
    if choice.count == "all":
        open_ = unbooked(choice).select(*each[:3], kind=pl.lit("open"), row="role")
        rows = pl.concat([rows, open_])
    return rows.with_columns(member="row")


def _causes(choice: Choice) -> pl.DataFrame:
    if choice.by == "role":
        load = table(choice).select("period", "capacity", "over", member="row")
        rows = load.select("member", row="member").unique()
    else:
        load = of_people(choice).rename({"person": "member"})
        rows = load.select("member", row=pl.col(_group(choice, "member")).fill_null("")).unique()
    short = load.filter(pl.col("over") > TOLERANCE)
    there = work(choice).join(short, on=["member", "period"], how="semi")
    found = spells.causes(short, there, resources.priority(), "member")
    return found.join(rows, on="member").select("row", "period", "project", "over")


def _group(choice: Choice, person: str = "person") -> str:
    """Return the column that names the row of a person."""
    return person if choice.by == "person" else choice.by


__all__ = ["causes", "fills", "overloads", "work"]

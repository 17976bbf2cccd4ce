"""The sums of the RAID page: ages, exposure by part of the portfolio, and who is late."""

from functools import partial

import polars as pl
import streamlit as st

from pmo_core.analysis import raid as analysis
from pmo_core.charts.raid import ageing, before_after
from pmo_core.ui import data
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.page import empty
from pmo_core.ui.track import raid
from pmo_core.ui.track.raid_filters import RaidFilters

GROUPS = {
    "Program": "program", "Portfolio": "portfolio", "Department": "department",
    "Project": "project", "Owner": "owner", "Kind": "kind",
}  # fmt: skip
_OLDEST = 10


def ages(chosen: RaidFilters) -> None:
    """Draw how long items are open, by kind, and the oldest of them."""
    found = raid.kept("raid ages", analysis.ageing, chosen)
    if found.is_empty():
        empty("No open item passes the filters.", "Clear a filter.")
        return
    chart(ageing(found, ages=(*analysis.AGES, analysis.NO_AGE)), "raid_ages")
    grid(found, "raid_ages_table", alt="Open items by kind and age", file_name="raid-ageing",
         register="raid_item")  # fmt: skip
    st.markdown(f"**The {_OLDEST} oldest**")
    oldest = raid.kept("oldest raid items", _oldest, chosen)
    grid(
        oldest, "raid_oldest", alt="Oldest open items", register="raid_item",
        pinned=("project", "code"), file_name="raid-oldest", on_row=raid.opener(oldest),
    )  # fmt: skip


def _oldest(rows: pl.DataFrame) -> pl.DataFrame:
    return (
        rows.filter("is_open")
        .sort("age_days", "project", "code", descending=[True, False, False], nulls_last=True)
        .select("project", "code", "kind", "name", "age_days", "raised_on", "due_on", "owner")
        .head(_OLDEST)
    )


def roll_up(chosen: RaidFilters) -> None:
    """Draw the exposure of each group before and after the response."""
    label = st.segmented_control(
        "By", list(GROUPS), default="Program", required=True, key="raid_by", bind="query-params"
    )
    by = GROUPS[label]
    found = raid.kept("raid roll-up", partial(_named, by=by), chosen, by=by)
    if found.is_empty():
        empty("No open item passes the filters.", "Clear a filter.")
        return
    unit = data.settings().base_currency
    if found["exposure"].count():
        title = f"Exposure by {label.lower()}"
        drawn = before_after(found, title=title, unit=unit, group_title=label)
        chart(drawn, f"raid_roll_up_{by}")
    else:
        st.caption("No exposure is known: probability and cost are missing.")
    st.caption(
        "A sum of expected values is exact whether risks hang together or not. How bad it can get "
        "(P80, P90) is no such sum: it depends on how they hang together, and adding up the P80 of "
        "projects overstates it wherever they do not all fail at once. Opportunities stand apart."
    )
    shown = found.head(raid.MOST)
    grid(
        shown, "raid_roll_up", alt=f"Exposure by {label.lower()}", file_name=f"raid-by-{by}",
        labels={"group_name": label}, hidden=("group",), pinned=("group_name",),
        export=lambda: found,
    )  # fmt: skip
    if found.height > shown.height:
        st.caption(f"The first {shown.height} of {found.height:,}; the file holds all.")


def _named(rows: pl.DataFrame, by: str) -> pl.DataFrame:
    """Return the roll-up with the names of its groups; two of one name have their codes."""
    found = analysis.rolled(rows, by)
    if f"{by}_name" in rows.columns:
        names = rows.select(group=by, label=f"{by}_name").unique()
        found = found.join(names, on="group", how="left", nulls_equal=True, maintain_order="left")
    else:
        found = found.with_columns(label="group")
    name = pl.coalesce("label", "group", pl.lit(f"No {by}"))
    is_twice = name.is_duplicated() & pl.col("group").is_not_null()
    return found.select(
        "group",
        pl.when(is_twice).then(pl.format("{} ({})", name, "group")).otherwise(name)
        .alias("group_name"),
        pl.exclude("group", "label"),
    )  # fmt: skip


def overdue(chosen: RaidFilters) -> None:
    """Draw who is late with what."""
    by_owner = raid.kept("raid overdue", analysis.overdue, chosen)
    if by_owner.is_empty():
        empty("Nothing is overdue.", "Items past their due date appear here until they are closed.")
        return
    st.markdown("**By owner**")
    grid(
        by_owner.head(raid.MOST).with_columns(pl.col("owner").fill_null("No owner")),
        "raid_late_owners", alt="Overdue items by owner", register="raid_item",
        pinned=("owner",), export=lambda: by_owner, file_name="raid-overdue-by-owner",
        labels={"exposure": "Exposure of these"},
    )  # fmt: skip
    st.markdown("**Overdue items**")
    late = raid.kept("late raid items", _late, chosen)
    raid.listed(late, "raid_late", "raid-overdue", first="Longest overdue")


def _late(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("late_days").is_not_null())


__all__ = ["GROUPS", "ages", "overdue", "roll_up"]

"""The RAID register over all projects: what there is of it, the headline, and the list."""

from collections.abc import Callable, Hashable
from dataclasses import asdict
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis import raid as analysis
from pmo_core.charts import short
from pmo_core.ui import data, facts
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, as_of, empty, headline
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import counted
from pmo_core.ui.track import raid_item
from pmo_core.ui.track.raid_filters import RaidFilters

ORDERS: dict[str, Order] = {
    "Most exposed": [(pl.coalesce("exposure", "gain"), True)],
    "Newest": [(pl.col("raised_on"), True)],
    "Longest overdue": [(pl.col("late_days"), True)],
    "Due first": [(pl.col("due_on"), False)],
    "Project": [(pl.col("project"), False), (pl.col("kind"), False)],
}
SHOWN = (
    "project", "code", "kind", "name", "exposure", "exposure_left", "gain", "probability_pct",
    "impact_cost", "impact_days", "late_days", "due_on", "owner", "age_days", "state",
)  # fmt: skip
LATE = ("late_days", "due_on", "owner")
MOST = 150
"""Most rows of a table that is not paged."""
LABELS = {
    "probability_pct": "Probability", "impact_cost": "Cost if it happens",
    "impact_days": "Delay if it happens", "kind": "Kind",
}  # fmt: skip
_WHOLE = (
    *SHOWN, "project_name", "description", "strategy", "response", "residual_probability_pct",
    "residual_cost", "residual_days", "residual_exposure", "exposure_days", "other_project",
    "came_from", "raised_on", "closed_on", "portfolio", "program",
)  # fmt: skip


def rows() -> pl.DataFrame:
    """Return all items with what they are worth, and where their projects stand.

    Columns: those of `analysis.raid.valued`; project_name, portfolio, program, department and their
    names, planned_cost of the project (base currency), is_ended (closed or canceled).
    """
    today = as_of()
    return data.derived("raid items", _rows, as_of=today)


def _rows() -> pl.DataFrame:
    today = as_of()
    places = facts.portfolio(today).select(
        "portfolio", "program", "department", "portfolio_name", "program_name", "department_name",
        "planned_cost", project="code", project_name="name",
        is_ended=pl.col("stage").is_in(["closed", "canceled"]).fill_null(False),
    )  # fmt: skip
    valued = analysis.valued(data.table("raid_item"), today)
    return valued.join(places, on="project", how="left", maintain_order="left")


def kept(
    name: str, make: Callable[[pl.DataFrame], Any], chosen: RaidFilters, **key: Hashable
) -> Any:
    """Return what is made of the chosen items, remembered until something is changed."""
    today = as_of()
    return data.derived(
        name, lambda: make(chosen.apply(rows())), as_of=today, **asdict(chosen), **key
    )


def figures(chosen: RaidFilters) -> None:
    """Draw what is read first, each with its formula and with what is missing in it."""
    unit = data.settings().base_currency
    found: analysis.Totals = kept("raid totals", analysis.totals, chosen)
    unknown = f"{found.n_unknown:,} without probability or cost" if found.n_unknown else ""
    risks = [counted(found.n_opportunities, "opportunity", "opportunities")]
    if found.n_ended:
        risks.append(f"{counted(found.n_ended, 'open item')} in ended projects")
    days = "n/a" if found.exposure_days is None else f"{found.exposure_days:,.0f} days"
    headline(
        [
            Figure(
                "Open risks", f"{found.n_risks:,}",
                "Open items of kind risk without opportunities (exploit, enhance, share, or a cost "
                "below zero), which stand beside it.",
                ", ".join(risks),
            ),
            Figure(
                "Exposure", short(found.exposure, unit),
                "Sum of probability x cost over the open risks; issues have happened and count "
                "whole. An expected value: exact whether risks hang together or not. Gains of "
                "opportunities are not taken off.",
                "; ".join(filter(None, [
                    unknown, f"gains expected {short(found.gain)}" if found.gain else "",
                ])),
            ),
            Figure(
                "After the response", short(found.after, unit),
                "The same items with the probability and cost that the response leaves. Where "
                "nobody estimated that, the item counts whole.",
                f"{found.n_unassessed:,} not estimated" if found.n_unassessed else "",
            ),
            Figure(
                "Exposure in time", days,
                "Sum of probability x delay in working days. Delays of one project may overlap, so "
                "this is no slip.",
                f"{found.n_without_days:,} without probability or delay"
                if found.n_without_days else "",
            ),
            Figure(
                "Overdue items", f"{found.n_overdue:,}", "Open items past their due date.",
                f"of {found.n_open:,} open",
            ),
            Figure(
                "Open issues", f"{found.n_issues:,}", "Open items of kind issue.",
            ),
        ],
        "raid_figures",
    )  # fmt: skip


def register(chosen: RaidFilters) -> None:
    """Draw the items page by page; a button opens one."""
    found = chosen.apply(rows())
    if found.is_empty():
        empty("No item passes the filters.", "Clear a filter, or choose All instead of Open.")
        return
    listed(found, "raid", "raid-register")


def listed(found: pl.DataFrame, key: str, file_name: str, first: str = "Most exposed") -> None:
    """Draw items page by page, each with a button that opens it.

    Parameters
    ----------
    found : polars.DataFrame
        Rows of `rows`.
    key, file_name : str
        Names of the table on its page and as a file.
    first : str
        Order that comes first; what it sorts by stands before the other figures.
    """
    shown = paged(found, {first: ORDERS[first], **ORDERS}, "item", key=f"{key}_")
    lead = LATE if first == "Longest overdue" else ()
    names = list(dict.fromkeys((*SHOWN[:4], *lead, *SHOWN[4:])))
    known = [name for name in names if found[name].count()]
    grid(
        shown.select(known), key, alt="Items of the RAID register", register="raid_item",
        pinned=("project", "code"), labels=LABELS, on_row=opener(shown),
        export=lambda: found.select(_WHOLE), file_name=file_name,
    )  # fmt: skip


def of_project(project: str) -> None:
    """Draw the open items of a project, and the way to all of them.

    Parameters
    ----------
    project : str
        Code of the project.
    """
    items = rows().filter(pl.col("project") == project)
    found = items.filter("is_open")
    with st.container(horizontal=True, vertical_alignment="center", key="raid_of_project"):
        raid_item.add_button(project)
        if items.height:
            st.page_link(
                PAGES / "track/raid.py", icon=":material/warning:",
                label=f"All {counted(items.height, 'item')} on the RAID page",
                query_params={"raid_project": project, "raid_state": "All"},
            )  # fmt: skip
    if found.is_empty():
        empty("No risk, issue or other RAID item is open.", "Add one, or upload the team's log.")
    else:
        listed(found, "project_raid", f"{project}-raid")
    raid_item.opened()


def opener(shown: pl.DataFrame) -> Callable[[int], None]:
    """Return what opens the item in a row of a table."""
    return lambda row: raid_item.request(shown["project"][row], shown["code"][row])


__all__ = [
    "LABELS",
    "MOST",
    "SHOWN",
    "figures",
    "kept",
    "listed",
    "of_project",
    "opener",
    "register",
    "rows",
]

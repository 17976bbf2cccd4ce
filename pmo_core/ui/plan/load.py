"""The page of load: what is read first, the heat map, and what lies behind it as tables."""

from datetime import date

import polars as pl
import streamlit as st

from pmo_core.charts import Drawing
from pmo_core.charts.load_heat import heat
from pmo_core.ui import data, resources
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, empty, headline
from pmo_core.ui.paging import Order, paged, width_of
from pmo_core.ui.plan import booking_form, load_causes, load_choice
from pmo_core.ui.plan import load_data as loads
from pmo_core.ui.plan.load_data import Choice
from pmo_core.ui.text import counted

ROWS = 25
"""Rows of the heat map on one page."""
ORDERS = ("Most overloaded", "Most free hours", "Name")
TABS = ("Overloads", "Open demand", "Bench", "Figures")
LABELS = {"row": "Code", "name": "Name", "since": "Since", "until": "Until"}
_OPEN_ORDERS: dict[str, Order] = {
    "Priority": [],
    "Most hours": [(pl.col("open_hours"), True)],
    "First asked": [(pl.col("month_on"), False)],
    "Role": [(pl.col("role"), False)],
}
_BENCH_ORDERS: dict[str, Order] = {
    "Most free hours": [],
    "Longest": [(pl.col("n_periods"), True)],
    "Role": [(pl.col("role"), False)],
    "Name": [(pl.col("person_name"), False)],
}


def figures(choice: Choice) -> None:
    """Draw what is read first, each with its formula and with what is missing in it."""
    found, idle, asked = loads.totals(choice), loads.bench(choice), loads.open_demand(choice)
    noun = "person" if choice.by == "person" else choice.by
    plural = "people" if choice.by == "person" else ""
    unknown = f"{found.n_unknown:,} without known hours" if found.n_unknown else ""
    used = None if found.utilization is None else found.utilization * 100
    n_now = idle.filter(pl.col("since") == choice.first)["person"].n_unique()
    headline(
        [
            Figure(
                "Utilization", "n/a" if used is None else f"{used:.0f} %",
                "(Capacity - hours that are not booked) / capacity over the shown periods; hours "
                "beyond the capacity of one period do not fill another. Rows whose hours are not "
                "known are left out.",
                unknown or f"of {found.capacity:,.0f} h",
            ),
            Figure(
                "Beyond capacity", f"{found.over:,.0f} h",
                "Sum over rows and periods of what is asked or booked above the capacity; never "
                "set off against free hours of others.",
                f"{found.n_over:,} of {counted(found.n_rows, noun, plural)}",
            ),
            Figure(
                "Open demand", f"{asked['open_hours'].sum():,.0f} h",
                "Per project, role and month: asked for less booked, where more is asked. Filters "
                "of teams and departments do not change it.",
                f"of {counted(asked['project'].n_unique(), 'project')}",
            ),
            Figure(
                "Bench", f"{idle['free_hours'].sum():,.0f} h",
                "Hours of people in periods in which they are there and nothing is booked; "
                "placeholders of who is to be hired are left out.",
                f"{counted(n_now, 'person', 'people')} in the first {choice.unit}",
            ),
        ],
        "load_figures",
    )  # fmt: skip


def heat_map(choice: Choice) -> None:
    """Draw the rows page by page; a click on a cell opens its row in that period."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="load_paging"):
        order = st.selectbox("Sort by", ORDERS, key="load_sort", width=190, bind="query-params")
        rows = loads.ranked(choice, order)
        names = dict(rows.select("row", "name").iter_rows())
        st.selectbox(
            "Open", list(names), index=None, key="load_open", width=260,
            format_func=lambda code: names.get(code, code), placeholder="Choose a row",
            on_change=_opened,
        )  # fmt: skip
        n_pages = -(-max(rows.height, 1) // ROWS)
        first = 0
        if n_pages > 1:
            key = f"load_page_of_{n_pages}"
            first = (st.pagination(n_pages, key=key, width=width_of(n_pages)) - 1) * ROWS
            until = min(first + ROWS, rows.height)
            st.caption(f"{first + 1:,} to {until:,} of {rows.height:,}", width="content")
        st.caption("A click on a cell says who causes it.", width="content")
    if rows.is_empty():
        empty("No row passes the filters.", "Clear the search or a filter.")
        return
    drawing = data.derived(
        "load heat", lambda: _drawn(choice, order, first), choice=choice, order=order, first=first
    )
    # A click on the chart of another choice must not count for this one.
    asked = f"{choice.by} {choice.unit} {choice.first} {order} {first}"
    chart(drawing, f"load heat {asked}", on_pick=_picked)


def _drawn(choice: Choice, order: str, first: int) -> Drawing:
    rows = loads.ranked(choice, order)
    page = rows.slice(first, ROWS).select("row").with_row_index("_place")
    cells = loads.shown(choice).join(page, on="row").sort("_place", "period")
    what = "Load" if choice.count == "all" else f"Load by {choice.count} hours"
    title = f"{what} in % of capacity, by {choice.by} and {choice.unit}"
    return heat(cells, title=title, unit=choice.unit, n_rows=rows.height)


def _opened() -> None:
    code = st.session_state.pop("load_open")
    if code is not None:
        load_choice.open_row(code)


def _picked(key: str) -> None:
    code, _, day = key.rpartition("|")
    load_choice.open_row(code, on=date.fromisoformat(day))


def overloads(choice: Choice) -> None:
    """Draw the overloads as spells: since when, until when, how much, and the peak."""
    found = load_causes.overloads(choice)
    if found.is_empty():
        empty("Nothing is beyond its capacity.", "Look at weeks, or count open demand too.")
        return
    shown = paged(
        found, {"Most hours": [], "Earliest": [(pl.col("since"), False)]}, "overload",
        "An overload is an unbroken span of periods beyond capacity.", key="load_over_",
    )  # fmt: skip
    grid(
        shown, "load_overloads", alt="Overloads with since, until and peak", pinned=("row", "name"),
        months=load_choice.months(choice, "since", "until", "peak_on"), labels=LABELS,
        on_row=lambda n: load_choice.open_row(shown["row"][n]),
        export=lambda: found, file_name=f"overloads-by-{choice.by}",
    )  # fmt: skip


def open_demand(choice: Choice) -> None:
    """Draw what is asked for and not booked; a button books it."""
    found = loads.open_demand(choice)
    if found.is_empty():
        empty("All demand is booked.", "Demand comes from the register Demand, or from effort.")
        return
    shown = paged(found, _OPEN_ORDERS, "line", "Book names a person for it.", key="load_open_")
    grid(
        shown, "load_open_demand", alt="Demand that is not booked", pinned=("project",),
        labels={"project": "Code", "month_on": "Month"}, action="Book",
        on_row=lambda n: booking_form.request(
            project=shown["project"][n], role=shown["role"][n], month_on=shown["month_on"][n],
            hours=round(shown["open_hours"][n], 1),
        ),
        export=lambda: found, file_name="open-demand",
    )  # fmt: skip


def bench(choice: Choice) -> None:
    """Draw who is there and not booked; a button opens the person."""
    found = loads.bench(choice)
    if found.is_empty():
        empty("Nobody is on the bench.", "Everybody whose hours are known is booked somewhere.")
        return
    shown = paged(found, _BENCH_ORDERS, "spell", key="load_bench_")
    grid(
        shown, "load_bench", alt="People who are there and not booked", pinned=("person",),
        months=load_choice.months(choice, "since", "until"), labels={"person": "Code"},
        on_row=lambda n: load_choice.open_row(shown["person"][n], "person"),
        export=lambda: found, file_name="bench",
    )  # fmt: skip


def table(choice: Choice) -> None:
    """Draw the figures behind the heat map."""
    found = data.derived("load figures", lambda: _figures(choice), choice=choice)
    shown = paged(
        found, {"Name": [], "Highest load": [(pl.col("load_pct"), True)]}, "line", key="load_all_"
    )
    grid(
        shown, "load_table", alt="Load by row and period", pinned=("row", "name"),
        months=load_choice.months(choice, "period_on"),
        labels={**LABELS, "period_on": choice.unit.capitalize()}, export=lambda: found,
        file_name=f"load-by-{choice.by}-and-{choice.unit}",
    )  # fmt: skip


def _figures(choice: Choice) -> pl.DataFrame:
    return (
        loads.shown(choice)
        .sort(pl.col("name").str.to_lowercase(), "row", "period")
        .select(
            "row", "name", period_on="period", capacity_hours="capacity", hard_hours="hard",
            soft_hours="soft", open_hours="open", load_pct=pl.col("load") * 100, over_hours="over",
            free_hours="unbooked",
        )
    )  # fmt: skip


def by_hand(choice: Choice) -> None:
    """Say of which roles the capacity is kept by hand, because nobody fills them by name."""
    if choice.by != "role":
        return
    capacity = resources.role_capacity(choice.since, choice.last, choice.unit)
    roles = capacity.filter(pl.col("source") == "by hand")["role"].unique().sort()
    unknown = int(capacity.group_by("role").agg(pl.col("n_unknown").max())["n_unknown"].sum())
    said = []
    if roles.len():
        said.append(
            f"Capacity kept by hand, as no person with known weekly hours fills the role: "
            f"{', '.join(roles.head(8))}{' and more' if roles.len() > 8 else ''}."
        )
    if unknown:
        people = counted(unknown, "person", "people")
        said.append(f"{people} without weekly hours: not counted as capacity.")
    if said:
        st.text(" ".join(said))


__all__ = [
    "TABS", "bench", "by_hand", "figures", "heat_map", "open_demand", "overloads",
    "table",
]  # fmt: skip

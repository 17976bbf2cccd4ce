"""One row of the load: since when it is overloaded, who fills it, and its bookings."""

from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.charts.load_heat import over_time
from pmo_core.ui import data
from pmo_core.ui.chart import chart
from pmo_core.ui.filters import named
from pmo_core.ui.grid import grid
from pmo_core.ui.page import empty
from pmo_core.ui.paging import paged
from pmo_core.ui.paths import PAGES
from pmo_core.ui.plan import booking_form, load_causes, load_choice
from pmo_core.ui.plan import load_data as loads
from pmo_core.ui.plan.load_data import Choice
from pmo_core.ui.text import counted, plain

TABS = ("Who fills it", "Bookings", "Since when")
_ORDER = (
    "Capacity is given out to hard bookings first, then by the priority of the projects; what lies "
    "beyond it is the overload of those that come last."
)


def draw(choice: Choice, row: str, period: date | None) -> None:
    """Draw one row, in one period or in all that are shown."""
    rows = loads.shown(choice).filter(row=row).sort("period")
    with st.container(horizontal=True, vertical_alignment="center", key="load_row_head"):
        st.button(
            "All rows", icon=":material/arrow_back:", key="load_close",
            on_click=load_choice.close_row,
        )  # fmt: skip
        if rows.is_empty():
            st.text(f"{row or 'Not given'} is not among the rows that are shown.")
            return
        st.subheader(plain(rows["name"][0]), anchor=False)
        if period is not None:
            st.button(
                f"Only {period.isoformat()}", icon=":material/close:", key="load_all_periods",
                on_click=load_choice.all_periods, help="Show all periods.",
            )  # fmt: skip
        if choice.by == "role":
            labels = data.derived("filter role", named("role"))
            st.page_link(
                PAGES / "plan/capacity.py", label="Can it be met, and ways out",
                icon=":material/balance:",
                query_params={"capacity_roles": labels.get(row, row)},
            )  # fmt: skip
        if choice.by == "person":
            st.page_link(
                PAGES / "plan/people.py", label="Roles, absences and rates",
                icon=":material/person:", query_params={"person": row},
            )  # fmt: skip
    st.text(_said(choice, row))
    title = f"Hours by {choice.unit}, the capacity as a line"
    chart(over_time(rows, title=title, unit=choice.unit), f"load time {choice.by} {row}")
    tabs = st.tabs(list(TABS), key="load_row_tab", on_change="rerun")
    for tab, show in zip(tabs, (_fills, _bookings, _spells), strict=True):
        if tab.open:
            with tab:
                show(choice, row, period)


def _said(choice: Choice, row: str) -> str:
    """Return since when the row is overloaded and how much, in words."""
    spells = load_causes.overloads(choice).filter(row=row).sort("since")
    if spells.is_empty():
        return "Not beyond its capacity in any period that is shown."
    said, day = [], "%Y-%m" if choice.unit == "month" else "%Y-%m-%d"
    for one in spells.head(3).iter_rows(named=True):
        peak = "" if one["peak_load_pct"] is None else f", peak {one['peak_load_pct']:,.0f} %"
        span = f"{one['since']:{day}} for {counted(one['n_periods'], choice.unit)}"
        said.append(f"since {span}: {one['over_hours']:,.0f} h{peak} in {one['peak_on']:{day}}")
    more = f"; {spells.height - 3} more" if spells.height > 3 else ""
    return f"Beyond capacity {'; '.join(said)}{more}."


def _fills(choice: Choice, row: str, period: date | None) -> None:
    found = load_causes.fills(choice, row, period)
    if found.is_empty():
        empty("No project fills it here.", "Nothing is booked or asked for.")
        return
    st.caption(_ORDER)
    shown = paged(
        found, {"Most beyond capacity": [], "Most hours": [(pl.col("hours"), True)],
                "Priority": [(pl.col("priority"), False)]},
        "project", key="load_fills_",
    )  # fmt: skip
    clicked = grid(
        shown, "load_fills", alt="Projects that fill the row", pinned=("project",),
        months=load_choice.months(choice, "since", "until"),
        labels={"project": "Code", "since": "First here", "until": "Last here"},
        hidden=() if found["over_hours"].sum() else ("over_hours",), export=lambda: found,
        clickable=True, boxes=False, file_name=f"load-of-{row}",
    )  # fmt: skip
    if clicked is not None:
        st.switch_page(
            PAGES / "track/project.py", query_params={"project": shown["project"][clicked]}
        )


def _bookings(choice: Choice, row: str, period: date | None) -> None:
    found = booked(choice, row, period)
    start: dict[str, Any] = {"month_on": period or choice.first}
    if choice.by in ("role", "person"):
        start[choice.by] = row
    if choice.by == "person":
        start["role"] = next(iter(loads.people(choice).filter(person=row)["role"]), None)
    booking_form.add_button("load_book", **start)
    listing(found, f"bookings-of-{row}")


def listing(found: pl.DataFrame, file_name: str) -> None:
    """Draw bookings, each with a button that changes or releases it.

    Parameters
    ----------
    found : polars.DataFrame
        Rows of the register `booking`.
    file_name : str
        Name of the file.
    """
    if found.is_empty():
        empty("Nothing is booked here.", "Book hours of somebody on a project.")
        return
    names = data.table("project").select(project="code", project_name="name")
    named = found.join(names, on="project", how="left", maintain_order="left").select(
        "project", "project_name", "month_on", "role", "person", "hours", "kind", "source", "reason"
    )
    shown = paged(named, {"Month": []}, "booking", key="load_bookings_")
    grid(
        shown, "load_bookings", alt="Bookings", register="booking", pinned=("project",),
        labels={"project": "Code", "month_on": "Month"}, action="Change", export=lambda: named,
        file_name=file_name,
        on_row=lambda n: booking_form.request_change(
            *(shown[name][n] for name in ("project", "role", "month_on", "person"))
        ),
    )  # fmt: skip


def booked(choice: Choice, row: str, period: date | None) -> pl.DataFrame:
    """Return the rows of the register `booking` behind a row of the load."""
    first, last = loads.months(period or choice.first, period or choice.last, choice.unit)
    found = data.table("booking").filter(pl.col("month_on").is_between(first, last))
    if choice.by == "role":
        found = found.filter(role=row)
    elif choice.by == "person":
        found = found.filter(person=row)
    else:
        own = pl.col(choice.by).fill_null("") == row
        found = found.join(loads.people(choice).filter(own), on="person", how="semi")
    return found.sort("month_on", "project", "role", "person")


def _spells(choice: Choice, row: str, period: date | None) -> None:
    del period  # a spell is as long as it lasts
    found = load_causes.overloads(choice).filter(row=row).sort("since").drop("row", "name")
    if found.is_empty():
        empty("It is not beyond its capacity.", "Choose other periods, or count open demand too.")
        return
    grid(
        found, "load_spells", alt="Overloads of the row", file_name=f"overloads-of-{row}",
        months=load_choice.months(choice, "since", "until", "peak_on"),
        labels={"since": "Since", "until": "Until"},
    )  # fmt: skip


__all__ = ["booked", "draw", "listing"]

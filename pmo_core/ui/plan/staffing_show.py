"""The page of staffing: what is read first, the proposal, what is open, and why."""

from collections.abc import Callable
from typing import Literal, TypeVar

import polars as pl
import streamlit as st

from pmo_core.charts import Drawing, short
from pmo_core.charts.staffing import hours
from pmo_core.jobs import staffing_records as records
from pmo_core.jobs import staffing_views as views
from pmo_core.ui import data
from pmo_core.ui.chart import chart
from pmo_core.ui.filters import in_words
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, empty, headline, side_by_side
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.paths import PAGES
from pmo_core.ui.plan.staffing import Drawn
from pmo_core.ui.text import counted

Made = TypeVar("Made")

TABS = ("Proposal", "Open", "Bottlenecks", "Against the bookings", "People")
_CODES = {"project": "Code", "person": "Person code"}
_ORDERS: dict[str, Order] = {
    "Project": [],
    "Person": [(pl.col("person_name").str.to_lowercase(), False), (pl.col("month_on"), False)],
    "Month": [(pl.col("month_on"), False)],
    "Most hours": [(pl.col("hours"), True)],
}


def figures(drawn: Drawn) -> None:
    """Draw what is read first, each with its formula and with what is missing in it."""
    sums = _view(drawn, "totals", lambda: views.totals(drawn.given, drawn.found, drawn.choice))
    unit = data.settings().base_currency
    share = f"{sums.placed / sums.asked * 100:.1f} %" if sums.asked else "nothing is asked"
    unrated = f"{sums.unrated:,.0f} h without a rate" if sums.unrated else "by the rates kept"
    headline(
        [
            Figure(
                "To be staffed", f"{sums.asked:,.0f} h",
                "Demand of the months, projects and roles beyond what stays booked: hard bookings, "
                "bookings made by hand, and proposals outside of what is asked about.",
                f"beyond {sums.stays:,.0f} h that stay booked",
            ),
            Figure(
                "Placed", f"{sums.placed:,.0f} h",
                "Hours that the proposal gives to people, within their free hours, at the level "
                "that is asked for.",
                f"{share} on {counted(sums.n_people, 'person', 'people')}",
            ),
            Figure(
                "Open", f"{sums.left_open:,.0f} h",
                "To be staffed less placed: nobody who could has hours left.",
                f"of {counted(sums.n_open, 'demand')}",
            ),
            Figure(
                "Cost", short(sums.cost, unit),
                "Sum of placed hours x the hourly rate of the person on the first day.", unrated,
            ),
        ],
        "staffing_figures",
    )  # fmt: skip


def pictures(drawn: Drawn) -> None:
    """Draw the hours by month and by role."""
    left, right = side_by_side()
    with left:
        _picture(drawn, "month")
    with right:
        _picture(drawn, "role")


def _picture(drawn: Drawn, by: Literal["month", "role"]) -> None:
    def drawing() -> Drawing:
        parts = views.parts(drawn.given, drawn.found, drawn.choice, by)
        if by == "role":
            parts = in_words(parts.rename({"group": "role"}), "role").rename({"role": "group"})
        return hours(parts, title=f"Hours by {by}", is_time=by == "month")

    chart(_view(drawn, f"hours by {by}", drawing), f"staffing hours by {by}")


def tabs(drawn: Drawn) -> None:
    """Draw the tables, the one that is looked at."""
    places = st.tabs(list(TABS), key="staffing_tab", on_change="rerun", bind="query-params")
    shows = (_proposal, _left_open, _bottlenecks, _difference, _people)
    for place, show in zip(places, shows, strict=True):
        if place.open:
            with place:
                show(drawn)


def difference(drawn: Drawn) -> pl.DataFrame:
    """Return how the bookings would change; see `jobs.staffing_records.difference`."""

    def made() -> pl.DataFrame:
        found = records.difference(records.changes(drawn.given, drawn.found))
        names = data.table("person").select(person="code", person_name="name")
        return found.join(names, on="person", how="left", maintain_order="left").select(
            "booking_change", "project", "role", "month_on", "person", "person_name",
            "hours_before", "hours_after", "chosen_because",
        )  # fmt: skip

    return _view(drawn, "difference", made)


def _proposal(drawn: Drawn) -> None:
    found = _view(drawn, "proposal", lambda: views.proposal(data, drawn.found))
    if found.is_empty():
        empty("Nobody is proposed.", "The tab Open says why.")
        return
    shown = paged(found, _ORDERS, "booking", key="staffing_proposal_")
    grid(
        in_words(shown, "role"), "staffing_proposal", alt="Who is proposed for what",
        pinned=("project",), labels=_CODES,
        hidden=("person", "level_asked", "level_held", "hourly_rate"),
        export=lambda: found, file_name=f"staffing-{drawn.choice.first:%Y-%m}",
    )  # fmt: skip


def _left_open(drawn: Drawn) -> None:
    found = _view(drawn, "open", lambda: views.left_open(data, drawn.given, drawn.found))
    if found.is_empty():
        empty("All of it could be placed.", "Apply the proposal, or change the wishes.")
        return
    shown = paged(
        found, {"Priority": [], "Most hours": [(pl.col("unplaced_hours"), True)],
                "Role": [(pl.col("role"), False)]},
        "demand", "The projects that count most first.", key="staffing_open_",
    )  # fmt: skip
    grid(
        in_words(shown, "role"), "staffing_open", alt="What could not be placed and why",
        pinned=("project",), labels=_CODES, hidden=("until_on", "n_able"), export=lambda: found,
        file_name="staffing-open",
    )  # fmt: skip
    st.page_link(
        PAGES / "plan/capacity.py", label="Ways out: shift, hire, hand over or cut",
        icon=":material/balance:",
    )  # fmt: skip


def _bottlenecks(drawn: Drawn) -> None:
    found = _view(drawn, "bottlenecks", lambda: views.bottlenecks(data, drawn.given, drawn.found))
    if found.is_empty():
        empty("No role is a bottleneck.", "All that is asked for has people with free hours.")
        return
    st.caption(
        "Where one more hour of somebody would help most. 100 % is worth an open hour of the "
        "project that counts most; it may help through a colleague who is freed for it."
    )
    shown = paged(found, {"Worth": [], "Month": [(pl.col("month_on"), False)]}, "bottleneck",
                  key="staffing_bottlenecks_")  # fmt: skip
    grid(
        shown.select("saving", "worth_pct", "unplaced_hours"),
        "staffing_bottlenecks", alt="Bottlenecks by role and month",
        labels={"worth_pct": "Worth", "unplaced_hours": "Open of the role"},
        export=lambda: found, file_name="staffing-bottlenecks",
    )  # fmt: skip


def _difference(drawn: Drawn) -> None:
    found = difference(drawn)
    if found.is_empty():
        empty("There is nothing to book and nothing to release.", "Ask about other months.")
        return
    st.caption(
        "Soft bookings from proposals, as they are and as they would be. Hard bookings and those "
        "made by hand are not among them: they stay."
    )
    order = {"new": 0, "changed": 1, "released": 2, "stays": 3}
    rank = pl.col("booking_change").replace_strict(order)
    shown = paged(
        found, {"Project": [], "Change": [(rank, False)],
                "Most hours": [(pl.max_horizontal("hours_before", "hours_after"), True)]},
        "booking", key="staffing_difference_",
    )  # fmt: skip
    grid(
        in_words(shown, "role"), "staffing_difference",
        alt="Bookings as they are and as they would be",
        labels=_CODES, hidden=("person",), pinned=("booking_change",), export=lambda: found,
        file_name="staffing-difference",
    )  # fmt: skip


def _people(drawn: Drawn) -> None:
    found = _view(drawn, "people", lambda: views.people(data, drawn.given, drawn.found))
    if found.is_empty():
        empty("Nobody is proposed.", "The tab Open says why.")
        return
    shown = paged(
        found, {"Fullest": [], "Most free hours": [(pl.col("free_hours"), True)],
                "Name": [(pl.col("person_name").str.to_lowercase(), False)]},
        "colleague", "All months together.", key="staffing_people_",
    )  # fmt: skip
    grid(
        shown, "staffing_people", alt="People of the proposal and how full they are",
        pinned=("person_name",), labels=_CODES,
        hidden=("person",) if found["over_hours"].sum() else ("person", "over_hours"),
        export=lambda: found, file_name="staffing-people",
    )  # fmt: skip


def _view(drawn: Drawn, name: str, make: Callable[[], Made]) -> Made:
    """Return a view of the proposal, made once."""
    return data.derived(f"staffing {name}", make, name=drawn.given.name, choice=drawn.choice)


__all__ = ["TABS", "difference", "figures", "pictures", "tabs"]

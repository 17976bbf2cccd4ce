"""One person: who it is, how loaded, and the roles, absences, rates and bookings."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis.capacity.load import person_load
from pmo_core.analysis.capacity.summary import Totals, totals
from pmo_core.charts import short
from pmo_core.ui import data, resources
from pmo_core.ui.page import Figure, as_of, headline
from pmo_core.ui.paths import PAGES
from pmo_core.ui.plan import booking_form, load_row, people, people_edit
from pmo_core.ui.plan.load_data import Choice
from pmo_core.ui.text import iso, listed

TABS = ("Roles", "Absences", "Rates", "Bookings")


def head(row: dict[str, Any]) -> None:
    """Draw where the person belongs, and what can be done."""
    names = {
        register: dict(data.table(register).select("code", "name").rows())
        for register in ("role", "team", "department", "calendar")
    }
    told = [names[register].get(row[register]) for register in names]
    with st.container(horizontal=True, vertical_alignment="center", key="person_head"):
        st.button(
            "All people", icon=":material/arrow_back:", key="person_back",
            on_click=people.close_person,
        )  # fmt: skip
        st.text(" · ".join(filter(None, [row["code"], *told])))
        reason = people_edit.why_not("person")
        st.button(
            "Edit", icon=":material/edit:", key="person_edit", disabled=reason is not None,
            help=reason or "Role, team, department, weekly hours, calendar, first and last day.",
            on_click=people_edit.request, args=("person", row["code"]),
        )  # fmt: skip
        st.page_link(
            PAGES / "plan/load.py", label="Load", icon=":material/grid_on:",
            query_params={"by": "person", "row": row["code"]},
        )  # fmt: skip


def figures(row: dict[str, Any]) -> None:
    """Draw what is read first about a person."""
    found, currency = _load(row["code"]), data.settings().base_currency
    used = None if found.utilization is None else found.utilization * 100
    weekly, rate = row["weekly_hours"], row["hourly_rate"]
    headline(
        [
            Figure(
                "Hours per week", "n/a" if weekly is None else f"{float(weekly):,.4g} h",
                "Weekly hours by contract.",
                f"until {iso(row['left_on'])}" if row["left_on"] else "",
            ),
            Figure(
                "Hourly rate", short(rate, currency),
                "Rate of today: the person's, else the role's, else the standard of the role.",
                f"of the {row['rate_from']}" if row["rate_from"] in ("person", "role") else
                "standard of the role" if row["rate_from"] else "no rate is kept",
            ),
            Figure(
                "Utilization", "n/a" if used is None else f"{used:.0f} %",
                "Booked within the capacity / capacity, this month and the eleven that follow.",
                "" if used is None else f"of {found.capacity:,.0f} h",
            ),
            Figure(
                "Beyond capacity", "n/a" if used is None else f"{found.over:,.0f} h",
                "Hours booked above what is there, month by month.",
            ),
            Figure(
                "Away", iso(row["away_on"]),
                "First day of the absence that goes on or comes next.",
                f"until {iso(row['back_on'])}" if row["back_on"] else "no absence is known",
            ),
        ],
        "person_figures",
        width=150,
    )  # fmt: skip


def _choice() -> Choice:
    return Choice("person", "month", as_of().replace(day=1))


def _load(code: str) -> Totals:
    return data.derived("load of a person", lambda: _made(code), code=code, as_of=as_of())


def _made(code: str) -> Totals:
    span = _choice().first, _choice().last, _choice().unit
    there = resources.available(*span).filter(person=code)
    return totals(person_load(there, resources.booked(*span).filter(person=code)), "person")


def roles(row: dict[str, Any]) -> None:
    """Draw the roles that the person can fill, with level and time."""
    code = row["code"]
    rows = data.table("person_role").filter(person=code).drop("person")
    st.caption(
        "The main role counts at level 1 until it has a line of its own here. Who holds a level "
        "serves any lower one."
    )
    people_edit.add_button("person_role", "Add a role", "person_add_role", person=code)
    people_edit.listing(
        rows.with_columns(person=pl.lit(code)), "person_role", "person_roles", hidden=("person",),
        nothing="No further role is kept.", next_step="Add what this person can do, with a level.",
        noun="role", file_name=f"{code}-roles",
    )  # fmt: skip


def absences(row: dict[str, Any]) -> None:
    """Draw the absences of the person, the latest first."""
    code = row["code"]
    people_edit.add_button(
        "absence", "Add an absence", "person_add_absence", person=code, from_on=as_of()
    )
    rows = data.table("absence").filter(person=code).sort("from_on", descending=True)
    people_edit.listing(
        rows, "absence", "person_absences", hidden=("person",), nothing="No absence is known.",
        next_step="Add leave, training and other absences.", noun="absence",
        file_name=f"{code}-absences",
    )  # fmt: skip


def rates(row: dict[str, Any]) -> None:
    """Draw the rates of the person and of the main role."""
    code = row["code"]
    people_edit.add_button(
        "cost_rate", "Add a rate", "person_add_rate", person=code, from_on=as_of()
    )
    own = (pl.col("person") == code) | (
        (pl.col("person") == "") & pl.col("role").eq_missing(pl.lit(row["role"]))
    )
    people_edit.listing(
        data.table("cost_rate").filter(own).sort("person", "from_on", descending=True),
        "cost_rate", "person_rates", nothing="No rate by date is kept.",
        next_step="Until then the standard rate of the role counts.", noun="rate",
        file_name=f"{code}-rates",
    )  # fmt: skip


def bookings(row: dict[str, Any]) -> None:
    """Draw the bookings of the person from this month on."""
    code = row["code"]
    booking_form.add_button("person_book", person=code, role=row["role"], month_on=_choice().first)
    found = (
        data.table("booking").filter(pl.col("month_on") >= _choice().first, person=code)
        .sort("month_on", "project", "role")
    )  # fmt: skip
    load_row.listing(found, f"{code}-bookings")


def missing(row: dict[str, Any]) -> None:
    """Say what is not known of the person, and what that means."""
    lacks = [
        name for name, field in (("weekly hours", "weekly_hours"), ("main role", "role"))
        if row[field] is None
    ]  # fmt: skip
    if lacks:
        st.info(
            f"The {listed(lacks)} of this person are not known, so the capacity is not.",
            icon=":material/help:",
        )


__all__ = ["TABS", "absences", "bookings", "figures", "head", "missing", "rates", "roles"]

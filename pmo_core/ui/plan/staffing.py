"""What the page of staffing is asked: months, projects, roles, people, wishes; in the address."""

from dataclasses import asdict, replace
from datetime import date
from typing import Any, NamedTuple

import polars as pl
import streamlit as st

from pmo_core.jobs import staffing as jobs
from pmo_core.jobs.staffing import Choice, Given, Proposal
from pmo_core.ui import data
from pmo_core.ui.background import worked_out
from pmo_core.ui.filters import below, named
from pmo_core.ui.page import as_of
from pmo_core.ui.text import counted, plain

MOST_MONTHS = 12
_AHEAD = 18
"""Months from this one among which the first can be chosen."""
_WISHES = {
    "cost": ("cost", "Prefer people whose hour costs less"),
    "fit": ("fit", "Prefer the level that is asked, keep experts free for work that needs them"),
    "continuity": ("continuity", "Prefer people who are on the project already"),
}
_MULTI = {"projects": "project", "roles": "role", "departments": "department"}


class Drawn(NamedTuple):
    """What was asked, what the proposal was made from, and the proposal."""

    choice: Choice
    given: Given
    found: Proposal

    @property
    def span(self) -> str:
        """The months in words."""
        return span(self.choice)


def choice() -> Choice:
    """Return what the address asks; what is missing or wrong there is as usual."""
    asked, usual = st.query_params, Choice(_next_month())
    found: dict[str, Any] = {name: tuple(asked.get_all(key)) for name, key in _MULTI.items()}
    found["with_proposed"] = asked.get("proposed") == "1"
    try:
        if "from" in asked:
            found["first"] = date.fromisoformat(f"{asked['from']}-01")
        found["n_months"] = min(max(int(asked.get("months", usual.n_months)), 1), MOST_MONTHS)
        for name in _WISHES:
            found[name] = min(max(float(asked.get(name, getattr(usual, name))), 0.0), 2.0)
    except ValueError:
        return usual
    return replace(usual, **found)


def drawn(now: Choice) -> Drawn | None:
    """Return the proposal; None while it is at work: its progress is drawn then."""
    basis = given(now)
    found = worked_out(
        ("staffing", basis.name), lambda tell: jobs.proposed(basis, tell),
        words=f"Looking for who does what in {counted(basis.plan.needs.height, 'demand')}",
        name="staffing",
    )  # fmt: skip
    return None if found is None else Drawn(now, basis, found)


def given(now: Choice) -> Given:
    """Return what a proposal is made from, as it is kept now."""
    whole = replace(now, departments=tuple(below(now.departments)) if now.departments else ())
    return data.derived("staffing given", lambda: jobs.given(data, whole), choice=whole)


def ask(now: Choice) -> None:
    """Draw what is asked in words, and the button that changes it."""
    with st.container(horizontal=True, vertical_alignment="center", key="staffing_asked"):
        if st.button("What is staffed", icon=":material/tune:", key="staffing_ask"):
            st.dialog("What is staffed", width="medium")(form)(now)
        st.caption(plain(said(now)), width="content")


def said(now: Choice) -> str:
    """Return what is asked, in words."""
    parts = [
        f"{len(chosen)} of the {register}s" if len(chosen) > 3 else ", ".join(chosen)
        for name, register in _MULTI.items()
        if (chosen := getattr(now, name))
    ]  # fmt: skip
    usual = Choice(now.first)
    own = [f"{label} {getattr(now, name):g}" for name, (label, _) in _WISHES.items()
           if getattr(now, name) != getattr(usual, name)]  # fmt: skip
    proposed = ["proposed projects too"] if now.with_proposed else []
    return " · ".join([span(now), *(parts or ["all projects and roles"]), *proposed, *own])


def span(now: Choice) -> str:
    """Return the months in words: "2027-03 to 2027-05"."""
    return f"{now.first:%Y-%m}" + (f" to {now.last:%Y-%m}" if now.n_months > 1 else "")


def form(now: Choice) -> None:
    """Draw the form of what is staffed; what is chosen goes into the address."""
    with st.form("staffing_form", border=False):
        left, right = st.columns(2)
        months = sorted({now.first, *_months_ahead()})
        first = left.selectbox(
            "First month", months, index=months.index(now.first), key="staffing_first",
            format_func=lambda month: f"{month:%Y-%m}",
        )  # fmt: skip
        n_months = right.selectbox(
            "How many", range(1, MOST_MONTHS + 1), index=now.n_months - 1, key="staffing_months",
            format_func=lambda n: counted(n, "month"),
        )  # fmt: skip
        chosen: dict[str, Any] = {
            "projects": _multi("Projects", "project", now.projects,
                               "Whose demand is staffed; empty = all."),
            "roles": _multi("Roles", "role", now.roles, "Which roles are staffed; empty = all."),
            "departments": _multi("People of", "department", now.departments,
                                  "Departments, with all below them, whose people may be "
                                  "proposed; empty = all."),
        }  # fmt: skip
        with_proposed = st.checkbox(
            "Staff proposed projects too", now.with_proposed, key="staffing_proposed",
            help="What projects ask for that nobody has approved yet.",
        )  # fmt: skip
        st.caption(
            "Demand is met first, by the priority of the projects. Who of those that can do it is "
            "taken depends on these; 0 = does not count."
        )
        weights: dict[str, Any] = {
            name: st.slider(about, 0.0, 2.0, getattr(now, name), 0.1, key=f"staffing_{name}")
            for name, (_, about) in _WISHES.items()
        }  # fmt: skip
        if st.form_submit_button("Propose", type="primary", key="staffing_propose"):
            _into_address(Choice(first, n_months, with_proposed=with_proposed, **chosen, **weights))
            st.rerun()


def _into_address(new: Choice) -> None:
    """Keep in the address what is not as usual."""
    usual = asdict(Choice(_next_month()))
    shown: dict[str, Any] = {
        "from": f"{new.first:%Y-%m}" if new.first != usual["first"] else None,
        "months": str(new.n_months) if new.n_months != usual["n_months"] else None,
        "proposed": "1" if new.with_proposed else None,
        **{key: list(getattr(new, name)) for name, key in _MULTI.items()},
        **{name: f"{getattr(new, name):g}" if getattr(new, name) != usual[name] else None
           for name in _WISHES},
    }  # fmt: skip
    for key, value in shown.items():
        if value:
            st.query_params[key] = value
        else:
            st.query_params.pop(key, None)


def _multi(label: str, register: str, chosen: tuple[str, ...], about: str) -> tuple[str, ...]:
    labels = data.derived(f"filter {register}", named(register))
    return tuple(
        st.multiselect(
            label, list(labels), default=[one for one in chosen if one in labels],
            format_func=lambda code: f"{code}  {labels[code]}", placeholder="All", help=about,
            key=f"staffing_{register}",
        )
    )  # fmt: skip


def _next_month() -> date:
    return _months_ahead()[1]


def _months_ahead() -> list[date]:
    this = as_of().replace(day=1)
    return pl.date_range(
        this, pl.lit(this).dt.offset_by(f"{_AHEAD}mo"), "1mo", eager=True
    ).to_list()


__all__ = ["MOST_MONTHS", "Drawn", "ask", "choice", "drawn", "form", "given", "said", "span"]

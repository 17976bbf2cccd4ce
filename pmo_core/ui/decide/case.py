"""Which business case is looked at, and what is known about it."""

from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis.business_case import BusinessCase
from pmo_core.analysis.outturn import Outturn, outturn
from pmo_core.errors import NotFound
from pmo_core.jobs import business_cases
from pmo_core.model.intake import Request
from pmo_core.ui import data, facts
from pmo_core.ui.boot import repository
from pmo_core.ui.decide import state
from pmo_core.ui.order import by_code
from pmo_core.ui.page import as_of

TO_COME, PLAN = "Still to come", "By plan"
_MEANING = {
    TO_COME: "What it still costs and brings from now on; sunk costs do not count. Money of this "
    "fiscal year is worth 1.",
    PLAN: "All planned costs and benefits, in money of its first year.",
}


@dataclass(frozen=True)
class Subject:
    """A project or a request whose case is looked at.

    Parameters
    ----------
    kind : {"project", "request"}
        What it is.
    code, name : str
        Its code and name.
    place : tuple of str
        Where it belongs and stands, for the line below the title.
    of : dict
        code, program, portfolio and method: what its reference class is chosen by.
    views : tuple of str
        Ways to look at its money: `TO_COME`, `PLAN`.
    """

    kind: str
    code: str
    name: str
    place: tuple[str, ...]
    of: dict[str, str | None]
    views: tuple[str, ...]


def asked() -> tuple[str, str] | None:
    """Return ("project" or "request", code) as the address names it."""
    for kind in ("project", "request"):
        code = st.query_params.get(kind)
        if code:
            return kind, code
    return None


def subject(kind: str, code: str) -> Subject:
    """Return what the address names.

    Raises
    ------
    NotFound
        There is no such project or request.
    """
    if kind == "request":
        row = _row(data.table("request"), code, "request")
        of = {"code": row["project"], "portfolio": row["portfolio"]}
        stands = (code, f"request, {row['state']}", row["portfolio"], row["author"])
        return Subject(kind, code, row["name"], _known(stands), of, (TO_COME,))
    row = _row(facts.portfolio(as_of()), code, "project")
    of = {name: row[name] for name in ("code", "program", "portfolio", "method")}
    place = (code, row["portfolio_name"], row["program_name"], row["stage"], row["manager"])
    case = facts.case(as_of())
    candidates = case.projects.filter(pl.col("is_candidate"))["project"]
    views: tuple[str, ...] = (PLAN,)
    if row["is_open"]:
        views = (TO_COME,) if code in candidates else (TO_COME, PLAN)
    return Subject(kind, code, row["name"], _known(place), of, views)


def business_case(of: Subject, view: str) -> BusinessCase:
    """Return the case of a subject as of today."""
    today = as_of()
    if of.kind == "request":
        request = repository().get("request", of.code)
        assert isinstance(request, Request)
        return business_cases.of_request(request, data.settings(), today)

    def make() -> BusinessCase:
        if view == PLAN:
            return business_cases.as_planned(data, facts.costs(today), of.code, today)
        return business_cases.from_now(facts.case(today), of.code)

    return data.derived("business case", make, code=of.code, view=view, as_of=today)


def past() -> pl.DataFrame:
    """Return what became of the estimates of closed projects; see `analysis.outturn.history`."""
    today = as_of()
    return data.derived(
        "closed projects",
        lambda: business_cases.past(data, facts.portfolio(today), today),
        as_of=today,
    )


def reference(of: Subject, measure: Any) -> Outturn:
    """Return how closed projects like this one turned out, "cost" or "duration"."""
    return outturn(past(), of.of, measure)


def worth_of_all(discount_pct: float) -> pl.DataFrame:
    """Return what every case that is to be decided is worth; see `jobs.business_cases`."""
    today = as_of()
    return data.derived(
        "worth of all cases",
        lambda: business_cases.worth_of_all(
            facts.case(today), data.table("request"), data.settings(), discount_pct
        ),
        as_of=today, rate=discount_pct,
    )  # fmt: skip


def controls(of: Subject | None) -> tuple[float, str]:
    """Draw the discount rate, and the view where there is a choice; return both."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large", key="case_head"):
        rate = st.slider(
            "Discount rate", 0.0, 25.0, float(state.current().discount_pct), 0.5,
            format="%.1f %%", width=260, key="case_rate",
            help="Rate per year at which later money counts less. It starts as in What-if and "
            "changes nothing there.",
        )  # fmt: skip
        views = of.views if of else ()
        if len(views) < 2:
            return float(rate), views[0] if views else ""
        view = st.segmented_control(
            "What counts", views, default=views[0], required=True, key="case_view",
            help=" ".join(f"{name}: {_MEANING[name]}" for name in views),
        )  # fmt: skip
        return float(rate), str(view)


def choose() -> None:
    """Draw a list of all projects and requests; the chosen one goes into the address."""
    names = data.derived("names of cases", _names)

    def show() -> None:
        chosen = st.session_state["choose_case"]
        if chosen:
            go(*chosen)

    st.selectbox(
        "Project or request", list(names), index=None, key="choose_case", width=420,
        format_func=lambda one: f"{one[1]}  {names[one]}", placeholder="Type a code or a name",
        on_change=show,
    )  # fmt: skip


def go(kind: str, code: str) -> None:
    """Lead to the case of a project or request."""
    st.query_params.from_dict({kind: code})


def _names() -> dict[tuple[str, str], str]:
    names: dict[tuple[str, str], str] = {}
    for kind in ("project", "request"):
        rows = by_code(data.table(kind)).select("code", "name").iter_rows()
        names |= {(kind, code): name for code, name in rows}
    return names


def _row(frame: pl.DataFrame, code: str, kind: str) -> dict[str, Any]:
    found = frame.filter(pl.col("code") == code)
    if found.is_empty():
        raise NotFound(f"There is no {kind} {code}.", "Choose one on the page Business case.")
    return found.row(0, named=True)


def _known(place: tuple[str | None, ...]) -> tuple[str, ...]:
    return tuple(part for part in place if part)

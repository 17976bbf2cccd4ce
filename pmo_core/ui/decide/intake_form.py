"""The form of a request, step by step: in plain words, with what each field is for."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis.request_plan import finish_of
from pmo_core.jobs import requests
from pmo_core.model import Request
from pmo_core.ui import admin_inputs as inputs
from pmo_core.ui import data
from pmo_core.ui.decide import intake_tables as tables
from pmo_core.ui.decide.intake_state import prefix
from pmo_core.ui.text import iso

WHY = {
    1: "What is it about? Two people who do not know your work should understand it.",
    2: "Who wants it, and what does it serve? Goals are those of the strategy.",
    3: "What may it cost, and what may it bring? Rough is fine: say likely, and how sure you are.",
    4: "Whose work is needed? Only people of your organization; bought work is cost.",
    5: "When should it happen, and what stands in the way?",
}
KINDS = (
    "software", "infrastructure", "business application", "compliance", "organization", "change",
)  # fmt: skip

_TEXTS: dict[str, tuple[str, str, str]] = {
    "name": (
        "Name of the idea", "Self-service returns for web orders",
        "A few words by which everybody knows it again.",
    ),
    "kind": (
        "Kind of project", "software",
        "Similar projects are compared with it. Choose one, or type your own.",
    ),
    "problem": (
        "What is wrong or missing today?",
        "Customers call us for every return. 1,200 calls a month, 9 minutes each.",
        "The reason to act. Name who is affected, how often, and what it costs today.",
    ),
    "outcome": (
        "What will be different, and how will we see it?",
        "Four of five returns are done without a call. Calls fall below 300 a month.",
        "The result, not the way to it. Add a number that can be measured afterwards.",
    ),
    "sponsor": (
        "Sponsor", "Ana Ruiz",
        "The person who wants the outcome and would pay for it. Choose a name, or type one.",
    ),
    "department": ("Department", "Customer service", "The part of the organization that asks."),
    "portfolio": (
        "Portfolio", "Growth",
        "Where it would be steered and funded. Leave it empty if you are not sure.",
    ),
    "earliest_start": (
        "Earliest start", "", "The first day on which work could begin, for instance after a peak.",
    ),
    "duration_months": ("Months that it will take", "9", "From the first day to the last."),
    "deadline": (
        "Deadline", "", "Only if there is a day that cannot be moved. Otherwise leave it empty.",
    ),
    "deadline_reason": (
        "Why that day?", "The license of the old system ends.",
        "Needed where there is a deadline: it may cost money to keep it.",
    ),
    "mandatory_reason": (
        "Is it mandatory? Which law, rule or safety need?", "Payment services directive, article 4",
        "Leave it empty if it is a choice. What is mandatory needs no benefit in money.",
    ),
    "depends_on": (
        "Projects that must come first", "Type a code or a name",
        "Without them it cannot begin or cannot work.",
    ),
    "risks": (
        "What could go wrong?", "The vendor is new to us.\nPeople are tied up until the summer.",
        "One per line. Nobody holds it against you: it helps to plan.",
    ),
}  # fmt: skip
"""Field -> question, example, what it is for."""


def draw(step: int, was: Request) -> tuple[dict[str, Any], list[str]]:
    """Draw a step; return what is typed by field, and what must be mended before it is saved."""
    return {1: _idea, 2: _who, 3: tables.money, 4: tables.effort, 5: _time}[step](was)


def _idea(was: Request) -> tuple[dict[str, Any], list[str]]:
    names = ("name", "kind", "problem", "outcome")
    _fill(was, names)
    _text("name")
    known = [*data.table("request")["kind"], *data.table("template")["kind"]]
    _choice("kind", _names(known, KINDS, was.kind))
    _area("problem")
    _area("outcome")
    values = _read(names)
    return values, [] if values["name"] else ["Give the idea a name."]


def _who(was: Request) -> tuple[dict[str, Any], list[str]]:
    names = ("sponsor", "department", "portfolio")
    _fill(was, names)
    known = [*data.table("project")["sponsor"], *data.table("department")["manager"]]
    _choice("sponsor", _names([*known, *data.table("request")["sponsor"]], (), was.sponsor))
    left, right = st.columns(2)
    for name, place in (("department", left), ("portfolio", right)):
        with place:
            labels = {k: v for k, v in inputs.choices(Request, name).items() if k}
            _choice(name, labels, is_open=False)
    goals, wrong = tables.goals(was)
    return {**_read(names), **goals}, wrong


def _time(was: Request) -> tuple[dict[str, Any], list[str]]:
    names = (
        "earliest_start", "duration_months", "deadline", "deadline_reason", "mandatory_reason",
        "risks",
    )  # fmt: skip
    _fill(was, names)
    chosen = prefix() + "depends_on"
    st.session_state.setdefault(chosen, requests.depends_on(was))
    left, right = st.columns(2)
    with left:
        _day("earliest_start")
    with right:
        _months()
    _plan(_read(names))
    left, right = st.columns([1, 2])
    with left:
        _day("deadline")
    with right:
        _text("deadline_reason")
    _text("mandatory_reason")
    _projects(chosen)
    _area("risks")
    needs = "; ".join(st.session_state.get(chosen) or []) or None
    return {**_read(names), "depends_on": needs}, []


def _plan(values: Mapping[str, Any]) -> None:
    """Say what start and duration mean together, and whether the deadline can be kept."""
    start, months = values["earliest_start"], values["duration_months"]
    if not (start and months):
        return
    finish = finish_of(start, months)
    late = values["deadline"] and finish > values["deadline"]
    st.caption(
        f":material/event: From {iso(start)} to {iso(finish)}."
        + (f" :orange[That is after the deadline, {iso(values['deadline'])}.]" if late else "")
    )


def _projects(key: str) -> None:
    names, still_open = data.derived("projects to depend on", _known_projects)
    question, example, purpose = _TEXTS["depends_on"]
    options = [*still_open, *(one for one in st.session_state[key] if one not in still_open)]
    with st.container(gap="xxsmall"):
        st.multiselect(
            question, options, format_func=lambda code: f"{code}  {names.get(code, '')}",
            placeholder=example, key=key,
        )  # fmt: skip
        st.caption(purpose)


def _known_projects() -> tuple[dict[str, str], dict[str, None]]:
    """Return the names of all projects, and the codes of those that are not over."""
    rows = data.table("project")
    is_over = pl.col("stage").is_in(["closed", "canceled"]).fill_null(value=False)
    return dict(rows.select("code", "name").rows()), dict.fromkeys(rows.filter(~is_over)["code"])


def _text(name: str) -> None:
    question, example, purpose = _TEXTS[name]
    with st.container(gap="xxsmall"):
        st.text_input(question, placeholder=f"e.g. {example}", key=prefix() + name)
        st.caption(purpose)


def _area(name: str) -> None:
    question, example, purpose = _TEXTS[name]
    with st.container(gap="xxsmall"):
        st.text_area(question, placeholder=f"e.g. {example}", key=prefix() + name, height=96)
        st.caption(purpose)


def _choice(name: str, labels: Mapping[str, str], *, is_open: bool = True) -> None:
    question, example, purpose = _TEXTS[name]
    key = prefix() + name
    kept = st.session_state.get(key)
    options = [*labels, *([kept] if kept and kept not in labels else [])]
    with st.container(gap="xxsmall"):
        st.selectbox(
            question, options, index=None, format_func=lambda one: labels.get(one, one),
            placeholder=f"e.g. {example}", key=key, accept_new_options=is_open,
        )  # fmt: skip
        st.caption(purpose)


def _day(name: str) -> None:
    question, _, purpose = _TEXTS[name]
    with st.container(gap="xxsmall"):
        st.date_input(question, value=None, format="YYYY-MM-DD", key=prefix() + name)
        st.caption(purpose)


def _months() -> None:
    question, example, purpose = _TEXTS["duration_months"]
    with st.container(gap="xxsmall"):
        st.number_input(
            question, value=None, min_value=1, max_value=120, step=1,
            placeholder=f"e.g. {example}", key=prefix() + "duration_months",
        )  # fmt: skip
        st.caption(purpose)


def question_of(name: str) -> str:
    """Return what the form asks for a field, as a heading."""
    return _TEXTS[name][0]


def _names(known: list[str | None], first: tuple[str, ...], kept: str | None) -> Mapping[str, str]:
    """Return names that can be chosen, ours first, then those of the registers in order."""
    rest = sorted({one for one in [*known, kept] if one} - set(first), key=str.casefold)
    return {one: one for one in (*first, *rest)}


def _fill(was: Request, names: tuple[str, ...]) -> None:
    inputs.fill({name: getattr(was, name) for name in names}, prefix(), anew=False)


def _read(names: tuple[str, ...]) -> dict[str, Any]:
    return inputs.read(Request, names, prefix())


__all__ = ["WHY", "draw", "question_of"]

"""The last step of a request, and what everybody else sees of it: all on one screen."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis import request_figures as figures
from pmo_core.analysis.look_alikes import Known, known, look_alikes
from pmo_core.jobs import requests
from pmo_core.jobs.request_check import lacking
from pmo_core.model import Request
from pmo_core.ui import data
from pmo_core.ui.comments import of
from pmo_core.ui.decide import intake_state as state
from pmo_core.ui.decide.intake_form import question_of
from pmo_core.ui.decide.intake_tables import given, span_of
from pmo_core.ui.grid import grid
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import iso, plain

STEP_OF = {
    "name": 1, "problem": 1, "outcome": 1, "sponsor": 2, "department": 2, "costs": 3,
    "benefits": 3, "figures": 3, "earliest_start": 5, "duration_months": 5, "deadline": 5,
    "deadline_reason": 5,
}  # fmt: skip
COLORS: dict[str, Any] = {
    "draft": "gray", "submitted": "blue", "in assessment": "orange", "accepted": "green",
    "rejected": "red", "withdrawn": "gray",
}  # fmt: skip


def badge(request: Request) -> None:
    """Show where a request stands, since when, and why."""
    st.badge(request.state, color=COLORS[request.state])
    since = f"since {iso(request.state_on)}" if request.state_on else ""
    said = ", ".join(filter(None, [f"by {request.author}" if request.author else "", since]))
    st.caption(plain(said), width="content")


def n_comments(was: Request) -> int:
    """Return how many comments a request has."""
    return of("request", was.code).height


def needs(was: Request) -> bool:
    """Say what is missing, each with the way to where it is given; return whether it is whole."""
    found = lacking(was)
    if not found:
        st.success("Everything that the PMO needs is there.", icon=":material/check_circle:")
    else:
        with st.container(border=True, gap="xsmall", key="intake_missing"):
            st.markdown(":orange[:material/pending:] **Still missing before it can be submitted**")
            for field, told in sorted(found, key=lambda one: STEP_OF[one[0]]):
                with st.container(horizontal=True, vertical_alignment="center"):
                    st.text(told, width="stretch")
                    st.button(
                        f"Go to {state.STEPS[STEP_OF[field] - 1]}", type="tertiary",
                        key=f"intake_go_{field}_{told}", icon=":material/arrow_forward:",
                        on_click=state.go, args=(STEP_OF[field],),
                    )  # fmt: skip
    advice = _advice(was)
    if advice:
        st.caption("  \n".join(f":material/lightbulb: {plain(one)}" for one in advice))
    return not found


def open_steps(was: Request) -> set[int]:
    """Return the steps in which something is missing, or that were not left yet."""
    return {STEP_OF[field] for field, _ in lacking(was)} | set(range(was.step, state.CHECK + 1))


def _advice(was: Request) -> list[str]:
    """Return what is not needed, but will be asked."""
    parts, span, told = given(was), span_of(was), []
    if not parts.effort:
        told.append("No effort is given: nobody can tell whether there are people for it.")
    if not parts.goals and not was.mandatory_reason:
        told.append("It serves no goal and is not mandatory: expect to be asked why it is done.")
    if parts.benefits and all(one.low is None for one in parts.benefits):
        told.append("Benefits without a low estimate: the board will ask what happens if.")
    if not was.risks:
        told.append("No risk is named.")
    if span is not None:
        if was.deadline and span.finish > was.deadline:
            told.append(f"By its duration it ends on {iso(span.finish)}, after the deadline.")
        beside = {one.year for one in parts.effort} - set(span.years())
        if beside:
            years = ", ".join(map(str, sorted(beside)))
            told.append(f"There is effort in {years}, outside the time that it will take.")
    return told


def overview(was: Request) -> None:
    """Draw everything that a request says, as it was written."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        for name in ("problem", "outcome", "mandatory_reason", "risks"):
            _said(question_of(name), getattr(was, name))
    with right:
        names = {name: _names(name) for name in ("department", "portfolio", "project")}
        _said("Sponsor", was.sponsor)
        _said("Department", names["department"].get(was.department or "", was.department))
        _said("Portfolio", names["portfolio"].get(was.portfolio or "", was.portfolio))
        _said("Kind of project", was.kind)
        span = span_of(was)
        planned = f"{iso(span.start)} to {iso(span.finish)}" if span else None
        _said("Planned time", planned or (was.earliest_start and f"from {iso(was.earliest_start)}"))
        if was.deadline:
            _said("Deadline", f"{iso(was.deadline)}: {was.deadline_reason or 'no reason given'}")
        before = [f"{one} {names['project'].get(one, '')}" for one in requests.depends_on(was)]
        _said("Depends on", "\n".join(before))
        goals = _names("goal")
        served = [f"{goals.get(one, one)}: {share:g} %" for one, share in given(was).goals.items()]
        _said("Serves", "\n".join(served))
    rows = figures.by_year(given(was))
    empty = [one.name for one in rows if one.null_count() == rows.height]
    if not rows.is_empty():
        grid(
            rows.drop(empty), "intake_years", alt="Cost, benefits and hours by fiscal year",
            file_name=f"{was.code}-figures", labels={"cost": "Cost likely",
                                                    "benefit": "Benefit likely"},
        )  # fmt: skip


def _said(label: str, text: Any) -> None:
    with st.container(gap=None):
        st.caption(label)
        if text:
            st.text(str(text))
        else:
            st.markdown(":gray[not given]")


def _names(register: str) -> dict[str, str]:
    return data.derived(
        f"names of {register}", lambda: dict(data.table(register).select("code", "name").rows())
    )


def alike(was: Request) -> None:
    """Show what is kept already and says much the same."""
    text = " ".join(filter(None, [was.problem, was.outcome]))
    own = tuple(filter(None, [was.code, was.project]))
    found = data.derived(
        "look-alikes",
        lambda: look_alikes(was.name, text, known_ideas(), leave_out=own),
        name=was.name, text=text, own=own,
    )  # fmt: skip
    if found.is_empty():
        return
    with st.container(border=True, gap="xsmall", key="intake_alike"):
        st.markdown(":orange[:material/content_copy:] **Is it one of these?**")
        st.caption(
            "They say much the same. If one of them covers your need, talk to its people first; "
            "if not, go on: nothing is blocked."
        )
        for row in found.iter_rows(named=True):
            page = "decide/intake.py" if row["kind"] == "request" else "track/project.py"
            with st.container(horizontal=True, vertical_alignment="center"):
                st.page_link(
                    PAGES / page, label=f"{row['code']}  {plain(row['name'])}",
                    query_params={row["kind"]: row["code"]},
                    icon=":material/description:"
                    if row["kind"] == "request"
                    else ":material/task_alt:",
                )  # fmt: skip
                st.caption(f"{row['kind']}, {row['likeness_pct']:.0f} % alike", width="content")


def known_ideas() -> Known:
    """Return all requests and projects, ready to be compared with; those withdrawn do not count."""
    return data.derived("known ideas", _known_ideas)


def _known_ideas() -> Known:
    asked = data.table("request").filter(
        pl.col("state") != "withdrawn", pl.col("project").is_null()
    )
    story = pl.concat_str("problem", "outcome", separator=" ", ignore_nulls=True)
    parts = [
        asked.select(pl.lit("request").alias("kind"), "code", "name", text=story),
        data.table("project").select(
            pl.lit("project").alias("kind"), "code", "name", text="description"
        ),
    ]
    return known(pl.concat(parts))


__all__ = [
    "alike",
    "badge",
    "known_ideas",
    "n_comments",
    "needs",
    "open_steps",
    "overview",
]

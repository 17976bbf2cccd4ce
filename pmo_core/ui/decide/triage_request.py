"""One request beside the board: what it says, how it stands, and what can be done with it."""

from collections.abc import Callable
from typing import cast

import polars as pl
import streamlit as st

from pmo_core.analysis import assessment
from pmo_core.charts import short
from pmo_core.errors import Refused
from pmo_core.jobs import requests
from pmo_core.model import Request
from pmo_core.model.intake import Figures
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.comments import thread
from pmo_core.ui.decide import assessing, triage_alike
from pmo_core.ui.decide.triage import PARAM
from pmo_core.ui.grid import grid
from pmo_core.ui.page import as_of
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import counted, plain

_COLORS = {"accepted": "green", "rejected": "red", "withdrawn": "gray", "draft": "gray"}
_KINDS = ("cost", "benefit", "hours")
_TEXTS = (
    ("problem", "What is wrong or missing today"), ("outcome", "What will be different"),
    ("mandatory_reason", "Why it is mandatory"), ("deadline_reason", "Why that deadline"),
    ("risks", "What could go wrong"), ("state_reason", "Why it stands here"),
)  # fmt: skip


def show(code: str) -> None:
    """Open a request beside the board, until it is closed.

    Parameters
    ----------
    code : str
        Of a request that is kept.
    """
    request = cast(Request, repository().get("request", code))

    @st.dialog(
        f"{plain(code)} {plain(request.name)}", width="medium", position="right", on_dismiss=close
    )
    def beside() -> None:
        content(request)

    beside()


def close() -> None:
    """Close the request: its code leaves the address."""
    st.query_params.pop(PARAM, None)


def content(request: Request) -> None:
    """Draw a request: actions first, then what it says, its figures, and the comments."""
    color = _COLORS.get(request.state, "blue")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(request.state, color=color)  # type: ignore[arg-type]
        since = f"since {request.state_on:%Y-%m-%d}" if request.state_on else ""
        st.caption(f"{since} · written by {plain(request.author)}".strip(" ·"), width="content")
    unmet = _unmet(request)
    _actions(request, unmet)
    _links(request)
    if request.state in ("draft", "submitted"):
        triage_alike.draw(request.code)
    if request.state == "in assessment":
        _standing(request, unmet)
    _facts(request)
    for field, title in _TEXTS:
        if value := getattr(request, field):
            with st.container(gap="xxsmall"):
                st.caption(title)
                st.text(value)
    _figures(request)
    thread("request", request.code)


def _actions(request: Request, unmet: pl.DataFrame) -> None:
    by, code, today = session(), request.code, as_of()
    repo, state = repository(), request.state
    is_pmo = requests.is_pmo(by)
    why = "" if is_pmo else "The PMO decides this: it needs the role manager."
    own = "" if is_pmo or by.actor == request.author else "Its author or the PMO withdraws it."
    with st.container(horizontal=True, key="request_actions"):
        if state == "draft":
            lacking = requests.missing(request)
            reader = "" if may_write("request") else "A viewer may not submit requests."
            _act(
                "Submit",
                reader or " ".join(lacking),
                lambda: _told(f"{code} is submitted", requests.submit(by, repo, code, today)),
            )
        if state == "submitted":
            _act("Take up for assessment", why, lambda: _taken_up(code), icon="fact_check")
        if state == "in assessment":
            missed = unmet.filter("is_mandatory")["words"].to_list()
            stop = f"Cannot be accepted: {', '.join(missed)}." if missed else ""
            _act(
                "Accept",
                why or stop,
                lambda: _told(f"{code} is accepted", requests.accept(by, repo, code, today)),
            )
        if state in ("submitted", "in assessment"):
            _reasoned(
                "Reject",
                "Why is it rejected?",
                why,
                lambda reason: _told(
                    f"{code} is rejected", requests.reject(by, repo, code, today, reason)
                ),
            )
        if state in ("submitted", "in assessment", "rejected", "withdrawn"):
            _reasoned(
                "Back to draft",
                "What is to be changed?",
                why,
                lambda reason: _told(
                    f"{code} is a draft again",
                    requests.back_to_draft(by, repo, code, today, reason),
                ),
            )
        if state in ("draft", "submitted"):
            _reasoned("Withdraw", "Why is it withdrawn?", own, lambda reason: _told(
                f"{code} is withdrawn", requests.withdraw(by, repo, code, today, reason)
            ))  # fmt: skip


def _act(label: str, why_not: str, act: Callable[[], str], icon: str = "check") -> None:
    is_asked = st.button(
        label, type="primary", icon=f":material/{icon}:", key=f"do_{label}",
        disabled=bool(why_not), help=plain(why_not) or None,
    )  # fmt: skip
    if is_asked:
        attempt(act)


def _reasoned(label: str, question: str, why_not: str, act: Callable[[str], str]) -> None:
    with st.popover(label, key=f"ask_{label}", disabled=bool(why_not), help=why_not or None):
        with st.form(f"form_{label}", border=False):
            reason = st.text_area(question, key=f"reason_{label}", height=100, max_chars=20_000)
            is_sent = st.form_submit_button(label, type="primary", key=f"do_{label}")
        if is_sent:
            attempt(lambda: act(reason))


def _told(what: str, number: int) -> str:
    return f"{what}: change {number}."


def _taken_up(code: str) -> str:
    project = requests.take_up(session(), repository(), code, as_of())
    return f"{code} is taken up as {project}: change {repository().revision}."


def _links(request: Request) -> None:
    """Offer the way to the form, and to what its project has."""
    pages = [("Form", "decide/intake.py", "edit_note", PARAM, request.code)]
    if request.project:
        pages += [
            ("Assess", "decide/assess.py", "scoreboard", "project", request.project),
            ("Business case", "decide/case.py", "payments", "project", request.project),
            ("Charter", "govern/charter.py", "description", "project", request.project),
            ("Project", "track/project.py", "task_alt", "project", request.project),
        ]
    with st.container(horizontal=True, key="request_links"):
        for label, path, icon, name, value in pages:
            st.page_link(
                PAGES / path, label=label, icon=f":material/{icon}:", query_params={name: value}
            )


def _unmet(request: Request) -> pl.DataFrame:
    return assessment.unmet(assessing.entry().filter(project=request.project or ""))


def _standing(request: Request, unmet: pl.DataFrame) -> None:
    """Say which scores are missing and which thresholds are not met."""
    gaps = assessing.gaps().filter(project=request.project or "")
    for row in gaps.iter_rows(named=True):
        told = f"{row['n_missing']} of {row['n_needed']} scores are missing"
        who = counted(row["n_assessors"], "assessor")
        st.caption(f"{told if row['n_missing'] else 'All scores are given'}; {who} so far.")
    waits = unmet.filter("is_mandatory", ~pl.col("is_scored"))["words"].to_list()
    must = unmet.filter("is_mandatory", "is_scored")["words"].to_list()
    may = unmet.filter(~pl.col("is_mandatory"), "is_scored")["words"].to_list()
    if waits:
        st.caption(plain(f"Before it can be accepted: {', '.join(waits)}."))
    if must:
        st.error(plain(f"Cannot be accepted: {', '.join(must)}."), icon=":material/block:")
    if may:
        st.warning(plain(f"Below the entry threshold: {', '.join(may)}."))


def _facts(request: Request) -> None:
    """Draw who asks, where it belongs, and its dates; what is not known is left out."""
    department = dict(data.table("department").select("code", "name").rows())
    portfolio = dict(data.table("portfolio").select("code", "name").rows())
    months = request.duration_months
    found = {
        "Sponsor": request.sponsor,
        "Department": department.get(request.department, request.department),
        "Portfolio": portfolio.get(request.portfolio, request.portfolio),
        "Kind": request.kind,
        "Earliest start": request.earliest_start,
        "Duration": counted(months, "month") if months else None,
        "Deadline": request.deadline,
        "Submitted": request.submitted_on,
        "Depends on": request.depends_on,
        "Project": request.project,
    }
    known = {name: value for name, value in found.items() if value}
    if known:
        with st.grid(4, min_column_width=130, key="request_facts") as cells:
            for name, value in known.items():
                cells.cell().markdown(f":gray[:small[{name}]]  \n{plain(value)}")


def _figures(request: Request) -> None:
    """Draw cost, benefit and effort by fiscal year, and the goals served."""
    try:
        figures = requests.figures_of(request)
    except Refused as problem:
        st.warning(plain(str(problem)))
        return
    rows = by_year(figures)
    if rows.is_empty():
        st.caption("Cost, benefit and effort are not estimated yet.")
    else:
        grid(
            rows,
            "request_figures",
            alt="Cost, benefit and effort by fiscal year",
            labels={"hours": "Effort (h)"},
            file_name=f"{request.code}-figures",
        )
        cost, benefit = rows["cost"].sum(), rows["benefit"].sum()
        st.caption(
            f"Likely cost {short(cost)}, benefit {short(benefit)} "
            f"{data.settings().base_currency} in all."
        )
    if figures.goals:
        names = dict(data.table("goal").select("code", "name").rows())
        served = [f"{names.get(goal, goal)} ({pct:g} %)" for goal, pct in figures.goals.items()]
        st.text(f"Serves: {'; '.join(served)}")


def by_year(figures: Figures) -> pl.DataFrame:
    """Return the likely cost, benefit and effort of a request by fiscal year.

    Returns
    -------
    polars.DataFrame
        year, cost, benefit (base currency), hours; null where nothing is estimated.

    Examples
    --------
    >>> given = '{"costs": [{"year": 2027, "likely": 8}]}'
    >>> by_year(Figures.model_validate_json(given)).rows()
    [(2027, 8.0, None, None)]
    """
    lines = [
        *((one.year, "cost", one.likely) for one in figures.costs),
        *((one.year, "benefit", one.likely) for one in figures.benefits),
        *((one.year, "hours", one.hours) for one in figures.effort),
    ]
    schema = {"year": pl.Int64, "what": pl.String, "value": pl.Float64}
    of = {what: pl.col("value").filter(pl.col("what") == what) for what in _KINDS}
    return (
        pl.DataFrame(lines, schema=schema, orient="row")
        .group_by("year")
        .agg(pl.when(one.len() > 0).then(one.sum()).alias(what) for what, one in of.items())
        .sort("year")
    )


__all__ = ["by_year", "close", "content", "show"]

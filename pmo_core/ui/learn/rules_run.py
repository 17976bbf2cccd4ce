"""The rules are run from their page: over what, as of when; with progress, and a stop."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.errors import NotFound, PmoError
from pmo_core.jobs import audit
from pmo_core.jobs.audit_scope import EVERYTHING, Scope
from pmo_core.jobs.background import Background, Job, Tell
from pmo_core.model.rules import RunScope
from pmo_core.ui import data
from pmo_core.ui.admin_act import done
from pmo_core.ui.background import watch
from pmo_core.ui.boot import repository, session
from pmo_core.ui.errors import tell
from pmo_core.ui.filters import named
from pmo_core.ui.learn.rules_data import RUN, latest
from pmo_core.ui.page import as_of
from pmo_core.ui.text import counted, iso, plain

_JOB = "audit run at work"
_BESIDE = Background(n_kept=2)
_KINDS: tuple[RunScope, ...] = ("portfolio", "program", "department")


def offer() -> None:
    """Offer to run the rules; draw how far a run is, and what came of it."""
    job: Job | None = st.session_state.get(_JOB)
    if job is None:
        _ask()
    elif not job.is_done:
        watch(job, "Running the rules", "audit_run")
    else:
        del st.session_state[_JOB]
        _over(job)
        _ask()


def _ask() -> None:
    """Draw the form of a run."""
    is_able = session().role != "viewer"
    with st.popover("Run the rules", icon=":material/play_arrow:", type="primary"):
        if not is_able:
            st.caption("A viewer may look, not run rules for keeps: act as a contributor.")
        with st.form("audit_run_form", border=False):
            known = data.derived("scopes of runs", _scopes)
            label = st.selectbox("Over", list(known), key="audit_run_scope")
            project = st.text_input(
                "Or one project", key="audit_run_project", placeholder="Code or name",
            )  # fmt: skip
            day = st.date_input("As of", as_of(), format="YYYY-MM-DD", key="audit_run_day")
            note = st.text_input("Why (may stay empty)", key="audit_run_note")
            if st.form_submit_button("Run", type="primary", disabled=not is_able):
                scope = known.get(str(label), EVERYTHING)
                _begin(lambda: _project(project) if project.strip() else scope, day, note)


def _begin(over: Callable[[], Scope], day: Any, note: str) -> None:
    """Start a run beside the page; `over` says what it covers, or that there is no such thing."""
    if not isinstance(day, date):
        st.error("Choose the day of which the rules judge.")
        return
    try:
        scope = over()
        audit.require_past(day, as_of())
    except PmoError as problem:
        tell(problem)
        return
    repo, who, today = repository(), session(), as_of()

    def work(tell_share: Tell) -> audit.Ran:
        return audit.run(repo, who, day, scope, today=today, note=note.strip(), tell=tell_share)

    st.session_state[_JOB] = _BESIDE.start(object(), work)
    st.rerun()


def _over(job: Job) -> None:
    """Say what came of a run."""
    if job.failed:
        tell(PmoError(job.failed))
    elif job.is_canceled:
        st.toast("Stopped: nothing of the run was kept.", icon=":material/stop_circle:")
    else:
        ran: audit.Ran = job.result
        found = ran.evaluated
        st.query_params[RUN] = ran.code
        done(
            f"{ran.code}: {counted(found.results.height, 'rule')} in {found.seconds:.1f} s, "
            f"{counted(int(found.results['n_rows'].sum()), 'violation')} (change {ran.change})."
        )


def _scopes() -> dict[str, Scope]:
    """Return what can be run over: label -> scope."""
    found = {"All projects": EVERYTHING}
    for kind in _KINDS:
        for code, name in named(kind)().items():
            found[f"{kind.capitalize()}: {name}"] = Scope(kind, code)
    return found


def _project(typed: str) -> Scope:
    """Return the project that somebody typed by its code or name."""
    text = typed.strip().lower()
    names = pl.col("code").str.to_lowercase() == text, pl.col("name").str.to_lowercase() == text
    for is_it in names:
        found = data.table("project").filter(is_it)["code"]
        if found.len() == 1:
            return Scope("project", found[0])
    raise NotFound(f"No single project is called {typed.strip()}.", "Type its code.")


def choice(runs: pl.DataFrame) -> str:
    """Draw the choice of the run that is looked at; return its code.

    The latest come first; looked at is what the address names, else the latest of all projects.
    """
    names = {row["code"]: row for row in runs.iter_rows(named=True)}

    def label(code: str) -> str:
        row = names[code]
        return f"{code}, as of {iso(row['data_date'])}, {covers(row)}"

    codes = list(names)
    asked = st.query_params.get(RUN, "")
    start = asked if asked in names else latest()
    # Its key names the run to start with, so that a new one is shown when it comes.
    key = f"audit run, {start}"

    def take() -> None:
        st.query_params[RUN] = st.session_state[key]

    chosen = st.selectbox(
        "Run", codes, index=codes.index(start), format_func=label,
        key=key, width=420, on_change=take,
        help="How the rules came out then. A run keeps what it found; it is never changed.",
    )  # fmt: skip
    return str(chosen or codes[0])


def covers(run: dict[str, Any]) -> str:
    """Return what a run covers, in words."""
    kind, code = run["scope_kind"], run["scope"]
    if kind == "all":
        return "all projects"
    names = data.derived(f"filter {kind}", named(kind))
    return f"{kind} {names.get(code, code)}"


def told(run: dict[str, Any]) -> str:
    """Return who made a run and when, as a caption."""
    words = (
        f"{run['ran_by']} ran it on {run['ran_at']:%Y-%m-%d %H:%M} UTC in {run['seconds']:.1f} s"
    )
    return plain(f"{words}: {run['note']}" if run["note"] else words)


__all__ = ["choice", "covers", "offer", "told"]

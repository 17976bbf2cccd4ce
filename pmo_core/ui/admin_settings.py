"""The settings as a form; only what the user changed is saved."""

from typing import Any

import streamlit as st

from pmo_core.model import Settings
from pmo_core.ui import admin_inputs as inputs
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import session
from pmo_core.ui.text import plain

_FIELD = "setting_"
_SEEN = "settings seen"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
LABELS = {
    "base_currency": "Base currency",
    "fiscal_year_start_month": "Fiscal year starts in",
    "hours_per_day": "Hours per day",
    "fte_hours_per_month": "FTE hours per month",
    "amber_cost_pct": "Amber from overrun of (%)",
    "red_cost_pct": "Red from overrun of (%)",
    "amber_slip_days": "Amber from slip of (days)",
    "red_slip_days": "Red from slip of (days)",
    "stale_status_days": "Stale from age of (days)",
    "tolerance_cost_pct": "Cost overrun tolerated (%)",
    "tolerance_slip_days": "Slip tolerated (days)",
    "tolerance_scope_pct": "Change of scope tolerated (%)",
    "triage_limit": "Requests per lane",
    "triage_age_days": "Days in one lane",
    "assessors_needed": "Assessors per project",
}
"""Setting -> heading of its input."""

_GROUPS = (
    ("Money and time", "Amounts of every roll-up are converted and summed again when these change.",
     ("base_currency", "fiscal_year_start_month")),
    ("Working time", "Hours become person-days and full-time equivalents (FTE) by these.",
     ("hours_per_day", "fte_hours_per_month")),
    ("Ratings (RAG)", "A project is rated by its cost overrun and its slip, whichever is worse.",
     ("amber_cost_pct", "red_cost_pct", "amber_slip_days", "red_slip_days", "stale_status_days")),
    ("Tolerances", "Beyond these a board must decide, where a project has none of its own.",
     ("tolerance_cost_pct", "tolerance_slip_days", "tolerance_scope_pct")),
    ("Triage and assessment", "Beyond these the triage board is red, or counts scores as missing.",
     ("triage_limit", "triage_age_days", "assessors_needed")),
)  # fmt: skip


def form() -> None:
    """Draw the settings and save what was changed."""
    if f"{_FIELD}base_currency" not in st.session_state:
        st.session_state[_SEEN] = data.settings()
    seen: Settings = st.session_state[_SEEN]
    inputs.fill(seen.model_dump(include=set(LABELS)), _FIELD, anew=False)
    for i in range(len(_DAYS)):
        st.session_state.setdefault(f"{_FIELD}day_{i}", seen.working_days[i] == "1")
    is_allowed = may_write("setting")
    with st.form("settings"):
        for title, effect, names in _GROUPS:
            st.subheader(title, anchor=False)
            st.caption(effect)
            with st.container(horizontal=True):
                for name in names:
                    _one(name, is_locked=not is_allowed)
            if title == "Working time":
                _working_days(is_locked=not is_allowed)
        is_sent = st.form_submit_button(
            "Save settings", type="primary", disabled=not is_allowed, key="settings_save",
            help=None if is_allowed else "Only an administrator may change settings.",
        )  # fmt: skip
    if is_sent:
        _save(seen)


def _one(name: str, *, is_locked: bool) -> None:
    with st.container(width=190):
        if name == "fiscal_year_start_month":
            st.selectbox(
                LABELS[name], range(1, 13), format_func=lambda month: _MONTHS[month - 1],
                key=_FIELD + name, disabled=is_locked,
                help="A fiscal year is named by the calendar year in which it ends.",
            )  # fmt: skip
        else:
            inputs.field_input(
                Settings, name, _FIELD + name, label=LABELS[name], is_locked=is_locked
            )


def _working_days(*, is_locked: bool) -> None:
    st.markdown(
        ":small[Working days]", help="Forecast work is spread over these days, without holidays."
    )
    with st.container(horizontal=True):
        for i, day in enumerate(_DAYS):
            st.checkbox(day, key=f"{_FIELD}day_{i}", disabled=is_locked)


def _save(seen: Settings) -> None:
    values = inputs.read(Settings, LABELS, _FIELD)
    marks = (st.session_state[f"{_FIELD}day_{i}"] for i in range(len(_DAYS)))
    values["working_days"] = "".join("1" if is_on else "0" for is_on in marks)
    made, wrong = inputs.made(Settings, values)
    if not isinstance(made, Settings):
        st.error("\n".join(f"- {plain(one)}" for one in wrong), title="Nothing was saved")
        return
    changed = touched(seen, made)
    if not changed:
        st.info("Nothing was changed.", icon=":material/info:")
        return
    attempt(lambda: _put(changed))


def touched(seen: Settings, typed: Settings) -> dict[str, Any]:
    """Return the settings that the user changed; others may have changed the rest meanwhile.

    Examples
    --------
    >>> touched(Settings(), Settings(base_currency="USD"))
    {'base_currency': 'USD'}
    """
    names = [*LABELS, "working_days"]
    return {n: getattr(typed, n) for n in names if getattr(typed, n) != getattr(seen, n)}


def _put(changed: dict[str, Any]) -> str:
    number = session().put_settings(**changed)
    st.session_state[_SEEN] = data.settings()
    if number is None:
        return "It was so already."
    return f"Saved: {', '.join(LABELS.get(name, 'Working days') for name in changed)}."

"""Book hours of a person on a project in a month, change them, release them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import streamlit as st

from pmo_core.errors import PmoError
from pmo_core.jobs import bookings
from pmo_core.model import Booking
from pmo_core.model.resources import BookingKind
from pmo_core.ui import data
from pmo_core.ui.admin_act import may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.errors import tell
from pmo_core.ui.page import as_of
from pmo_core.ui.plan import undo
from pmo_core.ui.text import listed

MAY_NOT = "Bookings are changed by a manager or an administrator."
_OPENED = "booking opened"
_KIND_HELP = "Hard = promised to the project; soft = may be moved by a proposal."


def add_button(key: str, label: str = "Book hours", **start: Any) -> None:
    """Draw the button that opens the form of a new booking.

    Parameters
    ----------
    key : str
        Name of the button.
    label : str
        What it says.
    **start : Any
        Field -> value that is proposed.
    """
    is_able = may_write("booking")
    if st.button(
        label, icon=":material/add:", key=key, disabled=not is_able,
        help=None if is_able else MAY_NOT,
    ):  # fmt: skip
        st.dialog("Book hours")(_add)(start)


def request(**start: Any) -> None:
    """Let `opened` show the form of a new booking when the page is drawn; only in a callback."""
    st.session_state[_OPENED] = start


def request_change(*key: Any) -> None:
    """Let `opened` show a booking when the page is drawn; only in a callback."""
    st.session_state[_OPENED] = key


def opened() -> None:
    """Open what was asked for, if anything was; call it once, at the end of the page."""
    asked = st.session_state.pop(_OPENED, None)
    if isinstance(asked, dict):
        st.dialog("Book hours")(_add)(asked)
    elif asked is not None:
        try:
            booking = repository().get("booking", *asked)
        except PmoError as problem:
            tell(problem)
            return
        assert isinstance(booking, Booking)
        st.dialog("Change a booking")(_change)(booking)


def _add(start: Mapping[str, Any]) -> None:
    with st.form("booking_new", border=False):
        typed = _inputs(start, "new")
        is_sent = _submit("Book", "booking_book")
    if is_sent and _is_whole(typed):
        undo.act(lambda: bookings.book(session(), Booking(**typed)), _said(typed))


def _change(was: Booking) -> None:
    key = "_".join(str(one) for one in was.key_values())
    with st.form(f"booking_{key}", border=False):
        typed = _inputs(was.model_dump(), key)
        with st.container(horizontal=True):
            is_sent = _submit("Save", "booking_save")
            is_released = _submit("Release", "booking_release", is_first=False)
    if is_released:
        undo.act(lambda: bookings.release(session(), was), f"{_said(was.model_dump())} released")
    elif is_sent and _is_whole(typed):
        now = Booking(**{**was.model_dump(), **typed, "source": "manual"})
        undo.act(lambda: bookings.book(session(), now, was), _said(typed))


def _inputs(start: Mapping[str, Any], key: str) -> dict[str, Any]:
    typed: dict[str, Any] = {
        "project": _choice("project", "Project \\*", start, key),
        "person": _choice("person", "Person", start, key) or "",
        "role": _choice("role", "Role \\*", start, key),
    }
    month, hours, kind = st.columns(3)
    with month:
        typed["month_on"] = st.date_input(
            "Month \\*", value=start.get("month_on") or as_of(), format="YYYY-MM-DD",
            key=f"booking_month_{key}", help="Any day of the month.",
        )  # fmt: skip
    with hours:
        typed["hours"] = _hours(start.get("hours"), key)
    with kind:
        kinds = list(get_args(BookingKind))
        typed["kind"] = st.selectbox(
            "Kind", kinds, index=kinds.index(start.get("kind", "soft")), help=_KIND_HELP,
            key=f"booking_kind_{key}",
        )  # fmt: skip
    reason = st.text_input(
        "Why", value=start.get("reason") or "", key=f"booking_reason_{key}",
        placeholder="e.g. knows the interface",
    )  # fmt: skip
    return typed | {"reason": reason.strip() or None}


def _choice(register: str, label: str, start: Mapping[str, Any], key: str) -> str | None:
    names = data.derived(
        f"booking {register}", lambda: dict(data.table(register).select("code", "name").rows())
    )
    codes = list(names)
    kept = start.get(register)
    chosen: str | None = st.selectbox(
        label, codes, index=codes.index(kept) if kept in names else None,
        format_func=lambda code: f"{code}  {names[code]}", key=f"booking_{register}_{key}",
        placeholder="Nobody named" if register == "person" else "Type a code or a name",
    )  # fmt: skip
    return chosen


def _hours(given: Decimal | float | None, key: str) -> Decimal | None:
    """Draw the input of hours; hours that nobody touched come back to the last digit."""
    kept = None if given is None else Decimal(str(given))
    start = None if kept is None else float(kept)
    typed = st.number_input(
        "Hours \\*",
        value=start,
        min_value=0.0,
        max_value=99_999.0,
        step=8.0,
        format="%g",
        key=f"booking_hours_{key}",
    )
    return kept if typed == start else None if typed is None else Decimal(f"{typed:.4f}")


def _submit(label: str, key: str, *, is_first: bool = True) -> bool:
    is_able = may_write("booking")
    return st.form_submit_button(
        label, type="primary" if is_first else "secondary", key=key, disabled=not is_able,
        help=None if is_able else MAY_NOT,
    )  # fmt: skip


def _is_whole(typed: Mapping[str, Any]) -> bool:
    names = {"project": "Project", "role": "Role", "month_on": "Month", "hours": "Hours"}
    missing = [label for name, label in names.items() if not typed[name]]
    if missing:
        st.error(f"{listed(missing)} must be given.", title="Nothing was saved yet")
    return not missing


def _said(typed: Mapping[str, Any]) -> str:
    month: date = typed["month_on"]
    hours = f"{typed['hours'].normalize():f} h {typed['kind']}"
    who = typed["person"] or typed["role"]
    return f"{who} on {typed['project']} in {month:%Y-%m}: {hours}"


__all__ = ["MAY_NOT", "add_button", "opened", "request", "request_change"]

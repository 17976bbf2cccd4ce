"""What the page of load is asked: rows, periods, what counts and filters; held in the address."""

from collections.abc import Callable
from datetime import date
from typing import Any, get_args

import streamlit as st

from pmo_core.analysis.capacity.plan import Unit
from pmo_core.ui import data
from pmo_core.ui.filters import named
from pmo_core.ui.page import as_of
from pmo_core.ui.plan.load_data import By, Choice, Count, begin

_COUNT_HELP = (
    "Hard: bookings that are promised. Booked: soft ones, too, which may be moved. All: also what "
    "roles are asked for and nobody is booked for; a project counts with the larger of what it "
    "asks for and what is booked for it."
)
_MORE = ("load_role", "load_team", "load_department")
_COUNTED = (*_MORE, "load_search", "load_proposed")


def choose() -> Choice:
    """Draw the controls and return what was chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="load_controls"):
        by = _segments("Rows", "by", get_args(By), str.capitalize)
        unit = _segments("Periods", "unit", ("month", "week"), lambda one: f"{one.capitalize()}s")
        if by == "role":
            count = _segments("What counts", "count", get_args(Count), str.capitalize, _COUNT_HELP)
        else:  # only roles have open demand
            counts = get_args(Count)[1:]
            count = _segments("What counts", "bookings", counts, str.capitalize, _COUNT_HELP)
        first, chosen, with_proposed, search = _more(by, unit)
        if search or any(chosen.values()):
            st.button("Clear", icon=":material/close:", type="tertiary", on_click=_clear)
    return Choice(by, unit, first, count, with_proposed, search, **chosen)


def row() -> str | None:
    """Return the code of the row in the address; empty = people without team or department."""
    return st.query_params.get("row")


def period() -> date | None:
    """Return the period in the address, None where none was chosen or it is no day."""
    return _day(st.query_params.get("period", ""))


def months(choice: Choice, *days: str) -> tuple[str, ...]:
    """Return which columns of a table hold months: these days where periods are months."""
    return ("month_on", *days) if choice.unit == "month" else ("month_on",)


def open_row(code: str, by: By | None = None, on: date | None = None) -> None:
    """Show one row, in one period or in all; only in a callback."""
    if by is not None:
        st.query_params["by"] = by
    st.query_params["row"] = code
    st.query_params.pop("period", None)
    if on is not None:
        st.query_params["period"] = on.isoformat()


def close_row() -> None:
    """Show all rows again; only in a callback."""
    for name in ("row", "period"):
        st.query_params.pop(name, None)


def all_periods() -> None:
    """Show the row in all periods; only in a callback."""
    st.query_params.pop("period", None)


def _segments(
    label: str, name: str, options: tuple[Any, ...], show: Callable[[Any], str], about: str = ""
) -> Any:
    """Draw a choice that stands in the address under its code, not under its label."""
    key = f"load_{name}"
    asked = st.query_params.get(name)
    if asked in options:
        st.session_state[key] = asked
    return st.segmented_control(
        label, options, default=None if key in st.session_state else options[0], required=True,
        format_func=show, key=key, help=about or None, on_change=_into_address, args=(name, key),
    )  # fmt: skip


def _into_address(name: str, key: str) -> None:
    value = st.session_state[key]
    if value is not None:
        st.query_params[name] = str(value)
    if name in ("by", "unit"):
        st.query_params.pop("period", None)
    if name == "by":
        st.query_params.pop("row", None)


def _more(by: By, unit: Unit) -> tuple[date, dict[str, tuple[str, ...]], bool, str]:
    """Draw what is needed less often: a search, the first period, filters, proposals."""
    asked = _day(st.query_params.get("from", ""))
    usual = as_of()
    n_more = sum(bool(st.session_state.get(key)) for key in _COUNTED)
    n_more += asked is not None
    with st.popover(f"More filters ({n_more})" if n_more else "More filters"):
        search = st.text_input(
            "Search", key="load_search", icon=":material/search:", width=260, bind="query-params",
            placeholder="Code or name",
        )  # fmt: skip
        first = st.date_input(
            "From", value=asked or usual, key="load_from", format="YYYY-MM-DD",
            on_change=_into_address, args=("from", "load_from"),
            help="A day in the first period that is shown.",
        )  # fmt: skip
        chosen = {"roles": _multi("Role", "role")}
        if by != "role":
            chosen["teams"] = _multi("Team", "team")
            chosen["departments"] = _multi("Department", "department")
        with_proposed = st.checkbox(
            "Count proposed projects", key="load_proposed", bind="query-params",
            help="What projects ask for that nobody has approved yet.",
        )  # fmt: skip
    return begin(first or usual, unit), chosen, with_proposed, search.strip()


def _multi(label: str, register: str) -> tuple[str, ...]:
    labels = data.derived(f"filter {register}", named(register))
    return tuple(
        st.multiselect(
            label, list(labels), key=f"load_{register}", placeholder="All", width=260,
            format_func=lambda code: labels.get(code, code), bind="query-params",
        )
    )  # fmt: skip


def _clear() -> None:
    st.session_state["load_search"] = ""
    for key in _MORE:
        st.session_state[key] = []


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


__all__ = ["all_periods", "choose", "close_row", "months", "open_row", "period", "row"]

"""What the page of capacity is asked: periods, roles, what counts; held in the address."""

from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from pmo_core.analysis.capacity.plan import Unit
from pmo_core.jobs.capacity_plan import Window
from pmo_core.ui import data
from pmo_core.ui.filters import named
from pmo_core.ui.page import as_of

SHORTAGE = "shortage"
_LENGTHS = {"3 months": 3, "6 months": 6, "12 months": 12, "24 months": 24}
_UNITS: dict[str, Unit] = {"Months": "month", "Weeks": "week"}


@dataclass(frozen=True)
class Choice:
    """What is looked at.

    Parameters
    ----------
    window : Window
        Periods, how long each is, and whether proposed projects count.
    roles : tuple of str
        Codes; none = all. All roles are proven together; these alone are shown.
    """

    window: Window
    roles: tuple[str, ...]


def choose() -> Choice:
    """Draw the controls and return what was chosen."""
    labels = data.derived("filter role", named("role"))
    with st.container(horizontal=True, vertical_alignment="bottom", key="capacity_controls"):
        first = st.date_input(
            "From", value=as_of(), key="capacity_from", format="YYYY-MM-DD", width=150,
            bind="query-params", help="A day in the first period.",
        )  # fmt: skip
        length = st.selectbox(
            "For", list(_LENGTHS), index=1, key="capacity_for", width=130, bind="query-params"
        )  # fmt: skip
        unit = st.selectbox(
            "Periods", list(_UNITS), key="capacity_periods", width=130, bind="query-params",
            help="Demand and bookings are kept by month; weeks show where within it is tight.",
        )  # fmt: skip
        roles = st.multiselect(
            "Roles", list(labels), key="capacity_roles", placeholder="All", width=260,
            format_func=lambda code: labels.get(code, code), bind="query-params",
            help="All roles are proven together, as people may fill several; these are shown.",
        )  # fmt: skip
        with_proposed = st.checkbox(
            "Count proposed projects", key="capacity_proposed", bind="query-params",
            help="What projects ask for that nobody has approved yet.",
        )  # fmt: skip
    window = window_of(first or as_of(), _LENGTHS[length], _UNITS[unit], with_proposed)
    return Choice(window, tuple(roles))


def window_of(first: date, n_months: int, unit: Unit, with_proposed: bool = False) -> Window:
    """Return so many months from the one of a day on; by week from the Monday of its week.

    Examples
    --------
    >>> window_of(date(2026, 11, 24), 3, "month").last
    datetime.date(2027, 1, 31)
    >>> window_of(date(2026, 11, 24), 3, "week").first
    datetime.date(2026, 11, 23)
    """
    day = pl.Series([first])
    begin = day.dt.truncate("1mo" if unit == "month" else "1w").item()
    last = day.dt.truncate("1mo").dt.offset_by(f"{n_months - 1}mo").dt.month_end().item()
    return Window(begin, last, unit, with_proposed)


def shortage() -> str | None:
    """Return the name of the shortage in the address."""
    return st.query_params.get(SHORTAGE)


__all__ = ["SHORTAGE", "Choice", "choose", "shortage", "window_of"]

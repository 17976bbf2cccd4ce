"""Milestones as a file that calendars take in."""

from collections.abc import Callable
from datetime import UTC, datetime

import polars as pl
import streamlit as st

from pmo_core.exchange.ical import calendar

_DAYS = {"planned_on": "Planned", "forecast_on": "Forecast", "achieved_on": "Achieved"}


def download(milestones: Callable[[], pl.DataFrame], key: str, file_name: str) -> None:
    """Offer milestones as an iCalendar file, made when the user asks for it.

    Parameters
    ----------
    milestones : callable
        Gives at least one row: project, project_name, code, name, planned_on, forecast_on,
        achieved_on, expected_on.
    key : str
        Name of the button on its page.
    file_name : str
        Name of the file without its ending.
    """
    st.download_button(
        "Calendar",
        data=lambda: calendar(
            events(milestones()), name="Milestones", stamp=datetime.now(UTC)
        ),
        file_name=f"{file_name}.ics",
        mime="text/calendar",
        key=key,
        icon=":material/event:",
        type="tertiary",
        on_click="ignore",
        help="Download the milestones as a calendar (.ics): each on the day on which it was "
        "reached, else is expected, else was planned. Taken in again, they move.",
    )  # fmt: skip


def events(milestones: pl.DataFrame) -> pl.DataFrame:
    """Return milestones as `exchange.ical.calendar` takes them; the words name all three days.

    Examples
    --------
    >>> from datetime import date
    >>> one = pl.DataFrame({"project": ["P-1"], "project_name": ["Portal"], "code": ["M1"],
    ...     "name": ["Pilot"], "planned_on": [date(2026, 5, 29)], "forecast_on": [None],
    ...     "achieved_on": [date(2026, 6, 5)], "expected_on": [date(2026, 6, 5)]})
    >>> events(one).select("key", "summary", "is_certain").row(0)
    ('milestone P-1 M1', 'Pilot (Portal)', True)
    """
    told = [
        pl.format(f"{word}: {{}}", pl.col(name).cast(pl.Date).dt.strftime("%Y-%m-%d"))
        for name, word in _DAYS.items()
    ]
    milestone = pl.format("Milestone {} of {}", "code", "project")
    return milestones.select(
        key=pl.format("milestone {} {}", "project", "code"),
        on="expected_on",
        summary=pl.format("{} ({})", "name", pl.coalesce("project_name", "project")),
        description=pl.concat_str(milestone, *told, separator="\n", ignore_nulls=True),
        is_certain=pl.col("achieved_on").is_not_null(),
    )


__all__ = ["download", "events"]

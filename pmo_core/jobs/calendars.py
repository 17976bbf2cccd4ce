"""When work can be done: the calendars that are kept, as the analysis takes them."""

import polars as pl

from pmo_core.analysis.work_time import DEFAULT, Dated
from pmo_core.analysis.working_days import Calendar
from pmo_core.jobs.facts import Source


def work_time(source: Source) -> Dated:
    """Return all working calendars; the default one is that of the settings and the holidays."""
    standard = Calendar.of(source.settings(), source.table("holiday"))
    days = source.table("calendar_day").sort("day")
    calendars, extra = {DEFAULT: standard}, {}
    for code, mask, has_holidays in source.table("calendar").select(
        "code", "working_days", "has_holidays"
    ).sort("code").iter_rows():  # fmt: skip
        own = days.filter(pl.col("calendar") == code)
        off = own.filter(~pl.col("is_worked"))["day"].to_list()
        holidays = standard.holidays if has_holidays else ()
        calendars[code] = Calendar(mask, tuple(sorted({*holidays, *off})))
        extra[code] = own.filter("is_worked")["day"].to_list()
    return Dated(calendars, extra)


__all__ = ["work_time"]

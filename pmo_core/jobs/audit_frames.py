"""Tables that audit rules can read besides the registers, each made when a rule first names it."""

import re
from collections.abc import Callable, Mapping
from datetime import date

import polars as pl

from pmo_core.analysis.earned_value import indices
from pmo_core.jobs.facts import Source
from pmo_core.jobs.measured import Once, measured
from pmo_core.jobs.schedule import schedule
from pmo_core.store import Repository


class Frames:
    """The tables as of a day, each made once.

    Parameters
    ----------
    repo : Repository
        What they are made from.
    as_of : date
        Day of all figures.
    """

    def __init__(self, repo: Repository, as_of: date) -> None:
        self._repo, self._source, self._as_of = repo, Once(repo), as_of
        self._made: dict[str, pl.DataFrame] = {}

    def named_in(self, text: str) -> dict[str, pl.DataFrame]:
        """Return those tables that a question names."""
        words = set(re.findall(r"\w+", text.lower()))
        return {name: self._get(name) for name in NAMES if name in words}

    def _get(self, name: str) -> pl.DataFrame:
        if name not in self._made:
            if name == _REMARK:
                self._made[name] = self._repo.ask("select * from import_remark order by all").frame
            else:
                self._made[name] = _MAKERS[name](self._source, self._as_of)
        return self._made[name]


def scheduled_task(source: Source, as_of: date) -> pl.DataFrame:
    """Return the elements of all open projects with their dates and floats.

    Columns: project, code, name, is_summary, is_milestone, duration_days (working days; null for
    summaries), early_start, early_finish, total_float, free_float (working days), is_critical,
    planned_start, planned_finish, actual_start, actual_finish, percent_complete.
    """
    return schedule(source, as_of).tasks.filter(pl.col("code") != "").select(
        "project", "code", "name", "is_summary", "is_milestone", "early_start", "early_finish",
        "total_float", "free_float", "is_critical", "planned_start", "planned_finish",
        "actual_start", "actual_finish", "percent_complete", duration_days="duration",
    )  # fmt: skip


def earned_status(source: Source, as_of: date) -> pl.DataFrame:
    """Return earned value of all projects on all their data dates.

    Columns: project, data_date, bac, pv, ev, ac (base currency), cpi, spi, spi_t; null = not known.
    """
    return indices(measured(source, as_of)).select(
        "project", "data_date", "bac", "pv", "ev", "ac", "cpi", "spi", "spi_t"
    )


_REMARK = "import_remark"
_MAKERS: Mapping[str, Callable[[Source, date], pl.DataFrame]] = {
    "scheduled_task": scheduled_task, "earned_status": earned_status,
}  # fmt: skip
NAMES = (*_MAKERS, _REMARK)
"""The tables there are."""

__all__ = ["NAMES", "Frames", "earned_status", "scheduled_task"]

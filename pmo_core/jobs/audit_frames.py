"""Tables that audit rules can read besides the registers, each made when a rule first names it."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property

import polars as pl

from pmo_core.analysis.dcma import Assessed
from pmo_core.analysis.earned_value import indices
from pmo_core.jobs import audit_conformance, dcma
from pmo_core.jobs.measured import Once, measured
from pmo_core.jobs.schedule import PlanFrames, baselines_of, plan_frames, scheduled
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
            self._made[name] = _MAKERS[name](self)
        return self._made[name]

    @cached_property
    def _plan(self) -> PlanFrames:
        """Tasks and links of all open projects, from which most of the tables are made."""
        return plan_frames(self._source, self._as_of)

    @cached_property
    def _assessed(self) -> Assessed:
        return dcma.assessed(self._source, self._as_of, self._plan)

    def scheduled_task(self) -> pl.DataFrame:
        """Return the elements of all open projects with their dates and floats.

        Columns: project, code, name, is_summary, is_milestone, duration_days (working days; null
        for summaries), early_start, early_finish, total_float, free_float (working days),
        is_critical, planned_start, planned_finish, actual_start, actual_finish, percent_complete.
        """
        baseline = baselines_of(self._source, self._as_of)
        tasks = scheduled(self._plan, baseline, self._as_of).tasks
        begun = self._plan.tasks.select("project", "code", "actual_start", "actual_finish")
        tasks = tasks.join(begun, on=["project", "code"], how="left", maintain_order="left")
        return tasks.filter(pl.col("code") != "").select(
            "project", "code", "name", "is_summary", "is_milestone", "early_start", "early_finish",
            "total_float", "free_float", "is_critical", "planned_start", "planned_finish",
            "actual_start", "actual_finish", "percent_complete", duration_days="duration",
        )  # fmt: skip

    def earned_status(self) -> pl.DataFrame:
        """Return earned value of all projects on all their data dates.

        Columns: project, data_date, bac, pv, ev, ac (base currency), cpi, spi, spi_t; null = not
        known.
        """
        return indices(measured(self._source, self._as_of)).select(
            "project", "data_date", "bac", "pv", "ev", "ac", "cpi", "spi", "spi_t"
        )

    def dcma_check(self) -> pl.DataFrame:
        """Return the 14 checks of the schedules of all open projects; see `analysis.dcma`."""
        return self._assessed.checks

    def dcma_item(self) -> pl.DataFrame:
        """Return the tasks and links that fail these checks; see `analysis.dcma`."""
        return self._assessed.items

    def link_circle(self) -> pl.DataFrame:
        """Return the circles in which links run; see `dcma.link_circles`."""
        return dcma.link_circles(self._plan)

    def broken_baseline_link(self) -> pl.DataFrame:
        """Return links that their baseline does not keep; see `dcma.broken_baseline_links`."""
        return dcma.broken_baseline_links(self._source, self._as_of, self._plan)

    def import_remark(self) -> pl.DataFrame:
        """Return what imports noted about lines: change, line, code, field, value, message."""
        return self._repo.ask("select * from import_remark order by all").frame

    def charter_standing(self) -> pl.DataFrame:
        """Return where all charters stand; see `audit_conformance.charter_standing`."""
        return audit_conformance.charter_standing(self._source, self._as_of)

    def open_exception(self) -> pl.DataFrame:
        """Return the broken tolerances; see `audit_conformance.open_exception`."""
        return audit_conformance.open_exception(self._source, self._as_of)


_MAKERS: Mapping[str, Callable[[Frames], pl.DataFrame]] = {
    "scheduled_task": Frames.scheduled_task, "earned_status": Frames.earned_status,
    "dcma_check": Frames.dcma_check, "dcma_item": Frames.dcma_item,
    "link_circle": Frames.link_circle, "broken_baseline_link": Frames.broken_baseline_link,
    "import_remark": Frames.import_remark, "charter_standing": Frames.charter_standing,
    "open_exception": Frames.open_exception,
}  # fmt: skip
NAMES = tuple(_MAKERS)
"""The tables there are."""

__all__ = ["NAMES", "Frames"]

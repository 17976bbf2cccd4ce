"""What audit rules about conformance ask of the pages: where charters stand, and exceptions."""

from datetime import date

import polars as pl

from pmo_core.analysis import charter
from pmo_core.jobs import exceptions, facts, methods
from pmo_core.jobs.facts import Source


def charter_standing(source: Source, as_of: date) -> pl.DataFrame:
    """Return where the charter of each project stands, as its page says it.

    Columns: project, charter_state (none, draft, in approval, approved, outdated), n_approved,
    n_required, author; approvals after as_of do not count.
    """
    given = source.table("charter_approval").filter(pl.col("approved_at").dt.date() <= as_of)
    return charter.standing(source.table("charter"), given, methods.figures(source, as_of))


def open_exception(source: Source, as_of: date) -> pl.DataFrame:
    """Return the broken tolerances of all open projects, as the page of exceptions has them.

    Columns: project, manager, measure (cost, time, scope), deviation, tolerated, deviation_unit,
    since_on, age_days, n_reports, exception_state ("open" or "decided"), decided_on, board.
    """
    found = exceptions.exceptions(source, facts.portfolio(source, as_of), as_of)
    return found.select(
        "project", "manager", "measure", "deviation", "tolerated", "deviation_unit", "since_on",
        "age_days", "n_reports", "exception_state", "decided_on", "board",
    )  # fmt: skip


__all__ = ["charter_standing", "open_exception"]

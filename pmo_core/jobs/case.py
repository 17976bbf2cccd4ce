"""From the store to a case: everything that a selection depends on, as of a day."""

from datetime import date

import polars as pl

from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.gather import gather
from pmo_core.jobs import facts
from pmo_core.jobs.facts import Source

_REGISTERS = (
    "benefit", "capacity", "contribution", "criterion", "demand", "funding", "link", "rate",
    "score", "selection_rule",
)  # fmt: skip


def case_of(source: Source, as_of: date) -> Case:
    """Return the case of a day, from a repository.

    Parameters
    ----------
    source : Source
        A `Repository`, or anything that reads like one.
    as_of : date
        The data date.
    """
    projects = facts.portfolio(source, as_of)
    return case_from(source, projects, facts.costs(source, projects, as_of)[0], as_of)


def case_from(source: Source, projects: pl.DataFrame, costs: pl.DataFrame, as_of: date) -> Case:
    """Return the case of a day from figures that are known already.

    Parameters
    ----------
    source : Source
        Where the registers are read from.
    projects, costs : polars.DataFrame
        What `facts.portfolio` and `facts.costs` returned for the day.
    as_of : date
        The data date.
    """
    registers = {name: source.table(name) for name in _REGISTERS}
    return gather(projects, costs, registers, settings=source.settings(), as_of=as_of)


__all__ = ["case_from", "case_of"]

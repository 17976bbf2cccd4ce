"""Where the store and the analysis meet: how far the figures of all projects can be trusted."""

from datetime import date

import polars as pl

from pmo_core.analysis.trust import REGISTERS
from pmo_core.analysis.trust import trust as rated
from pmo_core.jobs.facts import Source


def trust(source: Source, projects: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return one row per project; see `analysis.trust.trust`.

    Parameters
    ----------
    source : Source
        Where frames are read from.
    projects : polars.DataFrame
        What `jobs.facts.portfolio` returned for the same day.
    as_of : date
        Day that the figures speak of.
    """
    return rated(
        projects,
        {name: source.table(name) for name in REGISTERS},
        source.query("last_posted", as_of=as_of),
        as_of=as_of,
        settings=source.settings(),
    )


__all__ = ["trust"]

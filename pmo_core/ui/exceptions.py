"""What left its tolerance, for all pages that say so."""

from datetime import date

import polars as pl

from pmo_core.jobs import exceptions as jobs
from pmo_core.ui import data, facts


def exceptions(as_of: date) -> pl.DataFrame:
    """Return one row per broken tolerance, the longest broken first; see `jobs.exceptions`."""
    return data.derived(
        "exceptions", lambda: jobs.exceptions(data, facts.portfolio(as_of), as_of), as_of=as_of
    )


__all__ = ["exceptions"]

"""Which numbers lines of actuals have that nothing else tells apart."""

import duckdb
import polars as pl

from pmo_core.model import Actual
from pmo_core.store.sql import columns

GROUP = tuple(name for name in Actual.key if name != "entry")
"""The key of an actual line without its entry."""


def kept_entries(cursor: duckdb.DuckDBPyConnection, lines: pl.DataFrame) -> pl.DataFrame:
    """Return the kept actuals whose key is, but for the entry, that of one of the lines.

    Parameters
    ----------
    cursor : duckdb.DuckDBPyConnection
        Where the actuals are kept.
    lines : polars.DataFrame
        At least the columns of `GROUP`.

    Returns
    -------
    polars.DataFrame
        The columns of `GROUP`, `entry` and `line`.
    """
    cursor.register("asked_lines", lines.select(GROUP).unique())
    same = " and ".join(f"kept.{name} = asked.{name}" for name in GROUP)
    found: pl.DataFrame = cursor.sql(
        f"select {columns((*GROUP, 'entry', 'line'), 'kept')} from actual as kept "
        f"semi join asked_lines as asked on {same}"
    ).pl()
    cursor.unregister("asked_lines")
    schema = Actual.polars_schema()
    return found.cast({name: schema[name] for name in found.columns})

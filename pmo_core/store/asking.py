"""A question that the program itself asks: what shipped audit rules look for."""

import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl

from pmo_core.errors import Refused
from pmo_core.store.recovery import is_fatal

_NOT_OURS = (duckdb.OutOfMemoryException, duckdb.ConnectionException)
"""What the instance itself turns into a sentence."""


@dataclass(frozen=True)
class Asked:
    """The answer to a question.

    Parameters
    ----------
    frame : polars.DataFrame
        Its rows.
    seconds : float
        Time that it took.
    """

    frame: pl.DataFrame
    seconds: float


def ask(
    cursor: duckdb.DuckDBPyConnection,
    sql: str,
    params: Mapping[str, Any],
    frames: Mapping[str, pl.DataFrame],
) -> Asked:
    """Ask on a cursor of the store; see `Repository.ask`."""
    began = time.perf_counter()
    try:
        for name, frame in frames.items():
            cursor.register(name, frame)
        found: pl.DataFrame = cursor.sql(sql, params=standing_in(sql, params) or None).pl()
    except duckdb.Error as error:
        if isinstance(error, _NOT_OURS) or is_fatal(error):
            raise
        raise Refused(f"The question cannot be answered: {str(error).splitlines()[0]}") from error
    finally:
        for name in frames:
            with suppress(duckdb.Error):  # after an error the transaction takes no more statement
                cursor.unregister(name)
    return Asked(found, time.perf_counter() - began)


def standing_in(sql: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters whose names stand in the text; the engine takes no others.

    Examples
    --------
    >>> standing_in("select $days", {"days": 45, "day": 1})
    {'days': 45}
    """
    named = set(re.findall(r"\$(\w+)", sql))
    return {name: value for name, value in params.items() if name in named}


__all__ = ["Asked", "ask", "standing_in"]

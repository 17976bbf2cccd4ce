"""What a question may look at goes into a file of its own, and its answer becomes a frame."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pmo_core.errors import Refused, StoreUnavailable
from pmo_core.store.sql import columns

_MEMORY = "256MiB"
_PLAIN = {"BOOLEAN": pl.Boolean(), "FLOAT": pl.Float64(), "DOUBLE": pl.Float64()}
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER",
          "UBIGINT", "HUGEINT", "UHUGEINT")  # fmt: skip
_LARGEST = 2**63 - 1


def write(
    cursor: duckdb.DuckDBPyConnection,
    path: Path,
    registers: Mapping[str, Iterable[str]],
    frames: Mapping[str, pl.DataFrame],
) -> None:
    """Write the rows that hold now, and frames, to a new database file.

    They stream: no register is ever in memory as a whole.

    Parameters
    ----------
    cursor : duckdb.DuckDBPyConnection
        Where the registers are read.
    path : Path
        File that does not exist yet.
    registers : mapping of str to iterable of str
        Register -> fields of it; each becomes a table of its name.
    frames : mapping of str to polars.DataFrame
        Further tables by name.

    Raises
    ------
    StoreUnavailable
        The disk is full.
    """
    config: dict[str, Any] = {"memory_limit": _MEMORY, "temp_directory": str(path.parent)}
    try:
        with duckdb.connect(str(path), config=config) as made:
            for register, fields in registers.items():
                rows = cursor.sql(f"select {columns(fields)} from {register}").to_arrow_reader()
                _keep(made, register, rows)
            for name, frame in frames.items():
                _keep(made, name, frame)
    except duckdb.Error as error:  # of the copy: what is kept has nothing to do with it
        raise StoreUnavailable(
            "The data of the question could not be copied.", "Free some space and try again."
        ) from error


def _keep(made: duckdb.DuckDBPyConnection, table: str, rows: Any) -> None:
    made.register("given", rows)
    made.execute(f'create table "{table}" as select * from given')
    made.unregister("given")


def frame(answer: Mapping[str, Any]) -> pl.DataFrame:
    """Return the answer of the process as a frame.

    Whole numbers that no column of 64 bits holds become floats; lists, structures, intervals and
    the like stand as text.

    Raises
    ------
    Refused
        Two columns have the same name.

    Examples
    --------
    >>> frame({"columns": ["day", "n"], "types": ["DATE", "INTEGER"], "rows": [["2026-01-31", 1]]})
    shape: (1, 2)
    ┌────────────┬─────┐
    │ day        ┆ n   │
    │ ---        ┆ --- │
    │ date       ┆ i64 │
    ╞════════════╪═════╡
    │ 2026-01-31 ┆ 1   │
    └────────────┴─────┘
    """
    names, rows = answer["columns"], answer["rows"]
    twice = next((name for at, name in enumerate(names) if name in names[:at]), None)
    if twice is not None:
        raise Refused(f"Two columns of the answer are called {twice!r}.", "Name one with `as`.")
    values = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pl.DataFrame([
        _series(name, kind, column)
        for name, kind, column in zip(names, answer["types"], values, strict=True)
    ])  # fmt: skip


def _series(name: str, kind: str, values: tuple[Any, ...]) -> pl.Series:
    """Return a column of the answer, typed as the engine calls it; what is unknown is text."""
    if kind in _WHOLE:
        fits = all(one is None or abs(one) <= _LARGEST for one in values)
        numbers = values if fits else [None if one is None else float(one) for one in values]
        return pl.Series(name, numbers, dtype=pl.Int64 if fits else pl.Float64)
    plain = pl.Series(name, values, dtype=_PLAIN.get(kind, pl.String()))
    if kind == "DATE":
        return plain.str.to_date("%Y-%m-%d", strict=False)
    if kind.startswith("DECIMAL"):
        return plain.cast(pl.Decimal(38, int(kind.rstrip(")").rpartition(",")[2])))
    if kind.startswith("TIMESTAMP"):
        return plain.str.to_datetime(time_unit="us", strict=False)
    return plain


__all__ = ["frame", "write"]

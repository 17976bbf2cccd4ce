"""The shape of a table: proposed from what stands in it, applied as the mapping remembers it."""

from typing import Any

from pmo_core.errors import Finding, Refused
from pmo_core.exchange import gates
from pmo_core.exchange.guard import without_guard
from pmo_core.exchange.periods import is_without_year
from pmo_core.exchange.table import Table
from pmo_core.exchange.transposed import propose_transposed, turn
from pmo_core.exchange.wide import propose_wide, unpivot

Shape = dict[str, Any]
BY_PERIOD = frozenset(("actual", "budget_line", "demand", "capacity", "booking"))
"""Registers whose files may have a column per period."""


def propose_shape(
    table: Table, register: str, start_month: int = 1
) -> tuple[Shape, tuple[Finding, ...]]:
    """Return how a table has to be reshaped for a register, with what to know about it.

    Returns
    -------
    dict
        As `Mapping.shape` keeps it; empty where the table stays as it is.
    tuple of Finding
    """
    if register in BY_PERIOD:
        shape, findings = propose_wide(table, register, start_month)
        if shape:
            return shape, findings
    if register == gates.REGISTER:
        shape, findings = gates.propose_gates(table)
        if shape:
            return shape, findings
    return propose_transposed(table, register)


def reshape(table: Table, shape: Shape) -> Table:
    """Return the table in the shape that a mapping speaks of; an empty shape leaves it.

    The guard that our own CSV exports put before formulas is taken off first (`without_guard`).

    Examples
    --------
    >>> import polars as pl
    >>> from pmo_core.exchange.table import Dialect, LineCount
    >>> frame = pl.DataFrame({"_line": [2], "Project": ["P1"], "Jan 26": ["5"], "Feb 26": [""]})
    >>> table = Table(frame, tuple(frame.columns[1:]), Dialect(), LineCount(), pl.DataFrame())
    >>> shape = {"kind": "wide", "periods": ["Jan 26", "Feb 26"], "measure": "Hours"}
    >>> reshape(table, shape).frame.rows()
    [(2, 'P1', '2026-01-01', '5'), (2, 'P1', '2026-02-01', '')]
    >>> turned = reshape(table, {"kind": "transposed"})
    >>> turned.header, turned.frame.rows()
    (('Project', 'P1'), [(2, 'Jan 26', '5'), (3, 'Feb 26', '')])
    >>> shape = {"kind": "gates", "gates": ["Feb 26", "Jan 26"]}
    >>> reshape(table, shape).frame.rows()
    [(2, 'P1', 'Feb 26', '1', ''), (2, 'P1', 'Jan 26', '2', '5')]
    """
    table = without_guard(table)
    kind = shape.get("kind", "")
    if not kind:
        return table
    if kind == "wide":
        return unpivot(table, shape)
    if kind == "gates":
        return gates.unpivot_gates(table, shape)
    if kind == "transposed":
        return turn(table, shape)
    raise Refused(f"The mapping asks for the unknown shape {kind!r}.")


def lacks_year(shape: Shape) -> bool:
    """Return whether a column per period names no year, and none has been given.

    Examples
    --------
    >>> shape = {"kind": "wide", "periods": ["P01", "P02"]}
    >>> lacks_year(shape), lacks_year({**shape, "year": "2026"})
    (True, False)
    """
    return not shape.get("year") and any(is_without_year(name) for name in shape.get("periods", ()))


def needs_whole_table(shape: Shape) -> bool:
    """Return whether a shape can only be applied to the whole table, not piece by piece.

    Examples
    --------
    >>> needs_whole_table({"kind": "transposed"}), needs_whole_table({"kind": "wide"})
    (True, False)
    """
    return bool(shape.get("kind", "") == "transposed")

"""Rows in the order in which people count their codes: 1.2 before 1.10."""

import polars as pl

from pmo_core.model.codes import sort_key


def by_code(frame: pl.DataFrame, name: str = "code") -> pl.DataFrame:
    """Return the frame sorted by the structure of a code.

    Parameters
    ----------
    frame : polars.DataFrame
        Rows; a code that is null comes last.
    name : str
        Column of the code.

    Examples
    --------
    >>> by_code(pl.DataFrame({"code": ["1.10", "2", None, "1.2"]}))["code"].to_list()
    ['1.2', '1.10', '2', None]
    """
    codes = frame[name].to_list()
    order = sorted(range(len(codes)), key=lambda i: (codes[i] is None, sort_key(codes[i] or "")))
    return frame[order]

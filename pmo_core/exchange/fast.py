"""Parse lines that were proved to be regular, with the engine's CSV reader."""

import io

import polars as pl

from pmo_core.exchange.table import LINE


def parse(data: bytes, names: tuple[str, ...], delimiter: str, quote: str) -> pl.DataFrame:
    r"""Read regular lines as text columns.

    Parameters
    ----------
    data : bytes
        UTF-8, one record per line, each with exactly as many fields as there are names, quotes
        only around fields (see `count.lines`). The caller has proved this: the engine fills short
        lines silently.
    names : tuple of str
        Column names, unique.
    delimiter, quote : str
        One ASCII character each, or nothing.

    Returns
    -------
    polars.DataFrame
        String columns; an empty cell, quoted or not, is null. No rows at all when the engine finds
        the lines irregular: the caller counts.

    Examples
    --------
    >>> parse(b'1,""\n007,"a,b"\n', ("x", "y"), ",", '"').rows()
    [('1', None), ('007', 'a,b')]
    """
    schema = dict.fromkeys(names, pl.String)
    try:
        frame = pl.read_csv(
            io.BytesIO(data),
            has_header=False,
            schema=schema,
            separator=delimiter or "\x1f",
            quote_char=quote or None,
            infer_schema=False,
            raise_if_empty=False,
        )
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
        return pl.DataFrame(schema=schema)
    if quote and quote.encode() * 2 in data:
        frame = frame.with_columns(pl.all().replace("", None))
    return frame


def with_lines(frame: pl.DataFrame, numbers: pl.Series) -> pl.DataFrame:
    """Put the file line of each record first."""
    return frame.select(numbers.cast(pl.Int64).alias(LINE), pl.all())

"""Rows to begin with, as files in data/: methods, planning templates and coding structures."""

from functools import cache
from pathlib import Path

import polars as pl

from pmo_core.model import REGISTERS

_FOLDER = Path(__file__).resolve().parents[2] / "data"


@cache
def initial(register: str) -> pl.DataFrame:
    """Return the rows of a register that come with the product, typed as its record says.

    Parameters
    ----------
    register : {"method_element", "template", "template_item", "code_part"}
        Its file is data/<register>s.csv.

    Examples
    --------
    >>> "WEB" in initial("template")["code"]
    True
    """
    record = REGISTERS[register]
    schema = record.polars_schema()
    frame = pl.read_csv(_FOLDER / f"{register}s.csv", schema=schema)
    texts = [n for n, kind in schema.items() if kind == pl.String and not record.is_nullable(n)]
    return frame.with_columns(pl.col(texts).fill_null(""))


__all__ = ["initial"]

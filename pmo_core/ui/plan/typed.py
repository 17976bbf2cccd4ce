"""Tables with days into which rows can be typed.

Streamlit edits a pandas frame, and pandas does not take a day into a column of moments, nor nothing
into an empty column of numbers, when a row is added. So cells travel as plain values.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import polars as pl
import streamlit as st

_FIRST, _LAST = date(1970, 1, 1), date(2199, 12, 31)


def typed_table(table: pl.DataFrame, **options: Any) -> pl.DataFrame:
    """Show a table to type in, and return it as it was typed, with the types that it had.

    Parameters
    ----------
    table : polars.DataFrame
        Text, numbers, flags and days.
    **options : Any
        As for `st.data_editor`.
    """
    found = st.data_editor(table.to_pandas(date_as_object=True).astype(object), **options)
    return pl.DataFrame({
        name: pl.Series(name, [_value(one, dtype) for one in found[name]], dtype)
        for name, dtype in _schema(table).items()
    })  # fmt: skip


def day_column(label: str, *, required: bool = False) -> Any:
    """Return a column of days; a year that must be mistyped is not taken, else it would be lost."""
    return st.column_config.DateColumn(
        label, format="YYYY-MM-DD", min_value=_FIRST, max_value=_LAST, required=required
    )


def _schema(table: pl.DataFrame) -> Mapping[str, Any]:
    """Return the types; a number that is typed may have a fraction: others judge it."""
    return {name: pl.Float64 if one.is_integer() else one for name, one in table.schema.items()}


def _value(value: Any, dtype: Any) -> Any:
    """Return a cell; pandas says in several ways that it is empty."""
    if value is None or isinstance(value, str):
        return value
    if str(value) in {"nan", "NaT", "<NA>"}:
        return None
    if isinstance(value, datetime):
        return value.date()
    return float(value) if dtype == pl.Float64 else value


__all__ = ["day_column", "typed_table"]

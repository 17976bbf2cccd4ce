"""Amounts in base currency, with the rate in effect on a day."""

from collections.abc import Sequence
from datetime import date

import polars as pl


def convert(
    frame: pl.DataFrame,
    rates: pl.DataFrame,
    columns: Sequence[str],
    *,
    base: str,
    on: str | date,
    currency: str = "currency",
) -> pl.DataFrame:
    """Return the frame with the columns in base currency, and the number of amounts without a rate.

    Amount in base currency = amount x rate of the latest `valid_from` that is not after the day.

    Parameters
    ----------
    frame : polars.DataFrame
        Any frame with the columns and a currency column (null or empty = base currency).
    rates : polars.DataFrame
        Register `rate`: currency, valid_from, rate (base units per unit).
    columns : sequence of str
        Amounts to convert; become Float64, null where unknown or where no rate holds.
    base : str
        Base currency.
    on : str or date
        Column with the day of each row, or one day for all rows.
    currency : str
        Name of the currency column.

    Returns
    -------
    polars.DataFrame
        Same rows in the same order; `n_without_rate` (Int64) is added: known amounts of the
        row that could not be converted. The currency column stays as it is.
    """
    day = pl.col(on) if isinstance(on, str) else pl.lit(on)
    keyed = frame.select(
        pl.int_range(pl.len()).alias("_row"),
        day.cast(pl.Date).alias("_day"),
        pl.when(pl.col(currency) != "").then(pl.col(currency)).fill_null(base).alias("_currency"),
    ).sort("_day")
    known = rates.select(_currency="currency", _from="valid_from", _rate="rate").sort("_from")
    rate = (
        keyed.filter(pl.col("_day").is_not_null())
        .join_asof(known, left_on="_day", right_on="_from", by="_currency", check_sortedness=False)
        .select("_row", "_rate")
    )
    factor = (
        keyed.join(rate, on="_row", how="left")
        .sort("_row")
        .select(pl.when(pl.col("_currency") == base).then(1.0).otherwise(pl.col("_rate")))
        .to_series()
    )
    lost = pl.sum_horizontal(pl.col(name).is_not_null() for name in columns)
    return frame.with_columns(
        n_without_rate=pl.when(factor.is_null()).then(lost).otherwise(0).cast(pl.Int64)
    ).with_columns(pl.col(name).cast(pl.Float64) * factor for name in columns)

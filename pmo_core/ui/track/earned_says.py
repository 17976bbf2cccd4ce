"""What earned value says in words: whether cost and date are fine, and by how much they are not."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.charts import short
from pmo_core.ui.text import counted, iso, plain, slip

FINE = 0.95
"""CPI and SPI(t) from which cost and date are called fine: within 5 % of the plan, as drawn."""
BOTH, LATE, DEAR, NEITHER = "fine", "late", "over cost", "late, over cost"
STANDINGS = (BOTH, LATE, DEAR, NEITHER)


def standing() -> pl.Expr:
    """Return how a row with cpi and spi_t stands: one of STANDINGS, null where one is not known.

    Examples
    --------
    >>> rows = pl.DataFrame({"cpi": [1.02, 0.9, None], "spi_t": [0.64, 1.0, 1.0]})
    >>> rows.select(standing())["standing_ev"].to_list()
    ['late', 'over cost', None]
    """
    cost, time = pl.col("cpi") >= FINE, pl.col("spi_t") >= FINE
    in_time = pl.when(time).then(pl.lit(DEAR)).otherwise(pl.lit(NEITHER))
    words = pl.when(cost & time).then(pl.lit(BOTH)).when(cost).then(pl.lit(LATE)).otherwise(in_time)
    return pl.when(cost.is_not_null() & time.is_not_null()).then(words).alias("standing_ev")


def verdict(row: Mapping[str, Any], late_days: int | None, unit: str) -> str:
    """Return whether cost and date are fine, in one sentence; empty where neither is known.

    Parameters
    ----------
    row : mapping
        cpi, spi_t, vac; each may be None.
    late_days : int or None
        Days from the planned finish to that at planned pace; None = not known.
    unit : str
        Of the amounts.

    Examples
    --------
    >>> verdict({"cpi": 1.02, "spi_t": 0.64, "vac": 6200.0}, 107, "EUR")
    'Cost is fine (CPI 1.02), the date is not: SPI(t) 0.64, at planned pace 107 days late.'
    >>> verdict({"cpi": 0.8, "spi_t": None, "vac": -6200.0}, None, "EUR")
    'Cost is not fine: CPI 0.80, at that pace 6.2 k EUR over budget. SPI(t) is not known.'
    """
    cpi, spi_t = row["cpi"], row["spi_t"]
    if cpi is None and spi_t is None:
        return ""
    cost = f"CPI {cpi:.2f}" if cpi is not None else ""
    if cpi is not None and cpi < FINE and row["vac"]:
        cost += f", at that pace {short(-row['vac'], unit)} over budget"
    time = f"SPI(t) {spi_t:.2f}" if spi_t is not None else ""
    if spi_t is not None and spi_t < FINE and late_days is not None:
        time += f", at planned pace {slip(late_days)}"
    if cpi is None:
        return f"The date is {_fine(spi_t)}: {time}. CPI is not known."
    if spi_t is None:
        return f"Cost is {_fine(cpi)}: {cost}. SPI(t) is not known."
    said = {
        (True, True): f"Cost and date are fine: {cost}, {time}.",
        (True, False): f"Cost is fine ({cost}), the date is not: {time}.",
        (False, True): f"The date is fine ({time}), cost is not: {cost}.",
        (False, False): f"Neither cost nor date is fine: {cost}; {time}.",
    }
    return said[cpi >= FINE, spi_t >= FINE]


def _fine(index: float) -> str:
    return "fine" if index >= FINE else "not fine"


def told(
    row: Mapping[str, Any], estimates: pl.DataFrame, planned: date | None, unit: str
) -> tuple[str, bool]:
    """Return the verdict on a project that is under way, and whether all that is known is fine.

    Parameters
    ----------
    row : mapping
        Its figures, with their data_date.
    estimates : polars.DataFrame
        What `earned_forms.forms` gave, the planned pace first; empty = nothing is left to do.
    planned : date or None
        Planned finish.
    unit : str
        Of the amounts.
    """
    if estimates.is_empty():
        return "", True
    finish = estimates["forecast_finish"][0]
    late = (finish - planned).days if finish and planned else None
    said = verdict(row, late, unit)
    known = [one for one in (row["cpi"], row["spi_t"]) if one is not None]
    text = f"{said} By the figures of {iso(row['data_date'])}." if said else ""
    return text, all(one >= FINE for one in known)


def tell(said: str, *, is_fine: bool) -> None:
    """Show what `told` returned; nothing where there is nothing to say."""
    if said and is_fine:
        st.success(plain(said), icon=":material/check_circle:")
    elif said:
        st.warning(plain(said), icon=":material/speed:")


def counts(rows: pl.DataFrame) -> str:
    """Return how many projects are fine, late, over cost, or both.

    Examples
    --------
    >>> counts(pl.DataFrame({"standing_ev": ["late", "late", "fine", None]}))
    'Of 3 projects with CPI and SPI(t): 1 fine, 2 late though cost is fine.'
    """
    names = {
        BOTH: "fine", LATE: "late though cost is fine", DEAR: "over cost and in time",
        NEITHER: "late and over cost",
    }  # fmt: skip
    found = dict(rows.drop_nulls("standing_ev")["standing_ev"].value_counts().iter_rows())
    told = [f"{found[one]:,} {name}" for one, name in names.items() if one in found]
    if not told:
        return ""
    return f"Of {counted(sum(found.values()), 'project')} with CPI and SPI(t): {', '.join(told)}."


__all__ = ["FINE", "LATE", "STANDINGS", "counts", "standing", "tell", "told", "verdict"]

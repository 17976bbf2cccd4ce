"""Earned value of whole projects as another tool measured it, in base currency."""

from datetime import date

import polars as pl

from pmo_core.analysis.currency import convert
from pmo_core.jobs.facts import Source

ELSEWHERE = "measured elsewhere"
_NAMES = {
    "planned_value": "_pv", "earned_value": "_ev", "measured_cost": "_ac",
    "budget_at_completion": "_bac",
}  # fmt: skip


def elsewhere(source: Source, as_of: date) -> pl.DataFrame:
    """Return one row per project and data date not after as_of, sorted.

    Returns
    -------
    polars.DataFrame
        project, data_date, _pv, _ev, _ac, _bac (Float64, base currency at the rate of as_of).
    """
    kept = source.table("earned_value").filter(pl.col("data_date") <= as_of)
    base = source.settings().base_currency
    money = convert(kept, source.table("rate"), list(_NAMES), base=base, on=as_of)
    return money.select("project", "data_date", *_NAMES).rename(_NAMES).sort("project", "data_date")


def spans(other: pl.DataFrame, base: pl.DataFrame) -> pl.DataFrame:
    """Return the plan of projects that another tool planned: what is earned from row to row.

    Before the first row from the planned start, after the last one until the planned finish, where
    these are known.

    Parameters
    ----------
    other : polars.DataFrame
        What `elsewhere` gave.
    base : polars.DataFrame
        One row per plan: project, number, planned_start, planned_finish, bac.

    Returns
    -------
    polars.DataFrame
        project, number, planned_start, planned_finish, amount.
    """
    day = pl.duration(days=1)
    rows = base.join(other.drop_nulls("_pv"), on="project", maintain_order="left_right")
    key = ["project", "number"]
    begin = pl.coalesce(
        pl.col("data_date").shift(1).over(key) + day,
        pl.min_horizontal("planned_start", "data_date"),
        "data_date",
    )
    steps = rows.select(
        *key,
        planned_start=begin,
        planned_finish="data_date",
        amount=pl.col("_pv") - pl.col("_pv").shift(1).over(key).fill_null(0.0),
    )
    last = rows.group_by(key, maintain_order=True).last()
    total = pl.coalesce("_bac", "bac")
    rest = last.filter(total > pl.col("_pv")).select(
        *key,
        planned_start=pl.col("data_date") + day,
        planned_finish=pl.max_horizontal("planned_finish", pl.col("data_date") + day),
        amount=total - pl.col("_pv"),
    )
    return pl.concat([steps, rest])


__all__ = ["ELSEWHERE", "elsewhere", "spans"]

"""Hours and full-time equivalents by department, role or person."""

import polars as pl

from pmo_core.analysis.calendar import MONTHS_IN, Period, fte, period_label, period_on

OTHERS = "Others"


def workload(
    hours: pl.DataFrame,
    groups: pl.DataFrame,
    *,
    key: str,
    hours_per_month: float,
    period: Period = "month",
    fiscal_start: int = 1,
    top_n: int | None = None,
) -> pl.DataFrame:
    """Sum hours by group and period.

    Parameters
    ----------
    hours : polars.DataFrame
        The `key` column, `month` (Date) and `hours`; several rows per month are summed.
    groups : polars.DataFrame
        `member` (value of the key), `group`, `group_name`; members that are not in it, or whose
        group is null, count in a group with the empty code, named "Not given".
    key : str
        Column of `hours` that names the member: person, role, or project.
    hours_per_month : float
        Hours of one full-time equivalent per month.
    period : {"month", "quarter", "fiscal_year", "total"}
        For `total`, FTE is the average over the months from the first to the last of all rows.
    fiscal_start : int
        First month of the fiscal year.
    top_n : int or None
        Keep the groups with the most hours; the rest is summed as "Others" (code null).

    Returns
    -------
    polars.DataFrame
        One row per period and group in order of period and of hours in total, the largest first:
        `period_on`, `period`, `key`, `group`, `hours` (Float64, null where none are known), `fte`
        (= hours / (months of the period x hours_per_month)).
    """
    member = groups.select(
        pl.col("member").alias(key),
        pl.col("group").alias("_code"),
        pl.col("group_name").alias("_name"),
    )
    rows = hours.join(member, on=key, how="left").select(
        "month",
        pl.col("hours").cast(pl.Float64),
        key=pl.col("_code").fill_null(""),
        group=pl.when(pl.col("_code").is_null())
        .then(pl.lit("Not given")).otherwise(pl.coalesce("_name", "_code")),
    )  # fmt: skip
    size = (
        rows.group_by("key")
        .agg(pl.col("hours").sum().alias("size"))
        .sort("size", "key", descending=[True, False])
        .with_row_index("rank")
    )
    rows = rows.join(size.select("key", "rank"), on="key")
    if top_n is not None and size.height > top_n:
        is_top = pl.col("rank") < top_n
        rows = rows.with_columns(
            key=pl.when(is_top).then("key"),
            group=pl.when(is_top).then("group").otherwise(pl.lit(OTHERS)),
            rank=pl.when(is_top).then("rank").otherwise(top_n),
        )
    n_months = MONTHS_IN.get(period) or _span(rows["month"])
    return (
        rows.with_columns(period_on=period_on(pl.col("month"), period, fiscal_start))
        .group_by("period_on", "rank", "key", "group")
        .agg(pl.when(pl.col("hours").count() > 0).then(pl.col("hours").sum()).alias("hours"))
        .sort("period_on", "rank")
        .select(
            "period_on",
            period_label(pl.col("period_on"), period, fiscal_start).alias("period"),
            "key",
            "group",
            "hours",
            fte(pl.col("hours"), hours_per_month, n_months).alias("fte"),
        )
    )


def _span(months: pl.Series) -> int:
    """Return the number of months from the first to the last, 1 when there is none."""
    known = pl.DataFrame({"month": months}).drop_nulls()
    if known.is_empty():
        return 1
    index = pl.col("month").dt.year() * 12 + pl.col("month").dt.month()
    return int(known.select(index.max() - index.min() + 1).item())

"""What a project's planned value is worked out from: the best plan that is kept of it."""

import polars as pl

SOURCES = ("baseline by element", "budget lines", "planned dates")
"""From the best to the last; each project takes the first that it has."""
_ITEM = ("project", "planned_start", "planned_finish", "planned_cost")


def plan_items(elements: pl.DataFrame, lines: pl.DataFrame, projects: pl.DataFrame) -> pl.DataFrame:
    """Return the items to be spread over time, for `planned_value.plan_of`.

    Parameters
    ----------
    elements : polars.DataFrame
        `project`, `planned_start`, `planned_finish`, `planned_cost` of the elements that carry
        value; see `work_breakdown.valued`.
    lines : polars.DataFrame
        `project`, `month` (first day), `planned` (budget of the month).
    projects : polars.DataFrame
        `project`, `planned_start`, `planned_finish`, `planned_cost`.

    Returns
    -------
    polars.DataFrame
        `project`, `planned_start`, `planned_finish`, `planned_cost` (Float64), `pv_source` (one of
        `SOURCES`). A project takes its elements where one of them has cost and dates; else the
        months of its budget (the first and the last month cut to its planned dates); else one item
        from planned start to planned finish. Without any of these it has no items.

    Examples
    --------
    >>> from datetime import date
    >>> day = pl.Date
    >>> none = pl.DataFrame(schema={"project": pl.String, "planned_start": day,
    ...                             "planned_finish": day, "planned_cost": pl.Float64})
    >>> lines = pl.DataFrame({"project": ["A"], "month": [date(2026, 3, 1)], "planned": [900]})
    >>> plan = pl.DataFrame({"project": ["A"], "planned_start": [date(2026, 3, 9)],
    ...                      "planned_finish": [date(2026, 9, 30)], "planned_cost": [900]})
    >>> plan_items(none, lines, plan).select("planned_start", "pv_source").row(0)
    (datetime.date(2026, 3, 9), 'budget lines')
    """
    start, finish, month = pl.col("planned_start"), pl.col("planned_finish"), pl.col("month")
    end = month.dt.month_end()
    monthly = (
        lines.select("project", "month", planned_cost="planned")
        .filter(pl.col("planned_cost") != 0)
        .join(projects.select(_ITEM[:3]), on="project", how="left")
        .with_columns(
            planned_start=pl.when(start.is_between(month, end)).then(start).otherwise(month),
            planned_finish=pl.when(finish.is_between(month, end)).then(finish).otherwise(end),
        )
    )
    is_whole = (start <= finish) & pl.col("planned_cost").is_not_null()
    found = [
        frame.select(*_ITEM[:3], pl.col("planned_cost").cast(pl.Float64)).with_columns(
            pv_source=pl.lit(name), _rank=pl.lit(rank), _is_whole=is_whole.fill_null(value=False)
        )
        for rank, (name, frame) in enumerate(
            zip(SOURCES, (elements, monthly, projects), strict=True)
        )
    ]
    every = pl.concat(found)
    best = every.filter("_is_whole").group_by("project").agg(pl.col("_rank").min())
    return every.join(best, on=["project", "_rank"], maintain_order="left").select(
        *_ITEM, "pv_source"
    )


__all__ = ["SOURCES", "plan_items"]

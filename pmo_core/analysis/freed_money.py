"""Who would take the money that a project still needs, if it were stopped."""

import polars as pl

SCHEMA = {
    "project": pl.String(), "cost": pl.Float64(), "npv": pl.Float64(), "score": pl.Float64(),
    "npv_per_cost": pl.Float64(), "left_over": pl.Float64(),
}  # fmt: skip


def takers(freed: pl.DataFrame, costs: pl.DataFrame, worth: pl.DataFrame) -> pl.DataFrame:
    """Return the candidates that the freed money would fund, the best value for money first.

    A list, not the best set: candidates are taken by NPV per unit of cost, those without NPV after
    them by score per unit of cost, each that still fits. One fits when, up to each fiscal year, the
    candidates taken cost no more than was freed; money not needed in a year is kept for later ones.

    Parameters
    ----------
    freed : polars.DataFrame
        year, cost: what the project still needs, base currency.
    costs : polars.DataFrame
        project, year, cost: what each candidate asks for; any number of rows a year. One that
        costs nothing needs no money and is left out.
    worth : polars.DataFrame
        project, npv, score; null = not known. What is worth nothing is left out.

    Returns
    -------
    polars.DataFrame
        project, cost, npv, score, npv_per_cost, left_over (of all freed money, after it), in the
        order in which they are taken.

    Examples
    --------
    >>> freed = pl.DataFrame({"year": [2027], "cost": [100.0]})
    >>> costs = pl.DataFrame({"project": ["A", "B", "C"], "year": [2027, 2027, 2028],
    ...                       "cost": [80.0, 50.0, 40.0]})
    >>> worth = pl.DataFrame({"project": ["A", "B", "C"], "npv": [80.0, 75.0, 20.0],
    ...                       "score": [None, None, None]}, schema_overrides={"score": pl.Float64})
    >>> takers(freed, costs, worth).select("project", "left_over").rows()
    [('B', 50.0), ('C', 10.0)]
    """
    years = sorted({*freed["year"], *costs["year"]})
    needed = (
        costs.filter(pl.col("cost") > 0)
        .group_by("project", "year")
        .agg(pl.col("cost").sum())
        .join(worth, on="project")
    )
    total = pl.col("cost").sum().over("project")
    ranked = needed.with_columns(
        total=total, npv_per_cost=pl.col("npv") / total, score_per_cost=pl.col("score") / total
    ).filter(pl.coalesce("npv", "score") > 0)
    order = ranked.unique("project").sort(
        "npv_per_cost", "score_per_cost", "project",
        descending=[True, True, False], nulls_last=True,
    )  # fmt: skip
    by_year = dict(freed.group_by("year").agg(pl.col("cost").sum()).iter_rows())
    room = [float(by_year.get(year, 0.0)) for year in years]
    asked = {
        code: dict(rows.select("year", "cost").iter_rows())
        for (code,), rows in ranked.group_by("project")
    }
    found = []
    for row in order.iter_rows(named=True):
        left = [there - asked[row["project"]].get(year, 0.0)
                for there, year in zip(room, years, strict=True)]  # fmt: skip
        if _covers(left):
            room = left
            found.append({**row, "cost": row["total"], "left_over": sum(room)})
    return pl.DataFrame(found, schema=SCHEMA)


def _covers(left: list[float]) -> bool:
    """Return whether what is left never falls below zero, added up from the first year."""
    running = 0.0
    for amount in left:
        running += amount
        if running < -0.005:
            return False
    return True


__all__ = ["takers"]

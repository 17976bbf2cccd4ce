"""Who would take the money that a project still needs, if it were stopped."""

from dataclasses import replace

import polars as pl

from pmo_core.analysis.selection.build_use import sums
from pmo_core.analysis.selection.case import Case

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


def without(case: Case, project: str) -> Case:
    """Return the case as it would be without a project: its money and its people are free.

    What needs the project is then out, too.

    Parameters
    ----------
    case : Case
        What selections are made from.
    project : str
        Code of an open project.
    """
    own = pl.col("project") == project
    row = case.projects.filter(own)
    is_counted = not row.is_empty() and not row["is_candidate"][0] and row["stage"][0] != "proposed"
    taken = case.use.filter(own & is_counted).join(
        row.select("project", pl.col("portfolio").fill_null("")), on="project"
    )
    freed = pl.Series(sums(case.limits, taken), dtype=pl.Float64)
    stage = pl.when(own).then(pl.lit("canceled")).otherwise("stage").alias("stage")
    return replace(
        case,
        projects=case.projects.with_columns(stage, is_candidate=pl.col("is_candidate") & ~own),
        use=case.use.filter(~own),
        limits=case.limits.with_columns(committed=pl.col("committed") - freed),
    )


def moves(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return which candidates come in and which fall out between two selections.

    Parameters
    ----------
    before, after : polars.DataFrame
        project, name, cost, worth, is_chosen: as `analysis.selection.result.chosen` gives them.

    Returns
    -------
    polars.DataFrame
        project, name, move ("comes in" or "falls out"), cost, worth; the most worth first.

    Examples
    --------
    >>> was = pl.DataFrame({"project": ["A", "B"], "name": ["a", "b"], "cost": [9.0, 5.0],
    ...                     "worth": [3.0, 2.0], "is_chosen": [True, False]})
    >>> moves(was, was.with_columns(~pl.col("is_chosen"))).select("project", "move").rows()
    [('A', 'falls out'), ('B', 'comes in')]
    """
    was = before.select("project", was="is_chosen")
    return (
        after.join(was, on="project")
        .filter(pl.col("is_chosen") != pl.col("was"))
        .with_columns(
            move=pl.when("is_chosen").then(pl.lit("comes in")).otherwise(pl.lit("falls out"))
        )
        .sort("worth", "project", descending=[True, False])
        .select("project", "name", "move", "cost", "worth")
    )


def _covers(left: list[float]) -> bool:
    """Return whether what is left never falls below zero, added up from the first year."""
    running = 0.0
    for amount in left:
        running += amount
        if running < -0.005:
            return False
    return True


__all__ = ["moves", "takers", "without"]

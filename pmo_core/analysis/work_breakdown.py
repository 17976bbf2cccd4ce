"""Which elements of a work breakdown carry the budget, and what adds up into what.

Codes are compared by their fields: 1.1 is above 1.1.2 and not above 1.10.
"""

import polars as pl

from pmo_core.errors import Finding
from pmo_core.model.codes import fields

_SLACK = 0.005
"""Budgets that differ by less than half a cent are equal."""


def _prefixes(codes: pl.Series) -> pl.DataFrame:
    """Return one row per different code and prefix of its fields: `wbs`, `_key`, `_depth` below."""
    found = [
        (code, ".".join(parts[:size]), len(parts) - size)
        for code in codes.unique()
        for parts in [fields(code)]
        for size in range(1, len(parts) + 1)
    ]
    schema = {"wbs": pl.String, "_key": pl.String, "_depth": pl.Int64}
    return pl.DataFrame(found, schema=schema, orient="row")


def within(rows: pl.DataFrame, elements: pl.DataFrame) -> pl.DataFrame:
    """Repeat the rows of elements for themselves and for each element above them.

    Parameters
    ----------
    rows : polars.DataFrame
        `project`, `wbs` and anything else.
    elements : polars.DataFrame
        `project`, `wbs` of the elements that may be groups.

    Returns
    -------
    polars.DataFrame
        The rows with `group` (the element that they add up into) and `depth` (0 = itself).

    Examples
    --------
    >>> elements = pl.DataFrame({"project": "A", "wbs": ["1", "1.1", "1.10"]})
    >>> within(elements.filter(wbs="1.10"), elements).select("group", "depth").rows()
    [('1', 1), ('1.10', 0)]
    """
    prefixes = _prefixes(pl.concat([rows["wbs"], elements["wbs"]]))
    own = prefixes.filter(_depth=0).select("_key", group="wbs")
    named = elements.select("project", group="wbs").unique().join(own, on="group")
    return (
        rows.join(prefixes, on="wbs", how="left", maintain_order="left")
        .join(named, on=["project", "_key"], maintain_order="left")
        .drop("_key")
        .rename({"_depth": "depth"})
    )


def valued(elements: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Return the elements that carry value: those with a budget and none below them with one.

    Parameters
    ----------
    elements : polars.DataFrame
        `project`, `wbs`, `planned_cost` (null = none given) and anything else.

    Returns
    -------
    polars.DataFrame, tuple of Finding
        The elements that carry value, and those without a budget that stand neither above nor
        below one that has it (their value is not known). A budget of an element above others with
        budgets does not count; where it is not their sum, a warning `budget_differs` says so.

    Examples
    --------
    >>> elements = pl.DataFrame({"project": "A", "wbs": ["1", "1.1", "1.2", "2"],
    ...                          "planned_cost": [100.0, 30.0, 50.0, 20.0]})
    >>> rows, (finding,) = valued(elements)
    >>> rows["wbs"].to_list(), finding.message
    (['1.1', '1.2', '2'], 'A 1: its budget of 100.00 is not the 80.00 of the elements below it, which count.')
    """  # noqa: E501
    budgets = elements.select("project", "wbs", cost=pl.col("planned_cost").cast(pl.Float64))
    tree = within(budgets, budgets).filter(pl.col("depth") > 0)
    costed = tree.filter(pl.col("cost").is_not_null())
    above = costed.select("project", wbs="group").unique()
    below = (
        tree.select("project", "wbs", "group")
        .join(budgets.drop_nulls("cost"), left_on=["project", "group"], right_on=["project", "wbs"])
        .select("project", "wbs")
        .unique()
    )
    is_costed = pl.col("planned_cost").is_not_null()
    keys = ["project", "wbs"]
    leaves = elements.join(above, on=keys, how="anti", maintain_order="left")
    free = leaves.filter(~is_costed).join(below, on=keys, how="anti")
    parents = elements.select("project", group="wbs").join(
        tree, on=["project", "group"], how="semi"
    )
    has_no_part = free.join(parents.rename({"group": "wbs"}), on=keys, how="anti")
    kept = pl.concat([leaves.filter(is_costed), has_no_part]).select(keys)
    carriers = elements.join(kept, on=keys, how="semi", maintain_order="left")
    counted = costed.join(carriers.select(keys), on=keys, how="semi")
    sums = counted.group_by("project", "group").agg(pl.col("cost").sum().alias("parts"))
    doubtful = (
        budgets.join(sums, left_on=keys, right_on=["project", "group"])
        .filter((pl.col("cost") - pl.col("parts")).abs() > _SLACK)
        .sort(keys)
    )
    return carriers, tuple(
        Finding(
            "warning", "budget_differs",
            f"{project} {wbs}: its budget of {cost:,.2f} is not the {parts:,.2f} of the elements "
            "below it, which count.",
            column="planned_cost", value=f"{project} {wbs}",
        )
        for project, wbs, cost, parts in doubtful.iter_rows()
    )  # fmt: skip


__all__ = ["valued", "within"]

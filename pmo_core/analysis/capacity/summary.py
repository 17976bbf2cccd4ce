"""What is read first about load: sums over people and periods, and who fills a row."""

from dataclasses import dataclass

import polars as pl

from pmo_core.analysis.capacity.plan import TOLERANCE


@dataclass(frozen=True, slots=True)
class Totals:
    """Load of many rows and periods in a few numbers; hours.

    Parameters
    ----------
    capacity, booked : float
        Sums where the capacity is known; `booked` counts open demand where the rows do.
    over : float
        Beyond the capacity of the own row and period.
    utilization : float or None
        (capacity - unbooked) / capacity: hours beyond one period do not fill another.
    n_rows, n_over, n_unknown : int
        Rows, those with hours over, those of which a capacity is not known.
    """

    capacity: float
    booked: float
    over: float
    utilization: float | None
    n_rows: int
    n_over: int
    n_unknown: int


def totals(load: pl.DataFrame, by: str = "row") -> Totals:
    """Return the sums of a load.

    Parameters
    ----------
    load : polars.DataFrame
        `by`, `capacity`, `over`, `unbooked`, as the functions of `load` return them.
    by : str
        Column that names a row.

    Examples
    --------
    >>> kim = {"row": "Kim", "capacity": [100.0, 100.0], "over": [50.0, 0.0]}
    >>> found = totals(pl.DataFrame({**kim, "unbooked": [0.0, 40.0]}))
    >>> found.utilization, found.booked, found.over, found.n_over
    (0.8, 210.0, 50.0, 1)
    """
    known = load.drop_nulls("capacity")
    capacity, over, unbooked = (
        float(known[name].sum()) for name in ("capacity", "over", "unbooked")
    )
    is_over = pl.col("over") > TOLERANCE
    return Totals(
        capacity,
        capacity - unbooked + over,
        over,
        (capacity - unbooked) / capacity if capacity > 0 else None,
        load[by].n_unique(),
        known.filter(is_over)[by].n_unique(),
        load.filter(pl.col("capacity").is_null())[by].n_unique(),
    )


def filled(work: pl.DataFrame, causes: pl.DataFrame) -> pl.DataFrame:
    """Return which projects fill some rows, and how much of it goes beyond what is there.

    Parameters
    ----------
    work : polars.DataFrame
        `project`, `period`, `hours`, `kind` ("hard", "soft" or "open").
    causes : polars.DataFrame
        `project`, `over`, as `spells.causes` returns them.

    Returns
    -------
    polars.DataFrame
        `project`, `hard`, `soft`, `open`, `hours`, `over` (hours), `since`, `until` (first and last
        period); the most hours over first, then the most hours.
    """
    kinds = {
        kind: pl.col("hours").filter(pl.col("kind") == kind).sum()
        for kind in ("hard", "soft", "open")
    }
    beyond = causes.group_by("project").agg(pl.col("over").sum())
    return (
        work.filter(pl.col("hours") > TOLERANCE)
        .group_by("project")
        .agg(
            **kinds,
            hours=pl.col("hours").sum(),
            since=pl.col("period").min(),
            until=pl.col("period").max(),
        )
        .join(beyond, on="project", how="left")
        .select(
            "project", "hard", "soft", "open", "hours", pl.col("over").fill_null(0.0), "since",
            "until",
        )
        .sort("over", "hours", "project", descending=[True, True, False])
    )  # fmt: skip


__all__ = ["Totals", "filled", "totals"]

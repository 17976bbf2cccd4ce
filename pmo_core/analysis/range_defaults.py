"""Ranges for tasks that nobody has estimated: how tasks of their type went so far.

Source: durations against their estimates are near a lognormal (Trietsch, Mazmanyan, Gevorgyan and
Baker, Modeling activity times by the Parkinson distribution with a lognormal core, European Journal
of Operational Research 216, 2012); its median and sigma are the mean and the standard deviation of
the logarithms of actual / planned.
"""

from statistics import NormalDist

import polars as pl

ENOUGH = 10
"""Finished tasks from which a type speaks for itself, and below which all of them say nothing."""
NO_HISTORY = "no history"
_Z90 = NormalDist().inv_cdf(0.9)


def default_ranges(
    tasks: pl.DataFrame, history: pl.DataFrame, enough: int = ENOUGH
) -> pl.DataFrame:
    """Return a lognormal range for each task, from the finished tasks of its type.

    Where a type has too few, all finished tasks count; where these are too few the task stays
    fixed, and its basis says so: a made-up spread would look like knowledge.

    Parameters
    ----------
    tasks : polars.DataFrame
        task_type (null = not known), planned (days, or money).
    history : polars.DataFrame
        Finished tasks: task_type, planned, actual. Rows that lack one, or are not above 0, do not
        count.
    enough : int
        How many finished tasks make a basis; at least 2.

    Returns
    -------
    polars.DataFrame
        One row per task, in order: kind, low, likely, high (as `uncertainty.Ranges`; null where
        planned is null), n (finished tasks behind it), basis ("own history of <type>", "own
        history of all tasks", or `NO_HISTORY`).

    Examples
    --------
    >>> tasks = pl.DataFrame({"task_type": ["test"], "planned": [10.0]})
    >>> past = pl.DataFrame({
    ...     "task_type": ["test"] * 3, "planned": [4.0, 4.0, 4.0], "actual": [4.0, 8.0, 16.0]})
    >>> default_ranges(tasks, past, enough=3).select("likely", "n", "basis").rows()
    [(20.0, 3, 'own history of test')]
    """
    is_done = (pl.col("planned") > 0) & (pl.col("actual") > 0)
    past = history.filter(is_done).select(
        pl.col("task_type").cast(pl.String), ratio=(pl.col("actual") / pl.col("planned")).log()
    )
    figures = (
        pl.col("ratio").mean().alias("center"), pl.col("ratio").std().alias("sigma"),
        pl.len().cast(pl.Int64).alias("n"),
    )  # fmt: skip
    words = pl.lit("own history of ") + pl.col("task_type")
    by_type = (
        past.drop_nulls("task_type").group_by("task_type").agg(figures)
        .filter(pl.col("n") >= enough).with_columns(basis=words)
    )  # fmt: skip
    everything = past.select(figures).filter(pl.col("n") >= enough)
    whole = everything.to_dicts() or [{"center": None, "sigma": None, "n": 0}]
    basis = "own history of all tasks" if everything.height else NO_HISTORY
    found = tasks.select(pl.col("task_type").cast(pl.String), "planned").join(
        by_type, on="task_type", how="left", maintain_order="left"
    ).with_columns(
        pl.col("basis").fill_null(basis),
        *(pl.col(name).fill_null(pl.lit(value)) for name, value in whole[0].items()),
    )  # fmt: skip
    return _ranges(found)


def _ranges(found: pl.DataFrame) -> pl.DataFrame:
    """Turn planned days, center and sigma into ranges; without width they are fixed."""
    sigma = pl.col("sigma").fill_null(0)
    is_wide = (sigma > 0) & (pl.col("planned") > 0).fill_null(False)
    median = pl.col("planned") * pl.col("center").fill_null(0).exp()
    return found.select(
        pl.when(is_wide).then(pl.lit("lognormal")).otherwise(pl.lit("fixed")).alias("kind"),
        low=median * (-sigma * _Z90).exp(), likely=median, high=median * (sigma * _Z90).exp(),
        n="n", basis="basis",
    )  # fmt: skip


__all__ = ["ENOUGH", "NO_HISTORY", "default_ranges"]

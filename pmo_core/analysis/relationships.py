"""Ties between projects: which needs which, how strongly, how far it reaches, in what circles."""

import numpy as np
import polars as pl

from pmo_core.analysis import network_arrays

TASKS, REPORTED = "tasks", "reported"
"""Kinds of tie beside those of the register `link`: between tasks, and a dependency in RAID."""
KINDS = ("technical", "policy", "resource", "benefit", TASKS, REPORTED)
WEAK, STRONG, BLOCKING = 1, 2, 3
_TIE = ("project", "needs", "kind", "strength", "n_links", "owner", "comment")


def ties(links: pl.DataFrame, cross_links: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Return all ties between projects, whichever register says so.

    Parameters
    ----------
    links : polars.DataFrame
        Register `link`.
    cross_links : polars.DataFrame
        Register `cross_link`. Those between the same two projects are one tie, which binds dates
        and is therefore blocking.
    items : polars.DataFrame
        Register `raid_item`: its open dependencies that name another project. Nobody has said how
        strong they are: weak.

    Returns
    -------
    polars.DataFrame
        project (depends), needs, kind (one of `KINDS`), strength (1 to 3), n_links (how many rows
        say so), owner and comment (several joined; null = none), by project and needs. A tie of a
        project to itself is left out.
    """
    of_projects = links.select(
        "project", "needs", pl.col("kind").cast(pl.String), pl.col("strength").cast(pl.Int64),
        "owner", "comment",
    )  # fmt: skip
    of_tasks = cross_links.select(
        "project", "owner", "comment", needs="other_project", kind=pl.lit(TASKS),
        strength=pl.lit(BLOCKING, pl.Int64),
    )  # fmt: skip
    is_told = (
        (pl.col("kind") == "dependency")
        & (pl.col("state") == "open")
        & pl.col("other_project").is_not_null()
    )
    told = items.filter(is_told).select(
        "project", "owner", needs="other_project", kind=pl.lit(REPORTED),
        strength=pl.lit(WEAK, pl.Int64), comment="name",
    )  # fmt: skip
    joined = pl.col("owner", "comment").drop_nulls().unique(maintain_order=True).str.join("; ")
    return (
        pl.concat([of_projects, of_tasks, told], how="diagonal")
        .filter(pl.col("project") != pl.col("needs"))
        .group_by("project", "needs", "kind", maintain_order=True)
        .agg(pl.col("strength").max(), pl.len().cast(pl.Int64).alias("n_links"), joined)
        .with_columns(pl.col("owner", "comment").replace("", None))
        .select(_TIE)
        .sort("project", "needs", "kind")
    )


def reach(tied: pl.DataFrame) -> pl.DataFrame:
    """Return how many projects each one needs and is needed by, at once and through others.

    Parameters
    ----------
    tied : polars.DataFrame
        project, needs; a pair may stand several times, and ties may run in circles.

    Returns
    -------
    polars.DataFrame
        project, n_needs, n_needed_by (other projects tied to it), n_upstream, n_downstream (the
        same and those behind them, itself not counted), the furthest reaching first.

    Examples
    --------
    >>> tied = pl.DataFrame({"project": ["B", "C"], "needs": ["A", "B"]})
    >>> reach(tied).select("project", "n_needed_by", "n_downstream").rows()
    [('A', 1, 2), ('B', 1, 1), ('C', 0, 0)]
    """
    pairs = tied.select("project", "needs").unique(maintain_order=True)
    codes = pl.concat([pairs["project"], pairs["needs"].alias("project")]).unique().sort()
    number = dict(zip(codes, range(len(codes)), strict=True))
    after, before = (
        [number[one] for one in pairs[name].to_list()] for name in ("project", "needs")
    )
    n = len(codes)
    return pl.DataFrame(
        {
            "project": codes,
            "n_needs": np.bincount(np.array(after, int), minlength=n),
            "n_needed_by": np.bincount(np.array(before, int), minlength=n),
            "n_upstream": _reached(n, after, before),
            "n_downstream": _reached(n, before, after),
        },
        schema_overrides={"project": pl.String},
    ).sort("n_downstream", "n_needed_by", "project", descending=[True, True, False])


def _reached(n: int, begin: list[int], end: list[int]) -> list[int]:
    """Return how many nodes each one reaches along edges, itself not counted.

    A set of nodes is a whole number with a bit for each: joining two is one operation. The ties are
    gone over from the last level to the first, again as long as a circle brings something new.
    """
    level = network_arrays.levels(n, np.array(begin, np.int64), np.array(end, np.int64))
    edges = sorted(zip(begin, end, strict=True), key=lambda edge: -level[edge[0]])
    beyond = [0] * n
    is_new = True
    while is_new:
        is_new = False
        for one, other in edges:
            joined = beyond[one] | beyond[other] | 1 << other
            if joined != beyond[one]:
                beyond[one], is_new = joined, True
    return [(found & ~(1 << node)).bit_count() for node, found in enumerate(beyond)]


def circles(tied: pl.DataFrame, most: int = 20) -> list[list[str]]:
    """Return the circles in which projects need each other, project by project.

    Parameters
    ----------
    tied : polars.DataFrame
        project, needs.
    most : int
        How many are named at most.

    Returns
    -------
    list of list of str
        Each begins and ends with the same project; each project needs the one after it.

    Examples
    --------
    >>> circles(pl.DataFrame({"project": ["A", "B", "C"], "needs": ["B", "A", "A"]}))
    [['A', 'B', 'A']]
    """
    pairs = tied.select("project", "needs").unique(maintain_order=True)
    if pairs.is_empty():
        return []
    codes = pl.concat([pairs["project"], pairs["needs"].alias("project")]).unique().sort()
    of, to = (
        pairs[name].replace_strict(codes, range(len(codes)), return_dtype=pl.Int64).to_numpy()
        for name in ("project", "needs")
    )
    named = codes.to_list()
    return [
        [named[of[links[0]]], *(named[to[link]] for link in links)]
        for links in network_arrays.circles(len(named), of, to, most)
    ]


def closing(tied: pl.DataFrame, project: str, needs: str) -> list[str]:
    """Return the circle that a tie closes, project by project; empty where it closes none.

    Parameters
    ----------
    tied : polars.DataFrame
        project, needs: the ties that are there.
    project, needs : str
        The tie that is added.

    Examples
    --------
    >>> closing(pl.DataFrame({"project": ["B", "C"], "needs": ["A", "B"]}), "A", "C")
    ['A', 'C', 'B', 'A']
    """
    needed: dict[str, list[str]] = {}
    for one, other in tied.select("project", "needs").unique(maintain_order=True).iter_rows():
        needed.setdefault(one, []).append(other)
    came_from, waiting = {needs: project}, [needs]
    while waiting and project not in came_from:
        one = waiting.pop(0)
        for other in needed.get(one, []):
            if other not in came_from:
                came_from[other] = one
                waiting.append(other)
    if project not in came_from:
        return []
    path = [project]
    while len(path) == 1 or path[-1] != project:
        path.append(came_from[path[-1]])
    return path[::-1]


__all__ = [
    "BLOCKING", "KINDS", "REPORTED", "STRONG", "TASKS", "WEAK", "circles", "closing", "reach",
    "ties",
]  # fmt: skip

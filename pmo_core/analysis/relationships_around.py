"""The part of a graph of projects that can be read at once: one project and those around it."""

from typing import NamedTuple

import polars as pl

MOST_NODES = 30
"""Projects that a picture holds at most."""


class Around(NamedTuple):
    """Projects around one, and what is left out.

    `nodes`: project, step (0 = the one in focus, -2 = what is needed by what it needs, 1 = what
    needs it; null where no project is in focus), n_more_needs and n_more_needed_by (ties that lead
    out of the picture). `ties`: those between them. `n_left_out`: projects within the steps for
    which there was no room.
    """

    nodes: pl.DataFrame
    ties: pl.DataFrame
    n_left_out: int


def around(
    tied: pl.DataFrame, focus: str | None, *, up: int, down: int, most: int = MOST_NODES
) -> Around:
    """Return a project with what it needs and what needs it, so many steps far.

    The nearest come first; of equally near ones those with the strongest tie.

    Parameters
    ----------
    tied : polars.DataFrame
        project, needs, strength and more.
    focus : str or None
        The project in the middle; None = all projects that are tied.
    up, down : int
        Steps towards what it needs, and towards what needs it.
    most : int
        How many projects are taken at most.

    Examples
    --------
    >>> tied = pl.DataFrame({"project": ["B", "C"], "needs": ["A", "B"], "strength": [1, 3]})
    >>> around(tied, "B", up=1, down=1).nodes.select("project", "step").rows()
    [('A', -1), ('B', 0), ('C', 1)]
    >>> around(tied, "A", up=1, down=1).nodes["n_more_needed_by"].to_list()
    [0, 1]
    """
    if focus is None:
        every = pl.concat([tied["project"], tied["needs"].alias("project")])
        found = pl.DataFrame({"project": every.unique().sort()}).with_columns(
            step=pl.lit(None, pl.Int64)
        )
    else:
        found = _steps(tied, focus, up, down)
    nodes = found.head(most).sort("step", "project")
    inside = tied.join(nodes.select("project"), on="project", how="semi").join(
        nodes.select(needs="project"), on="needs", how="semi"
    )
    return Around(_with_more(nodes, tied, inside), inside, found.height - nodes.height)


def _steps(tied: pl.DataFrame, focus: str, up: int, down: int) -> pl.DataFrame:
    """Return the projects within the steps, the nearest and strongest tied first."""
    found = pl.DataFrame(
        {"project": [focus], "step": [0], "strength": [0]}, schema_overrides={"step": pl.Int64}
    )
    for sign, n, here, there in ((-1, up, "project", "needs"), (1, down, "needs", "project")):
        front = found.filter(step=0)
        for distance in range(1, n + 1):
            front = (
                tied.join(front.select(pl.col("project").alias(here)), on=here, how="semi")
                .group_by(pl.col(there).alias("project"))
                .agg(pl.col("strength").max().cast(pl.Int64))
                .join(found, on="project", how="anti")
                .select("project", pl.lit(sign * distance, pl.Int64).alias("step"), "strength")
            )
            found = pl.concat([found, front])
    return found.sort(
        pl.col("step").abs(), "strength", "project", descending=[False, True, False]
    ).select("project", "step")


def _with_more(nodes: pl.DataFrame, tied: pl.DataFrame, inside: pl.DataFrame) -> pl.DataFrame:
    """Return the nodes with the number of projects tied to them that are not in the picture."""
    for name, here, there in (
        ("n_more_needs", "project", "needs"), ("n_more_needed_by", "needs", "project"),
    ):  # fmt: skip
        outside = (
            tied.join(inside, on=["project", "needs"], how="anti")
            .group_by(pl.col(here).alias("project"))
            .agg(pl.col(there).n_unique().cast(pl.Int64).alias(name))
        )
        nodes = nodes.join(outside, on="project", how="left", maintain_order="left")
    return nodes.with_columns(pl.col("n_more_needs", "n_more_needed_by").fill_null(0))


__all__ = ["MOST_NODES", "Around", "around"]

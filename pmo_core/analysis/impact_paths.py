"""Along which path a slip comes, whom it reaches without dates, and who loses a predecessor."""

from collections.abc import Iterable

import polars as pl

from pmo_core.analysis.relationships import TASKS, WEAK
from pmo_core.analysis.summary_tasks import KEY

_SHOWN = 2
"""Tasks of one project that a path names before and after those that it passes over."""


def path_to(moved: pl.DataFrame, project: str, code: str) -> pl.DataFrame:
    """Return the tasks along which a slip comes to one of them, first to last.

    What ends later than before is driven by what does so too, back to where the slip begins.

    Parameters
    ----------
    moved : polars.DataFrame
        project, code, driver_project, driver of the tasks that come later, and anything else.
    project, code : str
        One of them.

    Examples
    --------
    >>> moved = pl.DataFrame({
    ...     "project": ["P", "Q", "Q"], "code": ["1", "1", "2"],
    ...     "driver_project": [None, "P", "Q"], "driver": [None, "1", "1"]})
    >>> path_to(moved, "Q", "2").select("project", "code").rows()
    [('P', '1'), ('Q', '1'), ('Q', '2')]
    """
    return moved[_path(_drivers(moved), (project, code))]


def paths(moved: pl.DataFrame) -> pl.DataFrame:
    """Return per project the path to its task that ends last, in words.

    Parameters
    ----------
    moved : polars.DataFrame
        As for `path_to`, the latest task of a project last.

    Returns
    -------
    polars.DataFrame
        project, last_task (its code), path: "P-0001 3.1, 3.2 > P-0002 1.2".

    Examples
    --------
    >>> moved = pl.DataFrame({
    ...     "project": ["P", "Q", "Q"], "code": ["1", "1", "2"],
    ...     "driver_project": [None, "P", "Q"], "driver": [None, "1", "1"]})
    >>> paths(moved).rows()
    [('P', '1', 'P 1'), ('Q', '2', 'P 1 > Q 1, 2')]
    """
    drivers = _drivers(moved)
    keys = list(drivers)
    last = moved.group_by("project", maintain_order=True).agg(last_task=pl.col("code").last())
    said = [in_words(keys[row] for row in _path(drivers, ends)) for ends in last.iter_rows()]
    return last.with_columns(path=pl.Series(said, dtype=pl.String))


_Drivers = dict[tuple[str, str], tuple[int, tuple[str, str]]]


def _drivers(moved: pl.DataFrame) -> _Drivers:
    """Return (project, code) -> its row, and the task that drives it."""
    columns = (moved[name] for name in (*KEY, "driver_project", "driver"))
    return {
        (project, code): (row, (of, driver))
        for row, (project, code, of, driver) in enumerate(zip(*columns, strict=True))
    }


def _path(drivers: _Drivers, task: tuple[str, str]) -> list[int]:
    """Return the rows of a path, first to last."""
    rows = []
    while task in drivers:
        row, task = drivers[task]
        rows.append(row)
    return rows[::-1]


def in_words(tasks: Iterable[tuple[str, str]]) -> str:
    """Return a path project by project, with what it passes over in between left out.

    Examples
    --------
    >>> in_words([("P", "1"), ("P", "2"), ("P", "3"), ("P", "4"), ("P", "5"), ("Q", "")])
    'P 1, 2 ... 4, 5 > Q'
    """
    groups: list[tuple[str, list[str]]] = []
    for project, code in tasks:
        if not groups or groups[-1][0] != project:
            groups.append((project, []))
        if code:
            groups[-1][1].append(code)
    return " > ".join(f"{project} {_shortened(codes)}".strip() for project, codes in groups)


def _shortened(codes: list[str]) -> str:
    if len(codes) <= 2 * _SHOWN:
        return ", ".join(codes)
    return f"{', '.join(codes[:_SHOWN])} ... {', '.join(codes[-_SHOWN:])}"


def bereft(links: pl.DataFrame, gone: pl.DataFrame, done: pl.DataFrame) -> pl.DataFrame:
    """Return the tasks that wait, at once or through others, for tasks that will not come.

    Parameters
    ----------
    links : polars.DataFrame
        project, successor, predecessor_project, predecessor.
    gone : polars.DataFrame
        project, code of the tasks that are stopped.
    done : polars.DataFrame
        project, code of those that no longer wait: finished.

    Returns
    -------
    polars.DataFrame
        project, code, steps (1 = loses its own predecessor), driver_project, driver (what it waits
        for, on the shortest way), without `gone`.

    Examples
    --------
    >>> links = pl.DataFrame({"project": ["Q", "R"], "successor": ["1", "1"],
    ...                       "predecessor_project": ["P", "Q"], "predecessor": ["1", "1"]})
    >>> gone = pl.DataFrame({"project": ["P"], "code": ["1"]})
    >>> bereft(links, gone, gone.clear()).select("project", "code", "steps").rows()
    [('Q', '1', 1), ('R', '1', 2)]
    """
    found = gone.select(*KEY, steps=pl.lit(0, pl.Int64), driver_project=pl.lit(None, pl.String),
                        driver=pl.lit(None, pl.String))  # fmt: skip
    front = found
    while front.height:
        after = front.select(predecessor_project="project", predecessor="code", _steps="steps")
        front = (
            links.join(after, on=["predecessor_project", "predecessor"])
            .select(
                "project", code="successor", steps=pl.col("_steps") + 1,
                driver_project="predecessor_project", driver="predecessor",
            )
            .unique(KEY, keep="first", maintain_order=True)
            .join(found, on=KEY, how="anti")
            .join(done, on=KEY, how="anti")
        )  # fmt: skip
        found = pl.concat([found, front])
    return found.filter(pl.col("steps") > 0).sort("steps", *KEY)


def touched(tied: pl.DataFrame, sources: list[str], known: list[str]) -> pl.DataFrame:
    """Return the projects that depend on others by ties which hold no dates.

    A weak tie touches its project, and goes no further.

    Parameters
    ----------
    tied : polars.DataFrame
        From `relationships.ties`.
    sources : list of str
        Projects that come later, or are stopped.
    known : list of str
        Projects of which is known what becomes of their dates: not touched.

    Returns
    -------
    polars.DataFrame
        project, steps, needs, kind, strength (the strongest of the nearest ties).

    Examples
    --------
    >>> tied = pl.DataFrame({"project": ["B", "C", "D"], "needs": ["A", "B", "C"],
    ...                      "kind": "policy", "strength": [2, 1, 3]})
    >>> touched(tied, ["A"], []).select("project", "steps").rows()
    [('B', 1), ('C', 2)]
    """
    undated = tied.filter(pl.col("kind") != TASKS).sort("strength", descending=True)
    front, steps = pl.DataFrame({"needs": sources}, schema={"needs": pl.String}), 1
    found = undated.select("project", pl.lit(0, pl.Int64).alias("steps"), "needs", "kind",
                           "strength").clear()  # fmt: skip
    while front.height:
        near = (
            undated.join(front, on="needs", how="semi")
            .filter(~pl.col("project").is_in([*sources, *known]))
            .join(found, on="project", how="anti")
            .unique("project", keep="first", maintain_order=True)
            .select("project", pl.lit(steps, pl.Int64).alias("steps"), "needs", "kind", "strength")
        )
        found = pl.concat([found, near])
        strong = near.filter(pl.col("strength") > WEAK)
        front, steps = strong.select(needs="project"), steps + 1
    return found.sort("steps", "project")


__all__ = ["bereft", "in_words", "path_to", "paths", "touched"]

"""Why a task comes when it does: the chain of tasks and links that leads to it."""

import polars as pl

from pmo_core.errors import NotFound


def driving_path(tasks: pl.DataFrame, project: str, code: str) -> pl.DataFrame:
    """Return the tasks that lead to one, first to last, across projects.

    Parameters
    ----------
    tasks : polars.DataFrame
        The tasks of a `Schedule`.
    project, code : str
        The task that is asked about.

    Returns
    -------
    polars.DataFrame
        Rows of `tasks`: the first is held by no link, each further one is driven by the one before
        it, the last is the task itself.

    Raises
    ------
    NotFound
        There is no such task.

    Examples
    --------
    >>> tasks = pl.DataFrame({
    ...     "project": ["P", "P", "Q"], "code": ["A", "B", "A"],
    ...     "driver_project": [None, "P", "P"], "driver": [None, "A", "B"]})
    >>> driving_path(tasks, "Q", "A").select("project", "code").rows()
    [('P', 'A'), ('P', 'B'), ('Q', 'A')]
    """
    keys = zip(*(tasks[name] for name in ("project", "code")), strict=True)
    number = {key: row for row, key in enumerate(keys)}
    if (project, code) not in number:
        raise NotFound(f"There is no task {code} in {project}.")
    drivers = tasks.select("driver_project", "driver")
    path = [number[project, code]]
    while (driver := drivers.row(path[-1])) != (None, None):
        path.append(number[driver])
    return tasks[path[::-1]]


__all__ = ["driving_path"]

"""Frames of tasks and links made ready for the passes, with what cannot be taken said in words."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import polars as pl

from pmo_core.analysis.network_arrays import Ints, in_words
from pmo_core.analysis.network_arrays import circles as circles_of
from pmo_core.analysis.network_tasks import Links
from pmo_core.analysis.work_time import Dated, WorkTime
from pmo_core.errors import Finding, Refused

KINDS = ("FS", "SS", "FF", "SF")
CONSTRAINTS = (
    "start no earlier than", "finish no later than", "must start on", "must finish on",
)  # fmt: skip
DATES = (
    "constraint_on", "actual_start", "actual_finish", "start_on", "finish_by", "data_date", "start",
    "finish",
)  # fmt: skip
_OPTIONAL = {
    "tasks": ("calendar", "constraint", "constraint_on", "actual_start", "actual_finish",
              "remaining"),
    "links": ("predecessor_project", "kind", "lag"),
    "projects": ("finish_by", "data_date"),
}  # fmt: skip


class Tied(NamedTuple):
    """Links between numbered tasks: `rows` are those of the given frame that are taken."""

    links: Links
    rows: Ints
    findings: list[Finding]


def complete(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return a frame with its optional columns, null where they were not given."""
    missing = [one for one in _OPTIONAL[name] if one not in frame.columns]
    return frame.with_columns(pl.lit(None).alias(one) for one in missing)


def whole(units: pl.Series) -> pl.Series:
    """Return durations or lags as whole numbers.

    Raises
    ------
    Refused
        There is a fraction: it would be cut off.
    """
    if units.dtype.is_float() and (units != units.round()).any():
        raise Refused(
            f"{units.name.capitalize()} must be whole units of working time.",
            "Count in a smaller unit, for example hours.",
        )
    return units.cast(pl.Int64)


def named(tasks: pl.DataFrame) -> list[str]:
    """Return the names of tasks for messages: their codes, with the project where there are more.

    A code of "" is the whole project.

    Examples
    --------
    >>> named(pl.DataFrame({"project": ["P1", "P2"], "code": ["A", ""]}))
    ['P1 A', 'P2']
    """
    if tasks["project"].n_unique() <= 1:
        return tasks["code"].cast(pl.String).to_list()
    names = pl.concat_str("project", "code", separator=" ").str.strip_suffix(" ")
    return tasks.select(names).to_series().to_list()


def tied(tasks: pl.DataFrame, links: pl.DataFrame) -> Tied:
    """Return the links between the tasks; what names an unknown task or kind is left out.

    Raises
    ------
    Refused
        A task is listed twice.
    """
    links = complete(links, "links")
    keys = tasks.select("project", "code")
    if keys.is_duplicated().any():
        twice = keys.filter(keys.is_duplicated()).row(0)
        raise Refused(f"Task {twice[1]} of {twice[0]} is listed twice.", "Give each its own code.")
    number = keys.with_row_index("number")
    of = pl.coalesce(pl.col("predecessor_project").cast(pl.String), pl.col("project"))
    found = [
        links.select(project=project, code=code).join(
            number, on=["project", "code"], how="left", maintain_order="left"
        )["number"]
        for project, code in ((of, pl.col("predecessor")), (pl.col("project"), pl.col("successor")))
    ]
    kind = links["kind"].cast(pl.String).fill_null("FS")
    is_known = found[0].is_not_null() & found[1].is_not_null()
    is_taken = is_known & kind.is_in(KINDS)
    rows = is_taken.arg_true()
    before, after, kind = (one.gather(rows) for one in (*found, kind))
    taken = Links(
        before.cast(pl.Int64).to_numpy(),
        after.cast(pl.Int64).to_numpy(),
        kind.str.starts_with("F").to_numpy(),
        kind.str.ends_with("F").to_numpy(),
        whole(links["lag"]).gather(rows).fill_null(0).to_numpy(),
    )
    return Tied(taken, rows.cast(pl.Int64).to_numpy(), _left_out(links, is_taken, is_known))


def _left_out(links: pl.DataFrame, is_taken: pl.Series, is_known: pl.Series) -> list[Finding]:
    rows = links.with_columns(is_known=is_known).filter(~is_taken)
    findings = []
    for row in rows.iter_rows(named=True):
        ends = f"The link from {row['predecessor']} to {row['successor']} of {row['project']}"
        kind = "unknown_link_kind" if row["is_known"] else "unknown_task"
        why = "is not FS, SS, FF or SF" if row["is_known"] else "names a task that is not there"
        message = f"{ends} is left out: it {why}."
        findings.append(Finding("error", kind, message, value=str(row["successor"])))
    return findings


def circles(tasks: pl.DataFrame, links: pl.DataFrame, most: int = 20) -> tuple[Finding, ...]:
    """Return the circles in which links run, each task by task; none = the plan can be dated.

    Parameters
    ----------
    tasks, links : polars.DataFrame
        As for `critical_path`.
    most : int
        How many are named at most.

    Examples
    --------
    >>> tasks = pl.DataFrame({"project": ["P"] * 3, "code": ["A", "B", "C"]})
    >>> links = pl.DataFrame({
    ...     "project": ["P"] * 3, "predecessor": ["A", "B", "C"], "successor": ["B", "C", "A"]})
    >>> [one.message for one in circles(tasks, links)]
    ['The links run in a circle: A before B before C before A.']
    """
    ends, names = tied(tasks, links).links, named(tasks)
    messages = [
        f"The links run in a circle: {in_words(names, ends.predecessor, ends.successor, one)}."
        for one in circles_of(len(names), ends.predecessor, ends.successor, most)
    ]
    return tuple(Finding("error", "circle", message) for message in messages)


def spanned(time: WorkTime, frames: Sequence[pl.DataFrame], as_of: date | int | None) -> WorkTime:
    """Return the working time around all dates of the frames."""
    if not isinstance(time, Dated):
        return time
    known = pl.concat([pl.Series([as_of], dtype=pl.Date), *(
        frame[name].cast(pl.Date) for frame in frames for name in DATES if name in frame.columns
    )]).drop_nulls()  # fmt: skip
    return time.around([known.min(), known.max()]) if len(known) else time  # type: ignore[list-item]


__all__ = [
    "CONSTRAINTS", "DATES", "KINDS", "Tied", "circles", "complete", "named", "spanned", "tied",
    "whole",
]  # fmt: skip

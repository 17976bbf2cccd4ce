"""The plan of one project as a table to type in, and what saving it would change.

A table has one row per element of the work breakdown; what an element waits for stands in it as
text, links to other projects too. What a row does not show, such as cost, stays as it is kept.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import polars as pl
from pydantic import ValidationError

from pmo_core.analysis.impact import finishes
from pmo_core.analysis.precedence_text import Wait, read, written
from pmo_core.errors import Finding
from pmo_core.jobs.facts import Source
from pmo_core.jobs.overlay import Frames, Overlay
from pmo_core.jobs.schedule import Planned, baselines_of, plan_frames, scheduled
from pmo_core.model import REGISTERS, CrossLink, Precedence, Record, WbsElement
from pmo_core.model.codes import sort_key
from pmo_core.store import Session

REGISTERS_EDITED = ("wbs_element", "precedence", "cross_link")
FIELDS = (
    "code", "name", "duration_days", "planned_start", "planned_finish", "constraint_kind",
    "constraint_on", "low_days", "high_days", "range_shape", "calendar",
)  # fmt: skip
"""Fields of an element that the table shows; beside them `predecessors` as text."""
LABELS = {
    "code": "Code", "name": "Name", "duration_days": "Days", "planned_start": "Planned start",
    "planned_finish": "Planned finish", "predecessors": "Waits for", "constraint_kind": "Must",
    "constraint_on": "On", "low_days": "Low", "high_days": "High", "range_shape": "Shape",
    "calendar": "Calendar",
}  # fmt: skip
_NAMING = ("progress", "effort", "milestone", "raid_item", "risk_loading")
"""Registers with a column `wbs`, which would name an element that is gone."""


class Draft(NamedTuple):
    """Rows as they shall be and as they were seen, where they differ, and what is wrong.

    Parameters
    ----------
    now, was : mapping of str to polars.DataFrame
        As `Session.put` takes them.
    faults : tuple of str
        Why it cannot be saved, a sentence each; a cell is named by its row's code and its label.
    """

    now: Frames
    was: Frames
    faults: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not any(frame.height for frame in (*self.now.values(), *self.was.values()))


class Consequences(NamedTuple):
    """What a draft does to all projects.

    Parameters
    ----------
    projects : polars.DataFrame
        Projects that end on another day: project, finish_before, finish_after, days_later.
    tasks : polars.DataFrame
        Tasks that end on another day: project, code, name, finish_before, finish_after.
    faults : tuple of Finding
        Circles, and links of others to what goes: with these nothing is saved.
    warnings : tuple of Finding
        Constraints and fixed dates that would not be kept any more, and the like.
    finish : date or None
        When the project would end.
    """

    projects: pl.DataFrame
    tasks: pl.DataFrame
    faults: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    finish: date | None


def seen(source: Source, project: str) -> Frames:
    """Return the rows of one project that its table is made of."""
    return {
        name: source.table(name).filter(pl.col("project") == project) for name in REGISTERS_EDITED
    }


def table_of(rows: Frames) -> pl.DataFrame:
    """Return the table of a project: `FIELDS` and predecessors, in the order of codes."""
    waits: dict[str, list[Wait]] = {}
    for one in rows["precedence"].iter_rows(named=True):
        wait = Wait("", one["predecessor"], one["kind"], one["lag_days"])
        waits.setdefault(one["successor"], []).append(wait)
    for one in rows["cross_link"].iter_rows(named=True):
        wait = Wait(one["other_project"], one["predecessor"], one["kind"], one["lag_days"])
        waits.setdefault(one["successor"], []).append(wait)
    codes = sorted(rows["wbs_element"]["code"], key=sort_key)
    texts = {
        code: written(sorted(waits[code], key=lambda one: (one.project, sort_key(one.code))))
        for code in codes if code in waits
    }  # fmt: skip
    order = pl.DataFrame({"code": codes}, schema={"code": pl.String})
    frame = order.join(rows["wbs_element"].select(FIELDS), on="code", maintain_order="left")
    predecessors = pl.Series("predecessors", [texts.get(code) for code in codes], pl.String)
    return frame.with_columns(predecessors).select("code", "name", "duration_days", "predecessors",
                                                   *FIELDS[3:])  # fmt: skip


def draft(source: Source, project: str, rows: Frames, typed: pl.DataFrame) -> Draft:
    """Return what a table as it was typed changes, and what is wrong in it.

    Parameters
    ----------
    source : Source
        Where the tasks of other projects are read from.
    project : str
        Code of the project.
    rows : mapping of str to polars.DataFrame
        From `seen`, when the table was shown.
    typed : polars.DataFrame
        The table as it was typed; rows without anything in them are nothing.
    """
    lines = [_given(line) for line in typed.iter_rows(named=True)]
    lines = [line for line in lines if line]
    codes = [str(line.get("code", "")) for line in lines]
    twice = [one for one in dict.fromkeys(codes) if one and codes.count(one) > 1]
    faults = [f"{one} is listed twice." for one in twice]
    kept = {one["code"]: one for one in rows["wbs_element"].iter_rows(named=True)}
    known = _known(source, project, codes)
    made: dict[str, list[Record]] = {name: [] for name in REGISTERS_EDITED}
    for place, line in enumerate(lines, 1):
        where = line.get("code") or f"Row {place}"
        element, wrong = _element(project, kept.get(line.get("code"), {}), line)
        faults += [f"{where}, {one}" for one in wrong]
        waits, wrong = read(str(line.get("predecessors", "")), known, project)
        faults += [f"{where}, {LABELS['predecessors']}: {one}" for one in wrong]
        if any(wait[:2] == ("", line.get("code")) for wait in waits):
            faults.append(f"{where} waits for itself.")
        if element:
            made["wbs_element"].append(element)
            _link(made, project, element.code, waits, rows["cross_link"])
    now = {name: REGISTERS[name].frame(*found) for name, found in made.items() if found}
    return Draft(*_differing(now, rows), tuple(faults))


def consequences(
    source: Source, project: str, planned: Planned, change: Draft, as_of: date
) -> Consequences:
    """Return what a draft does to all projects, before it is saved.

    Parameters
    ----------
    source : Source
        Where frames are read from.
    project : str
        Project that is changed.
    planned : Planned
        The schedule as it is.
    change : Draft
        Without faults.
    as_of : date
        As for `plan_frames`.
    """
    other = Overlay(source, change.now, change.was)
    frames = plan_frames(other, as_of)
    after = scheduled(frames, baselines_of(other, as_of), as_of)
    new = [one for one in after.findings if one not in planned.findings]
    blocking = ("circle", "unknown_task")
    moved = planned.tasks.filter(~pl.col("is_summary")).select(
        "project", "code", finish_before="early_finish"
    ).join(
        after.tasks.select("project", "code", "name", finish_after="early_finish"),
        on=["project", "code"], maintain_order="left",
    ).filter(pl.col("finish_before") != pl.col("finish_after"))  # fmt: skip
    ends = finishes(planned.tasks, after.tasks, frames.time)
    finish = after.tasks.filter(pl.col("project") == project)["early_finish"].max()
    assert finish is None or isinstance(finish, date)
    return Consequences(
        ends.filter(pl.col("finish_before") != pl.col("finish_after")),
        moved.select("project", "code", "name", "finish_before", "finish_after"),
        tuple(one for one in new if one.code in blocking),
        (*(one for one in new if one.code not in blocking), *_orphans(source, project, change)),
        finish,
    )


def save(session: Session, project: str, change: Draft, note: str = "") -> int | None:
    """Keep a draft as one change, all or nothing; None when it says nothing new.

    Raises
    ------
    Conflict
        Someone else changed one of these rows since they were seen.
    """
    return session.put(change.now, change.was, note or f"Schedule of {project}")


def _given(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a row of the table says, without its empty cells."""
    cells = {name: one.strip() if isinstance(one, str) else one for name, one in line.items()}
    return {name: one for name, one in cells.items() if one is not None and one != ""}


def _known(source: Source, project: str, codes: list[str]) -> dict[str, frozenset[str]]:
    others = source.table("project").filter(pl.col("code") != project)["code"]
    elements = source.table("wbs_element").group_by("project").agg("code")
    known = dict.fromkeys(others, frozenset[str]())
    known |= {name: frozenset(found) for name, found in elements.iter_rows() if name != project}
    return known | {"": frozenset(filter(None, codes))}


def _element(
    project: str, kept: Mapping[str, Any], line: Mapping[str, Any]
) -> tuple[WbsElement | None, list[str]]:
    """Return a row as an element; with what is wrong, by label."""
    shown = {name: line.get(name) for name in FIELDS}
    days = shown["duration_days"]
    if isinstance(days, float) and days.is_integer():
        shown["duration_days"] = int(days)
    wrong = []
    try:
        made = WbsElement.model_validate({**kept, **shown, "project": project})
    except ValidationError as error:
        return None, [
            f"{LABELS.get(str(one['loc'][0]), one['loc'][0])}: "
            + ("it is missing." if shown.get(str(one["loc"][0])) is None else f"{one['msg']}.")
            for one in error.errors()
        ]
    start, finish = made.planned_start, made.planned_finish
    if start and finish and finish < start:
        wrong.append("Planned finish: it lies before the planned start.")
    if (made.constraint_kind is None) != (made.constraint_on is None):
        missing = "On: the day is" if made.constraint_kind else "Must: what must be on that day is"
        wrong.append(f"{missing} missing.")
    low, high = made.low_days, made.high_days
    points = [one for one in (low, made.duration_days, high) if one is not None]
    if (low is None) != (high is None):
        wrong.append("Low and High: a range needs both.")
    elif low is not None and points != sorted(points):
        wrong.append("Low and High: the duration must lie between them.")
    return made, wrong


def _link(
    made: dict[str, list[Record]], project: str, code: str, waits: list[Wait], kept: pl.DataFrame
) -> None:
    """Add what an element waits for; owner and comment of a link that stays are kept."""
    for wait in waits:
        tie: dict[str, Any] = {
            "project": project, "successor": code, "predecessor": wait.code, "kind": wait.kind,
            "lag_days": wait.lag,
        }  # fmt: skip
        if not wait.project:
            made["precedence"].append(Precedence(**tie))
            continue
        was = kept.filter(
            successor=code, other_project=wait.project, predecessor=wait.code
        ).select("owner", "comment")  # fmt: skip
        extra = was.row(0, named=True) if was.height else {}
        made["cross_link"].append(CrossLink(**tie, **extra, other_project=wait.project))


def _differing(now: Frames, was: Frames) -> tuple[Frames, Frames]:
    """Return the rows that differ: nobody else's change of the others is in the way."""
    found: tuple[Frames, Frames] = {}, {}
    for name in REGISTERS_EDITED:
        empty = pl.DataFrame(schema=REGISTERS[name].polars_schema())
        old = was[name].select(empty.columns)
        new = now.get(name, empty).select(empty.columns)
        pairs = (new, old), (old, new)
        for place, (one, other) in zip(found, pairs, strict=True):
            rows = one.join(other, on=empty.columns, how="anti", nulls_equal=True)
            if rows.height:
                place[name] = rows
    return found


def _orphans(source: Source, project: str, change: Draft) -> list[Finding]:
    """Return what would name an element that is gone."""
    if "wbs_element" not in change.was:
        return []
    now = change.now.get("wbs_element", change.was["wbs_element"].clear())
    gone = change.was["wbs_element"].join(now, on=["project", "code"], how="anti")["code"]
    titles = {
        name: source.table(name).filter(
            pl.col("project") == project, pl.col("wbs").is_in(gone.implode())
        )["wbs"].unique().sort().to_list()
        for name in _NAMING
    }  # fmt: skip
    return [
        Finding("warning", "orphan",
                f"{REGISTERS[name].title} name {', '.join(codes)}, which would be gone.")
        for name, codes in titles.items() if codes
    ]  # fmt: skip


__all__ = [
    "FIELDS", "LABELS", "Consequences", "Draft", "consequences", "draft", "save", "seen",
    "table_of",
]  # fmt: skip

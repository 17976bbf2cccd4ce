"""What is known of projects, gates, requests and audits that lessons may speak to."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from pmo_core.analysis.lessons import SEPARATOR, Traits
from pmo_core.jobs.facts import Source

_RAID = ("risk", "issue", "assumption", "dependency")
"""Kinds of RAID items in which a lesson's tags are looked for, while they are open."""
_DESCRIBED = ("risk", "issue")
"""Those whose description tells the cause; that of others tells where they come from."""
_ENDED = ("closed", "canceled")
_OVER = ("rejected", "withdrawn", "accepted")
_OF_REQUEST = {
    "name": "the request", "problem": "its problem", "outcome": "its outcome", "risks": "its risks",
}  # fmt: skip
_OF_AUDIT = {"name": "the audit", "process": "the process", "summary": "its summary"}


def of_project(source: Source, code: str) -> Traits:
    """Return the traits of a project: method, type, phase, its tags and open RAID items.

    Parameters
    ----------
    source : Source
        Where the registers are read.
    code : str
        The project; of one that is not kept nothing is known.
    """
    found = source.table("project").filter(pl.col("code") == code)
    if found.is_empty():
        return Traits(project=code)
    project = found.row(0, named=True)
    said = _said(found, source.table("raid_item").filter(pl.col("project") == code))
    return Traits(
        method=project["method"], project_type=project["project_type"],
        phases=(project["phase"],) if project["phase"] else (),
        said=tuple(said.select("place", "text").iter_rows()), project=code,
    )  # fmt: skip


def of_gate(source: Source, project: str, gate: str) -> Traits:
    """Return the traits of a project at a gate: also the phases before and after the gate.

    Parameters
    ----------
    source : Source
        Where the registers are read.
    project, gate : str
        The gate.
    """
    known = of_project(source, project)
    elements = source.table("method_element").filter(pl.col("method") == known.method)
    phases = elements.filter(pl.col("kind") == "phase").sort("number")
    within = elements.filter(pl.col("kind") == "gate", pl.col("code") == gate)["within"]
    names, codes = phases["name"].to_list(), phases["code"].to_list()
    around: list[str] = []
    if within.len() and within[0] in codes:
        at = codes.index(within[0])
        around = names[at : at + 2]
    return Traits(
        method=known.method, project_type=known.project_type,
        phases=tuple(dict.fromkeys([*known.phases, *around])), said=known.said, project=project,
    )  # fmt: skip


def of_request(request: Mapping[str, Any]) -> Traits:
    """Return the traits of a request: its kind, and what it says of problem, outcome and risks.

    Parameters
    ----------
    request : mapping
        Fields of register `request`.

    Examples
    --------
    >>> of_request({"kind": "software", "name": "Shop", "risks": "New supplier"}).said
    (('the request', 'Shop'), ('its risks', 'New supplier'))
    """
    return Traits(
        project_type=request.get("kind"), said=_told(request, _OF_REQUEST),
        project=request.get("project"),
    )  # fmt: skip


def of_audit(source: Source, audit: Mapping[str, Any]) -> Traits:
    """Return the traits of an audit: those of its project, and what it is said to look at.

    Parameters
    ----------
    source : Source
        Where the registers are read.
    audit : mapping
        Fields of register `audit`.
    """
    known = of_project(source, audit["project"]) if audit.get("project") else Traits()
    return Traits(
        method=known.method, project_type=known.project_type, phases=known.phases,
        said=(*known.said, *_told(audit, _OF_AUDIT)), project=known.project,
    )  # fmt: skip


def open_subjects(source: Source) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the traits of all projects that are not over and all requests that wait.

    Returns
    -------
    tuple of two polars.DataFrame
        As `analysis.lessons.matches` takes them: subject, project, method, phases, project_type,
        and of each subject place ("project" or "request") and name; and what is said of them.
    """
    is_ended = pl.col("stage").is_in(_ENDED).fill_null(value=False)
    projects = source.table("project").filter(~is_ended)
    requests = source.table("request").filter(~pl.col("state").is_in(_OVER))
    subjects = pl.concat([
        projects.select(
            subject="code", project="code", method="method",
            phases=pl.concat_list(pl.coalesce("phase", pl.lit(""))).list.filter(
                pl.element() != ""
            ),
            project_type="project_type", place=pl.lit("project"), name="name",
        ),
        requests.select(
            "project", subject="code", method=pl.lit(None, pl.String),
            phases=pl.lit([], pl.List(pl.String)), project_type="kind", place=pl.lit("request"),
            name="name",
        ).select("subject", "project", "method", "phases", "project_type", "place", "name"),
    ])  # fmt: skip
    asked = [
        requests.select(subject="code", place=pl.lit(place), text=name).drop_nulls("text")
        for name, place in _OF_REQUEST.items()
    ]
    return subjects, pl.concat([_said(projects, source.table("raid_item")), *asked])


def _said(projects: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Return subject, place and text: the tags of projects, and their open RAID items."""
    tags = (
        projects.select(subject="code", place=pl.lit("its tags"),
                        text=pl.col("tags").str.split(SEPARATOR))
        .explode("text").with_columns(pl.col("text").str.strip_chars()).drop_nulls("text")
        .filter(pl.col("text") != "")
    )  # fmt: skip
    is_open = (pl.col("state") == "open") & pl.col("kind").is_in(_RAID)
    said = items.filter(is_open).select(
        subject="project", place=pl.format("{} {}", "kind", "code"),
        text=pl.concat_str(
            "name", pl.when(pl.col("kind").is_in(_DESCRIBED)).then("description"),
            separator=". ", ignore_nulls=True,
        ),
    )  # fmt: skip
    return pl.concat([tags, said])


def _told(row: Mapping[str, Any], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((place, row[name]) for name, place in names.items() if row.get(name))


__all__ = ["of_audit", "of_gate", "of_project", "of_request", "open_subjects"]

"""The questions of an audit: from its subject's method, policies, findings and lessons.

Each question names its basis, so that an answer is about what was asked for and not about taste.
"""

from collections.abc import Iterator
from datetime import date

import polars as pl

from pmo_core.analysis import lessons
from pmo_core.analysis.audit_risk import open_findings
from pmo_core.analysis.methods import holds
from pmo_core.jobs.facts import Source
from pmo_core.jobs.lesson_traits import of_audit
from pmo_core.jobs.methods import figures
from pmo_core.model import Audit, AuditQuestion

_BINDING = ("policy", "procedure", "standard")
_MOST_LESSONS = 5
Question = tuple[str, str]
"""What is asked, and its basis."""


def checklist(source: Source, audit: Audit, on: date) -> pl.DataFrame:
    """Return the questions of an audit, numbered from 1, without answers.

    - A project: each gate of its method that is due or was held, the deliverables that each of
      these gates asks for, and its open findings. A department: gates and deliverables of each
      method that its projects follow, and their open findings.
    - All: each policy, procedure and standard in force, of a process only those that bear its name
      where there are any; the lessons that speak to it most.

    Parameters
    ----------
    source : Source
        Where it is kept.
    audit : Audit
        What is audited.
    on : date
        The day.

    Returns
    -------
    polars.DataFrame
        Rows of register `audit_question`.
    """
    asked = [*_of_method(source, audit, on), *_of_policies(source, audit, on)]
    asked += [*_of_findings(source, audit, on), *_of_lessons(source, audit)]
    return AuditQuestion.frame(*(
        AuditQuestion(
            audit=audit.code, number=number, text=text, basis=basis, answer=None, note=None,
            answered_by=None, answered_on=None,
        )
        for number, (text, basis) in enumerate(asked, start=1)
    ))  # fmt: skip


def projects_of(source: Source, audit: Audit) -> list[str]:
    """Return the projects that an audit looks at; empty for a process and for the PMO."""
    if audit.about == "project":
        return [audit.project] if audit.project else []
    if audit.about == "department" and audit.department:
        return source.table("project").filter(department=audit.department)["code"].to_list()
    return []


def _of_method(source: Source, audit: Audit, on: date) -> Iterator[Question]:
    """Ask for the gates and deliverables that are due."""
    if audit.about == "project" and audit.project:
        items = _due(source, audit.project, on)
        method = source.table("adoption").filter(project=audit.project)["method"].to_list()
        yield from _gate_by_gate(items, f"Method {method[0]}" if method else "Plan")
    elif audit.about == "department":
        adopted = source.table("adoption").filter(
            pl.col("project").is_in(projects_of(source, audit))
        )
        for method in adopted["method"].unique().sort():
            yield (
                f"Do the projects that follow the method {method} hold its gates in their order, "
                "each with a recorded decision, before the next phase begins?",
                f"Method {method}, gates",
            )
            yield (
                f"Are the deliverables that the gates of the method {method} ask for handed over "
                "and accepted before the gate?",
                f"Method {method}, deliverables",
            )


def _due(source: Source, project: str, on: date) -> pl.DataFrame:
    """Return the gates that are due or held and their deliverables, as tailored to the project."""
    items = source.query("method_items").filter(pl.col("project") == project)
    known = items.join(figures(source, on), on="project", how="left", maintain_order="left")
    tailored = holds(pl.col("planned_cost"), pl.col("risk_pct"))
    needed = known.filter(pl.col("is_required") & (pl.col("is_planned") | tailored))
    has_come = pl.col("done_on").is_not_null() | (pl.col("due_on") <= on).fill_null(value=True)
    gates = needed.filter((pl.col("kind") == "gate") & has_come).sort("number", "code")
    wanted = needed.filter(
        (pl.col("kind") == "deliverable") & pl.col("within").is_in(gates["code"].to_list())
    )
    return pl.concat([gates, wanted])


def _gate_by_gate(items: pl.DataFrame, method: str) -> Iterator[Question]:
    of_gate = {
        key[0]: rows
        for key, rows in items.filter(kind="deliverable").sort("code").group_by("within")
    }
    for code, name in items.filter(kind="gate").select("code", "name").iter_rows():
        yield (
            f"Was gate {code} {name} held, with a recorded decision, before the work behind it "
            "began, and were its conditions met?",
            f"{method}, gate {code}",
        )
        if code in of_gate:
            names = "; ".join(of_gate[code]["name"])
            yield (
                f"Were the deliverables of gate {code} complete and accepted before it: {names}?",
                f"{method}, {', '.join(of_gate[code]['code'])}",
            )


def _of_policies(source: Source, audit: Audit, on: date) -> Iterator[Question]:
    """Ask whether what is in force is followed."""
    in_force = source.table("policy").filter(
        pl.col("kind").is_in(_BINDING)
        & (pl.col("valid_from") <= on).fill_null(value=True)
    ).sort("code")  # fmt: skip
    if audit.process:
        word = audit.process.strip().lower()
        named = in_force.filter(pl.col("name").str.to_lowercase().str.contains(word, literal=True))
        in_force = named if named.height else in_force
    for code, name, version in in_force.select("code", "name", "version").iter_rows():
        yield (
            f"Is {code} {name} known to those concerned, and is it followed?",
            f"{code}, version {version}",
        )


def _of_findings(source: Source, audit: Audit, on: date) -> Iterator[Question]:
    """Ask whether what was found before is mended for good."""
    named = projects_of(source, audit)
    found = open_findings(source.table("finding"), on).filter(pl.col("project").is_in(named))
    for code, name in found.sort("code").select("code", "name").iter_rows():
        yield f"Is what {code} found mended for good: {name}", code


def _of_lessons(source: Source, audit: Audit) -> Iterator[Question]:
    """Ask whether what was learned before is heeded."""
    kept = lessons.may_speak(source.table("lesson"), source.table("practice"))
    found = lessons.matches(kept, *lessons.frames({"": of_audit(source, audit.model_dump())}))
    ranked = lessons.ranked(found, lessons.effects(source.table("lesson_use")))
    advice = dict(kept.select("code", "advice").iter_rows())
    for code, reason in ranked.head(_MOST_LESSONS).select("code", "reason").iter_rows():
        yield f"Is what was learned before heeded: {advice[code]}", f"{code}: {reason}"


__all__ = ["checklist", "projects_of"]

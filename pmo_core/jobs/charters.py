"""Charters at work: drafted from a request, saved, approved, and written as a document."""

from collections.abc import Mapping
from datetime import date
from operator import itemgetter
from typing import Any

import polars as pl

from pmo_core.analysis import charter as texts
from pmo_core.errors import NotAllowed, NotFound, Refused
from pmo_core.exchange.document import Block, Bullets, Document, Facts, Grid, Heading, Paragraph
from pmo_core.jobs.facts import Source
from pmo_core.jobs.methods import figures
from pmo_core.model import Charter, CharterApproval
from pmo_core.model.charter import ApproverPosition
from pmo_core.store import Repository, Session
from pmo_core.store.migrate import utc_now

_NAMED: dict[ApproverPosition, str] = {"sponsor": "sponsor", "project manager": "manager"}
_SECTIONS = (
    ("purpose", "Purpose"), ("scope_in", "In scope"), ("scope_out", "Out of scope"),
    ("deliverables", "Deliverables"), ("milestones", "Milestones"), ("risks", "Main risks"),
    ("assumptions", "Assumptions"),
)  # fmt: skip


def draft_from(source: Source, project: str) -> Charter:
    """Return a first charter of a project, from its request, plan, gates and risks; not saved.

    Purpose is the request's problem and outcome; milestones are the project's dates and gates;
    deliverables those that are planned; risks those of the request and of the register. What
    nothing is known about is empty.

    Parameters
    ----------
    source : Source
        Where it is kept.
    project : str
        Its code.

    Raises
    ------
    NotFound
        There is no such project.
    """
    found = source.table("project").filter(code=project)
    if found.is_empty():
        raise NotFound(f"There is no project {project}.")
    row = found.row(0, named=True)
    asked = source.table("request").filter(project=project).sort("code").head(1)
    request = asked.row(0, named=True) if asked.height else {}
    why = [request.get("problem"), request.get("outcome")] if request else [row["description"]]
    planned = source.table("deliverable").filter(project=project)
    raid = source.table("raid_item").filter(project=project)
    risks = _lines(request.get("risks")) + raid.filter(kind="risk", state="open")["name"].to_list()
    taken = raid.filter(kind="assumption")["name"].to_list()
    if request.get("deadline"):
        reason = f": {request['deadline_reason']}" if request.get("deadline_reason") else ""
        taken.append(f"It must be done by {request['deadline']}{reason}")
    return Charter(
        project=project,
        purpose="\n".join(one for one in why if one) or None,
        scope_in=None,
        scope_out=None,
        author=None,
        deliverables=_joined(planned.sort("due_on", "code", nulls_last=True)["name"].to_list()),
        milestones=_joined(_milestones(row, source.table("gate").filter(project=project))),
        budget=row["planned_cost"],
        roles=texts.raci_text(_responsibilities(row, request)),
        risks=_joined(list(dict.fromkeys(risks))),
        assumptions=_joined(taken),
        method=row["method"],
    )  # fmt: skip


def save(session: Session, charter: Charter, was: Charter | None, note: str = "") -> int:
    """Keep a charter and return the number of the change; its author is who saves it.

    Raises
    ------
    Conflict
        Someone else changed it since.
    Refused
        Nothing was changed.
    """
    signed = charter.model_copy(update={"author": session.actor})
    if was is None:
        return session.save(signed, note=note)
    if texts.charter_hash(signed.model_dump()) == texts.charter_hash(was.model_dump()):
        raise Refused("Nothing was changed.")
    return session.amend(signed, was, note)


def positions(source: Source, project: str, as_of: date) -> tuple[ApproverPosition, ...]:
    """Return who must approve the charter of a project; see `analysis.charter.required`."""
    known = figures(source, as_of).filter(project=project)
    if known.is_empty():
        raise NotFound(f"There is no project {project}.")
    return texts.required(known["planned_cost"].item(), known["risk_pct"].item())


def may_approve(
    project: Mapping[str, Any], position: ApproverPosition, actor: str, role: str
) -> str:
    """Return why somebody may not approve in a position; empty = he may.

    Sponsor and project manager are those whom the project names; where it names nobody, whoever
    says so. PMO is a manager or an administrator of this application.

    Parameters
    ----------
    project : mapping
        Row of register `project`.
    position : ApproverPosition
        As what.
    actor, role : str
        Who, with which access role.
    """
    field = _NAMED.get(position)
    named = project[field] if field else None
    if named and named != actor:
        return f"The {position} of {project['code']} is {named}, not {actor}."
    if position == "PMO" and role not in ("manager", "administrator"):
        return "Approving for the PMO takes the role manager."
    return "" if role != "viewer" else "A viewer approves nothing."


def approve(
    session: Session,
    repo: Repository,
    project: str,
    position: ApproverPosition,
    seen: str,
    *,
    comment: str = "",
) -> int:
    """Approve a charter as it reads now, in the name of who asks; return the number of the change.

    Parameters
    ----------
    session : Session
        In whose name.
    repo : Repository
        Where it is kept.
    project : str
        Its code.
    position : ApproverPosition
        As what.
    seen : str
        Hash of the text that was seen.
    comment : str
        Remark.

    Raises
    ------
    NotAllowed
        Somebody else has this position.
    NotFound
        There is no charter.
    Refused
        The text was changed since it was seen, or is approved in this position already.
    """
    charter = repo.get("charter", project)
    row = repo.get("project", project).model_dump()
    reason = may_approve(row, position, session.actor, session.role)
    if reason:
        raise NotAllowed(reason)
    if texts.charter_hash(charter.model_dump()) != seen:
        raise Refused("The charter was changed meanwhile.", "Read it again, then approve it.")
    approval = CharterApproval(
        project=project, position=position, charter_hash=seen, approver=session.actor,
        approved_at=utc_now(), comment=comment or None,
    )  # fmt: skip
    return session.save(approval, note=f"Charter of {project} approved as {position}")


def document(
    charter: Mapping[str, Any],
    project: Mapping[str, Any],
    approvals: pl.DataFrame,
    *,
    currency: str,
    as_of: date,
) -> Document:
    """Return a charter as a document for print.

    Parameters
    ----------
    charter, project : mapping
        Rows of the registers.
    approvals : polars.DataFrame
        What `analysis.charter.approvals` gave.
    currency : str
        Base currency, for a project that names none.
    as_of : date
        Day of the document.
    """
    unit = project["currency"] or currency
    budget = charter["budget"]
    dates = f"{project['planned_start'] or 'open'} to {project['planned_finish'] or 'open'}"
    blocks: list[Block] = [
        Facts([
            ("Project", f"{project['code']}  {project['name']}"),
            ("Sponsor", project["sponsor"] or "not named"),
            ("Project manager", project["manager"] or "not named"),
            ("Planned", dates),
            ("Budget", "not known" if budget is None else f"{budget:,.2f} {unit}"),
            ("Method", charter["method"] or "not chosen"),
        ])
    ]  # fmt: skip
    for name, title in _SECTIONS:
        lines = _lines(charter[name])
        blocks.append(Heading(title))
        if not lines:
            blocks.append(Paragraph("Nothing is said about it.", is_muted=True))
        elif name == "purpose":
            blocks += [Paragraph(line) for line in lines]
        else:
            blocks.append(Bullets(lines))
    blocks += _roles(charter["roles"])
    blocks += [
        Heading("Approvals"),
        Grid(
            ["As", "State", "Who", "When (UTC)", "Remark"],
            [
                (one["position"], one["approval"], one["approver"] or "",
                 f"{one['approved_at']:%Y-%m-%d %H:%M}" if one["approved_at"] else "",
                 one["comment"] or "")
                for one in approvals.iter_rows(named=True)
            ],
            widths=(2, 1.4, 2, 2, 3),
        ),
        Paragraph(f"Text {texts.charter_hash(charter)}: approvals hold for this text alone.",
                  is_muted=True),
    ]  # fmt: skip
    return Document(
        f"Charter: {project['name']}", f"{project['code']}, by {charter['author'] or 'nobody'}",
        blocks, as_of,
    )  # fmt: skip


def _roles(text: str | None) -> list[Block]:
    table = texts.raci(text)
    if table.is_empty():
        return []
    note = "R = does it, A = answers for it, C = is asked, I = is told."
    columns = ["Work", *texts.ROLES]
    return [Heading("Roles"), Grid(columns, table.rows(), (3, 2, 2, 2, 2)), Paragraph(note, True)]


def _responsibilities(row: Mapping[str, Any], request: Mapping[str, Any]) -> pl.DataFrame:
    """Return who does what, as far as the registers name people."""
    manager, sponsor = row["manager"] or "", row["sponsor"] or ""
    author = request.get("author") or ""
    rows = [
        ("Decide at gates", "", sponsor, manager, "PMO"),
        ("Plan, lead and report", manager, sponsor, "", "PMO"),
        ("Say what is needed and accept it", author, sponsor, manager, ""),
    ]
    return pl.DataFrame(rows, schema=["work", *texts.ROLES], orient="row")


def _milestones(row: Mapping[str, Any], gates: pl.DataFrame) -> list[str]:
    """Return `day: name` of start, gates and finish in this order, as far as the day is known."""
    dated = gates.sort("due_on", "number", nulls_last=True).select("due_on", "gate", "name").rows()
    days = [
        (row["planned_start"], "Start"),
        *((day, f"{gate} {name or ''}".strip()) for day, gate, name in dated),
        (row["planned_finish"], "Finish"),
    ]
    return [
        f"{day}: {name}" for day, name in sorted(filter(itemgetter(0), days), key=itemgetter(0))
    ]


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _joined(lines: list[str]) -> str | None:
    return "\n".join(lines) or None


__all__ = [
    "approve", "document", "draft_from", "may_approve", "positions", "save",
]  # fmt: skip

"""Audits at work: planned, begun with a checklist, answered, with evidence; each step one change.

What an audit saw stays as it was once it is reported: questions, sample and evidence are closed.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from pmo_core.analysis.audit_programme import Programme
from pmo_core.errors import NotFound, Refused
from pmo_core.jobs import findings, policies
from pmo_core.jobs.audits_checklist import checklist
from pmo_core.jobs.codes import keep_under_next, next_code
from pmo_core.model import Audit, AuditFinding, AuditQuestion, Interview
from pmo_core.model.audits import Answer
from pmo_core.model.rules import Grade
from pmo_core.store import Repository, Session

ABOUT = "audit"
"""Register under which files of an audit are kept."""
ASKS_FINDING = ("partly", "no")
"""Answers from which a finding can be raised."""


def get(repo: Repository, code: str) -> Audit:
    """Return an audit.

    Raises
    ------
    NotFound
        There is no such audit.
    """
    audit = repo.get("audit", code)
    assert isinstance(audit, Audit)
    return audit


def plan(session: Session, repo: Repository, programme: Programme) -> int | None:
    """Keep the proposed audits as one change; return its number, None where there is none.

    Raises
    ------
    Refused
        Somebody planned an audit under the same code at the same moment; try again.
    """
    codes = repo.table("audit")["code"].to_list()
    made = []
    for row in programme.rows.iter_rows(named=True):
        code = next_code(_of_year(codes, row["planned_on"].year), f"A-{row['planned_on'].year}-01")
        codes.append(code)
        made.append(_planned(code, row))
    if not made:
        return None
    return session.save(*made, note=f"Audit programme, {len(made)} audits")


def add(session: Session, repo: Repository, fields: Mapping[str, Any]) -> Audit:
    """Keep an audit that is planned by hand, under the next code of its year.

    Raises
    ------
    Refused
        What is audited is not named.
    """
    named = {"project": "project", "department": "department", "process": "process"}
    field = named.get(fields["about"])
    if field and not fields.get(field):
        raise Refused(f"Name the {field} that is audited.")
    other = [one for one in named.values() if one != field]
    given = {**fields, **dict.fromkeys(other), "state": "planned"}
    year = fields["planned_on"].year

    def under(code: str) -> str:
        session.save(Audit.model_validate({**given, "code": code}), note=f"Audit {code}")
        return code

    code = keep_under_next(
        lambda: _of_year(repo.table("audit")["code"].to_list(), year), f"A-{year}-01", under
    )
    return get(repo, code)


def move(session: Session, was: Audit, planned_on: date, auditor: str | None) -> int:
    """Change day and auditor of a planned audit; return the number of the change.

    Raises
    ------
    Refused
        It has begun, or it says so already.
    """
    require_state(was, "planned")
    now = was.model_copy(update={"planned_on": planned_on, "auditor": auditor})
    return session.amend(now, was, f"Audit {was.code} moved")


def cancel(session: Session, was: Audit, reason: str) -> int:
    """Cancel an audit that is not reported; return the number of the change.

    Raises
    ------
    Refused
        It is reported, or no reason is given.
    """
    require_state(was, "planned", "in progress")
    if not reason.strip():
        raise Refused("Say why the audit is canceled.")
    now = was.model_copy(update={"state": "canceled", "summary": reason.strip()})
    return session.amend(now, was, f"Audit {was.code} canceled")


def start(session: Session, repo: Repository, was: Audit, on: date) -> int:
    """Begin a planned audit with its checklist; return the number of the change.

    Raises
    ------
    Conflict
        Someone else changed it since.
    Refused
        It is not planned any more, or nobody is named who audits.
    """
    require_state(was, "planned")
    if not was.auditor:
        raise Refused("Nobody is named who audits.", "Name the auditor first.")
    now = was.model_copy(update={"state": "in progress", "started_on": on})
    questions = checklist(repo, was, on)
    number = session.put(
        {"audit": Audit.frame(now), "audit_question": questions}, {"audit": Audit.frame(was)},
        f"Audit {was.code} begun with {questions.height} questions",
    )  # fmt: skip
    assert number is not None, "the state differs"
    return number


def ask(session: Session, repo: Repository, code: str, text: str, basis: str = "") -> int:
    """Add a question of one's own; return the number of the change.

    Raises
    ------
    Refused
        The audit is not in progress, or the question is empty.
    """
    require_state(get(repo, code), "in progress")
    if not text.strip():
        raise Refused("The question is empty.")
    last = _rows(repo, "audit_question", code)["number"].max()
    question = AuditQuestion(
        audit=code, number=int(str(last or 0)) + 1, text=text.strip(), basis=basis.strip() or None,
        answer=None, note=None, answered_by=None, answered_on=None,
    )  # fmt: skip
    return session.save(question, note=f"Question {question.number} of {code}")


def answer(
    session: Session, repo: Repository, was: AuditQuestion, given: Answer, *, note: str, on: date
) -> int:
    """Keep the answer to a question in the name of the session; return the number of the change.

    Raises
    ------
    Conflict
        Someone else answered it since.
    Refused
        The audit is not in progress, or what deviates is not described.
    """
    require_state(get(repo, was.audit), "in progress")
    if given in ASKS_FINDING and not note.strip():
        raise Refused(f'Say what was seen: the answer is "{given}".')
    now = was.model_copy(
        update={
            "answer": given, "note": note.strip() or None, "answered_by": session.actor,
            "answered_on": on,
        }
    )  # fmt: skip
    return session.amend(now, was, f"Question {was.number} of {was.audit}: {given}")


def raise_finding(
    session: Session,
    repo: Repository,
    question: AuditQuestion,
    *,
    name: str,
    grade: Grade,
    owner: str | None,
    on: date,
) -> AuditFinding:
    """Raise a finding from an answer that is "no" or "partly", with the answer as its evidence.

    Raises
    ------
    Refused
        The answer gives no cause, the audit is not in progress, the finding has no name, or the
        question has a finding already.
    """
    audit = get(repo, question.audit)
    require_state(audit, "in progress")
    if question.answer not in ASKS_FINDING:
        raise Refused("A finding comes from an answer that is no or partly.")
    if not name.strip():
        raise Refused("Say what is wrong.")
    same = (pl.col("audit") == audit.code) & (pl.col("question") == question.number)
    kept = repo.table("finding").filter(same & (pl.col("state") != "withdrawn"))
    if kept.height:
        raise Refused(f"Question {question.number} has the finding {kept['code'][0]} already.")
    seen = question.model_dump(
        include={"text", "basis", "answer", "note", "answered_by", "answered_on"}, mode="json"
    )
    evidence = json.dumps([seen], ensure_ascii=False)

    finding, _ = findings.add(session, repo, {
        "name": name.strip(), "project": audit.project or "", "audit": audit.code,
        "question": question.number, "grade": grade, "found_on": on, "owner": owner or None,
        "evidence": evidence, "digest": hashlib.sha256(evidence.encode()).hexdigest()[:16],
    })  # fmt: skip
    return finding


def note_interview(
    session: Session, repo: Repository, code: str, *, person: str, position: str, held_on: date,
    notes: str,
) -> int:  # fmt: skip
    """Keep the notes of a talk; return the number of the change.

    Raises
    ------
    NotAllowed
        The role may not write interviews.
    Refused
        The audit is not in progress, or person or notes are missing.
    """
    require_state(get(repo, code), "in progress")
    if not person.strip() or not notes.strip():
        raise Refused("Name the person, and say what was said.")
    last = _rows(repo, "interview", code)["number"].max()
    talk = Interview(
        audit=code, number=int(str(last or 0)) + 1, person=person.strip(),
        position=position.strip(), held_on=held_on, notes=notes.strip(),
    )  # fmt: skip
    return session.save(talk, note=f"Interview {talk.number} of {code}")


def attach(
    session: Session, repo: Repository, code: str, *, name: str, media_type: str, content: bytes
) -> int:
    """Keep a file as evidence, with its SHA-256; return the number of the change.

    Raises
    ------
    Refused
        The audit is not in progress, or a file of this name is evidence already: evidence is not
        replaced.
    """
    require_state(get(repo, code), "in progress")
    clean = policies.file_name(name)
    try:
        repo.get("attachment", ABOUT, code, clean)
    except NotFound:
        return policies.attach(
            session, repo, ABOUT, code, name=name, media_type=media_type, content=content
        )
    raise Refused(
        f"{clean} is evidence of {code} already, and evidence is not replaced.",
        "Give the file another name.",
    )


def _planned(code: str, row: dict[str, Any]) -> Audit:
    about = row["about"]
    return Audit.model_validate({
        "code": code, "name": row["name"], "about": about, about: row["code"],
        "planned_on": row["planned_on"], "auditor": row["auditor"],
        "risk_points": round(row["risk_points"], 1), "risk_reason": row["risk_reason"],
    })  # fmt: skip


def _of_year(codes: list[str], year: int) -> list[str]:
    return [one for one in codes if one.startswith(f"A-{year}-")]


def _rows(repo: Repository, register: str, code: str) -> pl.DataFrame:
    return repo.table(register, audit=code)


def require_state(audit: Audit, *states: str) -> None:
    """Raise Refused unless the audit is in one of the states."""
    if audit.state not in states:
        raise Refused(
            f"{audit.code} is {audit.state}: only an audit that is {' or '.join(states)} can be "
            "changed so."
        )


__all__ = [
    "ABOUT", "ASKS_FINDING", "add", "answer", "ask", "attach", "cancel", "get", "move",
    "note_interview", "plan", "raise_finding", "require_state", "start",
]  # fmt: skip

"""The report of an audit as a document, and reporting it: what was reported is kept as a file."""

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any, get_args

import polars as pl

from pmo_core.errors import Refused
from pmo_core.exchange.document import (
    PDF_TYPE,
    Block,
    Document,
    Facts,
    Grid,
    Heading,
    Paragraph,
    pdf_bytes,
)
from pmo_core.jobs.audits import ABOUT, get, require_state
from pmo_core.jobs.audits_sample import drawn, method, verdict
from pmo_core.jobs.facts import Source
from pmo_core.model import Attachment, Audit
from pmo_core.model.audits import Answer
from pmo_core.store import Repository, Session
from pmo_core.store.migrate import utc_now

_GRADES = ("major", "minor", "observation")


def open_points(source: Source, code: str) -> list[str]:
    """Return what must be done before an audit can be reported, a sentence each."""
    questions = _of(source, "audit_question", code)
    sample = _of(source, "audit_sample", code)
    findings = _of(source, "finding", code).filter(pl.col("state") != "withdrawn")
    said = []
    silent = questions.filter(pl.col("answer").is_null())["number"].sort().to_list()
    if questions.is_empty():
        said.append("It has no questions.")
    if silent:
        said.append(f"Not answered: {_numbers('question', silent)}.")
    denied = questions.filter(
        (pl.col("answer") == "no") & ~pl.col("number").is_in(findings["question"].drop_nulls())
    )["number"].sort().to_list()  # fmt: skip
    if denied:
        said.append(f'Answered "no" without a finding: {_numbers("question", denied)}.')
    unseen = sample.filter(pl.col("result").is_null())["number"].sort().to_list()
    if unseen:
        said.append(f"Not looked at: {_numbers('item', unseen)} of the sample.")
    return said


def report(session: Session, repo: Repository, code: str, summary: str, on: date) -> int:
    """Report an audit and keep its report as PDF beside it; return the number of the change.

    Raises
    ------
    Conflict
        Someone else changed it since.
    Refused
        It is not in progress, something is open, or the summary is empty.
    """
    was = get(repo, code)
    require_state(was, "in progress")
    missing = open_points(repo, code)
    if missing:
        raise Refused(f"{code} cannot be reported yet. {missing[0]}", " ".join(missing[1:]))
    if not summary.strip():
        raise Refused("Say in the summary what came of the audit.")
    now = was.model_copy(
        update={"state": "reported", "reported_on": on, "summary": summary.strip()}
    )
    content = pdf_bytes(document(repo, now, on))
    file = Attachment(
        about=ABOUT, code=code, name=file_name(code), media_type=PDF_TYPE,
        n_bytes=len(content), sha256=hashlib.sha256(content).hexdigest(),
        added_by=session.actor, added_at=utc_now(),
        content=base64.b64encode(content).decode("ascii"),
    )  # fmt: skip
    number = session.put(
        {"audit": Audit.frame(now), "attachment": Attachment.frame(file)},
        {"audit": Audit.frame(was)}, f"Audit {code} reported",
    )  # fmt: skip
    assert number is not None, "the state differs"
    return number


def file_name(code: str) -> str:
    """Return the name under which the report of an audit is kept beside its evidence."""
    return f"report-{code}.pdf"


def close(session: Session, repo: Repository, code: str) -> int:
    """Close a reported audit; return the number of the change.

    Raises
    ------
    Refused
        It is not reported, or a finding of it is open.
    """
    was = get(repo, code)
    require_state(was, "reported")
    left = _of(repo, "finding", code).filter(pl.col("state") == "open")["code"].sort().to_list()
    if left:
        raise Refused(
            f"{code} has open findings: {', '.join(left)}.",
            "It closes when they are verified, accepted or withdrawn.",
        )
    return session.amend(was.model_copy(update={"state": "closed"}), was, f"Audit {code} closed")


def document(source: Source, audit: Audit, as_of: date) -> Document:
    """Return the report of an audit: summary, findings with actions, checklist, sample, evidence.

    Notes of interviews are not in it: they are for the PMO.

    Parameters
    ----------
    source : Source
        Where it is kept.
    audit : Audit
        The audit.
    as_of : date
        Day of the document: findings and actions stand as they do now.
    """
    findings = _of(source, "finding", audit.code)
    order = pl.col("grade").replace_strict(
        {name: place for place, name in enumerate(_GRADES)}, return_dtype=pl.Int64
    )
    findings = findings.sort(order, "code")
    questions = _of(source, "audit_question", audit.code).sort("number")
    sample = _of(source, "audit_sample", audit.code).sort("number")
    blocks = [
        Facts([(label, text) for label, text in _facts(source, audit) if text]),
        Heading("Summary"), *_summary(audit, findings, questions),
        Heading("Findings and actions"), *_findings(source, audit, findings),
        Heading("Checklist"), *_checklist(questions),
        Heading("Sample"), *_sample(audit, sample, source.settings().base_currency),
        Heading("Evidence"), *_evidence(source, audit.code),
    ]  # fmt: skip
    kind = "Audit report" if audit.reported_on else "Audit report, draft"
    return Document(f"{kind}: {audit.name}", f"{audit.code}, {audit.state}", blocks, as_of)


def _facts(source: Source, audit: Audit) -> Iterator[tuple[str, str]]:
    yield "Subject", _subject(source, audit)
    yield "Auditor", audit.auditor or "not named"
    yield "Planned", f"{audit.planned_on}"
    yield "Begun", f"{audit.started_on or ''}"
    yield "Reported", f"{audit.reported_on or ''}"
    if audit.risk_points is not None:
        yield "Risk", f"{audit.risk_points:.0f} of 100. {audit.risk_reason or ''}".strip()
    n_talks = _of(source, "interview", audit.code).height
    if n_talks:
        yield "Interviews", f"{n_talks} held. The notes are kept by the PMO and are not in here."


def _subject(source: Source, audit: Audit) -> str:
    """Return kind, name and code of what is audited."""
    kind = audit.about if audit.about == "PMO" else audit.about.capitalize()
    if audit.process:
        return f"{kind} {audit.process}"
    code = audit.project or audit.department
    if code is None:
        return kind
    name = source.table(audit.about).filter(pl.col("code") == code)["name"]
    return f"{kind} {name[0]} ({code})" if name.len() else f"{kind} {code}"


def _summary(audit: Audit, findings: pl.DataFrame, questions: pl.DataFrame) -> Iterator[Block]:
    yield Paragraph(audit.summary or "No summary is written yet.", is_muted=not audit.summary)
    held = findings.filter(pl.col("state") != "withdrawn")
    counts = {name: held.filter(grade=name).height for name in _GRADES}
    by_grade = [f"{n} {name}" for name, n in counts.items() if n]
    answers = [questions.filter(answer=one).height for one in get_args(Answer)]
    said = [f"{n} {one}" for n, one in zip(answers, get_args(Answer), strict=True) if n]
    n_open = questions["answer"].null_count()
    said += [f"{n_open} open"] if n_open else []
    yield Paragraph(
        f"Answers to {questions.height} questions: {', '.join(said) or 'none'}. Findings: "
        f"{', '.join(by_grade) or 'none'}."
    )


def _findings(source: Source, audit: Audit, findings: pl.DataFrame) -> Iterator[Block]:
    if findings.is_empty():
        nothing = "Nothing was found that is not as it has to be."
        yield Paragraph(
            nothing if audit.reported_on else "No finding is raised yet.", is_muted=True
        )
    actions = source.table("corrective_action").filter(
        pl.col("finding").is_in(findings["code"].to_list())
    ).sort("due_on", "code")  # fmt: skip
    for row in findings.iter_rows(named=True):
        yield Heading(f"{row['code']} {row['name']}", 2)
        stands = row["state"] + (f" until {row['accepted_until']}" if row["accepted_until"] else "")
        pairs = [
            ("Grade", row["grade"]), ("State", f"{stands}; found {row['found_on']}"),
            ("Owner", row["owner"] or "not named"), ("Reason", row["reason"] or ""),
            ("Seen", _seen(row["evidence"])),
        ]  # fmt: skip
        yield Facts([(label, text) for label, text in pairs if text])
        own = actions.filter(finding=row["code"])
        if own.is_empty():
            yield Paragraph("No action is agreed yet.", is_muted=True)
        else:
            yield Grid(
                ["Action", "Kind", "Owner", "Due", "State", "Effective when"],
                [
                    (f"{one['code']} {one['name']}", one["kind"], one["owner"],
                     f"{one['due_on']}", one["state"], one["effective_when"])
                    for one in own.iter_rows(named=True)
                ],
                widths=(2.8, 1.3, 1.5, 1.5, 1.2, 2.3),
            )  # fmt: skip
            for one in own.iter_rows(named=True):
                told = _behind(one)
                if told:
                    yield Paragraph(told, is_muted=True)


def _behind(action: dict[str, Any]) -> str:
    """Return the root cause of an action, and what came of it."""
    said = [f"Root cause: {action['root_cause']}"] if action["root_cause"] else []
    if action["done_on"]:
        said.append(f"Done {action['done_on']}: {action['done_note'] or ''}".strip(" :"))
    if action["tested_on"]:
        by = action["tested_run"] or action["tested_by"]
        said.append(
            f"Looked at {action['tested_on']}{f' by {by}' if by else ''}: "
            f"{action['test_note'] or action['state']}"
        )
    return f"{action['code']}. {' '.join(said)}" if said else ""


def _seen(evidence: str | None) -> str:
    """Return the evidence of a finding in words: an answer as a sentence, rows by their fields.

    Examples
    --------
    >>> _seen('[{"text": "Was it held?", "answer": "no", "note": "Never."}]')
    'Was it held? No: Never.'
    >>> _seen('[{"wbs": "1.2", "note": null}]')
    'wbs: 1.2'
    """
    try:
        rows: Any = json.loads(evidence or "[]")
    except json.JSONDecodeError:
        return evidence or ""
    return "\n".join(_row(row) for row in rows if isinstance(row, dict))


def _row(row: dict[str, Any]) -> str:
    if {"text", "answer"} <= row.keys():
        return f"{row['text']} {str(row['answer']).capitalize()}: {row.get('note') or ''}".strip()
    return "; ".join(f"{name}: {value}" for name, value in row.items() if value not in (None, ""))


def _checklist(questions: pl.DataFrame) -> Iterator[Block]:
    if questions.is_empty():
        yield Paragraph("The checklist is drawn when the audit begins.", is_muted=True)
        return
    yield Grid(
        ["No.", "Question", "Basis", "Answer", "What was seen"],
        [
            (str(one["number"]), one["text"], one["basis"] or "", one["answer"] or "open",
             one["note"] or "")
            for one in questions.iter_rows(named=True)
        ],
        widths=(0.7, 4, 2, 1.2, 3), right=(0,),
    )  # fmt: skip


def _sample(audit: Audit, sample: pl.DataFrame, currency: str) -> Iterator[Block]:
    if sample.is_empty():
        yield Paragraph("No sample was drawn.", is_muted=True)
        return
    yield Paragraph(f"{drawn(audit, sample.height)}. {method(audit, currency)}")
    yield Paragraph(verdict(audit, sample, currency))
    of_all = ["No.", "Item", "Result", "What was seen"]
    widths, right = [0.7, 3.0, 1.5, 4.0], [0]
    rows = [
        [str(one["number"]), one["item"], one["result"] or "open", one["note"] or ""]
        for one in sample.iter_rows(named=True)
    ]
    if sample["amount"].count():
        of_all.insert(2, f"Amount, {currency}")
        widths.insert(2, 1.4)
        right.append(2)
        for row, amount in zip(rows, sample["amount"], strict=True):
            row.insert(2, "" if amount is None else f"{amount:,.2f}")
    yield Grid(of_all, rows, widths=widths, right=right)


def _evidence(source: Source, code: str) -> Iterator[Block]:
    files = source.query("attachments", about=ABOUT).filter(pl.col("code") == code)
    own = files.filter(pl.col("name") != file_name(code))
    if own.is_empty():
        yield Paragraph("No file is kept as evidence.", is_muted=True)
        return
    yield Grid(
        ["File", "Bytes", "SHA-256", "Added by"],
        [
            (one["name"], f"{one['n_bytes']:,}", one["sha256"], one["added_by"])
            for one in own.iter_rows(named=True)
        ],
        widths=(2.5, 1, 4, 1.5), right=(1,),
    )  # fmt: skip


def _of(source: Source, register: str, code: str) -> pl.DataFrame:
    return source.table(register).filter(pl.col("audit") == code)


def _numbers(noun: str, numbers: list[int], most: int = 8) -> str:
    """Return numbered things as a list that stays short.

    Examples
    --------
    >>> _numbers("item", [4]), _numbers("item", [1, 4]), _numbers("item", [1, 2, 3], most=2)
    ('item 4', 'items 1, 4', 'items 1, 2 and 1 more')
    """
    more = f" and {len(numbers) - most} more" if len(numbers) > most else ""
    plural = "" if len(numbers) == 1 else "s"
    return f"{noun}{plural} {', '.join(map(str, numbers[:most]))}{more}"


__all__ = ["close", "document", "file_name", "open_points", "report"]

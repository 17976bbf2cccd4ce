"""Audits of the demonstration: one closed, one reported, one in progress, others planned."""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil, comb
from typing import Any

import polars as pl

from pmo_core.demo.boards import PMO
from pmo_core.model import (
    Attachment,
    Audit,
    AuditFinding,
    AuditQuestion,
    AuditSample,
    CorrectiveAction,
    Interview,
)
from pmo_core.model.rules import Grade

Frames = dict[str, pl.DataFrame]
_CLOSED, _REPORTED, _BEGUN = 400, 52, 9  # days before as_of
_RISK, _TOLERABLE_PCT = 0.1, 20.0
_EARLY = 3  # item of the sample on which work began before the decision
_ANSWERS = (
    ("Does each change request say what it costs, how long it takes and what it brings?", "yes",
     "All forms of the sample name the three figures."),
    ("Does each change request name its impact on other projects?", "partly",
     "Some requests say nothing although other projects wait for the same team."),
    ("Did a board whose mandate covers the change decide it?", "yes",
     "Board and amount agree in all sampled decisions."),
    ("Did work on each change begin only after its decision?", "no",
     "Hours were booked on one change of the sample nine days before the decision."),
    ("Was the baseline renewed after each approval?", "yes", "Seen in the register of baselines."),
)  # fmt: skip
_TALKS = (
    ("Project manager", "Small changes are agreed by phone and written down later, when there is "
     "time. Nobody has ever asked for the form before work began."),
    ("Secretary of a board", "Requests come the day before the meeting. The impact on others is "
     "what is missing most often; she sends them back once, then lets them pass."),
)  # fmt: skip
_SUMMARY = (
    "The procedure is known and boards decide within their mandates. Two things are not as they "
    "have to be: work on a change began before its decision, and the impact on other projects is "
    "not always described."
)
_FOLLOWED = (
    ("Do the projects of the department hold the gates of their method in its order, each with a "
     "recorded decision, before the next phase begins?", "Methods, gates", "yes",
     "Seen in the register of gates for all projects that ran."),
    ("Are the deliverables that the gates ask for handed over and accepted before the gate?",
     "Methods, deliverables", "partly", "Two records of acceptance bear no name."),
    ("Is POL-01 Project governance known to those concerned, and is it followed?",
     "POL-01, version 3.0", "yes", "Sponsors and project managers have acknowledged it."),
    ("Is PRO-02 Risk management known to those concerned, and is it followed?",
     "PRO-02, version 1.4", "yes", "Each project reviews its risks with its monthly report."),
)  # fmt: skip
_FOLLOWED_SUMMARY = (
    "The department runs its projects as their methods ask. Acceptance was not always signed by "
    "name, which was mended within six weeks."
)
_FILE = "walkthrough.txt"
_WALK = (
    "Walkthrough of change control\n1. Request written by the project manager\n2. Impact checked "
    "by the PMO\n3. Decision of the board\n4. New baseline\nSeen in five of five cases.\n"
)


@dataclass(frozen=True, slots=True)
class _Planned:
    """An audit that is planned: what it looks at, and its day."""

    about: str
    code: str | None
    name: str
    on: date
    points: float | None = None
    reason: str | None = None


def audits(frames: Frames, as_of: int) -> Frames:
    """Return audits with questions, samples, notes, evidence, findings and actions.

    Parameters
    ----------
    frames : dict
        By register, all that the audits look at.
    as_of : int
        Last day of the demonstration, in days since 1970-01-01.

    Returns
    -------
    dict of str to polars.DataFrame
        audit, audit_question, audit_sample, interview, attachment, finding, corrective_action.
        Empty where nobody runs a project or sits on the PMO's board.
    """
    today = date(1970, 1, 1) + timedelta(days=as_of)
    auditors = frames["board_member"].filter(board=PMO)["member"].unique(maintain_order=True)
    running = _by_size(frames, today)
    if not auditors.len() or running.height < 4:
        return {}
    made = _Made(frames, today, auditors.to_list(), running)
    made.reported()
    made.in_progress()
    made.planned()
    made.closed()
    return made.frames()


def _by_size(frames: Frames, today: date) -> pl.DataFrame:
    """Return the running projects with the risk that size and time give, the largest first."""
    began = pl.coalesce("actual_start", "planned_start")
    size = pl.col("planned_cost").rank("max") / pl.col("planned_cost").count()
    smaller = (pl.col("planned_cost").rank("min") - 1) / pl.col("planned_cost").count()
    age = ((pl.lit(today) - began).dt.total_days() / 730).clip(0, 1)
    return (
        frames["project"].filter(stage="delivery", currency="EUR").drop_nulls("planned_cost")
        .select("code", "name", "manager", points=(100 * (25 * size + 25 * age) / 90).round(1),
                share=(100 * smaller).floor().cast(pl.Int64), cost="planned_cost")
        .sort("cost", "code", descending=[True, False])
    )  # fmt: skip


class _Made:
    """Writes one audit after the other."""

    def __init__(
        self, frames: Frames, today: date, auditors: Sequence[str], running: pl.DataFrame
    ) -> None:
        self._kept, self._today, self._auditors = frames, today, auditors
        self._running = running.rows(named=True)
        self._audits: list[Audit] = []
        self._rows: dict[str, list[Any]] = {}

    def reported(self) -> None:
        """Change control was audited: a sample, five answers, two findings, two talks, a file."""
        end = self._today - timedelta(days=_REPORTED)
        start = end - timedelta(days=21)
        whole = self._kept["change_request"].filter(pl.col("submitted_on") < start)["code"].sort()
        size, seed = _sample_size(whole.len()), start.year * 100 + 1
        audit = self._audit(
            "process", None, "Change control", start, state="reported", started_on=start,
            reported_on=end, summary=_SUMMARY,
            sample_of=f"Change requests until {start - timedelta(days=1)}; "
            f"{100 - 100 * _RISK:g} % confidence, {_TOLERABLE_PCT:g} % tolerable deviations",
            sample_register="change_request", sample_confidence_pct=100 - 100 * _RISK,
            sample_tolerable_pct=_TOLERABLE_PCT, sample_from=whole.len(),
            sample_size=size or None, sample_seed=seed,
        )  # fmt: skip
        drawn = sorted(whole, key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).hexdigest())
        for number, item in enumerate(drawn[:size], start=1):
            is_early = number == _EARLY
            self._add(AuditSample(
                audit=audit.code, number=number, item=item, amount=None,
                result="deviates" if is_early else "conforms",
                note="Hours were booked nine days before the decision." if is_early else None,
            ))  # fmt: skip
        for number, (text, answer, note) in enumerate(_ANSWERS, start=1):
            self._question(audit, number, (text, "PRO-01, version 2.0"), answer, note)
        for number, (position, notes) in enumerate(_TALKS, start=1):
            person = self._running[number]["manager"] if number == 1 else self._auditors[-1]
            self._add(Interview(audit=audit.code, number=number, person=person or "A manager",
                                position=position,
                                held_on=_working_day(start + timedelta(days=3 + number)),
                                notes=notes))  # fmt: skip
        self._file(audit, start + timedelta(days=8))
        owner = self._running[0]["manager"] or self._auditors[0]
        keeper = self._auditors[1 % len(self._auditors)]
        first = self._finding(audit, 4, "Work on a change began before its decision", "major",
                              owner=owner, on=end)  # fmt: skip
        second = self._finding(audit, 2, "Impact on other projects is not described", "minor",
                               owner=keeper, on=end)  # fmt: skip
        self._action(
            first, "Hours on a change can only be booked once it is approved", owner,
            self._today + timedelta(days=45),
            "No hours lie before a decision in the next sample.",
            why_1="Hours were booked before the board met.",
            why_2="The change had its own task in the plan already.",
            why_3="Tasks are opened with the request, not with its approval.",
            root_cause="Nothing stands between asking for a change and booking on it.",
        )  # fmt: skip
        self._action(
            second, "The form asks for the projects that wait for the same team",
            keeper, end + timedelta(days=20), "Every new request names them or none.",
            why_1="The form has no place for it.", root_cause="The form is older than the rule.",
            state="done", done_on=self._today - timedelta(days=6),
            done_note="The form asks for it since the first of the month.",
        )  # fmt: skip

    def in_progress(self) -> None:
        """The largest running project is being audited: gate by gate, half of it answered."""
        project = self._running[0]
        start = self._today - timedelta(days=_BEGUN)
        audit = self._audit(
            "project", project["code"], project["name"], start, state="in progress",
            started_on=start, risk_points=project["points"], risk_reason=_reason(project),
        )  # fmt: skip
        held = self._kept["gate"].filter(
            (pl.col("project") == project["code"]) & (pl.col("held_on") < start)
        ).sort("number")  # fmt: skip
        followed = self._kept["adoption"].filter(project=project["code"])["method"]
        method = followed[0] if followed.len() else "none"
        asked = [
            (f"Was gate {code} {name} held, with a recorded decision, before the work behind it "
             "began, and were its conditions met?", f"Method {method}, gate {code}")
            for code, name in held.select("gate", "name").iter_rows()
        ]  # fmt: skip
        asked += [
            (f"Is {code} {name} known to those concerned, and is it followed?",
             f"{code}, version {version}")
            for code, name, version in self._kept["policy"]
            .filter(pl.col("kind").is_in(["policy", "procedure", "standard"]))
            .select("code", "name", "version").iter_rows()
        ]  # fmt: skip
        for number, (text, basis) in enumerate(asked, start=1):
            if number == 2:
                self._question(
                    audit,
                    number,
                    (text, basis),
                    "partly",
                    "One condition is met; of the other nothing is recorded.",
                )
            elif number <= len(asked) // 2:
                self._question(audit, number, (text, basis), "yes", "Seen in the register.")
            else:
                self._question(audit, number, (text, basis), None, None)

    def planned(self) -> None:
        """The next ones are planned: two projects, a department, the PMO itself."""
        first, second = self._running[1:3]
        on = self._today
        unit = self._kept["project"].filter(code=first["code"])["department"].item()
        other = self._kept["department"].filter(
            (pl.col("code") != unit) & pl.col("code").is_in(
                self._kept["project"].filter(stage="delivery")["department"].to_list())
        ).sort("code").head(1)  # fmt: skip
        wanted = [
            _Planned("project", one["code"], one["name"], on + timedelta(days=days),
                     one["points"], _reason(one))
            for one, days in ((first, 18), (second, 41))
        ]  # fmt: skip
        wanted += [
            _Planned("department", code, name, on + timedelta(days=88))
            for code, name in other.select("code", "name").iter_rows()
        ]
        wanted.append(_Planned("PMO", None, "Work of the PMO itself", on + timedelta(days=131)))
        for one in wanted:
            self._audit(one.about, one.code, one.name, _working_day(one.on),
                        risk_points=one.points, risk_reason=one.reason)  # fmt: skip

    def closed(self) -> None:
        """A department was audited the year before: one finding, mended, looked at, and closed."""
        start = _working_day(self._today - timedelta(days=_CLOSED))
        end = _working_day(start + timedelta(days=18))
        code = self._kept["project"].filter(code=self._running[3]["code"])["department"].item()
        unit = self._kept["department"].filter(code=code).row(0, named=True)
        audit = self._audit(
            "department",
            code,
            unit["name"],
            start,
            state="closed",
            started_on=start,
            reported_on=end,
            summary=_FOLLOWED_SUMMARY,
        )
        for number, (text, basis, answer, note) in enumerate(_FOLLOWED, start=1):
            self._question(audit, number, (text, basis), answer, note)
        owner = unit["manager"] or self._auditors[0]
        done, seen = end + timedelta(days=33), _working_day(end + timedelta(days=41))
        finding = self._finding(
            audit, 2, "Acceptance of deliverables is not signed by name", "minor", owner=owner,
            on=end, state="verified", closed_on=seen,
        )  # fmt: skip
        self._action(
            finding, "The record of acceptance asks for the name", owner, end + timedelta(days=35),
            "Each record of the last month bears a name.",
            why_1="The record has a date and no name.", root_cause="It was made for one signatory.",
            state="verified", done_on=done, done_note="The record asks for the name now.",
            tested_on=seen, tested_by=audit.auditor, test_note="All eleven of the month bear one.",
        )  # fmt: skip

    def frames(self) -> Frames:
        """Return what was written, by register; what is kept already stays in front."""
        made: Frames = {"audit": Audit.frame(*self._audits)}
        for name, rows in self._rows.items():
            new = type(rows[0]).frame(*rows)
            kept = self._kept.get(name)
            made[name] = new if kept is None else pl.concat([kept, new])
        return made

    def _add(self, record: Any) -> None:
        self._rows.setdefault(record.register, []).append(record)

    def _audit(self, about: str, code: str | None, name: str, on: date, **more: Any) -> Audit:
        nth = sum(one.planned_on.year == on.year for one in self._audits) + 1
        manager = {one["code"]: one["manager"] for one in self._running}.get(code)
        able = [one for one in self._auditors if one != manager] or list(self._auditors)
        given = {
            "code": f"A-{on.year}-{nth:02d}", "name": name, "about": about, "planned_on": on,
            "project": code if about == "project" else None,
            "department": code if about == "department" else None,
            "process": name if about == "process" else None,
            "auditor": able[len(self._audits) % len(able)], **more,
        }  # fmt: skip
        audit = Audit.model_validate(given)
        self._audits.append(audit)
        return audit

    def _question(
        self, audit: Audit, number: int, asked: tuple[str, str], answer: Any, note: str | None
    ) -> None:
        day = _working_day(audit.planned_on + timedelta(days=min(number, 8)))
        on = None if answer is None else day
        self._add(AuditQuestion(
            audit=audit.code, number=number, text=asked[0], basis=asked[1], answer=answer,
            note=note, answered_by=audit.auditor if answer else None, answered_on=on,
        ))  # fmt: skip

    def _finding(
        self, audit: Audit, number: int, name: str, grade: Grade, *, owner: str, on: date,
        **more: Any,
    ) -> AuditFinding:  # fmt: skip
        asked = next(
            one for one in self._rows["audit_question"]
            if (one.audit, one.number) == (audit.code, number)
        )  # fmt: skip
        seen = asked.model_dump(
            include={"text", "basis", "answer", "note", "answered_by", "answered_on"}, mode="json"
        )
        evidence = json.dumps([seen], ensure_ascii=False)
        finding = AuditFinding.model_validate({
            "code": f"F-{self._next('finding'):04d}", "name": name, "audit": audit.code,
            "question": number, "grade": grade, "found_on": on, "raised_by": audit.auditor or "",
            "owner": owner, "evidence": evidence,
            "digest": hashlib.sha256(evidence.encode()).hexdigest()[:16], **more,
        })  # fmt: skip
        self._add(finding)
        return finding

    def _action(
        self, finding: AuditFinding, name: str, owner: str, due_on: date, effective_when: str,
        **more: Any,
    ) -> None:  # fmt: skip
        given = {
            "code": f"CA-{self._next('corrective_action'):04d}", "finding": finding.code,
            "name": name, "owner": owner, "due_on": due_on, "effective_when": effective_when,
        }  # fmt: skip
        self._add(CorrectiveAction.model_validate(given | more))

    def _next(self, register: str) -> int:
        kept = self._kept.get(register)
        return (0 if kept is None else kept.height) + len(self._rows.get(register, [])) + 1

    def _file(self, audit: Audit, on: date) -> None:
        content = _WALK.encode()
        self._add(Attachment(
            about="audit", code=audit.code, name=_FILE, media_type="text/plain",
            n_bytes=len(content), sha256=hashlib.sha256(content).hexdigest(),
            added_by=audit.auditor or "", added_at=datetime.combine(on, time(14, 30)),
            content=base64.b64encode(content).decode("ascii"),
        ))  # fmt: skip


def _sample_size(population: int) -> int:
    """Return the smallest sample without a deviation that leaves 10 % risk at 20 % tolerable."""
    bad = ceil(population * _TOLERABLE_PCT / 100)
    return next(
        (n for n in range(1, population + 1)
         if comb(population - bad, n) <= _RISK * comb(population, n)), 0,
    )  # fmt: skip


def _working_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _reason(project: dict[str, Any]) -> str:
    return f"Larger than {project['share']} % of its kind; never audited."


__all__ = ["audits"]

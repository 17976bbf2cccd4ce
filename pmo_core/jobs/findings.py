"""Findings: raised from a run of rules, graded, accepted for a time, withdrawn, opened again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import polars as pl

from pmo_core.analysis import findings as analysis
from pmo_core.errors import NotFound, Refused
from pmo_core.jobs.codes import keep_under_next, next_code
from pmo_core.model import AuditFinding
from pmo_core.store import Repository, Session

FIRST = "F-0001"
_NOT_CLOSED = ("open", "accepted")
_EMPTY: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Raised:
    """What became of violations that were to be raised as findings.

    Parameters
    ----------
    codes : tuple of str
        New findings, in the order asked for.
    recurring : dict of str to str
        Those of them that repeat an earlier one -> that one.
    held : dict of tuple to str
        Rule and project about which a finding is open or accepted already -> that one.
    number : int or None
        Number of the change; None when there was nothing new.
    """

    codes: tuple[str, ...]
    recurring: dict[str, str]
    held: dict[tuple[str, str], str]
    number: int | None


def raise_findings(
    repo: Repository,
    session: Session,
    run: str,
    keys: Iterable[tuple[str, str]],
    *,
    today: date,
    fields: Mapping[str, Any] = _EMPTY,
) -> Raised:
    """Raise the violations of a run as findings, with their evidence as it is.

    A finding is named after its rule, graded as the rule proposes, and owned by the project's
    manager. About a rule and project with a finding that is not closed no second one is raised.
    One that follows another within a year of its verification says which it repeats.

    Parameters
    ----------
    repo, session : Repository, Session
        Where it is kept, and who asks.
    run : str
        Code of the run.
    keys : iterable of tuple
        Rule and project of each; project "" = what belongs to none.
    today : date
        Day on which they are found.
    fields : mapping
        What differs from the proposal for all of them: name, grade, owner, audit.

    Returns
    -------
    Raised
        New findings, and those that there were.

    Raises
    ------
    NotFound
        There is no such run, or it has no outcome of a rule and project.
    Refused
        The rule passed.
    """
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        raise Refused("There is nothing to raise.", "Choose a rule that a project violates.")
    repo.get("audit_run", run)
    outcomes = _outcomes(repo, run, wanted)
    names = _proposed(repo, run)
    managers = dict(repo.table("project").select("code", "manager").iter_rows())

    def under(first: str) -> Raised:
        kept = repo.table("finding")
        held = _by_key(analysis.holding(kept, today))
        earlier = _by_key(analysis.recurring(kept, today))
        new = [key for key in wanted if key not in held]
        codes = [first]
        while len(codes) < len(new):
            codes.append(next_code(codes[-1:], FIRST))
        records = []
        for code, (rule, project) in zip(codes, new, strict=False):
            outcome = outcomes[rule, project]
            made = {
                **names[rule], "owner": managers.get(project), **fields, "code": code,
                "rule": rule, "project": project, "state": "open", "found_on": today,
                "found_run": run, "raised_by": session.actor, "digest": outcome["digest"],
                "evidence": outcome["evidence"], "recurs": earlier.get((rule, project)),
            }  # fmt: skip
            records.append(AuditFinding.model_validate(made))
        about = {key: code for key, code in held.items() if key in set(wanted)}
        if not records:
            return Raised((), {}, about, None)
        note = f"{', '.join(one.code for one in records[:5])} raised from {run}"
        number = session.put({"finding": AuditFinding.frame(*records)}, note=note)
        again = {one.code: one.recurs for one in records if one.recurs}
        return Raised(tuple(one.code for one in records), again, about, number)

    return keep_under_next(lambda: repo.table("finding")["code"], FIRST, under)


def add(session: Session, repo: Repository, fields: Mapping[str, Any]) -> tuple[AuditFinding, int]:
    """Keep a finding that somebody saw, such as by the question of an audit.

    Parameters
    ----------
    session, repo : Session, Repository
        Who asks, and where it is kept.
    fields : mapping
        Fields of the record without code and raised_by; found_on and name must be among them.

    Returns
    -------
    tuple of AuditFinding and int
        The finding, and the number of the change.

    Raises
    ------
    Refused
        It names a rule: such a finding is raised from a run, so that its evidence is that of the
        rule.
    """
    if fields.get("rule"):
        raise Refused("A finding of a rule is raised from a run.", "Open the run on Rules.")

    def under(code: str) -> tuple[AuditFinding, int]:
        given = {**fields, "code": code, "raised_by": session.actor, "state": "open"}
        one = AuditFinding.model_validate(given)
        return one, session.save(one, note=f"{code}: {one.name}")

    return keep_under_next(lambda: repo.table("finding")["code"], FIRST, under)


def change(session: Session, was: AuditFinding, fields: Mapping[str, Any]) -> int:
    """Change name, grade or owner of a finding and return the number of the change.

    Raises
    ------
    Conflict
        Someone else changed it since it was read.
    Refused
        It is closed, or nothing was changed.
    """
    _require_open(was)
    kept = {name: fields[name] for name in ("name", "grade", "owner") if name in fields}
    return _amend(session, was, f"{was.code} changed", **kept)


def accept(session: Session, was: AuditFinding, until: date, reason: str, today: date) -> int:
    """Live with a finding until a day, after which it is open again; return the change's number.

    Parameters
    ----------
    session : Session
        Who accepts.
    was : AuditFinding
        The finding as it was seen; one that is accepted is accepted for longer or shorter.
    until : date
        Last day on which it is lived with.
    reason : str
        Why.
    today : date
        Today.

    Raises
    ------
    Conflict
        Someone else changed it since it was read.
    Refused
        It is closed, the day does not lie ahead, or there is no reason.
    """
    _require_open(was)
    if until <= today:
        raise Refused("A finding is accepted until a day that lies ahead.")
    return _amend(
        session, was, f"{was.code} accepted until {until}", state="accepted",
        accepted_until=until, accepted_by=session.actor, reason=_said(reason, "accepted"),
    )  # fmt: skip


def withdraw(session: Session, was: AuditFinding, reason: str, today: date) -> int:
    """End a finding that is none, such as one raised by mistake; return the change's number.

    Raises
    ------
    Conflict
        Someone else changed it since it was read.
    Refused
        It is closed already, or there is no reason.
    """
    _require_open(was)
    return _amend(
        session, was, f"{was.code} withdrawn", state="withdrawn", closed_on=today,
        reason=_said(reason, "withdrawn"),
    )  # fmt: skip


def open_again(session: Session, was: AuditFinding) -> int:
    """Open a finding that was accepted or withdrawn; return the number of the change.

    Raises
    ------
    Conflict
        Someone else changed it since it was read.
    Refused
        It is open, or verified: what is verified and comes again is another finding.
    """
    if was.state not in ("accepted", "withdrawn"):
        hint = "If it came again, raise it from a run: it says then what it repeats."
        raise Refused(f"{was.code} is {was.state}.", "" if was.state == "open" else hint)
    return _amend(
        session, was, f"{was.code} opened again", state="open", closed_on=None,
        accepted_until=None, accepted_by=None, reason=None,
    )  # fmt: skip


def finding_of(repo: Repository, code: str) -> AuditFinding:
    """Return a finding as it is kept.

    Raises
    ------
    NotFound
        There is none of that code.
    """
    return cast(AuditFinding, repo.get("finding", code))


def _amend(session: Session, was: AuditFinding, note: str, **fields: Any) -> int:
    now = AuditFinding.model_validate({**was.model_dump(), **fields})
    return session.amend(now, was, note=note)


def _require_open(was: AuditFinding) -> None:
    if was.state not in _NOT_CLOSED:
        raise Refused(f"{was.code} is {was.state} since {was.closed_on}.")


def _said(reason: str, what: str) -> str:
    if not reason.strip():
        raise Refused(f"Say why it is {what}.")
    return reason.strip()


def _outcomes(
    repo: Repository, run: str, wanted: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the outcomes of a run by rule and project; refuse where there is no violation."""
    rows = repo.table("rule_outcome", run=run)
    found = {(row["rule"], row["project"]): row for row in rows.iter_rows(named=True)}
    for rule, project in wanted:
        outcome = found.get((rule, project))
        about = f"{rule} and {project or 'what belongs to no project'}"
        if outcome is None:
            raise NotFound(f"Run {run} has no outcome of {about}.")
        if not outcome["n_rows"]:
            raise Refused(f"Run {run} found no violation of {about}.")
    return found


def _proposed(repo: Repository, run: str) -> dict[str, dict[str, Any]]:
    """Return name and grade that each rule of a run proposes."""
    rows = repo.table("rule_result", run=run).select("rule", "name", "severity")
    return {rule: {"name": name, "grade": grade} for rule, name, grade in rows.iter_rows()}


def _by_key(rows: pl.DataFrame) -> dict[tuple[str, str], str]:
    return {
        (rule, project): code
        for rule, project, code in rows.select("rule", "project", "code").iter_rows()
    }


__all__ = [
    "Raised", "accept", "add", "change", "finding_of", "open_again", "raise_findings", "withdraw",
]  # fmt: skip

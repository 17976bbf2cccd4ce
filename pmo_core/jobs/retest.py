"""Whether an action helped: the rule runs again on the data, or somebody else looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast

import polars as pl

from pmo_core.analysis import evidence
from pmo_core.errors import NotAllowed, Refused
from pmo_core.jobs import audit
from pmo_core.jobs.findings import finding_of
from pmo_core.model import AuditFinding, CorrectiveAction
from pmo_core.store import AccessRole, Repository, Session
from pmo_core.store.rules import shipped

Judged = Literal["verified", "reopened", "still open", "came again", "not judged", "not run"]


@dataclass(frozen=True)
class Verdict:
    """What a re-test said about one finding.

    Parameters
    ----------
    finding : str
        Its code.
    judged : str
        verified = the rule passes; reopened = it does not, and actions said to be done were opened
        again; still open = it does not, and nothing was said to be done; came again = it was
        verified before; not judged = the rule had nothing to judge, or judges otherwise than when
        it found it (an earlier day, other thresholds, an own rule with another question); not run =
        the rule failed.
    actions : tuple of str
        Actions that it verified or reopened.
    sentence : str
        The outcome in words.
    """

    finding: str
    judged: Judged
    actions: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Retested:
    """A re-test: its run, the number of the change, and a verdict per finding."""

    run: str
    number: int
    verdicts: tuple[Verdict, ...]


def retest(
    repo: Repository,
    session: Session,
    codes: Sequence[str],
    as_of: date,
    tell: audit.Tell | None = None,
) -> Retested:
    """Run the rules of findings again on the data as it is, and keep what that shows.

    Where a rule passes, its finding and the actions that were said to be done are verified. Where
    it does not, these actions are reopened, and the run keeps the new evidence. Nothing else can
    verify a finding of a rule.

    Parameters
    ----------
    repo, session : Repository, Session
        Where it is kept, and who asks.
    codes : sequence of str
        Findings: open or accepted ones, and verified ones with an action to be tested.
    as_of : date
        Day of which the rules judge.
    tell : callable, optional
        Told how far it is, 0 to 1.

    Returns
    -------
    Retested
        What came of each.

    Raises
    ------
    Refused
        A finding has no rule, is withdrawn, or is verified and nothing waits.
    Conflict
        Someone else changed a finding or an action meanwhile.
    """
    found = [finding_of(repo, code) for code in dict.fromkeys(codes)]
    waiting = _waiting(repo, found)
    for one in found:
        _require_testable(one, waiting[one.code])
    if not found:
        raise Refused("There is nothing to test again.", "Choose a finding.")
    rules = sorted({one.rule for one in found})
    role = cast(AccessRole, session.role)
    judged = audit.evaluate(repo, role, as_of, _scope(found), codes=rules, tell=tell)
    why_not = {one.code: otherwise(repo, one, judged) for one in found}
    verdicts: list[Verdict] = []

    def shown(run: str) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame]]:
        told = [_judge(one, waiting[one.code], judged, run, why_not[one.code]) for one in found]
        verdicts[:] = [verdict for _, _, verdict in told]
        now = _frames([one for one, _, _ in told], [a for _, made, _ in told for a in made])
        return now, _frames(found, [a for one in found for a in waiting[one.code]])

    note = f"Re-test of {', '.join(one.code for one in found[:20])}"
    ran = audit.keep(repo, session, judged, note, shown)
    return Retested(ran.code, ran.change, tuple(verdicts))


def verify(
    repo: Repository, session: Session, code: str, note: str, today: date, *, helped: bool
) -> Verdict:
    """Say of a finding without a rule whether what was done helped, having looked at it oneself.

    Parameters
    ----------
    repo, session : Repository, Session
        Where it is kept, and who looked: a manager who neither owns the finding nor an action.
    code : str
        The finding.
    note : str
        What was seen.
    today : date
        Today.
    helped : bool
        Whether it did: the finding and the actions said to be done are verified, else reopened.

    Raises
    ------
    Refused
        A rule tells it, the finding is closed, nothing was said to be done, or there is no note.
    NotAllowed
        Who looked owns the finding or an action.
    """
    was = finding_of(repo, code)
    if was.rule:
        raise Refused(f"Whether {code} is mended says its rule, {was.rule}.", "Test it again.")
    done = _waiting(repo, [was])[code]
    if was.state not in ("open", "accepted") or not done:
        raise Refused(f"Nothing of {code} waits to be looked at.")
    if session.actor in {was.owner, *(one.owner for one in done)}:
        raise NotAllowed(
            "Whether something was mended says somebody else than who mended it.",
            "Ask another manager.",
        )
    if not note.strip():
        raise Refused("Say what was seen.")
    seen = {"tested_on": today, "tested_by": session.actor, "test_note": note.strip()}
    actions = [_tested(one, helped, seen) for one in done]
    now = was.model_copy(update={"state": "verified", "closed_on": today}) if helped else was
    session.put(
        _frames([now], actions), _frames([was], done),
        note=f"{code} {'verified' if helped else 'reopened'}",
    )  # fmt: skip
    named = tuple(one.code for one in done)
    judged: Judged = "verified" if helped else "reopened"
    return Verdict(code, judged, named, f"{code} is {judged}, with {', '.join(named)}.")


def _judge(
    was: AuditFinding,
    done: list[CorrectiveAction],
    judged: audit.Evaluated,
    run: str,
    why_not: str,
) -> tuple[AuditFinding, list[CorrectiveAction], Verdict]:
    """Return finding and actions as a run leaves them, with the verdict."""
    named = tuple(one.code for one in done)
    today, ran = judged.as_of, judged.results.filter(pl.col("rule") == was.rule)
    failure = ran["failure"][0] if ran.height else "the rule is not run any more."
    if failure:
        return was, done, Verdict(was.code, "not run", (), f"{was.code} was not tested: {failure}")
    if why_not:
        words = f"{was.code}: {why_not} Nothing is proved."
        return was, done, Verdict(was.code, "not judged", (), words)
    outcome = judged.outcomes.filter(
        pl.col("rule") == was.rule, pl.col("project") == was.project
    ).to_dicts()
    if not outcome or outcome[0]["n_checked"] == 0:
        words = f"{was.rule} has nothing to judge of {was.project or 'it'}: nothing is proved."
        return was, done, Verdict(was.code, "not judged", (), f"{was.code}: {words}")
    n_rows, now_seen = outcome[0]["n_rows"], outcome[0]["evidence"]
    passes = n_rows == 0
    words = evidence.in_words(was.evidence, now_seen, n_rows)
    seen = {"tested_on": today, "tested_run": run, "test_note": words}
    actions = [_tested(one, passes, seen) for one in done]
    if passes and was.state != "verified":
        ended = {"state": "verified", "closed_on": today, "closed_run": run}
        now = was.model_copy(update=ended)
        return (
            now,
            actions,
            Verdict(was.code, "verified", named, f"{was.code} is verified. {words}"),
        )
    kept: Judged = "verified" if passes else "reopened" if done else "still open"
    if was.state == "verified" and not passes:
        more = f"Raise it from run {run}: the new finding says what it repeats."
        told = f"{was.code} came again. {words} {more}"
        return was, actions, Verdict(was.code, "came again", named, told)
    return was, actions, Verdict(was.code, kept, named, f"{was.code} is {kept}. {words}")


def otherwise(repo: Repository, one: AuditFinding, judged: audit.Evaluated) -> str:
    """Return why a run cannot be held against the one that found something; empty = it can.

    A question that came with another version of the program is that of the rule still.

    Parameters
    ----------
    repo : Repository
        Where the run that found it is kept.
    one : AuditFinding
        What was found.
    judged : Evaluated
        How its rule came out now.
    """
    start = repo.table("audit_run", code=one.found_run)
    first = repo.table("rule_result", run=one.found_run, rule=one.rule)
    told = judged.results.filter(pl.col("rule") == one.rule)
    if start.is_empty() or first.is_empty() or told.is_empty():
        return ""
    day = start["data_date"].item()
    if judged.as_of < day:
        return f"It was found as of {day}, which is later than {judged.as_of}."
    then, now = first.row(0, named=True), told.row(0, named=True)
    if then["parameters"] != now["parameters"]:
        was, are = ((row["parameters"] or "none").replace("\n", ", ") for row in (then, now))
        return f"{one.rule} has other thresholds than when it was found: {was} then, {are} now."
    if then["query_hash"] != now["query_hash"] and one.rule not in shipped():
        return f"{one.rule} asks something else than when it was found."
    return ""


def _tested(was: CorrectiveAction, passes: bool, seen: dict[str, Any]) -> CorrectiveAction:
    """Return an action that was tested: verified, or reopened once more."""
    state = {"state": "verified"} if passes else {
        "state": "reopened", "n_reopened": was.n_reopened + 1
    }  # fmt: skip
    return was.model_copy(update={**seen, **state})


def _waiting(repo: Repository, found: Sequence[AuditFinding]) -> dict[str, list[CorrectiveAction]]:
    """Return the actions of each finding that were said to be done."""
    rows = repo.table("corrective_action", state="done")
    of: dict[str, list[CorrectiveAction]] = {one.code: [] for one in found}
    for row in rows.filter(pl.col("finding").is_in(list(of))).iter_rows(named=True):
        of[row["finding"]].append(CorrectiveAction(**row))
    return of


def _require_testable(one: AuditFinding, done: Sequence[CorrectiveAction]) -> None:
    if not one.rule:
        raise Refused(
            f"{one.code} has no rule that could be run again.",
            "Somebody else than its owner looks at it and says what was seen.",
        )
    if one.state == "withdrawn" or (one.state == "verified" and not done):
        raise Refused(f"{one.code} is {one.state} since {one.closed_on}: nothing waits for a test.")


def _scope(found: Sequence[AuditFinding]) -> audit.Scope:
    """Return what a run has to cover: one project where all findings are about it."""
    projects = {one.project for one in found}
    only = next(iter(projects))
    return audit.Scope("project", only) if only and len(projects) == 1 else audit.EVERYTHING


def _frames(
    found: Sequence[AuditFinding], actions: Sequence[CorrectiveAction]
) -> dict[str, pl.DataFrame]:
    frames = {"finding": AuditFinding.frame(*found)}
    return frames | ({"corrective_action": CorrectiveAction.frame(*actions)} if actions else {})


__all__ = ["Judged", "Retested", "Verdict", "otherwise", "retest", "verify"]

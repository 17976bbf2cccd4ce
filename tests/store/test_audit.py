"""A finding is closed by the data alone: what a run shows, who may say what, and what stays."""

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from pmo_core.errors import Conflict, NotAllowed, PmoError, Refused
from pmo_core.model import (
    AuditFinding,
    AuditRun,
    CorrectiveAction,
    Project,
    Record,
    RuleOutcome,
    RuleResult,
)
from pmo_core.store import Repository, Session

DAY = date(2026, 11, 2)
Rows = dict[str, pl.DataFrame]


def finding(code: str = "F-1", **fields: Any) -> AuditFinding:
    """Return a finding of the rule DQ-90 about project A."""
    given = {
        "rule": "DQ-90", "project": "A", "owner": "Tom", "grade": "minor", "found_on": DAY, **fields
    }  # fmt: skip
    return AuditFinding(code=code, name="Old", raised_by="Ida", **given)


def action(code: str = "CA-1", of: str = "F-1", **fields: Any) -> CorrectiveAction:
    """Return an action of Tom."""
    given = {"owner": "Tom", "state": "done", **fields}
    return CorrectiveAction(
        code=code, finding=of, name="Report", due_on=DAY, effective_when="It passes.", **given
    )


def rows(*records: Record) -> Rows:
    """Return records as frames by register."""
    by: dict[str, list[Record]] = {}
    for one in records:
        by.setdefault(one.register, []).append(one)
    return {name: type(found[0]).frame(*found) for name, found in by.items()}


def keep_run(
    session: Session, code: str, n_rows: int, *, n_checked: int | None = 2, now: Rows | None = None,
    was: Rows | None = None, project: str = "A", failure: str | None = None, revision: int = 1,
    day: date = DAY, parameters: str | None = None, query_hash: str = "9f",
) -> int:  # fmt: skip
    """Keep a run of DQ-90 over one project."""
    run = AuditRun(code=code, data_date=day, ran_at=datetime(2020, 1, 1), ran_by="nobody",
                   revision=revision, seconds=1.0)  # fmt: skip
    result = RuleResult(
        run="?", rule="DQ-90", name="Old", family="data quality", severity="minor",
        n_projects=1, n_failing=int(n_rows > 0), n_rows=n_rows, seconds=0.1, failure=failure,
        parameters=parameters, query_hash=query_hash,
    )  # fmt: skip
    outcome = RuleOutcome(
        run="?", rule="DQ-90", project=project, n_checked=n_checked, n_rows=n_rows,
        digest="9f" if n_rows else "", evidence="[{}]" if n_rows else None,
    )  # fmt: skip
    outcomes = RuleOutcome.frame(*([] if failure else [outcome]))
    return session.audit(run, RuleResult.frame(result), outcomes, now=now, was=was)


@pytest.fixture
def audited(repo: Repository) -> Repository:
    """Give a finding of a rule and one of nobody's, each with an action that Tom calls done."""
    root = repo.session("root", "administrator")
    root.save(Project(code="A", name="Alpha"), Project(code="B", name="Beta"))
    root.load(rows(
        finding(), finding("F-2", rule="", project=""),
        action(), action("CA-2", "F-2", owner="Sue"),
    ))  # fmt: skip
    return repo


PASSED = finding(state="verified", closed_on=DAY, closed_run="R-1")
MENDED = action(state="verified", tested_on=DAY, tested_run="R-1")
AGAIN = action(state="reopened", tested_on=DAY, tested_run="R-1", n_reopened=1)
SHOWN = finding("F-9", project="B", found_run="R-1", digest="9f", evidence="[{}]")


def test_a_run_that_passes_verifies(audited: Repository) -> None:
    """Finding and action are verified with the run; who ran it and when is set by the store."""
    ida = audited.session("Ida", "manager")
    keep_run(ida, "R-1", 0, now=rows(PASSED, MENDED), was=rows(finding(), action()))
    assert audited.get("finding", "F-1") == PASSED
    assert audited.get("corrective_action", "CA-1") == MENDED
    run = audited.table("audit_run").row(0, named=True)
    assert run["ran_by"] == "Ida"
    assert run["ran_at"].year > 2020
    assert audited.table("rule_outcome")["run"].to_list() == ["R-1"]


def test_a_run_that_fails_reopens(audited: Repository) -> None:
    """An action is reopened by the run that still finds something; the finding stays open."""
    tom = audited.session("Tom", "contributor")
    keep_run(tom, "R-1", 2, now=rows(AGAIN), was=rows(action()))
    assert audited.get("corrective_action", "CA-1") == AGAIN


@pytest.mark.parametrize(
    ("run", "now", "was"),
    [
        ({"n_rows": 1}, PASSED, finding()),
        ({"n_rows": 1}, MENDED, action()),
        ({"n_rows": 0}, AGAIN, action()),
        ({"n_rows": 0, "n_checked": 0}, PASSED, finding()),
        ({"n_rows": 0, "n_checked": 0}, MENDED, action()),
        ({"n_rows": 0, "project": "B"}, PASSED, finding()),
        ({"n_rows": 0, "failure": "More than 5 s."}, PASSED, finding()),
        ({"n_rows": 0}, finding(state="verified", closed_run="R-0"), finding()),
        ({"n_rows": 0}, finding("F-2", rule="", project="", state="verified", closed_run="R-1"),
         finding("F-2", rule="", project="")),
    ],
    ids=["fails", "action of what fails", "reopened though it passes", "nothing judged",
         "action, nothing judged", "another project", "not run", "another run", "no rule"],
)  # fmt: skip
def test_what_a_run_does_not_show_is_refused(
    audited: Repository, run: dict[str, Any], now: Record, was: Record
) -> None:
    """Nobody, not even an administrator, closes or reopens what the run does not say."""
    root = audited.session("root", "administrator")
    with pytest.raises(Refused):
        keep_run(root, "R-1", now=rows(now), was=rows(was), **run)
    assert audited.table("audit_run").is_empty()
    assert set(audited.table("finding")["state"]) == {"open"}


def test_results_and_outcomes_agree(audited: Repository) -> None:
    """A rule that could not be run has no outcomes, and sums are those of the outcomes."""
    ida = audited.session("Ida", "manager")
    run = AuditRun(code="R-1", data_date=DAY, ran_at=datetime(2020, 1, 1), ran_by="x", revision=1,
                   seconds=1.0)  # fmt: skip
    result = RuleResult(
        run="R-1", rule="DQ-90", name="Old", family="data quality", severity="minor",
        query_hash="9f", n_projects=1, n_failing=1, n_rows=3, seconds=0.1,
    )  # fmt: skip
    outcome = RuleOutcome(run="R-1", rule="DQ-90", project="A", n_rows=2)
    failed = result.model_copy(update={"n_rows": 2, "failure": "No."})
    stray = outcome.model_copy(update={"rule": "DQ-91"})
    for made, told in ((result, outcome), (failed, outcome), (result, stray)):
        with pytest.raises(Refused, match="contradict"):
            ida.audit(run, RuleResult.frame(made), RuleOutcome.frame(told))


def test_a_run_speaks_of_what_was(audited: Repository) -> None:
    """A run of a change that there is not yet, and rows changed meanwhile, are refused."""
    ida = audited.session("Ida", "manager")
    with pytest.raises(Refused, match="no change 99"):
        keep_run(ida, "R-1", 0, revision=99)
    with pytest.raises(Conflict):
        keep_run(ida, "R-1", 0, now=rows(PASSED), was=rows(finding(grade="major")))


@pytest.mark.parametrize(
    ("now", "was"),
    [
        (PASSED, finding()),
        (MENDED, action()),
        (AGAIN, action()),
        (action(n_reopened=3), action()),
        (finding(digest="other"), finding()),
        (finding(project="B"), finding()),
        (finding(found_on=date(2020, 1, 1)), finding()),
        (finding(evidence="[]"), finding()),
        (action(of="F-2"), action()),
    ],
    ids=["verified", "action verified", "reopened", "count", "digest", "project", "day", "evidence",
         "another finding"],
)  # fmt: skip
def test_nobody_says_so_without_a_run(audited: Repository, now: Record, was: Record) -> None:
    """By any other verb not even an administrator verifies, reopens or rewrites what was found."""
    for session in (audited.session("root", "administrator"), audited.session("Max", "manager")):
        with pytest.raises(NotAllowed):
            session.put(rows(now), rows(was))
        with pytest.raises(NotAllowed):
            session.amend(now, was)


def test_a_finding_is_withdrawn_not_removed(audited: Repository) -> None:
    """Raising can be undone; what was found is otherwise kept."""
    max_ = audited.session("Max", "manager")
    keep_run(max_, "R-1", 1, project="B")
    number = max_.save(SHOWN)
    with pytest.raises(NotAllowed):
        max_.remove(SHOWN)
    max_.undo(number)
    assert "F-9" not in audited.table("finding")["code"].to_list()
    max_.amend(finding(state="withdrawn", reason="By mistake."), finding())


def test_runs_are_written_by_running(audited: Repository) -> None:
    """Runs are neither saved nor undone."""
    root = audited.session("root", "administrator")
    run = AuditRun(code="R-1", data_date=DAY, ran_at=datetime(2020, 1, 1), ran_by="x", revision=1,
                   seconds=1.0)  # fmt: skip
    with pytest.raises(Refused, match="a run of the rules"):
        root.save(run)
    number = keep_run(root, "R-1", 0, now=rows(PASSED), was=rows(finding()))
    with pytest.raises(Refused, match="stays"):
        root.undo(number)


def test_without_a_rule_somebody_else_looks(audited: Repository) -> None:
    """Neither who owns the finding nor who does the action says that it helped."""
    was = rows(finding("F-2", rule="", project=""), action("CA-2", "F-2", owner="Sue"))

    def put(actor: str, role: Any) -> None:
        now = rows(
            finding("F-2", rule="", project="", state="verified", closed_on=DAY),
            action("CA-2", "F-2", owner="Sue", state="verified", tested_on=DAY, tested_by=actor),
        )
        audited.session(actor, role).put(now, was)

    for actor, role in (("Tom", "manager"), ("Sue", "administrator"), ("Eve", "contributor")):
        with pytest.raises(PmoError):
            put(actor, role)
    put("Ida", "manager")
    assert audited.table("finding", code="F-2")["state"].item() == "verified"


def test_who_does_an_action_says_so(audited: Repository) -> None:
    """A contributor changes own actions only, and of a finding only what the run shows."""
    tom, eve = (audited.session(name, "contributor") for name in ("Tom", "Eve"))
    tom.amend(action(done_on=DAY, done_note="Reported."), action())
    with pytest.raises(NotAllowed):
        eve.amend(action(state="open"), action(done_on=DAY, done_note="Reported."))
    with pytest.raises(NotAllowed):
        eve.save(action("CA-7"))
    with pytest.raises(NotAllowed):
        keep_run(eve, "R-1", 0, now=rows(finding(grade="major")), was=rows(finding()))
    with pytest.raises(NotAllowed):
        keep_run(eve, "R-1", 0, now=rows(finding("F-8", project="B")))
    done = action(done_on=DAY, done_note="Reported.")
    with pytest.raises(NotAllowed):
        keep_run(eve, "R-1", 0, now=rows(action(owner="Eve")), was=rows(done))
    with pytest.raises(NotAllowed):
        keep_run(audited.session("Vic", "viewer"), "R-1", 0)
    keep_run(eve, "R-1", 0, now=rows(PASSED), was=rows(finding()))


def test_a_run_changes_nothing_else(audited: Repository) -> None:
    """A run brings findings and actions with it, no other register."""
    with pytest.raises(NotAllowed, match="project"):
        keep_run(audited.session("root", "administrator"), "R-1", 0,
                 now=rows(Project(code="Z", name="Zeta")))  # fmt: skip


def test_what_was_verified_comes_back(audited: Repository) -> None:
    """Emptying the store is undone with all that runs had shown, and history can be loaded."""
    root = audited.session("root", "administrator")
    keep_run(root, "R-1", 0, now=rows(PASSED, MENDED), was=rows(finding(), action()))
    emptied = root.reset()
    assert emptied is not None
    root.undo(emptied)
    assert audited.get("finding", "F-1") == PASSED
    root.load(rows(finding("F-7", project="B", state="verified", closed_run="R-1")))
    assert audited.table("finding", code="F-7")["state"].item() == "verified"


def test_an_import_verifies_nothing(audited: Repository) -> None:
    """Not even an administrator's file changes what a run alone may say of what is kept."""
    root = audited.session("root", "administrator")
    for made in (PASSED, MENDED, AGAIN, finding(project="B")):
        ((register, frame),) = rows(made).items()
        lines = frame.with_columns(_line=pl.lit(2, pl.Int64))
        staged = root.stage(register, [lines])
        with pytest.raises(NotAllowed):
            root.commit(staged)


@pytest.mark.parametrize(
    "run",
    [{"day": date(2026, 11, 1)}, {"parameters": "days = 9999"}, {"query_hash": "other"}],
    ids=["an earlier day", "another threshold", "another question"],
)
def test_a_run_that_judges_otherwise_shows_nothing(
    audited: Repository, run: dict[str, Any]
) -> None:
    """Neither an earlier day nor a milder rule verifies what the rule as it was had found."""
    ida = audited.session("Ida", "manager")
    keep_run(ida, "R-1", 1, project="B", parameters="days = 45")
    ida.save(SHOWN, action("CA-9", "F-9", state="done"))
    was = rows(SHOWN, action("CA-9", "F-9"))
    ended = {"state": "verified", "closed_on": DAY, "closed_run": "R-2"}
    tested = {"state": "verified", "tested_run": "R-2", "tested_on": DAY}
    now = rows(SHOWN.model_copy(update=ended), action("CA-9", "F-9", **tested))
    for name in now:
        with pytest.raises(Refused, match="is not verified"):
            keep_run(ida, "R-2", 0, project="B", now={name: now[name]}, was={name: was[name]},
                     **{"parameters": "days = 45", **run})  # fmt: skip
    keep_run(ida, "R-2", 0, project="B", parameters="days = 45", now=now, was=was)


def test_a_finding_of_a_rule_is_what_a_run_showed(audited: Repository) -> None:
    """Evidence that no run kept, or that of what passed, becomes no finding."""
    root = audited.session("root", "administrator")
    keep_run(root, "R-1", 1, project="B")
    keep_run(root, "R-2", 0, project="B")
    for other in ({"evidence": "[1]"}, {"digest": "x"}, {"found_run": None}, {"found_run": "R-2"},
                  {"project": "A"}):  # fmt: skip
        with pytest.raises(NotAllowed):
            root.save(SHOWN.model_copy(update=other))
    root.save(SHOWN)


def test_what_a_run_verified_stays_verified(audited: Repository) -> None:
    """Nobody moves its day out of the year, withdraws it, or names another run."""
    root = audited.session("root", "administrator")
    keep_run(root, "R-1", 0, now=rows(PASSED, MENDED), was=rows(finding(), action()))
    for other in ({"closed_on": date(2020, 1, 1)}, {"state": "withdrawn", "reason": "No."},
                  {"state": "open", "closed_on": None}, {"closed_run": "R-0"},
                  {"recurs": "F-2"}):  # fmt: skip
        with pytest.raises(NotAllowed):
            root.amend(PASSED.model_copy(update=other), PASSED)
    with pytest.raises(NotAllowed):
        root.remove(MENDED)


@pytest.mark.parametrize(
    "fields",
    [
        {"accepted_by": "Max", "reason": "So."},
        {"accepted_by": "Max", "accepted_until": DAY, "reason": " "},
        {"accepted_by": "Ann", "accepted_until": DAY, "reason": "So."},
        {"state": "withdrawn"},
    ],
    ids=["for ever", "no reason", "in another's name", "withdrawn without reason"],
)
def test_nobody_lives_with_a_finding_without_saying_so(
    audited: Repository, fields: dict[str, Any]
) -> None:
    """An acceptance has a reason, an end, and who accepts; a withdrawal a reason."""
    with pytest.raises(NotAllowed):
        audited.session("Max", "manager").amend(
            finding(**{"state": "accepted", **fields}), finding()
        )


def test_who_hands_over_does_not_look(audited: Repository) -> None:
    """Giving finding and action to somebody else does not make one somebody else."""
    was = finding("F-2", rule="", project="")
    given = was.model_copy(update={"owner": "Ann"})
    done, taken = action("CA-2", "F-2", owner="Sue"), action("CA-2", "F-2", owner="Ann")
    for name in ("Tom", "Sue"):
        manager = audited.session(name, "manager")
        if name == "Tom":
            manager.put(rows(given, taken), rows(was, done))
        with pytest.raises(NotAllowed):
            manager.amend(given.model_copy(update={"state": "verified"}), given)
        tested = {"state": "verified", "tested_by": name, "tested_on": DAY}
        with pytest.raises(NotAllowed):
            manager.amend(taken.model_copy(update=tested), taken)
    audited.session("Ida", "manager").amend(
        given.model_copy(update={"state": "verified", "closed_on": DAY}), given
    )

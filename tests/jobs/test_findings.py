"""Findings from a run to their end: raised, accepted, acted upon, and closed by the data alone."""

from datetime import date, timedelta
from typing import Any

import pytest

from pmo_core.errors import Conflict, NotAllowed, NotFound, Refused
from pmo_core.jobs import audit, findings, retest
from pmo_core.jobs import corrective_actions as acting
from pmo_core.model import AuditFinding, CorrectiveAction, Project, Rule, StatusReport
from pmo_core.store import Repository, Session

TODAY = date(2026, 11, 23)
RULE = "DQ-18"  # an ended project without the day on which it ended
PLAN = {
    "name": "Enter the day", "owner": "Tom", "due_on": TODAY + timedelta(days=7),
    "effective_when": "The rule passes.", "why_1": "Nobody asked.", "root_cause": "No list.",
}  # fmt: skip
OWN = Rule(
    code="OWN-01", name="Old", parameters="days = 45",
    query="select project, data_date from status_report "
    "where data_date < $as_of - cast($days as integer)",
)  # fmt: skip


@pytest.fixture
def ida(repo: Repository) -> Session:
    """Give a manager, and keep three ended projects: two of them without their day."""
    repo.session("root", "administrator").save(
        Project(code="A", name="Alpha", stage="closed", manager="Tom"),
        Project(code="B", name="Beta", stage="closed"),
        Project(code="C", name="Gamma", stage="closed", actual_finish=date(2026, 3, 1)),
    )
    return repo.session("Ida", "manager")


def ran(repo: Repository, session: Session, today: date = TODAY) -> str:
    """Run the rule and return the code of the run."""
    return audit.run(repo, session, today, codes=[RULE], today=today).code


def raised(repo: Repository, session: Session, *projects: str, today: date = TODAY) -> list[str]:
    """Run the rule, raise what it shows of projects, and return the codes."""
    run = ran(repo, session, today)
    keys = [(RULE, project) for project in projects]
    return list(findings.raise_findings(repo, session, run, keys, today=today).codes)


def planned(repo: Repository, session: Session, code: str, **fields: Any) -> CorrectiveAction:
    """Plan an action against a finding."""
    finding = findings.finding_of(repo, code)
    return acting.add(session, repo, finding, {**PLAN, **fields}, TODAY)[0]


def mend(repo: Repository, code: str) -> None:
    """Enter the day on which a project ended."""
    was = repo.get("project", code)
    now = was.model_copy(update={"actual_finish": date(2026, 10, 1)})
    repo.session("root", "administrator").amend(now, was)


def test_what_a_run_shows_becomes_findings(repo: Repository, ida: Session) -> None:
    """Name and grade come from the rule, the owner from the project, the evidence from the run."""
    run = ran(repo, ida)
    keys = [(RULE, "A"), (RULE, "B"), (RULE, "A")]
    made = findings.raise_findings(repo, ida, run, keys, today=TODAY)
    assert made.codes == ("F-0001", "F-0002")
    one = findings.finding_of(repo, "F-0001")
    outcome = repo.table("rule_outcome", run=run, rule=RULE, project="A").row(0, named=True)
    assert (one.owner, one.grade, one.raised_by, one.found_run) == ("Tom", "minor", "Ida", run)
    assert (one.evidence, one.digest) == (outcome["evidence"], outcome["digest"])
    assert one.evidence is not None
    assert "Alpha" in one.evidence
    assert findings.finding_of(repo, "F-0002").owner is None
    with pytest.raises(Refused, match="no violation of DQ-18 and C"):
        findings.raise_findings(repo, ida, run, [(RULE, "C")], today=TODAY)
    with pytest.raises(NotFound, match="no outcome of DQ-01 and A"):
        findings.raise_findings(repo, ida, run, [("DQ-01", "A")], today=TODAY)
    with pytest.raises(Refused, match="nothing to raise"):
        findings.raise_findings(repo, ida, run, [], today=TODAY)


def test_about_an_open_finding_no_second_one_is_raised(repo: Repository, ida: Session) -> None:
    """The second raising says which there is, and writes what is new alone."""
    raised(repo, ida, "A")
    run = ran(repo, ida)
    again = findings.raise_findings(repo, ida, run, [(RULE, "A"), (RULE, "B")], today=TODAY)
    assert (again.codes, again.held) == (("F-0002",), {(RULE, "A"): "F-0001"})
    third = findings.raise_findings(repo, ida, run, [(RULE, "A")], today=TODAY)
    assert (third.codes, third.number) == ((), None)


def test_mended_data_verifies_and_mends_nothing_reopens(repo: Repository, ida: Session) -> None:
    """Both owners say done; the data of one was mended: it is verified, the other reopened."""
    raised(repo, ida, "A", "B")
    for code in ("F-0001", "F-0002"):
        acting.done(repo.session("Tom", "contributor"), planned(repo, ida, code), "Done.", TODAY)
    mend(repo, "A")
    found = retest.retest(repo, repo.session("Tom", "contributor"), ["F-0001", "F-0002"], TODAY)
    assert [one.judged for one in found.verdicts] == ["verified", "reopened"]
    mended, failed = (findings.finding_of(repo, code) for code in ("F-0001", "F-0002"))
    assert (mended.state, mended.closed_on, mended.closed_run) == ("verified", TODAY, found.run)
    assert (failed.state, failed.closed_on) == ("open", None)
    one, two = (acting.action_of(repo, code) for code in ("CA-0001", "CA-0002"))
    assert (one.state, one.tested_run, one.test_note) == (
        "verified", found.run, "No violation is left.",
    )  # fmt: skip
    assert (two.state, two.n_reopened, two.test_note) == (
        "reopened", 1, "1 of 1 violation remains.",
    )  # fmt: skip
    acting.done(repo.session("Tom", "contributor"), two, "Done at last.", TODAY)
    mend(repo, "B")
    assert retest.retest(repo, ida, ["F-0002"], TODAY).verdicts[0].judged == "verified"
    assert repo.check() == []


def test_nothing_but_a_run_verifies_a_finding_of_a_rule(repo: Repository, ida: Session) -> None:
    """Not even an administrator writes the state by hand or says it instead of the rule."""
    raised(repo, ida, "A")
    was = findings.finding_of(repo, "F-0001")
    now = was.model_copy(update={"state": "verified", "closed_on": TODAY})
    for role in ("manager", "administrator"):
        with pytest.raises(NotAllowed):
            repo.session("root", role).amend(now, was)
    with pytest.raises(Refused, match="says its rule, DQ-18"):
        retest.verify(repo, ida, "F-0001", "Looks fine.", TODAY, helped=True)


def test_a_test_of_what_is_not_mended_only_keeps_the_evidence(
    repo: Repository, ida: Session
) -> None:
    """Without an action said to be done the finding stays as it is, and the run is kept."""
    raised(repo, ida, "A")
    before = findings.finding_of(repo, "F-0001")
    found = retest.retest(repo, ida, ["F-0001"], TODAY)
    assert found.verdicts[0].judged == "still open"
    assert findings.finding_of(repo, "F-0001") == before
    assert repo.table("rule_outcome", run=found.run)["project"].to_list() == ["A"]


def test_what_cannot_be_judged_proves_nothing(repo: Repository, ida: Session) -> None:
    """A project that is no longer closed has nothing to be judged: its finding stays open."""
    raised(repo, ida, "A")
    was = repo.get("project", "A")
    repo.session("root", "administrator").amend(was.model_copy(update={"stage": "delivery"}), was)
    found = retest.retest(repo, ida, ["F-0001"], TODAY)
    assert found.verdicts[0].judged == "not judged"
    assert findings.finding_of(repo, "F-0001").state == "open"


def test_within_a_year_it_came_again(repo: Repository, ida: Session) -> None:
    """Verified, then violated again: another finding names the first; a year later none does."""
    raised(repo, ida, "A")
    mend(repo, "A")
    retest.retest(repo, ida, ["F-0001"], TODAY)
    was = repo.get("project", "A")
    root = repo.session("root", "administrator")
    root.amend(was.model_copy(update={"actual_finish": None}), was)
    with pytest.raises(Refused, match="F-0001 is verified since 2026-11-23"):
        retest.retest(repo, ida, ["F-0001"], TODAY)
    year = TODAY + timedelta(days=365)
    run = ran(repo, ida, year)
    again = findings.raise_findings(repo, ida, run, [(RULE, "A")], today=year)
    assert again.recurring == {"F-0002": "F-0001"}
    findings.withdraw(ida, findings.finding_of(repo, "F-0002"), "To try a day later.", year)
    later = findings.raise_findings(repo, ida, run, [(RULE, "A")], today=year + timedelta(days=1))
    assert later.recurring == {}


def test_a_preventive_action_is_tested_after_its_finding(repo: Repository, ida: Session) -> None:
    """It is planned against a verified finding; where the rule fails again it is reopened."""
    raised(repo, ida, "A", "B")
    mend(repo, "A")
    mend(repo, "B")
    retest.retest(repo, ida, ["F-0001", "F-0002"], TODAY)
    with pytest.raises(Refused, match="nothing to mend"):
        planned(repo, ida, "F-0001")
    tom = repo.session("Tom", "contributor")
    for code in ("F-0001", "F-0002"):
        acting.done(tom, planned(repo, ida, code, kind="preventive"), "A list is kept.", TODAY)
    was = repo.get("project", "B")
    repo.session("root", "administrator").amend(was.model_copy(update={"actual_finish": None}), was)
    told = retest.retest(repo, ida, ["F-0001", "F-0002"], TODAY).verdicts
    assert [one.judged for one in told] == ["verified", "came again"]
    states = [acting.action_of(repo, code).state for code in ("CA-0001", "CA-0002")]
    assert states == ["verified", "reopened"]
    assert findings.finding_of(repo, "F-0002").state == "verified"


def test_an_acceptance_has_a_reason_and_an_end(repo: Repository, ida: Session) -> None:
    """Only a day ahead and a reason make one; it can be prolonged and ended."""
    raised(repo, ida, "A")
    one = findings.finding_of(repo, "F-0001")
    for until, reason, words in ((TODAY, "So.", "lies ahead"), (date(2027, 1, 1), " ", "Say why")):
        with pytest.raises(Refused, match=words):
            findings.accept(ida, one, until, reason, TODAY)
    findings.accept(ida, one, date(2027, 1, 1), "Archived soon.", TODAY)
    kept = findings.finding_of(repo, "F-0001")
    assert (kept.state, kept.accepted_by, kept.reason) == (
        "accepted",
        "Ida",
        "Archived soon.",
    )
    with pytest.raises(Conflict):
        findings.accept(ida, one, date(2027, 2, 1), "Others were faster.", TODAY)
    findings.open_again(ida, kept)
    again = findings.finding_of(repo, "F-0001")
    assert (again.state, again.accepted_until, again.reason) == ("open", None, None)
    with pytest.raises(NotAllowed):
        findings.accept(repo.session("Tom", "contributor"), again, date(2027, 1, 1), "x", TODAY)


def test_what_is_withdrawn_is_closed_until_opened_again(repo: Repository, ida: Session) -> None:
    """It takes a reason, ends changes and actions, and can be taken back."""
    raised(repo, ida, "A")
    one = findings.finding_of(repo, "F-0001")
    findings.change(ida, one, {"grade": "major", "owner": "Ann", "evidence": "forged"})
    one = findings.finding_of(repo, "F-0001")
    assert (one.grade, one.owner) == ("major", "Ann")
    assert one.evidence != "forged"
    findings.withdraw(ida, one, "Raised twice.", TODAY)
    one = findings.finding_of(repo, "F-0001")
    for refused in (
        lambda: findings.change(ida, one, {"grade": "minor"}),
        lambda: findings.withdraw(ida, one, "Again.", TODAY),
        lambda: planned(repo, ida, "F-0001"),
        lambda: retest.retest(repo, ida, ["F-0001"], TODAY),
    ):
        with pytest.raises(Refused, match="withdrawn"):
            refused()
    findings.open_again(ida, one)
    assert findings.finding_of(repo, "F-0001").closed_on is None


def test_only_its_owner_says_that_an_action_is_done(repo: Repository, ida: Session) -> None:
    """Others take it over first; what was done is told, and can be taken back until tested."""
    raised(repo, ida, "A")
    one = planned(repo, ida, "F-0001")
    with pytest.raises(NotAllowed, match="says its owner, Tom"):
        acting.done(ida, one, "Done.", TODAY)
    tom = repo.session("Tom", "contributor")
    with pytest.raises(Refused, match="Say what was done"):
        acting.done(tom, one, "  ", TODAY)
    acting.done(tom, one, "Entered.", TODAY)
    acting.not_done(tom, acting.action_of(repo, "CA-0001"))
    back = acting.action_of(repo, "CA-0001")
    assert (back.state, back.done_on, back.done_note) == ("open", None, None)
    acting.change(ida, back, {"owner": "Ida", "why_2": "No time."}, TODAY)
    acting.done(ida, acting.action_of(repo, "CA-0001"), "Entered.", TODAY)
    with pytest.raises(Refused, match="CA-0001 is done"):
        acting.cancel(ida, acting.action_of(repo, "CA-0001"), "Too late.")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": None}, "Say what is to be done"),
        ({"owner": None}, "Say who does it"),
        ({"due_on": None}, "Say by when"),
        ({"effective_when": None}, "Say what must be true"),
        ({"due_on": TODAY - timedelta(days=1)}, "that day has passed"),
    ],
)
def test_a_plan_that_lacks_something_says_what(
    repo: Repository, ida: Session, fields: dict[str, Any], words: str
) -> None:
    """What is missing is named in a sentence."""
    raised(repo, ida, "A")
    with pytest.raises(Refused, match=words):
        planned(repo, ida, "F-0001", **fields)


def test_without_a_rule_somebody_else_looks(repo: Repository, ida: Session) -> None:
    """Neither owner verifies; another manager does, or opens it again, with what was seen."""
    one, _ = findings.add(ida, repo, {
        "name": "Minutes are not signed", "grade": "observation", "found_on": TODAY,
        "owner": "Ann",
    })  # fmt: skip
    assert one == AuditFinding(
        code="F-0001", name="Minutes are not signed", grade="observation", found_on=TODAY,
        owner="Ann", raised_by="Ida",
    )  # fmt: skip
    with pytest.raises(Refused, match="raised from a run"):
        findings.add(ida, repo, {"name": "x", "grade": "minor", "found_on": TODAY, "rule": RULE})
    tom = repo.session("Tom", "contributor")
    with pytest.raises(Refused, match="Nothing of F-0001 waits"):
        retest.verify(repo, ida, "F-0001", "Signed.", TODAY, helped=True)
    acting.done(tom, planned(repo, ida, "F-0001"), "Signed.", TODAY)
    with pytest.raises(Refused, match="has no rule"):
        retest.retest(repo, ida, ["F-0001"], TODAY)
    for name in ("Tom", "Ann"):
        with pytest.raises(NotAllowed, match="somebody else"):
            retest.verify(repo, repo.session(name, "manager"), "F-0001", "x", TODAY, helped=True)
    assert retest.verify(repo, ida, "F-0001", "Two lack.", TODAY, helped=False).judged == "reopened"
    again = acting.action_of(repo, "CA-0001")
    assert (again.state, again.n_reopened, again.tested_by) == ("reopened", 1, "Ida")
    acting.done(tom, again, "All signed.", TODAY)
    assert retest.verify(repo, ida, "F-0001", "Seen.", TODAY, helped=True).actions == ("CA-0001",)
    assert findings.finding_of(repo, "F-0001").state == "verified"


def test_a_milder_rule_or_an_earlier_day_proves_nothing(repo: Repository, ida: Session) -> None:
    """The data is as it was: neither a threshold nor the day of the test ends the finding."""
    repo.session("root", "administrator").save(
        StatusReport(project="C", data_date=date(2026, 6, 1), percent_complete=10.0)
    )
    repo.session("root", "administrator").save(OWN)
    run = audit.run(repo, ida, TODAY, codes=["OWN-01"], today=TODAY).code
    findings.raise_findings(repo, ida, run, [("OWN-01", "C")], today=TODAY)

    def tested(day: date = TODAY) -> str:
        (verdict,) = retest.retest(repo, ida, ["F-0001"], day).verdicts
        assert verdict.judged == "not judged"
        assert findings.finding_of(repo, "F-0001").state == "open"
        return verdict.sentence

    assert "found as of 2026-11-23" in tested(date(2026, 6, 2))
    milder = OWN.model_copy(update={"parameters": "days = 9999"})
    ida.amend(milder, OWN)
    assert "days = 45 then, days = 9999 now" in tested()
    other = OWN.model_copy(update={"query": "select project from status_report where false"})
    ida.amend(other, milder)
    assert "asks something else" in tested()
    ida.amend(OWN, other)
    assert retest.retest(repo, ida, ["F-0001"], TODAY).verdicts[0].judged == "still open"

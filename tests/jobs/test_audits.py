"""Audits from the programme to the closed report, over a small store."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import polars as pl
import pytest

from pmo_core.analysis.audit_programme import Wish
from pmo_core.analysis.audit_sampling import Rule
from pmo_core.errors import NotAllowed, PmoError, Refused
from pmo_core.exchange.document import docx_bytes, pdf_bytes
from pmo_core.jobs import audits, audits_report, audits_risk, audits_sample, facts, policies
from pmo_core.jobs.audits_checklist import checklist
from pmo_core.jobs.audits_whole import Whole
from pmo_core.jobs.trust import trust
from pmo_core.model import (
    Actual,
    Adoption,
    Audit,
    AuditQuestion,
    AuditSample,
    ChangeRequest,
    CorrectiveAction,
    Deliverable,
    Department,
    Gate,
    Lesson,
    Policy,
    Project,
)
from pmo_core.store import Repository, Session

TODAY = date(2026, 11, 23)
YEAR = Whole("change_request", date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def ida(repo: Repository) -> Session:
    """Give a manager's session on a store with two projects, a method's gates and policies."""
    session = repo.session("Ida", "administrator")
    session.save(
        Department(code="IT", name="Technology", manager="Mara"),
        Project(code="P-1", name="Portal", department="IT", manager="Tom", stage="delivery",
                planned_cost=1000, planned_start=date(2026, 1, 5), method="hybrid"),
        Project(code="P-2", name="Archive", department="IT", manager="Tom", stage="delivery"),
        Project(code="P-3", name="Idea", stage="proposed"),
        Adoption(project="P-1", method="hybrid", revision=0, adopted_on=date(2026, 1, 5)),
        Gate(project="P-1", gate="G1", name="Start", number=1, due_on=date(2026, 2, 1)),
        Gate(project="P-1", gate="G2", name="Design", number=2, due_on=date(2027, 2, 1)),
        Deliverable(project="P-1", code="D1", name="Charter", gate="G1"),
        Policy(code="POL-01", name="Governance", kind="policy", version="2"),
        Policy(code="PRO-01", name="Change control", kind="procedure", version="1"),
        Policy(code="FRM-01", name="Form", kind="form", version="1"),
        Policy(code="POL-09", name="To come", kind="policy", version="1",
               valid_from=date(2027, 1, 1)),
        Lesson(code="L-1", name="Data", kind="avoid", happened=".", advice="Order test data early.",
               method="hybrid", state="accepted", raised_by="Tom", raised_on=TODAY),
        *(ChangeRequest(code=f"CR-{n:04d}", project="P-1", name="More", author="T", reason="error",
                        submitted_on=date(2026, 5, n)) for n in range(1, 31)),
        ChangeRequest(code="CR-0099", project="P-2", name="More", author="T", reason="error",
                      submitted_on=date(2026, 5, 1)),
    )  # fmt: skip
    return repo.session("Ida", "manager")


def planned(session: Session, repo: Repository) -> Audit:
    """Plan an audit of P-1 by hand."""
    return audits.add(session, repo, {
        "about": "project", "name": "Portal", "project": "P-1", "planned_on": TODAY,
        "auditor": "Ida",
    })  # fmt: skip


def begun(session: Session, repo: Repository) -> Audit:
    """Plan an audit of P-1 and begin it."""
    audit = planned(session, repo)
    audits.start(session, repo, audit, TODAY)
    return audits.get(repo, audit.code)


def question(repo: Repository, code: str, number: int) -> AuditQuestion:
    """Return a question."""
    found = repo.get("audit_question", code, number)
    assert isinstance(found, AuditQuestion)
    return found


def answered(session: Session, repo: Repository, code: str) -> None:
    """Answer all questions with yes."""
    for number in repo.table("audit_question", audit=code)["number"]:
        audits.answer(session, repo, question(repo, code, number), "yes", note="", on=TODAY)


def test_the_programme_follows_the_risk(repo: Repository, ida: Session) -> None:
    """What has begun is rated, its manager does not audit it, and what is kept is an audit."""
    portfolio = facts.portfolio(repo, TODAY)
    rated = audits_risk.risk(repo, portfolio, trust(repo, portfolio, TODAY), TODAY)
    assert sorted(rated["code"]) == ["IT", "P-1", "P-2"]
    found = audits_risk.programme(repo, rated, Wish(2027, 1, ("Tom", "Ida")), TODAY)
    assert set(found.rows["auditor"]) == {"Ida"}
    audits.plan(ida, repo, found)
    kept = repo.table("audit")
    assert kept["code"].to_list() == ["A-2027-01", "A-2027-02", "A-2027-03"]
    assert kept.filter(project="P-1")["risk_points"].item() == pytest.approx(
        rated.filter(code="P-1")["risk_points"].item(), abs=0.05
    )
    again = audits_risk.programme(repo, rated, Wish(2027, 1, ("Ida",)), TODAY)
    assert again.rows.is_empty()
    assert audits.plan(ida, repo, again) is None


def test_a_change_of_manager_is_seen_in_the_history(repo: Repository, ida: Session) -> None:
    """Two changes of the manager count, one that was undone does not."""
    for name in ("Ana", "Kim", "Max"):
        was = repo.get("project", "P-1")
        last = ida.amend(was.model_copy(update={"manager": name}), was)
    ida.undo(last)
    found = repo.query("manager_changes")
    assert found.select("project", "manager_before", "manager").rows() == [
        ("P-1", "Ana", "Kim"), ("P-1", "Tom", "Ana"),
    ]  # fmt: skip


def test_the_checklist_is_what_has_to_be_followed(repo: Repository, ida: Session) -> None:
    """Gates due, deliverables, binding policies in force and a lesson; each with its basis."""
    audit = planned(ida, repo)
    bases = checklist(repo, audit, TODAY)["basis"].to_list()
    assert bases == [
        "Method hybrid, gate G1", "Method hybrid, D1", "POL-01, version 2", "PRO-01, version 1",
        "L-1: method hybrid",
    ]  # fmt: skip
    process = audit.model_copy(
        update={"about": "process", "project": None, "process": "change Control"}
    )
    assert checklist(repo, process, TODAY)["basis"].to_list() == ["PRO-01, version 1"]
    unit = audit.model_copy(update={"about": "department", "project": None, "department": "IT"})
    assert checklist(repo, unit, TODAY)["basis"].to_list()[:2] == [
        "Method hybrid, gates", "Method hybrid, deliverables",
    ]  # fmt: skip


def test_an_answer_becomes_a_finding_once(repo: Repository, ida: Session) -> None:
    """Only partly and no, described, give a finding; its evidence is the answer as it was."""
    code = begun(ida, repo).code
    with pytest.raises(Refused, match="Say what was seen"):
        audits.answer(ida, repo, question(repo, code, 1), "no", note=" ", on=TODAY)
    audits.answer(ida, repo, question(repo, code, 1), "no", note="No decision.", on=TODAY)
    told = {"name": "Gate without decision", "grade": "major", "owner": "Tom", "on": TODAY}
    finding = audits.raise_finding(ida, repo, question(repo, code, 1), **told)
    assert (finding.project, finding.audit, finding.question) == ("P-1", code, 1)
    assert '"note": "No decision."' in str(finding.evidence)
    with pytest.raises(Refused, match="already"):
        audits.raise_finding(ida, repo, question(repo, code, 1), **told)
    audits.answer(ida, repo, question(repo, code, 2), "yes", note="", on=TODAY)
    with pytest.raises(Refused, match="no or partly"):
        audits.raise_finding(ida, repo, question(repo, code, 2), **told)


def test_a_sample_is_drawn_once_and_tells_when_seen(repo: Repository, ida: Session) -> None:
    """Size, seed and items are kept; only the project's records; no second draw after a result."""
    code = begun(ida, repo).code
    audits_sample.draw(ida, repo, code, YEAR, Rule(90, 20), seed=7)
    audit, drawn = audits.get(repo, code), repo.table("audit_sample", audit=code)
    assert (audit.sample_from, audit.sample_seed) == (30, 7)
    assert audit.sample_size == drawn.height == 9  # 1 - C(24, 9) / C(30, 9) = 0.909; 8 give 0.874
    assert "CR-0099" not in drawn["item"].to_list()
    audits_sample.draw(ida, repo, code, YEAR, Rule(90, 20), seed=8)
    assert "9 of" not in audits_sample.verdict(audits.get(repo, code), drawn, "EUR")[:4]
    for number in range(1, 10):
        item = repo.get("audit_sample", code, number)
        assert isinstance(item, AuditSample)
        audits_sample.note(ida, repo, item, "conforms" if number > 1 else "not found", "Nowhere.")
    seen = repo.table("audit_sample", audit=code)
    said = audits_sample.verdict(audits.get(repo, code), seen, "EUR")
    assert said.startswith("1 of 9 items deviates. With 90 % confidence at most ")
    with pytest.raises(Refused, match="it stays"):
        audits_sample.draw(ida, repo, code, YEAR, Rule(90, 20), seed=9)


def test_evidence_is_kept_with_its_hash_and_not_replaced(repo: Repository, ida: Session) -> None:
    """A file comes back as it was; one of the same name is refused, and so is one after the end."""
    code = begun(ida, repo).code
    audits.attach(ida, repo, code, name="a/log.txt", media_type="text/plain", content=b"seen")
    assert policies.content_of(repo, "audit", code, "log.txt") == b"seen"
    with pytest.raises(Refused, match="not replaced"):
        audits.attach(ida, repo, code, name="log.txt", media_type="", content=b"other")
    audits.cancel(ida, audits.get(repo, code), "Merged with another.")
    with pytest.raises(Refused, match="canceled"):
        audits.attach(ida, repo, code, name="b.txt", media_type="", content=b"x")


def test_interviews_are_written_by_the_pmo(repo: Repository, ida: Session) -> None:
    """A contributor may not note an interview, nor answer."""
    code = begun(ida, repo).code
    told = {"person": "Tom", "position": "PM", "held_on": TODAY, "notes": "By phone."}
    with pytest.raises(NotAllowed):
        audits.note_interview(repo.session("Tom", "contributor"), repo, code, **told)  # type: ignore[arg-type]
    audits.note_interview(ida, repo, code, **told)  # type: ignore[arg-type]
    assert repo.table("interview")["notes"].to_list() == ["By phone."]


def test_a_report_waits_for_all_answers(repo: Repository, ida: Session) -> None:
    """Open questions, a no without a finding and unseen items stand in the way; then it is kept."""
    code = begun(ida, repo).code
    with pytest.raises(Refused, match="Not answered: questions 1, 2"):
        audits_report.report(ida, repo, code, "Sound.", TODAY)
    answered(ida, repo, code)
    first = question(repo, code, 1)
    audits.answer(ida, repo, first, "no", note="No decision.", on=TODAY)
    audits_sample.draw(ida, repo, code, YEAR, Rule(90, 20), seed=7)
    assert len(audits_report.open_points(repo, code)) == 2
    audits.raise_finding(ida, repo, question(repo, code, 1), name="No decision", grade="minor",
                         owner="Tom", on=TODAY)  # fmt: skip
    for number in range(1, 10):
        item = repo.get("audit_sample", code, number)
        assert isinstance(item, AuditSample)
        audits_sample.note(ida, repo, item, "conforms", "")
    audits_report.report(ida, repo, code, "Sound.", TODAY)
    assert policies.content_of(repo, "audit", code, f"report-{code}.pdf")[:5] == b"%PDF-"
    with pytest.raises(PmoError, match="reported"):
        audits.answer(ida, repo, question(repo, code, 2), "no", note="Late.", on=TODAY)
    with pytest.raises(Refused, match="open findings: F-0001"):
        audits_report.close(ida, repo, code)


def test_what_a_report_is_built_on_stays_whoever_asks(repo: Repository, ida: Session) -> None:
    """Past the jobs, too, answers and files of a reported audit stay; before, files only go."""
    code = begun(ida, repo).code
    audits.attach(ida, repo, code, name="a.txt", media_type="", content=b"a")
    was = repo.get("attachment", "audit", code, "a.txt")
    root = repo.session("Root", "administrator")
    with pytest.raises(NotAllowed, match="cannot be decided or changed"):
        root.amend(was.model_copy(update={"sha256": "0"}), was)
    ida.undo(audits.attach(ida, repo, code, name="b.txt", media_type="", content=b"b"))
    answered(ida, repo, code)
    number = audits_report.report(ida, repo, code, "Sound.", TODAY)
    first = question(repo, code, 1)
    for act in (
        lambda: root.amend(first.model_copy(update={"answer": "no"}), first),
        lambda: root.remove(first),
        lambda: root.remove(was),
        lambda: root.save(first.model_copy(update={"number": 99})),
    ):
        with pytest.raises(NotAllowed, match="cannot be decided or changed"):
            act()
    ida.undo(number)
    assert audits.get(repo, code).state == "in progress"


def test_the_report_holds_findings_and_actions(repo: Repository, ida: Session) -> None:
    """DOCX and PDF name finding, action, sample and evidence, but nothing of interviews."""
    code = begun(ida, repo).code
    audits.answer(ida, repo, question(repo, code, 1), "partly", note="Late by a week.", on=TODAY)
    audits.raise_finding(ida, repo, question(repo, code, 1), name="Gate held late", grade="minor",
                         owner="Tom", on=TODAY)  # fmt: skip
    ida.save(CorrectiveAction(
        code="CA-0001", finding="F-0001", name="Plan gates ahead", owner="Tom", due_on=TODAY,
        effective_when="The next gate is held in time.",
    ))  # fmt: skip
    audits.attach(ida, repo, code, name="log.txt", media_type="", content=b"seen")
    audits.note_interview(ida, repo, code, person="Tom", position="", held_on=TODAY,
                          notes="Confidential words")  # fmt: skip
    written = audits_report.document(repo, audits.get(repo, code), TODAY)
    with ZipFile(BytesIO(docx_bytes(written))) as file:
        text = file.read("word/document.xml").decode()
    for words in ("F-0001 Gate held late", "CA-0001 Plan gates ahead", "No sample was drawn.",
                  "log.txt", "Late by a week."):  # fmt: skip
        assert words in text, words
    assert "Confidential" not in text
    assert pdf_bytes(written)[:5] == b"%PDF-"


def test_an_audit_is_moved_and_canceled_with_a_reason(repo: Repository, ida: Session) -> None:
    """Day and auditor change while it is planned; canceling needs a reason, an audit a subject."""
    audit = planned(ida, repo)
    audits.move(ida, audit, date(2026, 12, 1), "Kim")
    now = audits.get(repo, audit.code)
    assert (now.planned_on, now.auditor) == (date(2026, 12, 1), "Kim")
    with pytest.raises(Refused, match="Say why"):
        audits.cancel(ida, now, "")
    with pytest.raises(Refused, match="Name the process"):
        audits.add(ida, repo, {"about": "process", "name": "X", "planned_on": TODAY})
    assert repo.table("audit").filter(pl.col("state") == "canceled").is_empty()


def test_a_sample_by_amount_tells_about_the_money(repo: Repository, ida: Session) -> None:
    """Of 1,000 in ten bookings five units are drawn; each that deviates counts for 200."""
    code = begun(ida, repo).code
    booked = [
        Actual(project="P-1", spent_on=date(2026, 5, 4), entry=f"V-{n}", cost=Decimal(100))
        for n in range(10)
    ]
    repo.session("Root", "administrator").save(*booked)
    whole = Whole("actual", date(2026, 1, 1), date(2026, 12, 31), is_by_amount=True)
    audits_sample.draw(ida, repo, code, whole, Rule(95, 60), seed=7)  # 3.00 / 0.6, rounded up
    audit, drawn = audits.get(repo, code), repo.table("audit_sample", audit=code)
    assert (audit.sample_amount, audit.sample_size, drawn.height) == (1000, 5, 5)
    assert drawn["amount"].to_list() == [100] * 5
    for number in range(1, 6):
        item = repo.get("audit_sample", code, number)
        assert isinstance(item, AuditSample)
        audits_sample.note(ida, repo, item, "conforms" if number > 1 else "deviates", "Too much.")
    seen = repo.table("audit_sample", audit=code)
    assert audits_sample.verdict(audit, seen, "EUR") == (
        "1 of 5 items deviates. With 95 % confidence at most EUR 949 of 1,000 (94.9 %) do: more "
        "than the 60 % that are tolerable cannot be ruled out."
    )  # 4.7439 x 200
    assert "every 200.00" in audits_sample.method(audit, "EUR")

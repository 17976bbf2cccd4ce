"""Lessons and practices from capture to adoption, and what each step refuses."""

from datetime import date
from typing import Any, cast

import pytest

from pmo_core.errors import Conflict, NotAllowed, NotFound, Refused
from pmo_core.jobs import lesson_traits, lessons, practices
from pmo_core.model import (
    Audit,
    Department,
    Lesson,
    LessonUse,
    MethodElement,
    Practice,
    Project,
    RaidItem,
    Request,
)
from pmo_core.store import Repository

DAY = date(2026, 10, 1)
SAYS: dict[str, Any] = {
    "name": "Two sources", "kind": "keep", "happened": "It was late.", "advice": "Ask two.",
    "tags": "supplier", "raised_on": DAY,
}  # fmt: skip


@pytest.fixture
def kept(repo: Repository) -> Repository:
    """Give a store with a project that has risks, and a lesson L-0001."""
    repo.session("PMO", "administrator").save(
        Department(code="A", name="Alpha"),
        Project(
            code="P", name="Shop", method="waterfall", project_type="Software", phase="Design",
            tags="cloud; quick win", stage="delivery",
        ),
        Project(code="Q", name="Old", stage="closed", project_type="Data"),
        MethodElement(method="waterfall", code="D", kind="phase", number=1, name="Design"),
        MethodElement(method="waterfall", code="B", kind="phase", number=2, name="Build"),
        MethodElement(method="waterfall", code="G", kind="gate", number=1, name="G", within="D"),
        RaidItem(project="P", code="R-1", kind="risk", name="Supplier is late", description="Big"),
        RaidItem(project="P", code="R-2", kind="risk", name="Closed", state="closed"),
        RaidItem(project="P", code="A-1", kind="action", name="Call the supplier"),
        Request(code="R-0001", name="App", kind="software", risks="No supplier", state="submitted"),
        Request(code="R-0002", name="Old", state="rejected"),
    )  # fmt: skip
    lessons.capture(repo.session("Ana", "contributor"), repo, SAYS)
    return repo


def the(repo: Repository) -> Lesson:
    """Return the lesson."""
    return cast(Lesson, repo.get("lesson", "L-0001"))


def test_a_lesson_is_proposed_by_who_captures_it(kept: Repository) -> None:
    """Name and state are not what the caller says; the next one gets the next code."""
    ana = kept.session("Ana", "contributor")
    lesson, _ = lessons.capture(ana, kept, {**SAYS, "state": "accepted", "raised_by": "Bo"})
    assert (lesson.code, lesson.state, lesson.raised_by) == ("L-0002", "proposed", "Ana")
    with pytest.raises(Refused, match="There is no project"):
        lessons.capture(ana, kept, {**SAYS, "project": "X"})


def test_only_the_pmo_judges_what_others_propose(kept: Repository) -> None:
    """A contributor changes and takes back own proposals; not those of others, nor their state."""
    ana, bo = (kept.session(name, "contributor") for name in ("Ana", "Bo"))
    assert lessons.change(ana, the(kept), {"name": "Ask two early"})
    for session, fields in ((bo, {"name": "Mine"}), (ana, {"state": "accepted"})):
        with pytest.raises(NotAllowed):
            lessons.change(session, the(kept), fields)
    lessons.judge(kept.session("Ida", "manager"), the(kept), "accepted")
    with pytest.raises(NotAllowed):
        lessons.change(ana, the(kept), {"name": "Ask three"})


def test_a_lesson_becomes_a_practice_in_one_change(kept: Repository) -> None:
    """The practice takes the traits along and the lesson is accepted; once only, with an owner."""
    ida = kept.session("Ida", "manager")
    says = {"name": "Ask two", "text": "Always.", "owner": "Ida", "state": "recommended"}
    with pytest.raises(Refused, match="needs an owner"):
        lessons.promote(ida, kept, the(kept), {**says, "owner": None})
    practice, number = lessons.promote(ida, kept, the(kept), says)
    assert (practice.code, practice.tags, the(kept).practice) == ("BP-01", "supplier", "BP-01")
    assert the(kept).state == "accepted"
    with pytest.raises(Refused, match="already"):
        lessons.promote(ida, kept, the(kept), says)
    ida.undo(number)
    assert kept.table("practice").is_empty()
    assert the(kept).practice is None
    lessons.judge(ida, the(kept), "retired")
    with pytest.raises(Refused, match="retired"):
        lessons.promote(ida, kept, the(kept), says)


def test_a_use_is_said_in_ones_own_name_and_may_be_taken_back(kept: Repository) -> None:
    """One press keeps it, another changes it, the same again takes nothing, None takes it back."""
    tom = kept.session("Tom", "contributor")
    on: dict[str, Any] = {"on": DAY}
    assert lessons.use(tom, kept, "L-0001", "gate", "P G", used_as="later", **on)
    assert lessons.use(tom, kept, "L-0001", "gate", "P G", used_as="applied", **on)
    assert lessons.use(tom, kept, "L-0001", "gate", "P G", used_as="applied", **on) is None
    row = kept.table("lesson_use").row(0, named=True)
    assert (row["person"], row["used_as"]) == ("Tom", "applied")
    lessons.tell_effect(tom, LessonUse.model_validate(row), " In time. ")
    assert kept.table("lesson_use")["effect"].to_list() == ["In time."]
    assert lessons.use(tom, kept, "L-0001", "gate", "P G", used_as=None, **on)
    assert kept.table("lesson_use").is_empty()
    with pytest.raises(NotFound):
        lessons.use(tom, kept, "L-9", "gate", "P G", used_as="applied", **on)
    with pytest.raises(NotAllowed):
        lessons.use(kept.session("Vi", "viewer"), kept, "L-0001", "gate", "P", used_as="later",
                    **on)  # fmt: skip
    with pytest.raises(Conflict):
        lessons.tell_effect(tom, LessonUse.model_validate(row), "Late.")


def test_only_of_what_was_applied_something_comes(kept: Repository) -> None:
    """What was put off has no effect, and an empty one is none."""
    use = LessonUse(lesson="L-0001", place="gate", subject="P", person="Tom", used_as="later",
                    used_on=DAY)  # fmt: skip
    tom = kept.session("Tom", "contributor")
    with pytest.raises(Refused, match="applied"):
        lessons.tell_effect(tom, use, "x")
    with pytest.raises(Refused, match="Say what"):
        lessons.tell_effect(tom, use.model_copy(update={"used_as": "applied"}), " ")


def test_a_department_says_why_it_does_not_follow(kept: Repository) -> None:
    """Partly and no need a reason; since when it is so changes with the status alone."""
    ida = kept.session("Ida", "manager")
    fields = {"name": "N", "text": "T", "state": "mandatory"}
    with pytest.raises(Refused, match="needs an owner"):
        practices.add(ida, kept, fields)
    practice, _ = practices.add(ida, kept, {**fields, "owner": "Ida"})

    def say(status: Any, reason: str, on: date) -> int | None:
        return practices.state_adoption(
            ida, kept, practice.code, "A", status=status, reason=reason, on=on
        )

    with pytest.raises(Refused, match="Say why"):
        say("no", " ", DAY)
    assert say("no", "Too small.", DAY)
    assert say("no", "Too small.", DAY) is None
    assert say("no", "Too old.", date(2026, 11, 1))
    row = kept.table("practice_adoption").row(0, named=True)
    assert (row["status"], row["reason"], row["since_on"]) == ("no", "Too old.", DAY)
    assert say("adopted", "", date(2026, 12, 1))
    row = kept.table("practice_adoption").row(0, named=True)
    assert (row["reason"], row["since_on"]) == (None, date(2026, 12, 1))
    with pytest.raises(Refused, match="needs an owner"):
        practices.change(ida, cast(Practice, kept.get("practice", "BP-01")), {"owner": None})


def test_traits_are_read_from_the_registers(kept: Repository) -> None:
    """Tags and open risks are what is said of a project; a gate adds the phase after it."""
    project = lesson_traits.of_project(kept, "P")
    assert (project.method, project.phases) == ("waterfall", ("Design",))
    assert project.said == (
        ("its tags", "cloud"), ("its tags", "quick win"), ("risk R-1", "Supplier is late. Big"),
    )  # fmt: skip
    assert lesson_traits.of_gate(kept, "P", "G").phases == ("Design", "Build")
    audit = Audit(code="A", name="Orders", about="project", project="P", planned_on=DAY)
    assert lesson_traits.of_audit(kept, audit.model_dump()).said[-1] == ("the audit", "Orders")
    nobody = Audit(code="A", name="Orders", about="PMO", planned_on=DAY).model_dump()
    assert lesson_traits.of_audit(kept, nobody).project is None


def test_open_subjects_say_what_each_says_by_itself(kept: Repository) -> None:
    """The frames of all subjects hold the same traits as those of one; ended ones are left out."""
    subjects, said = lesson_traits.open_subjects(kept)
    assert subjects["subject"].to_list() == ["P", "R-0001"]
    row = subjects.row(0, named=True)
    one = lesson_traits.of_project(kept, "P")
    assert (row["method"], row["project_type"], tuple(row["phases"])) == (
        one.method, one.project_type, one.phases
    )  # fmt: skip
    of = {
        code: said.filter(subject=code).select("place", "text").rows() for code in ("P", "R-0001")
    }
    assert of["P"] == list(one.said)
    request = cast(Request, kept.get("request", "R-0001")).model_dump()
    assert set(of["R-0001"]) == set(lesson_traits.of_request(request).said)

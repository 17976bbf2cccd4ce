"""Who follows which practice, and who has not said yet."""

from datetime import date

from pmo_core.analysis.practices import UNSAID, adoption, asked, by_practice, silent
from pmo_core.model import Department, Practice, PracticeAdoption, Project

PRACTICES = Practice.frame(
    Practice(code="BP-1", name="One", text="T", state="mandatory"),
    Practice(code="BP-2", name="Two", text="T", state="recommended"),
    Practice(code="BP-3", name="Three", text="T", state="draft"),
)
DEPARTMENTS = Department.frame(
    Department(code="A", name="Alpha", manager="Ana"), Department(code="B", name="Beta"),
    Department(code="C", name="Gamma"), Department(code="D", name="Delta"),
)  # fmt: skip
PROJECTS = Project.frame(
    Project(code="1", name="P", department="A"),
    Project(code="2", name="P", department="A", stage="delivery"),
    Project(code="3", name="P", department="B", stage="closed"),
    Project(code="4", name="P", department="C", stage="approved"),
)
STATED = PracticeAdoption.frame(
    PracticeAdoption(practice="BP-1", department="A", status="adopted", stated_by="Ana"),
    PracticeAdoption(
        practice="BP-1", department="D", status="no", reason="Too small.", stated_by="Bo",
        since_on=date(2026, 1, 1),
    ),
)  # fmt: skip


def test_who_runs_projects_or_has_said_something_is_asked() -> None:
    """Departments with an open project are asked; one that said something stays in the list."""
    who = asked(DEPARTMENTS, PROJECTS, STATED)
    assert who.select("department", "n_projects").rows() == [("A", 2), ("C", 1), ("D", 0)]


def test_every_practice_in_force_meets_every_department() -> None:
    """Drafts are not asked about; who has said nothing is shown as such, with no reason."""
    matrix = adoption(PRACTICES, asked(DEPARTMENTS, PROJECTS, STATED), STATED)
    assert matrix.select("practice", "department", "adoption", "reason").rows() == [
        ("BP-1", "A", "adopted", None), ("BP-1", "C", UNSAID, None), ("BP-1", "D", "no",
         "Too small."),
        ("BP-2", "A", UNSAID, None), ("BP-2", "C", UNSAID, None), ("BP-2", "D", UNSAID, None),
    ]  # fmt: skip
    counted = by_practice(matrix).to_dicts()
    assert counted[0] == {
        "practice": "BP-1", "n_adopted": 1, "n_partly": 0, "n_not_adopted": 1, "n_unsaid": 1,
        "adopted_pct": 50.0,
    }  # fmt: skip
    assert counted[1]["adopted_pct"] is None
    assert silent(matrix).select("department", "manager", "n_unsaid", "practices").rows() == [
        ("C", None, 2, "BP-1, BP-2"), ("A", "Ana", 1, "BP-2"), ("D", None, 1, "BP-2"),
    ]  # fmt: skip

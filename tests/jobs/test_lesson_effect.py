"""Where what a lesson warns of came again, read from the registers."""

from datetime import date

import polars as pl

from pmo_core.jobs.lesson_effect import came_again, uses
from pmo_core.model import (
    Audit,
    AuditFinding,
    Lesson,
    LessonUse,
    Project,
    RaidItem,
    Record,
    Request,
)
from pmo_core.store import Repository

DAY, SOON, TODAY = date(2026, 1, 10), date(2026, 2, 1), date(2026, 6, 1)


def found(*rows: tuple[str, str, str, str]) -> pl.DataFrame:
    """Return findings of a rule: code, project, day, state."""
    return AuditFinding.frame(*(
        AuditFinding.model_validate({
            "code": code, "name": "Status missing", "project": project, "rule": "DQ-01",
            "grade": "minor", "found_on": day, "raised_by": "Ida", "state": state,
        })
        for code, project, day, state in rows
    ))  # fmt: skip


def lesson(code: str, **more: object) -> Lesson:
    """Return an accepted lesson."""
    given = {"name": code, "kind": "avoid", "happened": ".", "advice": ".", "state": "accepted",
             "raised_by": "Ana", "raised_on": DAY}  # fmt: skip
    return Lesson.model_validate({"code": code, **given, **more})


def use(code: str, place: str, subject: str, used_as: str) -> Record:
    """Return what Tom made of a lesson."""
    return LessonUse.model_validate({
        "lesson": code, "place": place, "subject": subject, "person": "Tom", "used_as": used_as,
        "used_on": DAY,
    })  # fmt: skip


def test_places_lead_to_projects_and_both_issues_and_findings_count(repo: Repository) -> None:
    """Project, gate, request and audit; an open issue by its tag, a finding by the rule."""
    repo.session("root", "administrator").save(
        *(Project(code=code, name=code) for code in ("P", "Q", "R", "S")),
        Request(code="R-1", name="Shop", project="R"), Request(code="R-2", name="None"),
        Audit(code="A-1", name="Audit", about="project", project="S", planned_on=DAY),
        RaidItem(project="Q", code="I-1", kind="issue", name="Two suppliers late",
                 raised_on=SOON),
        RaidItem(project="P", code="R-1", kind="risk", name="Supplier late", raised_on=SOON),
        lesson("L-1", tags="supplier"),
        lesson("L-2", source="finding", subject="F-0"),
    )  # fmt: skip
    findings = found(("F-0", "Q", "2025-01-01", "open"), ("F-1", "S", "2026-02-01", "open"),
                     ("F-2", "P", "2026-02-01", "withdrawn"))  # fmt: skip
    repo.session("root", "administrator").load({"finding": findings})
    repo.session("Tom", "contributor").save(
        use("L-1", "project", "P", "applied"), use("L-1", "gate", "Q G2", "later"),
        use("L-1", "request", "R-1", "not relevant"), use("L-1", "request", "R-2", "applied"),
        use("L-2", "audit", "A-1", "later"), use("L-2", "project", "P", "applied"),
    )  # fmt: skip
    rows = came_again(repo, TODAY).select("n_followed", "n_followed_again", "n_left",
                                          "n_left_again").rows()  # fmt: skip
    assert rows == [(1, 0, 2, 1), (1, 0, 1, 1)]
    told = uses(repo, TODAY).select("lesson", "subject", "came_again").rows()
    assert sorted(told) == [
        ("L-1", "P", "no"), ("L-1", "Q G2", "yes"), ("L-1", "R-1", "no"), ("L-1", "R-2", None),
        ("L-2", "A-1", "yes"), ("L-2", "P", "no"),
    ]  # fmt: skip
    assert set(uses(repo, DAY)["came_again"]) == {None}

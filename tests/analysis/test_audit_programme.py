"""Risk points by hand, and the programme of a year that follows from them."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from pmo_core.analysis import audit_risk
from pmo_core.analysis.audit_programme import Programme, Wish, programme
from pmo_core.analysis.audit_standing import standing
from pmo_core.model import Audit, AuditFinding, AuditQuestion, Department

AS_OF = date(2026, 11, 23)


def audit(code: str, **fields: Any) -> Audit:
    """Make an audit; of a project unless it says otherwise."""
    given = {"name": code, "about": "project", "planned_on": AS_OF, **fields}
    return Audit.model_validate({"code": code, **given})


def finding(code: str, **fields: Any) -> AuditFinding:
    """Make an open finding of this month."""
    given = {"name": code, "grade": "minor", "found_on": date(2026, 11, 2), "raised_by": "Ida"}
    return AuditFinding.model_validate({"code": code, **given, **fields})


PROJECTS = pl.DataFrame(
    [
        ("A", "Large", "IT", 300.0, date(2024, 11, 23)),
        ("B", "Middle", "IT", 200.0, date(2026, 11, 13)),
        ("C", "Unknown", "HR", None, None),
    ],
    schema=["code", "name", "department", "planned_cost", "begun_on"], orient="row",
)  # fmt: skip
FINDINGS = AuditFinding.frame(
    finding("F-1", project="A", grade="major"),
    finding("F-2", project="A"),
    finding("F-3", project="A", state="accepted", accepted_until=date(2026, 11, 1)),
    finding("F-4", project="A", state="accepted", accepted_until=date(2026, 12, 1)),
    finding("F-5", project="A", state="verified"),
    finding("F-6", audit="A-3", grade="observation"),
    finding("F-7", project="B", found_on=date(2027, 1, 1)),
)
AUDITS = Audit.frame(
    audit("A-1", project="B", state="reported", reported_on=date(2025, 11, 23)),
    audit("A-2", project="A", state="in progress"),
    audit("A-3", about="department", department="IT", state="closed",
          reported_on=date(2026, 5, 27)),
)  # fmt: skip
MANAGERS = pl.DataFrame(
    {"project": ["A", "A", "B"],
     "changed_on": [date(2026, 1, 1), date(2026, 6, 1), date(2023, 1, 1)]}
)  # fmt: skip
TRUST = pl.DataFrame(
    {"project": ["A", "B", "C"], "trust": ["poor", "good", None]},
    schema={"project": pl.String, "trust": pl.String},
)


@pytest.fixture(scope="module")
def rated() -> pl.DataFrame:
    """Give the risk of three projects and two departments."""
    of_projects = audit_risk.of_projects(PROJECTS, FINDINGS, AUDITS, MANAGERS, TRUST, as_of=AS_OF)
    departments = Department.frame(
        Department(code="HR", name="People"), Department(code="IT", name="Technology"),
        Department(code="NONE", name="Without projects"),
    )  # fmt: skip
    of_departments = audit_risk.of_departments(
        departments, of_projects, FINDINGS, AUDITS, as_of=AS_OF
    )
    return audit_risk.points(pl.concat([of_projects, of_departments]), AS_OF)


def row(rated: pl.DataFrame, code: str) -> dict[str, Any]:
    """Return one subject."""
    return rated.row(by_predicate=pl.col("code") == code, named=True)


def parts(rated: pl.DataFrame, code: str) -> list[float | None]:
    """Return the points of one subject, part by part."""
    found = row(rated, code)
    return [
        None if found[one.name] is None else round(found[one.name], 3) for one in audit_risk.PARTS
    ]


def test_each_part_is_its_formula(rated: pl.DataFrame) -> None:
    """Points of each part by hand: size, last audit, findings, manager, trust.

    A: the larger of two known costs; begun 730 days ago, never audited; 10 + 4 + 4 (an acceptance
    that lapsed) = 18; two changes of manager; poor. B: half of them are at most as large; audited
    365 days ago; a finding of next year and a change of three years ago do not count.
    """
    assert parts(rated, "A") == [25.0, 25.0, 18.0, 15.0, 10.0]
    assert parts(rated, "B") == [12.5, 12.5, 0.0, 0.0, 0.0]
    assert row(rated, "A")["risk_points"] == 93.0
    assert row(rated, "B")["risk_points"] == 25.0


def test_what_is_not_known_counts_neither_way(rated: pl.DataFrame) -> None:
    """C: size and trust unknown, never audited and no start: 100 x 25 of the 65 that are known."""
    assert parts(rated, "C") == [None, 25.0, 0.0, 0.0, None]
    assert row(rated, "C")["risk_points"] == pytest.approx(100 * 25 / 65)


def test_a_department_is_the_mean_of_its_projects(rated: pl.DataFrame) -> None:
    """IT: findings (18 + 0) / 2 + 1 of its own audit, manager (2 + 0) / 2, audited 180 days ago."""
    assert parts(rated, "IT") == [25.0, round(25 * 180 / 730, 3), 10.0, 7.5, 5.0]
    assert row(rated, "IT")["planned_cost"] == 500.0
    assert row(rated, "HR")["planned_cost"] is None
    assert "NONE" not in rated["code"].to_list()


def test_the_reason_says_what_makes_the_risk(rated: pl.DataFrame) -> None:
    """The words name size, last audit, findings, changes of manager and doubtful data."""
    assert row(rated, "A")["risk_reason"] == (
        "Larger than 50 % of its kind; never audited; open findings: 1 major, 2 minor; "
        "changes of manager: 2; data poor."
    )
    assert row(rated, "C")["risk_reason"] == "Never audited."


def test_the_highest_risk_comes_first(rated: pl.DataFrame) -> None:
    """Rows are in order of risk, and points lie between 0 and 100."""
    points = rated["risk_points"].to_list()
    assert points == sorted(points, reverse=True)
    assert 0 <= min(points) <= max(points) <= 100


def test_cover_is_money_that_was_looked_at(rated: pl.DataFrame) -> None:
    """B was audited, and A is in a department that was: all known cost is covered."""
    assert audit_risk.covered_pct(rated) == 100.0
    alone = rated.filter(pl.col("about") == "project")
    assert audit_risk.covered_pct(alone) == 40.0
    assert audit_risk.covered_pct(rated.clear()) is None


def subjects(*rows: tuple[str, str, str | None, float]) -> pl.DataFrame:
    """Make rated subjects: about, code, department, risk_points; in order of risk."""
    frame = pl.DataFrame(rows, schema=["about", "code", "department", "risk_points"], orient="row")
    return frame.with_columns(name=pl.col("code"), risk_reason=pl.lit("."))


NO_TIES = pl.DataFrame(schema={"about": pl.String, "code": pl.String, "person": pl.String})
NONE = Audit.frame()


def made(rated: pl.DataFrame, wish: Wish, **more: Any) -> Programme:
    """Propose a programme seen from the autumn before."""
    given = {"audits": NONE, "ties": NO_TIES, **more}
    return programme(rated, given["audits"], given["ties"], wish, as_of=AS_OF)


def test_risk_decides_who_is_audited_and_when() -> None:
    """Two a quarter: the two highest in the first, the lowest of nine not at all."""
    rated = subjects(*(("project", f"P{n}", None, 90.0 - n) for n in range(9)))
    found = made(rated, Wish(2027, 2, ("Ida", "Tom")))
    quarters = dict(found.rows.select("code", "quarter").iter_rows())
    assert quarters == {f"P{n}": n // 2 + 1 for n in range(8)}
    assert found.left_out.is_empty()
    assert found.rows["auditor"].value_counts()["count"].to_list() == [4, 4]
    assert (found.rows["planned_on"].dt.weekday() <= 5).all()
    assert (found.rows["planned_on"].dt.quarter() == found.rows["quarter"]).all()
    assert found.rows["planned_on"].is_unique().all()


def test_a_project_is_never_in_two_audits_at_once() -> None:
    """A project is not audited in the quarter of its department, nor twice, nor while under way."""
    rated = subjects(
        ("department", "IT", "IT", 95.0), ("project", "A", "IT", 90.0),
        ("project", "B", "HR", 80.0), ("project", "D", "HR", 70.0),
        ("department", "HR", "HR", 60.0),
    )  # fmt: skip
    kept = Audit.frame(
        audit("A-2027-01", project="D", planned_on=date(2027, 2, 1)),
        audit("A-2026-09", project="X", planned_on=date(2027, 2, 1), state="canceled"),
    )
    found = made(rated, Wish(2027, 2, ("Ida",)), audits=kept)
    quarters = dict(found.rows.select("code", "quarter").iter_rows())
    assert quarters == {"IT": 1, "A": 2, "B": 2, "HR": 3}
    assert found.left_out.select("code", "left_out_because").rows() == [
        ("D", "An audit of it is planned or in progress.")
    ]


def test_nobody_audits_his_own() -> None:
    """Who is tied to a subject does not audit it; without another auditor it is left out."""
    ties = pl.DataFrame(
        {"about": ["project"] * 3, "code": ["A", "B", "B"], "person": ["Ida", "Ida", "Tom"]}
    )
    rated = subjects(("project", "A", None, 90.0), ("project", "B", None, 80.0))
    found = made(rated, Wish(2027, 1, ("Ida", "Tom")), ties=ties)
    assert found.rows.select("code", "auditor").rows() == [("A", "Tom")]
    assert found.left_out["left_out_because"].to_list() == ["No auditor is independent of it."]


def test_nothing_is_planned_for_the_past() -> None:
    """In autumn only the rest of the year is planned; what was audited in it is not repeated."""
    rated = subjects(*(("project", code, None, 50.0) for code in "ABC"))
    kept = Audit.frame(audit("A-2026-01", project="A", planned_on=date(2026, 3, 2),
                             state="reported", reported_on=date(2026, 3, 9)))  # fmt: skip
    found = made(rated, Wish(2026, 5, ("Ida",)), audits=kept)
    assert found.rows["code"].to_list() == ["B", "C"]
    assert found.rows["planned_on"].min() > AS_OF  # type: ignore[operator]
    assert found.left_out["left_out_because"].to_list() == ["It was audited in 2026."]


def test_standing_counts_what_was_asked_and_found() -> None:
    """Answers, findings and open ones are counted; a planned day that has passed is overdue."""
    questions = AuditQuestion.frame(
        AuditQuestion(audit="A-3", number=1, text="?", answer="no", basis=None, note=None,
                      answered_by=None, answered_on=None),
        AuditQuestion(audit="A-3", number=2, text="?", answer=None, basis=None, note=None,
                      answered_by=None, answered_on=None),
    )  # fmt: skip
    rows = standing(
        pl.concat([AUDITS, Audit.frame(audit("A-4", about="PMO", planned_on=date(2026, 1, 5)))]),
        questions, FINDINGS, AS_OF,
    )  # fmt: skip
    shown = rows.select("code", "subject", "audit_state", "n_answered", "n_questions",
                        "n_findings", "n_open_findings")  # fmt: skip
    assert shown.rows()[0] == ("A-4", "PMO", "overdue", 0, 0, 0, 0)
    assert ("A-3", "IT", "closed", 1, 2, 1, 1) in shown.rows()

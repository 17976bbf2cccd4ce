"""Freshness and cycle times, worked out by hand."""

from datetime import date, timedelta

import polars as pl
import pytest

from pmo_core.analysis import pmo_health as analysis
from pmo_core.model import (
    AuditFinding,
    ChangeRequest,
    Decision,
    Department,
    Gate,
    Project,
    Request,
    StatusReport,
)

DAY = date(2026, 11, 20)


def before(days):
    return DAY - timedelta(days=days)


def test_freshness_by_hand():
    """IT: one of two reported within 45 days, median age (10 + 50) / 2; OPS never reported."""
    projects = Project.frame(
        Project(code="P1", name="A", department="IT", stage="delivery"),
        Project(code="P2", name="B", department="IT", stage="delivery"),
        Project(code="P3", name="C", department="OPS", stage="delivery"),
        Project(code="P4", name="D", department="OPS", stage="closed"),
    )
    reports = StatusReport.frame(
        StatusReport(project="P1", data_date=before(40)),
        StatusReport(project="P1", data_date=before(10)),
        StatusReport(project="P1", data_date=DAY + timedelta(days=1)),
        StatusReport(project="P2", data_date=before(50)),
    )
    posted = pl.DataFrame({"project": ["P1", "P4"], "last_on": [before(7), before(1)]})
    departments = Department.frame(
        Department(code="IT", name="Computers"), Department(code="OPS", name="Operations")
    )
    rows = analysis.freshness(departments, projects, reports, posted, DAY).rows()
    assert rows == [
        ("OPS", "Operations", 1, 0, 1, 0.0, None, None, None),
        ("IT", "Computers", 2, 1, 0, 50.0, 30.0, 50, 7.0),
    ]


@pytest.fixture
def spans():
    asked = {"author": "Tom", "state_on": before(20)}
    requests = Request.frame(
        Request(code="R1", name="a", state="accepted", submitted_on=before(30), **asked),
        Request(code="R2", name="b", state="rejected", submitted_on=before(50), **asked),
        Request(code="R3", name="c", state="submitted", submitted_on=before(9), author="Tom"),
        Request(code="R4", name="d", state="withdrawn", submitted_on=before(9), **asked),
    )
    gates = Gate.frame(
        Gate(project="P1", gate="G1", due_on=before(20), held_on=before(23)),
        Gate(project="P1", gate="G2", due_on=before(5)),
        Gate(project="P1", gate="G3", due_on=DAY + timedelta(days=5)),
        Gate(project="P9", gate="G1", due_on=before(400)),
    )
    change = {"project": "P1", "name": "x", "reason": "error", "author": "Tom"}
    changes = ChangeRequest.frame(
        ChangeRequest(
            code="CR1", state="approved", submitted_on=before(14), decision="D1", **change
        ),
        ChangeRequest(code="CR2", state="draft", **change),
    )
    exceptions = pl.DataFrame({
        "project": ["P1", "P2"], "measure": ["cost", "time"], "since_on": [before(60), before(3)],
        "decided_on": [before(50), None], "exception_state": ["decided", "open"],
    })  # fmt: skip
    found = {"name": "x", "grade": "minor", "raised_by": "Ida", "found_on": before(100)}
    findings = AuditFinding.frame(
        AuditFinding(code="F1", state="verified", closed_on=before(70), **found),
        AuditFinding(code="F2", state="open", **found),
        AuditFinding(code="F3", state="accepted", **found),
    )
    decisions = Decision.frame(
        Decision(
            code="D1", board="B", decided_on=before(10), about="change request", project="P1",
            subject="CR1", outcome="approved", reason="x", recorded_by="Ida",
            recorded_at="2026-11-10T09:00:00",
        )
    )  # fmt: skip
    kept = {
        "project": Project.frame(Project(code="P9", name="Over", stage="closed")),
        "request": requests, "gate": gates, "change_request": changes, "finding": findings,
        "decision": decisions,
    }  # fmt: skip
    return analysis.spans(kept, exceptions, DAY)


def test_cycle_times_by_hand(spans):
    """Requests took 10 and 30 days: median 20, 80 % at 10 + 0.8 x 20; G1 was held 3 days early."""
    rows = analysis.cycle_times(spans).rows()
    assert rows == [
        ("Request to decision", 2, 20.0, 26.0, 1, 9),
        ("Gate due to held", 1, -3.0, -3.0, 1, 5),
        ("Change request to decision", 1, 4.0, 4.0, 0, None),
        ("Exception to decision", 1, 10.0, 10.0, 1, 3),
        ("Finding to verified", 1, 30.0, 30.0, 1, 100),
    ]


def test_nothing_that_ended_has_no_time(spans):
    """Where nothing is kept the times are not known, and nothing waits."""
    row = analysis.cycle_times(spans.clear()).row(0)
    assert row == ("Request to decision", 0, None, None, 0, None)

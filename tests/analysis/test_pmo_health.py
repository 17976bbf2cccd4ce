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
    """IT: one of two reported within 45 days, median age (10 + 50) / 2; on hold counts, too."""
    projects = Project.frame(
        Project(code="P1", name="A", department="IT", stage="delivery"),
        Project(code="P2", name="B", department="IT", stage="delivery"),
        Project(code="P3", name="C", department="OPS", stage="on hold"),
        Project(code="P4", name="D", department="OPS", stage="closed"),
        Project(code="P5", name="E", stage="delivery"),
    )
    reports = StatusReport.frame(
        StatusReport(project="P1", data_date=before(40)),
        StatusReport(project="P1", data_date=before(10)),
        StatusReport(project="P1", data_date=DAY + timedelta(days=1)),
        StatusReport(project="P2", data_date=before(50)),
        StatusReport(project="P5", data_date=before(1)),
    )
    posted = pl.DataFrame({"project": ["P1", "P4"], "last_on": [before(7), before(1)]})
    departments = Department.frame(
        Department(code="IT", name="Computers"), Department(code="OPS", name="Operations")
    )
    kept = (departments, projects, reports, posted, DAY)
    assert analysis.freshness(*kept, stale_days=45).rows() == [
        ("OPS", "Operations", 1, 0, 1, 0.0, None, None, None),
        ("IT", "Computers", 2, 1, 0, 50.0, 30.0, 50, 7.0),
        (None, "No department", 1, 1, 0, 100.0, 1.0, 1, None),
    ]
    assert analysis.freshness(*kept, stale_days=50)["n_fresh"].to_list() == [0, 2, 1]


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
        Gate(project="P1", gate="G0", number=1, due_on=before(90)),
        Gate(project="P1", gate="G1", number=2, due_on=before(20), held_on=before(23)),
        Gate(project="P1", gate="G2", number=3, due_on=before(5)),
        Gate(project="P1", gate="G3", number=4, due_on=DAY + timedelta(days=5)),
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
        AuditFinding(code="F3", state="accepted", accepted_until=DAY, **found),
        AuditFinding(code="F4", state="accepted", accepted_until=before(1), **found),
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
    """G0 was passed over, the acceptance of F4 ran out; what is open counts as not ended.

    Requests: one open at 9 days, then one of two ends at 10 (half is left) and one of one at 30.
    Gates: one of two ends 3 days early, the other is open: fewer than 80 % have ended. Findings: of
    three one ends at 30 days (two thirds are left), the others are open.
    """
    assert analysis.cycle_times(spans, DAY).rows() == [
        ("Request to decision", 10, 30, 10, 2, 1, 9),
        ("Gate due to held", -3, None, -3, 1, 1, 5),
        ("Change request to decision", 4, 4, 4, 1, 0, None),
        ("Exception to decision", 10, 10, 10, 1, 1, 3),
        ("Finding to verified", None, None, None, 1, 2, 100),
    ]


def test_the_share_still_open_by_hand(spans):
    """A gate held early is no longer open on its day; findings fall to two thirds, and stay."""
    rows = analysis.still_open(spans)
    course = {
        name: [(day, round(pct, 1)) for day, pct in part.select("cycle_days", "open_pct").rows()]
        for (name,), part in rows.group_by("cycle")
    }
    assert course["Request to decision"] == [(0, 100), (9, 100), (10, 50), (30, 0)]
    assert course["Gate due to held"] == [(0, 50), (5, 50)]
    assert course["Finding to verified"] == [(0, 100), (30, 66.7), (100, 66.7)]
    later = spans.with_columns(pl.col("cycle_days") + 150)
    course = analysis.still_open(later).filter(cycle="Request to decision")
    assert course.select("cycle_days", "open_pct").rows() == [
        (0, 100), (159, 100), (160, 50), (180, 0)
    ]  # fmt: skip
    found = analysis.still_open(later).filter(cycle="Finding to verified")
    assert found["open_pct"].round(1).to_list() == [100, 66.7]
    assert analysis.still_open(spans.clear()).is_empty()


def test_what_began_long_ago_is_not_recent(spans):
    """A year and a day after the last request began, none is recent; over all nothing differs."""
    later = analysis.cycle_times(spans, DAY + timedelta(days=365 - 8)).row(0, named=True)
    assert (later["half_within_days"], later["half_recent_days"]) == (10, None)


def test_nothing_that_ended_has_no_time(spans):
    """Where nothing is kept the times are not known, and nothing waits."""
    row = analysis.cycle_times(spans.clear(), DAY).row(0)
    assert row == ("Request to decision", None, None, None, 0, 0, None)

"""Findings as they stand on a day, who is reminded, what came again, and how many come and go."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from pmo_core.analysis import findings as analysis
from pmo_core.model import AuditFinding, CorrectiveAction

TODAY = date(2026, 11, 23)


def finding(code: str, **fields: Any) -> AuditFinding:
    """Return a finding of rule DQ-01 found 40 days ago."""
    given = {
        "name": "Status missing", "rule": "DQ-01", "project": code, "grade": "minor",
        "found_on": TODAY - timedelta(days=40), "raised_by": "Ida", "owner": "Tom",
    }  # fmt: skip
    return AuditFinding(code=code, **{**given, **fields})


def action(code: str, of: str, **fields: Any) -> CorrectiveAction:
    """Return an action against a finding, due in 30 days."""
    given = {
        "name": "Report", "owner": "Tom", "due_on": TODAY + timedelta(days=30),
        "effective_when": "It passes.",
    }  # fmt: skip
    return CorrectiveAction(code=code, finding=of, **{**given, **fields})


def frames(
    findings: list[AuditFinding], actions: list[CorrectiveAction]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return both as registers."""
    return AuditFinding.frame(*findings), CorrectiveAction.frame(*actions)


@pytest.mark.parametrize(
    ("fields", "actions", "expected"),
    [
        ({}, [], "open"),
        ({}, [{"state": "canceled"}], "open"),
        ({}, [{}], "in action"),
        ({}, [{"state": "reopened"}, {}], "reopened"),
        ({}, [{"state": "done"}, {"state": "reopened"}], "to re-test"),
        ({}, [{"state": "verified"}], "open"),
        ({"state": "accepted", "accepted_until": TODAY}, [], "accepted"),
        ({"state": "accepted", "accepted_until": TODAY - timedelta(days=1)}, [],
         "lapsed"),
        ({"state": "accepted", "accepted_until": TODAY - timedelta(days=1)}, [{}], "in action"),
        ({"state": "verified", "closed_on": TODAY}, [{"state": "done"}], "verified"),
        ({"state": "withdrawn", "closed_on": TODAY}, [], "withdrawn"),
    ],
)  # fmt: skip
def test_a_finding_stands_as_its_actions_and_the_day_say(
    fields: dict[str, Any], actions: list[dict[str, Any]], expected: str
) -> None:
    """What is done waits for a test; an acceptance holds through its last day."""
    made = [action(f"CA-{n}", "F-1", **one) for n, one in enumerate(actions)]
    row = analysis.standing(*frames([finding("F-1", **fields)], made), TODAY).row(0, named=True)
    assert row["state_today"] == expected
    assert row["is_open"] == (expected in analysis.UNSETTLED)


def test_the_next_due_date_is_that_of_what_is_still_to_be_done() -> None:
    """One action is done and overdue no more, another is 3 days late, a third is given up."""
    late = TODAY - timedelta(days=3)
    rows = analysis.standing(
        *frames(
            [finding("F-1"), finding("F-2", state="verified", closed_on=TODAY)],
            [
                action("CA-1", "F-1", state="done", due_on=TODAY - timedelta(days=20)),
                action("CA-2", "F-1", state="reopened", due_on=late, n_reopened=2),
                action("CA-3", "F-1", state="canceled", due_on=TODAY - timedelta(days=30)),
            ],
        ),
        TODAY,
    )
    shown = rows.select(
        "code", "n_actions", "n_done", "n_reopened", "due_on", "late_days", "age_days"
    )
    assert shown.rows() == [("F-1", 2, 1, 2, late, 3, 40), ("F-2", 0, 0, 0, None, None, 40)]


def test_totals_count_what_is_unsettled() -> None:
    """Of five one is major, one waits, one is accepted, one was verified after 10 days."""
    findings, actions = frames(
        [
            finding("F-1", grade="major"), finding("F-2", recurs="F-5"),
            finding("F-3", state="accepted", accepted_until=TODAY),
            finding("F-4", state="verified", closed_on=TODAY - timedelta(days=30)),
            finding("F-5", state="withdrawn", closed_on=TODAY),
        ],
        [
            action("CA-1", "F-1", due_on=TODAY - timedelta(days=1)),
            action("CA-2", "F-2", state="done"),
            action("CA-3", "F-5", due_on=TODAY - timedelta(days=1)),
        ],
    )  # fmt: skip
    found = analysis.totals(analysis.standing(findings, actions, TODAY), actions, TODAY)
    assert found == analysis.Totals(
        n_open=2, n_major=1, n_to_retest=1, n_overdue=1, n_accepted=1, n_recurring=1,
        n_verified=1, median_days=10.0,
    )  # fmt: skip


def test_nothing_found_gives_no_figure() -> None:
    """Without a finding the median is not known, and every list is empty."""
    findings, actions = frames([], [])
    rows = analysis.standing(findings, actions, TODAY)
    assert analysis.totals(rows, actions, TODAY).median_days is None
    assert analysis.reminders(rows, actions, TODAY).is_empty()
    assert analysis.ages(rows).is_empty()
    assert analysis.flow(findings, TODAY).is_empty()
    assert analysis.holding(findings, TODAY).is_empty()


def test_what_was_verified_within_a_year_comes_again() -> None:
    """The latest verified one counts, 365 days back and not 366; withdrawn ones do not."""
    days = {"A": 365, "B": 366, "C": 5}
    findings = AuditFinding.frame(
        *(
            finding(f"F-{name}", project=name, state="verified",
                    found_on=TODAY - timedelta(days=400), closed_on=TODAY - timedelta(days=n))
            for name, n in days.items()
        ),
        finding("F-C2", project="C", state="verified", closed_on=TODAY - timedelta(days=2)),
        finding("F-D", state="withdrawn", project="D", closed_on=TODAY),
        finding("F-E", state="verified", rule="", project="E", closed_on=TODAY),
    )  # fmt: skip
    again = analysis.recurring(findings, TODAY).sort("project")
    assert again.rows() == [("DQ-01", "A", "F-A"), ("DQ-01", "C", "F-C2")]


def test_about_what_is_not_closed_no_second_one_is_raised() -> None:
    """Open and accepted ones hold, also where the acceptance ran out; closed ones do not."""
    past = TODAY - timedelta(days=9)
    findings = AuditFinding.frame(
        finding("F-1"), finding("F-2", state="accepted", accepted_until=past),
        finding("F-3", state="verified", closed_on=TODAY), finding("F-4", rule=""),
    )  # fmt: skip
    held = analysis.holding(findings, TODAY).sort("code")["code"].to_list()
    assert held == ["F-1", "F-2"]


def test_a_chain_holds_all_that_repeat_each_other() -> None:
    """From the middle of three both others are found, and no stranger."""
    findings = AuditFinding.frame(
        finding("F-1", found_on=date(2026, 1, 1)), finding("F-4"),
        finding("F-2", recurs="F-1", found_on=date(2026, 3, 1)),
        finding("F-3", recurs="F-2", found_on=date(2026, 6, 1)),
    )  # fmt: skip
    for code in ("F-1", "F-2", "F-3"):
        assert analysis.chain(findings, code)["code"].to_list() == ["F-1", "F-2", "F-3"]
    assert analysis.chain(findings, "F-4")["code"].to_list() == ["F-4"]


def test_everybody_is_reminded_of_what_is_his() -> None:
    """Overdue first, then what waits for a test, what nobody acts on, what is soon due or ends."""
    soon, far = TODAY + timedelta(days=14), TODAY + timedelta(days=15)
    findings, actions = frames(
        [
            finding("F-1"), finding("F-2", owner=None),
            finding("F-3", state="accepted", accepted_until=soon),
            finding("F-4", state="withdrawn", closed_on=TODAY),
        ],
        [
            action("CA-1", "F-1", due_on=far), action("CA-2", "F-1", due_on=soon),
            action("CA-3", "F-1", due_on=TODAY - timedelta(days=2)),
            action("CA-4", "F-1", state="done", done_on=TODAY - timedelta(days=5), owner="Ann"),
            action("CA-5", "F-4", due_on=TODAY - timedelta(days=2)),
            action("CA-6", "F-1", state="verified", due_on=TODAY - timedelta(days=2)),
        ],
    )  # fmt: skip
    rows = analysis.reminders(analysis.standing(findings, actions, TODAY), actions, TODAY)
    shown = rows.select("owner", "reminder", "finding", "action", "late_days")
    assert shown.rows() == [
        ("Ann", "waiting for re-test", "F-1", "CA-4", None),
        ("Tom", "overdue", "F-1", "CA-3", 2),
        ("Tom", "due soon", "F-1", "CA-2", None),
        ("Tom", "acceptance ends", "F-3", None, None),
        (None, "no action yet", "F-2", None, None),
    ]


def test_ages_stand_by_grade_from_young_to_old() -> None:
    """30 days is the first band and 31 the second; accepted ones are in none."""
    found = [("major", 30), ("major", 31), ("minor", 400), ("minor", 366)]
    findings = AuditFinding.frame(
        *(
            finding(f"F-{n}", grade=grade, found_on=TODAY - timedelta(days=days))
            for n, (grade, days) in enumerate(found)
        ),
        finding("F-9", state="accepted", accepted_until=TODAY),
    )
    rows = analysis.standing(findings, CorrectiveAction.frame(), TODAY)
    assert analysis.ages(rows).rows() == [
        ("major", "to 30 days", 1, 30), ("major", "31 to 90", 1, 31),
        ("minor", "over a year", 2, 400),
    ]  # fmt: skip


def test_what_comes_less_what_goes_is_what_is_left() -> None:
    """Three found in September and October, one closed in October and one in November."""
    findings = AuditFinding.frame(
        finding("F-1", found_on=date(2026, 9, 30), state="verified", closed_on=date(2026, 10, 1)),
        finding("F-2", found_on=date(2026, 10, 1), state="withdrawn", closed_on=date(2026, 11, 2)),
        finding("F-3", found_on=date(2026, 10, 31)),
    )
    assert analysis.flow(findings, TODAY).rows() == [
        (date(2026, 9, 1), 1, 0, 1), (date(2026, 10, 1), 2, 1, 2), (date(2026, 11, 1), 0, 1, 1),
    ]  # fmt: skip

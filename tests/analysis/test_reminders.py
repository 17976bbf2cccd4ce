"""Who must report, who is late by how much, and what the reminder says."""

from datetime import date
from typing import Any

import polars as pl

from pmo_core.analysis.reminders import due, letters, reminders
from pmo_core.model import Settings

TODAY = date(2026, 11, 23)


def _round(*rows: dict[str, Any]) -> pl.DataFrame:
    base: dict[str, Any] = {
        "code": "A", "name": "Alpha", "manager": "Tom", "stage": "delivery", "is_open": True,
        "status_on": None, "actual_start": None, "planned_start": None,
    }  # fmt: skip
    types = dict.fromkeys(("status_on", "actual_start", "planned_start"), pl.Date)
    frame = pl.DataFrame([base | row for row in rows], schema_overrides=types)
    return due(frame, as_of=TODAY, settings=Settings())


def test_a_status_is_due_after_31_days() -> None:
    """On the 31st day it is in, on the 32nd it is a day late."""
    found = _round(
        {"status_on": date(2026, 10, 23)}, {"code": "B", "status_on": date(2026, 10, 22)}
    )
    assert found.select("project", "round_state", "due_on", "late_days").rows() == [
        ("B", "late", date(2026, 11, 22), 1), ("A", "in", date(2026, 11, 23), None),
    ]  # fmt: skip


def test_the_first_status_is_due_after_the_start() -> None:
    """Never reported: late 31 days after the start, also where no start is known; else not yet."""
    found = _round(
        {"code": "A", "actual_start": date(2026, 9, 1), "planned_start": date(2026, 11, 1)},
        {"code": "B", "planned_start": date(2026, 11, 1)},
        {"code": "C"},
    )
    assert found.select("project", "round_state", "late_days").rows() == [
        ("A", "never reported", 52), ("C", "never reported", None), ("B", "not due yet", None),
    ]  # fmt: skip


def test_only_running_projects_report() -> None:
    """Neither proposed nor closed nor finished projects, nor those without a stage."""
    found = _round(
        {"stage": "proposed"}, {"stage": "closed", "is_open": False}, {"stage": None},
        {"stage": "delivery", "is_open": False}, {"code": "H", "stage": "on hold"},
    )  # fmt: skip
    assert found["project"].to_list() == ["H"]


def test_reminders_go_by_manager() -> None:
    """Two late projects make one letter with the latest first; who has no name gets none."""
    rows = _round(
        {"code": "A", "name": "Alpha", "status_on": date(2026, 10, 1)},
        {"code": "B", "name": "Beta", "status_on": date(2026, 9, 1)},
        {"code": "C", "manager": "Ida", "status_on": date(2026, 11, 1)},
        {"code": "D", "manager": None, "status_on": date(2026, 1, 1)},
    )
    late = reminders(rows)
    assert late.select("manager", "project", "late_days").rows() == [
        ("Tom", "B", 52), ("Tom", "A", 22), (None, "D", 295),
    ]  # fmt: skip
    (letter,) = letters(late, as_of=TODAY, sender="Mara")
    assert (letter.to, letter.subject) == ("Tom", "Status of 2 projects are due")
    lines = letter.text.splitlines()
    assert lines[0] == "Dear Tom,"
    assert lines[2] == "as of 2026-11-23 we miss the status of 2 projects:"
    assert lines[4] == "- B Beta: last status of 2026-09-01, due on 2026-10-02 (52 days late)"
    assert lines[-1] == "Mara"

"""Lists of outcomes, benefit profiles and their measurements come in by upload."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

Run = Callable[..., tuple[int, dict[str, Any]]]
Write = Callable[..., Path]


def test_outcomes_of_closed_projects_come_in(run: Run, write: Write, kept: Any) -> None:
    """The file of a survey: recognized by its columns, empty cells stay not known."""
    file = write(
        "Project,Accepted on,Defects,Rework hours,Satisfaction,Comment\n"
        "P1,2026-05-29,12,240.5,4.2,Handover was rushed.\nP2,,,,3.5,\n"
    )
    status, result = run("import", file)
    assert (status, result["register"]) == (0, "project_outcome")
    assert kept("project_outcome", "project", "n_defects", "rework_hours", "satisfaction") == [
        ("P1", 12, Decimal("240.5"), 4.2), ("P2", None, None, 3.5),
    ]  # fmt: skip


def test_profiles_of_benefits_come_in(run: Run, write: Write, kept: Any) -> None:
    """Recognized by start and target."""
    file = write(
        "Project,Benefit ID,Benefit,Benefit owner,KPI,Start value,Target value,Target date\n"
        "P1,B1,Fewer calls,Mara Lind,calls a month,5200,3600,2027-12-31\n"
    )
    status, result = run("import", file)
    assert (status, result["register"]) == (0, "benefit_profile")
    assert kept("benefit_profile", "code", "name", "owner", "start_value", "target_value") == [
        ("B1", "Fewer calls", "Mara Lind", 5200.0, 3600.0)
    ]


def test_measurements_of_benefits_come_in(run: Run, write: Write, kept: Any) -> None:
    """A day without a measured value is a plan for that day."""
    file = write(
        "Project,Benefit ID,Measured on,Planned value,Measured value,Measured by\n"
        "P1,B1,2027-06-30,4400,4710,Mara Lind\nP1,B1,2027-12-31,3600,,\n"
    )
    status, result = run("import", file)
    assert (status, result["register"]) == (0, "benefit_measurement")
    assert kept("benefit_measurement", "code", "expected_value", "measured_value") == [
        ("B1", 3600.0, None), ("B1", 4400.0, 4710.0),
    ]  # fmt: skip

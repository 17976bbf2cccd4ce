"""Who needs what when, in a small store from which trainings are planned."""

from datetime import date
from decimal import Decimal

from pmo_core.model import (
    Booking,
    CompetenceNeed,
    Course,
    CourseDate,
    Department,
    Person,
    Project,
    Rate,
    Record,
    Role,
    Skill,
)
from pmo_core.store import Repository

TODAY = date(2027, 1, 10)
JUNE = date(2027, 6, 1)
EASY = (
    Department(code="IT", name="IT"), Department(code="IT.A", name="A", parent="IT"),
    Role(code="PM", name="Project manager"),
    Person(code="E1", name="Kim", role="PM", department="IT.A", weekly_hours=Decimal(40)),
    Person(code="E2", name="Bo", role="PM", department="IT", weekly_hours=Decimal(40)),
    Project(code="P1", name="Portal", stage="delivery", priority=1),
    Skill(code="CERT", name="Certificate", kind="certificate"),
    Skill(code="EVM", name="Earned value", kind="method"),
    CompetenceNeed(role="PM", project="P1", skill="CERT", level=3),
    Rate(currency="USD", valid_from=date(2026, 1, 1), rate=Decimal("0.9")),
    Course(
        code="C1", name="Practitioner", skill="CERT", level=3, price=Decimal(400), currency="USD",
        duration_days=3, lead_days=30, validity_months=36,
    ),
    CourseDate(course="C1", starts_on=date(2027, 2, 1)),
    CourseDate(course="C1", starts_on=date(2027, 3, 1), seats=2),
    CourseDate(course="C1", starts_on=date(2027, 5, 31)),
    Booking(project="P1", role="PM", month_on=JUNE, person="E1", hours=Decimal(80)),
    Booking(project="P1", role="PM", month_on=date(2027, 7, 1), person="E1", hours=Decimal(80)),
)  # fmt: skip


def save(repo: Repository, *rows: Record) -> None:
    """Keep some records."""
    repo.session("test", "administrator").save(*rows)


__all__ = ["EASY", "JUNE", "TODAY", "save"]

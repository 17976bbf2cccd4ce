"""A portfolio in which developers are short in one month, so small that it is proven by hand.

March 2027 has 23 working days: 184 hours a person. Kim and Lee develop, Lee and Max test. Lee is
promised to test 60 hours on C, so 308 hours of developers are left, of which A (in delivery) asks
200 and B (approved) 150: 42 hours are short. In April and May all can be met.
"""

from datetime import date
from decimal import Decimal

from pmo_core.model import (
    Booking,
    CostRate,
    Demand,
    Milestone,
    Person,
    PersonRole,
    Project,
    Role,
    WbsElement,
)
from pmo_core.store import Repository

AS_OF = date(2027, 1, 15)
MARCH, APRIL, MAY = date(2027, 3, 1), date(2027, 4, 1), date(2027, 5, 1)


def demand(project: str, month: date, hours: int, role: str = "DEV") -> Demand:
    """Return a demand."""
    return Demand(project=project, role=role, month_on=month, hours=Decimal(hours))


def fill(repo: Repository) -> None:
    """Keep the portfolio."""
    repo.session("test", "administrator").save(
        Role(code="DEV", name="Developer", hourly_rate=Decimal(70)),
        Role(code="QA", name="Tester", hourly_rate=Decimal(60)),
        CostRate(role="DEV", from_on=date(2027, 1, 1), hourly_rate=Decimal(80)),
        Project(code="A", name="Alpha", stage="delivery", actual_start=date(2026, 11, 2),
                planned_start=date(2026, 11, 2), planned_finish=date(2027, 5, 31), priority=1),
        Project(code="B", name="Beta *plus*", stage="approved", planned_start=date(2027, 3, 8),
                planned_finish=date(2027, 4, 16), priority=2),
        Project(code="C", name="Gamma", stage="delivery", actual_start=date(2026, 12, 1),
                priority=3),
        WbsElement(project="B", code="1", name="Design", planned_start=date(2027, 3, 8),
                   planned_finish=date(2027, 3, 19)),
        WbsElement(project="B", code="2", name="Build", planned_start=date(2027, 3, 22),
                   planned_finish=date(2027, 4, 16),
                   constraint_kind="start no earlier than", constraint_on=date(2027, 3, 22)),
        Milestone(project="B", code="M1", name="Go-live", planned_on=date(2027, 4, 16)),
        Milestone(project="B", code="M0", name="Kick-off", planned_on=date(2027, 1, 8),
                  achieved_on=date(2027, 1, 8)),
        Person(code="E1", name="Kim", role="DEV", weekly_hours=Decimal(40)),
        Person(code="E2", name="Lee", role="DEV", weekly_hours=Decimal(40)),
        Person(code="E3", name="Max", role="QA", weekly_hours=Decimal(40)),
        PersonRole(person="E2", role="QA", level=3),
        demand("A", MARCH, 200), demand("A", APRIL, 100), demand("B", MARCH, 150),
        demand("B", APRIL, 60), demand("C", MARCH, 60, "QA"),
        Booking(project="C", role="QA", month_on=MARCH, person="E2", hours=Decimal(60),
                kind="hard"),
        Booking(project="B", role="DEV", month_on=MARCH, person="E1", hours=Decimal(40),
                source="proposed"),
    )  # fmt: skip

"""A portfolio so small that the best selection can be found by hand; fiscal years begin in April.

Candidates A (worth 100), B (80), C (60) and D (40) each take 200 EUR in each month from January to
June 2027, 600 of it in fiscal year 2027, which has 1,300. With up to three months of delay, at 1 %
of the worth per month, A and B start as planned, C and D three months later: only the two that are
worth least pay for the money. R1, R2 and R3 run, X is closed.
"""

from datetime import date
from decimal import Decimal

from pmo_core.model import (
    Booking,
    BudgetLine,
    Criterion,
    Demand,
    Funding,
    Person,
    Project,
    Rate,
    Role,
    Score,
)
from pmo_core.model.what_if import Forced, WhatIf
from pmo_core.store import Repository

DATA_DATE = date(2026, 10, 31)
WITHOUT_D = WhatIf(shift_months=3, forced_out=(Forced(project="D", reason="Board of March."),))
"""A and B as planned, C three months later, D out."""


def booking(project: str, month: int, hours: int, kind: str = "soft", person: str = "") -> Booking:
    """Return a booking of the role DEV in 2027."""
    return Booking(
        project=project, role="DEV", month_on=date(2027, month, 1), person=person,
        hours=Decimal(hours), kind=kind,
    )  # fmt: skip


def demand(project: str, month: int, hours: int) -> Demand:
    """Return a demand for the role DEV in 2027."""
    on = date(2027, month, 1)
    return Demand(project=project, role="DEV", month_on=on, hours=Decimal(hours))


def _projects() -> list[Project]:
    plan = {
        "planned_start": date(2027, 1, 1), "planned_finish": date(2027, 6, 30),
        "planned_cost": Decimal(1200),
    }  # fmt: skip
    begun = {"actual_start": date(2026, 1, 15), "planned_finish": date(2027, 12, 31)}
    return [
        Project(code="A", name="Alpha", stage="approved", priority=9, **plan),
        Project(
            code="B", name="Beta", stage="proposed",
            **{**plan, "planned_cost": Decimal(2400), "currency": "USD"},
        ),
        Project(code="C", name="Gamma", stage="proposed", priority=1, **plan),
        Project(code="D", name="Delta", stage="approved", priority=2, **plan),
        Project(code="R1", name="Run 1", stage="delivery", priority=5, **begun),
        Project(code="R2", name="Run 2", stage="delivery", priority=2, **begun),
        Project(code="R3", name="Run 3", stage="on hold", **begun),
        Project(code="X", name="Done", stage="closed", priority=1),
    ]  # fmt: skip


def fill(repo: Repository) -> None:
    """Keep the portfolio in an empty store."""
    root = repo.session("root", "administrator")
    root.put_settings(fiscal_year_start_month=4)
    root.save(
        *_projects(),
        Role(code="DEV", name="Developer"),
        Person(code="E1", name="Kim"),
        Rate(currency="USD", valid_from=date(2026, 1, 1), rate=0.5),
        Rate(currency="USD", valid_from=date(2026, 12, 1), rate=0.8),
        Criterion(code="VAL", name="Value", weight=1, scale_min=0, scale_max=10),
        *(
            Score(project=code, criterion="VAL", score=score)
            for code, score in (("A", 10), ("B", 8), ("C", 6), ("D", 4))
        ),
        Funding(year=2027, amount=Decimal(1300)),
        Funding(year=2028, amount=Decimal(9000)),
        BudgetLine(project="A", period_on=date(2027, 1, 1), n_months=6, amount=Decimal(1200)),
        demand("A", 1, 100), demand("C", 1, 50), demand("C", 2, 70), demand("D", 1, 30),
        booking("A", 1, 40, "hard", "E1"), booking("C", 1, 20, person="E1"),
        booking("D", 1, 30), booking("D", 2, 10, "hard"),
    )  # fmt: skip

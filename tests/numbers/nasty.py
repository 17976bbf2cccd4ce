"""Small stores with everything that makes sums go wrong, made through the public verbs."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from pmo_core.model import (
    Actual,
    BudgetLine,
    CostCategory,
    Department,
    Holiday,
    Person,
    Portfolio,
    Program,
    Project,
    Rate,
    Role,
    StatusReport,
)
from pmo_core.store import Repository, Session

AS_OF = date(2026, 10, 14)  # in mid-month, with lines on both sides of it
STAGES = ("proposed", "approved", "delivery", "delivery", "on hold", "closed", "canceled", None)


class Maker:
    """Draws from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def any_of(self, *choices: Any) -> Any:
        """Return one of the choices."""
        return self.random.choice(choices)

    def day(self, first: int = -500, last: int = 60) -> date:
        """Return a day around as_of."""
        return AS_OF + timedelta(days=self.random.randint(first, last))

    def money(self, low: int = 1, high: int = 900_000) -> Decimal:
        """Return an amount with cents."""
        return Decimal(self.random.randint(low, high)) / 100

    def currency(self) -> str | None:
        """Return a currency; JPY has no rate, GBP none in the early days."""
        return self.any_of(None, "EUR", "USD", "USD", "GBP", "JPY")


def structure(make: Maker) -> list[Any]:
    """Return trees of depth three, categories without a kind, a program named like a portfolio."""
    return [
        *(Portfolio(code=code, name=f"Portfolio {code}") for code in ("A", "B")),
        Program(code="A", name="Named like a portfolio", portfolio="B"),
        Program(code="P", name="Of A", portfolio="A"),
        Program(code="Q", name="Of none"),
        Department(code="D", name="Top"),
        Department(code="D.1", name="Middle", parent="D"),
        Department(code="D.1.1", name="Low", parent="D.1"),
        Department(code="E", name="Other"),
        CostCategory(code="L", name="Labor", kind="opex"),
        CostCategory(code="L.1", name="Own", parent="L"),
        CostCategory(code="L.1.1", name="Senior", parent="L.1", kind="capex"),
        CostCategory(code="X", name="No kind"),
        Role(code="DEV", name="Developer"),
        Person(code="E1", name="Kim", department="D.1.1", role="DEV"),
        Person(code="E2", name="Bo"),
        Rate(currency="USD", valid_from=date(2024, 1, 1), rate=0.9),
        Rate(currency="USD", valid_from=date(2026, 10, 10), rate=0.8125),
        Rate(currency="USD", valid_from=date(2026, 11, 3), rate=2.5),
        Rate(currency="GBP", valid_from=date(2026, 5, 17), rate=1.171),
        Holiday(day=date(2026, 10, 20), name="Free"),
    ]


def project(make: Maker, number: int) -> Project:
    """Return a project of which anything may be missing."""
    start = make.day(-400, 30)
    return Project(
        code=f"P{number}", name=f"Project {number}",
        portfolio=make.any_of(None, None, "A", "B"),
        program=make.any_of(None, "A", "P", "Q"),
        department=make.any_of(None, "D", "D.1", "D.1.1", "E"),
        method=make.any_of(None, "agile", "waterfall"),
        stage=make.any_of(*STAGES),
        tags=make.any_of(None, "", "cloud", "cloud; web;cloud", "web;risk"),
        currency=make.currency(),
        planned_start=make.any_of(None, start, start),
        planned_finish=make.any_of(None, start + timedelta(days=200), AS_OF + timedelta(days=90)),
        planned_cost=make.any_of(None, Decimal(0), make.money(), make.money()),
        forecast_cost=make.any_of(None, make.money(), make.money()),
        forecast_finish=make.any_of(None, make.day(-90, 400), make.day(1, 400)),
        actual_finish=make.any_of(None, None, None, make.day(-90, 40)),
        withheld=make.any_of(None, None, "planned_cost: Exempt"),
    )  # fmt: skip


def lines(make: Maker, n_projects: int, n_lines: int, feed: str) -> pl.DataFrame:
    """Return posted lines: credit notes, no cost, no hours, before the start, after the end."""
    rows = [
        Actual(
            source=feed, entry=str(number), project=f"P{make.random.randrange(n_projects)}",
            category=make.any_of("", "L", "L.1", "L.1.1", "X"),
            person=make.any_of("", "E1", "E2"), role=make.any_of("", "DEV"),
            spent_on=make.day(-700, 50),
            cost=make.any_of(None, make.money(-90_000, 0), make.money(), make.money()),
            hours=make.any_of(None, Decimal("-4"), Decimal("7.75"), Decimal(8)),
            currency=make.currency(), line=number,
        )
        for number in range(1, n_lines + 1)
    ]  # fmt: skip
    return pl.DataFrame([row.model_dump() for row in rows], schema=Actual.polars_schema())


def budget(make: Maker, code: str) -> list[BudgetLine]:
    """Return budget lines of 1, 3 and 12 months, some without amount or hours; or none."""
    return [
        BudgetLine(
            project=code, category=make.any_of("", "L.1", "X"), n_months=n,
            period_on=date(2025 + make.random.randrange(2), make.any_of(1, 4, 7, 11), 1),
            amount=make.any_of(None, make.money(), make.money()),
            hours=make.any_of(None, Decimal(100)), currency=make.currency(),
        )
        for n in make.any_of((), (1, 3), (3, 12), (1, 3, 12))
    ]  # fmt: skip


def reports(make: Maker, code: str) -> list[StatusReport]:
    """Return reports in no order, some of them after the day."""
    days = make.random.sample(range(-200, 60), make.any_of(0, 1, 3, 4))
    return [
        StatusReport(
            project=code, data_date=AS_OF + timedelta(days=day), currency=make.currency(),
            planned_cost=make.any_of(None, make.money()),
            forecast_cost=make.any_of(None, make.money()),
            planned_finish=make.any_of(None, make.day(-60, 200)),
            forecast_finish=make.any_of(None, make.day(-60, 400)),
            rag=make.any_of(None, "green", "red"), percent_complete=make.any_of(None, 40.0),
            withheld=make.any_of(None, "forecast_cost: Exempt"),
        )
        for day in days
    ]  # fmt: skip


def take(session: Session, frame: pl.DataFrame, **options: Any) -> int:
    """Import lines as a file brings them; return the change."""
    staged = session.stage("actual", [frame.with_columns(_line=pl.col("line"))], **options)
    number = session.commit(staged)
    assert number is not None
    return number


def fill(repo: Repository, seed: int, n_projects: int = 12, n_lines: int = 160) -> None:
    """Fill a store: imports, one undone in between, corrections, moves, settings that change."""
    make = Maker(seed)
    session = repo.session("controller", "administrator")
    session.save(*structure(make))
    session.save(*(project(make, number) for number in range(n_projects)))
    first = take(session, lines(make, n_projects, n_lines, "SAP"))
    gone = take(session, lines(make, n_projects, n_lines // 2, "TIME"))
    codes = [f"P{number}" for number in range(n_projects)]
    given = [record for code in codes for record in (*budget(make, code), *reports(make, code))]
    session.save(*given)
    session.put_settings(base_currency="USD", fiscal_year_start_month=make.any_of(1, 4, 7))
    corrected = lines(make, n_projects, n_lines - 10, "SAP")
    take(session, corrected, replaces=first)
    if seed % 2:
        session.put_settings(base_currency="EUR")
    was = repo.get("program", "P")
    session.amend(was.model_copy(update={"portfolio": "B"}), was)
    late = session.save(Rate(currency="GBP", valid_from=date(2026, 10, 12), rate=1.5))
    if seed % 3:
        session.undo(late)
    # Rates and base currency build the roll-ups anew: what follows must keep them up by itself.
    session.undo(gone)
    known = repo.table("actual").drop_nulls("cost")
    one = Actual(**known.row(0, named=True))
    session.amend(one.model_copy(update={"cost": None}), one)
    session.remove(Actual(**known.row(1, named=True)))

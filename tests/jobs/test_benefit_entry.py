"""What was measured of a benefit is kept, and never replaced unasked."""

from datetime import date
from decimal import Decimal

import pytest

import pmo_core
from pmo_core.errors import NotFound, Refused
from pmo_core.jobs.benefit_entry import measure, measure_year
from pmo_core.model import Benefit, BenefitMeasurement, BenefitProfile, Project

TODAY = date(2027, 6, 30)
DAY = date(2027, 5, 31)


@pytest.fixture
def kept(repo: pmo_core.Repository) -> pmo_core.Repository:
    """Give a project with one benefit, one planned measurement and one planned year."""
    repo.session("test", "administrator").save(
        Project(code="A", name="Alpha", currency="USD"),
        BenefitProfile(project="A", code="B1", name="Fewer calls"),
        BenefitMeasurement(project="A", code="B1", measured_on=DAY, expected_value=10),
        Benefit(project="A", year=2026, planned_benefit=Decimal(100)),
    )
    return repo


def measured(**fields: object) -> BenefitMeasurement:
    """Return a measurement of the benefit."""
    given = {"project": "A", "code": "B1", "measured_on": DAY, **fields}
    return BenefitMeasurement.model_validate(given)


def test_a_planned_day_is_measured_and_keeps_its_plan(kept: pmo_core.Repository) -> None:
    """What is measured joins what was planned; a day of its own is new."""
    session = kept.session("Eve", "contributor")
    measure(session, kept, measured(measured_value=8), TODAY)
    row = kept.get("benefit_measurement", "A", "B1", DAY)
    assert isinstance(row, BenefitMeasurement)
    assert (row.expected_value, row.measured_value) == (10, 8)
    measure(session, kept, measured(measured_on=date(2027, 12, 31), expected_value=12), TODAY)
    assert kept.table("benefit_measurement").height == 2


def test_what_was_measured_is_replaced_by_a_correction_only(kept: pmo_core.Repository) -> None:
    """Another value is refused with the one that is kept, until it is called a correction."""
    session = kept.session("Eve", "contributor")
    measure(session, kept, measured(measured_value=8), TODAY)
    with pytest.raises(Refused, match=r"B1 on 2027-05-31 was measured before: 8\."):
        measure(session, kept, measured(measured_value=9), TODAY)
    measure(session, kept, measured(measured_value=9), TODAY, is_correction=True)
    assert kept.table("benefit_measurement")["measured_value"].to_list() == [9.0]


@pytest.mark.parametrize(
    ("fields", "problem", "words"),
    [
        ({}, Refused, "no value to keep"),
        ({"measured_on": date(2027, 7, 1), "measured_value": 1}, Refused, "has not come yet"),
        ({"code": "B9", "measured_value": 1}, NotFound, "benefit profile A B9"),
    ],
)
def test_what_cannot_be_measured_is_refused(
    kept: pmo_core.Repository, fields: dict[str, object], problem: type[Exception], words: str
) -> None:
    """Nothing to keep, a day to come, a benefit that nobody knows."""
    with pytest.raises(problem, match=words):
        measure(kept.session("Eve", "contributor"), kept, measured(**fields), TODAY)


def test_the_money_of_a_year_joins_its_plan_or_stands_alone(kept: pmo_core.Repository) -> None:
    """A planned year keeps its plan; an unplanned one is in the project's currency."""
    session = kept.session("Ida", "manager")
    measure_year(session, kept, "A", 2026, Decimal(80))
    measure_year(session, kept, "A", 2027, Decimal(5))
    rows = kept.table("benefit").sort("year").select(
        "planned_benefit", "realized_benefit", "currency"
    )  # fmt: skip
    assert rows.rows() == [(100, 80, None), (None, 5, "USD")]
    with pytest.raises(Refused, match=r"The money of 2026 was measured before: 80\."):
        measure_year(session, kept, "A", 2026, Decimal(90))
    measure_year(session, kept, "A", 2026, Decimal(90), is_correction=True)
    with pytest.raises(NotFound):
        measure_year(session, kept, "Z", 2026, Decimal(1))

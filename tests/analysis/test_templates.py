"""What a template means in days, hours and money, worked by hand."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.calendar import Period
from pmo_core.analysis.templates import (
    apportioned,
    dated,
    hours_by_month,
    of_kind,
    schedule,
    split,
    ties_of,
)
from pmo_core.analysis.working_days import Calendar
from pmo_core.errors import Refused
from pmo_core.model import TemplateItem
from pmo_core.model.initial import initial

CALENDAR = Calendar(holidays=(date(2026, 12, 25), date(2027, 1, 1)))
START = date(2026, 12, 19)  # a Saturday: work begins on Monday the 21st


def lines(*rows: Mapping[str, Any]) -> pl.DataFrame:
    """Lines of a template; what a line does not name is empty."""
    schema = TemplateItem.polars_schema()
    blank = dict.fromkeys(schema) | {"template": "T", "other": "", "kind": "work"}
    return pl.DataFrame([blank | dict(row) for row in rows], schema=schema)


PLAN = lines(
    {"code": "1", "name": "Build"},
    {"code": "1.1", "name": "Design", "duration_days": 4},
    {"code": "1.2", "name": "Code", "duration_days": 10},
    {"code": "1.10", "name": "Released", "kind": "milestone"},
    {"code": "1.2", "other": "1.1", "kind": "precedence", "link": "FS", "offset_days": 1},
    {"code": "1.10", "other": "1.2", "kind": "precedence", "link": "FS"},
    {"code": "1.2", "other": "DEV", "kind": "effort", "hours": 100},
    {"code": "", "other": "PM", "kind": "effort", "hours": 14},
    {"code": "LABOR", "kind": "budget", "share_pct": 66.67},
    {"code": "HW", "kind": "budget", "share_pct": 33.33},
)


def test_order_and_days() -> None:
    """Design 0-4, Code a day later 5-15, the milestone at 15; the part above spans them."""
    parts, findings = schedule(PLAN)
    assert not findings
    assert parts.select("code", "level", "is_summary", "start_day", "end_day").rows() == [
        ("1", 0, True, 0, 15), ("1.1", 1, False, 0, 4), ("1.2", 1, False, 5, 15),
        ("1.10", 1, False, 15, 15),
    ]  # fmt: skip
    dates = dated(parts, START, CALENDAR)
    # Working days: 21 22 23 24 | 28 29 30 31 | 4 5 6 7 8 | 11 12
    assert dates.select("code", "start_on", "finish_on").rows() == [
        ("1", date(2026, 12, 21), date(2027, 1, 12)),
        ("1.1", date(2026, 12, 21), date(2026, 12, 24)),
        ("1.2", date(2026, 12, 29), date(2027, 1, 12)),
        ("1.10", None, date(2027, 1, 12)),
    ]


def test_hours_fall_where_the_work_is() -> None:
    """Code has 3 of its 10 days in December, the whole project 8 of its 15."""
    dates = dated(schedule(PLAN)[0], START, CALENDAR)
    rows = hours_by_month(PLAN, dates, CALENDAR).rows()
    # The whole project: 21-24 and 28-31 December = 8 days, 4-8 and 11-12 January = 7 days.
    assert rows == [
        ("DEV", date(2026, 12, 1), Decimal("30")),
        ("DEV", date(2027, 1, 1), Decimal("70")),
        ("PM", date(2026, 12, 1), Decimal("7.47")),  # 14 x 8 / 15 = 7.4667
        ("PM", date(2027, 1, 1), Decimal("6.53")),
    ]


def test_money_by_category_and_fiscal_period() -> None:
    """10,000.01 falls by 66.67 : 33.33 and by 8 : 7 working days, and sums to the cent."""
    dates = dated(schedule(PLAN)[0], START, CALENDAR)
    budget = Decimal("10000.01")
    found = split(budget, PLAN, dates, CALENDAR, period="fiscal_year", start_month=1)
    assert found.rows() == [
        ("HW", date(2026, 1, 1), 12, Decimal("1777.60")),  # 3333.00 x 8 / 15
        ("HW", date(2027, 1, 1), 12, Decimal("1555.40")),
        ("LABOR", date(2026, 1, 1), 12, Decimal("3555.74")),  # 6667.01 x 8 / 15 = 3555.7387
        ("LABOR", date(2027, 1, 1), 12, Decimal("3111.27")),
    ]
    from_april = split(budget, PLAN, dates, CALENDAR, period="fiscal_year", start_month=4)
    assert from_april["period_on"].unique().to_list() == [date(2026, 4, 1)]


@pytest.mark.parametrize("period", ["month", "quarter", "fiscal_year"])
def test_the_budget_is_never_lost_nor_found(period: Period) -> None:
    """Whatever the budget, shares, calendar and period, the lines sum to the budget exactly."""
    rng = np.random.default_rng(5)
    for _ in range(25):
        budget = Decimal(int(rng.integers(0, 10**12))) / 10_000
        shares = [
            {"code": f"C{i}", "kind": "budget", "share_pct": float(rng.integers(1, 9999)) / 100}
            for i in range(int(rng.integers(0, 6)))
        ]
        duration = int(rng.integers(1, 700))
        items = lines({"code": "1", "duration_days": duration}, *shares)
        dates = dated(schedule(items)[0], START, CALENDAR)
        month = int(rng.integers(1, 13))
        found = split(budget, items, dates, CALENDAR, period=period, start_month=month)
        assert sum(found["amount"], Decimal(0)) == budget
        assert (found["amount"] > 0).all()


def test_a_part_of_a_total_is_off_by_less_than_a_cent() -> None:
    """Parts by weight differ from their exact share by less than one hundredth."""
    rng = np.random.default_rng(8)
    weights = rng.integers(0, 1000, 40)
    total = 123_456_789
    frame = pl.DataFrame({"weight": weights})
    parts = frame.select(apportioned(pl.lit(total, pl.Int128), pl.col("weight")))["weight"]
    assert parts.sum() == total
    assert np.abs(parts.cast(pl.Int64).to_numpy() - weights * total / weights.sum()).max() < 101


def test_what_a_template_says_wrong_is_named() -> None:
    """Links to nothing or to a sum, and work without duration, are named and left out."""
    items = lines(
        {"code": "1"}, {"code": "1.1"}, {"code": "2", "duration_days": 3},
        {"code": "2", "other": "9", "kind": "precedence", "link": "FS"},
        {"code": "2", "other": "1", "kind": "precedence", "link": "FS"},
    )  # fmt: skip
    parts, findings = schedule(items)
    assert [(one.code, one.value) for one in findings] == [
        ("unknown_part", "9"), ("summary_link", "1"), ("no_duration", "1.1"),
    ]  # fmt: skip
    assert parts["end_day"].to_list() == [1, 1, 3]
    circle = lines(
        {"code": "1", "duration_days": 1}, {"code": "2", "duration_days": 1},
        {"code": "2", "other": "1", "kind": "precedence", "link": "FS"},
        {"code": "1", "other": "2", "kind": "precedence", "link": "FS"},
    )  # fmt: skip
    with pytest.raises(Refused, match="circle"):
        schedule(circle)


@pytest.mark.parametrize("code", initial("template")["code"].to_list())
def test_the_templates_that_ship_are_sound(code: str) -> None:
    """Each has 8 to 21 parts, an order without fault, effort, a whole budget, risks, readers."""
    items = initial("template_item").filter(pl.col("template") == code)
    parts, findings = schedule(items)
    assert not findings
    assert 8 <= parts.height <= 21
    assert len(ties_of(items)) >= 8
    assert of_kind(items, "budget")["share_pct"].sum() == pytest.approx(100)
    effort = of_kind(items, "effort")
    assert effort["code"].is_in(parts.filter(duration_days=0)["code"].implode()).sum() == 0
    assert min(of_kind(items, kind).height for kind in ("risk", "communication")) >= 2
    for row in items.iter_rows(named=True):
        TemplateItem.model_validate(row)

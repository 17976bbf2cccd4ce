"""Dates: any day, written in any supported way, reads back equal, or asks."""

import random
from datetime import date, timedelta

import polars as pl
import pytest

from pmo_core.exchange import dates
from pmo_core.exchange.conventions import decide
from pmo_core.exchange.dates import DateConvention
from pmo_core.exchange.mapping import Mapping
from pmo_core.exchange.profile import Profile, date_profile

CLEAR = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d %B %Y",
    "%d-%b-%Y",
    "%B %d, %Y",
    "%a, %d %b %Y",
    "%Y-%m-%dT%H:%M:%SZ",
)
ORDERED = {
    "dmy": ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %I:%M:%S %p"),
    "mdy": ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%Y %I:%M:%S %p"),
}


def _days(seed: int, n: int = 300) -> list[date]:
    dice = random.Random(seed)
    return [date(1970, 1, 1) + timedelta(days=dice.randrange(36_000)) for _ in range(n)]


def _read(cells: list[str], convention: DateConvention) -> list[date | None]:
    parts = dates.dissect(pl.Series("text", cells))
    return dates.read_cells(parts, convention, False)["value"].to_list()


@pytest.mark.parametrize("form", CLEAR)
def test_clear_forms_need_no_convention(form: str) -> None:
    """A form that can be read in one way only is read without any decision."""
    days = sorted(set(_days(1)))
    assert _read([day.strftime(form) for day in days], DateConvention()) == days


@pytest.mark.parametrize(
    ("order", "form"), [(order, form) for order in ORDERED for form in ORDERED[order]]
)
def test_ordered_forms_read_back_under_their_order(order: str, form: str) -> None:
    """Under the order of the column every day is read right."""
    days = sorted(set(_days(2)))
    assert _read([day.strftime(form) for day in days], DateConvention(order)) == days


@pytest.mark.parametrize(
    ("order", "form"), [(order, form) for order in ORDERED for form in ORDERED[order]]
)
def test_without_an_order_no_day_is_swapped(order: str, form: str) -> None:
    """Without a decision a day is read right or not at all."""
    days = sorted(set(_days(3)))
    for day, got in zip(
        days, _read([day.strftime(form) for day in days], DateConvention()), strict=True
    ):
        assert got in (None, day)


@pytest.mark.parametrize("order", ORDERED)
def test_a_column_proves_its_order_or_asks(order: str) -> None:
    """One day after the twelfth proves the order; none leads to a question."""
    form = ORDERED[order][0]
    low = [day for day in _days(4) if day.day <= 12]
    cells = pl.Series([day.strftime(form) for day in low])
    asked = decide(Profile(dates={"Day": date_profile(cells)}), Mapping("actual"), (), "EUR", True)
    assert [question.kind for question in asked.questions] == ["date_format"]
    proved = pl.concat([cells, pl.Series([date(2026, 5, 31).strftime(form)])])
    told = decide(Profile(dates={"Day": date_profile(proved)}), Mapping("actual"), (), "EUR", True)
    assert (told.questions, told.dates["Day"].order) == ((), order)


def test_profiles_of_chunks_add_up() -> None:
    """The profile of a column is the sum of the profiles of its chunks."""
    cells = pl.Series(["31/12/2026", "01/02/2026", "2026-01-01", None, "soon", "03-Nov-04"])
    assert date_profile(cells[:2]) + date_profile(cells[2:4]) + date_profile(
        cells[4:]
    ) == date_profile(cells)


@pytest.mark.parametrize(
    "cell", ["31/02/2026", "2026-02-30", "00/01/2026", "2026-13-13", "32.01.2026", "1/1/1", "12"]
)
def test_impossible_days_are_refused(cell: str) -> None:
    """A day that no calendar has is no date under any order."""
    for order in ("dmy", "mdy", None):
        assert _read([cell], DateConvention(order)) == [None]


def test_a_month_is_its_first_or_last_day() -> None:
    """A month without a day is a first day for a start and a last day for an end."""
    parts = dates.dissect(pl.Series(["2028-02"]))
    values = [
        dates.read_cells(parts, DateConvention(), is_end)["value"][0] for is_end in (False, True)
    ]
    assert values == [date(2028, 2, 1), date(2028, 2, 29)]

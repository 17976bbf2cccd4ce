"""Hours that people are there, against counting day by day; weeks of months; skills as text."""

from datetime import date, timedelta
from random import Random

import polars as pl
import pytest

from pmo_core.analysis.capacity.availability import availability, periods_of, weekly
from pmo_core.analysis.working_days import Calendar

FIRST, LAST = date(2027, 1, 1), date(2027, 6, 30)


@pytest.mark.parametrize("unit", ["month", "week"])
def test_hours_are_those_of_counting_days(unit):
    """Part time, holidays, entry, exit overlapping leave: as a walk over the days counts them."""
    rng = Random(3)
    calendar = Calendar("1111000", (date(2027, 1, 6), date(2027, 3, 29)))

    def day():
        return FIRST + timedelta(days=rng.randrange(180))

    people = [
        {"person": f"E{n}", "weekly_hours": rng.choice([20.0, 38.5]),
         "start": rng.choice([None, day()]), "end": rng.choice([None, day()])}
        for n in range(12)
    ]  # fmt: skip
    leave = [
        {"person": f"E{rng.randrange(12)}", "start": (one := day()),
         "end": one + timedelta(days=rng.randrange(-1, 20))}
        for _ in range(30)
    ]  # fmt: skip
    periods = periods_of(FIRST, LAST, unit)
    got = availability(
        pl.DataFrame(people, schema_overrides={"start": pl.Date, "end": pl.Date}), periods,
        calendar, pl.DataFrame(leave),
    )  # fmt: skip
    expected = []
    for who in people:
        off = [one for one in leave if one["person"] == who["person"]]
        for begin, end in periods.rows():
            days = [begin + timedelta(days=n) for n in range((end - begin).days)]
            here = [
                one for one in days
                if one.weekday() < 4 and one not in calendar.holidays
                and (who["start"] or one) <= one <= (who["end"] or one)
                and not any(some["start"] <= one <= some["end"] for some in off)
            ]  # fmt: skip
            expected.append((who["person"], begin, len(here) * who["weekly_hours"] / 4))
    assert got["hours"].to_list() == pytest.approx([h for _, _, h in sorted(expected)])


def test_hours_that_are_not_known():
    """Without weekly hours nothing is known, not 0."""
    who = pl.DataFrame({"person": ["Kim"], "weekly_hours": [None]}, schema_overrides={
        "weekly_hours": pl.Float64})  # fmt: skip
    assert availability(who, periods_of(FIRST, FIRST, "month"), Calendar())["hours"].to_list() == [
        None
    ]


def test_weeks_keep_the_hours():
    """Weeks of several months and projects hold the same hours, a month of holidays included."""
    off = tuple(date(2027, 2, 1) + timedelta(days=n) for n in range(28))
    monthly = pl.DataFrame({
        "project": ["A", "A", "B", "B"], "hours": [100.0, 80.0, 23.0, 7.5],
        "period": [date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1), date(2027, 4, 1)],
    })  # fmt: skip
    weeks = weekly(monthly, Calendar(holidays=off))
    sums = weeks.group_by("project").agg(pl.col("hours").sum()).sort("project")
    assert sums["hours"].to_list() == pytest.approx([180.0, 30.5])
    assert set(weeks["period"].dt.weekday()) == {1}
    # 29 March to 2 April: three days of March at 23 / 23 h, two of April at 7.5 / 22 h.
    across = weeks.filter(pl.col("project") == "B", pl.col("period") == date(2027, 3, 29))
    assert across["hours"].item() == pytest.approx(3 + 2 * 7.5 / 22)
    assert weekly(monthly.clear(), Calendar()).is_empty()

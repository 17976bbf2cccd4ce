"""The days that a timeline shows: units of its zoom, ticks and periods."""

from datetime import date
from typing import get_args

import pytest

from pmo_core.analysis.timeline_window import Zoom, window

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("zoom", "first", "last", "label"),
    [
        ("Years", date(2025, 1, 1), date(2029, 12, 31), "2025"),
        ("Quarters", date(2026, 4, 1), date(2028, 3, 31), "2026 Q2"),
        ("Months", date(2026, 10, 1), date(2027, 3, 31), "2026-10"),
        ("Weeks", date(2026, 11, 16), date(2027, 1, 10), "W47\n11-16"),
    ],
)
def test_a_window_holds_today(zoom: Zoom, first: date, last: date, label: str) -> None:
    """It begins with a whole unit some time before today; its first tick is labeled."""
    shown = window(zoom, TODAY)
    assert (shown.first, shown.last) == (first, last)
    assert shown.ticks()["label"][0] == label


@pytest.mark.parametrize("zoom", get_args(Zoom))
def test_periods_cover_the_window(zoom: Zoom) -> None:
    """Fine and coarse ones leave no gap; moved there and back it is the same."""
    shown = window(zoom, TODAY)
    for is_coarse in (False, True):
        periods = shown.periods(is_coarse=is_coarse)
        assert (periods["begin"][0], periods["end"][-1]) == (shown.first, shown.last)
        gaps = (periods["begin"].shift(-1) - periods["end"]).dt.total_days().drop_nulls()
        assert set(gaps) == {1}
    assert shown.moved(0.5).moved(-0.5) == shown
    assert shown.moved(0.5).first > shown.first


def test_a_chosen_day_begins_the_window() -> None:
    """The unit of the day is the first one that is seen."""
    assert window("Months", TODAY, is_first=True).first == date(2026, 11, 1)

"""Axes: labels tell apart, days are in steps, periods stand in order."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from pmo_core import charts
from pmo_core.charts.drawing import day_step


def _axes(spec: Any, channel: str) -> list[dict[str, Any]]:
    """Find a channel's definitions in a spec, also in layers."""
    own = spec.get("encoding", {}).get(channel)
    inner = [found for layer in spec.get("layer", []) for found in _axes(layer, channel)]
    return ([own] if own else []) + inner


@pytest.mark.parametrize(
    ("days", "interval", "shown"),
    [(0, "day", "%Y-%m-%d"), (5, "day", "%Y-%m-%d"), (30, "week", "%Y-%m-%d"),
     (90, "month", "%Y-%m"), (1200, "month", "%Y-%m"), (4000, "year", "%Y"),
     (20_000, "year", "%Y")],
)  # fmt: skip
def test_ticks_of_days_are_few_and_each_has_a_label_of_its_own(
    days: int, interval: str, shown: str
) -> None:
    """No label is shorter than its step: a tick a day shows the day, a tick a month the month."""
    first = date(2026, 4, 1)
    found = day_step(pl.Series([first, first + timedelta(days=days), None]))
    assert (found[0], found[2]) == (interval, shown)
    length = {"day": 1, "week": 7, "month": 30, "year": 365}[interval] * found[1]
    assert days / length <= 11


def test_without_days_there_is_still_an_axis() -> None:
    """A history without any finish gives a step and no error."""
    assert day_step(pl.Series([None], dtype=pl.Date))[0] == "day"


def test_periods_stand_in_order_where_one_measure_begins_earlier() -> None:
    """The bars begin in March, the plan in January: the axis holds January to April in order."""
    frame = pl.DataFrame(
        {
            "period": ["2026-01", "2026-03", "2026-03", "2026-04"],
            "measure": ["Planned", "Actual", "Planned", "Actual"],
            "value": [1.0, 2.0, 1.0, 2.0],
        }
    )
    periods = ["2026-01", "2026-02", "2026-03", "2026-04"]
    drawn = charts.measures(frame, title="Cost", unit="EUR", periods=periods)
    domains = [axis["scale"]["domain"] for axis in _axes(drawn.spec, "x")]
    assert domains
    assert all(domain == periods for domain in domains)


def test_what_lies_outside_the_periods_is_not_sent() -> None:
    """The rows of other periods are left out of both charts over time."""
    frame = pl.DataFrame({"period": ["2025", "2026"], "value": [1.0, 2.0]})
    rows = charts.measures(
        frame.with_columns(measure=pl.lit("Actual")), title="", unit="EUR", periods=["2026"]
    ).frame
    assert rows["period"].to_list() == ["2026"]
    named = frame.with_columns(key=pl.lit("A"), group=pl.lit("A"))
    drawn = charts.groups(named, title="", unit="EUR", group_title="", periods=["2026"])
    assert drawn.frame["period"].to_list() == ["2026"]


@pytest.mark.parametrize("measures", [("Forecast",), ("Actual", "Planned")])
def test_the_legend_names_only_what_is_drawn(measures: tuple[str, ...]) -> None:
    """A measure of which nothing is known has no entry."""
    frame = pl.DataFrame(
        {"period": ["2026"] * len(measures), "measure": measures, "value": [1.0] * len(measures)}
    )
    drawn = charts.measures(frame, title="Cost", unit="EUR")
    legends = [color["legend"]["values"] for color in _axes(drawn.spec, "color")]
    assert legends
    assert all(shown == list(measures) for shown in legends)


@pytest.mark.parametrize(("data_date", "align"), [(date(2026, 1, 31), "left"),
                                                  (date(2026, 4, 30), "right")])  # fmt: skip
def test_the_words_at_the_data_date_stay_inside(data_date: date, align: str) -> None:
    """Near the right edge they stand to the left of their line."""
    days = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    frame = pl.DataFrame({"day": days, "measure": ["Planned"] * 4, "value": [1.0] * 4})
    drawn = charts.s_curve(frame, data_date=data_date, unit="EUR")
    texts = [layer["mark"] for layer in drawn.spec["layer"] if layer["mark"]["type"] == "text"]
    assert [mark["align"] for mark in texts] == [align]

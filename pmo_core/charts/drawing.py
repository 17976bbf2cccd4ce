"""What a chart function gives: rows for the browser, a Vega-Lite spec, and the sight in words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt
import polars as pl
from altair.utils.schemapi import disable_debug_mode

from pmo_core.charts import theme

# Each part of a chart would be proved against the schema as it is made, and the whole once more:
# two thirds of the time. A chart function makes the same spec each time; tests prove it once.
disable_debug_mode()

PICK = "pick"
"""Name of the selection of a chart that can be clicked; each point carries the field `key`."""


@dataclass(frozen=True)
class Drawing:
    """A chart, ready to be sent.

    Parameters
    ----------
    frame : polars.DataFrame
        The rows that the chart draws, already at the grain of its marks.
    spec : dict
        Vega-Lite spec without data. Shared between calls: never change it in place.
    alt : str
        One sentence that says what is seen.
    """

    frame: pl.DataFrame
    spec: dict[str, Any]
    alt: str

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return self.frame.is_empty()


Chart = alt.Chart | alt.LayerChart | alt.FacetChart


def spec_of(chart: Chart, n_marks: int = 0) -> dict[str, Any]:
    """Turn an Altair chart without data into the spec that is sent."""
    return theme.configured(chart.to_dict(validate=False), n_marks)


def value_axis(title: str) -> alt.Axis:
    """Return the axis of an amount: few ticks, numbers as "12.3 M", no two labels the same."""
    return alt.Axis(title=title, format="~s", labelExpr=theme.axis_expression(), tickCount=5)


Step = tuple[str, int, str]
"""Ticks of an axis of days: interval, how many of it, and the format of the labels."""

_STEPS: tuple[tuple[int, Step], ...] = (
    (6, ("day", 1, "%Y-%m-%d")),
    (14, ("day", 2, "%Y-%m-%d")),
    (49, ("week", 1, "%Y-%m-%d")),
    (220, ("month", 1, "%Y-%m")),
    (660, ("month", 3, "%Y-%m")),
    (1320, ("month", 6, "%Y-%m")),
    (2920, ("year", 1, "%Y")),
    (7300, ("year", 2, "%Y")),
)


def day_step(days: pl.Series) -> Step:
    """Return the ticks for some days: seven or fewer where they lie close, none labelled twice.

    Examples
    --------
    >>> from datetime import date
    >>> day_step(pl.Series([date(2026, 4, 1), date(2026, 4, 4)]))
    ('day', 1, '%Y-%m-%d')
    >>> day_step(pl.Series([date(2024, 1, 1), date(2025, 7, 1)]))
    ('month', 3, '%Y-%m')
    """
    first, last = days.min(), days.max()
    if not isinstance(first, date) or not isinstance(last, date):
        return _STEPS[0][1]
    span = (last - first).days
    return next((step for most, step in _STEPS if span <= most), ("year", 5, "%Y"))


def day_axis(step: Step, *, grid: bool = False) -> alt.Axis:
    """Return the axis of days with the ticks that `day_step` gave."""
    interval, n, shown = step
    ticks: Any = {"interval": interval, "step": n}
    return alt.Axis(title=None, format=shown, tickCount=ticks, labelOverlap="greedy", grid=grid)


def present(measures: pl.Series) -> tuple[str, ...]:
    """Return the measures that occur, in the order of their colors."""
    found = set(measures)
    return tuple(name for name in _WITH_COMMITTED if name in found)


def in_words(chart: Chart, field: str, name: str) -> Chart:
    """Add to a chart the field `name`: the number of `field` as a reader says it."""
    return chart.transform_calculate(as_=name, calculate=theme.short_expression(f"datum.{field}"))


_WITH_COMMITTED = (*theme.MEASURES, theme.COMMITTED)


def measure_scale() -> alt.Scale:
    """Return the scale that gives each measure its color."""
    return alt.Scale(domain=list(_WITH_COMMITTED))


def line_color(shown: tuple[str, ...] = theme.MEASURES) -> alt.Color:
    """Return the color of a measure's line; the legend shows strokes."""
    return alt.Color(
        "measure:N",
        scale=measure_scale(),
        legend=alt.Legend(values=list(shown), columns=4, symbolType="stroke", symbolStrokeWidth=3),
        title=None,
    )


def line_dash() -> alt.StrokeDash:
    """Return the dashes of a measure's line: a forecast is not yet a fact."""
    dashes = [[1, 0], [1, 0], [5, 4], [2, 2]]
    return alt.StrokeDash(
        "measure:N", scale=alt.Scale(domain=list(_WITH_COMMITTED), range=dashes), legend=None
    )

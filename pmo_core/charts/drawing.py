"""What a chart function gives: rows for the browser, a Vega-Lite spec, and the sight in words."""

from dataclasses import dataclass
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts import theme

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
    return theme.configured(chart.to_dict(), n_marks)


def value_axis(title: str) -> alt.Axis:
    """Return the axis of an amount: few ticks, numbers as "12.3 M"."""
    return alt.Axis(title=title, labelExpr=theme.short_expression("datum.value"), tickCount=5)


def in_words(chart: Chart, field: str, name: str) -> Chart:
    """Add to a chart the field `name`: the number of `field` as a reader says it."""
    return chart.transform_calculate(as_=name, calculate=theme.short_expression(f"datum.{field}"))


def line_color(shown: tuple[str, ...] = theme.MEASURES) -> alt.Color:
    """Return the color of a measure's line; the legend shows strokes."""
    return alt.Color(
        "measure:N",
        scale=alt.Scale(domain=list(theme.MEASURES)),
        legend=alt.Legend(values=list(shown), symbolType="stroke", symbolStrokeWidth=3),
        title=None,
    )


def line_dash() -> alt.StrokeDash:
    """Return the dashes of a measure's line: a forecast is not yet a fact."""
    dashes = [[1, 0], [1, 0], [5, 4]]
    return alt.StrokeDash(
        "measure:N", scale=alt.Scale(domain=list(theme.MEASURES), range=dashes), legend=None
    )

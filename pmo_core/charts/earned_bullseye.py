"""The bullseye: cost and schedule performance of many projects, with the way that some came."""

from functools import lru_cache
from math import ceil
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts.drawing import PICK, Drawing, spec_of
from pmo_core.charts.theme import CANVAS_FROM

LEAST, MOST = 0.2, 0.6
"""How far the axes reach from 1 at least and at most; what lies beyond is drawn on the border."""
_HEIGHT = 360
_GRAY = "#8a94a3"
_CORNERS = (
    ("over cost, behind", 0.0, 0.0), ("over cost, ahead", 1.0, 0.0),
    ("under cost, behind", 0.0, 1.0), ("under cost, ahead", 1.0, 1.0),
)  # fmt: skip


def bullseye(frame: pl.DataFrame, *, title: str) -> Drawing:
    """Draw CPI over SPI(t), one mark per project that can be clicked; 1 and 1 is the target.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per project and date: `key` (what a click gives), `name`, `spi_t`, `cpi` (null = not
        known, not drawn), `data_date`, `is_last` (the mark; the others are the trail that led
        there), `is_followed` (whether it has a trail and a name).
    title : str
        What is seen.
    """
    rows = frame.drop_nulls(["spi_t", "cpi"]).sort("is_last", "key", "data_date")
    across, up = _axis_of(rows["spi_t"]), _axis_of(rows["cpi"])
    rows = rows.select(
        "key", "name", "data_date", "is_last", "is_followed",
        pl.col("spi_t", "cpi").cast(pl.Float32),
    )  # fmt: skip
    n = rows.filter("is_last").height
    behind = rows.filter("is_last", pl.col("spi_t") < 1, pl.col("cpi") < 1).height
    return Drawing(
        frame=rows,
        spec=_spec(title, across, up, n_marks=CANVAS_FROM + 1 if rows.height > CANVAS_FROM else 0),
        alt=f"{title}: {n} projects, {behind} of them over cost and behind.",
    )


def _axis_of(values: pl.Series) -> tuple[float, float]:
    """Ends of an axis: around 1, so far that one in twenty at most lies beyond, in tenths."""
    ends = [
        min(max(side * (1.0 - (1.0 if end is None else end)), LEAST), MOST)
        for side, end in ((1, values.quantile(0.05)), (-1, values.quantile(0.95)))
    ]
    below, above = (ceil(round(end * 10, 6)) / 10 for end in ends)
    return round(1 - below, 1), round(1 + above, 1)


@lru_cache(maxsize=32)
def _spec(
    title: str, across: tuple[float, float], up: tuple[float, float], *, n_marks: int
) -> dict[str, Any]:
    wide, high = (alt.Scale(domain=list(ends), nice=False, clamp=True) for ends in (across, up))
    x = alt.X("spi_t:Q", scale=wide, axis=_axis("SPI(t): behind < 1 < ahead"))
    y = alt.Y("cpi:Q", scale=high, axis=_axis("CPI: over cost < 1 < under cost"))
    pick = alt.selection_point(name=PICK, fields=["key"], on="click", clear="dblclick")
    tooltip = [
        alt.Tooltip("name:N", title="Project"),
        alt.Tooltip("data_date:T", title="Data date", format="%Y-%m-%d"),
        alt.Tooltip("cpi:Q", title="CPI", format=".2f"),
        alt.Tooltip("spi_t:Q", title="SPI(t)", format=".2f"),
    ]
    followed = alt.Chart().transform_filter("datum.is_followed").encode(x=x, y=y)
    trails = followed.mark_line(strokeWidth=1.5, opacity=0.8).encode(
        detail="key:N", order="data_date:T", color=alt.value("#d9822b")
    )
    steps = followed.mark_point(filled=True, size=16, opacity=0.8).encode(
        color=alt.value("#d9822b"), tooltip=tooltip
    )
    marks = (
        alt.Chart()
        .transform_filter("datum.is_last")
        .mark_point(filled=True, size=60, opacity=0.65, cursor="pointer")
        .encode(
            x=x, y=y, tooltip=tooltip,
            color=alt.condition("datum.is_followed", alt.value("#d9822b"), alt.value("#2f6fd0")),
        )
        .add_params(pick)
    )  # fmt: skip
    names = (
        alt.Chart()
        .transform_filter("datum.is_last && datum.is_followed")
        .mark_text(dx=4, dy=-9, align="left", fontSize=11, color=_GRAY)
        .encode(x=x, y=y, text="key:N")
    )
    ground = (_target(wide, high), *_crosses(wide, high), *_corners())
    layers = alt.layer(*ground, trails, steps, marks, names)
    return spec_of(layers.properties(title=title, height=_HEIGHT), n_marks)


def _axis(title: str) -> alt.Axis:
    return alt.Axis(title=title, format=".1f", tickMinStep=0.1, tickCount=8, grid=False)


def _one() -> alt.Chart:
    """A chart of one mark, whatever the rows are."""
    return alt.Chart().transform_aggregate(n="count()")


def _target(wide: alt.Scale, high: alt.Scale) -> alt.Chart:
    """Within 5 % of both."""
    edges = {"low": 0.95, "high": 1.05}
    chart: Any = _one()
    for name, value in edges.items():
        chart = chart.transform_calculate(as_=name, calculate=str(value))
    found: alt.Chart = chart.mark_rect(opacity=0.18, color="#2fa36f").encode(
        x=alt.X("low:Q", scale=wide), x2="high:Q", y=alt.Y("low:Q", scale=high), y2="high:Q"
    )
    return found


def _crosses(wide: alt.Scale, high: alt.Scale) -> tuple[alt.Chart, alt.Chart]:
    chart = _one().transform_calculate(as_="one", calculate="1").mark_rule(
        color=_GRAY, strokeDash=[2, 3]
    )  # fmt: skip
    return (
        chart.encode(x=alt.X("one:Q", scale=wide)),
        chart.encode(y=alt.Y("one:Q", scale=high)),
    )


def _corners() -> list[alt.Chart]:
    """What each quarter means, in its corner; at the bottom above the names on the edge."""
    return [
        _one()
        .mark_text(
            text=words, color=_GRAY, fontSize=11, fontStyle="italic",
            align="right" if right else "left", baseline="top" if top else "bottom",
            dx=-6 if right else 6, dy=4 if top else -20,
        )
        .encode(
            x=alt.value("width" if right else 0), y=alt.value(0 if top else "height")
        )
        for words, right, top in _CORNERS
    ]  # fmt: skip


__all__ = ["LEAST", "MOST", "bullseye"]

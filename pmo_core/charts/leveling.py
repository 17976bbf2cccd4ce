"""Load of a role week by week, before and after leveling, beside what is there."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts.drawing import Drawing, spec_of, value_axis

NOW, THEN, THERE = "Now", "Leveled", "Capacity"
_COLORS = {NOW: "#b4bcc8", THEN: "#2f5bd0", THERE: "#c2352b"}
_HEIGHT = 230
_WEEKS_BEFORE, _WEEKS_AFTER, _MOST_WEEKS = 6, 13, 60


def before_and_after(weeks: pl.DataFrame, *, title: str, is_leveled: bool) -> Drawing:
    """Draw the hours of a role per week: as planned pale, leveled in front, capacity as a line.

    Parameters
    ----------
    weeks : polars.DataFrame
        `week_on` (first day), `before`, `after`, `there`, `over_before`, `over_after` (hours); of
        one role, in order. Drawn are the weeks around those with hours beyond capacity.
    title : str
        What is seen: the name of the role.
    is_leveled : bool
        Whether there is a leveled plan; else only the plan as it is is drawn.
    """
    columns = ["week_on", "before", "after", "there", "over_before", "over_after"]
    is_over = pl.max_horizontal("over_before", "over_after") > 0
    over = weeks.with_row_index("n").filter(is_over)["n"]
    first = max(over[0] - _WEEKS_BEFORE, 0) if over.len() else 0
    last = over[-1] + _WEEKS_AFTER if over.len() else _MOST_WEEKS
    rows = weeks[first : min(last, first + _MOST_WEEKS)].select(
        *columns, until=pl.col("week_on").dt.offset_by("7d")
    )
    hours = f"{weeks['over_before'].sum():,.0f} h beyond capacity now"
    then = f", {weeks['over_after'].sum():,.0f} h when leveled" if is_leveled else ""
    return Drawing(rows, _spec(title, is_leveled), f"{title}: {hours}{then}.")


@lru_cache(maxsize=32)
def _spec(title: str, is_leveled: bool) -> dict[str, Any]:
    shown = [NOW, THEN, THERE] if is_leveled else [NOW, THERE]
    color = alt.Color(
        "side:N", title=None, sort=shown,
        scale=alt.Scale(domain=shown, range=[_COLORS[name] for name in shown]),
    )  # fmt: skip
    x = alt.X("week_on:T", axis=alt.Axis(title=None, format="%Y-%m", labelOverlap="greedy",
                                         tickCount="month", grid=False))  # fmt: skip
    tooltip = [
        alt.Tooltip("week_on:T", title="Week from", format="%Y-%m-%d"),
        alt.Tooltip("there:Q", title="Capacity, h", format=",.0f"),
        alt.Tooltip("before:Q", title="Now, h", format=",.0f"),
        alt.Tooltip("over_before:Q", title="Beyond capacity now, h", format=",.0f"),
    ]
    if is_leveled:
        tooltip += [
            alt.Tooltip("after:Q", title="Leveled, h", format=",.0f"),
            alt.Tooltip("over_after:Q", title="Beyond capacity leveled, h", format=",.0f"),
        ]

    def bars(field: str, side: str, inset: float) -> alt.Chart:
        chart: alt.Chart = alt.Chart().transform_calculate(side=f"'{side}'").mark_bar(
            x2Offset=-inset, xOffset=inset
        ).encode(
            x=x, x2="until:T", y=alt.Y(f"{field}:Q", axis=value_axis("Hours a week")),
            y2=alt.datum(0), color=color, tooltip=tooltip,
        )  # fmt: skip
        return chart

    line = alt.Chart().transform_calculate(side=f"'{THERE}'").mark_line(
        interpolate="step-after", strokeWidth=2
    ).encode(x=x, y="there:Q", color=color)  # fmt: skip
    front = [bars("after", THEN, 3.0)] if is_leveled else []
    layers = alt.layer(bars("before", NOW, 0.5), *front, line)
    return spec_of(layers.properties(title=title, height=_HEIGHT), 3 * _MOST_WEEKS)


__all__ = ["before_and_after"]

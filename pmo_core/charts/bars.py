"""Bars, one per group: what was planned, spent and is forecast, largest first."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts.drawing import (
    PICK,
    Drawing,
    in_words,
    measure_scale,
    present,
    spec_of,
    value_axis,
)

TOP = 15
_AROUND = 120
"""Pixels that title, legend and axis take of a chart's height."""


def bars(frame: pl.DataFrame, *, title: str, unit: str, group_title: str) -> Drawing:
    """Draw one group of horizontal bars per group, the largest fifteen; a bar can be clicked.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per group and measure: `key` (what a click gives), `group` (name to show),
        `measure` (one of `theme.MEASURES`, or `theme.COMMITTED`), `value` (number; null = not
        known, not drawn).
    title, unit, group_title : str
        What is seen, its unit, and what the groups are.
    """
    rows = frame.select(
        pl.col("key").cast(pl.String),
        pl.col("group").cast(pl.String),
        "measure",
        pl.col("value").cast(pl.Float64),
    ).drop_nulls("value")
    size = (
        rows.group_by("group")
        .agg(pl.col("value").max().alias("size"))
        .sort("size", "group", descending=[True, False])
    )
    order = size["group"].head(TOP)
    left_out = size.height - order.len()
    shown = f"{title} (largest {TOP} of {size.height})" if left_out else title
    rank = pl.DataFrame({"group": order, "rank": range(order.len())})
    rows = rows.join(rank, on="group", maintain_order="left").sort("rank", maintain_order=True)
    return Drawing(
        frame=rows.drop("rank"),
        spec=_bars_spec(shown, unit, group_title, order.len(), present(rows["measure"])),
        alt=f"{title}, in {unit}; largest: {', '.join(order[:3])}.",
    )


@lru_cache(maxsize=64)
def _bars_spec(
    title: str, unit: str, group_title: str, n_groups: int, shown: tuple[str, ...]
) -> dict[str, Any]:
    """Return the spec; the groups stand in the order of the rows, so it serves any of them."""
    pick = alt.selection_point(name=PICK, fields=["key"], on="click", clear="dblclick")
    y = alt.Y("group:N", sort=None, title=None, axis=alt.Axis(ticks=False, labelPadding=8))
    chart = (
        in_words(alt.Chart(), "value", "words")
        .mark_bar(cornerRadiusEnd=2, cursor="pointer")
        .encode(
            y=y,
            x=alt.X("value:Q", axis=value_axis(unit), stack=None),
            color=alt.Color(
                "measure:N",
                scale=measure_scale(),
                legend=alt.Legend(values=list(shown), columns=4) if len(shown) > 1 else None,
                title=None,
            ),
            yOffset=alt.YOffset("measure:N", sort=["Planned", "Actual", "Committed", "Forecast"]),
            opacity=alt.condition(pick, alt.value(1), alt.value(0.35)),
            tooltip=[
                alt.Tooltip("group:N", title=group_title),
                alt.Tooltip("measure:N", title="Measure"),
                alt.Tooltip("words:N", title=unit),
            ],
        )
        .add_params(pick)
    )
    if len(shown) == 1:
        chart = chart.encode(yOffset=alt.Undefined)
    step = 13 if len(shown) > 1 else 20
    return spec_of(
        chart.properties(title=title, height=_AROUND + n_groups * (len(shown) * step + 10))
    )

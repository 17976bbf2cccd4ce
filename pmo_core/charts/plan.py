"""The parts of a plan along the days: a bar each, milestones as diamonds."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts.drawing import Drawing, Step, day_axis, day_step, spec_of

PARTS = ("Work", "Sum of parts", "Milestone")
"""What a mark is, in the order of the theme's colors."""
_AROUND = 100
_ROW = 24


def plan(frame: pl.DataFrame, *, title: str, on_days: bool = False) -> Drawing:
    """Draw the parts of a plan below each other, in the order of the frame.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per part: `code`, `name`, `is_summary`, `start_day`, `end_day`
        (working days, half-open); with `on_days` also `start_on` (null = milestone), `finish_on`.
    title : str
        What is seen.
    on_days : bool
        Whether the days are those of a calendar.
    """
    part = (
        pl.when("is_summary").then(pl.lit(PARTS[1]))
        .when(pl.col("end_day") == pl.col("start_day")).then(pl.lit(PARTS[2]))
        .otherwise(pl.lit(PARTS[0]))
    )  # fmt: skip
    begin, value = pl.col("start_day"), pl.col("end_day")
    if on_days:
        begin = pl.coalesce("start_on", "finish_on")
        value = pl.col("finish_on").dt.offset_by("1d")
    days = pl.col("end_day") - pl.col("start_day")
    rows = frame.select(
        label=pl.format("{}  {}", "code", "name"), part=part, begin=begin, value=value, days=days,
        first="start_day", rank=pl.int_range(pl.len()),
    )  # fmt: skip
    step = day_step(pl.concat([rows["begin"], rows["value"]])) if on_days else None
    return Drawing(
        frame=rows,
        spec=_spec(title, step, rows.height),
        alt=f"{title}: {rows.height} parts.",
    )


@lru_cache(maxsize=32)
def _spec(title: str, step: Step | None, n_rows: int) -> dict[str, Any]:
    kind = "Q" if step is None else "T"
    axis = (
        alt.Axis(title="Working days from the start", grid=True, tickCount=8, format="d")
        if step is None
        else day_axis(step, grid=True)
    )
    color = alt.Color("part:N", scale=alt.Scale(domain=list(PARTS)), title=None)
    tooltip = [
        alt.Tooltip("label:N", title="Part"),
        alt.Tooltip("first:Q", title="Starts after working days"),
        alt.Tooltip("days:Q", title="Working days"),
    ]
    y = alt.Y(
        "label:N", sort=alt.EncodingSortField("rank", op="min"), title=None,
        axis=alt.Axis(ticks=False, domain=False, labelPadding=6, labelLimit=290),
    )  # fmt: skip
    base = alt.Chart().encode(y=y, color=color, tooltip=tooltip)
    span = {"x": alt.X(f"begin:{kind}", axis=axis), "x2": "value"}
    work = base.transform_filter(f"datum.part == '{PARTS[0]}'").mark_bar(height=14, cornerRadius=2)
    above = base.transform_filter(f"datum.part == '{PARTS[1]}'").mark_bar(height=5)
    milestones = (
        base.transform_filter(f"datum.part == '{PARTS[2]}'")
        .mark_point(shape="diamond", size=110, filled=True, opacity=1)
        .encode(x=alt.X(f"value:{kind}", axis=axis))
    )
    layers = alt.layer(above.encode(**span), work.encode(**span), milestones)
    return spec_of(layers.properties(title=title, height=_AROUND + n_rows * _ROW))


__all__ = ["PARTS", "plan"]

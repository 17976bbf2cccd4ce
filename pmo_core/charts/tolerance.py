"""Chart of one measure of a project against what is tolerated."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts.drawing import Drawing, Step, day_axis, day_step, spec_of

STATES = ("within", "beyond")
_COLORS = ("#2fa36f", "#d0453a")
_SHAPES = ("circle", "diamond")
_GRAY = "#8a94a3"


def against_tolerance(frame: pl.DataFrame, *, title: str, unit: str) -> Drawing:
    """Draw how far a project was from its baseline, with the tolerance as a dashed line.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per day: `day`, `source` ("report", "baseline", "today"), `deviation` (null = not
        known, not drawn), `tolerated`, `baseline_number`.
    title, unit : str
        What is seen, and in what it is measured.
    """
    beyond = pl.col("deviation") > pl.col("tolerated")
    rows = (
        frame.drop_nulls("deviation")
        .sort("day")
        .select(
            "day", "source", "deviation", "tolerated", "baseline_number",
            standing=pl.when(beyond).then(pl.lit(STATES[1])).otherwise(pl.lit(STATES[0])),
        )
    )  # fmt: skip
    n_beyond = rows.filter(pl.col("standing") == STATES[1]).height
    return Drawing(
        frame=rows,
        spec=_spec((title, unit), day_step(rows["day"])),
        alt=f"{title}: beyond the tolerance on {n_beyond} of {rows.height} days looked at.",
    )


@lru_cache(maxsize=64)
def _spec(titles: tuple[str, str], step: Step) -> dict[str, Any]:
    title, unit = titles
    value = alt.Y("deviation:Q", axis=alt.Axis(title=unit, tickCount=5))
    day = alt.X("day:T", axis=day_axis(step))
    line = (
        alt.Chart()
        .mark_line(color=_GRAY, strokeWidth=2, interpolate="step-after")
        .encode(x=day, y=value)
    )
    marks = (
        alt.Chart()
        .mark_point(filled=True, size=70, opacity=1)
        .encode(
            x=day, y=value,
            color=alt.Color("standing:N", scale=alt.Scale(domain=STATES, range=_COLORS),
                            legend=alt.Legend(title=None)),
            shape=alt.Shape("standing:N", scale=alt.Scale(domain=STATES, range=_SHAPES),
                            legend=alt.Legend(title=None)),
            tooltip=[
                alt.Tooltip("day:T", title="Day", format="%Y-%m-%d"),
                alt.Tooltip("deviation:Q", title=f"Deviation, {unit}", format=",.1f"),
                alt.Tooltip("tolerated:Q", title=f"Tolerated, {unit}", format=",.1f"),
                alt.Tooltip("baseline_number:Q", title="Against baseline"),
                alt.Tooltip("source:N", title="Known from"),
            ],
        )
    )  # fmt: skip
    limit = alt.Chart().mark_line(color=_COLORS[1], strokeDash=[6, 4]).encode(
        x=day, y=alt.Y("tolerated:Q")
    )  # fmt: skip
    last = alt.Chart().transform_aggregate(day="max(day)", tolerated="max(tolerated)")
    words = last.mark_text(
        text="tolerated", align="right", baseline="top", dy=4, color=_COLORS[1]
    ).encode(x="day:T", y="tolerated:Q")
    rebased = alt.Chart().transform_filter("datum.source === 'baseline'")
    rules = rebased.mark_rule(strokeDash=[2, 3], color=_GRAY).encode(
        x="day:T", tooltip=[alt.Tooltip("baseline_number:Q", title="New baseline")]
    )
    chart = alt.layer(rules, limit, words, line, marks)
    return spec_of(chart.properties(title=title, height=280))


__all__ = ["STATES", "against_tolerance"]

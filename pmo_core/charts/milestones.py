"""Milestone trend chart: the day of the report across, the expected day up, a line a milestone."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts import theme
from pmo_core.charts.drawing import Drawing, Step, day_axis, day_step, spec_of

_GRAY = "#8a94a3"


def milestone_trend(frame: pl.DataFrame) -> Drawing:
    """Draw how the expected day of each milestone moved; a line ends on the diagonal when reached.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per milestone and report: `code`, `name`, `data_date`, `expected_on`, `planned_on`
        (null = not planned), `is_reached`.
    """
    named = pl.concat_str("code", pl.lit("  "), "name")
    rows = frame.select(
        "data_date", "expected_on", "planned_on", "is_reached", milestone=named,
    )  # fmt: skip
    names = tuple(rows["milestone"].unique(maintain_order=True))
    days = pl.concat([rows["data_date"], rows["expected_on"]])
    n_reached = rows.filter("is_reached").height
    return Drawing(
        frame=rows,
        spec=_spec(names, day_step(days)),
        alt=f"Expected day of {len(names)} milestones, report by report; {n_reached} are reached.",
    )


@lru_cache(maxsize=64)
def _spec(names: tuple[str, ...], step: Step) -> dict[str, Any]:
    x = alt.X("data_date:T", axis=_titled(step, "Reported on"))
    y = alt.Y("expected_on:T", axis=_titled(step, "Expected on", grid=True)).scale(zero=False)
    color = alt.Color(
        "milestone:N",
        scale=alt.Scale(domain=list(names)),
        legend=alt.Legend(labelLimit=260, columns=2, symbolType="stroke", symbolStrokeWidth=3),
    )
    told = [
        alt.Tooltip("milestone:N", title="Milestone"),
        alt.Tooltip("data_date:T", title="Reported on", format="%Y-%m-%d"),
        alt.Tooltip("expected_on:T", title="Expected on", format="%Y-%m-%d"),
        alt.Tooltip("planned_on:T", title="Planned", format="%Y-%m-%d"),
    ]
    # The diagonal, where the expected day is the day of the report: there a line has to end.
    ends = alt.Chart().transform_aggregate(low="min(data_date)", high="max(data_date)")
    diagonal = ends.mark_rule(strokeDash=[4, 4], color=_GRAY).encode(
        x="low:T", y="low:T", x2="high:T", y2="high:T"
    )
    lines = alt.Chart().mark_line(strokeWidth=2.5).encode(x=x, y=y, color=color)
    points = (
        alt.Chart()
        .mark_point(filled=True, opacity=1)
        .encode(
            x=x, y=y, color=color, tooltip=told,
            size=alt.condition("datum.is_reached", alt.value(150), alt.value(45)),
            shape=alt.Shape(
                "is_reached:N", legend=None,
                scale=alt.Scale(domain=[False, True], range=["circle", "diamond"]),
            ),
        )
    )  # fmt: skip
    chart = alt.layer(diagonal, lines, points)
    return spec_of(chart.properties(title="Milestones, report by report", height=theme.HEIGHT + 40))


def _titled(step: Step, title: str, *, grid: bool = False) -> alt.Axis:
    axis = day_axis(step, grid=grid)
    axis.title = title
    return axis


__all__ = ["milestone_trend"]

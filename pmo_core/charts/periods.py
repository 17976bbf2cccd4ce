"""Charts over periods: planned, actual and forecast, or the parts of one measure."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts import theme
from pmo_core.charts.drawing import (
    PICK,
    Chart,
    Drawing,
    in_words,
    line_color,
    line_dash,
    measure_scale,
    present,
    spec_of,
    value_axis,
)

TOP_GROUPS = 9
REST = "All others"


def measures(
    frame: pl.DataFrame, *, title: str, unit: str, cumulative: bool = False,
    periods: Sequence[str] = (),
) -> Drawing:  # fmt: skip
    """Draw planned, actual and forecast per period, or running totals.

    Per period, actual, committed and forecast are bars upon each other and the plan is a stepped
    line across them; cumulative, each is a line.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per period and measure: `period` (text, its order is the order of the rows),
        `measure` (one of `theme.MEASURES`, or `theme.COMMITTED`), `value` (number; null = not
        known, not drawn).
    title, unit : str
        What is seen, and in what unit.
    cumulative : bool
        Whether the values are running totals.
    periods : sequence of str
        What the axis holds, in order, also where nothing is known; empty: the periods of the rows.
    """
    rows = frame.select("period", "measure", pl.col("value").cast(pl.Float64)).drop_nulls("value")
    rows, axis = _on_axis(rows, periods)
    last = f"{axis[0]} to {axis[-1]}" if axis else "no period"
    shown = present(rows["measure"])
    return Drawing(
        frame=rows,
        spec=_measures_spec(
            (title, unit), shown, axis,
            cumulative=cumulative, canvas=rows.height > theme.CANVAS_FROM,
        ),
        alt=f"{title}, {last}, in {unit}.",
    )  # fmt: skip


def groups(
    frame: pl.DataFrame, *, title: str, unit: str, group_title: str, cumulative: bool = False,
    periods: Sequence[str] = (),
) -> Drawing:  # fmt: skip
    """Draw the parts of one measure per period, stacked; a part can be clicked.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per period and group: `period` (text, in order), `key` (what a click gives),
        `group` (name to show), `value` (number; null = not known, not drawn). Beyond the nine
        largest groups the rest is drawn as one part.
    title, unit, group_title : str
        What is seen, its unit, and what the parts are.
    cumulative : bool
        Whether the values are running totals; drawn as areas.
    periods : sequence of str
        As for `measures`.
    """
    rows = frame.select(
        "period",
        pl.col("key").cast(pl.String),
        pl.col("group").cast(pl.String),
        pl.col("value").cast(pl.Float64),
    ).drop_nulls("value")
    rows, axis = _on_axis(rows, periods)
    size = (
        rows.group_by("key", "group", maintain_order=True)
        .agg(pl.col("value").abs().sum().alias("size"))
        .sort("size", "group", descending=[True, False])
    )
    if size.height > TOP_GROUPS + 1:
        top = pl.col("key").is_in(size["key"].head(TOP_GROUPS).to_list())
        rows = (
            rows.with_columns(
                key=pl.when(top).then("key").otherwise(pl.lit("")),
                group=pl.when(top).then("group").otherwise(pl.lit(REST)),
            )
            .group_by("period", "key", "group", maintain_order=True)
            .agg(pl.col("value").sum())
            .sort(pl.col("period").cast(pl.Enum(axis)), maintain_order=True)
        )
        domain = (*size["group"].head(TOP_GROUPS).to_list(), REST)
    else:
        domain = tuple(size["group"].to_list())
    rank = {name: place for place, name in enumerate(dict.fromkeys(domain))}
    rows = rows.with_columns(rank=pl.col("group").replace_strict(rank, return_dtype=pl.Int32))
    return Drawing(
        frame=rows,
        spec=_groups_spec(
            (title, unit, group_title),
            tuple(dict.fromkeys(domain)),
            axis,
            cumulative=cumulative,
            canvas=rows.height > theme.CANVAS_FROM,
        ),
        alt=f"{title} by {group_title.lower()}, in {unit}; largest: {', '.join(domain[:3])}.",
    )  # fmt: skip


def _on_axis(rows: pl.DataFrame, periods: Sequence[str]) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Return the rows of the periods, and the periods."""
    axis = tuple(periods or rows["period"].unique(maintain_order=True))
    return rows.filter(pl.col("period").is_in(axis)), axis


def _period_axis(periods: tuple[str, ...]) -> alt.X:
    """Periods in the order given, not in that of the layers: one of these may begin later."""
    return alt.X(
        "period:O",
        scale=alt.Scale(domain=list(periods)),
        title=None,
        axis=alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=10, ticks=False),
    )


@lru_cache(maxsize=64)
def _measures_spec(
    titles: tuple[str, str], shown: tuple[str, ...], periods: tuple[str, ...], *,
    cumulative: bool, canvas: bool,
) -> dict[str, Any]:  # fmt: skip
    title, unit = titles
    color = alt.Color(
        "measure:N",
        scale=measure_scale(),
        legend=alt.Legend(values=list(shown), columns=4),
        title=None,
    )
    tooltip = [
        alt.Tooltip("period:N", title="Period"),
        alt.Tooltip("measure:N", title="Measure"),
        alt.Tooltip("words:N", title=unit),
    ]
    base = in_words(alt.Chart(), "value", "words").encode(
        x=_period_axis(periods), color=color, tooltip=tooltip
    )
    y = alt.Y("value:Q", axis=value_axis(unit), stack=None)
    chart: Chart
    if cumulative:
        chart = base.mark_line(point=alt.OverlayMarkDef(size=20), strokeWidth=2.5).encode(
            y=y,
            color=line_color(shown),
            strokeDash=line_dash(),
        )
    else:
        bars = (
            base.transform_filter("datum.measure != 'Planned'")
            .mark_bar(cornerRadiusTopLeft=2, cornerRadiusTopRight=2)
            .encode(y=alt.Y("value:Q", axis=value_axis(unit), stack="zero"))
        )
        plan = (
            base.transform_filter("datum.measure == 'Planned'")
            .mark_line(interpolate="step", strokeWidth=2)
            .encode(y=y)
        )
        chart = alt.layer(bars, plan)
    return spec_of(
        chart.properties(title=title, height=theme.HEIGHT), theme.CANVAS_FROM + 1 if canvas else 0
    )


@lru_cache(maxsize=128)
def _groups_spec(
    titles: tuple[str, str, str], domain: tuple[str, ...], periods: tuple[str, ...], *,
    cumulative: bool, canvas: bool,
) -> dict[str, Any]:  # fmt: skip
    title, unit, group_title = titles
    pick = alt.selection_point(name=PICK, fields=["key"], on="click", clear="dblclick")
    base = in_words(alt.Chart(), "value", "words")
    marked = (
        base.mark_area(interpolate="monotone") if cumulative else base.mark_bar(cursor="pointer")
    )
    chart = (
        marked.encode(
            x=_period_axis(periods),
            y=alt.Y("value:Q", axis=value_axis(unit), stack="zero"),
            color=alt.Color(
                "group:N",
                scale=alt.Scale(domain=[*theme.MEASURES, *domain]),
                legend=alt.Legend(values=list(domain)),
                title=None,
            ),
            order=alt.Order("rank:Q"),
            opacity=alt.condition(pick, alt.value(1), alt.value(0.35)),
            tooltip=[
                alt.Tooltip("group:N", title=group_title),
                alt.Tooltip("period:N", title="Period"),
                alt.Tooltip("words:N", title=unit),
            ],
        )
        .add_params(pick)
        .properties(title=title, height=theme.HEIGHT)
    )
    return spec_of(chart, theme.CANVAS_FROM + 1 if canvas else 0)

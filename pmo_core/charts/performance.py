"""Closed projects against their estimates: by class, over time, and what went with it."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts import theme
from pmo_core.charts.drawing import Drawing, spec_of

TOP = 12
WIDE = 4.0
"""Ratio from which the axis is logarithmic: else one outlier would squeeze all others."""
WITH, WITHOUT = "With", "Without"
_QUIET = "#8a94a3"
MIDDLE = "#d9822b"


def overruns(points: pl.DataFrame, summary: pl.DataFrame, *, title: str, unit: str) -> Drawing:
    """Draw each closed project as a line by class, over the middle half and the median.

    Parameters
    ----------
    points : polars.DataFrame
        One row per project: `code`, `group` (class), `value` (ratio; null = not known, not drawn).
    summary : polars.DataFrame
        One row per class in the order of the rows: `group`, `n_known`, `p25`, `median`, `p75`; the
        largest twelve are drawn.
    title, unit : str
        What is seen, and what the ratio is.
    """
    shown = summary.filter(pl.col("n_known") > 0).head(TOP)
    label = pl.format("{} (n = {})", "group", "n_known")
    names = shown.select("group", label=label)
    dots = (
        points.drop_nulls("value")
        .join(names, on="group", maintain_order="left")
        .select("label", "code", "value")
    )
    middles = shown.select(label=label, value="median", p25="p25", p75="p75")
    rows = pl.concat([middles, dots], how="diagonal")
    is_wide = bool((dots["value"] > WIDE).any())
    best = f"{names['label'][0]}: median {shown['median'][0]:.2f}" if names.height else "none"
    return Drawing(
        frame=rows,
        spec=_overruns_spec(title, unit, tuple(names["label"]), dots.height, is_wide=is_wide),
        alt=f"{title}: {dots.height} projects in {names.height} classes; largest: {best}.",
    )


def trend(frame: pl.DataFrame, *, title: str, unit: str) -> Drawing:
    """Draw the median ratio by the period in which projects closed, with the middle half.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per period: `period`, `n_known`, `p25`, `median`, `p75`.
    title, unit : str
        What is seen, and what the ratio is.
    """
    rows = frame.with_columns(n=pl.format("n = {}", "n_known"))
    last = f"{rows['period'][-1]}: {rows['median'][-1]:.2f}" if rows.height else "none"
    return Drawing(
        frame=rows, spec=_trend_spec(title, unit), alt=f"{title}; median of {last}."
    )  # fmt: skip


def went_with(frame: pl.DataFrame, *, title: str, unit: str) -> Drawing:
    """Draw the medians of projects with and without something, the farthest apart first.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per comparison: `aspect`, `group`, `n_with`, `median_with`, `n_without`,
        `median_without`; the first twelve are drawn.
    title, unit : str
        What is seen, and what the ratio is.
    """
    label = pl.format("{}: {}", "aspect", "group")
    top = frame.head(TOP)
    sides = [
        top.select(label=label, side=pl.lit(side), value=f"median_{name}", n=f"n_{name}")
        for side, name in ((WITH, "with"), (WITHOUT, "without"))
    ]
    order = tuple(top.select(label.alias("label"))["label"])
    return Drawing(
        frame=pl.concat(sides),
        spec=_went_spec(title, unit, order),
        alt=f"{title}; farthest apart: {order[0] if order else 'nothing'}.",
    )


def _ratio_axis(unit: str) -> alt.Axis:
    return alt.Axis(
        title=unit, tickCount=6, grid=True, labelExpr="format(datum.value, '~g') + ' x'"
    )


def _as_estimated() -> Any:
    return alt.Chart().mark_rule(color="#c2352b", strokeDash=[4, 3]).encode(x=alt.datum(1))


@lru_cache(maxsize=32)
def _overruns_spec(
    title: str, unit: str, labels: tuple[str, ...], n_marks: int, *, is_wide: bool
) -> dict[str, Any]:
    scale = alt.Scale(type="log") if is_wide else alt.Scale(zero=False)
    y = alt.Y("label:N", sort=list(labels), title=None, axis=alt.Axis(ticks=False, labelPadding=8))
    x = alt.X("value:Q", axis=_ratio_axis(unit), scale=scale)
    summed = alt.Chart().transform_filter("isValid(datum.p25)")
    box = summed.mark_bar(size=26, opacity=0.3, cornerRadius=3, color=_QUIET).encode(
        y=y, x=alt.X("p25:Q", axis=_ratio_axis(unit), scale=scale), x2="p75:Q"
    )
    tips = [
        alt.Tooltip("label:N", title="Class"),
        alt.Tooltip("value:Q", title="Median", format=".2f"),
        alt.Tooltip("p25:Q", title="Lower quartile", format=".2f"),
        alt.Tooltip("p75:Q", title="Upper quartile", format=".2f"),
    ]
    median = summed.mark_point(
        shape="diamond", size=110, filled=True, opacity=1, color=MIDDLE
    ).encode(y=y, x=x, tooltip=tips)
    dots = (
        alt.Chart()
        .transform_filter("isValid(datum.code)")
        .mark_tick(thickness=2, size=18, opacity=0.65)
        .encode(
            y=y, x=x,
            tooltip=[
                alt.Tooltip("code:N", title="Project"),
                alt.Tooltip("value:Q", title=unit, format=".2f"),
                alt.Tooltip("label:N", title="Class"),
            ],
        )
    )  # fmt: skip
    chart = alt.layer(box, dots, median, _as_estimated()).properties(
        title=title, height=110 + 44 * len(labels)
    )
    return spec_of(chart, n_marks)


@lru_cache(maxsize=32)
def _trend_spec(title: str, unit: str) -> dict[str, Any]:
    x = alt.X(
        "period:O", title=None,
        axis=alt.Axis(labelAngle=0, ticks=False, labelOverlap=True, labelFlush=False),
    )  # fmt: skip
    tips = [
        alt.Tooltip("period:N", title="Closed in"),
        alt.Tooltip("median:Q", title="Median", format=".2f"),
        alt.Tooltip("p25:Q", title="Lower quartile", format=".2f"),
        alt.Tooltip("p75:Q", title="Upper quartile", format=".2f"),
        alt.Tooltip("n_known:Q", title="Projects"),
    ]
    axis = alt.Axis(title=unit, tickCount=5, labelExpr="format(datum.value, '~g') + ' x'")
    base = alt.Chart().encode(x=x, tooltip=tips)
    scale = alt.Scale(zero=False)
    span = base.mark_rule(strokeWidth=12, opacity=0.3, strokeCap="round", color=_QUIET).encode(
        y=alt.Y("p25:Q", axis=axis, scale=scale), y2="p75:Q"
    )
    line = base.mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=60, filled=True)).encode(
        y=alt.Y("median:Q", axis=axis, scale=scale)
    )
    text = base.mark_text(dy=-14, color=_QUIET, fontSize=11).encode(
        y=alt.Y("p75:Q", axis=axis, scale=scale), text="n:N"
    )
    one = alt.Chart().mark_rule(color="#c2352b", strokeDash=[4, 3]).encode(y=alt.datum(1))
    return spec_of(alt.layer(span, one, line, text).properties(title=title, height=theme.HEIGHT))


@lru_cache(maxsize=32)
def _went_spec(title: str, unit: str, labels: tuple[str, ...]) -> dict[str, Any]:
    y = alt.Y("label:N", sort=list(labels), title=None, axis=alt.Axis(ticks=False, labelPadding=8))
    x = alt.X("value:Q", axis=_ratio_axis(unit), scale=alt.Scale(zero=False))
    line = alt.Chart().mark_line(color=_QUIET, strokeWidth=2).encode(y=y, x=x, detail="label:N")
    dots = (
        alt.Chart()
        .mark_circle(size=120, opacity=1)
        .encode(
            y=y, x=x,
            color=alt.Color("side:N", title=None, scale=alt.Scale(domain=[WITH, WITHOUT])),
            tooltip=[
                alt.Tooltip("label:N", title="What"),
                alt.Tooltip("side:N", title="Projects"),
                alt.Tooltip("value:Q", title="Median", format=".2f"),
                alt.Tooltip("n:Q", title="n"),
            ],
        )
    )  # fmt: skip
    return spec_of(
        alt.layer(line, dots, _as_estimated()).properties(
            title=title, height=110 + 30 * len(labels)
        )
    )


__all__ = ["TOP", "WIDE", "overruns", "trend", "went_with"]

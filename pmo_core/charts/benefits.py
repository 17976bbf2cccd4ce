"""Benefits: realized against planned, by group and by year, and a measure on its way."""

from datetime import date
from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts import theme
from pmo_core.charts.drawing import Drawing, Step, day_axis, day_step, in_words, spec_of, value_axis

TOP = 12
REALIZED, PLANNED = "Realized", "Planned"
MEASURED, TARGET = "Measured", "Target"
_QUIET = "#8a94a3"
_ROW = 34
_AROUND = 120


def realized(frame: pl.DataFrame, *, title: str, unit: str, group_title: str) -> Drawing:
    """Draw per group what was planned to date, and in it what of that was realized.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per group: `group` (name), `planned_due`, `realized` (null = not known, not drawn),
        `realized_pct` (null = not known).
    title, unit, group_title : str
        What is seen, its currency, and what the groups are.
    """
    known = frame.drop_nulls(["planned_due", "realized"]).sort(
        "planned_due", "group", descending=[True, False]
    )
    share = pl.col("realized_pct").round(0).cast(pl.Int64)
    rows = known.head(TOP).select(
        "group", pl.col("planned_due").alias(PLANNED), pl.col("realized").alias(REALIZED),
        share=pl.when(share.is_null()).then(pl.lit("N/A")).otherwise(pl.format("{} %", share)),
        end=pl.max_horizontal("planned_due", "realized"),
    )  # fmt: skip
    long = rows.unpivot(
        [PLANNED, REALIZED], index=["group", "share", "end"], variable_name="measure"
    )
    left_out = known.height - rows.height
    shown = f"{title} (largest {TOP} of {known.height})" if left_out else title
    largest = f"{rows['group'][0]}, {rows['share'][0]} realized" if rows.height else "none"
    return Drawing(
        frame=long,
        spec=_realized_spec((shown, unit, group_title), tuple(rows["group"]), _room(rows["end"])),
        alt=f"{title}, in {unit}; largest: {largest}.",
    )


def by_year(frame: pl.DataFrame, *, title: str, unit: str, this_year: int) -> Drawing:
    """Draw per fiscal year what is planned, with its range, and what was realized.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per year: `year`, `planned`, `low`, `high`, `realized` (null = not known).
    title, unit : str
        What is seen, and its currency.
    this_year : int
        The running fiscal year: later ones are paler.
    """
    rows = (
        frame.select(
            pl.col("year").cast(pl.String), pl.col("planned").alias(PLANNED),
            pl.col("realized").alias(REALIZED), "low", "high",
            is_past=pl.col("year") <= this_year,
        )
        .unpivot(
            [PLANNED, REALIZED], index=["year", "low", "high", "is_past"], variable_name="measure"
        )
        .drop_nulls("value")
        .sort("year", "measure")
    )  # fmt: skip
    return Drawing(
        frame=rows,
        spec=_by_year_spec(title, unit),
        alt=f"{title}, in {unit}: {rows['year'].n_unique()} fiscal years.",
    )


def on_its_way(frame: pl.DataFrame, *, title: str, unit: str, as_of: date) -> Drawing:
    """Draw how a measure was to go and how it went, and its target.

    Parameters
    ----------
    frame : polars.DataFrame
        `day`, `measure` (`MEASURED`, `PLANNED` or `TARGET`), `value` (null = not known, not drawn).
    title, unit : str
        What is seen, and what is measured.
    as_of : date
        Today, drawn as a vertical rule.
    """
    rows = frame.drop_nulls(["day", "value"]).sort("day").with_columns(today=pl.lit(as_of))
    last = rows.filter(pl.col("measure") == MEASURED)["value"]
    said = f"measured last: {theme.short(last[-1])}" if last.len() else "never measured"
    return Drawing(
        frame=rows,
        spec=_way_spec(title, unit, day_step(rows["day"])),
        alt=f"{title}, {unit}; {said}.",
    )


def _color(*names: str) -> alt.Color:
    """Return colors for what is a fact and what is a plan: the theme's first and second."""
    return alt.Color(
        "measure:N", title=None, scale=alt.Scale(domain=list(names)),
        legend=alt.Legend(values=list(names)),
    )  # fmt: skip


def _room(ends: pl.Series) -> float:
    """Return where an axis ends that leaves room for the words behind the longest bar."""
    most = ends.max()
    return 1.15 * most if isinstance(most, float) and most > 0 else 1.0


@lru_cache(maxsize=32)
def _realized_spec(
    titles: tuple[str, str, str], groups: tuple[str, ...], most: float
) -> dict[str, Any]:
    title, unit, group_title = titles
    base = in_words(alt.Chart(), "value", "words").encode(
        y=alt.Y("group:N", sort=list(groups), title=None,
                axis=alt.Axis(ticks=False, labelPadding=8)),
    )  # fmt: skip
    bar = base.encode(
        x=alt.X("value:Q", axis=value_axis(unit), stack=None, scale=alt.Scale(domain=[0, most])),
        color=_color(REALIZED, PLANNED),
        tooltip=[
            alt.Tooltip("group:N", title=group_title),
            alt.Tooltip("measure:N", title="Measure"),
            alt.Tooltip("words:N", title=unit),
            alt.Tooltip("share:N", title="Realized share"),
        ],
    )
    planned = bar.transform_filter(f"datum.measure == '{PLANNED}'").mark_bar(
        size=20, cornerRadiusEnd=2, opacity=0.55
    )
    got = bar.transform_filter(f"datum.measure == '{REALIZED}'").mark_bar(size=9, cornerRadiusEnd=2)
    text = base.transform_filter(f"datum.measure == '{REALIZED}'").mark_text(
        align="left", dx=6, color=_QUIET, fontSize=12
    ).encode(x="end:Q", text="share:N")  # fmt: skip
    return spec_of(
        alt.layer(planned, got, text).properties(title=title, height=_AROUND + _ROW * len(groups))
    )


@lru_cache(maxsize=32)
def _by_year_spec(title: str, unit: str) -> dict[str, Any]:
    base = in_words(alt.Chart(), "value", "words").encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, ticks=False))
    )
    bar = base.encode(
        y=alt.Y("value:Q", axis=value_axis(unit), stack=None),
        color=_color(REALIZED, PLANNED),
        tooltip=[
            alt.Tooltip("year:N", title="Fiscal year"),
            alt.Tooltip("measure:N", title="Measure"),
            alt.Tooltip("words:N", title=unit),
        ],
    )
    planned = bar.transform_filter(f"datum.measure == '{PLANNED}'").mark_bar(
        size=34, cornerRadiusEnd=2
    ).encode(opacity=alt.condition("datum.is_past", alt.value(0.55), alt.value(0.3)))  # fmt: skip
    got = bar.transform_filter(f"datum.measure == '{REALIZED}'").mark_bar(
        size=16, cornerRadiusEnd=2
    )
    span = base.transform_filter(f"datum.measure == '{PLANNED}'").mark_rule(
        color=_QUIET, strokeWidth=1.5
    ).encode(y="low:Q", y2="high:Q")  # fmt: skip
    return spec_of(alt.layer(planned, got, span).properties(title=title, height=theme.HEIGHT))


@lru_cache(maxsize=32)
def _way_spec(title: str, unit: str, step: Step) -> dict[str, Any]:
    base = in_words(alt.Chart(), "value", "words").encode(
        x=alt.X("day:T", axis=day_axis(step)),
        y=alt.Y("value:Q", axis=value_axis(unit), scale=alt.Scale(zero=False)),
        color=_color(MEASURED, PLANNED, TARGET),
        tooltip=[
            alt.Tooltip("day:T", title="Day", format="%Y-%m-%d"),
            alt.Tooltip("measure:N", title="What"),
            alt.Tooltip("words:N", title=unit),
        ],
    )
    plan = base.transform_filter(f"datum.measure == '{PLANNED}'").mark_line(
        strokeWidth=2, strokeDash=[5, 4], point=alt.OverlayMarkDef(size=30, filled=True)
    )
    found = base.transform_filter(f"datum.measure == '{MEASURED}'").mark_line(
        strokeWidth=2.5, point=alt.OverlayMarkDef(size=60, filled=True)
    )
    target = base.transform_filter(f"datum.measure == '{TARGET}'").mark_point(
        shape="diamond", size=140, filled=True, opacity=1
    )
    today = (
        alt.Chart()
        .transform_aggregate(today="max(today)")
        .mark_rule(strokeDash=[2, 3], color=_QUIET)
        .encode(x="today:T")
    )
    return spec_of(alt.layer(today, plan, found, target).properties(title=title, height=280))


__all__ = ["MEASURED", "PLANNED", "REALIZED", "TARGET", "by_year", "on_its_way", "realized"]

"""The schedule of one project: a bar per task, its baseline behind it, milestones as diamonds."""

from datetime import date
from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts.drawing import Drawing, Step, day_axis, day_step, spec_of

STATES = ("Critical", "Done", "Forecast", "With float")
"""What a bar is, in the order of the theme's colors; none is a forecast."""
_SHOWN = ("Critical", "With float", "Done")
_AROUND = 90
_ROW = 24
_GRAY = "#8a94a3"
_INDENT = "\u00a0\u00a0\u00a0"
_NOT_CUT = "\u2060"
"""A word joiner, which has no width: before it, the drawing would cut the indent off."""
_WIDEST = 260
_PER_LETTER = 5.8


def schedule(
    tasks: pl.DataFrame, links: pl.DataFrame, *, title: str, as_of: date, with_links: bool = False
) -> Drawing:
    """Draw tasks below each other, in the order of the frame.

    Parameters
    ----------
    tasks : polars.DataFrame
        One row per task: code, name, level, is_summary, is_milestone, early_start, early_finish,
        total_float (null = finished), is_critical, percent_complete, baseline_start,
        baseline_finish (null = none), slipped_days, why.
    links : polars.DataFrame
        predecessor, successor, kind, is_driving, of which both ends are drawn.
    title : str
        What is seen.
    as_of : date
        Today.
    with_links : bool
        Whether links are drawn: from end to end as their kind says, driving ones stronger.
    """
    state = (
        pl.when("is_critical").then(pl.lit(STATES[0]))
        .when(pl.col("total_float").is_null()).then(pl.lit(STATES[1]))
        .otherwise(pl.lit(STATES[3]))
    )  # fmt: skip
    part = (
        pl.when("is_summary").then(pl.lit("sum"))
        .when("is_milestone").then(pl.lit("milestone"))
        .otherwise(pl.lit("work"))
    )  # fmt: skip
    indent = pl.lit(_INDENT).repeat_by("level").list.join("")
    rows = tasks.with_row_index("rank").select(
        "rank", "why", part=part, state=state,
        label=pl.lit(_NOT_CUT) + indent + pl.format("{}  {}", "code", "name"),
        begin="early_start", value=pl.col("early_finish").dt.offset_by("1d"),
        last="early_finish", room="total_float", slipped="slipped_days", done="percent_complete",
        was_begin=pl.coalesce("baseline_start", "baseline_finish"),
        was_end=pl.col("baseline_finish").dt.offset_by("1d"),
    )  # fmt: skip
    days = pl.concat([
        *(rows[name] for name in ("begin", "value", "was_begin", "was_end")), pl.Series([as_of]),
    ])  # fmt: skip
    today = pl.DataFrame({"part": ["today"], "begin": [as_of]})
    drawn = pl.concat([rows, today], how="diagonal")
    if with_links:
        drawn = pl.concat([drawn, _paths(tasks, links, rows)], how="diagonal")
    n_critical = tasks.filter(pl.col("is_critical") & ~pl.col("is_summary")).height
    return Drawing(
        frame=drawn,
        spec=_spec(
            title,
            day_step(days.drop_nulls()),
            rows.height,
            _width(rows["label"]),
            with_links=with_links,
        ),
        alt=f"{title}: {rows.height} tasks, {n_critical} of them critical.",
    )


def _width(labels: pl.Series) -> int:
    """Return about how many pixels the longest label takes."""
    longest = labels.str.len_chars().max()
    assert longest is None or isinstance(longest, int)
    return min(round((longest or 0) * _PER_LETTER) + 10, _WIDEST)


def _paths(tasks: pl.DataFrame, links: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the corners of a line per link: out of one bar, and down or up into the other."""
    ends = tasks.select("code").with_columns(rows["label"], rows["begin"], rows["value"])
    of, to = (
        ends.select(pl.col("code").alias(name), pl.exclude("code").name.prefix(f"{name}_"))
        for name in ("predecessor", "successor")
    )
    both = links.with_row_index("link").join(of, on="predecessor").join(to, on="successor")
    kind = pl.col("kind")
    out = (
        pl.when(kind.str.starts_with("F")).then("predecessor_value").otherwise("predecessor_begin")
    )
    into = pl.when(kind.str.ends_with("F")).then("successor_value").otherwise("successor_begin")
    corners = [("predecessor_label", out), ("predecessor_label", into), ("successor_label", into)]
    return pl.concat([
        both.select(
            "link", "is_driving", part=pl.lit("link"), label=label, begin=x,
            corner=pl.lit(place, pl.Int64),
        )
        for place, (label, x) in enumerate(corners)
    ])  # fmt: skip


@lru_cache(maxsize=64)
def _spec(title: str, step: Step, n_rows: int, width: int, *, with_links: bool) -> dict[str, Any]:
    color = alt.Color(
        "state:N", scale=alt.Scale(domain=list(STATES)), title=None,
        legend=alt.Legend(values=list(_SHOWN)),
    )  # fmt: skip
    tooltip = [
        alt.Tooltip("label:N", title="Task"),
        alt.Tooltip("begin:T", title="Start", format="%Y-%m-%d"),
        alt.Tooltip("last:T", title="Finish", format="%Y-%m-%d"),
        alt.Tooltip("why:N", title="Start decided by"),
        alt.Tooltip("room:Q", title="Total float, working days"),
        alt.Tooltip("slipped:Q", title="Against baseline, working days"),
        alt.Tooltip("done:Q", title="Complete, %", format=".0f"),
    ]
    y = alt.Y(
        "label:N", sort=alt.EncodingSortField("rank", op="min"), title=None,
        axis=alt.Axis(ticks=False, domain=False, labelAlign="left", labelPadding=width,
                      labelLimit=width),
    )  # fmt: skip

    def day(field: str) -> alt.X:
        return alt.X(f"{field}:T", axis=day_axis(step, grid=True), scale=alt.Scale(padding=22))

    x = day("begin")

    def of(part: str) -> alt.Chart:
        return alt.Chart().transform_filter(f"datum.part == '{part}'")

    bars = {"x": x, "x2": "value:T", "y": y, "color": color, "tooltip": tooltip}
    was = (
        alt.Chart()
        .transform_filter("isValid(datum.was_end)")
        .mark_bar(
            height=20, cornerRadius=2, filled=False, stroke=_GRAY, strokeWidth=1, strokeDash=[3, 2]
        )
        .encode(x=day("was_begin"), x2="was_end:T", y=y)
    )
    layers: list[alt.Chart] = [
        was,
        of("sum").mark_bar(height=5).encode(**bars),
        of("work").mark_bar(height=12, cornerRadius=2).encode(**bars),
        of("milestone").mark_point(shape="diamond", size=120, filled=True, opacity=1).encode(
            x=day("value"), y=y, color=color, tooltip=tooltip,
        ),
        of("today").mark_rule(strokeDash=[4, 4], color=_GRAY, strokeWidth=1.5).encode(x=x),
    ]  # fmt: skip
    if with_links:
        layers.append(
            of("link").mark_line(color=_GRAY, strokeWidth=1.2).encode(
                x=x, y=y, detail="link:N", order="corner:Q",
                opacity=alt.condition("datum.is_driving", alt.value(1), alt.value(0.35)),
            )
        )  # fmt: skip
    layered = alt.layer(*layers)
    return spec_of(layered.properties(title=title, height=_AROUND + n_rows * _ROW), n_rows * 4)


__all__ = ["STATES", "schedule"]

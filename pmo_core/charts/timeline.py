"""A Gantt chart: a bar a row, its baseline below it, critical work, milestones and links."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts import theme
from pmo_core.charts.drawing import PICK, Drawing, spec_of
from pmo_core.charts.timeline_marks import (
    BASELINE,
    CRITICAL,
    LATE_MILESTONE,
    MILESTONE,
    SCHEDULED,
    SET_IN,
    SLIPPED,
    Layers,
    marks_of,
    set_in,
)

STEP = 26
"""Pixels from row to row."""
_AROUND = 160
"""Pixels that title, legend and ticks take."""
_LABELS = 210
"""Pixels that the names of rows may take."""
_TICK_LABEL = 52
"""Pixels that the name of a period takes."""
_GRAY, _RED = "#8a94a3", "#e0574f"
_SHOWN = [SCHEDULED, SLIPPED, BASELINE, LATE_MILESTONE, MILESTONE, CRITICAL]
_DOMAIN = [SCHEDULED, BASELINE, SLIPPED, MILESTONE, "5", LATE_MILESTONE, *"789abc", CRITICAL]
"""Names in the order of the theme's colors; the thirteenth is its red."""


def gantt(
    rows: pl.DataFrame, layers: Layers, *, title: str, first: date, last: date, today: date
) -> Drawing:
    """Draw rows over time; whatever is clicked gives the key of its row.

    Parameters
    ----------
    rows : polars.DataFrame
        In order: `key`, `label` (what stands before the row, from `set_in`), `is_group` (drawn by
        `layers.work` instead of a bar), `early_start`, `early_finish`, `baseline_start`,
        `baseline_finish`, `behind_days`, `percent_complete`, `is_critical` (the whole bar is).
    layers : Layers
        work: `key`, `begin`, `end`, `n`, `n_behind`, `share` (0 to 1) of groups by period.
        strips: `key`, `start`, `finish` of critical work. milestones: `key`, `on`, `n`, `n_late`,
        `names`. links: `from_key` (one without a row is drawn on the other), `from_on`,
        `to_key`, `planned_on`, `now_on`, `kind` (FS and so on), `late_by_days` (0 = drives and did
        not slip), `words`. ticks: `on`, `label` (empty = a thin line alone).
    title : str
        What is seen.
    first, last : date
        The days that are seen; what lies outside is cut off.
    today : date
        Where the line of today stands, if it is seen.
    """
    end = last + timedelta(days=1)
    frame = marks_of(rows, layers, first, end, today)
    n_behind = rows.filter(pl.col("behind_days") > 0).height
    height = _AROUND + rows.height * STEP
    return Drawing(
        frame=frame,
        spec=_spec(title, frame.height > theme.CANVAS_FROM) | {"height": height},
        alt=f"{title}, {first} to {last}: {rows.height} rows, {n_behind} of them behind their "
        "baseline.",
    )


@lru_cache(maxsize=8)
def _spec(title: str, is_large: bool) -> dict[str, Any]:
    """Return the spec without its height: one for all rows, as it is slow to make."""
    color = _color()
    chart = alt.layer(
        _band(), _tick(), _tick_label(), _bar("ghost", color), _work(color), _bar("bar", color),
        _bar("done", color), _bar("strip", color), _link(color), _tip(color), _diamond(color),
        _note(), _today(), _today_label(),
    ).resolve_scale(opacity="independent")  # fmt: skip
    return spec_of(
        chart.properties(title=alt.Title(title, offset=14)),
        theme.CANVAS_FROM + 1 if is_large else 0,
    )


def _of(kind: str) -> Any:
    return alt.Chart().transform_filter(f"datum.kind == '{kind}'")


def _x(**more: Any) -> alt.X:
    return alt.X("x:T", axis=None, scale=alt.Scale(nice=False), **more)


def _y() -> alt.Y:
    is_heading = f"substring(datum.value, 0, 1) !== '{SET_IN}'"
    axis = alt.Axis(
        title=None, ticks=False, domain=False, labelAlign="left", labelOverlap=False,
        labelFlush=False, labelLimit=_LABELS,
        labelPadding=_LABELS,
        labelFontWeight=alt.condition(is_heading, alt.value("bold"), alt.value("normal")),
    )  # fmt: skip
    return alt.Y("row:N", sort=None, axis=axis, scale=alt.Scale(padding=0))


def _color() -> alt.Color:
    legend = alt.Legend(values=_SHOWN, columns=3, symbolType="square", offset=32)
    return alt.Color("part:N", scale=alt.Scale(domain=_DOMAIN), legend=legend, title=None)


_TOLD = [
    alt.Tooltip("row:N", title="Row"),
    alt.Tooltip("what:N", title="What"),
    alt.Tooltip("begin:N", title="From"),
    alt.Tooltip("end:N", title="Until"),
    alt.Tooltip("words:N", title="Note"),
]


def _band() -> Any:
    """The whole row: it holds the order, takes clicks, and shades groups."""
    pick = alt.selection_point(name=PICK, fields=["key"], on="click", clear="dblclick")
    return (
        _of("row").mark_bar(color=_GRAY, cursor="pointer")
        .encode(
            x=_x(), x2="x2:T", y=_y(), tooltip=_TOLD,
            opacity=alt.Opacity("share:Q", scale=alt.Scale(domain=[0, 1], range=[0, 1]),
                                legend=None),
        )
        .add_params(pick)
    )  # fmt: skip


def _tick() -> Any:
    return _of("tick").mark_rule(color=_GRAY, strokeWidth=1).encode(
        x=_x(), opacity=alt.condition("datum.words", alt.value(0.45), alt.value(0.15))
    )  # fmt: skip


def _tick_label() -> Any:
    """Names of the periods; every second one where there is no room for all."""
    has_room = f"width >= datum.share * {_TICK_LABEL} || datum.place == 1"
    return _of("tick").mark_text(
        color=_GRAY, align="left", baseline="bottom", dx=3, fontSize=11, lineBreak="\n",
        lineHeight=12,
    ).encode(
        x=_x(), y=alt.value(-4), text="words:N",
        opacity=alt.condition(has_room, alt.value(1), alt.value(0)),
    )  # fmt: skip


def _work(color: alt.Color) -> Any:
    return _of("work").mark_bar(size=13, yOffset=-1, cursor="pointer").encode(
        x=_x(), x2="x2:T", y=_y(), color=color, tooltip=_TOLD,
        opacity=alt.Opacity("share:Q", scale=alt.Scale(domain=[0, 1], range=[0.12, 0.75]),
                            legend=None),
    )  # fmt: skip


def _bar(kind: str, color: alt.Color) -> Any:
    """Bars of one kind: the whole, what is done of it, the baseline below, critical work above."""
    size, offset, opacity = {
        "bar": (12, -1, 0.45), "done": (12, -1, 1.0), "ghost": (4, 9, 1.0), "strip": (3, -8, 1.0),
    }[kind]  # fmt: skip
    return _of(kind).mark_bar(
        size=size, yOffset=offset, opacity=opacity, cornerRadius=2, cursor="pointer"
    ).encode(x=_x(), x2="x2:T", y=_y(), color=color, tooltip=_TOLD)  # fmt: skip


def _link(color: alt.Color) -> Any:
    return _of("link").mark_line(strokeWidth=1.4).encode(
        x=_x(), y=_y(), detail="link:N", order="place:Q", tooltip=_TOLD, color=_tied(color),
        strokeDash=alt.condition("datum.share > 0", alt.value([4, 2]), alt.value([1, 0])),
    )  # fmt: skip


def _tip(color: alt.Color) -> Any:
    return _of("tip").mark_point(shape="triangle-right", filled=True, size=42, opacity=1).encode(
        x=_x(), y=_y(), color=_tied(color), tooltip=_TOLD
    )  # fmt: skip


def _tied(color: alt.Color) -> Any:
    """Slipped links have their color, those that only drive are gray."""
    return alt.condition("datum.share > 0", color, alt.value(_GRAY))


def _diamond(color: alt.Color) -> Any:
    return _of("milestone").mark_point(
        shape="diamond", filled=True, opacity=1, yOffset=-1, cursor="pointer"
    ).encode(
        x=_x(), y=_y(), color=color, tooltip=_TOLD,
        size=alt.condition("datum.share > 1", alt.value(130), alt.value(75)),
    )  # fmt: skip


def _note() -> Any:
    return _of("note").mark_text(align="left", dx=7, fontSize=11, color=_GRAY, yOffset=-1).encode(
        x=_x(), y=_y(), text="words:N"
    )  # fmt: skip


def _today() -> Any:
    return _of("today").mark_rule(color=_RED, strokeWidth=1.5).encode(x=_x())


def _today_label() -> Any:
    mark = _of("today").mark_text(color=_RED, baseline="top", fontSize=11, dy=3, text="Today")
    return mark.encode(x=_x(), y=alt.value("height"))


__all__ = ["Layers", "gantt", "set_in"]

"""Charts of forecasts: side by side, how they moved, how near they were, and whether P80 holds."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts import theme
from pmo_core.charts.drawing import (
    Drawing,
    Step,
    day_axis,
    day_step,
    in_words,
    spec_of,
    value_axis,
)

_GRAY, _ROW, _AROUND = "#8a94a3", 28, 104
_MARK = ("Recommended", "Other forecast", "Reported")
_SHAPES = ["diamond", "circle", "square"]
HELD = 80
"""Percent of the projects that the P80 promises to cover."""


def side_by_side(frame: pl.DataFrame, *, title: str, unit: str = "") -> Drawing:
    """Draw every forecast on one axis, with what is planned and what is known for sure.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per forecast, in order: `name` (each once), `value`, `low` and `high` (what its
        mean error allows; null = not known), `mark` (Recommended, Other forecast or Reported),
        `planned`, `actual` (of the project: budget and cost so far, or planned finish and data
        date; null = not known). Numbers, or dates for a finish.
    title, unit : str
        What is seen; the currency of numbers.
    """
    names = ["value", "low", "high", "planned", "actual"]
    is_day = frame.schema["value"] == pl.Date
    kind: pl.DataType = pl.Date() if is_day else pl.Float64()
    rows = frame.select("name", "mark", *(pl.col(name).cast(kind) for name in names))
    rows = rows.drop_nulls("value")
    best = rows.filter(mark=_MARK[0])["name"].to_list()
    step = day_step(pl.concat([rows[name] for name in names])) if is_day else None
    return Drawing(
        frame=rows,
        spec=_side_spec(title, unit, step, tuple(rows["name"])),
        alt=f"{title}: {rows.height} forecasts side by side; recommended: {', '.join(best)}.",
    )


def moved(frame: pl.DataFrame, *, title: str, unit: str = "", names: tuple[str, ...]) -> Drawing:
    """Draw how the forecasts moved from one data date to the next.

    Parameters
    ----------
    frame : polars.DataFrame
        `data_date`, `name` (of `names`), `value` (number, or date for a finish; null = none),
        `final` (how it ended; null = not ended).
    title, unit : str
        What is seen; the currency of numbers.
    names : tuple of str
        Forecasts in the order of their colors; at most six.
    """
    rows = frame.select("data_date", "name", "value", "final").drop_nulls("value")
    is_day = rows.schema["value"] == pl.Date
    span = pl.concat([rows["value"], rows["final"]]) if is_day else None
    n = rows["data_date"].n_unique()
    return Drawing(
        frame=rows.sort("data_date", "name"),
        spec=_moved_spec(
            (title, unit), names, day_step(rows["data_date"]),
            day_step(span) if span is not None else None,
            has_final=rows["final"].count() > 0,
        ),
        alt=f"{title}, on {n} data dates: {', '.join(names)}.",
    )  # fmt: skip


def track_record(frame: pl.DataFrame, *, title: str, bands: tuple[str, ...]) -> Drawing:
    """Draw the mean error of each method in each band of percent complete.

    Parameters
    ----------
    frame : polars.DataFrame
        `name` (methods in order), `band`, `error_pct`, `default_pct` (the default's on the same
        dates), `n_dates`, `n_projects`, `is_recommended`.
    title : str
        What is seen.
    bands : tuple of str
        Bands in order.
    """
    rows = frame.select(
        "name", "band", "error_pct", "default_pct", "n_dates", "n_projects", "is_recommended"
    ).with_columns(shade=pl.col("error_pct").clip(upper_bound=30))
    best = rows.filter("is_recommended").select("band", "name").rows()
    said = "; ".join(f"{band}: {name}" for band, name in best)
    return Drawing(
        frame=rows,
        spec=_record_spec(title, bands, rows["name"].n_unique()),
        alt=f"{title}, by method and percent complete. Recommended: {said}.",
    )


def coverage(frame: pl.DataFrame, *, title: str) -> Drawing:
    """Draw which share of projects ended within the P80, as more and more of them closed.

    Parameters
    ----------
    frame : polars.DataFrame
        `closed_on`, `coverage_pct` (until then), `measure` ("Cost" or "Finish"), `n` (projects).
    title : str
        What is seen.
    """
    rows = frame.select("closed_on", "coverage_pct", "measure", "n")
    last = rows.sort("closed_on").group_by("measure", maintain_order=True).last()
    said = ", ".join(f"{m} {v:.0f} %" for m, v in last.select("measure", "coverage_pct").rows())
    return Drawing(
        frame=rows, spec=_coverage_spec(title, day_step(rows["closed_on"])), alt=f"{title}: {said}."
    )


def _axis(step: Step | None, unit: str) -> dict[str, Any]:
    axis = day_axis(step, grid=True) if step else value_axis(unit)
    return {"axis": axis, "scale": alt.Scale(zero=False, nice=step is None, padding=52)}


@lru_cache(maxsize=64)
def _side_spec(title: str, unit: str, step: Step | None, names: tuple[str, ...]) -> dict[str, Any]:
    kind = "T" if step else "Q"
    base: Any = alt.Chart()
    if step:
        base = base.transform_calculate(words="timeFormat(datum.value, '%Y-%m-%d')")
        base = base.transform_calculate(
            range="datum.low ? timeFormat(datum.low, '%Y-%m-%d') + ' to ' + "
            "timeFormat(datum.high, '%Y-%m-%d') : 'not known'"
        )
    else:
        base = in_words(base, "value", "words")
        low, high = theme.short_expression("datum.low"), theme.short_expression("datum.high")
        base = base.transform_calculate(
            range=f"datum.low ? ({low}) + ' to ' + ({high}) : 'not known'"
        )
    y = alt.Y(
        "name:N", sort=list(names), title=None,
        axis=alt.Axis(ticks=False, labelPadding=8, labelLimit=230, labelOverlap=False, grid=True),
    )  # fmt: skip
    color = alt.Color(
        "mark:N", title=None, legend=alt.Legend(offset=36),
        scale=alt.Scale(domain=list(_MARK), range=["#d9822b", _GRAY, "#4f79e6"]),
    )  # fmt: skip
    tooltip = [
        alt.Tooltip("name:N", title="Forecast"),
        alt.Tooltip("words:N", title="Finish" if step else unit),
        alt.Tooltip("range:N", title="With its usual error"),
    ]
    bars = base.mark_bar(height=5, opacity=0.3, cornerRadius=2).encode(
        x=alt.X(f"low:{kind}", **_axis(step, unit)), x2="high", y=y, color=color, tooltip=tooltip
    )
    dots = base.mark_point(filled=True, size=120, opacity=1).encode(
        x=alt.X(f"value:{kind}", **_axis(step, unit)), y=y, color=color, tooltip=tooltip,
        shape=alt.Shape("mark:N", scale=alt.Scale(domain=list(_MARK), range=_SHAPES)),
    )  # fmt: skip
    text = base.mark_text(align="left", dx=9, dy=-7, fontSize=10, color=_GRAY).encode(
        x=alt.X(f"value:{kind}", **_axis(step, unit)), y=y, text="words:N"
    )
    lines = [
        *_rule("planned", "planned" if step else "budget", kind, [5, 4], -16),
        *_rule("actual", "data date" if step else "spent", kind, [2, 3], -4),
    ]
    chart = alt.layer(*lines, bars, dots, text)
    return spec_of(chart.properties(title=title, height=_AROUND + len(names) * _ROW))


def _rule(field: str, name: str, kind: str, dash: list[int], dy: int) -> list[Any]:
    """A line across all forecasts; its name stands above, at a height of its own."""
    one: Any = alt.Chart()
    one = one.transform_aggregate(**{field: f"max({field})"})
    one = one.transform_filter(f"isValid(datum.{field}) && datum.{field} != 0")
    rule = one.mark_rule(strokeDash=dash, color=_GRAY).encode(x=f"{field}:{kind}")
    text = one.mark_text(text=name, baseline="bottom", dy=dy, color=_GRAY).encode(
        x=f"{field}:{kind}", y=alt.value(0)
    )
    return [rule, text]


@lru_cache(maxsize=64)
def _moved_spec(
    titles: tuple[str, str], names: tuple[str, ...], step: Step, finish: Step | None, *,
    has_final: bool,
) -> dict[str, Any]:  # fmt: skip
    title, unit = titles
    base: Any = alt.Chart()
    shown = alt.Tooltip("value:T", title="Finish", format="%Y-%m-%d")
    if not finish:
        base, shown = in_words(base, "value", "words"), alt.Tooltip("words:N", title=unit)
    kind = "T" if finish else "Q"
    axis = day_axis(finish, grid=True) if finish else value_axis(unit)
    lines = base.mark_line(
        interpolate="step-after", strokeWidth=2.2, point=alt.OverlayMarkDef(size=26)
    ).encode(
        x=alt.X("data_date:T", axis=day_axis(step)),
        y=alt.Y(f"value:{kind}", axis=axis, scale=alt.Scale(zero=False)),
        color=alt.Color(
            "name:N", scale=alt.Scale(domain=list(names)), title=None,
            legend=alt.Legend(symbolType="stroke", symbolStrokeWidth=3, columns=3, labelLimit=200),
        ),
        tooltip=[
            alt.Tooltip("data_date:T", title="Data date", format="%Y-%m-%d"),
            alt.Tooltip("name:N", title="Forecast"),
            shown,
        ],
    )  # fmt: skip
    layers = [lines]
    if has_final:
        one = alt.Chart().transform_aggregate(final="max(final)")
        layers.append(one.mark_rule(strokeDash=[5, 4], color=_GRAY).encode(y=f"final:{kind}"))
        layers.append(
            one.mark_text(text="as it ended", align="left", baseline="bottom", dx=3, dy=-3,
                          color=_GRAY).encode(x=alt.value(0), y=f"final:{kind}")
        )  # fmt: skip
    return spec_of(alt.layer(*layers).properties(title=title, height=theme.HEIGHT))


@lru_cache(maxsize=16)
def _record_spec(title: str, bands: tuple[str, ...], n_rows: int) -> dict[str, Any]:
    base: Any = alt.Chart().transform_calculate(
        words="format(datum.error_pct, '.1f') + ' %'",
        default="isValid(datum.default_pct) ? format(datum.default_pct, '.1f') + ' %' : 'none'",
    )
    x = alt.X(
        "band:N", sort=list(bands), title="Percent complete",
        axis=alt.Axis(orient="top", labelAngle=0, ticks=False, domain=False, titlePadding=8),
    )  # fmt: skip
    y = alt.Y(
        "name:N", sort=None, title=None,
        axis=alt.Axis(ticks=False, domain=False, labelPadding=8, labelLimit=230),
    )  # fmt: skip
    cells = base.mark_rect(cornerRadius=2).encode(
        x=x, y=y,
        color=alt.Color(
            "shade:Q", legend=None,
            scale=alt.Scale(domain=[0, 10, 30], range=["#4bb584", "#e6c05f", "#e07f66"]),
        ),
        tooltip=[
            alt.Tooltip("name:N", title="Forecast"),
            alt.Tooltip("band:N", title="Percent complete"),
            alt.Tooltip("words:N", title="Mean error"),
            alt.Tooltip("default:N", title="Default on the same dates"),
            alt.Tooltip("n_dates:Q", title="Status dates"),
            alt.Tooltip("n_projects:Q", title="Closed projects"),
        ],
    )  # fmt: skip
    words = base.mark_text(fontSize=12, color="#10151c").encode(
        x=x, y=y, text="words:N",
    )  # fmt: skip
    best = base.transform_filter("datum.is_recommended").mark_text(
        text="★", dx=30, fontSize=12, color="#10151c"
    ).encode(x=x, y=y)  # fmt: skip
    chart = alt.layer(cells, words, best)
    return spec_of(chart.properties(title=title, height=_AROUND + n_rows * _ROW))


@lru_cache(maxsize=16)
def _coverage_spec(title: str, step: Step) -> dict[str, Any]:
    base: Any = alt.Chart()
    color = alt.Color("measure:N", title=None, scale=alt.Scale(domain=["Cost", "Finish"]))
    x = alt.X("closed_on:T", axis=day_axis(step))
    lines = base.mark_line(strokeWidth=2.4, point=alt.OverlayMarkDef(size=26)).encode(
        x=x,
        y=alt.Y(
            "coverage_pct:Q", scale=alt.Scale(domain=[0, 100]),
            axis=alt.Axis(title="Ended within the P80, percent", values=[0, 20, 40, 60, 80, 100]),
        ),
        color=color,
        tooltip=[
            alt.Tooltip("closed_on:T", title="Closed until", format="%Y-%m-%d"),
            alt.Tooltip("measure:N", title="Of"),
            alt.Tooltip("coverage_pct:Q", title="Ended within the P80, percent", format=".0f"),
            alt.Tooltip("n:Q", title="Closed projects"),
        ],
    )  # fmt: skip
    rule = base.mark_rule(strokeDash=[5, 4], color=_GRAY).encode(y=alt.datum(HELD))
    return spec_of(alt.layer(rule, lines).properties(title=title, height=280))


__all__ = ["coverage", "moved", "side_by_side", "track_record"]

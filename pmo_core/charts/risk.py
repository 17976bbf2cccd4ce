"""Charts of risk: by when, for how much, both together, and what it depends on."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts import theme
from pmo_core.charts.drawing import Drawing, Step, day_axis, day_step, in_words, spec_of, value_axis

_GRAY, _ROW, _AROUND = "#8a94a3", 26, 76
_NEAR = 0.2
"""Share of the width within which the next line would cross a name."""
_SHARE = alt.Y(
    "share_pct:Q", scale=alt.Scale(domain=[0, 100]),
    axis=alt.Axis(title="Share of outcomes, percent", values=[0, 20, 40, 50, 60, 80, 100]),
)  # fmt: skip


def finish(curve: pl.DataFrame, marks: pl.DataFrame, *, title: str) -> Drawing:
    """Draw by which day which share of the draws is finished, with the days that matter.

    Parameters
    ----------
    curve : polars.DataFrame
        share_pct, day, rising.
    marks : polars.DataFrame
        label, day (null = not known, not drawn), share_pct: plan, forecast, P50, P80.
    title : str
        What is seen.
    """
    known = marks.drop_nulls("day").sort("day")
    named = _placed(known, "day", curve["day"])
    frame = pl.concat([curve, named], how="diagonal")
    said = ", ".join(
        f"{label} {day:%Y-%m-%d}" for label, day in known.select("label", "day").rows()
    )
    return Drawing(frame, _finish_spec(title, day_step(frame["day"])), f"{title}: {said}.")


def money(curve: pl.DataFrame, marks: pl.DataFrame, *, title: str, unit: str) -> Drawing:
    """Draw which share of the draws keeps to which sum, with the sums that matter.

    Parameters
    ----------
    curve : polars.DataFrame
        share_pct, value, rising.
    marks : polars.DataFrame
        label, value: budget, P50, P80.
    title, unit : str
        What is seen; the currency.
    """
    known = marks.drop_nulls("value").sort("value")
    named = _placed(known, "value", curve["value"])
    said = ", ".join(
        f"{label} {theme.short(value, unit)}"
        for label, value in known.select("label", "value").rows()
    )
    frame = pl.concat([curve, named], how="diagonal")
    return Drawing(frame, _money_spec(title, unit), f"{title}: {said}.")


def tornado(rows: pl.DataFrame, *, title: str) -> Drawing:
    """Draw how much later a finish is on average when a task or risk goes badly than when well.

    Parameters
    ----------
    rows : polars.DataFrame
        label (each once, the largest first), low_on, high_on (mean finish in its shortest and its
        longest fifth), finish_swing (working days), cause_kind ("Task" or "Risk").
    title : str
        What is seen.
    """
    first = rows.row(0, named=True) if rows.height else None
    most = f" Most: {first['label']}, {first['finish_swing']:.1f} working days." if first else ""
    days = pl.concat([rows["low_on"], rows["high_on"]])
    spec = _tornado_spec(title, day_step(days), tuple(rows["label"]))
    return Drawing(rows, spec, f"{title}: {rows.height} tasks and risks.{most}")


def both(pairs: pl.DataFrame, *, title: str, unit: str) -> Drawing:
    """Draw the pairs of day and money that are kept together as often as is asked.

    Parameters
    ----------
    pairs : polars.DataFrame
        day, money.
    title, unit : str
        What is seen; the currency.
    """
    spec = _both_spec(title, unit, day_step(pairs["day"]))
    return Drawing(pairs, spec, f"{title}: {pairs.height} pairs; a later day asks for less money.")


def _placed(known: pl.DataFrame, x: str, curve: pl.Series) -> pl.DataFrame:
    """Return the marks with places for their names: heights of their own, off the next line."""
    at = pl.col(x).to_physical()
    every = pl.concat([known[x], curve.cast(known[x].dtype)]).to_physical()
    reach = (pl.col("at").max() - pl.col("at").min()) * _NEAR
    near = every.to_frame("at").select(reach).item()
    is_crossed = (at.shift(-1) - at < near) & (at - at.shift() >= near).fill_null(value=False)
    return known.with_columns(
        place=pl.int_range(pl.len()) % 4,
        side=pl.when(is_crossed).then(pl.lit("right")).otherwise(pl.lit("left")),
    )


def _marked(base: Any, x: str) -> list[Any]:
    """Lines at the days or sums that matter, each with its name."""
    marks = base.transform_filter("isValid(datum.label)")
    rule = marks.mark_rule(strokeDash=[5, 4], color=_GRAY).encode(x=x)
    words = [
        marks.transform_filter(f"datum.place == {place}")
        .mark_text(
            align=alt.ExprRef("datum.side"),
            dx=alt.ExprRef("datum.side == 'right' ? -4 : 4"),
            color=_GRAY,
            fontSize=11,
        )
        .encode(x=x, y=alt.value(12 + 15 * place), text="label:N")
        for place in range(4)
    ]
    return [rule, *words]


@lru_cache(maxsize=32)
def _finish_spec(title: str, step: Step) -> dict[str, Any]:
    base: Any = alt.Chart()
    line = base.transform_filter("!isValid(datum.label)").mark_line(strokeWidth=2.5).encode(
        x=alt.X("day:T", axis=day_axis(step), scale=alt.Scale(padding=24)), y=_SHARE,
        tooltip=[alt.Tooltip("day:T", title="Finished by", format="%Y-%m-%d"),
                 alt.Tooltip("share_pct:Q", title="Share, percent", format=".0f")],
    )  # fmt: skip
    chart = alt.layer(line, *_marked(base, "day:T"))
    return spec_of(chart.properties(title=title, height=theme.HEIGHT))


@lru_cache(maxsize=32)
def _money_spec(title: str, unit: str) -> dict[str, Any]:
    base: Any = in_words(alt.Chart(), "value", "words")
    line = base.transform_filter("!isValid(datum.label)").mark_area(
        line=True, opacity=0.15
    ).encode(
        x=alt.X("value:Q", axis=value_axis(unit), scale=alt.Scale(zero=False, padding=24)),
        y=_SHARE,
        tooltip=[alt.Tooltip("words:N", title=f"At most, {unit}"),
                 alt.Tooltip("share_pct:Q", title="Share, percent", format=".0f")],
    )  # fmt: skip
    chart = alt.layer(line, *_marked(base, "value:Q"))
    return spec_of(chart.properties(title=title, height=theme.HEIGHT))


@lru_cache(maxsize=32)
def _tornado_spec(title: str, step: Step, names: tuple[str, ...]) -> dict[str, Any]:
    base: Any = alt.Chart().transform_calculate(
        words="(datum.finish_swing > 0 ? '+' : '') + format(datum.finish_swing, '.1f') + ' days'"
    )
    y = alt.Y(
        "label:N", sort=list(names), title=None,
        axis=alt.Axis(ticks=False, labelPadding=8, labelLimit=260, labelOverlap=False),
    )  # fmt: skip
    bars = base.mark_bar(height=14, cornerRadius=2).encode(
        x=alt.X("low_on:T", axis=day_axis(step, grid=True), scale=alt.Scale(padding=44)),
        x2="high_on:T", y=y,
        color=alt.Color(
            "cause_kind:N", title=None, scale=alt.Scale(domain=["Task", "Risk"]),
        ),
        tooltip=[
            alt.Tooltip("label:N", title="What"), alt.Tooltip("cause_kind:N", title="Kind"),
            alt.Tooltip("low_on:T", title="Mean finish if it goes well", format="%Y-%m-%d"),
            alt.Tooltip("high_on:T", title="Mean finish if it goes badly", format="%Y-%m-%d"),
            alt.Tooltip("words:N", title="Swing"),
        ],
    )  # fmt: skip
    text = base.mark_text(align="left", dx=6, color=_GRAY, fontSize=11).encode(
        x="high_on:T", y=y, text="words:N"
    )
    chart = alt.layer(bars, text)
    return spec_of(chart.properties(title=title, height=_AROUND + len(names) * _ROW))


@lru_cache(maxsize=32)
def _both_spec(title: str, unit: str, step: Step) -> dict[str, Any]:
    base: Any = in_words(alt.Chart(), "money", "words")
    line = base.mark_line(point=alt.OverlayMarkDef(size=26), strokeWidth=2.2).encode(
        x=alt.X("day:T", axis=day_axis(step), scale=alt.Scale(padding=24)),
        y=alt.Y("money:Q", axis=value_axis(unit), scale=alt.Scale(zero=False)),
        tooltip=[alt.Tooltip("day:T", title="Finished by", format="%Y-%m-%d"),
                 alt.Tooltip("words:N", title=f"For at most, {unit}")],
    )  # fmt: skip
    return spec_of(line.properties(title=title, height=theme.HEIGHT))


__all__ = ["both", "finish", "money", "tornado"]

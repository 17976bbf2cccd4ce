"""Charts of one project: its S-curve and the history of its status."""

from datetime import date
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
    line_color,
    line_dash,
    present,
    spec_of,
    value_axis,
)


def s_curve(frame: pl.DataFrame, *, data_date: date, unit: str) -> Drawing:
    """Draw cumulative planned, actual and forecast cost with the data date as a vertical rule.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per day (usually month's end) and measure: `day` (date), `measure` (one of
        `theme.MEASURES`), `value` (running total; null = not known, not drawn).
    data_date : date
        Day up to which actuals are known.
    unit : str
        Currency of the values.
    """
    rows = frame.select("day", "measure", pl.col("value").cast(pl.Float64)).drop_nulls("value")
    last = rows.sort("day").group_by("measure", maintain_order=True).last()
    ends = ", ".join(
        f"{measure.lower()} {theme.short(value, unit)}"
        for measure, value in zip(last["measure"], last["value"], strict=True)
    )
    is_late = rows.height > 0 and rows.filter(pl.col("day") <= data_date)["day"].n_unique() * 2 > (
        rows["day"].n_unique()
    )
    return Drawing(
        frame=rows.with_columns(data_date=pl.lit(data_date)),
        spec=_s_curve_spec(unit, present(rows["measure"]), day_step(rows["day"]), is_late=is_late),
        alt=f"Cumulative cost up to {data_date:%Y-%m-%d} and beyond: {ends or 'nothing known'}.",
    )


def status_history(frame: pl.DataFrame, *, field: str, title: str, unit: str = "") -> Drawing:
    """Draw how a forecast moved from one status report to the next, against the plan.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per status report: `data_date` (date), `planned_<field>` and `forecast_<field>`
        (numbers, or dates for a finish; null = not reported, not drawn).
    field : {"cost", "finish"}
        What is followed.
    title, unit : str
        What is seen; the currency for cost.
    """
    names = {f"planned_{field}": "Planned", f"forecast_{field}": "Forecast"}
    kind: pl.DataType = pl.Date() if field == "finish" else pl.Float64()
    rows = (
        frame.select("data_date", *(pl.col(name).cast(kind) for name in names))
        .unpivot(index="data_date", variable_name="measure", value_name="value")
        .with_columns(pl.col("measure").replace_strict(names))
        .drop_nulls("value")
        .sort("data_date", "measure")
    )
    return Drawing(
        frame=rows,
        spec=_status_spec(
            (title, unit),
            present(rows["measure"]),
            day_step(rows["data_date"]),
            day_step(rows["value"]) if field == "finish" else None,
        ),
        alt=f"{title}: {rows['data_date'].n_unique()} status reports.",
    )


@lru_cache(maxsize=64)
def _s_curve_spec(
    unit: str, shown: tuple[str, ...], step: Step, *, is_late: bool
) -> dict[str, Any]:
    """Return the spec; the words at the data date stand on the side where there is room."""
    lines = (
        in_words(alt.Chart(), "value", "words")
        .mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=18))
        .encode(
            x=alt.X("day:T", axis=day_axis(step)),
            y=alt.Y("value:Q", axis=value_axis(unit)),
            color=line_color(shown),
            strokeDash=line_dash(),
            tooltip=[
                alt.Tooltip("day:T", title="Day", format="%Y-%m-%d"),
                alt.Tooltip("measure:N", title="Measure"),
                alt.Tooltip("words:N", title=unit),
            ],
        )
    )
    one = alt.Chart().transform_aggregate(data_date="max(data_date)")
    rule = one.mark_rule(strokeDash=[2, 3], color="#8a94a3").encode(x="data_date:T")
    text = one.mark_text(
        text="data date",
        align="right" if is_late else "left",
        dx=-4 if is_late else 4,
        baseline="top",
        color="#8a94a3",
    ).encode(x="data_date:T", y=alt.value(2))
    chart = alt.layer(lines, rule, text).properties(
        title=f"Cumulative cost: {', '.join(shown).lower()}", height=theme.HEIGHT
    )
    return spec_of(chart)


@lru_cache(maxsize=64)
def _status_spec(
    titles: tuple[str, str], measures: tuple[str, ...], step: Step, finish: Step | None
) -> dict[str, Any]:
    title, unit = titles
    chart: Any = alt.Chart()
    shown = alt.Tooltip("value:T", title="Finish", format="%Y-%m-%d")
    if finish:
        y = alt.Y("value:T", axis=day_axis(finish, grid=True)).scale(zero=False)
    else:
        chart = in_words(chart, "value", "words")
        y = alt.Y("value:Q", axis=value_axis(unit)).scale(zero=False)
        shown = alt.Tooltip("words:N", title=unit)
    chart = chart.mark_line(
        interpolate="step-after", strokeWidth=2.5, point=alt.OverlayMarkDef(size=28)
    ).encode(
        x=alt.X("data_date:T", axis=day_axis(step)),
        y=y,
        color=line_color(measures),
        tooltip=[
            alt.Tooltip("data_date:T", title="Data date", format="%Y-%m-%d"),
            alt.Tooltip("measure:N", title="Measure"),
            shown,
        ],
    )
    return spec_of(chart.properties(title=title, height=280))

"""Earned value of one project over time: planned, earned and spent, and where it may end."""

from datetime import date
from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts import theme
from pmo_core.charts.drawing import Drawing, Step, day_axis, day_step, in_words, spec_of, value_axis

AC, PV, EAC, EV = "Actual (AC)", "Planned (PV)", "Forecast (EAC)", "Earned (EV)"
CURVES = (AC, PV, EAC, EV)
"""What a line is, in the order of the theme's colors: actual, planned, forecast, then earned."""


def earned_curve(frame: pl.DataFrame, *, data_date: date, unit: str, title: str) -> Drawing:
    """Draw PV, EV and AC up to the data date, and from there the forecasts, each to its own end.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per point: `day` (Date), `curve` (one of `CURVES`), `form` (name of the line: of an
        estimate its form, else the curve), `value` (null = not known, not drawn).
    data_date : date
        Day up to which the work is measured.
    unit, title : str
        Unit of the values, and what is seen.
    """
    rows = (
        frame.select("day", "curve", "form", pl.col("value").cast(pl.Float64))
        .drop_nulls(["day", "value"])
        .sort("curve", "form", "day")
        .with_columns(is_end=(pl.col("curve") == EAC) & (pl.col("day") > data_date))
    )
    known = rows.filter(pl.col("day") <= data_date)
    last = known.sort("day").group_by("curve", maintain_order=True).last()
    told = ", ".join(
        f"{curve[:1].lower()}{curve[1:]} {theme.short(value, unit)}"
        for curve, value in last.filter(pl.col("curve") != EAC).select("curve", "value").rows()
    )
    n_forms = rows.filter("is_end")["form"].n_unique()
    shown = tuple(curve for curve in CURVES if curve in set(rows["curve"]))
    return Drawing(
        frame=rows.with_columns(data_date=pl.lit(data_date)),
        spec=_curve_spec(title, unit, shown, day_step(rows["day"])),
        alt=f"{title} up to {data_date:%Y-%m-%d}: {told or 'nothing known'}; {n_forms} forecasts.",
    )


@lru_cache(maxsize=64)
def _curve_spec(title: str, unit: str, shown: tuple[str, ...], step: Step) -> dict[str, Any]:
    color = alt.Color(
        "curve:N", title=None, scale=alt.Scale(domain=list(CURVES)),
        legend=alt.Legend(
            values=[one for one in CURVES if one in shown], symbolType="stroke",
            symbolStrokeWidth=3, columns=4,
        ),
    )  # fmt: skip
    base = in_words(alt.Chart(), "value", "words").encode(
        x=alt.X("day:T", axis=day_axis(step)),
        y=alt.Y("value:Q", axis=value_axis(unit)),
        color=color,
        detail="form:N",
        tooltip=[
            alt.Tooltip("day:T", title="Day", format="%Y-%m-%d"),
            alt.Tooltip("form:N", title="Line"),
            alt.Tooltip("words:N", title=unit),
        ],
    )
    is_fan = f"datum.curve == '{EAC}'"
    lines = base.transform_filter(f"!({is_fan})").mark_line(
        strokeWidth=2.5, point=alt.OverlayMarkDef(size=14)
    )
    fan = base.transform_filter(is_fan).mark_line(strokeWidth=1.5, strokeDash=[5, 4])
    ends = base.transform_filter("datum.is_end").mark_point(filled=True, size=45, opacity=1)
    rule = (
        alt.Chart()
        .transform_aggregate(data_date="max(data_date)")
        .mark_rule(strokeDash=[2, 3], color="#8a94a3")
        .encode(x="data_date:T")
    )
    chart = alt.layer(lines, fan, ends, rule)
    return spec_of(chart.properties(title=title, height=theme.HEIGHT + 20))


__all__ = ["AC", "CURVES", "EAC", "EV", "PV", "earned_curve"]

"""Chart of baselines: how much work each plans to be done by when, on one axis."""

from datetime import date
from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts import theme
from pmo_core.charts.drawing import Drawing, Step, day_axis, day_step, in_words, spec_of, value_axis

_GRAY = "#8a94a3"


def planned_value_curves(frame: pl.DataFrame, *, data_date: date, unit: str) -> Drawing:
    """Draw the planned value of baselines over time, with today as a vertical rule.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per `plan` (its name; in the order of the legend, the last one dashed) and `day`:
        `pv` (running total; null = not known, not drawn).
    data_date : date
        Today.
    unit : str
        Currency of the values.
    """
    rows = frame.select("plan", "day", pl.col("pv").cast(pl.Float64)).drop_nulls("pv")
    names = tuple(rows["plan"].unique(maintain_order=True))
    return Drawing(
        frame=rows.with_columns(data_date=pl.lit(data_date)),
        spec=_spec(unit, names, day_step(rows["day"])),
        alt=f"Planned value over time of {', '.join(names) or 'no plan'}.",
    )


@lru_cache(maxsize=64)
def _spec(unit: str, names: tuple[str, ...], step: Step) -> dict[str, Any]:
    color = alt.Color(
        "plan:N",
        scale=alt.Scale(domain=list(names)),
        legend=alt.Legend(symbolType="stroke", symbolStrokeWidth=3),
        title=None,
    )
    # The last lies on the one before where nothing has changed: both are to be seen.
    dashes = [[1, 0]] * (len(names) - 1) + [[3, 4]]
    dash = alt.StrokeDash("plan:N", scale=alt.Scale(domain=list(names), range=dashes), legend=None)
    lines = (
        in_words(alt.Chart(), "pv", "words")
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X("day:T", axis=day_axis(step)),
            y=alt.Y("pv:Q", axis=value_axis(unit)),
            color=color,
            strokeDash=dash,
            tooltip=[
                alt.Tooltip("plan:N", title="Plan"),
                alt.Tooltip("day:T", title="Day", format="%Y-%m-%d"),
                alt.Tooltip("words:N", title=unit),
            ],
        )
    )
    rule = (
        alt.Chart()
        .transform_aggregate(data_date="max(data_date)")
        .mark_rule(strokeDash=[2, 3], color=_GRAY)
        .encode(x="data_date:T")
    )
    chart = alt.layer(lines, rule).properties(
        title="Planned value (PV) of the baselines", height=theme.HEIGHT
    )
    return spec_of(chart)


__all__ = ["planned_value_curves"]

"""A business case: its cash flow by fiscal year, and what moves its worth."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts import theme
from pmo_core.charts.drawing import Drawing, in_words, spec_of, value_axis

FLOWS = ("Benefits", "Costs", "Running sum, discounted")
"""What is drawn, in the order of the theme's colors."""
SIDES = ("Better", "Worse")
_AROUND = 90
_ROW = 44


def cash_flow(frame: pl.DataFrame, *, title: str, unit: str) -> Drawing:
    """Draw benefits up and costs down by fiscal year, and the running sum of present values.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per fiscal year: `year`, `cost`, `benefit`, `running` (present values summed).
    title, unit : str
        What is seen, and its currency.
    """
    rows = (
        frame.select(
            pl.col("year").cast(pl.String),
            pl.col("benefit").alias(FLOWS[0]),
            (-pl.col("cost")).alias(FLOWS[1]),
            pl.col("running").alias(FLOWS[2]),
        )
        .unpivot(index="year", variable_name="part", value_name="value")
        .filter((pl.col("value") != 0) | (pl.col("part") == FLOWS[2]))
    )
    end = frame["running"][-1] if frame.height else None
    return Drawing(
        frame=rows,
        spec=_cash_flow_spec(title, unit, tuple(frame["year"].cast(pl.String))),
        alt=f"{title}, in {unit}; the present values add up to {theme.short(end, unit)}.",
    )


@lru_cache(maxsize=32)
def _cash_flow_spec(title: str, unit: str, years: tuple[str, ...]) -> dict[str, Any]:
    x = alt.X(
        "year:O", title=None, scale=alt.Scale(domain=list(years)),
        axis=alt.Axis(labelAngle=0, ticks=False, domain=False),
    )  # fmt: skip
    base = in_words(alt.Chart(), "value", "words").encode(
        x=x,
        y=alt.Y("value:Q", axis=value_axis(unit), stack=None),
        color=alt.Color("part:N", scale=alt.Scale(domain=list(FLOWS)), title=None),
        tooltip=[
            alt.Tooltip("year:N", title="Fiscal year"),
            alt.Tooltip("part:N", title="What"),
            alt.Tooltip("words:N", title=unit),
        ],
    )
    bars = base.transform_filter(f"datum.part != '{FLOWS[2]}'").mark_bar(size=34, cornerRadiusEnd=2)
    line = base.transform_filter(f"datum.part == '{FLOWS[2]}'").mark_line(
        strokeWidth=2.5, point=alt.OverlayMarkDef(size=36)
    )
    zero = alt.Chart().mark_rule(color="#8a94a3").encode(y=alt.datum(0))
    return spec_of(alt.layer(bars, zero, line).properties(title=title, height=theme.HEIGHT))


def tornado(frame: pl.DataFrame, *, title: str, unit: str, now: float) -> Drawing:
    """Draw for each input how far the NPV moves to either side of what it is now.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per input, the largest spread first: `driver`, `worse`, `better` (what is assumed),
        `npv_worse`, `npv_better` (null = no such side, not drawn).
    title, unit : str
        What is seen, and its currency.
    now : float
        NPV as it is.
    """
    sides = [
        frame.select("driver", assumed=side.lower(), value=f"npv_{side.lower()}", side=pl.lit(side))
        for side in SIDES
    ]
    rows = pl.concat(sides).drop_nulls("value").with_columns(now=pl.lit(now))
    first = frame["driver"][0] if frame.height else "nothing"
    return Drawing(
        frame=rows,
        spec=_tornado_spec(title, unit, tuple(frame["driver"])),
        alt=f"{title}, in {unit}; what moves it most: {first}.",
    )


@lru_cache(maxsize=32)
def _tornado_spec(title: str, unit: str, drivers: tuple[str, ...]) -> dict[str, Any]:
    base = in_words(alt.Chart(), "value", "words")
    y = alt.Y("driver:N", sort=list(drivers), title=None, axis=alt.Axis(ticks=False))
    bars = base.mark_bar(size=22, cornerRadiusEnd=2).encode(
        y=y,
        x=alt.X("value:Q", axis=value_axis(unit), scale=alt.Scale(zero=False), stack=None),
        x2="now:Q",
        color=alt.Color("side:N", scale=alt.Scale(domain=list(SIDES)), title=None),
        tooltip=[
            alt.Tooltip("driver:N", title="Input"),
            alt.Tooltip("assumed:N", title="Assumed"),
            alt.Tooltip("words:N", title=f"NPV, {unit}"),
        ],
    )
    one = alt.Chart().transform_aggregate(now="max(now)")
    rule = one.mark_rule(color="#8a94a3").encode(x="now:Q")
    # Where the NPV changes its sign the case stops to pay.
    zero = (
        alt.Chart()
        .transform_aggregate(least="min(value)", most="max(value)")
        .transform_filter("datum.least < 0 && datum.most > 0")
        .mark_rule(color="#c2352b", strokeDash=[4, 3])
        .encode(x=alt.datum(0))
    )
    return spec_of(
        alt.layer(bars, rule, zero).properties(title=title, height=_AROUND + _ROW * len(drivers))
    )

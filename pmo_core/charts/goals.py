"""Goals: how much they weigh, and how much of the money serves them."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts.drawing import Drawing, spec_of

WEIGHT, MONEY = "Part of the weight", "Part of the money"


def goals_served(frame: pl.DataFrame, *, title: str) -> Drawing:
    """Draw two bars per goal: its weight, and the part of the portfolio's cost that serves it.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per goal, in the order of the bars: name, weight_pct, running_pct (null = not
        known, not drawn).
    title : str
        What is seen.
    """
    rows = (
        frame.select("name", pl.col("weight_pct").alias(WEIGHT), pl.col("running_pct").alias(MONEY))
        .unpivot([WEIGHT, MONEY], index="name", variable_name="measure", value_name="pct")
        .drop_nulls("pct")
        .with_columns(pl.col("pct").round(1))
    )
    names = frame["name"].to_list()
    return Drawing(
        frame=rows.sort(pl.col("name").replace_strict(names, range(len(names)))),
        spec=_spec(title, len(names)),
        alt=f"{title}: weight and part of the money of {len(names)} goals, in percent.",
    )


@lru_cache(maxsize=32)
def _spec(title: str, n_goals: int) -> dict[str, Any]:
    chart = (
        alt.Chart()
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(ticks=False, labelLimit=260)),
            x=alt.X("pct:Q", axis=alt.Axis(title="Percent", tickCount=5)),
            yOffset=alt.YOffset("measure:N", sort=[WEIGHT, MONEY]),
            color=alt.Color("measure:N", sort=[WEIGHT, MONEY], title=None),
            tooltip=[
                alt.Tooltip("name:N", title="Goal"),
                alt.Tooltip("measure:N", title="Measure"),
                alt.Tooltip("pct:Q", title="Percent", format=".1f"),
            ],
        )
    )
    return spec_of(chart.properties(title=title, height=90 + 38 * n_goals))


__all__ = ["MONEY", "WEIGHT", "goals_served"]

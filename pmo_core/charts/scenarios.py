"""Scenarios side by side: what each takes of the money of a year."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts import theme
from pmo_core.charts.drawing import Drawing, in_words, spec_of, value_axis


def money_by_scenario(frame: pl.DataFrame, *, title: str, unit: str) -> Drawing:
    """Draw per year one bar per scenario, and its limit as a line.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per year and scenario: `period` (text), `scenario`, `value` (taken by running and
        chosen projects), `limit` (null = not limited, no line).
    title, unit : str
        What is seen, and in what unit.
    """
    rows = frame.select(
        "period", "scenario", pl.col("value", "limit").cast(pl.Float64)
    ).drop_nulls("value")  # fmt: skip
    periods = tuple(rows["period"].unique().sort())
    scenarios = tuple(rows["scenario"].unique(maintain_order=True))
    return Drawing(
        frame=rows,
        spec=_spec(title, unit, periods, scenarios),
        alt=f"{title}, in {unit}, of {', '.join(scenarios)}, with the limit of each year.",
    )


@lru_cache(maxsize=32)
def _spec(
    title: str, unit: str, periods: tuple[str, ...], scenarios: tuple[str, ...]
) -> dict[str, Any]:
    base = in_words(in_words(alt.Chart(), "value", "words"), "limit", "limit_words").encode(
        x=alt.X(
            "period:O", title=None, scale=alt.Scale(domain=list(periods), paddingInner=0.25),
            axis=alt.Axis(labelAngle=0, ticks=False),
        ),
        xOffset=alt.XOffset("scenario:N", scale=alt.Scale(domain=list(scenarios))),
        tooltip=[
            alt.Tooltip("scenario:N", title="Scenario"),
            alt.Tooltip("period:N", title="Fiscal year"),
            alt.Tooltip("words:N", title=unit),
            alt.Tooltip("limit_words:N", title="Limit"),
        ],
    )  # fmt: skip
    bars = base.mark_bar().encode(
        y=alt.Y("value:Q", axis=value_axis(unit)),
        color=alt.Color("scenario:N", scale=alt.Scale(domain=list(scenarios)), title=None),
    )
    limit = base.transform_filter("isValid(datum.limit)").mark_tick(
        thickness=3, orient="horizontal", color="#c2352b"
    ).encode(y=alt.Y("limit:Q", axis=value_axis(unit)))  # fmt: skip
    return spec_of(alt.layer(bars, limit).properties(title=title, height=theme.HEIGHT))

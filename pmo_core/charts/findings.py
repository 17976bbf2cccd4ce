"""Charts of findings: how old the open ones are, and how many come and go."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts.drawing import Drawing, spec_of

FOUND, CLOSED = "Found", "Closed"
_COLORS = {"major": "#d0453a", "minor": "#e0a21b", "observation": "#4f86d6"}
"""Grade -> color, the gravest first."""
_FLOW = {FOUND: "#d9822b", CLOSED: "#14958c"}
_LEFT = "#6f7b8c"


def ages(frame: pl.DataFrame, *, bands: tuple[str, ...]) -> Drawing:
    """Draw how many unsettled findings there are by age, colored by grade.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per grade and band: `grade`, `age_band` (one of `bands`), `n_findings`,
        `oldest_days`.
    bands : tuple of str
        The bands from young to old.
    """
    rows = frame.select("grade", "age_band", "n_findings", "oldest_days").with_columns(
        place=pl.col("grade").replace_strict(list(_COLORS), range(len(_COLORS)))
    )
    oldest = max(rows["oldest_days"], default=0)
    return Drawing(
        frame=rows,
        spec=_ages_spec(bands, tuple(name for name in _COLORS if name in set(rows["grade"]))),
        alt=f"{int(rows['n_findings'].sum())} findings not settled, by age and grade; the oldest "
        f"is {oldest} days old.",
    )


@lru_cache(maxsize=16)
def _ages_spec(bands: tuple[str, ...], grades: tuple[str, ...]) -> dict[str, Any]:
    chart = (
        alt.Chart()
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=alt.X(
                "age_band:N", sort=list(bands), scale=alt.Scale(domain=list(bands)), title=None,
                axis=alt.Axis(labelAngle=0, ticks=False, labelPadding=6),
            ),
            y=alt.Y(
                "n_findings:Q",
                axis=alt.Axis(title="Findings", format="d", tickMinStep=1, tickCount=5),
            ),
            color=alt.Color(
                "grade:N", title=None, legend=alt.Legend(values=list(grades)),
                scale=alt.Scale(domain=list(_COLORS), range=list(_COLORS.values())),
            ),
            order=alt.Order("place:Q"),
            tooltip=[
                alt.Tooltip("grade:N", title="Grade"), alt.Tooltip("age_band:N", title="Age"),
                alt.Tooltip("n_findings:Q", title="Findings"),
                alt.Tooltip("oldest_days:Q", title="Oldest, days"),
            ],
        )
    )  # fmt: skip
    return spec_of(chart.properties(title="Not settled, by age", height=260))


def flow(frame: pl.DataFrame) -> Drawing:
    """Draw how many findings came and went by month, and how many were left.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per month: `month_on`, `n_found`, `n_closed`, `n_at_end`.
    """
    month = pl.col("month_on").dt.strftime("%Y-%m")
    rows = frame.select(
        month.alias("month"), "n_at_end", pl.col("n_found").alias(FOUND),
        pl.col("n_closed").alias(CLOSED),
    ).unpivot(
        [FOUND, CLOSED], index=["month", "n_at_end"], variable_name="side", value_name="n_findings"
    )  # fmt: skip
    left = frame["n_at_end"].to_list()
    return Drawing(
        frame=rows,
        spec=_flow_spec(frame.height > 12),
        alt=f"Findings found and closed in {frame.height} months; {left[-1] if left else 0} are "
        "left.",
    )


@lru_cache(maxsize=4)
def _flow_spec(is_long: bool) -> dict[str, Any]:
    base = alt.Chart().encode(
        x=alt.X(
            "month:O", title=None,
            axis=alt.Axis(labelAngle=-45 if is_long else 0, labelOverlap="greedy", ticks=False,
                          labelPadding=6),
        )
    )  # fmt: skip
    axis = alt.Axis(title="Findings", format="d", tickMinStep=1, tickCount=5)
    bars = base.mark_bar(cornerRadiusEnd=2).encode(
        y=alt.Y("n_findings:Q", axis=axis),
        xOffset=alt.XOffset("side:N", sort=list(_FLOW)),
        color=alt.Color(
            "side:N", title=None,
            scale=alt.Scale(domain=list(_FLOW), range=list(_FLOW.values())),
        ),
        tooltip=[
            alt.Tooltip("month:N", title="Month"), alt.Tooltip("side:N", title="What"),
            alt.Tooltip("n_findings:Q", title="Findings"),
        ],
    )  # fmt: skip
    left = base.mark_line(
        point={"size": 45, "filled": True, "color": _LEFT}, color=_LEFT, strokeWidth=2
    ).encode(
        y=alt.Y("n_at_end:Q", axis=axis),
        tooltip=[
            alt.Tooltip("month:N", title="Month"),
            alt.Tooltip("n_at_end:Q", title="Left at its end"),
        ],
    )
    chart = alt.layer(bars, left)
    return spec_of(chart.properties(title="Found and closed; line: left at the end", height=260))


__all__ = ["CLOSED", "FOUND", "ages", "flow"]

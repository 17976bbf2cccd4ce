"""Hours of a proposal: what stays booked, what is proposed and what is left open, in bars."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts.drawing import Drawing, spec_of, value_axis

_KINDS = {"Stays booked": "#2f5bd0", "Proposed": "#8cb6ec", "Open": "#d9822b"}
"""What becomes of hours, in the order of the bars, with the colors of the page of load."""
_ROW = 24
_AROUND = 120
"""Pixels that title, legend and axis take of a chart's height."""
_LEAST = 300


def hours(parts: pl.DataFrame, *, title: str, is_time: bool) -> Drawing:
    """Draw stacked bars of hours, standing for months, lying for anything else.

    Parameters
    ----------
    parts : polars.DataFrame
        `group`, `kind` ("Stays booked", "Proposed" or "Open"), `hours`. Groups are drawn in the
        order of their names where they are months, else those with the most open hours first.
    title : str
        What is seen.
    is_time : bool
        Whether groups are months.
    """
    kinds = list(_KINDS)
    rank = pl.col("kind").replace_strict(kinds, range(len(kinds)), return_dtype=pl.Int64)
    rows = parts.with_columns(rank=rank).sort("group", "rank")
    open_ = pl.col("hours").filter(pl.col("kind") == kinds[-1]).sum()
    size = rows.group_by("group").agg(open=open_, hours=pl.col("hours").sum())
    by = ["group"] if is_time else ["open", "hours", "group"]
    order = size.sort(by, descending=[name != "group" for name in by])
    worst = size.filter(pl.col("open") > 0).sort("open", descending=True)["group"].head(3)
    told = f"open hours in {', '.join(worst)}" if worst.len() else "no hour is open"
    return Drawing(
        frame=rows,
        spec=_spec(title, tuple(order["group"]), is_time),
        alt=f"{title}: what stays booked, is proposed and is open; {told}.",
    )


@lru_cache(maxsize=64)
def _spec(title: str, groups: tuple[str, ...], is_time: bool) -> dict[str, Any]:
    axis = alt.Axis(title=None, labelAngle=0, labelOverlap=is_time, ticks=False, labelPadding=8)
    height = _LEAST if is_time else max(_LEAST, _AROUND + _ROW * len(groups))
    across = (alt.X if is_time else alt.Y)("group:N", sort=list(groups), axis=axis)
    along = (alt.Y if is_time else alt.X)("hours:Q", axis=value_axis("Hours"))
    chart = (
        alt.Chart()
        .mark_bar()
        .encode(
            across,
            along,
            color=alt.Color(
                "kind:N", title=None,
                scale=alt.Scale(domain=list(_KINDS), range=list(_KINDS.values())),
            ),
            order=alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip("group:N", title="Month" if is_time else "Role"),
                alt.Tooltip("kind:N", title="What"),
                alt.Tooltip("hours:Q", title="Hours", format=",.1f"),
            ],
        )
        .properties(title=title, height=height)
    )  # fmt: skip
    return spec_of(chart, 3 * len(groups))


__all__ = ["hours"]

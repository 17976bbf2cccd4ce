"""What projects of a method leave out: how many have each gate and deliverable that they owe."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts.drawing import Drawing, spec_of

_AROUND = 70
_STEP = 26


def method_items(frame: pl.DataFrame) -> Drawing:
    """Draw a bar per gate and deliverable: the share of projects that have it, of those due.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per item in the order of the method: name, n_due, n_done, present_pct.
    """
    counted = pl.format("{}  ({} of {})", "name", "n_done", "n_due")
    rows = frame.select(pl.col("present_pct").cast(pl.Float64), item=counted)
    least = frame.sort("present_pct", maintain_order=True)["name"].head(3)
    return Drawing(
        frame=rows,
        spec=_spec(rows.height),
        alt=f"Share of projects that have each gate and deliverable; least: {', '.join(least)}.",
    )


@lru_cache(maxsize=16)
def _spec(n: int) -> dict[str, Any]:
    drawn = (
        alt.Chart()
        .mark_bar(cornerRadiusEnd=2, height={"band": 0.7})
        .encode(
            y=alt.Y("item:N", sort=None, title=None,
                    axis=alt.Axis(ticks=False, labelPadding=8, labelLimit=280)),
            x=alt.X("present_pct:Q", scale=alt.Scale(domain=[0, 100]), stack=None,
                    axis=alt.Axis(title="% of the projects that owe it", tickCount=5)),
            tooltip=[alt.Tooltip("item:N", title="Gate or deliverable"),
                     alt.Tooltip("present_pct:Q", title="There, %", format=".0f")],
        )
        .properties(
            title="Which gates and deliverables are there", height=_AROUND + n * _STEP
        )
    )  # fmt: skip
    return spec_of(drawn)

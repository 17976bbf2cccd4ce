"""How sure each project is: the share of draws whose best selection holds it."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts.drawing import Drawing, spec_of

CLASSES = ("always in", "borderline", "always out")
"""Classes of the core index, in the order of the theme's colors."""
TOP = 40
_AROUND, _ROW = 110, 19


def core_index(frame: pl.DataFrame, *, title: str) -> Drawing:
    """Draw one bar per project in the order of the rows, the first forty.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per project: `name` (each once), `core_pct` (0-100), `robustness` (one of
        `CLASSES`), `rank_low`, `rank_high`.
    title : str
        What is seen.
    """
    rows = frame.select("name", "robustness", "rank_low", "rank_high", value="core_pct")
    rows = rows.drop_nulls("value").head(TOP)
    shown = f"{title} (first {TOP} of {frame.height})" if frame.height > TOP else title
    n_open = frame.filter(pl.col("robustness") == "borderline").height
    return Drawing(
        frame=rows,
        spec=_spec(shown, rows.height),
        alt=f"{title}: {n_open} of {frame.height} are borderline.",
    )


@lru_cache(maxsize=16)
def _spec(title: str, n_rows: int) -> dict[str, Any]:
    chart = (
        alt.Chart()
        .mark_bar(cornerRadiusEnd=2, height=11)
        .encode(
            y=alt.Y(
                "name:N", sort=None, title=None,
                axis=alt.Axis(ticks=False, labelPadding=8, labelLimit=300, labelOverlap=False),
            ),
            x=alt.X(
                "value:Q", scale=alt.Scale(domain=[0, 100]),
                axis=alt.Axis(title="Percent of draws that hold it", format="~r"),
            ),
            color=alt.Color("robustness:N", title=None, scale=alt.Scale(domain=list(CLASSES))),
            tooltip=[
                alt.Tooltip("name:N", title="Project"),
                alt.Tooltip("robustness:N", title="Robustness"),
                alt.Tooltip("value:Q", title="Core index, percent", format=".1f"),
                alt.Tooltip("rank_low:Q", title="Best rank"),
                alt.Tooltip("rank_high:Q", title="Worst rank"),
            ],
        )
    )  # fmt: skip
    return spec_of(chart.properties(title=title, height=_AROUND + n_rows * _ROW))

"""What each tool earns by which requirement."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts.drawing import Drawing, spec_of

TOP = 10
"""Tools, and requirements by their own color; the rest of these is one part."""
_AROUND, _ROW = 120, 34
_OTHERS = "Others"
_COLUMNS = 2
"""Of the legend, so that it fits into a narrow window."""


def points(
    parts: pl.DataFrame, order: tuple[str, ...], out: tuple[str, ...], *, title: str
) -> Drawing:
    """Draw a bar per tool, made of what its requirements give it.

    Parameters
    ----------
    parts : polars.DataFrame
        tool, name, criterion_name, weight, score, points_pct (null = not scored, not drawn).
    order : tuple of str
        Codes of the tools from top to bottom; the first ten are drawn.
    out : tuple of str
        Codes of those that do not meet what is required: their names say so.
    title : str
        What is seen.
    """
    weights = parts.group_by("criterion_name").agg(pl.col("weight").first())
    heavy = weights.sort("weight", "criterion_name", descending=[True, False])
    names = tuple(heavy["criterion_name"].head(TOP))
    part = pl.when(pl.col("criterion_name").is_in(names)).then("criterion_name")
    rows = (
        parts.filter(pl.col("tool").is_in(order[:TOP]))
        .with_columns(part=part.otherwise(pl.lit(_OTHERS)))
        .drop_nulls("points_pct")
        .select("tool", "name", "part", "criterion_name", "weight", "score", value="points_pct")
        .sort(
            pl.col("tool").replace_strict(
                order[:TOP], range(len(order[:TOP])), return_dtype=pl.Int64
            ),
            maintain_order=True,
        )
        .with_columns(
            name=pl.format(
                "{}  {}{}",
                "tool",
                "name",
                pl.when(pl.col("tool").is_in(out)).then(pl.lit(" (out)")).otherwise(pl.lit("")),
            )
        )
    )
    shown = (*names, _OTHERS) if heavy.height > TOP else names
    sums = rows.group_by("name", maintain_order=True).agg(pl.col("value").sum())
    told = ", ".join(f"{name} {value:.0f}" for name, value in sums.iter_rows())
    return Drawing(
        frame=rows, spec=_spec(title, shown, sums.height),
        alt=f"{title}, percent of all points: {told or 'nothing is scored'}.",
    )  # fmt: skip


@lru_cache(maxsize=32)
def _spec(title: str, names: tuple[str, ...], n_tools: int) -> dict[str, Any]:
    chart = (
        alt.Chart()
        .mark_bar(height=20)
        .encode(
            y=alt.Y(
                "name:N", sort=None, title=None,
                axis=alt.Axis(ticks=False, labelPadding=8, labelLimit=220, labelOverlap=False),
            ),
            x=alt.X(
                "sum(value):Q", scale=alt.Scale(domain=[0, 100]),
                axis=alt.Axis(title="% of all points", format="d", tickCount=5),
            ),
            color=alt.Color(
                "part:N", title=None, scale=alt.Scale(domain=list(names)),
                legend=alt.Legend(columns=_COLUMNS, labelLimit=210),
            ),
            order=alt.Order("weight:Q", sort="descending"),
            tooltip=[
                alt.Tooltip("name:N", title="Tool"),
                alt.Tooltip("criterion_name:N", title="Requirement"),
                alt.Tooltip("score:Q", title="Score of 5", format="~r"),
                alt.Tooltip("weight:Q", title="Weight", format="~r"),
                alt.Tooltip("value:Q", title="% of all points", format=".1f"),
            ],
        )
    )  # fmt: skip
    rows = -(-len(names) // _COLUMNS)
    return spec_of(chart.properties(title=title, height=_AROUND + 18 * rows + n_tools * _ROW))


__all__ = ["points"]

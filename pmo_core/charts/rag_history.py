"""How ratings moved from month to month: over the portfolio, and project by project."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts.drawing import Drawing, spec_of
from pmo_core.charts.gate import RATING_COLORS, RATINGS

_ALL = (*RATINGS, "not rated", "no current status")
_COLORS = (*RATING_COLORS, "#b8bfca", "#7d8794")
_SIGNS = ("●", "◐", "▲", "◭", "◆", "", "?")
_ROW = 22


def rag_counts(frame: pl.DataFrame) -> Drawing:
    """Draw how many projects had each rating at the end of each month.

    Parameters
    ----------
    frame : polars.DataFrame
        month ("2026-10"), rag (a rating, "not rated" or "no current status"), n_projects.
    """
    place = {name: number for number, name in enumerate(_ALL)}
    rows = frame.select(
        "month", "rag", "n_projects",
        place=pl.col("rag").replace_strict(place, return_dtype=pl.Int64),
    )  # fmt: skip
    shown = tuple(name for name in _ALL if name in set(rows["rag"]))
    last = rows.filter(pl.col("month") == pl.col("month").max()).sort("place")
    words = ", ".join(f"{n} {rag}" for rag, n in last.select("rag", "n_projects").iter_rows())
    return Drawing(
        frame=rows,
        spec=_counts_spec(shown),
        alt=f"Projects by rating over {rows['month'].n_unique()} months; now {words or 'none'}.",
    )


def rag_strip(frame: pl.DataFrame) -> Drawing:
    """Draw a row per project and a cell per month, each with the color and sign of its rating.

    Parameters
    ----------
    frame : polars.DataFrame
        project_name (told apart by project), month, rag, status_on; the rows in the order in which
        the projects are drawn.
    """
    named = pl.concat_str("project", pl.lit("  "), pl.col("project_name").str.slice(0, 34))
    signs = dict(zip(_ALL, _SIGNS, strict=True))
    rows = frame.select(
        "month", "rag", "status_on", project=named,
        sign=pl.col("rag").replace_strict(signs, return_dtype=pl.String),
    )  # fmt: skip
    names = tuple(rows["project"].unique(maintain_order=True))
    return Drawing(
        frame=rows,
        spec=_strip_spec(names, 2 * rows.height),
        alt=f"Ratings of {len(names)} projects, month by month.",
    )


def _color(shown: tuple[str, ...]) -> alt.Color:
    return alt.Color(
        "rag:N",
        scale=alt.Scale(domain=list(_ALL), range=list(_COLORS)),
        legend=alt.Legend(values=list(shown)) if shown else None,
    )


@lru_cache(maxsize=32)
def _counts_spec(shown: tuple[str, ...]) -> dict[str, Any]:
    chart = (
        alt.Chart()
        .mark_bar()
        .encode(
            x=alt.X("month:O", axis=alt.Axis(title=None, labelAngle=0, labelOverlap="greedy")),
            y=alt.Y("n_projects:Q", axis=alt.Axis(title="Projects", tickMinStep=1, format="d")),
            color=_color(shown),
            order=alt.Order("place:Q"),
            tooltip=[
                alt.Tooltip("month:O", title="Month"),
                alt.Tooltip("rag:N", title="Rating"),
                alt.Tooltip("n_projects:Q", title="Projects"),
            ],
        )
    )
    return spec_of(chart.properties(title="Projects by the manager's rating", height=280))


@lru_cache(maxsize=32)
def _strip_spec(names: tuple[str, ...], n_marks: int) -> dict[str, Any]:
    x = alt.X(
        "month:O", axis=alt.Axis(title=None, orient="top", labelAngle=0, labelOverlap="greedy")
    )
    y = alt.Y(
        "project:N",
        sort=list(names),
        axis=alt.Axis(title=None, ticks=False, labelLimit=300, labelFlush=False),
    )
    told = [
        alt.Tooltip("project:N", title="Project"),
        alt.Tooltip("month:O", title="Month"),
        alt.Tooltip("rag:N", title="Rating"),
        alt.Tooltip("status_on:T", title="Status of", format="%Y-%m-%d"),
    ]
    cells = alt.Chart().mark_rect(cornerRadius=3, opacity=0.88)
    cells = cells.encode(x=x, y=y, color=_color(()), tooltip=told)
    signs = alt.Chart().mark_text(fontSize=12, color="#14181f").encode(x=x, y=y, text="sign:N")
    chart = alt.layer(cells, signs).properties(
        title="Rating by project, month by month", height=alt.Step(_ROW)
    )
    return spec_of(chart, n_marks)


__all__ = ["rag_counts", "rag_strip"]

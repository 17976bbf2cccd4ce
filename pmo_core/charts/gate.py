"""Charts of governance: how a project was rated, and what boards decided."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts.drawing import Drawing, Step, day_axis, day_step, spec_of

RATINGS = ("green", "amber-green", "amber", "amber-red", "red")
RATING_COLORS = ("#2fa36f", "#9dbb3b", "#e0a21b", "#e07b2a", "#d0453a")
_SHAPES = ("circle", "diamond", "triangle-up", "triangle-down", "square")
OUTCOMES = {
    "go": "#2fa36f", "conditional go": "#9dbb3b", "approved": "#14958c", "hold": "#e0a21b",
    "recycle": "#8a5bc7", "stop": "#d0453a", "rejected": "#97505a",
}  # fmt: skip
"""Outcome -> color, alike in light and dark: from what goes on to what ends."""


def rag_history(frame: pl.DataFrame) -> Drawing:
    """Draw the manager's rating report by report, each with a color and a shape of its own.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per status report: `data_date`, `rag` (one of `RATINGS`; null = not rated, not
        drawn), `percent_complete` (0-100, null = not reported).
    """
    rows = frame.select("data_date", "rag", "percent_complete").drop_nulls("rag").sort("data_date")
    last = rows["rag"][-1] if rows.height else "none"
    return Drawing(
        frame=rows,
        spec=_rag_spec(day_step(rows["data_date"])),
        alt=f"Rating over {rows.height} status reports; the latest is {last}.",
    )


def decided(frame: pl.DataFrame) -> Drawing:
    """Draw how many decisions were taken a month, by outcome.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per month and outcome: `month` (first day), `outcome` (one of `OUTCOMES`),
        `n_decisions`.
    """
    rows = frame.select("month", "outcome", "n_decisions").sort("month", "outcome")
    shown = tuple(name for name in OUTCOMES if name in set(rows["outcome"]))
    n = int(rows["n_decisions"].sum()) if rows.height else 0
    return Drawing(
        frame=rows,
        spec=_decided_spec(shown, day_step(rows["month"])),
        alt=f"{n} decisions over {rows['month'].n_unique()} months, by outcome.",
    )


@lru_cache(maxsize=32)
def _rag_spec(step: Step) -> dict[str, Any]:
    chart = (
        alt.Chart()
        .mark_point(filled=True, size=110, opacity=1)
        .encode(
            x=alt.X("data_date:T", axis=day_axis(step)),
            y=alt.Y(
                "rag:N", scale=alt.Scale(domain=list(RATINGS)),
                axis=alt.Axis(title=None, ticks=False, grid=True, labelPadding=8),
            ),
            color=alt.Color(
                "rag:N", legend=None,
                scale=alt.Scale(domain=list(RATINGS), range=list(RATING_COLORS)),
            ),
            shape=alt.Shape(
                "rag:N", legend=None, scale=alt.Scale(domain=list(RATINGS), range=list(_SHAPES))
            ),
            tooltip=[
                alt.Tooltip("data_date:T", title="Data date", format="%Y-%m-%d"),
                alt.Tooltip("rag:N", title="Rating"),
                alt.Tooltip("percent_complete:Q", title="Complete, percent", format=".0f"),
            ],
        )
    )  # fmt: skip
    return spec_of(chart.properties(title="Manager's rating, report by report", height=170))


@lru_cache(maxsize=32)
def _decided_spec(shown: tuple[str, ...], step: Step) -> dict[str, Any]:
    chart = (
        alt.Chart()
        .mark_bar()
        .encode(
            x=alt.X("yearmonth(month):T", axis=day_axis(step)),
            y=alt.Y("n_decisions:Q", axis=alt.Axis(title="Decisions", tickMinStep=1, format="d")),
            color=alt.Color(
                "outcome:N",
                scale=alt.Scale(domain=list(OUTCOMES), range=list(OUTCOMES.values())),
                legend=alt.Legend(values=list(shown)),
            ),
            order=alt.Order("outcome:N"),
            tooltip=[
                alt.Tooltip("month:T", title="Month", format="%Y-%m"),
                alt.Tooltip("outcome:N", title="Outcome"),
                alt.Tooltip("n_decisions:Q", title="Decisions"),
            ],
        )
    )  # fmt: skip
    return spec_of(chart.properties(title="Decisions a month", height=280))


__all__ = ["OUTCOMES", "RATINGS", "RATING_COLORS", "decided", "rag_history"]

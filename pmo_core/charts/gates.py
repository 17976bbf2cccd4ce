"""Charts of the history of gates: how long bodies take, and what goes wrong at which gate."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts.drawing import Drawing, spec_of

FAULTS = ("Skipped", "Before an earlier gate", "Overdue")
"""What goes wrong at a gate, in the order of the colors."""
TOP = 12
_COLORS = ("#e0a21b", "#8f5fbf", "#d0453a")
_AROUND, _STEP, _GATE_STEP = 90, 34, 26


def durations(frame: pl.DataFrame, *, title: str) -> Drawing:
    """Draw how long each body takes: shortest to longest, the middle half, and the median.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per body, in the order in which they are drawn (the first twelve): `body` (text),
        `n_projects`, `shortest_days`, `lower_days`, `median_days`, `upper_days`, `longest_days`.
    title : str
        What is seen.
    """
    rows = frame.head(TOP).select(
        "body", "n_projects",
        pl.col("shortest_days", "lower_days", "median_days", "upper_days", "longest_days")
        .cast(pl.Float64),
    )  # fmt: skip
    left_out = frame.height - rows.height
    shown = f"{title} (first {TOP} of {frame.height})" if left_out else title
    said = [
        f"{body} {days:,.0f}" for body, days in rows.select("body", "median_days").head(3).rows()
    ]
    return Drawing(
        frame=rows,
        spec=_durations_spec(shown, rows.height),
        alt=f"{title}, in days; median by body: {', '.join(said)}.",
    )


@lru_cache(maxsize=32)
def _durations_spec(title: str, n_bodies: int) -> dict[str, Any]:
    tooltip = [
        alt.Tooltip("body:N", title="Approving body"),
        alt.Tooltip("n_projects:Q", title="Projects"),
        *(
            alt.Tooltip(f"{name}_days:Q", title=label, format=",.0f")
            for name, label in (
                ("shortest", "Shortest"), ("lower", "Lower quartile"), ("median", "Median"),
                ("upper", "Upper quartile"), ("longest", "Longest"),
            )
        ),
    ]  # fmt: skip
    axis = alt.Axis(title="Calendar days", format=",.0f", tickCount=6)
    y = alt.Y("body:N", sort=None, title=None, axis=alt.Axis(ticks=False, labelPadding=8))
    base = alt.Chart().encode(y=y, tooltip=tooltip)
    span = base.mark_rule(strokeWidth=2, color="#8a93a3").encode(
        x=alt.X("shortest_days:Q", axis=axis), x2="longest_days:Q"
    )
    half = base.mark_bar(height=16, opacity=0.55, cornerRadius=2).encode(
        x=alt.X("lower_days:Q", axis=axis), x2="upper_days:Q"
    )
    median = base.mark_tick(thickness=3, height=22).encode(x=alt.X("median_days:Q", axis=axis))
    chart = alt.layer(span, half, median)
    return spec_of(chart.properties(title=title, height=_AROUND + n_bodies * _STEP))


def faults(frame: pl.DataFrame, *, title: str) -> Drawing:
    """Draw for each gate how often it was skipped, held too early, or is overdue.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per gate and fault, the gates in their order: `gate_label`, `fault` (one of
        `FAULTS`), `n_gates`.
    title : str
        What is seen.
    """
    rows = frame.select("gate_label", "fault", "n_gates").filter(pl.col("n_gates") > 0)
    gates = tuple(frame["gate_label"].unique(maintain_order=True))
    found = set(rows["fault"])
    return Drawing(
        frame=rows,
        spec=_faults_spec(title, gates, tuple(one for one in FAULTS if one in found)),
        alt=f"{title}: {int(rows['n_gates'].sum()) if rows.height else 0} over {len(gates)} gates.",
    )


@lru_cache(maxsize=32)
def _faults_spec(title: str, gates: tuple[str, ...], shown: tuple[str, ...]) -> dict[str, Any]:
    chart = (
        alt.Chart()
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            y=alt.Y(
                "gate_label:N", sort=list(gates), scale=alt.Scale(domain=list(gates)), title=None,
                axis=alt.Axis(ticks=False, labelPadding=8, labelOverlap=False),
            ),
            x=alt.X(
                "sum(n_gates):Q",
                axis=alt.Axis(title="Projects", format=",.0f", tickMinStep=1, tickCount=6),
            ),
            color=alt.Color(
                "fault:N", scale=alt.Scale(domain=list(FAULTS), range=list(_COLORS)), title=None,
                legend=alt.Legend(values=list(shown)),
            ),
            order=alt.Order("fault:N"),
            tooltip=[
                alt.Tooltip("gate_label:N", title="Gate"), alt.Tooltip("fault:N", title="What"),
                alt.Tooltip("n_gates:Q", title="Projects", format=",.0f"),
            ],
        )
    )  # fmt: skip
    return spec_of(chart.properties(title=title, height=_AROUND + len(gates) * _GATE_STEP))


__all__ = ["FAULTS", "TOP", "durations", "faults"]

"""What a selection takes of what there is: money by year, people by role and month."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts import theme
from pmo_core.charts.drawing import Drawing, in_words, spec_of, value_axis

PARTS = ("Chosen", "Running", "Not chosen")
"""Parts of what is asked of a limit, in the order of the theme's colors."""
_AROUND = 110
_ROW = 24


def money(frame: pl.DataFrame, *, title: str, unit: str) -> Drawing:
    """Draw per year what runs, what is chosen and what is left out, and the limit as a line.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per year: `period` (text, in order), `committed`, `used`, `asked` (of all
        candidates), `limit` (null = not limited, no line).
    title, unit : str
        What is seen, and in what unit.
    """
    parts = frame.select(
        "period",
        Running="committed",
        Chosen="used",
        **{"Not chosen": (pl.col("asked") - pl.col("used")).clip(0)},
    ).unpivot(index="period", variable_name="part", value_name="value")
    rank = {"Running": 0, "Chosen": 1, "Not chosen": 2}
    rows = pl.concat([
        parts.with_columns(rank=pl.col("part").replace_strict(rank, return_dtype=pl.Int32)),
        frame.select("period", part=pl.lit("Limit"), value="limit", rank=pl.lit(3, pl.Int32)),
    ]).with_columns(pl.col("value").cast(pl.Float64)).drop_nulls("value")  # fmt: skip
    return Drawing(
        frame=rows,
        spec=_money_spec(title, unit, tuple(frame["period"])),
        alt=f"{title}, in {unit}: running, chosen and not chosen, with the limit of each year.",
    )


@lru_cache(maxsize=16)
def _money_spec(title: str, unit: str, periods: tuple[str, ...]) -> dict[str, Any]:
    x = alt.X(
        "period:O", title=None, scale=alt.Scale(domain=list(periods)),
        axis=alt.Axis(labelAngle=0, ticks=False),
    )  # fmt: skip
    tooltip = [
        alt.Tooltip("period:N", title="Fiscal year"),
        alt.Tooltip("part:N", title="Part"),
        alt.Tooltip("words:N", title=unit),
    ]
    base = in_words(alt.Chart(), "value", "words").encode(x=x, tooltip=tooltip)
    bars = (
        base.transform_filter("datum.part != 'Limit'")
        .mark_bar(size=44)
        .encode(
            y=alt.Y("value:Q", axis=value_axis(unit), stack="zero"),
            color=alt.Color("part:N", scale=alt.Scale(domain=list(PARTS)), title=None),
            opacity=alt.condition(
                "datum.part == 'Not chosen'", alt.value(0.35), alt.value(1)
            ),
            order=alt.Order("rank:Q"),
        )
    )  # fmt: skip
    limit = (
        base.transform_filter("datum.part == 'Limit'")
        .mark_tick(thickness=3, size=72, orient="horizontal", color="#c2352b")
        .encode(y=alt.Y("value:Q", axis=value_axis(unit)))
    )
    return spec_of(alt.layer(bars, limit).properties(title=title, height=theme.HEIGHT))


def load(frame: pl.DataFrame, *, title: str) -> Drawing:
    """Draw by role and month how much of the capacity is taken; full cells have a frame.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per role and month: `role` (name to show), `month` (text, in order), `load_pct`
        (percent of capacity taken; null = no capacity known), `taken` and `capacity` (hours).
    title : str
        What is seen.
    """
    rows = frame.select("role", "month", "load_pct", "taken", "capacity").drop_nulls("load_pct")
    months = tuple(rows["month"].unique().sort())
    n_roles = rows["role"].n_unique()
    full = rows.filter(pl.col("load_pct") >= FULL_PCT)["role"].unique().sort()
    return Drawing(
        frame=rows,
        spec=_load_spec(title, months, n_roles),
        alt=f"{title}; full in some month: {', '.join(full) or 'none'}.",
    )


FULL_PCT = 97.0
"""Percent from which a month counts as full."""


@lru_cache(maxsize=16)
def _load_spec(title: str, months: tuple[str, ...], n_roles: int) -> dict[str, Any]:
    chart = (
        in_words(in_words(alt.Chart(), "taken", "taken_words"), "capacity", "capacity_words")
        .mark_rect(cornerRadius=2)
        .encode(
            x=alt.X(
                "month:O", title=None, scale=alt.Scale(domain=list(months)),
                axis=alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=12, ticks=False),
            ),
            y=alt.Y("role:N", title=None, axis=alt.Axis(ticks=False, labelPadding=8)),
            color=alt.Color(
                "load_pct:Q", title="Percent of capacity",
                scale=alt.Scale(domain=[0, 100], clamp=True),
                legend=alt.Legend(orient="top", gradientLength=180, gradientThickness=10),
            ),
            stroke=alt.condition(
                f"datum.load_pct >= {FULL_PCT}", alt.value("#c2352b"), alt.value(None)
            ),
            tooltip=[
                alt.Tooltip("role:N", title="Role"),
                alt.Tooltip("month:N", title="Month"),
                alt.Tooltip("load_pct:Q", title="Percent taken", format=".1f"),
                alt.Tooltip("taken_words:N", title="Hours taken"),
                alt.Tooltip("capacity_words:N", title="Hours there"),
            ],
        )
    )  # fmt: skip
    return spec_of(
        chart.properties(title=title, height=_AROUND + n_roles * _ROW), len(months) * n_roles
    )

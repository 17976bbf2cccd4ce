"""Charts of the proof of capacity: what is asked beside what is there, before and after a lever."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts import theme
from pmo_core.charts.drawing import Drawing, spec_of, value_axis

OTHERS, PROMISED = "Other projects", "Promised already"
BEFORE, AFTER = "Asked now", "Asked then"
_RED = "#c2352b"
_GRAY = {OTHERS: "#8a94a3", PROMISED: "#c3cad4"}
_UNIT = "person-days"


def asked_and_there(
    frame: pl.DataFrame, *, title: str, names: Mapping[str, str], short: tuple[str, ...] = ()
) -> Drawing:
    """Draw per period what projects ask for as a stack, and what is there as a bar across it.

    Parameters
    ----------
    frame : polars.DataFrame
        `period` (text, in order), `part` (code of a project, `OTHERS` or `PROMISED`), `asked`,
        `there` (person-days).
    title : str
        What is seen.
    names : mapping of str to str
        Names of the projects that are told one by one, by code, in the order of the stack.
    short : tuple of str
        Periods in which it falls short: their bars are strong, the others pale.
    """
    order = [*names, OTHERS, PROMISED]
    rows = frame.with_columns(
        group=pl.col("part").replace(dict(names)),
        rank=pl.col("part").replace_strict(
            dict(zip(order, range(len(order)), strict=True)), default=len(order)
        ),
        is_short=pl.col("period").is_in(list(short)),
    ).select("period", "group", "asked", "there", "rank", "is_short")  # fmt: skip
    worst = (
        rows.group_by("period").agg(pl.col("asked").sum(), pl.col("there").first())
        .with_columns(over=pl.col("asked") - pl.col("there"))
        .sort("over", descending=True)
    )  # fmt: skip
    said = (
        f"The tightest is {worst['period'][0]}: {worst['asked'][0]:,.1f} {_UNIT} asked, "
        f"{worst['there'][0]:,.1f} there"
        if worst.height
        else "Nothing is asked"
    )
    periods = tuple(rows["period"].unique().sort())
    shown = tuple(names.values())
    gray = tuple(name for name in _GRAY if (rows["group"] == name).any())
    return Drawing(rows, _stack_spec(title, shown, gray, periods), f"{title}. {said}.")


@lru_cache(maxsize=64)
def _stack_spec(
    title: str, shown: tuple[str, ...], gray: tuple[str, ...], periods: tuple[str, ...]
) -> dict[str, Any]:
    x = _periods(periods)
    groups = [*shown, *gray]
    colors = [*_PALETTE[: len(shown)], *(_GRAY[name] for name in gray)]
    color = alt.Color(
        "group:N", title=None, sort=groups,
        scale=alt.Scale(domain=groups, range=colors),
        legend=alt.Legend(columns=2, labelLimit=190),
    )  # fmt: skip
    tooltip = [
        alt.Tooltip("period:N", title="Period"),
        alt.Tooltip("group:N", title="Asked by"),
        alt.Tooltip("asked:Q", title=f"Asked, {_UNIT}", format=",.1f"),
        alt.Tooltip("there:Q", title=f"There, {_UNIT}", format=",.1f"),
    ]
    size = _width(len(periods))
    bars = (
        alt.Chart()
        .mark_bar(size=size)
        .encode(
            x=x,
            y=alt.Y("asked:Q", stack="zero", axis=value_axis(_UNIT)),
            color=color,
            order=alt.Order("rank:Q"),
            opacity=alt.condition("datum.is_short", alt.value(1), alt.value(0.55)),
            tooltip=tooltip,
        )
    )
    there = (
        alt.Chart()
        .transform_aggregate(there="max(there)", groupby=["period"])
        .mark_tick(thickness=3, size=size + 14, orient="horizontal", color=_RED)
        .encode(x=x, y=alt.Y("there:Q"), tooltip=tooltip[:1] + tooltip[3:])
    )
    return spec_of(alt.layer(bars, there).properties(title=title, height=theme.HEIGHT))


def before_and_after(frame: pl.DataFrame, *, title: str) -> Drawing:
    """Draw what is asked and what is there, per period, now and after a lever.

    Parameters
    ----------
    frame : polars.DataFrame
        `period` (text, in order), `asked`, `there`, `asked_after`, `there_after` (person-days).
    title : str
        What is seen.
    """
    sides = ((BEFORE, "asked", "there"), (AFTER, "asked_after", "there_after"))
    rows = pl.concat([
        frame.select("period", asked=asked, there=there, side=pl.lit(side))
        for side, asked, there in sides
    ])  # fmt: skip
    moved = frame.filter(
        (pl.col("asked") - pl.col("asked_after")).abs()
        + (pl.col("there") - pl.col("there_after")).abs()
        > 0.05
    )
    words = "; ".join(
        f"{row['period']} {row['asked']:,.1f} of {row['there']:,.1f} now, "
        f"{row['asked_after']:,.1f} of {row['there_after']:,.1f} then"
        for row in moved.head(3).iter_rows(named=True)
    )
    periods = tuple(frame["period"].unique().sort())
    return Drawing(rows, _sides_spec(title, periods), f"{title}: {words or 'nothing changes'}.")


@lru_cache(maxsize=32)
def _sides_spec(title: str, periods: tuple[str, ...]) -> dict[str, Any]:
    sides = [BEFORE, AFTER]
    offset = alt.XOffset("side:N", sort=sides)
    tooltip = [
        alt.Tooltip("period:N", title="Period"),
        alt.Tooltip("side:N", title=" "),
        alt.Tooltip("asked:Q", title=f"Asked, {_UNIT}", format=",.1f"),
        alt.Tooltip("there:Q", title=f"There, {_UNIT}", format=",.1f"),
    ]
    width = max(6, min(24, _width(len(periods)) // 2))
    bars = (
        alt.Chart()
        .mark_bar(size=width)
        .encode(
            x=_periods(periods, 0.5), xOffset=offset,
            y=alt.Y("asked:Q", axis=value_axis(_UNIT)),
            color=alt.Color(
                "side:N", title=None, sort=sides,
                scale=alt.Scale(domain=sides, range=[_GRAY[PROMISED], _PALETTE[0]]),
            ),
            tooltip=tooltip,
        )
    )  # fmt: skip
    there = (
        alt.Chart()
        .mark_tick(thickness=3, size=width + 4, orient="horizontal", color=_RED)
        .encode(x=_periods(periods, 0.5), xOffset=offset, y=alt.Y("there:Q"), tooltip=tooltip)
    )
    return spec_of(alt.layer(bars, there).properties(title=title, height=260))


_PALETTE = ("#2f5bd0", "#d9822b", "#14958c", "#8a5bc7", "#c9527b", "#4aa3d8")
"""Projects that are told one by one: mid tones that stand out on light and dark alike."""


def _periods(periods: tuple[str, ...], gap: float = 0.1) -> alt.X:
    return alt.X(
        "period:O", title=None, scale=alt.Scale(domain=list(periods), paddingInner=gap),
        axis=alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=10, ticks=False),
    )  # fmt: skip


def _width(n_periods: int) -> int:
    return max(8, min(48, 640 // max(n_periods, 1)))


__all__ = ["AFTER", "BEFORE", "OTHERS", "PROMISED", "asked_and_there", "before_and_after"]

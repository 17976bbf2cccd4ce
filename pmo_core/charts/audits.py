"""The audits of a year as a calendar: a row an auditor, a mark an audit on its day."""

from datetime import date
from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts.drawing import PICK, Drawing, spec_of

STATES = ("planned", "in progress", "reported", "closed", "overdue")
"""How far an audit is, in the order of the colors; overdue = planned for a day that has passed."""
_COLORS = ("#8cb6ec", "#d9822b", "#2f9e6e", "#7a8698", "#d0453a")
_GRAY, _RED = "#8a94a3", "#e0574f"
_ROW, _AROUND = 52, 70
_NAMED = 12
"""Audits of an auditor up to which their subjects stand beside the marks."""
_IN_FULL = 4
"""Audits of an auditor up to which the names of the audits stand there instead."""
_ALIGN = "month(datum.on) > 7 ? 'right' : month(datum.on) < 4 ? 'left' : 'center'"
"""Names grow away from the nearer edge, so that none is cut."""
_NOBODY = "Nobody yet"
_UNKNOWN = 30.0
"""Risk by which the mark of an audit is sized whose risk is not known."""


def year(audits: pl.DataFrame, *, year: int, today: date) -> Drawing:
    """Draw the audits of a year; a click gives the code of an audit.

    Parameters
    ----------
    audits : polars.DataFrame
        `code`, `name`, `subject`, `auditor` (null = nobody yet), `planned_on`, `audit_state` (one
        of `STATES`), `risk_points` (null = not known).
    year : int
        The calendar year.
    today : date
        Where the line of today stands, if it is seen.
    """
    rows = audits.select(
        pl.lit("audit").alias("mark"), "name", "audit_state", "subject", key="code",
        auditor=pl.col("auditor").fill_null(_NOBODY), on="planned_on",
        risk=pl.col("risk_points").round(0), weight=pl.col("risk_points").fill_null(_UNKNOWN),
    ).sort("auditor", "on", "key")  # fmt: skip
    # Names of neighbors would run into each other: every second one stands below its mark.
    rows = rows.with_columns(
        is_below=pl.int_range(pl.len()).over("auditor") % 2 == 1,
        subject=pl.when(pl.len().over("auditor") <= _IN_FULL)
        .then("name")
        .when(pl.len().over("auditor") <= _NAMED)
        .then("subject"),
    )
    extra = [("quarter", date(year, month, 1)) for month in (1, 4, 7, 10)]
    extra += [("today", today)] if today.year == year else []
    lines = pl.DataFrame(extra, schema=["mark", "on"], orient="row")
    names = tuple(rows["auditor"].unique(maintain_order=True))
    counts = ", ".join(
        f"{rows.filter(audit_state=name).height} {name}"
        for name in STATES
        if rows.filter(audit_state=name).height
    )
    return Drawing(
        frame=pl.concat([rows, lines], how="diagonal_relaxed"),
        spec=_spec(year, names),
        alt=f"{rows.height} audits of {year} by auditor: {counts or 'none'}.",
    )


@lru_cache(maxsize=32)
def _spec(year: int, names: tuple[str, ...]) -> dict[str, Any]:
    days = [{"year": year, "month": 1, "date": 1}, {"year": year, "month": 12, "date": 31}]
    ticks: Any = {"interval": "month", "step": 1}
    x = alt.X(
        "on:T", scale=alt.Scale(domain=days, nice=False),
        axis=alt.Axis(title=None, format="%b", tickCount=ticks, labelAlign="left", grid=True,
                      gridOpacity=0.35, labelPadding=6, orient="top", domain=False),
    )  # fmt: skip
    y = alt.Y(
        "auditor:N", sort=list(names), scale=alt.Scale(domain=list(names)),
        axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=10, labelLimit=160,
                      grid=True, gridOpacity=0.35),
    )  # fmt: skip
    pick = alt.selection_point(name=PICK, fields=["key"], on="click", clear="dblclick")
    told = [
        alt.Tooltip("key:N", title="Audit"), alt.Tooltip("name:N", title="About"),
        alt.Tooltip("audit_state:N", title="State"),
        alt.Tooltip("on:T", title="Planned", format="%Y-%m-%d"),
        alt.Tooltip("auditor:N", title="Auditor"),
        alt.Tooltip("risk:Q", title="Risk points", format=".0f"),
    ]  # fmt: skip
    base = alt.Chart().transform_filter("datum.mark == 'audit'")
    marks = (
        base.mark_circle(opacity=1, cursor="pointer")
        .encode(
            x=x, y=y, tooltip=told,
            size=alt.Size(
                "weight:Q", scale=alt.Scale(domain=[0, 100], range=[60, 420]), legend=None
            ),
            color=alt.Color(
                "audit_state:N", title=None,
                scale=alt.Scale(domain=list(STATES), range=list(_COLORS)),
                legend=alt.Legend(columns=5, symbolType="circle"),
            ),
        )
        .add_params(pick)
    )  # fmt: skip
    align: Any = alt.ExprRef(expr=_ALIGN)
    named = [
        base.transform_filter(f"datum.is_below == {is_below}")
        .mark_text(fontSize=11, color=_GRAY, dy=dy, limit=150, cursor="pointer", align=align)
        .encode(x=x, y=y, text="subject:N", tooltip=told)
        for is_below, dy in (("false", -17), ("true", 18))
    ]
    quarter = alt.Chart().transform_filter("datum.mark == 'quarter'").mark_rule(
        color=_GRAY, opacity=0.6
    ).encode(x=x)  # fmt: skip
    today = alt.Chart().transform_filter("datum.mark == 'today'")
    line = today.mark_rule(color=_RED, strokeWidth=1.5).encode(x=x)
    word = today.mark_text(color=_RED, fontSize=11, align="left", dx=4, dy=-4, text="Today").encode(
        x=x, y=alt.value("height")
    )
    chart = alt.layer(quarter, line, word, marks, *named)
    return spec_of(chart.properties(height=_AROUND + max(len(names), 1) * _ROW))


__all__ = ["STATES", "year"]

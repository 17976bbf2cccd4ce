"""The PMO itself: how mature it finds itself, and who uses the tool."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts.drawing import Drawing, spec_of

_ROW, _AROUND = 30, 90
_QUIET, _TARGET = "#8a94a3", "#d9822b"
_KINDS = {
    "Level": "maturity_level", "Assessment before": "maturity_before", "Target": "target_level",
}  # fmt: skip
ROLES = ("viewer", "contributor", "manager", "administrator")


def maturity(standing: pl.DataFrame, *, title: str) -> Drawing:
    """Draw the level of each area, that of the assessment before, and the target.

    Parameters
    ----------
    standing : polars.DataFrame
        One row per area in their order: area, maturity_level, maturity_before, target_level (null
        = not known, not drawn), level_text.
    title : str
        What is seen.
    """
    area = pl.col("area").str.to_titlecase()
    rows = pl.concat(
        standing.select(area, "level_text", kind=pl.lit(kind), value=field)
        for kind, field in _KINDS.items()
    ).filter(pl.col("value").is_not_null() | (pl.col("kind") == "Level"))
    levels = rows.filter(pl.col("kind") == "Level", pl.col("value").is_not_null())
    told = ", ".join(f"{area} {level}" for area, level in levels.select("area", "value").rows())
    return Drawing(
        frame=rows, spec=_maturity_spec(title, standing.height),
        alt=f"{title}, levels 1 to 5: {told or 'nothing is assessed'}.",
    )  # fmt: skip


@lru_cache(maxsize=8)
def _maturity_spec(title: str, n_areas: int) -> dict[str, Any]:
    axis = alt.Axis(title="Level", values=[1, 2, 3, 4, 5], format="d", grid=True)
    base = alt.Chart().encode(
        y=alt.Y("area:N", sort=None, title=None, axis=alt.Axis(ticks=False, labelPadding=8)),
        x=alt.X("value:Q", axis=axis, scale=alt.Scale(domain=[0, 5], nice=False)),
        color=alt.Color(
            "kind:N", title=None,
            scale=alt.Scale(domain=list(_KINDS), range=["#4c78c8", _QUIET, _TARGET]),
            legend=alt.Legend(columns=3),
        ),
        tooltip=[
            alt.Tooltip("area:N", title="Area"), alt.Tooltip("kind:N", title="Of"),
            alt.Tooltip("value:Q", title="Level"), alt.Tooltip("level_text:N", title="Now"),
        ],
    )  # fmt: skip

    def only(kind: str) -> Any:
        return base.transform_filter(f"datum.kind === '{kind}'")

    bar = only("Level").mark_bar(height=15, cornerRadiusEnd=3)
    before = only("Assessment before").mark_tick(thickness=3, height=22)
    target = only("Target").mark_point(shape="diamond", size=95, filled=True, opacity=1)
    chart = alt.layer(bar, before, target)
    return spec_of(chart.properties(title=title, height=_AROUND + n_areas * _ROW))


def course(trend: pl.DataFrame, *, title: str) -> Drawing:
    """Draw the mean level from assessment to assessment.

    Parameters
    ----------
    trend : polars.DataFrame
        assessed_on, n_areas, mean_level, lowest_level; by day.
    title : str
        What is seen.
    """
    rows = trend.select(
        pl.col("assessed_on").dt.strftime("%Y-%m-%d"), "n_areas", "mean_level", "lowest_level"
    )
    told = f"{rows['mean_level'][-1]:.1f} on {rows['assessed_on'][-1]}" if rows.height else "none"
    return Drawing(frame=rows, spec=_course_spec(title), alt=f"{title}: {told}.")


@lru_cache(maxsize=4)
def _course_spec(title: str) -> dict[str, Any]:
    base = alt.Chart().encode(
        x=alt.X("assessed_on:O", axis=alt.Axis(title=None, labelAngle=0, labelOverlap="greedy")),
        tooltip=[
            alt.Tooltip("assessed_on:O", title="Assessed"),
            alt.Tooltip("mean_level:Q", title="Mean level", format=".2f"),
            alt.Tooltip("lowest_level:Q", title="Lowest level"),
            alt.Tooltip("n_areas:Q", title="Areas"),
        ],
    )  # fmt: skip
    y = alt.Y(
        "mean_level:Q", scale=alt.Scale(domain=[1, 5]),
        axis=alt.Axis(title="Mean level", values=[1, 2, 3, 4, 5], format="d"),
    )  # fmt: skip
    line = base.mark_line(point=alt.OverlayMarkDef(size=70, filled=True)).encode(y=y)
    text = base.mark_text(dy=-14, color=_QUIET).encode(
        y=y, text=alt.Text("mean_level:Q", format=".1f")
    )
    return spec_of(alt.layer(line, text).properties(title=title, height=_AROUND + 8 * _ROW))


def use(frame: pl.DataFrame, *, title: str) -> Drawing:
    """Draw how many changes were made by month and access role.

    Parameters
    ----------
    frame : polars.DataFrame
        month (first day), actor_role, n_saved, n_people.
    title : str
        What is seen.
    """
    rows = frame.select(
        pl.col("month").dt.strftime("%Y-%m"), "n_saved", "n_people", role="actor_role"
    )
    shown, n_months = tuple(r for r in ROLES if r in set(rows["role"])), rows["month"].n_unique()
    return Drawing(
        frame=rows, spec=_use_spec(title, shown),
        alt=f"{title}: {int(rows['n_saved'].sum()):,} in {n_months} month{'s'[: n_months != 1]}.",
    )  # fmt: skip


@lru_cache(maxsize=8)
def _use_spec(title: str, shown: tuple[str, ...]) -> dict[str, Any]:
    chart = (
        alt.Chart()
        .mark_bar(cornerRadiusEnd=2, width={"band": 0.7})
        .encode(
            x=alt.X("month:O", axis=alt.Axis(title=None, labelAngle=0, labelOverlap="greedy")),
            y=alt.Y("n_saved:Q", axis=alt.Axis(title="Changes", format="~s", tickMinStep=1)),
            color=alt.Color(
                "role:N", title=None, scale=alt.Scale(domain=list(ROLES)),
                legend=alt.Legend(values=list(shown), columns=4),
            ),
            tooltip=[
                alt.Tooltip("month:O", title="Month"), alt.Tooltip("role:N", title="Role"),
                alt.Tooltip("n_saved:Q", title="Changes", format=","),
                alt.Tooltip("n_people:Q", title="People"),
            ],
        )
    )  # fmt: skip
    return spec_of(chart.properties(title=title, height=260))


def still_open(course: pl.DataFrame, kinds: tuple[str, ...], *, title: str) -> Drawing:
    """Draw which share of each kind is still open after so many days.

    Parameters
    ----------
    course : polars.DataFrame
        cycle, cycle_days, open_pct; each row holds until the next one of its kind.
    kinds : tuple of str
        All kinds in their order.
    title : str
        What is seen.
    """
    last = course.group_by("cycle").agg(pl.col("open_pct").last())
    told = ", ".join(f"{kind} {pct:.0f} %" for kind, pct in last.sort("cycle").iter_rows())
    return Drawing(frame=course, spec=_open_spec(title, kinds), alt=f"{title}; in the end: {told}.")


@lru_cache(maxsize=4)
def _open_spec(title: str, kinds: tuple[str, ...]) -> dict[str, Any]:
    chart = (
        alt.Chart()
        .mark_line(interpolate="step-after", strokeWidth=2)
        .encode(
            x=alt.X(
                "cycle_days:Q", scale=alt.Scale(nice=False, zero=True),
                axis=alt.Axis(title="Days since it was submitted, due, broken or found",
                              format="d", tickMinStep=1),
            ),
            y=alt.Y(
                "open_pct:Q", scale=alt.Scale(domain=[0, 100]),
                axis=alt.Axis(title="Still open, %", values=[0, 20, 50, 80, 100]),
            ),
            color=alt.Color(
                "cycle:N", title=None, scale=alt.Scale(domain=list(kinds)),
                legend=alt.Legend(columns=2, labelLimit=220),
            ),
            tooltip=[
                alt.Tooltip("cycle:N", title="Of"), alt.Tooltip("cycle_days:Q", title="Days"),
                alt.Tooltip("open_pct:Q", title="Still open, %", format=".0f"),
            ],
        )
    )  # fmt: skip
    return spec_of(chart.properties(title=title, height=340))


__all__ = ["course", "maturity", "still_open", "use"]

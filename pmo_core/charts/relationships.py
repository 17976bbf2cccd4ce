"""The graph of projects: layers from left to right, ties as curves by kind and strength."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts.drawing import PICK, Chart, Drawing, spec_of

COLORS = {
    "technical": "#4f79e6", "policy": "#d9822b", "resource": "#14958c", "benefit": "#9a6bd3",
    "tasks": "#c9527b", "reported": "#8a93a3",
}  # fmt: skip
"""Kind of tie -> color, right on light and dark."""
STRENGTHS = {1: "weak", 2: "strong", 3: "blocking"}
_INK, _BOX, _FOCUS = "#1d2733", "#dfe6f2", "#2f5bd0"
_HALF_X, _HALF_Y, _EDGE = 0.36, 0.36, 0.6
_GAP = 0.13
"""Between ties of different kinds between the same two projects."""
_STUB, _BEND, _BEFORE = 0.05, 0.2, _HALF_X + 0.03
"""How far lines run level beside boxes and bends, and how far before a box their heads stand."""
_ROW, _LEAST_ROW, _AROUND, _MOST = 64, 44, 90, 1300


def graph(nodes: pl.DataFrame, ties: pl.DataFrame, points: pl.DataFrame, *, title: str) -> Drawing:
    """Draw projects and the ties between them; a project can be clicked.

    Parameters
    ----------
    nodes : polars.DataFrame
        project, project_name, x (layer), y (place in it), step (0 = in focus; null = none is),
        n_more_needs, n_more_needed_by (ties that lead out of the picture).
    ties : polars.DataFrame
        project, needs, kind (of `COLORS`), strength (1 to 3), is_reversed (closes a circle).
    points : polars.DataFrame
        project, needs, x, y: where a tie is led along, in order.
    title : str
        What is seen.
    """
    lines = _lines(ties, points)
    boxes = nodes.select(
        key="project", name=pl.coalesce("project_name", "project"), x="x", y="y",
        mark=pl.when(pl.col("step") == 0).then(pl.lit("focus")).otherwise(pl.lit("project")),
        more_left=_more("n_more_needs"), more_right=_more("n_more_needed_by"),
        left=pl.col("x") - _HALF_X, right=pl.col("x") + _HALF_X,
        top=pl.col("y") - _HALF_Y, bottom=pl.col("y") + _HALF_Y,
    )  # fmt: skip
    n_layers = int(nodes["x"].max() or 0) + 1  # type: ignore[arg-type]
    n_rows = float(nodes["y"].max() or 0.0) + 2 * _EDGE  # type: ignore[arg-type]
    rows = pl.concat([lines, boxes], how="diagonal_relaxed").with_columns(
        (pl.col("y", "top", "bottom") + _EDGE) / n_rows
    )
    height = _AROUND + n_rows * min(max(_MOST / n_rows, _LEAST_ROW), _ROW)
    return Drawing(
        frame=rows,
        spec=_spec(n_layers) | {"title": title, "height": height},
        alt=f"{title}: {nodes.height} projects, {ties.height} ties between them, what is needed "
        "to the left of what needs it.",
    )


def _more(name: str) -> pl.Expr:
    return pl.when(pl.col(name) > 0).then(pl.format("+{}", name))


def _lines(ties: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """Return the points of the lines: level at boxes and bends, swinging in between."""
    pair = ["project", "needs"]
    order = ties.sort(*pair, "kind").with_columns(
        shift=(pl.int_range(pl.len()).over(pair) - (pl.len().over(pair) - 1) / 2) * _GAP,
        tie=pl.int_range(pl.len()),
    )
    place, n = pl.int_range(pl.len()).over(pair), pl.len().over(pair)
    level = (
        pl.when(place == 0).then(pl.concat_list(pl.lit(_HALF_X), pl.lit(_HALF_X + _STUB)))
        .when(place == n - 1).then(pl.concat_list(pl.lit(-_BEFORE - _STUB), pl.lit(-_BEFORE)))
        .otherwise(pl.concat_list(pl.lit(-_BEND), pl.lit(_BEND)))
    )  # fmt: skip
    led = points.with_columns(aside=level).explode("aside")
    curves = order.join(led, on=pair, maintain_order="left_right").with_columns(
        x=pl.col("x") + pl.col("aside"), y=pl.col("y") + pl.col("shift")
    )
    is_end = pl.int_range(pl.len()).over("tie") == pl.len().over("tie") - 1
    is_begin = pl.int_range(pl.len()).over("tie") == 0
    head = (
        pl.when(pl.col("is_reversed") & is_begin).then(pl.lit("back"))
        .when(~pl.col("is_reversed") & is_end).then(pl.lit("on"))
    )  # fmt: skip
    # A line is asked for its first point alone: the other points carry no words.
    said = pl.when(is_begin | head.is_not_null())
    return curves.select(
        "tie", "x", "y", "kind", "strength",
        order=pl.int_range(pl.len()).over("tie"),
        says=said.then(pl.format("{} needs {}", "project", "needs")),
        how=said.then(pl.col("strength").replace_strict(STRENGTHS, return_dtype=pl.String)),
        comment=said.then("comment"), owner=said.then("owner"), head=head,
        run=pl.when("is_reversed").then(pl.lit("circle")).otherwise(pl.lit("ahead")),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _spec(n_layers: int) -> dict[str, Any]:
    """Return the spec without title and height: rows have places from 0 to 1, whatever the size."""
    x = alt.Scale(domain=[-0.5, n_layers - 0.5], nice=False, zero=False)
    y = alt.Scale(domain=[0, 1], nice=False, zero=False, reverse=True)
    color = alt.Color(
        "kind:N", scale=alt.Scale(domain=list(COLORS), range=list(COLORS.values())),
        legend=alt.Legend(columns=6, symbolType="stroke", symbolStrokeWidth=3),
    )  # fmt: skip
    base: Chart = alt.Chart().encode(
        x=alt.X("x:Q", scale=x, axis=None), y=alt.Y("y:Q", scale=y, axis=None)
    )
    tooltip = [
        alt.Tooltip("says:N", title="Tie"), alt.Tooltip("kind:N", title="Kind"),
        alt.Tooltip("how:N", title="Strength"), alt.Tooltip("owner:N", title="Owner"),
        alt.Tooltip("comment:N", title="What for"),
    ]  # fmt: skip
    width = alt.StrokeWidth(
        "strength:O", scale=alt.Scale(domain=[1, 2, 3], range=[1.2, 2.6, 4.4]), legend=None
    )
    dash = alt.StrokeDash(
        "run:N", scale=alt.Scale(domain=["ahead", "circle"], range=[[1, 0], [6, 4]]), legend=None
    )
    lines = (
        base.transform_filter("isValid(datum.tie)")
        .mark_line(opacity=0.85, strokeCap="round", interpolate="monotone")
        .encode(detail="tie:N", order="order:Q", color=color, strokeWidth=width, strokeDash=dash,
                tooltip=tooltip)
    )  # fmt: skip
    heads = [
        base.transform_filter(f"datum.head === '{way}'")
        .mark_point(shape=shape, filled=True, size=90, opacity=1)
        .encode(color=color, tooltip=tooltip)
        for way, shape in (("on", "triangle-right"), ("back", "triangle-left"))
    ]
    chart = alt.layer(lines, *heads, *_boxes(base, n_layers))
    return spec_of(chart)


def _boxes(base: Chart, n_layers: int) -> list[Chart]:
    """Return the layers that draw the projects with their names, and where more is tied."""
    pick = alt.selection_point(name=PICK, fields=["key"], on="click", clear="dblclick")
    tooltip = [
        alt.Tooltip("key:N", title="Project"), alt.Tooltip("name:N", title="Name"),
        alt.Tooltip("more_left:N", title="Needs more, not shown"),
        alt.Tooltip("more_right:N", title="Needed by more, not shown"),
    ]  # fmt: skip
    nodes = base.transform_filter("isValid(datum.key)")
    is_focus = "datum.mark === 'focus'"
    ink = alt.condition(is_focus, alt.value("#ffffff"), alt.value(_INK))
    hand: dict[str, Any] = {"cursor": "pointer"}
    rect = (
        nodes.mark_rect(cornerRadius=6, strokeWidth=1, stroke="#b7c3d8", **hand)
        .encode(
            x=alt.X("left:Q", axis=None), x2="right:Q", y=alt.Y("top:Q", axis=None), y2="bottom:Q",
            tooltip=tooltip,
            color=alt.condition(is_focus, alt.value(_FOCUS), alt.value(_BOX)),
        )
        .add_params(pick)
    )  # fmt: skip
    limit: Any = alt.ExprRef(f"width / {n_layers} * {2 * _HALF_X} - 14")
    text: dict[str, Any] = {"limit": limit, "tooltip": None, **hand}
    more: dict[str, Any] = {"fontSize": 11, "dy": -10, "color": "#8a93a3"}
    return [
        rect,
        nodes.mark_text(dy=-8, fontSize=12, fontWeight=600, **text).encode(text="key:N", color=ink),
        nodes.mark_text(dy=8, fontSize=11, **text).encode(text="name:N", color=ink),
        nodes.transform_filter("isValid(datum.more_left)")
        .mark_text(align="right", dx=-3, **more)
        .encode(x=alt.X("left:Q", axis=None), text="more_left:N"),
        nodes.transform_filter("isValid(datum.more_right)")
        .mark_text(align="left", dx=3, **more)
        .encode(x=alt.X("right:Q", axis=None), text="more_right:N"),
    ]  # fmt: skip


__all__ = ["COLORS", "STRENGTHS", "graph"]

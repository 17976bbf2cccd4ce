"""Who follows which practice: a cell per practice and department."""

from functools import lru_cache
from textwrap import wrap
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts import theme
from pmo_core.charts.drawing import PICK, Chart, Drawing, spec_of

_STATES = {
    "adopted": ("✓", "#8cc9a1"), "partly": ("◐", "#f6d186"), "no": ("✗", "#eb9a94"),
    "not said": ("?", "#8a94a340"),
}  # fmt: skip
"""Adoption -> sign and color of its cell: no color alone says it."""
_INK = "#1d2733"
_QUIET = "#8a94a3"
_ROW = 34
_LETTERS = 38
"""Letters of a practice in a line beside its row; there are two lines."""


def adoption_matrix(matrix: pl.DataFrame, *, title: str) -> Drawing:
    """Draw which department follows which practice; a cell can be clicked.

    Parameters
    ----------
    matrix : polars.DataFrame
        One row per practice and department: practice, name, department, department_name, adoption
        (adopted, partly, no, not said), reason.
    title : str
        What is seen.

    Returns
    -------
    Drawing
        A click gives "practice|department".
    """
    signs = {state: sign for state, (sign, _) in _STATES.items()}
    is_twice = pl.col("department").n_unique().over("department_name") > 1
    rows = matrix.select(
        "adoption", "department_name",
        department=pl.when(is_twice).then(pl.format("{} {}", "department_name", "department"))
        .otherwise(pl.coalesce("department_name", "department")),
        practice=pl.format("{}  {}", "practice", "name"),
        why=pl.coalesce("reason", pl.lit("")),
        sign=pl.col("adoption").replace_strict(signs, default="", return_dtype=pl.String),
        key=pl.format("{}|{}", "practice", "department"),
    )  # fmt: skip
    lines = {
        text: "\n".join(wrap(text, _LETTERS, max_lines=2, placeholder=" ..."))
        for text in rows["practice"].unique()
    }
    rows = rows.with_columns(
        label=pl.col("practice").replace_strict(lines, default=None, return_dtype=pl.String)
    )
    counts = dict(matrix.group_by("adoption").len().iter_rows())
    told = ", ".join(f"{counts[state]} {state}" for state in _STATES if state in counts)
    return Drawing(
        frame=rows,
        spec=_spec(title, rows.height > theme.CANVAS_FROM),
        alt=f"{title}: {matrix['practice'].n_unique()} practices in "
        f"{matrix['department'].n_unique()} departments; {told or 'nothing'}.",
    )


@lru_cache(maxsize=16)
def _spec(title: str, is_large: bool) -> dict[str, Any]:
    pick = alt.selection_point(name=PICK, fields=["key"], on="click", clear="dblclick")
    base: Chart = alt.Chart().encode(
        x=alt.X(
            "department:N", sort=None, scale=alt.Scale(paddingInner=0.04),
            axis=alt.Axis(title=None, orient="top", labelAngle=-35, labelOverlap=False,
                          labelLimit=150,
                          domain=False, ticks=False),
        ),
        y=alt.Y(
            "label:N", sort=None, scale=alt.Scale(paddingInner=0.08),
            axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=230, labelPadding=8,
                          labelExpr="split(datum.label, '\\n')", labelBaseline="middle"),
        ),
        tooltip=[
            alt.Tooltip("practice:N", title="Practice"),
            alt.Tooltip("department_name:N", title="Department"),
            alt.Tooltip("adoption:N", title="Adopted"), alt.Tooltip("why:N", title="Why"),
        ],
    )  # fmt: skip
    colors = [color for _, color in _STATES.values()]
    cells = base.mark_rect(cornerRadius=3, cursor="pointer").encode(
        color=alt.Color(
            "adoption:N", title=None, scale=alt.Scale(domain=list(_STATES), range=colors),
            legend=alt.Legend(columns=2, symbolType="square", symbolStrokeWidth=0),
        ),
        stroke=alt.condition(pick, alt.value("#2f5bd0"), alt.value("transparent"), empty=False),
        strokeWidth=alt.value(2.5),
    ).add_params(pick)  # fmt: skip
    text = base.mark_text(fontSize=13, fontWeight=700, cursor="pointer").encode(
        text="sign:N",
        color=alt.condition(
            "datum.adoption === 'not said'", alt.value(_QUIET), alt.value(_INK)
        ),
    )  # fmt: skip
    chart = alt.layer(cells, text).properties(title=title, height=alt.Step(_ROW))
    return spec_of(chart, theme.CANVAS_FROM + 1 if is_large else 0)


__all__ = ["adoption_matrix"]

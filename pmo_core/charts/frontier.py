"""The efficient frontier: what the best selection is worth at each level of money or capacity."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts import theme
from pmo_core.charts.drawing import PICK, Drawing, in_words, spec_of, value_axis

BEST, CURRENT, COMMITTED = "Best selection", "This what-if", "Approved today"
"""What a point is, in the order of the theme's colors."""


def frontier(frame: pl.DataFrame, *, title: str, unit: str, level_title: str) -> Drawing:
    """Draw worth over level; a point can be clicked, an open gap is a line up to the bound.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per point: `level_pct`, `worth` (null = not known, not drawn), `bound` (null = not
        known), `n_chosen`, `point` (one of `BEST`, `CURRENT`, `COMMITTED`).
    title, unit, level_title : str
        What is seen, the unit of worth, and what the level is of.
    """
    rows = frame.select(
        "level_pct", "n_chosen", "point", value="worth",
        bound=pl.coalesce("bound", "worth"), key=pl.col("level_pct").cast(pl.String),
    ).drop_nulls("value").sort("level_pct")  # fmt: skip
    return Drawing(
        frame=rows,
        spec=_spec(title, unit, level_title),
        alt=f"{title}: {rows.height} selections from the least to the most.",
    )


@lru_cache(maxsize=16)
def _spec(title: str, unit: str, level_title: str) -> dict[str, Any]:
    x = alt.X(
        "level_pct:Q", scale=alt.Scale(zero=False, nice=False, padding=14),
        axis=alt.Axis(title=level_title, format="~r", labelExpr="datum.label + ' %'"),
    )  # fmt: skip
    y = alt.Y("value:Q", axis=value_axis(unit), scale=alt.Scale(zero=False, nice=True))
    pick = alt.selection_point(name=PICK, fields=["key"], on="click", clear="dblclick")
    base = in_words(in_words(alt.Chart(), "value", "words"), "bound", "bound_words").encode(x=x)
    line = (
        base.transform_filter(f"datum.point != '{COMMITTED}'")
        .mark_line(strokeWidth=2)
        .encode(y=y, color=alt.value("#9aa5b4"))
    )
    gap = base.mark_rule(strokeWidth=1.5, strokeDash=[3, 2]).encode(y=y, y2="bound:Q")
    points = (
        base.mark_point(filled=True, opacity=1, cursor="pointer")
        .encode(
            y=y,
            color=alt.Color(
                "point:N", title=None, scale=alt.Scale(domain=[BEST, CURRENT, COMMITTED])
            ),
            shape=alt.Shape(
                "point:N", title=None,
                scale=alt.Scale(
                    domain=[BEST, CURRENT, COMMITTED], range=["circle", "diamond", "square"]
                ),
            ),
            size=alt.condition(
                f"datum.point == '{BEST}'", alt.value(80), alt.value(190)
            ),
            tooltip=[
                alt.Tooltip("point:N", title="Point"),
                alt.Tooltip("level_pct:Q", title="Percent", format=".0f"),
                alt.Tooltip("words:N", title=unit),
                alt.Tooltip("bound_words:N", title="At most possible"),
                alt.Tooltip("n_chosen:Q", title="Projects in"),
            ],
        )
        .add_params(pick)
    )  # fmt: skip
    return spec_of(alt.layer(line, gap, points).properties(title=title, height=theme.HEIGHT))

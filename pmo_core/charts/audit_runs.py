"""Charts of audit runs: a cell per rule and group of projects, and how much passes over time."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts import theme
from pmo_core.charts.drawing import PICK, Drawing, spec_of

PASSES = "passes"
_BANDS = (
    (0.0, PASSES, "rgba(79, 174, 133, 0.28)"), (10.0, "≤ 10 %", "#f8e3bd"),
    (25.0, "≤ 25 %", "#f6c177"), (50.0, "≤ 50 %", "#ef9a6b"), (float("inf"), "> 50 %", "#e4726c"),
)  # fmt: skip
"""Share of the projects judged that fail, in percent up to which a band goes, name and color."""
_INK = "#1d2733"
"""Text on a cell that fails: these keep their light colors in both themes; what passes recedes."""
_ROW = 24
_FAMILIES = {
    "data quality": "#4c7ff0", "schedule quality": "#14958c", "process conformance": "#d9822b",
    "performance and money": "#9a6bd6",
}  # fmt: skip
"""Family of rules -> color, alike in light and dark."""


def heat(rows: pl.DataFrame, *, title: str, groups: list[str], noun: str) -> Drawing:
    """Draw which rules fail where; a cell can be clicked.

    Parameters
    ----------
    rows : polars.DataFrame
        `rule`, `label` (its code and name), `group`, `n_judged`, `n_failing`, `n_rows`,
        `failing_pct`; rules are drawn in the order in which they come. What was not judged has no
        row.
    title : str
        What is seen.
    groups : list of str
        Columns, in their order.
    noun : str
        What a column is: "Department", "Project".

    Returns
    -------
    Drawing
        A click gives "rule|group".
    """
    percent = pl.col("failing_pct")
    band = pl.coalesce(
        pl.when(percent.round(3) <= most).then(pl.lit(name)) for most, name, _ in _BANDS
    )
    is_one = noun == "Project"
    shown = pl.col("n_rows" if is_one else "n_failing")
    cells = rows.select(
        "label", "group", "n_judged", "n_failing", "n_rows",
        band=band,
        text=pl.when(shown > 0).then(shown.cast(pl.String)).otherwise(pl.lit("")),
        key=pl.format("{}|{}", "rule", "group"),
    )  # fmt: skip
    n_rules = cells["label"].n_unique()
    failing = cells.filter(pl.col("band") != PASSES)
    worst = failing.group_by("label").agg(pl.col("n_failing").sum())
    first = worst.sort("n_failing", "label", descending=[True, False])["label"].head(3).to_list()
    told = f"most often violated: {', '.join(first)}" if first else "nothing is violated"
    return Drawing(
        frame=cells,
        spec=_heat_spec(title, tuple(groups), noun, 2 * cells.height > theme.CANVAS_FROM),
        alt=f"{title}: {n_rules} rules by {len(groups)} columns; {told}.",
    )


@lru_cache(maxsize=32)
def _heat_spec(title: str, groups: tuple[str, ...], noun: str, is_large: bool) -> dict[str, Any]:
    pick = alt.selection_point(name=PICK, fields=["key"], on="click", clear="dblclick")
    base: Any = alt.Chart().encode(
        x=alt.X(
            "group:N", scale=alt.Scale(paddingInner=0.05, domain=list(groups)),
            axis=alt.Axis(
                title=None, orient="top", labelAngle=-55, labelLimit=120, labelOverlap=False,
                domain=False, ticks=False,
            ),
        ),
        y=alt.Y(
            "label:N", sort=None, scale=alt.Scale(paddingInner=0.08),
            axis=alt.Axis(
                title=None, ticks=False, domain=False, labelLimit=230, labelPadding=8,
                labelFlush=False,
            ),
        ),
        tooltip=[
            alt.Tooltip("label:N", title="Rule"), alt.Tooltip("group:N", title=noun),
            alt.Tooltip("n_failing:Q", title="Projects that fail", format=","),
            alt.Tooltip("n_judged:Q", title="Projects judged", format=","),
            alt.Tooltip("n_rows:Q", title="Violations", format=","),
        ],
    )  # fmt: skip
    names = [name for _, name, _ in _BANDS]
    colors = [color for *_, color in _BANDS]
    domain, fills = (names, colors) if noun != "Project" else (
        [PASSES, names[-1]], [colors[0], colors[-1]]
    )  # fmt: skip
    label = "datum.label === 'passes' ? 'passes' : 'fails'" if noun == "Project" else "datum.label"
    cells = base.mark_rect(cornerRadius=3, cursor="pointer").encode(
        color=alt.Color(
            "band:N", title=None, scale=alt.Scale(domain=domain, range=fills),
            legend=alt.Legend(
                columns=3, symbolType="square", symbolStrokeWidth=0, labelExpr=label,
                title=None if noun == "Project" else "Projects that fail",
            ),
        ),
        stroke=alt.condition(pick, alt.value("#2f5bd0"), alt.value("transparent"), empty=False),
        strokeWidth=alt.value(2.5),
    ).add_params(pick)  # fmt: skip
    text = base.mark_text(fontSize=11.5, cursor="pointer", color=_INK).encode(text="text:N")
    chart = alt.layer(cells, text).properties(title=title, height=alt.Step(_ROW))
    return spec_of(chart, theme.CANVAS_FROM + 1 if is_large else 0)


def passing(rows: pl.DataFrame) -> Drawing:
    """Draw what share of what was judged passed, run by run, a line per family.

    Parameters
    ----------
    rows : polars.DataFrame
        `run`, `data_date`, `family`, `passing_pct` (null = nothing judged, not drawn), `n_judged`,
        `n_failing`; in the order of the runs.
    """
    shown = rows.drop_nulls("passing_pct").select(
        "data_date", "family", "passing_pct", "n_judged", "n_failing",
        run=pl.format("{}  {}", pl.col("data_date").dt.to_string("%Y-%m-%d"), "run"),
    )  # fmt: skip
    order = tuple(shown["run"].unique(maintain_order=True))
    families = tuple(name for name in _FAMILIES if name in set(shown["family"]))
    last = shown.filter(pl.col("run") == order[-1]) if order else shown
    told = ", ".join(f"{row['family']} {row['passing_pct']:.0f} %" for row in last.to_dicts())
    return Drawing(
        frame=shown,
        spec=_passing_spec(order, families),
        alt=f"Share of what was judged that passes, over {len(order)} runs; last: {told}.",
    )


@lru_cache(maxsize=32)
def _passing_spec(order: tuple[str, ...], families: tuple[str, ...]) -> dict[str, Any]:
    chart = (
        alt.Chart()
        .mark_line(point=alt.OverlayMarkDef(size=60), strokeWidth=2.5)
        .encode(
            x=alt.X(
                "run:O", scale=alt.Scale(domain=list(order)),
                axis=alt.Axis(title=None, labelAngle=0, labelOverlap="greedy", labelLimit=160),
            ),
            y=alt.Y(
                "passing_pct:Q", scale=alt.Scale(zero=False, domainMax=100),
                axis=alt.Axis(title="Passes, %", tickCount=5, labelFlush=False),
            ),
            color=alt.Color(
                "family:N", title=None,
                scale=alt.Scale(domain=list(_FAMILIES), range=list(_FAMILIES.values())),
                legend=alt.Legend(
                    values=list(families), columns=2, labelLimit=260, symbolType="stroke",
                    symbolStrokeWidth=3,
                ),
            ),
            tooltip=[
                alt.Tooltip("run:O", title="Run"), alt.Tooltip("family:N", title="Family"),
                alt.Tooltip("passing_pct:Q", title="Passes, %", format=".1f"),
                alt.Tooltip("n_failing:Q", title="Fail", format=","),
                alt.Tooltip("n_judged:Q", title="Judged", format=","),
            ],
        )
        .properties(title="What passes, run by run", height=280)
    )  # fmt: skip
    return spec_of(chart)


__all__ = ["PASSES", "heat", "passing"]

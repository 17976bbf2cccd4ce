"""Charts of competences: who of a role holds what it asks for, and what becomes of gaps."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts import theme
from pmo_core.charts.drawing import PICK, Chart, Drawing, spec_of, value_axis

_BANDS = (
    (0.0, "nobody", "#e4726c"), (50.0, "up to half", "#f6c177"), (75.0, "up to 75 %", "#d5e4f8"),
    (99.9, "most", "#b3d0f4"), (100.0, "all", "#8cb6ec"),
)  # fmt: skip
"""Share in percent up to which a band goes, its name and its color: warm lacks, blue holds."""
_UNASKED, _NO_PEOPLE = "not asked for", "no people"
_INK, _QUIET = "#1d2733", "#8a94a3"
_ROW = 30
_NOTHING = "open"
"""Outcome of the months without a gap: nothing is drawn there."""
_OUTCOMES = {
    "booked already": "#2f5bd0", "in time": "#8cb6ec", "late": "#f6c177", "open": "#e4726c",
}  # fmt: skip


def heat(matrix: pl.DataFrame, *, title: str) -> Drawing:
    """Draw which share of a role holds what it asks for; a cell can be clicked.

    Parameters
    ----------
    matrix : polars.DataFrame
        `role`, `role_name`, `skill`, `skill_name` (no two the same), `level_asked` (null = not
        asked), `n_able`, `n_people`, `able_pct` (null = not asked or no people).
    title : str
        What is seen.

    Returns
    -------
    Drawing
        A click gives "role|competence".
    """
    share = pl.col("able_pct")
    band = pl.coalesce(
        pl.when(pl.col("level_asked").is_null()).then(pl.lit(_UNASKED)),
        pl.when(share.is_null()).then(pl.lit(_NO_PEOPLE)),
        *(pl.when(share <= most).then(pl.lit(name)) for most, name, _ in _BANDS),
    )
    rows = matrix.select(
        "role_name", "skill_name", "n_people", "n_able", level=pl.col("level_asked"), band=band,
        text=pl.when(share.is_not_null()).then(pl.format("{}/{}", "n_able", "n_people"))
        .otherwise(pl.lit("")),
        key=pl.format("{}|{}", "role", "skill"),
    )  # fmt: skip
    n_short = matrix.filter(share < 100).height
    n_asked = matrix["level_asked"].count()
    return Drawing(
        frame=rows,
        spec=_heat_spec(title, 2 * rows.height > theme.CANVAS_FROM),
        alt=f"{title}: {n_asked} competences asked of roles, {n_short} not held by all.",
    )


@lru_cache(maxsize=8)
def _heat_spec(title: str, is_large: bool) -> dict[str, Any]:
    pick = alt.selection_point(name=PICK, fields=["key"], on="click", clear="dblclick")
    base: Chart = alt.Chart().encode(
        x=alt.X(
            "role_name:N", scale=alt.Scale(paddingInner=0.04),
            axis=alt.Axis(title=None, orient="top", labelAngle=0, domain=False, ticks=False,
                          labelExpr="split(datum.label, ' ')", labelOverlap=False, labelFlush=False,
                          labelFontSize=10, labelLimit=90),
        ),
        y=alt.Y(
            "skill_name:N", scale=alt.Scale(paddingInner=0.08),
            axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=230, labelPadding=8),
        ),
        tooltip=[
            alt.Tooltip("role_name:N", title="Role"),
            alt.Tooltip("skill_name:N", title="Competence"),
            alt.Tooltip("level:Q", title="Level asked"),
            alt.Tooltip("n_able:Q", title="Hold it"),
            alt.Tooltip("n_people:Q", title="People"),
        ],
    )  # fmt: skip
    domain = [name for _, name, _ in _BANDS] + [_UNASKED, _NO_PEOPLE]
    colors = [color for *_, color in _BANDS] + ["#8a94a31a", "#8a94a340"]
    cells = base.mark_rect(cornerRadius=3, cursor="pointer").encode(
        color=alt.Color(
            "band:N", title=None, scale=alt.Scale(domain=domain, range=colors),
            legend=alt.Legend(columns=4, symbolType="square", symbolStrokeWidth=0),
        ),
        stroke=alt.condition(pick, alt.value("#2f5bd0"), alt.value("transparent"), empty=False),
        strokeWidth=alt.value(2.5),
    ).add_params(pick)  # fmt: skip
    text = base.mark_text(fontSize=11.5, cursor="pointer").encode(
        text="text:N",
        color=alt.condition(
            f"datum.band !== '{_UNASKED}' && datum.band !== '{_NO_PEOPLE}'",
            alt.value(_INK), alt.value(_QUIET),
        ),
    )  # fmt: skip
    chart = alt.layer(cells, text).properties(title=title, height=alt.Step(_ROW))
    return spec_of(chart, theme.CANVAS_FROM + 1 if is_large else 0)


def outcomes(needs: pl.DataFrame, *, title: str) -> Drawing:
    """Draw how many gaps are closed in time, late or not, by the month in which they open.

    Parameters
    ----------
    needs : polars.DataFrame
        `needed_on` and `need_outcome` ("booked already", "in time", "late" or "open").
    title : str
        What is seen.
    """
    month = pl.col("needed_on").dt.truncate("1mo")
    # Months without a gap have their place, too.
    span = needs.select(month=pl.date_range(month.min(), month.max(), "1mo"))
    rows = (
        needs.group_by(month=month, outcome="need_outcome").agg(n=pl.len())
        .join(span, on="month", how="right")
        .select(
            pl.col("month").dt.strftime("%Y-%m"), pl.col("n").fill_null(0),
            pl.col("outcome").fill_null(_NOTHING),
        )
        .with_columns(rank=pl.col("outcome").replace_strict(
            list(_OUTCOMES), range(len(_OUTCOMES)), return_dtype=pl.Int64
        ))
        .sort("month", "rank")
    )  # fmt: skip
    shown = tuple(name for name in _OUTCOMES if name in set(needs["need_outcome"]))
    told = ", ".join(
        f"{rows.filter(outcome=name)['n'].sum()} {name}" for name in shown
    )  # fmt: skip
    return Drawing(frame=rows, spec=_outcome_spec(title, shown), alt=f"{title}: {told}.")


@lru_cache(maxsize=16)
def _outcome_spec(title: str, shown: tuple[str, ...]) -> dict[str, Any]:
    chart = (
        alt.Chart().mark_bar()
        .encode(
            x=alt.X("month:O", axis=alt.Axis(title=None, labelAngle=0, labelOverlap="greedy")),
            y=alt.Y("n:Q", axis=value_axis("Gaps")),
            color=alt.Color(
                "outcome:N", title=None, legend=alt.Legend(values=list(shown), columns=4),
                scale=alt.Scale(domain=list(_OUTCOMES), range=list(_OUTCOMES.values())),
            ),
            order=alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip("month:O", title="Needed in"),
                alt.Tooltip("outcome:N", title="Outcome"), alt.Tooltip("n:Q", title="Gaps"),
            ],
        )
        .properties(title=title, height=220)
    )  # fmt: skip
    return spec_of(chart)


__all__ = ["heat", "outcomes"]

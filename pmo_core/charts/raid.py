"""Charts of the RAID register: the matrix of risks, ages, and exposure before and after."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from pmo_core.charts.drawing import PICK, Chart, Drawing, in_words, spec_of, value_axis

TOP = 15
_INK = "#1d2733"
"""Text on a cell: the cells keep their light colors in both themes."""
_BANDS = ((4, "low", "#a8d8b9"), (9, "medium", "#f4dc8c"), (16, "high", "#f2b27a"),
          (25, "very high", "#ec8f84"))  # fmt: skip
"""Product of the two levels up to which a band goes, its name and its color."""
_AGE_COLORS = ("#7fb3e6", "#4f86d6", "#e0a21b", "#e07b2a", "#d0453a", "#8a93a3")
BEFORE, AFTER = "Before the response", "After the response"
_SIDES = {BEFORE: "#d9822b", AFTER: "#14958c"}


def matrix(
    cells: pl.DataFrame, *, title: str, unit: str, probability: tuple[str, ...],
    impact: tuple[str, ...],
) -> Drawing:  # fmt: skip
    """Draw risks by probability and impact, five levels each; a cell can be clicked.

    Parameters
    ----------
    cells : polars.DataFrame
        One row per cell: `cell` (what a click gives), `p_level`, `i_level` (1 to 5), `n_raid`,
        `exposure` (number).
    title, unit : str
        What is seen, and the unit of the exposure.
    probability, impact : tuple of str
        The five levels in words, the lowest first; what follows " | " stands on a second line.
    """
    product = pl.col("p_level") * pl.col("i_level")
    band = pl.coalesce(
        *(pl.when(product <= limit).then(pl.lit(name)) for limit, name, _ in _BANDS)
    )  # fmt: skip
    rows = cells.select(
        "n_raid", pl.col("exposure").cast(pl.Float64), band=band,
        key=pl.when(pl.col("n_raid") > 0).then("cell"),
        probability=pl.col("p_level").replace_strict(range(1, 6), probability),
        impact=pl.col("i_level").replace_strict(range(1, 6), impact),
    ).with_columns(
        pl.col("probability", "impact").str.replace(" | ", ", ", literal=True)
        .name.suffix("_words")
    )  # fmt: skip
    held = rows.filter(pl.col("n_raid") > 0).sort("exposure", descending=True)
    most = "none" if held.is_empty() else " and ".join(held.row(0)[-2:])
    return Drawing(
        frame=rows,
        spec=_matrix_spec(title, unit, probability, impact),
        alt=f"{title}: {int(rows['n_raid'].sum())} risks, most at probability and impact {most}.",
    )


@lru_cache(maxsize=32)
def _matrix_spec(
    title: str, unit: str, probability: tuple[str, ...], impact: tuple[str, ...]
) -> dict[str, Any]:
    pick = alt.selection_point(name=PICK, fields=["key"], on="click", clear="dblclick")
    axis: dict[str, Any] = {"ticks": False, "domain": False, "grid": False, "labelOverlap": False}
    base: Chart = in_words(alt.Chart(), "exposure", "words")
    base = base.encode(
        x=alt.X(
            "impact:N", sort=list(impact), scale=alt.Scale(domain=list(impact), paddingInner=0.03),
            axis=alt.Axis(
                title="Impact", orient="bottom", labelAngle=0, labelPadding=6,
                labelExpr="split(datum.label, ' | ')", **axis,
            ),
        ),
        y=alt.Y(
            "probability:N", sort=list(probability[::-1]),
            scale=alt.Scale(domain=list(probability[::-1]), paddingInner=0.06),
            axis=alt.Axis(
                title="Probability", labelPadding=8, labelExpr="split(datum.label, ' | ')", **axis
            ),
        ),
        tooltip=[
            alt.Tooltip("probability_words:N", title="Probability"),
            alt.Tooltip("impact_words:N", title="Impact"),
            alt.Tooltip("n_raid:Q", title="Risks"), alt.Tooltip("words:N", title=unit),
        ],
    )  # fmt: skip
    cells = base.mark_rect(cornerRadius=4, cursor="pointer").encode(
        color=alt.Color(
            "band:N", title=None, legend=None,
            scale=alt.Scale(
                domain=[name for _, name, _ in _BANDS], range=[color for *_, color in _BANDS]
            ),
        ),
        opacity=alt.condition("datum.n_raid > 0", alt.value(1), alt.value(0.28)),
        stroke=alt.condition(pick, alt.value("#2f5bd0"), alt.value("transparent"), empty=False),
        strokeWidth=alt.value(3),
    ).add_params(pick)  # fmt: skip
    held = base.transform_filter("datum.n_raid > 0")
    text: dict[str, Any] = {"color": _INK, "cursor": "pointer"}
    count = held.mark_text(dy=-8, fontSize=17, fontWeight=600, **text).encode(text="n_raid:Q")
    worth = held.mark_text(dy=11, fontSize=11, **text).encode(text="words:N")
    chart = alt.layer(cells, count, worth).resolve_scale(color="independent")
    return spec_of(chart.properties(title=title, height=360))


def ageing(frame: pl.DataFrame, *, ages: tuple[str, ...]) -> Drawing:
    """Draw how many items of each kind are open for how long.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per kind and band of age: `kind`, `age_band` (one of `ages`), `n_raid`,
        `oldest_days` (null = not known).
    ages : tuple of str
        The six bands in their order: five from young to old, then those without a date.
    """
    rows = frame.select("kind", "age_band", "n_raid", "oldest_days").with_columns(
        rank=pl.col("age_band").replace_strict(ages, range(len(ages)))
    )
    found = set(rows["age_band"])
    shown = tuple(one for one in ages if one in found)
    days = rows["oldest_days"].drop_nulls()
    oldest = f"{max(days)} days old" if days.len() else "of unknown age"
    return Drawing(
        frame=rows,
        spec=_ageing_spec(ages, shown, rows["kind"].n_unique()),
        alt=f"{int(rows['n_raid'].sum())} open items by kind and age; the oldest is {oldest}.",
    )


@lru_cache(maxsize=32)
def _ageing_spec(ages: tuple[str, ...], shown: tuple[str, ...], n_kinds: int) -> dict[str, Any]:
    chart = (
        alt.Chart()
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            y=alt.Y("kind:N", title=None, axis=alt.Axis(ticks=False, labelPadding=8)),
            x=alt.X(
                "n_raid:Q",
                axis=alt.Axis(title="Open items", format="d", tickMinStep=1, tickCount=6),
            ),
            color=alt.Color(
                "age_band:N", title=None, legend=alt.Legend(values=list(shown)),
                scale=alt.Scale(domain=list(ages), range=list(_AGE_COLORS)),
            ),
            order=alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip("kind:N", title="Kind"), alt.Tooltip("age_band:N", title="Age"),
                alt.Tooltip("n_raid:Q", title="Open items"),
                alt.Tooltip("oldest_days:Q", title="Oldest, days"),
            ],
        )
    )  # fmt: skip
    title = "Open items by age"
    return spec_of(chart.properties(title=title, height=110 + 34 * n_kinds))


def before_after(frame: pl.DataFrame, *, title: str, unit: str, group_title: str) -> Drawing:
    """Draw the exposure of each group before and after the response, the largest fifteen.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per group, the most exposed first: `group_name`, `exposure`, `exposure_left` (null =
        not known, not drawn).
    title, unit, group_title : str
        What is seen, its unit, and what the groups are.
    """
    known = frame.drop_nulls("exposure")
    left_out = max(known.height - TOP, 0)
    rows = (
        known.head(TOP)
        .select(group="group_name", **{BEFORE: "exposure", AFTER: "exposure_left"})
        .unpivot(index="group", variable_name="side", value_name="value")
    )
    shown = f"{title} (largest {TOP} of {known.height})" if left_out else title
    order = known["group_name"].head(TOP)
    return Drawing(
        frame=rows,
        spec=_before_after_spec(shown, unit, group_title, order.len()),
        alt=f"{title}, in {unit}; most exposed: {', '.join(order.head(3))}.",
    )


@lru_cache(maxsize=64)
def _before_after_spec(title: str, unit: str, group_title: str, n_groups: int) -> dict[str, Any]:
    chart = (
        in_words(alt.Chart(), "value", "words")
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            y=alt.Y(
                "group:N", sort=None, title=None, axis=alt.Axis(ticks=False, labelPadding=8)
            ),
            x=alt.X("value:Q", axis=value_axis(unit), stack=None),
            color=alt.Color(
                "side:N", title=None,
                scale=alt.Scale(domain=list(_SIDES), range=list(_SIDES.values())),
            ),
            yOffset=alt.YOffset("side:N", sort=list(_SIDES)),
            tooltip=[
                alt.Tooltip("group:N", title=group_title), alt.Tooltip("side:N", title="When"),
                alt.Tooltip("words:N", title=unit),
            ],
        )
    )  # fmt: skip
    return spec_of(chart.properties(title=title, height=110 + n_groups * 36))


__all__ = ["AFTER", "BEFORE", "TOP", "ageing", "before_after", "matrix"]

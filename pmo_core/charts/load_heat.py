"""Charts of load: a cell per row and period with a clear break at 100 %, and one row over time."""

from functools import lru_cache
from typing import Any, Literal

import altair as alt
import polars as pl

from pmo_core.charts import theme
from pmo_core.charts.drawing import PICK, Chart, Drawing, spec_of, value_axis

Unit = Literal["month", "week"]

IDLE, UNKNOWN, ABSENT = "0 %", "not known", "not there"
_BANDS = (
    (0.0, IDLE, "#e6eaf0"), (50.0, "≤ 50 %", "#d5e4f8"), (80.0, "≤ 80 %", "#b3d0f4"),
    (100.0, "≤ 100 %", "#8cb6ec"), (120.0, "> 100 %", "#f6c177"),
    (150.0, "> 120 %", "#ef9a6b"), (float("inf"), "> 150 %", "#e4726c"),
)  # fmt: skip
"""Load in percent up to which a band goes, its name and its color: blue has room, warm is over."""
_INK = "#1d2733"
"""Text on a cell: the cells keep their light colors in both themes."""
_QUIET = "#8a94a3"
_ROW = 26
_KINDS = {"Hard": "#2f5bd0", "Soft": "#8cb6ec", "Open demand": "#d9822b"}
_LINE = "Capacity"
_LABEL = (
    "length(datum.label) < 8 || slice(datum.label, 5) < '01-08' ? datum.label"
    " : slice(datum.label, 5)"
)
"""Weeks are named by month and day, the first of a year with its year."""


def period_name(unit: Unit) -> pl.Expr:
    """Return the name of the period in column `period`: "2027-03", of a week its Monday.

    Examples
    --------
    >>> frame = pl.select(period=pl.date(2027, 3, 1))
    >>> frame.select(period_name("month")).item(), frame.select(period_name("week")).item()
    ('2027-03', '2027-03-01')
    """
    return pl.col("period").dt.strftime("%Y-%m" if unit == "month" else "%Y-%m-%d")


def heat(load: pl.DataFrame, *, title: str, unit: Unit, n_rows: int) -> Drawing:
    """Draw the load of rows by period; a cell can be clicked.

    Parameters
    ----------
    load : polars.DataFrame
        `row`, `name` (no two rows the same), `period`, `load` (share; null = not known or no
        capacity), `capacity`, `hard`, `soft`, `open`, `over` (hours; null = not known). Rows are
        drawn in the order in which they come.
    title : str
        What is seen.
    unit : {"month", "week"}
        Length of a period.
    n_rows : int
        Rows there are in all, of which these are a page.

    Returns
    -------
    Drawing
        A click gives "row|period", the period as ISO 8601.
    """
    percent = pl.col("load") * 100
    is_absent = (pl.col("capacity") <= 0) & (pl.col("over") <= 0)
    band = pl.coalesce(
        pl.when(pl.col("capacity").is_null()).then(pl.lit(UNKNOWN)),
        pl.when(is_absent).then(pl.lit(ABSENT)),
        pl.when(percent.is_null()).then(pl.lit(_BANDS[-1][1])),
        *(pl.when(percent.round(3) <= most).then(pl.lit(name)) for most, name, _ in _BANDS),
    )
    rows = load.select(
        "name",
        *(pl.col(one).round(1).cast(pl.Float32) for one in ("capacity", "hard", "soft", "over")),
        pl.col("open").round(1).cast(pl.Float32),
        period=period_name(unit),
        band=band,
        text=pl.when(percent.is_null()).then(pl.lit(None, pl.String))
        .otherwise(percent.round(0).cast(pl.Int64).cast(pl.String)),
        key=pl.format("{}|{}", "row", pl.col("period").dt.strftime("%Y-%m-%d")),
    ).with_columns(
        text=pl.coalesce(
            "text",
            pl.when(pl.col("band") == UNKNOWN).then(pl.lit("?"))
            .when(pl.col("band") == ABSENT).then(pl.lit("")).otherwise(pl.lit("!")),
        )
    )  # fmt: skip
    n_names, n_periods = rows["name"].n_unique(), rows["period"].n_unique()
    worst = load.filter(pl.col("over") > 0).group_by("name").agg(pl.col("over").sum())
    most = worst.sort("over", "name", descending=[True, False])["name"].head(3).to_list()
    told = f"most beyond it: {', '.join(most)}" if most else "nobody is beyond it"
    of = f"{n_names} of {n_rows}" if n_rows > n_names else f"{n_names}"
    return Drawing(
        frame=rows,
        spec=_heat_spec(title, 2 * rows.height > theme.CANVAS_FROM),
        alt=f"{title}: {of} rows over {n_periods} periods, in percent of capacity; {told}.",
    )


@lru_cache(maxsize=64)
def _heat_spec(title: str, is_large: bool) -> dict[str, Any]:
    """Return the spec without the rows' names, so that a page of other rows has the same."""
    pick = alt.selection_point(name=PICK, fields=["key"], on="click", clear="dblclick")
    base: Chart = alt.Chart().encode(
        x=alt.X(
            "period:O", scale=alt.Scale(paddingInner=0.04),
            axis=alt.Axis(
                title=None, orient="top", labelAngle=0, labelOverlap="greedy", domain=False,
                ticks=False, labelExpr=_LABEL,
            ),
        ),
        y=alt.Y(
            "name:N", sort=None, scale=alt.Scale(paddingInner=0.08),
            axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=210, labelPadding=8),
        ),
        tooltip=[
            alt.Tooltip("name:N", title="Row"), alt.Tooltip("period:O", title="Period"),
            alt.Tooltip("text:N", title="Load, %"),
            *(
                alt.Tooltip(f"{field}:Q", title=f"{label}, h", format=",.1f")
                for field, label in (
                    ("capacity", "Capacity"), ("hard", "Hard"), ("soft", "Soft"),
                    ("open", "Open demand"), ("over", "Beyond capacity"),
                )
            ),
        ],
    )  # fmt: skip
    domain = [name for _, name, _ in _BANDS] + [UNKNOWN, ABSENT]
    colors = [color for *_, color in _BANDS] + ["#8a94a340", "#8a94a31a"]
    cells = base.mark_rect(cornerRadius=3, cursor="pointer").encode(
        color=alt.Color(
            "band:N", title=None, scale=alt.Scale(domain=domain, range=colors),
            legend=alt.Legend(columns=5, symbolType="square", symbolStrokeWidth=0),
        ),
        stroke=alt.condition(pick, alt.value("#2f5bd0"), alt.value("transparent"), empty=False),
        strokeWidth=alt.value(2.5),
    ).add_params(pick)  # fmt: skip
    is_over = "indexof(datum.band, '>') === 0"
    is_known = f"datum.band !== '{UNKNOWN}' && datum.band !== '{ABSENT}'"
    text: dict[str, Any] = {"fontSize": 11.5, "cursor": "pointer"}
    over = base.transform_filter(is_over).mark_text(fontWeight=700, color=_INK, **text)
    usual = base.transform_filter(f"!({is_over})").mark_text(**text)
    color = alt.condition(is_known, alt.value(_INK), alt.value(_QUIET))
    told = (over.encode(text="text:N"), usual.encode(text="text:N", color=color))
    chart = alt.layer(cells, *told).properties(title=title, height=alt.Step(_ROW))
    return spec_of(chart, theme.CANVAS_FROM + 1 if is_large else 0)


def over_time(load: pl.DataFrame, *, title: str, unit: Unit) -> Drawing:
    """Draw what fills one row period by period, with its capacity as a line.

    Parameters
    ----------
    load : polars.DataFrame
        `period`, `hard`, `soft`, `open`, `capacity` (hours; null = not known), one row per period.
    title : str
        What is seen.
    unit : {"month", "week"}
        Length of a period.
    """
    bars = load.select(
        pl.col("hard").alias("Hard"), pl.col("soft").alias("Soft"),
        pl.col("open").alias("Open demand"), pl.col("capacity").alias(_LINE),
        period=period_name(unit),
    ).unpivot(index="period", variable_name="measure", value_name="hours")  # fmt: skip
    rows = bars.drop_nulls("hours").with_columns(
        rank=pl.col("measure").replace_strict([*_KINDS, _LINE], range(4), return_dtype=pl.Int64)
    )
    n_over = load.filter(pl.col("over") > 0).height
    shown = tuple(
        name for name in _KINDS
        if rows.filter(pl.col("measure") == name, pl.col("hours") > 0).height
    )  # fmt: skip
    return Drawing(
        frame=rows,
        spec=_time_spec(title, shown),
        alt=f"{title}: booked and open hours by {unit} against capacity, beyond it in {n_over}.",
    )


@lru_cache(maxsize=64)
def _time_spec(title: str, shown: tuple[str, ...]) -> dict[str, Any]:
    x = alt.X(
        "period:O",
        axis=alt.Axis(title=None, labelAngle=0, labelOverlap="greedy", labelExpr=_LABEL),
    )  # fmt: skip
    told = [
        alt.Tooltip("period:O", title="Period"), alt.Tooltip("measure:N", title="What"),
        alt.Tooltip("hours:Q", title="Hours", format=",.1f"),
    ]  # fmt: skip
    bars = (
        alt.Chart()
        .mark_bar()
        .transform_filter(f"datum.measure !== '{_LINE}'")
        .encode(
            x=x,
            y=alt.Y("hours:Q", axis=value_axis("Hours")),
            color=alt.Color(
                "measure:N", scale=alt.Scale(domain=list(_KINDS), range=list(_KINDS.values())),
                title=None, legend=alt.Legend(values=list(shown)),
            ),
            order=alt.Order("rank:Q"),
            tooltip=told,
        )
    )  # fmt: skip
    capacity = (
        alt.Chart()
        .mark_tick(thickness=3, color=_QUIET, bandSize=44)
        .transform_filter(f"datum.measure === '{_LINE}'")
        .encode(x=x, y="hours:Q", tooltip=told)
    )
    return spec_of(alt.layer(bars, capacity).properties(title=title, height=240))


__all__ = ["ABSENT", "IDLE", "UNKNOWN", "heat", "over_time", "period_name"]

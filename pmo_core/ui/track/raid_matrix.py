"""The matrix of the RAID page: risks by probability and impact, and what stands in a cell."""

from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis import raid_matrix as analysis
from pmo_core.charts import short
from pmo_core.charts.raid import matrix
from pmo_core.ui import data, facts
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.page import as_of, empty
from pmo_core.ui.text import counted
from pmo_core.ui.track import raid
from pmo_core.ui.track.raid_filters import RaidFilters

SCALES: dict[str, analysis.Scale] = {"Share of the budget": "relative", "Amount": "absolute"}
WHEN: dict[str, analysis.When] = {"Before the response": "before", "After the response": "after"}
SIDES = ("Threats", "Opportunities")
_CELL = "raid_cell"


def draw(chosen: RaidFilters) -> None:
    """Draw the matrix with its scales, and the items of the cell that is chosen."""
    with st.container(horizontal=True, key="raid_matrix_choice"):
        scale = _choice("Impact measured as", tuple(SCALES), "raid_scale")
        when = _choice("Placed", tuple(WHEN), "raid_when")
        side = _choice("Show as", SIDES, "raid_side")
    limits = _limits(SCALES[scale])
    placed: pl.DataFrame = raid.kept(
        "raid matrix", partial(_placed, scale=SCALES[scale], limits=limits, when=WHEN[when]),
        chosen, scale=scale, when=when,
    ).filter(pl.col("is_opportunity") == (side == SIDES[1]))  # fmt: skip
    if placed.is_empty():
        empty(f"No open risk to place as {side.lower()}.", "Clear a filter, or add a risk.")
        return
    unit = data.settings().base_currency
    chance, impact = _words(SCALES[scale], limits)
    cells = analysis.cells(placed)
    title = f"{side}: number and {'exposure' if side == SIDES[0] else 'gain expected'}, {unit}"
    drawn = matrix(cells, title=title, unit=unit, probability=chance, impact=impact)
    chart(drawn, f"raid_matrix_{scale}_{when}_{side}", on_pick=_pick)
    st.caption(_explained(SCALES[scale], limits, placed))
    _cell(cells, placed, chance, impact)
    with st.expander("The table behind the matrix"):
        grid(
            cells.select(
                pl.col("p_level").replace_strict(range(1, 6), analysis.LEVELS),
                pl.col("i_level").replace_strict(range(1, 6), analysis.LEVELS),
                "n_raid", "exposure",
            ),
            "raid_cells", alt="Risks by probability and impact", file_name="risk-matrix",
        )  # fmt: skip


def _choice(label: str, options: tuple[str, ...], key: str) -> str:
    return st.segmented_control(label, options, default=options[0], required=True, key=key)


def _placed(rows: pl.DataFrame, **how: Any) -> pl.DataFrame:
    return analysis.placed(rows, **how)


def _limits(scale: analysis.Scale) -> tuple[float, ...]:
    if scale == "relative":
        return analysis.RELATIVE_LIMITS
    budgets = facts.portfolio(as_of())["planned_cost"]
    return data.derived("raid limits", lambda: analysis.absolute_limits(budgets), as_of=as_of())


def _words(
    scale: analysis.Scale, limits: tuple[float, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the levels of probability and of impact, each with its limits on a second line."""
    chances = [f"{limit:g} %" for limit in analysis.PROBABILITY_LIMITS]
    sizes = [f"{limit:g} %" if scale == "relative" else short(limit) for limit in limits]
    return _levels(chances), _levels(sizes)


def _levels(limits: list[str]) -> tuple[str, ...]:
    bounds = [f"to {limits[0]}", *(f"to {limit}" for limit in limits[1:]), f"over {limits[-1]}"]
    return tuple(f"{level} | {bound}" for level, bound in zip(analysis.LEVELS, bounds, strict=True))


def _explained(scale: analysis.Scale, limits: tuple[float, ...], placed: pl.DataFrame) -> str:
    missing = placed["cell"].null_count()
    unit = data.settings().base_currency
    said = {
        "relative": "Impact is the cost in percent of the project's planned cost, so the same "
        "amount is large in a small project.",
        "absolute": "Impact is the cost as an amount, so projects compare with one another. The "
        f"limits ({', '.join(short(limit, unit) for limit in limits)}) are 1, 5, 10 and 20 % of "
        "the median planned cost of all projects, rounded.",
    }[scale]
    needed = "probability, cost or planned cost of the project" if scale == "relative" else (
        "probability or cost"
    )  # fmt: skip
    left_out = (
        f" Not placed, without {needed}: {missing:,} of {placed.height:,}." if missing else ""
    )
    return f"{said} Issues have happened and are not on the matrix.{left_out}"


def _pick(cell: str) -> None:
    st.session_state[_CELL] = cell


def _cell(
    cells: pl.DataFrame, placed: pl.DataFrame, chance: tuple[str, ...], impact: tuple[str, ...]
) -> None:
    """Draw the choice of a cell, which a click on the matrix makes too, and its items."""
    held = cells.filter(pl.col("n_raid") > 0)
    names = {
        cell: f"probability {chance[p - 1]}, impact {impact[i - 1]}: {counted(n, 'risk')}".replace(
            " | ", " "
        )
        for cell, p, i, n in held.select("cell", "p_level", "i_level", "n_raid").iter_rows()
    }
    if st.session_state.get(_CELL) not in names:
        st.session_state[_CELL] = None
    cell = st.selectbox(
        "Cell", list(names), index=None, key=_CELL, format_func=lambda one: names.get(one, one),
        placeholder="Click a cell above, or choose one here", width=480,
    )  # fmt: skip
    if cell:
        raid.listed(placed.filter(pl.col("cell") == cell), "raid_of_cell", f"risks-{cell}")


__all__ = ["draw"]

"""The portfolio as a ranked list with a line, and what the list loses against the best."""

import polars as pl
import streamlit as st

from pmo_core.analysis.selection import baselines, result
from pmo_core.analysis.selection.problem import Answer
from pmo_core.ui.decide import answer
from pmo_core.ui.decide.answer import ORDERS, Found
from pmo_core.ui.decide.show import amount, percent
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, headline
from pmo_core.ui.paging import ROWS
from pmo_core.ui.text import plain

_MOVED = "decide_moved"


def view(found: Found, currency: str) -> None:
    """Draw the list, its line, and how it differs from the best selection."""
    formulation = found.formulation
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        by = st.selectbox(
            "Rank by", list(ORDERS), format_func=ORDERS.__getitem__, key="decide_rank", width=220,
            on_change=lambda: st.session_state.pop(_MOVED, None),
        )  # fmt: skip
        order = _moved(answer.ranked(formulation, by))
        _move(order, dict(formulation.projects.select("project", "name").iter_rows()))
    strict = answer.by_list(formulation, by, strict=True)
    line = st.slider(
        "The line: projects from the top that may be in", 0, len(order), len(strict.chosen),
        key=f"decide_line_{by}", help="Those below the line are out, also where money is left. "
        "Above it a project that does not fit is passed over. Mandatory ones are always in.",
    )  # fmt: skip
    listed = baselines.by_list(formulation, order[:line], strict=False)
    if listed.status == "unknown":
        st.warning(
            "With the line here no allowed selection comes out: a rule is broken. Move the line, "
            "or look at the rules.", icon=":material/rule:",
        )  # fmt: skip
        return
    rows = _compared(found, listed, order)
    lost = 1 - listed.value / found.answer.value if found.answer.value > 0 else 0.0
    unit = currency if formulation.objective == "npv" else ""
    headline(
        [
            Figure("Worth of the list", amount(listed.value, unit), "Sum of those it takes."),
            Figure(
                "Lost against the best", percent(max(0.0, lost)),
                "(Worth of the selection above - worth of the list) / worth of the selection.",
            ),
            Figure(
                "Decided differently", f"{rows.filter(_differs()).height}",
                "Projects that the list and the best selection treat differently.",
            ),
        ],
        "decide_list_figures",
    )  # fmt: skip
    grid(
        rows.head(ROWS), "decide_list", alt="The list with what the best selection does instead",
        labels={"name": "Project", "list_place": "Place"}, pinned=("name",), export=lambda: rows,
    )  # fmt: skip


def _differs() -> pl.Expr:
    return pl.col("is_listed") != pl.col("is_chosen")


def _compared(found: Found, listed: Answer, order: list[str]) -> pl.DataFrame:
    """Return the candidates in the order of the list, with both decisions and what they mean."""
    places = pl.DataFrame({"project": order}).with_row_index("list_place", 1)
    taken = result.chosen(found.formulation, listed).select("project", is_listed="is_chosen")
    per_money = pl.col("worth") / pl.max_horizontal(pl.col("cost").fill_null(0), 1.0)
    rows = found.rows.join(taken, on="project").join(places, on="project").sort("list_place")
    middle = rows.filter("is_chosen").select(per_money.median()).item()
    return rows.select(
        pl.col("list_place").cast(pl.Int64), "name", "is_listed", "is_chosen", "worth", "cost",
        reason=pl.when(pl.col("is_listed") & ~pl.col("is_chosen"))
        .then(
            pl.when(per_money < (middle or 0.0))
            .then(pl.lit("The best selection spends its money better elsewhere."))
            .otherwise(pl.lit("It takes scarce people or years; others bring more with them."))
        )
        .when(~pl.col("is_listed") & pl.col("is_chosen"))
        .then(pl.lit("The list has no money or people left for it, or the line is above it.")),
        project="project",
    )  # fmt: skip


def _moved(order: list[str]) -> list[str]:
    """Return the order with the projects that a person moved at their places."""
    for project, place in st.session_state.get(_MOVED, {}).items():
        if project in order:
            order.remove(project)
            order.insert(place - 1, project)
    return order


def _move(order: list[str], names: dict[str, str]) -> None:
    with st.popover("Move a project", icon=":material/swap_vert:"):
        project = st.selectbox(
            "Project", order, format_func=lambda code: plain(names[code]), key="decide_move"
        )
        place = st.number_input("To place", 1, len(order), 1, key="decide_place")

        def keep() -> None:
            st.session_state.setdefault(_MOVED, {})[project] = int(place)

        st.button("Move", on_click=keep, key="decide_move_it", type="primary")
        st.caption("Moves it in this view only; registers stay as they are.")

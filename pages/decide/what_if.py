"""Move weights, money and people, and see at once which projects are worth it, with the proof."""

import streamlit as st

from pmo_core import ui
from pmo_core.ui.decide import (
    answer,
    as_list,
    contradiction,
    controls,
    saving,
    show,
    solving,
    why,
    worths,
)
from pmo_core.ui.decide.question import asked

currency, as_of = ui.settings().base_currency, ui.as_of()
ui.page(
    "What-if",
    f"Which projects to choose, as of {ui.iso(as_of)}. Money in {currency}. Nothing here changes "
    "the plan until a scenario is committed.",
)
case, what_if, formulation = asked(as_of)
first = st.container()  # what the controls lead to is seen above them also in a narrow window
places = st.grid(4, min_column_width=220)
with places.cell():
    controls.controls(case, formulation.objective, currency)
with places.cell(column_span=3):
    solved = solving.solve(case, what_if)
    if solved.result is None:
        show.waiting(solved)
        st.stop()
    if solved.result["status"] == "infeasible":
        contradiction.explain(case, what_if, currency)
        st.stop()
    if not solved.result["chosen"] and solved.is_searching:
        show.waiting(solved)
        st.stop()
    found = answer.of(formulation, solved.result)
    with first:
        show.figures(found, solved.result, currency)
    with first, st.container(horizontal=True, vertical_alignment="center"):
        solving.follow(solved, show.proof)
        saving.save_button(case, what_if, solved.result)
    show.findings(formulation.findings)
    projects, limits, prices, as_list_tab = st.tabs(
        ["Projects", "Money and people", "Limits and rules", "As a list"],
        key="decide_tab", on_change="rerun",
    )  # fmt: skip
    if projects.open:
        with projects:
            rows = ui.paged(
                found.rows, show.ORDERS, "candidate", "Each has its reasons: press Why?"
            )
            why.ask(rows)
            show.table(found, rows, currency)
            why.answer(case, found, currency)
    if limits.open:
        with limits:
            roles = dict(ui.table("role").select("code", "name").iter_rows())
            show.limits(found.usage, roles, case.fiscal_year_start_month, currency)
    if prices.open:
        with prices:
            worths.view(case, what_if, found, currency)
    if as_list_tab.open:
        with as_list_tab:
            as_list.view(found, currency)

"""What more or less money would be worth: the best selection at each level."""

from functools import partial
from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.ui.decide import frontier, solving
from pmo_core.ui.decide.question import asked

WHAT_IF = Path(__file__).with_name("what_if.py")
currency, as_of = ui.settings().base_currency, ui.as_of()
ui.page(
    "Frontier",
    f"What more or less money, or capacity, would be worth, as of {ui.iso(as_of)}. All other "
    "controls are those of the What-if.",
)
case, what_if, formulation = asked(as_of)

by = st.segmented_control(
    "What is varied", list(frontier.LABELS), default="budget", required=True,
    format_func=lambda name: frontier.LABELS[name], key="frontier_by",
    help="Each point is the best selection for that money, a selection of its own and not a stretch"
    " of one ranked list: with more money a project may leave for two better ones. A point is "
    "proven optimal, or a dashed line shows how much better it could be at most.",
)  # fmt: skip
frontier.tell_taken(WHAT_IF)
ticket = frontier.ask(case, formulation, what_if, by)
ticket.wait(solving.PATIENCE, first=True)
draw = partial(
    frontier.draw_chart, by=by, objective=formulation.objective, currency=currency
)  # fmt: skip
if not ticket.is_done:
    frontier.follow(ticket, partial(draw, is_clickable=False))
    st.stop()
found = ticket.latest()
if ticket.failed or not found or not found["points"]:
    frontier.failed(ticket)
    st.stop()
draw(found, is_clickable=True)
st.caption("Click a point to take its level as the what-if.")
frontier.notes(found)
frontier.table(found, frontier.names_of(formulation), by, currency)

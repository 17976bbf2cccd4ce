"""Whether the people that there are can do what is asked: the proof, what is short, ways out."""

from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.jobs.capacity_plan import shortages
from pmo_core.ui.admin_act import announce
from pmo_core.ui.plan import capacity, capacity_choice, capacity_data, capacity_ways, undo

UPLOAD = Path(__file__).parents[1].joinpath("track", "actuals.py")

as_of = ui.as_of()
ui.page(
    "Capacity",
    "Can the people that there are do what is asked of them? If not: where it breaks, which "
    "projects cause it, and what would mend it.",
)
announce()
undo.offer()
if ui.table("demand").is_empty() and ui.table("effort").is_empty():
    ui.empty(
        "No project asks for people yet.",
        "Upload the demand of projects by role and month, or plan a project with a template.",
        link=UPLOAD, link_label="Upload a file",
    )  # fmt: skip
    st.stop()
choice = capacity_choice.choose()
proof = capacity_data.proof(choice.window)
found = shortages(proof.verdict, choice.roles, choice.window.last)
capacity.verdict(choice, proof, found)
if not found:
    st.stop()
chosen = capacity.shortages(found, choice.window)
capacity.witness(chosen, choice, as_of)
capacity_ways.draw(choice.window, chosen, as_of)

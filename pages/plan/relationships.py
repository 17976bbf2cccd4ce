"""Which projects depend on which, what is broken now, and what a slip or a stop does to others."""

import streamlit as st

from pmo_core import ui
from pmo_core.ui.admin_act import announce
from pmo_core.ui.paths import PAGES
from pmo_core.ui.plan import (
    relationships,
    relationships_form,
    relationships_impact,
    relationships_ties,
    undo,
)

TABS = ("Graph", "What if it slips", "Broken links", "Ties")

as_of = ui.as_of()
ui.page(
    "Relationships",
    "Which projects depend on which, which links are broken now, and who is reached when one slips "
    "or is stopped.",
)
announce()
if ui.table("project").is_empty():
    ui.empty(
        "There are no projects yet.", "Upload a register of projects first.",
        link=PAGES.joinpath("track", "actuals.py"), link_label="Upload a file",
    )  # fmt: skip
    st.stop()
undo.offer()
project = relationships.focus(as_of)
relationships.figures(as_of)
relationships.choose(project)
graph, slip, broken, ties = st.tabs(
    TABS, on_change="rerun", key="relationships_tab", bind="query-params"
)
if graph.open:
    with graph:
        relationships.network(project)
if slip.open:
    with slip:
        relationships_impact.draw(project, as_of)
if broken.open:
    with broken:
        relationships_ties.broken(as_of)
if ties.open:
    with ties:
        relationships_ties.tables(project)
relationships_form.opened()

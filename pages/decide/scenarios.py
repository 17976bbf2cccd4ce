"""Saved selections: compare them, look at one again, and make one the plan."""

from pmo_core import ui

ui.page("Scenarios", "Selections that were kept with everything that they were made from.")
ui.grid(ui.query("scenarios"), "scenarios", alt="Saved scenarios, the latest first")

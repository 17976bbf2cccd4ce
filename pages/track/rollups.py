"""x."""

from pmo_core import ui

ui.page("Roll-ups", "x")

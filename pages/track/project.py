"""x."""

from pmo_core import ui

ui.page("project", "x")

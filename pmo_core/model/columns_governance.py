"""Columns of intake and governance."""

from pmo_core.model.column import table

GOVERNANCE = table(
    ("age_days", "Age", "days", "Days since it stands where it stands."),
    ("board_name", "Board", "text", "Name of the board."),
)

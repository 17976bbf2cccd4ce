"""Columns of the PMO itself and its tools."""

from pmo_core.model.column import table

PMO = table(
    ("decided_on", "Decided", "date", "Day of the decision."),
    ("purpose", "Purpose", "text", "What it is for."),
    ("evaluation", "Evaluation", "text", "Evaluation of tools."),
)  # fmt: skip
"""Column -> what it is."""

__all__ = ["PMO"]

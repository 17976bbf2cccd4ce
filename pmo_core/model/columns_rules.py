"""Columns of rules, their runs and what they find."""

from pmo_core.model.column import table

RULES = table(
    ("parameters", "Thresholds", "text", "Thresholds, as `name = number` a line."),
    ("rule", "Rule", "text", "Rule."),
    ("digest", "Hash", "text", "Hash of the violations."),
    ("scope", "Scope", "text", "What is covered: of a run which part, of a baseline its items."),
    ("entry", "Entry", "text", "Voucher, document or occurrence number."),
    ("is_active", "Active", "flag", "Whether the rule is run, or the course can be booked."),
)  # fmt: skip
"""Column -> what it is."""

__all__ = ["RULES"]

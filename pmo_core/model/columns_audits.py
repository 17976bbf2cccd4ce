"""Columns of audits, findings and actions."""

from pmo_core.model.column import table

AUDITS = table(
    ("audit", "Audit", "text", "Audit."),
    ("finding", "Finding", "text", "Finding."),
    ("accepted_by", "Accepted by", "text", "Who accepted it."),
    ("raised_by", "Raised by", "text", "Who raised it."),
    ("raised_on", "Raised", "date", "Day on which it was raised."),
    ("subject", "Subject", "text",
     "What it is about: a gate, a request, a finding, a broken tolerance."),
)  # fmt: skip
"""Column -> what it is."""

__all__ = ["AUDITS"]

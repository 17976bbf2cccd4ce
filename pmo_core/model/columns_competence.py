"""Columns of competences and trainings."""

from pmo_core.model.column import table

COMPETENCE = table(
    ("skill", "Competence", "text", "Competence or certificate."),
    ("assessed_on", "Assessed", "date", "Day of the assessment."),
    ("assessed_by", "Assessed by", "text", "Who assessed it."),
    ("seats", "Seats", "int", "Seats; empty = any number, or as the course says."),
    ("provider", "Provider", "text", "Who gives or makes it."),
)  # fmt: skip
"""Column -> what it is."""

__all__ = ["COMPETENCE"]

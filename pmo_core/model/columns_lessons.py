"""Columns of lessons and practices."""

from pmo_core.model.column import table

LESSONS = table(
    ("practice", "Practice", "text", "Practice."),
    ("project_type", "Type", "text", "Kind of project."),
    ("tags", "Tags", "text", "Tags, separated by semicolons."),
    ("place", "Place", "text", "Where."),
    ("review_on", "Review", "date", "Day by which it is looked at again."),
    ("readers", "Readers", "text", "Roles that read it, separated by semicolons."),
)  # fmt: skip
"""Column -> what it is."""

__all__ = ["LESSONS"]

"""Columns of plans: schedules, ties between projects, people and their load, risk of dates."""

from pmo_core.model.column import table

PLAN = table(
    ("early_start", "Start", "date", "Earliest start that links, constraints and progress allow."),
    ("early_finish", "Finish", "date", "Earliest finish that links and duration allow."),
    ("total_float", "Total float", "days",
     "How far the task can slip before a project ends later.", "working days"),
    ("free_float", "Free float", "days",
     "How far the task can slip before another task moves.", "working days"),
    ("is_critical", "Critical", "flag", "Total float of 0 or less."),
    ("slipped_days", "Against baseline", "days",
     "Early finish less finish in the latest baseline; positive = later.", "working days"),
    ("calendar", "Calendar", "text", "Working calendar."),
    ("hourly_rate", "Hourly rate", "money", "Cost of an hour, in base currency."),
    ("duration_days", "Duration", "days", "Working days that it takes; 0 = milestone.",
     "working days"),
    ("from_on", "From", "date", "First day."),
    ("until_on", "Until", "date", "Last day, or first day of the last month."),
    ("evidence", "Evidence", "text", "What shows it."),
    ("predecessor", "Predecessor", "text", "WBS element that is waited for."),
    ("other_project", "Other project", "text", "Project that is waited for."),
)  # fmt: skip
"""Column -> what it is."""

__all__ = ["PLAN"]

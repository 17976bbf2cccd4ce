"""Columns of the PMO itself, its tools and its announcements."""

from pmo_core.model.column import table

PMO = table(
    ("decided_on", "Decided", "date", "Day of the decision."),
    ("purpose", "Purpose", "text", "What it is for."),
    ("evaluation", "Evaluation", "text", "Evaluation of tools."),
    ("announcement", "Announcement", "text", "Code of the announcement."),
    ("announcement_name", "Headline", "text", "Headline of the announcement."),
    ("announcement_state", "Standing", "text", "Coming, current or ended."),
    ("n_asked", "Asked", "int", "People at work who are to read it."),
    ("n_has_read", "Have read", "int", "Of those asked, who has confirmed it."),
    ("n_unread", "Not yet", "int", "Of those asked, who has not confirmed it."),
    ("read_pct", "Read", "pct", "Of those asked, who has confirmed it."),
    ("days_to_read", "Until read", "number",
     "Median of the calendar days from posting to receipt.", "calendar days"),
    ("waiting_days", "Waiting", "days", "Calendar days since it was posted."),
)  # fmt: skip
"""Column -> what it is."""

__all__ = ["PMO"]

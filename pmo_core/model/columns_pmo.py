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
    ("tool", "Tool", "text", "Code of the tool."),
    ("tool_standing", "Standing", "text",
     "Ranked; out: a required one scored 0; or not fully scored."),
    ("tool_rank", "Place", "int", "1 = most points; equal points share a place."),
    ("total_pct", "Points", "number",
     "100 x sum(weight x score) / (5 x sum(weight)); empty until all is scored.", "of 100"),
    ("n_scored", "Scored", "int", "Requirements that are scored."),
    ("n_unscored", "Not scored", "int", "Requirements that nobody has scored."),
    ("tool_reason", "Why", "text", "What brings it there."),
    ("criterion_name", "Requirement", "text", "Name of the requirement."),
    ("points_pct", "Points", "number", "What the requirement gives to the total.", "of 100"),
    ("weight_from", "Stays first down to", "number",
     "Least weight with which the first stays first; empty = any."),
    ("rival_below", "Below it wins", "text", "Tool that is first below that weight."),
    ("weight_to", "Stays first up to", "number",
     "Greatest weight with which the first stays first; empty = any."),
    ("rival_above", "Above it wins", "text", "Tool that is first above that weight."),
    ("margin_pct", "Least move", "pct",
     "Least move of the weight that changes the first; empty = none does."),
    ("review_standing", "Review", "text", "Due, soon (60 days), or no date; of tools in use."),
)  # fmt: skip
"""Column -> what it is."""

__all__ = ["PMO"]

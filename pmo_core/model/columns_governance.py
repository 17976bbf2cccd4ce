"""Columns of intake and governance."""

from pmo_core.model.column import table

GOVERNANCE = table(
    ("age_days", "Age", "days", "Days since it stands where it stands."),
    ("board_name", "Board", "text", "Name of the board."),
    ("condition_state", "Stands", "text",
     "overdue, open, met late, met in time, or superseded with its decision."),
    ("superseded_by", "Superseded by", "text", "Later decision that took its place."),
    ("n_for", "For", "int", "Votes for it."),
    ("n_against", "Against", "int", "Votes against it."),
    ("n_abstain", "Abstained", "int", "Members who abstained."),
    ("n_conditions", "Conditions", "int", "Conditions that the decision asked for."),
    ("n_open", "Open", "int", "Conditions that are not met."),
    ("n_overdue", "Overdue", "int", "Conditions that are not met and past their day."),
    ("n_decisions", "Decisions", "int", "Number of decisions."),
    ("n_gates", "Gates held", "int", "Gates held of which the day due is known."),
    ("held_after", "Held after", "number", "Median from the day due to the day held.",
     "calendar days"),
    ("n_waiting", "Waiting", "int", "Subjects that wait for a decision of this board."),
    ("n_items", "Items", "int", "Items on the agenda."),
    ("n_decided", "Decided", "int", "Items that the meeting decided about."),
    ("n_voting", "Voting members", "int", "Chair and members that sit on the board today."),
    ("is_voting", "Votes", "flag", "Whether the member votes."),
    ("next_on", "Next meeting", "date", "Next meeting that is scheduled."),
    ("since_on", "Since", "date", "Day since which it waits; a day to come: not due yet."),
    ("what", "What", "text", "Subject of the decision."),
    ("exposure", "Exposure", "money",
     "Probability times cost if it happens; an issue has happened, so it counts whole."),
    ("is_missing", "Missing", "flag", "Required for the gate and not handed over."),
)  # fmt: skip

"""Columns of rules, their runs and what they find."""

from pmo_core.model.column import table

RULES = table(
    ("parameters", "Thresholds", "text", "Thresholds, as `name = number` a line."),
    ("rule", "Rule", "text", "Rule."),
    ("digest", "Hash", "text", "Hash of the violations."),
    ("scope", "Scope", "text", "What is covered: of a run which part, of a baseline its items."),
    ("entry", "Entry", "text", "Voucher, document or occurrence number."),
    ("run", "Run", "text", "Run of the rules."),
    ("family", "Family", "text", "What a rule looks after."),
    ("rule_name", "Rule name", "text", "Name of the rule."),
    ("is_own", "Own", "flag", "Whether the rule was written here, not shipped."),
    ("is_tailored", "Tailored", "flag", "Whether thresholds differ from those shipped."),
    ("change_state", "What happened", "text",
     "Against the run before: new, changed (other violations), still there, gone, or not judged any "
     "more."),
    ("n_before", "Before", "int", "Violations in the run before; empty = not judged then."),
    ("n_gone", "Gone", "int", "Projects that failed in the run before and pass now."),
    ("n_judged", "Judged", "int", "Projects judged, summed over the rules."),
    ("n_rules", "Rules", "int", "Rules that were run."),
    ("n_not_run", "Not run", "int", "Rules that could not be run."),
    ("passing_pct", "Passes %", "pct", "Share of what was judged that violates nothing."),
    ("failing_pct", "Fail %", "pct", "Share of the projects judged that violate the rule."),
    ("is_active", "Active", "flag", "Whether the rule is run, or the course can be booked."),
    ("state_today", "Stands", "text",
     "How a finding stands today: an acceptance that ran out is open again; an action that is done "
     "waits for a re-test."),
    ("n_actions", "Actions", "int", "Corrective and preventive actions that were not given up."),
    ("n_findings", "Findings", "int", "Number of findings."),
    ("n_found", "Found", "int", "Findings of the month."),
    ("n_closed", "Closed", "int", "Findings that were verified or withdrawn in the month."),
    ("n_left", "Left", "int", "Findings neither verified nor withdrawn at the end of the month."),
    ("reminder", "Reminder", "text", "What somebody is to be reminded of."),
    ("action", "Action", "text", "Corrective or preventive action."),
    ("finding_name", "About", "text", "What is wrong, by the finding."),
    ("n_failed", "Fail", "int", "Tasks or links that fail the check."),
    ("short_days", "Too early", "days", "Working days by which a task comes before its link allows.",
     "working days"),
    ("circle", "Circle", "text", "Links that run in a circle, task by task."),
    ("moved_pct", "Arrives %", "pct", "Part of a delay of a critical task that moves the end."),
    ("cpli", "CPLI", "ratio",
     "Critical path length index: (length of the critical path + total float) / length."),
    ("bei", "BEI", "ratio", "Baseline execution index: tasks finished / tasks due."),
)  # fmt: skip
"""Column -> what it is."""

__all__ = ["RULES"]

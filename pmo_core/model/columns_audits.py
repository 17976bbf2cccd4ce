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
    ("audit_state", "Stands", "text",
     "How far the audit is; overdue = planned for a day that has passed."),
    ("n_questions", "Questions", "int", "Questions of the checklist."),
    ("n_answered", "Answered", "int", "Questions that are answered."),
    ("n_open_findings", "Open", "int", "Findings of the audit that are open."),
    ("size_points", "Size, of 25", "number",
     "Risk points for the planned cost, against subjects of the same kind."),
    ("audit_points", "Last audit, of 25", "number", "Risk points for the time since an audit."),
    ("finding_points", "Findings, of 25", "number", "Risk points for findings that are open."),
    ("manager_points", "Manager, of 15", "number", "Risk points for changes of the manager."),
    ("trust_points", "Data trust, of 10", "number",
     "Risk points for doubtful or poor data; empty = not rated."),
    ("last_audit_on", "Last audit", "date", "Day of the latest report; empty = never audited."),
    ("left_out_because", "Passed over, as", "text", "Why no audit of it is proposed."),
    ("risk_part", "Part", "text", "Part of the risk points."),
    ("most_points", "At most", "number", "Most points that the part gives."),
    ("n_with_cost", "With cost", "int", "Bookings with a cost above 0 in base currency."),
    ("manager_before", "Manager before", "text", "Manager before the change."),
    ("changed_on", "Changed", "date", "Day of the change."),
)  # fmt: skip
"""Column -> what it is."""

__all__ = ["AUDITS"]

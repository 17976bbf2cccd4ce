"""Columns of prioritization and selection."""

from pmo_core.model.column import table

SELECTION = table(
    ("score", "Score", "number", "Value by the chosen scoring method."),
    ("worth", "Worth", "number", "What the selection maximizes, summed over its projects."),
    ("rank", "Rank", "int", "Place by value; 1 = first, equal values share a place."),
    ("is_chosen", "In", "flag", "Whether the project is in the selection."),
    ("decision", "Decision", "text", "In, out, or decided by a rule or a person."),
    ("start_on", "Start", "date", "First month in the selection."),
    ("delay_months", "Delay", "int", "Months after the planned start.", "months"),
    ("npv", "NPV", "money", "Net present value of benefits less costs at the discount rate."),
    ("bcr", "BCR", "number", "Present value of benefits over that of costs."),
    ("irr_pct", "IRR", "pct", "Discount rate at which the NPV is zero."),
    ("weight", "Weight", "number", "Weight among its kind."),
    ("criterion", "Criterion", "text", "Code of the criterion."),
    ("goal", "Goal", "text", "Code of the goal."),
    ("assessor", "Assessor", "text", "Who judged."),
    ("year", "Fiscal year", "int", "Fiscal year, named by the year in which it ends."),
    ("low", "Low", "number", "Lowest value expected."),
    ("high", "High", "number", "Highest value expected."),
    ("resource", "Resource", "text", "Money or the role that a limit speaks of."),
    ("limit", "Limit", "number", "What may be used, in the unit of the resource."),
    ("used", "Used", "number", "What the selection uses, in the unit of the resource."),
    ("asked", "Asked", "number", "What all candidates ask for, in the unit of the resource."),
    ("committed", "Committed", "number",
     "What running projects still take, in the unit of the resource."),
    ("owner", "Owner", "text", "Who answers for it."),
    ("person", "Person", "text", "Code of the person; empty = not named."),
    ("author", "Author", "text", "Who made it."),
)  # fmt: skip

"""Every column that reaches a page: one meaning, one label, one unit.

A column is either a field of a register, which its record class describes, or derived (a ratio, a
sum, an age), which the tables below describe. Where several registers use one field name, the
shared entry says what it means everywhere; `column(name, register)` gives the register's own words.

Suffixes tell the kind: `_pct` percent 0-100, `_share` 0-1, `_days`, `_hours`, `_on` a date, `_at` a
moment, `n_` a count, `is_` yes or no.
"""

from datetime import date, datetime
from decimal import Decimal
from functools import cache

from pmo_core.model import REGISTERS
from pmo_core.model.column import UNITS, Column, Kind, table
from pmo_core.model.columns_audits import AUDITS
from pmo_core.model.columns_competence import COMPETENCE
from pmo_core.model.columns_control import CONTROL
from pmo_core.model.columns_governance import GOVERNANCE
from pmo_core.model.columns_lessons import LESSONS
from pmo_core.model.columns_plan import PLAN
from pmo_core.model.columns_pmo import PMO
from pmo_core.model.columns_rules import RULES
from pmo_core.model.columns_selection import SELECTION
from pmo_core.model.record import Record

STRUCTURE = table(
    ("code", "Code", "text", "Code that names the row."),
    ("name", "Name", "text", "Name of the row."),
    ("project_name", "Project", "text", "Name of the project."),
    ("portfolio_name", "Portfolio", "text", "Name of the portfolio."),
    ("program_name", "Program", "text", "Name of the program."),
    ("person_name", "Person", "text", "Name of the person."),
    ("department_name", "Department", "text", "Name of the department."),
    ("category_name", "Cost category", "text", "Name of the cost category."),
    ("parent", "Above", "text", "Code of the row above in its tree."),
    ("path", "Path", "text", "Names from the top of the tree down to the row."),
    ("level", "Level", "int", "Depth in the tree; 0 = top."),
    ("portfolio", "Portfolio", "text", "Code of the portfolio."),
    ("program", "Program", "text", "Code of the program."),
    ("project", "Project", "text", "Code of the project."),
    ("department", "Department", "text", "Code of the department."),
    ("role", "Role", "text", "Role of the work, or of the person."),
    ("category", "Cost category", "text", "Code of the cost category."),
    ("kind", "Kind", "text", "Kind of cost (capex, opex) or of link."),
    ("manager", "Manager", "text", "Who answers for it."),
    ("currency", "Currency", "text", "Currency of the row's amounts; empty = base currency."),
    ("phase", "Phase", "text", "Phase in the words of the project's method."),
    ("comment", "Comment", "text", "Text of whoever wrote the row."),
    ("withheld", "Withheld", "text", "Amounts that the source withholds, with its words."),
    ("group", "Group", "text", "Code of the group that a roll-up sums over."),
    ("worker", "Worker", "text", "Person or role that worked; empty = not given."),
    ("group_name", "Group", "text", "Name of the group that a roll-up sums over."),
    ("structure", "Structure", "text", "Structure that a roll-up follows."),
)  # fmt: skip

FIGURES = table(
    ("hours", "Hours", "hours", "Work in hours."),
    ("fte", "FTE", "fte", "Hours over the hours of one full-time equivalent in the period."),
    ("cost", "Cost", "money", "Cost of the row."),
    ("amount", "Amount", "money", "Approved cost of the row."),
    ("rate", "Rate", "number", "Base units per one unit of the currency."),
    ("cost_base", "Cost", "money", "Cost converted with the rate of its day."),
    ("planned_cost", "Planned cost", "money", "Planned cost at completion."),
    ("actual_cost", "Actual cost", "money", "Cost posted until the data date."),
    ("forecast_cost", "Forecast cost", "money", "Forecast cost at completion (EAC)."),
    ("budget_cost", "Budget", "money", "Sum of the budget lines' amounts."),
    ("budget_hours", "Budgeted hours", "hours", "Sum of the budget lines' hours."),
    ("planned_hours", "Planned hours", "hours", "Planned work."),
    ("actual_hours", "Actual hours", "hours", "Work posted until the data date."),
    ("forecast_hours", "Forecast hours", "hours", "Forecast work at completion."),
    ("planned_fte", "Planned FTE", "fte",
     "Planned hours over the hours of one full-time equivalent in the period."),
    ("actual_fte", "Actual FTE", "fte",
     "Hours worked over the hours of one full-time equivalent in the period."),
    ("status_planned_cost", "Planned cost (status)", "money",
     "Budget at completion in the latest status report."),
    ("status_forecast_cost", "Forecast cost (status)", "money",
     "Forecast cost at completion in the latest status report."),
    ("planned", "Planned", "number", "Planned in the period, in the unit of the measure."),
    ("actual", "Actual", "number", "Posted in the period, in the unit of the measure."),
    ("forecast", "Forecast", "number", "Still to come in the period, in the measure's unit."),
    ("remaining_cost", "Remaining cost", "money",
     "Forecast cost less actual cost (ETC); empty for finished projects."),
    ("cost_variance", "Cost variance", "money",
     "Planned less forecast cost; negative = over budget."),
    ("cost_variance_pct", "Cost variance %", "pct", "Cost variance in percent of planned cost."),
    ("cost_overrun_pct", "Cost overrun %", "pct",
     "Forecast less planned cost in percent of planned cost; positive = over budget."),
    ("spent_pct", "Spent %", "pct", "Actual cost in percent of planned cost."),
    ("percent_complete", "Complete", "pct", "Work done, as reported."),
    ("cumulative", "Cumulative", "number", "Sum from the first period to this one."),
    ("measure", "Measure", "text", "What the value is: planned, actual or forecast."),
    ("share", "Share", "share", "Part of the total."),
    ("trend", "Trend", "series", "Actual cost by month, the latest last."),
)  # fmt: skip

TIME = table(
    ("period", "Period", "text", "Period of a roll-up: month, quarter or fiscal year."),
    ("period_on", "Period from", "date", "First day of the period."),
    ("month", "Month", "date", "First day of the month."),
    ("month_on", "Month", "date", "First day of the month."),
    ("quarter", "Quarter", "text", "Quarter of the fiscal year."),
    ("fiscal_year", "Fiscal year", "int", "Fiscal year, named by the year in which it ends."),
    ("data_date", "Data date", "date", "Day that the figures speak of."),
    ("planned_start", "Planned start", "date", "Planned start."),
    ("planned_finish", "Planned finish", "date", "Planned finish."),
    ("forecast_finish", "Forecast finish", "date", "Forecast finish."),
    ("slip_days", "Slip", "days", "Forecast less planned finish; positive = late."),
    ("schedule_variance_days", "Schedule variance", "days",
     "Planned less forecast finish; negative = late."),
    ("day", "Day", "date", "The day."),
    ("overdue_days", "Overdue", "days", "Data date less planned finish of unfinished work."),
    ("first_month", "First month", "date", "First month with a posted line."),
    ("last_month", "Last month", "date", "Last month with a posted line."),
    ("status_planned_finish", "Planned finish (status)", "date",
     "Planned finish in the latest status report."),
    ("status_forecast_finish", "Forecast finish (status)", "date",
     "Forecast finish in the latest status report."),
    ("status_on", "Status of", "date", "Data date of the latest status report."),
    ("status_age_days", "Status age", "days", "Days since the data date of the latest status."),
    ("first_on", "First", "date", "First day among the rows."),
    ("last_on", "Last", "date", "Last day among the rows."),
)  # fmt: skip

RATING = table(
    ("rag", "RAG", "text", "Rating: the manager's where given."),
    ("status_phase", "Phase (status)", "text", "Phase in the latest status report."),
    ("status_comment", "Comment (status)", "text",
     "Manager's comment in the latest status report."),
    ("status_withheld", "Withheld (status)", "text",
     "Amounts that the source of the latest status report withholds."),
    ("rag_reported", "RAG reported", "text", "Rating by the manager."),
    ("rag_computed", "RAG by rule", "text", "Rating by the rule of the settings."),
    ("rag_reason", "Why", "text", "Rule that gave the rating, with its figures."),
    ("is_stale", "Stale", "flag", "Whether the latest status is older than the settings allow."),
    ("is_open", "Open", "flag", "Whether the project is neither closed nor canceled."),
)  # fmt: skip

COUNTS = table(
    ("n_projects", "Projects", "int", "Number of projects."),
    ("n_lines", "Lines", "int", "Number of posted lines."),
    ("n_people", "People", "int", "Number of people."),
    ("n_with_budget", "With budget", "int", "Projects whose planned cost is known."),
    ("n_without_budget", "Without budget", "int", "Projects whose planned cost is not known."),
    ("n_withheld", "Withheld", "int", "Amounts that the source withholds."),
    ("n_without_planned", "Without plan", "int", "Projects whose plan is not known."),
    ("n_without_actual", "Without actuals", "int", "Projects without known actuals."),
    ("n_without_forecast", "Without forecast", "int", "Projects whose forecast is not known."),
    ("n_without_fte", "Without FTE", "int", "Projects whose hours are not known."),
    ("n_without_cost", "Without cost", "int", "Lines whose cost is not given."),
    ("n_without_hours", "Without hours", "int", "Lines whose hours are not given."),
    ("n_budget_without_cost", "Budget without cost", "int",
     "Budget lines whose amount is not given."),
    ("n_without_rate", "Without rate", "int", "Amounts in a currency that has no rate."),
    ("n_unvalued", "Lines not valued", "int",
     "Posted lines without a cost or in a currency without a rate; in no sum of cost."),
    ("n_after", "Lines to come", "int",
     "Posted lines dated after the day that figures speak of; in no sum."),
    ("n_months", "Months", "int", "Length of the period in months."),
)  # fmt: skip

JOURNAL = table(
    ("number", "Change", "int", "Number of the change: the revision of the store after it."),
    ("change", "Change", "int", "Number of the change."),
    ("revision", "Revision", "int", "Number of the latest change."),
    ("made_at", "When", "moment", "When the change was made.", "UTC"),
    ("actor", "Who", "text", "Who made the change."),
    ("actor_role", "As", "text", "Role in which the change was made."),
    ("verb", "What", "text", "What was done."),
    ("register", "Register", "text", "Register that was changed."),
    ("note", "Note", "text", "Remark kept with the change."),
    ("file_name", "File", "text", "Name of the imported file."),
    ("file_hash", "File hash", "text", "SHA-256 of the imported file."),
    ("n_new", "New", "int", "Rows that were not there before."),
    ("n_changed", "Changed", "int", "Rows that say something else than before."),
    ("n_unchanged", "Unchanged", "int", "Rows that say the same as before."),
    ("n_removed", "Removed", "int", "Rows that hold no longer."),
    ("n_rejected", "Rejected", "int", "Lines of the file that were not taken."),
    ("counts", "Lines of the file", "text", "Account of the file's lines, as JSON."),
    ("totals", "Totals of the file", "text", "Sums read, taken and rejected, as JSON."),
    ("replaces", "Corrects", "int", "Number of the import of which this one is the correction."),
    ("is_undone", "Undone", "flag", "Whether a later change undid this one."),
    ("n_rows", "Rows", "int", "Number of rows."),
    ("n_read", "Read", "int", "Data lines of the file."),
    ("n_taken", "Taken", "int", "Data lines of the file that were taken."),
    ("n_holding", "Holding", "int", "Rows that the change wrote and that hold now."),
    ("n_ended", "Ended", "int", "Rows that the change replaced or removed."),
    ("undoes", "Undoes", "int", "Number of the change that this one undoes."),
    ("undone_by", "Undone by", "int", "Number of the change that undid this one."),
    ("field", "Field", "text", "Field of the register."),
    ("state", "State", "text", "Whether the row held before the change or after it."),
    ("before", "Before", "text", "Value before the change."),
    ("after", "After", "text", "Value after the change."),
)  # fmt: skip

FINDINGS = table(
    ("severity", "Severity", "text", "error: not taken; warning: look at it; info: repaired."),
    ("line", "Line", "int", "Line of the file; 1 = first."),
    ("column", "Column", "text", "Column as the file names it."),
    ("value", "Value", "text", "Value as it was written."),
    ("text", "Text", "text", "The record as the file writes it."),
    ("reason", "Reason", "text", "Why a line was not taken, a rule holds, or a project is forced."),
    ("message", "Message", "text", "What is wrong and, where there is one, the way out."),
    ("repair", "Repair", "text", "What the reader did to the record."),
    ("record", "Record", "text", "Key of the record, its parts by spaces."),
    ("total_read", "Read", "exact", "Sum over all data lines, from the file's text.", "file's"),
    ("total_taken", "Taken", "exact", "Sum over the lines that would be saved.", "file's"),
    ("total_rejected", "Rejected", "exact", "Sum over the rejected lines.", "file's"),
    ("total_repeated", "Repeated", "exact", "Sum over lines that repeat another word for word.",
     "file's"),
    ("rounding", "Rounding", "exact", "What rounding to four decimals added.", "file's"),
    ("n_values", "Values", "int", "Cells with a number."),
    ("n_missing", "Missing", "int", "Cells without a number."),
)  # fmt: skip

SHARED: dict[str, Column] = (
    STRUCTURE
    | FIGURES
    | TIME
    | RATING
    | COUNTS
    | JOURNAL
    | FINDINGS
    | SELECTION
    | GOVERNANCE
    | CONTROL
    | PLAN
    | RULES
    | AUDITS
    | LESSONS
    | COMPETENCE
    | PMO
)

_ACRONYMS = {"rag": "RAG", "wbs": "WBS"}
_PERCENT = {"percent_complete"}


def column(name: str, register: str | None = None) -> Column:
    """Return the column of that name.

    Parameters
    ----------
    name : str
        Name as it stands in frames.
    register : str or None
        Register whose own field is meant; None for what the name means everywhere.

    Raises
    ------
    KeyError
        No register has such a field and no table above describes it.

    Examples
    --------
    >>> column("slip_days").unit
    'calendar days'
    >>> column("code", "cost_category").meaning
    'Code of the cost category.'
    """
    own = register_columns().get((register, name)) if register else None
    found = own or SHARED.get(name) or _only_in_one_register().get(name)
    if found is None:
        where = f"register {register!r} or " if register else ""
        raise KeyError(
            f"No column {name!r}: neither a field of {where}any register nor described in "
            "pmo_core/model/columns.py."
        )
    return found


def label(name: str, register: str | None = None) -> str:
    """Return the heading of a column on pages.

    Examples
    --------
    >>> label("sponsor"), label("n_lines")
    ('Sponsor', 'Lines')
    """
    return column(name, register).label


@cache
def register_columns() -> dict[tuple[str, str], Column]:
    """Return (register, field) -> column for all fields of all registers."""
    return {
        (register, field): _of_field(record, field)
        for register, record in REGISTERS.items()
        for field in record.model_fields
    }


@cache
def _only_in_one_register() -> dict[str, Column]:
    """Fields that have no shared entry; two registers with one name must have one."""
    return {name: one for (_, name), one in register_columns().items() if name not in SHARED}


def _of_field(record: type[Record], field: str) -> Column:
    kind = _kind(field, record.base_type(field))
    unit = UNITS.get(kind, "")
    if kind == "money" and "currency" in record.model_fields:
        unit = "the row's currency"
    if kind == "days" and "orking days" in (record.model_fields[field].description or ""):
        unit = "working days"
    heading = _ACRONYMS.get(field, field.replace("_", " ").capitalize())
    return Column(field, heading, kind, record.model_fields[field].description or "", unit)


def _kind(field: str, base: type) -> Kind:
    """How a field of a record is shown, from its type and the words of its name."""
    if field.endswith("hours"):
        return "hours"
    if base is Decimal:
        return "money"
    if field in _PERCENT or field.endswith("_pct"):
        return "pct"
    if field.endswith("_share"):
        return "share"
    if field.endswith("_days"):
        return "days"
    kinds: dict[type, Kind] = {
        bool: "flag", date: "date", datetime: "moment", int: "int", float: "number",
    }  # fmt: skip
    return kinds.get(base, "text")

"""What the PMO keeps: one record class per register."""

from pmo_core.model.benefits import Benefit
from pmo_core.model.money import Actual, BudgetLine, CostCategory, Rate
from pmo_core.model.organization import Department, Person, Role
from pmo_core.model.prioritization import Contribution, Criterion, Goal, Score
from pmo_core.model.record import Record
from pmo_core.model.resources import Booking, Capacity, Demand
from pmo_core.model.selection import Commitment, Funding, Scenario, SelectionRule
from pmo_core.model.settings import Holiday, ImportProfile, Setting, Settings, settings_from
from pmo_core.model.status import StatusReport
from pmo_core.model.structure import Link, Portfolio, Program, Project, WbsElement

# The order is the order of references: a register comes after those that it refers to.
REGISTERS: dict[str, type[Record]] = {
    record.register: record
    for record in (
        Setting, Holiday, Rate, Department, Role, Person, CostCategory, Portfolio, Program, Project,
        Link, WbsElement, BudgetLine, Actual, StatusReport, ImportProfile, Goal, Contribution,
        Criterion, Score, Benefit, Funding, Demand, Capacity, Booking, SelectionRule, Scenario,
        Commitment,
    )
}  # fmt: skip

__all__ = [
    "REGISTERS", "Actual", "Benefit", "Booking", "BudgetLine", "Capacity", "Commitment",
    "Contribution", "CostCategory", "Criterion", "Demand", "Department", "Funding", "Goal",
    "Holiday", "ImportProfile", "Link", "Person", "Portfolio", "Program", "Project", "Rate",
    "Record", "Role", "Scenario", "Score", "SelectionRule", "Setting", "Settings", "StatusReport",
    "WbsElement", "settings_from",
]  # fmt: skip

"""What the PMO keeps: one record class per register."""

from pmo_core.model.audits import Audit, AuditQuestion, AuditSample, Interview
from pmo_core.model.benefits import Benefit, BenefitMeasurement, BenefitProfile
from pmo_core.model.change_control import Baseline, BaselineItem, ChangeRequest
from pmo_core.model.charter import Charter, CharterApproval
from pmo_core.model.competence import (
    Announcement,
    CompetenceNeed,
    Course,
    CourseDate,
    Mentoring,
    PersonSkill,
    ReadReceipt,
    Skill,
    Training,
    TrainingBudget,
)
from pmo_core.model.control import (
    EarnedValue,
    Milestone,
    MilestoneForecast,
    Progress,
    ProjectOutcome,
    Tolerance,
)
from pmo_core.model.findings import AuditFinding, CorrectiveAction
from pmo_core.model.governance import (
    AgendaItem,
    Board,
    BoardMember,
    Condition,
    Decision,
    Gate,
    Meeting,
    Vote,
)
from pmo_core.model.intake import Comment, Request
from pmo_core.model.lessons import Lesson, LessonUse, Practice, PracticeAdoption
from pmo_core.model.methods import Adoption, Deliverable, MethodElement
from pmo_core.model.money import Actual, BudgetLine, CostCategory, Rate
from pmo_core.model.orders import Contract, PurchaseOrder
from pmo_core.model.organization import (
    Absence,
    CostRate,
    Department,
    Person,
    PersonRole,
    Role,
    Team,
)
from pmo_core.model.pmo import Maturity, Tool, ToolCriterion, ToolScore
from pmo_core.model.policies import Acknowledgement, Attachment, CodePart, Policy
from pmo_core.model.prioritization import Contribution, Criterion, Goal, Score
from pmo_core.model.raid import Communication, RaidItem
from pmo_core.model.record import Record
from pmo_core.model.resources import Booking, Capacity, Demand, Effort
from pmo_core.model.rules import AuditRun, Rule, RuleOutcome, RuleResult
from pmo_core.model.schedule import (
    CalendarDay,
    CrossLink,
    Precedence,
    RiskLoading,
    WorkCalendar,
)
from pmo_core.model.selection import Commitment, Funding, Scenario, SelectionRule
from pmo_core.model.settings import Holiday, ImportProfile, Setting, Settings, settings_from
from pmo_core.model.status import StatusReport
from pmo_core.model.structure import Link, Portfolio, Program, Project, WbsElement
from pmo_core.model.templates import Template, TemplateItem

# The order is the order of references: a register comes after those that it refers to.
REGISTERS: dict[str, type[Record]] = {
    record.register: record
    for record in (
        Setting, Holiday, WorkCalendar, CalendarDay, Rate, Department, Role, Team, Person,
        CostCategory, Portfolio, Program, Project,
        Link, WbsElement, BudgetLine, Actual, StatusReport, ImportProfile, Goal, Contribution,
        Criterion, Score, Benefit, Funding, Demand, Capacity, Booking, SelectionRule, Scenario,
        Commitment, MethodElement, Adoption, Deliverable, Request, Comment, Board, BoardMember,
        Gate, Meeting, AgendaItem, Decision, Vote, Condition, Charter, CharterApproval, Baseline,
        ChangeRequest, Policy, Acknowledgement, Attachment, CodePart, Template, TemplateItem,
        Precedence, RaidItem, Communication, Effort,
        BaselineItem, Progress, Milestone, MilestoneForecast, EarnedValue, Tolerance,
        ProjectOutcome, BenefitProfile, BenefitMeasurement, PurchaseOrder,
        PersonRole, Absence, CostRate, CrossLink, RiskLoading,
        Contract, Rule, AuditRun, RuleResult, RuleOutcome, Audit, AuditQuestion, AuditSample,
        Interview, AuditFinding, CorrectiveAction, Practice, PracticeAdoption, Lesson, LessonUse,
        Skill, CompetenceNeed, PersonSkill, Course, CourseDate, Training, TrainingBudget, Mentoring,
        Announcement, ReadReceipt, Maturity, Tool, ToolCriterion, ToolScore,
    )
}  # fmt: skip

__all__ = [
    "REGISTERS", "Absence", "Acknowledgement", "Actual", "Adoption", "AgendaItem", "Announcement",
    "Attachment", "Audit", "AuditFinding", "AuditQuestion", "AuditRun", "AuditSample", "Baseline",
    "BaselineItem", "Benefit", "BenefitMeasurement", "BenefitProfile", "Board", "BoardMember",
    "Booking", "BudgetLine", "CalendarDay", "Capacity", "ChangeRequest", "Charter",
    "CharterApproval", "CodePart", "Comment", "Commitment", "Communication", "CompetenceNeed",
    "Condition", "Contract", "Contribution", "CorrectiveAction", "CostCategory", "CostRate",
    "Course", "CourseDate", "Criterion", "CrossLink", "Decision", "Deliverable", "Demand",
    "Department", "EarnedValue", "Effort", "Funding", "Gate", "Goal", "Holiday", "ImportProfile",
    "Interview", "Lesson", "LessonUse", "Link", "Maturity", "Meeting", "Mentoring", "MethodElement",
    "Milestone", "MilestoneForecast", "Person", "PersonRole", "PersonSkill", "Policy", "Portfolio",
    "Practice", "PracticeAdoption", "Precedence", "Program", "Progress", "Project",
    "ProjectOutcome", "PurchaseOrder", "RaidItem", "Rate", "ReadReceipt", "Record", "Request",
    "RiskLoading", "Role", "Rule", "RuleOutcome", "RuleResult", "Scenario", "Score",
    "SelectionRule", "Setting", "Settings", "Skill", "StatusReport", "Team", "Template",
    "TemplateItem", "Tolerance", "Tool", "ToolCriterion", "ToolScore", "Training", "TrainingBudget",
    "Vote", "WbsElement", "WorkCalendar", "settings_from",
]  # fmt: skip

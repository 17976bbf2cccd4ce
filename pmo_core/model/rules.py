"""Rules that are run over the data, and how they came out."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from pmo_core.model.record import Code, Name, OptionalCode, Record, Text

Family = Literal[
    "data quality", "schedule quality", "process conformance", "performance and money"
]  # fmt: skip
Grade = Literal["major", "minor", "observation"]
RunScope = Literal["all", "portfolio", "program", "department", "project"]


class Rule(Record):
    """An audit rule of one's own, or what is different about a shipped one (empty = as shipped)."""

    register = "rule"
    key = ("code",)
    title = "Audit rules"

    code: Code = Field(description="Code, for life.", examples=["OWN-01"])
    name: Name | None = Field(None, description="Name.", examples=["Sponsor named"])
    family: Family | None = Field(
        None, description="What it looks after.", examples=["process conformance"]
    )
    severity: Grade | None = Field(
        None, description="Grade of its findings, as proposed.", examples=["minor"]
    )
    rationale: Text | None = Field(
        None, description="Why it matters.", examples=["Without a sponsor nobody decides."]
    )
    basis: Text | None = Field(
        None, description="Standard or policy that it comes from.", examples=["POL-01, 3.2"]
    )
    remedy: Text | None = Field(
        None, description="What mends it.", examples=["Name a sponsor in the charter."]
    )
    query: Text | None = Field(
        None,
        description="Question in SQL: a row per violation, with `project` and what shows it.",
        examples=["select code as project, name from project where sponsor is null"],
    )
    checked: Text | None = Field(
        None,
        description="Question in SQL for what it judges: `project` and `n_checked`; empty = every "
        "project.",
        examples=["select code as project, 1 as n_checked from project where stage = 'delivery'"],
    )
    parameters: Text | None = Field(
        None, description="Thresholds, as `name = number` a line.", examples=["days = 45"]
    )
    is_active: bool = Field(True, description="Whether it is run.", examples=[True])
    owner: str | None = Field(None, description="Who answers for it.", examples=["Ida Brandt"])


class AuditRun(Record):
    """One run of the rules over the portfolio or a part of it."""

    register = "audit_run"
    key = ("code",)
    title = "Runs of rules"
    is_final = True

    code: Code = Field(description="Code.", examples=["R-0001"])
    data_date: date = Field(description="Day of which it judges.", examples=["2026-10-31"])
    scope_kind: RunScope = Field("all", description="What it covers.", examples=["department"])
    scope: OptionalCode = Field("", description="Which one; empty = all.", examples=["IT.DEV"])
    is_whole: bool = Field(
        True, description="Whether all active rules were run; a re-test runs some.", examples=[True]
    )
    ran_at: datetime = Field(description="When, UTC.", examples=["2026-11-02T08:00:00"])
    ran_by: str = Field(description="Who ran it.", examples=["Ida Brandt"])
    revision: int = Field(
        ge=0, description="Change after which the data was as it judged.", examples=[12]
    )
    seconds: float = Field(ge=0, description="Time that it took, seconds.", examples=[1.4])
    note: Text | None = Field(None, description="Why it was run.", examples=["Monthly run"])


class RuleResult(Record):
    """How one rule came out in one run."""

    register = "rule_result"
    key = ("run", "rule")
    title = "Results by rule"
    refers = {"run": "audit_run"}
    is_final = True

    run: Code = Field(description="Run.", examples=["R-0001"])
    rule: Code = Field(description="Rule.", examples=["DQ-01"])
    name: Name = Field(description="Name of the rule then.", examples=["Status missing"])
    family: Family = Field(description="What it looks after.", examples=["data quality"])
    severity: Grade = Field(description="Grade of its findings then.", examples=["minor"])
    parameters: Text | None = Field(
        None, description="Thresholds then, as `name = number` a line.", examples=["days = 45"]
    )
    query_hash: Code = Field(description="SHA-256 of its query.", examples=["9f2c"])
    n_projects: int = Field(ge=0, description="Projects with something to judge.", examples=[60])
    n_failing: int = Field(ge=0, description="Projects that violate it.", examples=[7])
    n_rows: int = Field(ge=0, description="Violations in all.", examples=[9])
    seconds: float = Field(ge=0, description="Time that it took, seconds.", examples=[0.03])
    failure: Text | None = Field(
        None, description="Why it could not be run; empty = it was.", examples=["More than 5 s."]
    )


class RuleOutcome(Record):
    """How one rule came out for one project in one run; what was not judged has no row."""

    register = "rule_outcome"
    key = ("run", "rule", "project")
    title = "Outcomes by rule and project"
    refers = {"run": "audit_run"}
    is_final = True

    run: Code = Field(description="Run.", examples=["R-0001"])
    rule: Code = Field(description="Rule.", examples=["DQ-01"])
    project: OptionalCode = Field(
        "", description="Project; empty = what belongs to none.", examples=["P-0001"]
    )
    n_checked: int | None = Field(
        None, ge=0, description="Things judged; empty = not counted.", examples=[12]
    )
    n_rows: int = Field(ge=0, description="Violations; 0 = passed.", examples=[2])
    digest: OptionalCode = Field(
        "", description="Hash of all violations, to tell whether they changed.", examples=["9f2c"]
    )
    evidence: Text | None = Field(
        None, description="The violations as they were, as JSON; the first that fit.",
        examples=['[{"wbs": "1.2"}]'],
    )  # fmt: skip


__all__ = ["AuditRun", "Family", "Grade", "Rule", "RuleOutcome", "RuleResult", "RunScope"]

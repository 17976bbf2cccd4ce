"""What binds a selection, and the selections that were kept: funding, rules, scenarios."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from pmo_core.model.record import Code, Money, Name, OptionalCode, Record, Text

RuleKind = Literal[
    "mandatory", "forbidden", "requires", "excludes", "all or none", "at least", "at most",
    "minimum share",
]  # fmt: skip
GroupKind = Literal["", "goal", "portfolio", "program", "department"]


class Funding(Record):
    """Money that may be spent on projects in a fiscal year."""

    register = "funding"
    key = ("year", "portfolio")
    title = "Funding"
    refers = {"portfolio": "portfolio"}

    year: int = Field(ge=1990, le=2150, description="Fiscal year.", examples=[2027])
    portfolio: OptionalCode = Field(
        "", description="Portfolio; empty = all together.", examples=["GROWTH"]
    )
    amount: Money = Field(ge=0, description="Money, in base currency.", examples=["12000000"])


class SelectionRule(Record):
    """A rule that every selection must keep."""

    register = "selection_rule"
    key = ("code",)
    title = "Selection rules"

    code: Code = Field(description="Code of the rule.", examples=["R-07"])
    kind: RuleKind = Field(description="What it asks.", examples=["requires"])
    projects: Text | None = Field(
        None,
        description="Projects, separated by semicolons; of 'requires' the first needs the others.",
        examples=["P-0007;P-0003"],
    )
    group_kind: GroupKind = Field(
        "", description="Kind of group, instead of a list of projects.", examples=["portfolio"]
    )
    group_code: OptionalCode = Field("", description="Code of the group.", examples=["RUN"])
    threshold: float | None = Field(
        None,
        ge=0,
        description="How many projects (at least, at most) or percent of the money (share).",
        examples=[2],
    )
    reason: Text | None = Field(None, description="Why.", examples=["Audit finding of 2025."])


class Scenario(Record):
    """A selection that was kept, with everything that it was made from."""

    register = "scenario"
    key = ("code",)
    title = "Scenarios"

    code: Code = Field(description="Code of the scenario.", examples=["S-0003"])
    name: Name = Field(description="Name of the scenario.", examples=["Budget minus 10 %"])
    author: str = Field(description="Who kept it.", examples=["Ida Brandt"])
    note: Text | None = Field(
        None, description="What it is for.", examples=["For the March board."]
    )
    made_at: datetime = Field(
        description="When it was kept, UTC.", examples=["2026-11-02T09:30:00"]
    )
    revision: int = Field(ge=0, description="Revision of the data it was made from.", examples=[41])
    data_date: date = Field(description="Day that it speaks of.", examples=["2026-11-02"])
    inputs: str = Field(description="The frozen inputs, as text.", examples=["{}"])
    inputs_hash: str = Field(description="SHA-256 of the inputs.", examples=["9f2c"])
    what_if: str = Field(description="The controls, as JSON.", examples=["{}"])
    seed: int = Field(0, description="Seed of the solver.", examples=[0])
    solver: str = Field(description="Solver and its version.", examples=["HiGHS 1.14.0"])
    result: str = Field(
        description="Chosen projects with start, value, proven bound, as JSON.", examples=["{}"]
    )
    content_hash: str = Field(
        description="SHA-256 of inputs, controls, seed and result.", examples=["77ab"]
    )


class Commitment(Record):
    """The act by which a scenario became the plan."""

    register = "commitment"
    key = ("scenario", "committed_at")
    title = "Commitments"
    refers = {"scenario": "scenario"}

    scenario: Code = Field(description="Scenario that became the plan.", examples=["S-0003"])
    committed_at: datetime = Field(
        description="When it became the plan, UTC.", examples=["2026-11-09T10:00:00"]
    )
    committed_by: str = Field(description="Who made it the plan.", examples=["Ida Brandt"])
    reason: Text | None = Field(None, description="Why.", examples=["Board of 9 November."])


__all__ = ["Commitment", "Funding", "GroupKind", "RuleKind", "Scenario", "SelectionRule"]

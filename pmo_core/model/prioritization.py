"""What projects are judged by: goals, criteria, and what assessors gave."""

from datetime import date
from typing import Literal

from pydantic import Field

from pmo_core.model.record import Code, Name, OptionalCode, Record, Text

Direction = Literal["more is better", "less is better"]
Part = Literal[
    "business value", "time criticality", "risk reduction", "job size",
    "reach", "impact", "confidence", "effort", "risk",
]  # fmt: skip


class Goal(Record):
    """A strategic goal that projects serve."""

    register = "goal"
    key = ("code",)
    title = "Strategic goals"

    code: Code = Field(description="Code of the goal.", examples=["G1"])
    name: Name = Field(description="What is to be reached.", examples=["Cut cost to serve by 20 %"])
    owner: str | None = Field(None, description="Who answers for it.", examples=["Mara Lind"])
    weight: float | None = Field(None, ge=0, description="Weight among the goals.", examples=[30])
    horizon: date | None = Field(
        None, description="Day by which it is to be reached.", examples=["2028-12-31"]
    )
    measure: Text | None = Field(
        None, description="What is measured.", examples=["Cost per served customer"]
    )


class Contribution(Record):
    """How much of a project serves a goal."""

    register = "contribution"
    key = ("project", "goal")
    title = "Contributions to goals"
    refers = {"project": "project", "goal": "goal"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    goal: Code = Field(description="Goal.", examples=["G1"])
    share_pct: float = Field(
        ge=0, le=100, description="Part of the project that serves the goal.", examples=[60]
    )


class Criterion(Record):
    """One thing that projects are judged by, with a scale whose levels are described."""

    register = "criterion"
    key = ("code",)
    title = "Criteria"

    code: Code = Field(description="Code of the criterion.", examples=["FIT"])
    name: Name = Field(description="Name of the criterion.", examples=["Strategic fit"])
    direction: Direction = Field(
        "more is better", description="Which end of the scale is good.", examples=["more is better"]
    )
    weight: float = Field(ge=0, description="Weight among the criteria.", examples=[25])
    scale_min: float = Field(description="Lowest score.", examples=[1])
    scale_max: float = Field(description="Highest score.", examples=[5])
    levels: Text | None = Field(
        None, description="What the levels mean.", examples=["1 = no link; 5 = is the strategy"]
    )
    part: Part | None = Field(
        None,
        description="Part that it plays in WSJF, RICE or risk; empty = none.",
        examples=["job size"],
    )
    is_mandatory: bool = Field(
        False,
        description="Whether a project must reach the threshold, whatever else it scores.",
        examples=[False],
    )
    threshold: float | None = Field(
        None, description="Mean score from which a request may enter.", examples=[2]
    )


class Score(Record):
    """What one assessor gave one project on one criterion."""

    register = "score"
    key = ("project", "criterion", "assessor")
    title = "Scores"
    refers = {"project": "project", "criterion": "criterion"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    criterion: Code = Field(description="Criterion.", examples=["FIT"])
    assessor: OptionalCode = Field("", description="Who judged.", examples=["Ida Brandt"])
    score: float = Field(description="Score on the criterion's scale.", examples=[4])
    low: float | None = Field(None, description="Lowest that it may be.", examples=[3])
    high: float | None = Field(None, description="Highest that it may be.", examples=[5])
    scored_on: date | None = Field(
        None, description="Day of the judgement.", examples=["2026-09-01"]
    )
    comment: Text | None = Field(None, description="Why.", examples=["Asked for by the board."])


__all__ = ["Contribution", "Criterion", "Direction", "Goal", "Part", "Score"]

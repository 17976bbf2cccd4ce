"""How ideas come in: requests, what they are to cost and bring, and what is said of them."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pmo_core.model.record import Code, Name, Record, Text

RequestState = Literal[
    "draft", "submitted", "in assessment", "accepted", "rejected", "withdrawn"
]  # fmt: skip
Subject = Literal["request", "project", "charter", "gate", "change request", "policy"]


class Request(Record):
    """What someone asks the PMO for: from the first draft to the decision about it."""

    register = "request"
    key = ("code",)
    title = "Requests"
    refers = {"department": "department", "portfolio": "portfolio", "project": "project"}

    code: Code = Field(description="Code of the request.", examples=["R-0001"])
    name: Name = Field(description="Short name of what is asked for.", examples=["Self-service"])
    state: RequestState = Field("draft", description="Where it stands.", examples=["submitted"])
    author: str = Field(
        "", description="Who wrote it; empty where a file did not say.", examples=["Mara Lind"]
    )
    kind: str | None = Field(None, description="Kind of project.", examples=["software"])
    problem: Text | None = Field(
        None,
        description="What is wrong or missing today.",
        examples=["Every order is typed twice."],
    )
    outcome: Text | None = Field(
        None, description="What will be different, and how it is seen.", examples=["One entry."]
    )
    sponsor: str | None = Field(None, description="Who wants the outcome.", examples=["Ana Ruiz"])
    department: Code | None = Field(None, description="Department that asks.", examples=["IT.DEV"])
    portfolio: Code | None = Field(None, description="Portfolio it fits.", examples=["GROWTH"])
    earliest_start: date | None = Field(
        None, description="Day before which it cannot begin.", examples=["2027-01-04"]
    )
    duration_months: int | None = Field(
        None, ge=1, le=120, description="Months that it will take.", examples=[9]
    )
    deadline: date | None = Field(
        None, description="Day by which it must be done.", examples=["2027-12-31"]
    )
    deadline_reason: Text | None = Field(
        None, description="Why that day.", examples=["The license ends."]
    )
    mandatory_reason: Text | None = Field(
        None,
        description="Law, rule or safety need that makes it mandatory; empty = it is not.",
        examples=["Payment directive, article 4"],
    )
    risks: Text | None = Field(
        None, description="What could go wrong, one per line.", examples=["Vendor is new."]
    )
    depends_on: str | None = Field(
        None, description="Projects it depends on, separated by semicolons.", examples=["P-0012"]
    )
    figures: Text | None = Field(
        None,
        description="Cost, effort, benefits by year and goals served, as JSON.",
        examples=['{"costs": [{"year": 2027, "likely": 80000}]}'],
    )
    step: int = Field(1, ge=1, description="Step of the form reached.", examples=[3])
    submitted_on: date | None = Field(
        None, description="Day on which it was submitted.", examples=["2026-10-05"]
    )
    state_on: date | None = Field(
        None, description="Day since which it stands there.", examples=["2026-10-12"]
    )
    state_reason: Text | None = Field(
        None, description="Why it stands there.", examples=["Covered by P-0044."]
    )
    project: Code | None = Field(None, description="Project that it became.", examples=["P-0150"])


class Comment(Record):
    """What someone says about a record; nobody changes it afterwards."""

    register = "comment"
    key = ("about", "code", "made_at", "author")
    title = "Comments"

    about: Subject = Field(description="Kind of record spoken of.", examples=["request"])
    code: Code = Field(description="Code of that record.", examples=["R-0001"])
    made_at: datetime = Field(description="When, UTC.", examples=["2026-10-05T09:30:00"])
    author: Code = Field(description="Who said it.", examples=["Ida Brandt"])
    text: Text = Field(min_length=1, description="What was said.", examples=["Who pays for it?"])


class YearRange(BaseModel):
    """An amount of one fiscal year, base currency: likely, and where known lowest and highest."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    year: int = Field(ge=1990, le=2150)
    likely: float = Field(ge=0)
    low: float | None = Field(None, ge=0)
    high: float | None = Field(None, ge=0)


class Effort(BaseModel):
    """Work of a role in one fiscal year, hours."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    year: int = Field(ge=1990, le=2150)
    role: str = Field(min_length=1)
    hours: float = Field(ge=0)


class Figures(BaseModel):
    """The figures of a request: what `Request.figures` keeps as JSON.

    Examples
    --------
    >>> Figures.model_validate_json('{"costs": [{"year": 2027, "likely": 80000}]}').costs[0].likely
    80000.0
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    costs: tuple[YearRange, ...] = ()
    benefits: tuple[YearRange, ...] = ()
    effort: tuple[Effort, ...] = ()
    goals: dict[str, float] = Field(default_factory=dict)
    """Goal -> percent of the project that serves it."""


__all__ = ["Comment", "Effort", "Figures", "Request", "RequestState", "Subject", "YearRange"]

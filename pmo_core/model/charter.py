"""What a project may do and is to bring: its charter, and who approved it."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from pmo_core.model.record import Code, Money, Name, Record, Text
from pmo_core.model.structure import Method

ApproverPosition = Literal[
    "sponsor", "project manager", "PMO", "finance", "security", "architecture"
]


class Charter(Record):
    """The charter of a project; texts of several lines hold one item a line."""

    register = "charter"
    key = ("project",)
    title = "Charters"
    refers = {"project": "project"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    purpose: Text | None = Field(
        None, description="Why it is done and what will be different.", examples=["One login."]
    )
    scope_in: Text | None = Field(None, description="What it does.", examples=["Web and mobile"])
    scope_out: Text | None = Field(None, description="What it does not.", examples=["Partners"])
    deliverables: Text | None = Field(None, description="What it hands over.", examples=["Portal"])
    milestones: Text | None = Field(
        None, description="Milestones, `day: name` a line.", examples=["2027-03-01: Pilot"]
    )
    budget: Money | None = Field(
        None, ge=0, description="Budget, in the project's currency.", examples=["250000"]
    )
    roles: Text | None = Field(
        None,
        description="RACI, `work: R=name, A=name, C=names, I=names` a line.",
        examples=["Design: R=Tom Okafor, A=Ana Ruiz"],
    )
    risks: Text | None = Field(None, description="Main risks.", examples=["Vendor is new"])
    assumptions: Text | None = Field(
        None, description="What is taken for granted.", examples=["Licenses are there"]
    )
    method: Method | None = Field(None, description="How it is run.", examples=["hybrid"])
    author: str | None = Field(None, description="Who wrote it.", examples=["Tom Okafor"])


class CharterApproval(Record):
    """One approval of a charter as it read: another text needs another approval."""

    register = "charter_approval"
    key = ("project", "position", "charter_hash")
    title = "Charter approvals"
    refers = {"project": "project"}
    is_final = True

    project: Code = Field(description="Project.", examples=["P-0001"])
    position: ApproverPosition = Field(description="As what.", examples=["sponsor"])
    charter_hash: Code = Field(description="Hash of the text approved.", examples=["9f2c"])
    approver: Name = Field(description="Who approved.", examples=["Ana Ruiz"])
    approved_at: datetime = Field(description="When, UTC.", examples=["2026-11-02T10:15:00"])
    comment: Text | None = Field(None, description="Remark.", examples=["Pilot first."])


__all__ = ["ApproverPosition", "Charter", "CharterApproval"]

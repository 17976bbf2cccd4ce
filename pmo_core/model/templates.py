"""Plans to begin with: work, order, effort, budget, risks, communication; no dates, no people."""

from typing import Literal

from pydantic import Field

from pmo_core.model.record import Code, Name, OptionalCode, Record, Text
from pmo_core.model.schedule import PrecedenceKind
from pmo_core.model.structure import Method

ItemKind = Literal["work", "milestone", "precedence", "effort", "budget", "risk", "communication"]


class Template(Record):
    """A planning template for projects of one method and kind."""

    register = "template"
    key = ("code",)
    title = "Planning templates"

    code: Code = Field(description="Code of the template.", examples=["WEB"])
    name: Name = Field(description="Name of the template.", examples=["Web application"])
    method: Method | None = Field(None, description="Method it fits.", examples=["agile"])
    kind: str | None = Field(None, description="Kind of project.", examples=["software"])
    description: Text | None = Field(
        None, description="When to use it.", examples=["New or renewed web application."]
    )
    author: str | None = Field(None, description="Who made it.", examples=["Ida Brandt"])


class TemplateItem(Record):
    """One line of a planning template; which fields it uses hangs on its kind.

    work, milestone: code (WBS), name, offset_days, duration_days (working days; 0 = milestone).
    precedence: code = successor, other = predecessor, link, offset_days = lag.
    effort: code (WBS), other = role, hours. budget: code = cost category, share_pct of the budget.
    risk: code, name, text, share_pct = probability. communication: code, name = audience, text.
    """

    register = "template_item"
    key = ("template", "kind", "code", "other")
    title = "Template lines"
    refers = {"template": "template"}

    template: Code = Field(description="Template.", examples=["WEB"])
    kind: ItemKind = Field(description="What the line plans.", examples=["work"])
    code: OptionalCode = Field(description="WBS code, category or number.", examples=["1.2"])
    other: OptionalCode = Field("", description="Predecessor, or role.", examples=["1.1"])
    name: Name | None = Field(None, description="Name.", examples=["Design"])
    offset_days: int | None = Field(
        None, description="Working days after the start; of a link its lag.", examples=[10]
    )
    duration_days: int | None = Field(
        None, ge=0, description="Working days that it takes.", examples=[15]
    )
    link: PrecedenceKind | None = Field(None, description="Kind of link.", examples=["FS"])
    hours: float | None = Field(None, ge=0, description="Work in hours.", examples=[120])
    share_pct: float | None = Field(
        None, ge=0, le=100, description="Share of the budget, or probability.", examples=[40]
    )
    text: Text | None = Field(None, description="What else is to be known.", examples=["Weekly"])


__all__ = ["ItemKind", "Template", "TemplateItem"]

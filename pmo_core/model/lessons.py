"""What was learned, what became a practice of it, and who follows it."""

from datetime import date
from typing import Literal

from pydantic import Field

from pmo_core.model.record import Code, Name, OptionalCode, Record, Text
from pmo_core.model.structure import Method

LessonKind = Literal["keep", "avoid"]
LessonSource = Literal["closure", "gate", "finding", "audit", "other"]
LessonState = Literal["proposed", "accepted", "retired"]
PracticeState = Literal["draft", "recommended", "mandatory", "retired"]
AdoptionStatus = Literal["adopted", "partly", "no"]
LessonPlace = Literal["request", "gate", "audit", "project"]
LessonUseAs = Literal["applied", "not relevant", "later"]


class Lesson(Record):
    """What a project learned, and to which projects it speaks (an empty trait = to all)."""

    register = "lesson"
    key = ("code",)
    title = "Lessons"
    refers = {"project": "project", "practice": "practice"}

    code: Code = Field(description="Code.", examples=["L-0001"])
    name: Name = Field(description="In one sentence.", examples=["Test data takes a month."])
    kind: LessonKind = Field(description="To be kept up or avoided.", examples=["avoid"])
    happened: Text = Field(description="What happened.", examples=["Tests began without data."])
    effect: Text | None = Field(None, description="What came of it.", examples=["5 weeks late."])
    advice: Text = Field(description="What to do next time.", examples=["Order it at design."])
    project: Code | None = Field(None, description="Project it is from.", examples=["P-0001"])
    source: LessonSource = Field("other", description="When it was learned.", examples=["closure"])
    subject: OptionalCode = Field("", description="Gate, finding or audit.", examples=["G5"])
    method: Method | None = Field(None, description="For which method.", examples=["waterfall"])
    phase: str | None = Field(None, description="For which phase.", examples=["Test"])
    project_type: str | None = Field(
        None, description="For which kind of project.", examples=["Infrastructure"]
    )
    tags: str | None = Field(
        None, description="Risks and subjects, separated by semicolons.", examples=["supplier"]
    )
    state: LessonState = Field("proposed", description="How far it is.", examples=["accepted"])
    raised_by: str = Field(description="Who says so.", examples=["Tom Okafor"])
    raised_on: date = Field(description="When.", examples=["2026-06-12"])
    practice: Code | None = Field(None, description="Practice that came of it.", examples=["BP-01"])


class Practice(Record):
    """A way of working that proved itself, and is recommended or asked for."""

    register = "practice"
    key = ("code",)
    title = "Best practices"

    code: Code = Field(description="Code.", examples=["BP-01"])
    name: Name = Field(description="In one sentence.", examples=["Order test data at design."])
    text: Text = Field(description="How it is done.", examples=["With the test concept ..."])
    owner: str | None = Field(None, description="Who keeps it.", examples=["Ida Brandt"])
    state: PracticeState = Field("draft", description="How binding.", examples=["recommended"])
    method: Method | None = Field(None, description="For which method.", examples=["waterfall"])
    phase: str | None = Field(None, description="For which phase.", examples=["Test"])
    project_type: str | None = Field(
        None, description="For which kind of project.", examples=["Infrastructure"]
    )
    tags: str | None = Field(
        None, description="Risks and subjects, separated by semicolons.", examples=["supplier"]
    )
    since_on: date | None = Field(None, description="Since when.", examples=["2026-07-01"])
    review_on: date | None = Field(None, description="Reviewed by.", examples=["2027-07-01"])


class PracticeAdoption(Record):
    """Whether a department follows a practice."""

    register = "practice_adoption"
    key = ("practice", "department")
    title = "Adoption of practices"
    refers = {"practice": "practice", "department": "department"}

    practice: Code = Field(description="Practice.", examples=["BP-01"])
    department: Code = Field(description="Department.", examples=["IT.DEV"])
    status: AdoptionStatus = Field(description="Whether.", examples=["partly"])
    reason: Text | None = Field(None, description="Why so.", examples=["Not for small ones."])
    since_on: date | None = Field(None, description="Since when.", examples=["2026-09-01"])
    stated_by: str = Field(description="Who says so.", examples=["Mara Lind"])


class LessonUse(Record):
    """That somebody saw a lesson where it was needed, and what he made of it."""

    register = "lesson_use"
    key = ("lesson", "place", "subject", "person")
    title = "Use of lessons"
    refers = {"lesson": "lesson"}

    lesson: Code = Field(description="Lesson.", examples=["L-0001"])
    place: LessonPlace = Field(description="Where it appeared.", examples=["gate"])
    subject: Code = Field(
        description="Request, project and gate, or audit.", examples=["P-0007 G2"]
    )
    person: Code = Field(description="Who.", examples=["Tom Okafor"])
    used_as: LessonUseAs = Field(description="What he made of it.", examples=["applied"])
    used_on: date = Field(description="When.", examples=["2026-10-05"])
    effect: Text | None = Field(
        None, description="What came of it.", examples=["Test data was there in time."]
    )


__all__ = [
    "AdoptionStatus", "Lesson", "LessonKind", "LessonPlace", "LessonSource", "LessonState",
    "LessonUse", "LessonUseAs", "Practice", "PracticeAdoption", "PracticeState",
]  # fmt: skip

"""What people can do, what work asks for, and how the gap is closed."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from pmo_core.model.record import Code, Currency, Money, Name, OptionalCode, Record, Text

SkillKind = Literal["management", "method", "technical", "domain", "certificate"]
CourseFormat = Literal["online", "classroom", "blended", "self-paced"]
TrainingState = Literal["proposed", "booked", "done", "failed", "canceled"]
MentoringState = Literal["proposed", "running", "ended"]


class Skill(Record):
    """A competence, in five levels, or a certificate."""

    register = "skill"
    key = ("code",)
    title = "Competences"

    code: Code = Field(description="Code.", examples=["PMO-CERT"])
    name: Name = Field(description="Name.", examples=["Work of a PMO"])
    kind: SkillKind = Field(description="Kind.", examples=["management"])
    description: Text | None = Field(
        None, description="What the levels mean.", examples=["1 knows it ... 5 teaches it."]
    )


class CompetenceNeed(Record):
    """Level of a competence that a role asks for, everywhere or on one project."""

    register = "competence_need"
    key = ("role", "project", "skill")
    title = "Competences asked for"
    refers = {"role": "role", "project": "project", "skill": "skill"}

    role: Code = Field(description="Role.", examples=["DEV"])
    project: OptionalCode = Field("", description="Project; empty = all.", examples=["P-0001"])
    skill: Code = Field(description="Competence.", examples=["PMO-CERT"])
    level: int = Field(ge=1, le=5, description="Level asked for, 1 to 5.", examples=[3])
    basis: Text | None = Field(None, description="Why.", examples=["POL-02"])


class PersonSkill(Record):
    """What a person can do, with what shows it; of a certificate, how long it is valid."""

    register = "person_skill"
    key = ("person", "skill")
    title = "Competences of people"
    refers = {"person": "person", "skill": "skill"}

    person: Code = Field(description="Person.", examples=["E042"])
    skill: Code = Field(description="Competence.", examples=["PMO-CERT"])
    level: int = Field(ge=1, le=5, description="Level, 1 to 5.", examples=[3])
    evidence: Text | None = Field(None, description="What shows it.", examples=["Led two."])
    assessed_on: date | None = Field(None, description="Assessed.", examples=["2026-03-01"])
    assessed_by: str | None = Field(None, description="By whom.", examples=["Ida Brandt"])
    issued_on: date | None = Field(None, description="Certificate issued.", examples=["2025-05-01"])
    expires_on: date | None = Field(
        None, description="Last day of its validity.", examples=["2028-04-30"]
    )
    renewal_cost: Money | None = Field(
        None, ge=0, description="Cost of renewing it.", examples=["400"]
    )
    currency: Currency | None = Field(
        None, description="Currency; empty = base currency.", examples=["USD"]
    )


class Course(Record):
    """A course that brings people to a level of a competence."""

    register = "course"
    key = ("code",)
    title = "Course catalogue"
    refers = {"skill": "skill"}

    code: Code = Field(description="Code.", examples=["C-PMOCP"])
    name: Name = Field(description="Name.", examples=["PMO practitioner certificate"])
    provider: str | None = Field(None, description="Who gives it.", examples=["Norden Academy"])
    format: CourseFormat = Field("online", description="How.", examples=["online"])
    location: str | None = Field(None, description="Where.", examples=["Vienna"])
    skill: Code = Field(description="Competence.", examples=["PMO-CERT"])
    level: int = Field(ge=1, le=5, description="Level to which it brings.", examples=[3])
    from_level: int = Field(0, ge=0, le=5, description="Level needed before.", examples=[0])
    price: Money | None = Field(None, ge=0, description="Price per person.", examples=["400"])
    currency: Currency | None = Field(
        None, description="Currency; empty = base currency.", examples=["USD"]
    )
    duration_days: float = Field(
        gt=0, description="Working days from its first to its last day.", examples=[3]
    )
    lead_days: int = Field(
        0, ge=0, description="Calendar days by which it is booked before it begins.", examples=[30]
    )
    seats: int | None = Field(
        None, ge=1, description="Seats of a date; empty = any number.", examples=[12]
    )
    validity_months: int | None = Field(
        None, ge=1, description="Months that its certificate is valid.", examples=[36]
    )
    is_active: bool = Field(True, description="Whether it can be booked.", examples=[True])


class CourseDate(Record):
    """A date on which a course begins; a course without any begins when it is needed."""

    register = "course_date"
    key = ("course", "starts_on")
    title = "Dates of courses"
    refers = {"course": "course"}

    course: Code = Field(description="Course.", examples=["C-PMOCP"])
    starts_on: date = Field(description="First day.", examples=["2027-02-08"])
    seats: int | None = Field(
        None, ge=0, description="Seats left; empty = as the course says.", examples=[4]
    )
    location: str | None = Field(None, description="Where.", examples=["Online"])


class Training(Record):
    """That a person takes a course, and which assignment asks for it by when."""

    register = "training"
    key = ("person", "course", "starts_on")
    title = "Trainings"
    refers = {"person": "person", "course": "course"}

    person: Code = Field(description="Person.", examples=["E042"])
    course: Code = Field(description="Course.", examples=["C-PMOCP"])
    starts_on: date = Field(description="First day.", examples=["2027-02-08"])
    state: TrainingState = Field("proposed", description="How far it is.", examples=["booked"])
    project: OptionalCode = Field(
        "", description="Project whose assignment asks for it.", examples=["P-0001"]
    )
    needed_on: date | None = Field(
        None, description="Day by which it is needed.", examples=["2027-03-01"]
    )
    reason: Text | None = Field(
        None, description="What asks for it.", examples=["PM of P-0001 from 1 March 2027"]
    )
    finding: Code | None = Field(None, description="Finding it mends.", examples=["F-0001"])
    cost: Money | None = Field(None, ge=0, description="Cost, base currency.", examples=["370"])
    completed_on: date | None = Field(None, description="Completed.", examples=["2027-02-10"])


class TrainingBudget(Record):
    """What a department, or all of them, may spend on trainings in a fiscal year."""

    register = "training_budget"
    key = ("department", "begins_on")
    title = "Training budgets"

    department: OptionalCode = Field("", description="Department; empty = all.", examples=["IT"])
    begins_on: date = Field(description="First day of the year.", examples=["2027-01-01"])
    amount: Money = Field(ge=0, description="Amount, base currency.", examples=["12000"])


class Mentoring(Record):
    """That one person helps another to grow in a competence."""

    register = "mentoring"
    key = ("mentor", "mentee", "skill")
    title = "Mentoring"
    refers = {"mentor": "person", "mentee": "person", "skill": "skill"}

    mentor: Code = Field(description="Who helps.", examples=["E007"])
    mentee: Code = Field(description="Who grows.", examples=["E042"])
    skill: Code = Field(description="In what.", examples=["PMO-CERT"])
    state: MentoringState = Field("proposed", description="How far it is.", examples=["running"])
    from_on: date | None = Field(None, description="First day.", examples=["2027-01-11"])
    until_on: date | None = Field(None, description="Last day.", examples=["2027-06-30"])
    goal: Text | None = Field(None, description="What is to be reached.", examples=["Level 3"])


class Announcement(Record):
    """News of the PMO, for all or for some roles."""

    register = "announcement"
    key = ("code",)
    title = "Announcements"

    code: Code = Field(description="Code.", examples=["N-0001"])
    name: Name = Field(description="Headline.", examples=["New gate checklist"])
    text: Text = Field(description="Text.", examples=["From January on ..."])
    posted_on: date = Field(description="Posted.", examples=["2026-11-02"])
    posted_by: str = Field(description="By whom.", examples=["Ida Brandt"])
    readers: str | None = Field(
        None, description="Roles that should read it, separated by semicolons; empty = all.",
        examples=["PM;BA"],
    )  # fmt: skip
    until_on: date | None = Field(None, description="Shown until.", examples=["2026-12-31"])


class ReadReceipt(Record):
    """That somebody has read an announcement."""

    register = "read_receipt"
    key = ("announcement", "person")
    title = "Read receipts"
    refers = {"announcement": "announcement"}
    is_final = True

    announcement: Code = Field(description="Announcement.", examples=["N-0001"])
    person: Code = Field(description="Who.", examples=["Tom Okafor"])
    read_at: datetime = Field(description="When, UTC.", examples=["2026-11-03T09:10:00"])


__all__ = [
    "Announcement", "CompetenceNeed", "Course", "CourseDate", "CourseFormat", "Mentoring",
    "MentoringState", "PersonSkill", "ReadReceipt", "Skill", "SkillKind", "Training",
    "TrainingBudget", "TrainingState",
]  # fmt: skip

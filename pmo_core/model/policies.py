"""What everybody follows: policies and standards, who has read them, files, coding structures."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from pmo_core.model.record import Code, Name, OptionalCode, Record, Text

PolicyKind = Literal["policy", "procedure", "standard", "guideline", "form"]
Scheme = Literal["project", "WBS", "OBS", "CBS", "cost code"]
CodePartKind = Literal["fixed", "digits", "letters", "choice", "levels"]
Content = Annotated[str, Field(max_length=14_000_000)]


class Policy(Record):
    """A policy, procedure or standard, with its version and its owner."""

    register = "policy"
    key = ("code",)
    title = "Policies and procedures"

    code: Code = Field(description="Code.", examples=["POL-01"])
    name: Name = Field(description="Title.", examples=["Change control"])
    kind: PolicyKind = Field(description="What it is.", examples=["procedure"])
    version: Code = Field(description="Version.", examples=["2.1"])
    owner: str | None = Field(None, description="Who keeps it.", examples=["Ida Brandt"])
    valid_from: date | None = Field(None, description="In force since.", examples=["2026-01-01"])
    review_on: date | None = Field(None, description="To be reviewed by.", examples=["2027-01-01"])
    readers: str | None = Field(
        None,
        description="Roles that acknowledge it, separated by semicolons; empty = none.",
        examples=["PM;BA"],
    )
    text: Text | None = Field(None, description="Text, in Markdown.", examples=["# Purpose"])


class Acknowledgement(Record):
    """That someone has read a version of a policy."""

    register = "acknowledgement"
    key = ("policy", "version", "person")
    title = "Acknowledgements"
    refers = {"policy": "policy"}
    is_final = True

    policy: Code = Field(description="Policy.", examples=["POL-01"])
    version: Code = Field(description="Version read.", examples=["2.1"])
    person: Code = Field(description="Who.", examples=["Kim Novak"])
    acknowledged_on: date = Field(description="When.", examples=["2026-02-01"])


class Attachment(Record):
    """A file kept with a record."""

    register = "attachment"
    key = ("about", "code", "name")
    title = "Attachments"

    about: OptionalCode = Field(description="Register of the record.", examples=["policy"])
    code: Code = Field(description="Key of the record.", examples=["POL-01"])
    name: Code = Field(description="Name of the file.", examples=["change-control.pdf"])
    media_type: str = Field(description="Type of the file.", examples=["application/pdf"])
    n_bytes: int = Field(ge=0, description="Size in bytes.", examples=[48211])
    sha256: Code = Field(description="SHA-256 of the content.", examples=["9f2c"])
    added_by: str = Field(description="Who added it.", examples=["Ida Brandt"])
    added_at: datetime = Field(description="When, UTC.", examples=["2026-02-01T08:00:00"])
    content: Content = Field(description="The content as base64.", examples=["SGVsbG8="])


class CodePart(Record):
    """One part of a coding structure, such as the letters and digits of a project code."""

    register = "code_part"
    key = ("scheme", "number")
    title = "Coding structures"

    scheme: Scheme = Field(description="What is coded.", examples=["project"])
    number: int = Field(ge=1, description="Place in the code.", examples=[1])
    name: Name = Field(description="What the part says.", examples=["Serial number"])
    kind: CodePartKind = Field(
        description="fixed text, digits, letters, one of a choice, or levels set apart by dots.",
        examples=["digits"],
    )
    length: int | None = Field(None, ge=1, description="Characters, or levels.", examples=[4])
    choices: Text | None = Field(
        None, description="Fixed text, or choices as `CODE = meaning` a line.", examples=["P"]
    )
    separator: OptionalCode = Field("", description="What stands before the part.", examples=["-"])


__all__ = ["Acknowledgement", "Attachment", "CodePart", "CodePartKind", "Policy", "Scheme"]

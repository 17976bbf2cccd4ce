"""In which order the parts of a project's work are done."""

from typing import Literal

from pydantic import Field

from pmo_core.model.record import Code, Record

PrecedenceKind = Literal["FS", "SS", "FF", "SF"]


class Precedence(Record):
    """That one WBS element waits for another of the same project."""

    register = "precedence"
    key = ("project", "successor", "predecessor")
    title = "Precedence links"
    refers = {"project": "project"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    successor: Code = Field(description="WBS element that waits.", examples=["1.2"])
    predecessor: Code = Field(description="WBS element that it waits for.", examples=["1.1"])
    kind: PrecedenceKind = Field("FS", description="Which ends are tied.", examples=["FS"])
    lag_days: int = Field(
        0, description="Working days between them; negative = lead.", examples=[5]
    )


__all__ = ["Precedence", "PrecedenceKind"]

"""What only the user can decide about how values are written, and how the answer is kept."""

from dataclasses import dataclass, replace
from typing import Literal

from pmo_core.errors import Refused
from pmo_core.exchange.mapping import Mapping


@dataclass(frozen=True, slots=True)
class ValueQuestion:
    """A choice about how values are written that only the user can make.

    Parameters
    ----------
    kind : {"date_format", "decimal", "factor", "currency"}
    column : str
        Column that it is about.
    text : str
        The question, as a sentence.
    choices : tuple of (str, str)
        Answer, as `decided` takes it, and what it means.
    examples : tuple of str
        Cells that can be read either way.
    """

    kind: Literal["date_format", "decimal", "factor", "currency"]
    column: str
    text: str
    choices: tuple[tuple[str, str], ...]
    examples: tuple[str, ...] = ()


def decided(mapping: Mapping, question: ValueQuestion, choice: str) -> Mapping:
    """Return the mapping with the user's answer in it.

    Raises
    ------
    Refused
        The choice is none of the question's.

    Examples
    --------
    >>> asked = ValueQuestion("decimal", "Cost", "?", ((".", ""), (",", "")))
    >>> decided(Mapping("actual"), asked, ",").decimal
    {'Cost': ','}
    """
    if choice not in dict(question.choices):
        raise Refused(f"{choice!r} is no answer to: {question.text}")
    if question.kind == "currency":
        return replace(mapping, constants={**mapping.constants, "currency": choice})
    if question.kind == "date_format":
        return replace(mapping, date_formats={**mapping.date_formats, question.column: choice})
    if question.kind == "factor":
        return replace(mapping, factors={**mapping.factors, question.column: choice})
    mark: Literal[".", ","] = "." if choice == "." else ","
    return replace(mapping, decimal={**mapping.decimal, question.column: mark})

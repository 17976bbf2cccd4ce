"""What a file leaves open, each question with the option of the command line that answers it."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from pmo_core.errors import Refused
from pmo_core.exchange.asking import ValueQuestion
from pmo_core.exchange.mapping import DecimalMark, Mapping
from pmo_core.exchange.questions import Question
from pmo_core.exchange.shape import lacks_year

_NUMBER = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Open:
    """A question that is not answered yet.

    Parameters
    ----------
    text : str
        The question, as a sentence.
    option : str
        The option that answers it; a word in capitals stands for the answer.
    choices : tuple of str
        The answers that there are; empty where any will do.
    is_required : bool
        Whether nothing can be read without an answer.
    """

    text: str
    option: str
    choices: tuple[str, ...] = ()
    is_required: bool = True

    def __str__(self) -> str:
        choices = f" (one of: {', '.join(self.choices)})" if self.choices else ""
        return f"{self.text} Answer with: {self.option}{choices}"


class UnansweredError(Refused):
    """The file leaves questions open; nothing was read."""

    def __init__(self, questions: Iterable[Open]) -> None:
        self.questions = tuple(questions)
        lines = "\n".join(f"- {question}" for question in self.questions)
        super().__init__(
            f"The file leaves open:\n{lines}",
            "Or give a mapping file with the answers (--save-mapping writes one to edit).",
        )

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}"

    def to_json(self) -> list[dict[str, Any]]:
        """Return the questions as plain values."""
        return [asdict(question) for question in self.questions]


def still_open(questions: Iterable[Question], mapping: Mapping) -> list[Open]:
    """Return the questions about a file that the mapping does not answer.

    Examples
    --------
    >>> question = Question("spent_on", "constant", "On which day?", "2026-10-31")
    >>> str(still_open([question], Mapping("actual"))[0])
    'On which day? Answer with: --set spent_on=2026-10-31'
    """
    found = []
    for question in questions:
        wanted = question.suggestion or "VALUE"
        if question.kind == "constant":
            is_answered = question.field in {**mapping.constants, **mapping.fields}
            option = f"{question.field}={wanted}"
        elif question.kind == "year":
            is_answered, option = not lacks_year(mapping.shape), "year=YEAR"
        elif question.kind == "factor":
            is_answered = question.column in mapping.factors
            option = f"{question.column}={wanted}"
        else:
            is_answered = question.value in mapping.merges.get(question.field, {})
            option = f"{question.column}:{question.value}={wanted}"
        if not is_answered:
            flag = "--set" if question.kind in ("constant", "year") else "--answer"
            found.append(
                Open(question.text, _option(flag, option), is_required=question.is_required)
            )
    return found


def about_values(questions: Iterable[ValueQuestion]) -> list[Open]:
    """Return the questions about how values are written.

    Examples
    --------
    >>> asked = ValueQuestion("decimal", "Cost", "Which sign?", ((".", ""), (",", "")))
    >>> about_values([asked])[0].option
    '--answer Cost=CHOICE'
    """
    return [
        Open(
            _with_examples(question),
            "--set currency=CHOICE"
            if question.kind == "currency"
            else _option("--answer", f"{question.column}=CHOICE"),
            tuple(choice for choice, _ in question.choices),
        )
        for question in questions
    ]


def _with_examples(question: ValueQuestion) -> str:
    examples = f" For example: {', '.join(question.examples)}." if question.examples else ""
    return f"{question.text}{examples}"


def _option(flag: str, value: str) -> str:
    return f'{flag} "{value}"' if re.search(r"[^\w=%/.:,-]", value) else f"{flag} {value}"


def with_values(mapping: Mapping, settings: Iterable[str]) -> Mapping:
    """Return the mapping with the values that hold for every line (`--set FIELD=VALUE`).

    Examples
    --------
    >>> with_values(Mapping("actual"), ["spent_on=2026-10-31"]).constants
    {'spent_on': '2026-10-31'}
    """
    for text in settings:
        name, sign, value = text.partition("=")
        if not sign:
            raise Refused(f"{text!r} is not FIELD=VALUE.")
        if name == "source":
            mapping = replace(mapping, source=value)
        elif name == "year":
            if not re.fullmatch(r"(19|20)\d\d", value):
                raise Refused(f"{value!r} is not a year.", "Write it with four digits.")
            mapping = replace(mapping, shape={**mapping.shape, "year": value})
        else:
            mapping = replace(mapping, constants={**mapping.constants, name: value})
    return mapping


def with_answers(mapping: Mapping, columns: Iterable[str], answers: Iterable[str]) -> Mapping:
    """Return the mapping with what is said about its columns (`--answer COLUMN=VALUE`).

    Parameters
    ----------
    mapping : Mapping
        As guessed.
    columns : iterable of str
        Columns of the file, as the mapping names them.
    answers : iterable of str
        `COLUMN=%d/%m/%Y` (how dates are written), `COLUMN=,` (decimal mark), `COLUMN=1000` (what
        its numbers are multiplied by) or `COLUMN:WORD=TEXT` (what is read instead of a word).

    Raises
    ------
    Refused
        There is no such column, or the value is none of these.

    Examples
    --------
    >>> with_answers(Mapping("actual"), ["Day"], ["Day=%d/%m/%Y"]).date_formats
    {'Day': '%d/%m/%Y'}
    """
    names = sorted(columns, key=len, reverse=True)
    for text in answers:
        column = next((name for name in names if text.startswith((f"{name}=", f"{name}:"))), None)
        if column is None:
            raise Refused(
                f"{text!r} names no column of the file.", f"It has: {', '.join(sorted(names))}."
            )
        mapping = _answered(mapping, column, text[len(column)], text[len(column) + 1 :])
    return mapping


def _answered(mapping: Mapping, column: str, sign: str, value: str) -> Mapping:
    if sign == ":":
        word, _, meaning = value.partition("=")
        fields = [name for name, source in mapping.fields.items() if column in source.columns]
        merges = {name: {**mapping.merges.get(name, {}), word: meaning} for name in fields}
        return replace(mapping, merges={**mapping.merges, **merges})
    if value in (".", ","):
        mark: DecimalMark = "." if value == "." else ","
        return replace(mapping, decimal={**mapping.decimal, column: mark})
    if "%" in value:
        return replace(mapping, date_formats={**mapping.date_formats, column: value})
    if _NUMBER.fullmatch(value):
        return replace(mapping, factors={**mapping.factors, column: value})
    raise Refused(
        f"{value!r} is no answer about {column}.",
        "Give a date format (%d/%m/%Y), a decimal mark (. or ,) or a factor (1000).",
    )

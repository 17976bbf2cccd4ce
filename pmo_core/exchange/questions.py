"""What a file does not say: asked once, on one screen, and remembered with the mapping."""

from collections.abc import Mapping as Keyed
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from pmo_core.exchange import levels
from pmo_core.exchange.content import Content
from pmo_core.exchange.heading import is_in_days, words
from pmo_core.exchange.mapping import Mapping
from pmo_core.exchange.plan import options_of
from pmo_core.exchange.remarks import remarks
from pmo_core.exchange.shape import lacks_year
from pmo_core.exchange.table import Table
from pmo_core.model import REGISTERS

_TYPED = (date, float, Decimal)
QuestionKind = Literal["constant", "factor", "year", "word", "level"]


@dataclass(frozen=True, slots=True)
class Question:
    """Something that the file does not say.

    `kind` says where the answer goes: `constant` (a value that holds for every line, by field),
    `factor` (what the numbers of `column` are multiplied by), `year` (of column headers that name a
    month without one), `word` (what is read instead of `value`) or `level` (likewise, the amount or
    percentage that a level stands for). `is_required`: without an answer no line can be taken.
    `suggestion` may be empty.
    """

    field: str
    kind: QuestionKind
    text: str
    suggestion: str = ""
    column: str = ""
    value: str = ""
    is_required: bool = True


def answer(mapping: Mapping, question: Question, value: str) -> Mapping:
    """Return the mapping with a question answered.

    Examples
    --------
    >>> question = Question("spent_on", "constant", "On which day?")
    >>> answer(Mapping(register="actual"), question, "2026-10-31").constants
    {'spent_on': '2026-10-31'}
    """
    if question.kind == "factor":
        return replace(mapping, factors={**mapping.factors, question.column: value})
    if question.kind in ("word", "level"):
        words = {**mapping.merges.get(question.field, {}), question.value: value}
        return replace(mapping, merges={**mapping.merges, question.field: words})
    if question.kind == "year":
        return replace(mapping, shape={**mapping.shape, "year": value})
    return replace(mapping, constants={**mapping.constants, question.field: value})


def ask(
    table: Table,
    mapping: Mapping,
    contents: Keyed[str, Content],
    currencies: tuple[str, ...],
) -> tuple[Question, ...]:
    """Return what must or should be answered before the table is read with the mapping."""
    record = REGISTERS[mapping.register]
    given = {*mapping.fields, *mapping.constants}
    if "name" in mapping.fields:
        given.add("code")  # made from the name
    if "project" in mapping.names:
        given.add("project")
    questions = [
        _missing(
            name,
            record.model_fields[name].description or name,
            table,
            contents,
            options_of(record, name),
        )
        for name in record.model_fields
        if record.model_fields[name].is_required() and name not in given
    ]
    if lacks_year(mapping.shape):
        text = "The columns name periods without a year. Which (fiscal) year is it?"
        day = next(name for name in record.key if record.base_type(name) is date)
        questions.append(Question(day, "year", text))
    if currencies:
        text = f"The file writes amounts in {', '.join(currencies)}. Which is the currency of most?"
        questions.append(Question("currency", "constant", text, currencies[0], is_required=False))
    questions += _about_words(table, mapping, contents)
    questions += _about_levels(table, mapping)
    for name in ("hours", "planned_hours"):
        column = mapping.fields[name].columns[0] if name in mapping.fields else ""
        if column and is_in_days(column) and column not in mapping.factors:
            text = f"{column} is in person-days. How many hours are one day?"
            questions.append(Question(name, "factor", text, "8", column))
    return tuple(questions)


def _about_words(table: Table, mapping: Mapping, contents: Keyed[str, Content]) -> list[Question]:
    """Ask what words in columns of numbers and dates mean, where the field may be empty."""
    record = REGISTERS[mapping.register]
    questions = []
    for name, source in mapping.fields.items():
        column = source.columns[0]
        if not record.is_nullable(name) or record.base_type(name) not in _TYPED:
            continue
        decided = mapping.merges.get(name, {})
        for word, n in remarks(table.frame, column, contents[column]):
            if word in decided:
                continue
            text = (
                f"'{word}' stands in {column} on {n} line{'s' * (n > 1)}. Is it read as not given?"
            )
            suggestion = f"not provided: {word}"
            questions.append(Question(name, "word", text, suggestion, column, word, False))
    return questions


def _about_levels(table: Table, mapping: Mapping) -> list[Question]:
    """Ask what the levels of a column stand for, where it holds levels and not numbers."""
    questions = []
    for name, source in mapping.fields.items():
        if name not in levels.FIELDS:
            continue
        column, decided = source.columns[0], mapping.merges.get(name, {})
        questions += [
            _about_level(name, column, text)
            for text in levels.levels(table.frame[column], column)
            if text not in decided
        ]
    return questions


def _about_level(name: str, column: str, text: str) -> Question:
    """Ask what a level means; plain numbers could also be meant, so none is suggested for them."""
    is_number, is_chance = text.isdigit(), "probability" in name
    wanted = "percentage" if is_chance else "amount in base currency"
    middle = levels.middle(text) if is_chance else ""
    hint = f" As a level of five it would be about {middle}." if middle and is_number else ""
    asked = f"{column} seems to hold levels. Which {wanted} is meant by {text}?{hint}"
    suggestion = "" if is_number else middle
    return Question(name, "level", asked, suggestion, column, text, is_number)


def _missing(
    name: str,
    description: str,
    table: Table,
    contents: Keyed[str, Content],
    options: tuple[str, ...],
) -> Question:
    meaning = description[0].lower() + description[1:].rstrip(".")
    years = [column for column in table.names if _is_constant_year(contents.get(column))]
    if name in ("data_date", "spent_on") and years:
        year = contents[years[0]].constant
        text = (
            f"The file gives no {meaning}; its column {years[0]} says {year}. Which day is meant?"
        )
        return Question(name, "constant", text, f"{year}-12-31")
    text = f"The file has no column for the {meaning}. Which value holds for every line?"
    said = {word for column in table.names for word in words(column)}
    return Question(name, "constant", text, next((one for one in options if one in said), ""))


def _is_constant_year(content: Content | None) -> bool:
    year = "" if content is None else content.constant.strip()
    return len(year) == 4 and year.isdigit() and year.startswith(("19", "20"))

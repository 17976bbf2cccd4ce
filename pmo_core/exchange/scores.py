"""How well each column of a file fits each field of a register: by header and by content."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pmo_core.exchange import levels
from pmo_core.exchange.content import Content
from pmo_core.exchange.heading import is_bound_to_period, likeness, words
from pmo_core.exchange.synonyms import (
    CODE_WORDS,
    CODES,
    CURRENCY_PHRASES,
    ENTITIES,
    FIELDS,
    NAME_WORDS,
    NAMES,
)
from pmo_core.model import REGISTERS, Record

LEAST = 0.5
"""Score below which a column is not proposed for a field."""

Known = Mapping[str, Set[str]]
"""Register -> codes that it holds already."""

Kind = Literal["date", "number", "choice", "code", "name", "text"]
_NOT_IN_FILES = frozenset(("withheld", "source", "line"))
_DAYS = frozenset(("spent_on", "data_date", "period_on", "day", "valid_from"))
_IS_DATE = 0.9
_ROW_IS = frozenset((("gate", "project"),))  # a file with a column per gate has a project per row
_OWN_ID = (("id", 0.6), ("code", 0.6), ("number", 0.55))
_COUNTED = r"^\d{1,4}$"
_AT_COMPLETION = frozenset(("planned_cost", "forecast_cost"))


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that a column can be: a field, or (`is_name`) the name of what a field refers to.

    `phrases` are (phrase, strength 0-1); `refers` is the register that the field refers to, or "".
    """

    field: str
    is_name: bool
    kind: Kind
    phrases: tuple[tuple[str, float], ...]
    refers: str = ""
    is_own_key: bool = False
    choices: tuple[str, ...] = ()


def slots(register: str) -> tuple[Slot, ...]:
    """Return what the columns of a file can be when it is read into a register.

    Examples
    --------
    >>> [(slot.field, slot.is_name) for slot in slots("actual")][:3]
    [('project', False), ('project', True), ('wbs', False)]
    """
    record = REGISTERS[register]
    found: list[Slot] = []
    for field in record.model_fields:
        if not is_in_files(register, field):
            continue
        refers = record.refers.get(field, "")
        if refers in ENTITIES and field not in FIELDS.get(register, {}):
            phrases = _code_phrases(refers, field)
            phrases += _OWN_ID if (register, field) in _ROW_IS else ()
            found.append(Slot(field, False, "code", phrases, refers))
            found.append(Slot(field, True, "name", _name_phrases(refers), refers))
        else:
            found.append(_plain_slot(record, field, refers))
    return tuple(found)


def is_in_files(register: str, field: str) -> bool:
    """Return whether a column of a file can be the field; the feed of actuals is asked for.

    Examples
    --------
    >>> is_in_files("actual", "source"), is_in_files("booking", "source")
    (False, True)
    """
    return field not in _NOT_IN_FILES or (register, field) == ("booking", "source")


def _plain_slot(record: type[Record], field: str, refers: str) -> Slot:
    register = record.register
    own = tuple((phrase, 1.0) for phrase in FIELDS.get(register, {}).get(field, ()))
    phrases = ((field.replace("_", " "), 1.0), *own)
    kind = _kind(record, field)
    if field == "currency":
        phrases = tuple((phrase, 1.0) for phrase in CURRENCY_PHRASES)
    if register in ENTITIES and field == "code":
        phrases += (("id", 1.0), ("key", 1.0), *_code_phrases(register, register))
    if register in ENTITIES and field == "name":
        phrases += (("title", 1.0), *_name_phrases(register))
    choices = _choices(record, field)
    return Slot(field, False, kind, phrases, refers, field == "code", choices)


def _code_phrases(entity: str, field: str) -> tuple[tuple[str, float], ...]:
    called = ENTITIES[entity]
    composed = tuple((f"{name} {word}", 1.0) for name in called for word in CODE_WORDS)
    more = tuple((phrase, 1.0) for phrase in CODES.get(entity, ()))
    return ((field, 1.0), *composed, *more, *((name, 0.85) for name in called))


def _name_phrases(entity: str) -> tuple[tuple[str, float], ...]:
    called = ENTITIES[entity]
    composed = tuple((f"{name} {word}", 1.0) for name in called for word in NAME_WORDS)
    more = tuple((phrase, 1.0) for phrase in NAMES.get(entity, ()))
    return (*composed, *more, *((name, 0.75) for name in called))


def _kind(record: type[Record], field: str) -> Kind:
    base = record.base_type(field).__name__
    if base in ("Decimal", "float", "int"):
        return "number"
    if base in ("date", "datetime"):
        return "date"
    if _choices(record, field):
        return "choice"
    if field in ("code", "wbs", "entry", "currency", "parent", "needs"):
        return "code"
    return "name" if field == "name" else "text"


def _choices(record: type[Record], field: str) -> tuple[str, ...]:
    annotation: Any = record.model_fields[field].annotation
    literals = [annotation, *get_args(annotation)]
    return next(
        (get_args(item) for item in literals if getattr(item, "__origin__", None) is Literal), ()
    )


def score_matrix(
    all_slots: tuple[Slot, ...],
    frame: pl.DataFrame,
    contents: Mapping[str, Content],
    known: Known,
    headers: Mapping[str, str],
) -> NDArray[np.float64]:
    """Return the score (0-1) of each column for each slot; 0 where it is below `LEAST`.

    `headers` holds for each column the header cell as the file writes it.

    Returns
    -------
    array, shape (n_slots, n_columns), columns in the order of `contents`.
    """
    matrix = np.zeros((len(all_slots), len(contents)))
    n_dates = sum(content.date_share >= _IS_DATE for content in contents.values())
    for index, (name, content) in enumerate(contents.items()):
        distinct = frame[name].drop_nulls().unique() if known else pl.Series(dtype=pl.String)
        # Small numbers tell nothing: whatever else is counted has the same ones.
        is_telling = not distinct.str.contains(_COUNTED).all()
        for row, slot in enumerate(all_slots):
            score = _by_header(slot, headers[name])
            if slot.refers in known and not slot.is_name and content.n and is_telling:
                is_known = distinct.is_in(list(known[slot.refers])).mean()
                score = 0.95 if isinstance(is_known, float) and is_known >= 0.8 else score
            is_level = slot.field in levels.FIELDS and bool(
                levels.levels(frame[name], headers[name])
            )
            fit = 1.0 if is_level else _fit(slot, content)
            score = max(score, _by_content(slot, content, n_dates == 1)) * fit
            matrix[row, index] = score - index * 1e-5 if score >= LEAST else 0.0
    return matrix


def _by_header(slot: Slot, header: str) -> float:
    if slot.field in _AT_COMPLETION and is_bound_to_period(header):
        return 0.0
    if words(header) == words(slot.field) and not slot.is_name:
        return 1.0
    return max((likeness(header, phrase) * weight for phrase, weight in slot.phrases), default=0.0)


def _by_content(slot: Slot, content: Content, is_only_date: bool) -> float:
    """Return a score for columns that show what they are, whatever they are called."""
    if slot.field in _DAYS and is_only_date and content.date_share >= _IS_DATE:
        return LEAST + 0.01
    is_rating = slot.field == "rag" and content.rag_share >= 0.9 and content.n_distinct > 1
    return 0.55 if is_rating else 0.0


def _fit(slot: Slot, content: Content) -> float:
    """Return by how much the content of a column supports (1) or excludes (0) a slot."""
    if not content.n:
        return 0.7
    withheld = content.withheld_share
    if slot.kind == "date":
        return float(content.date_share + withheld >= 0.5)
    if slot.kind == "number":
        return float(content.number_share + withheld >= 0.5 and content.date_share < 0.9)
    if slot.kind == "choice":
        share = content.rag_share if slot.field == "rag" else float(content.n_distinct <= 30)
        return float(share + withheld >= 0.5)
    return _fit_of_text(slot, content)


def _fit_of_text(slot: Slot, content: Content) -> float:
    if slot.kind == "code":
        fit = float(content.mean_length <= 60) * (1 - 0.25 * content.spaced_share)
        return fit * (0.55 + 0.45 * content.distinct_share) if slot.is_own_key else fit
    if slot.kind == "name":
        return 1.0 - 0.6 * content.number_share
    return 1.0 if content.number_share < 0.9 else 0.6

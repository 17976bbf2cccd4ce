"""How a file is meant: which register it is, and which column is which field.

Nothing is decided behind the user's back: every guess has a confidence and alternatives, every
choice with consequences is a proposal (a `Finding` of severity info or warning) with its reason,
and what the file does not say is a `Question`. The same file always gives the same guess.
"""

import hashlib
from collections.abc import Mapping as Keyed
from dataclasses import dataclass, field, replace
from datetime import date

from pmo_core.errors import Finding
from pmo_core.exchange.assign import best_assignment
from pmo_core.exchange.content import Content, contents
from pmo_core.exchange.gates import gates_left_out
from pmo_core.exchange.mapping import FieldSource, Mapping
from pmo_core.exchange.questions import Question, ask
from pmo_core.exchange.reading import META
from pmo_core.exchange.refine import Draft, refine, subdivisions
from pmo_core.exchange.scores import Known, Slot, score_matrix, slots
from pmo_core.exchange.shape import BY_PERIOD, lacks_year, propose_shape, reshape
from pmo_core.exchange.synonyms import DISTINCTIVE, ESSENTIAL
from pmo_core.exchange.table import LINE, Table
from pmo_core.exchange.transposed import propose_transposed
from pmo_core.exchange.wide import propose_wide, speaks_of_budget
from pmo_core.model import REGISTERS

FROM_FILES = tuple(DISTINCTIVE)
"""Registers that a file can be guessed to be."""
_ADDED = frozenset((LINE, *META))
_IN_ROWS = ("project", "status_report")


@dataclass(frozen=True, slots=True)
class Guess:
    """How a table is read into a register, as far as the file says.

    Parameters
    ----------
    mapping : Mapping
        What would be read; its column names are those of `table`.
    confidence : dict of str to float
        Field -> 0 to 1; a name of what a field refers to stands under "field:name".
    alternatives : dict of str to tuple of str
        Field -> columns that could be it instead, best first.
    proposals : tuple of Finding
        What was chosen for a reason that the user should see.
    questions : tuple of Question
        What the file does not say and reading needs or would profit from.
    table : Table
        The table after reshaping (`mapping.shape`).
    is_remembered : bool
        Whether the mapping is that of the last file with this header.
    """

    mapping: Mapping
    confidence: dict[str, float]
    alternatives: dict[str, tuple[str, ...]]
    proposals: tuple[Finding, ...]
    questions: tuple[Question, ...]
    table: Table = field(repr=False)
    is_remembered: bool = False


def fingerprint(table: Table) -> str:
    """Return a hash of the header, by which a mapping is remembered.

    Case and space around the names do not matter; their order does. A file of our own rejected
    lines has the fingerprint of the file that they came from, so that it is read in the same way.
    """
    added = {*_ADDED, "entry"} if is_rejects(table) else {"entry"}
    header = [cell.strip().casefold() for cell in table.header]
    cells = "\x1f".join(cell for cell in header if cell not in added)
    return hashlib.sha256(cells.encode()).hexdigest()[:16]


def is_rejects(table: Table) -> bool:
    """Return whether a table is our own file of rejected lines, mended and uploaded again."""
    return {cell.strip().casefold() for cell in table.header} >= set(META)


def guess_register(table: Table, known: Known | None = None) -> list[tuple[str, float]]:
    """Return the registers that a table can be read into, best first, with a score from 0 to 1.

    The score is the share of the evidence: how well the register's fields are found, fields that
    tell one register from another counting most. A register whose key cannot be filled scores low.
    """
    if any(propose_transposed(table, register)[0] for register in _IN_ROWS):
        table = reshape(table, {"kind": "transposed"})
    held = contents(table.frame)
    evidence: dict[str, float] = {}
    for register in FROM_FILES:
        shape, _ = propose_wide(table, register) if register in BY_PERIOD else ({}, ())
        shaped = reshape(table, shape)
        drafted = _draft(shaped, register, known or {}, contents(shaped.frame) if shape else held)
        is_unlikely = register == "budget_line" and bool(shape) and not speaks_of_budget(table)
        evidence[register] = _evidence(drafted, register) * (0.4 if is_unlikely else 1.0)
    whole = sum(evidence.values()) or 1.0
    ranked = sorted(evidence.items(), key=lambda item: -item[1])
    return [(register, score / whole) for register, score in ranked if score > 0]


def _evidence(drafted: Draft, register: str) -> float:
    found = {(slot.field, slot.is_name): score for slot, _, score in drafted.chosen}
    weights = DISTINCTIVE[register]
    total = sum(
        score * (0.5 if is_name else weights.get(name, 0.5))
        for (name, is_name), score in found.items()
    )
    record = REGISTERS[register]
    given = {name for name, _ in found} | ({"code"} if ("name", False) in found else set())
    missing = [name for name in record.key if name not in given]
    missing = [name for name in missing if record.model_fields[name].is_required()]
    n_dates = sum(record.base_type(name) is date for name in missing)
    asked = 0.85**n_dates * 0.1 ** (len(missing) - n_dates)
    essential = ESSENTIAL.get(register, given)
    is_empty = essential.isdisjoint(given)
    return total * asked * _distinct_key_share(drafted, register) * (0.1 if is_empty else 1.0)


def _distinct_key_share(drafted: Draft, register: str) -> float:
    """Return the share of rows that the key of a register with one code tells apart."""
    if REGISTERS[register].key != ("code",):
        return 1.0
    columns = [column for slot, column, _ in drafted.chosen if slot.field in ("code", "name")]
    shares = [drafted.contents[column].distinct_share for column in columns]
    return max(shares, default=0.0) ** 2


def guess(
    table: Table,
    register: str,
    remembered: Mapping | None = None,
    known: Known | None = None,
    *,
    start_month: int = 1,
) -> Guess:
    """Guess how a table is read into a register.

    Parameters
    ----------
    table : Table
        As read; for a stream, its `head`.
    register : str
        Name of the register.
    remembered : Mapping or None
        What was used for the last file with this header; taken where all its columns are there,
        otherwise left out. A day or year that was given for that file is asked for again.
    known : mapping of str to set of str, optional
        Register -> codes that it holds, by which columns of codes are recognized.
    start_month : int
        First month of the fiscal year, for columns such as "FY26 P3".
    """
    if remembered is not None and (found := _from_memory(table, remembered)) is not None:
        return found
    shape, shape_findings = propose_shape(table, register, start_month)
    shaped = reshape(table, shape)
    dated = reshape(table, {**shape, "year": "2000"}) if lacks_year(shape) else shaped
    drafted = _draft(dated, register, known or {}, contents(dated.frame))
    drafted = refine(drafted, dated, register)
    mapping = Mapping(
        register=register,
        fields=drafted.sources(is_name=False),
        names=drafted.sources(is_name=True),
        constants=drafted.constants,
        factors=drafted.factors,
        merges=drafted.merges,
        shape=shape,
    )
    mapping = as_mended(shaped, mapping) if is_rejects(table) else mapping
    confidence = {_label(slot): round(score, 3) for slot, _, score in drafted.chosen}
    return Guess(
        mapping=mapping,
        confidence=confidence,
        alternatives=_alternatives(drafted),
        proposals=(*shape_findings, *drafted.proposals, *_more(shaped, mapping)),
        questions=ask(shaped, mapping, drafted.contents, drafted.unsure_currencies),
        table=shaped,
    )


def _more(table: Table, mapping: Mapping) -> tuple[Finding, ...]:
    """Return what the file holds beside the records of the register."""
    used = {column for source in mapping.fields.values() for column in source.columns}
    return gates_left_out(table, used) if mapping.register == "project" else ()


def _without_days(remembered: Mapping) -> Mapping:
    """Return the mapping without the days given for the last file; they are asked again."""
    record = REGISTERS[remembered.register]
    kept = {
        name: value
        for name, value in remembered.constants.items()
        if record.base_type(name) is not date
    }
    shape = {name: "" if name == "year" else value for name, value in remembered.shape.items()}
    return replace(remembered, constants=kept, shape=shape)


def as_mended(table: Table, mapping: Mapping) -> Mapping:
    """Return the mapping of a file for our own file of its rejected lines.

    These stand as they were reshaped; their column `_line` says where they stood in the file, and
    `entry`, where no column of the file gives it, which line of actuals they are.
    """
    own = {"line": "_line", "entry": "entry"}
    names = dict(zip(table.header, table.names, strict=False))
    added = {
        name: FieldSource((names[column],))
        for name, column in own.items()
        if column in names and name in REGISTERS[mapping.register].model_fields
    }
    return replace(mapping, fields={**added, **mapping.fields}, shape={})


def _from_memory(table: Table, remembered: Mapping) -> Guess | None:
    remembered = _without_days(remembered)
    if is_rejects(table):
        remembered = as_mended(table, remembered)
    shaped = reshape(table, remembered.shape)
    sources: Keyed[str, FieldSource] = {**remembered.fields, **remembered.names}
    used = {column for source in sources.values() for column in source.columns}
    if not used <= set(shaped.names):
        return None
    questions = ask(shaped, remembered, contents(shaped.frame), ())
    confidence = dict.fromkeys(remembered.fields, 1.0)
    confidence |= {f"{name}:name": 1.0 for name in remembered.names}
    return Guess(remembered, confidence, {}, (), questions, shaped, is_remembered=True)


def _draft(table: Table, register: str, known: Known, held: dict[str, Content]) -> Draft:
    names = list(held)
    possible = slots(register)
    headers = dict(zip(table.names, table.header, strict=False))
    headers = {name: headers.get(name) or name for name in names}
    matrix = score_matrix(possible, table.frame, held, known, headers)
    finer = subdivisions(headers)
    added = _ADDED if is_rejects(table) else ()
    unusable = [i for i, name in enumerate(names) if name.casefold() in added]
    matrix[:, [*unusable, *(names.index(name) for name in finer.values())]] = 0.0
    chosen = tuple(
        (possible[row], names[column], float(matrix[row, column]))
        for row, column in best_assignment(matrix)
    )
    ranked: dict[Slot, tuple[str, ...]] = {
        slot: tuple(names[i] for i in (-matrix[row]).argsort() if matrix[row, i] > 0)
        for row, slot in enumerate(possible)
    }
    return Draft(chosen=chosen, contents=held, ranked=ranked, headers=headers, finer=finer)


def _alternatives(drafted: Draft) -> dict[str, tuple[str, ...]]:
    taken = {slot: column for slot, column, _ in drafted.chosen}
    return {
        _label(slot): others
        for slot, columns in drafted.ranked.items()
        if (others := tuple(name for name in columns if name != taken.get(slot)))
    }


def _label(slot: Slot) -> str:
    return f"{slot.field}:name" if slot.is_name else slot.field


__all__ = ["FROM_FILES", "Guess", "Question", "fingerprint", "guess", "guess_register"]

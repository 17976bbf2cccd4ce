"""What a first draft of a mapping still needs: joined columns, keys, the right grain, units."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from pmo_core.errors import Finding
from pmo_core.exchange.content import Content
from pmo_core.exchange.grain import finer_measure
from pmo_core.exchange.heading import CURRENCY_SIGNS, unit, words
from pmo_core.exchange.mapping import FieldSource
from pmo_core.exchange.scores import Slot
from pmo_core.exchange.spelling import merges, spelling_findings
from pmo_core.exchange.stated import stated_scale
from pmo_core.exchange.table import Table
from pmo_core.model import REGISTERS
from pmo_core.model.record import Record

_MONEY = frozenset((
    "planned_cost", "forecast_cost", "stated_cost_change", "cost", "amount", "invoiced_amount",
))  # fmt: skip
_IS_KEY = 0.98
_ARE_NAMES = 0.3  # share of texts of several words from which a column holds names, not codes


@dataclass(frozen=True, slots=True)
class Draft:
    """A mapping in the making.

    `chosen` are (slot, column, score); `joined` holds for a field the columns that are joined,
    where it is more than one; `ranked` all columns that fit a slot, best first; `finer` as
    `subdivisions` gives it.
    """

    chosen: tuple[tuple[Slot, str, float], ...]
    contents: dict[str, Content]
    ranked: dict[Slot, tuple[str, ...]]
    headers: dict[str, str]
    finer: dict[str, str] = field(default_factory=dict)
    joined: dict[str, tuple[str, ...]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    factors: dict[str, str] = field(default_factory=dict)
    merges: dict[str, dict[str, str]] = field(default_factory=dict)
    proposals: tuple[Finding, ...] = ()
    unsure_currencies: tuple[str, ...] = ()

    def column(self, name: str, *, is_name: bool = False) -> str:
        """Return the column of a field, or "" where it has none."""
        return next(
            (
                column
                for slot, column, _ in self.chosen
                if (slot.field, slot.is_name) == (name, is_name)
            ),
            "",
        )

    def sources(self, *, is_name: bool) -> dict[str, FieldSource]:
        """Return field -> source, of the fields or of the names of what they refer to."""
        return {
            slot.field: FieldSource(
                columns=(column,) if is_name else self.joined.get(slot.field, (column,))
            )
            for slot, column, _ in self.chosen
            if slot.is_name is is_name
        }

    def propose(self, *findings: Finding) -> "Draft":
        """Return the draft with findings added to its proposals."""
        return replace(self, proposals=(*self.proposals, *findings))

    def with_column(self, name: str, column: str) -> "Draft":
        """Return the draft with another column for a field."""
        chosen = tuple(
            (slot, column if (slot.field, slot.is_name) == (name, False) else old, score)
            for slot, old, score in self.chosen
        )
        return replace(self, chosen=chosen)


def refine(draft: Draft, table: Table, register: str) -> Draft:
    """Return the draft with names as codes, joined columns, a working key, grain and units."""
    record = REGISTERS[register]
    draft = _names_as_codes(draft, record)
    draft = _join_subdivisions(draft)
    if record.key == ("code",):
        draft = _complete_key(draft, table.frame)
    draft = _right_grain(draft, table.frame)
    if register == "actual":
        draft = _check_entry(draft, table.frame, record)
    return _units(_spellings(draft, table.frame), table.frame, record)


def _names_as_codes(draft: Draft, record: type[Record]) -> Draft:
    """Where a file gives only the names of what it refers to, the names are its codes.

    What must have a name and has none in the file is named by its code.
    The names of projects stay names: reading makes their codes, which names may be too long for.
    """
    coded = {slot.field for slot, _, _ in draft.chosen if not slot.is_name}
    chosen = []
    for slot, column, score in draft.chosen:
        if slot.is_name and slot.field not in coded and slot.field != "project":
            chosen.append((replace(slot, is_name=False), column, score))
        else:
            chosen.append((slot, column, score))
    own = {slot.field: (slot, column, score) for slot, column, score in chosen if not slot.is_name}
    name = next((slot for slot in draft.ranked if slot.field == "name"), None)
    has_key = any(slot.is_own_key for slot in draft.ranked)
    is_missing = "name" not in own and "code" in own
    if name is not None and has_key and is_missing and record.model_fields["name"].is_required():
        chosen.append((name, own["code"][1], own["code"][2] * 0.8))
    return replace(draft, chosen=tuple(chosen))


def subdivisions(headers: Mapping[str, str]) -> dict[str, str]:
    """Return column -> the column that divides it further (Category -> SubCategory).

    Examples
    --------
    >>> subdivisions({"Category": "Category", "SubCategory": "SubCategory", "Cost": "Cost"})
    {'Category': 'SubCategory'}
    """
    by_words = {words(header): name for name, header in headers.items()}
    pairs = {name: by_words.get(("sub", *words(header))) for name, header in headers.items()}
    return {name: finer for name, finer in pairs.items() if finer}


def _join_subdivisions(draft: Draft) -> Draft:
    """Join the column of a reference with the one that divides it further."""
    for slot, column, _ in draft.chosen:
        finer = draft.finer.get(column, "")
        if slot.is_name or not slot.refers or not finer:
            continue
        text = f"{column} and {finer} together are read as the {slot.field}, joined by '/'."
        draft = replace(draft, joined={**draft.joined, slot.field: (column, finer)}).propose(
            Finding("info", "joined_columns", text, column=finer)
        )
    return draft


def _complete_key(draft: Draft, frame: pl.DataFrame) -> Draft:
    """Where one column does not tell the records apart, add the reference that does."""
    column = draft.column("code")
    if not column or draft.contents[column].distinct_share >= _IS_KEY:
        return draft
    whole = frame.drop("_line").unique()
    for slot, other, _ in draft.chosen:
        if not slot.refers or slot.is_name or other == column:
            continue
        if whole.select(other, column).n_unique() >= _IS_KEY * whole.height:
            return replace(draft, joined={**draft.joined, "code": (other, column)}).propose(
                Finding(
                    "info",
                    "joined_key",
                    f"{column} repeats; {other} and {column} together name a record.",
                    column=column,
                )
            )
    return draft.propose(
        Finding(
            "warning",
            "key_repeats",
            f"{column} holds the same code on several lines that differ; only one can be kept.",
            column=column,
        )
    )


def _right_grain(draft: Draft, frame: pl.DataFrame) -> Draft:
    """Take the measure that adds up where the one with the better name repeats."""
    for measure in ("hours", "cost", "amount", "planned_hours"):
        column = draft.column(measure)
        finer = finer_measure(frame, column, draft.contents) if column else None
        if finer is not None:
            draft = draft.with_column(measure, finer.measure).propose(finer.finding())
    return draft


def _check_entry(draft: Draft, frame: pl.DataFrame, record: type[Record]) -> Draft:
    """Say whether the lines of an upload of actuals have a key of their own."""
    named = {slot.field: column for slot, column, _ in draft.chosen if not slot.is_name}
    if "entry" not in named:
        return draft
    columns = {column for name in record.key if name in named for column in (named[name],)}
    columns |= {column for name in record.key for column in draft.joined.get(name, ())}
    repeated = frame.height - frame.select(sorted(columns)).n_unique()
    if not repeated:
        return draft
    return draft.propose(
        Finding(
            "info",
            "entry_repeats",
            f"{named['entry']} does not tell {repeated} lines apart from others; such lines are "
            "told apart by their order in the file.",
            column=named["entry"],
        )
    )


def _spellings(draft: Draft, frame: pl.DataFrame) -> Draft:
    """Say which spellings become one, and merge those that differ only in case and punctuation."""
    merged = dict(draft.merges)
    findings: list[Finding] = []
    for slot, column, _ in draft.chosen:
        if not slot.refers or slot.is_name or slot.field in draft.joined:
            continue
        name = draft.column(slot.field, is_name=True)
        if name:
            findings += spelling_findings(frame, slot.field, column, name)
        elif draft.contents[column].spaced_share >= _ARE_NAMES:
            findings += spelling_findings(frame, slot.field, "", column)
            if same := merges(frame[column]):
                merged[slot.field] = same
                text = (
                    f"{len(same)} spellings that differ in case, space or punctuation are merged."
                )
                findings.append(Finding("info", "merged_spellings", text, column=column))
    return replace(draft, merges=merged).propose(*findings)


def _units(draft: Draft, frame: pl.DataFrame, record: type[Record]) -> Draft:
    """Find factors and the currency, in headers, in cells, or in the texts beside the amounts."""
    money = [
        column for slot, column, _ in draft.chosen if slot.field in _MONEY and not slot.is_name
    ]
    factors: dict[str, str] = {}
    signs: dict[str, str] = {}
    findings: list[Finding] = []
    for column in money:
        said = unit(draft.headers[column])
        sign = said.sign or draft.contents[column].sign
        if sign:
            signs[sign] = said.currency or CURRENCY_SIGNS[sign]
        if said.factor != "1":
            factors[column] = said.factor
            findings.append(_scale_finding(column, said.factor, "its header says so"))
        elif (stated := stated_scale(frame, column, draft.contents)) is not None:
            factors[column] = stated.factor
            findings.append(_scale_finding(column, stated.factor, stated.reason))
    constants = dict(draft.constants)
    codes = sorted(set(signs.values()))
    if "currency" in record.model_fields and not draft.column("currency") and len(codes) == 1:
        constants["currency"] = codes[0]
        sign = next(iter(signs))
        if sign != codes[0]:
            findings.append(
                Finding("info", "currency_sign", f"'{sign}' is read as {codes[0]}.", value=sign)
            )
    unsure = tuple(codes) if len(codes) > 1 else ()
    draft = replace(draft, factors=factors, constants=constants, unsure_currencies=unsure)
    return draft.propose(*findings)


def _scale_finding(column: str, factor: str, reason: str) -> Finding:
    said = f"{int(factor):,}"
    return Finding(
        "info", "unit_factor", f"{column} is multiplied by {said}: {reason}.", column=column
    )

"""What is to be read into each field of a register, worked out once per file."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

import polars as pl

from pmo_core.errors import Refused
from pmo_core.exchange.choices import FLAGS
from pmo_core.exchange.mapping import FieldSource, Mapping
from pmo_core.model import REGISTERS, Record

Kind = Literal[
    "code", "currency", "choice", "text", "money", "hours", "integer", "share", "ratio", "date"
]
_FREE = frozenset((
    "name", "description", "comment", "tags", "skills", "withheld", "value", "mapping", "measure",
    "levels", "projects", "reason", "problem", "outcome", "risks", "deadline_reason",
    "mandatory_reason", "state_reason", "figures",
))  # fmt: skip
_STARTS = ("start", "period_on", "valid_from")
_IN_BASE = frozenset((
    "amount", "cost", "from_cost", "hourly_rate", "impact_cost", "mandate",
    "residual_cost", "sample_amount",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """One field and where its text comes from.

    Parameters
    ----------
    field : str
    kind : Kind
        What its text is read as. `share` is a percentage, `ratio` any other plain float.
    source : FieldSource or None
        None: the constant alone.
    constant : str or None
        Text for lines that have none.
    merges : dict
        Spelling -> text that is read instead.
    options : tuple of str
        Allowed values of a choice.
    is_nullable, is_reference, is_end : bool
        May be empty; names a record of another register; a date without a day means the last day.
    """

    field: str
    kind: Kind
    source: FieldSource | None
    constant: str | None
    merges: dict[str, str]
    options: tuple[str, ...]
    is_nullable: bool
    is_reference: bool
    is_end: bool

    @property
    def label(self) -> str:
        """Column as the user knows it: its name, several joined by `+`, or the field."""
        return self.field if self.source is None else " + ".join(self.source.columns)

    def text(self, frame: pl.DataFrame) -> pl.Series:
        """Return the text of the field for each line of a table; null is empty."""
        if self.source is None:
            cells = pl.Series(self.field, [self.constant], dtype=pl.String).new_from_index(
                0, frame.height
            )
            return cells
        cells = source_text(frame, self.source)
        if self.merges:
            trimmed = cells.str.strip_chars()
            cells = trimmed.replace_strict(self.merges, default=cells, return_dtype=pl.String)
        return cells if self.constant is None else cells.fill_null(self.constant)


def source_text(frame: pl.DataFrame, source: FieldSource) -> pl.Series:
    """Return the text of a source for each line of a table; null is empty.

    Examples
    --------
    >>> frame = pl.DataFrame({"a": ["x", None], "b": ["y", None]})
    >>> source_text(frame, FieldSource(("a", "b"))).to_list()
    ['x/y', None]
    """
    if len(source.columns) == 1:
        return frame[source.columns[0]]
    joined = pl.concat_str(*source.columns, separator=source.separator, ignore_nulls=True)
    return frame.select(pl.when(joined != "").then(joined)).to_series()


def in_base(register: str) -> frozenset[str]:
    """Return the amounts of a register that are in base currency, as it keeps none beside them.

    Examples
    --------
    >>> sorted(in_base("raid_item")), in_base("actual")
    (['impact_cost', 'residual_cost'], frozenset())
    """
    fields = frozenset(REGISTERS[register].model_fields)
    return frozenset() if "currency" in fields else fields & _IN_BASE


def plans(mapping: Mapping, names: tuple[str, ...]) -> list[FieldPlan]:
    """Return the plan of each field that the mapping fills.

    Raises
    ------
    Refused
        The mapping names a register, field or column that is not there.
    """
    record = REGISTERS.get(mapping.register)
    if record is None:
        raise Refused(
            f"There is no register {mapping.register!r}.", f"There are: {', '.join(REGISTERS)}."
        )
    constants = dict(mapping.constants)
    if mapping.source and "source" in record.model_fields and "source" not in mapping.fields:
        constants["source"] = mapping.source
    # Of amounts in base currency alone the mapping may say that they are.
    known = {*record.model_fields, *(("currency",) if in_base(mapping.register) else ())}
    for field in (*mapping.fields, *constants, *mapping.names, *mapping.merges):
        if field not in known:
            raise Refused(f"The register {record.register} has no field {field!r}.")
    for source in (*mapping.fields.values(), *mapping.names.values()):
        for column in source.columns:
            if column not in names:
                raise Refused(f"The file has no column {column!r}.", f"It has: {', '.join(names)}.")
    return [
        _plan(record, field, mapping, constants)
        for field in record.model_fields
        if field in mapping.fields or field in constants
    ]


def _plan(
    record: type[Record], field: str, mapping: Mapping, constants: dict[str, str]
) -> FieldPlan:
    return FieldPlan(
        field,
        kind_of(record, field),
        mapping.fields.get(field),
        constants.get(field),
        mapping.merges.get(field, {}),
        options_of(record, field),
        record.is_nullable(field),
        field in record.refers,
        not field.endswith(_STARTS),
    )


def kind_of(record: type[Record], field: str) -> Kind:
    """Return what the text of a field is read as.

    Examples
    --------
    >>> kind_of(REGISTERS["actual"], "hours")
    'hours'
    >>> kind_of(REGISTERS["project"], "stage")
    'choice'
    """
    base = record.base_type(field)
    if options_of(record, field):
        return "choice"
    if base is Decimal:
        return "hours" if "hours" in field else "money"
    if base is float:
        return "share" if "percent" in field or "probability" in field else "ratio"
    if field == "currency":
        return "currency"
    numeric: dict[type, Kind] = {int: "integer", date: "date"}
    if base in numeric:
        return numeric[base]
    return "text" if field in _FREE else "code"


def options_of(record: type[Record], field: str) -> tuple[str, ...]:
    """Return the allowed values of a field, or () where any value of its type will do."""
    if record.base_type(field) is bool:
        return FLAGS
    return _literals(record.model_fields[field].annotation)


def _literals(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return tuple(option for part in get_args(annotation) for option in _literals(part))

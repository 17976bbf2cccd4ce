"""What an upload would do, before anything is kept."""

from collections.abc import Callable, Iterable
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Literal

import polars as pl

from pmo_core.errors import Finding
from pmo_core.exchange.guess import is_rejects
from pmo_core.exchange.mapping import Mapping
from pmo_core.exchange.prepare import Prepared, prepare
from pmo_core.exchange.reconcile import MeasureTotals, Reconciliation
from pmo_core.exchange.table import LINE
from pmo_core.jobs.mending import own_entries, to_mend
from pmo_core.jobs.opening import Opened
from pmo_core.jobs.pieces import Reshaped, reshaped
from pmo_core.model import REGISTERS, Record, Settings
from pmo_core.store import Session
from pmo_core.store.staging import Staged

_TYPED = {**REGISTERS["actual"].polars_schema(), LINE: pl.Int64()}
Unknown = Literal["create", "reject"]
Progress = Callable[[float], None]
"""Called with the share done, 0 to 1."""


@dataclass(frozen=True)
class Choices:
    """What the user decides beside the mapping.

    Parameters
    ----------
    unknown : mapping of str to {"create", "reject"}
        Field that refers to codes not kept -> what to do; what is not named is created.
    take_repaired : bool
        False: lines that the reader proposes to mend are rejected.
    replaces : int or None
        Number of the earlier import of which this file is the corrected whole.
    """

    unknown: Dict[str, Unknown] = field(default_factory=dict)
    take_repaired: bool = True
    replaces: int | None = None


@dataclass(frozen=True)
class Preview:
    """What an upload would do. Close it, or hand it to `saving.save`.

    Parameters
    ----------
    opened : Opened
    mapping : Mapping
    prepared : Prepared
    staged : Staged
        The rows compared with what is kept.
    unknown : dict
        Field -> codes that are not kept: `code`, `name`, `n_lines`.
    create : dict
        Register -> rows that would be created because the file refers to them.
    dropped : polars.DataFrame
        Lines read right but not taken: `_line`, `column`, `value`, `reason`, of actuals `entry`.
    not_taken : dict
        (Field, currency) -> sum over the dropped lines.
    mended : polars.DataFrame
        Lines that the reader repaired: `_line`, `text`, `repair`.
    unread : polars.DataFrame
        Records that the reader could not take: `_line`, `text`, `column`, `value`, `reason`.
    proposals : tuple of Finding
        What the guess chose for a reason that the user should see.
    """

    opened: Opened
    mapping: Mapping
    prepared: Prepared
    staged: Staged
    unknown: dict[str, pl.DataFrame]
    create: dict[str, pl.DataFrame]
    dropped: pl.DataFrame
    not_taken: dict[tuple[str, str], Decimal]
    mended: pl.DataFrame
    unread: pl.DataFrame
    proposals: tuple[Finding, ...] = ()

    @cached_property
    def account(self) -> Reconciliation:
        """The account of all lines of the file and of each sum per currency."""
        read = self.prepared.reconciliation
        n_dropped = self.dropped.height
        lines = replace(
            read.lines,
            taken=read.lines.taken - n_dropped,
            rejected=read.lines.rejected + n_dropped,
        )
        return Reconciliation(lines, tuple(self._settled(measure) for measure in read.measures))

    def _settled(self, measure: MeasureTotals) -> MeasureTotals:
        gone = self.not_taken.get((measure.field, measure.currency), Decimal(0))
        return replace(measure, taken=measure.taken - gone, rejected=measure.rejected + gone)

    def is_balanced(self) -> bool:
        """Return whether everything read is accounted for, up to the rows that are staged."""
        return self.account.is_balanced() and self.account.lines.taken == self.staged.counts.n_lines

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything worth knowing: the guess's proposals, then the reader's findings."""
        return (*self.proposals, *self.prepared.findings)

    @property
    def n_rejected(self) -> int:
        """Lines that would not be taken."""
        return self.account.lines.rejected

    @property
    def rejected(self) -> pl.DataFrame:
        """Every line that would not be taken: `_line`, `column`, `value`, `reason`, `text`."""
        columns = [LINE, "column", "value", "reason", "text"]
        parts = [self.unread, self.prepared.rejected, self.dropped]
        padded = [
            part.select(columns[:4]).with_columns(text=pl.lit(None, pl.String))
            for part in parts[1:]
        ]
        return pl.concat([parts[0].select(columns), *padded]).sort(LINE)

    def to_mend(self) -> pl.DataFrame:
        """Return the rejected lines with their cells as written, to be mended and uploaded."""
        source = reshaped(self.opened.readable, self.mapping, True)
        dropped = self.dropped
        if not dropped.is_empty():
            gone = pl.col(LINE).is_in(dropped[LINE].implode())
            cells = pl.concat(piece.frame.filter(gone) for piece in source.chunks())
            dropped = dropped.select(pl.exclude("entry" if "entry" in cells.columns else ""))
            dropped = dropped.join(cells, on=LINE, how="left", suffix="_")
        return to_mend(self.prepared.rejected, dropped, self.unread, source.head)

    def close(self) -> None:
        """Forget the staged rows."""
        self.staged.close()


def ready(
    opened: Opened,
    mapping: Mapping,
    settings: Settings,
    choices: Choices,
    progress: Progress | None = None,
) -> tuple[Prepared, Reshaped]:
    """Find out how the file's values are written; its `questions` come before any preview."""
    source = reshaped(opened.readable, mapping, choices.take_repaired)

    def tell(_: int) -> None:
        if progress is not None:
            progress(min(1.0, source.bytes_read / max(source.n_bytes, 1)))

    prepared = prepare(
        source,
        mapping,
        base_currency=settings.base_currency,
        hours_per_day=Decimal(str(settings.hours_per_day)),
        progress=tell,
    )
    return prepared, source


def preview(
    session: Session,
    opened: Opened,
    mapping: Mapping,
    settings: Settings,
    choices: Choices,
    *,
    progress: Progress | None = None,
    read: tuple[Prepared, Reshaped] | None = None,
    proposals: tuple[Finding, ...] = (),
) -> Preview:
    """Read the file, compare it with what is kept, and say what would happen.

    Parameters
    ----------
    session : Session
        Who asks.
    opened : Opened
        The file.
    mapping : Mapping
        How its columns are meant.
    settings : Settings
        Base currency and hours per day.
    choices : Choices
        What to do about unknown codes, repairs and an earlier import.
    progress : callable or None
        Told the share done.
    read : tuple or None
        What `ready` gave, where it was called before.
    proposals : tuple of Finding
        What the guess wants to be seen.

    Raises
    ------
    Refused
        Questions are open, or the mapping does not fit.
    NotAllowed
        The role may not change this register.
    """
    prepared, source = read or ready(opened, mapping, settings, choices, progress)
    staged = session.stage(
        mapping.register,
        _rows(session, opened, prepared),
        source=mapping.source or None,
        replaces=choices.replaces,
        fields=_given(prepared),
    )
    try:
        codes = staged.unknown()
        unknown = {
            name: _named(codes[name], staged.record.refers[name], prepared) for name in codes
        }
        refused = [
            name
            for name in unknown
            if choices.unknown.get(name) == "reject" or not can_create(staged.record.refers[name])
        ]
        gone = [(staged.drop_unknown(name), name, "unknown_code") for name in refused]
        gone.append((staged.drop_incomplete(), "", "incomplete"))
        gone.append((staged.drop_duplicates(), "", "duplicate_key"))
        still = staged.unknown()
        create = _to_create(staged.record, {name: unknown[name] for name in still})
    except BaseException:
        staged.close()
        raise
    return Preview(
        opened, mapping, prepared, staged, unknown, create,
        pl.concat((_reasons(*lines) for lines in gone), how="diagonal"),
        _sums([lines for lines, *_ in gone], prepared),
        pl.concat(source.repaired), pl.concat(source.rejected),
        proposals,
    )  # fmt: skip


def _rows(session: Session, opened: Opened, prepared: Prepared) -> Iterable[pl.DataFrame]:
    """Return the typed rows; mended lines of actuals with numbers that are theirs alone."""
    if prepared.register != "actual" or not is_rejects(opened.head):
        return prepared.frames()
    rows = pl.concat([pl.DataFrame(schema=_TYPED), *prepared.frames()])
    fields = pl.concat(piece.frame.select(LINE, "field") for piece in opened.chunks())
    return (own_entries(session, rows, fields),)


def _given(prepared: Prepared) -> list[str] | None:
    """Return the fields that the file speaks of; None where its rows are whole."""
    mapping, record = prepared.mapping, REGISTERS[prepared.register]
    if mapping.register == "actual":
        return None
    given = {*mapping.fields, *mapping.constants, *record.key, "withheld"}
    return [name for name in record.model_fields if name in given]


def _named(codes: pl.DataFrame, register: str, prepared: Prepared) -> pl.DataFrame:
    """Return unknown codes of a register with the names that the file gives them."""
    mentioned = prepared.referenced.get(register)
    names = (
        pl.DataFrame(schema={"code": pl.String, "name": pl.String})
        if mentioned is None
        else mentioned.select("code", "name")
    )
    return codes.join(names, on="code", how="left").select("code", "name", "n_lines")


def can_create(register: str) -> bool:
    """Return whether a code and a name alone make a record of a register.

    Examples
    --------
    >>> can_create("goal"), can_create("board"), can_create("criterion")
    (True, True, False)
    """
    fields = REGISTERS[register].model_fields
    return {name for name, one in fields.items() if one.is_required()} <= {"code", "name"}


def _to_create(record: type[Record], unknown: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the rows to be created, by register: a code and a name, all else by default."""
    wanted: dict[str, list[pl.DataFrame]] = {}
    for name, codes in unknown.items():
        wanted.setdefault(record.refers[name], []).append(codes.select("code", "name"))
    created = {}
    for register, parts in wanted.items():
        rows = pl.concat(parts).unique("code", keep="first", maintain_order=True)
        rows = rows.with_columns(pl.coalesce("name", "code").alias("name"))
        created[register] = rows.select(
            pl.col(column)
            if column in rows.columns
            else pl.lit(REGISTERS[register].model_fields[column].get_default(), kind).alias(column)
            for column, kind in REGISTERS[register].polars_schema().items()
        )
    return created


def _sums(dropped: list[pl.DataFrame], prepared: Prepared) -> dict[tuple[str, str], Decimal]:
    """Return the sums over lines that were taken out, by field and currency."""
    result: dict[tuple[str, str], Decimal] = {}
    for measure in prepared.reconciliation.measures:
        for lines in (one for one in dropped if measure.field in one.columns):
            own = lines
            if measure.currency and "currency" in lines.columns:
                own = lines.filter(pl.col("currency").fill_null("") == measure.currency)
            total = own[measure.field].sum() if own.height else None
            if total:
                name = (measure.field, measure.currency)
                result[name] = result.get(name, Decimal(0)) + Decimal(total)
    return result


def _reasons(lines: pl.DataFrame, field_name: str, reason: str) -> pl.DataFrame:
    """Return lines that were taken out with the reason, as `Preview.dropped` has them."""
    return lines.select(
        pl.col(LINE),
        pl.lit(field_name).alias("column"),
        (pl.col(field_name).cast(pl.String) if field_name else pl.lit("")).alias("value"),
        pl.lit(reason).alias("reason"),
        *(["entry"] if "entry" in lines.columns else []),
    )

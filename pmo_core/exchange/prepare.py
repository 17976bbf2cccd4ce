"""From a table of text and a mapping to typed records, rejected lines, and an account of both."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

import polars as pl

from pmo_core.errors import Finding, Refused
from pmo_core.exchange.ahead import in_order
from pmo_core.exchange.base_amounts import about_currency
from pmo_core.exchange.conventions import ValueQuestion, decide
from pmo_core.exchange.keys import Occurrences
from pmo_core.exchange.mapping import Mapping
from pmo_core.exchange.numbers import HOURS_PER_DAY
from pmo_core.exchange.plan import in_base, plans
from pmo_core.exchange.profile import Profile, profile
from pmo_core.exchange.reading import META, Layout, Reading, Typed, typed
from pmo_core.exchange.reconcile import LineTotals, Reconciliation
from pmo_core.exchange.table import LINE, LineCount, Table, TableStream
from pmo_core.model import REGISTERS

Progress = Callable[[int], None]
"""Called with the number of data lines done so far in a pass."""

_KEPT_BYTES = 400_000_000
"""Text up to this size is kept between the two passes, so that the file is read once."""


def prepare(
    source: Table | TableStream,
    mapping: Mapping,
    *,
    base_currency: str = "EUR",
    hours_per_day: Decimal = HOURS_PER_DAY,
    progress: Progress | None = None,
) -> "Prepared":
    r"""Find out how the values of a file are written, and make ready to read them.

    Parameters
    ----------
    source : Table or TableStream
        The file; a stream is read once, or twice where its text is too large to keep.
    mapping : Mapping
        Which column is which field.
    base_currency : str
        What a sign such as $ means, where it can mean that.
    hours_per_day : Decimal
        What "2 d" is worth in a column of hours.
    progress : callable or None
        Told the number of lines done, in each of the two passes.

    Returns
    -------
    Prepared

    Raises
    ------
    Refused
        The mapping does not fit the register or the file.

    Examples
    --------
    >>> from pmo_core.exchange.mapping import FieldSource
    >>> from pmo_core.exchange.reader import read_table
    >>> table = read_table(b"project,day,cost\nP1,2026-10-31,640.5\nP1,soon,1\n")
    >>> columns = {"project": "project", "spent_on": "day", "cost": "cost"}
    >>> mapping = Mapping("actual", {field: FieldSource((at,)) for field, at in columns.items()})
    >>> prepared = prepare(table, mapping)
    >>> [frame.select("project", "cost", "entry").rows() for frame in prepared.frames()]
    [[('P1', Decimal('640.5000'), '1')]]
    >>> prepared.rejected.select("_line", "column", "value", "reason").rows()
    [(3, 'day', 'soon', 'bad_date')]
    """
    pieces = _Pieces(source)
    head = source if isinstance(source, Table) else source.head
    fields = tuple(plans(mapping, head.names))
    record = REGISTERS[mapping.register]
    occurrences = Occurrences(_key_columns(mapping)) if "entry" in record.key else None
    seen = Profile()
    n_lines = 0

    def look(piece: Table) -> tuple[int, Profile, pl.DataFrame | None]:
        keys = None if occurrences is None else occurrences.hashes(piece.frame)
        return piece.frame.height, profile(piece.frame, fields, head.frame), keys

    for height, found, keys in in_order(look, pieces):
        seen = seen + found
        if occurrences is not None and keys is not None:
            occurrences.add(keys)
        n_lines += height
        if progress is not None:
            progress(n_lines)
    money = [plan.label for plan in fields if plan.kind == "money"]
    conventions = decide(seen, mapping, money, base_currency, "currency" in record.model_fields)
    own = [plan.label for plan in fields if plan.field in in_base(mapping.register)]
    asked = about_currency(seen, mapping, own, base_currency)
    conventions = replace(conventions, questions=(*conventions.questions, *asked))
    layout = Layout(record, fields, mapping.names, conventions, hours_per_day)
    _require(layout)
    return Prepared(mapping, n_lines, pieces, layout, occurrences, progress)


@dataclass
class Prepared:
    """A file that is ready to be read into a register.

    `frames` does the reading; what it finds out on the way (`rejected`, `findings`,
    `reconciliation`, `referenced`) is known after the last frame, or read on demand.

    Parameters
    ----------
    mapping : Mapping
    n_lines : int
        Data lines of the file.
    """

    mapping: Mapping
    n_lines: int
    _pieces: "_Pieces"
    _layout: Layout
    _occurrences: Occurrences | None
    _progress: Progress | None
    _done: Reading | None = None

    @property
    def register(self) -> str:
        """Register that the file is read into."""
        return self.mapping.register

    def ways(self) -> dict[str, str]:
        """Return column -> how its values are read, in words."""
        return self._layout.conventions.ways()

    @property
    def questions(self) -> tuple[ValueQuestion, ...]:
        """What must be answered (`conventions.decided`) before anything can be read."""
        return self._layout.conventions.questions

    def frames(self) -> Iterator[pl.DataFrame]:
        """Yield the records that can be taken: all fields of the register, typed, and `_line`.

        Raises
        ------
        Refused
            Questions are open.
        """
        if self.questions:
            raise Refused(self.questions[0].text, "Answer the questions about the file first.")
        if self._occurrences is not None:
            self._occurrences.restart()
        reading = Reading(self._layout, self._occurrences)
        n_done = 0

        def read(piece: Table) -> tuple[Table, Typed]:
            return piece, typed(self._layout, piece.frame)

        for piece, cells in in_order(read, self._pieces):
            frame = reading.take(piece.frame, cells)
            n_done += piece.frame.height
            if self._progress is not None:
                self._progress(n_done)
            if frame.height:
                yield frame
        self._done = reading

    @property
    def rejected(self) -> pl.DataFrame:
        """Lines that were not taken: `_line`, `column`, `field`, `value`, `reason`, then the cells.

        The cells stand as written, so that the frame can be saved, mended and uploaded again; for
        actuals `entry` keeps each line's number. One row per line, with the first thing wrong.
        """
        found = self._reading.rejected
        if found:
            return pl.concat(found)
        return pl.DataFrame(schema={LINE: pl.Int64, **dict.fromkeys(META, pl.String)})

    @property
    def repeated(self) -> pl.DataFrame:
        """Lines set aside because an earlier one says exactly the same: `_line`, `first`, `key`.

        `first` is the earlier line, which was taken; `key` names its record, as text.
        """
        schema = {LINE: pl.Int64, "first": pl.Int64, "key": pl.String}
        return pl.concat([pl.DataFrame(schema=schema), *self._reading.repeated])

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found: by the reader, in conventions, in lines rejected, in columns repaired."""
        reading = self._reading
        rounding = (
            Finding(
                "info",
                "rounded",
                f"{reading.rounded[measure.field]:,} numbers in {measure.column} have more than "
                f"four decimals; rounding changes the total by {measure.rounding.normalize():f}.",
                column=measure.column,
            )
            for measure in reading.ledger.measures()
            if measure.field in reading.rounded
        )
        return (
            *self._pieces.findings,
            *self._layout.conventions.findings,
            *reading.findings,
            *rounding,
        )

    @cached_property
    def reconciliation(self) -> Reconciliation:
        """The account of lines and of each measure per currency."""
        reading, count = self._reading, self._pieces.count
        lines = LineTotals(
            read=self.n_lines + count.rejected,
            taken=reading.n_taken,
            rejected=reading.n_rejected + count.rejected,
            repeated=reading.n_repeated,
            other=count.total - count.data - count.rejected,
        )
        return Reconciliation(lines, reading.ledger.measures())

    @property
    def referenced(self) -> dict[str, pl.DataFrame]:
        """Register -> `code`, `name` (most frequent, or null), `n_lines` that the file mentions."""
        result: dict[str, list[pl.DataFrame]] = {}
        for name, found in self._reading.mentions.items():
            result.setdefault(self._layout.record.refers[name], []).extend(found)
        return {register: _summed(pl.concat(found)) for register, found in result.items()}

    @property
    def _reading(self) -> Reading:
        if self._done is None:
            for _ in self.frames():
                pass
        if self._done is None:
            raise AssertionError("A pass over the file ends with its account.")
        return self._done


def _summed(mentions: pl.DataFrame) -> pl.DataFrame:
    """Return one row per code, with its most frequent name."""
    by_name = mentions.group_by("code", "name").agg(pl.col("n_lines").sum())
    ranked = by_name.sort(
        "code", "n_lines", "name", descending=[False, True, False], nulls_last=True
    )
    return ranked.group_by("code", maintain_order=True).agg(
        pl.col("name").drop_nulls().first(), pl.col("n_lines").sum()
    )


def _key_columns(mapping: Mapping) -> list[str]:
    """Return the columns of the file that name an actual line."""
    record = REGISTERS[mapping.register]
    sources = [mapping.fields.get(name) or mapping.names.get(name) for name in record.key]
    return list(dict.fromkeys(column for source in sources if source for column in source.columns))


def _require(layout: Layout) -> None:
    """Refuse a mapping that leaves a needed field without any text."""
    given: set[str] = {plan.field for plan in layout.plans}
    if layout.derived is not None:
        given.add(layout.derived[0])
    for name, info in layout.record.model_fields.items():
        if info.is_required() and name not in given:
            raise Refused(
                f"Nothing in the mapping says what the {name} of a {layout.record.register} is.",
                "Choose a column for it, or give one value for all lines.",
            )


class _Pieces:
    """The pieces of a file, kept in memory between the passes where they are small enough."""

    def __init__(self, source: Table | TableStream) -> None:
        self._source = source
        self._kept: list[Table] | None = [source] if isinstance(source, Table) else None
        self.count = LineCount()
        self.findings: tuple[Finding, ...] = ()

    def __iter__(self) -> Iterator[Table]:
        if self._kept is not None:
            self._account(self._kept)
            yield from self._kept
            return
        if isinstance(self._source, Table):
            raise AssertionError("A table is always kept.")
        kept: list[Table] = []
        size = 0.0
        for piece in self._source.chunks():
            size += piece.frame.estimated_size()
            kept.append(piece)
            if size > _KEPT_BYTES:
                kept = [replace(one, frame=one.frame.clear()) for one in kept]
            yield piece
        self._account(kept)
        self._kept = kept if size <= _KEPT_BYTES else None

    def _account(self, pieces: list[Table]) -> None:
        count = LineCount()
        for piece in pieces:
            count = count + piece.count
        self.count = count
        self.findings = tuple(finding for piece in pieces for finding in piece.findings)

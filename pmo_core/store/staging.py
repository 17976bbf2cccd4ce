"""Stage typed rows: what would be new, changed, unchanged and removed, before anything is kept."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl

from pmo_core.errors import Refused
from pmo_core.model import Record
from pmo_core.store import preview
from pmo_core.store.comparison import LINE, Comparison
from pmo_core.store.instance import Instance
from pmo_core.store.sql import columns

_IN_MEMORY_BYTES = 256 * 1024 * 1024
_BATCH = 122_880
_SAMPLE = 20
_ROWS = "staged_row"


@dataclass(frozen=True, slots=True)
class Counts:
    """How the staged rows compare with what is kept; `n_lines` = new + changed + unchanged."""

    n_lines: int
    n_new: int
    n_changed: int
    n_unchanged: int
    n_removed: int


class Staged:
    """Rows compared with what is kept. Close it, commit it, or use it in a `with` statement.

    Attributes
    ----------
    register : str
    source : str or None
    replaces : int or None
    counts : Counts
    duplicates : polars.DataFrame
        `_line` and key of the rows whose key stands more than once; must be empty to commit.
    incomplete : polars.DataFrame
        `_line`, key and the fields that must not be empty, of the new rows in which one of them
        is; must be empty to commit.
    """

    def __init__(
        self, shared: Instance, record: type[Record], source: str | None, replaces: int | None
    ) -> None:
        self._instance = shared
        self.record = record
        self.register = record.register
        self.source = source
        self.replaces = replaces
        self.cursor: duckdb.DuckDBPyConnection = shared.new_cursor()
        self._frames: list[pl.DataFrame] = []
        self._is_spilled = False
        self._with_nulls: set[str] = set()
        self._key_hashes: list[pl.Series] | None = None
        self._unknown: tuple[int, dict[str, pl.DataFrame]] = (-1, {})

    def __enter__(self) -> "Staged":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Forget the rows."""
        self._frames = []
        self.cursor.close()

    def take(self, frames: Iterable[pl.DataFrame], fields: Iterable[str] | None) -> None:
        """Take the chunks in: in memory while they are small, else in a table that may spill."""
        schema = {LINE: pl.Int64(), **self.record.polars_schema()}
        names: list[str] | None = None
        n_bytes = 0
        hashes: list[pl.Series] = []
        for frame in frames:
            names = names or self._names(frame, fields)
            chunk = self._typed(frame, names, schema)
            self._with_nulls.update(
                name for name in names if chunk.height and chunk[name].null_count()
            )
            hashes.append(_key_hashes(chunk, self.record))
            self._frames.append(chunk)
            n_bytes += int(chunk.estimated_size())
            if n_bytes > _IN_MEMORY_BYTES:
                self._spill()
                n_bytes = 0
        names = names or list(schema)
        if self._is_spilled:
            self._spill()
        else:
            empty = pl.DataFrame(schema={name: schema[name] for name in names})
            self._show(pl.concat([empty, *self._frames]))
        self._key_hashes = hashes if set(names) & set(self.record.key) else None
        given = tuple(name for name in names if name != LINE)
        self.comparison = Comparison(self.record, _ROWS, given, frozenset(self._with_nulls))

    def _names(self, frame: pl.DataFrame, fields: Iterable[str] | None) -> list[str]:
        """Return the columns to take: `_line` and the fields that the file gives."""
        named = set(frame.columns if fields is None else fields)
        if self.source:
            named.add("source")
        return [LINE, *(name for name in self.record.model_fields if name in named)]

    def _typed(
        self, frame: pl.DataFrame, names: list[str], schema: dict[str, pl.DataType]
    ) -> pl.DataFrame:
        unknown = set(frame.columns) - set(schema)
        if unknown:
            raise Refused(f"The register {self.register} has no field {min(unknown)!r}.")
        if self.source and "source" in names and "source" not in frame.columns:
            frame = frame.with_columns(source=pl.lit(self.source))
        return frame.select(pl.col(name).cast(schema[name]) for name in names)

    def _show(self, frame: pl.DataFrame) -> None:
        self._frames = [frame]
        self.cursor.register(_ROWS, _arrow(frame))

    def _spill(self) -> None:
        """Move the chunks taken so far into a temporary table."""
        if not self._frames:
            return
        self.cursor.register("chunk", _arrow(pl.concat(self._frames)))
        start = f"insert into {_ROWS}" if self._is_spilled else f"create temp table {_ROWS} as"
        self.cursor.execute(f"{start} select * from chunk")
        self.cursor.unregister("chunk")
        self._frames = []
        self._is_spilled = True

    def compare(self) -> None:
        """Compare the rows with what is kept now; sets `counts`, `duplicates`, `incomplete`."""
        self.revision = self._instance.revision
        ask = self.comparison
        self._unknown = (-1, {})
        n_lines, n_keys = self._n_keys()
        self.duplicates = self._frame(
            ask.duplicates()
            if n_keys < n_lines
            else f"select {LINE}, {columns(self.record.key)} from {ask.keyed()} limit 0"
        )
        if self._count(f"(select 1 from {self.register} limit 1) as kept"):
            self.plan = "staged_plan"
            self.cursor.execute(f"create or replace temp table {self.plan} as {ask.differing()}")
            n_changed = self._count(f"{self.plan} as plan where is_changed")
            n_new = self._count(self.plan) - n_changed
        else:
            self.plan = ask.all_new()
            n_new, n_changed = n_lines, 0
        removed = self.removed
        n_removed = 0 if removed is None else self._count(removed)
        self.counts = Counts(n_lines, n_new, n_changed, n_lines - n_new - n_changed, n_removed)
        self.incomplete = self._find_incomplete()

    def _n_keys(self) -> tuple[int, int]:
        """Return how many rows and how many different keys (by their hashes, so at least as many).

        The hashes were made while the rows came in; once rows were dropped the engine counts.
        """
        if self._key_hashes is None:
            found = self.cursor.execute(self.comparison.n_keys()).fetchall()[0]
            return int(found[0]), int(found[1])
        hashes = pl.concat([pl.Series(dtype=pl.UInt64), *self._key_hashes])
        return hashes.len(), hashes.n_unique()

    @property
    def removed(self) -> str | None:
        """The relation of kept rows that would go; None when the file replaces nothing."""
        return None if self.replaces is None else self.comparison.removed(self.replaces)

    def _find_incomplete(self) -> pl.DataFrame:
        names = self.comparison.may_be_empty()
        shown = dict.fromkeys([LINE, *self.record.key, *names])
        condition = " or ".join([f"plan.{name} is null" for name in names]) or "false"
        return self._frame(
            f"select {columns(shown, 'plan')} from {self.plan} as plan "
            f"where {condition} order by plan.{LINE} nulls first"
        )

    def sample(self, limit: int = _SAMPLE) -> pl.DataFrame:
        """Return the first new or changed rows as they will be kept, with `_line`."""
        return self._frame(preview.sample(self.record, self.plan, limit))

    def changed_sample(self, limit: int = _SAMPLE) -> pl.DataFrame:
        """Return the first rows that change: `_line`, key, `<field>_before`, `<field>_after`."""
        return self._frame(preview.changed_sample(self.record, self.plan, limit))

    def removed_sample(self, limit: int = _SAMPLE) -> pl.DataFrame:
        """Return the first kept rows that the file lacks and that would be removed."""
        relation = self.removed or f"(select * from {self.register} limit 0) as removed"
        return self._frame(preview.removed_sample(self.record, relation, limit))

    def totals(self) -> pl.DataFrame:
        """Return the sums of money and hours per field and currency.

        Returns
        -------
        polars.DataFrame
            field, currency ("" = base currency or none), new, changed_before, changed_after,
            removed (decimals; 0 where there is nothing to add up).
        """
        return self._frame(preview.totals(self.record, self.plan, self.removed))

    def unknown(self) -> dict[str, pl.DataFrame]:
        """Return field -> codes that it refers to and that are not kept: code, n_lines."""
        revision = self._instance.revision
        if self._unknown[0] != revision:
            found = {
                field: self._frame(preview.unknown(self.comparison, self.plan, field))
                for field in self.record.refers
                if field in self.comparison.given
            }
            named = {field: frame for field, frame in found.items() if not frame.is_empty()}
            self._unknown = (revision, named)
        return dict(self._unknown[1])

    def drop_unknown(self, field: str) -> pl.DataFrame:
        """Take out the rows whose `field` refers to something not kept, and return them."""
        codes = preview.kept_codes(self.comparison, field)
        return self._drop(f"coalesce(rows.{field}, '') <> '' and rows.{field} not in ({codes})")

    def drop_duplicates(self) -> pl.DataFrame:
        """Take out every row whose key stands more than once, and return them."""
        return self._drop_lines(self.duplicates)

    def drop_incomplete(self) -> pl.DataFrame:
        """Take out every new row that lacks a field which must not be empty, and return them."""
        return self._drop_lines(self.incomplete)

    def _drop_lines(self, lines: pl.DataFrame) -> pl.DataFrame:
        self.cursor.register("dropped", lines)
        same = " and ".join(
            f"{self.comparison.value(name)} is not distinct from dropped.{name}"
            for name in self.record.key
        )
        try:
            return self._drop(
                f"exists (select 1 from dropped where rows.{LINE} = dropped.{LINE} and {same})"
            )
        finally:
            with suppress(duckdb.Error):
                self.cursor.unregister("dropped")

    def _drop(self, condition: str) -> pl.DataFrame:
        gone = self._frame(
            f"select * from {_ROWS} as rows where {condition} order by {LINE} nulls first"
        )
        if gone.is_empty():
            return gone
        self._key_hashes = None
        remaining = f"select * from {_ROWS} as rows where not coalesce({condition}, false)"
        if self._is_spilled:
            self.cursor.execute(f"create or replace temp table {_ROWS} as {remaining}")
        else:
            frame = self._frame(remaining).cast(self._frames[0].schema)
            self.cursor.unregister(_ROWS)
            self._show(frame)
        self.compare()
        return gone

    def _count(self, relation: str) -> int:
        return int(self.cursor.execute(f"select count(*) from {relation}").fetchall()[0][0])

    def _frame(self, sql: str) -> pl.DataFrame:
        frame: pl.DataFrame = self.cursor.sql(sql).pl()
        return frame


def _arrow(frame: pl.DataFrame) -> Any:
    """Return the frame as the engine reads it best.

    The newest Arrow layout is the one in which both sides hold text: nothing is copied. Batches are
    read in parallel, so they are of the size in which the engine stores rows.
    """
    batches = pl.concat([frame.clear(), *frame.iter_slices(_BATCH)])
    return batches.to_arrow(compat_level=pl.CompatLevel.newest())


def _key_hashes(frame: pl.DataFrame, record: type[Record]) -> pl.Series:
    """Return a hash of each row's key, as it will be kept: an empty field has its default."""
    given = (name for name in record.key if name in frame.columns)
    defaults = {name: record.model_fields[name].default for name in given}
    return frame.select(
        pl.col(name).fill_null(default) if isinstance(default, str | int) else pl.col(name)
        for name, default in defaults.items()
    ).hash_rows()


def stage(
    shared: Instance,
    record: type[Record],
    frames: Iterable[pl.DataFrame],
    *,
    source: str | None,
    replaces: int | None,
    fields: Iterable[str] | None,
) -> Staged:
    """Take the frames in and compare them with what is kept; see `Session.stage`."""
    staged = Staged(shared, record, source, replaces)
    try:
        staged.take(frames, fields)
        staged.compare()
    except BaseException:
        staged.close()
        raise
    return staged

"""Stage typed rows: what would be new, changed, unchanged and removed, before anything is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl
from pydantic_core import PydanticUndefined

from pmo_core.errors import Refused
from pmo_core.model import REGISTERS, Record
from pmo_core.store.instance import Instance
from pmo_core.store.sql import columns, same_key

LINE = "_line"
PROVENANCE = frozenset({"line"})
"""Fields that say where a row comes from: a row that differs in nothing else is unchanged."""

WHOLE_ROWS = frozenset({"actual"})
"""Registers where an empty cell says "none"; in all others it says "not given by this file"."""

_IN_MEMORY_BYTES = 384 * 1024 * 1024
_SAMPLE = 20


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
        Rows whose key stands more than once in the file; must be empty to commit.
    incomplete : polars.DataFrame
        New rows that lack a field which must not be empty; must be empty to commit.
    """

    def __init__(
        self,
        shared: Instance,
        record: type[Record],
        source: str | None,
        replaces: int | None,
        given: list[str],
    ) -> None:
        self._instance = shared
        self.record = record
        self.register = record.register
        self.source = source
        self.replaces = replaces
        self.given = given
        self.cursor: duckdb.DuckDBPyConnection = shared.new_cursor()
        self.rows = "staged_row"
        self._frames: list[pl.DataFrame] = []
        self._is_spilled = False

    def __enter__(self) -> "Staged":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Forget the rows."""
        self._frames = []
        self.cursor.close()

    # Taking the rows in

    def take(self, frames: Iterable[pl.DataFrame]) -> None:
        """Take the chunks in: in memory while they are small, else in a table that may spill."""
        schema = {LINE: pl.Int64(), **self.record.polars_schema()}
        if self.source and "source" in schema and "source" not in self.given:
            frames = (frame.with_columns(source=pl.lit(self.source)) for frame in frames)
            self.given = [
                name for name in self.record.model_fields if name in {*self.given, "source"}
            ]
        names = [LINE, *self.given]
        n_bytes = 0
        for frame in frames:
            unknown = set(frame.columns) - set(schema)
            if unknown:
                raise Refused(f"The register {self.register} has no field {min(unknown)!r}.")
            chunk = frame.select(pl.col(name).cast(schema[name]) for name in names)
            self._frames.append(chunk)
            n_bytes += int(chunk.estimated_size())
            if n_bytes > _IN_MEMORY_BYTES:
                self._spill()
                n_bytes = 0
        if self._is_spilled:
            self._spill()
            return
        empty = pl.DataFrame(schema={name: schema[name] for name in names})
        self._show(pl.concat([empty, *self._frames]))

    def _show(self, frame: pl.DataFrame) -> None:
        self._frames = [frame]
        self.cursor.register(self.rows, frame)

    def _spill(self) -> None:
        """Move the chunks taken so far into a temporary table."""
        if not self._frames:
            return
        self.cursor.register("chunk", pl.concat(self._frames))
        start = "insert into" if self._is_spilled else "create temp table"
        keyword = "" if self._is_spilled else "as"
        self.cursor.execute(f"{start} {self.rows} {keyword} select * from chunk")
        self.cursor.unregister("chunk")
        self._frames = []
        self._is_spilled = True

    # Comparing

    def compare(self) -> None:
        """Compare the rows with what is kept now; sets `counts`, `duplicates`, `incomplete`."""
        self.revision = self._instance.revision
        n_lines = self._count(self.rows)
        self.duplicates = self._find_duplicates()
        is_first = not self._count(f"(select 1 from {self.register} limit 1) as kept")
        if is_first:
            self.plan = f"(select {self._all_new()} from {self.rows} as rows)"
            n_new, n_changed = n_lines, 0
        else:
            self.plan = "staged_plan"
            self.cursor.execute(f"create or replace temp table staged_plan as {self._differing()}")
            n_changed = self._count(f"{self.plan} as plan where is_changed")
            n_new = self._count(self.plan) - n_changed
        n_removed = 0 if self.replaces is None else self._count(self.removed_rows())
        self.counts = Counts(n_lines, n_new, n_changed, n_lines - n_new - n_changed, n_removed)
        self.incomplete = self._find_incomplete()

    def _all_new(self) -> str:
        """Return the select list of the plan when nothing is kept yet."""
        values = [f"{self._given_value(name)} as {name}" for name in self.record.model_fields]
        return ", ".join([*values, f"rows.{LINE}", "false as is_changed"])

    def _given_value(self, name: str, kept: str = "") -> str:
        """Return SQL for a field's value: what is given, else what is kept, else the default."""
        choices = []
        if name in self.given:
            choices.append(f"rows.{name}")
        elif name in PROVENANCE:
            choices.append(f"rows.{LINE}")
        whole = self.register in WHOLE_ROWS and name in self.given
        if kept and not whole and name not in self.record.key:
            choices.append(f"{kept}.{name}")
        default = _default(self.record, name)
        if not choices or not default.startswith("cast(null"):
            choices.append(default)
        return choices[0] if len(choices) == 1 else f"coalesce({', '.join(choices)})"

    def _differing(self) -> str:
        """Return SQL for the rows that differ from what is kept, as they will be kept."""
        record = self.record
        first = record.key[0]
        values = {
            name: f"rows.{name}"
            if name in record.key and name in self.given
            else self._given_value(name, "kept")
            for name in record.model_fields
        }
        compared = [
            name
            for name in self.given
            if name not in record.key and name not in PROVENANCE and name in values
        ]
        differs = [f"{values[name]} is distinct from kept.{name}" for name in compared]
        keys = " and ".join(f"{self._given_value(name)} = kept.{name}" for name in record.key)
        return (
            f"select {', '.join(f'{value} as {name}' for name, value in values.items())}, "
            f"rows.{LINE}, kept.{first} is not null as is_changed "
            f"from {self.rows} as rows left join {self.register} as kept on {keys} "
            f"where {' or '.join([f'kept.{first} is null', *differs])}"
        )

    def removed_rows(self) -> str:
        """Return the relation of kept rows, written by what this file replaces, that it lacks."""
        keys = " and ".join(f"{self._given_value(name)} = kept.{name}" for name in self.record.key)
        return (
            "(with recursive replaced(number) as ("
            f"select cast({self.replaces} as bigint) union "
            "select change.replaces from change inner join replaced "
            "on change.number = replaced.number where change.replaces is not null) "
            f"select kept.* from {self.register}_version as kept "
            f"where kept.ended_by is null and kept.written_by in (select number from replaced) "
            f"and not exists (select 1 from {self.rows} as rows where {keys})) as removed"
        )

    def _find_duplicates(self) -> pl.DataFrame:
        """Return the rows whose key stands twice; hashes first, as they nearly always suffice."""
        key = ", ".join(f"{self._given_value(name)} as {name}" for name in self.record.key)
        keyed = f"(select {key}, {LINE} from {self.rows} as rows) as keyed"
        names = columns(self.record.key)
        ((n_lines, n_keys),) = self.cursor.execute(
            f"select count(*), count(distinct hash({names})) from {keyed}"
        ).fetchall()
        sql = (
            f"select keyed.{LINE}, {columns(self.record.key, 'keyed')} from {keyed} "
            f"semi join (select {names} from {keyed} group by {names} having count(*) > 1) "
            f"as twice on {same_key(self.record, 'keyed', 'twice')} "
            f"order by {names}, {LINE} nulls first"
        )
        return self._frame(
            sql if n_keys < n_lines else f"select {LINE}, {names} from {keyed} limit 0"
        )

    def _find_incomplete(self) -> pl.DataFrame:
        """Return planned rows in which a field that must not be empty is empty."""
        must = [name for name in self.record.model_fields if not self.record.is_nullable(name)]
        condition = " or ".join(f"plan.{name} is null" for name in must)
        return self._frame(
            f"select plan.{LINE}, {columns(must, 'plan')} from {self.plan} as plan "
            f"where {condition} order by plan.{LINE} nulls first"
        )

    # Looking

    def sample(self, limit: int = _SAMPLE) -> pl.DataFrame:
        """Return the first new or changed rows as they will be kept, with `_line`."""
        return self._frame(
            f"select {LINE}, {columns(self.record.model_fields)} from {self.plan} as plan "
            f"order by {LINE} nulls first limit {int(limit)}"
        )

    def changed_sample(self, limit: int = _SAMPLE) -> pl.DataFrame:
        """Return the first rows that change: `_line`, the key, and each other field before, after.

        The columns are named `<field>_before` and `<field>_after`.
        """
        names = [name for name in self.record.model_fields if name not in self.record.key]
        pairs = ", ".join(
            f"kept.{name} as {name}_before, plan.{name} as {name}_after" for name in names
        )
        return self._frame(
            f"select plan.{LINE}, {columns(self.record.key, 'plan')}, {pairs} "
            f"from {self.plan} as plan inner join {self.register} as kept "
            f"on {same_key(self.record, 'plan', 'kept')} where plan.is_changed "
            f"order by plan.{LINE} nulls first limit {int(limit)}"
        )

    def removed_sample(self, limit: int = _SAMPLE) -> pl.DataFrame:
        """Return the first kept rows that the file lacks and that would be removed."""
        names = columns(self.record.model_fields, "removed")
        relation = (
            self.removed_rows() if self.replaces is not None else f"{self.register} as removed"
        )
        n_rows = int(limit) if self.replaces is not None else 0
        return self._frame(
            f"select {names} from {relation} order by {names} nulls first limit {n_rows}"
        )

    def totals(self) -> pl.DataFrame:
        """Return the sums of money and hours per field and currency.

        Returns
        -------
        polars.DataFrame
            field, currency ("" = base currency or none), new, changed_before, changed_after,
            removed (decimals; 0 where there is nothing to add up).
        """
        record = self.record
        decimals = [f for f, sql in record.sql_schema().items() if sql.startswith("DECIMAL")]
        currency = "coalesce(currency, '')" if "currency" in record.model_fields else "''"
        parts = []
        for name in decimals:
            per_row = [
                f"select {currency} as currency, {name} as value, "
                f"case when is_changed then 'changed_after' else 'new' end as kind "
                f"from {self.plan} as plan"
            ]
            if self.counts.n_changed:
                per_row.append(
                    f"select {currency}, {name}, 'changed_before' from {self.register} as kept "
                    f"semi join (select * from {self.plan} as plan where is_changed) as plan "
                    f"on {same_key(record, 'kept', 'plan')}"
                )
            if self.counts.n_removed:
                per_row.append(f"select {currency}, {name}, 'removed' from {self.removed_rows()}")
            sums = ", ".join(
                f"cast(coalesce(sum(value) filter (kind = '{kind}'), 0) as decimal(38,4)) as {kind}"
                for kind in ("new", "changed_before", "changed_after", "removed")
            )
            parts.append(
                f"select '{name}' as field, currency, {sums} "
                f"from ({' union all '.join(per_row)}) as one group by currency"
            )
        if not parts:
            parts = [
                "select '' as field, '' as currency, 0.0 as new, 0.0 as changed_before, "
                "0.0 as changed_after, 0.0 as removed limit 0"
            ]
        return self._frame(
            f"select * from ({' union all '.join(f'({part})' for part in parts)}) as part "
            "order by field, currency"
        )

    def unknown(self) -> dict[str, pl.DataFrame]:
        """Return field -> codes that it refers to and that are not kept: code, n_lines."""
        found = {}
        for field, target in self.record.refers.items():
            if field not in self.given:
                continue
            named = REGISTERS[target].key[0]
            own = f" union select {named} from {self.rows}" if target == self.register else ""
            frame = self._frame(
                f"select code, n_lines from (select {field} as code, count(*) as n_lines "
                f"from {self.plan} as plan where {field} <> '' group by {field}) as used "
                f"where code not in (select {named} from {target}{own}) "
                "order by n_lines desc nulls last, code"
            )
            if not frame.is_empty():
                found[field] = frame
        return found

    # Dropping

    def drop_unknown(self, field: str) -> pl.DataFrame:
        """Take out the rows whose `field` refers to something not kept, and return them."""
        target = self.record.refers[field]
        named = REGISTERS[target].key[0]
        own = f" union select {named} from {self.rows}" if target == self.register else ""
        return self._drop(
            f"coalesce(rows.{field}, '') <> '' and rows.{field} not in "
            f"(select {named} from {target}{own})"
        )

    def drop_duplicates(self) -> pl.DataFrame:
        """Take out every row whose key stands more than once, and return them."""
        return self._drop_lines(self.duplicates)

    def drop_incomplete(self) -> pl.DataFrame:
        """Take out every new row that lacks a field which must not be empty, and return them."""
        return self._drop_lines(self.incomplete)

    def _drop_lines(self, lines: pl.DataFrame) -> pl.DataFrame:
        keys = [name for name in self.record.key if name in self.given]
        self.cursor.register("dropped", lines)
        same = " and ".join(
            f"rows.{name} is not distinct from dropped.{name}" for name in [LINE, *keys]
        )
        try:
            return self._drop(f"exists (select 1 from dropped where {same})")
        finally:
            self.cursor.unregister("dropped")

    def _drop(self, condition: str) -> pl.DataFrame:
        gone = self._frame(
            f"select * from {self.rows} as rows where {condition} order by {LINE} nulls first"
        )
        if gone.is_empty():
            return gone
        remaining = f"select * from {self.rows} as rows where not coalesce({condition}, false)"
        if self._is_spilled:
            self.cursor.execute(f"create or replace temp table {self.rows} as {remaining}")
        else:
            frame = self._frame(remaining)
            self.cursor.unregister(self.rows)
            self._show(frame.cast(self._frames[0].schema))
        self.compare()
        return gone

    def _count(self, relation: str) -> int:
        return int(self.cursor.execute(f"select count(*) from {relation}").fetchall()[0][0])

    def _frame(self, sql: str) -> pl.DataFrame:
        frame: pl.DataFrame = self.cursor.sql(sql).pl()
        return frame


def _default(record: type[Record], name: str) -> str:
    """Return the SQL literal of a field's default, null where there is none."""
    default: Any = record.model_fields[name].default
    if default is None or default is PydanticUndefined:
        return f"cast(null as {record.sql_schema()[name].removesuffix(' NOT NULL')})"
    return str(default) if isinstance(default, int | float) else f"'{default}'"


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
    chunks = iter(frames)
    first = next(chunks, pl.DataFrame(schema={LINE: pl.Int64(), **record.polars_schema()}))
    named = set(first.columns if fields is None else fields)
    given = [name for name in record.model_fields if name in named]
    staged = Staged(shared, record, source, replaces, given)
    try:
        staged.take(_chain(first, chunks))
        staged.compare()
    except BaseException:
        staged.close()
        raise
    return staged


def _chain(first: pl.DataFrame, rest: Iterable[pl.DataFrame]) -> Iterable[pl.DataFrame]:
    yield first
    yield from rest

"""SQL that compares given rows with what is kept, for any register.

The relation `rows` holds the given rows: `_line` and the fields that the file gives. A field takes
the value given, else (in registers of partial rows) the value kept, else the record's default.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic_core import PydanticUndefined

from pmo_core.model import Record
from pmo_core.store.sql import columns

LINE = "_line"

PROVENANCE = frozenset({"line"})
"""Fields that say where a row comes from: a row that differs in nothing else is unchanged."""

WHOLE_ROWS = frozenset({"actual"})
"""Registers where an empty cell says "none"; in all others it says "not given by this file"."""


@dataclass(frozen=True)
class Comparison:
    """The questions about given rows, as SQL.

    Parameters
    ----------
    record : type of Record
        The register's record.
    rows : str
        Name of the relation of given rows.
    given : tuple of str
        Fields that it has.
    with_nulls : frozenset of str
        Those of them that are empty in some row.
    """

    record: type[Record]
    rows: str
    given: tuple[str, ...]
    with_nulls: frozenset[str]

    def value(self, name: str, kept: str = "") -> str:
        """Return SQL for the value that a field takes; `kept` is the alias of the kept row."""
        choices = []
        if name in self.given:
            choices.append(f"rows.{name}")
            if name not in self.with_nulls:
                return choices[0]
        elif name in PROVENANCE:
            return f"rows.{LINE}"
        is_whole = self.record.register in WHOLE_ROWS and name in self.given
        if kept and not is_whole and name not in self.record.key:
            choices.append(f"{kept}.{name}")
        default = default_literal(self.record, name)
        if default or not choices:
            choices.append(default or f"cast(null as {sql_type(self.record, name)})")
        return choices[0] if len(choices) == 1 else f"coalesce({', '.join(choices)})"

    @cached_property
    def keys(self) -> str:
        """The condition that a given row has the key of the row `kept`."""
        return " and ".join(f"{self.value(name)} = kept.{name}" for name in self.record.key)

    def all_new(self) -> str:
        """Return the relation of given rows as they will be kept when nothing is kept yet."""
        values = [f"{self.value(name)} as {name}" for name in self.record.model_fields]
        return (
            f"(select {', '.join(values)}, rows.{LINE}, false as is_changed "
            f"from {self.rows} as rows)"
        )

    def differing(self) -> str:
        """Return SQL for the given rows that are new or differ from what is kept, as they will be.

        `is_changed` tells a row that is kept already from a new one.
        """
        record = self.record
        first = record.key[0]
        values = {
            name: self.value(name, "" if name in record.key else "kept")
            for name in record.model_fields
        }
        differs = [
            f"{values[name]} is distinct from kept.{name}"
            for name in self.given
            if name not in record.key and name not in PROVENANCE
        ]
        return (
            f"select {', '.join(f'{value} as {name}' for name, value in values.items())}, "
            f"rows.{LINE}, kept.{first} is not null as is_changed "
            f"from {self.rows} as rows left join {record.register} as kept on {self.keys} "
            f"where {' or '.join([f'kept.{first} is null', *differs])}"
        )

    def removed(self, replaces: int) -> str:
        """Return the relation of kept rows that the file lacks though it replaces their writer.

        Their writer is change `replaces`, or a change that it replaced in its turn.
        """
        register = self.record.register
        return (
            "(with recursive replaced(number) as ("
            f"select cast({int(replaces)} as bigint) union "
            "select change.replaces from change inner join replaced "
            "on change.number = replaced.number where change.replaces is not null) "
            f"select kept.* from {register}_version as kept "
            "where kept.ended_by is null and kept.written_by in (select number from replaced) "
            f"and not exists (select 1 from {self.rows} as rows where {self.keys})) as removed"
        )

    def keyed(self) -> str:
        """Return the relation of the keys of the given rows, with `_line`."""
        key = ", ".join(f"{self.value(name)} as {name}" for name in self.record.key)
        return f"(select {key}, rows.{LINE} from {self.rows} as rows) as keyed"

    def n_keys(self) -> str:
        """Return SQL that counts rows and different keys (by their hashes, so at least as many)."""
        names = columns(self.record.key)
        return f"select count(*), count(distinct hash({names})) from {self.keyed()}"

    def duplicates(self) -> str:
        """Return SQL for `_line` and key of every row whose key stands more than once."""
        names = columns(self.record.key)
        same = " and ".join(f"keyed.{name} = twice.{name}" for name in self.record.key)
        return (
            f"select keyed.{LINE}, {columns(self.record.key, 'keyed')} from {self.keyed()} "
            f"semi join (select {names} from {self.keyed()} group by {names} "
            f"having count(*) > 1) as twice on {same} order by {names}, {LINE} nulls first"
        )

    def may_be_empty(self) -> list[str]:
        """Return the fields that must not be empty but may be in a planned row."""
        return [
            name
            for name in self.record.model_fields
            if not self.record.is_nullable(name)
            and not default_literal(self.record, name)
            and (name in self.with_nulls or name not in {*self.given, *PROVENANCE})
        ]


def sql_type(record: type[Record], name: str) -> str:
    """Return the SQL type of a field.

    Examples
    --------
    >>> from pmo_core.model import Actual
    >>> sql_type(Actual, "spent_on")
    'DATE'
    """
    return record.sql_schema()[name].removesuffix(" NOT NULL")


def default_literal(record: type[Record], name: str) -> str:
    """Return the SQL literal of a field's default, "" where it is empty or there is none.

    Examples
    --------
    >>> from pmo_core.model import Actual
    >>> default_literal(Actual, "entry"), default_literal(Actual, "comment")
    ("'1'", '')
    """
    default: Any = record.model_fields[name].default
    if default is None or default is PydanticUndefined:
        return ""
    return str(default) if isinstance(default, int | float) else f"'{default}'"

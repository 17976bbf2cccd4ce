"""What a question of a user names, read from the tree that the engine makes of it.

Nothing passes that is not listed here: kinds of statements and expressions, functions that give
rows, tables. Of the functions that give values those are refused that tell about the engine or its
surroundings, though they could not reach far behind the other bars.
"""

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from pmo_core.errors import NotAllowed, NotFound, Refused
from pmo_core.model import REGISTERS
from pmo_core.store.rights import ASKABLE

_NODES = frozenset({
    "SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE",
    "BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EXPRESSION_LIST", "EMPTY",
    "PIVOT", "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "ORDER_MODIFIER", "DISTINCT_MODIFIER",
    "ASCENDING", "DESCENDING", "ORDER_DEFAULT",
})  # fmt: skip
"""Kinds of what a SELECT consists of besides expressions."""
_CLASSES = frozenset({
    "BETWEEN", "CASE", "CAST", "COLLATE", "COLUMN_REF", "COMPARISON", "CONJUNCTION", "CONSTANT",
    "DEFAULT", "FUNCTION", "LAMBDA", "LAMBDA_REF", "OPERATOR", "PARAMETER", "POSITIONAL_REFERENCE",
    "STAR", "SUBQUERY", "TYPE", "WINDOW",
})  # fmt: skip
"""Kinds of expressions."""
_ROWS_FROM = frozenset({"generate_series", "range", "unnest"})
"""Functions that may stand where a table stands."""
_OF_THE_DAY = frozenset({
    "current_date", "current_time", "current_timestamp", "current_localtime",
    "current_localtimestamp",
})  # fmt: skip
_REFUSED = frozenset({
    "col_description", "currval", "format_type", "get_block_size", "getenv", "getvariable",
    "in_search_path", "index_key", "json_deserialize_sql", "json_execute_serialized_sql",
    "json_serialize_plan", "json_serialize_sql", "nextval", "obj_description",
    "parse_duckdb_log_message", "query", "query_table", "session_user", "setseed", "setval",
    "shobj_description", "sleep_ms", "stats", "txid_current", "user", "version", "write_log",
})  # fmt: skip
_REFUSED_PREFIXES = ("current_", "duckdb_", "has_", "inet_", "pg_", "pragma_", "read_", "sniff_")


@dataclass(frozen=True)
class Named:
    """What a question names.

    Parameters
    ----------
    tables : frozenset of str
        Tables, in small letters, without those that it makes itself.
    parameters : frozenset of str
        Parameters without their `$`.
    words : frozenset of str
        Every word in it, in small letters: columns that it names are among them.
    whole : frozenset of str
        Tables of which it may see columns that it does not name.
    """

    tables: frozenset[str]
    parameters: frozenset[str]
    words: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()

    def columns(self, register: str) -> list[str]:
        """Return the columns of a register that it can see; one at least, so that rows count."""
        record = REGISTERS[register]
        if register in self.whole:
            return list(record.model_fields)
        named = [name for name in record.model_fields if name in self.words]
        return named or list(record.key[:1])


def named(statements: Any) -> Named:
    """Return what a question names.

    Parameters
    ----------
    statements : list
        The statements as the engine serializes them.

    Raises
    ------
    Refused
        It is not one statement, or does something that a question may not.
    """
    if len(statements) != 1:
        raise Refused("Ask one question at a time.", "Remove what stands behind the first `;`.")
    tables, made, parameters = set[str](), set[str](), set[str]()
    for node in _nodes(statements[0]["node"]):
        _require_taken(node)
        match node:
            case {"type": "BASE_TABLE"}:
                tables.add(_table(node))
            case {"class": "PARAMETER", "identifier": str(name)}:
                parameters.add(name)
        if "cte_map" in node:
            made.update(_lower(str(part["key"])) for part in node["cte_map"]["map"])
    # A register stays named also where the question makes a table of the same name.
    tables -= made - REGISTERS.keys()
    return Named(
        frozenset(tables), frozenset(parameters), frozenset(_words(statements)),
        frozenset(_whole(statements, tables)),
    )  # fmt: skip


def _words(tree: Any) -> Iterator[str]:
    """Yield every text of a tree in small letters."""
    for node in _nodes(tree):
        for value in node.values():
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, str):
                    yield _lower(one)


def _whole(tree: Any, tables: Collection[str]) -> Iterator[str]:
    """Yield the tables of which columns are seen without being named.

    All of them where something goes by which columns there are: a `*` (but for that of `order by
    all`), a natural join, a pivot, columns by their position; else those whose name or alias stands
    like a column, which is the whole row.
    """
    nodes = list(_nodes(tree))
    harmless = {id(one["expression"]) for node in nodes for one in node.get("orders") or []}
    if any(
        (node.get("class") == "STAR" and id(node) not in harmless)
        or node.get("class") == "POSITIONAL_REFERENCE"
        or node.get("type") == "PIVOT"
        or node.get("ref_type") == "NATURAL"
        or node.get("column_name_alias")
        for node in nodes
    ):
        yield from tables
        return
    alone = {
        _lower(node["column_names"][0])
        for node in nodes
        if node.get("class") == "COLUMN_REF" and len(node["column_names"]) == 1
    }
    for node in nodes:
        if node.get("type") == "BASE_TABLE":
            table = _lower(node["table_name"])
            if alone & {table, _lower(node["alias"])}:
                yield table


def seen(
    tables: Collection[str], role: str, frames: Collection[str]
) -> tuple[list[str], list[str]]:
    """Return the registers and the frames among the tables that a question names.

    Raises
    ------
    NotAllowed
        The role may not see one of them.
    NotFound
        There is no such table.
    """
    registers, given = [], []
    for table in sorted(tables):
        if table in REGISTERS:
            if table not in ASKABLE[role]:
                raise NotAllowed(
                    f"{REGISTERS[table].title} are not for everybody: a {role} may not ask them.",
                    "Ask a manager.",
                )
            registers.append(table)
        elif table in frames:
            given.append(table)
        else:
            near = difflib.get_close_matches(table, [*sorted(ASKABLE[role]), *frames], n=1)
            raise NotFound(
                f"There is no table {table[:80]!r} here.",
                f"Did you mean {near[0]}?" if near else "Look at the list of tables.",
            )
    return registers, given


def known(named: Named, frames: Mapping[str, pl.DataFrame]) -> list[str]:
    """Return the columns of all tables that a question names."""
    found = [REGISTERS[one].model_fields for one in named.tables if one in REGISTERS]
    made = [frames[one].columns for one in named.tables if one in frames]
    return sorted({name for columns in (*found, *made) for name in columns})


def _nodes(tree: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every mapping of a tree, without recursion: a text can nest deeply."""
    left = [tree]
    while left:
        match left.pop():
            case dict() as node:
                yield node
                left.extend(node.values())
            case list() as nodes:
                left.extend(nodes)


def _require_taken(node: Mapping[str, Any]) -> None:
    """Refuse a part of a question that is not listed."""
    kind, of = node.get("type"), node.get("class")
    if of is not None and of not in _CLASSES:
        raise _not_taken(str(of))
    if of is None and isinstance(kind, str) and kind not in _NODES:
        raise _not_taken(kind)
    if kind == "TABLE_FUNCTION":
        name = _lower(str(node["function"].get("function_name")))
        if name not in _ROWS_FROM:
            raise _no_function(name)
    if "function_name" in node:
        name = _lower(str(node["function_name"]))
        is_told = name.startswith(_REFUSED_PREFIXES) and name not in _OF_THE_DAY
        if name in _REFUSED or is_told or _path(node) != [name]:
            raise _no_function(name)


def _table(node: Mapping[str, Any]) -> str:
    """Return the name of a table that stands alone, without schema or database."""
    name = _lower(node["table_name"])
    if _path(node) != [name]:
        raise NotFound(
            f"There is no table {'.'.join(_path(node))[:80]!r} here.",
            "Write the name of a register alone.",
        )
    return name


def _path(node: Mapping[str, Any]) -> list[str]:
    """Return the name of a table or function with its database and schema, where these stand."""
    names = [node.get("catalog_name") or node.get("catalog"),
             node.get("schema_name") or node.get("schema"),
             node.get("table_name") or node.get("function_name")]  # fmt: skip
    path = node.get("qualified_name", {}).get("path") or [name for name in names if name]
    return [_lower(str(name)) for name in path]


def _lower(name: str) -> str:
    """Return a name in small letters as the engine compares them: only A to Z differ."""
    return name.encode().lower().decode()


def _not_taken(kind: str) -> Refused:
    words = kind.replace("_", " ").lower()
    return Refused(f"A question cannot hold this: {words}.", "It reads, and changes nothing.")


def _no_function(name: str) -> Refused:
    return Refused(
        f"The function {name[:80]} may not be used in a question.",
        "It sees registers only: no files, no addresses, no settings.",
    )


__all__ = ["Named", "known", "named", "seen"]

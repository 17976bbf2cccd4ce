"""Small pieces of SQL text, and the SQL files that stand beside the code."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pmo_core.errors import NotFound
from pmo_core.model import REGISTERS, Record

_FOLDER = Path(__file__).parent


def record_class(register: str) -> type[Record]:
    """Return the record class of a register.

    Raises
    ------
    NotFound
        There is no such register.
    """
    if register not in REGISTERS:
        raise NotFound(f"There is no register {register!r}.")
    return REGISTERS[register]


@cache
def query_text(name: str) -> str:
    """Return the text of queries/<name>.sql.

    Raises
    ------
    NotFound
        There is no such query.
    """
    path = _FOLDER / "queries" / f"{name}.sql"
    if not name.replace("_", "").isalnum() or not path.is_file():
        raise NotFound(f"There is no query {name!r}.")
    return path.read_text("utf-8")


def sql_files(folder: str) -> list[Path]:
    """Return the .sql files of a folder beside this module, by name."""
    return sorted((_FOLDER / folder).glob("*.sql"))


def fields(record: type[Record], alias: str = "") -> str:
    """Return the record's fields as a list for a select, with an alias before each."""
    return columns(record.model_fields, alias)


def columns(names: Iterable[str], alias: str = "") -> str:
    """Return names as a list for a select.

    Examples
    --------
    >>> columns(["code", "name"], "p")
    'p.code, p.name'
    """
    prefix = f"{alias}." if alias else ""
    return ", ".join(prefix + name for name in names)


def same_key(record: type[Record], left: str, right: str) -> str:
    """Return the condition that two rows have the same key.

    Examples
    --------
    >>> same_key(record_class("budget_line"), "a", "b")[:36]
    'a.project = b.project and a.category'
    """
    return " and ".join(f"{left}.{name} = {right}.{name}" for name in record.key)

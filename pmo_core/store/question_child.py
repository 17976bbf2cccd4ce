"""Answer one question of a user in SQL, in a process of its own that may be killed.

Run as a script: `argv` holds the limits of memory (bytes), time (seconds), rows and bytes of the
answer. Standard input brings three lines of JSON, standard output gives one for each:

1. `{"sql"}` -> `{"tree"}`: the text as the engine understands it, if it is nothing but SELECT; the
   parent judges it, and may send another one instead.
2. `{"data"}` -> `{"is_open"}`: the data file is opened for reading; from then on the parent may
   delete it.
3. `{"params"}` (name -> [type, text]) -> `{"columns", "types", "rows", "seconds"}`.

What cannot be done is `{"error": kind, "message"}`. The end of standard input ends the process.

Bars, one behind the other: the engine reads nothing but the data file, installs and loads nothing
and keeps its settings; the process itself holds no more memory and, once the data file is open, can
open no file and no address and start nothing, where the system knows such limits (Linux; elsewhere
only the engine's own limits and the parent's clock hold). It imports nothing of this package, so
that it starts fast.
"""

import contextlib
import json
import sys
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb

CODE_MEMORY = 72 * 1024 * 1024
"""What Python and the engine take before any question, as bytes of code: not data, yet resident."""
READER_MEMORY = 64 * 1024 * 1024
"""What the engine may take that reads the text and holds no data."""
ENGINE_SHARE = 0.7
"""Of the memory that is left, how much the engine may plan with; the rest is what it forgets."""
BATCH = 500
LONGEST_MESSAGE = 4_000
PLAIN = ("BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT",
         "UINTEGER", "UBIGINT", "HUGEINT", "UHUGEINT", "FLOAT", "DOUBLE", "VARCHAR")  # fmt: skip
"""Types whose values JSON knows; all others go as text."""
WARM_UP = (
    "select 1, 1.5, 1.5::double, date '2026-01-31', timestamp '2026-01-31 12:00', 'a', true, null, "
    "[1], {'a': 1}, interval 1 day, time '12:00', $number, $day, $text"
)
"""Whatever Python loads to convert values is loaded before no file can be opened any more."""


class TooMuch(Exception):
    """The answer is larger than is taken; says so in a sentence."""


def locked(path: str, memory: int, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """Open an engine that reaches nothing but its own database, and cannot be told otherwise."""
    connection = duckdb.connect(
        path,
        read_only=read_only,
        config={
            "threads": 1,
            "memory_limit": f"{memory // 1024}KiB",
            "temp_directory": "",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
        },
    )
    for statement in (
        "set python_enable_replacements = false",
        "set enable_external_access = false",
        "set lock_configuration = true",
    ):
        connection.execute(statement)
    return connection


def limit(**limits: int) -> None:
    """Set limits to this process, where the system knows them; nobody can raise them again."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for name, value in limits.items():
        with contextlib.suppress(AttributeError, ValueError, OSError):  # a stricter one stands
            resource.setrlimit(getattr(resource, name), (value, value))


def limit_memory(memory: int) -> None:
    """Limit what this process may hold.

    That is the amount of writable data: libraries reserve addresses that they never use, and what
    was mapped from files is code.
    """
    limit(RLIMIT_DATA=memory - CODE_MEMORY, RLIMIT_CORE=0)


def close_doors(seconds: int) -> None:
    """Let this process open no file and no address, write no file, start nothing, and end soon."""
    limit(RLIMIT_CPU=seconds, RLIMIT_FSIZE=0, RLIMIT_NOFILE=0, RLIMIT_NPROC=0)


def tree_of(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    """Return the text as the engine understands it; only SELECT can be told so.

    Raises
    ------
    duckdb.ParserException
        The text cannot be read, or is something else than SELECT.
    """
    ((text,),) = connection.execute("select json_serialize_sql($1::varchar)", [sql]).fetchall()
    tree = json.loads(text)
    if tree["error"]:
        raise duckdb.ParserException(tree["error_message"])
    return tree["statements"]


def value_of(kind: str, text: str) -> Any:
    """Return the value of a parameter.

    Examples
    --------
    >>> value_of("number", "45"), value_of("date", "2026-01-31")
    (45, datetime.date(2026, 1, 31))
    """
    match kind:
        case "number":
            return int(text) if text.lstrip("-").isdigit() else float(text)
        case "date":
            return date.fromisoformat(text)
        case _:
            return text


def answer(
    connection: duckdb.DuckDBPyConnection, sql: str, params: dict[str, Any], rows: int, size: int
) -> bytes:
    """Return the answer to the question as a line of JSON.

    Raises
    ------
    TooMuch
        It has more rows or bytes than are taken.
    """
    began = time.perf_counter()
    values = {name: value_of(*given) for name, given in params.items()}
    found = connection.execute(sql, values or None)
    types = [str(one[1]) for one in found.description]
    as_text = [kind not in PLAIN for kind in types]
    lines: list[str] = []
    n_bytes = 0
    while batch := found.fetchmany(BATCH):
        if len(lines) + len(batch) > rows:
            raise TooMuch(f"The answer has more than {rows:,} rows.")
        for row in batch:
            plain = [
                str(value) if is_text and value is not None else value
                for value, is_text in zip(row, as_text, strict=True)
            ]
            lines.append(json.dumps(plain))
            n_bytes += len(lines[-1])
            if n_bytes > size:
                raise TooMuch(f"The answer takes more than {size // 1_000_000} MB.")
    head = {
        "columns": [one[0] for one in found.description],
        "types": types,
        "seconds": time.perf_counter() - began,
    }
    return f'{json.dumps(head)[:-1]}, "rows": [{",".join(lines)}]}}\n'.encode()


class Line:
    """The way to the parent: lines of JSON to and fro."""

    def heard(self) -> dict[str, Any]:
        """Return what the parent says; nothing where it is gone."""
        said: dict[str, Any] = json.loads(sys.stdin.buffer.readline() or b"{}")
        return said

    def say(self, line: bytes) -> None:
        """Say a line of JSON."""
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()

    def refuse(self, problem: Exception) -> None:
        """Say what cannot be done."""
        told = {"error": type(problem).__name__, "message": str(problem)[:LONGEST_MESSAGE]}
        self.say(json.dumps(told).encode() + b"\n")

    @contextlib.contextmanager
    def refusals(self) -> Iterator[None]:
        """Say what cannot be done where it happens, and go on behind it."""
        try:
            yield
        except (duckdb.Error, MemoryError, TooMuch, UnicodeError) as problem:
            self.refuse(problem)


def main(memory: int, seconds: int, rows: int, size: int) -> None:
    """Answer what comes by standard input."""
    limit_memory(memory)
    line, sql = Line(), ""
    with locked(":memory:", READER_MEMORY, read_only=False) as reader:
        while "sql" in (asked := line.heard()):
            sql = asked["sql"]
            with line.refusals():
                line.say(json.dumps({"tree": tree_of(reader, sql)}).encode() + b"\n")
    if "data" not in asked:
        return
    engine = int((memory - CODE_MEMORY) * ENGINE_SHARE)
    with line.refusals(), locked(asked["data"], engine, read_only=True) as connection:
        example = {"number": 1.5, "day": date(2026, 1, 31), "text": "a"}
        connection.execute(WARM_UP, example).fetchall()
        line.say(b'{"is_open": true}\n')
        asked = line.heard()
        close_doors(seconds)
        line.say(answer(connection, sql, asked["params"], rows, size))


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:5]))

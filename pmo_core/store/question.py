"""A question of a user in SQL: asked behind bars, in a process of its own (`question_child`).

Three things hold, each alone: the text is one SELECT that names only registers that the role may
see and calls nothing that reaches beyond them (`question_text`); the process holds no other data
and its engine reaches nothing; the process itself can open nothing, and is killed when it takes too
long or too much.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import polars as pl

from pmo_core.errors import Refused, StoreUnavailable
from pmo_core.store import question_data, question_errors, question_text
from pmo_core.store.asking import Asked
from pmo_core.store.rights import require_role

CHILD = Path(__file__).with_name("question_child.py")
MAX_TEXT = 20_000
"""Characters that a question may have."""
START_SECONDS = 20.0
"""Within which a process must have started, read the text and opened the data."""
_KEPT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""All that the process learns of the server's environment: what it takes to start."""
_TURNS = threading.BoundedSemaphore(2)
_WAIT_SECONDS = 30.0
_CANNOT_ASK = "No question can be asked at present."
_HEAD = 1_000_000
"""Bytes for what is told besides the rows of an answer."""

Cursor = Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]]


@dataclass(frozen=True)
class Limits:
    """What a question may take.

    Parameters
    ----------
    memory : int
        Bytes that the process may hold, all in all.
    seconds : float
        Time until the answer, from the moment that the data is there.
    rows, size : int
        Rows and bytes of the answer.
    """

    memory: int = 512 * 1024 * 1024
    seconds: float = 5.0
    rows: int = 10_000
    size: int = 16_000_000


def ask(
    cursor: Cursor,
    sql: str,
    params: Mapping[str, Any],
    frames: Mapping[str, pl.DataFrame],
    *,
    role: str,
    limits: Limits,
) -> Asked:
    """Ask in a process of its own; see `Repository.question`.

    `cursor` gives a cursor on which all registers are seen as of one moment.
    """
    require_role(role)
    if len(sql) > MAX_TEXT:
        raise Refused(f"The question is longer than {MAX_TEXT:,} characters.", "Make it shorter.")
    with _turn(), _folder() as folder, _started(limits) as child:
        named = question_text.named(child.ask({"sql": sql}, START_SECONDS)["tree"])
        registers, made = question_text.seen(named.tables, role, frames)
        given = {name: _told(params, name) for name in sorted(named.parameters)}
        data = Path(folder, "data.duckdb")
        with cursor() as reader:
            question_data.write(
                reader, data, {name: named.columns(name) for name in registers},
                {name: frames[name] for name in made},
            )  # fmt: skip
        child.ask({"data": str(data)}, START_SECONDS)
        with suppress(OSError):  # a system that does not let open files go deletes it afterwards
            data.unlink()
        found = child.ask({"params": given}, limits.seconds, question_text.known(named, frames))
    return Asked(question_data.frame(found), float(found["seconds"]))


class Child:
    """The process that answers one question."""

    def __init__(self, limits: Limits) -> None:
        arguments = (limits.memory, int(limits.seconds) + 3, limits.rows, limits.size)
        self._limits = limits
        self._is_late = False
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(CHILD), *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout

    def ask(
        self, message: Mapping[str, Any], seconds: float, known: Collection[str] = ()
    ) -> dict[str, Any]:
        """Say something to the process and return what it answers.

        Parameters
        ----------
        message : mapping
            What is said.
        seconds : float
            After which the process is killed.
        known : collection of str
            Columns that there are, to propose one instead of one that there is not.

        Raises
        ------
        Refused
            It says that it cannot, or it had to be killed; in one sentence.
        """
        timer = threading.Timer(seconds, self._overrun)
        timer.start()
        try:
            with suppress(OSError):  # it is gone: reading says so
                self._in.write(json.dumps(message).encode() + b"\n")
                self._in.flush()
            line = self._out.readline(self._limits.size + _HEAD)
        finally:
            timer.cancel()
        if self._is_late:
            raise question_errors.too_long(seconds)
        if not line.endswith(b"\n"):
            raise question_errors.ended(self._limits.memory)
        try:
            answer: dict[str, Any] = json.loads(line)
        except RecursionError:
            raise Refused("The question is nested too deeply.", "Make it simpler.") from None
        if "error" in answer:
            kind, text = answer["error"], answer["message"]
            raise question_errors.refused(kind, text, self._limits.memory, known)
        return answer

    def close(self) -> None:
        """End the process and give back what speaking to it took."""
        self._process.kill()
        with suppress(OSError):  # what was not read any more cannot be flushed
            self._in.close()
        self._out.close()
        self._process.wait()

    def _overrun(self) -> None:
        self._is_late = True
        self._process.kill()


@contextmanager
def _folder() -> Iterator[str]:
    """Give a folder of which only the server's user knows; it is removed whatever happens."""
    try:
        made = TemporaryDirectory(prefix="pmo_question_", ignore_cleanup_errors=True)
    except OSError as error:
        raise StoreUnavailable(_CANNOT_ASK, "Free some space and try again.") from error
    with made as folder:
        yield folder


@contextmanager
def _started(limits: Limits) -> Iterator[Child]:
    try:
        child = Child(limits)
    except OSError as error:
        raise StoreUnavailable(_CANNOT_ASK, "Try again in a minute.") from error
    try:
        yield child
    finally:
        child.close()


@contextmanager
def _turn() -> Iterator[None]:
    """Wait until few enough others are asking: each may take its whole memory."""
    if not _TURNS.acquire(timeout=_WAIT_SECONDS):
        raise StoreUnavailable("Others are asking at this moment.", "Try again in a minute.")
    try:
        yield
    finally:
        _TURNS.release()


def _told(params: Mapping[str, Any], name: str) -> tuple[str, str]:
    """Return type and text of a parameter.

    Raises
    ------
    Refused
        It has no value.
    """
    match params.get(name):
        case None:
            hint = f"Add a threshold `{name} = ...`, or use $as_of, the day that is judged."
            raise Refused(f"Nothing is known about ${name}.", hint)
        case date() as day:
            return "date", day.isoformat()
        case int() | float() as number:
            return "number", repr(number)
        case other:
            return "text", str(other)


__all__ = ["Limits", "ask"]

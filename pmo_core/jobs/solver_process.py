"""One child process that answers questions about selections: started, spoken to, ended."""

import json
import os
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

CHILD = "pmo_core.jobs.solver_child"
MAX_CASES = 4
"""Cases that a child keeps; the one asked about least recently goes first."""


class Child:
    """A process that answers one question after the other.

    One thread asks and reads; `cancel` and `kill` may come from another.

    Parameters
    ----------
    tasks : str
        Module whose `TASKS` are asked for.
    memory : int
        Bytes of data that the process may hold.
    nice : int
        By how much it steps back behind other processes.
    """

    def __init__(self, tasks: str, memory: int, nice: int) -> None:
        # One thread each: the cores are shared with the pages.
        threads = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
        paths = [path or os.getcwd() for path in sys.path]
        self._sent: OrderedDict[str, None] = OrderedDict()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", CHILD, tasks, str(memory), str(nice)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={
                **os.environ,
                **dict.fromkeys(threads, "1"),
                "PYTHONPATH": os.pathsep.join(paths),
            },
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def ask(self, message: dict[str, Any], case_hash: str, case_text: bytes) -> None:
        """Send a question, and its case where the process does not hold it.

        Raises
        ------
        OSError
            The process has ended.
        """
        if case_hash not in self._sent:
            self._write({"case": case_hash, "n_bytes": len(case_text)}, case_text)
            self._sent[case_hash] = None
        self._sent.move_to_end(case_hash)
        if len(self._sent) > MAX_CASES:
            self._write({"drop": self._sent.popitem(last=False)[0]})
        self._write(message)

    def answers(self) -> Iterator[tuple[dict[str, Any], int]]:
        """Yield each answer with its length in bytes, until the process ends."""
        while (line := self._out.readline()).endswith(b"\n"):
            yield json.loads(line), len(line)

    def cancel(self, number: int) -> None:
        """Say that nobody wants more of a question."""
        with suppress(OSError):
            self._write({"cancel": number})

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()

    def close(self) -> None:
        """End the process and give back what speaking to it took."""
        self._process.kill()
        with suppress(OSError):  # what was not read any more cannot be flushed
            self._in.close()
        self._out.close()
        self._process.wait()

    def _write(self, message: dict[str, Any], content: bytes = b"") -> None:
        self._in.write(json.dumps(message).encode() + b"\n" + content)
        self._in.flush()

"""Answer questions about selections, in a process of its own that may be stopped or killed.

Run as a module: `argv` holds the name of the module whose `TASKS` are asked for, the limit of
memory in bytes, and by how much the process steps back behind others (nice). Standard input brings
lines of JSON; standard output gives lines of JSON. What comes:

- `{"case": hash, "n_bytes": n}`, then n bytes of `Case.to_text()`;
- `{"drop": hash}`: the case is not asked about any more;
- `{"ask": id, "task", "case", "what_if", "options", "seconds"}`: asked one after the other;
  `stop()` answers True when the seconds are over;
- `{"cancel": id}`: `stop()` of this question answers True from now on.

What goes: `{"id", "begun": true}`, any number of `{"id", "report": {...}}`, and one of
`{"id", "done": {...}}` and `{"id", "error": sentence, "trace": text}`. The end of standard input
ends the process at once, so that it outlives no server, however that one ended.

Memory is limited by the amount of writable data, where the system knows such a limit (Linux; not on
Windows or macOS, where only the time is limited).
"""

import contextlib
import gc
import importlib
import json
import os
import queue
import signal
import sys
import threading
import time
import traceback
from typing import IO, Any

from pmo_core.analysis.selection.case import Case
from pmo_core.errors import PmoError
from pmo_core.model.what_if import WhatIf

TOO_MUCH_MEMORY = "This question asks for more memory than the solver is allowed."
FAILED = "The solver failed at this question; the log of the server says why."


def limit(memory: int, nice: int) -> None:
    """Set the limits of this process, where the system knows them."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(nice)
    try:
        import resource
    except ImportError:  # Windows
        return
    for kind, value in ((resource.RLIMIT_DATA, memory), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):  # a stricter limit stands already
            resource.setrlimit(kind, (value, value))


class Inbox:
    """What came by standard input, read in a thread of its own."""

    def __init__(self, source: IO[bytes]) -> None:
        self.asked: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._texts: dict[str, bytes] = {}
        self._cases: dict[str, Case] = {}
        self._canceled: set[int] = set()
        self._source = source
        threading.Thread(target=self._read, daemon=True).start()

    def case(self, content_hash: str) -> Case:
        """Return a case that came; its text is read when it is first asked about."""
        if content_hash not in self._cases:
            self._cases[content_hash] = Case.from_text(self._texts[content_hash].decode())
            self._texts[content_hash] = b""
        return self._cases[content_hash]

    def is_canceled(self, number: int) -> bool:
        """Return whether nobody wants more of this question."""
        return number in self._canceled

    def _read(self) -> None:
        while line := self._source.readline():
            message = json.loads(line)
            match message:
                case {"case": content_hash, "n_bytes": n_bytes}:
                    self._texts[content_hash] = self._source.read(n_bytes)
                case {"drop": content_hash}:
                    self._texts.pop(content_hash, None)
                    self._cases.pop(content_hash, None)
                case {"cancel": number}:
                    self._canceled.add(number)
                case _:
                    self.asked.put(message)
        os._exit(0)


def answer(inbox: Inbox, ask: dict[str, Any], tasks: dict[str, Any], out: IO[bytes]) -> None:
    """Work on one question and write what is found."""
    number = ask["ask"]

    def send(**message: Any) -> None:
        out.write(json.dumps({"id": number, **message}).encode() + b"\n")

    try:
        task = tasks[ask["task"]]
        what_if = WhatIf.model_validate(ask["what_if"])
        case = inbox.case(ask["case"])
        send(begun=True)
        ends = time.monotonic() + ask["seconds"]
        done = task(
            case,
            what_if,
            ask["options"],
            lambda report: send(report=report),
            lambda: inbox.is_canceled(number) or time.monotonic() > ends,
        )
        send(done=done)
    except PmoError as error:
        send(error=str(error), trace="")
    except MemoryError:
        # What was built so far may lie about; a new process begins with nothing.
        send(error=TOO_MUCH_MEMORY, trace="")
        os._exit(0)
    except Exception:  # the parent writes the trace into the log and asks on
        send(error=FAILED, trace=traceback.format_exc())


def main(module: str, memory: int, nice: int) -> None:
    """Answer until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server's end is the end of standard input
    limit(memory, nice)
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    inbox = Inbox(sys.stdin.buffer)
    tasks = importlib.import_module(module).TASKS
    gc.collect()
    gc.freeze()
    while True:
        answer(inbox, inbox.asked.get(), tasks, out)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))

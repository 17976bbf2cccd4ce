"""Answers to questions about selections, worked out beside the pages in processes with limits.

A page asks and holds a `Ticket`; the question waits in one of two lanes. The quick lane gives first
answers, in the order of the questions; the long lane improves them and works on what takes long,
behind everything else. Nothing is computed here, so no page waits for the question of another.
"""

import hashlib
import json
import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from pmo_core.analysis.selection.case import Case
from pmo_core.jobs.solver_process import Child
from pmo_core.jobs.solver_run import REPLACED, Lane, Run, Ticket
from pmo_core.model.what_if import WhatIf

TASKS = "pmo_core.analysis.selection.tasks"
MEMORY = 2_000_000_000
SECONDS: dict[Lane, float] = {"quick": 1.0, "long": 30.0}
NICE: dict[Lane, int] = {"quick": 0, "long": 10}
PATIENCE = 30.0
"""Seconds after which a question is dropped that nobody looks at any more."""
GRACE = 10.0
"""Seconds that a child may take beyond what it was given, before it is ended."""
LOADING = 60.0
"""Seconds that a child may take to start and to read a case."""
TICK = 0.25
MAX_KEPT, MAX_KEPT_BYTES = 64, 32_000_000
"""Finished answers that are kept for who asks the same again."""

DIED = "The solver ended without an answer, perhaps for want of memory. Ask again."
TOO_SLOW = "The solver took more time than it is allowed. Ask again, or for less."
CLOSED = "The solver is closed."
FORGOTTEN = "Nobody looked at this question any more. Ask again."

_log = logging.getLogger(__name__)


class Solver:
    """Child processes that answer questions, and the queues before them.

    A child is started at the first question for it, kept, and started anew when it ends.

    Parameters
    ----------
    tasks : str
        Module whose `TASKS` are asked for.
    n_long : int, optional
        Children of the long lane; by default one, two where there are more than two cores.
    memory : int
        Bytes of data that each child may hold (Linux; elsewhere they are not limited).
    patience, grace : float
        Seconds, see `PATIENCE` and `GRACE`.
    """

    def __init__(
        self,
        tasks: str = TASKS,
        *,
        n_long: int | None = None,
        memory: int = MEMORY,
        patience: float = PATIENCE,
        grace: float = GRACE,
    ) -> None:
        self._patience, self._grace = patience, grace
        self._start: Callable[[Lane], Child] = lambda lane: Child(tasks, memory, NICE[lane])
        self._n_long = n_long or (2 if (os.cpu_count() or 1) > 2 else 1)
        self._changed = threading.Condition()
        self._texts: WeakKeyDictionary[Case, tuple[str, bytes]] = WeakKeyDictionary()
        self._tickets: dict[tuple[str, str, Lane], Ticket] = {}
        self._runs: dict[tuple[str, ...], Run] = {}
        self._at_work: set[Run] = set()
        self._kept: OrderedDict[tuple[str, ...], Run] = OrderedDict()
        self._threads: list[threading.Thread] = []
        self._is_closed = False

    def ask(
        self,
        owner: str,
        task: str,
        case: Case,
        what_if: WhatIf,
        options: Mapping[str, Any] | None = None,
        *,
        lane: Lane = "quick",
        seconds: float | None = None,
    ) -> Ticket:
        """Put a question; an earlier one of the same owner about the same task ends.

        The same question again gives the same ticket (unless it failed), so a page may ask at each
        run. Owners who ask the same share the work, and a finished answer is given at once. The
        first answer and its improvement stand side by side: one ticket in each lane, as long as
        they are about the same case and what-if.

        Parameters
        ----------
        owner : str
            Who asks: one session of one user.
        task : str
            Name in `TASKS`.
        case : Case
            What is decided about.
        what_if : WhatIf
            Under which controls.
        options : mapping
            JSON-able; what the task takes. `seconds` is added where it is not given.
        lane : {"quick", "long"}
            Where the question waits.
        seconds : float, optional
            When these are over, `stop()` of the task says True; 1 in the quick lane and 30 in the
            long one when not given.
        """
        seconds = SECONDS[lane] if seconds is None else seconds
        text_of_options = json.dumps({"seconds": seconds, **(options or {})}, sort_keys=True)
        case_hash, case_text = self._packed(case)
        asked = Run(
            task,
            case_hash=case_hash,
            what_if=what_if.model_dump_json(),
            options=text_of_options,
            lane=lane,
            seconds=seconds,
        )
        with self._changed:
            if (earlier := self._tickets.get((owner, task, lane))) and (
                earlier.key == asked.key and not earlier.failed
            ):
                return earlier
            run = self._kept.get(asked.key) or self._runs.get(asked.key)
            if run is None or run.is_canceled:
                run = asked
                run.case_text = case_text
                self._runs[run.key] = run
            run.n_tickets += 1
            ticket = Ticket(run, self._changed, lambda _: self._leave(run))
            for other in SECONDS:
                before = self._tickets.get((owner, task, other))
                if before and (other == lane or before.key[:3] != asked.key[:3]):
                    before.part(REPLACED)
            self._tickets[owner, task, lane] = ticket
            if self._is_closed:
                ticket.part(CLOSED)
            self._start_threads()
            self._changed.notify_all()
        return ticket

    def close(self) -> None:
        """End all children; what is asked from now on fails."""
        with self._changed:
            self._is_closed = True
            for ticket in self._tickets.values():
                ticket.part(CLOSED)
            for run in self._at_work:
                if run.child:
                    run.child.kill()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _packed(self, case: Case) -> tuple[str, bytes]:
        """Return the hash and the text of a case, made once for each case."""
        with self._changed:
            packed = self._texts.get(case)
        if packed is None:
            text = case.to_text().encode()
            packed = hashlib.sha256(text).hexdigest(), text
            with self._changed:
                self._texts[case] = packed
        return packed

    def _leave(self, run: Run) -> None:
        """One ticket less wants this run; without any it ends."""
        run.n_tickets -= 1
        if run.n_tickets:
            return
        if self._runs.get(run.key) is run:  # nobody may join it any more
            del self._runs[run.key]
        if run.is_waiting:
            run.end()
        run.is_canceled = True
        self._changed.notify_all()

    def _start_threads(self) -> None:
        if self._threads or self._is_closed:
            return
        longs: list[Lane] = ["long"] * self._n_long
        self._threads = [
            *(
                threading.Thread(target=self._work, args=(lane,), daemon=True)
                for lane in ("quick", *longs)
            ),
            threading.Thread(target=self._watch, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    # One thread per child: takes the next question of its lane, asks, and hands on what comes.

    def _work(self, lane: Lane) -> None:
        child: Child | None = None
        while run := self._next(lane):
            failed: str | None = DIED
            try:
                child, failed = self._carry_out(run, child)
            except Exception:  # the lane goes on with the next question
                _log.exception("A question to the solver failed.")
            self._end(run, failed)
        if child:
            child.close()

    def _next(self, lane: Lane) -> Run | None:
        """Return the next question of the lane, waiting for it; None when all is closed."""
        with self._changed:
            while not self._is_closed:
                for run in self._runs.values():
                    if run.is_waiting and run.lane == lane:
                        run.is_waiting = False
                        self._at_work.add(run)
                        return run
                self._changed.wait()
        return None

    def _carry_out(self, run: Run, child: Child | None) -> tuple[Child | None, str | None]:
        """Ask a child until it has answered; return the child if it lives, and what failed."""
        is_new = child is None or not child.is_alive
        if child and is_new:
            child.close()
        if child is None or is_new:
            child = self._start(run.lane)
        with self._changed:
            run.child, run.kill_at = child, time.monotonic() + LOADING
            if self._is_closed:
                child.kill()
        try:
            child.ask(run.message(), run.key[1], run.case_text)
            run.is_sent = True
            for message, n_bytes in child.answers():
                if self._take(run, message, n_bytes):
                    return child, message.get("error")
        except OSError:
            pass
        child.close()
        if not is_new and run.began_at is None and not self._is_closed:
            return self._carry_out(run, None)  # it had ended before it was asked
        return None, TOO_SLOW if time.monotonic() > run.kill_at else DIED

    def _take(self, run: Run, message: dict[str, Any], n_bytes: int) -> bool:
        """Hand on one message of a child; return whether it was the last about this question."""
        if message.get("trace"):
            _log.error("The solver failed.\n%s", message["trace"])
        with self._changed:
            if "begun" in message:
                run.began_at = time.monotonic()
                run.kill_at = run.began_at + run.seconds + self._grace
            elif "error" not in message:
                run.latest = message["report"] if "report" in message else message["done"]
                run.n_bytes = n_bytes
                self._changed.notify_all()
        return "done" in message or "error" in message

    def _end(self, run: Run, failed: str | None) -> None:
        """Note that a run is over; keep a whole answer for who asks the same."""
        with self._changed:
            run.end(failed)
            self._at_work.discard(run)
            if self._runs.get(run.key) is run:
                del self._runs[run.key]
            if failed is None and not run.is_canceled:
                self._kept[run.key] = run
            while len(self._kept) > MAX_KEPT or (
                len(self._kept) > 1 and sum(r.n_bytes for r in self._kept.values()) > MAX_KEPT_BYTES
            ):
                self._kept.popitem(last=False)
            self._changed.notify_all()

    # One thread that watches: forgotten tickets, stopped questions, children that take too long.

    def _watch(self) -> None:
        with self._changed:
            while not self._is_closed:
                self._forget()
                late, canceled = self._overdue()
                self._changed.release()  # speaking to a child may take a moment
                try:
                    for run, child in canceled:
                        child.cancel(run.number)
                    for child in late:
                        child.kill()
                finally:
                    self._changed.acquire()
                self._changed.wait(TICK if self._tickets or self._at_work else None)

    def _forget(self) -> None:
        """Drop tickets that nobody looked at for long."""
        now = time.monotonic()
        for name, ticket in list(self._tickets.items()):
            if now > ticket.seen_at + self._patience:
                ticket.part(FORGOTTEN)
                del self._tickets[name]

    def _overdue(self) -> tuple[list[Child], list[tuple[Run, Child]]]:
        """Return the children that took too long, and the questions to be stopped."""
        now = time.monotonic()
        canceled = []
        for run in self._at_work:
            if run.is_canceled and run.is_sent and not run.is_cancel_sent and run.child:
                run.is_cancel_sent = True
                run.kill_at = min(run.kill_at, max(now, run.began_at or now) + self._grace)
                canceled.append((run, run.child))
        return [run.child for run in self._at_work if run.child and now > run.kill_at], canceled


__all__ = ["Lane", "Solver", "Ticket"]

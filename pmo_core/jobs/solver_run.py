"""A question that was put to the solver, and the tickets of those who wait for its answer."""

import itertools
import json
import threading
import time
from collections.abc import Callable
from typing import Any, Literal

from pmo_core.jobs.solver_process import Child

Lane = Literal["quick", "long"]
Key = tuple[str, ...]

REPLACED = "Another question took the place of this one."
_numbers = itertools.count(1)


class Run:
    """One question on its way: waiting, then at work in a child, then done.

    All attributes are read and written under the solver's lock.
    """

    def __init__(
        self,
        task: str,
        *,
        case_hash: str,
        what_if: str,
        options: str,
        lane: Lane,
        seconds: float,
    ) -> None:
        self.key: Key = (task, case_hash, what_if, options, lane, str(seconds))
        self.number = next(_numbers)
        self.lane = lane
        self.seconds = seconds
        self.case_text = b""
        self.n_tickets = 0
        self.latest: dict[str, Any] | None = None
        self.n_bytes = 0
        self.failed: str | None = None
        self.child: Child | None = None
        self.is_waiting = True
        self.is_done = False
        self.is_sent = False
        self.is_canceled = False
        self.is_cancel_sent = False
        self.began_at: float | None = None
        self.ended_at: float | None = None
        self.kill_at = float("inf")

    def message(self) -> dict[str, Any]:
        """Return the question as the child takes it."""
        task, case_hash, what_if, options, *_ = self.key
        return {
            "ask": self.number,
            "task": task,
            "case": case_hash,
            "what_if": json.loads(what_if),
            "options": json.loads(options),
            "seconds": self.seconds,
        }

    def end(self, failed: str | None = None) -> None:
        """Note that nothing more comes."""
        self.is_waiting, self.is_done, self.child, self.case_text = False, True, None, b""
        self.failed = failed
        self.ended_at = time.monotonic()


class Ticket:
    """What someone holds who asked: the best answer so far, and whether more will come.

    Whoever holds it has to look at it now and then (any attribute will do); a question that nobody
    looks at is dropped.

    Parameters
    ----------
    run : Run
    changed : threading.Condition
        The solver's lock, notified at each news.
    leave : callable
        Tells the solver that this ticket wants no more of its run.
    """

    def __init__(
        self, run: Run, changed: threading.Condition, leave: Callable[["Ticket"], None]
    ) -> None:
        self._run = run
        self._changed = changed
        self._leave = leave
        self._left: tuple[dict[str, Any] | None, str | None, float] | None = None
        self.seen_at = time.monotonic()

    @property
    def key(self) -> Key:
        """What was asked."""
        return self._run.key

    def latest(self) -> dict[str, Any] | None:
        """Return the newest report, or the answer when it is done; None before the first.

        It is shared with others who asked the same: do not change it.
        """
        with self._looking():
            return self._left[0] if self._left else self._run.latest

    def wait(self, seconds: float, *, first: bool = False) -> dict[str, Any] | None:
        """Wait until the answer is done, at most some seconds, and return what `latest` does.

        With `first` the first report is enough.
        """

        def is_over() -> bool:
            has_news = first and self._run.latest is not None
            return self._left is not None or self._run.is_done or has_news

        with self._looking():
            self.seen_at += seconds
            self._changed.wait_for(is_over, seconds)
            return self.latest()

    @property
    def is_done(self) -> bool:
        """Whether nothing more comes: answered, stopped, or failed."""
        with self._looking():
            return self._left is not None or self._run.is_done

    @property
    def failed(self) -> str | None:
        """Why there is no (whole) answer, as a sentence for the user; None when all is well."""
        with self._looking():
            return self._left[1] if self._left else self._run.failed

    @property
    def waiting(self) -> bool:
        """Whether the question still waits for a free solver."""
        with self._looking():
            return self._left is None and self._run.is_waiting

    @property
    def seconds(self) -> float:
        """Seconds that were worked on the question so far; 0 while it waits."""
        with self._looking():
            return self._left[2] if self._left else self._worked()

    def stop(self) -> None:
        """End the work with the best answer so far; others who asked the same go on."""
        with self._looking():
            if self._left or self._run.is_done:
                return
            if self._run.n_tickets > 1:
                self.part(None)
            elif self._run.is_waiting:
                self._leave(self)
                self._left = (None, None, 0.0)
            else:
                self._run.is_canceled = True
                self._changed.notify_all()

    def part(self, reason: str | None) -> None:
        """Keep what there is and want no more; `reason` says why, None when it was wished."""
        with self._changed:
            if self._left is None and not self._run.is_done:
                self._leave(self)
                self._left = (self._run.latest, reason, self._worked())
                self._changed.notify_all()

    def _worked(self) -> float:
        if self._run.began_at is None:
            return 0.0
        return (self._run.ended_at or time.monotonic()) - self._run.began_at

    def _looking(self) -> threading.Condition:
        """Note that someone looks, and return the lock."""
        self.seen_at = max(self.seen_at, time.monotonic())
        return self._changed


__all__ = ["REPLACED", "Lane", "Run", "Ticket"]

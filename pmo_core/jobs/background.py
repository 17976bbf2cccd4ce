"""Long work beside the pages: begun once for each key, watched, canceled, its result kept.

One thread works on one thing after the other. It is for work that lets others run while it counts
(numpy, HiGHS), and that looks at its `tell` now and then: there a cancellation stops it.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from pmo_core.errors import PmoError

Tell = Callable[[float], None]
"""Takes the share that is done, 0 to 1; raises where nobody wants the result any more."""

N_KEPT = 12
FAILED = "This could not be worked out; the log of the server says why."
_log = logging.getLogger(__name__)


class Canceled(Exception):
    """Raised within the work when it was canceled."""


class Job:
    """One piece of work: waiting, then at work, then done, failed or canceled."""

    def __init__(self, key: Hashable, work: Callable[[Tell], Any]) -> None:
        self.key = key
        self._work = work
        self.share = 0.0
        self.result: Any = None
        self.failed: str | None = None
        self.is_canceled = False
        self.seconds = 0.0
        self._over = threading.Event()

    @property
    def is_done(self) -> bool:
        """Whether nothing more comes: there is a result, or it failed or was canceled."""
        return self._over.is_set()

    def cancel(self) -> None:
        """Want no more of it; work that catches `Canceled` may still return what it has."""
        self.is_canceled = True

    def wait(self, seconds: float) -> bool:
        """Wait until it is done, at most some seconds; return whether it is."""
        return self._over.wait(seconds)

    def run(self) -> None:
        """Do the work; what goes wrong becomes a sentence."""
        began = time.monotonic()
        try:
            self._tell(0.0)
            self.result = self._work(self._tell)
            self.share, self.is_canceled = 1.0, False
        except Canceled:
            pass
        except PmoError as error:
            self.failed = str(error)
        except Exception:  # the page says so in a sentence; the log has the trace
            _log.exception("Work in the background failed.")
            self.failed = FAILED
        finally:
            self.seconds = time.monotonic() - began
            self._over.set()

    def _tell(self, share: float) -> None:
        self.share = share
        if self.is_canceled:
            raise Canceled


class Background:
    """Works on one job after the other, and keeps the latest results.

    Parameters
    ----------
    n_kept : int
        Jobs that are remembered; the one asked for least recently goes first.

    Examples
    --------
    >>> beside = Background()
    >>> job = beside.start("sum", lambda tell: sum(range(10)))
    >>> job.wait(10), job.result, beside.start("sum", lambda tell: 0) is job
    (True, 45, True)
    """

    def __init__(self, n_kept: int = N_KEPT) -> None:
        self._n_kept = n_kept
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._jobs: OrderedDict[Hashable, Job] = OrderedDict()

    def start(self, key: Hashable, work: Callable[[Tell], Any]) -> Job:
        """Return the job of that key, begun now unless it was; one that failed begins anew.

        Parameters
        ----------
        key : hashable
            All that the result depends on.
        work : callable
            Takes `Tell`; its result is kept and shared, so nobody may change it.
        """
        with self._lock:
            job = self._jobs.get(key)
            if job is None or job.is_canceled or job.failed is not None:
                job = self._jobs[key] = Job(key, work)
                threading.Thread(target=self._run, args=(job,), daemon=True).start()
            self._jobs.move_to_end(key)
            for old in [key for key, kept in self._jobs.items() if kept.is_done]:
                if len(self._jobs) > self._n_kept:
                    del self._jobs[old]
            return job

    def find(self, key: Hashable) -> Job | None:
        """Return the job of that key where there is one, canceled or not."""
        with self._lock:
            return self._jobs.get(key)

    def _run(self, job: Job) -> None:
        with self._turn:
            job.run()


__all__ = ["FAILED", "Background", "Canceled", "Job", "Tell"]

"""Work that is done on the side, by as many threads as there are cores to use them."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")

N_THREADS = max(1, min(4, os.cpu_count() or 1))
"""More would hold more pieces of a file in memory at a time."""


def in_order(work: Callable[[_Job], _Result], jobs: Iterable[_Job]) -> Iterator[_Result]:
    """Yield what `work` makes of each job, in their order, while the next ones are being done.

    The first error of a job is raised in its place. At most `N_THREADS` jobs are done ahead of
    what the caller has taken.

    Examples
    --------
    >>> list(in_order(abs, [-3, 1, -2]))
    [3, 1, 2]
    """
    with ThreadPoolExecutor(N_THREADS) as pool:
        waiting: deque[Future[_Result]] = deque()
        for job in jobs:
            waiting.append(pool.submit(work, job))
            if len(waiting) > N_THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

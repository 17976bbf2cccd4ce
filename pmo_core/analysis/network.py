"""When the parts of one plan come, by FS, SS, FF and SF links with lags, as plain values.

The passes themselves are those of `network_passes`; `critical_path` has them for frames with dates.
Time is counted in working days from the start of the project. A part that starts at 3 and takes 2
covers the days 3 and 4 and ends at 5, which is where a part that waits for its end starts.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from pmo_core.analysis.network_arrays import Ints, levels_without_circle
from pmo_core.analysis.network_passes import Network
from pmo_core.analysis.network_tasks import NEVER, Links, Tasks
from pmo_core.analysis.work_time import Straight


class Tie(NamedTuple):
    """A precedence link: the successor waits for the predecessor.

    `kind` names the ends tied, predecessor's first; `lag` in working days, negative = lead.
    """

    predecessor: str
    successor: str
    kind: str
    lag: int


def driven(tie: Tie, start: int, end: int, duration: int) -> int:
    """Return the earliest start that a link allows its successor, to read a finished plan back.

    Source: precedence diagramming method; FS: start >= end of predecessor + lag; SS: start >= start
    + lag; FF: end >= end + lag; SF: end >= start + lag.

    Parameters
    ----------
    tie : Tie
        The link.
    start, end : int
        Of the predecessor.
    duration : int
        Of the successor.

    Examples
    --------
    >>> [driven(Tie("A", "B", kind, 1), 2, 7, 3) for kind in ("FS", "SS", "FF", "SF")]
    [8, 3, 5, 0]
    """
    own_end = 0 if tie.kind[1] == "S" else duration
    return (end if tie.kind[0] == "F" else start) + tie.lag - own_end


def ordered(codes: Iterable[str], ties: Iterable[Tie]) -> list[str]:
    """Return the codes so that each comes after those that it waits for.

    Raises
    ------
    Refused
        The links run in a circle; the message names it.
    """
    codes = list(codes)
    before, after = _numbered(codes, ties := list(ties))
    order = np.argsort(levels_without_circle(codes, before, after), kind="stable")
    return [codes[number] for number in order.tolist()]


def forward(
    durations: Mapping[str, int], ties: Iterable[Tie], earliest: Mapping[str, int] | None = None
) -> dict[str, int]:
    """Return the earliest start of each part, as `network_passes` places tasks.

    Parameters
    ----------
    durations : mapping of str to int
        Code -> working days; 0 = milestone.
    ties : iterable of Tie
        Links between these codes.
    earliest : mapping, optional
        Code -> working day before which it does not start; 0 where it is not given.

    Raises
    ------
    Refused
        The links run in a circle.

    Examples
    --------
    >>> forward({"A": 5, "B": 3}, [Tie("A", "B", "FS", 2)])
    {'A': 0, 'B': 7}
    """
    codes, ties, known = list(durations), list(ties), earliest or {}
    before, after = _numbered(codes, ties)
    level = levels_without_circle(codes, before, after)
    first = np.array([max(known.get(code, 0), 0) for code in codes], np.int64)
    tasks = Tasks.unconstrained(np.array(list(durations.values()), np.int64), first)
    links = Links(
        before, after,
        np.array([tie.kind[0] == "F" for tie in ties], np.bool_),
        np.array([tie.kind[1] == "F" for tie in ties], np.bool_),
        np.array([tie.lag for tie in ties], np.int64),
    )  # fmt: skip
    early = Network(tasks, links, level, Straight(), np.array([NEVER])).early()
    return dict(zip(codes, early.tolist(), strict=True))


def _numbered(codes: list[str], ties: list[Tie]) -> tuple[Ints, Ints]:
    """Return the numbers of the links' predecessors and successors."""
    number = {code: n for n, code in enumerate(codes)}
    return (
        np.array([number[tie.predecessor] for tie in ties], np.int64),
        np.array([number[tie.successor] for tie in ties], np.int64),
    )


__all__ = ["Tie", "driven", "forward", "ordered"]

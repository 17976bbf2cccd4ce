"""When the parts of a plan come: a forward pass over FS, SS, FF and SF links with lags.

Time is counted in working days from the start of the project. A part that starts at 3 and takes 2
covers the days 3 and 4 and ends at 5, which is where a part that waits for its end starts.
"""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from pmo_core.errors import Refused


class Tie(NamedTuple):
    """A precedence link: the successor waits for the predecessor.

    `kind` names the ends tied, predecessor's first; `lag` in working days, negative = lead.
    """

    predecessor: str
    successor: str
    kind: str
    lag: int


def driven(tie: Tie, start: int, end: int, duration: int) -> int:
    """Return the earliest start that a link allows its successor.

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
    before: dict[str, list[str]] = {code: [] for code in codes}
    for tie in ties:
        before[tie.successor].append(tie.predecessor)
    try:
        return list(TopologicalSorter(before).static_order())
    except CycleError as error:
        circle = " before ".join(error.args[1])
        raise Refused(
            f"The links run in a circle: {circle}.", "Remove one of these links."
        ) from error


def forward(
    durations: Mapping[str, int], ties: Iterable[Tie], earliest: Mapping[str, int] | None = None
) -> dict[str, int]:
    """Return the earliest start of each part.

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
    ties = tuple(ties)
    waits: dict[str, list[Tie]] = {}
    for tie in ties:
        waits.setdefault(tie.successor, []).append(tie)
    starts: dict[str, int] = {}
    for code in ordered(durations, ties):
        allowed = (
            driven(tie, start := starts[tie.predecessor],
                   start + durations[tie.predecessor], durations[code])
            for tie in waits.get(code, ())
        )  # fmt: skip
        starts[code] = max((earliest or {}).get(code, 0), 0, *allowed)
    return {code: starts[code] for code in durations}


__all__ = ["Tie", "driven", "forward", "ordered"]

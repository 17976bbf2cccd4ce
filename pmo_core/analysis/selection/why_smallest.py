"""A smallest set of constraints that cannot hold together.

Every contradictory set has to share a member with every way to put things right. So: guess the
smallest set that shares a member with each way known; ask for a way that leaves the guess alone;
where there is none, the guess is a smallest contradiction (implicit hitting sets: Ignatiev,
Previti, Liffiton, Marques-Silva, "Smallest MUS extraction with minimal hitting set dualization", CP
2015). Where time is short, members are left out one by one instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from pmo_core.analysis.selection.problem import Problem
from pmo_core.analysis.selection.why_constraints import Constraint, elastic
from pmo_core.analysis.selection.why_mip import Clock, Least, Mip, Stop

Proof = Literal["smallest", "minimal", "open"]
_NOTHING = Problem(
    np.zeros(0), np.zeros(0, np.int32), np.zeros(0, np.int32), 0, np.zeros(1, np.int32),
    np.zeros(0, np.int32), np.zeros(0), np.zeros(0), np.zeros(0), np.zeros(0, bool),
    np.zeros(0, bool), np.zeros(0, bool),
)  # fmt: skip


def smallest(
    problem: Problem,
    units: Sequence[Constraint],
    seconds: float,
    stop: Stop | None = None,
    *,
    given: Sequence[Constraint] = (),
) -> tuple[list[Constraint], Proof]:
    """Return constraints that cannot hold together, as few as possible.

    Parameters
    ----------
    problem : Problem
        That has no selection.
    units : sequence of Constraint
        Its constraints.
    seconds : float
        Time limit.
    stop : callable, optional
        Polled.
    given : sequence of Constraint
        What holds beside them and is not itself in question.

    Returns
    -------
    list of Constraint, {"smallest", "minimal", "open"}
        What is proven: no contradiction has fewer members; it is none any more without any one of
        them; neither. The list is empty where nothing contradicts or nothing was found.
    """
    asked = _Asked(problem, [*units, *given], len(units))
    clock = Clock(seconds / 2, stop)
    ways: list[set[int]] = []
    while not clock.is_over():
        guess = _hitting(ways, len(units), clock)
        way = None if guess is None else _way_out(asked, guess, clock)
        if guess is None or way is None:
            break
        if way.status == "infeasible":
            return [units[one] for one in sorted(guess)], "smallest"
        if not way.is_found:
            break
        ways.append(set(np.flatnonzero(way.x > 0.5).tolist()))
        if not ways[-1]:
            return [], "open"
    kept, proof = _shrunk(asked, Clock(seconds / 2, stop))
    return [units[one] for one in kept], proof


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    problem: Problem
    units: list[Constraint]
    n_free: int
    """The first so many are in question; the others hold."""


def _way_out(asked: _Asked, kept: set[int], clock: Clock) -> Least:
    """Return the fewest constraints to drop when some are kept; x = the switches."""
    mip, switches = elastic(asked.problem, asked.units)
    for one in [*kept, *range(asked.n_free, len(asked.units))]:
        mip.close(switches[one])
    least = mip.minimize(clock.left, clock.is_over)
    return replace(least, x=least.x[switches] if least.is_found else least.x)


def _hitting(ways: Sequence[set[int]], n: int, clock: Clock) -> set[int] | None:
    """Return the fewest numbers below n that share one with each way; None if time was short."""
    if not ways:
        return set()
    mip = Mip(_NOTHING)
    columns = [mip.column(1.0, 1.0, is_integer=True) for _ in range(n)]
    for way in ways:
        mip.row([columns[one] for one in sorted(way)], np.ones(len(way)), 1.0, np.inf)
    least = mip.minimize(clock.left, clock.is_over)
    return set(np.flatnonzero(least.x > 0.5).tolist()) if least.status == "optimal" else None


def _shrunk(asked: _Asked, clock: Clock) -> tuple[list[int], Proof]:
    """Return a contradictory set from which each member was tried to be left out, one by one."""
    kept = set(range(asked.n_free))
    if clock.is_over() or _way_out(asked, kept, clock).status != "infeasible":
        return [], "open"
    proof: Proof = "minimal"
    for one in range(asked.n_free):
        status = "unknown" if clock.is_over() else _way_out(asked, kept - {one}, clock).status
        if status == "infeasible":
            kept.remove(one)
        elif status == "unknown":
            proof = "open"
    return sorted(kept), proof


__all__ = ["Proof", "smallest"]

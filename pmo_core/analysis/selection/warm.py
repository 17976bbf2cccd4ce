"""An engine kept warm between questions that differ only in values, limits and forces."""

from dataclasses import fields

import numpy as np

from pmo_core.analysis.selection.problem import Problem
from pmo_core.analysis.selection.solve import Engine

_CHANGES = {"value", "upper", "must", "barred"}
_kept: list[Engine] = []


def engine_for(problem: Problem) -> Engine:
    """Return an engine for a problem: the last one, where only values, limits or forces differ.

    It then starts from its last linear optimum. There is one engine per process; it is for one
    caller at a time.
    """
    if _kept and _is_same(_kept[0].problem, problem):
        engine = _kept[0]
        engine.reprice(problem.value)
        engine.limit(problem.upper)
        engine.force(problem.must, problem.barred)
        return engine
    _kept[:] = [Engine(problem)]
    return _kept[0]


def _is_same(one: Problem, other: Problem) -> bool:
    """Whether two problems differ at most in what an engine can change."""
    return all(
        np.array_equal(getattr(one, each.name), getattr(other, each.name))
        for each in fields(Problem)
        if each.name not in _CHANGES
    )


__all__ = ["engine_for"]

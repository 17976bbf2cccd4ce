"""An engine kept warm between questions that differ only in values, limits and forces."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields

import numpy as np

from pmo_core.analysis.selection.problem import Problem
from pmo_core.analysis.selection.solve import Engine

_CHANGES = {"value", "upper", "must", "barred"}
_kept: list[Engine] = []


@contextmanager
def engine_for(problem: Problem) -> Iterator[Engine]:
    """Give an engine for a problem: the last one, where only values, limits or forces differ.

    It then starts from its last linear optimum. One engine is kept per process, for one caller at a
    time; after an error it is not kept.
    """
    engine = _kept.pop() if _kept else None
    if engine is not None and _is_same(engine.problem, problem):
        engine.reprice(problem.value)
        engine.limit(problem.upper)
        engine.force(problem.must, problem.barred)
    else:
        engine = Engine(problem)
    yield engine
    _kept[:] = [engine]


def _is_same(one: Problem, other: Problem) -> bool:
    """Whether two problems differ at most in what an engine can change."""
    return all(
        np.array_equal(getattr(one, each.name), getattr(other, each.name))
        for each in fields(Problem)
        if each.name not in _CHANGES
    )


__all__ = ["engine_for"]

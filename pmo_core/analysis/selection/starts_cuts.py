"""A tighter problem with the same selections: columns that never fit, and lifted cover rows.

A column is dropped if it does not fit a row beside the least that the projects that must be in
take of it. A cover is a set of projects that do not fit a row together: not all of them can be in.
As no project is in twice, the columns of a project that take at least its part of the cover count
as one item, whatever their start. Other projects are lifted into the row one after the other, each
start for itself (Balas 1975; Wolsey 1990 for sets of which one is chosen).
"""

import time
from dataclasses import dataclass, replace
from typing import Any

import highspy  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt

from pmo_core.analysis.selection.engine_bound import slack
from pmo_core.analysis.selection.engine_highs import Stop, load, scale_of, silent
from pmo_core.analysis.selection.problem import Flags, Floats, Ints, Problem
from pmo_core.analysis.selection.restricted import Restricted, restrict

SEEN = 1e-7  # share of the linear answer from which on it counts
VIOLATED = 1e-3  # by which the linear answer must break a cut
MOST_ITEMS = 25  # of a cover
LEAST_GAIN = 2e-5  # share of the bound that a round must bring
MOST_ROUNDS = 60


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A row that each selection keeps: coefficients @ columns <= limit."""

    columns: Ints
    coefficients: Floats
    limit: float


def tighten(problem: Problem, seconds: float, stop: Stop) -> Restricted:
    """Return a problem with exactly the same selections and a smaller linear bound.

    Its first rows are those of the problem that still matter, then come the cuts.
    """
    end = time.perf_counter() + seconds
    smaller = restrict(problem, fits(problem), problem.must)
    if not smaller.is_possible or not smaller.problem.n_columns:
        return smaller
    cuts = _rounds(smaller.problem, end, stop)
    return replace(smaller, problem=_with_rows(smaller.problem, cuts))


def fits(problem: Problem) -> Flags:
    """Return which columns fit each capacity beside the least that those who must be in take."""
    row = np.repeat(np.arange(problem.n_rows), np.diff(problem.row_begin))
    held = problem.is_capacity[row]
    row, column, coefficient = row[held], problem.column[held], problem.coefficient[held]
    must = np.flatnonzero(problem.must)
    number = np.full(problem.n_projects, -1)
    number[must] = np.arange(len(must))
    n_starts = np.bincount(problem.project, minlength=problem.n_projects)[must]
    key = number[problem.project[column]] * problem.n_rows + row
    kept = number[problem.project[column]] >= 0
    least = np.full(len(must) * problem.n_rows, np.inf)
    np.minimum.at(least, key[kept], coefficient[kept])
    n_seen = np.bincount(key[kept], minlength=len(least))
    least[n_seen < np.repeat(n_starts, problem.n_rows)] = 0.0  # a start that takes none of the row
    base = least.reshape(len(must), problem.n_rows).sum(axis=0)
    own = np.where(kept, least[np.where(kept, key, 0)], 0.0) if len(must) else 0.0
    limit = problem.upper + slack(problem)[1]
    able = ~problem.barred[problem.project]
    able[column[coefficient + base[row] - own > limit[row]]] = False
    return able


def _rounds(problem: Problem, end: float, stop: Stop) -> list[Cut]:
    """Return the cuts that hold the linear answer at the end."""
    highs = silent()
    load(highs, problem, problem.value * scale_of(problem.value), is_integer=False)
    n_rows = highs.getNumRow()
    capacities = np.flatnonzero(problem.is_capacity)
    cuts: list[Cut] = []
    bound = _solve(highs, end)
    for _ in range(MOST_ROUNDS):
        if bound is None or stop() or time.perf_counter() > end:
            break
        x = np.asarray(highs.getSolution().col_value)
        new = [cut for row in capacities if (cut := cover(problem, x, int(row))) is not None]
        for cut in new:
            highs.addRow(-np.inf, cut.limit, len(cut.columns), cut.columns, cut.coefficients)
        cuts += new
        before, bound = bound, _solve(highs, end)
        if not new or bound is None or before - bound < LEAST_GAIN * abs(before):
            break
    dual = np.asarray(highs.getSolution().row_dual)[n_rows:]
    if len(dual) != len(cuts) or bound is None:
        return cuts
    return [cut for cut, price in zip(cuts, dual.tolist(), strict=True) if abs(price) > 1e-9]


def _solve(highs: Any, end: float) -> float | None:
    left = max(0.0, end - time.perf_counter())
    highs.setOptionValue("time_limit", highs.getRunTime() + left)
    highs.run()
    is_solved = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(highs.getInfo().objective_function_value) if is_solved else None


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """A capacity with its projects as items: part, item and whether it counts, for each entry.

    An entry counts if it takes at least the item's weight: the least that the linear answer uses.
    share: of each item, what the linear answer takes in entries that count.
    """

    part: Floats
    item: npt.NDArray[np.int64]
    counts: Flags
    weight: Floats
    share: Floats
    room: float


def cover(problem: Problem, x: Floats, row: int) -> Cut | None:
    """Return a lifted cover of a capacity that the linear answer breaks; None if none is found.

    Parameters
    ----------
    problem : Problem
        What is selected from.
    x : (n_columns,) float
        Shares of a linear answer.
    row : int
        A capacity.
    """
    entries = slice(problem.row_begin[row], problem.row_begin[row + 1])
    is_real = problem.coefficient[entries] > 0
    columns, part = problem.column[entries][is_real], problem.coefficient[entries][is_real]
    projects, item = np.unique(problem.project[columns], return_inverse=True)
    is_used = x[columns] > SEEN
    weight = np.full(len(projects), np.inf)
    np.minimum.at(weight, item[is_used], part[is_used])
    counts = part >= weight[item]
    share = np.minimum(np.bincount(item[counts], x[columns[counts]], len(projects)), 1.0)
    room = float(problem.upper[row] + 2 * slack(problem)[1][row])
    items = _Row(part, item, counts, weight, share, room)
    members = _members(items)
    if members is None or not 2 <= len(members) <= MOST_ITEMS:
        return None
    coefficients = _lift(items, members)
    limit = len(members) - 1.0
    if coefficients @ x[columns] - limit < VIOLATED:
        return None
    kept = coefficients > 0
    return Cut(columns[kept], coefficients[kept], limit)


def _members(row: _Row) -> npt.NDArray[np.int64] | None:
    """Return items that weigh more than the room, of which none can be spared."""
    weight, room = row.weight, row.room
    items = np.flatnonzero(row.share > SEEN)
    order = items[np.lexsort((-weight[items], (1 - row.share[items]) / weight[items]))]
    total = np.cumsum(weight[order])
    n = int(np.searchsorted(total, room, side="right"))
    if n >= len(order):
        return None
    members, sum_ = order[: n + 1].tolist(), float(total[n])
    for one in sorted(members, key=lambda member: row.share[member]):
        if sum_ - weight[one] > room:
            members.remove(one)
            sum_ -= weight[one]
    return np.array(members)


def _lift(row: _Row, members: npt.NDArray[np.int64]) -> Floats:
    """Return the coefficient of each entry: 1 for the cover, for the others what they displace.

    least[z]: the least weight of items lifted so far that count z or more.
    """
    part, item, weight, room = row.part, row.item, row.weight, row.room
    limit = len(members) - 1
    is_member = np.zeros(len(weight), np.bool_)
    is_member[members] = True
    coefficients = np.where(is_member[item] & row.counts, 1.0, 0.0)
    least = np.concatenate([[0.0], np.cumsum(np.sort(weight[members]))[:limit]])
    largest = np.zeros(len(weight))
    np.maximum.at(largest, item, part)
    others = np.flatnonzero(~is_member & (largest > room - least[-1]))
    order = np.argsort(item, kind="stable")
    begin = np.searchsorted(item[order], np.arange(len(weight) + 1))
    for one in others[np.lexsort((-largest[others], -row.share[others]))].tolist():
        entries = order[begin[one] : begin[one + 1]]
        fitting = np.searchsorted(least, room - part[entries], side="right") - 1
        lifted = limit - np.maximum(fitting, 0)
        coefficients[entries] = lifted
        with_one = least.copy()
        for gain, more in set(zip(lifted.tolist(), part[entries].tolist(), strict=True)):
            if gain > 0:
                with_one[gain:] = np.minimum(with_one[gain:], least[: limit + 1 - gain] + more)
        least = np.minimum.accumulate(with_one[::-1])[::-1]
    return coefficients


def _with_rows(problem: Problem, cuts: list[Cut]) -> Problem:
    """Return the problem with the cuts as rows at its end."""
    if not cuts:
        return problem
    sizes = np.array([len(cut.columns) for cut in cuts])
    return replace(
        problem,
        row_begin=np.append(problem.row_begin, problem.row_begin[-1] + np.cumsum(sizes)).astype(
            np.int32
        ),
        column=np.concatenate([problem.column, *(cut.columns for cut in cuts)]).astype(np.int32),
        coefficient=np.concatenate([problem.coefficient, *(cut.coefficients for cut in cuts)]),
        lower=np.append(problem.lower, np.full(len(cuts), -np.inf)),
        upper=np.append(problem.upper, [cut.limit for cut in cuts]),
        is_capacity=np.append(problem.is_capacity, np.zeros(len(cuts), np.bool_)),
    )


__all__ = ["Cut", "cover", "fits", "tighten"]

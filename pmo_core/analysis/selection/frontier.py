"""The efficient frontier: the best selection at each level of the budget, or of capacity.

It is not a ranking curve: each point is a selection of its own, so that with more money a project
may leave for two better ones. Levels are solved from the lowest up; each starts from the selection
below it, so values never decrease.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import polars as pl

from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.engine_bound import keeps_all
from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.analysis.selection.problem import Answer
from pmo_core.analysis.selection.result import columns_of, to_json
from pmo_core.analysis.selection.warm import engine_for
from pmo_core.analysis.selection.why_mip import Clock, Stop
from pmo_core.model.what_if import WhatIf

By = Literal["budget", "capacity"]
LEVELS = tuple(float(level) for level in range(50, 151, 5))
SECONDS = 30.0
Pairs = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Point:
    """The best selection at one level.

    Parameters
    ----------
    level_pct : float
        Percent of the registered money (capacity).
    amount : float
        Sum of the limits at that level that are there for all portfolios together, in base currency
        (hours).
    status : str
        As in `Answer`.
    value, bound : float
        nan and inf where not known.
    cost : float
        Sum of what the chosen cost, base currency; those without a cost count 0.
    chosen, entered, left, moved : tuple of (project, delay in months)
        The selection; and against the point before: who came in, fell out (with the delay that they
        had), starts in another month.
    """

    level_pct: float
    amount: float
    status: str
    value: float
    bound: float
    cost: float
    chosen: Pairs
    entered: Pairs = ()
    left: Pairs = ()
    moved: Pairs = ()

    @property
    def gap(self) -> float:
        """Return (bound - value) / |value| as a share, as in `Answer`."""
        return Answer(self.status, value=self.value, bound=self.bound).gap  # type: ignore[arg-type]


def at_level(what_if: WhatIf, by: By, level: float) -> WhatIf:
    """Return the what-if with that percent of all money, or of the capacity of all roles.

    Roles that have a percent of their own keep its proportion to the general one.

    Examples
    --------
    >>> at_level(WhatIf(capacity_pct=80, capacities=(("DEV", 40),)), "capacity", 100).capacities
    (('DEV', 50.0),)
    """
    if by == "budget":
        return what_if.model_copy(update={"budget_pct": level})
    general = what_if.capacity_pct
    own = tuple(
        (role, percent * level / general if general else percent)
        for role, percent in what_if.capacities
    )
    return what_if.model_copy(update={"capacity_pct": level, "capacities": own})


def level_of(what_if: WhatIf, by: By) -> float:
    """Return the percent at which a what-if stands."""
    return what_if.budget_pct if by == "budget" else what_if.capacity_pct


def frontier(
    case: Case,
    what_if: WhatIf,
    levels: Sequence[float] = LEVELS,
    seconds: float = SECONDS,
    *,
    by: By = "budget",
    stop: Stop | None = None,
) -> Iterator[Point]:
    """Yield the best selection at each level, from the lowest up.

    Parameters
    ----------
    case, what_if : Case, WhatIf
        What is selected from, under which controls; the level is put in place of its percent.
    levels : sequence of float
        Percents; the what-if's own is added.
    seconds : float
        Time limit; what is left is shared evenly among the levels that are left.
    by : {"budget", "capacity"}
        What is varied.
    stop : callable, optional
        Polled; once it returns True no further point comes.
    """
    clock = Clock(seconds, stop)
    asked = sorted({*levels, level_of(what_if, by)})
    before: Point | None = None
    for at, level in enumerate(asked):
        if clock.is_over():
            return
        formulation = build(case, at_level(what_if, by, level))
        known = columns_of(formulation, before.chosen) if before else np.zeros(0, np.int32)
        has_known = before is not None and not np.isnan(before.value)
        with engine_for(formulation.problem) as engine:
            answer = engine.improve(
                clock.left / (len(asked) - at), stop=stop, start=known if has_known else None
            )
        point = _point(formulation, answer, by, level)
        before = _compared(point, before)
        yield before


def _point(formulation: Formulation, answer: Answer, by: By, level: float) -> Point:
    found = to_json(formulation, answer)
    chosen = tuple((name, delay) for name, delay in found["chosen"])
    return Point(
        level, _amount(formulation, by), answer.status, answer.value, answer.bound,
        _cost(formulation, [name for name, _ in chosen]), chosen,
    )  # fmt: skip


def _compared(point: Point, before: Point | None) -> Point:
    if before is None:
        return point
    was, now = dict(before.chosen), dict(point.chosen)
    return replace(
        point,
        entered=tuple(pair for pair in point.chosen if pair[0] not in was),
        left=tuple(pair for pair in before.chosen if pair[0] not in now),
        moved=tuple(pair for pair in point.chosen if was.get(pair[0], pair[1]) != pair[1]),
    )


def _amount(formulation: Formulation, by: By) -> float:
    rows = formulation.rows.filter((pl.col("kind") == by) & (pl.col("portfolio") == ""))
    return float(rows["limit"].sum())


def _cost(formulation: Formulation, names: Sequence[str]) -> float:
    return float(formulation.projects.filter(pl.col("project").is_in(names))["cost"].sum())


def placed(
    case: Case, what_if: WhatIf, chosen: Sequence[Sequence[Any]], by: By = "budget"
) -> dict[str, Any]:
    """Return where a selection stands beside the frontier: a committed one, or the one shown.

    Returns
    -------
    dict
        level_pct and amount of the what-if; value and cost of those of the selection that are
        candidates; n_chosen: how many; keeps_all: whether it keeps all rules and limits;
        n_unknown: projects that are no candidates now.
    """
    formulation = build(case, what_if)
    columns = columns_of(formulation, chosen)
    problem = formulation.problem
    names = formulation.projects["project"].gather(problem.project[columns]).to_list()
    return {
        "level_pct": level_of(what_if, by),
        "amount": _amount(formulation, by),
        "value": float(problem.value[columns].sum()),
        "cost": _cost(formulation, names),
        "n_chosen": len(columns),
        "keeps_all": keeps_all(problem, columns),
        "n_unknown": len(chosen) - len(columns),
    }


def task(
    case: Case,
    what_if: WhatIf,
    options: dict[str, Any],
    report: Callable[[dict[str, Any]], None],
    stop: Stop,
) -> dict[str, Any]:
    """Return the efficient frontier, reporting one point after the other.

    Parameters
    ----------
    case, what_if : Case, WhatIf
        What is selected from, under which controls.
    options : dict
        by: "budget" or "capacity". levels: percents, 50 to 150 by 5 where not given. seconds: in
        all, 30 where not given. current, committed: [project, delay] of selections to be placed
        beside it.
    report, stop : callable
        Takes what is known so far; tells when to end.

    Returns
    -------
    dict
        by; points: list of level_pct, amount, status, value, bound, gap, cost, is_current, chosen,
        entered, left, moved (None = not known); current, committed: see `placed`, where given.
    """
    by: By = options.get("by", "budget")
    answer: dict[str, Any] = {"by": by, "points": []}
    for name in ("current", "committed"):
        if options.get(name):
            answer[name] = placed(case, what_if, options[name], by)
    levels = [float(level) for level in options.get("levels") or LEVELS]
    seconds = float(options.get("seconds", SECONDS))
    for point in frontier(case, what_if, levels, seconds, by=by, stop=stop):
        answer["points"].append(_plain(point, is_current=point.level_pct == level_of(what_if, by)))
        report(answer)
    return answer


def _plain(point: Point, is_current: bool) -> dict[str, Any]:
    figures = {
        name: value if np.isfinite(value) else None
        for name in ("value", "bound", "gap")
        for value in [getattr(point, name)]
    }
    pairs = {
        name: [list(pair) for pair in getattr(point, name)]
        for name in ("chosen", "entered", "left", "moved")
    }
    return {
        "level_pct": point.level_pct, "amount": point.amount, "status": point.status,
        "cost": point.cost, "is_current": is_current, **figures, **pairs,
    }  # fmt: skip


__all__ = ["LEVELS", "Point", "at_level", "frontier", "level_of", "placed", "task"]

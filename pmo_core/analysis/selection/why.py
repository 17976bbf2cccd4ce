"""Why a project is in or out, what that costs, and what would change it.

Every reason comes from a search with the project forced the other way, or with one thing changed;
it holds the selection that shows it. What was not proven in its time says so.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.engine_bound import keeps_all
from pmo_core.analysis.selection.problem import Answer, Ints
from pmo_core.analysis.selection.result import columns_of
from pmo_core.analysis.selection.solve import solve
from pmo_core.analysis.selection.why_constraints import Constraint, without
from pmo_core.analysis.selection.why_levers import Today, levers, together
from pmo_core.analysis.selection.why_mip import Clock, Stop, tolerance
from pmo_core.analysis.selection.why_smallest import smallest
from pmo_core.analysis.selection.why_words import Move, Reason, to_json
from pmo_core.errors import NotFound, Refused
from pmo_core.model.what_if import WhatIf

SECONDS = 3.0
"""For one project."""
OTHER_SHARE = 0.4
"""Part of the time that the selection with the project forced the other way may take."""


def explain(
    today: Today,
    project: str,
    seconds: float = SECONDS,
    *,
    stop: Stop | None = None,
    on_reason: Callable[[Reason], None] | None = None,
) -> list[Reason]:
    """Return what is known about a project's place in or out of today's selection.

    Parameters
    ----------
    today : Today
        The selection, with what it was made from.
    project : str
        A candidate.
    seconds : float
        Time limit; what is not finished then is left out, or given as an interval.
    stop : callable, optional
        Polled; once it returns True the reasons so far are returned.
    on_reason : callable, optional
        Called with each reason as it is found.

    Raises
    ------
    NotFound
        The project is not a candidate.
    """
    if project not in today.number:
        raise NotFound(f"{project} is not up for decision.")
    found = []
    for one in _reasons(today, project, Clock(seconds, stop)):
        found.append(one)
        if on_reason is not None:
            on_reason(one)
    return found


def _reasons(today: Today, project: str, clock: Clock) -> Iterator[Reason]:
    number = today.number[project]
    problem, value = today.formulation.problem, today.answer.value
    is_in = bool(np.isin(today.columns(number), today.answer.chosen).any())
    forcing = today.forcing(number)
    if forcing:
        words = tuple(one.words for one in forcing)
        yield Reason("forced", project, is_in, constraints=words)
    other = _other(today, number, is_in, clock)
    if np.isnan(other.value):
        yield _nothing(today, project, is_in, other, clock)
    elif forcing and other.value > value + tolerance(value):
        words = tuple(one.words for one in forcing)
        yield replace(_compared(today, project, is_in, other), constraints=words)
    else:
        yield _compared(today, project, is_in, other)
        if other.value >= value - tolerance(value):
            return
        yield _own_worth(today, project, is_in, other)
    if is_in:
        return
    worths = problem.value[today.columns(number)]
    useful = list(levers(today, project, clock)) if worths.max() > 0 else []
    yield from useful
    if worths.max() > 0 and not useful:
        yield together(today, project)


def _other(today: Today, number: int, is_in: bool, clock: Clock) -> Answer:
    """Return the best selection that has the project the other way, whatever forces it."""
    forcing = today.forcing(number)
    problem = (
        without(today.formulation.problem, forcing, today.units)
        if forcing
        else (today.formulation.problem)
    )
    must, barred = problem.must.copy(), problem.barred.copy()
    (barred if is_in else must)[number] = True
    problem = replace(problem, must=must, barred=barred)
    start = today.answer.chosen[today.formulation.problem.project[today.answer.chosen] != number]
    known = start if is_in and keeps_all(problem, start) else None
    return solve(problem, clock.left * OTHER_SHARE, stop=clock.is_over, start=known)


def _nothing(today: Today, project: str, is_in: bool, other: Answer, clock: Clock) -> Reason:
    """Return that no selection has the project the other way, and what stands against it."""
    if other.status != "infeasible":
        return Reason("unknown", project, is_in, is_proven=False)
    number = today.number[project]
    forcing = today.forcing(number)
    names = {one.name for one in forcing}
    units = [one for one in today.units if one.name not in names]
    here = np.array([number], np.int32)
    given = Constraint("forced in", project, project, must=here)
    if is_in:
        given = Constraint("forced out", project, project, barred=here)
    problem = without(today.formulation.problem, forcing, today.units)
    against, _ = smallest(problem, units, clock.left / 3, clock.is_over, given=[given])
    return Reason("impossible", project, is_in, constraints=tuple(one.words for one in against))


def _compared(today: Today, project: str, is_in: bool, other: Answer) -> Reason:
    """Return what the best selection the other way has less, or more."""
    answer = today.answer
    proven = answer.status == "optimal" and other.status == "optimal"
    difference = answer.value - other.value
    chosen, moves = today.pairs(other.chosen), _moves(today, project, other.chosen)
    unit = "money" if today.formulation.objective == "npv" else ""
    base = Reason("tie", project, is_in, moves=moves, chosen=chosen, is_proven=proven, unit=unit)
    if abs(difference) <= tolerance(answer.value):
        return base
    if difference < 0:
        most = (np.inf if np.isnan(other.bound) else other.bound) - answer.value
        exact = other.status == "optimal"
        return replace(
            base, kind="better", low=-difference, high=-difference if exact else most,
            is_proven=exact and (answer.status == "optimal" or bool(today.forcing(
                today.number[project]))),
        )  # fmt: skip
    # The optimum lies in [value, bound], that of the other way in [its value, its bound].
    low = difference if proven else max(0.0, answer.value - other.bound)
    high = difference if proven else max(answer.bound, answer.value) - other.value
    share = high / abs(answer.value) * 100 if answer.value and np.isfinite(high) else None
    return replace(base, kind="loss", low=low, high=high, share_pct=share)


def _own_worth(today: Today, project: str, is_in: bool, other: Answer) -> Reason:
    """Return by how much the project's own worth would have to change: by what is lost."""
    number = today.number[project]
    unit = "money" if today.formulation.objective == "npv" else ""
    worth = float(today.formulation.projects["worth"][number])
    if not is_in and today.formulation.problem.value[today.columns(number)].max() <= 0:
        return Reason("worth", project, is_in, amount=0.0, now=worth, unit=unit)
    answer = today.answer
    if is_in:
        amount = max(0.0, answer.value - max(other.value, other.bound))
        exact = other.status == "optimal"
    else:
        exact = other.status == answer.status == "optimal"
        amount = (answer.value if exact else max(answer.value, answer.bound)) - other.value
    return Reason("worth", project, is_in, amount=amount, now=worth, is_proven=exact, unit=unit)


def _moves(today: Today, project: str, chosen: Ints) -> tuple[Move, ...]:
    """Return the other projects that two selections treat differently."""
    was, now = dict(today.pairs(today.answer.chosen)), dict(today.pairs(chosen))
    first = dict(today.formulation.projects.select("project", "start_month").iter_rows())
    return tuple(
        Move(one, _month(first[one], was.get(one)), _month(first[one], now.get(one)))
        for one in sorted(was.keys() | now.keys())
        if one != project and was.get(one) != now.get(one)
    )


def _month(first: date, delay: int | None) -> date | None:
    if delay is None:
        return None
    months = first.year * 12 + first.month - 1 + delay
    return date(months // 12, months % 12 + 1, 1)


def today_of(
    case: Case, what_if: WhatIf, options: dict[str, Any], seconds: float, stop: Stop | None
) -> Today:
    """Return the selection that options name (chosen, bound), or else the best one.

    Raises
    ------
    Refused
        There is no selection: the rules contradict each other, or none was found in time.
    """
    formulation = build(case, what_if)
    start = columns_of(formulation, options.get("chosen") or [])
    bound = options.get("bound")
    if len(start) and bound is not None and keeps_all(formulation.problem, start):
        value = float(formulation.problem.value[start].sum())
        proven = bound <= value + tolerance(value)
        answer = Answer("optimal" if proven else "feasible", start, value, max(bound, value))
    else:
        answer = solve(formulation.problem, seconds, stop=stop, start=start if len(start) else None)
    if np.isnan(answer.value):
        raise Refused("There is no selection to explain.", "See which rules contradict each other.")
    return Today(case, what_if, formulation, answer)


def task(
    case: Case,
    what_if: WhatIf,
    options: dict[str, Any],
    report: Callable[[dict[str, Any]], None],
    stop: Stop,
) -> dict[str, Any]:
    """Return why projects are in or out, reporting each reason as it is found.

    Parameters
    ----------
    case, what_if : Case, WhatIf
        What is selected from, under which controls.
    options : dict
        project: a candidate, or projects: several. chosen ([project, delay]) and bound: the
        selection shown; without them it is solved first. seconds: in all, 3 for each project where
        not given. currency: for the sentences.
    report, stop : callable
        Takes what is known so far; tells when to end.

    Returns
    -------
    dict
        reasons: project -> list of `why_words.to_json`, in the order in which they were found;
        value, bound: of the selection explained.
    """
    projects = list(options.get("projects") or [options["project"]])
    seconds = float(options.get("seconds", SECONDS * len(projects)))
    clock = Clock(seconds, stop)
    today = today_of(case, what_if, options, seconds / 3, stop)
    bound = today.answer.bound
    answer: dict[str, Any] = {
        "value": today.answer.value,
        "bound": bound if np.isfinite(bound) else None,
        "reasons": {},
    }
    currency = str(options.get("currency", ""))
    for left, project in zip(range(len(projects), 0, -1), projects, strict=True):
        if clock.is_over():
            break
        lines = answer["reasons"].setdefault(project, [])

        def on_reason(one: Reason, lines: list[Any] = lines) -> None:
            lines.append(to_json(one, currency))
            report(answer)

        explain(today, project, clock.left / left, stop=stop, on_reason=on_reason)
    return answer


__all__ = ["Today", "explain", "task", "today_of"]

"""The cheapest single changes that let a project in without losing value against today.

Each is one question: the least of something such that there is a selection with the project that is
worth no less than today's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.build_starts import MAX_WINDOW
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.engine_bound import broken_rows
from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.analysis.selection.problem import Answer, Flags, Ints
from pmo_core.analysis.selection.why_constraints import Constraint, constraints, elastic
from pmo_core.analysis.selection.why_lift import Limits
from pmo_core.analysis.selection.why_mip import Clock, Least, Mip
from pmo_core.analysis.selection.why_words import Need, Reason
from pmo_core.model.what_if import WhatIf

FARTHER = 1 / 1024
"""What it costs more to drop a rule that does not speak of the project."""
MOST_RULES = 3
"""Single rules that are named, each of which lets a project in when it is dropped."""


@dataclass(slots=True, eq=False)
class Today:
    """The selection that is asked about, with everything that it was made from."""

    case: Case
    what_if: WhatIf
    formulation: Formulation
    answer: Answer
    units: list[Constraint] = field(init=False)
    limits: Limits = field(init=False)
    number: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.units = constraints(self.case, self.what_if, self.formulation)
        self.limits = Limits.of(self.case, self.what_if, self.formulation)
        names = self.formulation.projects["project"]
        self.number = {name: row for row, name in enumerate(names)}

    def pairs(
        self, chosen: Ints, formulation: Formulation | None = None
    ) -> tuple[tuple[str, int], ...]:
        """Return the project and the delay of each column."""
        of = formulation or self.formulation
        names = of.projects["project"]
        return tuple(
            (names[int(of.problem.project[one])], int(of.problem.start[one])) for one in chosen
        )

    def columns(self, project: int) -> Ints:
        """Return the columns of a project."""
        return np.flatnonzero(self.formulation.problem.project == project).astype(np.int32)

    def concerned(self, unit: Constraint) -> set[int]:
        """Return the projects that a constraint speaks of."""
        problem = self.formulation.problem
        entries = np.concatenate(
            [np.arange(problem.row_begin[row], problem.row_begin[row + 1]) for row in unit.rows]
            or [np.zeros(0, np.int64)]
        )
        projects = problem.project[problem.column[entries]]
        return {*projects.tolist(), *unit.must.tolist(), *unit.barred.tolist()}

    def forcing(self, project: int) -> list[Constraint]:
        """Return what forces a project in or out."""
        return [one for one in self.units if project in one.must or project in one.barred]


def added(today: Today, project: int) -> Ints:
    """Return today's selection with the project, at the start that breaks the fewest limits."""
    problem, chosen = today.formulation.problem, today.answer.chosen
    tries = [np.sort(np.append(chosen, one)) for one in today.columns(project)]
    broken = [int(broken_rows(problem, one).sum()) for one in tries]
    return tries[int(np.argmin(broken))].astype(np.int32)


def levers(today: Today, project: str, clock: Clock) -> Iterator[Reason]:
    """Yield the single changes that let a project in, those that promise most first.

    Parameters
    ----------
    today : Today
        The selection.
    project : str
        A project that is out.
    clock : Clock
        When to end.
    """
    number = today.number[project]
    yield from _rules(today, project, clock)
    if not today.formulation.problem.barred[number]:
        yield from _start(today, project, clock)
        for unit in _promising(today, number):
            yield from _limit(today, project, unit, clock)


def together(today: Today, project: str) -> Reason:
    """Return what is short, and what is broken, when a project is added to the selection."""
    number = today.number[project]
    problem, chosen = today.formulation.problem, added(today, number)
    broken = set(np.flatnonzero(broken_rows(problem, chosen) & ~problem.is_capacity).tolist())
    rules = tuple(
        one.words
        for one in today.units
        if number in one.barred or broken & set(one.rows.tolist())
    )  # fmt: skip
    return Reason(
        "together", project, False, needs=today.limits.needs(chosen), constraints=rules,
        chosen=today.pairs(chosen),
    )  # fmt: skip


def _share(clock: Clock) -> float:
    """Return the seconds that one question may take: a fifth of what is left."""
    return max(0.05, clock.left / 5)


def _rules(today: Today, project: str, clock: Clock) -> Iterator[Reason]:
    """Yield single rules without which the project could be in."""
    number = today.number[project]
    units = [one for one in today.units if not one.is_limit and number not in one.must]
    mip, switches = elastic(today.formulation.problem, units)
    mip.require(number)
    mip.worth_at_least(today.answer.value)
    near = [number in today.concerned(one) for one in units]
    mip.charge(np.array(switches, np.int32), np.where(near, 1.0, 1.0 + FARTHER))
    for _ in range(MOST_RULES):
        if not units or clock.is_over():
            return
        least = mip.minimize(_share(clock), clock.is_over)
        if not least.is_found or round(least.cost) != 1:
            return
        dropped = int(np.argmax(least.x[switches]))
        mip.close(switches[dropped])
        yield Reason(
            "rule", project, False, constraints=(units[dropped].words,), code=units[dropped].code,
            chosen=today.pairs(least.chosen), what_if=relaxed(today.what_if, units[dropped]),
        )  # fmt: skip


def relaxed(what_if: WhatIf, unit: Constraint) -> WhatIf:
    """Return the controls without a rule, a link, or a decision by hand."""
    if unit.kind in {"forced in", "forced out"}:
        name = unit.kind.replace(" ", "_")
        kept = tuple(one for one in getattr(what_if, name) if one.project != unit.code)
        return what_if.model_copy(update={name: kept})
    return what_if.model_copy(update={"dropped": (*what_if.dropped, unit.code)})


def _start(today: Today, project: str, clock: Clock) -> Iterator[Reason]:
    """Yield the least number of months that the project would have to be able to start later.

    Not to a start that leaves the periods that are limited.
    """
    what_if = today.what_if
    window = dict(what_if.windows).get(project, what_if.shift_months)
    if window >= MAX_WINDOW or clock.is_over():
        return
    windows = dict(what_if.windows)
    wider = what_if.model_copy(update={"windows": tuple((windows | {project: MAX_WINDOW}).items())})
    formulation = build(today.case, wider)
    problem = formulation.problem
    own = np.flatnonzero(problem.project == today.number[project]).astype(np.int32)
    mip = Mip(problem)
    mip.charge(own, problem.start[own].astype(np.float64))
    for one in own[~_within(formulation, own)].tolist():
        mip.close(one)
    mip.require(today.number[project])
    mip.worth_at_least(today.answer.value)
    least = mip.minimize(_share(clock), clock.is_over)
    if not least.is_found:
        return
    months = round(least.cost)
    changed = tuple((windows | {project: months}).items())
    yield Reason(
        "start", project, False, amount=months, now=window, is_proven=least.status == "optimal",
        chosen=today.pairs(least.chosen, formulation),
        what_if=what_if.model_copy(update={"windows": changed}),
    )  # fmt: skip


def _within(formulation: Formulation, own: Ints) -> Flags:
    """Return at which starts no less falls into limited periods than at the first one.

    A start after the last limited period takes of nothing: it would always do, and says nothing.
    """
    problem = formulation.problem
    row_of = np.repeat(np.arange(problem.n_rows), np.diff(problem.row_begin))
    natural = problem.coefficient / formulation.rows["scale"].to_numpy()[row_of]
    limited = np.where(problem.is_capacity[row_of], natural, 0.0)
    taken = np.bincount(problem.column, limited, problem.n_columns)[own]
    return np.asarray(taken >= taken[0] * (1 - 1e-9), np.bool_)


def _promising(today: Today, project: int) -> list[Constraint]:
    """Return the limits that the project takes of, those first that are short when it is added."""
    problem = today.formulation.problem
    short = today.limits.shortage(added(today, project)) > 0
    own = np.isin(problem.column, today.columns(project))
    row_of = np.repeat(np.arange(problem.n_rows), np.diff(problem.row_begin))
    taken = np.bincount(row_of[own], minlength=problem.n_rows) > 0
    found = [one for one in today.units if one.is_limit and taken[one.rows].any()]
    return sorted(found, key=lambda one: -int(short[one.rows].sum()))


def _limit(today: Today, project: str, unit: Constraint, clock: Clock) -> Iterator[Reason]:
    """Yield the least more of a limit."""
    least = _least(today, project, unit, "amount", clock)
    if least is None:
        return
    needs = today.limits.needs(least.chosen)
    if not needs:
        return
    kind = "money" if unit.kind == "budget" else "hours"
    yield Reason(
        "money" if kind == "money" else "hours", project, False, needs=needs, code=unit.code,
        is_proven=_is_least(least, needs), chosen=today.pairs(least.chosen),
        what_if=today.limits.raised(unit, least.chosen, "amount"),
    )  # fmt: skip
    if kind == "hours" and len(unit.rows) > 1:
        yield from _percent(today, project, unit, clock)


def _is_least(least: Least, needs: tuple[Need, ...]) -> bool:
    """Whether less would not do: the search proved it, and rounding has not hidden a period."""
    return least.status == "optimal" and all(one.amount > 0 for one in needs)


def _percent(today: Today, project: str, unit: Constraint, clock: Clock) -> Iterator[Reason]:
    least = _least(today, project, unit, "percent", clock)
    if least is None:
        return
    what_if = today.limits.raised(unit, least.chosen, "percent")
    if what_if is not None:
        yield Reason(
            "percent", project, False, amount=dict(what_if.capacities)[unit.code],
            now=today.limits.percent(unit.code), code=unit.code, what_if=what_if,
            is_proven=least.status == "optimal", chosen=today.pairs(least.chosen),
        )  # fmt: skip


def _least(today: Today, project: str, unit: Constraint, by: str, clock: Clock) -> Least | None:
    if clock.is_over():
        return None
    mip = Mip(today.formulation.problem)
    today.limits.open(mip, unit, by)
    mip.require(today.number[project])
    mip.worth_at_least(today.answer.value)
    start = added(today, today.number[project])
    broken = np.flatnonzero(broken_rows(today.formulation.problem, start))
    is_start = np.isin(broken, unit.rows).all()  # today's selection and the project, no more
    least = mip.minimize(_share(clock), clock.is_over, start=start if is_start else None)
    return least if least.is_found else None


__all__ = ["Today", "added", "levers", "relaxed", "together"]

"""Rules that cannot hold together: a smallest set of them, and what to relax."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.problem import Problem
from pmo_core.analysis.selection.solve import solve
from pmo_core.analysis.selection.why_constraints import (
    Constraint,
    constraints,
    listed,
    without,
)  # fmt: skip
from pmo_core.analysis.selection.why_levers import relaxed
from pmo_core.analysis.selection.why_lift import Limits
from pmo_core.analysis.selection.why_mip import Clock, Least, Mip, Stop
from pmo_core.analysis.selection.why_smallest import smallest
from pmo_core.analysis.selection.why_words import need_words
from pmo_core.model.what_if import WhatIf

SECONDS = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Relaxation:
    """One way out.

    Parameters
    ----------
    constraint : Constraint
        What gives way.
    words : str
        A sentence: what to do.
    what_if : WhatIf or None
        The controls after it; None where no control says it (give money to a portfolio, hours to
        one month).
    settles_all : bool or None
        Whether a selection exists then; False: other rules still contradict each other; None: not
        known.
    """

    constraint: Constraint
    words: str
    what_if: WhatIf | None
    settles_all: bool | None


@dataclass(frozen=True, slots=True, eq=False)
class Conflict:
    """What cannot hold together.

    Parameters
    ----------
    status : {"none", "found", "unknown"}
        none: a selection exists; unknown: not found out in the time given.
    constraints : tuple of Constraint
        They cannot hold together; without any one of them the others can (where `is_minimal`).
    is_minimal : bool
        Whether that is proven.
    is_smallest : bool
        Whether it is proven that no smaller set of them is contradictory.
    relaxations : tuple of Relaxation
        One for each.
    """

    status: Literal["none", "found", "unknown"]
    constraints: tuple[Constraint, ...] = ()
    is_minimal: bool = False
    is_smallest: bool = False
    relaxations: tuple[Relaxation, ...] = ()

    @property
    def words(self) -> str:
        """One sentence; empty where there is no contradiction."""
        if self.status != "found":
            return ""
        what = "; ".join(one.words for one in self.constraints)
        if len(self.constraints) == 1:
            return f"This cannot be kept by any selection: {what}."
        return f"These {len(self.constraints)} cannot hold together: {what}."


def conflict(
    case: Case,
    what_if: WhatIf,
    seconds: float = SECONDS,
    *,
    stop: Stop | None = None,
    currency: str = "",
) -> Conflict:
    """Return what cannot hold together under a what-if, and the ways out.

    Parameters
    ----------
    case, what_if : Case, WhatIf
        What is selected from, under which controls.
    seconds : float
        Time limit.
    stop : callable, optional
        Polled.
    currency : str
        For the sentences.
    """
    clock = Clock(seconds, stop)
    formulation = build(case, what_if)
    exists = possible(formulation.problem, clock)
    if exists is not False:
        return Conflict("none" if exists else "unknown")
    units = constraints(case, what_if, formulation)
    found, proof = smallest(formulation.problem, units, clock.left / 2, stop)
    if not found:
        return Conflict("unknown")
    limits = Limits.of(case, what_if, formulation)
    ways = _WaysOut(case, limits, units, found, clock, currency)
    relaxations = tuple(ways.relaxation(one) for one in found)
    return Conflict("found", tuple(found), proof != "open", proof == "smallest", relaxations)


def possible(problem: Problem, clock: Clock) -> bool | None:
    """Return whether a selection exists; None where that was not found out in time."""
    answer = solve(replace(problem, value=np.zeros(problem.n_columns)), clock.left,
                   stop=clock.is_over)  # fmt: skip
    if answer.status == "infeasible":
        return False
    return None if np.isnan(answer.value) else True


@dataclass(frozen=True, slots=True, eq=False)
class _WaysOut:
    """What is needed to work out how each of the constraints found may give way."""

    case: Case
    limits: Limits
    units: Sequence[Constraint]
    found: Sequence[Constraint]
    clock: Clock
    currency: str

    def relaxation(self, unit: Constraint) -> Relaxation:
        """Return how one constraint may give way."""
        if unit.is_limit:
            words, what_if = self._lifted(unit)
        else:
            what_if = relaxed(self.limits.what_if, unit)
            by_hand = unit.kind.startswith("forced")
            words = f"Leave {unit.code} free." if by_hand else f"Drop {unit.words}."
        if what_if is None:
            return Relaxation(unit, words, None, None)
        settled = possible(build(self.case, what_if).problem, self.clock)
        return Relaxation(unit, words, what_if, settled)

    def _lifted(self, unit: Constraint) -> tuple[str, WhatIf | None]:
        """Return how far a limit has to be lifted, with all others in force if that can be."""
        names = {one.name for one in self.found}
        rest = [one for one in self.units if one.name not in names]
        for dropped in ([], rest):
            problem = without(self.limits.formulation.problem, dropped, self.units)
            for by in ("amount",) if unit.kind == "budget" else ("percent", "amount"):
                least = self._least(problem, unit, by)
                if least.is_found:
                    return self._words(problem, unit, least, by)
        return f"Lift {unit.words}.", None

    def _least(self, problem: Problem, unit: Constraint, by: str) -> Least:
        mip = Mip(problem)
        self.limits.open(mip, unit, by)
        return mip.minimize(self.clock.left / 4, self.clock.is_over)

    def _words(
        self, problem: Problem, unit: Constraint, least: Least, by: str
    ) -> tuple[str, WhatIf | None]:
        limits = replace(self.limits, formulation=replace(self.limits.formulation, problem=problem))
        what_if = limits.raised(unit, least.chosen, by)
        if what_if is not None and by == "percent":
            return f"Raise {unit.words} to {dict(what_if.capacities)[unit.code]:g} %.", what_if
        needs = limits.needs(least.chosen)
        if what_if is None:
            words = listed([need_words(one, self.currency) for one in needs])
            return f"Give {words}.", None
        amount = float(limits.limit[unit.rows].max()) + needs[0].amount
        money = f" {self.currency}" if self.currency else ""
        return f"Raise {unit.words} to at least {amount:,.0f}{money}.", what_if


def task(
    case: Case,
    what_if: WhatIf,
    options: dict[str, Any],
    report: Callable[[dict[str, Any]], None],
    stop: Stop,
) -> dict[str, Any]:
    """Return what cannot hold together.

    Parameters
    ----------
    case, what_if : Case, WhatIf
        What is selected from, under which controls.
    options : dict
        seconds: time limit, 10 where not given. currency: for the sentences.
    report, stop : callable
        Nothing is reported before the end; stop tells when to end.

    Returns
    -------
    dict
        status, sentence, is_minimal, is_smallest, constraints: list of kind, code, portfolio,
        words and a relaxation: sentence, what_if, settles_all.
    """
    found = conflict(
        case, what_if, float(options.get("seconds", SECONDS)), stop=stop,
        currency=str(options.get("currency", "")),
    )  # fmt: skip
    return {
        "status": found.status,
        "sentence": found.words,
        "is_minimal": found.is_minimal,
        "is_smallest": found.is_smallest,
        "constraints": [
            {
                "kind": way.constraint.kind, "code": way.constraint.code,
                "portfolio": way.constraint.portfolio, "words": way.constraint.words,
                "relaxation": {
                    "sentence": way.words,
                    "what_if": None if way.what_if is None else way.what_if.model_dump(mode="json"),
                    "settles_all": way.settles_all,
                },
            }
            for way in found.relaxations
        ],
    }  # fmt: skip


__all__ = ["Conflict", "Relaxation", "conflict", "possible", "task"]

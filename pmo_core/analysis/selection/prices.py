"""What each constraint costs: whether it binds, what is left, and what one more unit is worth.

The linear relaxation has a price for each row, but projects come whole: what one more unit really
brings is found by solving again with it, and both figures are given where they differ.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.engine_bound import usage
from pmo_core.analysis.selection.problem import Answer, Floats, Problem
from pmo_core.analysis.selection.solve import Engine, solve
from pmo_core.analysis.selection.why import today_of
from pmo_core.analysis.selection.why_constraints import Constraint, without
from pmo_core.analysis.selection.why_levers import Today
from pmo_core.analysis.selection.why_mip import Clock, Stop, tolerance
from pmo_core.analysis.selection.why_words import figure
from pmo_core.model.what_if import WhatIf

SECONDS = 20.0
STEP_PCT = 1.0
"""One more unit of a limit: that many percent of it, in each of its periods."""


@dataclass(frozen=True, slots=True, eq=False)
class Price:
    """What one constraint costs.

    Parameters
    ----------
    constraint : Constraint
    slack : float or None
        Least that is left of a limit in one of its periods, in base currency or hours; None for
        rules.
    slack_on : str
        Period of that ("2027-03"); empty for rules and where there is one period.
    whole_low, whole_high : float
        What the selection would be worth more without the constraint: between these.
    step_low, step_high : float
        What one more unit is worth; for a rule as `whole`, as it has no unit.
    step : float
        The unit: mean over the periods, in base currency or hours; 0 for rules.
    linear : float
        What the unit is worth by the prices of the linear relaxation; 0 for rules.
    """

    constraint: Constraint
    slack: float | None
    slack_on: str
    whole_low: float
    whole_high: float
    step_low: float
    step_high: float
    step: float
    linear: float

    @property
    def is_binding(self) -> bool | None:
        """Whether the selection could be worth more without it; None while not proven."""
        if self.whole_low > 0:
            return True
        return False if self.whole_high == 0 else None

    def sentence(self, currency: str = "", is_money: bool = False) -> str:
        """Return what it costs, in words."""
        unit = f" {currency}" if is_money and currency else ""
        words = self.constraint.words[0].upper() + self.constraint.words[1:]
        if self.is_binding is False:
            return f"{words} does not bind: without it no selection is worth more."
        if not self.constraint.is_limit:
            return f"{words} costs {_between(self.whole_low, self.whole_high, unit)} of value."
        per = "each month" if self.constraint.kind == "capacity" else "that year"
        one = f"{STEP_PCT:g} % more in {per}"
        if self.step_high == 0:
            value = "is worth nothing"
        else:
            value = f"is worth {_between(self.step_low, self.step_high, unit)}"
        least = _between(self.whole_low, self.whole_high, unit)
        return f"{words}: {one} {value}; without any limit it would be {least} more."


def _between(low: float, high: float, unit: str) -> str:
    if np.isinf(high):
        return f"at least {figure(low, -1)}{unit}"
    if high - low <= tolerance(high):
        return f"{figure(high)}{unit}"
    if low == 0:
        return f"at most {figure(high, 1)}{unit}"
    return f"between {figure(low, -1)} and {figure(high, 1)}{unit}"


def prices(today: Today, seconds: float = SECONDS, *, stop: Stop | None = None) -> Iterator[Price]:
    """Yield what each constraint costs, limits first.

    Parameters
    ----------
    today : Today
        The selection that is on the screen.
    seconds : float
        Time limit; what is left is shared evenly.
    stop : callable, optional
        Polled.
    """
    clock = Clock(seconds, stop)
    problem = today.formulation.problem
    engine = Engine(problem)
    engine.quick(clock.is_over)
    duals = engine.prices()
    slack = (problem.upper - usage(problem, today.answer.chosen)) / today.limits.scale
    for at, unit in enumerate(today.units):
        if clock.is_over():
            return
        share = clock.left / (len(today.units) - at)
        free = without(problem, [unit], today.units)
        whole = _gain(today, free, Clock(share / 2, stop))
        step, small, more = _stepped(today, unit), whole, np.zeros(0)
        if unit.is_limit:
            more = step[unit.rows] - problem.upper[unit.rows]
            if whole[1] > 0:
                small = _gain(today, replace(problem, upper=step), Clock(share / 2, stop))
                small = small[0], min(small[1], whole[1])
                whole = max(whole[0], small[0]), whole[1]
        yield Price(
            unit, *_slack(today, unit, slack), *whole, *small,
            step=float((more / today.limits.scale[unit.rows]).mean()) if len(more) else 0.0,
            linear=float((duals[unit.rows] * more).sum()) if len(more) else 0.0,
        )  # fmt: skip


def _stepped(today: Today, unit: Constraint) -> Floats:
    """Return the upper limits with one more unit of a limit; what is committed stays."""
    upper = today.formulation.problem.upper.copy()
    if unit.is_limit:
        limits, rows = today.limits, unit.rows
        left = limits.limit[rows] * (1 + STEP_PCT / 100) - limits.committed[rows]
        upper[rows] = np.maximum(upper[rows], left * limits.scale[rows])
    return upper


def _gain(today: Today, problem: Problem, clock: Clock) -> tuple[float, float]:
    """Return between which figures the gain over today's selection lies."""
    answer: Answer = solve(problem, clock.left, stop=clock.is_over, start=today.answer.chosen)
    known = today.answer
    tiny = tolerance(known.value)
    low = max(0.0, answer.value - max(known.value, known.bound))
    high = max(0.0, answer.bound - known.value)
    return (0.0 if low <= tiny else low), (0.0 if high <= tiny else high)


def _slack(today: Today, unit: Constraint, slack: Floats) -> tuple[float | None, str]:
    if not unit.is_limit:
        return None, ""
    row = int(unit.rows[np.argmin(slack[unit.rows])])
    first = today.formulation.rows["period_on"][row]
    return max(0.0, float(slack[row])), f"{first:%Y-%m}" if len(unit.rows) > 1 else ""


def task(
    case: Case,
    what_if: WhatIf,
    options: dict[str, Any],
    report: Callable[[dict[str, Any]], None],
    stop: Stop,
) -> dict[str, Any]:
    """Return what each constraint costs, reporting one after the other.

    Parameters
    ----------
    case, what_if : Case, WhatIf
        What is selected from, under which controls.
    options : dict
        seconds: in all, 20 where not given. chosen ([project, delay]) and bound: the selection
        shown; without them it is solved first. currency: for the sentences.
    report, stop : callable
        Takes what is known so far; tells when to end.

    Returns
    -------
    dict
        prices: list of kind, code, portfolio, words, is_binding, slack, slack_on, whole_low,
        whole_high, step_low, step_high, step, linear (see `Price`; None = not known) and sentence.
    """
    clock = Clock(float(options.get("seconds", SECONDS)), stop)
    today = today_of(case, what_if, options, clock.left / 3, stop)
    currency, is_money = str(options.get("currency", "")), today.formulation.objective == "npv"
    answer: dict[str, Any] = {"prices": []}
    for one in prices(today, clock.left, stop=stop):
        figures = {
            name: _finite(getattr(one, name))
            for name in (
                "slack", "whole_low", "whole_high", "step_low", "step_high", "step", "linear",
            )
        }  # fmt: skip
        answer["prices"].append(
            {
                "kind": one.constraint.kind, "code": one.constraint.code,
                "portfolio": one.constraint.portfolio, "words": one.constraint.words,
                "is_binding": one.is_binding, "slack_on": one.slack_on, **figures,
                "sentence": one.sentence(currency, is_money),
            }
        )  # fmt: skip
        report(answer)
    return answer


def _finite(value: float | None) -> float | None:
    return value if value is not None and np.isfinite(value) else None


__all__ = ["Price", "prices", "task"]

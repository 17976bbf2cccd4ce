"""Whether what a reason says is so: found again from scratch, from the figures that it states."""

from dataclasses import replace

import numpy as np
import pytest

from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.engine_bound import keeps_all
from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.analysis.selection.problem import Answer, Problem
from pmo_core.analysis.selection.result import columns_of
from pmo_core.analysis.selection.solve import solve
from pmo_core.analysis.selection.why import Today
from pmo_core.analysis.selection.why_constraints import without
from pmo_core.analysis.selection.why_mip import tolerance
from pmo_core.analysis.selection.why_words import Reason, sentence
from pmo_core.model.what_if import WhatIf

SECONDS = 20.0
LEVERS = {"money", "hours", "percent", "start", "rule"}


def forced(problem: Problem, number: int, side: str) -> Problem:
    """Return the problem with one project in or out, whatever else forces it to the other side."""
    must, barred = problem.must.copy(), problem.barred.copy()
    (must if side == "in" else barred)[number] = True
    return replace(problem, must=must, barred=barred)


def reaches(formulation: Formulation, project: str, value: float) -> bool:
    """Return whether a selection with the project is worth that much, solved from scratch."""
    number = formulation.projects["project"].to_list().index(project)
    best = [-np.inf]
    answer = solve(
        forced(formulation.problem, number, "in"), SECONDS,
        on_answer=lambda one: best.append(one.value), stop=lambda: bool(best[-1] >= value),
    )  # fmt: skip
    return bool(answer.value >= value)


def raised(today: Today, reason: Reason) -> Formulation:
    """Return the formulation with the limits that the reason names raised by what it states."""
    rows, problem = today.formulation.rows, today.formulation.problem
    upper = problem.upper.copy()
    for need in reason.needs:
        for row, line in enumerate(rows.iter_rows(named=True)):
            if (line["resource"], line["portfolio"]) != (need.resource, need.portfolio):
                continue
            first = line["period_on"]
            year = str(first.year + (first.month > 1))
            if need.period in (f"{first:%Y-%m}", year if line["n_months"] == 12 else ""):
                left = line["limit"] + need.amount - line["committed"]
                upper[row] = max(upper[row], left * line["scale"])
    return replace(today.formulation, problem=replace(problem, upper=upper))


def changed(today: Today, reason: Reason) -> Formulation:
    """Return the formulation after the change that a reason speaks of."""
    if reason.kind in {"money", "hours"}:
        return raised(today, reason)
    assert reason.what_if is not None
    return build(today.case, reason.what_if)


def confirm(today: Today, reason: Reason, other: Answer | None = None) -> None:
    """Fail where a reason is not so.

    `other` is the best selection with the project the other way (see `other_way`), where it is
    known already; the worth is then compared with what that one loses, not solved again.
    """
    said = sentence(reason, "EUR")
    assert said.endswith("."), said
    assert "nan" not in said, said
    assert "inf " not in said, said
    number = today.number[reason.project]
    if reason.kind in LEVERS:
        _confirm_lever(today, reason)
    elif reason.kind in {"loss", "tie", "better"}:
        _confirm_other_way(today, reason, other or other_way(today, reason))
    elif reason.kind == "worth" and other is not None and reason.amount:
        _compare_worth(today, reason, other)
    elif reason.kind == "worth":
        _confirm_worth(today, reason)
    elif reason.kind == "impossible":
        assert other_way(today, reason).status == "infeasible"
    elif reason.kind == "together":
        _confirm_together(today, reason)
    elif reason.kind == "forced":
        problem = today.formulation.problem
        assert (problem.must if reason.is_in else problem.barred)[number]
        words = [one.words for one in today.units if number in {*one.must, *one.barred}]
        assert list(reason.constraints) == words
    else:
        raise AssertionError(f"Nothing confirms {reason.kind}.")


def _confirm_lever(today: Today, reason: Reason) -> None:
    formulation = changed(today, reason)
    value = today.answer.value
    shown = columns_of(formulation, reason.chosen)
    assert len(shown) == len(reason.chosen)
    assert reason.project in dict(reason.chosen)
    assert keeps_all(formulation.problem, shown), sentence(reason)
    assert formulation.problem.value[shown].sum() >= value - tolerance(value)
    for need in reason.needs:
        assert f"{need.amount:,.0f}" in sentence(reason)
    after = formulation if reason.what_if is None else build(today.case, reason.what_if)
    assert reaches(after, reason.project, value - tolerance(value)), sentence(reason)


def less_would_do(today: Today, reason: Reason) -> bool:
    """Return whether a project could also be in with the next smaller amount than the stated."""
    if reason.kind in {"money", "hours"}:
        (need,) = reason.needs
        step = 10.0 ** max(0, len(str(int(need.amount))) - 3)
        less = replace(reason, needs=(replace(need, amount=need.amount - step - 0.01),))
        formulation = raised(today, less)
    elif reason.kind == "percent":
        assert reason.amount is not None
        given = dict(today.what_if.capacities) | {reason.code: reason.amount - 0.101}
        formulation = build(today.case, _with(today.what_if, capacities=tuple(given.items())))
    else:
        raise AssertionError(f"{reason.kind} has no amount.")
    value = today.answer.value
    return reaches(formulation, reason.project, value - tolerance(value) / 4)


def _with(what_if: WhatIf, **fields: object) -> WhatIf:
    return what_if.model_copy(update=fields)


def other_way(today: Today, reason: Reason) -> Answer:
    """Return the best selection with the project the other way, from scratch."""
    number = today.number[reason.project]
    problem = without(today.formulation.problem, today.forcing(number), today.units)
    return solve(forced(problem, number, "out" if reason.is_in else "in"), SECONDS)


def _confirm_other_way(today: Today, reason: Reason, again: Answer) -> None:
    value = today.answer.value
    assert again.status == "optimal"
    shown = columns_of(today.formulation, reason.chosen)
    was = dict(today.pairs(today.answer.chosen))
    now = dict(reason.chosen)
    assert (reason.project in now) != reason.is_in
    different = {one for one in was.keys() | now.keys() if was.get(one) != now.get(one)}
    assert {one.project for one in reason.moves} == different - {reason.project}
    lost = value - again.value
    if reason.kind == "tie":
        assert abs(lost) <= 2 * tolerance(value)
        assert today.formulation.problem.value[shown].sum() == pytest.approx(value, rel=1e-5)
        return
    if reason.kind == "better":
        lost = -lost
    assert reason.low is not None
    assert reason.high is not None
    assert reason.low - 2 * tolerance(value) <= lost <= reason.high + 2 * tolerance(value)
    if reason.is_proven:
        assert reason.low == reason.high


def _confirm_worth(today: Today, reason: Reason) -> None:
    """At the stated worth the project is just as good in as out; a little less is not enough."""
    number = today.number[reason.project]
    own = today.columns(number)
    problem = today.formulation.problem
    if reason.amount == 0:
        assert problem.value[own].max() <= 0 or reason.is_in or not reason.is_proven
        return
    assert reason.amount is not None
    problem = without(problem, today.forcing(number), today.units)
    sign = -1 if reason.is_in else 1
    for share in (0.9, 1.1):
        if share < 1 and not (reason.is_proven or reason.is_in):
            continue  # at most so much: less may do
        if share > 1 and not reason.is_proven and reason.is_in:
            continue  # at least so much: more may do
        worths = problem.value.copy()
        worths[own] += sign * reason.amount * share
        best = solve(replace(problem, value=worths), SECONDS)
        is_in = bool(np.isin(own, best.chosen).any())
        assert is_in == (reason.is_in == (share < 1)), sentence(reason)


def _compare_worth(today: Today, reason: Reason, other: Answer) -> None:
    """The stated worth is what the best selection the other way loses; unproven, a limit of it."""
    assert today.answer.status == other.status == "optimal"
    assert reason.amount is not None
    lost = abs(today.answer.value - other.value)
    if reason.is_proven:
        assert reason.amount == pytest.approx(lost, abs=1e-4)
    elif reason.is_in:
        assert reason.amount <= lost + 1e-4, sentence(reason)  # at least so much less
    else:
        assert reason.amount >= lost - 1e-4, sentence(reason)  # at most so much more


def _confirm_together(today: Today, reason: Reason) -> None:
    formulation = raised(today, reason)
    shown = columns_of(formulation, reason.chosen)
    assert {*dict(reason.chosen)} == {*dict(today.pairs(today.answer.chosen)), reason.project}
    broken = [one for one in today.units if one.words in reason.constraints]
    assert keeps_all(without(formulation.problem, broken, today.units), shown)
    assert np.isfinite(today.answer.value)


__all__ = ["LEVERS", "confirm", "less_would_do", "other_way", "reaches"]

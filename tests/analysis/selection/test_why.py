"""Why in, why out: every reason is found again from scratch, on small cases also by trying all."""

import json
from collections import Counter
from datetime import date
from functools import cache
from itertools import chain
from typing import Any

import numpy as np
import pytest

from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.solve import solve
from pmo_core.analysis.selection.tasks import TASKS
from pmo_core.analysis.selection.why import Today, explain, today_of
from pmo_core.analysis.selection.why_words import Move, Need, Reason, sentence, up
from pmo_core.errors import NotFound, Refused
from pmo_core.model.what_if import Forced, Rule, WhatIf
from tests.analysis.selection import cases
from tests.analysis.selection.confirming import LEVERS, confirm, less_would_do
from tests.analysis.selection.meaning import OUT, Meaning
from tests.analysis.selection.random_cases import random_case

SEEDS = range(60)
JANUARY = date(2027, 1, 1)
COUNT = WhatIf(objective="count")


def small(costs: dict[str, float], money: float, priorities: dict[str, int] | None = None,
          **frames: Any) -> Case:  # fmt: skip
    """Return a case of projects that cost something in January 2027."""
    given = priorities or {}
    return cases.case(
        [cases.project(code, priority=given.get(code, 1)) for code in costs],
        limits=[cases.money(2027, money)],
        use=[cases.use(code, JANUARY, cost) for code, cost in costs.items()], **frames,
    )  # fmt: skip


def reasons(case: Case, what_if: WhatIf, project: str) -> dict[str, Reason]:
    """Return what is said about a project, by kind; each confirmed."""
    today = today_of(case, what_if, {}, 10, None)
    found = explain(today, project, 20)
    for one in found:
        confirm(today, one)
    return {one.kind: one for one in found}


@cache
def explained(seed: int) -> tuple[Today, dict[str, list[Reason]]] | None:
    """Return everything that is said about a random case; None where it has no selection."""
    case, what_if = random_case(seed)
    formulation = build(case, what_if)
    answer = solve(formulation.problem, 10)
    if np.isnan(answer.value):
        return None
    today = Today(case, what_if, formulation, answer)
    return today, {one: explain(today, one, 20) for one in today.number}


def test_what_it_takes_by_hand() -> None:
    """100 for A and B of 50 each; C of 60, worth less: it needs 10 more, or the place of both."""
    costs = {"A": 50.0, "B": 50.0, "C": 60.0}
    case = small(costs, 100, {"A": 1, "B": 1, "C": 2})  # worth 100, 100 and 50
    found = reasons(case, WhatIf(objective="priority"), "C")
    assert sentence(found["loss"]) == (
        "Forcing it in would cost 150 (75 %) of value: A and B would fall out."
    )
    assert found["worth"].amount == pytest.approx(150)
    assert found["money"].needs == (Need("money", "", "2027", 60.0),)
    assert sentence(found["money"], "EUR") == (
        "With 60 EUR more in 2027 it could be in without losing value."
    )


def test_a_tie_is_named() -> None:
    """Two alike for one place: whichever is in, the other could be."""
    case = small({"A": 60.0, "B": 60.0}, 100)
    for code in ("A", "B"):
        found = reasons(case, COUNT, code)
        assert set(found) == {"tie"}
        other = "B" if code == "A" else "A"
        assert other in sentence(found["tie"])


def test_a_later_start_may_be_enough() -> None:
    """The only developer is taken in January; in February there is room."""
    case = cases.case(
        [cases.project("A", priority=1), cases.project("B", priority=2)],
        use=[cases.use(code, JANUARY, 100, "DEV") for code in "AB"],
        limits=[cases.role("DEV", date(2027, month, 1), 100) for month in (1, 2, 3)],
    )
    found = reasons(case, WhatIf(objective="priority"), "B")
    assert sentence(found["start"]) == (
        "If it could start 1 month later than planned it could be in without losing value."
    )
    assert found["hours"].needs == (Need("DEV", "", "2027-01", 100.0),)


def test_the_first_later_start_that_does_is_told() -> None:
    """Room is in April: three months later, not two."""
    hours = {1: 100, 2: 90, 3: 99, 4: 100, 5: 100}
    case = cases.case(
        [cases.project("A", priority=1), cases.project("B", priority=2)],
        use=[cases.use(code, JANUARY, 100, "DEV") for code in "AB"],
        limits=[cases.role("DEV", date(2027, month, 1), there) for month, there in hours.items()],
    )
    found = reasons(case, WhatIf(objective="priority"), "B")["start"]
    assert (found.amount, found.is_proven) == (3, True)


def test_a_rule_that_keeps_it_out_is_named() -> None:
    """A decision by hand is what keeps it out, and is what has to go."""
    case = small({"A": 10.0}, 100)
    what_if = COUNT.model_copy(update={"forced_out": (Forced(project="A", reason="too early"),)})
    found = reasons(case, what_if, "A")
    assert sentence(found["forced"]) == "It is out because of A was put out by hand (too early)."
    assert found["better"].low == pytest.approx(1)
    assert found["rule"].what_if == COUNT


def test_what_no_selection_holds_says_what_stands_against_it() -> None:
    """B excludes A, and A is mandatory: those two stand against B."""
    rules = (
        Rule(code="R1", kind="mandatory", projects=("A",)),
        Rule(code="R2", kind="excludes", projects=("A", "B")),
    )
    case = small({"A": 10.0, "B": 10.0}, 100)
    found = reasons(case, COUNT.model_copy(update={"rules": rules}), "B")
    assert found["impossible"].constraints == (
        "rule R2 (at most one of A and B)", "rule R1 (A must be in)",
    )  # fmt: skip
    assert found["rule"].code in {"R1", "R2"}


def test_what_is_worth_nothing_is_told_so() -> None:
    """Money does not help a project without a worth."""
    case = small({"A": 10.0, "B": 10.0}, 10, {"A": 1, "B": 1})
    case.projects[1, "priority"] = None
    found = reasons(case, WhatIf(objective="priority"), "B")
    assert sentence(found["worth"]) == (
        "Its own worth (today 0) is not above zero: it adds nothing to a selection."
    )
    assert not LEVERS & set(found)


def test_every_reason_of_small_cases_is_so() -> None:
    """All reasons for all projects of the random cases are confirmed by solving from scratch."""
    kinds: Counter[str] = Counter()
    for seed in SEEDS:
        if (found := explained(seed)) is None:
            continue
        today, by_project = found
        for lines in by_project.values():
            assert lines, seed
            for one in lines:
                confirm(today, one)
                kinds[one.kind] += 1
    assert kinds["unknown"] == 0
    for kind in {*LEVERS, "loss", "tie", "better", "impossible", "worth", "together", "forced"}:
        assert kinds[kind] >= 3, kinds


def test_what_is_called_the_least_is_the_least() -> None:
    """Where a lever is proven, the next smaller amount lets the project in only at a loss."""
    n = 0
    for seed in SEEDS:
        if (found := explained(seed)) is None:
            continue
        today, by_project = found
        for one in chain.from_iterable(by_project.values()):
            if one.kind in {"money", "hours", "percent"} and one.is_proven and len(one.needs) <= 1:
                n += 1
                assert not less_would_do(today, one), (seed, one)
    assert n > 30


def test_losses_and_changed_controls_agree_with_all_selections() -> None:
    """Losses, ties and levers that are controls, compared with a list of all selections."""
    n = 0
    for seed in SEEDS:
        if (found := explained(seed)) is None:
            continue
        today, by_project = found
        meaning = Meaning(today.case, today.what_if)
        fits, values = meaning.fits(), meaning.values()
        best = values[fits].max()
        for one in chain.from_iterable(by_project.values()):
            if one.kind in {"loss", "tie"} and not today.forcing(today.number[one.project]):
                place = meaning.codes.index(one.project)
                is_other = (meaning.choices[:, place] == OUT) == one.is_in
                lost = best - values[fits & is_other].max()
                assert lost == pytest.approx(one.high or 0.0, abs=1e-4), (seed, one)
                n += 1
            elif one.kind in LEVERS and one.what_if is not None and one.kind != "start":
                after = Meaning(today.case, one.what_if)
                holds = after.fits() & after.column(one.project)
                assert after.values()[holds].max() >= best - 1e-4, (seed, one)
                n += 1
    assert n > 150


def test_without_time_nothing_false_is_said() -> None:
    """A hundredth of a second: fewer reasons, wider intervals, all of them still so."""
    for seed in range(12):
        case, what_if = random_case(seed)
        formulation = build(case, what_if)
        answer = solve(formulation.problem, 10)
        if np.isnan(answer.value):
            continue
        today = Today(case, what_if, formulation, answer)
        for project in today.number:
            for one in explain(today, project, 0.005):
                if one.kind != "unknown":
                    confirm(today, one)


def test_an_open_gap_gives_an_interval() -> None:
    """Of a selection that is not proven the best, the loss lies between two figures."""
    case = small({"A": 50.0, "B": 50.0, "C": 60.0}, 100, {"A": 1, "B": 1, "C": 2})
    what_if = WhatIf(objective="priority")
    chosen = [["A", 0], ["B", 0]]
    today = today_of(case, what_if, {"chosen": chosen, "bound": 230.0}, 1, None)
    (loss, *_) = explain(today, "C", 5)
    assert sentence(loss) == (
        "Forcing it in would cost between 150 and 180 (90 %) of value: A and B would fall out. "
        "This is not proven closer in the time given."
    )


def test_a_selection_that_is_not_the_best_is_told_so() -> None:
    """Shown with one project, though two fit: the second gives more."""
    case = small({"A": 50.0, "B": 50.0}, 100)
    today = today_of(case, COUNT, {"chosen": [["A", 0]], "bound": 2.0}, 1, None)
    found = explain(today, "B", 5)
    assert sentence(found[0]).startswith("The selection shown is not the best: with it one is")


def test_stop_ends_at_once() -> None:
    """Nothing is asked any more after stop."""
    case = small({"A": 50.0, "B": 50.0, "C": 60.0}, 100)
    today = today_of(case, COUNT, {}, 5, None)
    assert not LEVERS & {one.kind for one in explain(today, "C", 5, stop=lambda: True)}


def test_only_candidates_are_explained_and_only_selections() -> None:
    """An unknown project and a case without a selection are refused in words."""
    case = small({"A": 50.0}, 10)
    with pytest.raises(NotFound):
        explain(today_of(case, COUNT, {}, 5, None), "Z")
    what_if = COUNT.model_copy(update={"forced_in": (Forced(project="A"),)})
    with pytest.raises(Refused):
        today_of(case, what_if, {}, 5, None)


def test_the_task_reports_and_speaks_json() -> None:
    """Reasons arrive one by one, as plain values with their sentences."""
    case = small({"A": 50.0, "B": 50.0, "C": 60.0}, 100, {"A": 1, "B": 1, "C": 2})
    reports: list[str] = []
    answer = TASKS["why"](
        case, WhatIf(objective="priority"), {"projects": ["A", "C"], "currency": "EUR"},
        lambda one: reports.append(json.dumps(one, allow_nan=False)), lambda: False,
    )  # fmt: skip
    assert len(reports) == sum(len(lines) for lines in answer["reasons"].values())
    assert reports[-1] == json.dumps(answer, allow_nan=False)
    kinds = [one["kind"] for one in answer["reasons"]["C"]]
    assert kinds == ["loss", "worth", "money"]
    assert answer["reasons"]["C"][2]["sentence"].startswith("With 60 EUR more in 2027")


def test_amounts_are_rounded_up_and_moves_are_told() -> None:
    """Rounding never makes a sentence false; a start that moves is named with its month."""
    assert [up(x) for x in (0.01, 999.2, 1000.1, 12_345.0)] == [1.0, 1000.0, 1010.0, 12_400.0]
    moves = (Move("B", JANUARY, None), Move("C", JANUARY, date(2027, 3, 1)))
    loss = Reason("loss", "A", False, low=2.0, high=2.0, share_pct=1.0, moves=moves)
    assert sentence(loss) == (
        "Forcing it in would cost 2 (1 %) of value: B would fall out; C would start in 2027-03."
    )


def test_a_start_beyond_what_is_limited_is_not_offered() -> None:
    """Money is limited in 2027 only: to wait until 2028 is no answer."""
    case = small({"A": 50.0, "B": 50.0, "C": 60.0}, 100, {"A": 1, "B": 1, "C": 2})
    assert "start" not in reasons(case, WhatIf(objective="priority"), "C")

"""The training plan: the optimum of small cases, and what no plan may break."""

from datetime import date

import polars as pl
import pytest

from pmo_core.analysis.training.plan import Plan, plan
from pmo_core.analysis.training.problem import LATE_DAYS, Problem
from tests.analysis.training.training_cases import Tried, random_problem

N_CASES = 70
Planned = list[tuple[Problem, Plan]]


@pytest.fixture(scope="module")
def planned() -> Planned:
    """Give random problems with their plans."""
    return [(problem, plan(problem)) for problem in map(random_problem, range(N_CASES))]


def test_equals_trying_everything(planned: Planned) -> None:
    """The plan breaks no rule and reaches the least of all three goals, proven best."""
    for seed, (problem, found) in enumerate(planned):
        tried = Tried(problem)
        chosen = set(found.chosen["option"])
        assert tried.faults(chosen) == [], seed
        assert found.state == "optimal", seed
        assert found.gap == 0.0, seed
        reached = tried.goals(chosen)
        assert reached == pytest.approx(tried.best()), seed
        assert (found.weight_open, found.weighted_days, found.cost) == pytest.approx(reached), seed


def test_the_cases_differ(planned: Planned) -> None:
    """Among the cases some are closed in time, some late, some stay open, and courses build up."""
    late, n_before = [], 0
    for problem, found in planned:
        late += found.met["days_late"].to_list()
        n_before += problem.before().height
    assert late.count(0) > 20
    assert late.count(None) > 20
    assert sum(one is not None and one > 0 for one in late) > 5
    assert n_before > 20


def test_every_training_has_a_cause(planned: Planned) -> None:
    """Each chosen option names a need of the same person and competence."""
    for problem, found in planned:
        both = found.chosen.join(problem.options, on="option").join(
            problem.needs.select("need", who="person", what="skill"), on="need"
        )
        assert both.height == found.chosen.height
        assert both.filter(
            (pl.col("person") != pl.col("who")) | (pl.col("skill") != pl.col("what"))
        ).is_empty()


def test_nothing_is_needed() -> None:
    """Without needs nothing is booked, and that is the best."""
    some = random_problem(1)
    none = Problem(some.needs.clear(), some.options, some.hours, some.free, some.budgets,
                   some.charges)  # fmt: skip
    found = plan(none)
    assert (found.state, found.chosen.height, found.cost, found.gap) == ("optimal", 0, 0.0, 0.0)


def test_a_need_without_options_stays_open() -> None:
    """A gap that nothing closes weighs its weight, and as many days as a gap can."""
    some = random_problem(1)
    bare = Problem(
        some.needs.head(1), some.options.clear(), some.hours.clear(), some.free, some.budgets,
        some.charges.clear(),
    )  # fmt: skip
    found = plan(bare)
    weight = some.needs["weight"][0]
    assert found.weight_open == weight
    assert found.weighted_days == weight * LATE_DAYS
    assert found.met["option"].to_list() == [None]


def test_a_certificate_that_ends_before_does_not_close() -> None:
    """A certificate counts until its last day, that day included."""
    some = random_problem(1)
    need = pl.DataFrame({
        "need": [0], "person": "A", "skill": "X", "level": 3, "needed_on": date(2027, 3, 1),
        "weight": 1.0,
    })  # fmt: skip
    option = some.options.head(1).with_columns(
        person=pl.lit("A"), skill=pl.lit("X"), level=pl.lit(3, pl.Int64), is_booked=False,
        barred=pl.lit(None, pl.String), start=date(2027, 2, 1), end=date(2027, 2, 2),
    )  # fmt: skip
    for until, expected in ((date(2027, 3, 1), 1), (date(2027, 2, 28), 0)):
        one = Problem(need, option.with_columns(valid_until=pl.lit(until)), some.hours, some.free,
                      some.budgets, some.charges)  # fmt: skip
        assert one.helps().height == expected

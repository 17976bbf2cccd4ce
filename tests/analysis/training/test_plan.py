"""The training plan: the optimum of small cases, and what no plan may break."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from pmo_core.analysis.training.plan import Plan, plan
from pmo_core.analysis.training.problem import LATE_DAYS, Problem
from tests.analysis.training.training_cases import LIMITS, Tried, random_problem

N_CASES = 150
Planned = list[tuple[Problem, Plan, Tried]]


@pytest.fixture(scope="module")
def planned() -> Planned:
    """Give random problems with their plans, and all choices there are."""
    problems = [random_problem(seed) for seed in range(N_CASES)]
    return [(problem, plan(problem), Tried(problem)) for problem in problems]


def test_equals_trying_everything(planned: Planned) -> None:
    """The plan breaks no limit and reaches the least of all three goals, proven best."""
    for seed, (_, found, tried) in enumerate(planned):
        row = tried.row_of(set(found.chosen["option"]))
        assert [name for name, broken in tried.faults.items() if broken[row]] == [], seed
        assert (found.state, found.gap) == ("optimal", 0.0), seed
        reached = tried.goals()[row]
        assert reached == pytest.approx(tried.best()), seed
        assert (found.weight_open, found.weighted_days, found.cost) == pytest.approx(reached), seed


@pytest.mark.parametrize("limit", LIMITS)
def test_each_limit_is_felt(planned: Planned, limit: str) -> None:
    """Without any one of the limits the best of some case would be better: so each is tried."""
    assert any(tried.best(limit) < tried.best() for _, _, tried in planned)


def test_the_cases_differ(planned: Planned) -> None:
    """Some gaps are closed in time, some late, some not; by one of several courses, or by two."""
    late, n_two, n_either, n_after = [], 0, 0, 0
    for problem, found, _ in planned:
        late += found.met["days_late"].to_list()
        closing = found.met.drop_nulls("option").group_by("option").len()
        n_two += closing.filter(pl.col("len") > 1).height
        helping = problem.helps().join(problem.options, on="option").group_by("need")
        n_either += helping.agg(n=pl.col("course").n_unique()).filter(pl.col("n") > 1).height
        n_after += problem.before().join(found.chosen, on="option", how="semi").height
    assert min(late.count(0), late.count(None), n_two, n_either) > 20
    assert sum(one is not None and one > 0 for one in late) > 20
    assert n_after > 5


def test_a_later_goal_gives_nothing_up() -> None:
    """However much stays open elsewhere, a cheaper course is not taken for being a day late."""
    some = random_problem(0)
    option = {
        "person": "A", "skill": "X", "level": 3, "from_level": 0, "level_held": 0,
        "valid_until": None, "seats_left": None, "barred": None, "is_booked": False,
    }  # fmt: skip
    options = [
        option | {"option": n, "course": f"C{n}", "cost": cost, "start": day, "end": day}
        for n, (cost, day) in enumerate([(90.0, date(2027, 2, 1)), (0.0, date(2027, 2, 28))])
    ]
    needs = [(0, "A", "X", 3, date(2027, 1, 1), 1.0), (1, "B", "X", 3, date(2027, 1, 1), 1e6)]
    found = plan(
        Problem(
            pl.DataFrame(needs, schema=some.needs.schema, orient="row"),
            pl.DataFrame(options, schema=some.options.schema),
            some.hours.clear(), some.free, some.budgets.clear(), some.charges.clear(),
        )
    )  # fmt: skip
    assert found.chosen["option"].to_list() == [0]


def test_what_has_expired_opens_no_way() -> None:
    """A course that asks for a level waits for one whose certificate is valid on its first day."""
    some = random_problem(0)
    rows = some.options.head(2).with_columns(
        option=pl.int_range(2, dtype=pl.Int64), person=pl.lit("A"), skill=pl.lit("X"),
        course=pl.Series(["C1", "C2"]), level=pl.Series([2, 3]), from_level=pl.Series([0, 2]),
        level_held=0, start=pl.Series([date(2027, 1, 4), date(2027, 2, 1)]),
        end=pl.Series([date(2027, 1, 4), date(2027, 2, 1)]), barred=pl.lit(None, pl.String),
        valid_until=pl.Series([date(2027, 2, 1), None]),
    )  # fmt: skip
    for until, expected in ((date(2027, 2, 1), 1), (date(2027, 1, 31), 0)):
        options = rows.with_columns(valid_until=pl.Series([until, None]))
        assert replace(some, options=options).before().height == expected


def test_every_training_has_a_cause(planned: Planned) -> None:
    """Each chosen option names a need of the same person and competence."""
    for problem, found, _ in planned:
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

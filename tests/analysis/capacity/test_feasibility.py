"""Whether demand can be met, against trying everything; witnesses that are true and minimal."""

from datetime import date

import polars as pl
import pytest

from pmo_core.analysis.capacity.feasibility import feasibility
from pmo_core.analysis.capacity.plan import plan
from tests.analysis.capacity import random_plans as cases

MARCH, APRIL = date(2027, 3, 1), date(2027, 4, 1)


def of(demand, there, can, promised=None):
    """Return a plan of short rows: (project, skill, level, period, hours) and so on."""
    return plan(
        pl.DataFrame(demand, schema=["project", "skill", "level", "period", "hours"], orient="row"),
        pl.DataFrame(there, schema=["person", "period", "hours"], orient="row"),
        pl.DataFrame(can, schema=["person", "skill", "level"], orient="row"),
        promised and pl.DataFrame(
            promised, schema=["project", "skill", "period", "person", "hours"], orient="row"
        ),
    )  # fmt: skip


@pytest.mark.parametrize("block", range(20))
def test_the_verdict_is_that_of_trying_everything(block):
    """On 200 random plans the verdict and each witness are what an exhaustive search says."""
    for seed in range(10 * block, 10 * block + 10):
        one = cases.random_plan(seed)
        verdict = feasibility(one)
        too_much = {key for key, hours in cases.slots_of(one).items() if hours < 0}
        met = cases.can_be_met(one, one.needs.to_dicts())
        assert verdict.is_feasible == (met and not too_much), seed
        assert (verdict.short == pytest.approx(0)) == met, seed
        for witness in verdict.witnesses:
            if witness.kind == "demand":
                needs = witness.demands.to_dicts()
                assert cases.is_violated(one, needs), seed
                assert not cases.can_be_met(one, needs), seed
                assert not any(cases.is_violated(one, s) for s in cases.true_subsets(needs)), seed
                assert all(cases.can_be_met(one, [n for n in needs if n != out]) for out in needs)
            else:
                assert (witness.people[0], witness.first) in too_much, seed
                assert (
                    witness.asked - witness.demands["hours"].min()
                    <= witness.there
                    < (witness.asked)
                ), seed


def test_both_verdicts_occur():
    """The random plans are of both kinds, with witnesses of several demands among them."""
    verdicts = [feasibility(cases.random_plan(seed)) for seed in range(100)]
    sizes = [w.demands.height for one in verdicts for w in one.witnesses if w.kind == "demand"]
    assert 20 < sum(one.is_feasible for one in verdicts) < 80
    assert max(sizes) >= 3
    assert sum(size > 1 for size in sizes) > 10


def test_a_witness_by_hand():
    """Three projects ask two developers for 360 hours, 320 are there; the fourth is spared."""
    one = of(
        [("A", "DEV", 2, MARCH, 160.0), ("B", "DEV", 2, MARCH, 120.0),
         ("C", "DEV", 2, MARCH, 80.0), ("D", "DEV", 2, MARCH, 8.0), ("E", "QA", 1, MARCH, 40.0)],
        [("Ann", MARCH, 160.0), ("Bob", MARCH, 180.0), ("Cy", MARCH, 160.0)],
        [("Ann", "DEV", 3), ("Bob", "DEV", 2), ("Cy", "DEV", 1), ("Cy", "QA", 4)],
        [("Z", "DEV", MARCH, "Bob", 20.0)],
    )  # fmt: skip
    verdict = feasibility(one)
    (witness,) = verdict.witnesses
    assert verdict.short == pytest.approx(48)
    assert witness.projects == ("A", "B", "C")
    assert witness.people == ("Ann", "Bob")
    assert (witness.asked, witness.there, witness.promised) == (360, 320, 20)
    assert (witness.all_asked, witness.all_there) == (368, 320)
    assert (witness.first, witness.last, witness.skills) == (MARCH, MARCH, ("DEV",))


def test_shortages_that_have_nothing_to_do_with_each_other_are_told_apart():
    """A shortage in March and one in April give two witnesses, the larger first."""
    one = of(
        [("A", "DEV", 1, MARCH, 50.0), ("A", "DEV", 1, APRIL, 90.0)],
        [("Ann", MARCH, 40.0), ("Ann", APRIL, 40.0)],
        [("Ann", "DEV", 1)],
    )
    assert [(w.first, w.short) for w in feasibility(one).witnesses] == [(APRIL, 50), (MARCH, 10)]


def test_a_skill_that_nobody_holds():
    """A demand that nobody can meet is a witness by itself, with no people and no hours."""
    one = of([("A", "DBA", 3, MARCH, 8.0)], [("Ann", MARCH, 160.0)], [("Ann", "DBA", 2)])
    (witness,) = feasibility(one).witnesses
    assert (witness.people, witness.there, witness.asked) == ((), 0, 8)


def test_what_is_promised_covers_demand_and_takes_hours():
    """Promised hours count for their demand and are gone for others; unknown people are nobody."""
    one = of(
        [("A", "DEV", 1, MARCH, 100.0), ("B", "DEV", 1, MARCH, 60.0)],
        [("Ann", MARCH, 160.0)], [("Ann", "DEV", 1)],
        [("A", "DEV", MARCH, "Ann", 100.0), ("B", "DEV", MARCH, "", 60.0)],
    )  # fmt: skip
    assert one.needs.select("project", "hours").rows() == [("B", 60.0)]
    assert feasibility(one).is_feasible


def test_one_who_is_promised_twice():
    """Promises beyond the hours of a person are a contradiction of their own."""
    one = of(
        [("A", "DEV", 1, MARCH, 100.0)], [("Ann", MARCH, 160.0)], [("Ann", "DEV", 1)],
        [("A", "DEV", MARCH, "Ann", 100.0), ("B", "QA", MARCH, "Ann", 70.0),
         ("C", "QA", MARCH, "Ann", 5.0)],
    )  # fmt: skip
    verdict = feasibility(one)
    (witness,) = verdict.witnesses
    assert (witness.kind, witness.projects, witness.people) == ("promised", ("A", "B"), ("Ann",))
    assert (verdict.short, verdict.overbooked, witness.asked) == (0, 15, 170)


def test_nothing_asked():
    """A plan that asks for nothing can be met."""
    empty = of([("A", "DEV", 1, MARCH, 0.0)], [("Ann", MARCH, 160.0)], [("Ann", "DEV", 1)])
    assert feasibility(empty).is_feasible


def test_the_parts_add_up():
    """What is missing in the separate shortages is all that cannot be met."""
    for seed in range(40):
        verdict = feasibility(cases.random_plan(seed))
        parts = [one.all_short for one in verdict.witnesses if one.kind == "demand"]
        assert sum(parts) == pytest.approx(verdict.short, abs=1e-6), seed
        twice = [one.all_short for one in verdict.witnesses if one.kind == "promised"]
        assert sum(twice) == pytest.approx(verdict.overbooked), seed

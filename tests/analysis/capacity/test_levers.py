"""Each lever, applied, makes the plan feasible, and none does it for less."""

from dataclasses import replace
from itertools import product

import polars as pl
import pytest

from pmo_core.analysis.capacity.feasibility import feasibility
from pmo_core.analysis.capacity.levers import Terms, cut, hand_over, hire, levers, shift
from pmo_core.analysis.capacity.moves import Lever, applied
from pmo_core.analysis.capacity.plan import plan
from tests.analysis.capacity import random_plans as cases

JANUARY, FEBRUARY, MARCH = cases.MONTHS
TERMS = Terms(
    pl.DataFrame({
        "project": list(cases.WORTH), "value": list(cases.WORTH.values()),
        "is_fixed": [False, False, False, True],
    }),
    pl.DataFrame({"skill": ["DEV", "QA", "PM"], "rate": [80.0, 60.0, 100.0]}),
    pl.DataFrame({"person": ["E0", "E1", "E2", "E3"], "rate": [80.0, 70.0, 60.0, 90.0]}),
    hours_per_period=3.0, most_periods=2,
)  # fmt: skip


@pytest.mark.parametrize("block", range(7))
def test_each_lever_makes_the_plan_feasible(block):
    """Applied to any of 70 random plans, whatever lever is proposed is enough; a cut always is."""
    for seed in range(10 * block, 10 * block + 10):
        one = cases.random_plan(seed, promises=0.5)
        found = levers(one, TERMS)
        if feasibility(one).is_feasible:
            assert found == []
            continue
        assert "cut" in [lever.kind for lever in found], seed
        assert one.overbooked().height or "hire" in [lever.kind for lever in found], seed
        for lever in found:
            assert feasibility(applied(one, lever)).is_feasible, (seed, lever.kind)
            assert lever.is_best


def test_one_shortage_is_mended_by_itself():
    """With the other shortages put beside, no more stays open than they lacked, for each lever."""
    n_found, kinds = 0, set()
    for seed in range(100, 140):
        one = cases.random_plan(seed, promises=0.5)
        witnesses = feasibility(one).witnesses
        if len(witnesses) < 2:
            continue
        beside = witnesses[1:]
        for lever in levers(one, TERMS, beside):
            after = feasibility(applied(one, lever))
            short = sum(w.all_short for w in beside if w.kind == "demand")
            twice = sum(w.all_short for w in beside if w.kind == "promised")
            assert after.short <= short + 1e-6, (seed, lever.kind)
            assert after.overbooked <= twice + 1e-6, (seed, lever.kind)
            n_found += 1
            kinds.add(lever.kind)
    assert n_found > 10
    assert len(kinds) >= 3


def test_all_kinds_occur():
    """Each of the four kinds is proposed for some random plan, three or more for some."""
    kinds = [[one.kind for one in levers(cases.random_plan(n, 0.5), TERMS)] for n in range(20)]
    assert {kind for some in kinds for kind in some} == {"shift", "hire", "hand over", "cut"}
    assert any(len(some) >= 3 for some in kinds)


def test_a_shift_loses_the_least_value():
    """All combinations of shifts are tried: none that is enough loses less, none is missed."""
    n_found = 0
    for seed in range(200, 230):
        one = cases.random_plan(seed, promises=0.1)
        one = replace(one, skills=one.skills.with_columns(level=3))
        if feasibility(one).is_feasible or one.overbooked().height:
            continue
        promised = set(one.promised["project"])
        free = sorted(set(one.needs["project"]) - promised - {"D"})
        lost = []
        for ks in product(range(3), repeat=len(free)):
            moves = pl.DataFrame({"project": free, "periods": ks}).cast(
                {"project": pl.String, "periods": pl.Int64}
            )
            after = applied(one, Lever("shift", moves, None, None, True))
            is_known = all(
                one.needs.filter(pl.col("project") == p)["until"].max() <= cases.MONTHS[2 - k]
                for p, k in zip(free, ks, strict=True)
                if k
            )
            if is_known and cases.can_be_met(after, after.needs.to_dicts()):
                lost.append(
                    sum(cases.WORTH[p] * (1 - 0.98**k) for p, k in zip(free, ks, strict=True))
                )
        lever = shift(one, TERMS)
        assert (lever is None) == (lost == []), seed
        if lever is not None:
            n_found += 1
            assert lever.value == pytest.approx(min(lost), abs=1e-4), seed
    assert n_found >= 3


def test_a_hire_costs_the_least():
    """Every number of hires up to four per skill is tried on plans that ask in one month."""
    n_tried = 0
    for seed in range(80):
        one = cases.random_plan(seed)
        is_short = not feasibility(one).is_feasible and one.overbooked().is_empty()
        if one.needs["until"].max() > JANUARY or not is_short or one.needs["skill"].n_unique() > 2:
            continue
        if n_tried == 5:
            break
        n_tried += 1
        asked = one.needs.group_by("skill").agg(pl.col("level").max()).sort("skill").rows()
        rate = dict(TERMS.rates.rows())
        costs = []
        for people in product(range(5), repeat=len(asked)):
            moves = pl.DataFrame(
                [(*who, JANUARY, n * 3.0) for who, n in zip(asked, people, strict=True) if n],
                schema={"skill": pl.String, "level": pl.Int64, "period": pl.Date,
                        "hours": pl.Float64},
                orient="row",
            )  # fmt: skip
            after = applied(one, Lever("hire", moves, None, None, True))
            if cases.can_be_met(after, after.needs.to_dicts()):
                costs.append(
                    sum(rate[who[0]] * 3 * n for who, n in zip(asked, people, strict=True))
                )
        assert hire(one, TERMS).cost == pytest.approx(min(costs)), seed
    assert n_tried == 5


def test_a_cut_takes_what_is_worth_the_least():
    """Of two projects that share a person the one with less value per hour is cut."""
    one = plan(
        pl.DataFrame({"project": ["A", "B"], "skill": "DEV", "period": JANUARY, "hours": 100.0}),
        pl.DataFrame({"person": ["E0"], "period": [JANUARY], "hours": [160.0]}),
        pl.DataFrame({"person": ["E0"], "skill": ["DEV"], "level": [1]}),
    )
    lever = cut(one, TERMS)
    assert lever.moves.select("project", "hours").rows() == [("B", pytest.approx(40))]
    assert lever.value == pytest.approx(60 * 0.4)


def test_handing_over_frees_a_scarce_person():
    """The only developer is promised for testing; a tester takes that over, the cheaper of two."""
    one = plan(
        pl.DataFrame({"project": ["A"], "skill": ["DEV"], "period": [JANUARY], "hours": [100.0]}),
        pl.DataFrame({"person": ["E0", "E1", "E2"], "period": JANUARY, "hours": 120.0}),
        pl.DataFrame({"person": ["E0", "E0", "E1", "E2"], "skill": ["DEV", "QA", "QA", "QA"],
                      "level": [3, 3, 2, 2]}),
        pl.DataFrame({"project": ["B"], "skill": ["QA"], "period": [JANUARY], "person": ["E0"],
                      "hours": [60.0]}),
    )  # fmt: skip
    lever = hand_over(one, TERMS)
    assert lever.moves.select("project", "person", "to", "hours").rows() == [
        ("B", "E0", "E2", pytest.approx(40))
    ]
    assert lever.cost == pytest.approx(40 * (60 - 80))
    assert feasibility(applied(one, lever)).is_feasible


def test_what_is_promised_twice_is_handed_over_or_cut():
    """Shifting and hiring do not mend a double promise and are not proposed."""
    one = plan(
        cases.random_plan(0).needs.clear(),
        pl.DataFrame({"person": ["E0", "E1"], "period": JANUARY, "hours": 100.0}),
        pl.DataFrame({"person": ["E0", "E1"], "skill": "QA", "level": 1}),
        pl.DataFrame({"project": ["A", "B"], "skill": "QA", "period": JANUARY, "person": "E0",
                      "hours": [80.0, 50.0]}),
    )  # fmt: skip
    found = levers(one, TERMS)
    assert [lever.kind for lever in found] == ["hand over", "cut"]
    assert all(lever.moves["hours"].sum() == pytest.approx(30) for lever in found)
    assert all(feasibility(applied(one, lever)).is_feasible for lever in found)


def test_who_may_stay_promised_twice_is_not_freed_by_less():
    """E0 lacks 3 hours for testing: only what is handed over beyond these serves development."""
    one = plan(
        pl.DataFrame({"project": ["A"], "skill": ["DEV"], "period": [JANUARY], "hours": [4.0]}),
        pl.DataFrame({"person": ["E0", "E1"], "period": JANUARY, "hours": [10.0, 10.0]}),
        pl.DataFrame({"person": ["E0", "E0", "E1"], "skill": ["DEV", "QA", "QA"], "level": 1}),
        pl.DataFrame({"project": ["B"], "skill": ["QA"], "period": [JANUARY], "person": ["E0"],
                      "hours": [13.0]}),
    )  # fmt: skip
    twice = [w for w in feasibility(one).witnesses if w.kind == "promised"]
    lever = hand_over(one, TERMS, twice)
    assert lever.moves["hours"].sum() == pytest.approx(7)
    assert feasibility(applied(one, lever)).is_feasible


def test_those_who_could_serve_hand_over_the_fewest_hours():
    """Where only who could serve the shortage gives, no fewer hours are found than with all."""
    for seed in (63, 65, 110, 145):
        one = cases.random_plan(seed, promises=0.5)
        worst, *beside = feasibility(one).witnesses
        least = worst.shortage.group_by("skill").agg(least=pl.col("level").min())
        able = one.skills.join(least, on="skill").filter(pl.col("level") >= pl.col("least"))
        some = hand_over(one, TERMS, beside, set(able["person"]))
        every = hand_over(one, TERMS, beside)
        assert some.moves["hours"].sum() == pytest.approx(every.moves["hours"].sum()), seed


def test_hours_of_someone_hired_differ_by_month():
    """In a month with holidays two are hired where one is enough in another."""
    one = plan(
        pl.DataFrame({"project": ["A", "A"], "skill": "DEV", "period": [JANUARY, MARCH],
                      "hours": 4.0}),
        pl.DataFrame({"person": ["E0"], "period": [JANUARY], "hours": [0.0]}),
        pl.DataFrame({"person": ["E0"], "skill": ["DEV"], "level": [1]}),
    )  # fmt: skip
    hours = pl.DataFrame({"period": [JANUARY], "hours": [2.0]})
    lever = hire(one, replace(TERMS, hours_per_period=4.0, hours=hours))
    assert lever.moves.select("period", "people", "hours").rows() == [
        (JANUARY, 2, 4.0), (MARCH, 1, 4.0),
    ]  # fmt: skip
    assert feasibility(applied(one, lever)).is_feasible


def test_a_rate_that_is_not_known_leaves_the_cost_open():
    """The people are proposed, and what they cost is not known."""
    one = plan(
        pl.DataFrame({"project": ["A"], "skill": ["DBA"], "period": [JANUARY], "hours": [4.0]}),
        pl.DataFrame({"person": ["E0"], "period": [JANUARY], "hours": [160.0]}),
        pl.DataFrame({"person": ["E0"], "skill": ["DEV"], "level": [1]}),
    )
    lever = hire(one, TERMS)
    assert lever.moves.select("skill", "people", "hours").rows() == [("DBA", 2, 6.0)]
    assert lever.cost is None

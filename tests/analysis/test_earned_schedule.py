"""Late projects stay late, early ones early, whatever their plan."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.earned_schedule import earned_schedule, scheduled
from pmo_core.analysis.earned_value import indices
from pmo_core.analysis.plan_curves import Curves, curves_of
from pmo_core.analysis.planned_value import plan_of
from pmo_core.analysis.working_days import Calendar

N = 40
"""Projects of a random portfolio."""
MONDAY = date(2026, 1, 5)


def portfolio(seed: int) -> Curves:
    """Curves of projects with gaps, steps and last items without budget."""
    rng = np.random.default_rng(seed)
    of = np.repeat(np.arange(N), 8)
    start = rng.integers(0, 50, len(of)).astype(float)
    start[::8] = 0
    length = rng.integers(0, 12, len(of)).astype(float)
    budget = np.where(rng.uniform(size=len(of)) < 0.2, 0.0, rng.uniform(1, 500, len(of)))
    budget[::8] = 100
    return curves_of(of, start, start + length, budget)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("pace", [0.5, 0.9, 1.0, 1.3, 2.0])
def test_pace(seed: int, pace: float) -> None:
    """Work done at a pace has SPI(t) = pace at its end: below 1 late, 1 on time, above 1 early."""
    curves, of = portfolio(seed), np.arange(N)
    at = curves.end / pace
    es = earned_schedule(curves, curves.total, at, of)
    assert es / at == pytest.approx(np.full(N, pace))


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_moment_when_so_much_was_planned(seed: int) -> None:
    """At ES the plan has EV, within a step at that moment; ES never falls while EV grows."""
    curves, rng = portfolio(seed), np.random.default_rng(seed)
    of = np.repeat(np.arange(N), 25)
    ev = np.sort(rng.uniform(0, 1, (N, 25)), axis=1).ravel() * curves.total[of]
    es = earned_schedule(curves, ev, of=of)
    slack = 1e-6
    assert (curves.value_at(of, es, side="left") <= ev + slack).all()
    assert (curves.value_at(of, es, side="right") >= ev - slack).all()
    assert (np.diff(es)[of[1:] == of[:-1]] >= 0).all()


@pytest.mark.parametrize("seed", range(3))
def test_on_plan_is_on_time(seed: int) -> None:
    """Until all is earned, who has earned what is planned has ES = AT, on plateaus too."""
    curves, rng = portfolio(seed), np.random.default_rng(seed)
    of = np.repeat(np.arange(N), 25)
    whole = curves.time_of(np.arange(N), curves.total, side="left")
    at = rng.uniform(0, 1, len(of)) * whole[of]
    ev = curves.value_at(of, at)
    assert earned_schedule(curves, ev, at, of) == pytest.approx(at, abs=1e-6)


def test_by_date() -> None:
    """Two weeks of work done in three: SPI is 1 at the end, SPI(t) is 2/3, also a month later."""
    items = pl.DataFrame({
        "project": ["A"], "planned_start": [MONDAY], "planned_finish": [MONDAY + timedelta(11)],
        "planned_cost": [1000],
    })  # fmt: skip
    finish = MONDAY + timedelta(18)
    rows = pl.DataFrame({
        "project": ["A", "A", "A", "B"],
        "data_date": [MONDAY + timedelta(4), finish, finish + timedelta(30), finish],
        "ev": [333.0, 1000.0, 1000.0, 5.0], "ac": [1.0] * 4, "finished_on": [finish] * 4,
    })  # fmt: skip
    found = indices(scheduled(plan_of(items, Calendar()), rows))
    assert found["es_days"].to_list() == pytest.approx([3.33, 10, 10, None])
    assert found["at_days"].to_list() == [5, 15, 15, None]
    assert found["spi"].to_list() == pytest.approx([0.666, 1, 1, None])
    assert found["spi_t"].to_list() == pytest.approx([0.666, 2 / 3, 2 / 3, None])


def test_nothing_planned_or_known() -> None:
    """A plan without budget has no ES, nor has an EV that is not known."""
    items = pl.DataFrame({
        "project": ["A", "B"], "planned_start": [MONDAY] * 2, "planned_finish": [MONDAY] * 2,
        "planned_cost": [0, 10],
    })  # fmt: skip
    rows = pl.DataFrame({
        "project": ["A", "B", "B"], "data_date": [MONDAY] * 3, "ev": [0.0, None, 5.0],
    })  # fmt: skip
    found = scheduled(plan_of(items, Calendar()), rows)
    assert found["es_days"].to_list() == [None, None, 0.5]
    assert scheduled(plan_of(items.clear(), Calendar()), rows)["es_days"].null_count() == 3

"""What a finish depends on: only what lies on the way to it, and risks beside tasks."""

import numpy as np
import pytest

from pmo_core.analysis.risk_drivers import ranks, tornado
from pmo_core.analysis.schedule_risk import simulate
from pmo_core.analysis.uncertainty import BELOW, Ranges
from tests.analysis.risk_plans import Range, fixed, plan, random_plan

WIDE: Range = ("triangular", 0, 5, 20)


def test_only_what_is_uncertain_and_on_the_way() -> None:
    """Fixed tasks, tasks behind the milestone and other projects are left out; risks are in."""
    given = plan(
        {"P/A": WIDE, "P/B": fixed(3), "P/M": fixed(0), "P/C": WIDE, "Q/D": WIDE, "R/E": WIDE},
        [("P/A", "P/B", "FS", 0), ("P/B", "P/M", "FS", 0), ("P/M", "P/C", "FS", 0),
         ("Q/D", "P/M", "FS", 0)],
        risks=[("R1", "P/B", 0.5, *fixed(6), 0, 0, 0), ("R2", "P/C", 0.5, *fixed(6), 0, 0, 0),
               ("R3", "P/A", 0.5, *fixed(0), 9, 9, 9)],
        correlation=0.2,
    )  # fmt: skip
    drawn = simulate(given, 500)
    asked = {code: set(tornado(drawn, code)["code"]) for code in ("P/M", "P", "R", None)}
    assert asked["P/M"] == {"P/A", "Q/D", "R1"}
    assert asked["P"] == {"P/A", "Q/D", "R1", "P/C", "R2"}
    assert asked["R"] == {"R/E"}
    assert asked[None] == {"P/A", "P/C", "Q/D", "R/E", "R1", "R2"}


def test_a_risk_swings_by_its_days() -> None:
    """Means with and without it differ by its impact; an opportunity the other way."""
    for days in (6, -4):
        given = plan({"P/A": fixed(10)}, risks=[("R", "P/A", 0.3, *fixed(days), 0, 0, 0)])
        (row,) = tornado(simulate(given, 2_000), "P").to_dicts()
        assert row["is_risk"]
        assert (row["low_mean"], row["high_mean"]) == (10, 10 + days)
        assert row["swing"] == days
        assert row["rank_correlation"] * days > 0


def test_it_is_the_simulations_own_draws() -> None:
    """A lone task: what is below its P20 and above its P80 is so of its finish."""
    drawn = simulate(plan({"P/A": ("pert", 2, 9, 30)}), 3_000, seed=11)
    table = Ranges(["pert"], *(np.array([day]) for day in (2.0, 9.0, 30.0))).tables()[0]
    low, high = np.interp([0.2, 0.8], BELOW, table)
    (row,) = tornado(drawn, "P").to_dicts()
    ends = drawn.finish_of("P")
    assert row["rank_correlation"] == pytest.approx(1, abs=1e-3)
    assert row["low_mean"] == pytest.approx(ends[ends <= low].mean(), rel=1e-4)
    assert row["high_mean"] == pytest.approx(ends[ends > high].mean(), rel=1e-4)


def test_the_largest_comes_first_and_progress_is_told() -> None:
    """Sorted by what it moves; a swing that is not known is last; told up to 1."""
    told: list[float] = []
    found = tornado(simulate(random_plan(2, 3, 20), 600), None, told.append)
    swings = found["swing"].abs().fill_null(-1)
    assert found.height > 10
    assert swings.to_list() == swings.sort(descending=True).to_list()
    assert told[-1] == 1
    assert told == sorted(told)


def test_a_risk_that_never_happens_says_nothing() -> None:
    """Nothing varies with it, so it is not in the table."""
    given = plan({"P/A": WIDE}, risks=[("R", "P/A", 0.0, *fixed(5), 0, 0, 0)])
    assert tornado(simulate(given, 300), "P")["code"].to_list() == ["P/A"]


def test_ranks_take_ties_half() -> None:
    """A value for the first 70 % of cases has rank 0.35; a rising one its share."""
    tables = np.stack([np.where(BELOW > 0.7, 4.0, 0.0), BELOW]).astype(np.float32)
    found = ranks(tables)
    assert sorted(set(found[0].round(2).tolist())) == pytest.approx([0.35, 0.85])
    assert np.abs(found[1] - BELOW).max() < 1e-3

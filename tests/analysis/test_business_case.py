"""Business cases by hand: values, break-even, ranges, delay, sensitivity."""

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis import finance
from pmo_core.analysis.business_case import (
    FIGURES,
    NO_BENEFIT,
    NO_COST,
    BusinessCase,
    break_even,
    case_of,
    delayed,
    scaled,
    sensitivity,
    table,
    values,
)


def made(cost: list[float], benefit: list[float], first: int = 2027) -> BusinessCase:
    """Return a case with one amount a year and base year 2027."""
    years = list(range(first, first + len(cost)))
    return case_of(pl.DataFrame({"year": years, "cost": cost, "benefit": benefit}), 2027)


HAND = made([100.0, 20.0, 0.0], [0.0, 60.0, 108.0])
"""Net -100, 40, 108; at 20 %: NPV = -100 + 40 / 1.2 + 108 / 1.44 = 8.3333."""


def test_values_by_hand() -> None:
    """Net -100, 40, 108 at 20 %: every figure as a calculator gives it."""
    found = values(HAND, 20)
    assert list(found) == list(FIGURES)
    assert found["npv"].value == pytest.approx(-100 + 40 / 1.2 + 108 / 1.44)
    # -100 + 40 v + 108 v2 = 0: v = (-40 + sqrt(1600 + 43200)) / 216
    discount = (-40 + 44_800**0.5) / 216
    assert found["irr_pct"].value == pytest.approx(100 * (1 / discount - 1))
    assert found["mirr_pct"].value == pytest.approx(100 * (((40 * 1.2 + 108) / 100) ** 0.5 - 1))
    assert found["payback_years"].value == pytest.approx(1 + 60 / 108)
    assert found["bcr"].value == pytest.approx((60 / 1.2 + 108 / 1.44) / (100 + 20 / 1.2))
    assert found["pi"].value == pytest.approx((40 / 1.2 + 108 / 1.44) / 100)


def test_the_table_adds_up_to_the_npv() -> None:
    """Net times factor is the present value of a year; the last running sum is the NPV."""
    rows = table(HAND, 20)
    assert rows["factor"].to_list() == pytest.approx([1, 1 / 1.2, 1 / 1.44])
    assert rows["pv_flow"].to_list() == pytest.approx([-100, 40 / 1.2, 75])
    assert rows["running"][-1] == pytest.approx(values(HAND, 20)["npv"].value)


def test_a_case_that_begins_later_is_discounted_more() -> None:
    """The same case two years later is worth 1 / 1.2^2 of it; rate and payback stay."""
    later = made([100.0, 20.0, 0.0], [0.0, 60.0, 108.0], first=2029)
    now, then = values(HAND, 20), values(later, 20)
    assert then["npv"].value == pytest.approx((now["npv"].value or 0) / 1.44)
    for name in ("irr_pct", "mirr_pct", "payback_years", "bcr", "pi"):
        assert then[name].value == pytest.approx(now[name].value)


@pytest.mark.parametrize(
    ("amounts", "reasons"),
    [
        ({"cost": [], "benefit": []}, dict.fromkeys(FIGURES, finance.NO_FLOW)),
        ({"cost": [5.0, 5.0], "benefit": [None, None]}, dict.fromkeys(FIGURES, NO_BENEFIT)),
        (
            {"cost": [0.0, 0.0], "benefit": [0.0, 0.0]},
            {"irr_pct": finance.ALL_ZERO, "mirr_pct": finance.ALL_ZERO, "pi": finance.ALL_ZERO,
             "payback_years": finance.ALL_ZERO, "bcr": finance.NO_COST},
        ),
        (
            {"cost": [None, None], "benefit": [5.0, 5.0]},
            {"irr_pct": finance.NO_OUTLAY, "mirr_pct": finance.NO_OUTLAY, "bcr": NO_COST,
             "payback_years": finance.NO_OUTLAY, "pi": finance.NO_OUTLAY},
        ),
        (
            {"cost": [9.0, 9.0], "benefit": [5.0, 5.0]},
            {"irr_pct": finance.NO_GAIN, "mirr_pct": finance.NO_GAIN,
             "payback_years": finance.NO_GAIN},
        ),
        (
            {"cost": [1600.0, 0.0, 10_000.0], "benefit": [0.0, 10_000.0, 0.0]},
            {"irr_pct": "Several IRRs: 25.0 %, 400.0 %; see MIRR and NPV.",
             "payback_years": finance.NOT_BACK},
        ),
    ],
)  # fmt: skip
def test_a_bad_series_says_why(
    amounts: dict[str, list[float | None]], reasons: dict[str, str]
) -> None:
    """Empty, costs alone, zeros, gains alone, losses alone, two changes of sign: N/A in words."""
    rows = pl.DataFrame(
        {"year": list(range(2027, 2027 + len(amounts["cost"]))), **amounts},
        schema={"year": pl.Int64, "cost": pl.Float64, "benefit": pl.Float64},
    )
    found = values(case_of(rows, 2027), 8)
    assert {name: one.reason for name, one in found.items() if one.value is None} == reasons


def test_ranges_stand_for_the_cautious_and_the_hopeful_end() -> None:
    """Low: low benefits and high costs; a year without a range counts as likely at both ends."""
    rows = pl.DataFrame({
        "year": [2027, 2028, 2029], "cost": [100.0, None, None], "cost_high": [120.0, None, None],
        "benefit": [None, 80.0, 90.0], "benefit_low": [None, 50.0, None],
        "benefit_high": [None, 95.0, None],
    })  # fmt: skip
    of = case_of(rows, 2027)
    assert of.has_range
    worth = {name: values(of, 0, name)["npv"].value for name in ("low", "likely", "high")}
    assert worth == {"low": 50 + 90 - 120, "likely": 70, "high": 95 + 90 - 100}
    assert not HAND.has_range


def test_the_npv_is_zero_at_the_break_even() -> None:
    """200 random cases: benefits, or costs, scaled to the break-even make an NPV of zero."""
    rng = np.random.default_rng(3)
    for _ in range(200):
        cost, benefit = (rng.random((2, 6)) * [[100], [150]]).tolist()
        of = made(cost, benefit, int(rng.integers(2020, 2040)))
        rate = float(rng.integers(0, 25))
        even = break_even(of, rate)
        for case in (
            scaled(of, benefits=even.benefit.value or 0), scaled(of, costs=even.cost.value or 0)
        ):  # fmt: skip
            assert values(case, rate)["npv"].value == pytest.approx(0, abs=1e-9 * 1000)


def test_there_is_no_break_even_of_nothing() -> None:
    """Without benefits, or without costs, the reason stands in its place."""
    assert break_even(made([5.0], [0.0]), 8).benefit == (None, NO_BENEFIT)
    assert break_even(made([0.0], [5.0]), 8).cost == (None, NO_COST)


@pytest.mark.parametrize("years", [1.0, 0.25, -1.0, 2.5, -0.5])
def test_a_delay_moves_benefits_and_loses_none(years: float) -> None:
    """The sum stays, the mean year of the benefits moves by the delay, costs stay."""
    late = delayed(HAND, years)
    benefit, cost = late.benefits["likely"], late.costs["likely"]
    assert benefit.sum() == pytest.approx(168)
    mean = (benefit @ np.array(late.years)) / benefit.sum()
    assert mean == pytest.approx((60 * 2028 + 108 * 2029) / 168 + years)
    assert dict(zip(late.years, cost, strict=True))[2027] == 100
    assert cost.sum() == pytest.approx(120)


def test_sensitivity_by_hand() -> None:
    """At 0 %: NPV 48; benefits and costs by 10 %, a year's delay costs nothing, the rate a bit."""
    rows = {row["driver"]: row for row in sensitivity(
        HAND, 0, swing_pct=10, rate_points=20).rows(named=True)}  # fmt: skip
    assert rows["Benefits"]["npv_worse"] == pytest.approx(48 - 16.8)
    assert rows["Benefits"]["npv_better"] == pytest.approx(48 + 16.8)
    assert rows["Costs"]["npv_worse"] == pytest.approx(48 - 12)
    assert rows["Benefits come later"]["npv_worse"] == pytest.approx(48)
    assert rows["Discount rate"]["npv_worse"] == pytest.approx(-100 + 40 / 1.2 + 75)
    assert rows["Discount rate"]["npv_better"] == pytest.approx(48)
    spreads = sensitivity(HAND, 0, swing_pct=10, rate_points=20)["spread"].to_list()
    assert spreads == sorted(spreads, reverse=True)


def test_without_an_npv_there_is_no_sensitivity() -> None:
    """A case without benefits gives an empty table with the same columns."""
    nothing = case_of(pl.DataFrame({"year": [2027], "cost": [5.0]}), 2027)
    assert sensitivity(nothing, 8).is_empty()
    assert sensitivity(nothing, 8).schema == sensitivity(HAND, 8).schema

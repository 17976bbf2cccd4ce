"""Financial figures: what is undefined says why, and many projects at once equal one by one."""

import time

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis import finance
from pmo_core.analysis.finance import bcr, case_values, irr, irrs, mirr, npv, payback, pi


def long(net: dict[str, list[float]], year: int = 2027) -> pl.DataFrame:
    """Return flows as the portfolio's function takes them."""
    return pl.DataFrame(
        [
            (code, year + place, max(-one, 0.0), max(one, 0.0))
            for code, flows in net.items()
            for place, one in enumerate(flows)
        ],
        schema={"project": pl.String, "year": pl.Int64, "cost": pl.Float64, "benefit": pl.Float64},
        orient="row",
    )


@pytest.mark.parametrize(
    ("flows", "irr_reason", "payback_reason"),
    [
        ([], finance.NO_FLOW, finance.NO_FLOW),
        ([0, 0], finance.ALL_ZERO, finance.ALL_ZERO),
        ([5, 5], finance.NO_OUTLAY, finance.NO_OUTLAY),
        ([-5, -5], finance.NO_GAIN, finance.NO_GAIN),
        ([-5, float("nan")], finance.NOT_KNOWN, finance.NOT_KNOWN),
        ([1, -2, 1.5], finance.NO_RATE, None),
        ([1, -3, 2], "Several IRRs: 0.0 %, 100.0 %; see MIRR and NPV.", None),
        ([-100, 50], None, finance.NOT_BACK),
    ],
)
def test_what_is_undefined_says_why(
    flows: list[float], irr_reason: str | None, payback_reason: str | None
) -> None:
    """Every flow without an IRR or a payback is null with its reason; None = it has one."""
    for figure, reason in ((irr(flows), irr_reason), (payback(flows), payback_reason)):
        assert (figure.value is None) == (reason is not None)
        assert figure.reason == (reason or "")


SEVERAL = "Several IRRs: 25.0 %, 400.0 %; see MIRR and NPV."
BAD_SERIES = {
    "empty": ([], [finance.NO_FLOW] * 6),
    "all zero": ([0, 0, 0], ["", *[finance.ALL_ZERO] * 3, finance.NO_COST, finance.ALL_ZERO]),
    "all positive": ([5, 5], ["", *[finance.NO_OUTLAY] * 3, finance.NO_COST, finance.NO_OUTLAY]),
    "all negative": ([-5, -5], ["", *[finance.NO_GAIN] * 3, "", ""]),
    "two sign changes": ([-1_600, 10_000, -10_000], ["", SEVERAL, "", finance.NOT_BACK, "", ""]),
}
"""Series -> reasons of NPV, IRR, MIRR, payback, BCR and PI; empty = the figure is defined."""


@pytest.mark.parametrize("name", BAD_SERIES)
def test_each_bad_series_has_its_reason_for_each_figure(name: str) -> None:
    """A figure is null exactly where a reason is expected, and says that reason."""
    flows, reasons = BAD_SERIES[name]
    costs, benefits = [max(-one, 0) for one in flows], [max(one, 0) for one in flows]
    found = [
        npv(flows, 10), irr(flows), mirr(flows, 10, 10), payback(flows),
        bcr(costs, benefits, 10), pi(flows, 10),
    ]  # fmt: skip
    assert [figure.reason for figure in found] == reasons
    assert [figure.value is None for figure in found] == [bool(reason) for reason in reasons]


def test_mirr_and_index_say_why() -> None:
    """Without an outlay there is no MIRR and no index; without costs no ratio."""
    assert mirr([5, 5], 10, 10) == (None, finance.NO_OUTLAY)
    assert pi([5, 5], 10) == (None, finance.NO_OUTLAY)
    assert pi([0, 0], 10) == (None, finance.ALL_ZERO)
    assert bcr([0, 0], [1, 1], 10) == (None, finance.NO_COST)


def test_a_loan_is_named() -> None:
    """Benefits first: the rate is given, with the warning that it reads the other way."""
    assert irr([100, -110]).value == pytest.approx(10)
    assert irr([100, -110]).reason == finance.IS_LOAN


def test_a_double_rate_is_listed_once() -> None:
    """-1 + 2.4 v - 1.44 v2 only touches zero, at v = 1/1.2: 20 %, once."""
    assert irrs([-1, 2.4, -1.44]) == pytest.approx((20,), abs=1e-4)


def test_all_rates_are_found() -> None:
    """A polynomial made of known rates gives them back, whatever the magnitudes around it."""
    rates = (-40.0, 7.0, 65.0, 300.0)
    flows = np.array([1.0])
    for rate in rates:
        flows = np.convolve(flows, [-1.0, 1 + rate / 100])
    assert irrs(np.concatenate([[0, 0], 1e6 * flows, [0]])) == pytest.approx(rates, abs=1e-6)


def test_payback_by_hand() -> None:
    """Even flows, discounted flows, a late cost (-100, 20, -20, 20: 2.5 years), a later start."""
    assert payback([-100, 30, 30, 30, 30]).value == pytest.approx(3 + 1 / 3)
    present = [40 / 1.1**year for year in (1, 2, 3, 4)]
    by_hand = 3 + (100 - sum(present[:3])) / present[3]
    assert payback([-100, 40, 40, 40, 40], 10).value == pytest.approx(by_hand)
    assert payback([-100, 120, -40, 40]).value == pytest.approx(2.5)
    assert payback([-100, 50, 50], first=1).value == pytest.approx(3)
    assert payback([60, -50, 10]).reason == finance.NEVER_BELOW


def test_npv_is_zero_at_the_rate() -> None:
    """Discounting at the IRR gives nothing, and one more year of waiting divides by 1 + rate."""
    flows = [-100.0, 20, 30, 80]
    assert npv(flows, irr(flows).value).value == pytest.approx(0, abs=1e-9)
    assert npv(flows, 25, first=1).value == pytest.approx(npv(flows, 25).value / 1.25)


def test_the_portfolio_equals_one_by_one() -> None:
    """300 random cases, also with several sign changes, late beginnings and one-sided flows."""
    rng = np.random.default_rng(1)
    amounts = rng.integers(-50, 51, (300, 8)) * rng.integers(0, 2, (300, 8))
    amounts[:150] = np.where(np.arange(8) < 2, -abs(amounts), abs(amounts))[:150]
    net = {f"P{row:03}": [float(one) for one in flows] for row, flows in enumerate(amounts)}
    values = case_values(long(net), 8, 2028).rows(named=True)
    assert [row["project"] for row in values] == sorted(net)
    for row in values:
        flows = net[row["project"]]
        begin = next((place for place, one in enumerate(flows) if one), 0)
        costs, benefits = [max(-one, 0) for one in flows], [max(one, 0) for one in flows]
        assert row["npv"] == pytest.approx(npv(flows, 8, first=-1).value)
        assert row["pv_cost"] == pytest.approx(npv(costs, 8, first=-1).value)
        for name, figure in {
            "bcr": bcr(costs, benefits, 8),
            "irr_pct": irr(flows),
            "payback_years": payback(flows[begin:]),
        }.items():
            assert row[name] == pytest.approx(figure.value), (name, flows)
            assert not figure.reason or figure.reason in row["reason"] or row["reason"], flows
            assert (row[name] is not None) or row["reason"], flows
        assert irr(flows).reason in row["reason"]


def test_amounts_of_a_year_are_summed() -> None:
    """Two rows of a year are one flow; a null is none; a project of nulls has no cash flow."""
    flows = pl.DataFrame(
        {
            "project": ["A", "A", "A", "B"],
            "year": [2027, 2027, 2028, 2027],
            "cost": [60.0, 40.0, None, None],
            "benefit": [None, None, 150.0, None],
        }
    )
    values = case_values(flows, 0, 2027)
    assert values.row(0) == ("A", 50.0, 1.5, pytest.approx(50), pytest.approx(2 / 3), 100, 150, "")
    assert values.row(1) == ("B", *[None] * 6, finance.NO_FLOW)


def test_nothing_in_nothing_out() -> None:
    """Without a row there is no project, and the columns are the same."""
    one, none = case_values(long({"A": [-1, 2]}), 8, 2027), case_values(long({}), 8, 2027)
    assert none.is_empty()
    assert none.schema == one.schema


def test_a_portfolio_is_quick() -> None:
    """2,500 projects of 15 years take well below 0.15 s (30 ms on a free core)."""
    rng = np.random.default_rng(2)
    shape = (2_500, 15)
    frame = pl.DataFrame(
        {
            "project": np.repeat([f"P{row:04}" for row in range(shape[0])], shape[1]),
            "year": np.tile(np.arange(2027, 2042), shape[0]),
            "cost": (rng.random(shape) * (np.arange(15) < 3)).ravel(),
            "benefit": (rng.random(shape) * (np.arange(15) >= 3)).ravel(),
        }
    )
    begin = time.process_time()
    values = case_values(frame, 8, 2027)
    assert time.process_time() - begin < 0.15
    assert values["irr_pct"].null_count() == 0

"""Published examples of financial figures.

Sources: Microsoft support, help of the Excel functions NPV, IRR and MIRR; numpy-financial's
documentation of npv and irr; numpy-financial's issue 44 (two flows with several sign changes);
Brealey, Myers and Allen, Principles of Corporate Finance, chapter 5: the payback rule (projects A,
B, C of 2,000 each) and choosing under limited capital (projects A, B, C with profitability index).
"""

import polars as pl
import pytest

from pmo_core.analysis.finance import bcr, case_values, irr, irrs, mirr, npv, payback, pi

EXCEL_IRR = [-70_000, 12_000, 15_000, 18_000, 21_000]
EXCEL_MIRR = [-120_000, 39_000, 30_000, 21_000, 37_000, 46_000]
NUMPY = [-100, 39, 59, 55, 20]


def test_excel_npv() -> None:
    """Excel's NPV at 10 %, first flow after a year: 1,188.44."""
    figure = npv([-10_000, 3_000, 4_200, 6_800], 10, first=1)
    assert figure.value == pytest.approx(1188.4434, abs=5e-5)


def test_excel_irr() -> None:
    """Excel's IRR after four years (-2.1 %) and after five (8.7 %)."""
    assert irr(EXCEL_IRR).value == pytest.approx(-2.1245, abs=5e-5)
    assert irr([*EXCEL_IRR, 26_000]).value == pytest.approx(8.6631, abs=5e-5)


@pytest.mark.parametrize(
    ("n", "reinvest", "published"), [(6, 12, 12.6094), (4, 12, -4.8045), (6, 14, 13.4759)]
)
def test_excel_mirr(n: int, reinvest: float, published: float) -> None:
    """Excel's MIRR, financed at 10 %: after five years, after three, and reinvested at 14 %."""
    assert mirr(EXCEL_MIRR[:n], 10, reinvest).value == pytest.approx(published, abs=5e-5)


def test_numpy_financial() -> None:
    """The documentation's flow has an IRR of 28.095 %, and an NPV near zero at 28.1 %."""
    assert irr(NUMPY).value == pytest.approx(28.095, abs=5e-4)
    assert npv(NUMPY, 28.1).value == pytest.approx(-0.00848, abs=5e-6)


def test_several_rates() -> None:
    """Where the sign changes more than once, all rates are listed and none is taken."""
    assert irrs([-1_600, 10_000, -10_000]) == pytest.approx((25, 400))
    assert irrs([-50, -100, 600, 300, -100]) == pytest.approx((-76.89, 185.44), abs=5e-3)
    assert irr([-1_600, 10_000, -10_000]).value is None


@pytest.mark.parametrize(
    ("flows", "years", "worth"),
    [
        ([-2_000, 500, 500, 5_000], 3, 2_624),
        ([-2_000, 500, 1_800, 0], 2, -58),
        ([-2_000, 1_800, 500, 0], 2, 50),
    ],
)
def test_brealey_payback(flows: list[float], years: int, worth: float) -> None:
    """The book counts whole years; ours falls into the last of them. NPV at 10 %."""
    figure = payback(flows)
    assert figure.value is not None
    assert years - 1 < figure.value <= years
    assert npv(flows, 10).value == pytest.approx(worth, abs=0.5)


@pytest.mark.parametrize(
    ("flows", "worth", "index"),
    [([-10, 30, 5], 21, 2.1), ([-5, 5, 20], 16, 3.2), ([-5, 5, 15], 12, 2.4)],
)
def test_brealey_profitability_index(flows: list[float], worth: float, index: float) -> None:
    """The book's index at 10 % is NPV / outlay, ours 1 more; so is the BCR of one early outlay."""
    assert npv(flows, 10).value == pytest.approx(worth, abs=0.5)
    assert pi(flows, 10).value == pytest.approx(1 + index, abs=0.05)
    costs, benefits = [-flows[0], 0, 0], [0, *flows[1:]]
    assert bcr(costs, benefits, 10).value == pytest.approx(1 + index, abs=0.05)


def test_the_same_figures_for_a_portfolio() -> None:
    """The portfolio's table gives the same published figures, whatever the first year."""
    flows = {"excel": [*EXCEL_IRR, 26_000], "numpy": NUMPY}
    frame = pl.DataFrame(
        [
            {"project": code, "year": 2030 + year, "cost": max(-one, 0.0), "benefit": max(one, 0.0)}
            for code, net in flows.items()
            for year, one in enumerate(map(float, net))
        ]
    )
    values = case_values(frame, 28.1, 2030)
    assert values["irr_pct"].to_list() == pytest.approx([8.6631, 28.095], abs=5e-4)
    assert values["npv"][1] == pytest.approx(-0.00848, abs=5e-6)

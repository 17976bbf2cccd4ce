"""Published examples of earned value.

Sources: Schwalbe, Information Technology Project Management, chapter on cost (a project of a year);
the R package PRA, its tests of `sv`, `cv`, `spi`, `cpi`; Microsoft Project, help on the fields
BCWS, BCWP, ACWP, CV, SV, CPI, SPI (a task of 4 days and $100, status date on the third); PMI,
"Project EZ" (a tutorial on earned value); DAU, Earned Value Management Gold Card (formulas).
"""

import polars as pl
import pytest

from pmo_core.analysis.earned_value import AMOUNTS, indices

CASES = {
    "Schwalbe": (
        (120_000, 23_000, 20_000, 25_000),
        {
            "cv": -5_000, "sv": -3_000, "cpi": 0.80, "spi": 0.8696, "eac_cpi": 150_000,
            "vac": -30_000, "eac_cpi_spi": 168_750, "tcpi_bac": 1.0526,
        },
    ),
    "PRA": (
        (100_000, 40_000, 35_000, 36_000),
        {"sv": -5_000, "cv": -1_000, "spi": 0.875, "cpi": 0.9722222},
    ),
    "Microsoft Project": (
        (100, 75, 60, 70), {"sv": -15, "cv": -10, "spi": 0.80, "cpi": 0.857},
    ),
    "Project EZ": (
        (150, 48, 32, 40),
        {
            "cv": -8, "sv": -16, "cpi": 0.80, "spi": 0.667, "eac_cpi": 187.5, "vac": -37.5,
            "tcpi_bac": 1.07,
        },
    ),
    "periods": (
        (100, 60, 45, 55),
        {"eac_cpi": 122.22, "eac_budget": 110, "eac_cpi_spi": 144.63, "tcpi_bac": 1.2222},
    ),
}  # fmt: skip


def figures(amounts: tuple[float, ...]) -> dict[str, float]:
    rows = pl.DataFrame([amounts], schema=AMOUNTS, orient="row")
    found: dict[str, float] = indices(rows).row(0, named=True)
    return found


def digits(value: float) -> float:
    """Half a unit of the last digit that is written."""
    text = f"{value}"
    return 0.5 * 10 ** -len(text.partition(".")[2]) if "." in text else 0.005


@pytest.mark.parametrize(("amounts", "published"), CASES.values(), ids=CASES)
def test_published_figures(amounts: tuple[float, ...], published: dict[str, float]) -> None:
    """Each figure of each case, to the digits that were published."""
    found = figures(amounts)
    for name, value in published.items():
        assert found[name] == pytest.approx(value, abs=1.01 * digits(value)), name


def test_gold_card() -> None:
    """The Gold Card's formulas on numbers that can be worked out in the head."""
    found = figures((1_000, 500, 400, 500))
    assert found["cv_pct"] == pytest.approx(-25)
    assert found["sv_pct"] == pytest.approx(-20)
    assert found["earned_pct"] == pytest.approx(40)
    assert found["eac_cpi"] == pytest.approx(1_250)
    assert found["eac_cpi_spi"] == pytest.approx(500 + 600 / 0.64)
    assert found["eac_weighted"] == pytest.approx(500 + 600 / 0.8)
    assert found["etc"] == pytest.approx(750)
    assert found["tcpi_eac"] == pytest.approx(found["cpi"])


def test_schwalbe_time() -> None:
    """Her one-year project takes 12 / SPI = 13.8 months at the pace so far."""
    assert 12 / figures((120_000, 23_000, 20_000, 25_000))["spi"] == pytest.approx(13.8, abs=0.05)

"""Published examples of earned schedule.

Sources: Lipke, Schedule is Different (2003) and Earned Schedule (2009): the notional projects that
finish late and early, with SV and SV(t) as charted; Lipke and Henderson, Earned Schedule: an
emerging enhancement to EVM (2006): IEAC(t) and TSPI; and a case of five periods of 10, 20, 30, 20
and 20, looked at after the third.
"""

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.earned_schedule import earned_schedule
from pmo_core.analysis.earned_value import indices
from pmo_core.analysis.plan_curves import curve
from pmo_core.analysis.time_forecasts import time_forecasts

PLANNED = [105, 200, 515, 845, 1175, 1475, 1805, 2135, 2435, 2665, 2760, 2823]
LATE = [
    95, 180, 470, 770, 1065, 1315, 1610, 1900, 2150, 2275, 2425, 2555, 2695, 2770, 2823,
]  # fmt: skip
EARLY = [115, 220, 530, 870, 1215, 1525, 1860, 2190, 2500, 2740, 2823]


def scheduled(planned: list[float], earned: list[float], spent: list[float]) -> pl.DataFrame:
    """Figures at the end of each period; planned and earned are cumulative."""
    plan = curve(planned)
    at = np.arange(1.0, len(earned) + 1)
    ev = np.array(earned, np.float64)
    frame = pl.DataFrame({
        "bac": np.full(len(ev), plan.total[0]), "pv": plan.value_at(np.zeros(len(ev), int), at),
        "ev": ev, "ac": spent, "es_days": earned_schedule(plan, ev, at), "at_days": at,
        "pd_days": np.full(len(ev), plan.end[0]),
    })  # fmt: skip
    return time_forecasts(indices(frame))


def test_five_periods() -> None:
    """After three of five periods: ES 2.5, SV(t) -0.5, SPI(t) .8333, TSPI 1.25, IEAC(t) 6.0."""
    found = scheduled([10, 30, 60, 80, 100], [8, 23, 45], [10, 28, 55]).row(-1, named=True)
    assert found["es_days"] == pytest.approx(2.5)
    assert found["sv_t_days"] == pytest.approx(-0.5)
    assert found["spi_t"] == pytest.approx(0.8333, abs=5e-5)
    assert found["tspi"] == pytest.approx(1.25)
    assert found["ieac_t_days"] == pytest.approx(6.0)
    assert found["eac_t_es_spi_t"] == pytest.approx(6.0)
    assert found["eac_t_es_1"] == pytest.approx(5.5)


def test_lipke_late_project() -> None:
    """SV falls to -390 in month 10 and comes back to 0; SV(t) ends at -3.0, SPI(t) at .800."""
    found = scheduled(PLANNED, LATE, LATE)
    assert found["sv"].min() == found["sv"][9] == -390
    last = found.row(-1, named=True)
    assert (last["sv"], last["spi"]) == (0, 1)
    assert last["sv_t_days"] == pytest.approx(-3.0)
    assert last["spi_t"] == pytest.approx(0.800)
    assert last["ieac_t_days"] == pytest.approx(15)
    assert last["tspi"] is None
    assert (found["sv_t_days"].to_numpy() < 0).all()


def test_lipke_early_project() -> None:
    """It finishes in month 11 of 12, with SV(t) = +1.0."""
    found = scheduled(PLANNED, EARLY, EARLY)
    last = found.row(-1, named=True)
    assert found.height == 11
    assert last["sv_t_days"] == pytest.approx(1.0)
    assert last["spi_t"] == pytest.approx(12 / 11)
    assert last["ieac_t_days"] == pytest.approx(11)
    assert (found["sv_t_days"].to_numpy() > 0).all()


@pytest.mark.parametrize(
    ("at", "es"), [(1.0, 3.0), (2.0, 2.0), (3.0, 3.0), (4.0, 3.0)],
    ids=["ahead", "on the plateau", "at its end", "behind"],
)  # fmt: skip
def test_plateau(at: float, es: float) -> None:
    """From 2 to 3 nothing is planned: the later moment counts, or the status date within."""
    plan = curve([10, 20, 20, 40])
    assert earned_schedule(plan, np.array([20.0]), np.array([at])).item() == es


def test_beyond_the_plan() -> None:
    """Nothing earned is the start; more than the budget is the planned end; unknown stays so."""
    plan = curve([10, 20, 40, 40])
    found = earned_schedule(plan, np.array([0.0, 40.0, 41.0, np.nan]), np.array([2.0, 9, 9, 2]))
    assert found[:3].tolist() == [0, 3, 3]
    assert np.isnan(found[3])

"""Real projects of Ghent University: our figures from activities against those of two other tools.

`protrack_C2011-12.csv` is what ProTrack shows: amounts in single precision, earned schedule floored
to working hours, forecasts of the duration rounded to working hours, indices in whole percents.
`tracking_period.csv` holds PV, EV, AC, ES and AT of every status date; its ES takes the first
moment of a plateau, in minutes rounded up. Holidays are only counted there, not dated: see
`dslib_holidays`.
"""

import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.earned_schedule import earned_schedule
from pmo_core.analysis.earned_value import indices
from pmo_core.analysis.plan_curves import Floats
from pmo_core.analysis.time_forecasts import EACS_T, time_forecasts
from tests.real import dslib

MINUTE = 1 / 60
COSTS = {
    "Planned Value (PV)": "pv", "Earned Value (EV)": "ev", "Actual Cost (AC)": "ac",
    "Schedule Variance (SV)": "sv", "Cost Variance (CV)": "cv", "EAC (PF=1)": "eac_budget",
    "EAC (PF=CPI)": "eac_cpi", "EAC (PF=SPI)": "eac_spi", "EAC (PF=SPI(t))": "eac_spi_t",
    "EAC (PF=SCI)": "eac_cpi_spi", "EAC (PF=SCI(t))": "eac_sci_t",
    "EAC (PF=0.8*CPI+0.2*SPI)": "eac_weighted", "EAC (PF=0.8*CPI+0.2*SPI(t))": "eac_weighted_t",
}  # fmt: skip
PERCENTS = {
    "Schedule Performance Index (SPI)": "spi", "Cost Performance Index (CPI)": "cpi",
    "Schedule Performance Index (SPI(t))": "spi_t",
}  # fmt: skip
_FACTORS = {"PV": ("1", "SPI", "SCI"), "ED": ("1", "SPI", "SCI"), "ES": ("1", "SPI(t)", "SCI(t)")}
_SHOWN = [f"EAC(t)-{way} (PF={one})" for way, factors in _FACTORS.items() for one in factors]
TIMES = dict(zip(_SHOWN, EACS_T, strict=True))


@pytest.fixture(scope="module")
def tables(shared_data: Path) -> dict[str, pl.DataFrame]:
    return dslib.tables(shared_data)


@pytest.fixture(scope="module")
def projects(tables: dict[str, pl.DataFrame]) -> list[dslib.Tracked]:
    return dslib.tracked(tables)


@pytest.fixture(scope="module")
def one(projects: list[dslib.Tracked]) -> dslib.Tracked:
    return next(one for one in projects if one.code == "C2011-12")


@pytest.fixture(scope="module")
def published(shared_data: Path) -> pl.DataFrame:
    return pl.read_csv(shared_data / "dslib" / "protrack_C2011-12.csv", try_parse_dates=True)


def of_zero(values: Floats) -> np.ndarray:
    return np.zeros(len(values), np.int64)


def pv_of(project: dslib.Tracked) -> Floats:
    """PV at the status dates; a fixed cost that begins at that very moment is still to come."""
    at = project.hour(project.periods["status_date"])
    return project.curve.value_at(of_zero(at), at, side="left")


def es_of(project: dslib.Tracked) -> Floats:
    at = project.hour(project.periods["status_date"])
    return earned_schedule(project.curve, project.periods["ev_ours"].to_numpy(), at)


def figures(project: dslib.Tracked, es: Floats) -> pl.DataFrame:
    periods = project.periods
    frame = pl.DataFrame({
        "bac": np.full(len(es), project.curve.total[0]), "pv": pv_of(project),
        "ev": periods["ev_ours"], "ac": periods["ac_ours"], "es_days": es,
        "at_days": project.hour(periods["status_date"]), "pd_days": np.full(len(es), project.pd),
    })  # fmt: skip
    return time_forecasts(indices(frame))


@pytest.fixture(scope="module")
def ours(one: dslib.Tracked) -> pl.DataFrame:
    """The figures from earned schedule in whole working hours, as ProTrack takes it."""
    return figures(one, np.floor(es_of(one)))


def test_protrack_earned_schedule(one: dslib.Tracked, published: pl.DataFrame) -> None:
    """8 of 8 to the working hour; the first date lies on a plateau, where ES is that date."""
    shown = one.hour(published["Earned Schedule (ES)"])
    assert np.floor(es_of(one)).tolist() == shown.tolist()
    first = one.curve.time_of(np.array([0]), one.periods["ev_ours"].head(1).to_numpy(), "left")
    last = one.curve.time_of(np.array([0]), one.periods["ev_ours"].head(1).to_numpy())
    assert (first.item(), shown[0], last.item()) == (0, 472, 480)


@pytest.mark.parametrize(("column", "name"), COSTS.items())
def test_protrack_amounts(
    column: str, name: str, ours: pl.DataFrame, published: pl.DataFrame
) -> None:
    """PV, EV, AC, SV, CV and the eight EAC on 8 of 8 dates to 1e-6 (variances: of the budget)."""
    scale = ours["bac"].to_numpy() if name in {"sv", "cv"} else published[column].to_numpy()
    difference = np.abs(ours[name].to_numpy() - published[column].to_numpy())
    assert (difference <= 1e-6 * scale).sum() == 8


@pytest.mark.parametrize(("column", "name"), PERCENTS.items())
def test_protrack_indices(
    column: str, name: str, ours: pl.DataFrame, published: pl.DataFrame
) -> None:
    """SPI, CPI and SPI(t) on 8 of 8 dates, in whole percents as shown."""
    shown = [int(text.removesuffix("%")) for text in published[column]]
    assert np.round(ours[name].to_numpy() * 100).tolist() == shown


@pytest.mark.parametrize(("column", "name"), TIMES.items())
def test_protrack_durations(
    column: str, name: str, ours: pl.DataFrame, one: dslib.Tracked, published: pl.DataFrame
) -> None:
    """The nine EAC(t) on 8 of 8 dates, as dates of the calendar of working hours."""
    assert np.round(ours[name].to_numpy()).tolist() == one.hour(published[column]).tolist()


def test_protrack_time_variance(ours: pl.DataFrame, published: pl.DataFrame) -> None:
    """SV(t) on 8 of 8 dates, shown in days of eight working hours."""
    shown = [
        -sum(int(n) * {"d": 8, "h": 1}[unit] for n, unit in re.findall(r"(\d+)([dh])", text))
        for text in published["Schedule Variance (SV(t))"]
    ]
    assert ours["sv_t_days"].to_list() == shown


def test_final_earned_value_is_the_budget(
    tables: dict[str, pl.DataFrame], projects: list[dslib.Tracked]
) -> None:
    """Every finished project has earned exactly its budget; its SPI(t) is 1 only if on time."""
    done = tables["project"].filter(pl.col("actual_finish").is_not_null())
    assert {one.code for one in projects} == set(done["project_id"])
    assert len(projects) == 19
    budget = dict(done.select("project_id", "bac").rows())
    for project in projects:
        final = project.periods.tail(1)
        bac = project.curve.total[0]
        assert bac == pytest.approx(budget[project.code], abs=0.01)
        assert final["ev_ours"].item() == pytest.approx(bac, rel=1e-9)
        es = earned_schedule(project.curve, final["ev_ours"].to_numpy(), final["at_wh"].to_numpy())
        assert (es / final["at_wh"].item() < 1) == (final["at_wh"].item() > project.curve.end[0])


def test_earned_value_and_cost_of_all_dates(projects: list[dslib.Tracked]) -> None:
    """EV and AC on 343 of 343 status dates of 19 projects."""
    periods = pl.concat([one.periods for one in projects])
    assert periods.height == 343
    for name in ("ev", "ac"):
        pair = (periods[f"{name}_ours"].to_numpy(), periods[name].to_numpy())
        assert np.isclose(*pair, rtol=1e-6, atol=0.01).sum() == 343


def test_planned_value_and_schedule_of_all_dates(projects: list[dslib.Tracked]) -> None:
    """PV and AT on 343 of 343 status dates, ES on 340; on 3 it hinges on where a holiday lay."""
    found = {"pv": 0, "at": 0, "es": 0, "later": 0}
    n_of_known_calendar = 0
    for project in projects:
        periods, ev = project.periods, project.periods["ev_ours"].to_numpy()
        at, es = project.hour(periods["status_date"]), periods["es_wh"].to_numpy()
        pv = pv_of(project)
        assert project.curve.end[0] == project.pd
        found["pv"] += int(np.isclose(pv, periods["pv"].to_numpy(), rtol=1e-6, atol=0.01).sum())
        found["at"] += int(np.isclose(at, periods["at_wh"].to_numpy()).sum())
        # The other tool takes the first moment of a plateau, but the end of the plan's last one.
        is_done = ev >= project.curve.total[0] * (1 - 1e-9)
        first = project.curve.time_of(of_zero(ev), ev, side="left")
        first = np.where(is_done, project.curve.end[0], first)
        is_same = np.abs(first - es) <= MINUTE + 1e-3
        found["es"] += int(is_same.sum())
        assert (np.abs(first - es) <= 2 * project.hours.per_day + MINUTE).all()
        if project.n_holidays == 0:
            assert is_same.all()
            n_of_known_calendar += len(es)
            found["later"] += int((es_of(project) > es + MINUTE).sum())
    assert n_of_known_calendar == 188
    assert (found["pv"], found["at"], found["later"]) == (343, 343, 26)
    assert found["es"] >= 340

"""Back-tests on real projects: which formula was right, and whether the P80 kept its word."""

from pathlib import Path

import polars as pl
import pytest

from bench import forecasts as bench
from pmo_core.analysis import backtest
from pmo_core.analysis.recommended_forecast import Order, followed


@pytest.fixture(scope="module")
def projects(shared_data: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    return bench.dslib(shared_data / "dslib")


def means(errors: pl.DataFrame) -> dict[str, float]:
    """Mean error by method over all bands, to a tenth."""
    told = backtest.record(errors).filter(pl.col("band") == backtest.ALL)
    return {row["method"]: round(row["error_pct"], 1) for row in told.iter_rows(named=True)}


def test_errors_on_finished_projects(projects: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    """AC + remaining and ES at the planned pace are nearest; forms with SPI err two to three times.

    19 finished projects of DSLIB, 321 status dates.
    """
    measured, finals = projects
    assert finals.height == 19
    errors = bench.errors_of(measured, finals, "leaving one out")
    assert errors.filter(pl.col("method") == "eac_budget").height == 321
    assert means(errors) == {
        "cost_reference": 7.1, "eac_budget": 7.3, "eac_cpi": 8.4, "eac_weighted": 9.0,
        "eac_spi": 16.8, "eac_cpi_spi": 21.0,
        "eac_t_es_1": 7.1, "duration_reference": 7.5, "eac_t_ed_1": 9.2, "eac_t_pv_1": 9.6,
        "eac_t_ed_spi": 18.1, "eac_t_ed_sci": 18.5, "eac_t_pv_spi": 18.5, "eac_t_es_spi_t": 18.9,
        "eac_t_es_sci_t": 20.5, "eac_t_pv_sci": 23.0,
    }  # fmt: skip


@pytest.mark.parametrize("order", bench.ORDERS)
def test_the_recommendation_is_not_worse(
    projects: tuple[pl.DataFrame, pl.DataFrame], order: Order
) -> None:
    """Chosen without the project or its future, it errs no more than the published defaults."""
    errors = bench.errors_of(*projects, order)
    told = followed(errors, order).group_by("measure").agg(
        pl.col("error_pct", "default_pct").mean(), n=pl.len()
    )  # fmt: skip
    assert told["n"].to_list() == [321, 321]
    assert (told["error_pct"] <= told["default_pct"] + 1e-9).all()


def covered(errors: pl.DataFrame) -> dict[str, float]:
    """Percent of the finals within the P80 of their class, to a tenth."""
    held = errors.drop_nulls("is_covered").group_by("measure").agg(pl.col("is_covered").mean())
    return {row["measure"]: round(row["is_covered"] * 100, 1) for row in held.to_dicts()}


def test_the_p80_covers_eight_of_ten(projects: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    """Where no order of dates shifts it: 81.3 % of costs and 81.9 % of durations.

    In order of dates, of 15 projects, cost is covered too often and time too rarely: costs overran
    less and less over the years, and so few projects leave coverage between half and all.
    """
    assert covered(bench.errors_of(*projects, "leaving one out")) == {
        "cost": 81.3, "duration": 81.9,
    }  # fmt: skip
    assert covered(bench.errors_of(*projects, "by date")) == {"cost": 90.4, "duration": 74.6}


def test_published_forecasts_of_a_city(shared_data: Path) -> None:
    """A year ahead the P80 holds, and following is not worse than the published forecasts."""
    pairs = bench.nyc(shared_data / "nyc" / "capital_projects.csv")
    assert pairs["project"].n_unique() == 248
    errors, gone_by = bench.expanding(pairs)
    assert covered(errors) == {"cost": 85.6, "duration": 80.5}
    assert covered(bench.leaving_one_out(pairs)) == {"cost": 81.8, "duration": 81.6}
    told = {
        row["measure"]: (round(row["error_pct"], 1), round(row["default_pct"], 1))
        for row in gone_by.group_by("measure")
        .agg(pl.col("error_pct", "default_pct").mean())
        .iter_rows(named=True)
    }
    assert told == {"cost": (21.4, 21.4), "duration": (12.6, 12.8)}

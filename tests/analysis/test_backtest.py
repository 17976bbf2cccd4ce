"""The back-test by hand, and that nothing later reaches an earlier forecast."""

from datetime import date, timedelta

import polars as pl
import pytest

from pmo_core.analysis import backtest
from pmo_core.analysis.forecasts import forecasts, prior
from pmo_core.analysis.recommended_forecast import followed, recommended

KEYS = {"project_type": None, "method": None, "size": None, "department": None}
TEXTS = dict.fromkeys(KEYS, pl.String)
ENDS = {"closed_on": pl.Date, **TEXTS}


def measured(n: int, *, over: float = 1.2, late: float = 1.25) -> pl.DataFrame:
    """Return n projects of 100 over 100 days on three dates: a quarter, half, three quarters done.

    Each begins 150 days after the one before. Cost and time go on as they began: the rest costs
    `over` and takes `late` times what was planned.
    """
    begin = date(2020, 1, 1)
    rows = [
        {
            "project": f"P{i:02}", "data_date": begin + timedelta(days=150 * i + step * 30),
            "bac": 100.0, "pv": 20.0 * step, "ev": 25.0 * step, "ac": 25.0 * step * over,
            "es_days": 25.0 * step, "at_days": 25.0 * step * late, "pd_days": 100.0,
            "final_days": 100 * late,
            "cost_manager": None, "duration_manager": None, **KEYS,
        }
        for i in range(n) for step in (1, 2, 3)
    ]  # fmt: skip
    numbers = {"cost_manager": pl.Float64, "duration_manager": pl.Float64}
    return pl.DataFrame(rows, schema_overrides={**TEXTS, **numbers}).with_columns(
        known_on=pl.col("data_date")
    )


def finals(n: int, *, over: float = 1.2, late: float = 1.25) -> pl.DataFrame:
    """Return how these ended, each 125 days after it began."""
    rows = [
        {
            "project": f"P{i:02}", "closed_on": date(2020, 1, 1) + timedelta(days=150 * i + 125),
            "final_cost": 100 * over, "cost": over, "duration": late,
            **KEYS,
        }
        for i in range(n)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema_overrides=ENDS)


def errors_of(rows: pl.DataFrame, ends: pl.DataFrame) -> pl.DataFrame:
    """Back-test in order of dates."""
    plain = rows.drop("known_on", "cost_manager", "duration_manager", *KEYS)
    return backtest.back_tested(forecasts(rows, backtest.points(plain, ends)), ends)


def test_points_by_hand() -> None:
    """The whole, and the rest from each date: (120 - 30) / (100 - 25) and so on are all 1.2."""
    plain = measured(1).drop("known_on", "cost_manager", "duration_manager", *KEYS)
    found = backtest.points(plain, finals(1))
    assert found["earned_pct"].to_list() == [0.0, 25.0, 50.0, 75.0]
    assert found["cost"].to_list() == pytest.approx([1.2] * 4)
    assert found["duration"].to_list() == pytest.approx([1.25] * 4)
    late = plain.with_columns(data_date=pl.lit(date(2030, 1, 1)))
    assert backtest.points(late, finals(1)).height == 1


def test_errors_by_hand() -> None:
    """Half way AC + remaining says 110 of 120; BAC / CPI is right; ES at the planned pace 112.5."""
    errors = errors_of(measured(1), finals(1)).filter(pl.col("earned_pct") == 50)
    told = {row["method"]: row for row in errors.iter_rows(named=True)}
    assert told["eac_budget"]["forecast"] == pytest.approx(110)
    assert told["eac_budget"]["error_pct"] == pytest.approx(10 / 120 * 100)
    assert told["eac_budget"]["bias_pct"] == pytest.approx(-10 / 120 * 100)
    assert told["eac_cpi"]["error_pct"] == pytest.approx(0, abs=1e-9)
    assert told["eac_cpi"]["default_pct"] == told["eac_budget"]["error_pct"]
    assert told["eac_t_es_1"]["forecast"] == pytest.approx(112.5)
    assert told["eac_t_es_spi_t"]["error_pct"] == pytest.approx(0, abs=1e-9)
    assert "cost_manager" not in told
    assert "cost_reference" not in told, "nothing had closed before"


def test_the_class_knows_only_what_had_closed() -> None:
    """The first four projects have no class; from the fifth on the class is exact and covers."""
    errors = errors_of(measured(6), finals(6))
    own = errors.filter(pl.col("method") == "cost_reference")
    assert sorted(set(own["project"])) == ["P04", "P05"]
    assert own["error_pct"].max() == pytest.approx(0, abs=1e-9)
    assert own["is_covered"].all()
    assert errors.filter(pl.col("method") == "eac_cpi")["is_covered"].null_count() == 18


def test_later_data_does_not_change_an_earlier_forecast() -> None:
    """The last two projects end ten times dearer: forecasts and choices before stay the same."""
    rows, ends = measured(14), finals(14)
    later = pl.col("project") >= "P12"
    dear = ends.with_columns(
        pl.when(later).then(pl.col(name) * 10).otherwise(name).alias(name)
        for name in ("final_cost", "cost", "duration")
    )
    slow = rows.with_columns(final_days=pl.col("final_days") * pl.when(later).then(10).otherwise(1))
    before, after = errors_of(rows, ends), errors_of(slow, dear)
    said = ["project", "data_date", "measure", "method", "forecast"]
    assert before.select(said).equals(after.select(said))
    early = ~later
    chosen = [followed(one).filter(early).select(said) for one in (before, after)]
    assert chosen[0].equals(chosen[1])


def test_a_date_after_the_end_or_with_all_earned_is_not_errors_of() -> None:
    """Of three dates one lies after the end and one has earned everything; one is left."""
    rows = measured(1).with_columns(
        data_date=pl.Series([date(2020, 1, 31), date(2020, 3, 1), date(2021, 1, 1)]),
        ev=pl.Series([25.0, 100.0, 75.0]),
    )
    assert set(errors_of(rows, finals(1))["data_date"]) == {date(2020, 1, 31)}


def uneven(n: int = 10) -> pl.DataFrame:
    """Return projects whose rest costs a little more or less than it began."""
    factor = pl.Series([1 + 0.01 * (i % 4) for i in range(n) for _ in range(3)])
    return measured(n).with_columns(ac=pl.col("ac") * factor)


def pair(n: int = 10) -> pl.DataFrame:
    """Return the errors of the default and of BAC / CPI on these."""
    errors = errors_of(uneven(n), finals(n))
    return errors.filter(pl.col("method").is_in(["eac_budget", "eac_cpi"]))


def test_what_was_clearly_nearer_is_recommended() -> None:
    """BAC / CPI errs by a sixth of what the default does: it is recommended, with both figures."""
    told = backtest.record(pair())
    choice = recommended(told, "cost", "30-60 %")
    assert choice.method == "eac_cpi"
    assert choice.band == "30-60 %"
    assert choice.why.startswith("right within 1.3 % on 10 dates of 10 closed projects; AC")
    assert choice.error_pct == pytest.approx(1.3)


def test_a_short_history_leaves_the_published_default() -> None:
    """Four projects tell nothing; in a band without dates all bands count; no band: all."""
    short = recommended(backtest.record(pair(4)), "cost", "30-60 %")
    assert (short.method, short.error_pct) == ("eac_budget", None)
    assert short.why.startswith("published default")
    told = backtest.record(pair())
    assert recommended(told, "cost", "90-100 %").band == "all"
    assert recommended(told, "cost", None).method == "eac_cpi"


def test_a_narrow_lead_does_not_replace_the_default() -> None:
    """Nearer in one project and farther in the others: the default stays, and says so."""
    errors = pl.DataFrame({
        "measure": "cost", "method": ["eac_budget", "eac_cpi"] * 12, "band": "0-30 %",
        "project": [f"P{i // 4}" for i in range(24)], "closed_on": date(2026, 1, 1),
        "data_date": [date(2025, 1, 1) + timedelta(days=i // 2) for i in range(24)],
        "error_pct": [50.0, 10.0] * 2 + [10.0, 12.0] * 10, "bias_pct": 0.0,
        "default_pct": [50.0] * 4 + [10.0] * 20, "is_covered": None,
    }, schema_overrides={"is_covered": pl.Boolean})  # fmt: skip
    choice = recommended(backtest.record(errors), "cost", "0-30 %")
    assert choice.method == "eac_budget"
    assert choice.why.endswith("; BAC / CPI 11.7 %, not clearly nearer")


def test_following_is_chosen_from_what_had_closed() -> None:
    """The default until five projects had closed with ten dates; then what was clearly nearer."""
    gone_by = followed(pair())
    methods = gone_by.group_by("project", maintain_order=True).agg(pl.col("method").first())
    assert methods["method"].to_list()[:5] == ["eac_budget"] * 5
    assert methods["method"].to_list()[-1] == "eac_cpi"
    assert gone_by.height == 30, "one forecast on each date"
    others = followed(pair(), "leaving one out")
    assert others["method"].unique().to_list() == ["eac_cpi"]


def test_coverage_counts_each_project_once() -> None:
    """P04 within on all dates, P05 on none: 100, then 50."""
    errors = errors_of(measured(6), finals(6)).with_columns(
        is_covered=pl.when(pl.col("is_covered").is_not_null()).then(pl.col("project") == "P04")
    )
    cost = backtest.coverage_by_date(errors).filter(pl.col("measure") == "cost")
    assert cost["covered_pct"].to_list() == [100, 0]
    assert cost["coverage_pct"].to_list() == [100, 50]


def test_a_published_quantile_stands_in_for_cost_alone() -> None:
    """1.5 of what is left is the published P80 of cost; there is none for a P90 or for time."""
    assert prior("cost", 0.8, 20, 100) == (170, "IT projects, published")
    assert prior("cost", 0.9, 20, 100) is None
    assert prior("duration", 0.8, 20, 100) is None

"""Forecasts of one date side by side, by hand: the one to go by, its range, and stand-ins."""

from typing import Any

import polars as pl
import pytest

from pmo_core.analysis.forecast_comparison import class_words, compared
from pmo_core.analysis.forecasts import METHODS, forecasts

TEXTS = dict.fromkeys(("project_type", "method", "size", "department"), pl.String)
NO_HISTORY = pl.DataFrame(schema={
    "project": pl.String, "closed_on": pl.Date, **TEXTS, "earned_pct": pl.Float64,
    "cost": pl.Float64, "duration": pl.Float64,
})  # fmt: skip
RECORD = ("measure", "method", "band", "n_dates", "n_projects", "error_pct", "bias_pct", "n_both",
          "n_both_projects", "both_pct", "default_pct", "gain_pct", "standard_errors")  # fmt: skip


def half(**given: Any) -> pl.DataFrame:
    """Return a project of 100 in 20 days that is half done for 60 on day 12."""
    row = {
        "project": "A", "data_date": None, "known_on": None, "bac": 100.0, "pv": 60.0, "ev": 50.0,
        "ac": 60.0, "es_days": 10.0, "at_days": 12.0, "pd_days": 20.0, "cost_manager": 130.0,
        "duration_manager": None, **dict.fromkeys(TEXTS), **given,
    }  # fmt: skip
    schema = {"data_date": pl.Date, "known_on": pl.Date, "duration_manager": pl.Float64, **TEXTS}
    return pl.DataFrame([row], schema_overrides=schema)


def told(*rows: tuple[object, ...]) -> pl.DataFrame:
    """Return a track record with these rows."""
    numbers = {name: pl.Float64 for name in RECORD[5:] if not name.startswith("n_")}
    return pl.DataFrame(rows, schema=list(RECORD), schema_overrides=numbers, orient="row")


MANAGER = ("cost", "cost_manager", "30-60 %", 40, 9, 4.0, -1.0, 40, 9, 4.0, 12.0, 8.0, 5.0)
BUDGET = ("cost", "eac_budget", "30-60 %", 40, 9, 12.0, -9.0, 40, 9, 12.0, 12.0, 0.0, None)


def by_name(frame: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Rows by the name of the forecast."""
    return {row["name"]: row for row in frame.iter_rows(named=True)}


def test_all_forms_of_cost_by_hand() -> None:
    """CPI 5/6, SPI 5/6: 110, 120, 120, 132 and 120; bottom-up and the class are not known."""
    rows = by_name(compared(forecasts(half(), NO_HISTORY), told(BUDGET), "cost")[0])
    assert {name: round(row["value"], 6) for name, row in rows.items()} == {
        "Manager": 130, "AC + remaining budget": 110, "BAC / CPI": 120, "0.8 CPI + 0.2 SPI": 120,
        "CPI x SPI": 132, "SPI": 120, "IT projects, published, P80": 135,
    }  # fmt: skip


def test_what_was_clearly_nearer_is_marked_and_has_a_range() -> None:
    """The manager errs by 4 %: 130 means 125 to 135.4; without a record there is no range."""
    frame, choice = compared(forecasts(half(), NO_HISTORY), told(MANAGER, BUDGET), "cost")
    rows = by_name(frame)
    assert choice.method == "cost_manager"
    assert choice.why == (
        "right within 4.0 % on 40 dates of 9 closed projects; AC + remaining budget 12.0 %"
    )
    assert rows["Manager"]["mark"] == "Recommended"
    assert rows["Manager"]["low"] == pytest.approx(125)
    assert rows["Manager"]["high"] == pytest.approx(130 / 0.96)
    assert rows["SPI"]["low"] is None


def test_what_cannot_forecast_here_is_not_recommended() -> None:
    """Without a report of the manager the default counts, with its own figures."""
    row = half(cost_manager=None).with_columns(pl.col("cost_manager").cast(pl.Float64))
    frame, choice = compared(forecasts(row, NO_HISTORY), told(MANAGER, BUDGET), "cost")
    assert choice.method == "eac_budget"
    assert choice.why == "right within 12.0 % on 40 dates of 9 closed projects"
    assert "Manager" not in by_name(frame)


def test_a_forecast_that_has_passed_has_no_range() -> None:
    """PD / SPI of a project in its 40th day of 20 lies behind: it is shown, without a range."""
    spi = ("duration", "eac_t_pv_spi", "all", 40, 9, 10.0, 0.0, 40, 9, 10.0, 12.0, 2.0, 1.0)
    row = half(at_days=40.0)
    rows = by_name(compared(forecasts(row, NO_HISTORY), told(spi), "duration")[0])
    assert rows["PV, SPI"]["value"] == pytest.approx(24)
    assert rows["PV, SPI"]["low"] is None


def test_the_class_is_told_in_words() -> None:
    """Its size, from where, and what its bounds promise, or why there is none."""
    row = {"cost_n": 6, "cost_of": "closed projects", "cost_is_whole": True}
    words = class_words(row, "cost")
    assert words.startswith("n = 6: closed projects. At least 8 of 10 end at or below the P80;")
    assert words.endswith("Too few for a P90 (9).")
    few = class_words({**row, "cost_n": 3}, "cost")
    assert few == "n = 3: closed projects. Too few for a P80 (4) and a P90 (9)."


def test_every_method_is_named_once() -> None:
    """No two methods share a column, and within a measure no two share a name."""
    assert len({one.code for one in METHODS}) == len(METHODS)
    assert len({(one.measure, one.label) for one in METHODS}) == len(METHODS)

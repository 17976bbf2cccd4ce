"""Charts of forecasts: what is sent, and that the specs are valid."""

from datetime import date

import altair as alt
import polars as pl

from pmo_core.charts.forecasts import coverage, moved, side_by_side, track_record

SIDE = pl.DataFrame({
    "name": ["Manager", "AC + remaining budget", "SPI"], "value": [110.0, 120.0, None],
    "low": [100.0, None, None], "high": [125.0, None, None], "planned": 100.0, "actual": 60.0,
    "mark": ["Reported", "Recommended", "Other forecast"],
})  # fmt: skip
MOVED = pl.DataFrame({
    "data_date": [date(2026, 8, 31), date(2026, 9, 30)], "name": "Manager",
    "value": [date(2027, 1, 1), None], "final": date(2027, 2, 1),
})  # fmt: skip
RECORD = pl.DataFrame({
    "name": ["SPI", "Manager"], "band": "0-30 %", "error_pct": [80.0, 5.0],
    "default_pct": [None, 6.0], "n_dates": 4, "n_projects": 2, "is_recommended": [False, True],
})  # fmt: skip
HELD = pl.DataFrame({
    "closed_on": [date(2026, 8, 31), date(2026, 9, 30)], "coverage_pct": [100.0, 50.0],
    "measure": "Cost", "n": [1, 2],
})  # fmt: skip


def test_specs_are_valid() -> None:
    """All pass Vega-Lite's schema without the rows, for money and for dates."""
    days = SIDE.with_columns(
        pl.lit(date(2026, 9, 1)).alias(one) for one in ("value", "low", "high", "planned", "actual")
    )
    for drawing in (
        side_by_side(SIDE, title="Cost", unit="EUR"),
        side_by_side(days, title="Finish"),
        moved(MOVED, title="Moves", names=("Manager",)),
        moved(MOVED.with_columns(value=1.0, final=None), title="Moves", names=("Manager",)),
        track_record(RECORD, title="Errors", bands=("0-30 %",)),
        coverage(HELD, title="P80"),
    ):
        assert "data" not in drawing.spec
        alt.Chart.from_dict({"data": {"values": []}} | drawing.spec, validate=True)


def test_what_is_seen_is_told() -> None:
    """What is not known is not drawn; the sentences name what is recommended and how it stands."""
    drawing = side_by_side(SIDE, title="Cost", unit="EUR")
    assert drawing.frame.height == 2
    assert drawing.alt.endswith("recommended: AC + remaining budget.")
    assert moved(MOVED, title="Moves", names=("Manager",)).frame.height == 1
    record = track_record(RECORD, title="Errors", bands=("0-30 %",))
    assert record.alt.endswith("Recommended: 0-30 %: Manager.")
    assert record.frame["shade"].max() == 30, "one disaster does not fade the other errors"
    assert coverage(HELD, title="P80").alt == "P80: Cost 50 %."

"""The chart of a tolerance: what is sent, and that the spec is valid."""

from datetime import date

import altair as alt
import polars as pl

from pmo_core.charts.tolerance import against_tolerance

COURSE = pl.DataFrame({
    "day": [date(2026, 9, 30), date(2026, 8, 31), date(2026, 10, 31)],
    "source": ["report", "report", "today"],
    "deviation": [12.0, 10.0, None],
    "tolerated": [10.0, 10.0, 10.0],
    "baseline_number": [1, 1, 1],
})  # fmt: skip


def test_the_spec_is_valid_and_what_is_not_known_is_not_drawn() -> None:
    """It passes Vega-Lite's schema without rows; exactly the limit is within."""
    drawing = against_tolerance(COURSE, title="Cost", unit="percent")
    alt.Chart.from_dict({"data": {"values": []}} | drawing.spec, validate=True)
    assert drawing.frame["standing"].to_list() == ["within", "beyond"]
    assert drawing.alt == "Cost: beyond the tolerance on 1 of 2 days looked at."
    assert against_tolerance(COURSE.clear(), title="Cost", unit="percent").is_empty

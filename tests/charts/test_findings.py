"""Charts of findings: what is sent, and that the specs are valid."""

from datetime import date

import altair as alt
import polars as pl

from pmo_core.charts.findings import CLOSED, FOUND, ages, flow

BANDS = ("to 30 days", "31 to 90")
AGED = pl.DataFrame({
    "grade": ["major", "minor"], "age_band": ["31 to 90", "to 30 days"], "n_findings": [2, 3],
    "oldest_days": [77, 4],
})  # fmt: skip
FLOW = pl.DataFrame({
    "month_on": [date(2026, 9, 1), date(2026, 10, 1)], "n_found": [4, 1], "n_closed": [0, 2],
    "n_at_end": [4, 3],
})  # fmt: skip


def test_specs_are_valid_and_say_what_is_seen() -> None:
    """Both pass Vega-Lite's schema without the rows, and the sentence has the figures."""
    aged, flowed = ages(AGED, bands=BANDS), flow(FLOW)
    for drawing in (aged, flowed):
        assert "data" not in drawing.spec
        alt.Chart.from_dict({"data": {"values": []}} | drawing.spec, validate=True)
    assert aged.alt == "5 findings not settled, by age and grade; the oldest is 77 days old."
    assert flowed.alt == "Findings found and closed in 2 months; 3 are left."


def test_each_month_has_what_came_and_what_went() -> None:
    """Two marks a month, with what was left at its end beside them."""
    rows = flow(FLOW).frame.sort("month", "side")
    assert rows.select("month", "side", "n_findings", "n_at_end").rows() == [
        ("2026-09", CLOSED, 0, 4), ("2026-09", FOUND, 4, 4),
        ("2026-10", CLOSED, 2, 3), ("2026-10", FOUND, 1, 3),
    ]  # fmt: skip

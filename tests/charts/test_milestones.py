"""Charts of milestones and ratings: sound specs, and sights in words."""

from datetime import date

import altair as alt
import polars as pl

from pmo_core.charts.milestones import milestone_trend
from pmo_core.charts.rag_history import rag_counts, rag_strip

POINTS = pl.DataFrame({
    "code": ["M1", "M1", "M2"], "name": ["Design", "Design", "Go-live"],
    "data_date": [date(2026, 3, 31), date(2026, 4, 20), date(2026, 3, 31)],
    "expected_on": [date(2026, 4, 10), date(2026, 4, 20), date(2026, 9, 1)],
    "planned_on": [date(2026, 4, 1), date(2026, 4, 1), None], "is_reached": [False, True, False],
})  # fmt: skip
HELD = pl.DataFrame({
    "project": ["B", "B", "A"], "project_name": ["Beta", "Beta", "A" * 60],
    "month": ["2026-03", "2026-04", "2026-04"], "rag": ["green", "no current status", "red"],
    "status_on": [date(2026, 3, 31), date(2026, 3, 31), date(2026, 4, 28)],
})  # fmt: skip
COUNTS = HELD.group_by("month", "rag").agg(n_projects=pl.len()).sort("month", "rag")


def test_specs_keep_to_the_schema() -> None:
    """Each chart is valid Vega-Lite, with rows and without."""
    for draw, rows in ((milestone_trend, POINTS), (rag_counts, COUNTS), (rag_strip, HELD)):
        for drawing in (draw(rows), draw(rows.clear())):
            alt.Chart.from_dict({"data": {"values": []}} | drawing.spec, validate=True)
            assert "data" not in drawing.spec
        assert draw(rows.clear()).is_empty


def test_sights_in_words() -> None:
    """What is seen is said: how many lines, how many reached, what holds now."""
    assert milestone_trend(POINTS).alt == (
        "Expected day of 2 milestones, report by report; 1 are reached."
    )
    assert rag_counts(COUNTS).alt == (
        "Projects by rating over 2 months; now 1 red, 1 no current status."
    )
    assert rag_strip(HELD).alt == "Ratings of 2 projects, month by month."


def test_projects_stay_in_the_order_given() -> None:
    """The worst stand on top, as the page sorted them; long names are cut."""
    drawing = rag_strip(HELD)
    sort = drawing.spec["layer"][0]["encoding"]["y"]["sort"]
    assert sort == ["B  Beta", "A  " + "A" * 34]
    assert drawing.frame["sign"].to_list() == ["●", "?", "◆"]

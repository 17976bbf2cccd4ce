"""Charts of governance: what is sent, and that the spec is valid."""

from datetime import date

import altair as alt
import polars as pl

from pmo_core.charts.gate import OUTCOMES, decided, rag_history

REPORTS = pl.DataFrame(
    {
        "data_date": [date(2026, 8, 31), date(2026, 7, 31), date(2026, 9, 30)],
        "rag": ["amber", "green", None],
        "percent_complete": [20.0, None, 40.0],
    }
)
MONTHS = pl.DataFrame(
    {
        "month": [date(2026, 8, 1), date(2026, 9, 1), date(2026, 9, 1)],
        "outcome": ["go", "stop", "go"],
        "n_decisions": [2, 1, 4],
    }
)


def test_specs_are_valid() -> None:
    """Both pass Vega-Lite's schema without the rows, which travel as a frame."""
    for drawing in (rag_history(REPORTS), decided(MONTHS)):
        assert "data" not in drawing.spec
        alt.Chart.from_dict({"data": {"values": []}} | drawing.spec, validate=True)


def test_reports_without_a_rating_are_not_drawn() -> None:
    """Two of three are drawn, by day; the sentence tells the latest rating."""
    drawing = rag_history(REPORTS)
    assert drawing.frame["rag"].to_list() == ["green", "amber"]
    assert drawing.alt == "Rating over 2 status reports; the latest is amber."
    assert rag_history(REPORTS.clear()).is_empty


def test_decisions_are_counted_in_words_and_named_in_the_legend() -> None:
    """Seven decisions over two months; only outcomes that occur are in the legend."""
    drawing = decided(MONTHS)
    assert drawing.alt == "7 decisions over 2 months, by outcome."
    color = drawing.spec["encoding"]["color"]
    assert color["legend"]["values"] == ["go", "stop"]
    assert color["scale"]["domain"] == list(OUTCOMES)
    assert decided(MONTHS.clear()).is_empty

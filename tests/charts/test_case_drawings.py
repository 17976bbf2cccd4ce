"""The charts of a business case: what is sent, and that the specs are valid."""

import altair as alt
import polars as pl
import pytest

from pmo_core import charts
from pmo_core.charts import Drawing

FLOWS = pl.DataFrame(
    {
        "year": [2027, 2028, 2029],
        "cost": [100.0, 20.0, 0.0],
        "benefit": [0.0, 60.0, 108.0],
        "running": [-100.0, -60.0, 48.0],
    }
)
MOVES = pl.DataFrame(
    {
        "driver": ["Benefits", "Benefits come later"],
        "worse": ["20 % less", "one year later"],
        "better": ["20 % more", ""],
        "npv_worse": [-5.0, 20.0],
        "npv_better": [60.0, None],
    }
)
DRAWINGS = {
    "cash_flow": lambda: charts.cash_flow(FLOWS, title="Cash flow", unit="EUR"),
    "tornado": lambda: charts.tornado(MOVES, title="NPV", unit="EUR", now=30.0),
}


@pytest.fixture(params=sorted(DRAWINGS))
def drawing(request: pytest.FixtureRequest) -> Drawing:
    """Each chart in turn."""
    return DRAWINGS[request.param]()


def test_a_spec_is_valid_and_says_what_is_seen(drawing: Drawing) -> None:
    """Vega-Lite's schema takes it; there is a title and a sentence; nothing unknown is drawn."""
    alt.Chart.from_dict({"data": {"values": []}} | drawing.spec, validate=True)
    assert drawing.spec["title"]
    assert drawing.alt.endswith(".")
    assert drawing.frame["value"].null_count() == 0


def test_costs_go_down_and_nothing_is_drawn_for_nothing() -> None:
    """Costs are negative, a year without costs has no bar, the running sum has every year."""
    rows = DRAWINGS["cash_flow"]().frame
    assert rows.filter(part="Costs")["value"].to_list() == [-100, -20]
    assert rows.filter(part="Running sum, discounted")["value"].to_list() == [-100, -60, 48]


def test_a_side_that_is_not_there_is_not_drawn() -> None:
    """A delay has no better side."""
    rows = DRAWINGS["tornado"]().frame
    assert rows.filter(side="Better")["driver"].to_list() == ["Benefits"]
    assert rows["now"].unique().to_list() == [30]

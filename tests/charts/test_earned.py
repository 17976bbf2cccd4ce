"""Charts of earned value: the S-curve with its forecasts, and the bullseye."""

from datetime import date

import altair as alt
import polars as pl

from pmo_core.charts.earned import AC, EAC, EV, PV, earned_curve
from pmo_core.charts.earned_bullseye import bullseye
from pmo_core.charts.theme import CANVAS_FROM

JANUARY, FEBRUARY, MAY = date(2026, 1, 31), date(2026, 2, 28), date(2026, 5, 29)
CURVE = pl.DataFrame({
    "day": [JANUARY, FEBRUARY, FEBRUARY, MAY, FEBRUARY, MAY, FEBRUARY],
    "curve": [PV, PV, AC, PV, EAC, EAC, EV],
    "form": [PV, PV, AC, PV, "At CPI", "At CPI", EV],
    "value": [10.0, 30.0, 40.0, 100.0, 40.0, 160.0, None],
})  # fmt: skip
TRAIL = pl.DataFrame({
    "key": ["A", "A", "B", "C"], "name": ["Alpha", "Alpha", "Beta", "Gamma"],
    "data_date": [JANUARY, FEBRUARY, FEBRUARY, FEBRUARY],
    "spi_t": [0.9, 0.8, 3.0, None], "cpi": [0.95, 0.85, 1.02, 1.0],
    "is_last": [False, True, True, True], "is_followed": [True, True, False, False],
})  # fmt: skip


def test_specs_are_valid() -> None:
    """Both pass Vega-Lite's schema without the rows, which travel as a frame."""
    drawings = (earned_curve(CURVE, data_date=FEBRUARY, unit="EUR", title="S-curve"),
                bullseye(TRAIL, title="Performance"))  # fmt: skip
    for drawing in drawings:
        assert "data" not in drawing.spec
        alt.Chart.from_dict({"data": {"values": []}} | drawing.spec, validate=True)


def test_the_curve_says_what_stands_on_the_data_date() -> None:
    """PV and AC of the day, one forecast; an unknown EV is neither drawn nor told."""
    drawing = earned_curve(CURVE, data_date=FEBRUARY, unit="EUR", title="S-curve")
    assert drawing.alt == (
        "S-curve up to 2026-02-28: planned (PV) 30 EUR, actual (AC) 40 EUR; 1 forecasts."
    )
    assert EV not in set(drawing.frame["curve"])
    assert drawing.frame.filter("is_end")["value"].to_list() == [160.0]


def test_the_bullseye_draws_what_has_both_indices() -> None:
    """C lacks SPI(t); B is far ahead and drawn on the edge, its tooltip tells the index."""
    drawing = bullseye(TRAIL, title="Performance")
    assert drawing.alt == "Performance: 2 projects, 1 of them over cost and behind."
    assert drawing.frame.filter(key="B")["spi_t"].item() == 3
    lines = [layer for layer in drawing.spec["layer"] if layer["mark"]["type"] == "line"]
    scale = lines[0]["encoding"]["x"]["scale"]
    assert scale == {"domain": [0.8, 1.6], "nice": False, "clamp": True}
    assert bullseye(TRAIL.clear(), title="Performance").is_empty


def test_many_projects_are_drawn_on_a_canvas() -> None:
    """Beyond the limit the renderer changes."""
    many = pl.concat([TRAIL.filter(key="B")] * (CANVAS_FROM + 1))
    options = bullseye(many, title="Performance").spec["usermeta"]["embedOptions"]
    assert options["renderer"] == "canvas"

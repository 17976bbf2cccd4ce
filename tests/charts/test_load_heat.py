"""Charts of load: bands with a break at 100 %, and valid specs."""

from datetime import date

import altair as alt
import polars as pl

from pmo_core.charts.load_heat import ABSENT, IDLE, UNKNOWN, heat, over_time

MARCH, APRIL = date(2027, 3, 1), date(2027, 4, 1)
SHARES = (0.0, 0.5, 0.51, 1.0, 1.0001, 1.2, 1.51, None)


def rows(shares=SHARES) -> pl.DataFrame:
    """Return a row per share of a capacity of 100 hours; null has no known capacity."""
    return pl.DataFrame(
        {"row": [f"E{n}" for n in range(len(shares))],
         "name": [f"Name {n}" for n in range(len(shares))], "period": MARCH, "load": shares,
         "capacity": [None if one is None else 100.0 for one in shares],
         "hard": [(one or 0.0) * 100 for one in shares], "soft": 0.0, "open": None,
         "over": [None if one is None else max(one - 1, 0.0) * 100 for one in shares]},
        schema_overrides={"open": pl.Float64},
    )  # fmt: skip


def drawn(frame: pl.DataFrame):
    """Return the drawing of a heat map."""
    return heat(frame, title="Load", unit="month", n_rows=40)


def test_full_is_not_yet_over():
    """100 % is the last blue band, anything above it is warm; not known is no band of its own."""
    assert drawn(rows()).frame["band"].to_list() == [
        IDLE, "≤ 50 %", "≤ 80 %", "≤ 100 %", "> 100 %", "> 100 %", "> 150 %",
        UNKNOWN,
    ]  # fmt: skip
    assert drawn(rows()).frame["text"].to_list()[-2:] == ["151", "?"]


def test_who_is_not_there_is_not_idle():
    """Without capacity nothing is shown, unless something is booked all the same."""
    away = rows((0.0, 0.0)).with_columns(
        load=pl.lit(None, pl.Float64), capacity=0.0, over=pl.Series([0.0, 8.0])
    )
    assert drawn(away).frame.select("band", "text").rows() == [(ABSENT, ""), ("> 150 %", "!")]


def test_a_click_gives_row_and_period():
    """The key of a cell names both, and the sight is told in words."""
    drawing = drawn(rows())
    assert drawing.frame["key"][0] == "E0|2027-03-01"
    assert drawing.alt.startswith("Load: 8 of 40 rows over 1 periods, in percent of capacity;")
    assert "most beyond it: Name 6, Name 5, Name 4" in drawing.alt


def test_specs_are_valid():
    """All pass Vega-Lite's schema without the rows, which travel as a frame."""
    time = over_time(rows((0.5, 1.2)), title="Kim", unit="week")
    assert time.frame["measure"].unique().sort().to_list() == ["Capacity", "Hard", "Soft"]
    for drawing in (drawn(rows()), time):
        assert "data" not in drawing.spec
        alt.Chart.from_dict({"data": {"values": []}} | drawing.spec, validate=True)

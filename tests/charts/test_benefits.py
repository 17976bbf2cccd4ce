"""Charts of benefits: what is sent, and that the specs are valid."""

from datetime import date

import altair as alt
import polars as pl

from pmo_core.charts.benefits import MEASURED, PLANNED, TOP, by_year, on_its_way, realized

GROUPS = pl.DataFrame(
    {
        "group": ["Small", "Large", "Free", "Unknown"],
        "planned_due": [10.0, 100.0, 0.0, None],
        "realized": [12.0, 80.0, 5.0, None],
        "realized_pct": [120.0, 80.0, None, None],
    }
)
YEARS = pl.DataFrame(
    {
        "year": [2025, 2026], "planned": [10.0, 20.0], "low": [None, 15.0], "high": [None, 30.0],
        "realized": [8.0, None],
    }
)  # fmt: skip
WAY = pl.DataFrame(
    {
        "day": [date(2026, 3, 31), date(2026, 3, 31), date(2026, 6, 30)],
        "measure": [PLANNED, MEASURED, MEASURED],
        "value": [4400.0, 4710.0, None],
    }
)


def test_specs_are_valid() -> None:
    """All pass Vega-Lite's schema without the rows, which travel as a frame."""
    for drawing in (
        realized(GROUPS, title="T", unit="EUR", group_title="Program"),
        by_year(YEARS, title="T", unit="EUR", this_year=2025),
        on_its_way(WAY, title="T", unit="calls", as_of=date(2026, 7, 1)),
    ):
        assert "data" not in drawing.spec
        alt.Chart.from_dict({"data": {"values": []}} | drawing.spec, validate=True)


def test_a_share_stands_beside_its_bars() -> None:
    """The largest plan first; without a plan the share is N/A, without both nothing is drawn."""
    drawing = realized(GROUPS, title="By program", unit="EUR", group_title="Program")
    first = drawing.frame.filter(pl.col("measure") == PLANNED)
    assert first["group"].to_list() == ["Large", "Small", "Free"]
    assert first["share"].to_list() == ["80 %", "120 %", "N/A"]
    assert first["end"].to_list() == [100.0, 12.0, 5.0]
    assert drawing.alt == "By program, in EUR; largest: Large, 80 % realized."
    assert realized(GROUPS.clear(), title="T", unit="EUR", group_title="P").is_empty


def test_what_is_left_out_is_said() -> None:
    """Of thirteen groups twelve are drawn, and the title says so."""
    many = pl.DataFrame({
        "group": [f"G{n}" for n in range(13)], "planned_due": [float(n) for n in range(13)],
        "realized": 1.0, "realized_pct": 50.0,
    })  # fmt: skip
    drawing = realized(many, title="T", unit="EUR", group_title="Goal")
    assert drawing.spec["title"] == f"T (largest {TOP} of 13)"


def test_years_tell_what_has_begun() -> None:
    """A year that was not measured has one bar, and later years are marked as such."""
    drawing = by_year(YEARS, title="T", unit="EUR", this_year=2025)
    assert drawing.frame.select("year", "measure", "is_past").rows() == [
        ("2025", "Planned", True), ("2025", "Realized", True), ("2026", "Planned", False),
    ]  # fmt: skip


def test_a_measure_tells_its_latest_value() -> None:
    """What was not measured is not drawn, and the sentence holds the latest known."""
    drawing = on_its_way(WAY, title="Fewer calls", unit="calls", as_of=date(2026, 7, 1))
    assert drawing.frame.height == 2
    assert drawing.alt == "Fewer calls, calls; measured last: 4.71 k."
    never = WAY.filter(pl.col("measure") == PLANNED)
    assert "never measured" in on_its_way(never, title="T", unit="u", as_of=date(2026, 7, 1)).alt

"""Charts of audit runs: bands, clicks, and valid specs."""

from datetime import date

import altair as alt
import polars as pl

from pmo_core.charts.audit_runs import heat, passing

ROWS = pl.DataFrame(
    [
        ("DQ-01", "IT", 10, 0, 0, 0.0), ("DQ-01", "HR", 10, 1, 3, 10.0),
        ("DQ-02", "IT", 10, 2, 2, 20.0), ("DQ-02", "HR", 2, 2, 9, 100.0),
    ],
    schema=["rule", "group", "n_judged", "n_failing", "n_rows", "failing_pct"], orient="row",
).with_columns(label=pl.col("rule") + "  Name")  # fmt: skip
TREND = pl.DataFrame({
    "run": ["R-1", "R-2"], "data_date": [date(2026, 1, 1), date(2026, 2, 1)],
    "family": ["data quality"] * 2, "passing_pct": [70.0, None], "n_judged": [10, 0],
    "n_failing": [3, 0],
})  # fmt: skip


def test_a_cell_counts_projects_or_violations() -> None:
    """By department a number counts projects, by project violations; what passes is empty."""
    by_department = heat(ROWS, title="Heat", groups=["HR", "IT"], noun="Department")
    assert by_department.frame.select("key", "band", "text").rows() == [
        ("DQ-01|IT", "passes", ""), ("DQ-01|HR", "≤ 10 %", "1"), ("DQ-02|IT", "≤ 25 %", "2"),
        ("DQ-02|HR", "> 50 %", "2"),
    ]  # fmt: skip
    assert "most often violated: DQ-02  Name, DQ-01  Name" in by_department.alt
    by_project = heat(ROWS, title="Heat", groups=["HR", "IT"], noun="Project")
    assert by_project.frame["text"].to_list() == ["", "3", "2", "9"]


def test_a_run_that_judged_nothing_is_not_drawn() -> None:
    """A share that is not known is left out, never 0."""
    drawing = passing(TREND)
    assert drawing.frame["run"].to_list() == ["2026-01-01  R-1"]
    assert drawing.alt.endswith("data quality 70 %.")
    assert passing(TREND.clear()).is_empty


def test_specs_are_valid() -> None:
    """All pass Vega-Lite's schema without the rows, which travel as a frame."""
    for drawing in (
        heat(ROWS, title="Heat", groups=["HR", "IT"], noun="Department"),
        heat(ROWS, title="Heat", groups=["HR", "IT"], noun="Project"),
        passing(TREND),
    ):
        assert "data" not in drawing.spec
        alt.Chart.from_dict({"data": {"values": []}} | drawing.spec, validate=True)

"""The performance database, checked by hand."""

from datetime import date

import polars as pl

from pmo_core.analysis.performance import circumstances, closed

PAST = pl.DataFrame(
    {
        "code": ["A", "B"], "name": ["Alpha", "Beta"], "program": [None, None],
        "portfolio": ["P", "P"], "method": ["agile", None], "estimate_cost": [50_000.0, None],
        "actual_cost": [60_000.0, 10.0], "cost": [1.2, None], "estimate_days": [100.0, None],
        "actual_days": [90.0, None], "duration": [0.9, None],
    },
    schema_overrides={"program": pl.String},
)  # fmt: skip
PROJECTS = pl.DataFrame(
    {
        "code": ["A", "B"], "department": ["IT", None], "project_type": ["Software", None],
        "actual_start": [date(2025, 1, 1), None], "actual_finish": [date(2025, 6, 30), None],
        "actual_hours": [400.0, 0.0],
    },
    schema_overrides={"actual_start": pl.Date, "actual_finish": pl.Date},
)  # fmt: skip
OUTCOMES = pl.DataFrame(
    {"project": ["A"], "n_defects": [3], "rework_hours": [40.0], "satisfaction": [4.5]}
)


def counts(**changed: pl.DataFrame) -> pl.DataFrame:
    """Return what the two projects went through."""
    days = {"project": pl.String, "data_date": pl.Date}
    given = {
        "changes": pl.DataFrame({"project": ["A", "A", "B"],
                                 "state": ["approved", "rejected", "approved"]}),
        "gates": pl.DataFrame({
            "project": ["A", "A", "A"], "due_on": [date(2025, 2, 1), date(2025, 3, 1), None],
            "held_on": [date(2025, 2, 2), date(2025, 3, 1), date(2025, 4, 1)],
        }),
        "raid": pl.DataFrame({
            "project": ["A", "A", "A", "B"], "kind": ["risk", "issue", "action", "risk"],
            "raised_on": [date(2025, 1, 31), date(2025, 2, 1), date(2025, 1, 1), date(2025, 1, 1)],
        }),
        "reports": pl.DataFrame(
            [("A", date(2025, 1, 31)), ("A", date(2025, 3, 31)), ("A", date(2025, 9, 30))],
            schema=days, orient="row",
        ),
    } | changed  # fmt: skip
    return circumstances(PROJECTS, **given, every_days=30)


def test_what_a_project_went_through_is_counted() -> None:
    """One approved change, one late gate of two, one risk within 30 days, 6 reports due and 2."""
    assert counts().rows() == [("A", 1, 1, 1, 4), ("B", 1, None, None, None)]


def test_what_was_never_kept_is_not_zero() -> None:
    """No report at all means that none were kept, not that all are missing."""
    found = counts(reports=pl.DataFrame(schema={"project": pl.String, "data_date": pl.Date}))
    assert found["n_reports_missing"].to_list() == [None, None]


def test_a_row_holds_estimate_actual_quality_and_benefit() -> None:
    """Effort 400 of 320 hours, a tenth of it rework; what is not known stays null."""
    rows = closed(
        PAST, PROJECTS, effort=pl.DataFrame({"project": ["A"], "estimate_hours": [320.0]}),
        outcomes=OUTCOMES, benefits=pl.DataFrame({"project": ["A"], "realized_pct": [80.0]}),
        counts=counts(), start_month=4,
    )  # fmt: skip
    row = rows.row(0, named=True)
    assert (row["cost_ratio"], row["duration_ratio"], row["effort_ratio"]) == (1.2, 0.9, 1.25)
    assert (row["rework_pct"], row["n_defects"], row["satisfaction"]) == (10.0, 3, 4.5)
    assert (row["size_band"], row["realized_pct"]) == ("under 100 k", 80.0)
    assert (row["closing_year"], row["closing_quarter"]) == ("2026", "FY2026 Q1")
    other = rows.row(1, named=True)
    unknown = ("cost_ratio", "effort_ratio", "rework_pct", "closing_year", "size_band",
               "actual_hours")  # fmt: skip
    assert [other[name] for name in unknown] == [None] * len(unknown)
    assert other["n_changes"] == 1

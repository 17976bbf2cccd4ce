"""The calendar of audits: a row an auditor, a mark an audit, today as a line."""

from datetime import date

import altair as alt
import polars as pl

from pmo_core.charts import audits

ROWS = pl.DataFrame(
    [
        ("A-2026-01", "Portal", "P-1", "Ida", date(2026, 2, 2), "closed", 80.0),
        ("A-2026-02", "Archive", "P-2", None, date(2026, 5, 4), "overdue", None),
        ("A-2026-03", "Shop", "P-3", "Ida", date(2026, 12, 7), "planned", 10.0),
    ],
    schema=["code", "name", "subject", "auditor", "planned_on", "audit_state", "risk_points"],
    orient="row",
)


def test_every_audit_is_a_mark_in_the_row_of_its_auditor() -> None:
    """Names of neighbors stand above and below in turn; who has no auditor has a row, too."""
    drawing = audits.year(ROWS, year=2026, today=date(2026, 11, 23))
    marks = drawing.frame.filter(mark="audit")
    assert marks.select("key", "auditor", "is_below").rows() == [
        ("A-2026-01", "Ida", False), ("A-2026-03", "Ida", True),
        ("A-2026-02", "Nobody yet", False),
    ]  # fmt: skip
    assert drawing.frame.filter(mark="today").height == 1
    alt.Chart.from_dict({"data": {"values": []}} | drawing.spec, validate=True)
    assert drawing.alt == "3 audits of 2026 by auditor: 1 planned, 1 closed, 1 overdue."


def test_today_stands_in_its_year_only() -> None:
    """Another year has no line of today, and an empty one can be drawn."""
    drawing = audits.year(ROWS.clear(), year=2027, today=date(2026, 11, 23))
    assert drawing.frame["mark"].unique().to_list() == ["quarter"]
    assert drawing.alt.endswith("none.")

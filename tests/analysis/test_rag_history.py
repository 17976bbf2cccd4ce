"""Which rating held at each month's end, worked out by hand."""

from datetime import date
from typing import Any

import polars as pl

from pmo_core.analysis.rag_history import counted, held
from pmo_core.model import Settings, StatusReport

TODAY = date(2026, 6, 15)


def _held(*reports: tuple[str, date, str | None], **project: Any) -> pl.DataFrame:
    base: dict[str, Any] = {"code": "A", "name": "Alpha", "is_open": True, "actual_finish": None}
    projects = pl.DataFrame([base | project], schema_overrides={"actual_finish": pl.Date})
    told = StatusReport.frame(
        *(StatusReport.model_validate({"project": p, "data_date": day, "rag": rag})
          for p, day, rag in reports)
    )  # fmt: skip
    return held(projects, told, as_of=TODAY, settings=Settings(), n_months=4)


def test_the_latest_report_holds_until_it_is_stale() -> None:
    """A report of 20 March holds on 31 March and 30 April (41 days), not on 31 May (72 days)."""
    rows = _held(("A", date(2026, 3, 20), "amber"), ("A", date(2026, 6, 14), None))
    assert rows.select("month", "day", "rag").rows() == [
        ("2026-03", date(2026, 3, 31), "amber"), ("2026-04", date(2026, 4, 30), "amber"),
        ("2026-05", date(2026, 5, 31), "no current status"), ("2026-06", TODAY, "not rated"),
    ]  # fmt: skip


def test_before_the_first_report_and_after_the_end_there_is_nothing() -> None:
    """First reported in May, finished on 2 June: one month is left."""
    rows = _held(("A", date(2026, 5, 5), "green"), is_open=False, actual_finish=date(2026, 6, 2))
    assert rows["month"].to_list() == ["2026-05"]


def test_ratings_are_counted_by_month() -> None:
    """One project in three months gives three rows of one."""
    rows = counted(_held(("A", date(2026, 4, 30), "red"), ("A", date(2026, 5, 31), "red")))
    assert rows.rows() == [("2026-04", "red", 1), ("2026-05", "red", 1), ("2026-06", "red", 1)]

"""The portfolio that earned value is measured with has as many status dates as is said of it."""

import polars as pl

from bench import earned
from pmo_core import demo
from pmo_core.model import Project


def test_every_project_reports_on_the_same_ends_of_months() -> None:
    """36 reports each, the last on the day of the actuals, never falling, never beyond 100 %."""
    rows = [{"code": code, "name": code, "planned_cost": 1000} for code in ("A", "B")]
    reports = earned._reports(pl.DataFrame(rows, schema=Project.polars_schema()), 36)
    assert dict(reports.group_by("project").len().rows()) == {"A": 36, "B": 36}
    assert reports["data_date"].max() == demo.AS_OF
    done = reports.filter(project="A")["percent_complete"]
    assert done.is_sorted()
    assert done.max() <= 100

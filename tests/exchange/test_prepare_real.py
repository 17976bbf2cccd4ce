"""Files as offices publish them: counts and totals that their owners give."""

from decimal import Decimal
from pathlib import Path

import polars as pl

from pmo_core.exchange.mapping import FieldSource, Mapping
from pmo_core.exchange.prepare import Prepared, prepare
from pmo_core.exchange.reader import read_table


def _prepared(
    path: Path, register: str, columns: dict[str, str | tuple[str, ...]], **more: object
) -> Prepared:
    fields = {
        field: FieldSource(at if isinstance(at, tuple) else (at,)) for field, at in columns.items()
    }
    return prepare(read_table(path), Mapping(register, fields, **more))  # type: ignore[arg-type]


def test_federal_projects(shared_data: Path) -> None:
    """2,472 lines are 2,468 projects of 26 agencies and 599 investments; totals as published."""
    prepared = _prepared(
        shared_data / "itdb" / "projects_as_published.csv",
        "project",
        {
            "code": (
                "Unique Investment Identifier",
                "Business Case ID",
                "Project ID",
                "Unique Project ID",
            ),
            "name": "Project Name",
            "program": "Unique Investment Identifier",
            "department": "Agency Code",
            "planned_start": "Start Date",
            "actual_finish": "Completion Date (B1)",
            "planned_finish": "Planned Project Completion Date (B2)",
            "forecast_finish": "Projected/Actual Project Completion Date (B2)",
            "planned_cost": "Planned Cost ($ M)",
            "forecast_cost": "Projected/Actual Cost ($ M)",
        },
        constants={"currency": "USD"},
    )
    lines = prepared.reconciliation.lines
    assert (lines.read, lines.taken, lines.repeated, lines.rejected) == (2472, 2468, 4, 0)
    assert prepared.reconciliation.is_balanced()
    assert prepared.referenced["program"].height == 599
    assert prepared.referenced["department"].height == 26
    planned, projected = prepared.reconciliation.measures
    assert (round(planned.taken / 10**8), round(projected.taken / 10**8)) == (503, 519)


def test_city_projects_are_month_first(shared_data: Path) -> None:
    """The report days are proved by the other date columns; there are 15 of them."""
    prepared = _prepared(
        shared_data / "nyc" / "capital_projects.csv",
        "status_report",
        {
            "project": "PID",
            "data_date": "Date Reported As Of",
            "forecast_finish": "Forecast Completion",
            "forecast_cost": "Budget Forecast",
        },
        constants={"currency": "USD"},
    )
    frame = pl.concat(prepared.frames())
    assert (frame.height, frame["project"].n_unique(), frame["data_date"].n_unique()) == (
        2259,
        378,
        15,
    )
    assert (str(frame["data_date"].min())[:7], str(frame["data_date"].max())[:7]) == (
        "2013-09",
        "2019-09",
    )


def test_three_date_formats_in_one_file(shared_data: Path) -> None:
    """Every date of the water projects is read, in whichever of three ways it is written."""
    prepared = _prepared(
        shared_data / "melbourne_water" / "capital_delivery.csv",
        "project",
        {
            "code": "ID",
            "name": "ID",
            "planned_start": "BNI",
            "actual_start": "PBC",
            "planned_finish": "Stage3",
            "forecast_cost": "FFC",
        },
    )
    frame = pl.concat(prepared.frames())
    assert frame.height == 445
    assert frame["actual_start"].null_count() == 232
    (cost,) = prepared.reconciliation.measures
    assert cost.rounding != 0
    assert cost.is_balanced()


def test_withheld_amounts_are_counted(shared_data: Path) -> None:
    """The government's withheld whole-life costs are counted and their words kept."""
    for name, n_projects, n_withheld in (("uk_2019.csv", 133, 15), ("uk_2021.csv", 184, 20)):
        prepared = _prepared(
            shared_data / "gmpp" / name,
            "status_report",
            {
                "data_date": "year",
                "planned_finish": "end_date",
                "planned_cost": "wlc_baseline_incl_NCG",
                "rag": "colour_rating",
            },
            names={"project": FieldSource(("project_name",))},
            factors={"wlc_baseline_incl_NCG": "1000000"},
        )
        frame = pl.concat(prepared.frames())
        assert frame.height == n_projects
        (cost,) = prepared.reconciliation.measures
        assert (cost.currency, cost.n_withheld, cost.n_unreadable) == ("GBP", n_withheld, 0)
        kept = frame.filter(pl.col("planned_cost").is_null())["withheld"]
        assert kept.str.contains("planned_cost: ").sum() == n_withheld
        assert frame["planned_cost"].sum() == cost.taken


def test_hours_of_tasks(shared_data: Path) -> None:
    """Every task line becomes an actual; the hours are those of the developers."""
    prepared = _prepared(
        shared_data / "sip" / "tasks.csv",
        "actual",
        {
            "project": "ProjectCode",
            "wbs": "TaskNumber",
            "person": "DeveloperID",
            "category": ("Category", "SubCategory"),
            "hours": "DeveloperHoursActual",
        },
        constants={"spent_on": "2014-12-31"},
    )
    (hours,) = prepared.reconciliation.measures
    assert (prepared.reconciliation.lines.taken, hours.taken) == (12299, Decimal("95001.98"))
    assert prepared.referenced["person"].height == 22

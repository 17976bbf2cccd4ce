"""The planted faults are really there, where the list says."""

from datetime import timedelta

import polars as pl
import pytest

from pmo_core import demo
from pmo_core.demo import faults as module


def keys(made: demo.Demo, kind: str) -> list[tuple[str, ...]]:
    return [fault.key for fault in made.faults if fault.kind == kind]


def reports(made: demo.Demo, kind: str) -> pl.DataFrame:
    ((code,),) = keys(made, kind)
    return made.frames["status_report"].filter(pl.col("project") == code).sort("data_date")


def test_every_kind_is_documented_and_planted(made: demo.Demo) -> None:
    """The list in the module and the kinds planted are the same."""
    documented = {
        line.split()[0] for line in (module.__doc__ or "").splitlines()
        if "_" in line.split("  ")[0] and line[:1].islower()
    }  # fmt: skip
    assert documented == {fault.kind for fault in made.faults}


def test_faults_sit_on_records_that_exist(made: demo.Demo) -> None:
    """The first part of each key is a code of a project or person."""
    known = {*made.frames["project"]["code"], *made.frames["person"]["code"]}
    assert all(fault.key[0] in known for fault in made.faults)


def test_actuals_after_closure(made: demo.Demo) -> None:
    """Three lines lie 40 days or more after the actual finish; no others lie after it at all."""
    late = (
        made.frames["actual"]
        .join(made.frames["project"], left_on="project", right_on="code")
        .filter(pl.col("spent_on") > pl.col("actual_finish"))
    )
    assert {(row["project"], row["entry"]) for row in late.to_dicts()} == set(
        keys(made, "actual_after_closure")
    )
    assert late.height == 3
    assert late.select((pl.col("spent_on") - pl.col("actual_finish")).min()).item().days == 40


def test_nothing_is_posted_before_the_start(made: demo.Demo) -> None:
    """No line lies before the actual start of its project."""
    lines = made.frames["actual"].join(made.frames["project"], left_on="project", right_on="code")
    assert lines.filter(pl.col("spent_on") < pl.col("actual_start")).is_empty()


def test_status_missing(made: demo.Demo) -> None:
    """Exactly one running project has not reported for four months."""
    last = made.frames["status_report"].group_by("project").agg(pl.col("data_date").max())
    running = made.frames["project"].filter(pl.col("stage") == "delivery")
    old = running.join(last, left_on="code", right_on="project").filter(
        pl.col("data_date") <= demo.AS_OF - timedelta(days=100)
    )
    assert [(code,) for code in old["code"]] == keys(made, "status_missing")


def test_budget_missing(made: demo.Demo) -> None:
    """Four running projects have neither budget lines nor planned cost."""
    running = made.frames["project"].filter(pl.col("stage").is_in(["delivery", "on hold"]))
    without = running.join(
        made.frames["budget_line"], left_on="code", right_on="project", how="anti"
    )
    assert without["planned_cost"].null_count() == without.height == 4
    assert [(code,) for code in without["code"]] == keys(made, "budget_missing")


def test_duplicate_invoice(made: demo.Demo) -> None:
    """One invoice has a twin: same project, category, supplier and amount, two days later."""
    invoices = made.frames["actual"].filter(pl.col("source") == "ERP", pl.col("cost") > 1000)
    twins = invoices.join(
        invoices, on=["project", "category", "comment", "cost"], suffix="_again"
    ).filter(pl.col("spent_on_again") - pl.col("spent_on") == timedelta(days=2))
    found = twins.select("project", "entry_again").rows()
    assert found == keys(made, "duplicate_invoice")


def test_stale_forecast(made: demo.Demo) -> None:
    """Six reports repeat one forecast, and its date has passed."""
    last = reports(made, "stale_forecast").tail(6)
    assert last["forecast_cost"].n_unique() == last["forecast_finish"].n_unique() == 1
    assert last["forecast_finish"][-1] < last["data_date"][-1]


def test_green_while_over(made: demo.Demo) -> None:
    """The project rated green is forecast more than 20 % over plan."""
    last = reports(made, "rag_contradicts_cost").row(-1, named=True)
    assert last["rag"] == "green"
    assert last["forecast_cost"] > last["planned_cost"] * 12 / 10


def test_progress_falls(made: demo.Demo) -> None:
    """Percent complete falls by 15 points in the last report."""
    percent = reports(made, "progress_falls")["percent_complete"]
    assert percent[-1] == pytest.approx(percent[-2] - 15)


def test_forecast_below_actual(made: demo.Demo) -> None:
    """The last forecast is lower than the cost to date."""
    report = reports(made, "forecast_below_actual").row(-1, named=True)
    spent = made.frames["actual"].filter(pl.col("project") == report["project"])["cost"].sum()
    assert report["forecast_cost"] < spent


def test_registers_with_gaps(made: demo.Demo) -> None:
    """Five proposals lack a department, one closed project its finish, one person role and home."""
    project, person = made.frames["project"], made.frames["person"]
    no_home = project.filter(pl.col("department").is_null())["code"]
    no_finish = project.filter(pl.col("stage") == "closed", pl.col("actual_finish").is_null())[
        "code"
    ]
    assert [(code,) for code in no_home] == keys(made, "department_missing")
    assert [(code,) for code in no_finish] == keys(made, "finish_missing")
    no_role = person.filter(pl.col("role").is_null(), pl.col("department").is_null())["code"]
    assert [(code,) for code in no_role] == keys(made, "person_without_role")


def test_hours_implausible(made: demo.Demo) -> None:
    """Exactly one line says more than 24 hours on a day."""
    odd = made.frames["actual"].filter(pl.col("hours") > 24)
    assert [(odd["project"][0], odd["entry"][0])] == keys(made, "hours_implausible")
    assert odd.height == 1

"""The Federal IT Dashboard's projects beyond their tolerances, against independent counts.

Imported is the file as published, with its errors. Counted is, with the csv module alone, the file
that others cleaned. Both say nothing about which projects are finished: a projected finish in the
past is then taken for the actual one. Codes stay text, so those that the published file writes as
"1,208" are kept so; the cleaned file says 1208.
"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

import pmo_core
from pmo_core.jobs import exceptions as jobs
from pmo_core.jobs import facts
from pmo_core.jobs.commands import main
from pmo_core.model import Project, Setting
from pmo_core.store import Repository
from pmo_core.ui import boot

AS_OF = date(2012, 8, 31)
SLIP, OVERRUN = 30, 10
SHELL = Path(__file__).resolve().parents[2] / "pages" / "shell.py"


@pytest.fixture(scope="module")
def store(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Import the published file, counted in dollars, and give the address of its store."""
    address = str(tmp_path_factory.mktemp("itdb") / "pmo.duckdb")
    file = shared_data / "itdb" / "projects_as_published.csv"
    assert main(["import", str(file), "--store", address]) == 0
    with pmo_core.open(address) as repo:
        admin = repo.session("test", "administrator")
        admin.save(Setting(code="base_currency", value="USD"))
    return address


@pytest.fixture
def repo(store: str) -> Iterator[Repository]:
    """Open the imported portfolio."""
    with pmo_core.open(store) as opened:
        yield opened


@pytest.fixture(scope="module")
def cleaned(shared_data: Path) -> list[dict[str, str]]:
    """Read the cleaned file without any of our code."""
    with (shared_data / "itdb" / "projects_clean.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def days(row: dict[str, str]) -> int | None:
    """Return planned less projected finish, as the Dashboard signs it; None where one lacks."""
    planned, projected = row["planned_completion_b2"], row["projected_actual_completion_b2"]
    if not planned or not projected:
        return None
    return (date.fromisoformat(planned) - date.fromisoformat(projected)).days


def plain(codes: pl.Series) -> pl.Series:
    """Return codes as the cleaned file writes them."""
    return codes.str.replace(",", "")


def late(cleaned: list[dict[str, str]]) -> set[str]:
    """Return the projects that are more days late than tolerated."""
    known = ((row["project_id"], days(row)) for row in cleaned)
    return {code for code, lag in known if lag is not None and -lag > SLIP}


def costly(cleaned: list[dict[str, str]]) -> set[str]:
    """Return the projects whose projected cost is more over the planned than tolerated."""
    money = [
        (
            row["project_id"],
            float(row["planned_cost_musd"]),
            float(row["projected_actual_cost_musd"]),
        )
        for row in cleaned
        if row["planned_cost_musd"] and row["projected_actual_cost_musd"]
    ]
    over = {code: 100 * (new - old) / old for code, old, new in money if old > 0}
    return {code for code, pct in over.items() if round(pct, 6) > OVERRUN}


def broken(repo: Repository, measure: str) -> pl.DataFrame:
    """Give the exceptions of one measure as of the day of the file."""
    found = jobs.exceptions(repo, facts.portfolio(repo, AS_OF), AS_OF)
    return found.filter(pl.col("measure") == measure)


def test_late_and_costly_projects_are_those_of_an_independent_count(
    repo: Repository, cleaned: list[dict[str, str]]
) -> None:
    """Not one more and not one less, by time and by cost."""
    assert set(plain(broken(repo, "time")["project"])) == late(cleaned)
    assert set(plain(broken(repo, "cost")["project"])) == costly(cleaned)
    assert len(late(cleaned)) == 201
    assert broken(repo, "time")["baseline_number"].unique().to_list() == [0]


def test_the_variances_are_those_published(repo: Repository, cleaned: list[dict[str, str]]) -> None:
    """Cost on each project, to a dollar; time where the figure is that of a finished one: 1,330."""
    rows = facts.portfolio(repo, AS_OF).with_columns(pl.col("code").str.replace(",", ""))
    kept = {row["code"]: row for row in rows.iter_rows(named=True)}
    published = {row["project_id"]: row for row in cleaned}
    cost = [
        (float(row["published_cost_variance_musd"]) * 1e6, kept[code]["cost_variance"])
        for code, row in published.items()
        if row["published_cost_variance_musd"] and kept[code]["cost_variance"] is not None
    ]
    assert len(cost) == 2451
    assert max(abs(told - ours) for told, ours in cost) < 1
    known = [code for code, row in published.items() if days(row) is not None]
    agree = [
        code for code in known
        if kept[code]["slip_days"] == -int(published[code]["published_schedule_variance_days"])
    ]  # fmt: skip
    assert (len(known), len(agree)) == (1547, 1330)


def test_of_unfinished_projects_all_variances_are_those_published(
    repo: Repository, cleaned: list[dict[str, str]]
) -> None:
    """With the stage that 217 published figures imply, all 1,547 agree, and so do the overdue."""
    told = {row["project_id"]: int(row["published_schedule_variance_days"]) for row in cleaned
            if days(row) is not None}  # fmt: skip
    unfinished = {row["project_id"] for row in cleaned
                  if days(row) is not None and told[row["project_id"]] != days(row)}  # fmt: skip
    assert len(unfinished) == 217
    frame = (
        repo.table("project")
        .with_columns(pl.col("code").str.replace(",", ""))
        .with_columns(
            stage=pl.when(pl.col("code").is_in(list(unfinished))).then(pl.lit("delivery"))
        )
    )
    with pmo_core.open(":memory:") as staged:
        admin = staged.session("test", "administrator")
        registers = {name: repo.table(name) for name in ("department", "program", "setting")}
        admin.load({**registers, "project": frame.cast(pl.Schema(Project.polars_schema()))})
        rows = facts.portfolio(staged, AS_OF)
        slips = dict(rows.select("code", "slip_days").iter_rows())
        assert {code: -slips[code] for code in told} == told
        found = broken(staged, "time")
    assert set(found["project"]) == {code for code, lag in told.items() if -lag > SLIP}
    assert dict(found.select("project", "deviation").iter_rows()) == {
        code: -told[code] for code in found["project"]
    }


def test_the_page_shows_the_same_late_projects(
    store: str, cleaned: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All its pages together list each late project once, and the figure above counts them all."""
    monkeypatch.setenv("PMO_STORE_URL", store)
    app = AppTest.from_file(SHELL, default_timeout=60).run().switch_page("track/exceptions.py")
    app.run()
    try:
        assert not app.exception
        shown: list[pl.DataFrame] = []
        n = len(late(cleaned)) + len(costly(cleaned))
        for number in range(1, -(-n // 150) + 1):
            app.session_state["exceptions_page_of_table"] = number
            app.run()
            shown.append(pl.from_pandas(app.dataframe[0].value[["project", "measure"]]))
        figures = {one.label: one.value for one in app.metric}
    finally:
        boot._open.clear()
    rows = pl.concat(shown)
    assert figures["To be decided"] == f"{n:,}"
    assert sorted(plain(rows.filter(pl.col("measure") == "Time")["project"])) == sorted(
        late(cleaned)
    )
    assert sorted(plain(rows.filter(pl.col("measure") == "Cost")["project"])) == sorted(
        costly(cleaned)
    )

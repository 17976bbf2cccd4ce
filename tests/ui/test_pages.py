"""The pages of the section track, inside their frame, on small data made for each test."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pmo_core import ui
from pmo_core.model import (
    Actual,
    BudgetLine,
    CostCategory,
    Link,
    Person,
    Portfolio,
    Program,
    Project,
    Role,
    StatusReport,
    WbsElement,
)
from pmo_core.store import Repository
from pmo_core.ui.text import plain

SHELL = Path(__file__).resolve().parents[2] / "pages" / "shell.py"
TODAY = date.today()
NASTY = "<b>Bold</b> *star* :fire: [x](http://x.example)"


def _fill(repo: Repository) -> None:
    """Two portfolios, three projects: one over budget, one without budget and with a nasty name."""
    start, finish = TODAY - timedelta(days=200), TODAY + timedelta(days=100)
    common = {"planned_start": start, "planned_finish": finish, "stage": "delivery"}
    session = repo.session("test", "administrator")
    session.save(
        Portfolio(code="GROW", name="Growth"),
        Portfolio(code="RUN", name="Run"),
        Program(code="GROW-1", name="Shop", portfolio="GROW"),
        CostCategory(code="LABOR", name="Labor", kind="opex"),
        Role(code="DEV", name="Developer"),
        Person(code="E1", name="Kim", role="DEV"),
        Project(code="P1", name="Web shop", program="GROW-1", planned_cost=Decimal(1000),
                manager="Ana", tags="cloud;sec", **common),
        Project(code="P2", name=NASTY, portfolio="RUN", manager="Bo", **common),
        Project(code="P3", name="Network", portfolio="RUN", planned_cost=Decimal(3000), **common),
        BudgetLine(project="P1", period_on=start.replace(day=1), amount=Decimal(1000),
                   hours=Decimal(100)),
        BudgetLine(project="P3", period_on=start.replace(day=1), amount=Decimal(3000)),
        Actual(project="P1", category="LABOR", role="DEV", person="E1", spent_on=start,
               cost=Decimal(700), hours=Decimal(160)),
        Actual(project="P2", category="LABOR", role="DEV", person="E1", spent_on=start,
               cost=Decimal(50), hours=Decimal(8)),
        StatusReport(project="P1", data_date=TODAY - timedelta(days=5), percent_complete=50,
                     planned_cost=Decimal(1000), forecast_cost=Decimal(1300), rag="green",
                     planned_finish=finish, forecast_finish=finish, comment="All *fine*."),
    )  # fmt: skip


@pytest.fixture
def filled(kept: Repository) -> Repository:
    """Give the repository of the pages, with three projects."""
    _fill(kept)
    return kept


def _open(path: str, **params: str) -> AppTest:
    app = AppTest.from_file(SHELL, default_timeout=60)
    if path != "track/overview.py":
        app.switch_page(path)
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()


def _figures(app: AppTest) -> dict[str, str]:
    return {one.label: one.value for one in app.metric}


def test_overview_sums_what_is_known_and_counts_what_is_not(filled: Repository) -> None:
    """Sums leave out what is missing, and say so; the manager's rating stands beside the rule's."""
    app = _open("track/overview.py")
    assert not app.exception
    assert _figures(app) == {
        "Projects": "3", "Planned": "4 k", "Actual to date": "750", "Forecast": "1.3 k",
        "Variance": "-300", "Red by rule": "1",
    }  # fmt: skip
    notes = [caption.value for caption in app.caption]
    assert {"1 of 3 without budget", "1 of 3 without actuals", "2 of 3 without forecast"} <= set(
        notes
    )
    (table,) = (one.value for one in app.dataframe)
    worst = pl.from_pandas(table).row(0, named=True)
    assert (worst["code"], list(worst["rag_computed"]), list(worst["rag_reported"])) == (
        "P1", ["◆ red"], ["● green"],
    )  # fmt: skip


def test_a_name_is_shown_in_the_table_as_it_is(filled: Repository) -> None:
    """A table cell is text: nothing is escaped, nothing is interpreted."""
    table = _open("track/overview.py").dataframe[0].value
    assert NASTY in list(table["name"])


@pytest.mark.parametrize(
    ("params", "codes"),
    [
        ({"portfolio": "Run"}, {"P2", "P3"}),
        ({"portfolio": "Growth"}, {"P1"}),
        ({"search": "ana"}, {"P1"}),
        ({"search": "*star*"}, {"P2"}),
        ({"tag": "sec"}, {"P1"}),
        ({"stage": "delivery", "program": "Shop"}, {"P1"}),
        ({"exception": "true"}, {"P1"}),
    ],
)
def test_a_link_with_filters_shows_what_passes(
    filled: Repository, params: dict[str, str], codes: set[str]
) -> None:
    """The address holds the filters: by name, portfolio of the program, tag, text, exception."""
    assert set(_open("track/overview.py", **params).dataframe[0].value["code"]) == codes


def test_filters_out_of_sight_are_counted_from_the_first(filled: Repository) -> None:
    """A link with a filter that stands under More filters says so when it is opened."""
    (more,) = _open("track/overview.py", exception="true", tag="sec").get("popover")[:1]
    assert more.proto.popover.label == "More filters (2)"


def test_nothing_that_passes_is_said_not_drawn(filled: Repository) -> None:
    """A filter that lets nothing through gives a sentence and the next step."""
    app = _open("track/overview.py", search="nowhere")
    assert not app.dataframe
    assert any("No project passes the filters" in one.value for one in app.markdown)


@pytest.mark.parametrize("path", ["track/overview.py", "track/rollups.py", "track/project.py"])
def test_without_projects_a_page_says_what_to_do(kept: Repository, path: str) -> None:
    """An empty store that was meant to be empty shows no error and no chart."""
    kept.session("test", "administrator").put_settings(base_currency="USD")
    app = _open(path)
    assert not app.exception
    assert any("no projects yet" in one.value for one in app.markdown)


def test_a_project_shows_its_figures_and_its_rule(filled: Repository) -> None:
    """Figures, the reason of the rating, the manager's rating beside it; comments as text."""
    app = _open("track/project.py", project="P1")
    assert not app.exception
    figures = _figures(app)
    assert (figures["Planned"], figures["Forecast"], figures["Variance"]) == (
        "1 k",
        "1.3 k",
        "-300",
    )
    assert any("cost 30" in one.value.replace("\\", "") for one in app.caption)
    assert "Latest comment: All *fine*." in [one.value for one in app.text]


def test_a_project_without_plan_says_so(filled: Repository) -> None:
    """What is not known is n/a with the reason, never 0."""
    app = _open("track/project.py", project="P2")
    figures = _figures(app)
    assert figures["Planned"] == figures["Forecast"] == figures["Variance"] == "n/a"
    assert figures["Actual to date"] == "50"
    assert any("&lt;b&gt;Bold" in str(one.proto) for one in app.get("html"))


def test_a_project_that_is_not_there_is_one_sentence(filled: Repository) -> None:
    """A code from an old link raises what the shell tells."""
    app = _open("track/project.py", project="P9*")
    assert [one.message for one in app.exception] or [one.value for one in app.error]
    assert ui.repository().table("project").height == 3


@pytest.mark.parametrize(
    ("params", "sums"),
    [
        ({}, {"Total": 750.0, "Growth": 700.0, "Run": 50.0}),
        ({"by": "Cost category"}, {"Total": 750.0, "Labor": 750.0, "No category": None}),
        ({"by": "Capex / opex"}, {"Total": 750.0, "opex": 750.0, "No kind": None}),
        ({"by": "Tag"}, {"Total": 750.0, "cloud": 700.0, "sec": 700.0, "No tag": 50.0}),
        ({"by": "Project"}, {"Total": 750.0, "Web shop": 700.0, NASTY: 50.0, "Network": None}),
        ({"within": "GROW"}, {"Total": 700.0, "Shop": 700.0}),
        ({"within": "GROW › GROW-1"}, {"Total": 700.0, "Web shop": 700.0}),
        ({"within": "RUN"}, {"Total": 50.0, NASTY: 50.0, "Network": None}),
    ],
)
def test_rollups_sum_by_every_structure(
    filled: Repository, params: dict[str, str], sums: dict[str, float | None]
) -> None:
    """Each structure gives its groups and the same total; looking into one gives what is below."""
    app = _open("track/rollups.py", **params)
    assert not app.exception
    table = pl.from_pandas(app.dataframe[0].value)
    assert dict(table.select("group_name", "actual_cost").rows()) == sums


def test_rollups_speak_of_the_projects_that_pass_the_filters(filled: Repository) -> None:
    """The filters of the Overview hold on this page too."""
    app = _open("track/rollups.py")
    app.multiselect(key="portfolio").set_value(["RUN"]).run()
    table = pl.from_pandas(app.dataframe[0].value)
    assert dict(table.select("group_name", "actual_cost").rows()) == {"Total": 50.0, "Run": 50.0}


def test_a_project_without_budget_lines_counts_with_its_planned_cost(kept: Repository) -> None:
    """Planned cost is spread evenly over the planned months; without dates it is in no period."""
    plan = {"planned_start": date(2026, 1, 20), "planned_finish": date(2026, 3, 2)}
    kept.session("test", "administrator").save(
        Project(code="A", name="Plan only", planned_cost=Decimal(300), **plan),
        Project(code="B", name="With budget", planned_cost=Decimal(999), **plan),
        BudgetLine(project="B", period_on=date(2026, 2, 1), amount=Decimal(50)),
        Project(code="C", name="No dates", planned_cost=Decimal(70)),
    )
    sums, periods = (
        pl.from_pandas(t.value) for t in _open("track/rollups.py", by="Project").dataframe
    )
    assert dict(sums.select("group_name", "planned_cost").rows()) == {
        "Total": 420.0, "Plan only": 300.0, "With budget": 50.0, "No dates": 70.0,
    }  # fmt: skip
    assert periods.select("period", "planned_cost").rows() == [
        ("2026-01", 100.0), ("2026-02", 150.0), ("2026-03", 100.0),
    ]  # fmt: skip


def test_rollups_count_what_is_missing(filled: Repository) -> None:
    """A project without budget is said, not summed as zero."""
    shown = str([one.proto for one in _open("track/rollups.py").main.get("markdown")])
    assert "1 of 3 without budget" in shown
    assert "1 of 3 without actuals" in shown


@pytest.mark.parametrize("by", ["Role", "People's department", "Portfolio"])
def test_workload_is_in_hours_and_full_time_equivalents(filled: Repository, by: str) -> None:
    """Sums are hours; a period of one month divides by the hours of one full-time equivalent."""
    app = _open("track/rollups.py", view="Workload", by=by)
    assert not app.exception
    sums, periods = (pl.from_pandas(one.value) for one in app.dataframe)
    assert sums["actual_hours"][0] == 168.0
    assert periods["actual_fte"].drop_nulls().to_list() == [pytest.approx(168 / 160)]


def test_a_page_follows_a_change(filled: Repository) -> None:
    """What is remembered is forgotten with the next change of the store."""
    app = _open("track/overview.py")
    assert _figures(app)["Planned"] == "4 k"
    was = filled.get("project", "P3")
    new = was.model_copy(update={"planned_cost": Decimal(9000)})
    filled.session("test", "administrator").amend(new, was)
    assert _figures(app.run())["Planned"] == "10 k"


def test_a_long_table_is_cut_and_sorted_on_the_server(kept: Repository) -> None:
    """The page holds the first rows of the chosen order, whatever the portfolio's size."""
    kept.session("test", "administrator").save(
        *(Project(code=f"P{n:04}", name=f"Project {n}", priority=n + 1) for n in range(400))
    )
    app = _open("track/overview.py", sort="Priority")
    table = app.dataframe[0].value
    assert list(table["code"]) == [f"P{n:04}" for n in range(150)]


def test_names_of_groups_in_the_path_are_text(kept: Repository) -> None:
    """A portfolio's name in the way back up is escaped."""
    _fill(kept)
    was = kept.get("portfolio", "RUN")
    renamed = was.model_copy(update={"name": NASTY})
    kept.session("test", "administrator").amend(renamed, was)
    app = _open("track/rollups.py", within="RUN")
    assert f"› {plain(NASTY)}" in [button.label for button in app.button]


def test_the_first_start_fills_an_empty_store(kept: Repository) -> None:
    """Nothing was ever kept: the demonstration is built, once, until the last full month's end."""
    make: Callable[[], AppTest] = lambda: AppTest.from_file(SHELL, default_timeout=120).run()  # noqa: E731
    app = make()
    assert not app.exception
    assert kept.revision == 2
    assert kept.settings().content == "demo"
    last = date.today().replace(day=1) - timedelta(days=1)
    assert kept.table("status_report")["data_date"].max() == last
    make()
    assert kept.revision == 2


def test_a_link_to_a_group_that_is_gone_leads_back(filled: Repository) -> None:
    """An old link shows that nothing is there, and the way to everything."""
    app = _open("track/rollups.py", within="GONE")
    assert not app.exception
    assert any("Nothing is planned or posted here" in one.value for one in app.markdown)
    assert "All" in [button.label for button in app.button]


def _part(name: str, code: str) -> None:
    from pmo_core.ui.project import part

    part(name, code, "EUR")


@pytest.mark.parametrize(
    ("name", "n_rows"),
    [("Status reports", 1), ("Work breakdown", 1), ("Links", 1), ("Latest lines", 1)],
)
def test_each_part_of_a_project_shows_its_rows(filled: Repository, name: str, n_rows: int) -> None:
    """Reports, work, links in both directions and lines stand in a table."""
    filled.session("test", "administrator").save(
        WbsElement(project="P1", code="1", name="Build"),
        Link(project="P3", needs="P1", kind="technical"),
    )
    app = AppTest.from_function(_part, args=(name, "P1"), default_timeout=60).run()
    assert not app.exception
    assert len(app.dataframe[0].value) == n_rows


@pytest.mark.parametrize("name", ["Status reports", "Work breakdown", "Links", "Latest lines"])
def test_an_empty_part_of_a_project_says_what_to_do(filled: Repository, name: str) -> None:
    """Nothing is drawn where nothing is kept."""
    app = AppTest.from_function(_part, args=(name, "P3"), default_timeout=60).run()
    assert not app.exception
    assert not app.dataframe
    assert app.caption

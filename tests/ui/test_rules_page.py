"""The page of audit rules: before the first run, after it, one rule, its evidence, a finding."""

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

import pmo_core
from pmo_core.jobs import audit
from pmo_core.model import REGISTERS, Project
from pmo_core.store import Repository
from pmo_core.ui import boot
from tests.jobs.audit_cases import fill

PAGE = "learn/rules.py"
LATEST = date(2026, 11, 30)
Show = Callable[[str], AppTest]


@pytest.fixture(scope="module")
def frames(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    """Give all that is kept after a run over three projects, one project more, and another run."""
    path = tmp_path_factory.mktemp("ran") / "pmo.duckdb"
    with pmo_core.open(str(shutil.copyfile(empty_store, path))) as repo:
        fill(repo)
        root = repo.session("root", "administrator")
        audit.run(repo, root, date(2026, 10, 31), today=LATEST)
        root.save(Project(code="D", name="Delta *", stage="delivery", department="IT"))
        audit.run(repo, root, LATEST, today=LATEST)
        return {name: rows for name in REGISTERS if (rows := repo.table(name)).height}


@pytest.fixture
def ran(kept: Repository, frames: dict[str, pl.DataFrame]) -> Repository:
    """Give a repository with two runs."""
    kept.session("root", "administrator").load(frames)
    return kept


def opened(show: Show, **query: str) -> AppTest:
    """Open the page at an address."""
    app = show(PAGE)
    app.query_params.clear()
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def test_before_the_first_run_it_says_what_to_do(kept: Repository, show: Show) -> None:
    """Rules are listed, and the page says that they were never run."""
    fill(kept)
    app = show(PAGE)
    assert not app.exception
    assert any("were never run" in one.value for one in app.markdown)
    assert len(app.dataframe[0].value) > 20


def test_a_run_is_shown(ran: Repository, show: Show) -> None:
    """Figures, the heat map by department and project, what changed and the trend are drawn."""
    app = show(PAGE)
    assert not app.exception
    assert [one.label for one in app.metric] == [
        "Rules run", "Passes", "Violations", "New", "Gone", "Not run",
    ]  # fmt: skip
    for tab in ("Rules", "Since the run before", "Trend"):
        app.session_state["rules_tab"] = tab
        app.run()
        assert not app.exception, tab
        assert len(app.dataframe[0].value), tab


def test_a_rule_leads_to_evidence_and_a_finding(ran: Repository, show: Show) -> None:
    """The new project without reports violates DQ-01; a button makes it a finding, once."""
    app = opened(show, rule="DQ-01")
    assert not app.exception
    assert app.dataframe[0].value["project"].to_list() == ["D"]
    assert opened(show, rule="DQ-01", department="HR").dataframe[0].value.empty
    app = opened(show, rule="DQ-01", project="D")
    assert not app.exception
    app.button("raise_one").click().run()
    assert not app.exception
    assert ran.table("finding").select("rule", "project", "found_run").rows() == [
        ("DQ-01", "D", "R-0002")
    ]
    assert "raise_one" not in [one.key for one in app.button]


def test_a_viewer_looks_only(ran: Repository, show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    """A viewer can neither run nor raise; what there is not is a sentence."""
    monkeypatch.setattr(boot, "LOCAL_ROLE", "viewer")
    app = opened(show, rule="DQ-01")
    assert app.button("raise_all").disabled
    app = opened(show, rule="NIX")
    assert not app.exception
    assert any("There is no rule NIX" in one.value for one in app.error)


def test_a_run_over_one_project(ran: Repository, show: Show) -> None:
    """A project is typed; one that there is not and a day that lies ahead are sentences."""
    app = show(PAGE)
    for name, day, sentence in (
        ("Omega", LATEST, "No single project is called Omega"),
        ("delta *", date.today() + timedelta(days=30), "lies ahead"),
    ):
        app.date_input("audit_run_day").set_value(day)
        app.text_input("audit_run_project").set_value(name)
        press_run(app)
        assert sentence in app.error[0].proto.title
    app.date_input("audit_run_day").set_value(date.today())
    press_run(app)
    last = ran.table("audit_run").row(-1, named=True)
    assert (last["scope_kind"], last["scope"], last["is_whole"]) == ("project", "D", True)
    assert app.query_params["run"] == "R-0003"
    assert opened(show).selectbox[0].value == "R-0002", "the portfolio is shown first"


def press_run(app: AppTest) -> None:
    """Run the rules from the form, and wait until it is over."""
    next(one for one in app.button if one.label == "Run").click().run()
    assert not app.exception
    if "audit run at work" in app.session_state:
        assert app.session_state["audit run at work"].wait(60)
        app.run()
    assert not app.exception


def test_the_rules_are_run_from_the_page(ran: Repository, show: Show) -> None:
    """The form runs them beside the page; when it is over, the page says what was kept."""
    app = show(PAGE)
    app.text_input("audit_run_note").input("After the upload")
    app.selectbox("audit_run_scope").select("Department: IT")
    press_run(app)
    last = ran.table("audit_run").row(-1, named=True)
    assert (last["code"], last["scope_kind"], last["scope"]) == ("R-0003", "department", "IT")
    assert last["note"] == "After the upload"
    assert app.toast[0].value.startswith("R")
    assert any("After the upload" in one.value for one in app.caption), "the new run is shown"

"""The page of forecasts: the track record, a project side by side, looking back, and nothing."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import Project
from pmo_core.store import Repository
from tests.jobs.closed_projects import projects
from tests.ui.conftest import SHELL

PAGE = "track/forecasts.py"
Show = Callable[[str], AppTest]


@pytest.fixture
def closed(kept: Repository) -> Repository:
    """Give the pages six closed projects and one that runs."""
    kept.session("test", "administrator").save(*projects(today=date.today()))
    return kept


def opened(project: str) -> AppTest:
    """Open the page of a project's forecasts."""
    app = AppTest.from_file(SHELL, default_timeout=60)
    app.query_params["project"] = project
    return app.switch_page(PAGE).run()


def words(app: AppTest) -> str:
    """All captions and figures of a page."""
    return " | ".join([*(one.value for one in app.caption), *(one.value for one in app.metric)])


def test_the_track_record_is_shown_first(closed: Repository, show: Show) -> None:
    """Without a project: on what it stands, errors of the recommended forecasts, all methods."""
    app = show(PAGE)
    assert not app.exception
    figures = {one.label: one.value for one in app.metric}
    assert figures["Dates tested"] == "24"
    assert figures["Cost, error"].endswith(" %")
    assert "6 of 6 closed projects" in words(app)
    assert "AC + remaining budget" in app.dataframe[0].value["forecast_method"].to_list()


def test_a_project_shows_its_forecasts_side_by_side(closed: Repository) -> None:
    """RUN is half done for 600: AC + remaining says 1,100; the class of six has a P80, no P90.

    The latest report speaks, two weeks and a weekend old: since then nothing is known to be done.
    """
    app = opened("RUN")
    assert not app.exception
    reported = date.today() - timedelta(weeks=2, days=3)
    assert app.selectbox(key="data_date_RUN").value == reported
    rows = app.dataframe[0].value
    told = dict(zip(rows["forecast_method"], rows["forecast_cost"], strict=True))
    assert told["AC + remaining budget"] == 1100
    assert told["BAC / CPI"] == 1200
    assert told["Reference class, P80"] == 1200
    assert "Reference class, P90" not in told
    assert "n \\= 6\\: closed projects" in words(app).replace("\u2060", "")


def test_looking_back_knows_less(closed: Repository) -> None:
    """On its first date P1 had no closed project before it: a published P80, and the default."""
    app = opened("P1")
    dates = app.selectbox(key="data_date_P1")
    dates.select_index(len(dates.options) - 1)
    app.run()
    assert not app.exception
    rows = app.dataframe[0].value
    assert "IT projects, published, P80" in rows["forecast_method"].to_list()
    assert "published default" in words(app)


def test_what_cannot_be_forecast_says_what_it_takes(closed: Repository) -> None:
    """A project without plan and reports has no earned value; an unknown one is not found."""
    closed.session("test", "administrator").save(Project(code="NEW", name="New", stage="proposed"))
    app = opened("NEW")
    assert not app.exception
    assert any("earned value is not known" in one.value for one in app.markdown)
    assert len(opened("NIL").exception) == 1


def test_without_closed_projects_nothing_is_tested(kept: Repository, show: Show) -> None:
    """One proposed project: the page says what a track record takes."""
    kept.session("test", "administrator").save(Project(code="NEW", name="New", stage="proposed"))
    app = show(PAGE)
    assert not app.exception
    assert any("No closed project tells of forecasts" in one.value for one in app.markdown)

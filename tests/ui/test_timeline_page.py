"""The page Timeline: rows, filters, drill-down, links that slipped, and the calendar file."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import (
    Baseline,
    BaselineItem,
    CrossLink,
    Milestone,
    Portfolio,
    Project,
    WbsElement,
)
from pmo_core.store import Repository
from tests.jobs.plan_store import keep
from tests.ui.conftest import SHELL

PAGE = "plan/timeline.py"
Show = Callable[[str], AppTest]
TODAY = date.today()


def ahead(days: int) -> date:
    """Return a day counted from today."""
    return TODAY + timedelta(days=days)


@pytest.fixture
def planned(kept: Repository) -> Repository:
    """Give the pages Alpha, behind its baseline, and Beta, which waits for it too long."""
    keep(
        kept, Portfolio(code="RUN", name="Run"),
        Project(code="A", name="Alpha", portfolio="RUN", stage="delivery"),
        Project(code="B", name="Beta", stage="delivery"),
        Project(code="C", name="Gamma", stage="closed", actual_start=ahead(-30),
                actual_finish=ahead(-10)),
        Project(code="D", name="Nowhere"),
        WbsElement(project="A", code="1", name="Build", planned_start=ahead(0),
                   planned_finish=ahead(60)),
        WbsElement(project="B", code="1", name="Use", planned_start=ahead(20),
                   planned_finish=ahead(30)),
        Baseline(project="A", number=1, approved_on=ahead(-20)),
        BaselineItem(project="A", number=1, wbs="1", planned_start=ahead(0),
                     planned_finish=ahead(40)),
        CrossLink(project="B", successor="1", other_project="A", predecessor="1"),
        Milestone(project="A", code="M1", name="Pilot", planned_on=ahead(14)),
    )  # fmt: skip
    return kept


def page(**params: str) -> AppTest:
    """Open the page with an address."""
    app = AppTest.from_file(SHELL, default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    app = app.switch_page(PAGE).run()
    assert not app.exception
    return app


def codes(app: AppTest) -> list[str]:
    """Return the codes in the first table."""
    return list(app.dataframe[0].value["code"])


def test_projects_stand_below_their_portfolios(planned: Repository) -> None:
    """A project without dates has no row; the figures count what is late and what slipped."""
    app = page()
    assert codes(app) == ["RUN", "A", "", "C", "B"]
    told = {one.label: one.value for one in app.metric}
    assert told["Projects"] == "3"
    assert told["Behind baseline"] == "1"
    assert told["Slipped links"] == "1"
    assert told["Milestones due"] == "1"


def test_the_address_says_what_is_seen(planned: Repository) -> None:
    """Filters, rows, order and days come from a link; a day that is none is left out."""
    assert codes(page(rows="Portfolios")) == ["RUN", ""]
    assert codes(page(rows_by="Furthest behind"))[0] == "A"
    assert codes(page(portfolio="Run", **{"from": "nonsense"})) == ["RUN", "A"]
    far = page(**{"from": "2001-01-01"})
    assert "Nothing lies between 2001-01-01" in " ".join(str(one.value) for one in far.markdown)


def test_slipped_links_name_both_sides(planned: Repository) -> None:
    """Beta's task waits for Alpha's, and was planned before it will be there."""
    row = page(timeline_tab="Slipped links").dataframe[0].value.iloc[0]
    assert (row["project"], row["predecessor_project"]) == ("B", "A")
    assert row["late_by_days"] > 0


def test_a_project_shows_its_tasks(planned: Repository) -> None:
    """The project's address leads to its tasks; the way back shows all projects again."""
    app = page(project="A")
    assert codes(app) == ["1"]
    app.button(key="to_all").click().run()
    assert not app.exception
    assert "A" in codes(app)
    assert "no tasks" in " ".join(str(one.value) for one in page(project="C").markdown)


def test_without_projects_it_says_how_to_begin(kept: Repository, show: Show) -> None:
    """An empty portfolio leads to the upload."""
    kept.session("test", "administrator").save(Portfolio(code="RUN", name="Run"))
    app = show(PAGE)
    assert "There are no projects yet" in " ".join(str(one.value) for one in app.markdown)

"""The page of baselines: list, freezing, comparison, over target."""

from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.jobs.baselines import freeze
from pmo_core.model import Baseline, Project, WbsElement
from pmo_core.store import Repository
from tests.ui.conftest import SHELL

PAGE = "govern/baselines.py"


@pytest.fixture
def planned(kept: Repository) -> Repository:
    """Give the pages a project with a baseline and a work breakdown."""
    admin = kept.session("test", "administrator")
    admin.save(
        Project(code="A", name="Alpha", stage="delivery", planned_cost=Decimal(100)),
        WbsElement(
            project="A", code="1", name="Build", planned_start=date(2026, 1, 5),
            planned_finish=date(2026, 3, 27), planned_cost=Decimal(80), planned_hours=Decimal(8),
        ),
    )  # fmt: skip
    given = Baseline(
        project="A", number=1, approved_on=date(2026, 1, 5), planned_cost=Decimal(100),
        is_over_target=True,
    )  # fmt: skip
    admin.load({"baseline": Baseline.frame(given)})
    return kept


def opened(role: str = "manager", **query: str) -> AppTest:
    """Return the page as somebody with this role sees it."""
    page = AppTest.from_file(str(SHELL), default_timeout=60)
    page.session_state["acting"] = ("Tom", role)
    for name, value in query.items():
        page.query_params[name] = value
    return page.switch_page(PAGE).run()


def said(page: AppTest) -> str:
    """Return what the page says in text and markdown."""
    return " ".join(one.value for one in [*page.text, *page.markdown])


def test_a_store_without_baselines_says_where_they_come_from(kept: Repository) -> None:
    """The first visit names the approval at a gate, for all projects and for one."""
    kept.session("test", "administrator").save(Project(code="A", name="Alpha"))
    for query in ({}, {"project": "A"}):
        page = opened(**query)
        assert not page.exception
        assert "There is no baseline" in said(page)


def test_the_list_counts_what_is_over_target(planned: Repository) -> None:
    """One project is baselined, none by element, one is over target."""
    page = opened()
    assert not page.exception
    assert [one.value for one in page.metric] == ["1", "0", "0", "1"]


def test_a_baseline_is_frozen_and_compared(planned: Repository) -> None:
    """The dialog says what will happen; frozen, it holds 80 of 100 and equals the plan."""
    page = opened(project="A")
    assert not page.exception
    assert "It plans more than was authorized" in said(page)
    assert "No baseline of this project is kept by element." in said(page)
    page.button(key="baseline_freeze").click().run()
    assert "nobody changes a baseline afterwards" in said(page)
    freeze(planned.session("Tom", "manager"), planned, "A")
    page = opened(project="A")
    assert not page.exception
    assert [one.value for one in page.metric][1:4] == ["100 EUR", "80 EUR", "20 EUR"]
    assert page.button(key="baseline_freeze").disabled
    assert "1 element: no difference." in said(page)


def test_a_contributor_sees_why_freezing_is_not_for_him(planned: Repository) -> None:
    """The button is disabled and says who may."""
    button = opened("contributor", project="A").button(key="baseline_freeze")
    assert (button.disabled, button.help) == (True, "Only a manager may freeze a baseline.")


def test_an_unknown_project_is_refused(
    planned: Repository, caplog: pytest.LogCaptureFixture
) -> None:
    """A code that nobody knows gives one sentence and no page."""
    assert len(opened(project="Z").exception) == 1
    assert "There is no project Z." in caplog.text

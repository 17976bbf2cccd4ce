"""The page of risk: all projects, one project, its assumptions, and what it says without tasks."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import Milestone, Project, RaidItem, WbsElement
from pmo_core.store import Repository
from tests.ui.conftest import SHELL

PAGE = "plan/risk.py"
Show = Callable[[str], AppTest]
TODAY = date.today()


@pytest.fixture
def planned(kept: Repository) -> Repository:
    """Give the pages one project that cannot be late and one that hardly keeps its day."""
    usual = {"stage": "delivery", "planned_start": TODAY, "planned_cost": Decimal(10_000)}
    kept.session("test", "administrator").save(
        Project(code="A", name="Alpha", planned_finish=TODAY + timedelta(100), **usual),
        Project(code="B", name="Beta", planned_finish=TODAY + timedelta(10), **usual),
        WbsElement(project="A", code="1", name="Build", duration_days=5),
        WbsElement(project="B", code="1", name="Move", duration_days=8, low_days=7, high_days=40),
        RaidItem(project="B", code="R1", kind="risk", name="Flood", probability_pct=20,
                 impact_days=30),
        Milestone(project="B", code="M", name="Moved", wbs="1", planned_on=TODAY),
    )  # fmt: skip
    return kept


def figures(app: AppTest) -> dict[str, str]:
    """Return the figures that are read first."""
    return {metric.label: metric.value for metric in app.metric}


def opened(**asked: str) -> AppTest:
    """Open the page as its address asks for."""
    app = AppTest.from_file(SHELL, default_timeout=60)
    for name, value in asked.items():
        app.query_params[name] = value
    app.switch_page(PAGE).run()
    for _ in range(40):  # a run beside the page shows its progress until it is done
        if not any(button.label == "Stop" for button in app.button):
            break
        app.run()
    return app


def test_all_projects_and_the_reserve(planned: Repository):
    """One of two keeps its day; the reserve stands beside the sum of the parts."""
    app = opened(risk_tab="Reserve", within="nan", seed="99999")  # which cannot be
    assert not app.exception
    assert figures(app)["Likely in time"] == "1 of 2"
    assert figures(app)["Rather late than in time"] == "1"
    assert figures(app)["Budgets"] == "20 k EUR"


def test_one_project_says_why(planned: Repository):
    """Its P80 is later than the plan, the risk is among the causes."""
    app = opened(project="B")
    assert not app.exception
    assert figures(app)["P80"] > figures(app)["Planned finish"]
    causes = [frame.value for frame in app.dataframe if "cause_kind" in frame.value.columns]
    assert set(causes[0]["name"]) == {"Move", "Flood"}


def test_assumptions_stand_in_the_address(planned: Repository):
    """Those of a link are taken; what contradicts itself is said, not drawn."""
    app = opened(within="0.5", between="0.2", seed="7")
    assert [slider.value for slider in app.slider] == [0.5, 0.2]
    assert "seed 7" in [caption.value for caption in app.caption]
    app = opened(within="0.1", between="0.9")
    assert any("correlate at least as much" in text.value for text in app.markdown)


def test_without_tasks_the_page_says_what_to_do(kept: Repository, show: Show):
    """A project without tasks: nothing to draw, and where to plan them."""
    kept.session("test", "administrator").save(Project(code="A", name="Alpha"))
    app = show(PAGE)
    assert not app.exception
    assert any("No project has tasks" in text.value for text in app.markdown)

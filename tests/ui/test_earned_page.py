"""The page of earned value: the portfolio's figures, its parts, and one project in depth."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import Actual, Program, Progress, Project, StatusReport, WbsElement
from pmo_core.store import Repository

TODAY = date.today()
START, FINISH = TODAY - timedelta(days=100), TODAY + timedelta(days=100)


@pytest.fixture
def portfolio(kept: Repository) -> Repository:
    """Keep two projects of one program, one without any report."""
    plan = {"planned_start": START, "planned_finish": FINISH, "stage": "delivery",
            "actual_start": START, "program": "P"}  # fmt: skip
    kept.session("root", "administrator").save(
        Program(code="P", name="Customer portal"),
        Project(code="A", name="Alpha", planned_cost=Decimal(1000), **plan),
        Project(code="B", name="Beta", planned_cost=Decimal(5000), **plan),
        WbsElement(project="A", code="1", name="Build", planned_start=START,
                   planned_finish=FINISH, planned_cost=Decimal(1000)),
        StatusReport(project="A", data_date=TODAY, percent_complete=40),
        Progress(project="A", wbs="1", data_date=TODAY, percent_complete=25,
                 remaining_cost=Decimal(900)),
        Actual(project="A", wbs="1", spent_on=TODAY, cost=Decimal(200)),
    )  # fmt: skip
    return kept


def _figures(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def test_what_lacks_an_amount_is_in_no_sum(
    portfolio: Repository, show: Callable[[str], AppTest]
) -> None:
    """B was never reported on: the sums are A's alone, and the page says why."""
    app = show("track/earned.py")
    assert not app.exception
    figures = _figures(app)
    assert (figures["BAC"], figures["EV"], figures["AC"]) == ("1 k", "250", "200")
    assert figures["CPI"] == "1.25"
    assert any("1 of 2 projects: 1 without earned value" in one.value for one in app.caption)
    assert app.dataframe[-1].value["n_unknown"].to_list() == [1]


def test_every_level_and_unit_is_shown(
    portfolio: Repository, show: Callable[[str], AppTest]
) -> None:
    """Programs, departments and projects, in money and in hours."""
    app = show("track/earned.py")
    for level in ("Program", "Department", "Project"):
        app.session_state["by"] = level
        assert not app.run().exception
    app.session_state["unit"] = "Hours"
    assert not app.run().exception
    assert _figures(app)["BAC"] == "N/A"


def test_a_project_says_what_its_figures_rest_on(
    portfolio: Repository, show: Callable[[str], AppTest]
) -> None:
    """EV by element; the bottom-up estimate is what was spent and what is left."""
    app = show("track/earned.py")
    app.query_params["project"] = "A"
    app.run()
    assert not app.exception
    assert _figures(app)["EV"] == "250"
    assert any("progress by element" in one.value for one in app.caption)
    forms = app.dataframe[0].value
    assert forms.set_index("form")["eac"]["Bottom-up, planned pace"] == 1100


def test_a_project_that_was_never_reported_on_is_not_known(
    portfolio: Repository, show: Callable[[str], AppTest]
) -> None:
    """PV of B is known, EV and its indices are N/A and not 0."""
    app = show("track/earned.py")
    app.query_params["project"] = "B"
    app.run()
    assert not app.exception
    figures = _figures(app)
    assert (figures["EV"], figures["CPI"], figures["SPI(t)"]) == ("N/A", "N/A", "N/A")
    assert figures["PV"] != "N/A"


def test_what_is_doubtful_about_the_work_is_listed(
    portfolio: Repository, show: Callable[[str], AppTest]
) -> None:
    """An element that follows nothing is named with what is wrong about it."""
    portfolio.session("root", "administrator").save(
        WbsElement(project="A", code="2", name="Test", planned_cost=Decimal(10),
                   technique="apportioned", based_on="9"),
    )  # fmt: skip
    app = show("track/earned.py")
    app.query_params["project"] = "A"
    app.run()
    assert not app.exception
    assert [one.label for one in app.expander if "Doubtful" in one.label] == [
        "Doubtful about the elements: 1"
    ]
    said = next(one.value for one in app.dataframe if "severity" in one.value)
    assert said["message"].to_list() == [
        "2: there is no element 9 to follow, so its earned value is not known."
    ]


def test_a_project_says_at_first_sight_what_is_wrong(
    portfolio: Repository, show: Callable[[str], AppTest]
) -> None:
    """A spent little for what it earned, and is behind its plan: cost is fine, the date is not."""
    app = show("track/earned.py")
    app.query_params["project"] = "A"
    app.run()
    assert not app.exception
    said = [one.value for one in app.warning]
    assert any("Cost is fine" in one and "the date is not" in one for one in said), said


def test_the_page_of_the_project_says_so_too(
    portfolio: Repository, show: Callable[[str], AppTest]
) -> None:
    """Rated green by cost and forecast, it is still told that its date is not fine."""
    app = show("track/project.py")
    app.query_params["project"] = "A"
    app.run()
    assert not app.exception
    assert any("the date is not" in one.value for one in app.warning)

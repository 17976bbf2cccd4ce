"""The status round: at a glance, and the report of one project."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import (
    Actual,
    Milestone,
    MilestoneForecast,
    Progress,
    Project,
    RaidItem,
    StatusReport,
    WbsElement,
)
from pmo_core.store import Repository
from tests.ui.conftest import SHELL

Show = Callable[[str], AppTest]
PAGE = "track/progress.py"
TODAY = date.today()
BEFORE = TODAY - timedelta(days=40)
KEY = "round_A_1"
NEW = {"code": "", "kind": "issue", "name": "", "response": "", "is_closed": False}
"""A new row as the browser sends it."""


@pytest.fixture
def running(kept: Repository) -> Repository:
    """Give a project that reports by element, late by nine days, and one that never reported."""
    start, end = TODAY - timedelta(days=100), TODAY + timedelta(days=100)
    element = {"project": "A", "planned_start": start, "planned_finish": end}
    kept.session("test", "administrator").save(
        Project(
            code="A", name="Alpha", stage="delivery", manager="Tom", planned_start=start,
            actual_start=start, planned_finish=end, planned_cost=Decimal(1000),
        ),
        Project(code="B", name="Beta", stage="delivery", planned_start=start),
        WbsElement(code="1", name="Design", planned_cost=Decimal(600), **element),
        WbsElement(code="2", name="Test", planned_cost=Decimal(400), technique="50/50", **element),
        StatusReport(
            project="A", data_date=BEFORE, percent_complete=30, forecast_cost=Decimal(1000),
            forecast_finish=end, rag="green", comment="On its way.",
        ),
        Progress(project="A", wbs="1", data_date=BEFORE, percent_complete=50),
        Milestone(project="A", code="M1", name="Pilot", planned_on=end),
        MilestoneForecast(project="A", milestone="M1", data_date=BEFORE, forecast_on=end),
        RaidItem(project="A", code="RISK-1", kind="risk", name="Late", probability_pct=50,
                 impact_cost=Decimal(100), raised_on=BEFORE),
        Actual(project="A", spent_on=BEFORE, wbs="2", cost=Decimal(500), source="test", entry="1"),
    )  # fmt: skip
    return kept


def form(project: str = "A") -> AppTest:
    """Open the report of a project."""
    app = AppTest.from_file(SHELL, default_timeout=60)
    app.query_params["project"] = project
    return app.switch_page(PAGE).run()


def edited(app: AppTest, table: str, **edits: Any) -> None:
    """Type into a table of the form."""
    app.session_state[f"{KEY}_{table}"] = {
        "edited_rows": {}, "added_rows": [], "deleted_rows": [], **edits
    }  # fmt: skip


def sent(app: AppTest) -> AppTest:
    """Press the button that shows what changes."""
    return app.button(key=f"{KEY}_send").click().run()


def told(app: AppTest) -> str:
    """All that the page warns of and refuses."""
    return " ".join(str(one.value) for one in [*app.warning, *app.error]).replace("\\", "")


def test_the_round_names_who_is_late(running: Repository, show: Show) -> None:
    """Two must report, one is late and one never did; the letter names the manager's project."""
    app = show(PAGE)
    assert not app.exception
    assert {one.label: one.value for one in app.metric} == {
        "To report": "2", "In": "0", "Late": "1", "Never reported": "1", "Poor data": "1",
    }  # fmt: skip
    assert not app.subheader
    app.session_state["acting"] = ("Tom", "manager")
    app.run()
    assert [one.value for one in app.subheader] == ["Your projects", "All projects"]
    assert app.dataframe[0].value["project"].to_list() == ["A"]
    app.session_state["round_tab"] = "Reminders"
    app.run()
    assert not app.exception
    assert "- A Alpha: last status of" in app.code[0].value
    app.session_state["round_tab"] = "Ratings over time"
    assert not app.run().exception


def test_a_status_is_saved_as_one_change_and_can_be_taken_back(running: Repository) -> None:
    """Progress, forecast, milestone, a new risk and the rating come in as one change."""
    app, before = form(), running.revision
    edited(app, "by_percent", edited_rows={0: {"percent_complete": 80.0}})
    edited(app, "risks", added_rows=[NEW | {"name": "No tester"}])
    late = (TODAY + timedelta(days=120)).isoformat()
    edited(app, "milestones", edited_rows={0: {"forecast_on": late}})
    app.number_input(key=f"{KEY}_cost_other").set_value(1100.0)
    app.radio(key=f"{KEY}_rag").set_value("amber")
    app.text_area(key=f"{KEY}_help_needed").set_value("A tester")
    app = sent(app)
    assert not app.exception
    assert not told(app)
    changes = app.dataframe[-1].value
    lines = set(zip(changes["subject"], changes["name"], changes["now"], strict=True))
    assert ("Report", "Complete, %", "68") in lines  # (80 % of 600 + half of 400) / 1,000
    assert ("Element 1", "Complete, %", "80") in lines
    assert ("Report", "Rating", "amber") in lines
    app = app.button(key="round_save").click().run()
    assert not app.exception
    assert running.revision == before + 1
    report = running.get("status_report", "A", TODAY)
    assert isinstance(report, StatusReport)
    assert (report.percent_complete, report.forecast_cost, report.rag, report.help_needed) == (
        68.0, Decimal(1100), "amber", "A tester",
    )  # fmt: skip
    progress = running.table("progress").filter(data_date=TODAY).sort("wbs")
    assert progress["percent_complete"].to_list() == [80.0, None]
    assert progress["actual_start"].to_list() == [None, BEFORE]
    assert running.table("milestone_forecast").height == 2
    assert running.table("raid_item")["code"].sort().to_list() == ["ISSUE-1", "RISK-1"]
    app = app.button(key="round_undo").click().run()
    assert not app.exception
    assert running.table("status_report").height == 1
    assert running.table("raid_item").height == 1


def test_the_same_status_again_changes_nothing(running: Repository) -> None:
    """Saved once without typing it is the report of today; saved again nothing is written."""
    sent(form()).button(key="round_save").click().run()
    revision = running.revision
    app = sent(form())
    assert "Nothing differs" in " ".join(str(one.value) for one in app.caption)
    app.button(key="round_save").click().run()
    assert running.revision == revision


def test_who_was_faster_is_named_and_nothing_typed_is_lost(running: Repository) -> None:
    """Somebody reports the same day meanwhile: refused, compared with that, then saved."""
    app = form()
    app.text_area(key=f"{KEY}_comment").set_value("Mine")
    app = sent(app)
    running.session("Ida", "manager").save(
        StatusReport(project="A", data_date=TODAY, rag="green", comment="Hers")
    )
    app = app.button(key="round_save").click().run()
    assert "exists already" in told(app)
    app = app.button(key="round_rebase").click().run()
    changes = app.dataframe[-1].value
    assert ("Hers", "Mine") in set(zip(changes["before"], changes["now"], strict=True))
    app = app.button(key="round_save").click().run()
    assert not app.exception
    report = running.get("status_report", "A", TODAY)
    assert isinstance(report, StatusReport)
    assert report.comment == "Mine"


def test_a_rating_against_the_rule_needs_a_reason(running: Repository) -> None:
    """Half over budget is red by rule; green needs a word, and is saved with it."""
    app = form()
    app.number_input(key=f"{KEY}_cost_other").set_value(1500.0)
    app = sent(app)
    assert "Say why you rate green while the rule says red." in told(app)
    assert "round_save" not in [one.key for one in app.button]
    app.text_area(key=f"{KEY}_rag_reason").set_value("A refund is agreed.")
    app = sent(app)
    assert not told(app)
    app.button(key="round_save").click().run()
    assert running.table("status_report").height == 2


def test_what_cannot_be_is_said(running: Repository) -> None:
    """Finished at 80 percent, and an issue without a name."""
    app = form()
    edited(app, "by_percent", edited_rows={
        0: {"percent_complete": 80.0, "actual_finish": TODAY.isoformat()}
    })  # fmt: skip
    edited(app, "risks", added_rows=[NEW | {"impact_days": 5}])
    words = told(sent(app))
    assert "Element 1 is finished, so it is 100 % complete." in words
    assert "A new risk or issue needs a kind and a name." in words


def test_a_contributor_reports_and_a_viewer_reads(running: Repository) -> None:
    """The contributor saves, but reaches no milestone; the viewer's button is disabled."""
    app = form()
    app.session_state["acting"] = ("Tom", "contributor")
    app = sent(app.run())
    assert "which milestones are reached" in " ".join(str(one.value) for one in app.caption)
    app = app.button(key="round_save").click().run()
    assert not told(app)
    assert running.table("status_report").height == 2
    app = form()
    app.session_state["acting"] = ("Vera", "viewer")
    assert app.run().button(key=f"{KEY}_send").disabled


def test_a_project_that_is_not_there_is_named(
    running: Repository, caplog: pytest.LogCaptureFixture
) -> None:
    """A link to nothing says so."""
    form("Z")
    assert "NotFound: There is no project Z." in caplog.text


def test_a_status_of_an_earlier_day_knows_no_later_cost(running: Repository) -> None:
    """Half was done for 500 by then: 1,000 at that pace, whatever was posted since."""
    running.session("test", "administrator").save(
        Actual(project="A", spent_on=TODAY, wbs="2", cost=Decimal(300), source="test", entry="2")
    )
    app = form()
    app.date_input(key=f"{KEY}_on").set_value(BEFORE + timedelta(days=10))
    app.radio(key=f"{KEY}_cost").set_value("pace")
    changes = sent(app).dataframe[-1].value
    assert dict(zip(changes["name"], changes["now"], strict=True))["Complete, %"] == "50"
    assert "Forecast cost" not in changes["name"].to_list()

"""The page of schedules: one project's tasks, the editor with its preview, undo, calendars."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import (
    Baseline,
    BaselineItem,
    CrossLink,
    Precedence,
    Project,
    WbsElement,
    WorkCalendar,
)
from pmo_core.store import Repository
from tests.jobs.plan_store import keep
from tests.ui.conftest import SHELL

PAGE = "plan/schedule.py"
Show = Callable[[str], AppTest]
MONDAY = date(2049, 1, 4)


@pytest.fixture
def planned(kept: Repository) -> Repository:
    """Give project A (1.1 of 3 days, 1.2 of 2 days after it) and B, which waits for A; C is new."""

    def element(project: str, code: str, days: int | None = None) -> WbsElement:
        return WbsElement(project=project, code=code, name=f"Task {code}", duration_days=days)

    keep(
        kept, WorkCalendar(code="SIX", name="Six days", working_days="1111110"),
        *(Project(code=code, name=f"{code} *lpha", stage="approved", planned_start=MONDAY)
          for code in "ABC"),
        element("A", "1"), element("A", "1.1", 3), element("A", "1.2", 2), element("B", "1", 1),
        Precedence(project="A", successor="1.2", predecessor="1.1"),
        CrossLink(project="B", successor="1", other_project="A", predecessor="1.2"),
        Baseline(project="A", number=1, approved_on=date(2026, 1, 1)),
        BaselineItem(project="A", number=1, wbs="1.2", planned_finish=date(2049, 1, 7)),
    )  # fmt: skip
    return kept


def opened(**params: str) -> AppTest:
    """Open the page with an address."""
    app = AppTest.from_file(SHELL, default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    app.switch_page(PAGE).run()
    assert not app.exception
    return app


def typed(app: AppTest, project: str, **edits: Any) -> AppTest:
    """Type into the table of a project and look at what would change."""
    app.session_state[f"schedule_edit_{project}_0"] = {
        "edited_rows": {}, "added_rows": [], "deleted_rows": [], **edits
    }  # fmt: skip
    app.button(key="schedule_preview").click().run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    """Return all that is said in words."""
    parts = (*app.markdown, *app.caption, *app.info, *app.warning, *app.error)
    return " ".join(str(one.value) for one in parts).replace("\\", "").replace("\u2060", "")


def test_one_project_at_a_glance(planned: Repository) -> None:
    """Its end, its slip and its tasks; the milestone of the other project is one link away."""
    app = opened(project="A")
    shown = {one.label: one.value for one in app.metric}
    assert shown["Finish"] == "2049-01-08"
    assert (shown["Against baseline"], shown["Critical"]) == ("+1 d", "2")
    table = app.dataframe[0].value
    assert table["why"].to_list() == ["its parts", "project start or data date", "after 1.1"]
    assert table["name"].to_list()[1] == "\u2003Task 1.1"
    app = opened(project="B", schedule_tab="Links")
    assert app.dataframe[0].value["other_project"].to_list() == ["A"]
    app = opened(project="A", schedule_tab="Against the baseline")
    assert "1 task later, 0 earlier and 0 as agreed; 1 task not in the baseline" in said(app)


def test_all_projects_and_calendars(planned: Repository, show: Show) -> None:
    """The latest slip first; a project without tasks is not in the list."""
    app = show(PAGE)
    assert app.dataframe[0].value["project"].to_list() == ["A", "B"]
    app = opened(schedules_tab="Calendars")
    assert app.dataframe[0].value["week"].to_list() == ["Mon to Fri", "Mon to Sat"]


def test_consequences_are_shown_saved_and_undone(planned: Repository) -> None:
    """Two days more in A delay B, too; nothing is kept before the plan is saved."""
    app = typed(
        opened(project="A", schedule_tab="Edit"), "A", edited_rows={1: {"duration_days": 5}}
    )
    assert "A would end 2049-01-12: 2 working days later." in said(app)
    shown = next(one.value for one in app.dataframe if "days_later" in one.value.columns)
    assert shown["project"].to_list() == ["A", "B"]
    revision = planned.revision
    app.button(key="schedule_save").click().run()
    assert not app.exception
    assert planned.revision == revision + 1
    assert planned.get("wbs_element", "A", "1.1").duration_days == 5
    app.button(key="plan_undo").click().run()
    assert planned.get("wbs_element", "A", "1.1").duration_days == 3
    assert not app.exception


def test_what_is_wrong_is_said_and_not_saved(planned: Repository) -> None:
    """A cell that cannot be read, then a circle through another project, task by task."""
    app = opened(project="A", schedule_tab="Edit")
    typed(app, "A", edited_rows={1: {"predecessors": "7SS+1"}})
    assert "1.1, Waits for: There is no task 7." in said(app)
    typed(app, "A", edited_rows={1: {"predecessors": "B:1"}})
    assert "A 1.1 before A 1.2 before B 1 before A 1.1" in said(app)
    assert "schedule_save" not in [one.key for one in app.button]


def test_a_plan_begins_in_the_table(planned: Repository) -> None:
    """A project without tasks offers the table at once; a new row is a task."""
    app = opened(project="C")
    assert "This project has no tasks yet" in said(app)
    typed(app, "C", added_rows=[{"code": "1", "name": "First", "duration_days": 4}])
    app.button(key="schedule_save").click().run()
    assert planned.get("wbs_element", "C", "1").duration_days == 4


def test_who_may_not_is_told_why(planned: Repository) -> None:
    """A viewer reads the table and the reason."""
    app = AppTest.from_file(SHELL, default_timeout=60)
    app.session_state["acting"] = ("Tom", "viewer")
    app.query_params["project"] = "A"
    app.query_params["schedule_tab"] = "Edit"
    app.switch_page(PAGE).run()
    assert app.button(key="schedule_preview").disabled
    assert "Only a manager or an administrator" in said(app)

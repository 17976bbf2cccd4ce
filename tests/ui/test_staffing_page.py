"""The page of staffing: a proposal, what it leaves open, applying it, undo, and other questions."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import Booking, Demand, Person, Project, Role
from pmo_core.store import Repository
from tests.ui.conftest import SHELL

PAGE = "plan/staffing.py"
Show = Callable[[str], AppTest]
_NOW = date.today()
MONTH = date(_NOW.year + _NOW.month // 12, _NOW.month % 12 + 1, 1)


@pytest.fixture
def asked(kept: Repository) -> Repository:
    """Give the pages a month in which two projects ask for more than one developer can do."""
    kept.session("test", "administrator").save(
        Role(code="DEV", name="Developer", hourly_rate=Decimal(80)),
        Person(code="E1", name="Kim *B*", role="DEV", weekly_hours=Decimal(40)),
        Project(code="A", name="Alpha", stage="delivery", priority=1),
        Project(code="B", name="Beta", stage="delivery", priority=2),
        Demand(project="A", role="DEV", month_on=MONTH, hours=Decimal(100)),
        Demand(project="B", role="DEV", month_on=MONTH, hours=Decimal(500)),
        Booking(project="B", role="DEV", month_on=MONTH, hours=Decimal(500), source="proposed"),
    )  # fmt: skip
    return kept


def figures(app: AppTest) -> dict[str, str]:
    """Return the figures that are read first."""
    return {metric.label: metric.value for metric in app.metric}


def opened(**address: str) -> AppTest:
    """Open the page as its address asks for; a proposal at work shows its progress until then."""
    app = AppTest.from_file(SHELL, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.switch_page(PAGE).run()
    for _ in range(40):
        if not any(button.label == "Stop" for button in app.button):
            break
        app.run()
    assert not app.exception
    return app


def applying() -> None:
    """The script of a page that holds nothing but what the dialog to apply holds."""
    from pmo_core.ui.admin_act import announce
    from pmo_core.ui.plan import staffing, staffing_apply, undo

    announce()
    undo.offer()
    drawn = staffing.drawn(staffing.choice())
    if drawn is not None:
        staffing_apply.form(drawn)
        staffing_apply.offer(drawn)


def asking() -> None:
    """The script of a page that holds nothing but the form of what is staffed."""
    from pmo_core.ui.plan import staffing

    staffing.form(staffing.choice())


def outdated() -> None:
    """The same, as it was seen before somebody changed who is there."""
    from dataclasses import replace

    from pmo_core.ui.plan import staffing, staffing_apply

    drawn = staffing.drawn(staffing.choice())
    if drawn is not None:
        staffing_apply.form(drawn._replace(given=replace(drawn.given, name="as it was")))


def test_a_proposal_is_read(asked: Repository):
    """The first project comes first, and it is said why the second stays open."""
    app = opened(staffing_tab="Open")
    assert figures(app)["To be staffed"] == "600 h"
    table = app.dataframe[0].value
    assert table["project"].to_list() == ["B"]
    assert "used up, most by A" in table["open_because"][0]


def test_a_proposal_is_applied_and_undone(asked: Repository):
    """A part first, then all: hours are booked as proposed; undone, the role is booked again."""
    app = AppTest.from_function(applying, default_timeout=60).run()
    app.multiselect(key="staffing_apply_project").set_value(["A"])
    app.button(key="staffing_apply_send").click().run()
    assert not app.exception
    assert asked.table("booking").filter(person="E1")["project"].to_list() == ["A"]
    app.multiselect(key="staffing_apply_project").set_value([])
    app.button(key="staffing_apply_send").click().run()
    rows = asked.table("booking").sort("project", "person")
    assert rows.select("project", "person", "source", "kind").rows() == [
        ("A", "E1", "proposed", "soft"), ("B", "", "proposed", "soft"),
        ("B", "E1", "proposed", "soft"),
    ]  # fmt: skip
    assert rows["hours"].sum() == 600
    assert "say so already" in " ".join(caption.value for caption in app.caption)
    app.button(key="plan_undo").click().run()
    assert "was undone" in app.toast[0].value.replace("\\", "")
    assert asked.table("booking").filter(project="B")["person"].to_list() == [""]


def test_what_was_seen_is_applied_or_nothing(asked: Repository):
    """A proposal that would be another one by now is refused, and nothing is written."""
    before = asked.content_hash()
    app = AppTest.from_function(outdated, default_timeout=60).run()
    app.button(key="staffing_apply_send").click().run()
    assert "have changed since" in app.error[0].proto.title
    assert asked.content_hash() == before


def test_another_question_stands_in_the_address(asked: Repository):
    """Months, projects and wishes come from the address, are told in words, and go back into it."""
    app = opened(months="2", project="A", cost="1.5")
    assert figures(app)["To be staffed"] == "100 h"
    assert any("A · cost 1.5" in caption.value.replace("\\", "") for caption in app.caption)
    app = AppTest.from_function(asking, default_timeout=60)
    app.query_params["cost"] = "1.5"
    app.run()
    assert app.slider(key="staffing_cost").value == 1.5
    app.multiselect(key="staffing_project").set_value(["B"])
    app.slider(key="staffing_cost").set_value(1.0)
    app.button(key="staffing_propose").click().run()
    assert app.query_params["project"] == "B"
    assert "cost" not in app.query_params


def test_who_may_not_book_is_told_so(asked: Repository):
    """A viewer sees the proposal; applying it is disabled with the reason."""
    app = opened(staffing_tab="Bottlenecks")
    assert "One more hour of DEV" in app.dataframe[0].value["saving"][0]
    app.selectbox(key="acting_role").set_value("viewer")
    next(button for button in app.button if button.label == "Act").click().run()
    button = app.button(key="staffing_apply")
    assert button.disabled
    assert "manager" in button.help


def test_without_people_the_page_says_what_to_do(kept: Repository, show: Show):
    """No people, no proposal: where to upload them."""
    kept.session("test", "administrator").save(Project(code="A", name="Alpha"))
    app = show(PAGE)
    assert not app.exception
    assert any("No people are known" in text.value for text in app.markdown)

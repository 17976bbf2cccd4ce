"""The page of change requests: list, form, effect, decision, agenda, baselines."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.jobs import changes, decisions
from pmo_core.model import (
    Benefit,
    Board,
    BoardMember,
    BudgetLine,
    ChangeRequest,
    Funding,
    Link,
    Meeting,
    Project,
    Vote,
)
from pmo_core.store import Repository
from tests.ui.conftest import SHELL

PAGE = "govern/changes.py"
Show = Callable[[str], AppTest]
TODAY = date.today()
NEXT = TODAY.year + 1


@pytest.fixture
def governed(kept: Repository) -> Repository:
    """Give the pages a project with a plan, one that depends on it, a board and a meeting."""
    kept.session("test", "administrator").save(
        Project(
            code="A", name="Alpha", stage="approved", planned_cost=Decimal(1000),
            planned_start=date(NEXT, 1, 1), planned_finish=date(NEXT, 2, 28),
        ),
        Project(
            code="B", name="Beta", stage="proposed", planned_start=date(NEXT, 3, 1),
            planned_finish=date(NEXT, 5, 31),
        ),
        BudgetLine(project="A", period_on=date(NEXT, 1, 1), n_months=2, amount=Decimal(1000)),
        Benefit(project="A", year=NEXT + 1, planned_benefit=Decimal(3000)),
        Link(project="B", needs="A", kind="technical", strength=3),
        Funding(year=NEXT, amount=Decimal(1100)),
        Board(code="TOP", name="Top board", quorum=1, mandate=Decimal(5000)),
        BoardMember(board="TOP", member="local user", position="chair"),
        Meeting(board="TOP", held_on=TODAY + timedelta(days=7)),
    )  # fmt: skip
    return kept


def written(repo: Repository, **fields: object) -> str:
    """Keep a draft about project A and return its code."""
    given = {"project": "A", "name": "More", "reason": "error", "cost_delta": Decimal(200),
             "finish_delta_days": 10, **fields}  # fmt: skip
    return changes.new(repo.session("Tom", "contributor"), repo, given)


def submitted(repo: Repository) -> str:
    """Keep a submitted change request and return its code."""
    code = written(repo)
    changes.submit(repo.session("Tom", "contributor"), request(repo, code), TODAY)
    return code


def request(repo: Repository, code: str) -> ChangeRequest:
    """Return a change request as it is kept."""
    kept = repo.get("change_request", code)
    assert isinstance(kept, ChangeRequest)
    return kept


def page(**params: str) -> AppTest:
    """Open the page with an address."""
    app = AppTest.from_file(SHELL, default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    return app.switch_page(PAGE).run()


def form(code: str) -> None:
    """The script of a page that holds nothing but the form of the dialog."""
    import streamlit as st

    from pmo_core import ui
    from pmo_core.ui import admin_inputs
    from pmo_core.ui.admin_act import announce
    from pmo_core.ui.govern import changes_form

    announce()
    was = ui.repository().get("change_request", code) if code else None
    if "begun" not in st.session_state:
        st.session_state["begun"] = True
        admin_inputs.fill(dict.fromkeys(changes_form.FIELDS), "change_", anew=True)
        if was:
            kept = was.model_dump(include=set(changes_form.FIELDS))
            admin_inputs.fill(kept, "change_", anew=True)
    changes_form.form(was)


def opened(code: str = "") -> AppTest:
    """Open the form for a new change request, or for a draft."""
    return AppTest.from_function(form, default_timeout=60, args=(code,)).run()


def test_without_requests_it_says_how_to_begin(governed: Repository, show: Show) -> None:
    """The empty list and the empty baselines say what brings the first one."""
    app = show(PAGE)
    assert not app.exception
    assert "There are no change requests yet" in " ".join(str(one.value) for one in app.markdown)
    app.session_state["changes_tab"] = "Baselines"
    app.run()
    assert not app.exception


def test_the_button_opens_the_form(governed: Repository, show: Show) -> None:
    """A click on New change request shows its fields, all empty."""
    app = show(PAGE)
    app.button(key="change_new").click().run()
    assert not app.text_input(key="change_name").value
    assert app.selectbox(key="change_project").value is None


def test_a_request_is_written_in_the_form(governed: Repository) -> None:
    """What is typed becomes a draft in the name of who typed it, and its page opens."""
    app = opened()
    app.text_input(key="change_name").input("Add mobile")
    app.selectbox(key="change_project").set_value("A")
    app.selectbox(key="change_reason").set_value("opportunity")
    app.text_area(key="change_scope_added").input("Mobile app")
    app.text_input(key="change_cost_delta").input("200")
    app.button(key="change_save").click().run()
    assert not app.exception
    kept = request(governed, "CR-0001")
    assert (kept.name, kept.author, kept.state) == ("Add mobile", "local user", "draft")
    assert (kept.cost_delta, kept.scope_added) == (200, "Mobile app")
    assert app.query_params["change"] in ("CR-0001", ["CR-0001"])


def test_what_is_missing_is_said(governed: Repository) -> None:
    """Without a project and a name nothing is kept, and both are named."""
    app = opened()
    app.button(key="change_save").click().run()
    assert governed.table("change_request").is_empty()
    said = str(app.error[0].value)
    assert "Project is required" in said.replace("\\", "")
    assert "Name is required" in said.replace("\\", "")


def test_the_effect_stands_before_the_decision(governed: Repository) -> None:
    """200 of 100 left beside its own 1,000: short; Beta is pushed; the NPV falls."""
    app = page(change=submitted(governed))
    assert not app.exception
    figures = {one.label: one.value for one in app.metric}
    assert figures["Fiscal years short of money"] == "1"
    assert figures["Projects pushed"] == "1"
    assert figures["Change of NPV"].startswith("-")
    assert not app.button(key="change_decide").disabled
    money = app.dataframe[0].value
    assert money["left_after"].to_list() == [-100]
    said = " ".join(str(one.value) for one in app.text)
    assert "decided by Top board (TOP), up to 5 k EUR" in said
    for part in ("People", "Projects that depend", "Business case", "Baselines"):
        app.session_state["change_part"] = part
        app.run()
        assert not app.exception


def test_what_an_approval_could_not_write_is_said(governed: Repository) -> None:
    """A benefit without a year that has one, and work without a role, are loose ends."""
    code = written(governed, project="B", cost_delta=None, benefit_delta=Decimal(5),
                   hours_delta=Decimal(8))  # fmt: skip
    app = page(change=code)
    assert not app.exception
    said = " ".join(str(one.value) for one in app.warning)
    assert "The change of the yearly benefit has no effect" in said
    assert "no role is named" in said
    whole = page(change=written(governed, benefit_delta=Decimal(5)))
    assert not whole.warning


def test_a_bare_store_has_no_board_and_no_limits(kept: Repository) -> None:
    """Without boards, funding, capacity and dates the page says what is not known."""
    kept.session("test", "administrator").save(
        Project(code="A", name="Alpha", stage="delivery", planned_cost=Decimal(10))
    )
    app = page(change=submitted(kept))
    assert not app.exception
    assert "No board is in charge" in str(app.warning[0].value)
    assert app.button(key="change_decide").disabled
    for part in ("People", "Projects that depend", "Business case", "Baselines"):
        app.session_state["change_part"] = part
        app.run()
        assert not app.exception


def test_a_change_that_cannot_be_applied_says_why(kept: Repository) -> None:
    """A project without a planned cost has none that could change: a sentence, no effect."""
    kept.session("test", "administrator").save(Project(code="A", name="Alpha", stage="delivery"))
    app = page(change=written(kept))
    assert not app.exception
    assert "planned cost" in str(app.error[0].value)


def test_submit_withdraw_and_edit(governed: Repository) -> None:
    """A draft is edited and submitted, then withdrawn; each says the number of its change."""
    code = written(governed)
    app = opened(code)
    app.text_input(key="change_name").input("Renamed")
    app.button(key="change_save").click().run()
    assert request(governed, code).name == "Renamed"
    app = page(change=code)
    app.button(key="change_submit").click().run()
    assert request(governed, code).state == "submitted"
    assert f"Change {governed.revision}" in str(app.toast[0].value)
    app.button(key="change_withdraw").click().run()
    assert request(governed, code).state == "withdrawn"
    assert not app.exception


def test_it_goes_to_the_agenda_of_the_board_in_charge(governed: Repository) -> None:
    """One click puts it on the next meeting of the board; then the page says where it stands."""
    app = page(change=submitted(governed))
    app.button(key="change_agenda").click().run()
    assert not app.exception
    items = governed.table("agenda_item")
    assert items.select("board", "held_on", "about", "subject").row(0) == (
        "TOP", TODAY + timedelta(days=7), "change request", "CR-0001",
    )  # fmt: skip
    assert "On the agenda of TOP" in " ".join(str(one.value) for one in app.caption)


def test_a_decided_request_shows_decision_and_baselines(governed: Repository) -> None:
    """Approved: its decision, and two baselines with what the second changed."""
    code = submitted(governed)
    decisions.decide(
        governed.session("local user", "administrator"), governed,
        decisions.Subject("change request", "A", code), board="TOP", outcome="approved",
        reason="Worth it.", decided_on=TODAY,
        votes=[Vote(decision="-", member="local user", vote="for", comment=None)],
    )  # fmt: skip
    app = page(change=code)
    assert not app.exception
    assert "approved by Top board" in str(app.info[0].value).replace("\\", "")
    rows = app.dataframe[0].value
    assert rows["cost_change"].to_list()[1] == 200
    assert rows["finish_change_days"].to_list()[1] == 10
    listed = page()
    listed.session_state["changes_which"] = "All"
    listed.run()
    assert listed.dataframe[0].value["state"].to_list() == ["approved"]


def test_a_viewer_may_look_only(governed: Repository) -> None:
    """The buttons of a viewer are off and say why."""
    app = AppTest.from_file(SHELL, default_timeout=60)
    app.session_state["acting"] = ("Eve", "viewer")
    app.query_params["change"] = written(governed)
    app.switch_page(PAGE).run()
    assert not app.exception
    for key in ("change_edit", "change_submit", "change_withdraw"):
        assert app.button(key=key).disabled
        assert "viewer" in app.button(key=key).help


def test_what_is_submitted_is_withdrawn_by_its_author_or_the_pmo(governed: Repository) -> None:
    """Another contributor finds the button off, with whom to ask."""
    code = submitted(governed)
    for name, role, is_off in (
        ("Eve", "contributor", True), ("Tom", "contributor", False),
        ("Eve", "manager", False),
    ):  # fmt: skip
        app = AppTest.from_file(SHELL, default_timeout=60)
        app.session_state["acting"] = (name, role)
        app.query_params["change"] = code
        app.switch_page(PAGE).run()
        assert app.button(key="change_withdraw").disabled == is_off
        assert ("PMO" in (app.button(key="change_withdraw").help or "")) == is_off


def test_an_unknown_request_is_refused(
    governed: Repository, caplog: pytest.LogCaptureFixture
) -> None:
    """A code that nobody knows gives one sentence and no page."""
    app = page(change="CR-9999")
    assert len(app.exception) == 1
    assert "NotFound: There is no change request CR-9999." in caplog.text

"""Boards, gate review and decisions on the governed portfolio; figures by hand."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import Portfolio
from pmo_core.store import Repository
from pmo_core.ui import boot
from tests.jobs.governed import MEETING, TODAY, YEAR, ago, fill, rows
from tests.ui.conftest import SHELL

Show = Callable[..., AppTest]
CONDITIONS = """
from pmo_core.ui.govern import decisions_conditions as page
page.listing()
page.meet_form()
"""
FORM = """
from pmo_core.jobs.decisions import Subject
from pmo_core.ui.govern.decide_form import decide_form
decide_form(Subject(SUBJECT))
"""


@pytest.fixture
def filled(kept: Repository) -> Repository:
    """Give the governed portfolio."""
    fill(kept)
    return kept


@pytest.fixture
def opened(filled: Repository) -> Show:
    """Open a page with an address, in somebody's name."""

    def show(page: str, who: str = "Ann", role: str = "contributor", **address: str) -> AppTest:
        app = AppTest.from_file(SHELL, default_timeout=60)
        app.session_state[boot._ACTING] = (who, role)
        app.switch_page(page)
        for name, value in address.items():
            app.query_params[name] = value
        return app.run()

    return show


def _said(app: AppTest) -> str:
    kinds = (
        app.markdown, app.caption, app.text, app.subheader, app.success, app.warning, app.info,
        app.error,
    )  # fmt: skip
    return (
        " ".join(str(one.value) for kind in kinds for one in kind)
        .replace("\\", "")
        .replace("\u2060", "")
    )


def _figure(app: AppTest, label: str) -> str:
    return str(next(one.value for one in app.metric if one.label == label))


def _table(app: AppTest, *columns: str) -> Any:
    return next(one.value for one in app.dataframe if set(columns) <= set(one.value.columns))


def test_a_board_shows_its_mandate_and_what_waits_for_it(opened: Show) -> None:
    """SC: of five subjects that wait, G2 of A and its overdue condition are within its mandate."""
    app = opened("govern/boards.py", board="SC")
    assert not app.exception
    assert "up to 1 k EUR → Executive committee (EXCO): any amount" in _said(app)
    assert _figure(app, "Quorum") == "2 of 3"
    assert _figure(app, "Next meeting") == str(MEETING)
    assert _figure(app, "Waiting for it") == "2"
    assert _figure(app, "Overdue conditions") == "1"
    rows = _table(app, "reason", "age_days")
    assert list(rows["about"]) == ["Gate", "Project"]
    assert list(rows["age_days"]) == [10, 10]


def test_smaller_ones_go_to_the_board_below_and_larger_ones_above(opened: Show) -> None:
    """PMO decides the change of 60, the charter of 80 and the hold of 90; EXCO the 5,000."""
    below = _table(opened("govern/boards.py", board="PMO"), "reason", "amount")
    assert list(below["amount"]) == [60, 80, 90]
    above = _table(opened("govern/boards.py", board="EXCO"), "reason", "amount")
    assert list(above["project"]) == ["B"]


def test_a_manager_makes_the_agenda(filled: Repository, opened: Show) -> None:
    """All that waits is put on it, the second item moves up, and one is taken off."""
    app = opened("govern/boards.py", who="Dan", role="manager", board="SC")
    app.button("put_all").click().run()
    assert not app.exception
    assert _agenda(filled) == [("gate", 1), ("project", 2)]
    assert "Nothing waits for this board." in _said(app)
    app.menu_button("tools_project_A_").click("up").run()
    assert _agenda(filled) == [("project", 1), ("gate", 2)]
    app.menu_button("tools_project_A_").click("off").run()
    assert _agenda(filled) == [("gate", 1)]


def _agenda(repo: Repository) -> list[tuple[Any, ...]]:
    return repo.table("agenda_item").sort("number").select("about", "number").rows()


def test_a_viewer_sees_the_agenda_and_cannot_change_it(opened: Show) -> None:
    """The buttons are off, and say why."""
    app = opened("govern/boards.py", role="viewer", board="SC")
    assert app.button("put_all").disabled
    assert app.button("schedule").disabled
    assert "manager" in app.button("schedule").help


def test_a_secretary_arranges_the_own_board_only(filled: Repository, opened: Show) -> None:
    """Dan, contributor, makes the agenda of SC and closes its minutes; not that of EXCO."""
    app = opened("govern/boards.py", who="Dan", board="SC")
    assert not app.button("close_minutes").disabled
    app.button("put_all").click().run()
    assert not app.error
    assert _agenda(filled) == [("gate", 1), ("project", 2)]
    app.menu_button("tools_project_A_").click("off").run()
    assert _agenda(filled) == [("gate", 1)]
    other = opened("govern/boards.py", who="Dan", board="EXCO")
    assert other.button("schedule").disabled
    assert "chair or secretary of the board" in other.button("schedule").help


def test_an_agenda_says_who_may_decide(opened: Show) -> None:
    """Bob votes: to decide an item, to move it and to close the minutes is for others, by name."""
    opened("govern/boards.py", who="Dan", board="SC").button("put_all").click().run()
    app = opened("govern/boards.py", who="Bob", board="SC")
    assert "Ann (chair) and Dan (secretary) may" in app.button("record_project_A_").help
    for off in (
        app.button("record_project_A_"), app.menu_button("tools_project_A_"),
        app.button("close_minutes"),
    ):  # fmt: skip
        assert off.disabled, off.key
        assert off.help, off.key


def test_a_gate_shows_the_case_then_and_now(opened: Show) -> None:
    """A: baseline 400 to next June, forecast 500 to next December, 1,000 of benefit in two years.

    Then 18 months from January carry 400: 12/18 this year, 6/18 the next, so NPV at 8 % is
    -266.67 - 133.33/1.08 + 1000/1.08**2 = 467.2.
    """
    app = opened("govern/gate.py", project="A", gate="G2")
    assert not app.exception
    assert _figure(app, "NPV then") == "467"
    assert _figure(app, "Cost variance") == "-100"
    assert _figure(app, "Finish") == "184 days"
    assert _figure(app, "Still to spend") == "500"
    assert _figure(app, "Still to gain") == "1 k"
    said = _said(app)
    assert "Deliverables of this gate: 1 of 1 missing" in said
    assert "Conditions to be met: 1, 1 overdue" in said
    assert "(SC) may approve up to 1 k EUR" in said
    assert list(_table(app, "exposure")["exposure"]) == [30]
    assert list(_table(app, "name", "overdue_days", "due_on")["overdue_days"]) == [3]


def test_a_gate_before_the_start_counts_the_plan(filled: Repository, opened: Show) -> None:
    """C is proposed, without baseline, forecast or status: it costs its plan of 80.

    Nobody is asked for a status report of what has not started.
    """
    filled.session("setup", "administrator").load(
        {
            "gate": rows("gate", {"project": "C", "gate": "G1", "name": "Approval"}),
            "benefit": rows("benefit", {"project": "C", "year": YEAR + 1, "planned_benefit": 162}),
        }
    )
    app = opened("govern/gate.py", project="C", gate="G1")
    assert not app.exception
    assert (_figure(app, "Still to spend"), _figure(app, "Still to gain")) == ("80", "162")
    assert _figure(app, "Finish") == f"{YEAR + 1}-12-31"
    said = _said(app)
    assert "as planned, no baseline; no forecast" in said
    assert "cost 80, benefit 162" in said
    assert "cost n/a" not in said
    assert "Upload a status report." not in said
    running = opened("govern/gate.py", project="B", gate="G1")
    assert "Upload a status report." in _said(running)


def test_a_gate_beyond_the_mandate_belongs_to_the_board_above(opened: Show) -> None:
    """B costs 5,000, its gate names SC: EXCO decides, and its chair may record it."""
    said = _said(opened("govern/gate.py", project="B", gate="G1"))
    assert "may approve up to 1 k EUR only, so a board above decides" in said
    assert "recorded by its chair or secretary: Flo (chair) may" in said
    app = opened("govern/gate.py", who="Flo", project="B", gate="G1")
    assert not app.button("decide_gate").disabled


def test_who_is_neither_chair_nor_secretary_cannot_decide(opened: Show) -> None:
    """A member and an administrator of another board are told who may."""
    for who, role in (("Bob", "contributor"), ("Gus", "administrator"), ("Ann", "viewer")):
        app = opened("govern/gate.py", who=who, role=role, project="A", gate="G2")
        assert app.button("decide_gate").disabled, who
        assert "Ann (chair) and Dan (secretary) may" in _said(app) or who == "Ann"


def _vote(app: AppTest, **votes: str) -> None:
    for member, vote in votes.items():
        app.segmented_control(f"decide_vote_{member}").set_value(vote)


@pytest.fixture
def form(filled: Repository) -> Callable[..., AppTest]:
    """Open the form, about gate G2 of A where nothing else is said, without its dialog."""

    def show(who: str, subject: str = '"gate", "A", "G2"') -> AppTest:
        app = AppTest.from_string(FORM.replace("SUBJECT", subject), default_timeout=60)
        app.session_state[boot._ACTING] = (who, "contributor")
        return app.run()

    return show


def test_a_chair_decides_conditionally(
    filled: Repository, opened: Show, form: Callable[..., AppTest]
) -> None:
    """Outcome, reason, two votes and a condition; before it is recorded its effects are shown."""
    app = form("Ann")
    app.segmented_control("decide_outcome").set_value("conditional go").run()
    assert app.button("decide_save").disabled
    assert "2 more of 2 votes and a condition with its owner and day" in _said(app)
    effects = _table(app, "what", "before", "after")
    assert "Gates: Outcome" in list(effects["what"])
    app.text_area("decide_reason").set_value("The design holds.")
    _vote(app, Ann="for", Bob="for", Cem="abstain")
    app.text_input("decide_condition_text_0").set_value("Second pilot passed")
    app.text_input("decide_condition_owner_0").set_value("Tom")
    app.date_input("decide_condition_due_0").set_value(ago(-40)).run()
    assert not app.button("decide_save").disabled
    app.button("decide_save").click().run()
    assert not app.exception
    assert "D-0002 is on record: conditional go" in str(app.session_state["admin_done"])
    decision = filled.table("decision").row(-1, named=True)
    assert (decision["code"], decision["recorded_by"], decision["amount"]) == ("D-0002", "Ann", 500)
    votes = filled.table("vote").filter(pl.col("decision") == "D-0002")
    assert votes.select("member", "vote").rows() == [
        ("Ann", "for"), ("Bob", "for"), ("Cem", "abstain"),
    ]  # fmt: skip
    gate = filled.get("gate", "A", "G2").model_dump()
    assert (gate["held_on"], gate["outcome"]) == (TODAY, "conditional go")
    asked = filled.table("condition").filter(pl.col("decision") == "D-0002")
    assert asked.select("text", "owner", "due_on").row(0) == (
        "Second pilot passed", "Tom", ago(-40),
    )  # fmt: skip
    changed = _table(opened("govern/decisions.py", decision="D-0002"), "state", "held_on")
    assert list(changed["state"]) == ["before", "after"]
    assert list(changed["outcome"].fillna("")) == ["", "conditional go"]


@pytest.mark.parametrize(
    ("subject", "board"),
    [
        ('"change request", "A", "CR-0001"', "PMO"),
        ('"charter", "C", ""', "PMO"),
        ('"project", "B", ""', "EXCO"),
        ('"portfolio", None, "RUN"', "EXCO"),
    ],
)
def test_other_subjects_begin_at_the_board_in_charge(
    form: Callable[..., AppTest], subject: str, board: str
) -> None:
    """A change of 60 and a charter of 80 are the PMO's, 5,000 and a portfolio the executives'."""
    app = form("Gus", subject)
    assert not app.exception
    assert app.selectbox("decide_board").value == board


def test_the_pmo_approves_a_change(filled: Repository, form: Callable[..., AppTest]) -> None:
    """The change of 60 is approved by one vote with a remark; the project costs 560 afterwards."""
    app = form("Gus", '"change request", "A", "CR-0001"')
    app.segmented_control("decide_outcome").set_value("approved")
    app.text_area("decide_reason").set_value("Half of the users are mobile.")
    _vote(app, Gus="for")
    app.run().text_input("decide_remark_Gus").set_value(" Only with *offline* use. ").run()
    app.button("decide_save").click().run()
    assert not app.error
    assert filled.get("vote", "D-0002", "Gus").model_dump()["comment"] == "Only with *offline* use."
    assert filled.get("change_request", "CR-0001").model_dump()["state"] == "approved"
    assert filled.get("project", "A").model_dump()["planned_cost"] == 560


def test_a_lost_vote_is_refused_and_said(filled: Repository, form: Callable[..., AppTest]) -> None:
    """One for, two against: the store refuses, the form stays, nothing is recorded."""
    app = form("Dan")
    app.segmented_control("decide_outcome").set_value("go")
    app.text_area("decide_reason").set_value("I want it.")
    _vote(app, Ann="for", Bob="against", Cem="against")
    app.run().button("decide_save").click().run()
    assert "The vote is lost" in _said(app)
    assert filled.table("decision").height == 1


def test_the_form_is_closed_to_others(form: Callable[..., AppTest]) -> None:
    """A member can read it, and is told who records."""
    app = form("Bob")
    assert app.button("decide_save").disabled
    assert "Ann (chair) and Dan (secretary) may" in _said(app)


def test_a_decided_gate_is_superseded(filled: Repository, form: Callable[..., AppTest]) -> None:
    """After a go the form proposes to take its place; a stop then cancels the project."""
    for outcome in ("go", "stop"):
        app = form("Ann")
        app.segmented_control("decide_outcome").set_value(outcome)
        app.text_area("decide_reason").set_value("So it is.")
        _vote(app, Ann="for", Bob="for")
        app.run().button("decide_save").click().run()
        assert not app.error
    assert filled.get("decision", "D-0003").model_dump()["supersedes"] == "D-0002"
    assert filled.get("project", "A").model_dump()["stage"] == "canceled"


def test_the_register_of_decisions_is_searched(opened: Show) -> None:
    """One decision passes the text of its reason, none another text."""
    app = opened("govern/decisions.py")
    assert not app.exception
    assert _figure(app, "Decisions") == "1"
    assert _figure(app, "Met in time") == "0 %"
    assert _figure(app, "Gates held after") == "6 days"
    app.text_input("decision_text").set_value("case HOLDS").run()
    assert list(_table(app, "code", "outcome")["code"]) == ["D-0001"]
    app.text_input("decision_text").set_value("nothing of the kind").run()
    assert "No decision passes these filters." in _said(app)


def test_a_decision_shows_its_votes_and_conditions(opened: Show) -> None:
    """A link opens it; an unknown code is said."""
    app = opened("govern/decisions.py", decision="D-0001")
    assert "Votes:** 2 for, 0 against, 0 abstain" in _said(app)
    assert list(_table(app, "condition_state")["condition_state"]) == ["overdue"]
    unknown = _said(opened("govern/decisions.py", decision="D-0404"))
    assert "Choose one of the register." in unknown


def test_a_condition_is_marked_as_met(filled: Repository) -> None:
    """With the day and what shows it; then no condition is open any more."""
    app = AppTest.from_string(CONDITIONS, default_timeout=60).run()
    assert app.button("met_save").disabled
    app.selectbox("met_condition").set_value(("D-0001", 1)).run()
    app.text_area("met_evidence").set_value("Pilot report").run()
    app.button("met_save").click().run()
    assert not app.exception
    kept = filled.get("condition", "D-0001", 1).model_dump()
    assert (kept["met_on"], kept["evidence"]) == (TODAY, "Pilot report")
    assert app.run().button("meet").disabled


def test_pages_without_boards_say_how_to_begin(kept: Repository) -> None:
    """An empty store leads to the registers and to the gate review."""
    kept.session("setup", "administrator").save(Portfolio(code="RUN", name="Run"))
    for page, words in (
        ("govern/boards.py", "There are no boards yet."),
        ("govern/gate.py", "No gate is to be held."),
        ("govern/decisions.py", "No decision is on record yet."),
    ):
        app = AppTest.from_file(SHELL, default_timeout=60).switch_page(page).run()
        assert not app.exception
        assert words in _said(app)


def test_the_meeting_is_the_one_that_is_open(opened: Show) -> None:
    """The day of the meeting, who is there and that the quorum is met."""
    said = _said(opened("govern/boards.py", board="SC"))
    assert f"For the meeting of {MEETING}" not in said  # it is the label of a choice
    assert "Quorum met: 2 of 2" in said
    assert "Ann, Bob and Dan" in said

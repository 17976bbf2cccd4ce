"""The page of charters: drafted with one click, edited, approved, compared, taken along."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.analysis.charter import charter_hash
from pmo_core.jobs import charters, methods
from pmo_core.model import Board, BoardMember, Charter, Project, Request
from pmo_core.model.charter import ApproverPosition
from pmo_core.store import Repository

PAGE = "govern/charter.py"
Show = Callable[[str], AppTest]
FORM = """
from pmo_core.jobs.decisions import Subject
from pmo_core.ui.govern.decide_form import decide_form
decide_form(Subject("charter", "P1"))
"""
WAITS = """
from datetime import date
import streamlit as st
from pmo_core.ui.govern import agenda
st.text(str(agenda.waiting(date.max).height))
"""


@pytest.fixture
def asked(kept: Repository) -> Repository:
    """Give a store with the methods and a project that came from a request."""
    setup = kept.session("test", "administrator")
    methods.start_with_shipped(setup)
    setup.save(
        Project(
            code="P1", name="Self *service*", sponsor="Ana Ruiz", manager="Tom Okafor",
            stage="approved", planned_start=date(2027, 1, 1), planned_finish=date(2027, 4, 11),
            planned_cost=Decimal(60_000),
        ),
        Request(code="R1", name="Self-service", author="Kim", project="P1", problem="Slow.",
                outcome="Fast.", risks="<b>Vendor</b>"),
    )  # fmt: skip
    return kept


@pytest.fixture
def written(asked: Repository) -> Repository:
    """Give the same store with a first charter."""
    charters.save(
        asked.session("Tom Okafor", "contributor"), charters.draft_from(asked, "P1"), None
    )
    return asked


def opened(show: Show, tab: str = "Charter", who: tuple[str, str] | None = None) -> AppTest:
    """Open the charter of P1 at a tab, in somebody's name."""
    app = show(PAGE)
    app.query_params["project"] = "P1"
    app.session_state["charter_tab"] = tab
    if who:
        app.session_state["acting"] = who
    app.run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    """All that is read on the page."""
    return "\n".join(one.value for one in [*app.markdown, *app.caption, *app.text])


def kept_charter(repo: Repository) -> Charter:
    """The charter of P1."""
    charter = repo.get("charter", "P1")
    assert isinstance(charter, Charter)
    return charter


def test_all_charters_are_listed_with_where_they_stand(written: Repository, show: Show) -> None:
    """The project's charter is a draft: 0 of 3 approvals."""
    app = show(PAGE)
    assert not app.exception
    row = pl.from_pandas(app.dataframe[0].value).row(0, named=True)
    assert (row["project_name"], row["charter_state"], row["n_required"]) == (
        "Self *service*", "draft", 3,
    )  # fmt: skip
    assert {one.label: one.value for one in app.metric}["Running without"] == "0"


def test_a_store_without_projects_says_how_to_begin(kept: Repository, show: Show) -> None:
    """Nothing to list: accepted requests become projects."""
    methods.start_with_shipped(kept.session("test", "administrator"))
    assert "There are no projects yet." in texts(show(PAGE))


def test_one_click_drafts_a_charter(asked: Repository, show: Show) -> None:
    """The draft holds the request's words; texts of users are shown as they are."""
    app = opened(show)
    assert "This project has no charter yet." in texts(app)
    app.button(key="charter_draft").click().run()
    assert not app.exception
    assert kept_charter(asked).purpose == "Slow.\nFast."
    assert "Slow.\nFast." in texts(app)
    assert "\\<b\\>Vendor" in texts(app)
    assert {"DOCX", "PDF"} <= {one.label for one in app.get("download_button")}


def test_a_method_is_recommended_and_adopted(asked: Repository, show: Show) -> None:
    """Two answers change the recommendation; adopting plans gates in the same change."""
    app = opened(show)
    app.segmented_control(key="method_scope_P1").set_value("changing").run()
    assert "Recommended: **Agile (Scrum)**" in texts(app)
    app.segmented_control(key="method_scope_P1").set_value("stable").run()
    assert "Recommended: **Waterfall**" in texts(app) or "Recommended: **Light**" in texts(app)
    app.segmented_control(key="method_scope_P1").set_value("changing").run()
    app.button(key="adopt").click().run()
    assert not app.exception
    assert asked.get("adoption", "P1").model_dump()["method"] == "agile"
    assert asked.table("gate").height == 4
    assert "follows the version of Agile" in app.success[0].value


def test_another_method_than_recommended_needs_a_reason(asked: Repository, show: Show) -> None:
    """Without a reason nothing is adopted; with one it is kept."""
    app = opened(show)
    choice = next(one for one in app.selectbox if str(one.key).startswith("adopt_method"))
    choice.set_value("waterfall")
    app.button(key="adopt").click().run()
    assert "Say why" in app.error[0].value
    assert asked.table("adoption").is_empty()
    app.text_input(key="adopt_reason").set_value("The law asks for it.")
    app.button(key="adopt").click().run()
    assert asked.get("adoption", "P1").model_dump()["reason"] == "The law asks for it."


def test_a_changed_method_is_shown_and_moved_to_by_choice(written: Repository, show: Show) -> None:
    """The project follows its version, sees the difference, and moves with one click."""
    setup = written.session("test", "administrator")
    methods.adopt(setup, written, "P1", "light", date(2026, 11, 2))
    was = written.table("method_element").filter(method="light")
    methods.save(
        setup,
        "light",
        was,
        was.with_columns(
            name=pl.when(pl.col("code") == "G2").then(pl.lit("Handover")).otherwise("name")
        ),
    )
    app = opened(show, "Method")
    assert "was changed since" in app.info[0].value
    assert pl.from_pandas(app.dataframe[0].value)["after"].to_list() == ["Handover"]
    app.button(key="method_move").click().run()
    assert written.get("gate", "P1", "G2").model_dump()["name"] == "Handover"
    assert "reads so still" in app.success[0].value


def test_an_edit_is_kept_and_compared(written: Repository, show: Show) -> None:
    """What was typed is saved as a version; the diff shows it with its sign."""
    app = opened(show, "Edit")
    app.text_area(key="charter_scope_out").set_value("Partners\nFax")
    app.number_input(key="charter_budget").set_value(70_000.0)
    app.text_input(key="charter_note").set_value("Board's wish")
    app.button(key="charter_save").click().run()
    assert not app.exception
    now = kept_charter(written)
    assert (now.scope_out, now.budget, now.author) == (
        "Partners\nFax",
        Decimal(70_000),
        "local user",
    )
    assert now.roles == charters.draft_from(written, "P1").roles
    app = opened(show, "Versions")
    notes = pl.from_pandas(app.dataframe[0].value)["note"].to_list()
    assert notes[0] == "Board's wish"
    assert ":green[\\+ Partners]" in texts(app)
    assert ":red[− 60000\\.0000]" in texts(app)


def test_milestones_are_taken_from_the_plan(written: Repository, show: Show) -> None:
    """After a method was adopted its gates become milestones of the text."""
    methods.adopt(written.session("x", "manager"), written, "P1", "light", date(2026, 11, 2))
    app = opened(show, "Edit")
    app.button(key="charter_take").click().run()
    assert "2027-04-11: G2 Closure" in app.text_area(key="charter_milestones").value
    assert "Brief of one page" in app.text_area(key="charter_deliverables").value
    assert app.selectbox(key="charter_method").value == "light"


def test_nobody_overwrites_a_colleague(written: Repository, show: Show) -> None:
    """Somebody saved meanwhile: the form says so, refuses to save, and can go on from there."""
    app = opened(show, "Edit")
    was = kept_charter(written)
    other = was.model_copy(update={"purpose": "Faster."})
    charters.save(written.session("Ana Ruiz", "contributor"), other, was)
    app.text_area(key="charter_scope_out").set_value("Mine")
    app.button(key="charter_save").click().run()
    assert "Ana Ruiz saved another text" in app.info[0].value
    assert "changed meanwhile by Ana Ruiz" in app.error[0].proto.title
    assert kept_charter(written).scope_out is None
    app.button(key="charter_rebase").click().run()
    assert app.text_area(key="charter_purpose").value == "Faster."


def test_an_approval_is_given_in_ones_own_name(written: Repository, show: Show) -> None:
    """Tom approves as project manager; after an edit his approval is outdated."""
    app = opened(show, "Approvals", ("Tom Okafor", "contributor"))
    assert app.selectbox(key="approve_as").options == ["project manager"]
    app.text_input(key="approve_comment").set_value("Go")
    app.button(key="approve").click().run()
    assert not app.exception
    row = written.table("charter_approval").row(0, named=True)
    assert (row["position"], row["approver"], row["comment"]) == (
        "project manager",
        "Tom Okafor",
        "Go",
    )
    assert row["charter_hash"] == charter_hash(kept_charter(written).model_dump())
    was = kept_charter(written)
    charters.save(written.session("Kim", "contributor"), was.model_copy(update={"risks": "x"}), was)
    assert "outdated" in texts(opened(show, "Approvals"))


@pytest.fixture
def governed(written: Repository) -> Repository:
    """Give the same store where the project is proposed and a board decides, chaired by Gus."""
    setup = written.session("test", "administrator")
    was = written.get("project", "P1")
    setup.amend(was.model_copy(update={"stage": "proposed"}), was)
    setup.save(
        Board(code="SC", name="Steering committee"),
        BoardMember(board="SC", member="Gus", position="chair"),
    )
    return written


def _approved_by_all(repo: Repository) -> None:
    seen = charter_hash(kept_charter(repo).model_dump())
    given: dict[ApproverPosition, tuple[str, str]] = {
        "sponsor": ("Ana Ruiz", "contributor"), "project manager": ("Tom Okafor", "contributor"),
        "PMO": ("Ida Brandt", "manager"),
    }  # fmt: skip
    for position, (name, role) in given.items():
        charters.approve(repo.session(name, role), repo, "P1", position, seen)


def test_a_board_decides_once_all_have_approved(governed: Repository, show: Show) -> None:
    """Before that the page says so; then the chair may decide, others are told who may."""
    app = opened(show, who=("Gus", "contributor"))
    assert "A board decides once all have approved." in texts(app)
    assert not [one for one in app.button if one.key == "charter_decide"]
    _approved_by_all(governed)
    app = opened(show, who=("Gus", "contributor"))
    assert not app.button(key="charter_decide").disabled
    app = opened(show, who=("Tom Okafor", "contributor"))
    assert app.button(key="charter_decide").disabled
    assert "Gus (chair) may" in app.button(key="charter_decide").help


def test_a_charter_that_a_board_approved_says_so(governed: Repository, show: Show) -> None:
    """The decision is recorded in the form; then page and list show it, and nothing waits."""
    _approved_by_all(governed)
    form = AppTest.from_string(FORM, default_timeout=60)
    form.session_state["acting"] = ("Gus", "contributor")
    form.run().segmented_control("decide_outcome").set_value("approved")
    form.text_area("decide_reason").set_value("It pays.")
    form.segmented_control("decide_vote_Gus").set_value("for").run()
    form.button("decide_save").click().run()
    assert not form.error
    assert governed.get("project", "P1").model_dump()["stage"] == "approved"
    app = opened(show, who=("Gus", "contributor"))
    labels = [one.proto.label for one in app.get("page_link")]
    assert any("approved by SC" in one for one in labels)
    assert not [one for one in app.button if one.key == "charter_decide"]
    row = pl.from_pandas(show(PAGE).dataframe[0].value).row(0, named=True)
    assert (row["charter_state"], row["outcome"], row["stage"]) == ("approved",) * 3
    waits = AppTest.from_string(WAITS, default_timeout=60).run()
    assert [one.value for one in waits.text] == ["0"]


def test_who_may_not_approve_reads_why(written: Repository, show: Show) -> None:
    """A viewer and a stranger get no form but the reasons."""
    app = opened(show, "Approvals", ("Eve", "contributor"))
    assert not [one for one in app.button if one.key == "approve"]
    assert "is Ana Ruiz\\, not Eve" in texts(app)


def test_a_viewer_reads_and_cannot_write(written: Repository, show: Show) -> None:
    """The form is disabled with its reason."""
    app = opened(show, "Edit", ("Eve", "viewer"))
    assert app.button(key="charter_save").disabled
    assert "contributor" in app.button(key="charter_save").help


def test_an_unknown_project_is_a_sentence(
    written: Repository, show: Show, caplog: pytest.LogCaptureFixture
) -> None:
    """A wrong link says so."""
    app = show(PAGE)
    app.query_params["project"] = "P9"
    app.run()
    assert "NotFound: There is no project P9." in caplog.text

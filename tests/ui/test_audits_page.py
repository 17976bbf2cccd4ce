"""The page of audits: programme, risk, plan, and one audit from checklist to report."""

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.jobs import audits
from pmo_core.model import AuditQuestion, Department, Policy, Project
from pmo_core.store import Repository
from pmo_core.ui import boot

PAGE = "learn/audits.py"
Show = Callable[[str], AppTest]


@pytest.fixture
def audited(kept: Repository) -> Repository:
    """Give a store with a project, a policy and an audit in progress."""
    session = kept.session("Ida", "administrator")
    session.save(
        Department(code="IT", name="Technology"),
        Project(code="P", name="Portal *one*", department="IT", stage="delivery", manager="Tom"),
        Policy(code="POL-01", name="Governance", kind="policy", version="1"),
        Policy(code="POL-02", name="Security", kind="policy", version="1"),
    )
    audit = audits.add(session, kept, {
        "about": "project", "name": "Portal *one*", "project": "P", "auditor": "Ida",
        "planned_on": date.today(),
    })  # fmt: skip
    audits.start(session, kept, audit, date.today())
    return kept


def opened(show: Show, tab: str) -> AppTest:
    """Open the audit with one of its tabs."""
    app = show(PAGE)
    app.query_params["audit"] = audits_code()
    app.session_state["audit_tab"] = tab
    return app.run()


def audits_code() -> str:
    """Return the code of the audit."""
    return f"A-{date.today().year}-01"


def test_a_year_is_proposed_and_kept(audited: Repository, show: Show) -> None:
    """The programme is drawn; the plan proposes by risk, and what is kept are audits."""
    app = show(PAGE)
    assert not app.exception
    assert app.metric[2].value == "1"
    app.session_state["audits_tab"] = "Plan the year"
    app.run()
    app.selectbox("plan_year").set_value(date.today().year + 1)
    app.multiselect("plan_who").set_value(["Ida"])
    app.button("plan_propose").click().run()
    assert not app.exception
    assert app.dataframe[0].value["code"].to_list() == ["IT"]
    app.button("audit_keep").click().run()
    assert not app.exception
    assert audited.table("audit").height == 2


@pytest.mark.parametrize("tab", ["Sample", "Interviews", "Evidence", "Findings", "Report"])
def test_every_part_is_drawn(audited: Repository, show: Show, tab: str) -> None:
    """Each tab of an audit in progress draws without a fault."""
    assert not opened(show, tab).exception


def test_a_viewer_reads_only(
    audited: Repository, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A viewer sees the checklist with disabled buttons, and no notes of interviews."""
    audits.note_interview(
        audited.session("Ida", "manager"), audited, audits_code(), person="Tom", position="",
        held_on=date.today(), notes="Confidential",
    )  # fmt: skip
    assert any("Confidential" in one.value for one in opened(show, "Interviews").text)
    assert "Interviews" in show("admin/registers.py").selectbox(key="register").options
    monkeypatch.setattr(boot, "LOCAL_ROLE", "viewer")
    app = opened(show, "Interviews")
    assert not any("Confidential" in one.value for one in app.text)
    assert "Interviews" not in show("admin/registers.py").selectbox(key="register").options
    app = opened(show, "Checklist")
    assert app.button("answer_next").disabled
    assert app.button("answer_next").help


def test_an_audit_that_is_not_there_is_a_sentence(audited: Repository, show: Show) -> None:
    """A wrong code leads back to the list."""
    app = show(PAGE)
    app.query_params["audit"] = "A-1999-01"
    app.run()
    assert not app.exception
    assert any("There is no audit" in str(one.proto) for one in app.error)


def answering() -> None:
    """The script of a page that holds nothing but a question."""
    from datetime import date

    from pmo_core import ui
    from pmo_core.jobs.audits import get
    from pmo_core.ui.learn import audits_checklist

    code = f"A-{date.today().year}-01"
    audits_checklist._question(
        get(ui.repository(), code), ui.repository().get("audit_question", code, 1)
    )


def test_a_question_is_answered_and_becomes_a_finding(audited: Repository) -> None:
    """Without an answer nothing is saved; a no asks for a finding, which names its question."""
    app = AppTest.from_function(answering, default_timeout=60).run()
    app.button("answer_save").click().run()
    assert "Choose an answer" in app.error[0].value
    place = f"{audits_code()}_1"
    app.radio(f"answer_given_{place}").set_value("no")
    app.text_area(f"answer_note_{place}").input("Nobody knows it.")
    app.button("answer_save").click().run()
    assert not app.exception
    app.button("finding_save").click().run()
    assert not app.exception
    found = audited.table("finding")
    assert found.select("name", "grade", "project", "question").rows() == [
        ("Nobody knows it.", "major", "P", 1)
    ]
    kept = audited.get("audit_question", audits_code(), 1)
    assert isinstance(kept, AuditQuestion)
    assert kept.answer == "no"

"""The page of findings: the list, the reminders, and one finding from open to verified."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.jobs import audit, findings, retest
from pmo_core.jobs import corrective_actions as acting
from pmo_core.model import Project
from pmo_core.store import Repository
from pmo_core.ui import boot
from tests.ui.conftest import SHELL

PAGE = "learn/findings.py"
RULE = "DQ-18"  # an ended project without the day on which it ended
TODAY = date.today()
Show = Callable[[str], AppTest]


@pytest.fixture
def found(kept: Repository) -> Repository:
    """Give the pages two findings: one with an action said to be done, one without any."""
    root = kept.session("root", "administrator")
    root.save(
        Project(code="A", name="Alpha *one*", stage="closed", manager=boot.LOCAL_USER),
        Project(code="B", name="Beta", stage="closed", manager="Ann"),
    )
    run = audit.run(kept, root, TODAY, codes=[RULE], today=TODAY).code
    findings.raise_findings(kept, root, run, [(RULE, "A"), (RULE, "B")], today=TODAY)
    plan = {
        "name": "Enter the day", "owner": boot.LOCAL_USER, "due_on": TODAY + timedelta(days=3),
        "effective_when": "The rule passes.", "why_1": "Nobody asked.",
    }  # fmt: skip
    action, _ = acting.add(root, kept, findings.finding_of(kept, "F-0001"), plan, TODAY)
    acting.done(kept.session(boot.LOCAL_USER, "contributor"), action, "Entered.", TODAY)
    return kept


def one(show: Show, code: str, tab: str = "Evidence") -> AppTest:
    """Open a finding with one of its tabs."""
    app = show(PAGE)
    app.query_params["finding"] = code
    app.session_state["finding_part"] = tab
    return app.run()


def said(app: AppTest) -> str:
    """Return all texts, messages and badges of a page."""
    parts = (app.text, app.markdown, app.info, app.success, app.error, app.caption, app.toast)
    return (
        " ".join(str(each.value) for part in parts for each in part)
        .replace("\\", "")
        .replace("\u2060", "")
    )


def test_without_findings_the_page_says_how_they_come(kept: Repository, show: Show) -> None:
    """An empty register leads to the rules; an unknown code says so and leads back."""
    kept.session("root", "administrator").save(Project(code="A", name="Alpha"))
    app = show(PAGE)
    assert not app.exception
    assert "There are no findings yet" in said(app)
    app = one(show, "F-9")
    assert not app.exception
    assert "no finding F-9" in said(app)


def test_the_list_says_what_waits(found: Repository, show: Show) -> None:
    """Two are unsettled, one waits for its re-test; each tab is drawn."""
    app = show(PAGE)
    assert not app.exception
    assert [figure.value for figure in app.metric] == ["2", "1", "0", "0", "0", "n/a"]
    shown = app.dataframe[0].value
    assert shown["state_today"].to_list() == ["open", "to re-test"]
    app.session_state["finding_tab"] = "Reminders"
    app.run()
    assert app.dataframe[0].value["reminder"].to_list() == [
        "no action yet", "waiting for re-test",
    ]  # fmt: skip
    app = AppTest.from_file(SHELL, default_timeout=60)
    app.query_params["finding_project"] = "A"
    app = app.switch_page(PAGE).run()
    assert app.dataframe[0].value["code"].to_list() == ["F-0001"]
    for tab in ("Actions", "Trend"):
        app.session_state["finding_tab"] = tab
        app.run()
        assert not app.exception


def test_what_was_not_mended_is_opened_again(found: Repository, show: Show) -> None:
    """The re-test fails: the action is reopened, and the evidence stands on both sides."""
    app = one(show, "F-0001")
    assert not app.exception
    app.button(key="finding_retest").click().run()
    assert not app.exception
    assert "F-0001 is reopened. 1 of 1 violation remains." in said(app)
    assert [each.value["seen"].to_list() for each in app.dataframe[:2]] == [["in both"]] * 2
    app.session_state["finding_part"] = "Actions"
    app.run()
    assert "reopened 1 time" in said(app)
    assert "Why? Nobody asked." in said(app)


def test_what_was_mended_is_verified(found: Repository, show: Show) -> None:
    """A look keeps nothing; the re-test verifies finding and action, and the history tells it."""
    was = found.get("project", "A")
    found.session("root", "administrator").amend(
        was.model_copy(update={"actual_finish": TODAY}), was
    )
    app = one(show, "F-0001")
    app.button(key="finding_look_now_button").click().run()
    assert "No violation is left." in said(app)
    assert findings.finding_of(found, "F-0001").state == "open"
    app.button(key="finding_retest").click().run()
    assert not app.exception
    assert "F-0001 is verified" in said(app)
    assert acting.action_of(found, "CA-0001").state == "verified"
    app.session_state["finding_part"] = "History"
    app.run()
    assert not app.exception
    assert {"F-0001", "CA-0001"} <= set(app.dataframe[0].value["subject"])


def test_what_comes_again_is_raised_again(found: Repository, show: Show) -> None:
    """A finding that was verified leads from the list and back; what comes again is another one."""
    root = found.session("root", "administrator")
    was = found.get("project", "A")
    now = was.model_copy(update={"actual_finish": TODAY})
    root.amend(now, was)
    retest.retest(found, root, ["F-0001"], TODAY)
    app = show(PAGE)
    app.segmented_control(key="finding_show").set_value("Closed").run()
    app.button(key="example_verified").click().run()
    assert app.query_params["finding"] == "F-0001"
    app.button(key="all_findings").click().run()
    assert app.dataframe[0].value["code"].to_list() == ["F-0001"], "the list as it was left"
    assert "finding_again" not in [each.key for each in one(show, "F-0001").button]
    root.amend(was, now)
    audit.run(found, root, TODAY, codes=[RULE], today=TODAY)
    app = one(show, "F-0001")
    assert "As it was verified" in said(app)
    app.button(key="finding_again").click().run()
    assert not app.exception
    assert "F-0003 is raised from R-0003, repeats F-0001." in said(app)
    assert findings.finding_of(found, "F-0003").recurs == "F-0001"


def form(which: str, code: str) -> None:
    """The script of a page that holds nothing but the content of a dialog."""
    from pmo_core.jobs import corrective_actions, findings
    from pmo_core.ui import repository
    from pmo_core.ui.admin_act import announce
    from pmo_core.ui.learn import findings_actions, findings_forms

    announce()
    if which == "done":
        findings_actions.done(corrective_actions.action_of(repository(), code))
        return
    draw = {"plan": findings_actions.plan, "accept": findings_forms.accept}[which]
    draw(findings.finding_of(repository(), code))


def dialog(which: str, code: str) -> AppTest:
    """Open the content of a dialog."""
    return AppTest.from_function(form, default_timeout=60, args=(which, code)).run()


def test_an_action_is_planned_and_done(found: Repository) -> None:
    """What was typed is kept; what is missing is named; done says its owner alone."""
    app = dialog("plan", "F-0002")
    app.button[0].click().run()
    assert "Say what is to be done" in said(app)
    app.text_input(key="action_name").set_value("Ask the sponsor")
    app.text_input(key="action_why_1").set_value("Nobody asked.")
    app.selectbox(key="action_owner").set_value(boot.LOCAL_USER)
    app.button[0].click().run()
    assert not app.exception
    made = acting.action_of(found, "CA-0002")
    assert (made.owner, made.why_1, made.effective_when) == (
        boot.LOCAL_USER, "Nobody asked.", "DQ-18 passes again.",
    )  # fmt: skip
    app = dialog("done", "CA-0002")
    app.text_area(key="action_done_note").set_value("Asked.")
    app.button[0].click().run()
    assert acting.action_of(found, "CA-0002").done_note == "Asked."


def test_a_finding_is_accepted_with_a_reason(found: Repository) -> None:
    """Without a reason it is not; the day proposed is some months ahead."""
    app = dialog("accept", "F-0002")
    app.button[0].click().run()
    assert "Say why it is accepted" in said(app)
    app.text_area(key="finding_reason").set_value("Archived soon.")
    app.button[0].click().run()
    kept = findings.finding_of(found, "F-0002")
    assert (kept.state, kept.accepted_until) == ("accepted", TODAY + timedelta(days=90))


def test_a_viewer_is_told_what_he_may_not(
    found: Repository, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that writes is disabled with its reason."""
    monkeypatch.setattr(boot, "LOCAL_ROLE", "viewer")
    app = one(show, "F-0001", "Actions")
    assert not app.exception
    for key in ("action_add", "finding_retest", "finding_accept", "finding_withdraw"):
        assert app.button(key=key).disabled, key

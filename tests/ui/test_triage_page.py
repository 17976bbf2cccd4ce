"""The triage board: lanes, limits, filters, and a request taken to its answer."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import Comment, Criterion, Department, Portfolio, Project, Request, Score
from pmo_core.store import Repository

PAGE = "decide/triage.py"
TODAY = date.today()
WHOLE = {
    "problem": "Every order is typed *twice*.", "outcome": "One entry.", "sponsor": "Ana Ruiz",
    "department": "IT.DEV", "portfolio": "GROWTH", "earliest_start": date(2027, 1, 4),
    "duration_months": 9,
    "figures": '{"costs": [{"year": 2027, "likely": 80000}], '
    '"benefits": [{"year": 2028, "likely": 90000}], "goals": {}}',
}  # fmt: skip
Show = Callable[[str], AppTest]


def request(code: str, state: Any, days: int, **more: Any) -> Request:
    """A whole request that stands where it stands for some days."""
    on = TODAY - timedelta(days=days)
    fields = {"name": f"Idea {code}", "author": "Tom", "state_on": on, **WHOLE, **more}
    return Request(code=code, state=state, **fields)


@pytest.fixture
def asked(kept: Repository) -> Repository:
    """Give requests in each lane; SEC is mandatory and needs 3, P2 got 1 and 2 on it."""
    scale = {"scale_min": 1, "scale_max": 5, "weight": 1}
    kept.session("root", "administrator").save(
        Department(code="IT", name="IT"),
        Department(code="IT.DEV", name="Development", parent="IT"),
        Portfolio(code="GROWTH", name="Growth"),
        Criterion(code="SEC", name="Security", is_mandatory=True, threshold=3, **scale),
        Criterion(code="FIT", name="Fit", **scale),
        Project(code="P1", name="Running", stage="delivery"),
        Project(code="P2", name="Proposed", stage="proposed"),
        request("R-1", "draft", 3, problem=None),
        request("R-2", "submitted", 40, name="Web :red[shop]"),
        request("R-3", "submitted", 2, sponsor="local user"),
        request("R-4", "in assessment", 5, project="P2", submitted_on=TODAY - timedelta(days=9)),
        request("R-5", "accepted", 90, project="P1", submitted_on=TODAY - timedelta(days=100)),
        request("R-6", "rejected", 9, state_reason="Covered."),
        Score(project="P2", criterion="SEC", assessor="ana", score=1),
        Score(project="P2", criterion="SEC", assessor="ben", score=2),
        Score(project="P2", criterion="FIT", assessor="ben", score=2),
    )
    return kept


def opened(show: Show, code: str, *, name: str = "Ida", role: Any = "manager") -> AppTest:
    """The board with one request open, seen by somebody."""
    app = show(PAGE)
    app.session_state["acting"] = (name, role)
    app.query_params["request"] = code
    app.run()
    assert not app.exception
    return app


def button(app: AppTest, label: str) -> Any:
    """The button with this label."""
    return next(one for one in app.button if one.label == label)


def plain(text: str) -> str:
    """A text of Markdown as the browser shows it."""
    return text.replace("\\", "").replace("\u2060", "")


def said(app: AppTest) -> str:
    """All small print of a page."""
    return plain("\n".join(one.value for one in app.caption))


def test_without_requests_it_says_how_to_begin(kept: Repository, show: Show) -> None:
    """An empty board leads to the form."""
    kept.session("root", "administrator").save(Portfolio(code="G", name="G"))
    app = show(PAGE)
    assert not app.exception
    assert "Nothing was asked for yet." in app.markdown[0].value


def test_cards_stand_in_their_lanes(asked: Repository, show: Show) -> None:
    """Oldest first; ages beyond 30 days are red; missing scores and what blocks stand on cards."""
    app = show(PAGE)
    assert not app.exception
    figures = {one.label: one.value for one in app.metric}
    assert figures == {
        "Waiting": "3", "Too long in their lane": "1", "Scores missing": "1",
        "Days to an answer": "10",
    }  # fmt: skip
    cards = [plain(one.label) for one in app.button if one.key and one.key.startswith("card_")]
    assert cards == [
        "**Idea R-1**", "**Web :red[shop]**", "**Idea R-3**", "**Idea R-4**", "**Idea R-5**",
    ]  # fmt: skip
    text = said(app)
    assert ":red-badge[40 days]" in text
    assert "80 k · 2 days" in text
    assert ":orange-badge[1 of 4 scores missing] :red[Security 1.5 < 3]" in text
    assert ":blue-badge[delivery]" in text


def test_a_lane_over_its_limit_is_red(asked: Repository, show: Show) -> None:
    """Two submitted are over a limit of one; the age limit is a setting as well."""
    asked.session("root", "administrator").put_settings(triage_limit=1, triage_age_days=50)
    app = show(PAGE)
    heads = [one.value for one in app.markdown]
    assert "**Submitted** :red-badge[2 of 1]" in heads
    assert "**In assessment** :gray-badge[1 of 1]" in heads
    assert {one.label: one.value for one in app.metric}["Too long in their lane"] == "0"


def test_long_lanes_are_sent_in_parts(asked: Repository, show: Show) -> None:
    """Five cards of a lane at first, the rest when asked for."""
    asked.session("root", "administrator").save(
        *(request(f"R-1{i:02}", "submitted", i) for i in range(12))
    )
    app = show(PAGE)
    assert button(app, "9 more").click().run().button
    assert len([one for one in app.button if (one.key or "").startswith("card_R-1")]) == 13


def test_filters_narrow_the_board(asked: Repository, show: Show) -> None:
    """By text, by a department and those below it, by what is one's own."""
    app = show(PAGE)

    def codes() -> list[str]:
        return [one.key[5:] for one in app.button if (one.key or "").startswith("card_")]

    app.text_input(key="triage_text").input("SHOP").run()
    assert codes() == ["R-2"]
    app.text_input(key="triage_text").input("").run()
    app.multiselect(key="triage_department").select("IT").run()
    assert len(codes()) == 5
    app.toggle(key="triage_mine").set_value(True).run()
    assert codes() == ["R-3"]
    app.text_input(key="triage_text").input("nothing like it").run()
    assert any("No request passes the filters." in one.value for one in app.markdown)


def test_the_same_as_a_list(asked: Repository, show: Show) -> None:
    """The list holds all lanes, with what is missing."""
    app = show(PAGE)
    app.segmented_control(key="triage_view").set_value("List").run()
    assert not app.exception
    rows = pl.from_pandas(app.dataframe[0].value)
    assert rows["lane"].to_list() == [
        "Draft", "Submitted", "Submitted", "In assessment", "Decided", "Rejected or withdrawn",
    ]  # fmt: skip
    assert rows["blocked"].to_list()[3] == "Security 1.5 < 3"


def test_a_card_opens_its_request(asked: Repository, show: Show) -> None:
    """A click puts the code into the address; texts of users stand there as they are."""
    app = show(PAGE)
    app.button(key="card_R-2").click().run()
    assert not app.exception
    assert app.query_params["request"] == "R-2"
    assert "Every order is typed *twice*." in [one.value for one in app.text]
    assert not button(app, "Take up for assessment").disabled


def test_a_link_to_nothing_says_so(asked: Repository, show: Show) -> None:
    """A request that is not there is named; the board stays."""
    app = opened(show, "R-99")
    assert "There is no request R-99." in plain(app.warning[0].value)
    assert len(app.metric) == 4


def test_a_request_is_taken_up_and_rejected(asked: Repository, show: Show) -> None:
    """The PMO takes it up as a project; rejected with its reason, the project is canceled."""
    app = opened(show, "R-3")
    button(app, "Take up for assessment").click().run()
    assert not app.exception
    assert "R-3 is taken up as P3: change" in plain(app.toast[0].value)
    assert asked.get("project", "P3").stage == "proposed"
    app.text_area(key="reason_Reject").input("Another one covers it.")
    app.button(key="do_Reject").click().run()
    assert not app.exception
    kept = asked.get("request", "R-3")
    assert (kept.state, kept.state_reason) == ("rejected", "Another one covers it.")
    assert asked.get("project", "P3").stage == "canceled"


def test_no_reason_no_rejection(asked: Repository, show: Show) -> None:
    """An empty reason is refused in a sentence, and nothing is changed."""
    app = opened(show, "R-2")
    app.button(key="do_Reject").click().run()
    assert not app.exception
    assert "Write down the reason" in app.error[0].proto.title + app.error[0].value
    assert asked.get("request", "R-2").state == "submitted"


def test_who_misses_a_mandatory_criterion_is_not_accepted(asked: Repository, show: Show) -> None:
    """Accept is closed with the criterion; once scored higher it is open and accepts."""
    app = opened(show, "R-4")
    accept = button(app, "Accept")
    assert accept.disabled
    assert "Cannot be accepted: Security 1.5 < 3." in plain(accept.help)
    assert "Cannot be accepted: Security 1.5 < 3." in plain(app.error[0].value)
    low = asked.get("score", "P2", "SEC", "ana")
    asked.session("ana", "contributor").amend(low.model_copy(update={"score": 4.0}), low)
    app.run()
    button(app, "Accept").click().run()
    assert not app.exception
    assert asked.get("request", "R-4").state == "accepted"


def test_a_draft_says_what_is_missing(asked: Repository, show: Show) -> None:
    """An incomplete draft cannot be submitted; the button says why."""
    submit = button(opened(show, "R-1", role="contributor"), "Submit")
    assert submit.disabled
    assert "Say what is wrong or missing today." in plain(submit.help)


@pytest.mark.parametrize("role", ["viewer", "contributor"])
def test_others_than_the_pmo_only_read(asked: Repository, show: Show, role: Any) -> None:
    """Verbs of the PMO are closed with the reason for everybody else."""
    app = opened(show, "R-2", role=role)
    take_up = button(app, "Take up for assessment")
    assert take_up.disabled
    assert "role manager" in take_up.help
    assert button(app, "Comment").disabled == (role == "viewer")


def test_comments_are_read_and_added(asked: Repository, show: Show) -> None:
    """The newest last; Markdown in them stays text; what is written is kept in one's name."""
    at = datetime(2026, 1, 2, 3, 4)
    asked.session("Zoe", "contributor").save(
        Comment(about="request", code="R-2", made_at=at, author="Zoe", text="**Who** pays?"),
        Comment(about="request", code="R-3", made_at=at, author="Zoe", text="Another one"),
    )
    app = opened(show, "R-2", role="contributor")
    assert "**Who** pays?" in [one.value for one in app.text]
    assert "**Zoe** · 2026-01-02 03:04 UTC" in said(app)
    assert "Another one" not in [one.value for one in app.text]
    app.text_area(key="comment_text_request_R-2").input("  IT does.  ")
    button(app, "Comment").click().run()
    assert not app.exception
    assert "Your comment is kept as change" in app.toast[0].value
    assert [one.value for one in app.text][-1] == "IT does."
    assert asked.table("comment").filter(code="R-2", author="Ida")["text"].to_list() == ["IT does."]


def test_what_is_not_scored_yet_is_no_alarm(asked: Repository, show: Show) -> None:
    """A request just taken up waits for its mandatory scores: small print, not an error."""
    asked.session("root", "administrator").save(
        Project(code="P8", name="New", stage="proposed"),
        request("R-8", "in assessment", 0, project="P8"),
    )
    app = opened(show, "R-8")
    assert not app.error
    assert "Before it can be accepted: Security is not scored." in said(app)
    assert "4 of 4 scores are missing; 0 assessors so far." in said(app)
    assert button(app, "Accept").disabled


def test_look_alikes_are_hinted_at(asked: Repository, show: Show) -> None:
    """A submitted request that says what a project says names it on its card and beside it."""
    asked.session("root", "administrator").save(
        Project(code="P9", name="Customer self-service portal", stage="delivery"),
        request("R-9", "submitted", 1, name="Self service portal for customers"),
    )
    assert ":violet-badge[like P9]" in said(show(PAGE))
    labels = [plain(one.label) for one in opened(show, "R-9").get("page_link")]
    assert "100 % like P9 Customer self-service portal" in labels

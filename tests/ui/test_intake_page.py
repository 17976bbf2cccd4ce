"""The page of requests: drafted, left, resumed by link, submitted; nobody is overwritten."""

from collections.abc import Callable
from datetime import date
from typing import cast

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.jobs import requests
from pmo_core.model import Department, Goal, Portfolio, Project, Request, Role
from pmo_core.store import Repository
from tests.ui.conftest import SHELL

PAGE = "decide/intake.py"
STORY = "Every order is typed twice, in the shop and again in the ledger."


@pytest.fixture
def filled(kept: Repository) -> Repository:
    """Give a store with what the form asks about."""
    kept.session("root", "administrator").save(
        Department(code="CS", name="Customer service"), Portfolio(code="GROWTH", name="Growth"),
        Role(code="DEV", name="Developer"), Goal(code="G1", name="Cheaper to serve"),
        Project(code="P-0007", name="Order entry once", stage="delivery", sponsor="Ana Ruiz"),
        Project(code="P-0008", name="Firewall renewal", stage="delivery"),
    )  # fmt: skip
    return kept


def _as(app: AppTest, name: str, role: str = "contributor") -> AppTest:
    app.session_state["acting"] = (name, role)
    return app


def _open(code: str, name: str = "Ann", role: str = "contributor") -> AppTest:
    """Open a request by its link, in a browser session of its own."""
    app = _as(AppTest.from_file(SHELL, default_timeout=60), name, role)
    app.switch_page(PAGE)
    app.query_params["request"] = code
    return app.run()


def _key(app: AppTest, name: str) -> str:
    turn = app.session_state.get("intake_turn", 0)
    return f"intake_{turn}_{name}"


def _table(app: AppTest, name: str, row: int, **cells: float) -> None:
    """Fill cells of a table in."""
    app.session_state[_key(app, name)] = {
        "edited_rows": {row: cells}, "added_rows": [], "deleted_rows": [],
    }  # fmt: skip


def _shown(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.text, app.success, app.warning, app.info, app.error)
    said = [str(one.value) for kind in kinds for one in kind]
    return " ".join([*said, *(str(one.proto.title) for one in app.warning)]).replace("\\", "")


def _record(repo: Repository, code: str = "R-0001") -> Request:
    return cast(Request, repo.get("request", code))


def _next(app: AppTest) -> AppTest:
    app.button(key="intake_next").click().run()
    assert not app.exception
    assert not app.error
    return app


def test_an_empty_list_says_how_to_begin(
    filled: Repository, show: Callable[[str], AppTest]
) -> None:
    """The next step is named, and so is the upload of many."""
    app = show(PAGE)
    assert not app.exception
    assert "There are no requests yet." in _shown(app)
    assert any("Many at once" in one.label for one in app.expander)


def test_a_request_is_drafted_left_resumed_and_submitted(filled: Repository) -> None:
    """The whole way of a business person, in two browser sessions."""
    app = _as(AppTest.from_file(SHELL, default_timeout=60), "Ann").switch_page(PAGE).run()
    begin = next(one for one in app.button if one.label == "Begin")
    app.text_input(key="intake_new_name").set_value("Enter orders once")
    begin.click().run()
    assert not app.exception
    assert _record(filled).name == "Enter orders once"
    assert app.query_params["request"] == "R-0001"
    assert "Is it one of these?" in _shown(app)
    app.text_area(key=_key(app, "problem")).set_value(STORY)
    app.text_area(key=_key(app, "outcome")).set_value("One entry for both.")
    app.selectbox(key=_key(app, "kind")).set_value("software")
    _next(app)
    assert (_record(filled).problem, _record(filled).step) == (STORY, 2)
    app.selectbox(key=_key(app, "sponsor")).set_value("Ana Ruiz")
    app.selectbox(key=_key(app, "department")).set_value("CS")
    app.button(key="intake_leave").click().run()
    assert not app.exception
    assert "request" not in app.query_params
    assert "R-0001" in list(app.dataframe[0].value["code"])

    later = _open("R-0001")
    assert not later.exception
    assert later.segmented_control[0].value == 2
    assert later.selectbox(key=_key(later, "sponsor")).value == "Ana Ruiz"
    _table(later, "goals", 0, share_pct=60)
    later.run()
    _next(later)
    _table(later, "costs", 1, low=70_000, likely=80_000)
    _table(later, "benefits", 2, likely=50_000)
    later.run()
    assert "In all 80,000 EUR over 1 year, between 70,000 and 80,000." in _shown(later)
    _next(later)
    year = date.today().year + 1
    _table(later, "effort", 0, **{str(year): 320})
    later.run()
    assert "about 2.0 months of one person" in _shown(later)
    _next(later)
    later.date_input(key=_key(later, "earliest_start")).set_value(date(year, 1, 4))
    later.number_input(key=_key(later, "duration_months")).set_value(9)
    later.multiselect(key=_key(later, "depends_on")).set_value(["P-0008"])
    later.run()
    assert f"From {year}-01-04 to {year}-10-03." in _shown(later)
    _next(later)
    told = _shown(later)
    assert "Everything that the PMO needs is there." in told
    assert "No risk is named." in told
    figures = requests.figures_of(_record(filled))
    assert figures.goals == {"G1": 60}
    assert (figures.costs[0].year, figures.costs[0].likely) == (year, 80_000)
    assert (figures.effort[0].role, figures.effort[0].hours) == ("DEV", 320)
    later.button(key="intake_submit").click().run()
    later.button(key="intake_sure").click().run()
    assert not later.exception
    found = _record(filled)
    assert (found.state, found.author, found.depends_on) == ("submitted", "Ann", "P-0008")
    assert "stays" not in _shown(later)
    assert "contributor may not correct a submitted request" in _shown(later)
    assert not [one for one in later.button if one.key == "intake_next"]


def test_what_is_missing_is_named_with_the_way_there(filled: Repository) -> None:
    """The last step lists it; the button beside it leads to the step; nothing can be submitted."""
    requests.new(filled.session("Ann", "contributor"), filled, "Bare", step=6)
    app = _open("R-0001")
    assert "Say what is wrong or missing today." in _shown(app)
    assert app.button(key="intake_submit").disabled
    go = next(one for one in app.button if one.label == "Go to Money")
    go.click().run()
    assert not app.exception
    assert app.segmented_control[0].value == 3
    app.segmented_control[0].set_value(5).run()
    assert not app.exception
    assert app.segmented_control[0].value == 5


def test_nobody_is_overwritten(filled: Repository) -> None:
    """Who saves second sees what the first one wrote, and keeps both by one button."""
    ann = filled.session("Ann", "contributor")
    requests.new(ann, filled, "Orders", step=1)
    app = _open("R-0001")
    app.text_area(key=_key(app, "problem")).set_value("Mine.").run()
    seen = _record(filled)
    bob = filled.session("Bob", "contributor")
    theirs = {"outcome": "Bob's.", "problem": "Bob's too."}
    requests.keep(bob, seen.model_copy(update=theirs), seen)
    app.button(key="intake_next").click().run()
    assert not app.exception
    assert "was changed meanwhile by Bob" in _shown(app)
    assert app.table[0].value.iloc[0].to_list()[-1].replace("\\", "") == "Mine."
    assert _record(filled).problem == "Bob's too."
    app.button(key="intake_mine").click().run()
    assert not app.exception
    found = _record(filled)
    assert (found.problem, found.outcome) == ("Mine.", "Bob's.")
    assert app.text_area(key=_key(app, "outcome")).value == "Bob's."


def test_theirs_can_be_taken(filled: Repository) -> None:
    """What was typed is given up, and the form shows what is kept."""
    requests.new(filled.session("Ann", "contributor"), filled, "Orders", step=1)
    app = _open("R-0001")
    app.text_input(key=_key(app, "name")).set_value("Mine").run()
    seen = _record(filled)
    requests.keep(
        filled.session("Bob", "contributor"), seen.model_copy(update={"name": "Bob's"}), seen
    )
    app.button(key="intake_next").click().run()
    app.button(key="intake_theirs").click().run()
    assert not app.exception
    assert app.text_input(key=_key(app, "name")).value == "Bob's"
    assert _record(filled).name == "Bob's"


def test_wrong_amounts_are_said_and_not_saved(filled: Repository) -> None:
    """Low above likely is a sentence; the step stays."""
    requests.new(filled.session("Ann", "contributor"), filled, "Orders", step=3)
    app = _open("R-0001")
    _table(app, "costs", 0, low=9, likely=5)
    _table(app, "benefits", 0, high=5)
    app.run()
    app.button(key="intake_next").click().run()
    assert not app.exception
    assert "likely is missing" in _shown(app)
    _table(app, "benefits", 0, likely=5)
    app.run()
    app.button(key="intake_next").click().run()
    assert any("low must not exceed likely" in one.value for one in app.error)
    assert _record(filled).figures is None
    assert app.segmented_control[0].value == 3


def test_a_link_from_one_request_to_another_shows_the_other(filled: Repository) -> None:
    """What is typed into one never shows up in another."""
    ann = filled.session("Ann", "contributor")
    requests.new(ann, filled, "First idea", step=1)
    requests.new(ann, filled, "Second thing", step=1)
    app = _open("R-0001")
    app.text_area(key=_key(app, "problem")).set_value("Of the first.").run()
    app.query_params["request"] = "R-0002"
    app.run()
    assert not app.exception
    assert app.text_input(key=_key(app, "name")).value == "Second thing"
    assert not app.text_area(key=_key(app, "problem")).value


def test_its_author_withdraws_and_opens_it_again(filled: Repository) -> None:
    """Both are asked first; a stranger has neither button."""
    requests.new(filled.session("Ann", "contributor"), filled, "Orders", step=6)
    stranger = _open("R-0001", "Bob")
    assert not [one for one in stranger.button if one.key == "intake_withdraw"]
    app = _open("R-0001")
    app.button(key="intake_withdraw").click().run()
    app.button(key="intake_sure").click().run()
    assert _record(filled).state == "withdrawn"
    app.button(key="intake_back_to_draft").click().run()
    app.button(key="intake_sure").click().run()
    assert not app.exception
    assert _record(filled).state == "draft"


def test_a_viewer_reads(filled: Repository) -> None:
    """No new idea, no form; what is written is shown."""
    requests.new(filled.session("Ann", "contributor"), filled, "Orders", problem=STORY)
    app = _open("R-0001", "Eve", "viewer")
    assert not app.exception
    assert STORY in _shown(app)
    assert all(one.disabled for one in app.text_area)
    app.button(key="intake_back").click().run()
    assert next(one for one in app.button if one.label == "Begin").disabled


def test_an_unknown_code_is_a_sentence(filled: Repository) -> None:
    """A stale link says that there is no such request."""
    app = _open("R-0404")
    assert not app.exception
    assert "There is no request R-0404." in _shown(app)
    app.button(key="intake_back").click().run()
    assert "There are no requests yet." in _shown(app)


def test_a_long_list_is_paged_and_sorted(filled: Repository) -> None:
    """The newest number comes first; the lists count what is one's own."""
    ann, bob = filled.session("Ann", "contributor"), filled.session("Bob", "contributor")
    for number in range(14):
        requests.new(bob if number % 2 else ann, filled, f"Idea {number}")
    app = _as(AppTest.from_file(SHELL, default_timeout=60), "Ann").switch_page(PAGE).run()
    assert app.segmented_control(key="intake_list").value == "My drafts"
    assert list(app.dataframe[0].value["author"]) == ["Ann"] * 7
    app.segmented_control(key="intake_list").set_value("All requests").run()
    assert not app.exception
    assert list(app.dataframe[0].value["code"])[:2] == ["R-0014", "R-0013"]
    app.selectbox(key="sort").set_value("Name").run()
    assert list(app.dataframe[0].value["name"])[:3] == ["Idea 0", "Idea 1", "Idea 10"]


def test_comments_and_history_stand_below_the_last_step(filled: Repository) -> None:
    """What is asked can be answered there, and each change is listed with its author."""
    requests.new(filled.session("Ann", "contributor"), filled, "Orders", step=6)
    app = _open("R-0001", "Bob")
    app.text_area(key="comment_text_request_R-0001").set_value("Who pays for it?")
    next(one for one in app.button if one.label == "Comment").click().run()
    assert not app.exception
    assert "Who pays for it?" in _shown(app)
    assert "1 comment, in the last step" in _shown(app)
    app.session_state["intake_history"] = True
    app.run()
    assert not app.exception
    assert "Ann" in list(app.dataframe[-1].value["actor"])

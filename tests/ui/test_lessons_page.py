"""Lessons where they are kept, where they appear by themselves, and where they are captured."""

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import (
    Department,
    Gate,
    Lesson,
    LessonUse,
    Practice,
    PracticeAdoption,
    Project,
    RaidItem,
    Request,
)
from pmo_core.store import Repository
from pmo_core.ui import boot

Show = Callable[[str], AppTest]
DAY = date(2026, 6, 1)


def lesson(code: str, **fields: object) -> Lesson:
    """Return an accepted lesson with these traits."""
    given = {"name": f"Say *{code}*", "kind": "keep", "happened": "It was so.", "advice": "Do so.",
             "state": "accepted", "raised_by": "Ana", "raised_on": DAY}  # fmt: skip
    return Lesson.model_validate({"code": code, **given, **fields})


@pytest.fixture
def taught(kept: Repository) -> Repository:
    """Give a store with five lessons, one of them a practice, and what they speak to."""
    kept.session("test", "administrator").save(
        Department(code="A", name="Alpha", manager="Ana"),
        Project(
            code="P", name="Shop", stage="delivery", method="agile", project_type="Software",
            department="A",
        ),
        Project(code="Q", name="Old", stage="closed", method="agile"),
        Gate(project="P", gate="G1", number=1, name="Case", held_on=DAY, outcome="go"),
        Gate(project="P", gate="G2", number=2, name="Done"),
        RaidItem(project="P", code="R-1", kind="risk", name="Supplier is late"),
        Request(code="R-0001", name="App", kind="software", author="Ana"),
        Practice(code="BP-01", name="Ask two", text="Always ask two.", state="mandatory",
                 owner="Ida", review_on=date(2020, 1, 1)),
        lesson("L-0001", tags="supplier", method="agile", practice="BP-01", project="Q"),
        lesson("L-0002", project_type="Software"),
        lesson("L-0003", method="waterfall"),
        lesson("L-0004", method="agile", state="proposed"),
        lesson("L-0005", method="agile", state="retired"),
        PracticeAdoption(practice="BP-01", department="A", status="partly", reason="Small ones.",
                         stated_by="Ana"),
    )  # fmt: skip
    kept.session("Bo", "contributor").save(
        LessonUse(lesson="L-0002", place="project", subject="Z", person="Bo", used_as="applied",
                  used_on=DAY, effect="It helped.")
    )  # fmt: skip
    return kept


def opened(show: Show, page: str, **query: str) -> AppTest:
    """Open a page with an address."""
    app = show(page)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def uses(app: AppTest) -> list[str]:
    """Return the lessons that ask what one makes of them, in their order."""
    keys = [str(one.key) for one in app.segmented_control]
    return [key.split("_")[4] for key in keys if key.startswith("lesson_use_")]


def test_lessons_are_listed_and_filtered(taught: Repository, show: Show) -> None:
    """Accepted ones come first; figures count uses; the search looks into the texts."""
    app = show("learn/lessons.py")
    assert not app.exception
    assert [one.value for one in app.metric] == ["3", "1", "1", "100 %", "1", "N/A"]
    assert set(app.dataframe[0].value["code"]) == {"L-0001", "L-0002", "L-0003"}
    app.segmented_control(key="lesson_state").set_value("All")
    app.text_input(key="lesson_search").set_value("SUPPLIER").run()
    assert app.dataframe[0].value["code"].to_list() == ["L-0001"]


def test_one_lesson_says_to_whom_it_speaks_and_is_judged(taught: Repository, show: Show) -> None:
    """The page names each open subject with the reason; accepting is one press."""
    app = opened(show, "learn/lessons.py", lesson="L-0004")
    assert not app.exception
    table = app.dataframe[0].value
    assert table["subject"].to_list() == ["P"]
    assert table["reason"].to_list() == ["method agile"]
    app.button(key="lesson_accept").click().run()
    assert not app.exception
    assert taught.get("lesson", "L-0004").model_dump()["state"] == "accepted"
    assert "lesson_accept" not in [one.key for one in app.button]


def test_lessons_appear_at_a_gate_and_are_applied(
    taught: Repository, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The strongest comes first; a press is kept in one's own name and takes it out of the way."""
    monkeypatch.setattr(boot, "LOCAL_USER", "Tom")
    monkeypatch.setattr(boot, "LOCAL_ROLE", "contributor")
    app = opened(show, "govern/gate.py", project="P", gate="G2")
    assert not app.exception
    assert uses(app) == ["L-0001", "L-0002"]
    told = " ".join(one.value for one in app.markdown).replace("\\", "")
    assert 'method agile; "supplier" in risk R-1' in told.replace("\u2060", "")
    first = next(one for one in app.segmented_control if "L-0001" in str(one.key))
    first.set_value("applied").run()
    assert not app.exception
    assert taught.table("lesson_use", person="Tom").rows() == [
        ("L-0001", "gate", "P G2", "Tom", "applied", date.today(), None)
    ]
    assert uses(app) == ["L-0002"]
    assert [one.label for one in app.expander] == ["1 looked at"]


def test_they_appear_on_project_and_request_and_ask_at_the_end(
    taught: Repository, show: Show
) -> None:
    """A project and a request get theirs; what is over is asked what it learned instead."""
    assert uses(opened(show, "track/project.py", project="P")) == ["L-0001", "L-0002"]
    assert uses(opened(show, "decide/intake.py", request="R-0001")) == ["L-0002"]
    over = opened(show, "track/project.py", project="Q")
    assert uses(over) == []
    assert "lesson_capture_closure_" in [one.key for one in over.button]


def here() -> None:
    """The script of a page that holds nothing but a place to which no lesson speaks."""
    from pmo_core.analysis.lessons import Traits
    from pmo_core.ui.learn.lessons_here import lessons_here

    lessons_here("audit", "A-1", Traits(method="light"))


def test_where_nothing_matches_nothing_is_drawn(taught: Repository) -> None:
    """A place to which no lesson speaks shows not even a frame."""
    app = AppTest.from_function(here, default_timeout=60).run()
    assert not app.exception
    assert len(app.main) == 0


def capture() -> None:
    """The script of a page that holds nothing but the form of a new lesson."""
    from pmo_core.ui.learn import lessons_capture

    lessons_capture.add("gate", "P", "G1")


def test_a_lesson_is_captured_with_the_traits_of_its_project(taught: Repository) -> None:
    """What is missing is said; what was typed is kept beside what is known of the project."""
    app = AppTest.from_function(capture, default_timeout=60).run()
    app.button(key="lesson_save_new").click().run()
    assert "Still to be said" in app.error[0].value
    key = "new_gate_G1"
    app.text_input(key=f"lesson_name_{key}").set_value("Ask early.")
    for name in ("happened", "advice"):
        app.text_area(key=f"lesson_{name}_{key}").set_value(f"{name}.")
    app.button(key="lesson_save_new").click().run()
    assert not app.exception
    new = taught.get("lesson", "L-0006").model_dump()
    assert (new["source"], new["subject"], new["project"]) == ("gate", "G1", "P")
    assert (new["method"], new["project_type"], new["state"]) == ("agile", "Software", "proposed")


def test_practices_show_who_follows_them(taught: Repository, show: Show) -> None:
    """Figures and matrix count departments; one practice shows the lessons behind it."""
    app = show("learn/practices.py")
    assert not app.exception
    assert [one.value for one in app.metric] == ["1", "1", "0 %", "0", "0", "N/A"]
    assert app.dataframe[0].value["adoption"].to_list() == ["partly"]
    app = opened(show, "learn/practices.py", practice="BP-01")
    assert not app.exception
    app.session_state["practice_tab"] = "Lessons behind it"
    assert app.run().dataframe[0].value["code"].to_list() == ["L-0001"]


def test_a_viewer_only_reads(
    taught: Repository, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A viewer sees lessons where they appear; every press is disabled and says why."""
    monkeypatch.setattr(boot, "LOCAL_ROLE", "viewer")
    app = opened(show, "decide/intake.py", request="R-0001")
    assert not app.exception
    asked = [one for one in app.segmented_control if str(one.key).startswith("lesson_use_")]
    assert [one.disabled for one in asked] == [True]
    assert asked[0].help


def test_whoever_applied_it_is_asked_what_came_of_it(
    taught: Repository, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form asks once: with what was said it is gone, and the effect stands in the list."""
    monkeypatch.setattr(boot, "LOCAL_USER", "Tom")
    taught.session("Tom", "contributor").save(
        LessonUse(lesson="L-0002", place="project", subject="P", person="Tom", used_as="applied",
                  used_on=DAY)
    )  # fmt: skip
    app = opened(show, "learn/lessons.py", lesson="L-0002")
    app.session_state["lesson_tab"] = "Used"
    app.run().text_area(key="lesson_effect_1").set_value("In time.")
    app.button(key="lesson_effect_keep").click().run()
    assert not app.exception
    assert "In time." in app.dataframe[0].value["effect"].to_list()
    assert "lesson_effect_keep" not in [one.key for one in app.button]

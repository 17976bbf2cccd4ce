"""Assessing: independently, on the criteria's own scales, and what assessors then see."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import Criterion, Project, Request, Score
from pmo_core.store import Repository

PAGE = "decide/assess.py"
TODAY = date.today()
Show = Callable[[str], AppTest]


@pytest.fixture
def asked(kept: Repository) -> Repository:
    """Give two projects in assessment, one accepted, and three criteria; Ben scored P1 whole."""
    kept.session("root", "administrator").save(
        Criterion(code="FIT", name="Fit", weight=3, scale_min=1, scale_max=5,
                  levels="1 = none; 5 = *all*"),
        Criterion(code="SEC", name="Security", weight=2, scale_min=1, scale_max=5, threshold=3,
                  is_mandatory=True),
        Criterion(code="PCT", name="Share", weight=1, scale_min=0, scale_max=100,
                  direction="less is better"),
        Project(code="P1", name="Shop", stage="proposed"),
        Project(code="P2", name="Vault", stage="proposed"),
        Project(code="P3", name="Accepted", stage="proposed"),
        Project(code="P4", name="Running", stage="delivery"),
        *(
            Request(code=f"R-{n}", name="x", author="Tom", state=state, project=f"P{n}",
                    state_on=date(2026, 1, 10 - n))
            for n, state in ((1, "in assessment"), (2, "in assessment"), (3, "accepted"))
        ),
        Score(project="P1", criterion="FIT", assessor="Ben", score=2),
        Score(project="P1", criterion="SEC", assessor="Ben", score=1),
        Score(project="P1", criterion="PCT", assessor="Ben", score=40),
    )  # fmt: skip
    return kept


def opened(
    show: Show, project: str = "", *, name: str = "Ana", role: Any = "contributor"
) -> AppTest:
    """The page as somebody sees it, at a project."""
    app = show(PAGE)
    app.session_state["acting"] = (name, role)
    if project:
        app.query_params["project"] = project
    app.run()
    assert not app.exception
    return app


def fill(app: AppTest, project: str, *, name: str = "Ana", **scores: float) -> AppTest:
    """Choose scores by criterion, and press save."""
    for code, value in scores.items():
        key = f"score_{name}_{project}_{code}"
        (app.number_input if code == "PCT" else app.radio)(key=key).set_value(value)
    app.button(key="assess_save").click().run()
    assert not app.exception
    return app


def plain(text: str) -> str:
    """A text of Markdown as the browser shows it."""
    return text.replace("\\", "").replace("\u2060", "")


def figures(app: AppTest) -> dict[str, str]:
    """The headline."""
    return {one.label: one.value for one in app.metric}


def test_it_says_how_to_begin(kept: Repository, show: Show) -> None:
    """Without criteria, and with nothing in assessment."""
    root = kept.session("root", "administrator")
    root.save(Project(code="P4", name="Running", stage="delivery"))
    assert "There are no criteria yet." in show(PAGE).markdown[0].value
    root.save(Criterion(code="FIT", name="Fit", weight=1, scale_min=1, scale_max=5))
    assert "Nothing is in assessment." in show(PAGE).markdown[0].value


def test_levels_stand_in_words_beside_each_choice(asked: Repository, show: Show) -> None:
    """Described levels with their words, others with their number; a long scale is typed."""
    app = opened(show, "P1")
    fit = app.radio(key="score_Ana_P1_FIT")
    assert [plain(one) for one in fit.options] == [
        "**1** none",
        "**2**",
        "**3**",
        "**4**",
        "**5** *all*",
    ]
    assert fit.value is None
    share = app.number_input(key="score_Ana_P1_PCT")
    assert (share.min, share.max, share.value) == (0, 100, None)
    told = [plain(one.value) for one in app.caption]
    assert "weight 2 · more is better · to enter at least 3 on average · **mandatory**" in told
    assert "weight 1 · less is better" in told


def test_the_longest_waiting_comes_first(asked: Repository, show: Show) -> None:
    """P2 stands since the 8th, P1 since the 9th; accepted and running projects are not asked."""
    app = opened(show)
    assert app.selectbox(key="assess_project").options == [
        "P2  Vault · 3 to score", "P1  Shop · 3 to score",
    ]  # fmt: skip
    assert figures(app) == {"Scored by you": "0", "Left for you": "2", "Missing in all": "9"}
    app.button(key="assess_next").click().run()
    assert app.query_params["project"] == "P1"


def test_others_stay_hidden_until_one_has_scored(asked: Repository, show: Show) -> None:
    """What Ben gave, and the mean, stand nowhere on the page before Ana has scored all."""
    app = opened(show, "P1")
    assert "1 other assessor has scored" in app.info[0].value
    assert not app.dataframe
    assert not app.error
    fill(app, "P1", FIT=4, SEC=4)
    assert "1 criterion to go" in app.toast[0].value
    assert "1 to go" in app.info[0].value
    assert not app.dataframe
    fill(app, "P1", PCT=45)
    assert "the project is complete" in app.toast[0].value
    rows = pl.from_pandas(app.dataframe[0].value)
    fit = rows.filter(name="Fit").row(0, named=True)
    assert (fit["own_score"], fit["mean"], fit["range"], fit["is_apart"]) == (4, 3, 2, True)
    assert fit["given"] == "Ana 4, Ben 2"
    assert not rows.filter(name="Share")["is_apart"][0]
    assert "more than one level on Security and Fit" in plain(app.warning[0].value)
    assert "Cannot be accepted: Security 2.5 < 3." in plain(app.error[0].value)


def test_one_form_is_one_change(asked: Repository, show: Show) -> None:
    """Three scores are saved together; what is left as it was is not written again."""
    before = asked.revision
    app = fill(opened(show, "P2"), "P2", FIT=3, SEC=4, PCT=10)
    assert asked.revision == before + 1
    kept = asked.table("score").filter(project="P2")
    assert kept["assessor"].unique().to_list() == ["Ana"]
    assert kept["scored_on"].unique().to_list() == [TODAY]
    app.text_area(key="why_Ana_P2_SEC").set_value("  Certified. ")
    app.number_input(key="low_Ana_P2_SEC").set_value(3.0)
    fill(app, "P2")
    assert asked.revision == before + 2
    row = asked.get("score", "P2", "SEC", "Ana")
    assert (row.score, row.low, row.high, row.comment) == (4, 3, None, "Certified.")
    assert asked.history("score", "P2", "FIT", "Ana")["number"].unique().to_list() == [before + 1]
    fill(app, "P2")
    assert asked.revision == before + 2
    assert "Nothing was changed." in plain(app.toast[0].value)


def test_what_is_off_the_scale_is_refused(asked: Repository, show: Show) -> None:
    """A range that does not hold the score is named, and nothing is saved."""
    app = opened(show, "P1")
    app.number_input(key="low_Ana_P1_FIT").set_value(5.0)
    fill(app, "P1", FIT=4, SEC=3)
    shown = app.error[0]
    assert "Fit: the score 4 does not lie between low 5 and high 5." in plain(
        shown.proto.title + shown.value
    )
    assert asked.table("score").filter(assessor="Ana").is_empty()


def test_an_empty_form_is_not_saved(asked: Repository, show: Show) -> None:
    """Nothing chosen: it says what to do."""
    before = asked.revision
    app = fill(opened(show, "P1"), "P1")
    assert "Nothing is scored yet." in plain(app.error[0].proto.title + app.error[0].value)
    assert asked.revision == before


def test_a_faster_change_is_not_lost(asked: Repository, show: Show) -> None:
    """Somebody corrects Ana's score while her form is open: she is told, and his stays."""
    app = fill(opened(show, "P1"), "P1", FIT=4, SEC=4, PCT=45)
    was = asked.get("score", "P1", "FIT", "Ana")
    asked.session("Ida", "manager").amend(was.model_copy(update={"score": 1.0}), was)
    fill(app, "P1", FIT=5)
    said = " ".join(plain(one.proto.title + one.value) for one in app.error)
    assert "was changed meanwhile by Ida" in said
    assert asked.get("score", "P1", "FIT", "Ana").score == 1


def test_where_assessors_differ(asked: Repository, show: Show) -> None:
    """The list of differences holds the projects that one has scored oneself, no others."""
    app = opened(show)
    app.session_state["assess_tab"] = "Where assessors differ"
    app.run()
    assert "No differences on 0 projects." in app.success[0].value
    app = fill(opened(show, "P1"), "P1", FIT=4, SEC=1, PCT=95)
    app.session_state["assess_tab"] = "Where assessors differ"
    app.run()
    rows = pl.from_pandas(app.dataframe[0].value)
    assert rows.select("project_name", "name", "range").rows() == [
        ("Shop", "Share", 55), ("Shop", "Fit", 2),
    ]  # fmt: skip


def test_what_is_missing(asked: Repository, show: Show) -> None:
    """By project the most missing first; by assessor what each has not scored."""
    fill(opened(show, "P1"), "P1", FIT=4)
    app = opened(show, name="Zoe")
    app.session_state["assess_tab"] = "What is missing"
    app.run()
    assert not app.exception
    projects, assessors = (pl.from_pandas(one.value) for one in app.dataframe)
    assert projects.select("name", "n_missing", "n_needed", "n_assessors").rows() == [
        ("Vault", 6, 6, 0), ("Shop", 2, 6, 2),
    ]  # fmt: skip
    assert assessors.rows() == [("Ana", 0, 1, 5), ("Ben", 1, 0, 3)]


def test_a_score_shows_the_version_it_was_made_with(asked: Repository, show: Show) -> None:
    """After the levels were changed, the assessor reads what they said when he scored."""
    was = asked.get("criterion", "FIT")
    asked.session("Ida", "manager").amend(was.model_copy(update={"levels": "1 = less"}), was)
    app = opened(show, "P1", name="Ben")
    told = " ".join(plain(one.value) for one in app.caption)
    assert (
        f"You gave 2 under the version of {TODAY}: scale 1 to 5, more is better; 1 = none" in told
    )
    assert app.radio(key="score_Ben_P1_FIT").value == 2


def test_a_viewer_does_not_score(asked: Repository, show: Show) -> None:
    """Saving is closed with the reason."""
    save = opened(show, "P1", role="viewer").button(key="assess_save")
    assert save.disabled
    assert "viewer" in save.help


def test_a_project_that_is_not_asked_about_is_named(asked: Repository, show: Show) -> None:
    """A link to an accepted project says so and shows the next to score."""
    app = opened(show, "P3")
    assert "P3 is not in assessment." in plain(app.warning[0].value)
    assert app.selectbox(key="assess_project").value == "P2"

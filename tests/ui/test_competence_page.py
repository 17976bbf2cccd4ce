"""The pages of competence and training: what is missing, the plan that closes it, and booking."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import (
    Booking,
    CompetenceNeed,
    Course,
    Person,
    PersonSkill,
    Project,
    Role,
    Skill,
    Training,
)
from pmo_core.store import Repository
from tests.ui.conftest import SHELL

TODAY = date.today()
LATER = (TODAY.replace(day=1) + timedelta(days=130)).replace(day=1)


@pytest.fixture
def asked(kept: Repository) -> Repository:
    """Give Kim, who is booked later on a project that asks for what only Bo holds."""
    kept.session("test", "administrator").save(
        Role(code="PM", name="Manager"), Project(code="P1", name="Portal", stage="delivery"),
        Person(code="E1", name="Kim *N*", role="PM", weekly_hours=Decimal(40)),
        Person(code="E2", name="Bo", role="PM", weekly_hours=Decimal(40)),
        Skill(code="EVM", name="Earned value", kind="method"),
        CompetenceNeed(role="PM", skill="EVM", level=3),
        PersonSkill(person="E2", skill="EVM", level=5, expires_on=TODAY + timedelta(days=800)),
        Course(code="C1", name="Forecasts", skill="EVM", level=3, price=Decimal(90),
               duration_days=2, lead_days=7),
        Booking(project="P1", role="PM", month_on=LATER, person="E1", hours=Decimal(40)),
    )  # fmt: skip
    return kept


def page(path: str, **params: str) -> AppTest:
    """Open a page with an address."""
    app = AppTest.from_file(SHELL, default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    app = app.switch_page(path).run()
    assert not app.exception
    return app


def booking() -> None:
    """The script of a page that holds nothing but what the dialog to book holds."""
    from pmo_core.ui.admin_act import announce
    from pmo_core.ui.learn import training, training_book
    from pmo_core.ui.plan import undo

    announce()
    undo.offer()
    now = training.drawn(training.Choice(12, with_roles=True))
    if now is not None:
        training_book.form(now)


def test_gaps_one_person_and_a_mentor(asked: Repository) -> None:
    """What Kim lacks is said with the assignment; Bo is suggested and begins with a press."""
    app = page("learn/competence.py", competence_tab="Gaps")
    figures = {one.label: one.value for one in app.metric}
    assert figures["Asked and held"] == "50 %"
    assert figures["For an assignment"] == "1"
    row = app.dataframe[0].value.iloc[0]
    assert (row["person_name"], row["skill_held"], row["level_asked"]) == ("Kim *N*", 0, 3)
    assert (row["need_cause"], row["needed_on"].date()) == ("Manager on P1 Portal", LATER)
    one = page("learn/competence.py", person="E2")
    assert {figure.label: figure.value for figure in one.metric}["Missing"] == "0"
    pairs = page("learn/competence.py", competence_tab="Mentoring")
    assert pairs.dataframe[0].value["mentor_name"].to_list() == ["Bo"]


def test_the_plan_is_booked_and_undone(asked: Repository) -> None:
    """The training names the assignment and its day; undoing takes it back."""
    app = page("learn/training.py")
    figures = {one.label: one.value for one in app.metric}
    assert (figures["Gaps"], figures["Closed in time"], figures["Plan"]) == (
        "1",
        "1",
        "proven",
    )
    app = AppTest.from_function(booking, default_timeout=60).run()
    app.button("training_book_send").click().run()
    assert not app.exception
    kept = asked.table("training").row(0, named=True)
    assert (kept["person"], kept["project"], kept["needed_on"]) == ("E1", "P1", LATER)
    assert f"from {LATER}" in kept["reason"]
    again = page("learn/training.py", training_tab="Trainings")
    assert any("1 booked already" in one.value for one in again.caption)
    assert again.dataframe[0].value["state"].to_list() == ["booked"]
    app.button("plan_undo").click().run()
    assert asked.table("training").is_empty()


def by_hand() -> None:
    """The script of a page that holds nothing but the form of a training booked by hand."""
    from pmo_core.ui.admin_act import announce
    from pmo_core.ui.learn import training_book

    announce()
    training_book.by_hand_form("E1")


def test_a_training_is_booked_by_hand(asked: Repository) -> None:
    """Without a course nothing is booked; with one the person is absent, and the cause is kept."""
    app = AppTest.from_function(by_hand, default_timeout=60).run()
    app.button("training_hand_send").click().run()
    assert [one.value for one in app.error] == ["Choose a person and a course."]
    app.selectbox("training_hand_course").select("C1")
    app.button("training_hand_send").click().run()
    assert not app.exception
    kept = asked.table("training").row(0, named=True)
    assert (kept["person"], kept["project"], kept["needed_on"]) == ("E1", "P1", LATER)
    assert asked.table("absence").select("person", "kind").rows() == [("E1", "training")]


def test_what_has_ended_is_said(asked: Repository) -> None:
    """A training of last week that is still booked is counted, and can be listed first."""
    asked.session("test", "administrator").save(
        Training(person="E2", course="C1", starts_on=TODAY - timedelta(days=10), state="booked"),
        Training(person="E1", course="C1", starts_on=TODAY + timedelta(days=10), state="booked"),
    )
    app = page("learn/training.py", training_tab="Trainings")
    assert [one.value.split(" and")[0] for one in app.info] == ["1 training ended"]
    assert app.dataframe[0].value["person_name"].to_list() == ["Kim *N*", "Bo"]
    app.selectbox("training_rows_sort").select("Ended and still booked").run()
    assert not app.exception
    assert app.dataframe[0].value["person_name"].to_list() == ["Bo", "Kim *N*"]


def test_without_competences_the_page_says_what_to_do(kept: Repository) -> None:
    """Both pages lead to the next step; a viewer cannot add anything."""
    kept.session("test", "administrator").save(Person(code="E1", name="Kim"))
    app = page("learn/training.py")
    assert any("No competences are known" in one.value for one in app.markdown)
    app = page("learn/competence.py")
    assert any("No role asks for a competence yet" in one.value for one in app.markdown)

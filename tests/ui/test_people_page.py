"""The page of people: the list as of today, one person, and what may be changed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import Absence, CostRate, Person, PersonRole, Role, Team
from pmo_core.store import Repository
from tests.ui.conftest import SHELL

PAGE = "plan/people.py"
TODAY = date.today()


@pytest.fixture
def staffed(kept: Repository) -> Repository:
    """Give Kim with two roles, away today, Bo without hours, and Cy, who has left."""
    week = timedelta(days=7)
    kept.session("test", "administrator").save(
        Role(code="DEV", name="Developer", hourly_rate=Decimal(80)), Role(code="QA", name="Tester"),
        Person(code="E1", name="Kim *N*", role="DEV", weekly_hours=Decimal(30)),
        Person(code="E2", name="Bo", role="QA"),
        Person(code="E3", name="Cy", role="DEV", weekly_hours=Decimal(40), left_on=TODAY - week),
        PersonRole(person="E1", role="QA", level=3),
        Absence(person="E1", from_on=TODAY, until_on=TODAY + week),
        CostRate(person="E1", from_on=TODAY - week, hourly_rate=Decimal(95)),
    )  # fmt: skip
    return kept


def page(**params: str) -> AppTest:
    """Open the page with an address."""
    app = AppTest.from_file(SHELL, default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    app = app.switch_page(PAGE).run()
    assert not app.exception
    return app


def test_the_list_as_of_today(staffed: Repository) -> None:
    """Who left is not shown; rates, further roles and absences are those of today."""
    app = page()
    rows = app.dataframe[0].value.set_index("code")
    assert rows.index.to_list() == ["E2", "E1"]
    known = ["roles_held", "weekly_hours", "hourly_rate"]
    assert rows.loc["E1", known].to_list() == ["QA (3)", 30.0, 95.0]
    assert rows.loc["E2", known].isna().all()
    figures = {one.label: one.value for one in app.metric}
    assert figures["Away today"] == "1"
    assert figures["Hours per week"] == "30 h"
    app.text_input("people_search").set_value("qa").run()
    assert app.dataframe[0].value["code"].to_list() == ["E2", "E1"]


@pytest.mark.parametrize(
    ("tab", "column", "expected"),
    [("Roles", "role", "QA"), ("Absences", "kind", "leave"), ("Rates", "hourly_rate", 95.0)],
)
def test_the_parts_of_a_person(
    staffed: Repository, tab: str, column: str, expected: object
) -> None:
    """Each tab shows the rows of the person alone."""
    app = page(person="E1", person_tab=tab)
    assert app.dataframe[0].value[column].to_list() == [expected]


def test_hours_of_a_team_are_those_that_are_known(staffed: Repository) -> None:
    """A team of people without known hours has none that are known, not 0."""
    root, bo = staffed.session("test", "administrator"), staffed.get("person", "E2")
    root.save(Team(code="T", name="Testers"))
    root.amend(bo.model_copy(update={"team": "T"}), bo)
    rows = page(people_tab="Teams").dataframe[0].value
    assert rows["n_people"].to_list() == [1]
    assert rows["weekly_hours"].isna().all()


def test_a_person_whose_hours_are_not_known(staffed: Repository) -> None:
    """Nothing is known of the capacity, which is said and not shown as 0."""
    app = page(person="E2")
    figures = {one.label: one.value for one in app.metric}
    assert figures["Utilization"] == figures["Hours per week"] == "n/a"
    assert "weekly hours of this person are not known" in app.info[0].value

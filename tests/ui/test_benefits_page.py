"""The page of benefits: roll-up, what is due, one project, and its forms."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import (
    Benefit,
    BenefitMeasurement,
    BenefitProfile,
    Contribution,
    Goal,
    Program,
    Project,
)
from pmo_core.store import Repository
from tests.ui.conftest import SHELL

PAGE = "track/benefits.py"
TODAY = date.today()
Show = Callable[[str], AppTest]


@pytest.fixture
def promising(kept: Repository) -> Repository:
    """Give the pages a closed project with money and a measure, and one that promises nothing."""
    last = TODAY.year - 1
    kept.session("test", "administrator").save(
        Program(code="P1", name="Web shop"),
        Goal(code="G1", name="Cut cost"),
        Project(code="A", name="Alpha", stage="closed", program="P1", sponsor="Sam"),
        Project(code="B", name="Beta", stage="delivery"),
        Contribution(project="A", goal="G1", share_pct=100),
        Benefit(project="A", year=last - 1, planned_benefit=Decimal(100),
                realized_benefit=Decimal(60)),
        Benefit(project="A", year=last, planned_benefit=Decimal(100)),
        Benefit(project="A", year=TODAY.year + 1, planned_benefit=Decimal(500)),
        BenefitProfile(project="A", code="B1", name="Fewer calls", owner="Mara", goal="G1",
                       measure="calls a month", start_value=5000, target_value=3000),
        BenefitMeasurement(project="A", code="B1", measured_on=TODAY - timedelta(90),
                           expected_value=4000, measured_value=4500),
        BenefitMeasurement(project="A", code="B1", measured_on=TODAY - timedelta(10),
                           expected_value=3500),
    )  # fmt: skip
    return kept


def page(actor: tuple[str, str] | None = None, **params: str) -> AppTest:
    """Open the page with an address, in somebody's name."""
    app = AppTest.from_file(SHELL, default_timeout=60)
    if actor:
        app.session_state["acting"] = actor
    for name, value in params.items():
        app.query_params[name] = value
    return app.switch_page(PAGE).run()


def figures(app: AppTest) -> dict[str, str]:
    """Return the figures of the headline."""
    return {one.label: one.value for one in app.metric}


def test_the_roll_up_counts_closed_projects_and_only_known_years(promising: Repository) -> None:
    """60 of 100: the year nobody measured is counted beside, what is due and behind as well."""
    app = page()
    assert not app.exception
    found = figures(app)
    assert (found["Realized share"], found["Realized to date"]) == ("60 %", "60 EUR")
    assert (found["Not measured"], found["Overdue"], found["Behind plan"]) == ("1", "1", "1")
    assert found["Still to come"] == "500 EUR"
    row = app.dataframe[0].value.iloc[0]
    assert (row["standing"], row["reached_pct"], row["planned_pct"]) == ("behind", 25.0, 50.0)
    for part, column, value in (
        ("To be measured", "owner", "Mara"), ("Projects", "realized_pct", 60.0),
        ("Table of the chart", "group_name", "Web shop"),
    ):  # fmt: skip
        app.session_state["benefit_part"] = part
        app.run()
        assert not app.exception
        assert app.dataframe[0].value[column].to_list()[0] == value
    app.session_state["benefit_group"] = "Goal"
    app.run()
    assert app.dataframe[0].value["group_name"].to_list() == ["Cut cost"]


def test_without_benefits_it_says_how_to_begin(kept: Repository, show: Show) -> None:
    """An empty list says what brings the first one; so does a project without a promise."""
    kept.session("test", "administrator").save(Project(code="B", name="Beta", stage="delivery"))
    app = show(PAGE)
    assert not app.exception
    assert "No benefit is planned" in " ".join(str(one.value) for one in app.markdown)
    one = page(project="B")
    assert not one.exception
    assert "Nothing is promised" in " ".join(str(text.value) for text in one.markdown)
    assert not one.button(key="benefit_add").disabled


def test_a_project_shows_its_curve_and_its_standing(promising: Repository) -> None:
    """110 of 150 with a year that still runs, the latest measurement in words, both tables."""
    promising.session("test", "administrator").save(
        Benefit(project="A", year=TODAY.year, planned_benefit=Decimal(50),
                realized_benefit=Decimal(50))
    )  # fmt: skip
    app = page(project="A")
    assert not app.exception
    assert figures(app)["Realized share"] == "73 %"
    assert figures(app)["Benefits reached"] == "0 of 1"
    said = " ".join(str(one.value) for one in app.caption)
    assert "25 % of the way, planned 50 %" in said.replace("\\", "")
    assert "2 years counted, 1 still running, 1 not measured" in said
    assert app.dataframe[0].value["expected_value"].to_list() == [3500.0, 4000.0]
    assert app.dataframe[1].value["realized"].to_list()[0] == 60.0


def test_an_unknown_project_is_refused(
    promising: Repository, caplog: pytest.LogCaptureFixture
) -> None:
    """A code that nobody knows gives one sentence and no page."""
    assert len(page(project="Z").exception) == 1
    assert "NotFound: There is no project Z." in caplog.text


def form(kind: str, name: str, role: str) -> None:
    """The script of a page that holds nothing but the form of one dialog."""
    import streamlit as st

    from pmo_core.ui.admin_act import announce
    from pmo_core.ui.track import benefits, benefits_forms

    st.session_state["acting"] = (name, role)
    announce()
    if kind == "measurement":
        benefits_forms.measurement(benefits.everything().profiles.row(0, named=True))
    elif kind == "money":
        benefits_forms.money("A")
    else:
        benefits_forms.profile("A")


def opened(kind: str, name: str = "Ida", role: str = "manager") -> AppTest:
    """Open a form in somebody's name."""
    return AppTest.from_function(form, default_timeout=60, args=(kind, name, role)).run()


def test_the_buttons_open_the_forms(promising: Repository) -> None:
    """Each button shows its form; to a contributor that of a new benefit says whom to ask."""
    app = page(("Eve", "contributor"), project="A")
    app.button(key="benefit_measure").click().run()
    assert app.date_input(key="measured_on").value == TODAY - timedelta(10)
    assert app.button(key="benefit_add").disabled
    assert "manager" in (app.button(key="benefit_add").help or "")
    assert app.button(key="benefit_money").disabled


def test_a_measurement_is_recorded_by_a_contributor(promising: Repository) -> None:
    """The form begins with the day that is due; what was planned for it stays."""
    app = opened("measurement", "Eve", "contributor")
    app.number_input(key="measured_value").set_value(3400.0)
    app.button(key="measurement_save").click().run()
    assert not app.exception
    assert f"Change {promising.revision}" in str(app.toast[0].value)
    kept = promising.get("benefit_measurement", "A", "B1", TODAY - timedelta(10))
    assert isinstance(kept, BenefitMeasurement)
    assert (kept.measured_value, kept.expected_value, kept.measured_by) == (3400, 3500, "Eve")


def test_what_cannot_be_kept_is_said(promising: Repository) -> None:
    """Neither a value nor a plan, and an amount that is none: a sentence, nothing kept."""
    before = promising.revision
    app = opened("measurement")
    app.button(key="measurement_save").click().run()
    assert "what was measured" in str(app.error[0].value)
    app = opened("money")
    app.text_input(key="money_realized").input("many")
    app.button(key="money_save").click().run()
    assert "not a number" in str(app.error[0].value)
    app = opened("profile")
    app.button(key="profile_save").click().run()
    assert "Name is required" in str(app.error[0].value)
    assert promising.revision == before


def test_the_money_of_a_year_is_kept(promising: Repository) -> None:
    """The year that is due stands first."""
    app = opened("money")
    assert app.selectbox(key="money_year").value == TODAY.year - 1
    app.text_input(key="money_realized").input("90")
    app.button(key="money_save").click().run()
    assert not app.exception
    kept = promising.get("benefit", "A", TODAY.year - 1)
    assert isinstance(kept, Benefit)
    assert (kept.realized_benefit, kept.planned_benefit) == (90, 100)


def test_a_benefit_is_added(promising: Repository) -> None:
    """It takes the next code; what is left empty stays not known."""
    app = opened("profile")
    app.text_input(key="profile_name").input("Faster orders")
    app.number_input(key="profile_target").set_value(10.0)
    app.button(key="profile_save").click().run()
    assert not app.exception
    kept = promising.get("benefit_profile", "A", "B2")
    assert isinstance(kept, BenefitProfile)
    assert (kept.name, kept.target_value, kept.goal) == ("Faster orders", 10.0, None)

"""The page of the performance database: figures, estimates, associations, outcomes."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import Actual, Department, Project, ProjectOutcome
from pmo_core.store import Repository
from tests.ui.conftest import SHELL

PAGE = "learn/performance.py"
N = 12
Show = Callable[[str], AppTest]


@pytest.fixture
def learned(kept: Repository) -> Repository:
    """Give twelve closed projects that cost 0.9 to 2.0 of 1,000, the agile ones the least."""
    start, finish = date(2025, 1, 1), date(2025, 4, 10)
    session = kept.session("test", "administrator")
    session.save(Department(code="IT", name="Technology"))
    session.save(*(
        Project(
            code=f"C{n:02d}", name=f"Closed {n}", stage="closed", planned_cost=Decimal(1000),
            planned_start=start, planned_finish=finish, actual_start=start,
            actual_finish=finish + timedelta(10 * n), department="IT",
            method="agile" if n < N // 2 else "waterfall",
        )
        for n in range(N)
    ))  # fmt: skip
    session.save(*(
        Actual(project=f"C{n:02d}", spent_on=finish, cost=Decimal(900 + 100 * n),
               hours=Decimal(10))
        for n in range(N)
    ))  # fmt: skip
    session.save(ProjectOutcome(project="C01", n_defects=3, satisfaction=4.0,
                                rework_hours=Decimal(1)))  # fmt: skip
    return kept


def page(actor: tuple[str, str] | None = None, **params: str) -> AppTest:
    """Open the page with an address, in somebody's name."""
    app = AppTest.from_file(SHELL, default_timeout=60)
    if actor:
        app.session_state["acting"] = actor
    for name, value in params.items():
        app.query_params[name] = value
    return app.switch_page(PAGE).run()


def test_without_closed_projects_it_says_how_to_begin(kept: Repository, show: Show) -> None:
    """Nothing is closed: a sentence, and where to upload past projects."""
    kept.session("test", "administrator").save(Project(code="A", name="Alpha", stage="delivery"))
    app = show(PAGE)
    assert not app.exception
    assert "No project is closed yet" in " ".join(str(one.value) for one in app.markdown)


def test_the_medians_say_what_they_stand_on(learned: Repository) -> None:
    """Median cost 1.45 times the estimate; effort was never planned, so there is none."""
    app = page()
    assert not app.exception
    found = {one.label: one.value for one in app.metric}
    assert (found["Closed projects"], found["Cost / estimate"]) == ("12", "1.45 x")
    assert (found["Effort / estimate"], found["Rework"]) == ("N/A", "10.0 %")
    for part in ("What went with it", "Closed projects", "Tables of the charts"):
        app.session_state["performance_part"] = part
        app.run()
        assert not app.exception
        assert len(app.dataframe)
    assert app.dataframe[0].value["group"].to_list() == ["agile", "waterfall"]


def test_an_estimate_meets_projects_like_it_or_is_refused(learned: Repository) -> None:
    """All twelve bound 500: 450 to 1,000; six agile ones are too few, and it says what helps."""
    app = page()
    app.number_input(key="estimate_Cost").set_value(500.0).run()
    said = str(app.info[0].value).replace("\\", "")
    assert "cost 0.90 to 2.00 times the estimate, half of them at most 1.45, n = 12" in said
    assert "That is 450 to 1 k EUR" in said
    app.selectbox(key="estimate_method").set_value("agile").run()
    assert not app.exception
    refused = str(app.warning[0].value).replace("\\", "")
    assert "needs 9 closed projects like this one; 6 closed projects are known" in refused
    assert "12 without method" in refused


def form(code: str) -> None:
    """The script of a page that holds nothing but the form of an outcome."""
    from pmo_core.ui.admin_act import announce
    from pmo_core.ui.learn import performance_project

    announce()
    performance_project.form(code, performance_project.kept(code))


def test_an_outcome_is_shown_and_its_button_is_the_managers(learned: Repository) -> None:
    """Cost 1.00 times the estimate, above one of eleven; a contributor finds the button off."""
    app = page(("Eve", "contributor"), project="C01")
    assert not app.exception
    assert {one.label: one.value for one in app.metric}["Cost / estimate"] == "1.00 x"
    assert "above 9 % of 11 others" in " ".join(str(one.value) for one in app.caption)
    assert app.dataframe[0].value["actual_cost"].to_list() == [1000.0]
    assert app.button(key="outcome_edit").disabled
    able = page(("Ida", "manager"), project="C01")
    able.button(key="outcome_edit").click().run()
    assert able.number_input(key="outcome_defects").value == 3


def test_an_outcome_is_entered_and_corrected(learned: Repository) -> None:
    """The form begins with what is kept; a new one with nothing."""
    app = AppTest.from_function(form, default_timeout=60, args=("C01",)).run()
    app.number_input(key="outcome_satisfaction").set_value(4.5)
    app.button(key="outcome_save").click().run()
    assert not app.exception
    assert f"Change {learned.revision}" in str(app.toast[0].value)
    record = learned.get("project_outcome", "C01")
    assert isinstance(record, ProjectOutcome)
    assert (record.satisfaction, record.n_defects, record.rework_hours) == (4.5, 3, 1)
    new = AppTest.from_function(form, default_timeout=60, args=("C02",)).run()
    new.text_area(key="outcome_comment").input("Rushed.")
    new.button(key="outcome_save").click().run()
    assert learned.table("project_outcome").height == 2


def test_a_project_that_is_not_closed_is_refused(
    learned: Repository, caplog: pytest.LogCaptureFixture
) -> None:
    """One sentence, no page."""
    assert len(page(project="Z").exception) == 1
    assert "NotFound: There is no closed project Z." in caplog.text

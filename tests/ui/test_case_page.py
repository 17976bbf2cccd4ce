"""The page of a business case: its figures, workings, advice, reference and refusals."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import Actual, Benefit, BudgetLine, Project
from pmo_core.model.intake import Request
from pmo_core.store import Repository
from tests.ui.conftest import SHELL

PAGE = "decide/case.py"
Show = Callable[[str], AppTest]
YEAR = date.today().year + 1


def _closed(number: int, actual: int) -> tuple[Project, Actual]:
    code = f"C{number}"
    day = date(2024, 1, 2)
    project = Project(
        code=code, name=f"Closed {number}", stage="closed", planned_cost=Decimal(100),
        planned_start=day, planned_finish=date(2024, 1, 31), actual_start=day,
        actual_finish=date(2024, 2, 29),
    )  # fmt: skip
    return project, Actual(project=code, spent_on=day, cost=Decimal(actual))


@pytest.fixture
def cases(kept: Repository) -> Repository:
    """Give the pages a candidate that pays, one without benefits, a request and a history."""
    plan = {"planned_start": date(YEAR, 1, 1), "planned_finish": date(YEAR, 12, 31)}
    kept.session("test", "administrator").save(
        Project(code="P", name="Pays *well*", stage="proposed", **plan),
        Project(code="N", name="Nothing back", stage="proposed", **plan),
        *(
            BudgetLine(project=code, period_on=date(YEAR, 1, 1), n_months=12, amount=Decimal(1000))
            for code in ("P", "N")
        ),
        Benefit(
            project="P", year=YEAR + 1, planned_benefit=Decimal(1500), low_benefit=Decimal(900)
        ),
        Request(
            code="R-0001", name="Asked for", author="Ana",
            figures=f'{{"costs": [{{"year": {YEAR}, "likely": 50}}]}}',
        ),
        *(one for number, cost in enumerate((90, 110, 120, 130, 400)) for one in
          _closed(number, cost)),
    )  # fmt: skip
    return kept


def case_page(**params: str) -> AppTest:
    """Open the page with an address."""
    app = AppTest.from_file(SHELL, default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    return app.switch_page(PAGE).run()


def words(app: AppTest) -> str:
    """Return all running text of the page."""
    parts = [*app.markdown, *app.caption, *app.text]
    return " ".join(str(one.value) for one in parts).replace("\\", "").replace("\u2060", "")


def test_all_cases_are_listed_with_their_worth(cases: Repository, show: Show) -> None:
    """Two candidates and a request; one pays, two have no NPV and say why."""
    app = show(PAGE)
    assert not app.exception
    figures = {one.label: one.value for one in app.metric}
    assert figures == {"Cases": "3", "Pay": "1"}
    rows = app.dataframe[0].value
    assert rows["code"].to_list()[0] == "P"
    assert rows["reason"].to_list()[1:] == ["No benefit is registered."] * 2


def test_one_case_shows_figures_advice_and_reference(cases: Repository) -> None:
    """At 0 %: NPV 500, BCR 1.5, break-even at 67 %; history says a median of 1.2 x."""
    app = case_page(project="P")
    app.slider(key="case_rate").set_value(0.0).run()
    assert not app.exception
    figures = {one.label: one.value for one in app.metric}
    assert figures["NPV"] == "500 EUR"
    assert figures["IRR"] == "50.0 %"
    assert figures["BCR"] == "1.50"
    assert figures["Benefits must reach"] == "67 %"
    assert figures["Costs may reach"] == "150 %"
    text = words(app)
    assert "-100 to 500" in text
    assert "closed projects cost a median 1.20 x their estimate, n = 5" in text
    assert "At that cost the NPV is 300 EUR: it still pays." in text
    ranges = app.dataframe[0].value
    assert ranges["at_history"].to_list()[0] == "300 EUR"


@pytest.mark.parametrize("name", ["npv", "irr_pct", "mirr_pct", "payback_years", "bcr", "pi"])
def test_each_figure_has_its_terms_one_click_away(cases: Repository, name: str) -> None:
    """The popover is empty until it is opened, then it holds formula, terms and last steps."""
    app = case_page(project="P")
    closed = len(app.dataframe)
    app.session_state[f"how_{name}"] = True
    app.run()
    assert not app.exception
    assert len(app.dataframe) == closed + 1
    terms = app.dataframe[0].value
    assert terms["year"].to_list()[-1] == YEAR + 1


@pytest.mark.parametrize("tab", ["What moves it", "Own history", "Year by year"])
def test_every_tab_draws(cases: Repository, tab: str) -> None:
    """Each tab shows its table without an error, also of a case without benefits."""
    for code in ("P", "N"):
        app = case_page(project=code)
        app.session_state["case_part"] = tab
        app.run()
        assert not app.exception


def test_a_case_without_benefits_says_so(cases: Repository) -> None:
    """All figures are N/A with the reason, and nothing is claimed."""
    app = case_page(project="N")
    assert not app.exception
    assert [one.value for one in app.metric][:6] == ["N/A"] * 6
    assert "Whether it pays cannot be said" in words(app)


def test_a_request_has_a_case(cases: Repository) -> None:
    """A request is looked at by its own figures."""
    app = case_page(request="R-0001")
    assert not app.exception
    assert "No benefit is registered." in words(app)


def test_too_little_history_is_refused(kept: Repository) -> None:
    """With four closed projects the page says that five are needed, and gives no ratio."""
    plan = {"planned_start": date(YEAR, 1, 1), "planned_finish": date(YEAR, 12, 31)}
    kept.session("test", "administrator").save(
        Project(code="P", name="P", stage="proposed", planned_cost=Decimal(10), **plan),
        Benefit(project="P", year=YEAR, planned_benefit=Decimal(20)),
        *(one for number in range(4) for one in _closed(number, 100)),
    )
    app = case_page(project="P")
    assert not app.exception
    assert "Only 4 closed projects have a known outturn of cost" in words(app)


def test_an_unknown_project_is_refused(cases: Repository, caplog: pytest.LogCaptureFixture) -> None:
    """A code that nobody knows gives one sentence and no page."""
    app = case_page(project="ZZZ")
    assert len(app.exception) == 1
    assert "NotFound: There is no project ZZZ." in caplog.text

"""The trends of a project: its milestones and its rating, report by report."""

from datetime import date, timedelta

from streamlit.testing.v1 import AppTest

from pmo_core.model import Milestone, MilestoneForecast, Project, StatusReport
from pmo_core.store import Repository

TODAY = date.today()


def page() -> None:
    """The script of a page that holds nothing but the trends of a project."""
    from pmo_core.ui.track.trends import trends

    trends("A")


def opened() -> AppTest:
    """Draw the trends of project A."""
    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    return app


def test_without_milestones_and_reports_it_says_what_to_do(kept: Repository) -> None:
    """Both parts are empty, and name the next step."""
    kept.session("test", "administrator").save(Project(code="A", name="Alpha"))
    words = " ".join(str(one.value) for one in opened().markdown)
    assert "No milestones are kept." in words
    assert "No rating was reported yet." in words


def test_milestones_and_ratings_have_their_tables(kept: Repository) -> None:
    """Ten days late at the second report; the reason of the rating stands beside it."""
    plan, first = TODAY + timedelta(days=50), TODAY - timedelta(days=30)
    kept.session("test", "administrator").save(
        Project(code="A", name="Alpha"),
        Milestone(project="A", code="M1", name="Pilot", planned_on=plan),
        MilestoneForecast(project="A", milestone="M1", data_date=first, forecast_on=plan),
        MilestoneForecast(
            project="A", milestone="M1", data_date=TODAY, forecast_on=plan + timedelta(days=10)
        ),
        StatusReport(project="A", data_date=TODAY, rag="amber", rag_reason="Tests slip."),
    )
    milestones, ratings = (one.value for one in opened().dataframe)
    assert milestones.iloc[0][["slip_days", "moved_days", "n_forecasts"]].to_list() == [10, 10, 2]
    assert ratings["rag_reason"].to_list() == ["Tests slip."]

"""What tracks, governs and learns, looked at before anything was reported: each says what to do."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import Project
from pmo_core.store import Repository
from tests.ui.conftest import SHELL

PAGES = (
    "track/progress.py", "track/earned.py", "track/forecasts.py", "track/exceptions.py",
    "track/raid.py", "track/benefits.py", "govern/baselines.py", "learn/performance.py",
)  # fmt: skip
OF_A_PROJECT = (
    "track/earned.py", "track/forecasts.py", "track/exceptions.py", "track/benefits.py",
    "govern/baselines.py",
)  # fmt: skip
FORM = "track/progress.py"
EMPTY = ":material/inbox:"
TODAY = date.today()


def empty_states(app: AppTest) -> list[str]:
    """Return what the page says is not there."""
    return [str(one.value) for one in app.markdown if EMPTY in str(one.value)]


def test_an_empty_store_leads_to_the_upload(kept: Repository) -> None:
    """Every page says in one place what is missing, and links to where it comes from."""
    kept.session("test", "administrator").put_settings(base_currency="USD")
    app = AppTest.from_file(SHELL, default_timeout=60).run()
    for path in PAGES:
        app.switch_page(path).run()
        assert not app.exception, path
        assert len(empty_states(app)) == 1, path
        assert [one.proto.label for one in app.get("page_link")] == ["Upload a file"], path
        assert not app.metric, path


@pytest.mark.parametrize("is_planned", [False, True])
def test_a_project_without_a_report_is_not_known(kept: Repository, is_planned: bool) -> None:
    """One project, only named or planned and begun: what is not known is said, nothing is zero."""
    begun, ends = TODAY - timedelta(days=50), TODAY + timedelta(days=50)
    plan = {
        "stage": "delivery", "planned_start": begun, "actual_start": begun, "planned_finish": ends,
        "planned_cost": Decimal(900),
    } if is_planned else {}  # fmt: skip
    kept.session("test", "administrator").save(Project(code="A", name="Alpha", **plan))
    app = AppTest.from_file(SHELL, default_timeout=60).run()
    addresses = [(path, "") for path in PAGES] + [(path, "A") for path in (*OF_A_PROJECT, FORM)]
    for path, project in addresses:
        app.switch_page(path)
        if project:
            app.query_params["project"] = project
        app.run()
        assert not app.exception, path
        assert empty_states(app) or path == FORM, path
    assert not next(one for one in app.button if one.label == "Show what changes").disabled

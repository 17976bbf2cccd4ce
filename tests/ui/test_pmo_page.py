"""The page of the PMO itself: figures, what waits, and an assessment of its maturity."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.analysis.maturity import LEVELS
from pmo_core.errors import NotAllowed, Refused
from pmo_core.jobs import pmo as jobs
from pmo_core.model import Department, Project, Request, StatusReport
from pmo_core.store import Repository
from tests.ui.conftest import SHELL

TODAY = date.today()


@pytest.fixture
def asked(kept: Repository) -> Repository:
    """Give a running project with a fresh report, and a request that waits for nine days."""
    kept.session("test", "administrator").save(
        Department(code="IT", name="Computers"),
        Project(code="P1", name="Portal", department="IT", stage="delivery"),
        StatusReport(project="P1", data_date=TODAY - timedelta(days=5)),
        Request(code="R-1", name="Wish", state="submitted", author="Tom",
                submitted_on=TODAY - timedelta(days=9)),
    )  # fmt: skip
    return kept


def test_figures_and_what_waits(asked: Repository, show: Callable[[str], AppTest]) -> None:
    """What is not known is not zero; the request that waits is listed with its days."""
    app = show("learn/pmo.py")
    assert not app.exception
    figures = {one.label: one.value for one in app.metric}
    assert figures["Fresh data"] == "100 %"
    assert (figures["Half answered within"], figures["Waiting"]) == ("N/A", "1")
    assert figures["Maturity"] == "N/A"
    app = AppTest.from_file(SHELL, default_timeout=60)
    app.query_params["pmo_tab"] = "Cycle times"
    app = app.switch_page("learn/pmo.py").run()
    assert not app.exception
    waiting = app.dataframe[1].value[["subject", "cycle_about", "cycle_days"]]
    assert waiting.to_numpy().tolist() == [["R-1", "Wish", 9]]


def form() -> None:
    """The script of a page that holds nothing but the form and what came of it."""
    from pmo_core.ui.learn import pmo, pmo_assess
    from pmo_core.ui.plan import undo

    undo.offer()
    pmo_assess.form()
    pmo.maturity()
    pmo.use()


def test_the_pmo_assesses_itself(asked: Repository) -> None:
    """Levels are chosen by what they mean; what is left out is not assessed; undone in one step."""
    app = AppTest.from_function(form, default_timeout=60).run()
    assert not app.exception
    assert list(app.radio("maturity_risk").proto.captions) == list(LEVELS["risk"])
    app.radio("maturity_risk").set_value(3)
    app.selectbox("maturity_target_risk").set_value(2)
    app.button("maturity_keep").click().run()
    assert asked.table("maturity").is_empty()
    app.selectbox("maturity_target_risk").set_value(4)
    app.button("maturity_keep").click().run()
    assert not app.exception
    row = asked.table("maturity").row(0, named=True)
    assert (row["area"], row["level"], row["target_level"], row["assessed_by"]) == (
        "risk", 3, 4, "local user",
    )  # fmt: skip
    app.button("plan_undo").click().run()
    assert asked.table("maturity").is_empty()


def test_who_may_assess(asked: Repository) -> None:
    """A contributor may not; saying nothing, or the same again, is refused."""
    said = {"risk": jobs.Said(2, None)}
    with pytest.raises(NotAllowed):
        jobs.assess(asked.session("Bo", "contributor"), asked, TODAY, said)
    manager = asked.session("Ida", "manager")
    with pytest.raises(Refused, match="No area"):
        jobs.assess(manager, asked, TODAY, {})
    jobs.assess(manager, asked, TODAY, said)
    with pytest.raises(Refused, match="says so already"):
        jobs.assess(manager, asked, TODAY, said)

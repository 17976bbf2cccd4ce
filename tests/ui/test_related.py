"""Pages about one project lead to each other, and only to what there is."""

from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import AuditFinding, Request
from pmo_core.store import Repository
from tests.jobs.governed import ago, fill, rows
from tests.ui.conftest import SHELL


@pytest.fixture
def filled(kept: Repository) -> Repository:
    """Give the governed portfolio, where A came in as a request and changed twice."""
    fill(kept)
    setup = kept.session("setup", "administrator")
    setup.save(Request(code="R-0001", name="Alpha", author="Kim", state="accepted", project="A"))
    found = {"name": "Late", "grade": "minor", "found_on": ago(3), "raised_by": "Ida"}
    setup.save(AuditFinding(code="F-0001", project="A", **found))
    common = {"project": "A", "reason": "error", "author": "Tom"}
    changes = rows(
        "change_request",
        {"code": "CR-0002", "name": "Later", "state": "withdrawn", **common},
        {"code": "CR-0003", "name": "Draft", "state": "draft", "submitted_on": ago(1), **common},
        {"code": "CR-0004", "name": "Latest", "state": "withdrawn", **common},
    )
    setup.load({"change_request": changes})
    return kept


def _links(page: str, **address: str) -> dict[str, tuple[str, dict[str, str]]]:
    """Label -> page and address of each link of a page."""
    app = AppTest.from_file(SHELL, default_timeout=60).switch_page(page)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    found = [one.proto for one in app.get("page_link")]
    return {
        one.label.replace("\\", ""): (one.page, dict(parse_qsl(one.query_string))) for one in found
    }


def test_a_project_leads_to_all_that_belongs_to_it(filled: Repository) -> None:
    """A: earned value, request, case, next gate, benefits, the change that waits, the decision."""
    found = _links("track/project.py", project="A")
    assert found == {
        "Earned value": ("earned", {"project": "A"}),
        "Forecasts": ("forecasts", {"project": "A"}),
        "Request R-0001": ("intake", {"request": "R-0001"}),
        "Business case": ("case", {"project": "A"}),
        "Baselines": ("baselines", {"project": "A"}),
        "Gate G2": ("gate", {"project": "A"}),
        "Benefits": ("benefits", {"project": "A"}),
        "Change CR-0003": ("changes", {"change": "CR-0003"}),
        "Decision D-0001": ("decisions", {"decision": "D-0001"}),
        "Finding F-0001": ("findings", {"finding": "F-0001"}),
    }


def test_what_there_is_not_has_no_link(filled: Repository) -> None:
    """C has a charter and a plan, and nothing else."""
    assert list(_links("track/project.py", project="C")) == ["Business case", "Charter"]


@pytest.mark.parametrize(
    ("page", "address", "own"),
    [
        ("govern/gate.py", {"project": "A", "gate": "G1"}, "Gate G2"),
        ("decide/case.py", {"project": "A"}, "Business case"),
        ("govern/changes.py", {"change": "CR-0001"}, "Change CR-0003"),
    ],
)
def test_each_page_leads_to_the_others(
    filled: Repository, page: str, address: dict[str, str], own: str
) -> None:
    """Gate review, case and change request lead to all others, and not to themselves."""
    expected = {*_links("track/project.py", project="A"), "Project"} - {own}
    assert expected <= set(_links(page, **address))
    assert own not in _links(page, **address)


def test_a_charter_leads_to_its_project(filled: Repository) -> None:
    """C's charter leads to the project and its business case."""
    found = _links("govern/charter.py", project="C")
    assert {"Project", "Business case"} <= set(found)
    assert "Charter" not in found

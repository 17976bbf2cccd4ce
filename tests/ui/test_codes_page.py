"""The page of codes: structures, next free code, a code to prove, kept codes, report columns."""

from collections.abc import Callable

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import CodePart, CostCategory, Department, Project, WbsElement
from pmo_core.model.initial import initial
from pmo_core.store import Repository
from pmo_core.ui import boot
from pmo_core.ui.govern.codes import matching, registry

PAGE = "govern/codes.py"
Show = Callable[[str], AppTest]


@pytest.fixture
def coded(kept: Repository) -> Repository:
    """Give a store with the ready structures, and codes of which three break them."""
    session = kept.session("test", "administrator")
    session.load({"code_part": initial("code_part")})
    session.save(
        Department(code="IT.DEV", name="Development"),
        Department(code="it", name="Small letters"),
        CostCategory(code="HW", name="Hardware"),
        Project(code="P-0001", name="Right"),
        Project(code="P-0041", name="Right"),
        Project(code="P-7", name="Short"),
        WbsElement(project="P-0001", code="1.1", name="Right"),
        WbsElement(project="P-0001", code="1.a", name="Wrong"),
        WbsElement(project="P-0041", code="1.a", name="Wrong"),
    )
    return kept


def opened(show: Show, tab: str, **state: object) -> AppTest:
    """Open one tab of the page with what was chosen there."""
    app = show(PAGE)
    app.session_state["code_tab"] = tab
    for name, value in state.items():
        app.session_state[name] = value
    return app.run()


def said(app: AppTest) -> str:
    """What the page says in errors and successes, without the escapes."""
    values = [one.value for one in (*app.error, *app.success, *app.caption)]
    return "\n".join(values).replace("\\", "").replace("\u2060", "")


def test_without_structures_the_ready_ones_are_added(kept: Repository, show: Show) -> None:
    """A structure without parts says so, and one click adds what the product brings."""
    kept.session("test", "administrator").save(Project(code="P", name="P"))
    app = show(PAGE)
    assert not app.exception
    app.button("ready_parts").click().run()
    assert not app.exception
    assert kept.table("code_part")["scheme"].to_list() == ["project", "project"]


@pytest.mark.parametrize("scheme", ["project", "WBS", "OBS", "CBS", "cost code"])
def test_every_structure_is_drawn(coded: Repository, show: Show, scheme: str) -> None:
    """Each structure shows its parts and what varies."""
    app = opened(show, "Coding structures", scheme=scheme)
    assert not app.exception
    assert len(app.dataframe[0].value) == coded.table("code_part").filter(scheme=scheme).height


def test_the_next_free_code(coded: Repository, show: Show) -> None:
    """The next project code follows the highest right one; WBS codes count within a project."""
    assert opened(show, "Coding structures").code[0].value == "P-0042"
    app = opened(show, "Coding structures", scheme="WBS", give_WBS_1="1.1")
    assert app.code[0].value == "1.1.1"
    app = opened(show, "Coding structures", scheme="WBS", give_WBS_1="1", code_project="P-0001")
    assert app.code[0].value == "1.2"
    app = opened(show, "Coding structures", scheme="WBS", give_WBS_1="1")
    assert app.code[0].value == "1.1"


def test_a_wrong_code_is_named_by_its_part(coded: Repository, show: Show) -> None:
    """What is wrong is said with the part and the place; a right code is said to be right."""
    app = opened(show, "Coding structures", prove_code="P-A701")
    assert "Part 2 'Serial number' must be 4 digits, found 'A701' at characters 3-6." in said(app)
    app = opened(show, "Coding structures", prove_code="P-0701")
    assert "P-0701 is right." in said(app)


def test_kept_codes_are_checked(coded: Repository, show: Show) -> None:
    """Each wrong code is listed once with its reason and how many rows use it."""
    app = opened(show, "Check of kept codes")
    assert [one.value for one in app.metric] == ["5", "8", "3"]
    table = app.dataframe[1].value
    assert table[["scheme", "code", "n_rows"]].to_numpy().tolist() == [
        ["OBS", "it", 1], ["WBS", "1.a", 2], ["project", "P-7", 1],
    ]  # fmt: skip


def test_a_structure_with_a_fault_says_so(kept: Repository, show: Show) -> None:
    """A part without a clear end is named; nothing is generated with it."""
    kept.session("test", "administrator").save(
        CodePart(scheme="project", number=1, name="Unit", kind="letters"),
        CodePart(scheme="project", number=2, name="Kind", kind="letters", length=1),
    )
    app = opened(show, "Coding structures")
    assert "Part 1 'Unit' has no clear end" in said(app)
    assert len(app.code) == 0


def test_the_report_columns_are_searched(coded: Repository, show: Show) -> None:
    """A search finds columns by label and meaning, also of one register only."""
    app = opened(show, "Report columns", column_search="forecast less planned finish")
    assert app.dataframe[0].value["column"].to_list() == ["slip_days"]
    rows = registry()
    found = matching(rows, "SLIP", None)
    assert "slip_days" in found["column"]
    own = matching(rows, "", "Register Policies and procedures")
    assert set(own["column"]) >= {"code", "version", "review_on"}
    assert rows.filter(pl.col("meaning") == "").is_empty()


def test_a_viewer_reads_only(
    coded: Repository, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A viewer sees the structures and cannot change them."""
    monkeypatch.setattr(boot, "LOCAL_ROLE", "viewer")
    app = show(PAGE)
    assert app.button("add_part").disabled
    assert "manager" in app.button("add_part").help

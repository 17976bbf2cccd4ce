"""The page of the RAID register: headline, filters, tabs, and the forms of one item."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import Portfolio, Project, RaidItem
from pmo_core.store import Repository
from tests.ui.conftest import SHELL

PAGE = "track/raid.py"
Show = Callable[[str], AppTest]
TODAY = date.today()


@pytest.fixture
def registered(kept: Repository) -> Repository:
    """Give the pages two projects and eight items; two of them are overdue."""
    kept.session("test", "administrator").save(
        Portfolio(code="RUN", name="Run"),
        Project(code="A", name="Alpha", portfolio="RUN", planned_cost=Decimal(100_000)),
        Project(code="B", name="Beta", stage="closed"),
        RaidItem(
            project="A", code="RISK-1", kind="risk", name="Vendor fails", probability_pct=30,
            impact_cost=Decimal(50_000), impact_days=20, residual_probability_pct=10,
            owner="local user", raised_on=TODAY - timedelta(40), due_on=TODAY - timedelta(3),
        ),
        RaidItem(project="A", code="RISK-2", kind="risk", name="Nobody knows", owner="Ida"),
        RaidItem(
            project="A", code="RISK-3", kind="risk", name="Early go-live", strategy="exploit",
            probability_pct=50, impact_cost=Decimal(8000),
        ),
        RaidItem(
            project="A", code="ISSUE-1", kind="issue", name="Test system down",
            impact_cost=Decimal(4000), raised_on=TODAY,
        ),
        RaidItem(
            project="A", code="RISK-4", kind="risk", name="Long gone", state="closed",
            probability_pct=90, impact_cost=Decimal(900_000), closed_on=TODAY,
        ),
        RaidItem(
            project="B", code="ACTION-1", kind="action", name="Archive", owner="Ida",
            due_on=TODAY - timedelta(1),
        ),
    )  # fmt: skip
    return kept


def page(**params: str) -> AppTest:
    """Open the page with an address."""
    app = AppTest.from_file(SHELL, default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    return app.switch_page(PAGE).run()


def values(app: AppTest) -> dict[str, str]:
    """Return label -> value of the headline."""
    return {one.label: one.value for one in app.metric}


def said(app: AppTest) -> str:
    """Return all captions."""
    return " ".join(str(one.value) for one in app.caption)


def codes(app: AppTest) -> list[str]:
    """Return the codes in the first table."""
    return list(app.dataframe[0].value["code"])


def test_an_empty_register_says_how_to_begin(kept: Repository, show: Show) -> None:
    """Without an item there is a button to add one and a link to the upload."""
    kept.session("test", "administrator").save(Project(code="A", name="Alpha"))
    app = show(PAGE)
    assert not app.exception
    assert "The RAID register is empty" in " ".join(str(one.value) for one in app.markdown)
    assert app.button(key="raid_add")


def test_the_headline_counts_what_is_missing(registered: Repository, show: Show) -> None:
    """30 % of 50,000 and an issue of 4,000; after the response 5,000 and 4,000; one unknown."""
    app = show(PAGE)
    assert not app.exception
    assert values(app) == {
        "Open risks": "2", "Exposure": "19 k EUR", "After the response": "9 k EUR",
        "Exposure in time": "6 days", "Overdue items": "2", "Open issues": "1",
    }  # fmt: skip
    assert "1 without probability or cost; gains expected 4 k" in said(app).replace("\\", "")
    assert codes(app) == ["RISK-1", "ISSUE-1", "RISK-3", "RISK-2", "ACTION-1"]


def test_the_address_chooses_the_items(registered: Repository) -> None:
    """Project, state and text come from a link; Mine are those of who looks."""
    assert codes(page(raid_project="B")) == ["ACTION-1"]
    assert codes(page(raid_state="Overdue")) == ["RISK-1", "ACTION-1"]
    assert codes(page(raid_state="Mine")) == ["RISK-1"]
    assert "RISK-4" in codes(page(raid_state="All"))
    assert codes(page(raid_search="NOBODY")) == ["RISK-2"]


@pytest.mark.parametrize(
    ("tab", "expected"),
    [
        ("Matrix", "Not placed, without probability, cost or planned cost of the project: 1 of 2"),
        ("Ageing", ""),
        ("Roll-up", "A sum of expected values is exact"),
        ("Overdue", ""),
    ],
)
def test_every_tab_is_drawn(registered: Repository, tab: str, expected: str) -> None:
    """A tab opened by its link shows its tables and explains its figures."""
    app = page(raid_tab=tab)
    assert not app.exception
    assert app.dataframe
    assert expected in said(app).replace("\\", "")


def test_a_cell_lists_its_risks(registered: Repository) -> None:
    """50,000 of 100,000 are a very high impact; the cell that is chosen shows the risk."""
    app = page(raid_tab="Matrix")
    app.selectbox(key="raid_cell").set_value("2-5").run()
    assert not app.exception
    assert codes(app) == ["RISK-1"]


def test_the_project_page_shows_its_items(registered: Repository) -> None:
    """The tab RAID lists what is open in the project, with a button to add to it."""
    app = AppTest.from_file(SHELL, default_timeout=60).run()
    app.query_params["project"] = "A"
    app = app.switch_page("track/project.py").run()
    app.session_state["part"] = "RAID"
    app.run()
    assert not app.exception
    found = [one.value for one in app.dataframe if "exposure" in one.value.columns]
    assert list(found[0]["code"]) == ["RISK-1", "ISSUE-1", "RISK-3", "RISK-2"]
    assert app.button(key="raid_add")


def form(script: str, code: str = "") -> None:
    """The script of a page that holds nothing but the content of a dialog."""
    from pmo_core import ui
    from pmo_core.ui.admin_act import announce
    from pmo_core.ui.track import raid_item

    announce()
    if script == "add":
        raid_item.add("A")
    else:
        raid_item.show(ui.repository().get("raid_item", "A", code))


def dialog(*args: str) -> AppTest:
    """Open the content of a dialog."""
    return AppTest.from_function(form, default_timeout=60, args=args).run()


def item(repo: Repository, code: str) -> RaidItem:
    """Return an item of project A as it is kept."""
    kept = repo.get("raid_item", "A", code)
    assert isinstance(kept, RaidItem)
    return kept


def test_an_item_is_added(registered: Repository) -> None:
    """What is typed is kept under the next code; without a name it says what is missing."""
    app = dialog("add")
    app.button(key="raid_save_new").click().run()
    assert "Name must be given" in str(app.error[0].value)
    app.text_input(key="raid_name_new_risk").input("Late delivery")
    app.number_input(key="raid_probability_pct_new_risk").set_value(20.0)
    app.button(key="raid_save_new").click().run()
    assert not app.exception
    kept = item(registered, "RISK-5")
    assert (kept.name, kept.probability_pct, kept.raised_on) == ("Late delivery", 20, TODAY)


def test_an_item_is_changed_and_nothing_else_moves(registered: Repository) -> None:
    """Only the owner was typed, so only the owner differs."""
    was = item(registered, "RISK-1")
    app = dialog("show", "RISK-1")
    app.text_input(key="raid_owner_A_RISK-1").input("Tom")
    app.button(key="raid_save").click().run()
    assert not app.exception
    assert item(registered, "RISK-1") == was.model_copy(update={"owner": "Tom"})


def test_a_risk_becomes_an_issue_and_is_closed(registered: Repository) -> None:
    """One press; the history of either shows both."""
    app = dialog("show", "RISK-1")
    app.button(key="raid_convert").click().run()
    assert not app.exception
    assert item(registered, "RISK-1").state == "closed"
    assert item(registered, "ISSUE-2").came_from == "RISK-1"
    family = dialog("show", "ISSUE-2").dataframe[0].value
    assert set(family["code"]) == {"RISK-1", "ISSUE-2"}


def test_it_is_closed_with_a_day(registered: Repository) -> None:
    """The day that stands in the form is kept."""
    app = dialog("show", "ISSUE-1")
    app.button(key="raid_close").click().run()
    assert not app.exception
    assert item(registered, "ISSUE-1").closed_on == TODAY


def test_a_viewer_sees_why_nothing_can_be_done(registered: Repository, show: Show) -> None:
    """The button is there, disabled, and says whom to ask."""
    app = show(PAGE)
    app.session_state["acting"] = ("Vic", "viewer")
    app.run()
    assert app.button(key="raid_add").disabled
    assert "ask a contributor" in str(app.button(key="raid_add").help)

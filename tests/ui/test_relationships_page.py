"""The page of relationships: what is tied, what a slip does, and links that are written."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import CrossLink, Link, Project, RaidItem, WbsElement
from pmo_core.store import Repository
from tests.ui.conftest import SHELL

PAGE = "plan/relationships.py"
Show = Callable[[str], AppTest]
TODAY = date.today()


@pytest.fixture
def tied(kept: Repository) -> Repository:
    """Give the pages three projects: B needs A twice over, C needs B, and C is needed by A."""
    late = TODAY + timedelta(14)
    kept.session("test", "administrator").save(
        Project(code="A", name="Alpha", manager="Ana", planned_start=TODAY, planned_finish=late),
        Project(code="B", name="Beta", manager="Bo", planned_start=TODAY),
        Project(code="C", name="Gamma"),
        WbsElement(project="A", code="1", name="Build", duration_days=10, planned_start=TODAY),
        WbsElement(project="B", code="1", name="Use", duration_days=5, planned_start=TODAY,
                   planned_finish=late),
        CrossLink(project="B", successor="1", other_project="A", predecessor="1"),
        Link(project="B", needs="A", kind="technical", strength=3),
        Link(project="C", needs="B", kind="policy", strength=2, owner="Pia"),
        Link(project="A", needs="C", kind="benefit", strength=1),
        RaidItem(project="C", code="D-1", kind="dependency", name="Server", other_project="A"),
    )  # fmt: skip
    return kept


def page(**params: str) -> AppTest:
    """Open the page with an address."""
    app = AppTest.from_file(SHELL, default_timeout=60).run()
    for name, value in params.items():
        app.query_params[name] = value
    return app.switch_page(PAGE).run()


def values(app: AppTest) -> dict[str, str]:
    """Return label -> value of the headline."""
    return {one.label: one.value for one in app.metric}


def test_the_graph_shows_ties_and_names_the_circle(tied: Repository) -> None:
    """Five ties of three projects, one broken link, one circle; A reaches B and C."""
    app = page()
    assert not app.exception
    assert values(app) == {"Projects tied": "3", "Ties": "5", "Broken links": "1", "Circles": "1"}
    assert "A needs C needs B needs A" in app.warning[0].value
    reach = app.dataframe[0].value
    assert dict(zip(reach["project"], reach["n_downstream"], strict=True)) == {
        "A": 2, "B": 2, "C": 2
    }  # fmt: skip


def test_a_slip_says_who_is_reached(tied: Repository) -> None:
    """Ten days later: B by its tasks by ten days, C by a tie without dates."""
    app = page(project="A", relationships_tab="What if it slips")
    assert not app.exception
    found = values(app)
    assert (found["Other projects reached"], found["Longest slip"]) == ("2", "10 days")
    assert found["Benefits at stake"] == "N/A"
    rows = app.dataframe[0].value
    assert list(zip(rows["project"], rows["impact_effect"], strict=True)) == [
        ("A", "slips"), ("B", "later"), ("C", "touched"),
    ]  # fmt: skip
    people = app.dataframe[2].value
    assert set(people["talk_to"]) == {"Bo", "Pia"}


def form(name: str, key: tuple[str, ...] = ()) -> None:
    """The script of a page that holds nothing but the content of a dialog."""
    from pmo_core import ui
    from pmo_core.ui.admin_act import announce
    from pmo_core.ui.plan import relationships_form, undo

    announce()
    undo.offer()
    was = ui.repository().get(name, *key) if key else None
    getattr(relationships_form, f"{name}_form")(None, was)


def told(app: AppTest) -> str:
    """Return what the page refuses, without escapes."""
    return " ".join(f"{one.proto.title} {one.value}" for one in app.error).replace("\\", "")


def dialog(name: str, *key: str) -> AppTest:
    """Open the content of a dialog."""
    return AppTest.from_function(form, args=(name, key), default_timeout=60).run()


def test_a_link_is_added_warned_about_and_undone(tied: Repository) -> None:
    """The form says what is missing, refuses a project that needs itself, saves, and undoes."""
    app = dialog("link")
    app.button(key="link_save").click().run()
    assert "must be given" in told(app)
    app.selectbox(key="relationship_a_new").select("A")
    app.selectbox(key="relationship_b_new").select("A")
    app.button(key="link_save").click().run()
    assert "cannot depend on itself" in told(app)
    app.selectbox(key="relationship_b_new").select("B")
    app.button(key="link_save").click().run()
    assert not app.exception
    assert tied.table("link").height == 4
    assert "circle" in app.toast[0].value
    app.button(key="plan_undo").click().run()
    assert tied.table("link").height == 3


def test_a_link_between_tasks_is_changed_and_removed(tied: Repository) -> None:
    """An element that is not there is refused; a lag of two days is kept; then it is removed."""
    key = ("B", "1", "A", "1")
    app = dialog("cross_link", *key)
    app.text_input(key="relationship_successor_B_1_A_1").input("9")
    app.button(key="cross_save").click().run()
    assert "no element 9 in B" in told(app)
    app.text_input(key="relationship_successor_B_1_A_1").input("1")
    app.number_input(key="cross_lag_B_1_A_1").set_value(2)
    app.button(key="cross_save").click().run()
    assert not app.exception
    assert tied.table("cross_link")["lag_days"].to_list() == [2]
    app.button(key="cross_remove").click().run()
    assert tied.table("cross_link").is_empty()


def test_an_empty_register_says_how_to_begin(kept: Repository, show: Show) -> None:
    """A project without ties is no graph; the page says what to do."""
    kept.session("test", "administrator").save(Project(code="A", name="Alpha"))
    app = show(PAGE)
    assert not app.exception
    assert "No project is tied" in " ".join(str(one.value) for one in app.markdown)

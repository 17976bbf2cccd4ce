"""The page of capacity: the verdict, its proof, ways out, applying one and undoing it."""

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.jobs import capacity_levers, capacity_plan
from pmo_core.model import Project
from pmo_core.store import Repository
from pmo_core.ui import boot
from pmo_core.ui.plan import capacity_choice
from tests.jobs import short_of_people as short

PAGE = "plan/capacity.py"
Show = Callable[[str], AppTest]
WINDOW = capacity_choice.window_of(short.AS_OF, 6, "month")


@pytest.fixture
def short_of(kept: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Give a store in which developers are short in March 2027, looked at in January 2027."""
    short.fill(kept)
    for place in ("pmo_core.ui.plan.capacity_choice.as_of", "pmo_core.ui.as_of"):
        monkeypatch.setattr(place, lambda: short.AS_OF)
    return kept


def unescaped(text: str) -> str:
    """Return a message as the reader sees it."""
    return text.replace("\\", "").replace("\u2060", "")


def found(app: AppTest) -> AppTest:
    """Look for ways out and wait until they are there."""
    app.button("capacity_look").click().run()
    for _ in range(20):
        if any(one.key == "capacity_show_cut" for one in app.button):
            return app
        app.run()
    raise AssertionError("No ways out were shown.")


def test_a_shortage_is_seen_and_explained(short_of: Repository, show: Show) -> None:
    """The verdict, its proof, who causes it, ways out with their cost, and what one changes."""
    app = show(PAGE)
    assert not app.exception
    assert unescaped(app.warning[0].value) == (
        "No: January 2027 to June 2027, 5.2 person-days cannot be met by any staffing."
    )
    bold = [unescaped(one.value) for one in app.markdown]
    assert any("2 people for Developer, March 2027: 43.8" in one for one in bold)
    assert app.dataframe[0].value["project"].to_list() == ["A", "B"]
    assert app.dataframe[0].value["fixed_because"].fillna("").to_list() == ["has begun", ""]
    found(app)
    said = [one.value for one in app.text]
    assert "Shift B Beta *plus* by 1 month." in said
    assert "Hire or borrow 1 person for Developer in March 2027 (184 h)." in said
    assert any("Costs 14" in one.value for one in app.markdown)
    app.button("capacity_show_shift").click().run()
    assert not app.exception
    dates = next(one.value for one in app.dataframe if "finish_after" in one.value.columns)
    assert dates["finish_after"].dt.date.to_list() == [date(2027, 5, 19)]


def test_a_way_out_is_applied_and_undone(short_of: Repository, show: Show) -> None:
    """The form writes one change with its reason; the page then says yes, undo takes it back."""
    worst = capacity_plan.proof(short_of, WINDOW).verdict.witnesses[0]
    way = capacity_levers.ways_out(short_of, short.AS_OF, WINDOW, worst)["shift"]
    before = short_of.content_hash()
    app = AppTest.from_function(form_page, kwargs={"way": way}).run()
    app.text_input("capacity_reason").input("Agreed with Mara")
    app.button("capacity_sure").click().run()
    assert not app.exception
    assert short_of.content_hash() != before
    last = app.session_state["plan last change"]
    app = show(PAGE)
    assert "Yes: January 2027 to June 2027" in unescaped(app.success[0].value)
    app.session_state["plan last change"] = last
    app.run().button("plan_undo").click().run()
    assert "No:" in unescaped(app.warning[0].value)
    assert short_of.content_hash() == before


def form_page(way: object) -> None:
    """The script of a page that holds nothing but the form of the dialog."""
    from pmo_core.ui.plan import capacity_apply

    capacity_apply.form(way, "Shift B.")


def test_by_week_and_by_role(short_of: Repository, show: Show) -> None:
    """Weeks show where it is tight, worst first; roles that are at ease say how near they come."""
    app = show(PAGE)
    app.selectbox("capacity_periods").set_value("Weeks").run()
    assert not app.exception
    assert app.dataframe[0].value.shape[0] == 4
    assert "capacity_look" not in [one.key for one in app.button]
    app.selectbox("capacity_periods").set_value("Months")
    app.multiselect("capacity_roles").select("QA").run()
    assert "Yes: January 2027 to June 2027, Tester, all" in unescaped(app.success[0].value)


def test_a_viewer_looks_only(
    short_of: Repository, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who may not plan sees the ways out and why they cannot be applied."""
    monkeypatch.setattr(boot, "LOCAL_ROLE", "contributor")
    app = found(show(PAGE))
    assert app.button("capacity_apply_cut").disabled
    assert "manager" in app.button("capacity_apply_cut").help


def test_without_demand_it_says_how_to_begin(kept: Repository, show: Show) -> None:
    """A store in which no project asks for people leads to the upload."""
    kept.session("test", "administrator").save(Project(code="P", name="P"))
    app = show(PAGE)
    assert not app.exception
    assert any("No project asks for people yet" in one.value for one in app.markdown)
    window = capacity_choice.window_of(date(2027, 1, 31), 12, "month")
    assert (window.first, window.last) == (date(2027, 1, 1), date(2027, 12, 31))

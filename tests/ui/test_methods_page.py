"""The page of methods: begin, look at one, tailor it, edit it, and see who keeps to it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.jobs import methods
from pmo_core.model import Project
from pmo_core.store import Repository

PAGE = "govern/methods.py"
Show = Callable[[str], AppTest]


@pytest.fixture
def followed(kept: Repository) -> Repository:
    """Give a store with the four methods and a project that was to be done by the light one."""
    setup = kept.session("test", "administrator")
    methods.start_with_shipped(setup)
    setup.save(
        Project(
            code="P1", name="One *x*", planned_start=date(2025, 1, 1),
            planned_finish=date(2025, 6, 1), planned_cost=Decimal(80_000), stage="delivery",
        )
    )  # fmt: skip
    methods.adopt(setup, kept, "P1", "light", date(2025, 1, 1))
    return kept


def opened(show: Show, method: str, tab: str = "The method") -> AppTest:
    """Open a method and a tab of it."""
    app = show(PAGE)
    app.session_state["method_choice"] = method
    app.session_state["methods_tab"] = tab
    app.run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    """All that Markdown and captions say."""
    return "\n".join(one.value for one in [*app.markdown, *app.caption])


def tables(app: AppTest) -> list[pl.DataFrame]:
    """All tables that are read."""
    return [pl.from_pandas(one.value) for one in app.dataframe]


def test_one_click_keeps_the_four_methods(kept: Repository, show: Show) -> None:
    """An empty register says how to begin; afterwards the first method is shown."""
    kept.session("test", "administrator").save(Project(code="P1", name="One"))
    app = show(PAGE)
    assert "There are no methods yet." in texts(app)
    app.button(key="methods_begin").click().run()
    assert not app.exception
    assert kept.table("method_element")["method"].n_unique() == 4
    assert "Requirements specification" in texts(app)


def test_a_viewer_cannot_begin(kept: Repository, show: Show) -> None:
    """The button is disabled and says whom to ask."""
    kept.session("test", "administrator").save(Project(code="P1", name="One"))
    app = show(PAGE)
    app.session_state["acting"] = ("Eve", "viewer")
    app.run()
    button = app.button(key="methods_begin")
    assert button.disabled
    assert "manager" in button.help


@pytest.mark.parametrize(
    ("cost", "risk", "left_out"),
    [
        (80_000, 30, {"Security review", "Architect", "Steering committee"}),
        (250_000, None, set()),
        (0, 60, {"Operations handover"}),
    ],
)
def test_a_method_is_tailored(followed: Repository, show: Show, cost, risk, left_out) -> None:
    """What does not hold for a size and risk is struck out and named below."""
    app = opened(show, "hybrid")
    assert "~~" not in texts(app)
    app.number_input(key="tailor_cost").set_value(cost)
    app.number_input(key="tailor_risk").set_value(risk)
    app.run()
    said = next((one.value for one in app.caption if one.value.startswith("Not asked for")), "")
    expected = {"Security review", "Architect", "Steering committee", "Operations handover"}
    assert {name for name in expected if name in said} == left_out
    assert ("~~Security review~~" in texts(app)) == ("Security review" in left_out)


def test_conformance_names_what_is_missing(followed: Repository, show: Show) -> None:
    """Nothing of the light method was done in time: 0 of 5, each item is named."""
    app = opened(show, "light", "Projects")
    (row,) = tables(app)[0].to_dicts()
    assert (row["project_name"], row["conformance_pct"], row["n_due"]) == ("One *x*", 0.0, 5)
    assert row["still_missing"].startswith("G1 Start, G2 Closure, Brief of one page")
    assert {one.label: one.value for one in app.metric}["Conformance"] == "0 %"


def test_a_method_that_nobody_follows_says_so(followed: Repository, show: Show) -> None:
    """No table, but where a project adopts it."""
    app = opened(show, "waterfall", "Projects")
    assert "No project follows this method." in texts(app)
    assert not app.dataframe


def edited(app: AppTest, method: str, **edits: Any) -> AppTest:
    """Type into the table of elements."""
    app.session_state[f"method_edit_{method}"] = {
        "edited_rows": {}, "added_rows": [], "deleted_rows": [], **edits
    }  # fmt: skip
    return app.run()


def test_an_edit_is_a_version_and_projects_keep_theirs(followed: Repository, show: Show) -> None:
    """A changed name is saved with its reason; the project follows the version before."""
    app = opened(show, "light", "Edit")
    assert app.button(key="method_save").disabled
    app = edited(app, "light", edited_rows={3: {"name": "Handover"}})
    app.text_input(key="method_note").set_value("clearer")
    app.button(key="method_save").click().run()
    assert not app.exception
    kept = followed.table("method_element").filter(method="light", code="G2")
    assert kept["name"].item() == "Handover"
    app = opened(show, "light", "Versions")
    versions, changed = tables(app)
    assert versions["note"].to_list()[0] == "Method light: clearer"
    assert changed.select("name", "difference", "before", "after").rows() == [
        ("Handover", "changed", "Closure", "Handover")
    ]
    app = opened(show, "light", "Projects")
    assert tables(app)[0]["is_current"].to_list() == [False]


def test_an_unsound_edit_is_not_saved(followed: Repository, show: Show) -> None:
    """Taking away a gate leaves its deliverables hanging: said at once, nothing to click."""
    app = edited(opened(show, "light", "Edit"), "light", deleted_rows=[3])
    assert "stands within G2, which is no gate".replace(",", "\\,") in app.warning[0].value
    assert app.button(key="method_save").disabled


def test_a_row_that_is_no_element_is_named(followed: Repository, show: Show) -> None:
    """A share of 3 is refused with its row and field."""
    app = edited(opened(show, "light", "Edit"), "light", edited_rows={3: {"duration_share": 3}})
    assert "Row 4" in app.warning[0].value
    assert app.button(key="method_save").disabled


def test_who_is_no_manager_cannot_edit(followed: Repository, show: Show) -> None:
    """A contributor reads the table and the reason; the store refuses anyway."""
    app = opened(show, "light", "Edit")
    app.session_state["acting"] = ("Tom", "contributor")
    app.run()
    assert app.button(key="method_save").disabled
    assert "manager" in texts(app)

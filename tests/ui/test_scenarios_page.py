"""The page of the scenarios, on the small portfolio whose best selection is known by hand."""

import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.jobs import scenarios
from pmo_core.jobs.case import case_of
from pmo_core.jobs.solver import Solver
from pmo_core.model import Funding
from pmo_core.model.what_if import WhatIf
from pmo_core.store import Repository
from pmo_core.ui.decide import solving
from tests.jobs.small_portfolio import DATA_DATE, WITHOUT_D, fill

PAGE = "decide/scenarios.py"
SAVING = """
from datetime import date
from pmo_core import ui
from pmo_core.jobs.case import case_of
from pmo_core.model.what_if import WhatIf
from pmo_core.ui.decide import saving, solving
what_if = WhatIf(shift_months=3)
case = case_of(ui.repository(), date(2026, 10, 31))
saving.save_button(case, what_if, solving.solver().ask("t", "solve", case, what_if).wait(60))
"""


@pytest.fixture(scope="module")
def solver() -> Iterator[Solver]:
    """Give the solver of the product."""
    made = Solver()
    yield made
    made.close()


@pytest.fixture
def filled(kept: Repository) -> Iterator[Repository]:
    """Give the small portfolio, and end the solver of the page afterwards."""
    fill(kept)
    yield kept
    solving.solver.clear()


@pytest.fixture
def keep(filled: Repository, solver: Solver) -> Callable[[str, WhatIf], str]:
    """Give a function that solves and saves under a name."""

    def save(name: str, what_if: WhatIf) -> str:
        case = case_of(filled, DATA_DATE)
        result = solver.ask("test", "solve", case, what_if, seconds=20).wait(60)
        assert result is not None
        session = filled.session("ann", "contributor")
        return scenarios.save(session, filled, case, what_if, result, name=name)

    return save


def _shown(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.subheader, app.success, app.warning, app.info)
    return " ".join(str(one.value) for kind in kinds for one in kind).replace("\\", "")


def _table(app: AppTest, *columns: str) -> Any:
    return next(one.value for one in app.dataframe if set(columns) <= set(one.value.columns))


def test_nothing_saved_leads_to_the_what_if(
    filled: Repository, show: Callable[[str], AppTest]
) -> None:
    """The empty page says how to begin."""
    app = show(PAGE)
    assert not app.exception
    assert "No scenario was saved yet." in _shown(app)
    assert not app.dataframe


def test_the_list_shows_worth_and_gap_and_the_latest_is_open(
    keep: Callable[[str, WhatIf], str], show: Callable[[str], AppTest]
) -> None:
    """Worths by hand; candidates of the latest one stand below; the data is unchanged."""
    keep("Base", WITHOUT_D)
    keep("All", WhatIf(shift_months=3))
    app = show(PAGE)
    assert not app.exception
    rows = _table(app, "worth", "gap_pct", "n_chosen")
    assert list(rows["code"]) == ["S-0002", "S-0001"]
    assert list(rows["n_chosen"]) == [4, 3]
    assert list(rows["worth"]) == pytest.approx([180 + 100 * 0.99**3, 180 + 60 * 0.99**3])
    assert list(rows["gap_pct"]) == pytest.approx([0, 0], abs=1e-6)
    assert "S-0002 All" in _shown(app)
    assert "still what this scenario was made from" in _shown(app)
    assert list(_table(app, "delay_months")["decision"]) == ["in"] * 4


def test_a_link_opens_its_scenario_and_names_the_inputs_that_moved_on(
    filled: Repository, keep: Callable[[str, WhatIf], str], show: Callable[[str], AppTest]
) -> None:
    """The older scenario is open, and one changed limit is counted and listed."""
    keep("Base", WITHOUT_D)
    keep("All", WhatIf(shift_months=3))
    funding = filled.get("funding", 2027, "")
    less = Funding(year=2027, amount=Decimal(1000))
    filled.session("bob", "administrator").amend(less, funding)
    app = show(PAGE)
    app.query_params["scenario"] = "S-0001"
    app.run()
    assert not app.exception
    assert "S-0001 Base" in _shown(app)
    assert any("1 input differs" in one.label for one in app.expander)
    assert list(_table(app, "input", "before", "after")["after"]) == ["1000"]
    app.query_params["scenario"] = "S-9999"
    assert "There is no scenario" in _shown(app.run())


def test_two_scenarios_stand_side_by_side(
    keep: Callable[[str, WhatIf], str], show: Callable[[str], AppTest]
) -> None:
    """Only D is decided otherwise, and the change beside it is the person who forced it."""
    keep("Base", WITHOUT_D)
    keep("All", WhatIf(shift_months=3))
    app = show(PAGE)
    app.multiselect(key="scenarios_compared").set_value(["S-0001", "S-0002"]).run()
    assert not app.exception
    matrix = _table(app, "S-0001", "S-0002")
    assert list(matrix["project"]) == ["D"]
    (told,) = _table(app, "before", "after", "reason")["reason"]
    assert told == "forced out: Board of March. → nothing"
    assert list(_table(app, "n_candidates", "risk_pct")["cost"]) == [3600, 4800]
    app.toggle(key="compare_all").set_value(True).run()
    assert list(_table(app, "S-0001", "S-0002")["project"]) == ["A", "B", "C", "D"]


def test_commit_says_what_will_change_and_can_be_undone(
    filled: Repository, keep: Callable[[str, WhatIf], str], show: Callable[[str], AppTest]
) -> None:
    """Without a reason nothing happens; with one the plan changes; undo brings it all back."""
    keep("Base", WITHOUT_D)
    before = filled.table("project").sort("code")
    app = show(PAGE)
    app.button(key="scenario_commit").click().run()
    assert "2 projects become approved, 1 approved project becomes proposed again." in _shown(app)
    app.button(key="commit_yes").click().run()
    assert "Write down the reason" in _shown(app)
    assert filled.table("commitment").is_empty()
    app.text_input(key="commit_reason").set_value("Board of March")
    app.button(key="commit_yes").click().run()
    assert not app.exception
    stages = filled.table("project").filter(code="C").select("stage", "planned_start").row(0)
    assert stages == ("approved", date(2027, 4, 1))
    assert filled.table("commitment")["reason"].to_list() == ["Board of March"]
    number = filled.changes(limit=1)["number"][0]
    assert f"**change {number}**" in _shown(app)
    app.button(key="commit_undo").click().run()
    assert not app.exception
    assert filled.table("project").sort("code").equals(before)
    assert filled.table("commitment").is_empty()
    assert "is the plan" not in _shown(app)


def test_solving_again_gives_the_same_selection_and_hash(
    keep: Callable[[str, WhatIf], str], show: Callable[[str], AppTest]
) -> None:
    """The verdict is said in a sentence with the content hash."""
    keep("Base", WITHOUT_D)
    app = show(PAGE)
    app.button(key="scenario_solve").click().run()
    end = time.monotonic() + 60
    while not app.success and time.monotonic() < end:
        time.sleep(0.3)
        app.run()
    assert not app.exception
    assert "The same selection again, 3 projects" in _shown(app)
    assert "the same as saved" in _shown(app)


def test_a_selection_is_saved_under_a_name(filled: Repository) -> None:
    """Without a name nothing is kept; with one the page says the code."""
    app = AppTest.from_string(SAVING, default_timeout=60).run()
    app.button[0].click().run()
    assert "A scenario needs a name." in _shown(app)
    assert filled.query("scenarios").is_empty()
    app.text_input(key="save_name").set_value(" Plan *B* ")
    app.button[0].click().run()
    assert filled.query("scenarios")["name"].to_list() == ["Plan *B*"]
    assert "Saved as S-0001" in _shown(app)

"""The page of leveling: an overload, its leveled plan, accepting it and undo, and empty states."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import Capacity, Effort, Project, Role, WbsElement
from pmo_core.store import Repository
from tests.ui.conftest import SHELL

PAGE = "plan/leveling.py"
Show = Callable[[str], AppTest]
TODAY = date.today()
MONDAY = TODAY + timedelta(days=7 - TODAY.weekday())


@pytest.fixture
def crowded(kept: Repository) -> Repository:
    """Give the pages two projects that need the one developer in the same week."""
    months = [date(TODAY.year + n // 12, n % 12 + 1, 1) for n in range(TODAY.month - 1, 40)]
    kept.session("test", "administrator").save(
        Role(code="DEV", name="Developer"),
        *(
            Project(code=code, name=f"Project *{code}*", stage="approved", priority=priority,
                    planned_start=MONDAY)
            for code, priority in (("A", 2), ("B", 1))
        ),
        *(
            WbsElement(project=code, code="1", name="Build", duration_days=5, planned_start=MONDAY)
            for code in "AB"
        ),
        *(Effort(project=code, wbs="1", role="DEV", hours=Decimal(40)) for code in "AB"),
        *(Capacity(role="DEV", month_on=month, hours=Decimal(230)) for month in months),
    )  # fmt: skip
    return kept


def ready(app: AppTest) -> AppTest:
    """Run until nothing is at work any more."""
    for _ in range(40):
        if not any(button.label == "Stop" for button in app.button):
            break
        app.run()
    assert not app.exception
    return app


def figures(app: AppTest) -> dict[str, str]:
    """Return the figures that are read first."""
    return {metric.label: metric.value for metric in app.metric}


def accepting() -> None:
    """The script of a page that holds nothing but what the dialog to accept holds."""
    from pmo_core.ui.admin_act import announce
    from pmo_core.ui.plan import leveling, leveling_accept, undo

    announce()
    undo.offer()
    now = leveling.choice()
    plan = leveling.stands(now)
    found = leveling.found(now, plan) if plan is not None else None
    if found is not None:
        leveling_accept.form(found)


def test_an_overload_is_leveled(crowded: Repository):
    """Before, the page says what is too much; then who waits, for what, and that it is proven."""
    app = ready(AppTest.from_file(SHELL, default_timeout=60).switch_page(PAGE).run())
    assert figures(app)["Tasks that may move"] == "2"
    assert figures(app)["Beyond capacity"] != "0 h"
    before = crowded.content_hash()
    app.button(key="leveling_start").click()
    ready(app.run())
    assert figures(app)["Beyond capacity"] == "0 h"
    assert figures(app)["Projects that finish later"] == "1 of 2"
    assert any("proven: no plan loses less" in caption.value for caption in app.caption)
    table = app.dataframe[0].value
    assert table["project"].to_list() == ["A"]
    assert "waits for DEV, used by B 1" in table["level_reason"][0]
    assert crowded.content_hash() == before
    app.selectbox(key="acting_role").set_value("viewer")
    next(button for button in app.button if button.label == "Act").click().run()
    button = app.button(key="leveling_accept")
    assert button.disabled
    assert "manager" in button.help


def test_it_is_accepted_and_undone(crowded: Repository):
    """The task waits in the schedule as well; undone, everything is as it was."""
    before = crowded.content_hash()
    app = ready(AppTest.from_function(accepting, default_timeout=60).run())
    app.button(key="leveling_sure").click().run()
    assert not app.exception
    moved = crowded.table("wbs_element").filter(project="A")["planned_start"].to_list()
    assert moved == [MONDAY + timedelta(days=7)]
    app.button(key="plan_undo").click().run()
    assert "was undone" in app.toast[0].value.replace("\\", "")
    assert crowded.content_hash() == before


def test_where_nothing_is_too_much_nothing_needs_to_move(kept: Repository, show: Show):
    """Without projects that can move, without hours by role, each says what to do."""
    session = kept.session("test", "administrator")
    session.save(Project(code="A", name="Alpha", stage="approved", planned_start=MONDAY))
    assert any("No project can move" in text.value for text in show(PAGE).markdown)
    session.save(WbsElement(project="A", code="1", name="Build", duration_days=5))
    app = ready(show(PAGE))
    assert any("No planned hours by role" in text.value for text in app.markdown)

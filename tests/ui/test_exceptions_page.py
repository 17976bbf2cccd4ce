"""The page of exceptions: what breaks a tolerance appears, is decided, and stands apart then."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import (
    Benefit,
    Board,
    BoardMember,
    Meeting,
    Portfolio,
    Project,
    StatusReport,
    Tolerance,
)
from pmo_core.store import Repository
from pmo_core.ui import boot
from tests.ui.conftest import SHELL

PAGE = "track/exceptions.py"
TODAY = date.today()
DEADLINE = 30.0
NEXT = TODAY.year + 1
Show = Callable[[str], AppTest]
FORM = """
from pmo_core.jobs.decisions import Subject
from pmo_core.ui.govern.decide_form import decide_form
decide_form(Subject("exception", "A", "cost"))
"""


def ago(days: int) -> date:
    """Return the day that is so many days back."""
    return TODAY - timedelta(days=days)


def report(days: int, cost: int) -> StatusReport:
    """Give a report of A, so many days old."""
    return StatusReport(project="A", data_date=ago(days), forecast_cost=Decimal(cost))


@pytest.fixture
def planned(kept: Repository) -> Repository:
    """Give the pages a project within its tolerances, a candidate, a board and a meeting."""
    kept.session("test", "administrator").save(
        Portfolio(code="RUN", name="Run"),
        Project(
            code="A",
            name="Alpha",
            stage="delivery",
            portfolio="RUN",
            planned_cost=Decimal(1000),
            planned_start=ago(200),
            planned_finish=date(NEXT, 12, 31),
        ),
        Project(
            code="C",
            name="Gamma",
            stage="proposed",
            planned_cost=Decimal(300),
            planned_start=date(NEXT, 1, 1),
            planned_finish=date(NEXT, 6, 30),
        ),
        Benefit(project="A", year=NEXT + 1, planned_benefit=Decimal(5000)),
        Benefit(project="C", year=NEXT + 1, planned_benefit=Decimal(900)),
        report(70, 1000),
        Board(code="TOP", name="Top board", quorum=1),
        BoardMember(board="TOP", member="local user", position="chair"),
        Meeting(board="TOP", held_on=TODAY + timedelta(days=7)),
    )
    return kept


def page(role: str = "administrator", **address: str) -> AppTest:
    """Open the page with an address."""
    app = AppTest.from_file(SHELL, default_timeout=60)
    app.session_state[boot._ACTING] = ("local user", role)
    app.switch_page(PAGE)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def figures(app: AppTest) -> dict[str, str]:
    """Return the figures of the page by their label."""
    return {one.label: one.value for one in app.metric}


def said(app: AppTest) -> str:
    """Return what the page says in words."""
    kinds = (app.markdown, app.caption, app.text, app.success, app.warning, app.info, app.error)
    words = " ".join(str(one.value) for kind in kinds for one in kind)
    return words.replace("\\", "").replace("\u2060", "")


def test_a_status_breaks_it_a_board_decides_and_it_stands_apart(planned: Repository) -> None:
    """1,300 against 1,000: open; after a go decided; at 1,410, 10 percent worse, open anew."""
    listed = page()
    assert figures(listed)["To be decided"] == "0"
    manager = planned.session("Tom", "contributor")
    manager.save(report(40, 1300))
    assert figures(listed.run()) == {
        "To be decided": "1", "Decided": "0", "Longest": "40 days", "Money beyond": "200 EUR",
    }  # fmt: skip
    (row,) = listed.dataframe[0].value.to_dict("records")
    assert (row["measure"], row["deviation"], row["since_on"].date()) == ("Cost", 30.0, ago(40))

    form = AppTest.from_string(FORM, default_timeout=60).run()
    form.segmented_control("decide_outcome").set_value("go").run()
    assert "Baselines: Planned cost" in list(form.dataframe[0].value["what"])
    form.date_input("decide_on").set_value(ago(20))
    form.text_area("decide_reason").set_value("The benefit is worth it.")
    form.segmented_control("decide_vote_local user").set_value("for").run()
    form.button("decide_save").click().run()
    assert not form.exception
    decided = page(project="A")
    assert "D-0001 of" in said(decided)
    assert "It holds until the deviation grows by more than another tolerance" in said(decided)
    assert figures(listed.run()) == {
        "To be decided": "0", "Decided": "1", "Longest": "n/a", "Money beyond": "n/a",
    }  # fmt: skip

    manager.save(report(1, 1410))
    assert figures(listed.run())["To be decided"] == "1"
    assert "grew by more than another tolerance" in said(decided.run())


def test_one_exception_shows_what_remains_and_who_would_take_it(planned: Repository) -> None:
    """1,300 still to spend, of which Gamma asks for 300; going on keeps and stop cancels."""
    planned.session("Tom", "contributor").save(report(40, 1300))
    app = page(project="A", measure="cost")
    assert not app.exception
    assert "Forecast cost is 30 % over the plan (no baseline); 10 % is tolerated." in said(app)
    assert figures(app)["Still to spend"] == "1.3 k"
    assert figures(app)["NPV from now on"] not in ("n/a", "0")
    tables = [one.value for one in app.dataframe]
    options = next(one for one in tables if "board_option" in one).set_index("board_option")
    assert options.loc["Stop", "board_effect"] == "Stage: delivery → canceled"
    assert options.loc["Continue", "board_effect"] == "The plan becomes the first baseline"
    takers = next(one for one in tables if "npv_per_cost" in one)
    assert takers["project"].to_list() == ["C"]
    assert not app.button("exception_decide").disabled
    app.button("exception_solve").click().run()
    end = time.monotonic() + DEADLINE
    while "Selecting with and without it" in said(app):
        assert time.monotonic() < end, "no answer in time"
        time.sleep(0.2)
        app.run()
    assert not app.exception
    assert "Nobody: the selection of What-if stays as it is without it." in said(app)


def test_it_goes_to_the_agenda_and_waits_for_its_board(planned: Repository, show: Show) -> None:
    """The board page proposes it; one click on the exception puts it on the next meeting."""
    planned.session("Tom", "contributor").save(report(40, 1300))
    board = AppTest.from_file(SHELL, default_timeout=60).switch_page("govern/boards.py")
    board.query_params["board"] = "TOP"
    board.run()
    assert "Exception" in set(board.dataframe[0].value["about"])
    app = page(project="A")
    app.button("exception_agenda").click().run()
    assert not app.exception
    items = planned.table("agenda_item").select("about", "project", "subject", "held_on").rows()
    assert items == [("exception", "A", "cost", TODAY + timedelta(days=7))]
    assert "On the agenda of TOP" in said(app)


def test_what_is_kept_or_over_or_unknown_is_said(
    planned: Repository, caplog: pytest.LogCaptureFixture
) -> None:
    """Cost is kept, time not known; a project that is over has nothing left; no such is refused."""
    assert "The tolerance in cost is kept" in said(page(project="A", measure="cost"))
    assert "in time is kept is not known" in said(page(project="A", measure="time"))
    was = planned.get("project", "A")
    planned.session("test", "administrator").amend(was.model_copy(update={"stage": "closed"}), was)
    assert "The project has ended" in said(page(project="A"))
    for address in ({"project": "Z"}, {"project": "A", "measure": "mood"}):
        assert len(page(**address).exception) == 1
    assert "There is no project Z" in caplog.text
    assert "There is no tolerance 'mood'" in caplog.text


def form_script(project: str) -> None:
    """The script of a page that holds nothing but the form of the dialog."""
    from pmo_core.ui.admin_act import announce
    from pmo_core.ui.track import tolerances

    announce()
    tolerances.change(project, tolerances.own(project))


def test_a_manager_says_how_far_a_project_may_go(planned: Repository) -> None:
    """40 percent are kept with why; the list of tolerances shows them as its own."""
    planned.session("Tom", "contributor").save(report(40, 1300))
    form = AppTest.from_function(form_script, default_timeout=60, args=("A",)).run()
    form.number_input("tolerance_A_cost").set_value(40.0)
    form.text_input("tolerance_A_comment").set_value("Fixed by law.")
    form.button("tolerance_save").click().run()
    assert not form.exception
    kept = planned.get("tolerance", "A")
    assert isinstance(kept, Tolerance)
    assert (kept.cost_pct, kept.slip_days, kept.comment) == (40.0, None, "Fixed by law.")
    app = page()
    assert figures(app)["To be decided"] == "0"
    app.session_state["exceptions_tab"] = "Tolerances"
    app.run()
    assert not app.exception
    row = app.dataframe[0].value.set_index("project").loc["A"]
    assert (row["cost_deviation"], row["cost_tolerated"], row["is_own"]) == (30.0, 40.0, True)


def test_a_contributor_looks_only_and_is_told_who_changes_tolerances(planned: Repository) -> None:
    """The button is off with the reason; the decision is the chair's, whatever the role."""
    planned.session("Tom", "contributor").save(report(40, 1300))
    app = page("contributor", project="A")
    assert app.button("exception_tolerance").disabled
    assert "manager" in app.button("exception_tolerance").help
    assert not app.button("exception_decide").disabled
    assert page("viewer", project="A").button("exception_decide").disabled


def test_an_empty_store_says_how_to_begin(kept: Repository, show: Show) -> None:
    """Without projects there is a way to upload some."""
    kept.session("test", "administrator").save(Portfolio(code="RUN", name="Run"))
    app = show(PAGE)
    assert not app.exception
    assert "There are no projects yet" in said(app)

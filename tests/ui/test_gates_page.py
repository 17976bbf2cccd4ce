"""The page of the gates' history, on a few gates that can be counted by hand."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import Board, Gate, Project, Request
from pmo_core.store import Repository

PAGE = "govern/gates.py"
NAMES = ("Case", "Approval", "Done")
SHELL = Path(__file__).resolve().parents[2] / "pages" / "shell.py"


def filled(kept: Repository) -> None:
    """Three projects: one in order, one that skipped a gate, one that held two the wrong way."""
    session = kept.session("Ida Brandt", "administrator")
    with_cost = {"stage": "delivery", "planned_cost": Decimal(1000)}
    for code in ("A", "B", "C"):
        session.save(Project(code=code, name=f"Project *{code}*", **with_cost))
    session.save(Board(code="SC", name="Committee"))
    held = {
        "A": (date(2026, 1, 5), date(2026, 3, 6), None),
        "B": (date(2026, 1, 5), None, date(2026, 5, 4)),
        "C": (date(2026, 2, 2), date(2026, 4, 6), date(2026, 3, 2)),
    }
    rows = [
        Gate(project=project, gate=f"G{number}", name=name, number=number, board="SC",
             held_on=day, due_on=date(2026, 5, 1))
        for project, days in held.items()
        for number, (name, day) in enumerate(zip(NAMES, days, strict=True), 1)
    ]  # fmt: skip
    frame = pl.DataFrame([row.model_dump() for row in rows], schema=Gate.polars_schema())
    session.load({"gate": frame})


def values(app: AppTest) -> dict[str, str]:
    """Label of each figure -> its value."""
    return {metric.label: metric.value for metric in app.metric}


def table(app: AppTest, place: int) -> pl.DataFrame:
    """The rows of a table of the page, by its place on the page."""
    return pl.from_pandas(app.dataframe[place].value)


def test_without_gates_it_says_how_to_begin(kept: Repository, show: Callable[..., AppTest]) -> None:
    """An empty register leads to the upload."""
    session = kept.session("Ida Brandt", "administrator")
    session.save(Project(code="A", name="A"))
    app = show(PAGE)
    assert not app.exception
    assert any("No gates are kept yet" in one.value for one in app.markdown)


def test_each_figure_counts_its_list(kept: Repository, show: Callable[..., AppTest]) -> None:
    """Seven gates held, one skipped, one out of order, one overdue; 62 days to the approval."""
    filled(kept)
    app = show(PAGE)
    assert not app.exception
    assert values(app) == {
        "Gates held": "7", "Days to approval": "62 days", "Skipped": "1", "Out of order": "1",
        "Overdue": "1",
    }  # fmt: skip
    days = table(app, 1)
    assert days.select("project", "approval_days").rows() == [("C", 63), ("A", 60)]
    bodies = table(app, 0)
    assert bodies.select("board", "n_projects", "median_days").rows() == [("SC", 2, 61.5)]


def test_the_address_says_what_is_measured(kept: Repository) -> None:
    """A link with from and to shows these; an unknown one falls back to the first gates."""
    filled(kept)
    app = AppTest.from_file(SHELL, default_timeout=60).switch_page(PAGE)
    app.query_params["to"] = "G3 Done"
    app.query_params["from"] = "nonsense"
    app.run()
    assert [one.value for one in app.selectbox[:2]] == ["G1 Case", "G3 Done"]
    assert values(app)["Days to approval"] == "74 days"


def test_a_request_is_where_approval_begins(kept: Repository, show: Callable[..., AppTest]) -> None:
    """Where a project came in as a request, days count from its submission to the first gate."""
    filled(kept)
    kept.session("Ida Brandt", "administrator").save(
        Request(code="R-0001", name="A", author="Kim", state="accepted", project="A",
                submitted_on=date(2025, 12, 6))
    )  # fmt: skip
    app = show(PAGE)
    assert [one.value for one in app.selectbox[:2]] == ["Request submitted", "G1 Case"]
    assert values(app)["Days to approval"] == "30 days"


@pytest.mark.parametrize(
    ("filtered", "held"), [({"gates_board": ["SC"]}, "7"), ({"gates_stage": ["delivery"]}, "7")]
)
def test_filters_leave_whole_projects(
    kept: Repository, show: Callable[..., AppTest], filtered: dict[str, list[str]], held: str
) -> None:
    """A filter that all projects pass changes nothing, and nothing breaks."""
    filled(kept)
    app = show(PAGE)
    for key, chosen in filtered.items():
        app.multiselect(key=key).set_value(chosen).run()
    assert not app.exception
    assert values(app)["Gates held"] == held

"""A scenario keeps what it was made from, and gives the same selection again."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pmo_core.analysis.selection.case import Case
from pmo_core.errors import NotAllowed, NotFound, Refused
from pmo_core.jobs import scenario_changes, scenarios
from pmo_core.jobs.case import case_of
from pmo_core.jobs.scenario_compare import moved_on
from pmo_core.jobs.solver import Solver
from pmo_core.model import Funding
from pmo_core.model.what_if import WhatIf
from pmo_core.store import Repository
from tests.jobs.small_portfolio import DATA_DATE, WITHOUT_D, fill

Solve = Callable[[Case, WhatIf], dict[str, Any]]


@pytest.fixture(scope="module")
def solver() -> Iterator[Solver]:
    """Give the solver of the product."""
    made = Solver()
    yield made
    made.close()


@pytest.fixture
def solve(solver: Solver) -> Solve:
    """Give a function that solves as a page does."""

    def ask(case: Case, what_if: WhatIf) -> dict[str, Any]:
        ticket = solver.ask("page", "solve", case, what_if, seconds=20)
        answer = ticket.wait(60)
        assert answer is not None, ticket.failed
        return answer

    return ask


@pytest.fixture
def filled(repo: Repository) -> Repository:
    """Give the small portfolio."""
    fill(repo)
    return repo


def keep(repo: Repository, solve: Solve, what_if: WhatIf = WITHOUT_D, name: str = "Base") -> str:
    """Solve on the live data and save; return the code."""
    case = case_of(repo, DATA_DATE)
    result = solve(case, what_if)
    session = repo.session("ann", "contributor")
    return scenarios.save(session, repo, case, what_if, result, name=name, note="For March", seed=7)


def take_in(repo: Repository, register: str, **columns: Any) -> None:
    """Import a file of one row, as an upload does."""
    frame = pl.DataFrame({"_line": [2], **{name: [value] for name, value in columns.items()}})
    session = repo.session("bob", "administrator")
    staged = session.stage(register, [frame], fields=list(columns))
    assert session.commit(staged, file_name="file.csv") is not None


def test_what_is_saved_is_read_again(filled: Repository, solve: Solve) -> None:
    """Inputs, controls, seed, solver and selection come back, and the best one is that by hand."""
    code = keep(filled, solve)
    frozen = scenarios.load(filled, code)
    assert code == "S-0001"
    assert frozen.result["chosen"] == [["A", 0], ["B", 0], ["C", 3]]
    assert frozen.result["status"] == "optimal"
    assert frozen.result["value"] == pytest.approx(100 + 80 + 60 * 0.99**3)
    assert frozen.what_if == WITHOUT_D
    assert frozen.case.to_text() == case_of(filled, DATA_DATE).to_text()
    record = frozen.record
    assert (record.author, record.note, record.seed) == ("ann", "For March", 7)
    assert (record.revision, record.data_date) == (2, DATA_DATE)
    assert record.solver == "HiGHS 1.14.0"
    assert keep(filled, solve) == "S-0002"
    assert scenarios.load(filled, "S-0002").record.content_hash == record.content_hash


def test_equal_data_gives_an_equal_case(filled: Repository) -> None:
    """A case that is gathered twice has the same text, also after reading it from its text."""
    case = case_of(filled, DATA_DATE)
    assert case_of(filled, DATA_DATE).content_hash == case.content_hash
    assert Case.from_text(case.to_text()).to_text() == case.to_text()


def test_after_an_import_the_same_hash_and_selection_and_the_diff_names_what_changed(
    filled: Repository, solve: Solve, solver: Solver
) -> None:
    """The live answer changes with the data; the scenario run again does not."""
    code = keep(filled, solve)
    frozen = scenarios.load(filled, code)
    assert moved_on(frozen, case_of(filled, DATA_DATE)).is_empty()
    take_in(filled, "score", project="C", criterion="VAL", assessor="", score=1.0)
    take_in(filled, "project", code="B", planned_cost=Decimal(3600))
    take_in(filled, "funding", year=2027, portfolio="", amount=Decimal(1000))
    live = case_of(filled, DATA_DATE)
    assert solve(live, WITHOUT_D)["chosen"] != frozen.result["chosen"]

    again = scenarios.rerun(solver, "rerun", scenarios.load(filled, code), seconds=5)
    assert again.is_same
    assert again.content_hash == frozen.record.content_hash
    assert again.sentence == "The same selection again, 3 projects; it is proven optimal."

    moved = moved_on(frozen, live)
    by_hand = [
        ("Money and capacity", None, "money 2026-04-01", "amount", "1300", "1000"),
        *(
            ("Planned money and work", "B", f"B money 2027-0{month}-01", "amount", "200", "300")
            for month in range(1, 7)
        ),
        ("Project", "B", "B", "cost", "1200", "1800"),
        ("Score", "C", "C VAL", "score", "6", "1"),
    ]
    assert sorted(moved.rows(), key=str) == sorted(by_hand, key=str)
    assert scenario_changes.counted(moved).row(0) == ("Planned money and work", 1, 6)


def test_a_better_selection_is_told_plainly(filled: Repository, solver: Solver) -> None:
    """A scenario that was saved before the search had ended may be beaten: both worths are told."""
    case = case_of(filled, DATA_DATE)
    poor = {
        "status": "feasible", "chosen": [["A", 0]], "value": 100.0, "bound": 240.0, "gap": 1.4,
        "seconds": 0.1, "found_by": "rounding",
    }  # fmt: skip
    session = filled.session("ann", "contributor")
    code = scenarios.save(session, filled, case, WITHOUT_D, poor, name="Too early")
    again = scenarios.rerun(solver, "rerun", scenarios.load(filled, code), seconds=5)
    assert again.is_better
    assert not again.is_same
    assert again.sentence.startswith("Better found: worth 238.218 instead of 100.")
    assert again.content_hash != scenarios.load(filled, code).record.content_hash


def test_no_selection_is_not_saved(filled: Repository, solve: Solve) -> None:
    """Contradictory controls have no selection to keep; a nameless scenario is refused."""
    case = case_of(filled, DATA_DATE)
    impossible = WhatIf.model_validate(
        {"budget_pct": 0, "forced_in": [{"project": "A"}]},
    )
    session = filled.session("ann", "contributor")
    with pytest.raises(Refused, match="no selection to save"):
        scenarios.save(session, filled, case, impossible, solve(case, impossible), name="None")
    with pytest.raises(Refused, match="needs a name"):
        scenarios.save(session, filled, case, WITHOUT_D, solve(case, WITHOUT_D), name="")
    viewer = filled.session("eve", "viewer")
    with pytest.raises(NotAllowed, match="viewer may not change scenarios"):
        scenarios.save(viewer, filled, case, WITHOUT_D, solve(case, WITHOUT_D), name="Mine")


@pytest.mark.parametrize("field", ["inputs", "what_if", "result"])
def test_an_altered_scenario_is_refused(filled: Repository, solve: Solve, field: str) -> None:
    """Inputs, controls and selection are held against the hashes."""
    record = filled.get("scenario", keep(filled, solve))
    changes = {"inputs": ("Alpha", "Omega"), "what_if": ("March", "May"), "result": ('"A"', '"D"')}
    altered = record.model_copy(update={field: getattr(record, field).replace(*changes[field])})
    filled.session("bob", "manager").amend(altered, record)
    with pytest.raises(Refused, match="altered"):
        scenarios.load(filled, "S-0001")
    with pytest.raises(NotFound, match="no scenario S-0009"):
        scenarios.load(filled, "S-0009")


def test_scenarios_are_listed_without_their_inputs(filled: Repository, solve: Solve) -> None:
    """The list has the latest first, and nothing that is large."""
    keep(filled, solve, name="One")
    filled.session("bob", "manager").save(Funding(year=2030, amount=Decimal(1)))
    keep(filled, solve, name="Two")
    listed = filled.query("scenarios")
    assert listed.select("code", "name", "revision", "committed_by").rows() == [
        ("S-0002", "Two", 4, None), ("S-0001", "One", 2, None),
    ]  # fmt: skip
    assert listed["data_date"].to_list() == [date(2026, 10, 31)] * 2
    assert "inputs" not in listed.columns

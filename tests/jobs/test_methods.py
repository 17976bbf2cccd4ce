"""A project follows a method: one change, planned by its dates, its size and the boards."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pmo_core.errors import NotAllowed, NotFound, Refused
from pmo_core.jobs import methods
from pmo_core.model import (
    Board,
    Criterion,
    Deliverable,
    Demand,
    Gate,
    Link,
    Portfolio,
    Project,
    Rate,
    Request,
    Role,
    Score,
)
from pmo_core.store import Repository, Session

TODAY = date(2026, 11, 2)
PLAN = {"planned_start": date(2027, 1, 1), "planned_finish": date(2027, 4, 11)}  # 100 days


@pytest.fixture
def session(repo: Repository) -> Session:
    """Give a manager of a store with the four methods, three boards and two projects."""
    setup = repo.session("test", "administrator")
    methods.start_with_shipped(setup)
    setup.save(
        Portfolio(code="RUN", name="Run"), Portfolio(code="GROW", name="Grow"),
        Board(code="PMO", name="PMO", mandate=Decimal(100_000), quorum=1),
        Board(code="RUN-SC", name="Run", mandate=Decimal(500_000), portfolio="RUN", quorum=1),
        Board(code="GROW-SC", name="Grow", mandate=Decimal(300_000), portfolio="GROW", quorum=1),
        Board(code="EXCO", name="All", quorum=1),
        Project(code="P1", name="One", portfolio="RUN", planned_cost=Decimal(80_000), **PLAN),
        Project(code="P2", name="Two", portfolio="RUN", planned_cost=Decimal(300_000),
                currency="USD", stage="approved"),
    )  # fmt: skip
    return repo.session("Ida Brandt", "manager")


def gates(repo: Repository, project: str) -> list[tuple[object, ...]]:
    """Gates of a project: code, day, board."""
    rows = repo.table("gate").filter(project=project)
    return rows.select("gate", "due_on", "board").rows()


def test_adopting_plans_gates_and_deliverables_at_once(repo: Repository, session: Session):
    """Gates stand at their share of 100 days, at the smallest board that covers 80,000."""
    number = methods.adopt(session, repo, "P1", "hybrid", TODAY, reason="It fits.")
    assert gates(repo, "P1") == [
        ("G1", date(2027, 1, 1), "PMO"), ("G2", date(2027, 1, 31), "PMO"),
        ("G3", date(2027, 3, 30), "PMO"), ("G4", date(2027, 4, 11), "PMO"),
    ]  # fmt: skip
    planned = repo.table("deliverable").filter(project="P1")
    assert "D-OPS" in planned["code"].to_list()  # from 50,000
    assert "D-SECURITY" not in planned["code"].to_list()  # from 250,000 or 50 % risk
    assert planned.filter(code="D-ARCH").select("gate", "due_on").row(0) == (
        "G2",
        date(2027, 1, 31),
    )
    assert repo.get("project", "P1").model_dump()["method"] == "hybrid"
    kept = repo.get("adoption", "P1").model_dump()
    assert (kept["revision"], kept["adopted_on"], kept["reason"]) == (number - 1, TODAY, "It fits.")
    assert repo.changes(limit=1)["note"].item() == "P1 follows the method hybrid. It fits."


def test_a_method_edited_meanwhile_is_followed_as_it_was_read(
    repo: Repository, session: Session, monkeypatch: pytest.MonkeyPatch
):
    """The version that is noted is the one that gates and deliverables were planned by."""
    read, element = repo.table, repo.get("method_element", "hybrid", "G1")
    before = repo.revision

    def edited_after_reading(register: str, *args: Any, **only: Any) -> pl.DataFrame:
        rows = read(register, *args, **only)
        if register == "method_element" and repo.revision == before:
            session.amend(element.model_copy(update={"name": "Other"}), element)
        return rows

    monkeypatch.setattr(repo, "table", edited_after_reading)
    methods.adopt(session, repo, "P1", "hybrid", TODAY)
    adopted = read("adoption").row(0, named=True)
    assert adopted["revision"] == before
    names = methods.version(repo, "hybrid", before).filter(code="G1")["name"]
    assert read("gate").filter(gate="G1")["name"].to_list() == names.to_list()


def test_undoing_an_adoption_leaves_no_trace(repo: Repository, session: Session):
    """What holds after the undo is what held before, register by register."""
    before = repo.content_hash()
    number = methods.adopt(session, repo, "P1", "waterfall", TODAY)
    assert repo.content_hash() != before
    session.undo(number)
    assert repo.content_hash() == before


def test_a_large_risky_project_gets_more(repo: Repository, session: Session):
    """300,000 USD at 0.9 and a risk of 75 % ask for the security review; the board covers it."""
    scale = {"weight": 1, "scale_min": 1, "scale_max": 5, "direction": "less is better"}
    repo.session("test", "administrator").save(
        Rate(currency="USD", valid_from=date(2026, 1, 1), rate=0.9),
        Criterion(code="R", name="Risk", part="risk", **scale),
        Score(project="P2", criterion="R", score=4),
    )
    figures = methods.figures(repo, TODAY).filter(project="P2")
    assert figures.rows() == [("P2", 270_000.0, 75.0)]
    methods.adopt(session, repo, "P2", "agile", TODAY)
    assert "D-SECURITY" in repo.table("deliverable")["code"].to_list()
    assert gates(repo, "P2") == [(f"G{n}", None, "RUN-SC") for n in (1, 2, 3, 4)]  # no dates known


def test_an_unknown_cost_leaves_the_board_open(repo: Repository, session: Session):
    """Without a rate nobody knows whose mandate covers it."""
    methods.adopt(session, repo, "P2", "light", TODAY)
    assert gates(repo, "P2") == [("G1", None, None), ("G2", None, None)]


def test_changing_the_method_keeps_what_is_done(repo: Repository, session: Session):
    """Held gates and delivered deliverables stay as they are; open ones of the old method go."""
    methods.adopt(session, repo, "P1", "waterfall", TODAY)
    gate = repo.get("gate", "P1", "G1")
    assert isinstance(gate, Gate)
    held = gate.model_copy(update={"held_on": TODAY, "outcome": "go"})
    repo.session("test", "administrator").amend(held, gate)
    case = repo.get("deliverable", "P1", "D-CASE")
    assert isinstance(case, Deliverable)
    session.amend(case.model_copy(update={"delivered_on": TODAY}), case)
    methods.adopt(session, repo, "P1", "light", TODAY)
    kept = repo.table("gate").filter(project="P1").select("gate", "name", "held_on").rows()
    assert kept == [("G1", "Business case", TODAY), ("G2", "Closure", None)]
    assert sorted(repo.table("deliverable")["code"]) == [
        "D-BRIEF", "D-CASE", "D-LESSONS", "D-RESULT",
    ]  # fmt: skip


def test_a_project_keeps_the_version_it_started_with(repo: Repository, session: Session):
    """After an edit of the method the project follows the old one until it moves on."""
    methods.adopt(session, repo, "P1", "light", TODAY)
    adoption = repo.get("adoption", "P1").model_dump()
    assert methods.changed_since(repo, adoption).is_empty()
    was = repo.table("method_element").filter(method="light")
    now = was.with_columns(
        name=pl.when(pl.col("code") == "G2").then(pl.lit("Handover")).otherwise("name")
    )
    methods.save(session, "light", was, now, "clearer")
    assert methods.changed_since(repo, adoption).select("code", "before", "after").rows() == [
        ("G2", "Closure", "Handover")
    ]
    assert repo.get("gate", "P1", "G2").model_dump()["name"] == "Closure"
    methods.adopt(session, repo, "P1", "light", TODAY, reason="Move to the current version.")
    assert repo.get("gate", "P1", "G2").model_dump()["name"] == "Handover"
    assert methods.changed_since(repo, repo.get("adoption", "P1").model_dump()).is_empty()


def test_items_are_read_in_the_version_adopted(repo: Repository, session: Session):
    """The query asks for what the method said then; revision 0 means the first version kept."""
    methods.adopt(session, repo, "P1", "light", TODAY)
    was = repo.table("method_element").filter(method="light")
    methods.save(session, "light", was, was.filter(pl.col("code") != "D-LESSONS"))
    names = repo.query("method_items").filter(project="P1")
    assert names["code"].to_list() == ["D-BRIEF", "D-RESULT", "D-LESSONS", "G1", "G2"]
    adoption = repo.get("adoption", "P1")
    session.amend(adoption.model_copy(update={"revision": 0}), adoption)
    assert repo.query("method_items").equals(names)


def test_an_unsound_method_is_refused(repo: Repository, session: Session):
    """A deliverable without its gate is not kept, and the message names it."""
    was = repo.table("method_element").filter(method="light")
    now = was.filter(pl.col("code") != "G2")
    with pytest.raises(Refused, match="D-LESSONS stands within G2, which is no gate"):
        methods.save(session, "light", was, now)


def test_who_may_not_is_refused_by_the_store(repo: Repository, session: Session):
    """A contributor adopts no method and edits none."""
    contributor = repo.session("Tom", "contributor")
    with pytest.raises(NotAllowed):
        methods.adopt(contributor, repo, "P1", "light", TODAY)
    was = repo.table("method_element").filter(method="light")
    with pytest.raises(NotAllowed):
        methods.save(contributor, "light", was, was.with_columns(name=pl.lit("x")))


def test_what_is_not_there_is_said(repo: Repository, session: Session):
    """An unknown project and a method without elements are named; the same twice is refused."""
    with pytest.raises(NotFound, match="no project P9"):
        methods.adopt(session, repo, "P9", "light", TODAY)
    was = repo.table("method_element").filter(method="light")
    session.put({}, {"method_element": was})
    with pytest.raises(NotFound, match="method light"):
        methods.adopt(session, repo, "P1", "light", TODAY)


def test_traits_come_from_the_registers(repo: Repository, session: Session):
    """Cost, months, links, team and mandate are read; what nobody kept is unknown."""
    setup = repo.session("test", "administrator")
    setup.save(
        Role(code="DEV", name="Developer"),
        Link(project="P1", needs="P2", kind="technical", strength=2, owner=None, comment=None),
        Demand(project="P1", role="DEV", month_on=date(2027, 1, 1), hours=Decimal(800)),
        Request(code="R1", name="One", author="Tom", project="P1", mandatory_reason="Law"),
    )
    found = methods.traits(repo, "P1", TODAY, scope="stable")
    assert (found.cost, found.n_links, found.is_mandatory, found.scope) == (
        80_000,
        1,
        True,
        "stable",
    )
    assert found.months == pytest.approx(100 / (365.25 / 12))
    assert found.team == pytest.approx(800 / (160 * found.months))
    assert methods.traits(repo, "P2", TODAY).months is None
    assert methods.traits(repo, "P2", TODAY).is_mandatory is None

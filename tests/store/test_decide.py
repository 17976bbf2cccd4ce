"""Who may decide, about what and up to which amount: proved by the store alone."""

from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest

from pmo_core.errors import Conflict, NotAllowed, NotFound, PmoError, Refused
from pmo_core.model import (
    Baseline,
    Board,
    BoardMember,
    Charter,
    Condition,
    Gate,
    Meeting,
    Project,
    Rate,
)
from pmo_core.store import Repository
from pmo_core.store.migrate import utc_now
from tests.store.governed import DAY, decide, decision, frame, govern, votes


@pytest.fixture
def governed(repo: Repository) -> Repository:
    """Give the small governed portfolio."""
    govern(repo)
    return repo


def held(repo: Repository, project: str = "P1") -> dict[str, Any]:
    """Return the effects that hold gate G1 of a project."""
    was = repo.get("gate", project, "G1")
    now = was.model_copy(update={"held_on": DAY, "outcome": "go"})
    return {"now": {"gate": frame(now)}, "was": {"gate": frame(was)}}


def test_a_decision_is_one_change_with_its_votes_and_effects(governed: Repository) -> None:
    """The store sets amount and moment; the journal names the verb and the registers."""
    number = decide(governed, decision(amount=Decimal(1)), **held(governed))
    assert number == governed.revision == 2
    kept = governed.table("decision").row(0, named=True)
    assert kept["amount"] == Decimal(100_000)
    assert utc_now() - kept["recorded_at"] < timedelta(minutes=5)
    assert governed.table("vote").select("member", "vote").rows() == [
        ("Ida", "for"),
        ("Tom", "for"),
    ]
    assert governed.get("gate", "P1", "G1").model_dump()["outcome"] == "go"
    entry = governed.changes(limit=1).row(0, named=True)
    assert (entry["verb"], entry["actor"]) == ("decide", "Ida")
    assert entry["register"] == "decision vote gate"
    assert (entry["n_new"], entry["n_changed"]) == (3, 1)
    assert governed.check() == []


@pytest.mark.parametrize(
    ("fields", "cast", "message"),
    [
        ({"recorded_by": "Tom"}, "", "Tom is neither chair nor secretary .* Ask Ida or"),
        ({"recorded_by": "Adi"}, "", "Adi is neither chair nor secretary"),
        ({"recorded_by": "Zoe"}, "", "Zoe is neither chair nor secretary"),
        ({"recorded_by": "Old"}, "", "Old is neither chair nor secretary"),
        ({}, "Ida:for Adi:for", "An adviser does not vote: Adi"),
        ({}, "Ida:for Sal:for", "A secretary does not vote: Sal"),
        ({}, "Ida:for Zoe:for", "Zoe is no member of Steering committee on 2026-03-16"),
        ({}, "Ida:for New:for", "New is no member of Steering committee on 2026-03-16"),
        ({"project": "P3"}, "", "portfolio GROWTH only; P3 belongs to RUN. Ask Division board"),
        ({"project": "P2"}, "", "up to 500,000; this needs 600,000. Ask Executive committee"),
    ],
)
def test_who_may_not_is_not_allowed_and_told_whom_to_ask(
    governed: Repository, fields: dict[str, Any], cast: str, message: str
) -> None:
    """Position, membership on the day, scope and mandate; nothing at all is kept then."""
    with pytest.raises(NotAllowed, match=message):
        decide(governed, decision(**fields), cast or "Ida:for Tom:for")
    assert governed.revision == 1
    assert governed.table("decision").is_empty()


def test_the_access_role_gives_no_mandate_and_a_viewer_records_nothing(
    governed: Repository,
) -> None:
    """An administrator without a seat is refused; a chair who only looks is, too."""
    with pytest.raises(NotAllowed, match="ann is neither chair nor secretary"):
        decide(governed, decision(recorded_by="ann"), role="administrator")
    with pytest.raises(NotAllowed, match="A viewer may not record decisions"):
        decide(governed, decision(), role="viewer")
    made = decision()
    with pytest.raises(NotAllowed, match="Tom cannot record in the name of Ida"):
        governed.session("Tom", "administrator").decide(made, votes(made))


def test_the_secretary_records_what_others_voted(governed: Repository) -> None:
    """The secretary has no vote, and records those of chair and members."""
    decide(governed, decision(recorded_by="Sal"))
    assert governed.table("decision")["recorded_by"].to_list() == ["Sal"]


@pytest.mark.parametrize(
    ("cast", "message"),
    [
        ("Ida:for", "needs 2 votes; there are 1"),
        ("", "needs 2 votes; there are 0"),
        ("Ida:for Ida:for", "Each member votes once"),
        ("Ida:for Tom:against Kim:against", "lost: 1 for, 2 against"),
        ("Tom:for Kim:against", "lost: 1 for, 1 against and no vote of the chair"),
        ("Ida:abstain Tom:for Kim:against", "lost: 1 for, 1 against"),
        ("Ida:against Tom:for", "lost: 1 for, 1 against"),
        ("Ida:abstain Tom:abstain", "lost: 0 for, 0 against"),
    ],
)
def test_a_vote_that_is_too_small_or_lost_is_refused(
    governed: Repository, cast: str, message: str
) -> None:
    """Quorum, majority, and a tie that the chair does not break."""
    with pytest.raises(Refused, match=message):
        decide(governed, decision(), cast)
    assert governed.table("vote").is_empty()


@pytest.mark.parametrize("cast", ["Ida:for Tom:against", "Tom:for Kim:abstain", "Old:for Tom:for"])
def test_the_chair_breaks_a_tie_and_abstentions_count_for_the_quorum(
    governed: Repository, cast: str
) -> None:
    """Who sat on the board on that day votes, whoever sits there now."""
    decide(governed, decision(), cast)
    assert governed.table("decision").height == 1


def test_a_board_above_decides_what_exceeds_the_mandate(governed: Repository) -> None:
    """The same project passes where the mandate covers it."""
    made = decision(project="P2", board="EXCO", recorded_by="Eve")
    decide(governed, made, "Eve:for")
    assert governed.table("decision")["amount"].to_list() == [Decimal(600_000)]


def test_an_outcome_that_grants_nothing_needs_no_mandate(governed: Repository) -> None:
    """A stop of a project beyond the mandate is the board's to decide; it approves no amount."""
    decide(governed, decision(project="P2", outcome="stop"))
    assert governed.table("decision")["amount"].to_list() == [None]


def test_what_the_decision_itself_raises_counts(governed: Repository) -> None:
    """The amount is the planned cost after the change, so nothing is smuggled past the mandate."""
    was = governed.get("project", "P1")
    assert isinstance(was, Project)
    now = was.model_copy(update={"planned_cost": Decimal(500_001)})
    effects = {"now": {"project": frame(now)}, "was": {"project": frame(was)}}
    with pytest.raises(NotAllowed, match="this needs 500,001"):
        decide(governed, decision(), **effects)
    with pytest.raises(NotAllowed, match="'hold' does not raise the planned cost"):
        decide(governed, decision(outcome="hold"), **effects)
    assert governed.get("project", "P1") == was


def test_a_change_request_needs_a_mandate_for_its_change_of_cost(governed: Repository) -> None:
    """The amount is the change, also where the cost falls."""
    small = Board(code="TINY", name="Tiny board", mandate=Decimal(39_999), above="SC")
    governed.session("ann", "administrator").save(
        small, BoardMember(board="TINY", member="Ida", position="chair")
    )
    asked = {"about": "change request", "subject": "CR1", "outcome": "approved"}
    with pytest.raises(NotAllowed, match=r"39,999; this needs 40,000\. Ask Steering committee"):
        decide(governed, decision(board="TINY", **asked), "Ida:for")
    decide(governed, decision(**asked))
    assert governed.table("decision")["amount"].to_list() == [Decimal(40_000)]


def test_the_budget_of_a_charter_needs_a_mandate(governed: Repository) -> None:
    """A charter may not ask for more than the plan says without the board above."""
    asked = {"about": "charter", "subject": "", "outcome": "approved"}
    with pytest.raises(NotFound, match="There is no charter P1"):
        decide(governed, decision(**asked))
    governed.session("ann", "administrator").save(Charter(project="P1", budget=Decimal(500_001)))
    with pytest.raises(NotAllowed, match=r"this needs 500,001\. Ask Division"):
        decide(governed, decision(**asked))
    decide(governed, decision(board="DIV", **asked), "Ida:for")
    assert governed.table("decision")["amount"].to_list() == [Decimal(500_001)]


def test_a_cost_with_the_wrong_sign_is_within_no_smaller_mandate(governed: Repository) -> None:
    """A planned cost written as -600,000 is one of 600,000."""
    project = governed.get("project", "P1")
    wrong = project.model_copy(update={"planned_cost": Decimal(-600_000)})
    governed.session("mia", "manager").amend(wrong, project)
    with pytest.raises(NotAllowed, match="this needs 600,000"):
        decide(governed, decision())


def test_foreign_amounts_take_the_rate_of_the_day(governed: Repository) -> None:
    """Without a rate the mandate cannot be proved; a later rate does not count."""
    made = decision(project="P5")
    ann = governed.session("ann", "administrator")
    ann.save(Rate(currency="USD", valid_from=DAY + timedelta(days=1), rate=1.0))
    with pytest.raises(Refused, match="no rate for USD on 2026-03-16"):
        decide(governed, made)
    ann.save(Rate(currency="USD", valid_from=date(2026, 1, 1), rate=1.5))
    with pytest.raises(NotAllowed, match="this needs 600,000"):
        decide(governed, made)
    ann.save(Rate(currency="USD", valid_from=DAY, rate=0.9))
    decide(governed, made)
    assert governed.table("decision")["amount"].to_list() == [Decimal(360_000)]


def test_an_unknown_cost_is_within_no_limit(governed: Repository) -> None:
    """Where the mandate has a limit the cost must be known; where it has none it need not."""
    with pytest.raises(Refused, match="P4 has no planned cost"):
        decide(governed, decision(project="P4"))
    decide(governed, decision(project="P4", board="EXCO", recorded_by="Eve"), "Eve:for")


def test_a_portfolio_needs_a_board_without_a_limit(governed: Repository) -> None:
    """A plan of many projects has no single amount."""
    plan: dict[str, Any] = {
        "about": "portfolio", "project": None, "subject": "GROWTH", "outcome": "approved",
    }  # fmt: skip
    with pytest.raises(NotAllowed, match=r"without a limit. Ask Executive committee"):
        decide(governed, decision(**plan))
    with pytest.raises(NotAllowed, match="portfolio GROWTH only"):
        decide(governed, decision(**(plan | {"subject": "RUN"})))
    decide(governed, decision(board="EXCO", recorded_by="Eve", **plan), "Eve:for")


@pytest.mark.parametrize(
    ("fields", "error", "message"),
    [
        ({"decided_on": utc_now().date() + timedelta(days=2)}, Refused, "in the future"),
        ({"board": "NONE"}, NotFound, "no board NONE"),
        ({"subject": "G9"}, NotFound, "no gate P1 G9"),
        ({"project": None}, Refused, "names its project"),
        ({"outcome": "approved"}, Refused, "not decided with 'approved', but with go"),
        ({"about": "project"}, Refused, "no other subject"),
        ({"about": "portfolio", "outcome": "approved"}, Refused, "names no project"),
        (
            {"about": "change request", "subject": "CR1", "project": "P2", "outcome": "rejected"},
            Refused, "CR1 is about P1, not P2",
        ),
        ({"outcome": "conditional go"}, Refused, "at least one condition"),
        ({"supersedes": "D-9"}, NotFound, "no decision D-9"),
    ],
)  # fmt: skip
def test_a_decision_must_not_contradict_itself(
    governed: Repository, fields: dict[str, Any], error: type[PmoError], message: str
) -> None:
    """Its subject is kept, its outcome fits, its day has come."""
    with pytest.raises(error, match=message):
        decide(governed, decision(**fields))


def test_conditions_come_with_a_conditional_go_only(governed: Repository) -> None:
    """They are of this decision, open, and due after it."""
    made = decision(outcome="conditional go")
    asked = Condition(
        decision="D-1", number=1, text="Pilot.", owner="Tom", due_on=DAY + timedelta(days=9)
    )
    for wrong, message in (
        ({"decision": "D-2"}, "is of D-2"),
        ({"due_on": DAY - timedelta(days=1)}, "due before"),
        ({"met_on": DAY}, "met already"),
    ):
        with pytest.raises(Refused, match=message):
            decide(governed, made, conditions=[asked.model_copy(update=wrong)])
    with pytest.raises(Refused, match="not with 'go'"):
        decide(governed, decision(), conditions=[asked])
    decide(governed, made, conditions=[asked])
    assert governed.table("condition").height == 1


def test_a_standing_decision_is_superseded_never_repeated(governed: Repository) -> None:
    """A go may follow a hold; a go is only superseded, once, by the same board or one above."""
    decide(governed, decision("D-1", outcome="hold"))
    decide(governed, decision("D-2"))
    with pytest.raises(Conflict, match="D-2 decided about it already: go, recorded by Ida"):
        decide(governed, decision("D-3", outcome="stop"))
    with pytest.raises(Refused, match="D-2 is about something else"):
        decide(governed, decision("D-3", project="P4", supersedes="D-2", outcome="stop"))
    earlier = DAY - timedelta(days=1)
    with pytest.raises(Refused, match="D-2 was decided on 2026-03-16, later"):
        decide(governed, decision("D-3", supersedes="D-2", outcome="stop", decided_on=earlier))
    with pytest.raises(Refused, match="decision D-2 exists already"):
        decide(governed, decision("D-2", supersedes="D-2", outcome="stop"))
    decide(governed, decision("D-3", board="DIV", supersedes="D-2", outcome="stop"), "Ida:for")
    with pytest.raises(Conflict, match="D-2 is superseded already, by D-3"):
        decide(governed, decision("D-4", supersedes="D-2", outcome="hold"))
    with pytest.raises(NotAllowed, match=r"D-3 is a decision of DIV; .* Ask DIV or EXCO"):
        decide(governed, decision("D-4", supersedes="D-3", outcome="hold"))
    assert governed.table("decision")["code"].to_list() == ["D-1", "D-2", "D-3"]


def test_a_gate_that_was_imported_as_held_is_decided(governed: Repository) -> None:
    """History without a decision is not decided a second time."""
    gate = governed.get("gate", "P1", "G1")
    ann = governed.session("ann", "administrator")
    ann.amend(gate.model_copy(update={"held_on": DAY, "outcome": "go"}), gate)
    with pytest.raises(Conflict, match="gate G1 of P1 is decided already: go"):
        decide(governed, decision())


def test_effects_stay_with_the_project_and_its_plan(governed: Repository) -> None:
    """No other register, no other project, no other field, no plan by an outcome without money."""
    other = governed.get("gate", "P2", "G1")
    project = governed.get("project", "P1")
    assert isinstance(project, Project)
    baseline = Baseline(project="P1", number=1, approved_on=DAY)
    for effects, message in (
        ({"now": {"board": frame(governed.get("board", "SC"))}}, "does not change boards"),
        (held(governed, "P2"), "The decision is about P1"),
        ({"now": {"gate": frame(other)}}, "The decision is about P1"),
        ({"now": {"project": frame(project)}}, "changes nothing of a project but stage"),
        ({"was": {"project": frame(project)}}, "changes nothing of a project but stage"),
    ):
        with pytest.raises(NotAllowed, match=message):
            decide(governed, decision(), **effects)
    sponsored = project.model_copy(update={"sponsor": "Ida"})
    with pytest.raises(NotAllowed, match="changes nothing of a project but stage"):
        decide(
            governed, decision(), now={"project": frame(sponsored)}, was={"project": frame(project)}
        )
    with pytest.raises(NotAllowed, match="'hold' does not change baselines"):
        decide(governed, decision(outcome="hold"), now={"baseline": frame(baseline)})
    assert governed.revision == 1


def test_a_decision_decides_no_other_gate_or_change(governed: Repository) -> None:
    """Another gate or change of the same project has its own decision, within the mandate."""
    asked = governed.get("change_request", "CR1").model_copy(update={"code": "CR2"})
    governed.session("ann", "administrator").save(Gate(project="P1", gate="G2"), asked)
    gate = governed.get("gate", "P1", "G2")
    passed = {"gate": frame(gate.model_copy(update={"held_on": DAY, "outcome": "go"}))}
    granted = {"change_request": frame(asked.model_copy(update={"state": "approved"}))}
    change = {"about": "change request", "subject": "CR1", "outcome": "approved"}
    with pytest.raises(NotAllowed, match="not about another gate"):
        decide(governed, decision(), now=passed, was={"gate": frame(gate)})
    for made in (decision(), decision(**change)):
        with pytest.raises(NotAllowed, match="not about another change request"):
            decide(governed, made, now=granted, was={"change_request": frame(asked)})


def test_closed_minutes_get_no_further_decision(governed: Repository) -> None:
    """What was closed as the minutes of that day does not say more afterwards."""
    ann = governed.session("ann", "administrator")
    meeting = Meeting(board="SC", held_on=DAY)
    closed = meeting.model_copy(update={"closed_on": DAY})
    ann.save(meeting)
    ann.amend(closed, meeting)
    with pytest.raises(Refused, match="minutes of SC of 2026-03-16 were closed on 2026-03-16"):
        decide(governed, decision())
    ann.amend(meeting, closed)
    decide(governed, decision())


def test_an_effect_that_conflicts_leaves_no_decision(governed: Repository) -> None:
    """What was seen was changed meanwhile: neither decision nor votes nor effects are kept."""
    effects = held(governed)
    gate = governed.get("gate", "P1", "G1")
    bob = governed.session("bob", "manager")
    bob.amend(gate.model_copy(update={"due_on": DAY}), gate)
    with pytest.raises(Conflict, match="gate P1 G1 was changed meanwhile by bob"):
        decide(governed, decision(), **effects)
    assert governed.table("decision").is_empty()
    assert governed.table("vote").is_empty()
    assert isinstance(governed.get("gate", "P1", "G1"), Gate)
    assert governed.table("gate")["outcome"].null_count() == 5
    assert governed.revision == 2


def test_of_two_decisions_at_once_one_conflicts(governed: Repository) -> None:
    """Two sessions that saw the same open gate: one decides it, the other is told by whom."""
    effects, barrier = held(governed), Barrier(2)
    outcomes: list[object] = []

    def act(who: str) -> None:
        made = decision(f"D-{who}", recorded_by=who)
        barrier.wait()
        try:
            outcomes.append(decide(governed, made, **effects))
        except PmoError as problem:
            outcomes.append(type(problem))

    threads = [Thread(target=act, args=(who,)) for who in ("Ida", "Sal")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == ["2", str(Conflict)]
    assert governed.table("decision").height == 1
    assert governed.check() == []

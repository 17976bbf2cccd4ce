"""A request's way through its states, and what it leaves in the registers."""

import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, cast

import polars as pl
import pytest

from pmo_core.errors import Conflict, NotAllowed, NotFound, Refused
from pmo_core.jobs import requests
from pmo_core.jobs.request_check import lacking
from pmo_core.model import Department, Goal, Project, Request, Role
from pmo_core.model.intake import Effort, Figures, YearRange
from pmo_core.store import Repository, Session

ON = date(2026, 11, 2)
LATER = date(2026, 11, 9)
FIGURES = Figures(
    costs=(YearRange(year=2027, likely=80_000.55, low=70_000), YearRange(year=2028, likely=20_000)),
    benefits=(YearRange(year=2028, likely=50_000, low=30_000, high=60_000),),
    effort=(Effort(year=2027, role="DEV", hours=1000.01), Effort(year=2028, role="DEV", hours=7)),
    goals={"G1": 60},
)
WHOLE: dict[str, Any] = {
    "kind": "software", "problem": "Every order is typed twice.", "outcome": "One entry.",
    "sponsor": "Ana Ruiz", "department": "IT", "earliest_start": date(2027, 4, 1),
    "duration_months": 11, "depends_on": "P-0007", "figures": FIGURES.model_dump_json(),
}  # fmt: skip


@pytest.fixture
def ann(repo: Repository) -> Session:
    """Give a contributor, in a store with a department, a role, a goal and a project."""
    repo.session("root", "administrator").save(
        Department(code="IT", name="IT"), Role(code="DEV", name="Developer"),
        Goal(code="G1", name="Cheaper"), Project(code="P-0007", name="Log-in", stage="delivery"),
    )  # fmt: skip
    return repo.session("Ann", "contributor")


@pytest.fixture
def pmo(repo: Repository) -> Session:
    """Give a manager."""
    return repo.session("Ida", "manager")


@pytest.fixture
def code(repo: Repository, ann: Session) -> str:
    """Give a complete draft."""
    return requests.new(ann, repo, "One order entry", on=ON, **WHOLE)


def kept(repo: Repository, code: str) -> Request:
    """Return a request as it is kept."""
    return cast(Request, repo.get("request", code))


def test_codes_are_counted_up(repo: Repository, ann: Session) -> None:
    """A file's own codes do not disturb the numbers."""
    assert requests.new(ann, repo, "First") == "R-0001"
    ann.save(Request(code="R-0041", name="x", author=""), Request(code="SHOP", name="y", author=""))
    assert requests.new(ann, repo, "  Second ") == "R-0042"
    draft = kept(repo, "R-0042")
    assert (draft.name, draft.author, draft.state) == ("Second", "Ann", "draft")


def test_a_request_needs_a_name(repo: Repository, ann: Session) -> None:
    """Nothing is kept without one."""
    with pytest.raises(Refused, match="needs a name"):
        requests.new(ann, repo, "  ")
    assert repo.table("request").is_empty()


def test_a_wrong_reference_is_refused_at_once(repo: Repository, ann: Session) -> None:
    """Trying again does not help where a department is not kept."""
    with pytest.raises(Refused, match="NOWHERE"):
        requests.new(ann, repo, "x", department="NOWHERE")


def test_two_at_once_get_two_codes(repo: Repository, ann: Session) -> None:
    """Four sessions that begin together end with four different codes."""
    start, codes = threading.Barrier(4), []

    def begin(name: str) -> None:
        session = repo.session(name, "contributor")
        start.wait()
        codes.append(requests.new(session, repo, name))

    threads = [threading.Thread(target=begin, args=(name,)) for name in "abcd"]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(codes) == ["R-0001", "R-0002", "R-0003", "R-0004"]


def test_a_draft_is_kept_and_nobody_is_overwritten(repo: Repository, ann: Session) -> None:
    """Whoever saves second is told who was first."""
    code = requests.new(ann, repo, "x")
    seen = kept(repo, code)
    bob = repo.session("Bob", "contributor")
    requests.keep(bob, seen.model_copy(update={"problem": "Bob's"}), seen)
    with pytest.raises(Conflict, match=r"Bob on .* problem is now Bob's"):
        requests.keep(ann, seen.model_copy(update={"problem": "Ann's"}), seen)
    assert kept(repo, code).problem == "Bob's"


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ('{"costs": [{"year": 2027}]}', "Cost, line 1, likely: field required"),
        ('{"costs": [{"year": 2027, "likely": 5, "low": 9}]}', "Cost 2027: low must not exceed"),
        ('{"benefits": [{"year": 2027, "likely": 5, "high": 4}]}', "Benefit 2027: high must not"),
        ('{"goals": {"G1": 120}}', "goal G1 must lie between 0 and 100 %"),
        ("{", "The figures are no valid JSON"),
        ("[]", "The figures are no valid JSON"),
    ],
)
def test_wrong_figures_become_sentences(
    repo: Repository, ann: Session, figures: str, told: str
) -> None:
    """They are not kept, and the message says which line is wrong."""
    code = requests.new(ann, repo, "x")
    seen = kept(repo, code)
    with pytest.raises(Refused) as refused:
        requests.keep(ann, seen.model_copy(update={"figures": figures}), seen)
    assert told.casefold() in str(refused.value).casefold()


def test_where_it_stands_is_not_edited(repo: Repository, ann: Session) -> None:
    """Saving text does not move a request."""
    code = requests.new(ann, repo, "x")
    seen = kept(repo, code)
    with pytest.raises(Refused, match="not edited"):
        requests.keep(ann, seen.model_copy(update={"state": "accepted"}), seen)


@pytest.mark.parametrize("name", ["problem", "outcome", "sponsor", "department", "earliest_start"])
def test_each_needed_field_is_missed(name: str) -> None:
    """Without it there is exactly one sentence more."""
    whole = Request(code="R-1", name="x", author="Ann", **WHOLE)
    assert requests.missing(whole) == []
    assert [field for field, _ in lacking(whole.model_copy(update={name: None}))] == [name]


@pytest.mark.parametrize(
    ("fields", "missed"),
    [
        ({"figures": None}, ["costs", "benefits"]),
        ({"figures": None, "mandatory_reason": "Law"}, ["costs"]),
        ({"deadline": date(2028, 1, 1)}, ["deadline_reason"]),
        ({"deadline": date(2027, 1, 1), "deadline_reason": "Law"}, ["deadline"]),
        ({"problem": "  "}, ["problem"]),
        ({"earliest_start": date.max}, ["earliest_start"]),
        ({"figures": "{"}, ["figures"]),
    ],
)
def test_what_hangs_together_is_missed(fields: dict[str, Any], missed: list[str]) -> None:
    """Amounts, a mandatory reason and the deadline are looked at together."""
    whole = Request(code="R-1", name="x", author="Ann", **WHOLE)
    assert [field for field, _ in lacking(whole.model_copy(update=fields))] == missed


def test_a_draft_is_submitted_once_it_is_whole(repo: Repository, ann: Session, code: str) -> None:
    """The message names what is missing; the days are kept; it is not submitted twice."""
    other = requests.new(ann, repo, "x")
    with pytest.raises(Refused, match=r"R-0002 is not complete\. Say what is wrong"):
        requests.submit(ann, repo, other, ON)
    requests.submit(ann, repo, code, LATER)
    found = kept(repo, code)
    assert (found.state, found.submitted_on, found.state_on) == ("submitted", LATER, LATER)
    with pytest.raises(Refused, match="is submitted: it cannot become submitted"):
        requests.submit(ann, repo, code, LATER)
    with pytest.raises(NotFound):
        requests.submit(ann, repo, "R-9999", ON)


def test_a_submitted_request_is_corrected_by_the_pmo_alone(
    repo: Repository, ann: Session, pmo: Session, code: str
) -> None:
    """From its assessment on nobody changes what it says."""
    requests.submit(ann, repo, code, ON)
    seen = kept(repo, code)
    better = seen.model_copy(update={"name": "Order entry"})
    with pytest.raises(NotAllowed, match="contributor may not correct"):
        requests.keep(ann, better, seen)
    requests.keep(pmo, better, seen)
    requests.take_up(pmo, repo, code, ON)
    seen = kept(repo, code)
    with pytest.raises(Refused, match="stays as it was judged"):
        requests.keep(pmo, seen.model_copy(update={"name": "Other"}), seen)


def test_taking_up_makes_a_proposed_project(
    repo: Repository, ann: Session, pmo: Session, code: str
) -> None:
    """One change; sums of money and hours are those of the request, by hand."""
    requests.submit(ann, repo, code, ON)
    before = repo.revision
    project = requests.take_up(pmo, repo, code, LATER)
    assert (project, repo.revision) == ("P-0008", before + 1)
    request, made = kept(repo, code), cast(Project, repo.get("project", project))
    assert (request.state, request.project, request.state_on) == ("in assessment", project, LATER)
    assert (made.name, made.stage, made.sponsor) == ("One order entry", "proposed", "Ana Ruiz")
    assert made.description == "Every order is typed twice.\n\nOne entry."
    assert (made.planned_start, made.planned_finish) == (date(2027, 4, 1), date(2028, 2, 29))
    assert (made.department, made.tags) == ("IT", "software")
    lines = repo.table("budget_line")
    assert lines.select("period_on", "n_months", "amount").rows() == [
        (date(2027, 4, 1), 9, Decimal("80000.5500")),
        (date(2028, 1, 1), 2, Decimal("20000.0000")),
    ]
    assert made.planned_cost == lines["amount"].sum() == Decimal("100000.55")
    demand = repo.table("demand")
    assert demand.height == 11
    assert demand["hours"].sum() == Decimal("1007.01")
    assert repo.table("benefit").row(0)[:5] == (project, 2028, 50_000, 30_000, 60_000)
    assert repo.table("contribution").rows() == [(project, "G1", 60.0)]
    assert repo.table("link").select("project", "needs", "kind").rows() == [
        (project, "P-0007", "technical")
    ]
    assert repo.check() == []


def test_a_contributor_takes_nothing_up(repo: Repository, ann: Session, code: str) -> None:
    """Nothing changes."""
    requests.submit(ann, repo, code, ON)
    before = repo.content_hash()
    with pytest.raises(NotAllowed, match="may not take requests up"):
        requests.take_up(ann, repo, code, ON)
    assert repo.content_hash() == before


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"depends_on": "P-0007;P-0404"}, "names a project that is not kept: P-0404"),
        (
            {"figures": FIGURES.model_copy(
                update={"effort": (Effort(year=2027, role="QA", hours=1),)}
            ).model_dump_json()},
            "names a role that is not kept: QA",
        ),
        (
            {"figures": FIGURES.model_copy(update={"goals": {"G9": 5}}).model_dump_json()},
            "names a goal that is not kept: G9",
        ),
    ],
)  # fmt: skip
def test_what_is_not_kept_is_named(
    repo: Repository, ann: Session, pmo: Session, fields: dict[str, Any], told: str
) -> None:
    """Projects, roles and goals that a request names must exist when it is taken up."""
    code = requests.new(ann, repo, "x", **{**WHOLE, **fields})
    requests.submit(ann, repo, code, ON)
    with pytest.raises(Refused, match=told):
        requests.take_up(pmo, repo, code, ON)
    assert kept(repo, code).state == "submitted"


def test_an_incomplete_import_is_not_taken_up(repo: Repository, ann: Session, pmo: Session) -> None:
    """A file may say "submitted" of something that is not whole."""
    ann.save(Request(code="X", name="x", author="", state="submitted"))
    with pytest.raises(Refused, match="X is not complete"):
        requests.take_up(pmo, repo, "X", ON)


def test_two_taken_up_at_once_become_two_projects(
    repo: Repository, ann: Session, pmo: Session, code: str
) -> None:
    """Neither gets the other's code."""
    other = requests.new(ann, repo, "Second", **WHOLE)
    for one in (code, other):
        requests.submit(ann, repo, one, ON)
    start, projects = threading.Barrier(2), []

    def take(one: str) -> None:
        start.wait()
        projects.append(requests.take_up(pmo, repo, one, ON))

    threads = [threading.Thread(target=take, args=(one,)) for one in (code, other)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(projects) == ["P-0008", "P-0009"]
    assert repo.table("budget_line").height == 4


def test_sent_back_and_taken_up_again_it_keeps_its_project(
    repo: Repository, ann: Session, pmo: Session, code: str
) -> None:
    """Meanwhile the project is canceled; then its plan is the corrected one, and nothing else."""
    requests.submit(ann, repo, code, ON)
    project = requests.take_up(pmo, repo, code, ON)
    with pytest.raises(Refused, match="Write down the reason"):
        requests.back_to_draft(pmo, repo, code, LATER, " ")
    requests.back_to_draft(pmo, repo, code, LATER, "Cost is missing a year.")
    seen = kept(repo, code)
    assert (seen.state, seen.submitted_on, seen.state_reason) == (
        "draft", None, "Cost is missing a year.",
    )  # fmt: skip
    assert cast(Project, repo.get("project", project)).stage == "canceled"
    less = FIGURES.model_copy(
        update={"costs": (YearRange(year=2027, likely=10),), "effort": (), "goals": {}}
    )
    fields = {"figures": less.model_dump_json(), "depends_on": None}
    requests.keep(ann, seen.model_copy(update=fields), seen)
    requests.submit(ann, repo, code, LATER)
    assert requests.take_up(pmo, repo, code, LATER) == project
    made = cast(Project, repo.get("project", project))
    assert (made.stage, made.planned_cost) == ("proposed", Decimal(10))
    sizes = {name: repo.table(name).height for name in ("budget_line", "demand", "link")}
    assert sizes == {"budget_line": 1, "demand": 0, "link": 0}
    assert repo.table("contribution").is_empty()


def test_accepted_is_the_end_of_it(repo: Repository, ann: Session, pmo: Session, code: str) -> None:
    """The project stays proposed; an accepted request goes nowhere else."""
    requests.submit(ann, repo, code, ON)
    with pytest.raises(Refused, match="would have to be in assessment"):
        requests.accept(pmo, repo, code, ON)
    project = requests.take_up(pmo, repo, code, ON)
    with pytest.raises(NotAllowed):
        requests.accept(ann, repo, code, ON)
    requests.accept(pmo, repo, code, LATER, "Fits the strategy.")
    found = kept(repo, code)
    assert (found.state, found.state_reason) == ("accepted", "Fits the strategy.")
    assert cast(Project, repo.get("project", project)).stage == "proposed"
    moves: list[Callable[[], object]] = [
        lambda: requests.reject(pmo, repo, code, ON, "x"),
        lambda: requests.back_to_draft(pmo, repo, code, ON, "x"),
        lambda: requests.withdraw(pmo, repo, code, ON),
        lambda: requests.take_up(pmo, repo, code, ON),
    ]
    for move in moves:
        with pytest.raises(Refused, match="is accepted: it cannot become"):
            move()


def test_rejected_with_a_reason(repo: Repository, ann: Session, pmo: Session, code: str) -> None:
    """Its project is canceled in the same change; without a reason nothing happens."""
    requests.submit(ann, repo, code, ON)
    project = requests.take_up(pmo, repo, code, ON)
    with pytest.raises(Refused, match="Write down the reason"):
        requests.reject(pmo, repo, code, ON, "")
    with pytest.raises(NotAllowed):
        requests.reject(ann, repo, code, ON, "Too dear.")
    before = repo.revision
    assert requests.reject(pmo, repo, code, LATER, " Too dear. ") == before + 1
    found = kept(repo, code)
    assert (found.state, found.state_reason, found.state_on) == ("rejected", "Too dear.", LATER)
    assert cast(Project, repo.get("project", project)).stage == "canceled"
    requests.back_to_draft(pmo, repo, code, LATER, "Second chance.")
    assert kept(repo, code).state == "draft"


@pytest.mark.parametrize("end", [requests.reject, requests.back_to_draft])
def test_a_decided_project_outlives_its_request(repo: Any, pmo: Any, code: str, end: Any) -> None:
    """What a board approved only a board stops."""
    requests.submit(pmo, repo, code, ON)
    project = cast(Project, repo.get("project", requests.take_up(pmo, repo, code, ON)))
    pmo.amend(project.model_copy(update={"stage": "delivery"}), project)
    with pytest.raises(Refused, match="now in stage delivery: a board decided"):
        end(pmo, repo, code, ON, "Too expensive.")
    assert kept(repo, code).state == "in assessment"


def test_withdrawn_by_its_author(repo: Repository, ann: Session, pmo: Session, code: str) -> None:
    """Others may not, the PMO may; its author may open it again."""
    bob = repo.session("Bob", "contributor")
    with pytest.raises(NotAllowed, match="withdraw what Ann asks for"):
        requests.withdraw(bob, repo, code, ON)
    requests.withdraw(ann, repo, code, ON, "Solved otherwise.")
    assert kept(repo, code).state_reason == "Solved otherwise."
    with pytest.raises(NotAllowed):
        requests.back_to_draft(bob, repo, code, ON, "x")
    requests.back_to_draft(ann, repo, code, ON)
    requests.submit(ann, repo, code, ON)
    requests.withdraw(pmo, repo, code, ON)
    assert kept(repo, code).state == "withdrawn"


def test_everything_can_be_undone(repo: Repository, ann: Session, pmo: Session, code: str) -> None:
    """Undoing the change of taking up takes the project with it."""
    requests.submit(ann, repo, code, ON)
    before = repo.content_hash()
    requests.take_up(pmo, repo, code, ON)
    repo.session("root", "administrator").undo(repo.revision)
    assert repo.content_hash() == before
    assert repo.table("demand").select(pl.len()).item() == 0


def test_a_viewer_writes_no_request(repo: Repository) -> None:
    """The store refuses it."""
    with pytest.raises(NotAllowed, match="viewer may not change requests"):
        requests.new(repo.session("Eve", "viewer"), repo, "x")

"""From an accepted request to an approved charter, and to the document that is kept."""

from datetime import date
from decimal import Decimal

import pytest

from pmo_core.analysis.charter import approvals, charter_hash
from pmo_core.errors import NotAllowed, NotFound, Refused
from pmo_core.exchange.document import Bullets, Facts, Grid, docx_bytes, pdf_bytes
from pmo_core.jobs import charters, methods
from pmo_core.model import Charter, Project, RaidItem, Request
from pmo_core.store import Repository, Session

TODAY = date(2026, 11, 2)


@pytest.fixture
def session(repo: Repository) -> Session:
    """Give the project manager, with a project that came from a request and follows a method."""
    setup = repo.session("test", "administrator")
    methods.start_with_shipped(setup)
    setup.save(
        Project(
            code="P1", name="Self-service", sponsor="Ana Ruiz", manager="Tom Okafor",
            planned_start=date(2027, 1, 1), planned_finish=date(2027, 4, 11),
            planned_cost=Decimal(60_000),
        ),
        Project(code="P2", name="Other", description="Something else."),
        Request(
            code="R1", name="Self-service", author="Kim Novak", project="P1", state="accepted",
            problem="Every order is typed twice.", outcome="One entry.",
            risks="Vendor is new.\n\nStaff leaves.", deadline=date(2027, 6, 30),
            deadline_reason="The license ends.",
        ),
        RaidItem(project="P1", code="R1", kind="risk", name="Data is bad", state="open"),
        RaidItem(project="P1", code="R2", kind="risk", name="Vendor is new.", state="open"),
    )  # fmt: skip
    methods.adopt(setup, repo, "P1", "light", TODAY)
    return repo.session("Tom Okafor", "contributor")


def kept(repo: Repository) -> Charter:
    """The charter of P1 as it is kept."""
    charter = repo.get("charter", "P1")
    assert isinstance(charter, Charter)
    return charter


def test_a_draft_says_what_the_registers_know(repo: Repository, session: Session):
    """Purpose, milestones, deliverables, roles, risks, budget and method come from the request."""
    draft = charters.draft_from(repo, "P1")
    assert draft.purpose == "Every order is typed twice.\nOne entry."
    assert draft.milestones == (
        "2027-01-01: Start\n2027-01-01: G1 Start\n2027-04-11: G2 Closure\n2027-04-11: Finish"
    )
    assert draft.deliverables == "Brief of one page\nLessons learned\nAccepted result"
    assert draft.risks == "Vendor is new.\nStaff leaves.\nData is bad"
    assert draft.assumptions == "It must be done by 2027-06-30: The license ends."
    assert draft.roles.splitlines()[0] == "Decide at gates: A=Ana Ruiz, C=Tom Okafor, I=PMO"
    assert (draft.budget, draft.method, draft.scope_in) == (Decimal(60_000), "light", None)


def test_a_draft_without_a_request_says_less(repo: Repository, session: Session):
    """A project that nobody asked for begins with its description; an unknown one is refused."""
    draft = charters.draft_from(repo, "P2")
    assert draft.purpose == "Something else."
    assert draft.milestones is draft.risks is draft.assumptions is None
    with pytest.raises(NotFound):
        charters.draft_from(repo, "P9")


def test_an_approval_is_outdated_by_an_edit(repo: Repository, session: Session):
    """Approved as it reads; after another word the approval is of another text."""
    charters.save(session, charters.draft_from(repo, "P1"), None)
    charter = kept(repo)
    assert charter.author == "Tom Okafor"
    text_hash = charter_hash(charter.model_dump())
    charters.approve(session, repo, "P1", "project manager", text_hash, comment="Go")
    asked = charters.positions(repo, "P1", TODAY)
    assert asked == ("sponsor", "project manager", "PMO")

    def states() -> list[str]:
        now = charter_hash(kept(repo).model_dump())
        return approvals(repo.table("charter_approval"), now, asked)["approval"].to_list()

    assert states() == ["open", "approved", "open"]
    charters.save(session, charter.model_copy(update={"scope_out": "Partners"}), charter)
    assert states() == ["open", "outdated", "open"]
    with pytest.raises(Refused, match="changed meanwhile"):
        charters.approve(session, repo, "P1", "project manager", text_hash)


def test_nobody_approves_for_somebody_else(repo: Repository, session: Session):
    """The sponsor is Ana: Tom cannot approve for her, nor a contributor for the PMO."""
    charters.save(session, charters.draft_from(repo, "P1"), None)
    seen = charter_hash(kept(repo).model_dump())
    with pytest.raises(NotAllowed, match="is Ana Ruiz, not Tom Okafor"):
        charters.approve(session, repo, "P1", "sponsor", seen)
    with pytest.raises(NotAllowed, match="role manager"):
        charters.approve(session, repo, "P1", "PMO", seen)
    with pytest.raises(NotAllowed):
        charters.approve(repo.session("Eve", "viewer"), repo, "P1", "finance", seen)
    charters.approve(repo.session("Ana Ruiz", "contributor"), repo, "P1", "sponsor", seen)
    charters.approve(repo.session("Ida Brandt", "manager"), repo, "P1", "PMO", seen)
    who = repo.table("charter_approval").sort("position").select("position", "approver").rows()
    assert who == [("PMO", "Ida Brandt"), ("sponsor", "Ana Ruiz")]


def test_saving_the_same_text_is_refused(repo: Repository, session: Session):
    """Another author alone is no new version."""
    charters.save(session, charters.draft_from(repo, "P1"), None)
    with pytest.raises(Refused, match="Nothing was changed"):
        charters.save(repo.session("Ida", "manager"), kept(repo), kept(repo))


def test_the_document_says_what_the_charter_says(repo: Repository, session: Session):
    """Facts, sections, roles and approvals stand in it, and both files are written."""
    charters.save(session, charters.draft_from(repo, "P1"), None)
    charter = kept(repo).model_dump()
    seen = charter_hash(charter)
    charters.approve(session, repo, "P1", "project manager", seen)
    asked = approvals(repo.table("charter_approval"), seen, ("sponsor", "project manager"))
    project = repo.get("project", "P1").model_dump()
    made = charters.document(charter, project, asked, currency="EUR", as_of=TODAY)
    assert (made.title, made.subtitle) == ("Charter: Self-service", "P1, by Tom Okafor")
    facts = next(one for one in made.blocks if isinstance(one, Facts))
    assert ("Budget", "60,000.00 EUR") in facts.pairs
    risks = [one for one in made.blocks if isinstance(one, Bullets)][-2]
    assert list(risks.items) == ["Vendor is new.", "Staff leaves.", "Data is bad"]
    raci, signed = (one for one in made.blocks if isinstance(one, Grid))
    assert raci.rows[1] == ("Plan, lead and report", "Tom Okafor", "Ana Ruiz", "", "PMO")
    assert [row[:3] for row in signed.rows] == [
        ("sponsor", "open", ""), ("project manager", "approved", "Tom Okafor"),
    ]  # fmt: skip
    assert docx_bytes(made)[:2] == b"PK"
    assert pdf_bytes(made)[:4] == b"%PDF"

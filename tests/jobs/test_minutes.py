"""Minutes say what was decided: read back from the files."""

import io

import docx
import polars as pl
import pytest

from pmo_core.errors import NotFound
from pmo_core.exchange.document import docx_bytes, pdf_bytes
from pmo_core.jobs import meetings
from pmo_core.jobs.decisions import Subject, decide
from pmo_core.jobs.minutes import minutes, present, quorum
from pmo_core.model import Condition, Vote
from pmo_core.store import Repository
from tests.jobs.governed import MEETING, ago, fill


def _text(file: bytes) -> str:
    read = docx.Document(io.BytesIO(file))
    cells = [
        cell.text for table in read.tables for row in table.rows for cell in row.cells
    ]  # fmt: skip
    return "\n".join([*(one.text for one in read.paragraphs), *cells])


@pytest.fixture
def decided(repo: Repository) -> Repository:
    """Give the governed portfolio with two items, of which the first was decided."""
    fill(repo)
    items = pl.DataFrame(
        [("gate", "A", "G2"), ("project", "A", "")], schema=["about", "project", "subject"],
        orient="row",
    )  # fmt: skip
    meetings.put_on(repo.session("Dan", "manager"), repo, "SC", MEETING, items)
    votes = [("Ann", "for"), ("Bob", "for"), ("Cem", "against")]
    decide(
        repo.session("Ann", "contributor"), repo, Subject("gate", "A", "G2"), board="SC",
        outcome="conditional go", reason="The design holds.", decided_on=MEETING,
        votes=[Vote(decision="-", member=who, vote=how) for who, how in votes],
        conditions=[
            Condition(decision="-", number=1, text="Second pilot", owner="Tom", due_on=ago(-40))
        ],
    )  # fmt: skip
    return repo


def test_minutes_contain_what_was_decided(decided: Repository) -> None:
    """Presence, quorum, outcome, reason, votes and the condition stand in the DOCX."""
    text = _text(docx_bytes(minutes(decided, "SC", MEETING, "EUR")))
    for words in (
        "Minutes: Steering committee", f"Meeting of {MEETING}", "Ann (chair)", "Dan (secretary)",
        "Cem, Eve", "2 of 2 votes needed: met", "open: a draft", "1. Gate G2 A Alpha",
        "D-0002: conditional go", "The design holds.", "500 EUR", "2 for, 1 against, 0 abstain",
        "Cem: against", "Second pilot", "Tom", str(ago(-40)), "2. Project A Alpha",
        "No decision was taken.",
    ):  # fmt: skip
        assert words in text, words


def test_a_decision_beside_the_agenda_is_in_the_minutes(decided: Repository) -> None:
    """What was decided on the day stands there, also when it was on no agenda."""
    manager = decided.session("Dan", "manager")
    kept = decided.table("agenda_item").sort("number")
    meetings.rewrite(manager, kept, kept.tail(1), "SC", MEETING)
    text = _text(docx_bytes(minutes(decided, "SC", MEETING, "EUR")))
    assert "D-0002: conditional go" in text


def test_closed_minutes_say_so_in_the_pdf_too(decided: Repository) -> None:
    """The PDF is a PDF and is made of the same document."""
    meetings.close(decided.session("Dan", "manager"), decided, "SC", MEETING, MEETING)
    document = minutes(decided, "SC", MEETING, "EUR")
    assert f"closed on {MEETING}" in _text(docx_bytes(document))
    assert pdf_bytes(document).startswith(b"%PDF-")


def test_before_the_meeting_it_is_the_agenda(repo: Repository) -> None:
    """Nobody is noted as present and nothing decided: items, presenter, no outcome."""
    fill(repo)
    manager = repo.session("Dan", "manager")
    meetings.schedule(manager, "EXCO", ago(-7))
    items = pl.DataFrame({"about": ["gate"], "project": ["B"], "subject": ["G1"]})
    meetings.put_on(manager, repo, "EXCO", ago(-7), items)
    kept = repo.table("agenda_item")
    now = kept.with_columns(presenter=pl.lit("Tom"), minutes=15)
    meetings.rewrite(manager, kept, now, "EXCO", ago(-7))
    text = _text(docx_bytes(minutes(repo, "EXCO", ago(-7), "EUR")))
    assert "Agenda: Executive committee" in text
    assert "1. Gate G1 B Beta" in text
    assert "Presented by Tom, 15 minutes" in text
    assert "No decision" not in text


def test_there_are_no_minutes_without_a_meeting(decided: Repository) -> None:
    """Another day has none."""
    with pytest.raises(NotFound, match="no meeting of SC"):
        minutes(decided, "SC", ago(1), "EUR")


def test_a_quorum_counts_voting_members_only() -> None:
    """Of a member, a secretary and a guest one votes; two are needed."""
    seated = pl.DataFrame(
        {"member": ["Bob", "Dan"], "position": ["member", "secretary"], "is_voting": [True, False]}
    )
    found = quorum({"quorum": 2}, present("Bob;Dan;Guest"), seated)
    assert (found.n_voting, found.needed, found.is_met) == (1, 2, False)

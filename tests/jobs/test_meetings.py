"""Meetings and their agendas, on the governed portfolio."""

import polars as pl
import pytest

from pmo_core.errors import Conflict, NotAllowed, Refused
from pmo_core.jobs import meetings
from pmo_core.model import Meeting
from pmo_core.store import Repository, Session
from tests.jobs.governed import MEETING, ago, fill

SUBJECTS = pl.DataFrame(
    [("gate", "A", "G2"), ("change request", "A", "CR-0001"), ("charter", "C", "")],
    schema=["about", "project", "subject"],
    orient="row",
)


@pytest.fixture
def session(repo: Repository) -> Session:
    """Give a manager's verbs on the governed portfolio."""
    fill(repo)
    return repo.session("Dan", "manager")


def _agenda(repo: Repository) -> pl.DataFrame:
    return repo.table("agenda_item").sort("number")


def _meeting(repo: Repository) -> Meeting:
    found = repo.get("meeting", "SC", MEETING)
    assert isinstance(found, Meeting)
    return found


def test_subjects_are_put_at_the_end_once(repo: Repository, session: Session) -> None:
    """Two, then all three: the third comes last; a third time nothing changes."""
    meetings.put_on(session, repo, "SC", MEETING, SUBJECTS.head(2))
    meetings.put_on(session, repo, "SC", MEETING, SUBJECTS)
    assert _agenda(repo).select("about", "number").rows() == [
        ("gate", 1), ("change request", 2), ("charter", 3),
    ]  # fmt: skip
    assert meetings.put_on(session, repo, "SC", MEETING, SUBJECTS) is None


def test_an_agenda_is_reordered_and_shortened_in_one_change(
    repo: Repository, session: Session
) -> None:
    """The last comes first, the first goes, minutes and presenter are kept; numbers close up."""
    meetings.put_on(session, repo, "SC", MEETING, SUBJECTS)
    was = _agenda(repo)
    now = was.tail(2).with_columns(number=pl.Series([5, 2]), minutes=15, presenter=pl.lit("Tom"))
    before = repo.revision
    meetings.rewrite(session, was, now, "SC", MEETING)
    assert repo.revision == before + 1
    assert _agenda(repo).select("about", "number", "minutes", "presenter").rows() == [
        ("charter", 1, 15, "Tom"), ("change request", 2, 15, "Tom"),
    ]  # fmt: skip
    with pytest.raises(Conflict):
        meetings.rewrite(session, was, now, "SC", MEETING)


def test_closed_minutes_stay(repo: Repository, session: Session) -> None:
    """They close after the meeting, with someone present, once; then the agenda stands."""
    with pytest.raises(Refused, match="still to come"):
        meetings.close(session, repo, "SC", MEETING, ago(1))
    meetings.attend(session, _meeting(repo), ["Ann", "Bob"], "Calm.")
    meetings.close(session, repo, "SC", MEETING, ago(-1))
    kept = _meeting(repo)
    assert (kept.present, kept.note, kept.closed_on) == ("Ann;Bob", "Calm.", ago(-1))
    with pytest.raises(Refused, match=f"were closed on {ago(-1)}"):
        meetings.put_on(session, repo, "SC", MEETING, SUBJECTS)
    with pytest.raises(Refused, match="were closed"):
        meetings.attend(session, kept, [], "")


def test_minutes_need_someone_present(repo: Repository, session: Session) -> None:
    """A meeting to which nobody is noted cannot be closed."""
    meetings.schedule(session, "EXCO", ago(-7), " Room 4 ")
    kept = repo.get("meeting", "EXCO", ago(-7))
    assert isinstance(kept, Meeting)
    assert kept.place == "Room 4"
    with pytest.raises(Refused, match="Nobody"):
        meetings.close(session, repo, "EXCO", ago(-7), ago(-7))


def test_a_contributor_does_not_make_agendas(repo: Repository, session: Session) -> None:
    """Meetings and agendas are a manager's to write."""
    other = repo.session("Tom", "contributor")
    with pytest.raises(NotAllowed):
        meetings.put_on(other, repo, "SC", MEETING, SUBJECTS)
    with pytest.raises(NotAllowed):
        meetings.schedule(other, "SC", ago(-30))
    assert session.role == "manager"

"""Who is to read which announcement, and who has."""

from datetime import date, datetime

import pytest

from pmo_core.analysis import announcements as analysis
from pmo_core.model import Announcement, Person, ReadReceipt

DAY = date(2026, 11, 20)


def post(code, posted_on, readers=None, until_on=None):
    return Announcement(
        code=code, name=code, text="Text", posted_on=posted_on, posted_by="Ida", readers=readers,
        until_on=until_on,
    )  # fmt: skip


NEWS = Announcement.frame(
    post("N-1", date(2026, 11, 2)),
    post("N-2", date(2026, 11, 10), "PM; BA"),
    post("N-3", date(2026, 10, 1), until_on=date(2026, 11, 19)),
    post("N-4", date(2026, 11, 21)),
)
PEOPLE = Person.frame(
    Person(code="E1", name="Ana", role="PM"),
    Person(code="E2", name="Bo", role="DEV"),
    Person(code="E3", name="Cy", role="BA", left_on=date(2026, 11, 19)),
)
RECEIPTS = ReadReceipt.frame(
    ReadReceipt(announcement="N-1", person="Bo", read_at=datetime(2026, 11, 5, 9)),
    ReadReceipt(announcement="N-1", person="Guest", read_at=datetime(2026, 11, 3, 9)),
)


def test_counts_by_hand():
    """N-1 asks two of whom one has read; N-2 the project manager alone; who left is not asked."""
    rows = analysis.reading(NEWS, PEOPLE, RECEIPTS, DAY)
    shown = rows.select(
        "code", "announcement_state", "n_asked", "n_has_read", "n_not_read", "has_read_pct"
    )
    assert shown.rows() == [
        ("N-4", "coming", 0, 0, 0, None),
        ("N-2", "current", 1, 0, 1, 0.0),
        ("N-1", "current", 2, 1, 1, 50.0),
        ("N-3", "ended", 2, 0, 2, 0.0),
    ]
    days = dict(rows.select("code", "half_read_days").iter_rows())
    # Bo, half of the two who are asked, read after 3 days; the guest's receipt after 1 is extra.
    assert days == {"N-1": 3, "N-2": None, "N-3": None, "N-4": None}


def test_who_has_not_read_yet():
    """Only what is current counts, the longest waiting first."""
    rows = analysis.silent(NEWS, PEOPLE, RECEIPTS, DAY)
    assert rows.select("announcement", "person", "waiting_days").rows() == [
        ("N-1", "Ana", 18), ("N-2", "Ana", 10),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "codes"), [("Ana", ["N-2", "N-1"]), ("Bo", []), ("Guest", []), ("Nobody", ["N-1"])]
)
def test_what_one_person_has_not_read(name, codes):
    """What is for a role is for its people; somebody unknown is asked for what is for all."""
    assert analysis.unread(NEWS, PEOPLE, RECEIPTS, name, DAY)["code"].to_list() == codes

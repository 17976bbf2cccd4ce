"""Who is to read which version of a policy, worked by hand."""

from datetime import date

import polars as pl

from pmo_core.analysis.policies import readers, standing, unknown_roles
from pmo_core.model import Acknowledgement, Person, Policy, Record


def frame(*records: Record) -> pl.DataFrame:
    """Records of one register as a frame."""
    return pl.DataFrame([one.model_dump() for one in records], schema=records[0].polars_schema())


POLICIES = frame(
    Policy(code="P1", name="Change", kind="policy", version="2", readers="PM; BA;PM",
           review_on=date(2026, 11, 1)),
    Policy(code="P2", name="Risk", kind="standard", version="1", readers="BOSS",
           review_on=date(2026, 11, 23)),
    Policy(code="P3", name="Form", kind="form", version="1"),
)  # fmt: skip
PEOPLE = frame(
    Person(code="1", name="Ana", role="PM"),
    Person(code="2", name="Ben", role="BA"),
    Person(code="3", name="Cem", role="DEV"),
    Person(code="4", name="Dan", role="PM"),
)
READ = frame(
    Acknowledgement(policy="P1", version="2", person="Ana", acknowledged_on=date(2026, 11, 2)),
    Acknowledgement(policy="P1", version="1", person="Ben", acknowledged_on=date(2026, 1, 2)),
    Acknowledgement(policy="P1", version="2", person="Cem", acknowledged_on=date(2026, 11, 2)),
)


def test_readers_have_a_role_and_read_the_present_version() -> None:
    """An earlier version does not count, nor does a reader whose role is not asked."""
    assert readers(POLICIES, PEOPLE, READ).rows() == [
        ("P1", "2", "BA", "Ben", None),
        ("P1", "2", "PM", "Ana", date(2026, 11, 2)),
        ("P1", "2", "PM", "Dan", None),
    ]


def test_standing_names_overdue_reviews() -> None:
    """A review is overdue from the day after; without readers there is no percentage."""
    rows = standing(POLICIES, readers(POLICIES, PEOPLE, READ), date(2026, 11, 23))
    figures = rows.select("code", "review_overdue_days", "n_readers", "n_unread", "read_pct")
    assert figures.rows() == [
        ("P1", 22, 3, 2, 100 / 3), ("P2", None, 0, 0, None), ("P3", None, 0, 0, None),
    ]  # fmt: skip


def test_roles_that_nobody_has() -> None:
    """A role without people is named."""
    assert unknown_roles("PM; BOSS;", PEOPLE) == ["BOSS"]
    assert unknown_roles(None, PEOPLE) == []

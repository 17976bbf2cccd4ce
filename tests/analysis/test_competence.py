"""What is asked of people, what they hold on a day, and what is missing from when on."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis import competence
from pmo_core.model import CompetenceNeed, PersonSkill

TODAY = date(2027, 1, 10)


def asked(*rows: tuple[str, str, str, int]) -> pl.DataFrame:
    """Return what roles ask for: role, project, competence, level."""
    return CompetenceNeed.frame(
        *(CompetenceNeed(role=r, project=p, skill=s, level=n) for r, p, s, n in rows)
    )


def booked(*rows: tuple[str, str, str, int]) -> pl.DataFrame:
    """Return bookings of 2027: project, role, person, month."""
    return pl.DataFrame(
        [(project, role, person, date(2027, month, 1)) for project, role, person, month in rows],
        schema=["project", "role", "person", "period"], orient="row",
    )  # fmt: skip


HELD = PersonSkill.frame(
    PersonSkill(person="A", skill="EVM", level=2),
    PersonSkill(
        person="A", skill="CERT", level=3, issued_on=date(2025, 1, 1), expires_on=date(2027, 3, 10)
    ),
    PersonSkill(person="B", skill="EVM", level=4),
    PersonSkill(person="B", skill="CERT", level=3, expires_on=date(2027, 1, 9)),
)


def test_what_has_expired_does_not_count() -> None:
    """A certificate counts from its issue to its last day; other competences always do."""
    held = competence.held(HELD, TODAY)
    assert held.select("person", "skill").rows() == [("A", "CERT"), ("A", "EVM"), ("B", "EVM")]
    assert competence.held(HELD, date(2024, 12, 31))["person"].to_list() == ["A", "B", "B"]


@pytest.mark.parametrize(
    ("months", "needed"),
    [((2, 3, 4), date(2027, 3, 11)), ((5, 4), date(2027, 4, 1)), ((2,), None)],
)
def test_the_first_day_on_which_it_is_missing(
    months: tuple[int, ...], needed: date | None
) -> None:  # fmt: skip
    """An assignment needs a certificate from the day after its end, or from its own first day."""
    rows = booked(*(("P1", "PM", "A", month) for month in months))
    found = competence.gaps(
        competence.of_assignments(rows, asked(("PM", "", "CERT", 3))), HELD
    )  # fmt: skip
    assert found["needed_on"].to_list() == ([needed] if needed else [])
    assert found["level_held"].to_list() == ([0] if needed else [])


def test_the_higher_of_role_and_project_counts() -> None:
    """A project may ask for more than the role does everywhere, and for nobody else."""
    wants = asked(("PM", "", "EVM", 2), ("PM", "P1", "EVM", 3), ("PM", "P2", "EVM", 1))
    rows = booked(("P1", "PM", "A", 2), ("P2", "PM", "A", 2), ("P1", "QA", "A", 2),
                  ("P1", "PM", "", 2))  # fmt: skip
    found = competence.gaps(competence.of_assignments(rows, wants), HELD)
    assert found.select("project", "level", "level_held", "needed_on").rows() == [
        ("P1", 3, 2, date(2027, 2, 1))
    ]


def test_roles_ask_while_people_are_here() -> None:
    """The main role asks from today or the first day at work, to the last one."""
    people = pl.DataFrame({
        "person": ["A", "B", "C"], "role": ["PM", "PM", None],
        "start": [None, date(2027, 5, 1), None], "end": [date(2027, 3, 9), None, None],
    })  # fmt: skip
    wants = asked(("PM", "", "CERT", 3), ("PM", "P1", "EVM", 5))
    found = competence.gaps(competence.of_roles(people, wants, TODAY, date(2027, 12, 31)), HELD)
    assert found.select("person", "skill", "needed_on").rows() == [("B", "CERT", date(2027, 5, 1))]


def test_who_closes_the_first_gap_closes_the_lower_ones() -> None:
    """Of one person and competence only what rises in level over time stays, with all causes."""
    rows = pl.DataFrame(
        [
            ("A", "EVM", 3, 2, date(2027, 2, 1), "assignment", "P1", "PM", "", 20.0),
            ("A", "EVM", 3, 2, date(2027, 4, 1), "assignment", "P2", "PM", "", 80.0),
            ("A", "EVM", 5, 2, date(2027, 5, 1), "finding", "P3", "PM", "F1", 50.0),
            ("B", "EVM", 3, 0, date(2027, 2, 1), "role", "", "PM", "", 0.0),
        ],
        schema=["person", "skill", "level", "level_held", "needed_on", "need_source", "project",
                "role", "finding", "priority"], orient="row",
    )  # fmt: skip
    found = competence.merged(rows)
    assert found.select("person", "level", "project", "n_causes", "gap", "weight").rows() == [
        ("A", 3, "P1", 3, 1, 1.8), ("B", 3, "", 1, 3, 3.0), ("A", 5, "P3", 3, 3, 5.4),
    ]  # fmt: skip


def test_the_matrix_counts_people_of_the_role() -> None:
    """Able are those at the level; who holds what is not asked for is shown, too."""
    people = pl.DataFrame({"person": ["A", "B", "C", "D"], "role": ["PM", "PM", "QA", None]})
    holding = competence.held(HELD, TODAY)
    wants = asked(("PM", "", "EVM", 3), ("DEV", "", "EVM", 1))
    rows = competence.matrix(people, wants, holding)
    assert rows.select("role", "skill", "level_asked", "n_people", "n_able", "able_pct").rows() == [
        ("DEV", "EVM", 1, 0, 0, None), ("PM", "CERT", None, 2, None, None),
        ("PM", "EVM", 3, 2, 1, 50.0),
    ]  # fmt: skip
    assert rows.row(2)[-5:] == (0, 1, 0, 1, 0)


def test_certificates_by_what_is_left_of_them() -> None:
    """Expired, expiring within the days asked, or valid; the first to end first."""
    rows = competence.certificates(HELD, TODAY, 60)
    assert rows.select("person", "validity", "days_left").rows() == [
        ("B", "expired", -1), ("A", "expiring", 59),
    ]  # fmt: skip
    assert competence.certificates(HELD, TODAY, 58)["validity"].to_list() == ["expired", "valid"]


N_TRIED = 60


def test_gaps_are_what_a_diary_shows() -> None:
    """Of random certificates, assignments and roles: the first day missing, found day by day."""
    n_gaps, n_ending = 0, 0
    for seed in range(N_TRIED):
        rng = np.random.default_rng(seed)
        level, first, last = int(rng.integers(1, 6)), *sorted(rng.integers(0, 400, 2).tolist())
        issued, expires = (TODAY + timedelta(days=first), TODAY + timedelta(days=last))
        own = PersonSkill(
            person="A", skill="X", level=level, issued_on=issued if rng.random() < 0.5 else None,
            expires_on=expires if rng.random() < 0.7 else None,
        )  # fmt: skip
        months = sorted({int(one) for one in rng.integers(2, 13, 3)})
        wanted = asked(
            ("PM", "", "X", int(rng.integers(1, 6))), ("PM", "P1", "X", int(rng.integers(1, 6)))
        )
        required = competence.of_assignments(
            booked(*(("P1", "PM", "A", month) for month in months)), wanted
        )
        found = competence.gaps(required, PersonSkill.frame(own))
        asks = int(wanted["level"].to_numpy().max())
        diary = [
            day
            for month in months
            for day in pl.date_range(
                date(2027, month, 1), pl.lit(date(2027, month, 1)).dt.month_end(), eager=True
            )
            if _level(own, day) < asks
        ]
        assert found["needed_on"].to_list() == diary[:1], seed
        assert found["level_held"].to_list() == [_level(own, day) for day in diary[:1]], seed
        n_gaps += len(diary[:1])
        n_ending += any(day.day > 1 for day in diary[:1])
    assert N_TRIED / 4 < n_gaps < N_TRIED
    assert n_ending > 2


def _level(own: PersonSkill, day: date) -> int:
    """Return the level that is held on a day."""
    is_held = (own.issued_on or day) <= day <= (own.expires_on or day)
    return own.level if is_held else 0

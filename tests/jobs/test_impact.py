"""What follows from a slip or a stop: three projects by hand, with calendars that differ."""

from datetime import date
from decimal import Decimal

import pytest

from pmo_core.errors import NotFound, Refused
from pmo_core.jobs.impact import impact
from pmo_core.model import (
    Benefit,
    CrossLink,
    Link,
    Milestone,
    Precedence,
    Progress,
    Project,
    WbsElement,
    WorkCalendar,
)
from pmo_core.store import Repository

MONDAY = date(2026, 11, 2)
NOVEMBER = [None, *(date(2026, 11, day) for day in range(1, 31))]


def element(project: str, code: str, days: int, start: int | None = None, **more) -> WbsElement:
    """Return an element that takes so many days and begins on a day of November."""
    first = {"planned_start": NOVEMBER[start]} if start else {}
    return WbsElement(
        project=project, code=code, name=f"{project} {code}", duration_days=days, **first, **more
    )


@pytest.fixture
def tied(repo: Repository) -> Repository:
    """Give three projects that wait for each other by tasks, one with float, three by ties.

    A 1 (5 days from 2 November), then A 2 (5 days, to the 13th); B works Monday to Thursday: B 1
    (3 days, 16th to 18th), then the milestone B 2; C 1 waits a day after B 1 and takes 2 days (20th
    to 23rd). G 1 waits for A 2, but does not start before 14 December.
    """
    repo.session("test", "administrator").save(
        WorkCalendar(code="FOUR", name="Four days", working_days="1111000"),
        Project(code="A", name="Alpha", manager="Ana", planned_start=MONDAY, stage="approved"),
        Project(code="B", name="Beta", manager="Bo", calendar="FOUR", planned_start=MONDAY),
        Project(code="C", name="Gamma", manager="Cy", planned_start=MONDAY),
        Project(code="D", name="Delta", manager="Bo"),
        Project(code="E", name="Epsilon"),
        Project(code="F", name="Phi"),
        Project(code="G", name="Later", manager="Gus", planned_start=MONDAY),
        Project(code="Z", name="Ended", stage="closed"),
        element("A", "1", 5, 2),
        element("A", "2", 5),
        element("B", "1", 3),
        element("B", "2", 0),
        element("C", "1", 2),
        element("G", "1", 5, constraint_kind="start no earlier than",
                constraint_on=date(2026, 12, 14)),
        Precedence(project="A", successor="2", predecessor="1"),
        Precedence(project="B", successor="2", predecessor="1"),
        CrossLink(project="B", successor="1", other_project="A", predecessor="2", owner="Tia"),
        CrossLink(project="C", successor="1", other_project="B", predecessor="1", lag_days=1),
        CrossLink(project="G", successor="1", other_project="A", predecessor="2"),
        Link(project="D", needs="A", kind="policy", strength=3, owner="Dora"),
        Link(project="E", needs="D", kind="technical", strength=1),
        Link(project="F", needs="E", kind="technical", strength=3),
        Link(project="Z", needs="A", kind="technical", strength=3),
        Milestone(project="B", code="M1", name="Beta ready", wbs="1"),
        Milestone(project="B", code="M2", name="Somewhere"),
        Benefit(project="C", year=2026, planned_benefit=Decimal(100)),
        Benefit(project="C", year=2025, planned_benefit=Decimal(900)),
        Benefit(project="D", year=2027, planned_benefit=Decimal(70), currency="ZAR"),
    )  # fmt: skip
    return repo


def rows(found, *names: str) -> dict[str, tuple]:
    """Return project -> the columns of its row."""
    return {row[0]: row[1:] for row in found.projects.select("project", *names).iter_rows()}


def test_a_slip_arrives_by_each_calendar(tied: Repository) -> None:
    """A ends on the 18th; B goes on Thursday, Monday, Tuesday: 3 days; C then ends on the 27th: 4.

    B 1: 19, 23, 24; C 1 after a day between: 26, 27 instead of 20, 23.
    """
    found = impact(tied, MONDAY, "A", 3)
    assert rows(found, "effect", "days_later", "finish_before", "finish_after") == {
        "A": ("slips", 3, NOVEMBER[13], NOVEMBER[18]),
        "C": ("later", 4, NOVEMBER[23], NOVEMBER[27]),
        "B": ("later", 3, NOVEMBER[18], NOVEMBER[24]),
        "D": ("touched", None, None, None),
        "E": ("touched", None, None, None),
        "G": ("not moved", 0, date(2026, 12, 18), date(2026, 12, 18)),
    }
    assert list(rows(found, "effect"))[:3] == ["A", "C", "B"]


def test_the_path_is_named_across_projects(tied: Repository) -> None:
    """The whole slip begins with A 1, that of A 2 with A 2."""
    assert rows(impact(tied, MONDAY, "A", 3), "path")["C"] == ("A 1, 2 > B 1 > C 1",)
    found = impact(tied, MONDAY, "A", 3, wbs="2")
    assert rows(found, "path", "days_later")["C"] == ("A 2 > B 1 > C 1", 4)
    assert rows(found, "n_tasks")["A"] == (1,)


def test_milestones_move_with_their_element(tied: Repository) -> None:
    """Beta ready is B 1; B 2 lies at the end of the same day; one milestone names no element."""
    found = impact(tied, MONDAY, "A", 3)
    assert found.milestones.select("project", "code", "finish_after", "days_later").rows() == [
        ("B", "2", NOVEMBER[24], 3), ("B", "M1", NOVEMBER[24], 3),
    ]  # fmt: skip
    assert found.n_undated == 1
    assert rows(found, "n_milestones")["B"] == (2,)


def test_float_takes_up_a_slip_of_an_element(tied: Repository) -> None:
    """An element beside the others moves, its project's finish does not, and nobody is touched."""
    tied.session("test", "administrator").save(element("A", "3", 1, 2))
    found = impact(tied, MONDAY, "A", 2, wbs="3")
    assert rows(found, "effect", "days_later", "n_tasks") == {
        "A": ("slips", 0, 1), "B": ("not moved", 0, 0), "G": ("not moved", 0, 0),
    }  # fmt: skip


def test_what_has_begun_takes_longer(tied: Repository) -> None:
    """On the 5th 3 of 5 days of A 1 are left, to the 9th: A ends on the 16th, with a day more 17th.

    B 1 then works on 18, 19 and 23 instead of 17, 18 and 19 November.
    """
    tied.session("test", "administrator").save(
        Progress(project="A", wbs="1", data_date=NOVEMBER[4], percent_complete=40,
                 actual_start=MONDAY)
    )  # fmt: skip
    found = impact(tied, NOVEMBER[5], "A", 1, wbs="1")
    own = found.tasks.filter(project="A")
    assert own["finish_after"].to_list() == [NOVEMBER[10], NOVEMBER[17]]
    ends = rows(found, "finish_before", "finish_after", "days_later")
    assert ends["A"] == (NOVEMBER[16], NOVEMBER[17], 1)
    assert ends["B"] == (NOVEMBER[19], NOVEMBER[23], 1)
    assert rows(impact(tied, NOVEMBER[5], "A", 1), "days_later")["A"] == (1,)


def test_who_waits_for_what_is_stopped_loses_it(tied: Repository) -> None:
    """B and G lose their predecessor, C stands behind B; no dates, and no milestone has one."""
    found = impact(tied, MONDAY, "A", None)
    assert rows(found, "effect", "days_later", "finish_after", "path") == {
        "A": ("stopped", None, None, "A 1"),
        "B": ("loses its predecessor", None, None, "A 2 > B 1"),
        "G": ("loses its predecessor", None, None, "A 2 > G 1"),
        "C": ("behind one that loses", None, None, "A 2 > B 1 > C 1"),
        "D": ("touched", None, None, None),
        "E": ("touched", None, None, None),
    }
    assert set(found.milestones["code"]) == {"2", "M1"}
    assert found.milestones["days_later"].is_null().all()


def test_a_project_without_tasks_touches(tied: Repository) -> None:
    """D has no element: its slip has no dates, and E is touched by the tie alone."""
    found = impact(tied, MONDAY, "D", 5)
    assert rows(found, "effect", "needs", "steps") == {
        "D": ("slips", None, None), "E": ("touched", "D", 1)
    }  # fmt: skip
    assert rows(impact(tied, MONDAY, "D", None), "effect")["D"] == ("stopped",)


def test_benefits_and_people_of_the_reached(tied: Repository) -> None:
    """C is still to bring 100, D an amount without a rate; managers and owners are named."""
    found = impact(tied, MONDAY, "A", 3)
    assert rows(found, "benefit")["C"] == (100.0,)
    assert rows(found, "benefit")["D"] == (None,)
    assert found.people.rows() == [
        ("Cy", "manages C", 1, 4),
        ("Bo", "manages B, D", 2, 3),
        ("Tia", "watches a tie of B", 1, 3),
        ("Gus", "manages G", 1, 0),
        ("Dora", "watches a tie of D", 1, None),
    ]


def test_what_cannot_slip_is_refused(tied: Repository) -> None:
    """An unknown project or element, an ended project, half a question, a finished element."""
    for project, days, wbs, problem in (
        ("X", 1, "", NotFound), ("A", 1, "9", NotFound), ("Z", 1, "", Refused),
        ("A", 0, "", Refused),
    ):  # fmt: skip
        with pytest.raises(problem):
            impact(tied, MONDAY, project, days, wbs)
    tied.session("test", "administrator").save(
        Progress(project="A", wbs="1", data_date=MONDAY, percent_complete=100,
                 actual_start=MONDAY, actual_finish=MONDAY)
    )  # fmt: skip
    with pytest.raises(Refused, match="finished"):
        impact(tied, MONDAY, "A", 1, "1")

"""Who is there, asked for and booked, on a small store; every figure by hand.

April 2027 has 22 working days, 21 without the holiday on Monday 5; May 21, June 22.
"""

from datetime import date
from decimal import Decimal

import pytest

from pmo_core.jobs import resources
from pmo_core.model import (
    Absence,
    Booking,
    CalendarDay,
    Capacity,
    CostRate,
    Demand,
    Effort,
    Holiday,
    Person,
    PersonRole,
    Project,
    Role,
    WbsElement,
    WorkCalendar,
)

APRIL, MAY, JUNE = date(2027, 4, 1), date(2027, 5, 1), date(2027, 6, 1)
SPAN = (APRIL, date(2027, 6, 30))


def hours(amount: float) -> Decimal:
    """Return hours as they are kept."""
    return Decimal(str(amount))


@pytest.fixture
def small(repo):
    """Give a store with four people, four roles and projects in each stage."""
    root = repo.session("root", "administrator")
    begun = {"actual_start": date(2026, 1, 1)}
    root.save(
        Holiday(day=date(2027, 4, 5), name="Easter Monday"),
        WorkCalendar(code="WE", name="Weekend", working_days="0000011", has_holidays=False),
        CalendarDay(calendar="WE", day=date(2027, 4, 3), is_worked=False),
        CalendarDay(calendar="WE", day=date(2027, 4, 5), is_worked=True),
        *(Role(code=code, name=code, hourly_rate=rate)
          for code, rate in (("DEV", hours(80)), ("QA", None), ("OPS", None), ("LAW", None))),
        Person(code="Ann", name="Ann", role="DEV", weekly_hours=hours(40)),
        Person(code="Bob", name="Bob", role="OPS", weekly_hours=hours(16), calendar="WE"),
        Person(code="Cem", name="Cem", role="DEV", weekly_hours=hours(20),
               joined_on=date(2027, 4, 12), left_on=date(2027, 5, 31)),
        Person(code="Dan", name="Dan", role="QA"),
        Absence(person="Ann", from_on=date(2027, 4, 12), until_on=date(2027, 4, 23)),
        PersonRole(person="Ann", role="DEV", level=4),
        PersonRole(person="Ann", role="OPS"),
        PersonRole(person="Cem", role="QA", level=3, until_on=date(2027, 4, 30)),
        PersonRole(person="Bob", role="DEV", level=2, from_on=date(2028, 1, 1)),
        CostRate(role="DEV", from_on=date(2027, 1, 1), hourly_rate=hours(90)),
        CostRate(role="DEV", from_on=date(2028, 1, 1), hourly_rate=hours(95)),
        CostRate(person="Cem", from_on=date(2026, 1, 1), hourly_rate=hours(70)),
        Project(code="RUN", name="Run", stage="delivery", **begun),
        Project(code="NEW", name="New", stage="approved", planned_start=date(2027, 5, 17),
                planned_finish=date(2027, 6, 11)),
        Project(code="IDEA", name="Idea", stage="proposed"),
        Project(code="OVER", name="Over", stage="closed", actual_finish=date(2027, 4, 20)),
        Project(code="GONE", name="Gone", stage="canceled"),
        WbsElement(project="NEW", code="1", name="Build", planned_start=date(2027, 4, 29),
                   planned_finish=date(2027, 5, 5)),
        Effort(project="NEW", wbs="1", role="DEV", hours=hours(50)),
        Effort(project="NEW", role="QA", hours=hours(40)),
        Effort(project="RUN", role="QA", hours=hours(999)),
        *(Demand(project=code, role="DEV", month_on=APRIL, hours=hours(10))
          for code in ("IDEA", "OVER", "GONE")),
        Demand(project="OVER", role="DEV", month_on=MAY, hours=hours(10)),
        Demand(project="RUN", role="DEV", month_on=APRIL, hours=hours(120), level=3),
        Demand(project="RUN", role="LAW", month_on=APRIL, hours=hours(30), until_on=MAY),
        Capacity(role="LAW", month_on=APRIL, hours=hours(42)),
        Capacity(role="QA", month_on=APRIL, hours=hours(63)),
        Capacity(role="DEV", month_on=APRIL, hours=hours(1)),
        Booking(project="RUN", role="DEV", month_on=APRIL, person="Ann", hours=hours(66),
                kind="hard"),
        Booking(project="RUN", role="DEV", month_on=APRIL, person="Cem", hours=hours(5),
                source="proposed"),
        Booking(project="RUN", role="QA", month_on=APRIL, person="Dan", hours=hours(21)),
        Booking(project="RUN", role="LAW", month_on=APRIL, hours=hours(10)),
        Booking(project="GONE", role="DEV", month_on=APRIL, person="Ann", hours=hours(7)),
    )  # fmt: skip
    return repo


def test_hours_that_people_are_there(small):
    """Part time, leave, entry and exit, an own calendar with a day off and an extra one."""
    there = resources.available(small, *SPAN, "month")
    by_person = there.group_by("person", maintain_order=True).agg("hours")
    # Ann 21 - 10 days off in April; Bob 8 weekend days - 1 + 1, then 10 and 8; Cem from the 12th.
    assert dict(by_person.rows()) == {
        "Ann": [88.0, 168.0, 176.0], "Bob": [64.0, 80.0, 64.0], "Cem": [60.0, 84.0, 0.0],
        "Dan": [None, None, None],
    }  # fmt: skip
    weeks = resources.available(small, APRIL, date(2027, 4, 11), "week").filter(person="Ann")
    assert weeks["hours"].to_list() == [40.0, 32.0]


def test_roles_held_on_a_day(small):
    """Main roles count at level 1 where no level is told; what is not yet or no more held, not."""
    assert resources.skills(small, date(2027, 5, 1)).rows() == [
        ("Ann", "DEV", 4), ("Ann", "OPS", 1), ("Bob", "OPS", 1), ("Cem", "DEV", 1),
        ("Dan", "QA", 1),
    ]  # fmt: skip


def test_rates_on_a_day(small):
    """The person's rate comes before the role's, that before its standard; the latest counts."""
    found = dict(resources.rates(small, date(2027, 5, 1)).rows())
    assert found == {"Ann": 90.0, "Bob": None, "Cem": 70.0, "Dan": None}
    assert dict(resources.rates(small, date(2026, 5, 1)).rows())["Ann"] == 80.0


def test_what_is_asked_for(small):
    """Ended projects and proposals do not count; effort counts where there is no demand."""
    asked = resources.demanded(small, *SPAN, "month")
    assert sorted(asked.select("project", "role", "source", "period", "hours").rows()) == [
        ("NEW", "DEV", "effort", APRIL, 20.0),  # 2 of 5 working days
        ("NEW", "DEV", "effort", MAY, 30.0),
        ("NEW", "QA", "effort", MAY, 22.0),  # 11 of 20 days of the project
        ("NEW", "QA", "effort", JUNE, 18.0),
        ("OVER", "DEV", "demand", APRIL, 10.0),
        ("RUN", "DEV", "demand", APRIL, 120.0),
        ("RUN", "LAW", "demand", APRIL, 30.0),
    ]
    assert asked.filter(role="LAW")["until"].to_list() == [MAY]
    with_ideas = resources.demanded(small, *SPAN, "month", with_proposed=True)
    assert "IDEA" in with_ideas["project"].to_list()


def test_months_as_weeks(small):
    """A named person's hours fall on the days at work, those of a role on all working days."""
    booked = resources.booked(small, *SPAN, "week")
    ann = booked.filter(person="Ann").sort("period")["hours"].to_list()
    # 66 hours on 11 days: 2 before the 5th, 4 in the week of the holiday, none on leave, 5.
    assert ann == [12.0, 24.0, 30.0]
    assert booked.filter(person="Dan")["hours"].sum() == pytest.approx(21.0)
    assert resources.booked(small, APRIL, date(2027, 4, 7), "week").filter(person="Ann")[
        "hours"
    ].to_list() == [12.0, 24.0]
    law = resources.demanded(small, *SPAN, "week").filter(role="LAW")
    assert law["until"].unique().to_list() == [date(2027, 5, 31)]
    assert law["hours"].sum() == pytest.approx(30.0)


def test_capacity_of_roles(small):
    """People with that main role count, and where none of them is known the capacity by hand."""
    there = resources.role_capacity(small, APRIL, APRIL, "month")
    assert there.select("role", "hours", "n_unknown", "source").rows() == [
        ("DEV", 148.0, 0, "people"), ("LAW", 42.0, 0, "by hand"), ("OPS", 64.0, 0, "people"),
        ("QA", None, 1, "people"),
    ]  # fmt: skip


def test_capacity_by_hand_ends_with_the_first_known_person(small):
    """Cem can fill QA, so its hours by hand do not come on top; without him they count."""
    assert resources.by_hand(small, APRIL, APRIL, "month")["role"].to_list() == ["LAW"]
    root = small.session("root", "administrator")
    root.remove(small.get("person_role", "Cem", "QA"))
    there = resources.role_capacity(small, APRIL, APRIL, "month").filter(role="QA")
    assert there.select("hours", "source").row(0) == (63.0, "by hand")


def test_the_plan(small):
    """Hard bookings and soft ones by hand are promised and leave the rest of the demand open."""
    plan = resources.plan(small, APRIL, APRIL, "month")
    assert plan.promised.select("project", "skill", "person", "hours").rows() == [
        ("RUN", "DEV", "Ann", 66.0), ("RUN", "QA", "Dan", 21.0),
    ]  # fmt: skip
    open_dev = plan.needs.filter(skill="DEV", project="RUN")
    assert open_dev.select("level", "hours").row(0) == (3, 54.0)
    assert plan.available.filter(person="LAW (by hand)")["hours"].to_list() == [42.0]


def test_hours_that_are_not_known_are_promised_once(small):
    """What Dan is promised for is no contradiction, and capacity by hand has 21 hours less."""
    root = small.session("root", "administrator")
    plan = resources.plan(small, APRIL, APRIL, "month")
    assert plan.overbooked().is_empty()
    assert "Dan" not in plan.skills["person"].to_list()
    root.remove(small.get("person_role", "Cem", "QA"))
    plan = resources.plan(small, APRIL, APRIL, "month")
    assert plan.available.filter(person="QA (by hand)")["hours"].to_list() == [42.0]


def test_one_projects_bookings_do_not_cover_another(small):
    """RUN lacks 49 of 120 developers and 20 of 30 lawyers; its booked tests are not asked for."""
    open_ = resources.open_demand(small, APRIL, APRIL, "month")
    assert open_.select("project", "role", "hours").rows() == [
        ("NEW", "DEV", 20.0), ("OVER", "DEV", 10.0), ("RUN", "DEV", 49.0), ("RUN", "LAW", 20.0),
    ]  # fmt: skip


def test_what_is_booked_later_in_its_window_is_not_asked_again(small):
    """Lawyers may work in April or May; 15 hours of May count for it, in both units."""
    root = small.session("root", "administrator")
    root.save(Booking(project="RUN", role="LAW", month_on=MAY, hours=hours(15), kind="hard"))
    for unit in ("month", "week"):
        open_ = resources.open_demand(small, APRIL, date(2027, 4, 30), unit).filter(role="LAW")
        assert open_["hours"].sum() == pytest.approx(5.0)
        assert open_["until"].max() == (MAY if unit == "month" else date(2027, 5, 31))
    root.save(Booking(project="RUN", role="LAW", month_on=MAY, person="Dan", hours=hours(12)))
    april = resources.plan(small, APRIL, APRIL, "month")
    assert april.needs.filter(skill="LAW")["hours"].to_list() == [18.0]  # nobody else is named
    assert april.promised["period"].unique().to_list() == [APRIL]


def test_by_week_nothing_is_short_that_is_booked_by_month(small):
    """Ann's hours fall on her days at work and are not asked for again in the weeks of leave."""
    root = small.session("root", "administrator")
    row = small.get("demand", "RUN", "DEV", APRIL)
    root.amend(row.model_copy(update={"hours": hours(71)}), row)
    assert resources.open_demand(small, *SPAN, "week").filter(project="RUN", role="DEV").is_empty()
    weeks = resources.plan(small, APRIL, date(2027, 4, 30), "week")
    left = weeks.needs.filter(project="RUN", skill="DEV")
    assert left["hours"].sum() == pytest.approx(5.0)  # Cem's proposal is no promise
    assert left["period"].equals(left["until"].rename("period"))
    assert weeks.promised.filter(person="Ann")["hours"].sum() == pytest.approx(66.0)


def test_priority_without_a_scenario(repo):
    """The first priority is 100, it falls evenly, and without a priority it is 0."""
    root = repo.session("root", "administrator")
    root.save(Project(code="X", name="X"), Project(code="Y", name="Y"))
    assert dict(resources.priority(repo).rows()) == {"X": 100.0, "Y": 100.0}
    root.save(
        Project(code="A", name="A", priority=1), Project(code="B", name="B", priority=30),
    )  # fmt: skip
    assert dict(resources.priority(repo).rows()) == {"A": 100.0, "B": 50.0, "X": 0.0, "Y": 0.0}


def test_an_empty_store(repo):
    """Nobody there and nothing asked for gives frames without rows, in both units."""
    for unit in ("month", "week"):
        plan = resources.plan(repo, *SPAN, unit)
        assert plan.needs.is_empty()
        assert plan.available.is_empty()
        assert resources.role_capacity(repo, *SPAN, unit).is_empty()
    assert resources.rates(repo, APRIL).is_empty()
    assert resources.priority(repo).is_empty()

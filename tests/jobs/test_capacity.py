"""A shortage on what is kept: found, mended by each kind of lever in one change, undone."""

from datetime import date
from decimal import Decimal
from random import Random

import polars as pl
import pytest

from pmo_core.analysis.capacity import words
from pmo_core.analysis.capacity.feasibility import feasibility
from pmo_core.errors import Conflict, NotAllowed
from pmo_core.jobs import capacity_levers as levers
from pmo_core.jobs import capacity_plan as capacity
from pmo_core.jobs.capacity_plan import Window
from pmo_core.jobs.capacity_told import told
from pmo_core.jobs.overlay import Overlay
from pmo_core.model import (
    REGISTERS,
    Absence,
    Booking,
    CalendarDay,
    CostRate,
    Demand,
    Effort,
    Person,
    PersonRole,
    Project,
    Role,
    WbsElement,
    WorkCalendar,
)
from pmo_core.store import Repository
from tests.jobs import short_of_people as short
from tests.jobs.short_of_people import APRIL, AS_OF, MARCH, MAY

SPRING = Window(MARCH, date(2027, 5, 31))


@pytest.fixture
def kept(repo: Repository) -> Repository:
    """Give a store in which developers are short in March."""
    short.fill(repo)
    return repo


def asked(source, window=SPRING):
    """Return the question about the worst shortage."""
    worst = capacity.proof(source, window).verdict.witnesses[0]
    return levers.ask(Overlay(source), AS_OF, window, worst)


def test_a_shortage_is_proven_in_words(kept):
    """42 hours of developers are missing in March, asked for by A and B."""
    verdict = capacity.proof(kept, SPRING).verdict
    (witness,) = verdict.witnesses
    assert verdict.short == pytest.approx(42)
    assert words.proof(witness, "month", 8.0, {"DEV": "Developer"}) == (
        "2 people for Developer, March 2027: 43.8 person-days asked, 38.5 there (and 7.5 promised "
        "already); asked by A, B."
    )
    causes = capacity.causes(witness, 8.0)
    assert causes.select("project", "hours", "share").rows() == [
        ("A", 200.0, pytest.approx(200 / 350)), ("B", 150.0, pytest.approx(150 / 350)),
    ]  # fmt: skip
    assert capacity.name_of(witness) == "DEV 2027-03-01"
    listed = capacity.table([witness], "month", {}, 8.0)
    assert listed.select("roles", "when", "projects").row(0) == ("DEV", "March 2027", "A, B")
    assert capacity.shortages(verdict, ("QA",)) == []


def test_what_is_asked_after_the_window_is_not_counted_in_it(kept):
    """Work of March that may be done until May lets the proof see April; March alone is counted."""
    session, row = kept.session("test", "administrator"), kept.get("demand", "B", "DEV", MARCH)
    session.amend(row.model_copy(update={"until_on": MAY}), row)
    march = Window(MARCH, date(2027, 3, 31))
    plan = capacity.proof(kept, march).plan
    assert plan.needs["hours"].sum() > 350
    seen = capacity.within(plan, march, ("DEV",))
    assert (seen.needs["hours"].sum(), seen.promised["hours"].sum()) == (350.0, 0.0)
    assert capacity.within(plan, march).promised["hours"].sum() == 60.0


def test_by_week_it_is_proven_too(kept):
    """The four weeks that lie in March alone are short; in the fifth April asks for less."""
    verdict = capacity.proof(kept, Window(MARCH, date(2027, 3, 31), "week")).verdict
    assert [one.first.day for one in verdict.witnesses] == [1, 8, 15, 22]
    assert verdict.short == pytest.approx(42 * 20 / 23)


def test_each_lever_is_applied_and_undone(kept):
    """One change makes the plan feasible as the preview says; undone, all is as it was."""
    question, before = asked(kept), kept.content_hash()
    session = kept.session("Mara", "manager")
    for kind in levers.KINDS:
        way = levers.way_out(question, kind)
        assert way.is_enough
        assert way.lever.is_best
        assert (way.short_before, way.short_after) == (pytest.approx(42), 0.0)
        number = levers.apply(session, way, "Capacity.")
        assert capacity.proof(kept, SPRING).verdict.is_feasible
        again = capacity.plan_of(kept, question.window)
        assert again.needs.equals(way.after.needs)
        assert again.available.equals(way.after.available)
        session.undo(number)
        assert kept.content_hash() == before
    assert not capacity.proof(kept, SPRING).verdict.is_feasible


def test_a_shift_keeps_durations(kept):
    """B moves by a month: 23 working days for each date, and what was achieved stays."""
    way = levers.way_out(asked(kept), "shift")
    assert way.lever.moves.select("project", "periods").rows() == [("B", 1)]
    levers.apply(kept.session("Mara", "manager"), way, "")
    project = kept.get("project", "B")
    assert (project.planned_start, project.planned_finish) == (date(2027, 4, 8), date(2027, 5, 19))
    elements = kept.table("wbs_element").sort("code")
    assert elements.select("planned_start", "planned_finish", "constraint_on").rows() == [
        (date(2027, 4, 8), date(2027, 4, 21), None),
        (date(2027, 4, 22), date(2027, 5, 19), date(2027, 4, 22)),
    ]
    milestones = dict(kept.table("milestone").select("code", "planned_on").iter_rows())
    assert milestones == {"M0": date(2027, 1, 8), "M1": date(2027, 5, 19)}
    asked_in = kept.table("demand").filter(project="B")["month_on"].sort().to_list()
    assert asked_in == [APRIL, MAY]
    soft = kept.table("booking").filter(project="B")
    assert soft.select("month_on", "person", "kind").rows() == [(APRIL, "E1", "soft")]


def test_a_shift_goes_by_the_calendar_of_each_element(kept):
    """Who works at weekends, and on one Monday, is shifted by the own working days."""
    session = kept.session("test", "administrator")
    session.save(
        WorkCalendar(code="WE", name="Weekend", working_days="0000011"),
        CalendarDay(calendar="WE", day=date(2027, 3, 15), is_worked=True),
        WbsElement(project="B", code="3", name="Move", calendar="WE",
                   planned_start=date(2027, 3, 13), planned_finish=date(2027, 3, 15)),
    )  # fmt: skip
    levers.apply(session, levers.way_out(asked(kept), "shift"), "")
    moved = kept.get("wbs_element", "B", "3")
    # From 8 March to 8 April there are 9 days of weekends after 13 March 2027, and the Monday.
    assert (moved.planned_start, moved.planned_finish) == (date(2027, 4, 10), date(2027, 4, 17))


def test_work_is_paid_at_the_rate_of_its_month(kept):
    """A rate that begins in March counts for a hire and a hand-over of March, not one of April."""
    kept.session("test", "administrator").save(
        CostRate(role="DEV", from_on=MARCH, hourly_rate=Decimal(100)),
        CostRate(person="E3", from_on=APRIL, hourly_rate=Decimal(999)),
    )
    question = asked(kept)
    assert levers.way_out(question, "hire").lever.cost == 184 * 100
    # Lee, a developer at 100, hands 42 hours to Max, a tester at 60.
    assert levers.way_out(question, "hand over").lever.cost == pytest.approx(42 * (60 - 100))


def test_placeholders_are_named_and_reasoned(kept):
    """A hire is a person whose name says so, there for the month alone, with the reason."""
    session = kept.session("test", "administrator")
    session.save(Person(code="HIRE-DEV-4", name="Hire DEV 4", role="DEV",
                        joined_on=date(2028, 1, 1)))  # fmt: skip
    levers.apply(session, levers.way_out(asked(kept), "hire"), "")
    hired = kept.get("person", "HIRE-DEV-5")
    assert (hired.name, hired.joined_on, hired.left_on) == (
        "Hire DEV 5", MARCH, date(2027, 3, 31)
    )  # fmt: skip
    assert "Placeholder" in kept.get("person_role", "HIRE-DEV-5", "DEV").evidence


def test_where_nobody_is_known_people_are_hired(repo):
    """Without any person a month is mended by a hire; the code of the role may hold any letters."""
    role = "C++ (EU)"
    repo.session("test", "administrator").save(
        Role(code=role, name="Developer", hourly_rate=Decimal(50)),
        Project(code="A", name="A", stage="approved"),
        Demand(project="A", role=role, month_on=MARCH, hours=Decimal(300)),
    )
    march = Window(MARCH, date(2027, 3, 31))
    (worst,) = capacity.proof(repo, march).verdict.witnesses
    ways = levers.ways_out(repo, AS_OF, march, worst)
    assert (ways["shift"], ways["hand over"]) == (None, None)
    # Two people of 23 days at 8 hours and 50 an hour.
    assert (ways["hire"].is_enough, ways["hire"].lever.cost) == (True, 2 * 23 * 8 * 50)
    levers.apply(repo.session("test", "manager"), ways["hire"], "")
    assert repo.table("person")["code"].sort().to_list() == [f"HIRE-{role}-1", f"HIRE-{role}-2"]


def test_who_takes_over_says_from_whom(kept):
    """42 of Lee's 60 hours of testing go to Max, as firmly promised as before."""
    levers.apply(kept.session("test", "manager"), levers.way_out(asked(kept), "hand over"), "")
    rows = kept.table("booking").filter(project="C").sort("person")
    assert rows.select("person", "hours", "kind", "reason").rows() == [
        ("E2", Decimal(18), "hard", None), ("E3", Decimal(42), "hard", "Takes over from E2."),
    ]  # fmt: skip


def test_what_was_changed_since_is_not_overwritten(kept):
    """A lever found on rows that somebody changed is refused, and nothing is written."""
    way = levers.way_out(asked(kept), "cut")
    session, row = kept.session("Ida", "manager"), kept.get("demand", "B", "DEV", MARCH)
    session.amend(row.model_copy(update={"hours": Decimal(149)}), row)
    before = kept.content_hash()
    with pytest.raises(Conflict, match="changed meanwhile by Ida"):
        levers.apply(session, way, "")
    with pytest.raises(NotAllowed):
        levers.apply(kept.session("Tom", "contributor"), levers.way_out(asked(kept), "cut"), "")
    assert kept.content_hash() == before


def test_why_a_project_is_not_shifted(kept):
    """Begun, fixed, with a date to keep, or with people promised: each says so; B may move."""
    session = kept.session("test", "administrator")
    session.save(
        Project(code="D", name="D", stage="approved", is_date_fixed=True),
        Project(code="E", name="E", stage="approved"),
        Project(code="F", name="F", stage="approved"),
        Project(code="G", name="G"),
        WbsElement(project="E", code="1", name="Audit", constraint_kind="must start on",
                   constraint_on=MARCH),
        Booking(project="F", role="QA", month_on=MAY, person="E3", hours=Decimal(1), kind="hard"),
        Demand(project="G", role="QA", month_on=date(2027, 2, 1), hours=Decimal(1)),
    )  # fmt: skip
    assert levers.shiftable(kept, SPRING).rows() == [
        ("A", "has begun"), ("B", None), ("C", "has begun"), ("D", "dates are fixed"),
        ("E", "a task must keep a date"), ("F", "people are promised"),
        ("G", "asks for people before the window"),
    ]  # fmt: skip


def test_effort_that_stands_for_demand_is_cut_as_demand(kept):
    """A project that says its effort by element gets demand for what is left, in all its months."""
    session = kept.session("test", "administrator")
    session.save(
        Project(code="P", name="P", stage="approved", is_date_fixed=True, priority=9,
                planned_start=date(2027, 3, 1), planned_finish=date(2027, 4, 30)),
        Effort(project="P", role="QA", hours=Decimal(900)),
        Absence(person="E3", from_on=date(2027, 3, 1), until_on=date(2027, 3, 12)),
    )  # fmt: skip
    verdict = capacity.proof(kept, SPRING).verdict
    qa = capacity.shortages(verdict, ("QA",))[0]
    way = levers.way_out(levers.ask(kept, AS_OF, SPRING, qa), "cut")
    assert way.is_enough
    levers.apply(session, way, "")
    kept_now = kept.table("demand").filter(project="P").sort("month_on")
    assert kept_now["month_on"].to_list() == [MARCH, APRIL]
    assert float(kept_now["hours"].sum()) == pytest.approx(
        900 - way.lever.moves.filter(project="P")["hours"].sum(), abs=1e-3
    )
    after = capacity.shortages(capacity.proof(kept, SPRING).verdict, ("QA",))
    assert [one.first for one in after] == [APRIL]  # a shortage of its own, which may stay


def random_registers(seed: int) -> dict[str, pl.DataFrame]:
    """Return a small portfolio with windows, levels, absences, promises and double promises."""
    rng = Random(seed)
    months, codes = [MARCH, APRIL, MAY], "ABCD"
    projects = [
        Project(code=code, name=code, stage=rng.choice(["approved", "approved", "delivery"]),
                planned_start=MARCH, planned_finish=date(2027, 5, 28), priority=n + 1)
        for n, code in enumerate(codes)
    ]  # fmt: skip
    people = [Person(code=f"E{n}", name=f"E{n}", role=rng.choice(["DEV", "QA"]),
                     weekly_hours=Decimal(rng.randint(2, 8) * 5)) for n in range(4)]  # fmt: skip
    held = [PersonRole(person=one.code, role=role, level=rng.randint(1, 4))
            for one in people for role in ("DEV", "QA") if rng.random() < 0.6]  # fmt: skip
    demand = {}
    for _ in range(rng.randint(3, 7)):
        key = rng.choice(codes), rng.choice(["DEV", "QA"]), rng.choice(months)
        demand[key] = Demand(
            project=key[0], role=key[1], month_on=key[2], hours=Decimal(rng.randint(20, 200)),
            level=rng.choice([None, None, 2, 3]), until_on=rng.choice([None, None, MAY]),
        )  # fmt: skip
    booking = {}
    for _ in range(rng.choice([0, 0, 2, 4])):
        key = (
            rng.choice(codes),
            rng.choice(["DEV", "QA"]),
            rng.choice(months),
            rng.choice(people).code,
        )
        booking[key] = Booking(
            project=key[0], role=key[1], month_on=key[2], person=key[3],
            hours=Decimal(rng.randint(20, 160)), kind=rng.choice(["hard", "hard", "soft"]),
            source=rng.choice(["manual", "proposed"]),
        )  # fmt: skip
    return {
        "role": Role.frame(Role(code="DEV", name="DEV", hourly_rate=Decimal(80)),
                           Role(code="QA", name="QA", hourly_rate=Decimal(60))),
        "project": Project.frame(*projects), "person": Person.frame(*people),
        "person_role": PersonRole.frame(*held), "demand": Demand.frame(*demand.values()),
        "booking": Booking.frame(*booking.values()),
    }  # fmt: skip


def test_every_lever_holds_on_the_records(repo):
    """On 6 random portfolios each lever that is found mends its shortage as the records say it."""
    found = []
    for seed in (0, 1, 2, 63, 69, 113):
        source = Overlay(repo, random_registers(seed))
        witnesses = capacity.proof(source, SPRING).verdict.witnesses
        if not witnesses:
            continue
        question = levers.ask(source, AS_OF, SPRING, witnesses[0])
        for kind in levers.KINDS:
            way = levers.way_out(question, kind)
            if way is not None:
                assert way.is_enough, (seed, kind, way.lever.moves)
                after = way.changes.over(source)
                for name in way.changes.now:
                    key = after.table(name).select(list(REGISTERS[name].key))
                    assert key.is_unique().all(), (seed, kind, name)
                found.append(kind)
    assert set(found) == set(levers.KINDS)


def test_old_data_is_flagged(kept):
    """Poor figures of a project make a shortage doubtful, and so does a plan left as it was."""
    trust = pl.DataFrame({
        "project": ["A", "B"], "trust": ["poor", None], "trust_reason": ["Old.", "Not begun."],
        "status_age_days": [90, None], "actuals_age_days": [10, None],
    })  # fmt: skip
    causes = pl.DataFrame({"project": ["A", "B", "B"]})
    today = kept.query(
        "plan_written",
    )["written_on"][0]
    now = capacity.data_age(kept, causes, trust, today)
    assert now.select("project", "plan_age_days", "is_old").rows() == [
        ("A", 0, True),
        ("B", 0, False),
    ]
    later = capacity.data_age(kept, causes, trust, today.replace(year=today.year + 1))
    assert later["is_old"].to_list() == [True, True]
    # What is asked by effort alone has an age too.
    kept.session("test", "administrator").save(
        Project(code="P", name="P", stage="approved"),
        Effort(project="P", role="QA", hours=Decimal(90)),
    )
    by_effort = capacity.data_age(kept, pl.DataFrame({"project": ["P"]}), trust, today)
    assert by_effort["plan_age_days"].to_list() == [0]


def test_a_plan_that_can_be_met_asks_nothing(kept):
    """Where nothing is short any more there is no lever."""
    question = asked(kept)
    levers.apply(kept.session("t", "manager"), levers.way_out(question, "cut"), "")
    worst = question.verdict.witnesses[0]
    again = levers.ask(kept, AS_OF, SPRING, worst)
    assert feasibility(again.plan).is_feasible
    assert [levers.way_out(again, kind) for kind in levers.KINDS] == [None] * 4


def test_what_changes_is_told_field_by_field(kept):
    """A cut is one field of one record; a hire is a new person with what is known of it."""
    question = asked(kept)
    assert told(levers.way_out(question, "cut").changes).rows() == [
        ("Demand by role", "B DEV 2027-03-01", "Hours", "150", "108"),
    ]  # fmt: skip
    hired = told(levers.way_out(question, "hire").changes)
    assert hired.filter(register="People").select("field", "before", "after").rows()[0] == (
        "Joined on", None, "2027-03-01"
    )  # fmt: skip
    moved = told(levers.way_out(question, "shift").changes).filter(register="Demand by role")
    assert moved.select("record", "before", "after").rows() == [
        ("B DEV 2027-03-01", "150", None), ("B DEV 2027-04-01", "60", "150"),
        ("B DEV 2027-05-01", None, "60"),
    ]  # fmt: skip

"""The story that planning is shown by: people who are too few, and one who is promised twice."""

from datetime import date, timedelta

import polars as pl
import pytest

import pmo_core
from pmo_core import demo
from pmo_core.analysis.capacity.feasibility import Verdict, feasibility
from pmo_core.analysis.capacity.levers import Terms, levers
from pmo_core.analysis.capacity.moves import applied
from pmo_core.analysis.capacity.plan import Plan
from pmo_core.jobs import resources
from pmo_core.jobs.archive import load_demo
from pmo_core.store import Repository

FIRST, TIGHT, LAST = date(2026, 11, 1), date(2026, 12, 1), date(2027, 10, 31)


@pytest.fixture(scope="module")
def made() -> demo.Demo:
    return demo.build()


@pytest.fixture(scope="module")
def repo() -> Repository:
    """Give a store that holds the demonstration."""
    with pmo_core.open(":memory:") as opened:
        load_demo(opened, opened.session("test", "administrator"), demo.AS_OF + timedelta(days=10))
        yield opened


@pytest.fixture(scope="module")
def plan(repo: Repository) -> Plan:
    """Give the plan of people for a year."""
    return resources.plan(repo, FIRST, LAST, "month")


@pytest.fixture(scope="module")
def verdict(plan: Plan) -> Verdict:
    """Give what is wrong with it."""
    return feasibility(plan)


def test_two_things_do_not_fit(made: demo.Demo, verdict: Verdict) -> None:
    """Four projects ask for three experts at once, one developer is promised twice; all else can
    be met.
    """
    experts, twice = sorted(verdict.witnesses, key=lambda one: one.kind)
    story = made.plan.overload
    assert (experts.kind, experts.skills, experts.first, experts.last) == (
        "demand", ("DATA",), TIGHT, TIGHT,
    )  # fmt: skip
    assert sorted(experts.projects) == sorted(story.projects)
    assert len(experts.people) == 3
    assert 0.1 < experts.short / experts.asked < 0.3
    assert (twice.kind, twice.people, twice.first) == ("promised", (story.person,), TIGHT)
    assert story.routine in twice.projects


def test_each_way_out_is_there_and_enough(
    repo: Repository, plan: Plan, verdict: Verdict, made: demo.Demo
) -> None:
    """A project that has not begun can move, one can be hired, routine work handed over, or cut."""
    projects = repo.table("project").select("actual_start", "is_date_fixed", project="code")
    is_fixed = pl.col("actual_start").is_not_null() | pl.col("is_date_fixed")
    rates = repo.table("role").select(skill="code", rate="hourly_rate")
    terms = Terms(
        resources.priority(repo).join(projects.with_columns(is_fixed=is_fixed), on="project"),
        rates, resources.rates(repo, FIRST),
    )  # fmt: skip
    for witness in verdict.witnesses:
        beside = [one for one in verdict.witnesses if one is not witness]
        found = {lever.kind: lever for lever in levers(plan, terms, beside)}
        wanted = ["shift", "hire", "hand over", "cut"]
        assert list(found) == (wanted if witness.kind == "demand" else wanted[2:])
        for lever in found.values():
            after = feasibility(applied(plan, lever))
            assert [one.kind for one in after.witnesses] == [one.kind for one in beside]
    story = made.plan.overload
    alone = next(one for one in verdict.witnesses if one.kind == "promised")
    shifted = levers(plan, terms, [alone])[0].moves
    assert shifted["project"].to_list() == [story.projects[0]]


def test_bookings_are_within_what_people_are_there(
    repo: Repository, made: demo.Demo, plan: Plan
) -> None:
    """But for the one who is promised twice; near months are hard, later ones soft; some have
    nothing.
    """
    booking = repo.table("booking")
    hard = booking.filter(kind="hard")
    soft = booking.filter(kind="soft")
    assert hard["month_on"].max() < soft["month_on"].min()
    assert set(soft["source"]) == {"proposed"}
    assert booking.filter(person="").is_empty()
    there = plan.available.rename({"hours": "there", "period": "month_on"})
    load = booking.group_by("person", "month_on").agg(pl.col("hours").cast(pl.Float64).sum())
    over = load.join(there, on=["person", "month_on"]).filter(pl.col("hours") > pl.col("there"))
    assert over.select("person", "month_on").rows() == [(made.plan.overload.person, TIGHT)]
    idle = there.filter(pl.col("there") > 0).join(load, on=["person", "month_on"], how="anti")
    assert 10 < idle.filter(month_on=TIGHT).height < 40
    known = repo.table("person_role").select("person", "role")
    unknown = booking.join(known, on=["person", "role"], how="anti")
    without = repo.table("person").filter(pl.col("role").is_null())["code"]  # a planted fault
    assert set(unknown["person"]) <= set(without)


def test_people_differ(repo: Repository) -> None:
    """Some can fill several roles, work part time or by a calendar of their own, belong to teams,
    are away.
    """
    person = repo.table("person")
    assert repo.table("person_role").group_by("person").len().filter(pl.col("len") > 1).height > 40
    assert (person["weekly_hours"] < 40).sum() > 20
    assert set(person["team"].drop_nulls()) == {"WEB-1", "PLAT-1", "SEC-1"}
    assert person.drop_nulls("calendar").height == 4
    assert person.drop_nulls("left_on").height == 1
    absence = repo.table("absence").sort("person", "from_on")
    assert set(absence["kind"]) == {"leave", "training", "sick"}
    before = pl.col("until_on").shift(1).over("person")
    assert absence.filter(pl.col("from_on") <= before).is_empty()
    first, last = person["joined_on"].max(), repo.table("actual")["spent_on"].min()
    assert first < last


@pytest.mark.parametrize(("seed", "as_of"), [(1, demo.AS_OF), (7, date(2026, 5, 31))])
def test_another_demonstration_has_bookings_too(seed: int, as_of: date) -> None:
    """With another seed, or earlier, people are booked and the experts are asked for too much."""
    made = demo.build(seed, as_of)
    assert made.frames["booking"].height > 1000
    assert len(made.plan.overload.projects) == 4

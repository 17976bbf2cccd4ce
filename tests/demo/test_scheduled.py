"""The story that planning is shown by: people who are too few, and one who is promised twice."""

from datetime import date

import polars as pl
import pytest

from pmo_core import demo
from pmo_core.analysis.capacity.feasibility import Verdict, feasibility
from pmo_core.analysis.capacity.levers import Terms, levers
from pmo_core.analysis.capacity.moves import applied
from pmo_core.analysis.capacity.plan import Plan
from pmo_core.jobs import resources, risk, risk_views
from pmo_core.jobs.schedule import Planned, schedule
from pmo_core.store import Repository

TODAY = date(2026, 11, 23)
FIRST, TIGHT, LAST = date(2026, 11, 1), date(2026, 12, 1), date(2028, 3, 31)


@pytest.fixture(scope="module")
def plan(repo: Repository) -> Plan:
    """Give the plan of people, as far as work may be shifted."""
    return resources.plan(repo, FIRST, LAST, "month")


@pytest.fixture(scope="module")
def verdict(plan: Plan) -> Verdict:
    """Give what is wrong with it."""
    return feasibility(plan)


def test_three_things_do_not_fit(made: demo.Demo, verdict: Verdict) -> None:
    """Four projects ask for three experts at once, three for a whole role, one developer is
    promised twice; all else can be met.
    """
    experts, twice, whole = sorted(verdict.witnesses, key=lambda one: one.skills)
    story = made.plan.overload
    assert {(one.first, one.last) for one in verdict.witnesses} == {(TIGHT, TIGHT)}
    assert (experts.kind, experts.skills) == ("demand", ("DATA",))
    assert sorted(experts.projects) == sorted(story.projects)
    assert len(experts.people) == 3
    assert 0.1 < experts.short / experts.asked < 0.3
    assert (twice.kind, twice.people) == ("promised", (story.person,))
    assert story.routine in twice.projects
    assert (whole.kind, whole.skills) == ("demand", ("SEC",))
    assert sorted(whole.projects[:3]) == sorted(story.together)
    assert set(whole.demands["level"]) == {1}  # anybody who can fill the role


def test_a_whole_role_is_asked_for_more_than_it_is_there(repo: Repository) -> None:
    """In one month, by 5 to 15 percent; every other role can be met in each month."""
    asked = resources.demanded(repo, FIRST, LAST, "month")
    load = (
        asked.group_by("role", "period").agg(pl.col("hours").sum())
        .join(resources.role_capacity(repo, FIRST, LAST, "month"), on=["role", "period"],
              suffix="_there")
        .with_columns(load=pl.col("hours") / pl.col("hours_there"))
    )  # fmt: skip
    over = load.filter(pl.col("load") > 1)
    assert over.select("role", "period").rows() == [("SEC", TIGHT)]
    assert 1.05 < over["load"][0] < 1.15
    kept = repo.table("capacity").filter(role="SEC", month_on=TIGHT)["hours"].cast(pl.Float64)
    assert over["hours"][0] <= kept[0]  # so that a selection may contain what is approved


def test_each_way_out_is_there_and_enough(
    repo: Repository, plan: Plan, verdict: Verdict, made: demo.Demo
) -> None:
    """A project that has not begun can move, one can be hired, work handed over, or cut."""
    projects = repo.table("project").select("actual_start", "is_date_fixed", project="code")
    is_fixed = pl.col("actual_start").is_not_null() | pl.col("is_date_fixed")
    rates = repo.table("role").select(skill="code", rate="hourly_rate")
    terms = Terms(
        resources.priority(repo).join(projects.with_columns(is_fixed=is_fixed), on="project"),
        rates, resources.rates(repo, FIRST),
    )  # fmt: skip
    story = made.plan.overload
    shifted = {}
    for witness in verdict.witnesses:
        beside = [one for one in verdict.witnesses if one is not witness]
        found = {lever.kind: lever for lever in levers(plan, terms, beside)}
        wanted = ["shift", "hire", "hand over", "cut"]
        assert list(found) == (wanted if witness.kind == "demand" else wanted[2:])
        for lever in found.values():
            after = feasibility(applied(plan, lever))
            assert {one.skills for one in after.witnesses} == {one.skills for one in beside}
        if "shift" in found:
            shifted[witness.skills] = found["shift"].moves["project"].to_list()
    assert shifted == {("DATA",): [story.projects[0]], ("SEC",): [story.together[0]]}


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


@pytest.fixture(scope="module")
def planned(repo: Repository) -> Planned:
    """Give the schedule of all projects."""
    return schedule(repo, TODAY)


def test_a_late_task_moves_the_milestone_of_another_project(
    repo: Repository, made: demo.Demo, planned: Planned
) -> None:
    """One link between projects drives; what waits behind it is rated green, and weeks late."""
    slip = made.plan.slip
    across = planned.links.filter(pl.col("project") != pl.col("predecessor_project"))
    assert across["project"].n_unique() >= 6
    driving = across.filter("is_driving").select("project", "successor", "predecessor_project")
    assert driving.rows() == [(slip.waiting, slip.waiting_element, slip.project)]
    phase = slip.waiting_element.partition(".")[0]
    late = planned.tasks.filter(
        ((pl.col("project") == slip.project) & (pl.col("code") == slip.element))
        | ((pl.col("project") == slip.waiting)
           & pl.col("code").is_in([slip.waiting_element, phase]))
    )  # fmt: skip
    assert late.height == 3
    assert late["slipped_days"].min() >= 15
    milestone = repo.table("milestone").filter(project=slip.waiting, wbs=phase)
    assert milestone["achieved_on"].to_list() == [None]
    said = repo.table("status_report").filter(project=slip.waiting).sort("data_date").row(-1)
    assert "green" in said
    needed = repo.table("link").filter(project=slip.waiting, needs=slip.project)
    assert needed["strength"].to_list() == [3]


def test_the_network_says_what_managers_say(repo: Repository, planned: Planned) -> None:
    """Of most running projects the critical path ends within three weeks of their forecast."""
    assert planned.findings == ()
    ends = planned.tasks.group_by("project").agg(pl.col("early_finish").max())
    said = repo.table("status_report").sort("data_date").group_by("project").last()
    gap = ends.join(said, on="project").select(
        (pl.col("early_finish") - pl.col("forecast_finish")).dt.total_days().abs()
    ).to_series()  # fmt: skip
    assert gap.len() == 60
    assert (gap <= 21).mean() > 0.8


def test_one_date_is_sure_and_another_is_not(repo: Repository, made: demo.Demo) -> None:
    """Both are rated green: the one is in time in four of five draws, the other two months late."""
    story = made.plan.estimates
    given = risk.inputs(repo, TODAY, risk.Choice(0.3, 0.1))
    drawn = risk.simulated(given, lambda *_: None)
    found = risk_views.finishes(given, drawn, 0.8).filter(~pl.col("is_milestone"))
    late = dict(found.select("target", "bound_days").rows())
    assert late[story.sure] <= 0
    assert late[story.unsure] > 44
    in_time = dict(found.select("target", "in_time_pct").rows())
    assert [in_time[one] >= 80 for one in story.reserved].count(True) >= 3
    assert 5 <= found.filter(pl.col("in_time_pct") >= 80).height <= 20
    said = repo.table("status_report").sort("data_date").group_by("project").last()
    both = said.filter(pl.col("project").is_in([story.sure, story.unsure]))
    assert both["rag"].to_list() == ["green"] * 2
    loading = repo.table("risk_loading")
    assert sorted(loading["project"]) == sorted(story.supplied)
    assert (len(story.supplied), loading["factor"].n_unique()) == (3, 1)


def test_dates_to_keep_and_a_calendar_of_its_own(repo: Repository, made: demo.Demo) -> None:
    """One project may not move, one task waits for a delivery; one works Tuesday to Saturday."""
    project = repo.table("project")
    story = made.plan.estimates
    assert project.filter("is_date_fixed")["code"].to_list() == [story.fixed]
    own = project.drop_nulls("calendar").select("code", "calendar").rows()
    assert own == [(story.by_shift, "SHIFT")]
    booked = repo.table("booking").filter(project=story.by_shift)
    crew = repo.table("person").filter(calendar="SHIFT")
    assert set(booked["person"]) & set(crew["code"])
    kinds = repo.table("wbs_element").drop_nulls("constraint_kind")
    assert sorted(kinds.select("project", "constraint_kind").rows()) == sorted([
        (story.fixed, "finish no later than"), (story.by_shift, "start no earlier than"),
    ])  # fmt: skip


@pytest.mark.parametrize(("seed", "as_of"), [(1, demo.AS_OF), (7, date(2026, 5, 31))])
def test_another_demonstration_has_bookings_too(seed: int, as_of: date) -> None:
    """With another seed, or earlier, people are booked and the experts are asked for too much."""
    made = demo.build(seed, as_of)
    assert made.frames["booking"].height > 1000
    assert len(made.plan.overload.projects) == 4
    assert len(made.plan.overload.together) == 3

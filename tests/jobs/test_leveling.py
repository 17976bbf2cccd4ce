"""Leveling on the registers: what moves, what stays, what is written, and that it can be undone."""

from datetime import date

import polars as pl
import pytest

from pmo_core.errors import Refused
from pmo_core.jobs.background import Background, Canceled
from pmo_core.jobs.leveling import accept, asked, changes, leveled
from pmo_core.jobs.leveling_views import by_role, by_week, outcome, over_of, standing
from pmo_core.jobs.schedule import schedule
from pmo_core.model import Capacity, Effort, Milestone, Progress, Role
from pmo_core.store import Repository
from tests.jobs.plan_store import MONDAY, element, keep, named, nov, project


def two_projects(repo: Repository, **of_b: object) -> None:
    """Keep two projects of five days whose only task needs the one developer there is."""
    months = [date(2026 + n // 12, n % 12 + 1, 1) for n in range(10, 50)]
    keep(
        repo, Role(code="DEV", name="Developer"),
        project("A", priority=2, planned_finish=nov(6)), project("B", priority=1, **of_b),
        element("1", 5, "A", planned_start=MONDAY), element("1", 5, "B", planned_start=MONDAY),
        Effort(project="A", wbs="1", role="DEV", hours=40),
        Effort(project="B", wbs="1", role="DEV", hours=40),
        *(Capacity(role="DEV", month_on=month, hours=176) for month in months),
    )  # fmt: skip


def test_the_project_of_less_value_waits(repo: Repository) -> None:
    """B comes first; A follows it, and says for what it waits."""
    two_projects(repo)
    job = Background().start("plan", lambda tell: leveled(asked(repo, MONDAY, "AB"), tell))
    assert job.wait(60)
    assert job.failed is None
    found = job.result
    assert named(found.tasks, "start", "1", "B") == [MONDAY]
    assert named(found.tasks, "start", "1", "A") == [nov(9)]
    assert named(found.tasks, "why", "1", "A") == ["waits for DEV, used by B 1 until 2026-11-06"]
    assert found.is_proven


def test_accepted_dates_hold_in_the_schedule_and_can_be_undone(repo: Repository) -> None:
    """What is accepted is what the critical path says then; nothing was written before."""
    two_projects(repo)
    before = schedule(repo, MONDAY).tasks
    found = leveled(asked(repo, MONDAY, "AB"), lambda share: None)
    assert schedule(repo, MONDAY).tasks.equals(before)
    session = repo.session("Ann", "manager")
    number = accept(session, changes(repo, found), "leveled")
    after = schedule(repo, MONDAY).tasks
    assert named(after, "early_start", "1", "A") == [nov(9)]
    assert named(after, "early_start", "1", "B") == [MONDAY]
    plan = repo.table("project").filter(pl.col("code") == "A")
    assert plan["planned_finish"].to_list() == [nov(13)]
    with pytest.raises(Refused, match="already"):
        accept(session, changes(repo, leveled(asked(repo, MONDAY, "AB"), lambda share: None)), "")
    session.undo(number)
    assert schedule(repo, MONDAY).tasks.equals(before)


def test_what_has_begun_is_fixed_or_not_chosen_stays(repo: Repository) -> None:
    """Whoever may not move keeps its dates, and the other waits."""
    two_projects(repo, is_date_fixed=True, planned_finish=nov(6))
    of_fixed = leveled(asked(repo, MONDAY, "AB"), lambda share: None)
    assert of_fixed.tasks.filter("is_fixed")["project"].to_list() == ["B"]
    only_b = asked(repo, MONDAY, "B").frames.tasks
    assert only_b["is_fixed"].to_list() == [True, True]
    begun = Progress(project="A", wbs="1", data_date=MONDAY, percent_complete=10,
                     actual_start=MONDAY)  # fmt: skip
    keep(repo, begun)
    found = leveled(asked(repo, MONDAY, "AB"), lambda share: None)
    assert found.tasks["is_fixed"].to_list() == [True, True]
    assert [one.code for one in found.findings] == ["overused_by_fixed"]


def test_projects_without_tasks_are_refused(repo: Repository) -> None:
    """There is nothing to level."""
    keep(repo, project("A"))
    with pytest.raises(Refused, match="no tasks"):
        asked(repo, MONDAY, ["A"])


def test_what_hangs_on_a_moved_task_moves_too_and_undo_restores_all(repo: Repository) -> None:
    """The summary ends with its part, a milestone goes along, one that was reached stays."""
    two_projects(repo)
    keep(
        repo, project("C", priority=3),
        element("1", None, "C", planned_start=MONDAY, planned_finish=nov(6)),
        element("1.1", 5, "C", planned_start=MONDAY, planned_finish=nov(6)),
        Effort(project="C", wbs="1.1", role="DEV", hours=40),
        Milestone(project="C", code="M1", name="Done", wbs="1.1", planned_on=nov(9)),
        Milestone(project="C", code="M2", name="All done", wbs="1", planned_on=nov(6)),
        Milestone(project="C", code="M0", name="Begun", wbs="1.1", planned_on=MONDAY,
                  achieved_on=MONDAY),
    )  # fmt: skip
    before = repo.content_hash()
    found = leveled(asked(repo, MONDAY, "ABC"), lambda share: None)
    assert named(found.tasks, "start", ["1.1"], "C") == [nov(16)]
    session = repo.session("Ann", "manager")
    number = accept(session, changes(repo, found), "leveled")
    elements = repo.table("wbs_element")
    assert named(elements, "planned_start", ["1", "1.1"], "C") == [nov(16), nov(16)]
    assert named(elements, "planned_finish", ["1", "1.1"], "C") == [nov(20), nov(20)]
    assert named(elements, "constraint_kind", ["1"], "C") == [None]
    stones = repo.table("milestone")
    assert named(stones, "planned_on", ["M0", "M1", "M2"], "C") == [MONDAY, nov(23), nov(20)]
    session.undo(number)
    assert repo.content_hash() == before


def test_days_that_have_passed_are_no_loss(repo: Repository) -> None:
    """What should have begun last week begins today: leveling alone neither moves nor loses it."""
    keep(repo, project("A"), element("1", 5, planned_start=MONDAY),
         Progress(project="A", wbs="1", data_date=MONDAY, percent_complete=0))  # fmt: skip
    found = leveled(asked(repo, nov(11), "A"), lambda share: None)
    assert named(found.tasks, "start", "1") == [nov(11)]
    assert found.lost == 0
    assert changes(repo, found).now["wbs_element"].is_empty()


def test_stopped_it_keeps_the_best_so_far(repo: Repository) -> None:
    """Whoever has waited long enough gets a whole plan."""
    two_projects(repo)

    def enough(share: float) -> None:
        raise Canceled

    assert named(leveled(asked(repo, MONDAY, "AB"), enough).tasks, "start", "1", "A") == [nov(9)]


def test_work_of_projects_that_nobody_approved_takes_nothing(repo: Repository) -> None:
    """A proposed project leaves the developer free, unless it is to be leveled too."""
    two_projects(repo, stage="proposed")
    assert over_of(standing(asked(repo, MONDAY, "A")).daily) == 0
    assert over_of(standing(asked(repo, MONDAY, "AB")).daily) == pytest.approx(5 * (16 - 8.38))


def test_a_leveled_plan_as_people_read_it(repo: Repository) -> None:
    """Two projects at once are too much for 176 h in 21 days; then one week each, A later."""
    two_projects(repo)
    question = asked(repo, MONDAY, "AB")
    plan = standing(question)
    found = outcome(repo, question, lambda share: None, 5)
    role, before, after, peak, peak_then, day = by_role(plan.daily, found.daily).row(0)
    assert (role, round(before, 2), after, day) == ("DEV", 38.1, 0.0, MONDAY)
    assert (round(peak), round(peak_then)) == (191, 95)
    weeks = by_week(plan.daily, found.daily)
    assert weeks.select("before", "after").rows() == [(80.0, 40.0), (0.0, 40.0)]
    assert weeks["there"].to_list() == pytest.approx([41.9, 41.9])
    assert found.projects.rows() == [
        ("A", nov(6), nov(13), 5, found.found.lost), ("B", nov(6), nov(6), 0, 0.0),
    ]  # fmt: skip
    assert found.moved.select("project", "start_before", "start_after", "shifted_days").rows() == [
        ("A", MONDAY, nov(9), 5)
    ]

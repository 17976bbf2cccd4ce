"""Leveling on the registers: what moves, what stays, what is written, and that it can be undone."""

from datetime import date

import polars as pl
import pytest

from pmo_core.errors import Refused
from pmo_core.jobs.background import Background
from pmo_core.jobs.leveling import accept, asked, changes, leveled
from pmo_core.jobs.schedule import schedule
from pmo_core.model import Capacity, Effort, Progress, Role
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

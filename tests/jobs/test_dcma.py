"""The 14 checks of what a store keeps: what counts as a task, its resources and its goal."""

from datetime import date
from typing import Any

from pmo_core.jobs import dcma
from pmo_core.jobs.schedule import plan_frames
from pmo_core.model import Baseline, BaselineItem, CrossLink, Effort, Precedence, Role
from pmo_core.store import Repository
from tests.jobs.plan_store import MONDAY, element, keep, nov, project


def row(repo: Repository, number: int, code: str = "A") -> dict[str, Any]:
    found = dcma.checks(repo, MONDAY).filter(project=code, number=number)
    return found.row(0, named=True)


def test_an_empty_store_has_no_checks(repo: Repository) -> None:
    """No project, no row, no failure."""
    assert dcma.checks(repo, MONDAY).is_empty()
    assert dcma.broken_baseline_links(repo, MONDAY).is_empty()


def test_roles_of_a_summary_hold_for_its_parts(repo: Repository) -> None:
    """A role on 1 staffs 1.1 and 1.2; task 2 has nobody; a summary is no task."""
    keep(
        repo,
        project(),
        Role(code="DEV", name="Developer"),
        element("1"),
        element("1.1", 5),
        element("1.2", 5),
        element("2", 5),
        Effort(project="A", wbs="1", role="DEV", hours=80),
    )
    assert (row(repo, 10)["n_checked"], row(repo, 10)["n_failed"]) == (3, 1)
    items = dcma.assessed(repo, MONDAY).items.filter(number=10)
    assert items["wbs"].to_list() == ["2"]


def test_a_plan_without_any_resources_is_not_judged_for_them(repo: Repository) -> None:
    """Nobody said that its tasks have none: the plan does not carry them."""
    keep(repo, project(), element("1", 5))
    assert row(repo, 10)["is_met"] is None
    assert row(repo, 10)["reason"] == "No unfinished task has hours, cost or roles."


def test_progress_that_is_assumed_is_not_judged(repo: Repository) -> None:
    """It runs, its task was due in October, and nobody reported: neither missed nor finished."""
    due = {"planned_start": date(2026, 10, 5), "planned_finish": date(2026, 10, 9)}
    keep(repo, project(stage="delivery", planned_start=date(2026, 10, 5)), project("B"),
         *(element("1", 5, code, **due) for code in "AB"),
         *(Baseline(project=code, number=1, approved_on=date(2026, 10, 1)) for code in "AB"),
         *(BaselineItem(project=code, number=1, wbs="1", **due) for code in "AB"))  # fmt: skip
    for number in (9, 11, 14):
        said = row(repo, number)
        assert (said["n_checked"], said["is_met"]) == (0, None)
        assert said["reason"] == "It has begun and reports no progress by element."
    assert (row(repo, 11, "B")["is_met"], row(repo, 14, "B")["value"]) == (False, 0.0)


def test_the_goal_is_the_baseline_before_the_plan(repo: Repository) -> None:
    """Two weeks of work: the plan gives three, the baseline one, a fixed date decides."""
    planned = {"planned_finish": nov(20)}
    keep(repo, project(**planned), project("B", **planned),
         project("C", planned_finish=nov(13), is_date_fixed=True),
         *(element("1", 10, code) for code in "ABC"),
         *(Baseline(project=code, number=1, approved_on=date(2026, 10, 1), planned_finish=nov(6))
           for code in "BC"))  # fmt: skip
    assert [row(repo, 13, code)["value"] for code in "ABC"] == [1.5, 0.5, 1.0]


def test_to_wait_for_a_whole_project_is_no_successor_of_its_tasks(repo: Repository) -> None:
    """Whether another project waits says nothing about the links of its tasks."""
    keep(
        repo,
        project(),
        project("B"),
        element("1", 5),
        element("2", 5),
        element("3", 9),
        element("1", 5, "B"),
        CrossLink(project="B", successor="1", other_project="A"),
    )
    assert row(repo, 1)["n_checked"] == 3
    assert row(repo, 1)["n_failed"] == 3
    assert set(dcma.checks(repo, MONDAY)["project"]) == {"A", "B"}


def test_broken_links_of_a_baseline_have_the_days_they_lack(repo: Repository) -> None:
    """2 begins on Wednesday, while 1 ends on Friday: three days too early; 3 keeps its link."""
    days = {"1": (2, 6), "2": (4, 10), "3": (11, 13)}
    keep(
        repo,
        project(),
        *(element(code, 5) for code in days),
        Precedence(project="A", predecessor="1", successor="2"),
        Precedence(project="A", predecessor="2", successor="3"),
        Baseline(project="A", number=1, approved_on=date(2026, 10, 1)),
        *(
            BaselineItem(
                project="A", number=1, wbs=code, planned_start=nov(first), planned_finish=nov(last)
            )
            for code, (first, last) in days.items()
        ),
    )
    assert dcma.broken_baseline_links(repo, MONDAY).rows() == [("A", "2", "1", "FS", 0, 3)]


def test_circles_are_named_with_their_project(repo: Repository) -> None:
    """The link that is left out so that there are dates is one of a circle."""
    keep(
        repo,
        project(),
        element("1", 5),
        element("2", 5),
        Precedence(project="A", predecessor="1", successor="2"),
        Precedence(project="A", predecessor="2", successor="1"),
    )
    ((code, said),) = dcma.link_circles(plan_frames(repo, MONDAY)).rows()
    assert code == "A"
    assert "1 before 2 before 1" in said

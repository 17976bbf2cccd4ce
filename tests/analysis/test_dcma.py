"""The 14 checks on plans small enough to be counted."""

from typing import Any

import polars as pl
import pytest

from pmo_core.analysis.dcma import CHECKS, Assessed, assess
from pmo_core.analysis.work_time import Straight


def assessed(
    tasks: list[dict[str, Any]], links: list[tuple[Any, ...]] = (), **project: Any
) -> Assessed:
    """Assess tasks, by default of project P; links are (before, after, kind, lag)."""
    frame = pl.DataFrame(tasks, infer_schema_length=None)
    if "project" not in frame.columns:
        frame = frame.with_columns(project=pl.lit("P"))
    names = ("predecessor", "successor", "kind", "lag", "project", "predecessor_project")
    rows = [(*link, "P", None)[:6] if len(link) == 4 else link for link in links]
    tied = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String) | {"lag": pl.Int64},
                        orient="row")  # fmt: skip
    codes = frame["project"].unique().sort()
    projects = pl.DataFrame({"project": codes, "start_on": 0}).with_columns(
        **{name: pl.lit(value) for name, value in project.items()}
    )
    return assess(frame, tied, Straight(), projects)


def check(found: Assessed, number: int, project: str = "P") -> dict[str, Any]:
    return found.checks.filter(project=project, number=number).row(0, named=True)


def failing(found: Assessed, number: int) -> list[str]:
    return found.items.filter(number=number)["wbs"].to_list()


def task(code: str, duration: int = 5, **more: Any) -> dict[str, Any]:
    return {"code": code, "duration": duration, **more}


def test_each_project_has_14_checks_with_a_verdict_or_a_reason() -> None:
    """Whatever there is to judge: met, not met, or why that is not known; never a made-up 0."""
    found = assessed([
        {"project": "P", **task("A")}, {"project": "Q", **task("A", actual_finish=5)},
    ])  # fmt: skip
    assert found.checks.select("project", "number").rows() == [
        (project, one.number) for project in "PQ" for one in CHECKS
    ]
    is_known = found.checks["is_met"].is_not_null()
    assert (is_known == found.checks["reason"].is_null()).all()
    assert (is_known == found.checks["value"].is_not_null()).all()
    assert check(found, 12, "Q")["reason"] == "Nothing is left to be done."
    assert check(found, 4)["reason"] == "No link leads to unfinished work."


def test_links_of_finished_work_are_not_judged() -> None:
    """Lead, lag and kind count where the successor is unfinished, a milestone too."""
    tasks = [task("A"), task("B", actual_finish=9), task("M", 0), task("C")]
    links = [("A", "B", "SS", -2), ("A", "M", "FS", 3), ("A", "C", "FF", -1)]
    found = assessed(tasks, links)
    assert [check(found, n)["n_checked"] for n in (2, 3, 4)] == [2, 2, 2]
    assert [failing(found, n) for n in (2, 3, 4)] == [["C"], ["M"], ["C"]]
    assert check(found, 4)["value"] == 50.0


def test_level_of_effort_and_milestones_are_no_tasks() -> None:
    """They are neither without logic nor long, and have no float that is high."""
    support = task("S", 100, is_level_of_effort=True)
    found = assessed([task("A"), task("B"), task("M", 0), support], [("A", "B", "FS", 0)])
    assert [check(found, n)["n_checked"] for n in (1, 6, 8)] == [2, 2, 2]
    # The way to the end is that of the support, so both have the rest of it to spare.
    assert failing(found, 6) == ["A", "B"]


def test_float_and_duration_are_high_above_44_days() -> None:
    """44 days are not; hours are turned into days."""
    for per_day in (1, 8):
        frame = pl.DataFrame({
            "project": "P", "code": ["A", "B", "C", "D"],
            "duration": [days * per_day for days in (50, 6, 5, 44)],
        })  # fmt: skip
        links = pl.DataFrame(schema=dict.fromkeys(("project", "predecessor", "successor"), str))
        projects = pl.DataFrame({"project": ["P"], "start_on": [0]})
        found = assess(frame, links, Straight(), projects, per_day=per_day)
        assert (failing(found, 6), failing(found, 8)) == (["C"], ["A"])
        assert found.items.filter(number=6)["days"].to_list() == [45.0]


def test_the_duration_of_the_baseline_counts() -> None:
    """What was cut to 40 days since is as long as it was agreed."""
    found = assessed([task("A", 40, baseline_duration=60), task("B", 60, baseline_duration=40)])
    assert failing(found, 8) == ["A"]


def test_a_delay_that_does_not_arrive_is_seen() -> None:
    """A date that must be kept makes a task critical whose delay the end does not feel."""
    tasks = [task("A", 300), task("B", 300), task("C", 5, constraint="finish no later than",
                                                  constraint_on=2)]  # fmt: skip
    found = assessed(tasks, [("A", "B", "FS", 0)])
    # C ends 605 instead of 5; the end of the project moves from 600 to 605.
    assert check(found, 12)["value"] == pytest.approx(5 / 600)
    assert check(found, 12)["is_met"] is False


def test_the_delay_of_another_project_is_not_ones_own() -> None:
    """Q waits for P. Its own hard date makes D critical, and the delay of P must not hide that."""
    tasks = [
        {"project": "P", **task("A")}, {"project": "Q", **task("B", 300)},
        {"project": "Q", **task("C", 300)},
        {"project": "Q", **task("D", 5, constraint="must finish on", constraint_on=2)},
    ]  # fmt: skip
    links = [("A", "B", "FS", 0, "Q", "P"), ("B", "C", "FS", 0, "Q", "Q")]
    found = assessed(tasks, links)
    assert check(found, 12, "P")["value"] == 1.0
    # B waits until 5, so Q ends at 605; delayed, D ends at 605.
    assert check(found, 12, "Q")["value"] == 0.0


@pytest.mark.parametrize(("goal", "index", "is_met"), [(20, 1.0, True), (15, 0.75, False)])
def test_the_path_is_measured_against_the_goal(goal: int, index: float, is_met: bool) -> None:
    """20 days of work: with 20 until the goal the index is 1, with 15 it is 15 / 20."""
    found = assessed([task("A", 15), task("B", 5)], [("A", "B", "FS", 0)], goal_on=goal)
    assert (check(found, 13)["value"], check(found, 13)["is_met"]) == (index, is_met)


def test_without_a_goal_the_path_index_is_not_known() -> None:
    """It is not 1 because nobody said when the project shall end."""
    row = check(assessed([task("A")]), 13)
    assert (row["value"], row["is_met"]) == (None, None)
    assert row["reason"] == "There is no date by which the project shall end."


def test_what_is_done_early_counts_in_the_execution_index() -> None:
    """Due by day 10: A and B, of which B is open; C was done early: 2 / 2, though B is missed."""
    tasks = [
        task("A", baseline_finish=5, actual_start=0, actual_finish=5),
        task("B", baseline_finish=10),
        task("C", baseline_finish=20, actual_start=0, actual_finish=9),
        task("D", baseline_finish=30),
    ]
    found = assessed(tasks, data_date=10)
    assert (check(found, 14)["value"], check(found, 14)["n_failed"]) == (1.0, 1)
    assert (check(found, 11)["value"], failing(found, 11)) == (50.0, ["B"])


def test_dates_that_cannot_be_are_found() -> None:
    """Begun or finished after the data date, or to be finished before it."""
    tasks = [
        task("A", actual_start=12), task("B", actual_start=1, actual_finish=11),
        task("C", actual_start=1, reported_finish=9), task("D", actual_start=1, reported_finish=10),
        task("E"),
    ]  # fmt: skip
    found = assessed(tasks, data_date=10)
    assert (check(found, 9)["n_checked"], failing(found, 9)) == (4, ["A", "B", "C"])

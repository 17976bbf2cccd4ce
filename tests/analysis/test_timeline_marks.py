"""Marks of a timeline: spans, projects at work, milestones, and links that slipped."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.timeline_marks import (
    at_work,
    gathered,
    milestones,
    slipped,
    spans,
    with_elements,
)
from pmo_core.analysis.timeline_window import window
from pmo_core.analysis.work_time import DEFAULT, Dated
from pmo_core.analysis.working_days import Calendar

MONDAY = date(2026, 11, 23)


def on(n: int) -> date:
    """Return a day counted from a Monday."""
    return MONDAY + timedelta(days=n)


def test_spans_that_touch_are_one() -> None:
    """Days of several tasks are merged; with a gap of two days the weekend is bridged."""
    tasks = pl.DataFrame({
        "key": ["A", "A", "A", "B"], "start": [on(0), on(2), on(7), on(3)],
        "finish": [on(4), on(3), on(8), on(3)],
    })  # fmt: skip
    assert spans(tasks).rows() == [
        ("A", on(0), on(4)), ("A", on(7), on(8)), ("B", on(3), on(3))
    ]  # fmt: skip
    assert spans(tasks, gap_days=2).rows()[0] == ("A", on(0), on(8))
    assert spans(tasks.head(0)).is_empty()


@pytest.mark.parametrize("seed", range(5))
def test_projects_at_work_are_counted(seed: int) -> None:
    """Each period's number equals that of the bars that lie in it, one by one."""
    rng = np.random.default_rng(seed)
    start = rng.integers(-100, 500, 40)
    length = rng.integers(0, 200, 40)
    bars = pl.DataFrame({
        "key": rng.choice(["A", "B", "C"], 40),
        "start": [on(int(one)) for one in start],
        "finish": [on(int(one)) for one in start + length],
        "is_behind": rng.choice([True, False, None], 40).tolist(),
    })  # fmt: skip
    periods = window("Quarters", MONDAY).periods()
    found = at_work(bars, periods)
    assert found.height > 3
    for key in "ABC":
        for begin, end in periods.iter_rows():
            here = bars.filter(
                pl.col("key") == key, pl.col("start") <= end, pl.col("finish") >= begin
            )
            told = found.filter(
                pl.col("key") == key, pl.col("begin") <= begin, pl.col("end") >= end
            )
            assert told["n"].sum() == here.height
            assert told["n_behind"].sum() == here["is_behind"].fill_null(value=False).sum()
    assert found.group_by("key").agg(pl.col("share").max())["share"].to_list() == [1.0] * 3
    assert at_work(bars.head(0), periods).is_empty()


KEPT = pl.DataFrame({
    "project": ["A"] * 4, "code": ["M1", "M2", "M3", "M4"], "name": ["Pilot", "Go", "End", "Idea"],
    "wbs": ["1", "", "", ""], "weight_pct": [None] * 4,
    "planned_on": [on(-9), on(5), on(-2), None], "achieved_on": [on(-10), None, None, None],
}, schema_overrides={"weight_pct": pl.Float64})  # fmt: skip
NONE_ENDED = pl.Series(dtype=pl.String)
TOLD = pl.DataFrame({
    "project": ["A", "A", "A"], "milestone": ["M2", "M2", "M2"],
    "data_date": [on(-5), on(-1), on(1)], "forecast_on": [on(6), on(8), on(99)],
})  # fmt: skip


def test_a_milestone_is_where_it_is_expected() -> None:
    """Reached, else the latest forecast known, else planned; overdue and slipping ones are late."""
    found = milestones(KEPT, TOLD, NONE_ENDED, MONDAY).sort("code")
    assert found["expected_on"].to_list() == [on(-10), on(8), on(-2)]
    assert found["is_late"].to_list() == [False, True, True]
    assert found["code"].to_list() == ["M1", "M2", "M3"]


def test_what_an_ended_project_has_not_reached_does_not_come() -> None:
    """Of three milestones the reached one is left."""
    found = milestones(KEPT, TOLD, KEPT["project"].unique(), MONDAY)
    assert found["code"].to_list() == ["M1"]


def test_elements_without_duration_are_milestones() -> None:
    """One that a milestone names is not twice there; a finished one was reached."""
    tasks = pl.DataFrame({
        "project": ["A", "A", "A", "A"], "code": ["1", "2", "3", ""],
        "name": ["Pilot", "Done", "Ahead", "The project"], "is_milestone": [True] * 4,
        "planned_finish": [on(0), on(-9), on(9), None],
        "early_finish": [on(0), on(-8), on(9), on(9)], "total_float": [0, None, 4, 0],
    })  # fmt: skip
    found = with_elements(milestones(KEPT, TOLD, NONE_ENDED, MONDAY), tasks).filter(
        pl.col("code").is_in(["1", "2", "3", ""])
    )
    assert found.select("code", "achieved_on", "forecast_on", "is_late").rows() == [
        ("2", on(-8), None, True), ("3", None, on(9), False)
    ]  # fmt: skip


def test_milestones_of_a_period_are_one_mark() -> None:
    """Two in a week are one, named both; with one name at most, none; another row has its own."""
    days = pl.DataFrame({
        "key": ["A", "A", "B", "A"], "name": ["x", "y", "z", "out"],
        "expected_on": [on(0), on(3), on(1), on(400)], "is_late": [True, False, False, True],
    })  # fmt: skip
    periods = window("Weeks", MONDAY).periods(is_coarse=True)
    found = gathered(days, periods).sort("key")
    assert found.rows() == [("A", on(3), 2, 1, "x\ny"), ("B", on(1), 1, 0, "z")]
    assert gathered(days, periods, most_named=1).sort("key")["names"].to_list() == [None, "z"]


def links(kind: str = "FS", lag: int = 0) -> pl.DataFrame:
    """Return a link: B's task waits for A's."""
    return pl.DataFrame({
        "project": ["B"], "successor": ["2"], "predecessor_project": ["A"], "predecessor": ["1"],
        "of_successor": ["2"], "of_predecessor": ["1"], "kind": [kind], "lag": [lag],
    })  # fmt: skip


def schedule(planned: int, *, is_done: bool = False) -> pl.DataFrame:
    """Return A's task, now until Friday of the second week, and B's of two days, planned then."""
    return pl.DataFrame({
        "project": ["A", "B"], "code": ["1", "2"], "early_start": [on(0), on(14)],
        "early_finish": [on(11), on(15)], "planned_start": [on(0), on(planned)],
        "planned_finish": [on(4), on(planned + 1)], "baseline_start": [None, on(99)],
        "baseline_finish": [None, on(99)], "is_milestone": [False, False],
        "total_float": [0, None if is_done else 0],
    })  # fmt: skip


TIME = Dated({DEFAULT: Calendar()}, first=date(2026, 1, 1), last=date(2027, 12, 31))


def test_a_link_slipped_by_working_days() -> None:
    """Planned on the second Monday, A is ready on the third: five working days are missing."""
    found = slipped(schedule(7), links(), TIME)
    row = found.row(0, named=True)
    assert (row["from_on"], row["planned_on"], row["now_on"]) == (on(11), on(7), on(14))
    assert row["late_by_days"] == 5


def test_ends_and_lags_are_those_of_the_link() -> None:
    """FF looks at the finish, SS at the start, a lag of two days adds them, a lead takes them."""
    assert slipped(schedule(7), links("FF"), TIME)["planned_on"].to_list() == [on(8)]
    assert slipped(schedule(7), links("SS"), TIME).is_empty()
    assert slipped(schedule(7), links(lag=2), TIME)["late_by_days"].to_list() == [7]
    assert slipped(schedule(7), links(lag=-5), TIME).is_empty()


def test_what_holds_or_is_done_did_not_slip() -> None:
    """Planned right behind A nothing slipped; nor where B is finished already."""
    assert slipped(schedule(14), links(), TIME).is_empty()
    assert slipped(schedule(7, is_done=True), links(), TIME).is_empty()


def test_a_tie_of_summaries_is_one_link() -> None:
    """Of the links that a tie stands for the worst is told."""
    two = pl.concat([links(), links(lag=1)])
    assert slipped(schedule(7), two, TIME)["late_by_days"].to_list() == [6]

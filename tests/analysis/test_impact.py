"""A slip as a change of the plan: what comes later, and what its parts say."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from pmo_core.analysis.critical_path import critical_path
from pmo_core.analysis.impact import finishes, moved, slipped
from pmo_core.analysis.impact_paths import bereft, in_words, path_to, paths, touched
from pmo_core.analysis.network_frames import CONSTRAINTS
from pmo_core.analysis.work_time import DEFAULT, Dated
from pmo_core.analysis.working_days import Calendar

DAY = date(2026, 11, 2)
TIME = Dated({DEFAULT: Calendar(holidays=(date(2026, 11, 11),))})
SCHEMA = {"constraint": pl.String, "constraint_on": pl.Date, "actual_start": pl.Date,
          "actual_finish": pl.Date, "remaining": pl.Int64, "calendar": pl.String,
          "data_date": pl.Date}  # fmt: skip


def plan(rng: np.random.Generator, n: int) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return tasks, links and projects of one random plan: with dates, begun and done."""
    kinds = [None, None, None, *CONSTRAINTS]
    tasks = []
    for number in range(n):
        kind = kinds[rng.integers(len(kinds))]
        begun = DAY - timedelta(int(rng.integers(1, 9))) if number < n // 5 else None
        is_done = begun is not None and rng.random() < 0.5
        tasks.append({
            "project": "P", "code": str(number), "duration": int(rng.integers(1, 6)),
            "calendar": None, "constraint": kind,
            "constraint_on": DAY + timedelta(int(rng.integers(0, 30))) if kind else None,
            "actual_start": begun, "actual_finish": begun if is_done else None,
            "remaining": 2 if begun else None, "data_date": None,
        })  # fmt: skip
    links = [
        ("P", str(rng.integers(0, number)), str(number),
         ("FS", "SS", "FF", "SF")[rng.integers(4)], int(rng.integers(-1, 3)))
        for number in range(1, n) for _ in range(rng.integers(0, 3))
    ]  # fmt: skip
    names = ["project", "predecessor", "successor", "kind", "lag"]
    return (
        pl.DataFrame(tasks, schema_overrides=SCHEMA),
        pl.DataFrame(links, schema=names, orient="row").unique(names[:3], maintain_order=True),
        pl.DataFrame({"project": ["P"], "start_on": [DAY]}),
    )


def test_all_that_is_open_comes_so_many_days_later() -> None:
    """In 40 random plans every open task ends exactly four working days later, none other moves."""
    rng = np.random.default_rng(5)
    for _ in range(40):
        tasks, links, projects = plan(rng, 25)
        given = tasks.drop("data_date")
        before = critical_path(given, links, TIME, projects, DAY).tasks
        changed = slipped(tasks, before, tasks, days=4, time=TIME, as_of=DAY).drop("data_date")
        after = critical_path(changed, links, TIME, projects, DAY).tasks.join(
            tasks.select("project", "code", "calendar"), on=["project", "code"]
        )
        later = moved(before, after, TIME)
        is_open = tasks.filter(pl.col("actual_finish").is_null())
        assert set(later["code"]) == set(is_open["code"])
        assert set(later["days_later"]) == {4}


def test_a_slip_of_nothing_changes_nothing() -> None:
    """Where no task is chosen the plan is the same to the last column."""
    tasks, links, projects = plan(np.random.default_rng(1), 12)
    before = critical_path(tasks.drop("data_date"), links, TIME, projects, DAY).tasks
    same = slipped(tasks, before, tasks.clear(), days=3, time=TIME, as_of=DAY)
    assert same.equals(tasks)


def test_the_finish_of_a_project_is_that_of_its_last_task() -> None:
    """From Friday 6 to Thursday 12 November lie three working days: Wednesday is a holiday."""
    was = pl.DataFrame({"project": ["P", "P"], "code": ["1", "2"],
                        "early_finish": [date(2026, 11, 3), date(2026, 11, 6)]})  # fmt: skip
    now = was.with_columns(
        pl.lit(None, pl.String).alias("calendar"),
        early_finish=pl.Series([date(2026, 11, 12), date(2026, 11, 6)]),
    )
    assert finishes(was, now, TIME).rows() == [
        ("P", date(2026, 11, 6), date(2026, 11, 12), 3)
    ]  # fmt: skip


MOVED = pl.DataFrame({
    "project": ["P", "P", "Q", "Q"], "code": ["1", "2", "5", ""],
    "driver_project": [None, "P", "P", "Q"], "driver": [None, "1", "2", "5"],
})  # fmt: skip


def test_a_path_begins_where_the_slip_does() -> None:
    """The driver of the first is not among what moved; a whole project has no code to name."""
    driven = MOVED.with_columns(
        pl.col("driver").fill_null("0"), pl.col("driver_project").fill_null("P")
    )
    assert paths(driven).rows() == [("P", "2", "P 1, 2"), ("Q", "", "P 1, 2 > Q 5")]
    assert path_to(driven, "Q", "5")["code"].to_list() == ["1", "2", "5"]
    assert in_words([]) == ""


def test_nobody_waits_for_what_is_done() -> None:
    """Of two that wait for the stopped task one is finished: it loses nothing, nor those after."""
    links = pl.DataFrame({
        "project": ["P", "P", "P"], "successor": ["2", "3", "4"],
        "predecessor_project": ["P"] * 3, "predecessor": ["1", "1", "3"],
    })  # fmt: skip
    gone = pl.DataFrame({"project": ["P"], "code": ["1"]})
    found = bereft(links, gone, pl.DataFrame({"project": ["P"], "code": ["3"]}))
    assert found.select("code", "steps").rows() == [("2", 1)]


def test_a_circle_of_ties_is_gone_round_once() -> None:
    """A needs B needs A: from A only B is touched; ties between tasks touch nobody."""
    tied = pl.DataFrame({
        "project": ["A", "B", "C"], "needs": ["B", "A", "A"],
        "kind": ["policy", "policy", "tasks"], "strength": [3, 3, 3],
    })  # fmt: skip
    assert touched(tied, ["A"], []).select("project", "steps").rows() == [("B", 1)]

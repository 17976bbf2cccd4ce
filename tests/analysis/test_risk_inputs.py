"""Tasks of a schedule become ranges on one axis of working days."""

from datetime import date

import polars as pl

from pmo_core.analysis.risk_inputs import NOT_RISING, Axis, drawn, ranges, tied
from pmo_core.analysis.working_days import Calendar

MONDAY = date(2026, 11, 23)
AXIS = Axis(MONDAY, Calendar())
LINKS = pl.DataFrame({
    "project": ["P", "P"], "predecessor_project": [None, "P"], "predecessor": ["A", "C"],
    "successor": ["C", "E"], "kind": "FS", "gap": [0, 0],
})  # fmt: skip
NOTHING = pl.DataFrame(schema={"task_type": pl.String, "planned": pl.Float64, "actual": pl.Float64})


def test_the_axis_begins_on_the_first_working_day():
    """On a Saturday it is Monday; days before it are kept by nothing (-1), its own end is day 1."""
    axis = Axis.since(date(2026, 11, 21), Calendar())
    assert axis.start == MONDAY
    days = pl.Series([date(2026, 11, 20), MONDAY, date(2026, 11, 27), date(2026, 11, 28), None])
    assert axis.until(days).to_list() == [-1, 1, 5, 5, None]
    assert axis.before(days).to_list() == [0, 0, 4, 5, None]


def test_a_day_comes_back_from_its_end():
    """The end of each working day is reached on that day, weekends skipped."""
    days = pl.Series([date(2026, 11, 23), date(2026, 11, 27), date(2026, 12, 4)])
    assert AXIS.dates(AXIS.until(days)).to_list() == days.to_list()


def test_ranges_are_taken_from_the_estimate_or_said_to_be_missing():
    """Both ends given and rising: estimated; not rising or no history: fixed, and said so."""
    tasks = pl.DataFrame({
        "duration": [10, 10, 10, 0, 10, 10],
        "low_days": [8.0, 12.0, None, 1.0, 10.0, 10.0],
        "high_days": [20.0, 20.0, 9.0, 2.0, 10.0, 14.0],
        "range_shape": ["triangular", None, None, None, "lognormal", "lognormal"],
        "task_type": ["IT"] * 6,
    })  # fmt: skip
    found = ranges(tasks, NOTHING)
    assert found.select("kind", "low", "likely", "high", "basis").rows() == [
        ("triangular", 8.0, 10.0, 20.0, "estimated"),
        ("fixed", 10.0, 10.0, 10.0, NOT_RISING),
        ("fixed", 10.0, 10.0, 10.0, "no history"),
        ("fixed", 0.0, 0.0, 0.0, "milestone"),
        ("fixed", 10.0, 10.0, 10.0, "estimated"),
        ("pert", 10.0, 10.0, 14.0, "estimated"),
    ]


def plan() -> pl.DataFrame:
    """Return tasks: A done, B begun, C waits for A, D by weekends, E held by its constraint."""
    return pl.DataFrame(
        {
            "project": ["P"] * 6, "code": ["A", "B", "C", "D", "E", ""],
            "name": ["a", "b", "c", "d", "e", "whole"],
            "duration": [5, 10, 5, 4, 2, 0], "remaining": [0, 4, None, None, None, None],
            "kind": ["pert"] * 6, "low": [4.0, 8.0, 4.0, 3.0, 1.0, 0.0],
            "likely": [5.0, 10.0, 5.0, 4.0, 2.0, 0.0], "high": [9.0, 20.0, 10.0, 8.0, 4.0, 0.0],
            "basis": ["estimated"] * 6,
            "actual_start": [date(2026, 11, 2), date(2026, 11, 9), None, None, None, None],
            "actual_finish": [date(2026, 11, 20), None, None, None, None, None],
            "constraint": [None, None, None, None, "start no earlier than", None],
            "constraint_on": [None, None, None, None, date(2026, 11, 30), None],
            "early_start": [date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 25),
                            date(2026, 11, 28), date(2026, 12, 7), date(2026, 12, 8)],
            "early_finish": [date(2026, 11, 20), date(2026, 11, 26), date(2026, 12, 1),
                             date(2026, 12, 6), date(2026, 12, 8), date(2026, 12, 8)],
            "driver_project": [None, None, "P", None, "P", "P"],
            "driver": [None, None, "A", None, "C", "E"],
            "start_on": [date(2026, 11, 2)] * 6, "data_on": [MONDAY] * 6,
        }
    )  # fmt: skip


def test_what_is_left_is_drawn_on_the_axis():
    """Done is left out; begun has its rest; a weekend calendar counts the days it spans."""
    found = drawn(plan(), LINKS, AXIS)
    assert found["code"].to_list() == ["B", "C", "D", "E"]
    by = {row["code"]: row for row in found.iter_rows(named=True)}
    # B: 4 of 10 days are left, so its range is 0.4 of what it was, from the first day on.
    assert (by["B"]["low"], by["B"]["likely"], by["B"]["high"]) == (3.2, 4.0, 8.0)
    assert by["B"]["earliest"] == 0
    # C waits for what is done: its start on Wednesday, day number 2, is certain.
    assert (by["C"]["likely"], by["C"]["earliest"]) == (5.0, 2.0)
    # D: four days at weekends from Saturday 28 to Sunday 6 span 5 days of the axis.
    assert (by["D"]["likely"], by["D"]["high"]) == (5.0, 10.0)
    # E waits for C, which may end early; its constraint (a Monday, number 5) holds even then.
    assert by["E"]["earliest"] == 5.0


def test_links_are_kept_between_what_is_still_to_do():
    """Links from what is done and from start to begun start are gone; a project is its code."""
    tasks = drawn(plan(), LINKS, AXIS)
    links = pl.DataFrame({
        "project": ["P"] * 5, "predecessor_project": [None, None, None, "P", None],
        "predecessor": ["A", "C", "D", "", "D"], "successor": ["C", "E", "B", "E", "B"],
        "kind": ["FS", None, "SS", "FS", "FF"], "lag": [0, 2, 0, None, 1],
    })  # fmt: skip
    assert tied(links, tasks).rows() == [
        ("P / C", "P / E", "FS", 2.0), ("P", "P / E", "FS", 0.0), ("P / D", "P / B", "FF", 1.0),
    ]  # fmt: skip


def test_the_start_of_what_has_begun_is_certain():
    """B has begun: E cannot come before B's start and a lag, a day before now; no link is left."""
    start = pl.DataFrame({
        "project": ["P"], "predecessor_project": ["P"], "predecessor": ["B"], "successor": ["E"],
        "kind": ["SS"], "gap": [1],
    })  # fmt: skip
    tasks = drawn(plan(), pl.concat([LINKS, start]), AXIS)
    assert dict(tasks.select("code", "earliest").rows())["E"] == 9.0
    assert tied(start.with_columns(lag=14), tasks).is_empty()


def test_what_is_not_drawn_holds_what_waits_for_it():
    """E waits for C, and for a project without tasks with three days to spare: day 7, not 5."""
    other = pl.DataFrame({
        "project": ["P"], "predecessor_project": ["Q"], "predecessor": [""], "successor": ["E"],
        "kind": ["FS"], "gap": [3],
    })  # fmt: skip
    earliest = dict(
        drawn(plan(), pl.concat([LINKS, other]), AXIS).select("code", "earliest").rows()
    )
    assert earliest["E"] == 7.0

"""Dates, floats and drivers worked out by hand. 2 March 2026 is a Monday."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.critical_path import Schedule, critical_path
from pmo_core.analysis.network_frames import circles
from pmo_core.analysis.work_time import Dated, Straight
from pmo_core.analysis.working_days import Calendar
from pmo_core.errors import Refused

WEEK = Dated({"": Calendar(), "all days": Calendar("1111111")})
TASK = {
    "project": pl.String, "code": pl.String, "duration": pl.Int64, "calendar": pl.String,
    "constraint": pl.String, "constraint_on": pl.Date, "actual_start": pl.Date,
    "actual_finish": pl.Date, "remaining": pl.Int64,
}  # fmt: skip
LINK = {
    "project": pl.String, "predecessor_project": pl.String, "predecessor": pl.String,
    "successor": pl.String, "kind": pl.String, "lag": pl.Int64,
}  # fmt: skip
Row = Mapping[str, object]


def march(day: int) -> date:
    return date(2026, 3, day)


def task(code: str, duration: int | None, **more: object) -> Row:
    return {"project": "P", "code": code, "duration": duration, **more}


def link(before: str, after: str, kind: str = "FS", lag: int = 0, **more: object) -> Row:
    return {"project": "P", "predecessor": before, "successor": after, "kind": kind, "lag": lag,
            **more}  # fmt: skip


def solved(
    tasks: Sequence[Row], links: Sequence[Row] = (), *, time: Dated = WEEK, start: int = 2,
    finish_by: date | None = None, as_of: date | None = None,
) -> Schedule:  # fmt: skip
    projects = pl.DataFrame(
        [(code, march(start), finish_by) for code in ("P", "Q")],
        schema={"project": pl.String, "start_on": pl.Date, "finish_by": pl.Date}, orient="row",
    )  # fmt: skip
    frames = (pl.DataFrame(tasks, TASK), pl.DataFrame(links, LINK))
    return critical_path(*frames, time, projects, as_of)


def days(found: Schedule, code: str, *names: str) -> tuple[object, ...]:
    names = names or ("early_start", "early_finish")
    row = found.tasks.filter(code=code).select(names).row(0)
    return tuple(one.day if isinstance(one, date) else one for one in row)


@pytest.mark.parametrize(
    ("kind", "lag", "start", "finish"),
    [("FS", 2, 12, 13), ("FS", -1, 9, 10), ("SS", 2, 9, 10), ("SS", 0, 5, 6), ("FF", 1, 9, 10),
     ("FF", -1, 5, 6), ("SF", 3, 6, 9), ("SF", 0, 5, 6)],
)  # fmt: skip
def test_links_over_a_weekend(kind: str, lag: int, start: int, finish: int) -> None:
    """A is worked on Thursday 5, Friday 6, Monday 9; B takes two days.

    FS+2: Tuesday and Wednesday lie between. FS-1: B begins on A's last day. SS+2: Thursday and
    Friday lie between the starts. FF+1: B ends on Tuesday. FF-1: it may end on Friday. SF+3: it
    ends three working days after Thursday morning, on Monday evening. SF 0 holds nothing back.
    """
    found = solved([task("A", 3), task("B", 2)], [link("A", "B", kind, lag)], start=5)
    assert days(found, "A") == (5, 9)
    assert days(found, "B") == (start, finish)


def test_a_holiday_and_an_extra_day() -> None:
    """Lag of two days after Monday 9 with Wednesday off: Tuesday, Thursday; B on Friday, Monday.

    With Saturday 7 worked instead, A ends that day, the lag is Monday and Tuesday, B is worked on
    Thursday and Friday.
    """
    plan = [task("A", 3), task("B", 2)], [link("A", "B", "FS", 2)]
    off = Dated({"": Calendar(holidays=(march(11),))})
    assert days(solved(*plan, time=off, start=5), "B") == (13, 16)
    found = solved(*plan, time=Dated(off.calendars, {"": [march(7)]}), start=5)
    assert days(found, "A") == (5, 7)
    assert days(found, "B") == (12, 13)


def test_calendars_of_two_tasks() -> None:
    """A lag is counted in the successor's calendar, a float in the task's own.

    A ends on Friday 6. B works all days: it starts on Saturday 7, with a lag of two days on Monday
    9. C works all days for six days, until Saturday 7; D, which waits for it, starts on Monday 9,
    so C could take Sunday too: it has a day of float, although it drives D. Of two that drive, the
    one with less float is named: A, before E.
    """
    plan = [task("A", 5), task("B", 3, calendar="all days")]
    assert days(solved(plan, [link("A", "B")]), "B") == (7, 9)
    assert days(solved(plan, [link("A", "B", "FS", 2)]), "B") == (9, 11)
    found = solved([task("C", 6, calendar="all days"), task("D", 1)], [link("C", "D")])
    assert days(found, "C", "early_finish", "late_finish", "total_float") == (7, 8, 1)
    assert days(found, "D", "early_start", "total_float", "driver") == (9, 0, "C")
    both = [*plan, task("C", 6, calendar="all days"), task("E", 1)]
    for ties in ([link("C", "E"), link("A", "E")], [link("A", "E"), link("C", "E")]):
        assert days(solved(both, ties), "E", "driver") == ("A",)


def test_floats_and_what_drives() -> None:
    """A 5 days, B 2, both before C 3; D 1 day alone.

    C: Monday 9 to Wednesday 11, driven by A. B ends on 3, could end on 6: 3 days of total and free
    float. D could end on Wednesday 11: 02 + 7 working days.
    """
    tasks = [task("A", 5), task("B", 2), task("C", 3), task("D", 1)]
    found = solved(tasks, [link("B", "C"), link("A", "C")])
    names = ("late_start", "late_finish", "total_float", "free_float", "is_critical", "driver")
    assert days(found, "A", *names) == (2, 6, 0, 0, True, None)
    assert days(found, "B", *names) == (5, 6, 3, 3, False, None)
    assert days(found, "C", *names) == (9, 11, 0, 0, True, "A")
    assert days(found, "D", *names) == (11, 11, 7, 7, False, None)
    assert found.links.select("predecessor", "gap", "is_driving").rows() == [
        ("B", 3, False), ("A", 0, True),
    ]  # fmt: skip


def test_finish_no_later_than_gives_negative_float() -> None:
    """B ends on Wednesday 11, two working days after Monday 9: A should have started two earlier.

    So on Thursday 26 February. The project's end asks nothing of C but Wednesday 11.
    """
    rule = {"constraint": "finish no later than", "constraint_on": march(9)}
    found = solved([task("A", 5), task("B", 3, **rule), task("C", 2)], [link("A", "B")])
    assert days(found, "A", "early_start", "late_start", "total_float") == (2, 26, -2)
    assert days(found, "B", "late_finish", "total_float", "is_critical") == (9, -2, True)
    assert days(found, "C", "total_float") == (6,)
    assert [(one.code, one.value) for one in found.findings] == [("constraint_not_kept", "B")]
    assert "by 2 working days" in found.findings[0].message


def test_start_no_earlier_than() -> None:
    """B could start on Wednesday 4 and shall not before Sunday 8: it starts on Monday 9.

    A may take Wednesday to Friday more: free float 3.
    """
    rule = {"constraint": "start no earlier than", "constraint_on": march(8)}
    found = solved([task("A", 2), task("B", 3, **rule)], [link("A", "B")])
    assert days(found, "B", "early_start", "early_finish", "driver") == (9, 11, None)
    assert days(found, "A", "total_float", "free_float") == (3, 3)
    assert found.findings == ()


@pytest.mark.parametrize(
    ("kind", "day", "start", "slack"),
    [("must start on", 9, 9, 0), ("must start on", 4, 9, -3), ("must finish on", 13, 11, 0),
     ("must finish on", 10, 9, -1)],
)  # fmt: skip
def test_must_start_or_finish_on(kind: str, day: int, start: int, slack: int) -> None:
    """A ends on Friday 6, B takes three days, C is worked until Friday 20.

    On Monday 9 B can start; to finish on Friday 13 it starts on Wednesday 11; both leave no float
    though C lasts longer. Wednesday 4 cannot be: A comes first, and B is three working days late;
    nor can finishing on Tuesday 10, by one.
    """
    rule = {"constraint": kind, "constraint_on": march(day)}
    found = solved([task("A", 5), task("B", 3, **rule), task("C", 15)], [link("A", "B")])
    assert days(found, "B", "early_start", "total_float") == (start, slack)
    assert [one.code for one in found.findings] == ["constraint_not_kept"] * (slack < 0)


def test_milestones() -> None:
    """What closes work lies on its last day; what opens it, or has a start, on the day itself.

    A ends on Friday 6, and so does M; B goes on Monday 9. N shall not come before Wednesday 11. S
    opens the project. K should be reached by Thursday 5, one working day before it is.
    """
    rule = {"constraint": "start no earlier than", "constraint_on": march(11)}
    due = {"constraint": "finish no later than", "constraint_on": march(5)}
    found = solved(
        [task("S", 0), task("A", 5), task("M", 0), task("B", 2), task("N", 0, **rule),
         task("K", 0, **due)],
        [link("S", "A"), link("A", "M"), link("M", "B"), link("M", "N"), link("A", "K")],
    )  # fmt: skip
    assert days(found, "S") == (2, 2)
    assert days(found, "M") == (6, 6)
    assert days(found, "B") == (9, 10)
    assert days(found, "N") == (11, 11)
    assert days(found, "K", "early_finish", "late_finish", "total_float") == (6, 5, -1)


def test_milestones_at_the_very_start() -> None:
    """What waits for a milestone on the first day comes on that day, not on the Friday before.

    Due on Tuesday 3, a milestone that waits for nothing has a working day, and none where it may
    not come before Wednesday 4: it is one late. On Monday 9, after A ended on Tuesday 3, M lies on
    the data date.
    """
    due = {"constraint": "finish no later than", "constraint_on": march(3)}
    tasks = [task("S", 0), task("M", 0), task("K", 0, **due), task("A", 8)]
    found = solved(tasks, [link("S", "M")])
    assert [days(found, code) for code in "SMK"] == [(2, 2)] * 3
    assert days(found, "K", "late_start", "late_finish", "total_float") == (3, 3, 1)
    late = solved(tasks, start=4)
    assert days(late, "K", "early_start", "total_float") == (4, -1)
    assert [one.code for one in late.findings] == ["constraint_not_kept"]
    done = task("A", 2, actual_start=march(2), actual_finish=march(3))
    assert days(solved([done, task("M", 0)], [link("A", "M")], as_of=march(9)), "M") == (9, 9)


def test_a_link_across_projects() -> None:
    """B of Q waits for A of P, and makes A critical, though P lasts until Wednesday 11 anyway.

    B: Monday 9 to Wednesday 11, the end of Q.
    """
    tasks = [task("A", 5), task("long", 8), {**task("B", 3), "project": "Q"}]
    found = solved(tasks, [{**link("A", "B"), "project": "Q", "predecessor_project": "P"}])
    assert days(found, "B", "early_start", "driver_project", "driver") == (9, "P", "A")
    assert days(found, "A", "total_float", "free_float", "is_critical") == (0, 0, True)
    alone = solved(tasks)
    assert days(alone, "A", "total_float") == (3,)
    assert days(alone, "B") == (2, 4)


def test_a_project_must_end() -> None:
    """Due on Friday 13, a project that ends on Wednesday 11 has 2 days; due on Monday 9, -2."""
    tasks, links = [task("A", 5), task("B", 3)], [link("A", "B")]
    early = solved(tasks, links, finish_by=march(13))
    assert early.tasks["total_float"].to_list() == [2, 2]
    assert early.tasks["free_float"].to_list() == [0, 0]
    assert early.findings == ()
    late = solved(tasks, links, finish_by=march(9))
    assert late.tasks["total_float"].to_list() == [-2, -2]
    assert [(one.code, one.value) for one in late.findings] == [("late_project", "P")]


def test_progress() -> None:
    """On Monday 9: F is finished; A began on Monday 2 and has 2 days left; B waits for A.

    A goes on until Tuesday 10, B is worked on Wednesday 11 and Thursday 12. L began on Monday 2,
    takes 8 days, of which 5 passed: three are left. G has not begun and starts today, two working
    days after F ended.
    """
    found = solved(
        [task("F", 4, actual_start=march(2), actual_finish=march(4)),
         task("A", 5, actual_start=march(2), remaining=2), task("B", 2),
         task("L", 8, actual_start=march(2)), task("G", 1)],
        [link("F", "A"), link("A", "B"), link("F", "G")], as_of=march(9),
    )  # fmt: skip
    assert days(found, "F", "early_start", "early_finish", "total_float", "is_critical") == (
        2, 4, None, False,
    )  # fmt: skip
    assert days(found, "A", "early_start", "early_finish", "late_start", "total_float") == (
        2, 10, 2, 0,
    )  # fmt: skip
    assert days(found, "B") == (11, 12)
    assert days(found, "L") == (2, 11)
    assert days(found, "G", "early_start", "driver") == (9, None)
    assert found.links["gap"].to_list() == [2, 0, 2]


def test_what_has_begun_no_longer_has_to_start_on_a_day() -> None:
    """A had to start on Monday 2 and began on Tuesday 3: it is late, but nothing is to be kept."""
    rule = {"constraint": "must start on", "constraint_on": march(2)}
    found = solved([task("A", 5, actual_start=march(3), **rule)], as_of=march(5))
    assert days(found, "A", "early_start", "early_finish", "total_float") == (3, 9, 0)
    assert found.findings == ()


def test_what_began_out_of_sequence_goes_on_when_its_predecessor_ends() -> None:
    """B began on Friday 6 while A, before it, has 2 days left on Monday 9: B's 3 follow on 11.

    An SS link says nothing any more once both have begun.
    """
    rows = [task("A", 5, actual_start=march(2), remaining=2),
            task("B", 4, actual_start=march(6), remaining=3)]  # fmt: skip
    assert days(solved(rows, [link("A", "B")], as_of=march(9)), "B") == (6, 13)
    assert days(solved(rows, [link("A", "B", "SS", 9)], as_of=march(9)), "B") == (6, 11)


def test_hours() -> None:
    """With eight units in a day, 4 hours and then 8 end in the middle of Tuesday 3."""
    hours = Dated({"": Calendar()}, n_units=8)
    found = solved([task("A", 4), task("B", 8), task("C", 4)], [link("A", "B"), link("B", "C")],
                   time=hours)  # fmt: skip
    assert days(found, "A") == (2, 2)
    assert days(found, "B") == (2, 3)
    assert days(found, "C") == (3, 3)


def test_a_plan_longer_than_was_looked_at_first() -> None:
    """Four tasks of 1,000 working days end where so many weekdays have passed."""
    found = solved([task(code, 1000) for code in "ABCD"],
                   [link(a, b) for a, b in ("AB", "BC", "CD")])  # fmt: skip
    last = np.busday_offset(np.datetime64(march(2)), 3999)
    assert found.tasks["early_finish"].max() == last.astype(date)


def test_what_cannot_be_taken_is_said() -> None:
    """Unknown tasks and kinds leave out the link, no duration is one day, all with a finding.

    A constraint that is not known, or has no day, holds nothing.
    """
    found = solved(
        [
            task("A", None),
            task("B", 2, calendar="lunar"),
            task("C", 1, constraint="some day", constraint_on=march(9)),
            task("D", 1, constraint="must start on"),
        ],
        [link("A", "X"), link("A", "B", "XY"), link("A", "B")],
    )
    assert [one.code for one in found.findings] == [
        "unknown_task", "unknown_link_kind", "no_duration", "unknown_calendar",
        "unknown_constraint", "unknown_constraint",
    ]  # fmt: skip
    assert days(found, "B") == (3, 4)


def test_circles_are_named() -> None:
    """Each circle is named task by task, also across projects; a plan with one is refused."""
    tasks = [task("A", 1), task("B", 1), {**task("A", 1), "project": "Q"}, task("C", 1)]
    links = [link("A", "B"), {**link("B", "A"), "project": "Q", "predecessor_project": "P"},
             {**link("A", "A"), "predecessor_project": "Q"}, link("C", "C")]  # fmt: skip
    with pytest.raises(Refused, match=r"circle: P (A before P B before Q|C before P C)"):
        solved(tasks, links)
    frames = pl.DataFrame(tasks, TASK), pl.DataFrame(links, LINK)
    assert {one.message for one in circles(*frames)} == {
        "The links run in a circle: P A before P B before Q A before P A.",
        "The links run in a circle: P C before P C.",
    }


@pytest.mark.parametrize(
    ("tasks", "words"),
    [([task("A", 1), task("A", 2)], "listed twice"), ([task("A", 99_999)], "200 years")],
)
def test_what_cannot_be_met_is_refused(tasks: list[Row], words: str) -> None:
    """A task twice, and a plan without end in sight."""
    with pytest.raises(Refused, match=words):
        solved(tasks)


def test_fractions_and_missing_starts_are_refused() -> None:
    """Half a day is not cut off, and a project without a start or data date is not dated."""
    half = pl.DataFrame({"project": ["P"], "code": ["A"], "duration": [0.5]})
    none = pl.DataFrame(schema=LINK)
    with pytest.raises(Refused, match="whole units"):
        critical_path(half, none, Straight())
    whole = half.with_columns(duration=2)
    with pytest.raises(Refused, match="P has no start"):
        critical_path(whole, none, WEEK)
    found = critical_path(whole, none, WEEK, as_of=march(2)).tasks
    assert found["early_finish"].to_list() == [march(3)]


def test_nothing_planned() -> None:
    """No tasks give no dates."""
    found = critical_path(pl.DataFrame(schema=TASK), pl.DataFrame(schema=LINK), WEEK)
    assert (found.tasks.height, found.links.height, found.findings) == (0, 0, ())

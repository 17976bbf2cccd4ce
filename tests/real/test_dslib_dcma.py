"""The 14 checks of three real plans, beside the same figures counted from the raw files.

Counted by plain Python, in days of eight hours, Monday to Friday; nothing of the product is used.
"""

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import pmo_core
from pmo_core.jobs import dcma
from pmo_core.store import Repository
from tests.real.dslib_registers import progress, registers

PLANNED, FENDERS, KITCHENS = "C2011-02", "C2013-01", "C2013-04"
"""A plan before work began; one by its second status date; one with 112 lags by its sixth."""
DATES = {PLANNED: date(2011, 1, 3), FENDERS: date(2007, 3, 31), KITCHENS: date(2009, 6, 30)}
PERIODS = {PLANNED: 0, FENDERS: 2, KITCHENS: 6}
FAILING = {
    PLANNED: [(113, 3), (134, 0), (134, 9), (134, 10), (113, 0), (113, 54), (113, 0), (113, 1),
              (0, 0), (113, 6), (0, 0), (1, 0), (1, 0), (0, 0)],
    FENDERS: [(28, 7), (26, 0), (26, 0), (26, 0), (28, 0), (28, 7), (28, 0), (28, 2), (17, 0),
              (28, 0), (12, 2), (1, 0), (1, 0), (12, 2)],
    KITCHENS: [(76, 30), (75, 0), (75, 36), (75, 10), (76, 0), (76, 31), (76, 0), (76, 2), (178, 0),
               (76, 0), (249, 233), (1, 0), (1, 1), (249, 73)],
}  # fmt: skip
"""Per check: things judged, things that fail."""
INDICES = {PLANNED: (1.0, 1.0298507, None), FENDERS: (1.0, 1.1224490, 0.9166667),
           KITCHENS: (1.0, 0.3018868, 0.7068273)}  # fmt: skip
"""Part of the delay that arrives, CPLI = (length + float) / length, BEI = finished / due.

Fenders: 98 working days are left until its end, 12 days before the baseline's: 110 / 98. 12 tasks
were due, 11 are finished, one of them ahead of time: 11 / 12. Kitchens: 106 days are left, its end
comes 74 after the baseline's: 32 / 106; of 249 tasks due 176 are finished. Plan: 268 days of links
lie in a baseline of 276.
"""
Figure = tuple[int, int, float | None]
"""Things judged, things that fail, value."""


class Task(NamedTuple):
    """An activity in working days: planned and baselined from `begin` until before `end`."""

    days: int
    begin: int
    end: int
    cost: float
    started: int | None
    finished: int | None
    rest: int


def working_day(moment: datetime | date) -> int:
    """Return the working days before a day: 0 on some Monday, 5 on the Saturday after."""
    gone = moment.toordinal() - date(2000, 1, 3).toordinal()
    return gone // 7 * 5 + min(gone % 7, 5)


def lines(folder: Path, name: str, project: str) -> Iterator[dict[str, str]]:
    with (folder / "dslib" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from (row for row in csv.DictReader(file) if row["project_id"] == project)


def read(folder: Path, project: str) -> tuple[dict[str, Task], list[tuple[str, str, str, int]]]:
    """Return the activities by number, and the links: from, to, kind, lag."""
    done = {
        row["activity_id"]: row for row in lines(folder, "tracking_activity", project)
        if int(row["period"]) == PERIODS[project] and row["actual_start"]
    }  # fmt: skip
    tasks = {}
    for row in lines(folder, "activity", project):
        days = ceil(float(row["duration_wh"]) / 8)
        begin = working_day(datetime.fromisoformat(row["baseline_start"]))
        end = working_day(datetime.fromisoformat(row["baseline_end"])) + 1
        started, finished, rest = None, None, days
        if told := done.get(row["activity_id"]):
            started = working_day(datetime.fromisoformat(told["actual_start"]))
            share = float(told["pct_complete"])
            rest = max(ceil(days * (1 - share) - 1e-6), 1)
            if share >= 1:
                finished = started + max(ceil(float(told["actual_duration_wh"]) / 8), 1)
        tasks[row["activity_id"]] = Task(
            days, begin, end, float(row["baseline_cost"]), started, finished, rest
        )
    links = [
        (row["from_activity"], row["to_activity"], row["type"], int(row["lag_wh"]) // 8)
        for row in lines(folder, "relation", project)
    ]
    return tasks, links


def passes(
    tasks: dict[str, Task], links: list[tuple[str, str, str, int]], today: int
) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    """Return when each task starts and ends, and its total float, by the book.

    Forward: nothing that is still to do lies before the data date; what has begun goes on when its
    predecessors let it; what no link holds starts no earlier than planned. Backward from the last
    end. Tasks are passed over until nothing changes.
    """
    held = {to for _, to, kind, _ in links if kind[1] == "S"}
    first = min(one.begin for one in tasks.values())
    open_ = {code for code, one in tasks.items() if one.finished is None}
    rest = {code: one.rest if code in open_ else 0 for code, one in tasks.items()}
    go = {}
    for code, one in tasks.items():
        if one.started is not None:
            go[code] = max(one.started, today)
        else:
            go[code] = max(first, today, first if code in held else one.begin)

    def edge(code: str, side: str) -> int:
        one = tasks[code]
        if side == "S":
            return go[code] if one.started is None else one.started
        return go[code] + rest[code] if one.finished is None else one.finished

    binding = [
        link for link in links
        if link[1] in open_ and not (link[2] == "SS" and tasks[link[1]].started is not None)
    ]  # fmt: skip
    changed = True
    while changed:
        changed = False
        for of, to, kind, lag in binding:
            asked = edge(of, kind[0]) + lag - (rest[to] if kind[1] == "F" else 0)
            if asked > go[to]:
                go[to], changed = asked, True
    last = max(edge(code, "F") for code in tasks)
    late = {code: last - rest[code] for code in open_}
    to_come = [
        link for link in binding
        if (tasks[link[0]].finished if link[2][0] == "F" else tasks[link[0]].started) is None
    ]  # fmt: skip
    changed = True
    while changed:
        changed = False
        for of, to, kind, lag in to_come:
            asked = late[to] + (rest[to] if kind[1] == "F" else 0) - lag
            asked -= rest[of] if kind[0] == "F" else 0
            if asked < late[of]:
                late[of], changed = asked, True
    return ({code: (edge(code, "S"), edge(code, "F")) for code in tasks},
            {code: late[code] - go[code] for code in open_})  # fmt: skip


def by_hand(folder: Path, project: str) -> dict[int, Figure]:
    """Return check -> things judged, things that fail, and the value."""
    tasks, links = read(folder, project)
    today, as_of = working_day(DATES[project]), working_day(DATES[project] + timedelta(days=1))
    placed, spare = passes(tasks, links, today)
    work = {code for code, one in tasks.items() if one.days > 0}
    todo = {code for code in work if tasks[code].finished is None}
    has_before, has_after = {link[1] for link in links}, {link[0] for link in links}
    first = min(tasks, key=lambda code: (placed[code][0], code in has_before))
    last = max(tasks, key=lambda code: (placed[code][1], code not in has_after))
    lacking = {code for code in todo - has_before if code != first}
    lacking |= {code for code in todo - has_after if code != last}
    to_open = [link for link in links if tasks[link[1]].finished is None]
    dated = [one for one in tasks.values() if one.started is not None]
    due = [code for code in work if tasks[code].end <= as_of]
    late = [code for code in due if (tasks[code].finished or 10**9) > tasks[code].end]
    is_done = [code for code in work if (tasks[code].finished or 10**9) <= as_of]

    critical = min(spare, key=lambda code: (spare[code], placed[code][0]))
    slow = {**tasks, critical: tasks[critical]._replace(rest=tasks[critical].rest + 600)}
    end = max(one[1] for one in placed.values())
    moved = max(one[1] for one in passes(slow, links, today)[0].values()) - end
    length = end - max(today, min(placed[code][0] for code in spare))
    goal = max(one.end for one in tasks.values())

    def share(n: int, of: int) -> Figure:
        return (of, n, 100 * n / of if of else None)

    n_links, n_other = len(to_open), sum(link[2] != "FS" for link in to_open)
    unpaid = sum(tasks[code].cost <= 0 for code in todo)
    wrong = sum((one.started or 0) >= as_of or (one.finished or 0) > as_of for one in dated)
    return {
        1: share(len(lacking), len(todo)),
        2: share(sum(link[3] < 0 for link in to_open), n_links),
        3: share(sum(link[3] > 0 for link in to_open), n_links),
        4: (n_links, n_other, 100 - 100 * n_other / n_links),
        5: share(0, len(todo)),
        6: share(sum(spare[code] > 44 for code in todo), len(todo)),
        7: share(sum(spare[code] < 0 for code in todo), len(todo)),
        8: share(sum(tasks[code].days > 44 for code in todo), len(todo)),
        9: share(wrong, len(dated)),
        10: share(unpaid, len(todo)),
        11: share(len(late), len(due)),
        12: (1, int(moved < 570), moved / 600),
        13: (1, int((goal - end) / length < -0.05), (length + goal - end) / length),
        14: (len(due), sum(tasks[code].finished is None for code in due),
             len(is_done) / len(due) if due else None),
    }  # fmt: skip


@pytest.fixture(scope="module")
def portfolio(shared_data: Path) -> Iterator[Repository]:
    """Give a store with the three plans and their progress."""
    with pmo_core.open(":memory:") as repo:
        session = repo.session("root", "administrator")
        session.load(registers(shared_data, *DATES))
        for code in (FENDERS, KITCHENS):
            session.load({"progress": progress(shared_data, code, PERIODS[code], DATES[code])})
        yield repo


@pytest.mark.parametrize("project", list(DATES))
def test_the_14_figures_are_those_counted_by_hand(
    portfolio: Repository, shared_data: Path, project: str
) -> None:
    """Things judged, things that fail and the value of each check equal what the files say."""
    found = dcma.checks(portfolio, DATES[project]).filter(project=project)
    expected = by_hand(shared_data, project)
    assert [one[:2] for one in expected.values()] == FAILING[project]
    assert [expected[n][2] for n in (12, 13, 14)] == pytest.approx(INDICES[project], abs=1e-6)
    rows: list[Any] = found.select("number", "n_checked", "n_failed", "value").rows()
    assert [row[:3] for row in rows] == [(n, *expected[n][:2]) for n in range(1, 15)]
    for (number, _, _, value), (_, _, hand) in zip(rows, expected.values(), strict=True):
        assert value == (None if hand is None else pytest.approx(hand, abs=1e-9)), number

"""Leveling: nothing is used twice, nothing breaks a calendar, a link or what stays."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.critical_path import critical_path
from pmo_core.analysis.leveling.given import Frames
from pmo_core.analysis.leveling.level import Leveled, level, leveling
from pmo_core.analysis.violated_links import violated
from pmo_core.analysis.work_time import DEFAULT, Dated, Straight
from pmo_core.analysis.working_days import Calendar
from pmo_core.errors import Refused

START = date(2026, 3, 2)
TIME = Dated({
    DEFAULT: Calendar("1111100", (date(2026, 3, 10),)), "weekend": Calendar("1100011"),
})  # fmt: skip
KINDS = ("FS", "SS", "FF", "SF")
SEEDS = range(200)


def random_plan(seed: int, *, dated: bool, n_tasks: int = 8) -> Frames:
    """Return two tied projects, two resources that vary, some of the tasks already placed."""
    rng = np.random.default_rng(seed)
    project = np.sort(rng.integers(0, 2, n_tasks))
    codes = pl.Series([f"T{one}" for one in range(n_tasks)])
    names = pl.Series([f"P{one}" for one in project])
    day = pl.Series(rng.integers(0, 12, n_tasks))
    before, after = np.sort(rng.integers(0, n_tasks, (2, n_tasks)), axis=0)
    kept = before < after
    kinds = KINDS if dated else ("FS", "SS")
    links = pl.DataFrame({
        "project": names[after[kept]], "successor": codes[after[kept]],
        "predecessor_project": names[before[kept]], "predecessor": codes[before[kept]],
        "kind": rng.choice(kinds, kept.sum()), "lag": rng.integers(0 - dated, 3, kept.sum()),
    }).unique(["successor", "predecessor"], maintain_order=True)  # fmt: skip
    length = rng.integers(0 if dated else 1, 5, n_tasks)
    tasks = pl.DataFrame({"project": names, "code": codes, "duration": length})
    use = [
        tasks.select("project", "code", resource=pl.lit(name), amount=pl.Series(one))
        for name, one in zip(("DEV", "OPS"), rng.integers(0, 3, (2, n_tasks)), strict=True)
    ]
    since = [0, 4, 9] if not dated else [date(2026, 3, 2 + one) for one in (0, 4, 9)]
    capacity = pl.DataFrame({
        "resource": ["DEV"] * 3 + ["OPS"] * 3, "since": since * 2,
        "amount": [2, int(rng.integers(0, 3)), 2, int(rng.integers(2, 4)), 2, 3],
    })  # fmt: skip
    projects = pl.DataFrame({
        "project": ["P0", "P1"], "value": [float(one) for one in rng.integers(1, 5, 2)],
        "start_on": [START if dated else 0] * 2,
        "due": [date(2026, 3, 9) if dated else 6, None],
    })  # fmt: skip
    if dated:
        tasks = tasks.with_columns(
            calendar=pl.Series(np.where(rng.random(n_tasks) < 0.2, "weekend", DEFAULT)),
            planned_start=pl.lit(START) + pl.duration(days=day),
        ).with_columns(
            planned_finish=pl.col("planned_start") + pl.duration(days="duration"),
            is_fixed=pl.Series(rng.random(n_tasks) < 0.2),
        )
    return Frames(tasks, links, pl.concat(use), capacity, projects)


def used(plan: Frames, found: Leveled, time: Dated, *, fixed: bool) -> dict[tuple[str, date], int]:
    """Return what is used of each resource on each day, counted day by day."""
    total: dict[tuple[str, date], int] = {}
    rows = found.tasks.join(plan.tasks.select("project", "code", "calendar", "duration"),
                            on=["project", "code"]).filter(pl.col("duration") > 0)  # fmt: skip
    if fixed:
        rows = rows.filter("is_fixed")
    asked = {(p, c, r): n for p, c, r, n in plan.usage.iter_rows()}
    for row in rows.iter_rows(named=True):
        calendar = time.calendars[row["calendar"] or DEFAULT]
        for day in pl.date_range(row["start"], row["finish"], eager=True):
            works = calendar.mask[day.weekday()] == "1" and day not in calendar.holidays
            for name in ("DEV", "OPS"):
                n = asked[row["project"], row["code"], name] * works
                total[name, day] = total.get((name, day), 0) + n
    return total


def there(plan: Frames) -> dict[str, list[tuple[date, int]]]:
    """Return per resource since when how much of it is there, the last first."""
    rows = plan.capacity.sort("since", descending=True)
    return {name: rows.filter(resource=name).select("since", "amount").rows()
            for name in ("DEV", "OPS")}  # fmt: skip


@pytest.mark.parametrize("block", range(4))
def test_nothing_is_used_twice_and_nothing_is_broken(block: int) -> None:
    """On 200 random plans no resource, calendar, link, start or fixed date is broken."""
    for seed in SEEDS[block::4]:
        plan = random_plan(seed, dated=True)
        found = level(plan, TIME, START, most_schedules=100, seed=seed)
        assert found.tasks["start"].null_count() == 0, seed
        limits = there(plan)
        all_used, by_fixed = (used(plan, found, TIME, fixed=one) for one in (False, True))
        for (name, day), n in all_used.items():
            if n:
                limit = next(amount for since, amount in limits[name] if since <= day)
                over = max(limit, by_fixed.get((name, day), 0))
                assert n <= over, (seed, name, day)
        rows = found.tasks.with_columns(plan.tasks["duration"], plan.tasks["calendar"])
        stays = rows.filter("is_fixed")
        assert stays["start"].equals(stays["planned_start"]), seed
        moves = rows.filter(~pl.col("is_fixed"), pl.col("duration") > 0)
        assert (moves["start"] >= START).all(), seed
        number = TIME.number(moves["calendar"])[0]
        lasts = TIME.before(number, TIME.moment_of(moves["finish"], is_end=True)) - TIME.before(
            number, TIME.moment_of(moves["start"])
        )
        assert lasts.tolist() == moves["duration"].to_list(), seed
        # A milestone has a day, not a start; links into what stays are named instead.
        days = rows.with_columns(start=pl.when(pl.col("duration") > 0).then("start"))
        broken = violated(days, plan.links, TIME)
        assert broken.filter(~pl.col("successor").is_in(stays["code"].implode())).is_empty(), seed
        said = {one.value for one in found.findings if one.code == "fixed_link"}
        broken = broken.filter(~pl.col("predecessor").is_in(stays["code"].implode()))
        names = broken.select(pl.concat_str("project", "successor", separator=" ")).to_series()
        assert said == set(names), seed


def earliest_everywhere(plan: Frames) -> float:
    """Return the least value lost, by trying every combination of starts."""
    tasks = plan.tasks
    n, last = tasks.height, 22
    value = dict(plan.projects.select("project", "value").iter_rows())
    due = dict(plan.projects.select("project", "due").iter_rows())
    lengths = tasks["duration"].to_list()
    place = {key: one for one, key in enumerate(tasks.select("project", "code").iter_rows())}
    ties = [
        (place[of, before], place[to, after], lag + (lengths[place[of, before]] * (kind == "FS")))
        for to, after, of, before, kind, lag in plan.links.select(
            "project", "successor", "predecessor_project", "predecessor", "kind", "lag"
        ).iter_rows()
    ]
    starts = np.indices((last,) * n, np.int16).reshape(n, -1).T
    ends = starts + np.array(lengths)
    good = np.ones(len(starts), np.bool_)
    for before, after, shift in ties:
        good &= starts[:, after] >= starts[:, before] + shift
    asked = {(p, c, r): a for p, c, r, a in plan.usage.iter_rows()}
    for name in ("DEV", "OPS"):
        needs = np.array([asked[p, c, name] for p, c in place])
        for day in range(last + 5):
            runs = (starts <= day) & (day < ends)
            amount = plan.capacity.filter(resource=name).filter(pl.col("since") <= day)["amount"]
            good &= runs @ needs <= amount[-1]
    lost = np.zeros(len(starts))
    for project in tasks["project"].unique():
        mine = (tasks["project"] == project).to_numpy()
        end = ends[:, mine].max(axis=1)
        lost += value[project] * np.maximum(end - (due[project] or 0), 0)
    return float(lost[good].min())


def test_small_plans_are_solved_as_trying_all_starts_does() -> None:
    """Where it says that nothing is better, that is so; with few tasks it always says it."""
    for seed in range(30):
        plan = random_plan(seed, dated=False, n_tasks=4 if seed < 1 else 3)
        found = level(plan, Straight(), 0, most_schedules=50, seed=seed)
        assert found.is_proven, seed
        assert found.lost == pytest.approx(earliest_everywhere(plan)), seed
        assert found.bound <= found.lost + 1e-9, seed


def test_the_same_seed_gives_the_same_plan() -> None:
    """Twice the same seed and number of schedules: the same dates; progress only gets better."""
    plan = random_plan(3, dated=True, n_tasks=20)
    one, two = (level(plan, TIME, START, most_schedules=900, seed=5) for _ in range(2))
    assert one.tasks.equals(two.tasks)
    steps = list(leveling(plan, TIME, START, most_schedules=2_000, seed=5))
    lost = [step.lost for step in steps]
    assert lost == sorted(lost, reverse=True)


def test_with_enough_of_everything_it_is_the_critical_path() -> None:
    """Without limits each task of one calendar comes at its early start."""
    for seed in range(20):
        plan = random_plan(seed, dated=True)
        tasks = plan.tasks.with_columns(is_fixed=False, calendar=pl.lit(None, pl.String)).filter(
            pl.col("duration") > 0
        )
        free = plan._replace(tasks=tasks, capacity=plan.capacity.clear())
        found = level(free, TIME, START, most_schedules=60)
        dated = critical_path(tasks, plan.links, TIME, plan.projects, START).tasks
        assert found.is_proven, seed
        assert found.tasks.filter(project="P1")["finish"].max() == dated.filter(project="P1")[
            "early_finish"].max(), seed  # fmt: skip


def two(amounts: list[float], **columns: object) -> Frames:
    """Return two tasks of three days that both use DEV."""
    tasks = pl.DataFrame({"project": ["A", "B"], "code": ["1", "1"], "duration": [3, 3], **columns})
    none = pl.DataFrame(schema=dict.fromkeys(("project", "predecessor", "successor"), pl.String))
    usage = tasks.select("project", "code", resource=pl.lit("DEV"), amount=pl.Series(amounts))
    return Frames(
        tasks, none, usage, pl.DataFrame({"resource": ["DEV"], "amount": [1.0]}),
        pl.DataFrame({"project": ["A", "B"], "value": [1.0, 5.0], "due": [START, START]}),
    )  # fmt: skip


def test_what_waits_says_for_whom() -> None:
    """The project of more value goes first; the other waits for the resource that it has."""
    found = level(two([1.0, 1.0]), TIME, START)
    first, second = found.tasks.sort("start").iter_rows(named=True)
    assert (first["project"], first["why"]) == ("B", None)
    assert second["why"] == "waits for DEV, used by B 1 until 2026-03-04"
    assert found.waits.rows() == [("A", "1", "DEV", "B", "1", date(2026, 3, 4))]
    assert (found.lost, found.is_proven) == (5 * 2 + 5, True)


def test_half_of_a_resource_leaves_room_for_another() -> None:
    """Two tasks that use half a developer run at the same time."""
    assert level(two([0.5, 0.5]), TIME, START).tasks["start"].to_list() == [START, START]


def test_what_asks_for_more_than_there_is_gets_no_place() -> None:
    """It has no dates and is named; the other is placed."""
    found = level(two([2.0, 1.0]), TIME, START)
    assert found.tasks["start"].to_list() == [None, START]
    assert [(one.code, one.value) for one in found.findings] == [("no_place", "A 1")]
    assert not found.is_proven


def test_what_stays_and_overuses_is_named() -> None:
    """Two fixed tasks at the same time stay, and a finding says what they overuse."""
    days = {"planned_start": [START] * 2, "planned_finish": [date(2026, 3, 4)] * 2}
    found = level(two([1.0, 1.0], is_fixed=[True, True], **days), TIME, START)
    assert found.tasks["start"].to_list() == [START, START]
    assert [(one.code, one.value) for one in found.findings] == [("overused_by_fixed", "DEV")]
    moved = level(two([1.0, 1.0], is_fixed=[True, False], **days), TIME, START)
    assert moved.tasks["moved"].to_list() == [0, 3]


def test_a_fixed_task_without_dates_is_refused() -> None:
    """What is to stay must lie somewhere."""
    with pytest.raises(Refused, match="has no dates"):
        level(two([1.0, 1.0], is_fixed=[True, False]), TIME, START)

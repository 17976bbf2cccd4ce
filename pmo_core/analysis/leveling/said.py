"""A leveled plan as rows: days, moves, what each task waits for, and what cannot be kept."""

import numpy as np
import polars as pl

from pmo_core.analysis.leveling.build import Built
from pmo_core.analysis.leveling.given import KEY, Given
from pmo_core.analysis.leveling.search import Found
from pmo_core.analysis.leveling.waits import waits
from pmo_core.analysis.network_arrays import Bools, Ints
from pmo_core.analysis.network_frames import complete
from pmo_core.analysis.network_tasks import NEVER
from pmo_core.analysis.violated_links import violated
from pmo_core.analysis.work_time import Straight, WorkTime
from pmo_core.errors import Finding

MOST_NAMED = 3
_PLACELESS = "{} finds no place: it, or what it waits for, asks for more than is ever there."


def rows_of(
    plan: Given, time: WorkTime, made: Built | None, best: Found | None, is_placed: Bools
) -> pl.DataFrame:
    """Return the tasks of the plan with their days; null where no place was found."""
    start, end = plan.start.copy(), plan.end.copy()
    is_known = plan.is_fixed.copy()
    if made is not None and best is not None:
        task, slots = made.task, made.slots
        is_point = made.problem.lengths == 0
        is_known[task] = is_placed
        # A milestone lies where work ended, unless nothing came before it; days have a length.
        day = int(not isinstance(time, Straight))
        at_end = is_point & (best.start > made.problem.earliest)
        start[task] = np.where(at_end, slots.ends(best.start) - day, slots.begins(best.start))
        end[task] = np.where(is_point, start[task] + day, slots.ends(best.end))
    known, planned = pl.Series(is_known), plan.start != NEVER
    is_both = is_known & planned
    zero = np.zeros_like(start)
    first = np.where(is_both, start, zero)
    moved = time.before(plan.calendar, first) - time.before(
        plan.calendar, np.where(is_both, plan.start, zero)
    )
    yes, no = np.ones(len(start), np.bool_), np.zeros(len(start), np.bool_)
    given_days = plan.frames.tasks
    days = [
        time.day_of(np.where(is_known, start, zero), no),
        time.day_of(np.where(is_known, end, zero), yes),
    ]
    return given_days.select(
        *KEY,
        start=days[0].set(~known, None),
        finish=days[1].set(~known, None),
        planned_start="planned_start",
        planned_finish="planned_finish",
        moved=pl.Series(moved).set(~pl.Series(is_both), None),
        is_fixed="is_fixed",
    )


def waits_of(
    plan: Given, time: WorkTime, made: Built, best: Found, is_placed: Bools
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return what each task waits for, one row per other task, and a sentence per task."""
    names = plan.frames.tasks.select(KEY).rows()
    rows, said = [], []
    for one in waits(made.problem, best.start, best.end):
        if not is_placed[one.task]:
            continue
        key = names[made.task[one.task]]
        resource = None if one.resource < 0 else plan.resources[one.resource]
        until = _day(time, made, one.until)
        others = [names[made.task[other]] for other in one.by]
        for other in others or [(None, None)]:
            rows.append((*key, resource, *other, until))
        said.append((*key, resource, _sentence(key, resource, others, until)))
    day = pl.Date if not rows or not isinstance(rows[0][-1], int) else pl.Int64
    text = dict.fromkeys(("project", "code", "resource", "by_project", "by_code"), pl.String)
    return (
        pl.DataFrame(rows, schema={**text, "until": day}, orient="row"),
        pl.DataFrame(
            said, schema=dict.fromkeys((*KEY, "waits_for", "why"), pl.String), orient="row"
        ),
    )


def _day(time: WorkTime, made: Built, slot: int) -> object:
    """Return the last day before a slot."""
    moment = made.slots.ends(np.array([min(slot, made.slots.n)]))
    day = time.day_of(moment, np.ones(1, np.bool_))
    return day[0]


def _sentence(
    key: tuple[str, str], resource: str | None, others: list[tuple[str, str]], until: object
) -> str:
    by = ", ".join(f"{p} {c}" if p != key[0] else c for p, c in others[:MOST_NAMED])
    more = f" and {len(others) - MOST_NAMED} more" if len(others) > MOST_NAMED else ""
    if resource is None:
        return f"follows {by}{more}"
    if not others:
        return f"waits for {resource}: not enough of it until {until}"
    return f"waits for {resource}, used by {by}{more} until {until}"


def findings_of(plan: Given, time: WorkTime, tasks: pl.DataFrame, missing: Ints) -> list[Finding]:
    """Return the tasks without a place, late ends, and links and days that are not kept."""
    names = plan.frames.tasks.select(pl.concat_str(KEY, separator=" ")).to_series()
    found = [
        Finding("error", "no_place", _PLACELESS.format(name), value=str(name))
        for name in names.gather(missing)
    ]  # fmt: skip
    late = tasks.with_columns(by=pl.Series(plan.last), name=names)
    ends = np.where(
        late["finish"].is_null().to_numpy(), -NEVER, time.moment_of(late["finish"], is_end=True)
    )
    for task in np.flatnonzero((ends > plan.last) & ~plan.is_fixed):
        found.append(Finding("warning", "no_later_missed",
                             f"{names[int(task)]} ends later than it must.",
                             value=str(names[int(task)])))  # fmt: skip
    return found + _broken(plan, time, tasks)


def _broken(plan: Given, time: WorkTime, tasks: pl.DataFrame) -> list[Finding]:
    """Return the links to tasks that stay which tasks that move break."""
    days = tasks.select(
        *KEY, "finish", "is_fixed", calendar=plan.frames.tasks["calendar"],
        start=pl.when(pl.Series(plan.duration) > 0).then("start"),  # milestones have a day alone
    )  # fmt: skip
    links = violated(days, plan.frames.links, time)
    stays = days.filter("is_fixed").select("project", successor="code")
    moves = days.filter(~pl.col("is_fixed")).select(_of="project", predecessor="code")
    own = pl.coalesce(complete(links, "links")["predecessor_project"].cast(pl.String), "project")
    links = links.with_columns(_of=own).join(moves, on=["_of", "predecessor"], how="semi")
    return [
        Finding("warning", "fixed_link",
                f"{successor} of {project} stays, though {predecessor} before it comes too late.",
                value=f"{project} {successor}")
        for project, successor, predecessor in links.join(stays, on=["project", "successor"])
        .select("project", "successor", "predecessor").iter_rows()
    ]  # fmt: skip


__all__ = ["findings_of", "rows_of", "waits_of"]

"""What would mend a shortage: levers found by the solver, and proven on the records they change."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

import polars as pl

from pmo_core.analysis.capacity import levers
from pmo_core.analysis.capacity.availability import availability, periods_of
from pmo_core.analysis.capacity.feasibility import Verdict, Witness, feasibility
from pmo_core.analysis.capacity.flow import GROUP
from pmo_core.analysis.capacity.levers import Terms
from pmo_core.analysis.capacity.moves import Kind, Lever
from pmo_core.analysis.capacity.plan import TOLERANCE, Plan
from pmo_core.analysis.work_time import DEFAULT
from pmo_core.errors import Refused
from pmo_core.jobs import resources
from pmo_core.jobs.capacity_plan import Window
from pmo_core.jobs.capacity_records import Changes, changes
from pmo_core.jobs.facts import Source
from pmo_core.jobs.overlay import Overlay
from pmo_core.jobs.schedule import schedule, work_time
from pmo_core.store import Session

KINDS: tuple[Kind, ...] = get_args(Kind)
QUICK_FIRST: tuple[Kind, ...] = ("cut", "hire", "hand over", "shift")
LONGEST_SHIFT = 6
"""Months by which a project may be shifted."""
MOST_MONTHS = 36
"""Months from the first of the window that are looked at."""
SECONDS = 5.0
READ = (
    "absence", "baseline", "baseline_item", "booking", "calendar", "calendar_day", "capacity",
    "commitment", "cost_rate", "cross_link", "demand", "effort", "holiday", "milestone", "person",
    "person_role", "precedence", "progress", "project", "role", "scenario", "wbs_element",
)  # fmt: skip
"""Registers that are read, all at the beginning: what is found rests on one state."""
_FIND = {"shift": levers.shift, "hire": levers.hire, "cut": levers.cut}
_EVER = date(1990, 1, 1), date(2089, 12, 31)


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A shortage that is to be mended, in a plan that reaches as far as it may move work.

    Parameters
    ----------
    source : Source
        Where the registers are read from; it says the same as long as the question lives.
    as_of : date
        Day from which the schedule counts.
    window : Window
        By month; the whole that is looked at.
    plan : Plan
        What is asked and who is there.
    verdict : Verdict
        On that plan.
    beside : tuple of Witness
        What else is short, and may stay.
    terms : Terms
        What changes cost, and which are allowed.
    """

    source: Source
    as_of: date
    window: Window
    plan: Plan
    verdict: Verdict
    beside: tuple[Witness, ...]
    terms: Terms

    @property
    def mended(self) -> list[Witness]:
        """What is to be mended; empty where nothing is short any more."""
        return [one for one in self.verdict.witnesses if one not in self.beside]

    @property
    def able(self) -> list[str]:
        """People who could serve the shortage, or are promised twice."""
        twice = [who for one in self.mended if one.kind == "promised" for who in one.people]
        asked = [one.shortage for one in self.mended if one.kind == "demand"]
        if not asked:
            return twice
        least = pl.concat(asked).group_by("skill").agg(least=pl.col("level").min())
        held = self.plan.skills.join(least, on="skill").filter(pl.col("level") >= pl.col("least"))
        return [*twice, *held["person"].unique().sort()]


@dataclass(frozen=True, slots=True, eq=False)
class WayOut:
    """A lever, what it changes in the registers, and the plan and the verdict after that.

    Parameters
    ----------
    lever : Lever
        The cheapest of its kind that was found.
    changes : Changes
        Rows of registers.
    before, after : Plan
        Without and with the changes, read from the registers.
    short_before, short_after : float
        Hours that cannot be met or are promised twice, of all shortages.
    is_enough : bool
        Whether the shortage is gone and no other grew.
    dates : polars.DataFrame
        Projects whose scheduled finish moves, links across projects included: `project`,
        `finish_before`, `finish_after`, `days_later` (calendar days). Only a shift moves dates.
    """

    lever: Lever
    changes: Changes
    before: Plan
    after: Plan
    short_before: float
    short_after: float
    is_enough: bool
    dates: pl.DataFrame


def ask(source: Source, as_of: date, window: Window, witness: Witness) -> Question:
    """Return the question how one shortage can be mended.

    Parameters
    ----------
    source : Source
        Where the registers are read from; read once and for all, so give one that does not change.
    as_of : date
        Day from which the schedule counts.
    window : Window
        In which the shortage was found.
    witness : Witness
        Of the shortage; others may stay.
    """
    whole = horizon(source, window)
    plan = _plan(source, whole)
    verdict = feasibility(plan)
    beside = tuple(one for one in verdict.witnesses if not _is_same(one, witness))
    return Question(source, as_of, whole, plan, verdict, beside, terms(source, whole))


def ways_out(
    source: Source,
    as_of: date,
    window: Window,
    witness: Witness,
    tell: Callable[[float], None] = lambda share: None,
) -> dict[Kind, WayOut | None]:
    """Return the cheapest lever of each kind that mends one shortage; see `ask` and `way_out`.

    Parameters
    ----------
    source, as_of, window, witness
        As `ask` takes them.
    tell : callable
        Told the share that is done; what it raises ends the work.
    """
    kept = Overlay(source)
    for name in READ:
        kept.table(name)
    question = ask(kept, as_of, window, witness)
    found: dict[Kind, WayOut | None] = {}
    for kind in QUICK_FIRST:
        tell((1 + len(found)) / (1 + len(KINDS)))
        found[kind] = way_out(question, kind)
    return {kind: found[kind] for kind in KINDS}


def way_out(question: Question, kind: Kind) -> WayOut | None:
    """Return the cheapest lever of a kind, proven on the registers as it would leave them.

    None where there is none, it was not found in time, or there is nothing to mend.
    """
    if not question.mended:
        return None
    plan, beside = question.plan, question.beside
    if kind in ("hire", "hand over"):
        plan, beside = around(question)
    if kind == "hand over":
        lever = levers.hand_over(plan, question.terms, beside, question.able)
    else:
        lever = _FIND[kind](plan, question.terms, beside)
    if lever is None or lever.moves.is_empty():
        return None

    def build(source: Source) -> Plan:
        return _plan(source, question.window)

    made = changes(question.source, question.plan, lever, build)
    then = made.over(question.source)
    after = build(then)
    verdict = feasibility(after)
    may_lack = [
        sum(one.all_short for one in question.beside if one.kind == kind)
        for kind in ("demand", "promised")
    ]
    lacks = (verdict.short, verdict.overbooked)
    slack = TOLERANCE * (1 + lever.moves.height)
    return WayOut(
        lever, made, question.plan, after,
        question.verdict.short + question.verdict.overbooked, sum(lacks),
        all(one <= most + slack for one, most in zip(lacks, may_lack, strict=True)),
        _dates(question, then if kind == "shift" else question.source),
    )  # fmt: skip


def around(question: Question) -> tuple[Plan, tuple[Witness, ...]]:
    """Return the periods that have to do with the shortage, and what may stay short in them.

    Hours of one period serve another one only through demand that can be done in either. Where no
    such demand leads on, the rest of the plan cannot help.
    """
    windows = pl.concat([one.shortage.select("period", "until") for one in question.mended])
    ends = (windows["period"].min(), windows["until"].max())
    while True:
        touched = pl.col("period") <= ends[1], pl.col("until") >= ends[0]
        more = pl.concat([question.plan.needs.filter(touched).select("period", "until"), windows])
        wider = (more["period"].min(), more["until"].max())
        if wider == ends:
            break
        ends, windows = wider, more
    is_near = pl.col("period").is_between(*ends)
    plan = replace(
        question.plan,
        needs=question.plan.needs.filter(is_near),
        available=question.plan.available.filter(is_near),
        promised=question.plan.promised.filter(is_near),
    )
    first, last = ends
    near = (one for one in question.beside if first <= one.first <= last)  # type: ignore[operator]
    return plan, tuple(near)


def _dates(question: Question, then: Source) -> pl.DataFrame:
    """Return the projects whose finish, by the schedule of all, differs."""
    before = finishes(question.source, question.as_of)
    after = before if then is question.source else finishes(then, question.as_of)
    both = before.join(after, on="project", suffix="_after")
    later = (pl.col("finish_after") - pl.col("finish")).dt.total_days()
    return (
        both.filter(pl.col("finish") != pl.col("finish_after"))
        .select("project", "finish_after", finish_before="finish", days_later=later)
        .select("project", "finish_before", "finish_after", "days_later")
        .sort("days_later", "project", descending=[True, False])
    )


def finishes(source: Source, as_of: date) -> pl.DataFrame:
    """Return when each open project finishes: `project`, `finish`, by its tasks or as planned."""
    tasks = schedule(source, as_of).tasks
    by_tasks = tasks.group_by("project").agg(finish=pl.col("early_finish").max())
    planned = source.table("project").select(project="code", _plan="planned_finish")
    return (
        planned.join(by_tasks, on="project", how="left")
        .select("project", finish=pl.coalesce("finish", "_plan"))
        .drop_nulls()
    )


def apply(session: Session, way: WayOut, note: str) -> int:
    """Write what a lever changes as one change, and return its number.

    Raises
    ------
    Conflict
        A row was changed since the lever was found.
    NotAllowed
        The role may not plan.
    Refused
        It says so already.
    """
    number = session.put(way.changes.now, way.changes.was, note)
    if number is None:
        raise Refused("The registers say so already.")
    return number


def terms(source: Source, window: Window) -> Terms:
    """Return what changes cost and which are allowed, by what is kept.

    Rates are those of the first day of each month.
    """
    months = periods_of(window.first, window.last, "month")["period"]
    movable = shiftable(source, window).join(
        resources.priority(source), on="project", how="left", maintain_order="left"
    )
    settings = source.settings()
    return Terms(
        movable.select("project", "value", is_fixed=pl.col("fixed_because").is_not_null()),
        pl.concat([
            resources.role_rates(source, month).select("rate", skill="role", period=pl.lit(month))
            for month in months
        ]),
        pl.concat([
            resources.rates(source, month).with_columns(period=pl.lit(month)) for month in months
        ]),
        hours_per_period=settings.fte_hours_per_month,
        most_periods=LONGEST_SHIFT,
        seconds=SECONDS,
        hours=_full_time(source, window),
    )  # fmt: skip


def shiftable(source: Source, window: Window) -> pl.DataFrame:
    """Return of each project why it is not shifted.

    Returns
    -------
    polars.DataFrame
        `project`, `fixed_because` (null = it may be shifted).
    """
    must = source.table("wbs_element").filter(
        pl.col("constraint_kind")
        .fill_null("")
        .is_in(["finish no later than", "must start on", "must finish on"])
    )
    booked = source.table("booking").filter(
        (pl.col("kind") == "hard") | ((pl.col("source") == "manual") & (pl.col("person") != ""))
    )
    asked = resources.demanded(source, *_EVER, "month", with_proposed=True)
    outside = asked.group_by("project").agg(
        is_early=(pl.col("period") < window.first).any(),
        is_late=(pl.col("until") > window.last).any(),
    )
    begun = source.table("progress").select("project").unique()
    rows = source.table("project").select("stage", "actual_start", "is_date_fixed", project="code")
    for name, found in (("_must", must), ("_booked", booked), ("_begun", begun)):
        named = found.select("project", pl.lit(value=True).alias(name)).unique()
        rows = rows.join(named, on="project", how="left", maintain_order="left")
    rows = rows.join(outside, on="project", how="left", maintain_order="left")
    waits = pl.col("stage").fill_null("proposed").is_in(["proposed", "approved"])
    has_begun = pl.col("actual_start").is_not_null() | pl.col("_begun").is_not_null()
    return rows.select(
        "project",
        fixed_because=pl.when(has_begun | ~waits).then(pl.lit("has begun"))
        .when("is_date_fixed").then(pl.lit("dates are fixed"))
        .when("_must").then(pl.lit("a task must keep a date"))
        .when("_booked").then(pl.lit("people are promised"))
        .when("is_early").then(pl.lit("asks for people before the window"))
        .when("is_late").then(pl.lit("asks for people far beyond the window")),
    )  # fmt: skip


def _plan(source: Source, window: Window) -> Plan:
    return resources.plan(
        source, window.first, window.last, "month", with_proposed=window.with_proposed
    )


def horizon(source: Source, window: Window) -> Window:
    """Return the window with the months into which work may be shifted."""
    first = window.first.replace(day=1)
    ends = resources.demanded(source, *_EVER, "month", with_proposed=window.with_proposed)["until"]
    until = ends.max()
    last = max(window.last, until) if isinstance(until, date) else window.last
    month = pl.Series([last, first]).dt.truncate("1mo")
    reach = month.dt.offset_by(pl.Series([f"{LONGEST_SHIFT}mo", f"{MOST_MONTHS}mo"]))
    end = reach.min()
    assert isinstance(end, date)
    return Window(first, max(end, window.last), "month", window.with_proposed)


def _full_time(source: Source, window: Window) -> pl.DataFrame:
    """Return the hours that somebody with full hours works in each month."""
    settings = source.settings()
    weekly = settings.hours_per_day * settings.working_days.count("1")
    one = pl.DataFrame({"person": ["+"], "weekly_hours": [weekly]})
    days = periods_of(window.first, window.last, "month")
    return availability(one, days, work_time(source).calendars[DEFAULT]).select("period", "hours")


def _is_same(one: Witness, asked: Witness) -> bool:
    """Return whether a shortage of the larger plan is the one that was asked about, or holds it."""
    if one.kind != asked.kind or (one.kind == "promised" and one.people != asked.people):
        return False
    if one.kind == "promised":
        return one.first == asked.first
    return not one.shortage.join(asked.shortage, on=GROUP, how="semi").is_empty()


__all__ = [
    "KINDS", "LONGEST_SHIFT", "SECONDS", "Question", "WayOut", "apply", "ask", "finishes",
    "horizon", "shiftable", "terms", "way_out", "ways_out",
]  # fmt: skip

"""What a lever changes in the registers: rows as they are, and as they are to be.

Levers speak of months, as the registers do.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from pmo_core.analysis.capacity.availability import LOWEST
from pmo_core.analysis.capacity.moves import Lever, applied
from pmo_core.analysis.capacity.plan import NEED, TOLERANCE, Plan
from pmo_core.jobs.capacity_dates import later_dates
from pmo_core.jobs.facts import Source
from pmo_core.jobs.overlay import Frames, Overlay
from pmo_core.jobs.resources import BY_HAND, demanded
from pmo_core.jobs.scenario_plan import shaped
from pmo_core.model import REGISTERS

EVIDENCE = "Placeholder: to be hired or borrowed, found by the proof of capacity."
_CODE, _NAME = "HIRE-", "Hire "
_PROMISE = ["project", "role", "month", "person"]
_NEED = ["project", "role", "month", "until", "at_least"]
_EVER = date(1990, 1, 1), date(2089, 12, 31)
_HOURS_DIGITS = 4

Build = Callable[[Source], Plan]
"""Gives the plan of people by what a source says."""


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """Rows of registers, as `Session.put` takes them.

    Parameters
    ----------
    now, was : dict of str to polars.DataFrame
        Register -> rows as they are to be, and as they were seen.
    """

    now: Frames = field(default_factory=dict)
    was: Frames = field(default_factory=dict)

    def over(self, source: Source) -> Overlay:
        """Return the source as it would be after the changes."""
        return Overlay(source, self.now, self.was)


def changes(source: Source, plan: Plan, lever: Lever, build: Build) -> Changes:
    """Return what a lever changes in the registers.

    - shift: demand and soft bookings by whole months; planned dates of the project, of its elements
      and of milestones that are not achieved by as many working days, each by its calendar, so that
      durations stay; with elements the day before which they may not start. Money stays.
    - hire: a placeholder per person in `person` and `person_role`, there from the first day of the
      first month to the last of the last.
    - hand over: bookings; those of who takes over are made by hand and say from whom.
    - cut: demand; of who is promised twice also bookings. A project whose effort by element stands
      for its demand gets demand.

    Parameters
    ----------
    source : Source
        Where the registers are read from.
    plan : Plan
        By month; what the lever was found on.
    lever : Lever
        One that has moves.
    build : callable
        Makes the plan anew.
    """
    if lever.kind == "shift":
        made = _shift(source, lever.moves)
    elif lever.kind == "hire":
        made = _hire(source, lever.moves)
    elif lever.kind == "hand over":
        made = _hand_over(source, lever.moves)
    else:
        made = _cut(source, plan, lever, build)
    return Changes(_with_rows(made.now), _with_rows(made.was))


def _with_rows(frames: Frames) -> Frames:
    return {name: frame for name, frame in frames.items() if not frame.is_empty()}


def _shift(source: Source, moves: pl.DataFrame) -> Changes:
    by = moves.select("project", months="periods")
    was = {
        name: _of(source, name, by).drop("months")
        for name in ("project", "wbs_element", "milestone", "demand", "booking")
    }
    was["booking"] = was["booking"].filter(kind="soft")
    was["milestone"] = was["milestone"].filter(pl.col("achieved_on").is_null())
    now = later_dates(source, was, by)
    for name, columns in (("demand", ("month_on", "until_on")), ("booking", ("month_on",))):
        rows = was[name].join(by, on="project", maintain_order="left")
        moved = [pl.col(one).dt.offset_by(pl.format("{}mo", "months")) for one in columns]
        now[name] = shaped(name, rows.with_columns(moved))
    return Changes(now, was)


def _of(source: Source, register: str, by: pl.DataFrame) -> pl.DataFrame:
    key = "code" if register == "project" else "project"
    return source.table(register).join(by, left_on=key, right_on="project", maintain_order="left")


def _hire(source: Source, moves: pl.DataFrame) -> Changes:
    """Return placeholders: the n-th of a skill and level is there where n or more are needed."""
    settings = source.settings()
    weekly = settings.hours_per_day * settings.working_days.count("1")
    who = ["skill", "level", "number"]
    spells = (
        moves.select("skill", "level", "period", number=pl.int_ranges(1, pl.col("people") + 1))
        .explode("number", empty_as_null=False)
        .sort(*who, "period")
        .with_columns(
            is_new=pl.col("period").dt.offset_by("-1mo").ne_missing(
                pl.col("period").shift(1).over(who)
            )
        )
        .with_columns(spell=pl.col("is_new").cum_sum().over(who))
        .group_by(*who, "spell", maintain_order=True)
        .agg(joined_on=pl.col("period").min(), left_on=pl.col("period").max().dt.month_end())
        .with_columns(n=pl.int_range(1, pl.len() + 1).over("skill"))
    )  # fmt: skip
    codes = source.table("person")["code"]
    last = {}
    for skill in spells["skill"].unique():
        begin = f"{_CODE}{skill}-"
        own = codes.filter(codes.str.starts_with(begin))
        number = own.str.strip_prefix(begin).cast(pl.Int64, strict=False)
        last[skill] = int(number.max() or 0)  # type: ignore[arg-type]
    numbered = spells.with_columns(
        n=pl.col("n") + pl.col("skill").replace_strict(last, return_dtype=pl.Int64)
    ).with_columns(code=pl.format(f"{_CODE}{{}}-{{}}", "skill", "n"))
    return Changes({
        "person": shaped("person", numbered.with_columns(
            name=pl.format(f"{_NAME}{{}} {{}}", "skill", "n"), role="skill",
            weekly_hours=pl.lit(weekly),
        )),
        "person_role": shaped("person_role", numbered.with_columns(
            person="code", role="skill", evidence=pl.lit(EVIDENCE)
        )),
    })  # fmt: skip


def is_placeholder() -> pl.Expr:
    """Return whether a `person` stands for somebody to be hired, and has that `name` still."""
    return pl.col("person").str.starts_with(_CODE) & pl.col("name").str.starts_with(_NAME)


def _hand_over(source: Source, moves: pl.DataFrame) -> Changes:
    given = moves.select("project", "person", "hours", role="skill", month="period")
    was, left = _less(_promises(source), given, _PROMISE)
    kinds = was.group_by("project", "role", "month").agg(kind=pl.col("kind").min())
    # Nobody stands behind a capacity kept by hand: its hours are booked for the role.
    is_hand = pl.col("to") == pl.col("skill") + BY_HAND
    taken = (
        moves.with_columns(to=pl.when(is_hand).then(pl.lit("")).otherwise("to"))
        .group_by("project", role="skill", month="period", person="to")
        .agg(pl.col("hours").sum(), givers=pl.col("person").unique().sort().str.join(", "))
        .join(kinds, on=["project", "role", "month"])
        .with_columns(
            month_on="month", source=pl.lit("manual"),
            reason=pl.format("Takes over from {}.", "givers"),
        )
    )  # fmt: skip
    key = list(REGISTERS["booking"].key)
    own = source.table("booking").join(taken, on=key, how="semi")
    # A proposal to who takes over gives way: with the hours taken over it would be promised too.
    firm = _promises(source).select(*key, _own=pl.col("hours").cast(pl.Float64), _kind="kind")
    more = taken.join(firm, on=key, how="left").with_columns(
        hours=_hours(pl.col("hours") + pl.col("_own").fill_null(0.0)),
        kind=pl.min_horizontal("kind", "_kind"),  # hard comes before soft
    )
    now = pl.concat([shaped("booking", one) for one in (left, more)])
    return Changes({"booking": now}, {"booking": pl.concat([shaped("booking", was), own])})


def _cut(source: Source, plan: Plan, lever: Lever, build: Build) -> Changes:
    twice = lever.moves.filter(pl.col("person") != "").select(
        "project", "person", "hours", role="skill", month="period"
    )
    was, left = _less(_promises(source), twice, _PROMISE)
    made = Changes({"booking": shaped("booking", left)}, {"booking": shaped("booking", was)})
    # What is promised no more would be asked for again: so what is asked is what shall be left.
    wanted, now = applied(plan, lever).needs, build(made.over(source)).needs
    less = (
        now.join(wanted, on=NEED, how="left", suffix="_wanted")
        .select(
            "project", "until", role="skill", month="period", at_least="level",
            hours=pl.col("hours") - pl.col("hours_wanted").fill_null(0.0),
        )
        .filter(pl.col("hours") > TOLERANCE)
    )  # fmt: skip
    was, left = _less(_asked(source.table("demand")), less, _NEED)
    by_effort = _asked(_from_effort(source, less["project"].unique()))
    new, rest = _less(by_effort, less, _NEED)
    same = by_effort.join(new, on=["project", "role", "month_on"], how="anti")
    made.was["demand"] = shaped("demand", was)
    made.now["demand"] = pl.concat([shaped("demand", one) for one in (left, rest, same)])
    return made


def _promises(source: Source) -> pl.DataFrame:
    """Return the bookings that stay as they are, with the month that they count for."""
    is_fixed = (pl.col("kind") == "hard") | (pl.col("source") == "manual")
    month = pl.col("month_on").dt.truncate("1mo")
    return (
        source.table("booking").filter(is_fixed, pl.col("person") != "").with_columns(month=month)
    )


def _asked(demand: pl.DataFrame) -> pl.DataFrame:
    """Return demand with the month, the last month and the level that it counts for."""
    month = pl.col("month_on").dt.truncate("1mo")
    return demand.with_columns(
        month=month,
        until=pl.max_horizontal(month, pl.col("until_on").dt.truncate("1mo")),
        at_least=pl.col("level").fill_null(LOWEST),
    )


def _from_effort(source: Source, projects: pl.Series) -> pl.DataFrame:
    """Return the demand of projects whose effort by element stands for it, as rows to be kept."""
    rows = demanded(source, *_EVER, "month", with_proposed=True)
    by_effort = rows.filter(
        pl.col("source") == "effort", pl.col("project").is_in(projects.implode())
    )
    return shaped(
        "demand", by_effort.with_columns(month_on="period", hours=_hours(pl.col("hours")))
    )


def _less(
    rows: pl.DataFrame, by: pl.DataFrame, key: list[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows that lose hours, as they are, and what is left of them."""
    least = by.group_by(key).agg(_less=pl.col("hours").sum())
    was = rows.join(least, on=key)
    hours = pl.col("hours").cast(pl.Float64)
    before = (hours.cum_sum() - hours).over(key)
    left = was.with_columns(hours=_hours(hours - (pl.col("_less") - before).clip(0.0, hours)))
    return was.drop("_less"), left.filter(pl.col("hours") > 0).drop("_less")


def _hours(hours: pl.Expr) -> pl.Expr:
    return hours.round(_HOURS_DIGITS)


__all__ = ["EVIDENCE", "Build", "Changes", "changes", "is_placeholder"]

"""Where the store and the allocation meet: what is asked of whom in some months, and a proposal.

What somebody decided stays: hard bookings, bookings made by hand, and proposals outside of what is
asked about. Only soft bookings that came from a proposal, of the months, projects, roles and people
that are asked about, give way to a new one.
"""

import hashlib
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

import polars as pl

from pmo_core.analysis.capacity.allocation import Allocation, Wishes, allocate
from pmo_core.analysis.capacity.plan import Plan
from pmo_core.jobs import resources
from pmo_core.jobs.background import Tell
from pmo_core.jobs.facts import Source
from pmo_core.jobs.overlay import Overlay

RECENT_MONTHS = 6
"""Who worked or was booked on a project so many months before counts as on it already."""
SECONDS = 60.0
"""Time limit of each span of months that no window of a demand crosses."""
_WHERE = ("project", "skill", "period", "person")


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked about; an empty choice lets everything through.

    Parameters
    ----------
    first : date
        First day of the first month.
    n_months : int
        How many months, 1 or more.
    projects, roles : tuple of str
        Whose demand is staffed.
    departments : tuple of str
        Whose people may be proposed; those below them must be among them.
    with_proposed : bool
        Whether projects that nobody has approved yet are staffed too.
    cost, fit, continuity : float
        Weights; see `analysis.capacity.allocation`.
    """

    first: date
    n_months: int = 3
    projects: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    with_proposed: bool = False
    cost: float = 1.0
    fit: float = 0.2
    continuity: float = 0.5

    @property
    def last(self) -> date:
        """First day of the last month."""
        return self.months()[-1]

    def months(self) -> list[date]:
        """Return the first day of each month."""
        span = pl.select(
            pl.date_ranges(
                pl.lit(self.first), pl.lit(self.first).dt.offset_by(f"{self.n_months - 1}mo"), "1mo"
            )
        )
        found: list[date] = span.item().to_list()
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """What a proposal is made from, and what it would take the place of.

    Parameters
    ----------
    plan : Plan
        By month, less what stays. A person whose roles change within the months counts as several.
    wishes : Wishes
        In the same names.
    names : polars.DataFrame
        `person`, `period`, `alias` (name in the plan).
    was : polars.DataFrame
        Rows of the register `booking` that give way.
    name : str
        The same for the same inputs: so is the proposal.
    """

    plan: Plan
    wishes: Wishes
    names: pl.DataFrame
    was: pl.DataFrame
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """Who does what, in the names of the registers.

    Parameters
    ----------
    found : Allocation
        What the program found, in the names of `Given.plan`.
    rows : polars.DataFrame
        `project`, `role`, `month_on`, `person`, `hours`, `level` (asked), `holds` (the person's),
        `rate` (null = not known), `reason`; one row per the first four, sorted.
    """

    found: Allocation
    rows: pl.DataFrame


def given(source: Source, choice: Choice) -> Given:
    """Return what a proposal is made from.

    Parameters
    ----------
    source : Source
        Where the registers are read from.
    choice : Choice
        What is asked about.
    """
    is_asked = _is_asked(source, choice)
    was, stay = (source.table("booking").filter(one) for one in (is_asked, ~is_asked))
    # What is not asked about counts as decided: so nobody is booked twice because of it.
    other = stay.filter(kind="soft", source="proposed")
    fixed = Overlay(source, {"booking": other.with_columns(source=pl.lit("manual"))}, {})
    plan = resources.plan(
        fixed, choice.first, choice.last, "month", with_proposed=choice.with_proposed
    )
    held = _held(source, choice)
    names = _names(held, plan.available)
    needs = _chosen(plan.needs, choice)
    named = stay.filter(pl.col("person") != "").select(
        "project", "person", skill="role", period=pl.col("month_on").dt.truncate("1mo")
    )
    barred = named.filter(pl.col("period").is_between(choice.first, choice.last))
    who = names.select("person", "alias").unique().sort("person", "alias")
    already = _already(source, choice, named).join(needs, on="project", how="semi")
    plan = replace(
        plan,
        needs=needs,
        available=_aliased(plan.available, names),
        skills=_aliased(held, names).select("person", "skill", "level").unique()
        .sort("person", "skill"),
        promised=_aliased(plan.promised, names),
    )  # fmt: skip
    wishes = Wishes(
        resources.priority(source).join(needs, on="project", how="semi"),
        _by_alias(resources.rates(source, choice.first), who),
        _by_alias(already, who),
        barred=_aliased(barred, names).select(_WHERE).unique().sort(_WHERE),
        cost_weight=choice.cost, level_weight=choice.fit, continuity_weight=choice.continuity,
        seconds=SECONDS,
    )  # fmt: skip
    return Given(plan, wishes, names, was, _hash(plan, wishes))


def proposed(given: Given, tell: Tell | None = None) -> Proposal:
    """Return who is proposed for what; reads nothing but what is given.

    Parameters
    ----------
    given : Given
        From `given`.
    tell : callable, optional
        Takes the share that is done.
    """
    found = allocate(given.plan, given.wishes, tell)
    key = ["project", "role", "month_on", "person"]
    rows = (
        found.bookings.join(given.wishes.rates, on="person", how="left")
        .join(given.names.select("alias", "period", who="person"),
              left_on=["person", "period"], right_on=["alias", "period"], how="left")
        .select(
            "project", "hours", "level", "holds", "rate", "reason", role="skill",
            month_on="period", person=pl.coalesce("who", "person"),
        )
        .group_by(key)
        .agg(pl.col("hours").sum(), pl.col("level").max(),
             pl.col("holds", "rate", "reason").sort_by("level").last())
        .sort(key)
        .select(*key, "hours", "level", "holds", "rate", "reason")
    )  # fmt: skip
    return Proposal(found, rows)


def _is_asked(source: Source, choice: Choice) -> pl.Expr:
    """Return whether a booking is a proposal that gives way to a new one.

    Those of a role, where nobody is named, do too: a proposal names somebody.
    """
    projects = source.table("project")
    if not choice.with_proposed:
        projects = projects.filter(pl.col("stage").fill_null("") != "proposed")
    asked = pl.all_horizontal(
        pl.col("kind") == "soft",
        pl.col("source") == "proposed",
        pl.col("month_on").dt.truncate("1mo").is_between(choice.first, choice.last),
        pl.col("project").is_in(projects["code"].implode()),
    )
    if choice.projects:
        asked &= pl.col("project").is_in(choice.projects)
    if choice.roles:
        asked &= pl.col("role").is_in(choice.roles)
    if choice.departments:
        people = _people(source, choice)["person"]
        asked &= (pl.col("person") == "") | pl.col("person").is_in(people.implode())
    return asked


def _people(source: Source, choice: Choice) -> pl.DataFrame:
    """Return the people who may be proposed."""
    people = resources.people(source)
    if choice.departments:
        people = people.filter(pl.col("department").is_in(choice.departments))
    return people


def _chosen(needs: pl.DataFrame, choice: Choice) -> pl.DataFrame:
    if choice.projects:
        needs = needs.filter(pl.col("project").is_in(choice.projects))
    if choice.roles:
        needs = needs.filter(pl.col("skill").is_in(choice.roles))
    return needs


def _held(source: Source, choice: Choice) -> pl.DataFrame:
    """Return `person`, `period`, `skill`, `level` of those who may be proposed.

    A role counts in a month when it is held on its first day and on its last, at the lower level.
    Nobody is proposed whose weekly hours are not known.
    """
    known = _people(source, choice).drop_nulls("weekly_hours")
    months = []
    for month in choice.months():
        end: date = pl.select(pl.lit(month).dt.month_end()).item()
        both = resources.skills(source, month).join(
            resources.skills(source, end), on=["person", "skill"], suffix="_end"
        )
        level = pl.min_horizontal("level", "level_end")
        months.append(both.select("person", "skill", level, period=pl.lit(month)))
    return (
        pl.concat(months).join(known, on="person", how="semi")
        .sort("person", "period", "skill")
    )  # fmt: skip


def _names(held: pl.DataFrame, available: pl.DataFrame) -> pl.DataFrame:
    """Return `person`, `period`, `alias`: another one from each month on in which roles change."""
    can = held.group_by("person", "period").agg(can=pl.format("{} {}", "skill", "level").str.join())
    return (
        available.select("person", "period").unique()
        .join(can, on=["person", "period"], how="left")
        .sort("person", "period")
        .with_columns(n=pl.col("can").fill_null("").rle_id().over("person"))
        .with_columns(
            alias=pl.when(pl.col("n") == 0).then("person")
            .otherwise(pl.format("{}\n{}", "person", "n"))
        )
        .select("person", "period", "alias")
    )  # fmt: skip


def _aliased(rows: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Return rows of people and months in the names of the plan."""
    return (
        rows.join(names, on=["person", "period"], how="left", maintain_order="left")
        .with_columns(person=pl.coalesce("alias", "person"))
        .select(rows.columns)
    )


def _by_alias(rows: pl.DataFrame, who: pl.DataFrame) -> pl.DataFrame:
    """Return rows of people once for each of their names in the plan."""
    return (
        rows.join(who, on="person")
        .with_columns(person="alias").select(rows.columns).unique().sort(rows.columns)
    )  # fmt: skip


def _already(source: Source, choice: Choice, named: pl.DataFrame) -> pl.DataFrame:
    """Return project and person: booked there without being asked about, or at work lately."""
    since: date = pl.select(pl.lit(choice.first).dt.offset_by(f"-{RECENT_MONTHS}mo")).item()
    worked = source.query("hours_month", by="person", as_of=choice.first - timedelta(days=1))
    return pl.concat([
        named.filter(pl.col("period") >= since).select("project", "person"),
        worked.filter(pl.col("month") >= since, pl.col("hours") > 0).select(
            "project", person="worker"
        ),
    ])  # fmt: skip


def _hash(plan: Plan, wishes: Wishes) -> str:
    """Return the name of the inputs."""
    whole = hashlib.sha256()
    for part in (plan, wishes):
        for field in fields(part):
            value = getattr(part, field.name)
            is_frame = isinstance(value, pl.DataFrame)
            whole.update(value.write_csv().encode() if is_frame else repr(value).encode())
    return whole.hexdigest()


__all__ = ["RECENT_MONTHS", "SECONDS", "Choice", "Given", "Proposal", "given", "proposed"]

"""The proof of capacity on what is kept: whether the plan can be met, what is short, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from pmo_core.analysis.capacity import words
from pmo_core.analysis.capacity.feasibility import Verdict, Witness, feasibility
from pmo_core.analysis.capacity.plan import Plan, Unit
from pmo_core.jobs import resources
from pmo_core.jobs.facts import Source


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of the plan is looked at, and how finely.

    Parameters
    ----------
    first, last : date
        Days in the first and last period.
    unit : {"month", "week"}
        Length of a period.
    with_proposed : bool
        Whether projects that are only proposed count too.
    """

    first: date
    last: date
    unit: Unit = "month"
    with_proposed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """A plan of people and whether it can be met.

    Parameters
    ----------
    plan : Plan
        What is asked and who is there.
    verdict : Verdict
        Whether it can be met; if not, what is short.
    """

    plan: Plan
    verdict: Verdict


def proof(source: Source, window: Window) -> Proof:
    """Return whether what is asked in a window can be met by the people that there are.

    Where work that is asked for can be done later than the window ends, the later periods count
    too, with all that is asked there.
    """
    plan = plan_of(source, window)
    return Proof(plan, feasibility(plan))


def plan_of(source: Source, window: Window) -> Plan:
    """Return the plan of people of a window, and of what can be done after it."""
    more = {"with_proposed": window.with_proposed}
    asked = resources.demanded(source, window.first, window.last, window.unit, **more)
    until = asked["until"].max()
    last = max(window.last, until) if isinstance(until, date) else window.last
    return resources.plan(source, window.first, last, window.unit, **more)


def within(plan: Plan, window: Window, roles: tuple[str, ...] = ()) -> Plan:
    """Return what is asked and promised from the beginning to the end of a window.

    What is only looked at because work can be done in it is left out; with roles, theirs alone.
    """
    is_in = pl.col("period") <= window.last
    if roles:
        is_in &= pl.col("skill").is_in(roles)
    return replace(plan, needs=plan.needs.filter(is_in), promised=plan.promised.filter(is_in))


def shortages(
    verdict: Verdict, roles: tuple[str, ...] = (), last: date = date.max
) -> list[Witness]:
    """Return what is short and begins until a day, the worst first.

    With roles: where one of them is asked for.
    """
    return [
        one
        for one in verdict.witnesses
        if one.first <= last and (not roles or set(roles) & set(one.skills))
    ]


def name_of(witness: Witness) -> str:
    """Return a name for a shortage that holds while its roles and its periods stay.

    Examples
    --------
    >>> march = date(2027, 3, 1)
    >>> none = pl.DataFrame()
    >>> name_of(Witness("demand", none, ("DEV",), (), march, march, 0, 0, 0, 0, 0, none))
    'DEV 2027-03-01'
    """
    who = witness.people if witness.kind == "promised" else ()
    return " ".join([*who, *witness.skills, witness.first.isoformat()])


def table(
    found: list[Witness], unit: Unit, names: Mapping[str, str], hours_per_day: float
) -> pl.DataFrame:
    """Return one row per shortage, in the same order.

    Returns
    -------
    polars.DataFrame
        `roles`, `when`, `asked_pd`, `there_pd`, `short_pd` (person-days), `all_short_pd`
        (of the whole shortage around it), `n_people`, `projects` (those that ask for the most
        first), `kind` ("demand", or "promised": one person beyond the own hours).
    """
    rows = [
        {
            "roles": words.listed([names.get(skill, skill) for skill in one.skills]),
            "when": words.span(one.first, one.last, unit),
            "asked_pd": one.asked / hours_per_day,
            "there_pd": one.there / hours_per_day,
            "short_pd": one.short / hours_per_day,
            "all_short_pd": one.all_short / hours_per_day,
            "n_people": len(one.people),
            "projects": words.listed(list(one.projects)),
            "kind": "asked for"
            if one.kind == "demand"
            else names.get(one.people[0], one.people[0]),
        }
        for one in found
    ]
    return pl.DataFrame(rows, schema_overrides={"n_people": pl.Int64})


def causes(witness: Witness, hours_per_day: float) -> pl.DataFrame:
    """Return what each project asks for in a shortage, the most first.

    Returns
    -------
    polars.DataFrame
        `project`, `role`, `level`, `month`, `until_on`, `hours`, `asked_pd`, `share` (of all that
        the witness asks for).
    """
    return (
        witness.demands.rename({"skill": "role", "period": "month", "until": "until_on"})
        .with_columns(
            asked_pd=pl.col("hours") / hours_per_day,
            share=pl.col("hours") / pl.col("hours").sum(),
        )
        .sort("hours", "project", "role", "month", descending=[True, False, False, False])
        .select("project", "role", "level", "month", "until_on", "hours", "asked_pd", "share")
    )


def data_age(
    source: Source, projects: pl.DataFrame, trust: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """Return how far the data of projects can be trusted that a shortage rests on.

    Parameters
    ----------
    source : Source
        Where the journal and the settings are read from.
    projects : polars.DataFrame
        `project`.
    trust : polars.DataFrame
        As `jobs.trust.trust` returns it.
    as_of : date
        Day that it speaks of.

    Returns
    -------
    polars.DataFrame
        `project`, `trust`, `trust_reason`, `status_age_days`, `actuals_age_days`, `plan_age_days`
        (since demand, effort or bookings were last written; null where there is none), `is_old`:
        poor or doubtful data, or a plan that was not touched for longer than actuals may be old.
    """
    age = (pl.lit(as_of) - pl.col("written_on")).dt.total_days().clip(0)
    is_poor = pl.col("trust").is_in(["poor", "doubtful"]).fill_null(value=False)
    limit = source.settings().stale_actuals_days
    return (
        projects.select("project").unique(maintain_order=True)
        .join(trust, on="project", how="left", maintain_order="left")
        .join(source.query("plan_written"), on="project", how="left", maintain_order="left")
        .with_columns(plan_age_days=age)
        .with_columns(is_old=is_poor | (pl.col("plan_age_days") > limit).fill_null(value=False))
        .select(
            "project", "trust", "trust_reason", "status_age_days", "actuals_age_days",
            "plan_age_days", "is_old",
        )
    )  # fmt: skip


__all__ = [
    "Proof", "Window", "causes", "data_age", "name_of", "plan_of", "proof", "shortages", "table",
    "within",
]  # fmt: skip

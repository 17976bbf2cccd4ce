"""From the registers to what left its tolerance, who decides about it, and what a stop would free.

Money in base currency: plans, baselines and forecasts by the rate of as_of, so that a deviation
holds no change of rates.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pmo_core.analysis import agenda, business_case, deviations, freed_money, tolerances
from pmo_core.analysis.currency import convert
from pmo_core.analysis.selection.case import MONEY, Case
from pmo_core.analysis.selection.worth import costs_by_year, measures
from pmo_core.jobs.business_cases import from_now
from pmo_core.jobs.facts import Source
from pmo_core.model import Tolerance
from pmo_core.model.what_if import WhatIf
from pmo_core.store import Session


def exceptions(source: Source, portfolio: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return one row per broken tolerance, with the board in charge.

    Parameters
    ----------
    source : Source
        Where the registers are read from.
    portfolio : polars.DataFrame
        What `facts.portfolio` returned for the day.
    as_of : date
        The day.

    Returns
    -------
    polars.DataFrame
        As `analysis.tolerances.exceptions`, and board (null = none in charge).
    """
    found = tolerances.exceptions(
        portfolio, *_kept(source, as_of), settings=source.settings(), as_of=as_of,
        decisions=source.table("decision"),
    )  # fmt: skip
    subjects = found.with_columns(board=pl.lit(None, pl.String), amount="planned_cost")
    return agenda.in_charge(subjects, source.table("board")).drop("amount")


def allowed(source: Source, portfolio: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return one row per open project: its deviations today beside its tolerances.

    Returns
    -------
    polars.DataFrame
        project, name, and for each of cost, time and scope: <measure>_deviation (null = not known)
        and <measure>_tolerated; is_own (a tolerance of its own), in order of the code.
    """
    history, own, baselines = _kept(source, as_of)
    projects = portfolio.filter("is_open")
    limits = tolerances.limits(projects["code"], own, source.settings())
    today = deviations.deviations(projects, history, baselines, as_of=as_of).filter(
        pl.col("source") == deviations.TODAY
    )
    rows = limits.join(today.select("project", "measure", "deviation"), on=tolerances.KEY)
    wide = rows.group_by("project").agg(
        *(
            pl.col(name).filter(pl.col("measure") == measure).first().alias(f"{measure}_{name}")
            for measure in tolerances.UNITS
            for name in ("deviation", "tolerated")
        ),
        pl.col("is_own").any(),
    )
    names = projects.select("name", project="code")
    return names.join(wide, on="project").sort("project").select(
        "project", "name", pl.exclude("project", "name")
    )  # fmt: skip


def course(source: Source, project: pl.DataFrame, measure: str, as_of: date) -> pl.DataFrame:
    """Return how one measure of one project went: day, source, deviation, tolerated, number.

    Parameters
    ----------
    source : Source
        Where the registers are read from.
    project : polars.DataFrame
        Row of `facts.portfolio`.
    measure : {"cost", "time", "scope"}
        What is followed.
    as_of : date
        The day.
    """
    history, own, baselines = _kept(source, as_of, project["code"][0])
    limits = tolerances.limits(project["code"], own, source.settings())
    every = deviations.deviations(project, history, baselines, as_of=as_of)
    return (
        every.filter(pl.col("measure") == measure)
        .join(limits, on=tolerances.KEY)
        .select("day", "source", "deviation", "tolerated", "baseline_number")
    )


@dataclass(frozen=True, eq=False)
class Remaining:
    """What an open project still costs and brings: what is spent is sunk and in no figure.

    Parameters
    ----------
    cost, benefit : float or None
        Not discounted; None = not known.
    pv_benefit, npv : float or None
        At `discount_pct`, in money of the fiscal year of the next month.
    discount_pct : float
        Rate per year.
    reason : str
        Why the NPV is not known; empty where it is.
    by_year : polars.DataFrame
        year, cost, benefit; null = not known.
    takers : polars.DataFrame
        Who would take the money; see `analysis.freed_money.takers`, with name and portfolio.
    """

    cost: float | None
    benefit: float | None
    pv_benefit: float | None
    npv: float | None
    discount_pct: float
    reason: str
    by_year: pl.DataFrame
    takers: pl.DataFrame


def remaining(case: Case, project: str, what_if: WhatIf | None = None) -> Remaining:
    """Return the case of a project from now on, and who would take its money.

    Money that a portfolio has for itself stays in it.

    Parameters
    ----------
    case : Case
        What selections are made from.
    project : str
        Code of an open project.
    what_if : WhatIf, optional
        By which rate and method candidates are valued; default: as a what-if begins.
    """
    controls = what_if or WhatIf()
    rate = float(controls.discount_pct)
    of = from_now(case, project)
    npv = business_case.values(of, rate)["npv"]
    present, _ = business_case.present(of, rate)
    by_year = business_case.table(of, rate).select(
        "year",
        pl.col("cost") if of.has_cost else pl.lit(None, pl.Float64).alias("cost"),
        pl.col("benefit") if of.has_benefit else pl.lit(None, pl.Float64).alias("benefit"),
    )
    return Remaining(
        cost=float(by_year["cost"].sum()) if of.has_cost else None,
        benefit=float(by_year["benefit"].sum()) if of.has_benefit else None,
        pv_benefit=present if of.has_benefit else None,
        npv=npv.value, discount_pct=rate, reason=npv.reason, by_year=by_year,
        takers=_takers(case, project, by_year.select("year", "cost"), controls),
    )  # fmt: skip


def _takers(case: Case, project: str, freed: pl.DataFrame, what_if: WhatIf) -> pl.DataFrame:
    who = case.projects.filter(pl.col("is_candidate") & (pl.col("project") != project))
    own = case.projects.filter(pl.col("project") == project)["portfolio"].fill_null("").item()
    pots = case.limits.filter((pl.col("resource") == MONEY) & pl.col("amount").is_not_null())
    if own and own in pots["portfolio"]:
        who = who.filter(pl.col("portfolio") == own)
    costs = costs_by_year(case).collect().join(who, on="project", how="semi")
    found = freed_money.takers(
        freed.filter(pl.col("cost") > 0), costs, measures(case, what_if).drop("priority")
    )
    names = who.select("project", "name", "portfolio")
    return found.join(names, on="project", how="left", maintain_order="left")


def tolerate(session: Session, now: Tolerance, was: Tolerance | None) -> int:
    """Keep what a project may deviate, and return the number of the change.

    Raises
    ------
    Conflict
        Somebody else changed it since it was read.
    NotAllowed
        The role may not change tolerances.
    """
    if was is None:
        return session.save(now, note=f"Tolerance of {now.project}")
    return session.amend(now, was, note=f"Tolerance of {now.project}")


def _kept(
    source: Source, as_of: date, project: str | None = None
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return status reports and baselines in base currency, with the tolerances between them."""
    rates, base = source.table("rate"), source.settings().base_currency
    of = pl.lit(value=True) if project is None else pl.col("project") == project
    history, own, baselines = (
        source.table(name).filter(of) for name in ("status_report", "tolerance", "baseline")
    )
    return (
        convert(history, rates, ["forecast_cost"], base=base, on=as_of),
        own,
        convert(baselines, rates, ["planned_cost"], base=base, on=as_of),
    )


__all__ = ["Remaining", "allowed", "course", "exceptions", "remaining", "tolerate"]

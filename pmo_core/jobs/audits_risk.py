"""Where the store and the analysis meet: the risk of every subject, and the programme of a year."""

from datetime import date

import polars as pl

from pmo_core.analysis import audit_programme, audit_risk
from pmo_core.analysis.audit_programme import Programme, Wish
from pmo_core.analysis.rating import NOT_BEGUN
from pmo_core.jobs.facts import Source


def risk(source: Source, projects: pl.DataFrame, trust: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the risk of every project that has begun and is open, and of every department.

    Parameters
    ----------
    source : Source
        Where frames are read from.
    projects : polars.DataFrame
        What `jobs.facts.portfolio` returned for the same day.
    trust : polars.DataFrame
        What `jobs.trust.trust` returned for the same day.
    as_of : date
        The day.

    Returns
    -------
    polars.DataFrame
        See `analysis.audit_risk.points`. Departments are those that own such a project.
    """
    findings, audits = source.table("finding"), source.table("audit")
    begun = projects.filter(
        pl.col("is_open") & ~pl.col("stage").is_in(NOT_BEGUN).fill_null(value=False)
    ).select(
        "code", "name", "department", "planned_cost",
        begun_on=pl.coalesce("actual_start", "planned_start"),
    )  # fmt: skip
    of_projects = audit_risk.of_projects(
        begun, findings, audits, source.query("manager_changes"), trust, as_of=as_of
    )
    of_departments = audit_risk.of_departments(
        source.table("department"), of_projects, findings, audits, as_of=as_of
    )
    return audit_risk.points(pl.concat([of_projects, of_departments]), as_of)


def ties(source: Source) -> pl.DataFrame:
    """Return who may not audit what: about, code, person.

    A project: its manager and its sponsor. A department: who leads it, whose home it is, and the
    managers and sponsors of its projects.
    """
    projects, departments = source.table("project"), source.table("department")
    people = [
        projects.select(pl.lit("project").alias("about"), "code", person=name)
        for name in ("manager", "sponsor")
    ]
    people += [
        projects.select(pl.lit("department").alias("about"), code="department", person=name)
        for name in ("manager", "sponsor")
    ]
    people += [
        departments.select(pl.lit("department").alias("about"), "code", person="manager"),
        source.table("person").select(
            pl.lit("department").alias("about"), code="department", person="name"
        ),
    ]
    return pl.concat(people).drop_nulls().unique().sort("about", "code", "person")


def programme(source: Source, rated: pl.DataFrame, wish: Wish, as_of: date) -> Programme:
    """Propose the audits of a year; see `analysis.audit_programme.programme`.

    Parameters
    ----------
    source : Source
        Where frames are read from.
    rated : polars.DataFrame
        Rows of `risk` that may be audited.
    wish : Wish
        The year, how many a quarter, by whom.
    as_of : date
        Today.
    """
    return audit_programme.programme(
        rated, source.table("audit"), ties(source), wish, as_of=as_of,
        working_days=source.settings().working_days,
        holidays=source.table("holiday")["day"].to_list(),
    )  # fmt: skip


__all__ = ["programme", "risk", "ties"]

"""Where the store and the analysis of competence meet: who lacks what, by when, and why."""

from datetime import date, timedelta

import polars as pl

from pmo_core.analysis import competence as analysis
from pmo_core.analysis import mentoring
from pmo_core.analysis.currency import convert
from pmo_core.jobs import resources
from pmo_core.jobs.facts import Source
from pmo_core.jobs.priority import priority

ROLE_DAYS = 180
"""Days in which somebody closes a gap that no assignment is waiting for."""
N_MONTHS = 12
"""Months of bookings that are looked at."""
LOAD_MONTHS = 3
"""Months over which the load of a mentor is counted."""
_GRADES = {"major": 100.0, "minor": 50.0, "observation": 10.0}
"""Priority of what a finding asks for, by its grade."""
_BUSY = ("proposed", "running")


def last_day(as_of: date, n_months: int = N_MONTHS) -> date:
    """Return the last day of the months that are looked at, this one included."""
    found: date = pl.select(
        pl.lit(as_of).dt.offset_by(f"{n_months - 1}mo").dt.month_end()
    ).item()  # fmt: skip
    return found


def gaps(source: Source, as_of: date, n_months: int = N_MONTHS) -> pl.DataFrame:
    """Return what is asked of people in the coming months and not held then, cause by cause.

    Asked by bookings that name a person (this month and later), by main roles, and by open
    findings: a competence whose `basis` is the code of the finding, or of its rule, is asked of the
    owner of the finding, by the first due date of its actions. A role that asks without an
    assignment gives `ROLE_DAYS`, from the first day at work on for who is not there yet.

    Parameters
    ----------
    source : Source
        Where the registers are read from.
    as_of : date
        Today.
    n_months : int
        Months of bookings, this one included.

    Returns
    -------
    polars.DataFrame
        As `analysis.competence.gaps` returns it, with `priority` (0 to 100; of the project, by the
        grade of the finding, 0 of a role), `need_cause` (what asks, in a few words) and `reason`
        (what asks for what from when on, in a sentence).
    """
    asked, last = source.table("competence_need"), last_day(as_of, n_months)
    grace = as_of + timedelta(days=ROLE_DAYS)
    required = pl.concat([
        analysis.of_assignments(resources.booked(source, as_of, last, "month"), asked),
        analysis.of_roles(resources.people(source), asked, as_of, last),
        _of_findings(source, asked, grace),
    ])  # fmt: skip
    found = analysis.gaps(required, source.table("person_skill"))
    first_days = resources.people(source).select("person", begins="start")
    begins = pl.max_horizontal(pl.lit(as_of), "begins")
    is_standing = (pl.col("need_source") == analysis.ROLE) & (pl.col("needed_on") <= begins)
    found = found.join(first_days, on="person", how="left", maintain_order="left").with_columns(
        needed_on=pl.when(is_standing).then(begins.dt.offset_by(f"{ROLE_DAYS}d"))
        .otherwise("needed_on")
    ).drop("begins")  # fmt: skip
    grades = source.table("finding").select(
        finding="code", grade=pl.col("grade").replace_strict(_GRADES, default=0.0)
    )
    return (
        found.join(priority(source), on="project", how="left", maintain_order="left")
        .join(grades, on="finding", how="left", maintain_order="left")
        .with_columns(priority=pl.coalesce("grade", "value").fill_null(0.0))
        .with_columns(need_cause=_cause(source))
        .with_columns(reason=_reason(source))
        .drop("value", "grade")
        .sort("needed_on", "person", "skill", "project", "role")
    )


def needs(source: Source, as_of: date, n_months: int = N_MONTHS) -> pl.DataFrame:
    """Return the gaps that have to be closed; see `gaps` and `analysis.competence.merged`."""
    return analysis.merged(gaps(source, as_of, n_months))


def _of_findings(source: Source, asked: pl.DataFrame, grace: date) -> pl.DataFrame:
    """Return what open findings ask of their owners; see `analysis.competence.REQUIRED`."""
    people = source.table("person").unique("name", keep="none").select("code", owner="name")
    due = (
        source.table("corrective_action").filter(pl.col("state").is_in(["open", "reopened"]))
        .group_by("finding").agg(due=pl.col("due_on").min())
    )  # fmt: skip
    findings = (
        source.table("finding").filter(pl.col("state") == "open")
        .select("rule", "project", "owner", finding="code")
        .join(people.rename({"code": "person"}), on="owner")
        .join(due, on="finding", how="left")
    )  # fmt: skip
    wanted = asked.drop_nulls("basis").select("role", "skill", "level", "basis")
    by_rule = wanted.join(findings, left_on="basis", right_on="rule")
    by_code = wanted.join(
        findings.with_columns(basis="finding"), on="basis"
    ).select(by_rule.columns)  # fmt: skip
    return (
        pl.concat([by_rule, by_code])
        .group_by("person", "skill", "project", "finding")
        .agg(pl.col("level").max(), pl.col("role").min(), first=pl.col("due").min())
        .with_columns(
            first=pl.col("first").fill_null(grace), need_source=pl.lit(analysis.FINDING)
        )
        .with_columns(last="first")
        .select(*analysis.REQUIRED)
    )  # fmt: skip


def _cause(source: Source) -> pl.Expr:
    """Return in a few words what asks for a competence."""
    role = pl.col("role").replace(_names(source, "role"))
    name = pl.col("project").replace(_names(source, "project"))
    project = pl.format("{} {}", "project", name)
    finding = pl.col("finding").replace(_names(source, "finding"))
    of = pl.when(pl.col("project") == "").then(pl.lit("")).otherwise(
        pl.format(", {}", "project")
    )  # fmt: skip
    return (
        pl.when(pl.col("need_source") == analysis.ASSIGNMENT)
        .then(pl.format("{} on {}", role, project))
        .when(pl.col("need_source") == analysis.FINDING)
        .then(pl.format("Finding {} {}{}", "finding", finding, of))
        .otherwise(pl.format("Role {}", role))
    )  # fmt: skip


def _names(source: Source, register: str) -> dict[str, str]:
    """Return code -> name."""
    return dict(source.table(register).select("code", "name").rows())


def _reason(source: Source) -> pl.Expr:
    """Return in a sentence what asks for a competence from when on, and what is held then."""
    role = pl.col("role").replace(_names(source, "role"))
    skill = pl.col("skill").replace(_names(source, "skill"))
    what = pl.format(
        "{} level {} (holds {})", skill, "level",
        pl.when(pl.col("level_held") > 0).then(pl.col("level_held").cast(pl.String))
        .otherwise(pl.lit("none then")),
    )  # fmt: skip
    of = pl.when(pl.col("project") == "").then(pl.lit("")).otherwise(
        pl.format(" of {}", "project")
    )  # fmt: skip
    who = (
        pl.when(pl.col("need_source") == analysis.ASSIGNMENT)
        .then(pl.format("{} on {} from {}", role, "project", "needed_on"))
        .when(pl.col("need_source") == analysis.FINDING)
        .then(pl.format("Finding {}{}, due {}", "finding", of, "needed_on"))
        .otherwise(pl.format("Role {}, by {}", role, "needed_on"))
    )
    return pl.format("{}: {}", who, what)


def matrix(source: Source, as_of: date) -> pl.DataFrame:
    """Return role x competence x level; see `analysis.competence.matrix`.

    People who left or have not begun are left out.
    """
    people = resources.people(source).filter(_is_here(as_of))
    holding = analysis.held(source.table("person_skill"), as_of)
    return analysis.matrix(people, source.table("competence_need"), holding)


def certificates(source: Source, as_of: date, within_days: int) -> pl.DataFrame:
    """Return what ends, and what renewing it costs; not of people who left.

    Returns
    -------
    polars.DataFrame
        As `analysis.competence.certificates` returns it, with `person_name`, `skill_name`,
        `renewal_base` (base currency, by the rate of the day; null = cost or rate not known).
    """
    gone = source.table("person").filter(pl.col("left_on") < as_of).select(person="code")
    kept = source.table("person_skill").join(gone, on="person", how="anti")
    rows = analysis.certificates(kept, as_of, within_days)
    cost = convert(
        rows.with_columns(renewal_base="renewal_cost"), source.table("rate"), ["renewal_base"],
        base=source.settings().base_currency, on=as_of,
    ).drop("n_without_rate")  # fmt: skip
    return named(source, cost)


def mentors(source: Source, as_of: date) -> pl.DataFrame:
    """Return pairs that are suggested; see `analysis.mentoring.pairs`, with names."""
    taken = source.table("mentoring").filter(pl.col("state").is_in(_BUSY))
    people = resources.people(source).filter(_is_here(as_of))
    last = last_day(as_of, LOAD_MONTHS)
    there = _summed(resources.available(source, as_of, last, "month"), "there")
    asked = _summed(resources.booked(source, as_of, last, "month"), "asked")
    load = pl.when(pl.col("there") > 0).then(pl.col("asked").fill_null(0.0) / pl.col("there") * 100)
    loaded = (
        people.join(there, on="person", how="left").join(asked, on="person", how="left")
        .select("person", "department", load_pct=load)
    )  # fmt: skip
    holding = analysis.held(source.table("person_skill"), as_of).join(
        people, on="person", how="semi"
    )
    certified = source.table("skill").filter(pl.col("kind") == "certificate")
    wanted = needs(source, as_of).join(certified, left_on="skill", right_on="code", how="anti")
    pairs = mentoring.pairs(wanted, holding, loaded, taken)
    names = source.table("person").select("code", "name")
    skills = source.table("skill").select("code", "name")
    for column in ("mentor", "mentee"):
        pairs = pairs.join(
            names.rename({"code": column, "name": f"{column}_name"}), on=column, how="left",
            maintain_order="left",
        )  # fmt: skip
    pairs = pairs.join(skills.rename({"code": "skill", "name": "skill_name"}), on="skill",
                       how="left", maintain_order="left")  # fmt: skip
    return pairs.join(skills.rename({"code": "returns", "name": "returns_name"}), on="returns",
                      how="left", maintain_order="left")  # fmt: skip


def named(source: Source, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows of people and competences with `person_name` and `skill_name`, in their order."""
    people = source.table("person").select(person="code", person_name="name")
    skills = source.table("skill").select(skill="code", skill_name="name")
    return rows.join(people, on="person", how="left", maintain_order="left").join(
        skills, on="skill", how="left", maintain_order="left"
    )


def _is_here(as_of: date) -> pl.Expr:
    return (
        pl.col("start").fill_null(as_of).le(as_of) & pl.col("end").fill_null(as_of).ge(as_of)
    )  # fmt: skip


def _summed(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    return rows.drop_nulls("hours").group_by("person").agg(pl.col("hours").sum().alias(name))


__all__ = [
    "LOAD_MONTHS", "N_MONTHS", "ROLE_DAYS", "certificates", "gaps", "last_day", "matrix",
    "mentors", "named", "needs",
]  # fmt: skip

"""How much speaks for auditing a project or department next: risk points from 0 to 100.

ISO 19011:2018, 5.1, asks that an audit programme give priority to what has the higher inherent risk
and the lower performance. Here that is five parts, each a formula over the registers; what is not
known counts neither for nor against.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

DAYS = 730
"""Days after which an audit tells nothing any more, and within which a manager's change counts."""
WEIGHTS = {"major": 10.0, "minor": 4.0, "observation": 1.0}
"""Points of an open finding by its grade."""
TRUST = {"good": 0.0, "doubtful": 5.0, "poor": 10.0}
"""Points by the trust in the data."""
_A_CHANGE = 7.5


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the risk points: column of its points, name, most points, and how it is made."""

    name: str
    label: str
    most: float
    formula: str


PARTS = (
    Part("size_points", "Size", 25.0,
         "25 x share of the subjects of this kind whose planned cost is at most as high."),
    Part("audit_points", "Last audit", 25.0,
         f"25 x days since the last reported audit over {DAYS}, at most 25; without one since the "
         "start; 25 where that is not known."),
    Part("finding_points", "Findings", 25.0,
         "10 for a major, 4 for a minor finding, 1 for an observation that is open or accepted "
         "until a day that has passed, at most 25; a department has the mean of its projects and "
         "what its own audits found."),
    Part("manager_points", "Manager", 15.0,
         f"7.5 for each change of the manager in the last {DAYS} days, as the history shows, at "
         "most 15; a department has the mean of its projects."),
    Part("trust_points", "Data trust", 10.0,
         "Status trust: good 0, doubtful 5, poor 10; a department has the mean of its projects."),
)  # fmt: skip
"""The parts; risk = 100 x points of the known parts / most points of these parts."""


def open_findings(findings: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the findings that count: open, or accepted until a day that has passed.

    Parameters
    ----------
    findings : polars.DataFrame
        Register `finding`; those found after as_of are left out.
    as_of : date
        The day.
    """
    lapsed = (pl.col("state") == "accepted") & (pl.col("accepted_until") < as_of)
    return findings.filter((pl.col("found_on") <= as_of) & ((pl.col("state") == "open") | lapsed))


def of_projects(
    projects: pl.DataFrame,
    findings: pl.DataFrame,
    audits: pl.DataFrame,
    managers: pl.DataFrame,
    trust: pl.DataFrame,
    *,
    as_of: date,
) -> pl.DataFrame:
    """Return what the risk of each project is worked out from.

    Parameters
    ----------
    projects : polars.DataFrame
        code, name, department, planned_cost (base currency), begun_on; null = not known.
    findings, audits : polars.DataFrame
        The registers.
    managers : polars.DataFrame
        project, changed_on: a row per change of a project's manager.
    trust : polars.DataFrame
        project, trust (good, doubtful, poor; null = not rated).
    as_of : date
        The day.

    Returns
    -------
    polars.DataFrame
        about ("project"), code, name, department, planned_cost, begun_on, last_audit_on (null =
        never), n_major, n_minor, n_observation, finding_load (points of the findings, not cut),
        manager_load (changes of the manager), trust_load (0 to 10; null = not rated).
    """
    found = _counted(open_findings(findings, as_of).filter(pl.col("project") != ""), "project")
    changed = managers.filter(
        pl.col("changed_on").is_between(pl.lit(as_of) - pl.duration(days=DAYS), pl.lit(as_of))
    ).group_by("project").agg(manager_load=pl.len().cast(pl.Float64))  # fmt: skip
    rated = trust.select(
        "project", trust_load=pl.col("trust").replace_strict(TRUST, return_dtype=pl.Float64)
    )
    frame = projects.select("name", "department", "planned_cost", "begun_on", project="code")
    for part in (found, changed, rated, _last_audit(audits, "project", as_of)):
        frame = frame.join(part, on="project", how="left", maintain_order="left")
    return frame.select(
        pl.lit("project").alias("about"), "name", "department", "begun_on", "last_audit_on",
        "trust_load", pl.col("planned_cost").cast(pl.Float64), *_filled(), code="project",
    ).select(_INPUTS)  # fmt: skip


def of_departments(
    departments: pl.DataFrame,
    projects: pl.DataFrame,
    findings: pl.DataFrame,
    audits: pl.DataFrame,
    *,
    as_of: date,
) -> pl.DataFrame:
    """Return what the risk of each department with projects is worked out from.

    Parameters
    ----------
    departments : polars.DataFrame
        Register `department`.
    projects : polars.DataFrame
        What `of_projects` gave.
    findings, audits : polars.DataFrame
        The registers.
    as_of : date
        The day.

    Returns
    -------
    polars.DataFrame
        As `of_projects`, about = "department"; planned_cost is the sum over its projects (null
        where none is known), begun_on the first start, loads are means over its projects, and
        findings of its own audits count in addition.
    """
    own = (
        open_findings(findings, as_of)
        .filter(pl.col("project") == "")
        .join(audits.select("department", audit="code"), on="audit", how="inner")
        .drop_nulls("department")
    )
    summed = projects.group_by("department").agg(
        pl.when(pl.col("planned_cost").count() > 0).then(pl.col("planned_cost").sum()),
        pl.col("begun_on").min(),
        pl.col("n_major", "n_minor", "n_observation").sum(),
        pl.col("finding_load", "manager_load", "trust_load").mean(),
    )
    extra = _counted(own, "department").rename(lambda name: name + "_own")
    frame = (
        departments.select("name", department="code")
        .join(summed, on="department", how="inner", maintain_order="left")
        .join(extra, left_on="department", right_on="department_own", how="left",
              maintain_order="left")
        .join(_last_audit(audits, "department", as_of), on="department", how="left",
              maintain_order="left")
    )  # fmt: skip
    counts = ("n_major", "n_minor", "n_observation", "finding_load")
    return frame.with_columns(
        *(pl.col(name) + pl.col(f"{name}_own").fill_null(0) for name in counts),
        about=pl.lit("department"), code=pl.col("department"),
    ).select(_INPUTS)  # fmt: skip


def points(subjects: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the subjects with their risk, the highest first.

    Parameters
    ----------
    subjects : polars.DataFrame
        What `of_projects` and `of_departments` gave, one below the other.
    as_of : date
        The day.

    Returns
    -------
    polars.DataFrame
        The columns given, and since_audit_days (null = never), a column per `PARTS` (null = not
        known), risk_points (0 to 100), risk_reason (words).

    Examples
    --------
    >>> given = {"about": "project", "code": "A", "name": "A", "department": None,
    ...          "planned_cost": 5.0, "begun_on": date(2025, 1, 1), "last_audit_on": None,
    ...          "n_major": 1, "n_minor": 0, "n_observation": 0, "finding_load": 10.0,
    ...          "manager_load": 0.0, "trust_load": None}
    >>> rated = points(pl.DataFrame([given], schema=_SCHEMA), date(2026, 1, 1))
    >>> rated.select("size_points", "audit_points", "finding_points", "trust_points").row(0)
    (25.0, 12.5, 10.0, None)
    >>> rated["risk_points"].round(1).item()  # 100 x 47.5 / 90
    52.8
    """
    cost, rank = pl.col("planned_cost"), pl.col("planned_cost").rank("max")
    since = (pl.lit(as_of) - pl.coalesce("last_audit_on", "begun_on")).dt.total_days()
    frame = subjects.with_columns(
        larger_share=(rank / cost.count()).over("about"),
        smaller_share=((cost.rank("min") - 1) / cost.count()).over("about"),
        since_audit_days=(pl.lit(as_of) - pl.col("last_audit_on")).dt.total_days(),
    ).with_columns(
        size_points=25.0 * pl.col("larger_share"),
        audit_points=25.0 * (since / DAYS).clip(0, 1).fill_null(1),
        finding_points=pl.col("finding_load").clip(0, 25),
        manager_points=(_A_CHANGE * pl.col("manager_load")).clip(0, 15),
        trust_points=pl.col("trust_load"),
    )
    known = [pl.when(pl.col(one.name).is_not_null()).then(one.most) for one in PARTS]
    total = pl.sum_horizontal(one.name for one in PARTS)
    return (
        frame.with_columns(risk_points=100 * total / pl.sum_horizontal(known), risk_reason=_words())
        .drop("larger_share", "smaller_share")
        .sort("risk_points", "about", "code", descending=[True, True, False])
    )


def covered_pct(rated: pl.DataFrame) -> float | None:
    """Return the planned cost of projects audited in the last `DAYS` days, in percent of all.

    An audit of its department covers a project too.

    Parameters
    ----------
    rated : polars.DataFrame
        From `points`.

    Returns
    -------
    float or None
        None where no planned cost is known.
    """
    is_fresh = (pl.col("since_audit_days") <= DAYS).fill_null(value=False)
    fresh = rated.filter((pl.col("about") == "department") & is_fresh)["code"].to_list()
    projects = rated.filter(pl.col("about") == "project").drop_nulls("planned_cost")
    whole = float(projects["planned_cost"].sum())
    seen = projects.filter(is_fresh | pl.col("department").is_in(fresh))["planned_cost"].sum()
    return 100 * float(seen) / whole if whole else None


def _words() -> pl.Expr:
    """Say in one sentence what makes the risk."""
    larger = (100 * pl.col("smaller_share")).floor().cast(pl.Int64)
    grades = pl.concat_str(
        (
            pl.when(pl.col(f"n_{name}") > 0).then(pl.format("{} " + name, f"n_{name}"))
            for name in WEIGHTS
        ),
        separator=", ",
        ignore_nulls=True,
    )
    said = pl.concat_str(
        pl.when(larger >= 50).then(pl.format("larger than {} % of its kind", larger)),
        pl.when(pl.col("last_audit_on").is_null()).then(pl.lit("never audited"))
        .otherwise(pl.format("last audited on {}", "last_audit_on")),
        pl.when(grades != "").then(pl.format("open findings: {}", grades)),
        pl.when(pl.col("manager_load") > 0)
        .then(pl.format("changes of manager: {}", pl.col("manager_load").round(1))
              .str.strip_suffix(".0")),
        pl.when(pl.col("trust_load") >= 7.5).then(pl.lit("data poor"))
        .when(pl.col("trust_load") >= 2.5).then(pl.lit("data doubtful")),
        separator="; ", ignore_nulls=True,
    )  # fmt: skip
    return pl.concat_str(said.str.head(1).str.to_uppercase(), said.str.slice(1), pl.lit("."))


def _counted(findings: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return the open findings by grade and their points, per value of `key`."""
    load = pl.col("grade").replace_strict(WEIGHTS, return_dtype=pl.Float64)
    return findings.group_by(key).agg(
        *((pl.col("grade") == name).sum().cast(pl.Int64).alias(f"n_{name}") for name in WEIGHTS),
        finding_load=load.sum(),
    )


def _last_audit(audits: pl.DataFrame, about: str, as_of: date) -> pl.DataFrame:
    """Return the last day on which an audit of a subject was reported."""
    done = audits.filter(
        (pl.col("about") == about) & (pl.col("reported_on") <= as_of) & pl.col(about).is_not_null()
    )
    return done.group_by(about).agg(last_audit_on=pl.col("reported_on").max())


def _filled() -> list[pl.Expr]:
    counts = pl.col("n_major", "n_minor", "n_observation").fill_null(0).cast(pl.Int64)
    return [counts, pl.col("finding_load", "manager_load").fill_null(0.0)]


_SCHEMA = {
    "about": pl.String(), "code": pl.String(), "name": pl.String(), "department": pl.String(),
    "planned_cost": pl.Float64(), "begun_on": pl.Date(), "last_audit_on": pl.Date(),
    "n_major": pl.Int64(), "n_minor": pl.Int64(), "n_observation": pl.Int64(),
    "finding_load": pl.Float64(), "manager_load": pl.Float64(), "trust_load": pl.Float64(),
}  # fmt: skip
_INPUTS = list(_SCHEMA)

__all__ = [
    "DAYS", "PARTS", "Part", "covered_pct", "of_departments", "of_projects", "open_findings",
    "points",
]  # fmt: skip

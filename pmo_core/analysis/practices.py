"""Who follows which practice, who does not and why, and who has not said yet."""

import polars as pl

from pmo_core.analysis.lessons import IN_FORCE

UNSAID = "not said"
"""Status of a practice in a department that has said nothing about it."""


def asked(departments: pl.DataFrame, projects: pl.DataFrame, stated: pl.DataFrame) -> pl.DataFrame:
    """Return the departments that are to say whether they follow practices.

    Parameters
    ----------
    departments, projects : polars.DataFrame
        Registers `department` and `project`.
    stated : polars.DataFrame
        Register `practice_adoption`.

    Returns
    -------
    polars.DataFrame
        department, department_name, manager, n_projects: departments that own a project which is
        neither closed nor canceled, and those that have said something; by code.
    """
    is_open = ~pl.col("stage").is_in(["closed", "canceled"]).fill_null(value=False)
    owned = projects.filter(is_open).group_by("department").agg(
        n_projects=pl.len().cast(pl.Int64)
    )  # fmt: skip
    return (
        departments.select("manager", department="code", department_name="name")
        .join(owned, on="department", how="left")
        .filter(
            pl.col("n_projects").is_not_null()
            | pl.col("department").is_in(stated["department"].implode())
        )
        .select("department", "department_name", "manager", pl.col("n_projects").fill_null(0))
        .sort("department")
    )


def adoption(practices: pl.DataFrame, who: pl.DataFrame, stated: pl.DataFrame) -> pl.DataFrame:
    """Return for each practice in force and each department whether it is followed.

    Parameters
    ----------
    practices, stated : polars.DataFrame
        Registers `practice` and `practice_adoption`.
    who : polars.DataFrame
        From `asked`.

    Returns
    -------
    polars.DataFrame
        practice, name, department, department_name, manager, adoption (adopted, partly, no, or
        not said), reason, since_on, stated_by; by practice and department.
    """
    known = stated.select(
        "practice", "department", "reason", "since_on", "stated_by", adoption="status"
    )
    return (
        practices.filter(pl.col("state").is_in(IN_FORCE))
        .select("name", practice="code")
        .join(who.select("department", "department_name", "manager"), how="cross")
        .join(known, on=["practice", "department"], how="left")
        .select(
            "practice", "name", "department", "department_name", "manager",
            pl.col("adoption").fill_null(UNSAID), "reason", "since_on", "stated_by",
        )
        .sort("practice", "department")
    )  # fmt: skip


def by_practice(matrix: pl.DataFrame) -> pl.DataFrame:
    """Return how many departments follow each practice.

    Parameters
    ----------
    matrix : polars.DataFrame
        From `adoption`.

    Returns
    -------
    polars.DataFrame
        practice, n_adopted, n_partly, n_not_adopted, n_unsaid, adopted_pct = 100 adopted /
        departments that have said (partly counts as not yet; null where none has).
    """

    def n(status: str) -> pl.Expr:
        return (pl.col("adoption") == status).sum().cast(pl.Int64)

    said = pl.col("n_adopted") + pl.col("n_partly") + pl.col("n_not_adopted")
    return (
        matrix.group_by("practice")
        .agg(
            n_adopted=n("adopted"), n_partly=n("partly"), n_not_adopted=n("no"),
            n_unsaid=n(UNSAID),
        )
        .with_columns(adopted_pct=pl.when(said > 0).then(100.0 * pl.col("n_adopted") / said))
        .sort("practice")
    )  # fmt: skip


def silent(matrix: pl.DataFrame) -> pl.DataFrame:
    """Return who has not said yet: department, department_name, manager, n_unsaid, practices.

    Parameters
    ----------
    matrix : polars.DataFrame
        From `adoption`.
    """
    return (
        matrix.filter(pl.col("adoption") == UNSAID)
        .group_by("department", "department_name", "manager")
        .agg(n_unsaid=pl.len().cast(pl.Int64), practices=pl.col("practice").sort().str.join(", "))
        .sort("n_unsaid", "department", descending=[True, False])
    )


__all__ = ["UNSAID", "adoption", "asked", "by_practice", "silent"]

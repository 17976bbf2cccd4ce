"""How far the audits are: overdue, answered, and what they found."""

from datetime import date

import polars as pl


def standing(
    audits: pl.DataFrame, questions: pl.DataFrame, findings: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """Return the audits with what was asked, answered and found.

    Parameters
    ----------
    audits, questions, findings : polars.DataFrame
        Registers `audit`, `audit_question` and `finding`.
    as_of : date
        Today.

    Returns
    -------
    polars.DataFrame
        The fields of the register and subject (code of what is audited, a process by its name),
        audit_state (as `state`, or overdue: planned for a day that has passed), n_questions,
        n_answered, n_findings (not withdrawn), n_open_findings, in order of day.
    """
    asked = questions.group_by(code="audit").agg(
        n_questions=pl.len().cast(pl.Int64), n_answered=pl.col("answer").count().cast(pl.Int64)
    )
    found = (
        findings.filter(pl.col("audit").is_not_null() & (pl.col("state") != "withdrawn"))
        .group_by(code="audit")
        .agg(
            n_findings=pl.len().cast(pl.Int64),
            n_open_findings=(pl.col("state") == "open").sum().cast(pl.Int64),
        )
    )
    late = (pl.col("state") == "planned") & (pl.col("planned_on") < as_of)
    counts = ("n_questions", "n_answered", "n_findings", "n_open_findings")
    return (
        audits.join(asked, on="code", how="left", maintain_order="left")
        .join(found, on="code", how="left", maintain_order="left")
        .with_columns(
            pl.col(counts).fill_null(0),
            subject=pl.coalesce("project", "department", "process", "about"),
            audit_state=pl.when(late).then(pl.lit("overdue")).otherwise("state"),
        )
        .sort("planned_on", "code")
    )


__all__ = ["standing"]

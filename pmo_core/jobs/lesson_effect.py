"""Where lessons were judged and what went wrong there afterwards: does it come again."""

from datetime import date

import polars as pl

from pmo_core.analysis import lesson_effect as analysis
from pmo_core.jobs.facts import Source


def came_again(source: Source, as_of: date) -> pl.DataFrame:
    """Return for each lesson where it came again, see `analysis.lesson_effect.came_again`.

    What went wrong are the issues of projects (also risks that occurred), of which name and
    description are read, and their findings but for those withdrawn, by name and rule.

    Parameters
    ----------
    source : Source
        Where the registers are read.
    as_of : date
        Today.
    """
    return analysis.came_again(*_read(source), as_of=as_of)


def uses(source: Source, as_of: date) -> pl.DataFrame:
    """Return register `lesson_use` with came_again: whether it did at the project of the use.

    Parameters
    ----------
    source, as_of
        As for `came_again`.

    Returns
    -------
    polars.DataFrame
        Fields of the register, came_again: "yes", "no", or null (it cannot be known, or not yet).
    """
    lessons, used, events = _read(source)
    judged = analysis.by_project(lessons, used, events, as_of=as_of)
    said = pl.col("is_again").replace_strict({True: "yes", False: "no"}, return_dtype=pl.String)
    return (
        used.join(judged, on=["lesson", "project"], how="left", maintain_order="left")
        .with_columns(came_again=said)
        .select(*source.table("lesson_use").columns, "came_again")
    )


def _read(source: Source) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return lessons, uses and what went wrong, as the analysis takes them."""
    finding = source.table("finding")
    shown = finding.select("rule", subject="code", source=pl.lit("finding"))
    lessons = (
        source.table("lesson")
        .select("code", "tags", "source", "subject")
        .join(shown, on=["source", "subject"], how="left", maintain_order="left")
    )
    return (
        lessons.select("code", "tags", pl.col("rule").fill_null("")), _uses(source),
        pl.concat([_issues(source), _findings(finding)]),
    )  # fmt: skip


def _uses(source: Source) -> pl.DataFrame:
    """Return the uses with the project that their place is about, null where there is none."""
    about = [
        source.table(place).select(place=pl.lit(place), subject="code", about="project")
        for place in ("request", "audit")
    ]
    place, subject = pl.col("place"), pl.col("subject")
    return (
        source.table("lesson_use")
        .join(pl.concat(about), on=["place", "subject"], how="left")
        .with_columns(
            project=pl.when(place == "project").then(subject)
            .when(place == "gate").then(subject.str.extract(r"^(\S+)"))
            .otherwise("about")
        )
    )  # fmt: skip


def _issues(source: Source) -> pl.DataFrame:
    return (
        source.table("raid_item")
        .filter(pl.col("kind") == "issue", pl.col("raised_on").is_not_null())
        .select(
            "project", happened_on="raised_on", rule=pl.lit(""),
            text=pl.concat_str("name", "description", separator=". ", ignore_nulls=True),
        )
    )  # fmt: skip


def _findings(finding: pl.DataFrame) -> pl.DataFrame:
    return finding.filter(pl.col("project") != "", pl.col("state") != "withdrawn").select(
        "project", happened_on="found_on", rule="rule", text="name"
    )


__all__ = ["came_again", "uses"]

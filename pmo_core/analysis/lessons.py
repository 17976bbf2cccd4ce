"""Which lessons speak to a project, request, gate or audit, why, and what came of them before.

A lesson names traits: method, phase, type, tags. A trait that it leaves empty asks for nothing; a
trait that it names must agree, and of several tags one is enough. What is not known of a subject
(a request has no phase yet) neither agrees nor disagrees, but at least one trait must agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

SEPARATOR = ";"
IN_FORCE = ("recommended", "mandatory")
"""States of practices that are followed."""
EVERYBODY = "it speaks to every project"
_MOST_TAGS = 2
"""Tags that a reason spells out."""
_MOST_LETTERS = 48
"""Letters of a text that a reason quotes."""
_TRAITS = ("method", "phase", "project_type")
_SUBJECTS: dict[str, Any] = {
    "subject": pl.String, "project": pl.String, "method": pl.String,
    "phases": pl.List(pl.String), "project_type": pl.String,
}  # fmt: skip
_SAID = {"subject": pl.String, "place": pl.String, "text": pl.String}


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of something that lessons may speak to.

    Parameters
    ----------
    method, project_type : str or None
        How it is run, and which kind of project it is; None = not known.
    phases : tuple of str
        The phases that it is in or about to enter; empty = not known.
    said : tuple of (str, str)
        What is said of it, in which a lesson's tags are looked for: where, and the text.
    project : str or None
        The project that it is or belongs to: its own lessons are not told to it.
    """

    method: str | None = None
    project_type: str | None = None
    phases: tuple[str, ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    project: str | None = None


def frames(traits: Mapping[str, Traits]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the traits of subjects as the two frames that `matches` takes.

    Examples
    --------
    >>> subjects, said = frames({"P-1": Traits(method="agile", said=(("tag", "cloud"),))})
    >>> subjects.row(0), said.row(0)
    (('P-1', None, 'agile', [], None), ('P-1', 'tag', 'cloud'))
    """
    subjects = [
        (code, one.project, one.method, list(one.phases), one.project_type)
        for code, one in traits.items()
    ]
    said = [(code, place, text) for code, one in traits.items() for place, text in one.said]
    return (
        pl.DataFrame(subjects, schema=_SUBJECTS, orient="row"),
        pl.DataFrame(said, schema=_SAID, orient="row"),
    )


def matches(lessons: pl.DataFrame, subjects: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Return which lessons (or practices) speak to which subjects, and why.

    Parameters
    ----------
    lessons : polars.DataFrame
        Rows of register `lesson` or `practice`: all of them are held against the subjects, so give
        only those that may speak (`may_speak`). A lesson is not told to the project it is from.
    subjects : polars.DataFrame
        subject, project, method, phases (list), project_type; as `Traits` says.
    said : polars.DataFrame
        subject, place (where it is said), text. A tag is found where its words stand next to each
        other, whatever their case and whether in the plural.

    Returns
    -------
    polars.DataFrame
        subject, code, n_traits (traits that agree, each tag counting one; 0 = it names none),
        reason (the traits in words), by subject, the most traits first.

    Examples
    --------
    >>> from datetime import date
    >>> from pmo_core.model import Lesson
    >>> lesson = Lesson(code="L-1", name="Two sources", kind="keep", happened=".", advice=".",
    ...                 method="agile", tags="supplier", raised_by="A", raised_on=date(2026, 1, 1))
    >>> risk = ("risk R-1", "Suppliers are late")
    >>> found = matches(Lesson.frame(lesson), *frames({"P": Traits("agile", said=(risk,))}))
    >>> found.row(0)
    ('P', 'L-1', 2, 'method agile; "supplier" in risk R-1: Suppliers are late')
    """
    told = tags_told(lessons, said)
    own = subjects.select(
        "subject", own_project="project", own_method="method", own_type="project_type",
        own_phases=pl.col("phases").list.eval(_lower(pl.element())),
    )  # fmt: skip
    origin = "project" if "project" in lessons.columns else None
    pairs = lessons.select(
        "code", *_TRAITS, is_tagged=_words(pl.coalesce("tags", pl.lit(""))).str.strip_chars() != "",
        origin=pl.col(origin) if origin else pl.lit(None, pl.String),
    ).join(own, how="cross")  # fmt: skip
    agreed = pairs.with_columns(
        by_method=_lower(pl.col("method")) == _lower(pl.col("own_method")),
        by_type=_lower(pl.col("project_type")) == _lower(pl.col("own_type")),
        by_phase=pl.when(pl.col("own_phases").list.len() > 0, pl.col("phase").is_not_null()).then(
            pl.col("own_phases").list.contains(_lower(pl.col("phase")))
        ),
    ).filter(
        pl.all_horizontal(pl.col("by_method", "by_type", "by_phase").fill_null(value=True)),
        (pl.col("origin") != pl.col("own_project")).fill_null(value=True),
    ).join(told, on=["code", "subject"], how="left").filter(
        ~pl.col("is_tagged") | pl.col("told").is_not_null()
    )  # fmt: skip
    n_traits = pl.sum_horizontal(pl.col("by_method", "by_type", "by_phase")).cast(
        pl.Int64
    ) + pl.col("n_tags").fill_null(0)
    names_none = ~pl.col("is_tagged") & pl.all_horizontal(pl.col(_TRAITS).is_null())
    return (
        agreed.with_columns(n_traits=n_traits)
        .filter((pl.col("n_traits") > 0) | names_none)
        .select("subject", "code", "n_traits", reason=_reason())
        .sort("subject", "n_traits", "code", descending=[False, True, False])
    )


def may_speak(lessons: pl.DataFrame, practices: pl.DataFrame) -> pl.DataFrame:
    """Return the accepted lessons, each with its practice where that is in force.

    Parameters
    ----------
    lessons, practices : polars.DataFrame
        Registers `lesson` and `practice`. What is only proposed, a draft or retired never speaks.
    """
    kept = practices.filter(pl.col("state").is_in(IN_FORCE))["code"]
    return lessons.filter(pl.col("state") == "accepted").with_columns(
        practice=pl.when(pl.col("practice").is_in(kept.implode())).then("practice")
    )


def effects(uses: pl.DataFrame) -> pl.DataFrame:
    """Return what was made of each lesson where it appeared.

    Parameters
    ----------
    uses : polars.DataFrame
        Register `lesson_use`.

    Returns
    -------
    polars.DataFrame
        lesson, n_applied, n_not_relevant, n_later, n_effects (applied, and said what came of it),
        useful_pct = 100 applied / (applied + not relevant), null where nobody judged;
        last_used_on (last day on which it was applied).
    """

    def n(used_as: str) -> pl.Expr:
        return (pl.col("used_as") == used_as).sum().cast(pl.Int64)

    is_applied = pl.col("used_as") == "applied"
    judged = pl.col("n_applied") + pl.col("n_not_relevant")
    return (
        uses.group_by("lesson")
        .agg(
            n_applied=n("applied"), n_not_relevant=n("not relevant"), n_later=n("later"),
            n_effects=(is_applied & pl.col("effect").is_not_null()).sum().cast(pl.Int64),
            last_used_on=pl.col("used_on").filter(is_applied).max(),
        )
        .with_columns(
            useful_pct=pl.when(judged > 0).then(100.0 * pl.col("n_applied") / judged)
        )
        .sort("lesson")
    )  # fmt: skip


def ranked(found: pl.DataFrame, proven: pl.DataFrame) -> pl.DataFrame:
    """Return matches in the order in which they are read: by strength, then by proven effect.

    Parameters
    ----------
    found : polars.DataFrame
        From `matches`.
    proven : polars.DataFrame
        From `effects`.

    Returns
    -------
    polars.DataFrame
        The matches with n_applied, n_not_relevant, n_later, n_effects; of equal n_traits the one
        first of which (applied + 1) / (applied + not relevant + 2) is larger (Laplace's rule of
        succession: an untried lesson stands between one that helped and one that did not).
    """
    counts = ["n_applied", "n_not_relevant", "n_later", "n_effects"]
    rows = found.join(proven.select("lesson", *counts), left_on="code", right_on="lesson",
                      how="left").with_columns(pl.col(counts).fill_null(0))  # fmt: skip
    worth = (pl.col("n_applied") + 1) / (pl.col("n_applied") + pl.col("n_not_relevant") + 2)
    return rows.sort(
        "subject", "n_traits", worth, "n_effects", "code",
        descending=[False, True, True, True, False],
    )  # fmt: skip


def tags_told(lessons: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Return which tags of lessons stand in what is said of subjects.

    Parameters
    ----------
    lessons : polars.DataFrame
        code, tags.
    said : polars.DataFrame
        subject, place, text; as for `matches`.

    Returns
    -------
    polars.DataFrame
        code, subject, n_tags and told (list: the first tags with where they stand), in no order.
    """
    tags = (
        lessons.select("code", tag=pl.col("tags").str.split(SEPARATOR))
        .explode("tag")
        .with_columns(pl.col("tag").str.strip_chars(), words=_words(pl.col("tag")))
        .filter(pl.col("words").str.strip_chars() != "")
    )
    cut = pl.col("text").str.slice(0, _MOST_LETTERS).str.replace(r"\s+\S*$", "")
    is_cut = pl.col("text").str.len_chars() > _MOST_LETTERS
    texts = said.select(
        "subject", "place", heard=_words(pl.col("text")),
        quoted=pl.when(is_cut).then(pl.format("{} ...", cut)).otherwise("text"),
    )  # fmt: skip
    return (
        tags.join(texts, how="cross")
        .filter(pl.col("heard").str.contains(pl.col("words"), literal=True))
        .unique(["code", "subject", "words"], keep="first", maintain_order=True)
        .group_by("code", "subject", maintain_order=True)
        .agg(
            n_tags=pl.len().cast(pl.Int64),
            told=pl.when(_lower(pl.col("tag")) == _lower(pl.col("quoted")))
            .then(pl.format('"{}" in {}', "tag", "place"))
            .otherwise(pl.format('"{}" in {}: {}', "tag", "place", "quoted"))
            .head(_MOST_TAGS),
        )
    )


def _reason() -> pl.Expr:
    """Return why a lesson speaks: the traits that agree, in words."""
    told = pl.concat_str(
        pl.when("by_method").then(pl.format("method {}", "own_method")),
        pl.when("by_phase").then(pl.format("phase {}", "phase")),
        pl.when("by_type").then(pl.format("type {}", "own_type")),
        pl.col("told").list.join("; "),
        pl.when(pl.col("by_phase").is_null()).then(pl.format("it is about phase {}", "phase")),
        separator="; ",
        ignore_nulls=True,
    )
    return pl.when(told == "").then(pl.lit(EVERYBODY)).otherwise(told)


def _lower(text: pl.Expr) -> pl.Expr:
    return text.str.strip_chars().str.to_lowercase()


def _words(text: pl.Expr) -> pl.Expr:
    """Return the words of a text in lower case and the singular, each between spaces."""
    letters = text.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ")
    singular = letters.str.replace_all(r"([\p{L}\p{N}]{2,}[^s\s])s\b", "${1}")
    return pl.format(" {} ", singular.str.strip_chars())


__all__ = [
    "EVERYBODY", "IN_FORCE", "SEPARATOR", "Traits", "effects", "frames", "matches", "may_speak",
    "ranked", "tags_told",
]  # fmt: skip

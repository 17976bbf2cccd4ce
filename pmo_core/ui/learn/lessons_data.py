"""What the pages of lessons and practices read: lessons with what came of them, names, tags."""

from collections.abc import Iterable
from datetime import date

import polars as pl

from pmo_core.analysis import lessons as analysis
from pmo_core.analysis.lessons import SEPARATOR
from pmo_core.jobs import lesson_effect, lesson_traits
from pmo_core.ui import data
from pmo_core.ui.page import as_of

WENT = {"keep": "well", "avoid": "wrong"}
"""Kind of a lesson -> how what taught it went: to be kept up, to be avoided."""
_COUNTS = ("n_applied", "n_not_relevant", "n_later", "n_effects")


def rows() -> pl.DataFrame:
    """Return all lessons with project_name and what came of each, by code.

    Columns of the register, of `analysis.effects` and of `analysis.lesson_effect.came_again`.
    """
    day = as_of()
    return data.derived("lessons", lambda: _rows(day), day=day)


def _rows(day: date) -> pl.DataFrame:
    names = data.table("project").select(project="code", project_name="name")
    proven = analysis.effects(data.table("lesson_use")).rename({"lesson": "code"})
    return (
        data.table("lesson")
        .join(names, on="project", how="left", maintain_order="left")
        .join(proven, on="code", how="left", maintain_order="left")
        .join(lesson_effect.came_again(data, day), on="code", how="left", maintain_order="left")
        .with_columns(pl.col(_COUNTS).fill_null(0))
    )


def in_words() -> pl.Expr:
    """Return the kind of lessons as people read it."""
    return pl.col("kind").replace_strict(WENT, default=pl.col("kind"))


def uses(lesson: str) -> pl.DataFrame:
    """Return what was made of a lesson, the latest first; see `jobs.lesson_effect.uses`."""
    day = as_of()
    kept = data.derived("uses of lessons", lambda: lesson_effect.uses(data, day), day=day)
    return kept.filter(pl.col("lesson") == lesson).sort(
        "used_on", "subject", descending=[True, False]
    )


def spoken_to(lesson: str) -> pl.DataFrame:
    """Return the open projects and requests to which a lesson would speak, and why.

    Parameters
    ----------
    lesson : str
        Code; also of one that is not accepted, to see whom it would reach.

    Returns
    -------
    polars.DataFrame
        place (project or request), subject (code), name, n_traits, reason; the most traits first.
    """
    return data.derived("lesson speaks to", lambda: _spoken_to(lesson), lesson=lesson)


def _spoken_to(lesson: str) -> pl.DataFrame:
    subjects, said = data.derived(
        "subjects of lessons", lambda: lesson_traits.open_subjects(data)
    )  # fmt: skip
    found = analysis.matches(
        data.table("lesson").filter(pl.col("code") == lesson), subjects, said
    )  # fmt: skip
    return (
        found.join(subjects.select("subject", "place", "name"), on="subject", how="left")
        .select("place", "subject", "name", "n_traits", "reason")
        .sort("n_traits", "place", "subject", descending=[True, False, False])
    )


def projects() -> dict[str, str]:
    """Return how each project is named in a choice, by code."""
    return data.derived(
        "projects of lessons",
        lambda: {
            code: f"{code}  {name}"
            for code, name in data.table("project").select("code", "name").iter_rows()
        },
    )


def known_traits() -> tuple[dict[str, str], dict[str, str], list[str]]:
    """Return the phases, kinds of project and tags in use, the first two by themselves."""
    return data.derived("traits in use", _known_traits)


def _known_traits() -> tuple[dict[str, str], dict[str, str], list[str]]:
    project, kept = data.table("project"), data.table("lesson")
    elements = data.table("method_element").filter(pl.col("kind") == "phase")
    phases = _named([*project["phase"], *elements["name"], *kept["phase"]])
    types = _named([*project["project_type"], *kept["project_type"]])
    texts = [*kept["tags"], *data.table("practice")["tags"], *project["tags"]]
    return phases, types, list(_named(tag for text in set(texts) for tag in tags_of(text)))


def tags_of(text: str | None) -> list[str]:
    """Return the tags of a field, in their order.

    Examples
    --------
    >>> tags_of("supplier; test data;"), tags_of(None)
    (['supplier', 'test data'], [])
    """
    parts = [one.strip() for one in (text or "").split(SEPARATOR)]
    return list(dict.fromkeys(filter(None, parts)))


def joined(tags: Iterable[str]) -> str | None:
    """Return tags as a field; None where there are none.

    Examples
    --------
    >>> joined(["supplier", " test data "]), joined([])
    ('supplier;test data', None)
    """
    return SEPARATOR.join(tags_of(SEPARATOR.join(tags))) or None


def _named(words: Iterable[str | None]) -> dict[str, str]:
    found = sorted({word for word in words if word}, key=str.casefold)
    return {word: word for word in found}


__all__ = [
    "WENT", "in_words", "joined", "known_traits", "projects", "rows", "spoken_to", "tags_of",
    "uses",
]  # fmt: skip

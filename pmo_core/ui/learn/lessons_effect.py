"""What came of lessons: how often the same came again, where they were applied and where not."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from pmo_core.analysis.lesson_effect import DAYS
from pmo_core.ui.page import Figure
from pmo_core.ui.text import counted

SAME = (
    "The same: an issue (also a risk that occurred) whose name or description holds a tag of the "
    "lesson, or a finding of the rule from which it was learned. People choose where they apply a "
    "lesson: the two shares are an observation, not a proof."
)
_GROUPS = {
    "followed": (
        "Came again, applied", "in which somebody applied a lesson", "applied it",
    ),
    "left": (
        "Came again, not applied", "in which a lesson was seen and all said not relevant or later",
        "did not apply it",
    ),
}  # fmt: skip
"""Group of projects -> its figure, and who is in it, long and short."""


def figures(lessons: pl.DataFrame) -> list[Figure]:
    """Return the two figures, over all lessons given.

    Parameters
    ----------
    lessons : polars.DataFrame
        From `lessons_data.rows`.
    """
    sums = lessons.select(pl.col("^n_(followed|left)(_again)?$").sum()).row(0, named=True)
    return [_figure(group, sums) for group in _GROUPS]


def _figure(group: str, counts: Mapping[str, int]) -> Figure:
    title, who, _ = _GROUPS[group]
    n, again = counts[f"n_{group}"], counts[f"n_{group}_again"]
    return Figure(
        title, f"{100 * again / n:.0f} %" if n else "N/A",
        f"100 x projects {who}, and the same went wrong within {DAYS} days after / projects {who}, "
        f"{DAYS} days ago or longer; each lesson counts its projects. {SAME}",
        f"{again:,} of {counted(n, 'project')}" if n else f"none {DAYS} days ago or longer",
    )  # fmt: skip


def sentence(lesson: Mapping[str, Any]) -> str:
    """Return in one sentence at how many projects it came again, or why that is not known.

    Parameters
    ----------
    lesson : mapping
        A row of `lessons_data.rows`.
    """
    if lesson["why_unknown"]:
        return f"Whether it came again is not known. {lesson['why_unknown']}"
    said = [
        f"at {lesson[f'n_{group}_again']:,} of {counted(lesson[f'n_{group}'], 'project')} that "
        f"{short}"
        for group, (_, _, short) in _GROUPS.items()
        if lesson[f"n_{group}"]
    ]
    return f"The same came again within {DAYS} days {' and '.join(said)}."


__all__ = ["SAME", "figures", "sentence"]

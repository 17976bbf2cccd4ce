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
_SHORT = {"followed": "applied it", "left": "did not apply it"}
"""Group of projects -> who is in it."""


def figure(lessons: pl.DataFrame) -> Figure:
    """Return how often the same came again, over all lessons given.

    Parameters
    ----------
    lessons : polars.DataFrame
        From `lessons_data.rows`.
    """
    n = lessons.select(pl.col("^n_(followed|left)(_again)?$").sum()).row(0, named=True)
    return Figure(
        "Came again", _share(n, "followed"),
        f"100 x projects at which a lesson was applied, and the same went wrong within {DAYS} days "
        f"/ projects at which a lesson was applied, {DAYS} days ago or longer: "
        f"{n['n_followed_again']:,} of {n['n_followed']:,}. Likewise where a lesson was seen and "
        f"not applied: {n['n_left_again']:,} of {n['n_left']:,}. {SAME}",
        f"where applied; {_share(n, 'left')} where not",
    )  # fmt: skip


def _share(n: Mapping[str, int], group: str) -> str:
    count = n[f"n_{group}"]
    return f"{100 * n[f'n_{group}_again'] / count:.0f} %" if count else "N/A"


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
        for group, short in _SHORT.items()
        if lesson[f"n_{group}"]
    ]
    return f"The same came again within {DAYS} days {' and '.join(said)}."


__all__ = ["SAME", "figure", "sentence"]

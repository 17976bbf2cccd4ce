"""What is done with tools: scored against requirements, and decided upon."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from pmo_core.analysis import tool_evaluation as analysis
from pmo_core.errors import Refused
from pmo_core.model import Tool, ToolScore
from pmo_core.store import Repository, Session

Given = Mapping[str, tuple[float | None, str]]
"""Requirement -> score (None = not scored) and why."""


def score(session: Session, repo: Repository, evaluation: str, tool: str, given: Given) -> int:
    """Keep how well a tool meets the requirements of an evaluation; return the change.

    Parameters
    ----------
    session, repo : Session, Repository
        Who scores, and where it is kept.
    evaluation, tool : str
        What is scored.
    given : mapping
        Requirement -> score and note; those without a score are taken away.

    Raises
    ------
    Refused
        Nothing differs from what is kept, or the tool is not kept.
    Conflict
        Somebody else scored it meanwhile.
    """
    was = repo.table("tool_score", evaluation=evaluation, tool=tool)
    now = ToolScore.frame(*(
        ToolScore(
            evaluation=evaluation, tool=tool, criterion=code, score=points,
            note=note.strip() or None,
        )
        for code, (points, note) in given.items() if points is not None
    ))  # fmt: skip
    number = session.put(
        {"tool_score": now}, {"tool_score": was}, note=f"{tool} scored in {evaluation}"
    )
    if number is None:
        raise Refused("Nothing was changed: it says so already.", "Change a score or a note.")
    return number


def decide(
    session: Session, repo: Repository, evaluation: str, tool: str, *, reason: str, on: date,
    review_on: date | None,
) -> int:  # fmt: skip
    """Decide an evaluation: one tool is in use from now on, the others are rejected.

    A tool that took part and is in use already is retired where another one is chosen.

    Returns
    -------
    int
        Number of the change.

    Raises
    ------
    Refused
        No reason or no review date is given, or the tool does not meet what is required or did not
        take part.
    Conflict
        Somebody else changed one of the tools meanwhile.
    """
    was = repo.table("tool", evaluation=evaluation)
    ranking = analysis.totals(
        was, repo.table("tool_criterion", evaluation=evaluation),
        repo.table("tool_score", evaluation=evaluation),
    )  # fmt: skip
    standing = dict(ranking.select("tool", "tool_standing").iter_rows())
    if standing.get(tool) != analysis.RANKED:
        raise Refused(
            f"{tool} is {standing.get(tool, 'not part of this evaluation')}.",
            "Choose a tool that meets what is required and is scored on every requirement.",
        )
    if not reason.strip() or review_on is None or review_on <= on:
        raise Refused(
            "A decision needs its reason and a day after it on which it is looked at again.",
            "Say both.",
        )
    is_chosen, was_used = pl.col("code") == tool, pl.col("state") == "in use"
    now = was.with_columns(
        state=pl.when(is_chosen).then(pl.lit("in use"))
        .when(was_used).then(pl.lit("retired")).otherwise(pl.lit("rejected")),
        decision=pl.when(is_chosen).then(pl.lit(reason.strip()))
        .otherwise(pl.lit(f"{tool} was chosen.")),
        decided_on=pl.lit(on), review_on=pl.when(is_chosen).then(pl.lit(review_on)),
    ).cast(pl.Schema(Tool.polars_schema()))  # fmt: skip
    number = session.put({"tool": now}, {"tool": was}, note=f"{evaluation}: {tool} is chosen")
    if number is None:
        raise Refused("Nothing was changed: it is decided so already.", "Say what is new.")
    return number


__all__ = ["Given", "decide", "score"]

"""When the boards of the demonstration met, and what was and will be on their agendas."""

import polars as pl

from pmo_core.demo.boards import EXECUTIVE, PMO, SMALL
from pmo_core.demo.decisions import on_day
from pmo_core.demo.shape import typed
from pmo_core.model import AgendaItem, Meeting


def meetings_of(
    meetings: pl.DataFrame, present: pl.DataFrame, decisions: pl.DataFrame, as_of: int
) -> pl.DataFrame:
    """Return the register of meetings: those that decided something, and the next of each board."""
    who = present.group_by("board", "day").agg(present=pl.col("member").sort().str.join(";"))
    n = decisions.group_by("board", "day").agg(n=pl.len())
    frame = meetings.join(who, on=["board", "day"], how="left").join(
        n, on=["board", "day"], how="left"
    )
    frame = frame.filter(pl.col("n").is_not_null() | (pl.col("day") > as_of - 365))
    is_held = pl.col("day") <= as_of
    frame = frame.sort("day", "board").with_columns(
        held_on=on_day("day"),
        place=pl.when(pl.col("board") == EXECUTIVE)
        .then(pl.lit("Board room"))
        .otherwise(pl.lit("Room 4.12")),
        closed_on=pl.when(is_held).then(on_day(pl.col("day") + 1)),
        note=pl.when(is_held & pl.col("n").is_null()).then(pl.lit("Reports only, no decisions.")),
    )
    return typed(Meeting, frame.select(list(Meeting.model_fields)).to_dict())


def agenda(
    gates: pl.DataFrame,
    requests: pl.DataFrame,
    decisions: pl.DataFrame,
    *,
    meetings: pl.DataFrame,
    register: pl.DataFrame,
    as_of: int,
) -> pl.DataFrame:
    """Return what was decided as items of its meeting, and what is due as items of the next."""
    coming = meetings.filter(pl.col("day") > as_of).select("board", "day")
    due = (
        gates.filter(pl.col("held").is_null(), pl.col("stage").is_in(["delivery", "approved"]))
        .sort("project", "number")
        .group_by("project", maintain_order=True)
        .first()
    )
    due = due.join(coming, on="board").filter(pl.col("due") <= pl.col("day"))
    of_project = gates.select("project", "portfolio").unique("project")
    asked = (
        requests.filter(pl.col("state") == "submitted").drop("day").join(of_project, on="project")
    )
    asked = asked.with_columns(
        board=pl.when(pl.col("delta").abs() <= SMALL).then(pl.lit(PMO))
        .otherwise(pl.col("portfolio") + "-SC")
    ).join(coming, on="board")  # fmt: skip
    items = pl.concat([
        decisions.select("board", "day", "about", "project", "subject"),
        due.select("board", "day", about=pl.lit("gate"), project="project", subject="gate"),
        asked.select("board", "day", about=pl.lit("change request"), project="project",
                     subject="code"),
    ]).join(register.select("manager", project="code"), on="project")  # fmt: skip
    items = items.sort("day", "board", "about", "project", "subject").with_columns(
        held_on=on_day("day"),
        number=pl.int_range(1, pl.len() + 1).over("board", "day"),
        minutes=pl.when(pl.col("about") == "gate").then(20).otherwise(10),
        presenter="manager",
    )
    return typed(AgendaItem, items.select(list(AgendaItem.model_fields)).to_dict())

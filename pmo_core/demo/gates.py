"""The gates of each project, as they were due and as they were held."""

import numpy as np
import polars as pl

from pmo_core.demo.boards import EXECUTIVE, LARGE, PMO, SMALL
from pmo_core.demo.faults import Fault
from pmo_core.demo.life import PROPOSED, Lives
from pmo_core.model.initial import initial

ENDED = {"on hold": "hold", "canceled": "stop"}  # stage -> what the last gate held decided
CONDITIONAL_SHARE = 0.16
BEFORE_DAYS = 30  # the first gate is due before the start


def calendar(
    rng: np.random.Generator, projects: Lives, register: pl.DataFrame, cost: pl.DataFrame
) -> pl.DataFrame:
    """Return when each gate of started and approved projects is due, and when it was ready.

    `cost` has `project` and `agreed` (EUR, as agreed when it began). Columns: project, method,
    stage, agreed, board, gate, name, number, share, due, ready (days from 1970-01-01; NaN = not
    reached), is_last (the last one reached).
    """
    lives = pl.DataFrame({
        "project": projects.code, "group": projects.group, "start": projects.start,
        "begun": projects.begun, "days": projects.planned_days, "final": projects.final_days,
        "until": projects.until, "finish": projects.finish,
        "early": rng.random(projects.n),
    })  # fmt: skip
    known = register.select(
        "method", "stage", project="code", portfolio=pl.col("program").str.extract(r"^(\w+)-")
    ).filter(pl.col("stage") != "proposed")
    of_method = initial("method_element").filter(kind="gate").select(
        "method", "name", "number", gate="code", share="duration_share"
    )  # fmt: skip
    frame = (
        known.join(lives, on="project").join(cost, on="project").join(of_method, on="method")
        .sort("project", "number")
    )  # fmt: skip
    frame = frame.with_columns(board=_board(), late=pl.Series(rng.exponential(6, frame.height)))
    is_first = pl.col("number") == 1
    is_reached = is_first | (pl.col("share") <= pl.col("until")) & (pl.col("group") != PROPOSED)
    # What ends a project is the gate after the last one reached, brought forward.
    is_end = ~is_reached & is_reached.shift(1).over("project") & pl.col("stage").is_in(list(ENDED))
    ended = pl.when(pl.col("stage") == "canceled").then("finish").otherwise(projects.as_of - 60.0)
    approval = (
        pl.when(pl.col("group") == PROPOSED)
        .then(projects.as_of - 60 - 150 * pl.col("early"))
        .otherwise(pl.col("begun") - 8)
    )
    ready = (
        pl.when(is_first).then(approval).when(is_end).then(ended)
        .when(is_reached).then(pl.col("start") + pl.col("share") * pl.col("final") + pl.col("late"))
    )  # fmt: skip
    return frame.with_columns(
        due=pl.when(is_first & (pl.col("group") == PROPOSED))
        .then(approval + 20)
        .when(is_first)
        .then(pl.col("start") - BEFORE_DAYS)
        .otherwise(pl.col("start") + pl.col("share") * pl.col("days"))
        .floor()
        .cast(pl.Int64),
        ready=ready.floor().cast(pl.Int64).cum_max().over("project"),
        is_end=is_end,
    )


def _board() -> pl.Expr:
    """Return the board whose mandate covers the agreed cost."""
    return (
        pl.when(pl.col("agreed") <= SMALL).then(pl.lit(PMO))
        .when(pl.col("agreed") <= LARGE).then(pl.col("portfolio") + "-SC")
        .otherwise(pl.lit(EXECUTIVE))
    )  # fmt: skip


def held(
    rng: np.random.Generator, planned: pl.DataFrame, meetings: pl.DataFrame, as_of: int
) -> pl.DataFrame:
    """Return the gates with `held` (day of a meeting of the board, or null) and `outcome`.

    The first gate is held at the last meeting before the start, the others at the first one when
    they are ready, as far as there was one until as_of.
    """
    past = meetings.filter(pl.col("day") <= as_of).sort("day")
    frame = planned.sort("ready")
    before = frame.filter(pl.col("number") == 1).join_asof(
        past.select("board", day="day", met="day"), left_on="ready", right_on="day", by="board",
        strategy="backward", check_sortedness=False,
    )  # fmt: skip
    after = frame.filter(pl.col("number") > 1).join_asof(
        past.select("board", day="day", met="day"), left_on="ready", right_on="day", by="board",
        strategy="forward", check_sortedness=False,
    )  # fmt: skip
    latest = past.group_by("board").agg(latest=pl.col("day").max())
    frame = pl.concat([before.drop("day"), after.drop("day")]).join(latest, on="board")
    is_over = pl.col("stage").is_in(["closed", "canceled"]) & pl.col("ready").is_not_null()
    frame = frame.sort("project", "number").with_columns(
        held=pl.when(pl.col("met").is_null() & is_over).then("latest").otherwise("met")
    )
    chance = pl.Series(rng.random(frame.height))
    is_conditional = (chance < CONDITIONAL_SHARE) & (pl.col("share") < 1)
    return frame.with_columns(
        outcome=pl.when(pl.col("held").is_null()).then(None)
        .when("is_end").then(pl.col("stage").replace_strict(ENDED, default=None))
        .when(is_conditional).then(pl.lit("conditional go"))
        .otherwise(pl.lit("go"))
    )  # fmt: skip


def misheld(frame: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Fault, ...]]:
    """Plant two faults into the gates held: one was skipped, two were held in the wrong order.

    They sit on the two newest running projects of which three gates were held on different days.
    """
    fit = (
        frame.filter(pl.col("stage") == "delivery", pl.col("number") <= 3, ~pl.col("is_end"))
        .group_by("project")
        .agg(n=pl.col("held").drop_nulls().n_unique())
        .filter(pl.col("n") == 3)["project"].sort(descending=True)
    )  # fmt: skip
    if len(fit) < 2:
        return frame, ()
    skipped, swapped = fit[0], fit[1]
    is_second = pl.col("number") == 2
    is_skipped = (pl.col("project") == skipped) & is_second
    is_swapped = (pl.col("project") == swapped) & pl.col("number").is_in([2, 3])
    other = pl.when(is_second).then(pl.col("held").shift(-1)).otherwise(pl.col("held").shift(1))
    planted = frame.sort("project", "number").with_columns(
        held=pl.when(is_skipped).then(None).when(is_swapped).then(other).otherwise("held"),
        outcome=pl.when(~is_skipped).then("outcome"),
    )
    gate = dict(planted.filter(is_second).select("project", "gate").rows())
    return planted, (
        Fault("gate_skipped", "gate", (skipped, gate[skipped])),
        Fault("gate_out_of_order", "gate", (swapped, gate[swapped])),
    )

"""Projects of the demonstration whose order of work a review of schedules would not let pass."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pmo_core.demo.shape import typed
from pmo_core.demo.ties import open_elements
from pmo_core.model import Precedence

Frames = dict[str, pl.DataFrame]
N_OVERLAPPING, N_LATER = 3, 2
LEAST_OPEN = 6  # tasks that are still to do


@dataclass(frozen=True, slots=True)
class Habits:
    """Codes of the projects by how their managers link tasks.

    Those `overlapping` start each task some days after the one before it, from start to start.
    Those `linked_later` have a link from finish to start between two tasks that were planned, and
    begun, side by side.
    """

    overlapping: tuple[str, ...] = ()
    linked_later: tuple[str, ...] = ()


def habits(frames: Frames, odd: set[str]) -> tuple[Frames, Habits]:
    """Return the order of work with what a few managers make of it, and who they are.

    Parameters
    ----------
    frames : dict
        By register.
    odd : set of str
        Projects that stand for something else already.
    """
    is_free = ~pl.col("project").is_in(list(odd))
    tasks = open_elements(frames).filter(is_free)
    busy = tasks.group_by("project").len().filter(pl.col("len") >= LEAST_OPEN)
    overlapping = tuple(busy["project"].sort()[:N_OVERLAPPING])
    own = frames["precedence"]
    others = tasks.filter(~pl.col("project").is_in(overlapping))["project"].unique()
    is_task = pl.col("successor").str.contains(".", literal=True)
    kept = own.filter(~(is_task & pl.col("project").is_in(overlapping)))
    later = _later(frames["progress"].filter(pl.col("project").is_in(others.implode())), kept)
    rows = pl.concat([kept, _overlapping(frames, overlapping), later])
    return {"precedence": rows.sort(Precedence.key)}, Habits(overlapping, tuple(later["project"]))


def _overlapping(frames: Frames, codes: tuple[str, ...]) -> pl.DataFrame:
    """Return links from each start to the next within a phase, with the working days between."""
    parts = pl.col("code").str.split(".").list
    rows = (
        frames["wbs_element"]
        .filter(pl.col("project").is_in(codes), pl.col("code").str.contains(".", literal=True))
        .with_columns(phase=parts.first(), nth=parts.last().cast(pl.Int64))
        .sort("project", "phase", "nth")
    )
    before = pl.col("code", "planned_start").shift(1).over("project", "phase")
    rows = rows.with_columns(before.name.suffix("_before")).drop_nulls("code_before")
    off = frames["holiday"]["day"].to_numpy().astype("datetime64[D]")
    first, then = (
        rows[name].to_numpy().astype("datetime64[D]")
        for name in ("planned_start_before", "planned_start")
    )
    return typed(Precedence, {
        "project": rows["project"], "successor": rows["code"], "predecessor": rows["code_before"],
        "kind": ["SS"] * rows.height, "lag_days": np.busday_count(first, then, holidays=off),
    })  # fmt: skip


def _later(progress: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Return a link from the first to the second task of a phase, the last that is done.

    Where the two are linked already, the phase is left as it is.
    """
    done = progress.filter(pl.col("percent_complete") >= 100).select("project", "wbs").unique()
    phase, nth = (pl.col("wbs").str.split(".").list.get(place) for place in (0, 1))
    both = (
        done.with_columns(phase=phase, nth=nth).filter(pl.col("nth").is_in(["1", "2"]))
        .group_by("project", "phase").len().filter(pl.col("len") == 2)
        .with_columns(
            successor=pl.format("{}.2", "phase"), predecessor=pl.format("{}.1", "phase")
        )
        .join(links, on=["project", "successor", "predecessor"], how="anti")
        .sort("project", "phase").unique("project", keep="last", maintain_order=True)
    )  # fmt: skip
    few = both.head(N_LATER)
    return typed(Precedence, {
        "project": few["project"], "successor": few["successor"],
        "predecessor": few["predecessor"], "kind": ["FS"] * few.height,
        "lag_days": [0] * few.height,
    })  # fmt: skip


__all__ = ["Habits", "habits"]

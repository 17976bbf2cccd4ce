"""Demand and people as a network: hours flow from slots (person, period) to groups of demand.

Demands of the same skill, level and window can be met by the same slots, so they are one group;
people who can meet the same groups are interchangeable, so where names do not matter they are one.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pmo_core.analysis.capacity.plan import TOLERANCE
from pmo_core.analysis.capacity.program import Floats, Ints, Program

GROUP = ("skill", "level", "period", "until")


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Groups, slots and which slot can serve which group.

    Parameters
    ----------
    groups : polars.DataFrame
        `group` (0, 1, ...), `skill`, `level`, `period`, `until`, `hours`.
    slots : polars.DataFrame
        `slot` (0, 1, ...), `person`, `period`, `free`.
    group, slot : (n_edges,) int
        Ends of each edge.
    """

    groups: pl.DataFrame
    slots: pl.DataFrame
    group: Ints
    slot: Ints


def network(needs: pl.DataFrame, slots: pl.DataFrame, skills: pl.DataFrame) -> Network:
    """Return the network of needs and of slots (`person`, `period`, `free`)."""
    groups = needs.group_by(GROUP).agg(pl.col("hours").sum()).sort(GROUP).with_row_index("group")
    numbered = slots.select("person", "period", "free").with_row_index("slot")
    edges = (
        groups.join(skills.rename({"level": "holds"}), on="skill")
        .filter(pl.col("holds") >= pl.col("level"))
        .select("group", "person", first="period", last="until")
        .join(numbered.select("slot", "person", on="period"), on="person")
        .filter(pl.col("on").is_between("first", "last"))
        .select(pl.col("group", "slot").cast(pl.Int64))
        .sort("group", "slot")
    )
    return Network(groups, numbered, edges["group"].to_numpy(), edges["slot"].to_numpy())


def merged(
    needs: pl.DataFrame, slots: pl.DataFrame, skills: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return slots and skills with one person in place of all who can do the same of what is asked.

    Slots without a free hour are left out: they serve nothing and tie nothing together.
    """
    most = needs.group_by("skill").agg(most=pl.col("level").max())
    asked = skills.join(most, on="skill").with_columns(pl.min_horizontal("level", "most"))
    who = (
        asked.sort("person", "skill")
        .group_by("person")
        .agg(can=pl.format("{}:{}", "skill", "level").str.join(";"))
        .with_columns(like=pl.col("person").min().over("can"))
    )
    alike = (
        slots.join(who, on="person")
        .group_by("period", person="like")
        .agg(pl.col("free").clip(0.0).sum())
        .filter(pl.col("free") > 0)
        .select("person", "period", "free")
        .sort("person", "period")
    )
    return alike, asked.filter(pl.col("person").is_in(who["like"].implode())).drop("most")


def unmet(net: Network) -> tuple[Floats, Floats]:
    """Return hours that cannot be met per group, and the flow per edge, with the least unmet."""
    hours, free = _limits(net)
    program = Program()
    flow = program.columns(np.zeros(len(net.group)))
    short = program.columns(np.ones(len(hours)), hours)
    group_rows, slot_rows = program.rows(hours, hours), program.rows(-np.inf, free)
    program.entries(group_rows, short)
    program.entries(group_rows[net.group], flow)
    program.entries(slot_rows[net.slot], flow)
    solved = program.minimize()
    if solved.state != "optimal":
        raise ArithmeticError(f"A flow that always exists was not found: {solved.state}.")
    return solved.x[short], solved.x[flow]


def _limits(net: Network) -> tuple[Floats, Floats]:
    return net.groups["hours"].to_numpy(), net.slots["free"].clip(0.0).to_numpy()


def short_groups(net: Network, short: Floats, flow: Floats) -> Ints:
    """Return for each group the number of its shortage, -1 where it lies in none.

    A shortage is a connected part of the smallest minimum cut: all groups from which unmet hours
    could be moved to, over slots that serve both. Its hours exceed those of all of its slots.
    """
    reached = short > TOLERANCE
    part = np.where(reached, np.arange(len(short)), -1)
    carries = flow > TOLERANCE / 10
    while True:
        before = part.copy()
        touched = np.full(net.slots.height, -1)
        inside = part[net.group] >= 0
        np.maximum.at(touched, net.slot[inside], part[net.group[inside]])
        takes = (carries | inside) & (touched[net.slot] >= 0)
        np.maximum.at(part, net.group[takes], touched[net.slot[takes]])
        if np.array_equal(part, before):
            return part


__all__ = ["GROUP", "Network", "merged", "network", "short_groups", "unmet"]

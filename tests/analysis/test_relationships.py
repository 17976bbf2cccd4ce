"""Ties between projects: gathered from three registers, followed, cut out, and laid out."""

from itertools import combinations, pairwise

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.relationships import circles, closing, reach, ties
from pmo_core.analysis.relationships_around import around
from pmo_core.analysis.relationships_layout import layout, spaced
from pmo_core.model import CrossLink, Link, RaidItem

CHAIN = pl.DataFrame(
    [("B", "A", 3), ("C", "B", 1), ("D", "B", 2), ("E", "D", 2), ("C", "A", 2)],
    schema=["project", "needs", "strength"], orient="row",
)  # fmt: skip
"""What needs what: B needs A; C and D need B; E needs D; C needs A as well."""


def test_three_registers_make_one_list() -> None:
    """Two links between tasks are one tie; a dependency in RAID counts while it is open."""
    links = Link.frame(Link(project="B", needs="A", kind="policy", strength=1, owner="Ida"))
    across = CrossLink.frame(
        CrossLink(project="B", successor="1", other_project="A", owner="Tom"),
        CrossLink(project="B", successor="2", other_project="A", owner="Mia", comment="API"),
    )
    items = RaidItem.frame(
        RaidItem(project="C", code="D-1", kind="dependency", name="Server", other_project="A"),
        RaidItem(project="C", code="D-2", kind="dependency", name="Old", other_project="B",
                 state="closed"),
        RaidItem(project="C", code="R-1", kind="risk", name="Risk", other_project="B"),
    )  # fmt: skip
    assert ties(links, across, items).rows() == [
        ("B", "A", "policy", 1, 1, "Ida", None),
        ("B", "A", "tasks", 3, 2, "Tom; Mia", "API"),
        ("C", "A", "reported", 1, 1, None, "Server"),
    ]


def test_reach_counts_each_project_once() -> None:
    """A is needed by B and C at once, by D and E through B; in a circle nobody counts itself."""
    found = reach(CHAIN).select("project", "n_needs", "n_needed_by", "n_upstream", "n_downstream")
    assert found.rows() == [
        ("A", 0, 2, 0, 4), ("B", 1, 2, 1, 3), ("D", 1, 1, 2, 1), ("C", 2, 0, 2, 0),
        ("E", 1, 0, 3, 0),
    ]  # fmt: skip
    ring = pl.DataFrame({"project": ["A", "B", "C"], "needs": ["B", "C", "A"]})
    assert reach(ring)["n_downstream"].to_list() == [2, 2, 2]
    assert reach(ring.clear()).is_empty()


def test_reach_equals_walking() -> None:
    """On random graphs with circles the counts are those of a walk from each project."""
    rng = np.random.default_rng(3)
    for _ in range(20):
        edges = {(int(a), int(b)) for a, b in rng.integers(0, 12, (18, 2)) if a != b}
        tied = pl.DataFrame(
            [(f"{a}", f"{b}") for a, b in edges], schema=["project", "needs"], orient="row"
        )
        for code, n in reach(tied).select("project", "n_downstream").iter_rows():
            seen, front = {int(code)}, [int(code)]
            while front:
                here = front.pop()
                new = {a for a, b in edges if b == here} - seen
                seen |= new
                front += new
            assert n == len(seen) - 1


def test_circles_are_named() -> None:
    """Each is told as people read it: A needs B needs A; a chain has none."""
    assert circles(CHAIN) == circles(CHAIN.clear()) == []
    ring = pl.DataFrame({"project": ["A", "B", "C", "D"], "needs": ["B", "C", "A", "A"]})
    assert circles(ring) == [["A", "B", "C", "A"]]


def test_a_new_tie_says_which_circle_it_closes() -> None:
    """A that needs E closes A, E, D, B, A; E that needs C closes none."""
    assert closing(CHAIN, "A", "E") == ["A", "E", "D", "B", "A"]
    assert closing(CHAIN, "E", "C") == []
    assert closing(CHAIN, "A", "A") == ["A", "A"]


def test_the_picture_holds_what_is_near() -> None:
    """One step around B: A, C and D; E is beyond, and counted at D."""
    found = around(CHAIN, "B", up=1, down=1)
    assert found.nodes.select("project", "step", "n_more_needed_by").rows() == [
        ("A", -1, 0), ("B", 0, 0), ("C", 1, 0), ("D", 1, 1),
    ]  # fmt: skip
    assert found.ties.height == 4
    assert around(CHAIN, "B", up=0, down=2).nodes["project"].to_list() == ["B", "C", "D", "E"]


def test_where_there_is_no_room_the_strong_ones_stay() -> None:
    """Of C (weak) and D (strong) behind B only D finds room; one is left out."""
    found = around(CHAIN, "B", up=0, down=1, most=2)
    assert found.nodes["project"].to_list() == ["B", "D"]
    assert found.n_left_out == 1
    assert around(CHAIN, None, up=1, down=1).nodes.height == 5


def test_a_project_without_ties_stands_alone() -> None:
    """It is the picture by itself."""
    found = around(CHAIN, "Z", up=2, down=2)
    assert found.nodes.select("project", "step").rows() == [("Z", 0)]
    assert layout(["Z"], found.ties).nodes.rows() == [("Z", 0, 0.0)]


def crossings(found) -> int:
    """Return how many pairs of drawn segments cross between neighboring layers."""
    segments = []
    for rows in found.points.partition_by("project", "needs", maintain_order=True):
        segments += list(pairwise(rows.select("x", "y").rows()))
    return sum(
        one[0][0] == other[0][0] and (one[0][1] - other[0][1]) * (one[1][1] - other[1][1]) < 0
        for one, other in combinations(segments, 2)
    )


def test_what_is_needed_stands_to_the_left() -> None:
    """All ties of random graphs run to the right but those that close a circle; none overlap."""
    rng = np.random.default_rng(7)
    for _ in range(15):
        pairs = {(f"P{a}", f"P{b}") for a, b in rng.integers(0, 14, (20, 2)) if a != b}
        tied = pl.DataFrame(sorted(pairs), schema=["project", "needs"], orient="row")
        found = layout([f"P{n}" for n in range(14)], tied)
        x = dict(found.nodes.select("project", "x").iter_rows())
        for project, needs, is_reversed in found.ties.iter_rows():
            assert (x[needs] < x[project]) != is_reversed
        for column in found.nodes.partition_by("x"):
            gaps = column["y"].sort().diff().drop_nulls()
            assert (gaps > 1 - 1e-9).all()


def test_crossings_are_avoided_where_they_can_be() -> None:
    """Three ties whose names are in the opposite order can be drawn without any crossing."""
    tied = pl.DataFrame({"project": ["X", "Y", "Z"], "needs": ["C", "B", "A"]})
    assert crossings(layout(list("ABCXYZ"), tied)) == 0


def test_a_long_tie_is_led_around() -> None:
    """C needs A beside B: the tie bends in the layer of B, a place away from it."""
    found = layout(["A", "B", "C"], CHAIN.head(2).vstack(CHAIN.tail(1)).select("project", "needs"))
    bend = found.points.filter(project="C", needs="A", x=1)["y"].item()
    middle = found.nodes.filter(project="B")["y"].item()
    assert abs(bend - middle) == pytest.approx(1)


def test_places_are_as_near_as_they_can_be() -> None:
    """Two that wish for 0 share the way: -0.5 and 0.5; wishes far apart are granted."""
    assert spaced([0.0, 0.0]) == [-0.5, 0.5]
    assert spaced([0.0, 4.0]) == [0.0, 4.0]
    assert spaced([3.0, 1.0, 2.0]) == [1.0, 2.0, 3.0]

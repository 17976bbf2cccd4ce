"""Loose plans of the demonstration: a link is made where there is none, never beside one."""

import polars as pl

from pmo_core import demo
from pmo_core.demo.habits import habits
from pmo_core.demo.shape import typed
from pmo_core.model import Precedence


def test_no_link_is_made_twice(made: demo.Demo) -> None:
    """Where the first two tasks of every phase are linked already, nobody links them once more."""
    second = made.frames["wbs_element"].filter(pl.col("code").str.ends_with(".2"))
    linked = typed(Precedence, {
        "project": second["project"], "successor": second["code"],
        "predecessor": second["code"].str.replace(r"2$", "1"), "kind": ["FS"] * second.height,
        "lag_days": [0] * second.height,
    })  # fmt: skip
    found, loose = habits(made.frames | {"precedence": linked}, set())
    assert len(loose.overlapping) == 3
    assert not found["precedence"].select(Precedence.key).is_duplicated().any()
    assert not loose.linked_later

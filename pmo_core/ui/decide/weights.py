"""Weights of criteria as linked sliders: they always make 100 %."""

from collections.abc import Mapping
from functools import partial
from typing import cast

import polars as pl
import streamlit as st

from pmo_core.model.what_if import WhatIf
from pmo_core.ui.decide import state
from pmo_core.ui.text import plain


def in_percent(criteria: pl.DataFrame, what_if: WhatIf) -> dict[str, float]:
    """Return criterion -> weight in percent of all weights.

    Parameters
    ----------
    criteria : polars.DataFrame
        criterion, weight (of the register), one row per criterion.
    what_if : WhatIf
        Its weights stand instead of those of the register.
    """
    given = dict(what_if.weights)
    weights = {
        code: given.get(code, weight)
        for code, weight in criteria.select("criterion", "weight").iter_rows()
    }
    total = sum(weights.values())
    even = 100 / max(len(weights), 1)
    return {code: 100 * one / total if total else even for code, one in weights.items()}


def linked(weights: Mapping[str, float], moved: str, to: float) -> dict[str, float]:
    """Return the weights after one was moved: the others keep their proportions, the sum stays 100.

    Examples
    --------
    >>> linked({"a": 50, "b": 30, "c": 20}, "a", 75)
    {'a': 75, 'b': 15.0, 'c': 10.0}
    >>> linked({"a": 100, "b": 0, "c": 0}, "a", 40)
    {'a': 40, 'b': 30.0, 'c': 30.0}
    """
    rest = sum(one for code, one in weights.items() if code != moved)
    even = 1 / max(len(weights) - 1, 1)
    return {
        code: to if code == moved else (100 - to) * (one / rest if rest else even)
        for code, one in weights.items()
    }


def sliders(criteria: pl.DataFrame, what_if: WhatIf) -> None:
    """Draw a slider per criterion that weighs something, the heaviest first."""
    weights = in_percent(criteria, what_if)
    names = dict(criteria.select("criterion", "name").iter_rows())
    registered = dict(criteria.select("criterion", "weight").iter_rows())
    weighing = [code for code in registered if registered[code] or weights[code]]
    for code in sorted(weighing, key=lambda one: -registered[one]):
        key = state.key(f"weight_{code}_{_drawn().get(code, 0)}")
        st.slider(
            plain(names[code]), 0, 100, round(weights[code]), key=key, format="%d %%",
            on_change=partial(_move, code, key, weights),
        )  # fmt: skip


def _move(code: str, key: str, before: dict[str, float]) -> None:
    after = linked(before, code, st.session_state[key])
    drawn = _drawn()
    for other, weight in after.items():
        if other != code and round(weight) != round(before[other]):
            drawn[other] = drawn.get(other, 0) + 1
    state.change(weights=tuple((name, round(weight, 6)) for name, weight in after.items()))


def _drawn() -> dict[str, int]:
    """Return how often each slider was drawn anew because another one moved it."""
    return cast(dict[str, int], st.session_state.setdefault("decide_weights_drawn", {}))

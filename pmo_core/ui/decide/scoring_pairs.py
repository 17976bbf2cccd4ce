"""Judgements of pairs of criteria in words, kept for the session while they are edited."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any, cast

import polars as pl
import streamlit as st

from pmo_core.analysis.scoring.ahp import LEVELS
from pmo_core.model.columns import column
from pmo_core.ui.grid import config_of

Pairs = dict[tuple[str, str], float]
_START, _NOW, _TURN = "scoring_pairs_start", "scoring_pairs_now", "scoring_pairs_turn"


def nearest(weights: Mapping[str, float]) -> Pairs:
    """Return the level nearest to the ratio of the weights of each pair.

    Parameters
    ----------
    weights : mapping
        Criterion -> weight above 0.

    Examples
    --------
    >>> nearest({"a": 30, "b": 10, "c": 9})
    {('a', 'b'): 3.0, ('a', 'c'): 3.0, ('b', 'c'): 1.0}
    """
    return {
        (first, second): min(
            LEVELS.values(),
            key=lambda level: abs(math.log(level * weights[second] / weights[first])),
        )
        for first, second in combinations(weights, 2)
    }


def in_words(value: float) -> str:
    """Return a judgement as its level, or as the number where it lies between two levels.

    Examples
    --------
    >>> in_words(6), in_words(1 / 3), in_words(2), in_words(1 / 5)
    ('much more important than', 'less important than', '2 times as important as', \
'1/5 times as important as')
    """
    for words, level in LEVELS.items():
        if math.isclose(level, value):
            return words
    return f"{Fraction(value).limit_denominator(9)} times as important as"


def now(codes: Sequence[str], weights: Mapping[str, float]) -> Pairs:
    """Return the judgements of these criteria; at first those that the weights say.

    Parameters
    ----------
    codes : sequence of str
        Criteria to compare.
    weights : mapping
        Criterion -> weight above 0, to begin with.
    """
    kept = cast(Pairs | None, st.session_state.get(_NOW))
    if kept is None or {code for pair in kept for code in pair} != set(codes):
        restart(nearest({code: weights[code] for code in codes}))
    return cast(Pairs, st.session_state[_NOW])


def restart(pairs: Pairs) -> None:
    """Replace the judgements; the editor is drawn anew."""
    st.session_state[_NOW] = pairs
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def replace(first: str, second: str, value: float) -> None:
    """Replace one judgement, whichever way round it is kept; the editor is drawn anew."""
    kept = cast(Pairs, st.session_state[_NOW])
    is_kept = (first, second) in kept
    restart({**kept, **({(first, second): value} if is_kept else {(second, first): 1 / value})})


def editor(pairs: Pairs, names: Mapping[str, str]) -> None:
    """Draw one line per pair, whose judgement is chosen in words.

    Parameters
    ----------
    pairs : dict
        As `now` gives them.
    names : mapping
        Criterion -> name.
    """
    key = f"scoring_pairs_{st.session_state[_TURN]}"
    if key not in st.session_state:
        st.session_state[_START] = pairs
    start = cast(Pairs, st.session_state[_START])
    options = list(LEVELS) + sorted({in_words(one) for one in start.values()} - set(LEVELS))
    frame = pl.DataFrame(
        {
            "first_criterion": [names[first] for first, _ in start],
            "judgement": [in_words(one) for one in start.values()],
            "second_criterion": [names[second] for _, second in start],
        }
    )
    meta = column("judgement")
    config: dict[str, Any] = {
        name: config_of(column(name)) for name in ("first_criterion", "second_criterion")
    }
    config["judgement"] = st.column_config.SelectboxColumn(
        meta.label, help=meta.meaning, options=options, required=True
    )
    st.data_editor(
        frame, key=key, hide_index=True, num_rows="fixed", column_config=config, height=420,
        disabled=["first_criterion", "second_criterion"], on_change=_take, args=(key,),
        alt="Each pair of criteria and which of them is more important",
    )  # fmt: skip


def _take(key: str) -> None:
    st.session_state[_NOW] = edited(
        cast(Pairs, st.session_state[_START]), st.session_state[key]["edited_rows"]
    )


def edited(start: Pairs, rows: Mapping[Any, Mapping[str, str | None]]) -> Pairs:
    """Return the judgements after the edits of the lines; an emptied cell changes nothing.

    Examples
    --------
    >>> edited({("a", "b"): 1.0, ("a", "c"): 2.0}, {0: {"judgement": "more important than"}})
    {('a', 'b'): 3.0, ('a', 'c'): 2.0}
    """
    pairs, values = list(start), {in_words(one): one for one in start.values()} | LEVELS
    chosen = {pairs[int(row)]: cells.get("judgement") for row, cells in rows.items()}
    return {**start, **{pair: values[words] for pair, words in chosen.items() if words}}


__all__ = ["Pairs", "edited", "editor", "in_words", "nearest", "now", "replace", "restart"]

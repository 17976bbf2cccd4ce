"""Ratings and trust as people see them: a color, a shape and a word; color alone says nothing."""

from typing import Literal

import polars as pl
import streamlit as st

from pmo_core.model.columns import column

SHOWN = {
    "green": "● green",
    "amber-green": "◐ amber-green",
    "amber": "▲ amber",
    "amber-red": "◭ amber-red",
    "red": "◆ red",
}
"""Rating -> shape and word, the calmest first."""

Color = Literal["green", "yellow", "orange", "red", "blue"]
_COLORS: tuple[Color, ...] = ("green", "yellow", "orange", "orange", "red")
TRUST = {"good": "✓ good", "doubtful": "? doubtful", "poor": "! poor"}
"""How far figures can be trusted -> sign and word."""
_TRUST_COLORS: tuple[Color, ...] = ("green", "orange", "red")
_FLAGS: dict[str, tuple[str, Color]] = {
    "is_critical": ("◆ critical", "red"),
    "is_late": ("▲ late", "orange"),
    "is_driving": ("▸ decides", "blue"),
}
"""Flags of which those that hold are to be seen at once -> shape and word, color."""
_CHIPS: dict[str, tuple[dict[str, str], tuple[Color, ...]]] = {
    **dict.fromkeys(("rag", "rag_computed", "rag_reported"), (SHOWN, _COLORS)),
    "trust": (TRUST, _TRUST_COLORS),
    **{name: ({"": word}, (color,)) for name, (word, color) in _FLAGS.items()},
}
COLUMNS = tuple(_CHIPS)


def badge(rating: str | None) -> None:
    """Show a rating as a colored word with its shape; gray where there is none."""
    if rating in SHOWN:
        st.badge(SHOWN[rating], color=dict(zip(SHOWN, _COLORS, strict=True))[rating])
    else:
        st.badge("not rated", color="gray")


def chips(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with ratings, trust and flags as lists of one word, as chips need them."""
    rated = {
        name: pl.when(pl.col(name).is_not_null()).then(pl.concat_list(pl.col(name).replace(words)))
        for name, (words, _) in _CHIPS.items()
        if name in frame.columns and name not in _FLAGS
    }
    flags = {
        name: pl.when(name).then(pl.lit([word]))
        for name, (word, _) in _FLAGS.items()
        if name in frame.columns
    }
    return frame.with_columns(**rated, **flags)


def chip_column(name: str, label: str | None = None) -> object:
    """Return how a rating, trust or a flag is shown in a table."""
    meta, (words, colors) = column(name), _CHIPS[name]
    return st.column_config.MultiselectColumn(
        label or meta.label,
        help=meta.meaning,
        options=list(words.values()),
        color=list(colors),
        width=118,
    )


def severity(name: str) -> pl.Expr:
    """Return a number to sort ratings by: the worst has the highest, not rated the lowest."""
    rank = {rating: place for place, rating in enumerate(SHOWN)}
    return pl.col(name).replace_strict(rank, default=-1, return_dtype=pl.Int32)

"""Null words and withheld values are told from values."""

import polars as pl
import pytest

from pmo_core.exchange.nulls import NULL_WORDS, is_null_word, is_withheld


def _is(check: pl.Expr, cell: str) -> bool:
    return bool(pl.DataFrame({"cell": [cell]}).select(check).item())


@pytest.mark.parametrize("word", sorted(NULL_WORDS))
def test_null_words_in_any_case_and_with_spaces(word: str) -> None:
    """Case and outer spaces do not matter."""
    assert _is(is_null_word(pl.col("cell")), f" {word.upper()} ")


@pytest.mark.parametrize("cell", ["0", "none of it", "12", "-5", "nan", "inf"])
def test_values_are_no_null_words(cell: str) -> None:
    """A zero and whatever else says something is not nothing."""
    assert not _is(is_null_word(pl.col("cell")), cell)


@pytest.mark.parametrize(
    "cell",
    [
        "Exempt under Section 43",
        "Exemption under section 24",
        "COMMERCIALLY SENSITIVE",
        "withheld",
        "Not provided",
    ],
)
def test_withheld_words(cell: str) -> None:
    """Words that keep a value back are recognized inside a sentence."""
    assert _is(is_withheld(pl.col("cell")), cell)


@pytest.mark.parametrize("cell", ["12", "TBC", "see annex 4", "amber"])
def test_other_words_do_not_withhold(cell: str) -> None:
    """Other words are no reason for a missing value."""
    assert not _is(is_withheld(pl.col("cell")), cell)

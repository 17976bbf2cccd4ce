"""Words that stand where nothing is: null words, and words that withhold a value.

Both are read as empty. The words of a withheld value are kept, because "12 of 184 withheld" is a
fact about a portfolio, and a sum that leaves them out in silence is wrong.
"""

import polars as pl

_WORDS = (
    "na", "n/a", "#n/a", "n.a.", "n.a", "\\n", "null", "(null)", "none", "nil", "#value!", "#ref!",
    "#div/0!", "#null!", "-", "--", "---", "–", "—", ".", "..", "...", "?", "??", "???", "tbc",
    "tbd", "tba", "t.b.c.", "t.b.d.", "unknown", "not applicable", "not available", "not known",
    "to be confirmed", "to be decided", "to be determined", "(blank)", "blank", "empty", "k.a.",
    "x",
)  # fmt: skip
NULL_WORDS: frozenset[str] = frozenset(_WORDS)
"""Words (lower case) that mean "nothing here" in a cell for a number, a date or a choice."""

CODE_NULL_WORDS: tuple[str, ...] = tuple(
    sorted(
        {
            form
            for word in (
                "na", "n/a", "#n/a", "\\n", "null", "(null)", "none", "nil", "-", "--", "---",
                "–", "?", "tbc", "tbd", "(blank)",
            )
            for form in (word, word.upper(), word.capitalize())
        }
    )
)  # fmt: skip
"""Spellings that mean "nothing here" in a cell for a code; compared as they stand."""

_WITHHELD = (
    r"(?i)\bexempt(?:ed|ion)?\b|\bconfidential\b|\bsensitiv(?:e|ity)\b|\bwithh[eo]ld\b|\bredacted\b"
    r"|\bclassified\b|\bnot (?:disclosed|provided|published|released|for publication)\b"
    r"|\bundisclosed\b|\bnot (?:yet )?in a position\b|\bunder negotiation\b"
)


def is_null_word(text: pl.Expr) -> pl.Expr:
    """Return whether a cell for a number, date or choice says that nothing is there.

    Examples
    --------
    >>> pl.select(is_null_word(pl.Series(["TBC", " n/a", "12", None]))).to_series().to_list()
    [True, True, False, None]
    """
    return text.str.strip_chars().str.to_lowercase().is_in(["", *sorted(NULL_WORDS)])


def is_withheld(text: pl.Expr) -> pl.Expr:
    """Return whether a cell says that its value is kept back.

    Examples
    --------
    >>> cells = pl.Series(["Exempt under Section 43", "12", None])
    >>> pl.select(is_withheld(cells)).to_series().to_list()
    [True, False, None]
    """
    return text.str.contains(_WITHHELD)

"""Words in columns of numbers and dates: what a user must decide before such lines can be taken."""

import polars as pl

from pmo_core.exchange.content import Content
from pmo_core.exchange.nulls import is_null_word, is_withheld

_MOST_WORDS = 10
_HAS_DIGIT = r"\d"


def remarks(frame: pl.DataFrame, column: str, content: Content) -> list[tuple[str, int]]:
    """Return texts without any digit that stand where numbers or dates do, with their lines.

    Words that mean "nothing here" and words that say that a value is withheld are left out: those
    are understood. At most ten are returned, the most frequent first, and none where words prevail.

    Examples
    --------
    >>> from pmo_core.exchange.content import contents
    >>> frame = pl.DataFrame({"End": ["2026-01-31", "2026-02-28", "Reset", "TBC", None]})
    >>> remarks(frame, "End", contents(frame)["End"])
    [('Reset', 1)]
    """
    if max(content.number_share, content.date_share) < 0.5:
        return []
    text = pl.col(column).str.strip_chars()
    is_remark = ~text.str.contains(_HAS_DIGIT) & ~is_null_word(text) & ~is_withheld(text)
    found = frame.filter(is_remark).select(text.alias("text"))
    counted = (
        found.group_by("text").agg(pl.len().alias("n")).sort(-pl.col("n").cast(pl.Int64), "text")
    )
    return [(str(word), int(n)) for word, n in counted.head(_MOST_WORDS).iter_rows()]

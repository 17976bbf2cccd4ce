"""Levels that stand where a number belongs: 1 to 5 or "High" are no percentages and no money.

Read as numbers, the levels 1 to 5 of a likelihood would become 1 to 5 percent without a word. So
where a whole column holds nothing but levels, and its header names no unit, each level is asked
for.
"""

import re

import polars as pl

from pmo_core.exchange.heading import unit, words

FIELDS = frozenset((
    "probability_pct", "residual_probability_pct", "impact_cost", "residual_cost",
))  # fmt: skip
"""Fields of which risk logs give levels."""
_WORDS: dict[int, tuple[str, ...]] = {
    1: ("very low", "vl", "rare", "remote", "negligible", "insignificant", "very unlikely"),
    2: ("low", "l", "unlikely", "minor"),
    3: ("medium", "med", "m", "moderate", "possible"),
    4: ("high", "h", "likely", "probable", "major", "significant"),
    5: ("very high", "vh", "almost certain", "very likely", "critical", "severe", "catastrophic",
        "extreme"),
}  # fmt: skip
_LEVEL = {word: level for level, words in _WORDS.items() for word in words}
_PERCENT = {1: "5", 2: "20", 3: "40", 4: "60", 5: "85"}
"""Level -> middle of its band on the matrix, to be confirmed."""
_SHAPE = re.compile(r"(?:([1-9]|10)\s*[-–.:)=]?\s*)?\(?([a-z][a-z -]*)?\)?")


def level(text: str) -> int | None:
    """Return the level, 1 to 10, that a cell names; None where it names none.

    Examples
    --------
    >>> level("High"), level("3"), level(" 2 - Unlikely "), level("30 %"), level("Vendor fails")
    (4, 3, 2, None, None)
    """
    found = _SHAPE.fullmatch(text.strip().casefold())
    if found is None or not any(found.groups()):
        return None
    digit, word = found.groups()
    if word and word.strip() not in _LEVEL:
        return None
    return int(digit) if digit else _LEVEL[word.strip()]


def levels(cells: pl.Series, header: str = "") -> list[str]:
    """Return the distinct cells of a column that holds nothing but levels, from low to high.

    Parameters
    ----------
    cells : polars.Series of String
        A column; null, blank and 0 are left out.
    header : str
        Its header: where that names a unit (%, EUR), plain numbers are numbers.

    Returns
    -------
    list of str
        Without outer spaces; empty where any cell is no level, or more than ten differ.

    Examples
    --------
    >>> levels(pl.Series(["High", "low", None, "High"]))
    ['low', 'High']
    >>> levels(pl.Series(["5", "30"])), levels(pl.Series(["5", "3"]), "Probability (%)")
    ([], [])
    """
    given = cells.drop_nulls().str.strip_chars().unique()
    texts = [text for text in given if text not in ("", "0")]
    if not 0 < len(texts) <= 10 or any(level(text) is None for text in texts):
        return []
    said = unit(header)
    has_unit = "percent" in words(header) or said.currency != "" or said.factor != "1"
    if has_unit and all(text.isdigit() for text in texts):
        return []
    return sorted(texts, key=lambda text: (level(text) or 0, text))


def middle(text: str) -> str:
    """Return the percentage in the middle of a level of five; "" where there is none.

    Examples
    --------
    >>> middle("High"), middle("8")
    ('60', '')
    """
    return _PERCENT.get(level(text) or 0, "")


__all__ = ["FIELDS", "level", "levels", "middle"]

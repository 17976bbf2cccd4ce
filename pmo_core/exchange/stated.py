"""The scale of amounts, where only the texts beside them say it ("whole life cost is £12.5m")."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from pmo_core.exchange.content import Content, rough_numbers

_SCALES = {"1000": "(?:k|thousand)", "1000000": "(?:m|mn|million)", "1000000000": "(?:bn|billion)"}
_LEAST_LINES = 3
_LONG_TEXT = 40.0
_N_SAMPLED = 1_000


@dataclass(frozen=True, slots=True)
class StatedScale:
    """A factor for a column, with the evidence for it in words."""

    factor: str
    reason: str


def stated_scale(
    frame: pl.DataFrame, column: str, contents: Mapping[str, Content]
) -> StatedScale | None:
    """Return the scale of a column's numbers that long texts of the same lines state, or None.

    A line counts when one of its texts writes the line's own number followed by the scale. At least
    three lines must, and ten times as many as state another scale.

    Examples
    --------
    >>> text = "The whole life cost of the project is now £{}.5m, as approved."
    >>> said = [text.format(n) for n in (12, 7, 9)]
    >>> frame = pl.DataFrame({"_line": [2, 3, 4], "Cost": ["12.50", "7.50", "9.50"], "Note": said})
    >>> from pmo_core.exchange.content import contents
    >>> stated_scale(frame, "Cost", contents(frame))
    StatedScale(factor='1000000', reason='3 lines write the same amount so in Note')
    """
    texts = [
        name
        for name, content in contents.items()
        if content.mean_length >= _LONG_TEXT and name != column
    ]
    if not texts:
        return None
    frame = frame.head(_N_SAMPLED)
    number = rough_numbers(frame, [column])[column].abs()
    frame = frame.select(texts).with_columns(number.alias("_number")).filter(pl.col("_number") >= 1)
    shown = pl.col("_number").round(2).cast(pl.String).str.strip_suffix(".0")
    whole = shown.str.replace(".", r"\.", literal=True)
    pattern = pl.concat_str(pl.lit(r"(?i)(?:^|[^\d.])"), whole, pl.lit(r"0*\s?"))
    counts: dict[tuple[str, str], int] = {
        (factor, text): int(
            frame.select(
                pl.col(text)
                .str.replace_all(",", "", literal=True)
                .str.contains(pl.concat_str(pattern, pl.lit(rf"{scale}\b")))
                .sum()
            ).item()
            or 0
        )
        for factor, scale in _SCALES.items()
        for text in texts
    }
    (factor, text), n = max(counts.items(), key=lambda item: item[1])
    other = max((count for (scale, _), count in counts.items() if scale != factor), default=0)
    if n < _LEAST_LINES or n < 10 * other:
        return None
    return StatedScale(factor, f"{n} lines write the same amount so in {text}")

"""What one row is: a measure that repeats on several rows must not be summed over them.

A file with a row per task and developer may carry the hours of the whole task on each of its rows.
Summing them counts double; the column that divides them is the one to read.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from pmo_core.errors import Finding
from pmo_core.exchange.content import Content, rough_numbers

_LEAST_GROUPS = 3
_SHARE = 0.99
_MAX_KEYS = 12


@dataclass(frozen=True, slots=True)
class FinerMeasure:
    """A measure that adds up, in the place of one that repeats.

    Within every group of rows with the same `key`, `repeated` is constant and `measure` adds up to
    it (in `n_agreeing` of `n_groups` groups of several rows). `total_repeated` and `total` are what
    summing each over all rows would give.
    """

    key: str
    repeated: str
    measure: str
    n_groups: int
    n_agreeing: int
    total_repeated: float
    total: float

    def finding(self) -> Finding:
        """Return the proposal in words."""
        return Finding(
            "warning",
            "repeated_measure",
            f"{self.repeated} repeats on each line of the same {self.key}: summing it over the "
            f"lines looked at gives {self.total_repeated:,.2f} instead of {self.total:,.2f}. "
            f"{self.measure} adds up to it in {self.n_agreeing:,} of {self.n_groups:,} groups of "
            "several lines and is read instead.",
            column=self.repeated,
        )


def finer_measure(
    frame: pl.DataFrame, column: str, contents: Mapping[str, Content]
) -> FinerMeasure | None:
    """Return the measure that divides a repeated one, or None where the column itself adds up.

    Parameters
    ----------
    frame : polars.DataFrame
        Table of text.
    column : str
        The measure that would be read.
    contents : mapping of str to Content
        What the columns hold.

    Examples
    --------
    >>> from pmo_core.exchange.content import contents
    >>> columns = {"Task": "aabbccd", "All": "5577999", "Own": "2334819"}
    >>> frame = pl.DataFrame({name: list(cells) for name, cells in columns.items()})
    >>> finer = finer_measure(frame, "All", contents(frame))
    >>> finer.key, finer.measure, finer.total_repeated, finer.total
    ('Task', 'Own', 51.0, 30.0)
    >>> finer_measure(frame, "Own", contents(frame)) is None
    True
    """
    measures = [
        name
        for name, content in contents.items()
        if content.number_share >= 0.9 and content.n and content.date_share < 0.9
    ]
    if column not in measures:
        return None
    keys = [
        name
        for name, content in contents.items()
        if 0.05 < content.distinct_share < 0.999 and name != column and content.mean_length <= 40
    ]
    keys = sorted(keys, key=lambda name: -contents[name].distinct_share)[:_MAX_KEYS]
    if not keys:
        return None
    numbers = frame.select(keys).with_columns(
        rough_numbers(frame, measures).rename({name: f"#{name}" for name in measures})
    )
    others = [name for name in measures if name != column]
    found = (_divided_by(numbers, key, column, others) for key in keys)
    return next((finer for finer in found if finer is not None), None)


def _divided_by(
    numbers: pl.DataFrame, key: str, column: str, others: list[str]
) -> FinerMeasure | None:
    repeated = pl.col(f"#{column}")
    groups = (
        numbers.drop_nulls([key, f"#{column}"])
        .group_by(key)
        .agg(
            pl.len().alias("_n"),
            repeated.first().alias("_whole"),
            (repeated.max() - repeated.min()).alias("_spread"),
            *(pl.col(f"#{name}").sum() for name in others if name != key),
        )
        .filter((pl.col("_n") > 1) & (pl.col("_whole") != 0))
    )
    if groups.height < _LEAST_GROUPS or groups["_spread"].max() != 0:
        return None
    tolerance = pl.col("_whole").abs() * 1e-6 + 0.006
    for name in others:
        if name == key:
            continue
        agrees = (pl.col(f"#{name}") - pl.col("_whole")).abs() <= tolerance
        n_agreeing = int(groups.select(agrees.sum()).item())
        if n_agreeing >= _SHARE * groups.height:
            return FinerMeasure(
                key, column, name, groups.height, n_agreeing,
                float(numbers[f"#{column}"].sum()), float(numbers[f"#{name}"].sum()),
            )  # fmt: skip
    return None

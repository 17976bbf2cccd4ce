"""How projects spend and slip: one curve and two distributions, and how a frame is typed."""

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from pmo_core.model import Record

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Texts = npt.NDArray[Any]

# Final cost and duration relative to plan, as quantile -> ratio, linear in between.
# The body (5, 25, 50, 75, 90 %) matches the 19 finished projects of DSLIB (Ghent University):
# cost 0.93, 1.00, 1.06, 1.13, 1.25; duration 0.90, 1.00, 1.07, 1.23, 1.37. The tails match the US
# Federal IT Dashboard of August 2012: cost 5 % 0.67 and 99 % 2.56 (2,451 projects), duration 1 %
# 0.75 and 99 % 2.5 (1,547 projects); its own bodies are pulled to exactly 1 by projects that
# never re-forecast.
COST_RATIO = (
    (0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.99, 1),
    (0.6, 0.67, 0.93, 1, 1.06, 1.13, 1.25, 2.56, 2.6),
)
DURATION_RATIO = (
    (0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.99, 1),
    (0.7, 0.75, 0.9, 1, 1.07, 1.23, 1.37, 2.5, 2.6),
)
# Planned cost relative to the median: as one company has it (log-normal, sigma 0.8), far more even
# than across a government (there 95 % is 22 times the median).
SIZE = ((0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98, 1), (0.15, 0.36, 0.58, 1, 1.72, 2.8, 4.2, 5))


def draw(
    rng: np.random.Generator, table: tuple[tuple[float, ...], tuple[float, ...]], n: int
) -> Floats:
    """Draw `n` values from a table quantile -> value, one from each of `n` equal slices.

    Slicing keeps the share of bad projects the same for every seed, also when `n` is small.
    """
    shares = (rng.permutation(n) + rng.random(n)) / max(n, 1)
    return np.interp(shares, table[0], table[1])


def progress(share: Floats) -> Floats:
    """Return the share of cost spent after a share of the time: 3x² - 2x³, 0 before, 1 after.

    Examples
    --------
    >>> progress(np.array([-1.0, 0.25, 0.5, 2.0])).tolist()
    [0.0, 0.15625, 0.5, 1.0]
    """
    x = np.clip(share, 0.0, 1.0)
    return x * x * (3.0 - 2.0 * x)


def dates(days: Floats | Ints) -> pl.Series:
    """Return days since 1970-01-01 as dates; fractions are cut off, NaN becomes null."""
    return pl.Series(days, dtype=pl.Float64).fill_nan(None).floor().cast(pl.Int32).cast(pl.Date)


def typed(record: type[Record], columns: dict[str, Any]) -> pl.DataFrame:
    """Return the columns as a frame of the register: its fields, in its order, with its types.

    Fields that are not given are null. Money and hours are rounded to cents, NaN becomes null.
    """
    given = pl.DataFrame(columns)
    fields = []
    for name, kind in record.polars_schema().items():
        if name not in columns:
            fields.append(pl.lit(record.model_fields[name].get_default(), dtype=kind).alias(name))
        elif kind.is_decimal() and given.schema[name].is_float():
            fields.append(pl.col(name).fill_nan(None).round(2).cast(kind))
        else:
            fields.append(pl.col(name).cast(kind))
    return given.select(fields)

"""Which periods are worth drawing: all from the first to the last in which something happens."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from pmo_core.analysis.calendar import Period, month_range, period_label, period_on

SHARE = 0.001
"""What may lie outside on each side: a thousandth of all."""


def material(
    total: pl.DataFrame, values: Sequence[str], *, cumulative: bool = False, share: float = SHARE
) -> tuple[date, date] | None:
    """Return the first and the last period outside of which next to nothing lies.

    Before the first and after the last lies less than `share` of the sum of each value's absolute
    amounts, so that a stray line of long ago does not squeeze a chart.

    Parameters
    ----------
    total : polars.DataFrame
        One row per period, in order: `period_on` (Date) and the values; null = not known.
    values : sequence of str
        Columns that count, each by itself.
    cumulative : bool
        Whether the values are running totals.
    share : float
        Between 0 and 1.

    Returns
    -------
    tuple of date, or None
        First days of the two periods; None when no value is known or all are 0.

    Examples
    --------
    >>> days = [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
    >>> material(pl.DataFrame({"period_on": days, "actual": [1.0, 5000.0, None]}), ["actual"])
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 1))
    """
    inside = []
    for name in values:
        amount = pl.col(name).cast(pl.Float64)
        step = (amount - amount.forward_fill().shift(1).fill_null(0.0)) if cumulative else amount
        size = step.abs().fill_null(0.0)
        before, after = size.cum_sum(), size.cum_sum(reverse=True)
        least = size.sum() * share
        inside.append((before > least) & (after > least))
    if not inside:
        return None
    days = total.filter(pl.any_horizontal(inside))["period_on"]
    return None if days.is_empty() else (days[0], days[-1])


def periods_between(first: date, last: date, period: Period, fiscal_start: int = 1) -> list[str]:
    """Return the names of all periods from the first's to the last's, none left out.

    Examples
    --------
    >>> periods_between(date(2025, 12, 1), date(2026, 2, 1), "month")
    ['2025-12', '2026-01', '2026-02']
    >>> periods_between(date(2025, 12, 1), date(2026, 2, 1), "quarter")
    ['2025 Q4', '2026 Q1']
    """
    months = month_range(first, last).to_frame("month")
    day = period_on(pl.col("month"), period, fiscal_start)
    names = months.select(period_label(day, period, fiscal_start).unique(maintain_order=True))
    return names.to_series().to_list()

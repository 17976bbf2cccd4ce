"""How far a project is from its plan, in money and in days."""

from datetime import date

import polars as pl


def cost_variance(planned: pl.Expr, forecast: pl.Expr) -> pl.Expr:
    """Return planned - forecast cost (VAC = BAC - EAC, ANSI/PMI 19-006); negative = over budget.

    Examples
    --------
    >>> pl.select(cost_variance(pl.lit(100.0), pl.lit(120.0))).item()
    -20.0
    """
    return planned - forecast


def overrun_pct(planned: pl.Expr, forecast: pl.Expr) -> pl.Expr:
    """Return (forecast - planned) / planned in percent; null without a plan above zero.

    Examples
    --------
    >>> pl.select(overrun_pct(pl.lit(100.0), pl.lit(120.0))).item()
    20.0
    """
    return pl.when(planned > 0).then((forecast - planned) / planned * 100)


def schedule_variance(
    planned: pl.Expr, projected: pl.Expr, as_of: date, is_finished: pl.Expr
) -> pl.Expr:
    """Return the schedule variance in calendar days; negative = late, null where a date is missing.

    planned - projected finish; but planned - as_of for a project that is overdue, that is, whose
    projected finish lies before as_of although it is not finished. This is the rule by which the US
    Federal IT Dashboard published its schedule variance on 31 August 2012.

    Parameters
    ----------
    planned, projected : polars.Expr of Date
        Planned finish; projected finish, or the actual one of a finished project.
    as_of : date
        Day that the figures speak of.
    is_finished : polars.Expr of Boolean
        Whether the projected finish is the actual one.

    Examples
    --------
    >>> dates = pl.lit(date(2012, 3, 31)), pl.lit(date(2012, 4, 30)), date(2012, 8, 31)
    >>> pl.select(a=schedule_variance(*dates, pl.lit(True)),
    ...           b=schedule_variance(*dates, pl.lit(False))).row(0)
    (-30, -153)
    """
    is_overdue = (projected < as_of) & ~is_finished
    end = pl.when(is_overdue).then(pl.lit(as_of)).otherwise(projected)
    return (planned - end).dt.total_days()

"""What a change of scope does to a project's budget, benefits and demand."""

from datetime import date
from decimal import Decimal

import polars as pl

_CENTS, _FINEST = 2, 4


def spread(amount: Decimal, weight: pl.Expr) -> pl.Expr:
    """Return parts of an amount in proportion to weights; they add up to it.

    Parts are whole cents where the amount is.

    Examples
    --------
    >>> frame = pl.DataFrame({"weight": [1.0, 1.0, 1.0]})
    >>> frame.select(part=spread(Decimal("100"), pl.col("weight")))["part"].to_list()
    [Decimal('33.3300'), Decimal('33.3400'), Decimal('33.3300')]
    """
    decimals = _CENTS if amount == round(amount, _CENTS) else _FINEST
    total = (float(amount) * weight.cum_sum() / weight.sum()).round(decimals)
    return (total - total.shift(1).fill_null(0.0)).round(decimals).cast(pl.Decimal(18, 4))


def budget(
    lines: pl.DataFrame, delta: Decimal, currency: str, *, base: str, since: date, finish: date
) -> pl.DataFrame:
    """Return the budget lines of a project after a change of its cost.

    The change is spread over the lines whose period is not over, in proportion to their amounts;
    over all lines where a cut is larger than what is left. Where no line is left, a line of one
    month is added, in the month of the finish or the first one after it without a line. A project
    that is not budgeted by lines gets none. Lines in another currency stay.

    Parameters
    ----------
    lines : polars.DataFrame
        Budget lines of one project (the record's fields).
    delta : Decimal
        Change of cost, in `currency`.
    currency, base : str
        Currency of the project, and the one that an empty currency means.
    since : date
        Day from which a period is not over.
    finish : date
        Finish after the change.
    """
    if lines.is_empty() or not delta:
        return lines
    lines = lines.sort("period_on", "category", "n_months")
    ends = pl.col("period_on").dt.offset_by(pl.format("{}mo", "n_months"))
    is_own = pl.col("amount").is_not_null() & (pl.col("currency").fill_null(base) == currency)
    is_left = is_own & (ends > since)
    left = lines.filter(is_left)
    amount = pl.col("amount").abs().cast(pl.Float64)
    if left.is_empty():
        return pl.concat([lines, _added(lines, ends, delta, currency, max(finish, since))])
    is_enough = delta > 0 or sum(left["amount"], Decimal(0)) >= -delta
    takes = is_left if is_enough else is_own
    some = lines.select(amount.filter(takes).sum()).item() > 0
    weight = pl.when(takes).then(amount if some else 1.0).otherwise(0.0)
    changed = (pl.col("amount") + spread(delta, weight)).cast(pl.Decimal(18, 4))
    return lines.with_columns(amount=pl.when(takes).then(changed).otherwise("amount"))


def _added(
    lines: pl.DataFrame, ends: pl.Expr, delta: Decimal, currency: str, day: date
) -> pl.DataFrame:
    """Return a budget line of the month of `day`, or of the first one after that is free."""
    last = lines.filter(pl.col("category") == "").select(ends.max()).item()
    month = max(day.replace(day=1), last or date.min)
    return lines.head(1).with_columns(
        category=pl.lit(""), period_on=pl.lit(month), n_months=pl.lit(1, pl.Int64),
        amount=pl.lit(delta, pl.Decimal(18, 4)), currency=pl.lit(currency),
        hours=pl.lit(None, pl.Decimal(18, 4)), withheld=pl.lit(None, pl.String),
    )  # fmt: skip


def benefits(
    rows: pl.DataFrame, delta: Decimal, currency: str, *, base: str, after_year: int
) -> pl.DataFrame:
    """Return the benefits of a project after a change of its yearly benefit.

    Likely, lowest and highest benefit of each fiscal year after `after_year` that the case names
    change alike; measured benefits and rows in another currency stay.
    """
    later = (pl.col("year") > after_year) & (pl.col("currency").fill_null(base) == currency)
    names = ("planned_benefit", "low_benefit", "high_benefit")
    return rows.with_columns(
        pl.when(later).then(pl.col(name) + pl.lit(delta, pl.Decimal(18, 4))).otherwise(name)
        .cast(pl.Decimal(18, 4)).alias(name)
        for name in names
    )  # fmt: skip


def demand(
    rows: pl.DataFrame, hours: Decimal, *, project: str, role: str, since: date, finish: date
) -> pl.DataFrame:
    """Return the demand of a project after a change of the work of one role.

    More work is spread evenly over the months from `since` to the finish. Less work is taken from
    the months of that role that are not over, in proportion, and never below zero.

    Parameters
    ----------
    rows : polars.DataFrame
        Demand of one project (the record's fields).
    hours : Decimal
        Change of work.
    project, role : str
        Whose.
    since : date
        Day from which months are left.
    finish : date
        Finish after the change; a finish before `since` leaves the one month of `since`.
    """
    first = since.replace(day=1)
    is_left = (pl.col("role") == role) & (pl.col("month_on") >= first)
    if hours < 0:
        left = sum(rows.filter(is_left)["hours"], Decimal(0))
        taken = max(hours, -left)
        if not taken:
            return rows
        weight = pl.when(is_left).then(pl.col("hours").cast(pl.Float64)).otherwise(0.0)
        now = pl.col("hours") + spread(taken, weight)
        return rows.sort("role", "month_on").with_columns(hours=now.clip(0).cast(pl.Decimal(18, 4)))
    months = pl.date_range(first, max(finish, first), "1mo", eager=True)
    evenly = pl.col("month_on").is_not_null().cast(pl.Float64)
    more = pl.DataFrame({"month_on": months}).select(
        project=pl.lit(project), role=pl.lit(role), month_on="month_on",
        hours=spread(hours, evenly),
    )  # fmt: skip
    both = rows.join(more, on=more.columns[:3], how="full", coalesce=True, suffix="_more")
    none = pl.lit(Decimal(0), pl.Decimal(18, 4))
    total = pl.col("hours").fill_null(none) + pl.col("hours_more").fill_null(none)
    return both.with_columns(hours=total.cast(pl.Decimal(18, 4))).select(rows.columns)


__all__ = ["benefits", "budget", "demand", "spread"]

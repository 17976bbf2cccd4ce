"""What a planning template means: its order, its days, its hours by month, its money by period."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from pmo_core.analysis.calendar import MONTHS_IN, Period, period_on
from pmo_core.analysis.network import Tie, forward
from pmo_core.analysis.working_days import Calendar
from pmo_core.errors import Finding
from pmo_core.model.codes import is_within, sort_key
from pmo_core.model.record import MONEY_SCALE

NEXT_DAY = timedelta(days=1)
_UNITS = 10**MONEY_SCALE
_STEP = _UNITS // 100
"""Shares are rounded to hundredths: cents, and hundredths of an hour."""
_WORK = ("work", "milestone")


def of_kind(items: pl.DataFrame, *kinds: str) -> pl.DataFrame:
    """Return the lines of a template of some kinds."""
    return items.filter(pl.col("kind").is_in(kinds))


def summaries(codes: list[str]) -> set[str]:
    """Return the codes that others lie below.

    Examples
    --------
    >>> sorted(summaries(["1", "1.1", "1.10", "2"]))
    ['1']
    """
    return {code for code in codes if any(is_within(other, code) for other in codes)}


def ties_of(items: pl.DataFrame) -> list[Tie]:
    """Return the links of a template."""
    links = of_kind(items, "precedence").select(
        "other", "code", pl.col("link").fill_null("FS"), pl.col("offset_days").fill_null(0)
    )
    return [Tie(*row) for row in links.iter_rows()]


def schedule(items: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Return when each part of a template comes, in working days from the start.

    Each part starts as early as its links and its own `offset_days` allow. A part above others
    spans them.

    Parameters
    ----------
    items : polars.DataFrame
        Register `template_item`, the lines of one template.

    Returns
    -------
    polars.DataFrame, tuple of Finding
        One row per part in the order of the codes: code, name, kind, level (0 = top), is_summary,
        start_day, end_day (half-open), duration_days. Findings: `unknown_part` and `summary_link`
        (the link is left out), `no_duration` (it is taken to need one day).

    Raises
    ------
    Refused
        The links run in a circle.
    """
    work = of_kind(items, *_WORK).select("code", "name", "kind", "offset_days", "duration_days")
    rows = {row["code"]: row for row in work.iter_rows(named=True)}
    codes = sorted(rows, key=sort_key)
    above = summaries(codes)
    leaves = [code for code in codes if code not in above]
    durations = {code: _duration(rows[code]) for code in leaves}
    ties, findings = _usable(ties_of(items), leaves, above)
    findings += [
        Finding("warning", "no_duration", f"{code} has no duration: one day is taken.", value=code)
        for code in leaves
        if rows[code]["duration_days"] is None and rows[code]["kind"] == "work"
    ]
    earliest = {code: rows[code]["offset_days"] or 0 for code in leaves}
    starts = forward(durations, ties, earliest)
    spans = {code: (start, start + durations[code]) for code, start in starts.items()}
    for code in above:
        below = [spans[leaf] for leaf in leaves if is_within(leaf, code)]
        spans[code] = (min(start for start, _ in below), max(end for _, end in below))
    frame = pl.DataFrame(
        [
            (code, rows[code]["name"] or code, rows[code]["kind"], len(_above(code, codes)),
             code in above, *spans[code])
            for code in codes
        ],
        schema={
            "code": pl.String, "name": pl.String, "kind": pl.String, "level": pl.Int64,
            "is_summary": pl.Boolean, "start_day": pl.Int64, "end_day": pl.Int64,
        },
        orient="row",
    )  # fmt: skip
    return frame.with_columns(duration_days=pl.col("end_day") - pl.col("start_day")), tuple(
        findings
    )


def _duration(row: Mapping[str, int | str | None]) -> int:
    if row["kind"] == "milestone":
        return 0
    given = row["duration_days"]
    return 1 if given is None else int(given)


def _above(code: str, codes: list[str]) -> list[str]:
    return [other for other in codes if is_within(code, other)]


def _usable(ties: list[Tie], leaves: list[str], above: set[str]) -> tuple[list[Tie], list[Finding]]:
    """Return the links between parts that can be tied, and why the others cannot."""
    usable, findings = [], []
    for tie in ties:
        ends = (tie.predecessor, tie.successor)
        strange = [end for end in ends if end not in leaves]
        if not strange:
            usable.append(tie)
            continue
        code = strange[0]
        is_above = code in above
        kind = "summary_link" if is_above else "unknown_part"
        why = "sums up others: tie one of them" if is_above else "is no part of the plan"
        message = f"The link from {ends[0]} to {ends[1]} is left out: {code} {why}."
        findings.append(Finding("warning", kind, message, value=code))
    return usable, findings


def dated(parts: pl.DataFrame, start: date, calendar: Calendar) -> pl.DataFrame:
    """Return the parts with their days on the calendar.

    A milestone lies on the last working day before it: what it waits for is done by then. One at
    the very start lies on the first day.

    Parameters
    ----------
    parts : polars.DataFrame
        From `schedule`.
    start : date
        First day; the next working day where it is a day off.
    calendar : Calendar
        Working calendar.

    Returns
    -------
    polars.DataFrame
        The parts with start_on and finish_on (both worked; start_on is null for a milestone).
    """
    begin = pl.Series([start] * parts.height, dtype=pl.Date)
    last = (parts["end_day"] - 1).clip(0)
    is_work = parts["duration_days"] > 0
    return parts.with_columns(
        start_on=calendar.add(begin, parts["start_day"]).set(~is_work, None),
        finish_on=calendar.add(begin, last),
    )


def hours_by_month(items: pl.DataFrame, dates: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """Return the work of each role by month, spread evenly over the working days of its part.

    Parameters
    ----------
    items : polars.DataFrame
        Lines of the template; effort without a part is that of the whole project.
    dates : polars.DataFrame
        From `dated`; not empty.
    calendar : Calendar
        Working calendar.

    Returns
    -------
    polars.DataFrame
        role, month_on, hours (Decimal, hundredths); per role they sum to its hours exactly.
        Effort of an unknown part, or without role, is left out.
    """
    begin = pl.coalesce("start_on", "finish_on")
    whole = dates.select(code=pl.lit(""), first=begin.min(), last=pl.col("finish_on").max())
    spans = pl.concat([whole, dates.select("code", first=begin, last="finish_on")])
    effort = (
        of_kind(items, "effort")
        .filter((pl.col("other") != "") & (pl.col("hours") > 0))
        .select("code", "hours", role="other", line=pl.int_range(pl.len()))
        .join(spans, on="code", how="inner", maintain_order="left")
    )
    months = _by_month(effort, calendar)
    total = (pl.col("hours") * _UNITS).round().cast(pl.Int128)
    parts = months.with_columns(hours=apportioned(total, pl.col("n_days"), "line"))
    return (
        parts.group_by("role", "month_on")
        .agg(_decimal(pl.col("hours").sum()))
        .filter(pl.col("hours") > 0)
        .sort("role", "month_on")
    )


def split(
    budget: Decimal,
    items: pl.DataFrame,
    dates: pl.DataFrame,
    calendar: Calendar,
    *,
    period: Period = "quarter",
    start_month: int = 1,
) -> pl.DataFrame:
    """Return the budget by category and fiscal period, over the working days of the project.

    Parameters
    ----------
    budget : Decimal
        What is divided.
    items : polars.DataFrame
        Lines of the template: shares of categories. They are taken in proportion where they do not
        sum to 100; without any the budget has no category.
    dates : polars.DataFrame
        From `dated`; not empty.
    calendar : Calendar
        Working calendar.
    period : {"month", "quarter", "fiscal_year"}
        Grain of the lines.
    start_month : int
        First month of the fiscal year.

    Returns
    -------
    polars.DataFrame
        category, period_on, n_months, amount (Decimal, cents); they sum to the budget exactly.
    """
    span = dates.select(
        first=pl.coalesce("start_on", "finish_on").min(), last=pl.col("finish_on").max()
    )
    periods = (
        _by_month(span, calendar)
        .group_by(period_on=period_on(pl.col("month_on"), period, start_month))
        .agg(pl.col("n_days").sum())
        .sort("period_on")
    )
    shares = of_kind(items, "budget").filter(pl.col("share_pct") > 0)
    shares = shares.select(category="code", weight="share_pct").sort("category")
    if shares.is_empty():
        shares = pl.DataFrame({"category": [""], "weight": [100.0]})
    weight = (pl.col("weight") * _UNITS).round().cast(pl.Int64)
    total = pl.lit(int(budget * _UNITS), dtype=pl.Int128)
    by_category = shares.with_columns(total=apportioned(total, weight))
    lines = by_category.join(periods, how="cross").with_columns(
        amount=apportioned(pl.col("total"), pl.col("n_days"), "category")
    )
    return lines.select(
        "category",
        "period_on",
        n_months=pl.lit({"month": 1, **MONTHS_IN}[period], dtype=pl.Int64),
        amount=_decimal(pl.col("amount")),
    ).filter(pl.col("amount") != 0)


def apportioned(total: pl.Expr, weight: pl.Expr, *over: str) -> pl.Expr:
    """Return the parts of a total by weight, rounded to hundredths so that they sum to it exactly.

    The running sum is rounded and its steps are taken: no part is off by more than one hundredth.

    Parameters
    ----------
    total : Expr
        Ten-thousandths, Int128; the same in all rows of a group, not negative.
    weight : Expr
        Whole numbers, not negative, at least one above 0.
    over : str
        Columns that tell the groups; none = one group.

    Examples
    --------
    >>> rows = pl.DataFrame({"weight": [1, 1, 1]})
    >>> rows.select(apportioned(pl.lit(10_000, pl.Int128), pl.col("weight")))["weight"].to_list()
    [3300, 3400, 3300]
    """

    def grouped(expression: pl.Expr) -> pl.Expr:
        return expression.over(*over) if over else expression

    wide = weight.cast(pl.Int128)
    running, whole = grouped(wide.cum_sum()), grouped(wide.sum())
    rounded = (2 * total * running + whole * _STEP) // (2 * whole * _STEP) * _STEP
    reached = pl.when(running == whole).then(total).otherwise(pl.min_horizontal(rounded, total))
    return (reached - grouped(reached.shift(1, fill_value=0))).alias(_name_of(weight))


def _name_of(expression: pl.Expr) -> str:
    return expression.meta.output_name()


def _by_month(spans: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """Return the spans (first and last day worked) by month_on with working days, n_days > 0."""
    end = pl.col("last") + NEXT_DAY
    months = spans.with_columns(
        month_on=pl.date_ranges(pl.col("first").dt.truncate("1mo"), "last", "1mo")
    ).explode("month_on")
    begin = pl.max_horizontal("first", "month_on")
    until = pl.min_horizontal(end, pl.col("month_on").dt.offset_by("1mo"))
    bounds = months.select(begin=begin, until=until)
    days = calendar.count(bounds["begin"], bounds["until"])
    return months.with_columns(n_days=days).filter(pl.col("n_days") > 0)


def _decimal(units: pl.Expr) -> pl.Expr:
    """Turn ten-thousandths into decimals."""
    kind = pl.Decimal(18, MONEY_SCALE)
    return (units.cast(pl.Decimal(38, MONEY_SCALE)) / pl.lit(Decimal(_UNITS))).cast(kind)


__all__ = [
    "apportioned", "dated", "hours_by_month", "of_kind", "schedule", "split", "summaries",
    "ties_of",
]  # fmt: skip

"""Files with a column per month: turned into a line per month.

`_line` stays the file line of the row, so the lines that come from one row share it. Empty cells
give no line. A column that holds the sum of the row is left out only where it equals that sum on
every row.
"""

from dataclasses import replace
from typing import Any

import polars as pl

from pmo_core.errors import Finding
from pmo_core.exchange.content import contents, rough_numbers
from pmo_core.exchange.heading import likeness, words
from pmo_core.exchange.periods import Period, is_without_year, period_of
from pmo_core.exchange.synonyms import BUDGET_WORDS, ENTITIES
from pmo_core.exchange.table import LINE, Table

_LEAST_PERIODS = 3
_OF_ROLES = frozenset(("demand", "capacity", "booking"))
_TOTAL_WORDS = frozenset(("total", "sum", "summe", "gesamt", "cumulative", "overall"))
_HOURS_PER_MONTH = 744.0
_TOLERANCE = 0.006


def propose_wide(
    table: Table, register: str, start_month: int = 1
) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """Return how a table with a column per period is turned, and what to know about it.

    Parameters
    ----------
    table : Table
        As read.
    register : str
        Months suit actuals and budget lines; quarters and years budget lines only.
    start_month : int
        First month of the fiscal year, for headers such as "FY26 P3".

    Returns
    -------
    dict
        Empty where the table has no column per period. Otherwise `kind` "wide", `periods`
        (columns), `left_out` (columns of sums), `measure` (name of the new column of values),
        `year` ("" = as the headers say; asked where they do not), `start_month`.
    tuple of Finding
    """
    named = {name: _period(name, start_month) for name in table.names}
    named = {name: period for name, period in named.items() if period is not None}
    lengths = sorted({period.n_months for period in named.values() if period})
    allowed = [n for n in lengths if n == 1 or register == "budget_line"]
    finest = next(
        (n for n in allowed if sum(p.n_months == n for p in named.values() if p) >= _LEAST_PERIODS),
        0,
    )
    periods = [name for name, period in named.items() if period and period.n_months == finest]
    if not finest or len({named[name] for name in periods}) < len(periods):
        return {}, ()
    rest = [name for name in table.names if name not in periods]
    measure, reason = _measure(table, rest, periods, register)
    left_out, findings = _sums(table.frame, periods, rest)
    yearless = any(is_without_year(name) for name in periods)
    shape: dict[str, Any] = {
        "kind": "wide", "periods": periods, "left_out": left_out, "measure": measure,
        "year": "", "start_month": start_month,
    }  # fmt: skip
    said = f"{len(periods)} columns, {periods[0]} to {periods[-1]}, are read as one line per period"
    first = Finding(
        "info", "column_per_period", f"{said}; the values as {measure.lower()}: {reason}."
    )
    needs_year = Finding("warning", "period_without_year", "The column headers name no year.")
    return shape, (first, *((needs_year,) if yearless else ()), *findings)


def speaks_of_budget(table: Table) -> bool:
    """Return whether the header, the sheet or the lines above say that amounts are planned."""
    said = " ".join((*table.header, table.dialect.sheet, *table.dialect.preamble))
    return not BUDGET_WORDS.isdisjoint(words(said))


def _period(name: str, start_month: int) -> Period | None:
    return period_of(name, 2000, start_month)


def _measure(table: Table, rest: list[str], periods: list[str], register: str) -> tuple[str, str]:
    said = " ".join((*rest, table.dialect.sheet, *table.dialect.preamble))
    if register in _OF_ROLES:
        return "Hours", "it is work of roles"
    if {"hour", "stunden", "heure"} & set(words(said)):
        return "Hours", "the file speaks of hours"
    held = contents(table.frame.select(periods))
    if any(content.sign for content in held.values()) or register == "budget_line":
        return "Cost" if register == "actual" else "Budget", "amounts of money"
    is_by_person = any(
        likeness(name, phrase) >= 0.7 for name in rest for phrase in ENTITIES["person"]
    )
    largest = (
        rough_numbers(table.frame, periods).select(pl.max_horizontal(pl.all().abs().max())).item()
    )
    if is_by_person and largest is not None and largest <= _HOURS_PER_MONTH:
        return "Hours", "they stand beside people and none exceeds the hours of a month"
    return "Cost", "nothing says that they are hours"


def _sums(
    frame: pl.DataFrame, periods: list[str], rest: list[str]
) -> tuple[list[str], list[Finding]]:
    """Return the columns that equal the sum of the row, and what was found about them."""
    held = contents(frame.select(rest))
    numeric = [name for name in rest if held[name].n and held[name].number_share >= 0.9]
    if not numeric:
        return [], []
    total = rough_numbers(frame, periods).sum_horizontal()
    left_out, findings = [], []
    for name in numeric:
        column = rough_numbers(frame, [name])[name]
        is_other = ((column - total).abs() > _TOLERANCE) & column.is_not_null()
        n_other = int(is_other.sum())
        if n_other == 0:
            left_out.append(name)
            findings.append(
                Finding(
                    "info", "sum_column", f"{name} is the sum of its row and left out.", column=name
                )
            )
        elif _TOTAL_WORDS & set(words(name)):
            line = frame[LINE].filter(is_other)[0]
            text = f"{name} does not equal the sum of its row on {n_other} lines."
            findings.append(Finding("warning", "sum_differs", text, line, name))
    return left_out, findings


def unpivot(table: Table, shape: dict[str, Any]) -> Table:
    """Return the table with one row per filled cell of the period columns.

    The columns that are neither periods nor sums stay, followed by `Period` (first day, ISO),
    `Months` (length, only where it is not a month) and the measure, in the order of the file.

    Examples
    --------
    See `reshape`.
    """
    start_month, year = int(shape.get("start_month", 1)), str(shape.get("year", ""))
    periods: list[str] = shape["periods"]
    named = {name: period_of(name, int(year) if year else None, start_month) for name in periods}
    gone = {LINE, *periods, *shape.get("left_out", ())}
    kept = [name for name in table.names if name not in gone]
    measure = _free(shape["measure"], kept)
    column = _free("Period", kept)
    long = (
        table.frame.with_row_index("_row")
        .unpivot(periods, index=["_row", LINE, *kept], variable_name="_period", value_name=measure)
        .with_columns(pl.col("_period").cast(pl.Enum(periods)))
        .drop_nulls(measure)
        .sort("_row", "_period")
    )
    text = {name: str(period.first_day) if period else name for name, period in named.items()}
    long = long.with_columns(
        pl.col("_period").cast(pl.String).replace_strict(text, return_dtype=pl.String).alias(column)
    )
    n_months = next((period.n_months for period in named.values() if period), 1)
    extra = [] if n_months == 1 else [_free("Months", kept)]
    long = long.with_columns(pl.lit(str(n_months)).alias(name) for name in extra)
    names = [*kept, column, *extra, measure]
    n_empty = table.frame.height * len(periods) - long.height
    empty = Finding("info", "empty_periods", f"{n_empty:,} empty period cells give no line.")
    return replace(
        table,
        frame=long.select(LINE, *names),
        header=tuple(names),
        findings=(*table.findings, *((empty,) if n_empty else ())),
    )


def _free(name: str, taken: list[str]) -> str:
    while name in taken:
        name += "_"
    return name

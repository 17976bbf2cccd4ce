"""From the text of one column to the typed cells of one field."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from pmo_core.exchange import dates, numbers
from pmo_core.exchange.choices import choice_table
from pmo_core.exchange.conventions import Conventions
from pmo_core.exchange.dates import DateConvention
from pmo_core.exchange.nulls import CODE_NULL_WORDS
from pmo_core.exchange.numbers import NumberConvention, Units
from pmo_core.exchange.plan import FieldPlan

MONEY = pl.Decimal(18, 4)


@dataclass(frozen=True, slots=True)
class Cells:
    """The typed cells of one field.

    Parameters
    ----------
    value : polars.Series
        Of the field's type; null where there is none.
    reason : polars.Series or None
        Why a cell was not taken (stable code); null where it was. None: all were.
    words : polars.Series or None
        Words that stand in the place of a withheld value.
    currency : polars.Series or None
        Currency that the cell names.
    exact : polars.Series or None
        Number before rounding, where rounding changed any.
    notes : Counter
        What was done to how many cells: `trimmed`, `null_words`, `rounded`, `withheld`, ...
    mentions : polars.DataFrame or None
        `code`, `n_lines` of a field that refers to another register.
    """

    value: pl.Series
    reason: pl.Series | None = None
    words: pl.Series | None = None
    currency: pl.Series | None = None
    exact: pl.Series | None = None
    notes: Counter[str] = field(default_factory=Counter)
    mentions: pl.DataFrame | None = None


def read_field(
    text: pl.Series, plan: FieldPlan, conventions: Conventions, hours_per_day: Decimal
) -> Cells:
    """Read the text of a column as a field.

    Parameters
    ----------
    text : polars.Series of String
        The cells as they stand; null is empty.
    plan : FieldPlan
        What the field is and where it comes from.
    conventions : Conventions
        How the columns of the file are written.
    hours_per_day : Decimal
        What one day is worth in a column of hours or days.
    """
    if plan.kind == "date":
        return date_cells(text, conventions.dates[plan.label], plan.is_end)
    if plan.kind in ("money", "hours", "integer", "share", "ratio"):
        units: Units = {"hours": "time", "share": "percent"}.get(plan.kind, "")  # type: ignore[assignment]
        units = "days" if plan.field.endswith("_days") else units
        return number_cells(text, conventions.numbers[plan.label], plan, units, hours_per_day)
    if plan.kind == "choice":
        return _by_distinct(text, lambda cells: choice_table(cells, plan.options, plan.is_nullable))
    if plan.kind == "currency":
        return _by_distinct(text, numbers.read_currencies)
    if plan.kind == "code":
        return code_cells(text, plan.is_reference)
    is_blank = text.str.contains(r"^\s+$")
    return Cells(
        text if not is_blank.any() else text.zip_with(~is_blank.fill_null(False), _nulls(text))
    )


def number_cells(
    text: pl.Series,
    convention: NumberConvention,
    plan: FieldPlan,
    units: Units,
    hours_per_day: Decimal,
) -> Cells:
    """Read a column of numbers; exact until it is rounded half to even to four decimals."""
    if convention.is_plain and convention.factor == 1:
        value = text.cast(MONEY)
        if plan.kind in ("money", "hours"):
            return Cells(value)
        table = pl.DataFrame({"text": text, "value": value.cast(numbers.EXACT)})
        table = _typed(table.with_columns(reason=pl.lit(None, dtype=pl.String)), plan)
        return Cells(table["value"], _or_none(table["reason"]))
    return _by_distinct(
        text,
        lambda cells: _typed(
            numbers.read_cells(numbers.dissect(cells), convention, units, hours_per_day), plan
        ),
    )


def _typed(table: pl.DataFrame, plan: FieldPlan) -> pl.DataFrame:
    """Bring exact numbers to the field's type."""
    exact = pl.col("value")
    if plan.kind in ("money", "hours"):
        fits = exact.abs() < numbers.LARGEST - Decimal("0.00005")
        return table.with_columns(
            value=pl.when(fits).then(exact).cast(MONEY),
            exact=pl.when(fits).then(exact),
            reason=pl.when(exact.is_not_null() & ~fits)
            .then(pl.lit("too_large"))
            .otherwise("reason"),
            is_rounded=exact != exact.cast(MONEY, strict=False).cast(numbers.EXACT),
        )
    if plan.kind == "integer":
        whole = exact.cast(pl.Decimal(38, 0), strict=False)
        fits = (exact == whole.cast(numbers.EXACT)) & (whole.abs() < Decimal(10) ** 15)
        return table.with_columns(
            value=pl.when(fits).then(whole).cast(pl.Int64),
            reason=pl.when(exact.is_not_null() & ~fits)
            .then(pl.lit("not_integer"))
            .otherwise("reason"),
        )
    return table.with_columns(value=exact.cast(pl.Float64))


def date_cells(text: pl.Series, convention: DateConvention, is_end: bool) -> Cells:
    """Read a column of dates."""
    if convention.is_iso:
        value = text.str.to_date("%Y-%m-%d")
        years = value.dt.year()
        if years.min() is None or (int(str(years.min())) >= 1900 and int(str(years.max())) < 2200):
            return Cells(value)
    return _by_distinct(
        text, lambda cells: dates.read_cells(dates.dissect(cells), convention, is_end)
    )


def code_cells(text: pl.Series, is_reference: bool) -> Cells:
    """Read a column of codes: text as it stands, without outer spaces and null words."""
    if not is_reference:
        odd = text.is_in(CODE_NULL_WORDS) | text.str.contains(r"^\s|\s$")
        if not odd.any():
            return Cells(text)
        return _by_distinct(text, _code_table)
    counts = text.drop_nulls().rename("text").value_counts(name="n_lines")
    table = counts.join(_code_table(counts["text"]), on="text", maintain_order="left")
    mentions = (
        table.select("n_lines", code="value")
        .drop_nulls()
        .group_by("code")
        .agg(pl.col("n_lines").sum())
    )
    if table["text"].equals(table["value"]):
        return Cells(text, mentions=mentions)
    cells = _by_distinct(text, _code_table)
    return Cells(cells.value, notes=cells.notes, mentions=mentions)


def _code_table(cells: pl.Series) -> pl.DataFrame:
    trimmed = pl.col("text").str.strip_chars()
    is_null = trimmed.is_in(CODE_NULL_WORDS)
    return pl.DataFrame({"text": cells}).with_columns(
        value=pl.when(~is_null & (trimmed != "")).then(trimmed),
        is_trimmed=~is_null & (trimmed != "") & (trimmed != pl.col("text")),
        is_null_words=is_null,
    )


def _by_distinct(text: pl.Series, read: Callable[[pl.Series], pl.DataFrame]) -> Cells:
    """Read each distinct cell once, and put the results back in the order of the lines."""
    table = read(text.drop_nulls().unique().rename("text"))
    lines = pl.DataFrame({"text": text}).join(table, on="text", how="left", maintain_order="left")
    notes: Counter[str] = Counter()
    for column in lines.columns:
        if column.startswith("is_") and (n := int(lines[column].sum())):
            notes[column.removeprefix("is_")] = n
    words = _optional(lines, "words")
    if words is not None:
        notes["withheld"] = len(words) - words.null_count()
    reason = _optional(lines, "reason")
    if "is_null_words" not in lines.columns:
        n_null = (
            text.len() - text.null_count() - (lines["value"].len() - lines["value"].null_count())
        )
        n_null -= 0 if reason is None else reason.len() - reason.null_count()
        if n_null := n_null - notes["withheld"]:
            notes["null_words"] = n_null
    return Cells(
        lines["value"].alias(text.name),
        reason,
        words,
        _optional(lines, "currency"),
        _optional(lines, "exact") if notes["rounded"] else None,
        +notes,
    )


def _optional(table: pl.DataFrame, column: str) -> pl.Series | None:
    return _or_none(table[column]) if column in table.columns else None


def _or_none(series: pl.Series) -> pl.Series | None:
    return None if series.null_count() == series.len() else series


def _nulls(like: pl.Series) -> pl.Series:
    return pl.Series(like.name, [None], dtype=like.dtype).new_from_index(0, like.len())

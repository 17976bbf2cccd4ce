"""Dates as people write them; the order of day and month is decided for the whole column.

A cell is read under every order that it could have. A cell that gives a date under one order only
proves the order of its column; a cell that gives two different dates proves nothing, and is never
read before the column is decided.
"""

from dataclasses import dataclass

import polars as pl

from pmo_core.exchange.nulls import is_null_word, is_withheld
from pmo_core.exchange.numbers import tidy

ISO = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
"""Dates that need no care."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier janv ene enero gennaio",
            "feb february februar février févr fév febrero",
            "mar march märz mrz mär mars marzo", "apr april avril avr abr abril aprile",
            "may mai mayo maggio maj", "jun june juni juin junio giugno",
            "jul july juli juillet juil julio luglio", "aug august août ago agosto",
            "sep sept september septembre septiembre settembre",
            "oct october okt oktober octobre octubre ottobre",
            "nov november novembre noviembre",
            "dec december dez dezember déc décembre dic diciembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

_TIME = (
    r"(?:[T ,]\s*(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_YEAR_FIRST = rf"^(?P<y>[0-9]{{4}})[-/.](?P<a>[0-9]{{1,2}})[-/.](?P<b>[0-9]{{1,2}})\.?{_TIME}$"
_YEAR_LAST = (
    r"^(?P<a>[0-9]{1,2})[-/. ]\s?(?P<b>[0-9]{1,2})[-/. ]\s?"
    rf"(?P<y>[0-9]{{4}}|[0-9]{{2}}){_TIME}$"
)
_DASHED = rf"^(?P<a>[0-9]{{2}})-(?P<b>[0-9]{{2}})-(?P<y>[0-9]{{2}}){_TIME}$"
_WEEKDAY = r"(?:[^\W\d]{2,10}\.?,?\s+)?"
_NAMED = (
    rf"^{_WEEKDAY}(?P<a>[0-9]{{1,2}})(?:st|nd|rd|th|\.)?[-/. ]*(?:de )?(?P<m>[^\W\d_]{{3,10}})"
    rf"\.?(?: de)?[-/., ]*(?P<y>[0-9]{{4}}|[0-9]{{2}}){_TIME}$"
)
_NAME_FIRST = (
    rf"^{_WEEKDAY}(?P<m>[^\W\d_]{{3,10}})\.?[- ](?P<a>[0-9]{{1,2}})(?:st|nd|rd|th)?,?[- ]"
    rf"(?P<y>[0-9]{{4}}){_TIME}$"
)
_COMPACT = r"^(?P<y>(?:19|20)[0-9]{2})(?P<a>[0-9]{2})(?P<b>[0-9]{2})$"
_SERIAL = r"^(?P<serial>[2-7][0-9]{4})(?:[.,](?P<part>[0-9]+))?$"
_MONTH = r"^(?P<y>(?:19|20)[0-9]{2})[-/.](?P<a>[0-9]{1,2})$"
_MONTH_LAST = r"^(?P<a>[0-9]{1,2})[-/.](?P<y>(?:19|20)[0-9]{2})$"
_MONTH_NAMED = r"^(?P<m>[^\W\d_]{3,10})\.?[-/ ']*(?P<y>(?:19|20)[0-9]{2})$"
_YEAR = r"^(?P<y>(?:19|20)[0-9]{2})$"


@dataclass(frozen=True, slots=True)
class DateConvention:
    """How the dates of one column are written.

    Parameters
    ----------
    order : {"dmy", "mdy"} or None
        Order of numeric dates that end in the year; None: only cells that can have one order are
        read.
    year_first : {"ymd", "ydm"} or None
        Order of numeric dates that begin with a year of four digits.
    chosen : str
        Order that the user chose, or empty; without it 26-01-31 is not read.
    is_iso : bool
        Whether the whole column was seen to match `ISO` or be empty.
    """

    order: str | None = None
    year_first: str | None = "ymd"
    chosen: str = ""
    is_iso: bool = False


def order_of(date_format: str) -> str:
    """Return the order of year, month and day in a strftime format.

    Examples
    --------
    >>> order_of("%d/%m/%Y")
    'dmy'
    >>> order_of("%Y-%m-%d")
    'ymd'
    """
    letters = {"d": "d", "e": "d", "m": "m", "b": "m", "B": "m", "y": "y", "Y": "y"}
    marks = [date_format[at + 1] for at, sign in enumerate(date_format[:-1]) if sign == "%"]
    return "".join(letters[mark] for mark in marks if mark in letters)


def dissect(cells: pl.Series) -> pl.DataFrame:
    """Read distinct cells under every order that they could have, without deciding anything.

    Parameters
    ----------
    cells : polars.Series of String
        Distinct, not null.

    Returns
    -------
    polars.DataFrame
        One row per cell, in order: `text`; `kind` (last: numeric, year last; first: numeric, year
        first; dashed: 26-01-31, year on either side; named; compact; serial; month; year; null;
        withheld; bad_date); `dmy`, `mdy`, `ymd`, `ydm` (Date or null: what the cell would be; a
        kind without choice has its date in `ymd`);
        `has_time` (a time of day other than midnight); `is_short` (a year of two digits).

    Examples
    --------
    >>> dissect(pl.Series(["02/03/2026", "30/03/2026"])).select("dmy", "mdy").rows()[1]
    (datetime.date(2026, 3, 30), None)
    """
    text = tidy(pl.col("text"))
    frame = pl.DataFrame({"text": cells}).with_columns(clean=text)
    kinds = {
        "dashed": _DASHED, "first": _YEAR_FIRST, "last": _YEAR_LAST, "named": _NAMED,
        "name_first": _NAME_FIRST,
        "compact": _COMPACT, "month": _MONTH, "month_last": _MONTH_LAST,
        "month_named": _MONTH_NAMED, "year": _YEAR, "serial": _SERIAL,
    }  # fmt: skip
    kind = pl.coalesce(
        pl.when(pl.col("clean").str.contains(pattern)).then(pl.lit(name))
        for name, pattern in kinds.items()
    )
    frame = frame.with_columns(kind=kind)
    parts = [
        _parts(part.drop("kind"), str(name[0]), kinds[str(name[0])])
        for name, part in frame.filter(pl.col("kind").is_not_null()).group_by("kind")
    ]
    rest = frame.filter(pl.col("kind").is_null()).select(
        "text",
        kind=pl.when(is_null_word(pl.col("clean")))
        .then(pl.lit("null"))
        .when(is_withheld(pl.col("clean")))
        .then(pl.lit("withheld"))
        .otherwise(pl.lit("bad_date")),
    )
    empty = pl.DataFrame(schema=_DISSECTED)
    table = pl.concat([empty, *parts, rest], how="diagonal")
    return pl.DataFrame({"text": cells}).join(table, on="text", how="left", maintain_order="left")


_DISSECTED: dict[str, type[pl.DataType]] = {
    "text": pl.String, "kind": pl.String, "dmy": pl.Date, "mdy": pl.Date, "ymd": pl.Date,
    "ydm": pl.Date, "has_time": pl.Boolean, "is_short": pl.Boolean,
}  # fmt: skip


def _parts(frame: pl.DataFrame, kind: str, pattern: str) -> pl.DataFrame:
    """Read the cells of one kind."""
    cells = frame.with_columns(part=pl.col("clean").str.extract_groups(pattern)).unnest("part")
    missing = [name for name in ("y", "a", "b", "hour") if name not in cells.columns]
    cells = cells.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in missing)
    if "m" in cells.columns:
        month = (
            pl.col("m")
            .str.to_lowercase()
            .replace_strict(_MONTHS, default=None, return_dtype=pl.Int64)
        )
        cells = cells.with_columns(b=month.cast(pl.String))
    cells = cells.with_columns(
        is_short=(pl.col("y").str.len_chars() == 2).fill_null(False),
        year=_full_year(pl.col("y")),
        has_time=_is_time(cells.columns),
    )
    a, b, one = pl.col("a"), pl.col("b"), pl.lit("1")
    readings = {
        "last": {"dmy": (b, a), "mdy": (a, b)},
        "dashed": {"dmy": (b, a), "mdy": (a, b)},
        "first": {"ymd": (a, b), "ydm": (b, a)},
        "named": {"ymd": (b, a)},
        "name_first": {"ymd": (b, a)},
        "compact": {"ymd": (a, b)},
        "month": {"ymd": (a, one)},
        "month_last": {"ymd": (a, one)},
        "month_named": {"ymd": (b, one)},
        "year": {"ymd": (one, one)},
        "serial": {},
    }[kind]
    dates = {name: _date(pl.col("year"), month, day) for name, (month, day) in readings.items()}
    if kind == "dashed":
        dates["ymd"] = _date(_full_year(a), b, pl.col("y"))
    if kind == "serial":
        days = pl.col("serial").cast(pl.Int64)
        dates = {"ymd": pl.date(1899, 12, 30) + pl.duration(days=days)}
    named = {"name_first": "named", "month_last": "month", "month_named": "month"}.get(kind, kind)
    result = cells.select("text", "has_time", "is_short", kind=pl.lit(named), **dates)
    is_dated = pl.any_horizontal(pl.col(name).is_not_null() for name in dates)
    return result.with_columns(kind=pl.when(is_dated).then("kind").otherwise(pl.lit("bad_date")))


def _full_year(year: pl.Expr) -> pl.Expr:
    """Return the year with its century; 69 is 1969, 68 is 2068, as POSIX has it."""
    century = pl.when(year.cast(pl.Int64) <= 68).then(pl.lit("20")).otherwise(pl.lit("19"))
    return pl.when(year.str.len_chars() == 2).then(century + year).otherwise(year)


def _date(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Return the date of year, month and day, null where there is no such day or century."""
    text = pl.concat_str(year, month, day, separator="-")
    value = text.str.to_date("%Y-%m-%d", strict=False)
    return pl.when(value.dt.year().is_between(1900, 2199)).then(value)


def _is_time(columns: list[str]) -> pl.Expr:
    """Return whether the cell names a time of day other than midnight."""
    if "minute" not in columns:
        return pl.lit(False)
    hour = pl.col("hour").cast(pl.Int64) % pl.when(pl.col("half").is_null()).then(24).otherwise(12)
    is_pm = pl.col("half").str.to_lowercase().str.starts_with("p")
    zero = pl.lit(0)
    minutes = (
        hour * 60
        + pl.col("minute").cast(pl.Int64)
        + pl.coalesce(pl.col("second").cast(pl.Int64), zero)
    )
    return ((minutes != 0) | is_pm.fill_null(False)).fill_null(False)


def read_cells(parts: pl.DataFrame, convention: DateConvention, is_end: bool) -> pl.DataFrame:
    """Read dissected cells under the convention of their column.

    Parameters
    ----------
    parts : polars.DataFrame
        As `dissect` gives it.
    convention : DateConvention
        Of the column.
    is_end : bool
        Whether a month or a year without a day means its last day, not its first.

    Returns
    -------
    polars.DataFrame
        `text`, `value` (Date), `reason`, `words`, as `numbers.read_cells`.

    Examples
    --------
    >>> cells = dissect(pl.Series(["02/03/2026"]))
    >>> read_cells(cells, DateConvention("dmy"), False).select("value", "reason").row(0)
    (datetime.date(2026, 3, 2), None)
    >>> read_cells(cells, DateConvention(None), False).select("value", "reason").row(0)
    (None, 'ambiguous_date')
    """
    kind = pl.col("kind")
    value = (
        pl.when(kind == "last")
        .then(_choose("dmy", "mdy", convention.order))
        .when(kind == "dashed")
        .then(pl.col(convention.chosen) if convention.chosen else None)
        .when(kind == "first")
        .then(_choose("ymd", "ydm", convention.year_first))
        .otherwise("ymd")
    )
    if is_end:
        last = pl.col("ymd").dt.month_end()
        december = pl.date(pl.col("ymd").dt.year(), 12, 31)
        value = (
            pl.when(kind == "month").then(last).when(kind == "year").then(december).otherwise(value)
        )
    is_date = ~kind.is_in(["null", "withheld", "bad_date"])
    is_open = is_date & value.is_null()
    dashed = (kind == "dashed") & (not convention.chosen)
    both = pl.col("dmy").is_not_null() & pl.col("mdy").is_not_null()
    both_first = pl.col("ymd").is_not_null() & pl.col("ydm").is_not_null()
    return parts.select(
        "text",
        value=value,
        reason=pl.when(is_open & (both | both_first | dashed))
        .then(pl.lit("ambiguous_date"))
        .when(is_open | (kind == "bad_date"))
        .then(pl.lit("bad_date")),
        words=pl.when(kind == "withheld").then(pl.col("text").str.strip_chars()),
    )


def _choose(one: str, other: str, order: str | None) -> pl.Expr:
    """Return the date under the order of the column; without one, only where it cannot matter."""
    if order is not None:
        return pl.col(order)
    same = pl.col(one) == pl.col(other)
    return (
        pl.when(same | pl.col(other).is_null())
        .then(pl.col(one))
        .when(pl.col(one).is_null())
        .then(pl.col(other))
    )

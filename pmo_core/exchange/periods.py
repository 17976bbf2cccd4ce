"""Periods as column headers: which month, quarter or year a header names."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_MONTHS = {
    1: "jan january januar janv janvier ene enero",
    2: "feb february februar fev fevrier febrero",
    3: "mar march mrz maer maerz marz mars marzo",
    4: "apr april avr avril abr abril",
    5: "may mai mayo",
    6: "jun june juni juin junio",
    7: "jul july juli juil juillet julio",
    8: "aug august aout ago agosto",
    9: "sep sept september septembre septiembre",
    10: "oct october okt oktober octobre octubre",
    11: "nov november novembre noviembre",
    12: "dec december dez dezember decembre dic diciembre",
}
_MONTH_OF = {name: month for month, names in _MONTHS.items() for name in names.split()}
_NAME = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_YEAR = r"(?P<year>(?:19|20)\d\d|\d\d)"
_FULL_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FISCAL = r"(?:FY|GJ)\s?'?(?P<fiscal>(?:20)?\d\d)"
_SEP = r"[-\s./_']*"
_PERIOD = r"(?:P(?:eriod|eriode|er)?\.?|M)\s?(?P<period>0?[1-9]|1[0-2])"
_PATTERNS = tuple(
    re.compile(rf"^\s*(?:{pattern})\s*$", re.IGNORECASE)
    for pattern in (
        rf"{_FULL_YEAR}[-/._ ](?P<month>0?[1-9]|1[0-2])(?:-0?1(?:[ T]00:00(?::00)?(?:\.0+)?)?)?",
        rf"{_FULL_YEAR}(?P<month>0[1-9]|1[0-2])",
        rf"(?P<month>0?[1-9]|1[0-2])[-/._ ]{_FULL_YEAR}",
        rf"0?1[./](?P<month>0?[1-9]|1[0-2])[./]{_FULL_YEAR}",
        rf"(?P<name>{_NAME})\.?{_SEP}{_YEAR}",
        rf"{_FULL_YEAR}{_SEP}(?P<name>{_NAME})\.?",
        rf"(?P<name>{_NAME})\.?",
        rf"{_FISCAL}{_SEP}{_PERIOD}",
        rf"{_PERIOD}{_SEP}{_FISCAL}",
        rf"{_FULL_YEAR}{_SEP}{_PERIOD}",
        rf"{_PERIOD}{_SEP}{_FULL_YEAR}",
        _PERIOD,
        rf"{_FISCAL}{_SEP}Q(?P<quarter>[1-4])",
        rf"Q(?P<quarter>[1-4]){_SEP}{_FISCAL}",
        rf"{_FULL_YEAR}{_SEP}Q(?P<quarter>[1-4])",
        rf"Q(?P<quarter>[1-4]){_SEP}{_YEAR}",
        rf"{_FISCAL}",
        rf"{_FULL_YEAR}",
    )
)


@dataclass(frozen=True, slots=True)
class Period:
    """A period: its first day and its length in months."""

    first_day: date
    n_months: int


@lru_cache(maxsize=4096)
def period_of(header: str, year: int | None = None, start_month: int = 1) -> Period | None:
    """Return the period that a header names, or None where it names none.

    Parameters
    ----------
    header : str
        Header cell, for example "2026-01", "Jan 26", "01/2026", "P03", "FY26 P3",
        "Q1 2026", "FY26".
    year : int or None
        Year of headers that name none ("Jan", "P03"); such a header gives None without it.
    start_month : int
        First month of the fiscal year (1-12). A fiscal year is named by the calendar year in which
        it ends, and its periods and quarters count from its first month.

    Examples
    --------
    >>> period_of("Jan-26")
    Period(first_day=datetime.date(2026, 1, 1), n_months=1)
    >>> period_of("P03") is None, period_of("P03", 2026) == period_of("March 2026")
    (True, True)
    >>> period_of("FY26 P3", start_month=4)
    Period(first_day=datetime.date(2025, 6, 1), n_months=1)
    """
    found = next((match for pattern in _PATTERNS if (match := pattern.match(_plain(header)))), None)
    if found is None:
        return None
    parts = found.groupdict()
    named = parts.get("fiscal") or parts.get("year")
    number = _full_year(int(named)) if named else year
    if number is None:
        return None
    month = _calendar_month(parts)
    if month is not None:
        return Period(date(number, month, 1), 1)
    period, quarter = parts.get("period"), parts.get("quarter")
    if quarter and not parts.get("fiscal"):
        return Period(date(number, 3 * int(quarter) - 2, 1), 3)
    if not period and not quarter and not parts.get("fiscal"):
        return Period(date(number, 1, 1), 12)
    months = int(period) - 1 if period else 3 * (int(quarter) - 1) if quarter else 0
    return Period(_fiscal_month(number, start_month, months), 1 if period else 3 if quarter else 12)


def is_without_year(header: str) -> bool:
    """Return whether a header names a month or period but no year.

    Examples
    --------
    >>> is_without_year("P03"), is_without_year("Mar"), is_without_year("Mar 26")
    (True, True, False)
    """
    return period_of(header) is None and period_of(header, 2000) is not None


def _plain(header: str) -> str:
    return header.replace("ä", "ae").translate(str.maketrans("éèû–", "eeu-"))


def _full_year(number: int) -> int:
    return number if number >= 100 else 2000 + number


def _calendar_month(parts: dict[str, str | None]) -> int | None:
    if number := parts.get("month"):
        return int(number)
    name = parts.get("name")
    return _MONTH_OF[name.lower()] if name else None


def _fiscal_month(year: int, start_month: int, months: int) -> date:
    first = (year - (start_month > 1)) * 12 + start_month - 1 + months
    return date(first // 12, first % 12 + 1, 1)

"""Numbers as people write them: marks, groups, signs, currencies, units; exact throughout.

A cell is matched against two grammars, one with a decimal point and one with a decimal comma. A
cell that fits only one of them proves the convention of its column; a cell that fits both ("1,234")
proves nothing, and is never read before the column is decided.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Literal

import polars as pl

from pmo_core.exchange.nulls import is_null_word, is_withheld

Units = Literal["", "time", "days", "percent"]
HOURS_PER_DAY = Decimal(8)

EXACT = pl.Decimal(38, 18)
"""Type of a number before it is rounded to the scale of the register."""

LARGEST = Decimal(10) ** 14
"""Numbers from here on are not taken."""

PLAIN = r"^-?[0-9]{1,13}(?:\.[0-9]{1,4})?$"
"""Numbers that need no care where the decimal mark is known to be a point."""

_ISO = (
    "AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP",
    "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KRW", "MAD", "MXN", "MYR",
    "NGN", "NOK", "NZD", "PEN", "PHP", "PKR", "PLN", "RON", "RSD", "RUB", "SAR", "SEK", "SGD",
    "THB", "TRY", "TWD", "UAH", "USD", "VND", "ZAR",
)  # fmt: skip
_SIGNS = {
    "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD", "hk$": "HKD",
    "s$": "SGD", "r$": "BRL", "£": "GBP", "â£": "GBP", "€": "EUR", "â‚¬": "EUR", "â¬": "EUR",
    "₹": "INR", "₽": "RUB", "₩": "KRW", "₺": "TRY", "₪": "ILS", "zł": "PLN", "kč": "CZK",
    "fr.": "CHF", "sfr.": "CHF", "euro": "EUR", "euros": "EUR",
}  # fmt: skip
UNSURE_SIGNS: dict[str, tuple[str, ...]] = {
    "$": ("USD", "AUD", "CAD", "NZD", "HKD", "SGD", "MXN"),
    "¥": ("JPY", "CNY"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "\ufffd": ("GBP", "EUR", "USD", "JPY"),
}
"""Signs that several currencies share, with the currencies that they may mean."""

SCALES: dict[str, int] = {
    "k": 3, "t": 3, "tsd": 3, "thousand": 3, "thousands": 3, "lakh": 5, "lakhs": 5, "m": 6, "mm": 6,
    "mn": 6, "mio": 6, "mill": 6, "million": 6, "millions": 6, "crore": 7, "crores": 7, "b": 9,
    "bn": 9, "mrd": 9, "billion": 9, "billions": 9,
}  # fmt: skip
"""Unit of scale -> power of ten."""
_TIME = {
    "h": "h", "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "std": "h", "d": "d", "day": "d",
    "days": "d", "pd": "d", "%": "%",
}  # fmt: skip


def _one_of(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_CURRENCY = f"(?i:{_one_of([*_SIGNS, *UNSURE_SIGNS, *_ISO])})"
_UNIT = rf"(?i:(?:{_one_of([word for word in (*SCALES, *_TIME) if word != 't'])})\.?)"
# A question mark after a unit says that a plan estimates it.
_CELL = (
    r"^(?P<open>\()?\s*(?P<sign>[-+])?\s*(?P<scaled>(?i:k|t|m|mio\.?|tsd\.?))??"
    rf"\s*(?P<before>{_CURRENCY})?\s*(?P<sign_in>[-+])?\s*(?P<open_in>\()?\s*"
    r"(?P<core>[0-9](?:[0-9.,' ]*[0-9])?[.,]?|[.,][0-9]+)(?P<power>[eE][-+]?[0-9]{1,4})?"
    rf"\s*(?:(?P<unit>{_UNIT})\??)?\s*(?P<after>{_CURRENCY})?\s*(?P<unit_after>{_UNIT})?"
    r"\s*(?P<sign_after>-)?\s*(?P<close>\))?"
    rf"(?:\s*[(\[]\s*(?P<inside>{_CURRENCY})?\s*(?P<unit_inside>{_UNIT})?\s*[)\]])?"
    rf"\s*(?P<last>{_CURRENCY})?$"
)


def _grammar(mark: str, groups: str) -> str:
    """Return the pattern of a number with one decimal mark and any of the grouping signs."""
    tail = rf"(?:{re.escape(mark)}[0-9]*)?"
    forms = ["[0-9]+", *(rf"[1-9][0-9]{{0,2}}(?:{re.escape(g)}[0-9]{{3}})+" for g in groups)]
    if mark == ".":
        forms.append("[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}")  # lakh and crore
    return rf"^(?:(?:{'|'.join(forms)}){tail}|{re.escape(mark)}[0-9]+)$"


_POINT = _grammar(".", ",' ")
_COMMA = _grammar(",", ".' ")


@dataclass(frozen=True, slots=True)
class NumberConvention:
    """How the numbers of one column are written.

    Parameters
    ----------
    decimal : {".", ","} or None
        None: the column proves neither; only cells that fit one grammar are read.
    factor : Decimal
        Number by which the cells that name no unit themselves are multiplied.
    currency : str or None
        Currency of cells that name none; None where neither the header nor the mapping says.
    signs : tuple of (str, str)
        Unsure sign, currency that it means in this file ("" = it says nothing).
    is_plain : bool
        Whether the whole column was seen to match `PLAIN` or be empty.
    """

    decimal: str | None = None
    factor: Decimal = Decimal(1)
    currency: str | None = None
    signs: tuple[tuple[str, str], ...] = ()
    is_plain: bool = False


def tidy(text: pl.Expr) -> pl.Expr:
    """Return the text with every kind of space, minus and apostrophe in its plain form."""
    return (
        text.str.replace_all(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000\t]", " ")
        .str.replace_all(r"[\u2212\u2012\u2013\u2014\ufe63\uff0d]", "-")
        .str.replace_all(r"[\u2019\u2018\u02bc\u00b4`]", "'")
        .str.strip_chars()
    )


def dissect(cells: pl.Series) -> pl.DataFrame:
    """Take distinct cells apart, without deciding anything.

    Parameters
    ----------
    cells : polars.Series of String
        Distinct, not null.

    Returns
    -------
    polars.DataFrame
        One row per cell, in order: `text`; `kind` (number, null, withheld, or the reason why it is
        no number); `point`, `comma` (digits with sign and a decimal point, as either grammar reads
        them, or null); `exponent` (power of ten that the cell itself names, or null); `power` (of
        scientific notation); `time` (h, d, % or null); `currency` (ISO code, an unsure sign, or
        null).

    Examples
    --------
    >>> dissect(pl.Series(["(1.234,5) €"])).select("point", "comma", "currency").row(0)
    (None, '-1234.5', 'EUR')
    """
    frame = pl.DataFrame({"text": cells}).with_columns(clean=tidy(pl.col("text")))
    parts = frame.with_columns(part=pl.col("clean").str.extract_groups(_CELL)).unnest("part")
    signs = [pl.col(name) for name in ("sign", "sign_in", "sign_after")]
    opened = pl.col("open").is_not_null() | pl.col("open_in").is_not_null()
    n_signs = pl.sum_horizontal(opened, *(sign.is_not_null() for sign in signs))
    is_negative = opened | pl.any_horizontal(sign.eq_missing("-") for sign in signs)
    currencies = [pl.col(name) for name in ("before", "after", "inside", "last")]
    units = [pl.col(name) for name in ("scaled", "unit", "unit_after", "unit_inside")]
    unit = pl.coalesce(*units).str.to_lowercase().str.strip_chars(".")
    n_given = [
        pl.sum_horizontal(column.is_not_null() for column in group) for group in (currencies, units)
    ]
    is_odd = (
        (opened != pl.col("close").is_not_null())
        | (n_signs > 1)
        | (n_given[0] > 1)
        | (n_given[1] > 1)
        | (pl.col("scaled").is_not_null() & pl.col("before").is_null())
        | pl.col("clean").str.contains(r"[(\[]\s*[)\]]$")
    )
    lead = pl.when(is_negative).then(pl.lit("-")).otherwise(pl.lit(""))
    currency = pl.coalesce(*currencies)
    return parts.select(
        "text",
        kind=pl.when(is_null_word(pl.col("clean")))
        .then(pl.lit("null"))
        .when(pl.col("core").is_not_null() & ~is_odd)
        .then(pl.lit("number"))
        .when(is_withheld(pl.col("clean")))
        .then(pl.lit("withheld"))
        .otherwise(pl.lit("bad_number")),
        point=_digits("point", _POINT, lead),
        comma=_digits("comma", _COMMA, lead),
        exponent=unit.replace_strict(SCALES, default=None, return_dtype=pl.Int64),
        power=pl.col("power").str.slice(1).cast(pl.Int64, strict=False),
        time=unit.replace_strict(_TIME, default=None, return_dtype=pl.String),
        currency=currency.str.to_lowercase().replace_strict(
            {**_SIGNS, **{sign: sign for sign in UNSURE_SIGNS}}, default=currency.str.to_uppercase()
        ),
    ).with_columns(
        kind=pl.when(
            (pl.col("kind") == "number") & pl.col("point").is_null() & pl.col("comma").is_null()
        )
        .then(pl.lit("bad_number"))
        .otherwise("kind")
    )


def _digits(grammar: str, pattern: str, lead: pl.Expr) -> pl.Expr:
    """Return sign, digits and point of the core where it fits the grammar, else null."""
    core = pl.col("core")
    if grammar == "point":
        plain = core.str.replace_all(r"[,' ]", "")
    else:
        plain = core.str.replace_all(r"[.' ]", "").str.replace(",", ".", literal=True)
    return pl.when(core.str.contains(pattern)).then(lead + plain)


def read_cells(
    parts: pl.DataFrame,
    convention: NumberConvention,
    units: Units = "",
    hours_per_day: Decimal = HOURS_PER_DAY,
) -> pl.DataFrame:
    """Read dissected cells under the convention of their column.

    Parameters
    ----------
    parts : polars.DataFrame
        As `dissect` gives it.
    convention : NumberConvention
        Of the column.
    units : {"", "time", "days", "percent"}
        Units, apart from scales and currencies, that cells may name: h and d (in a column of hours,
        or of days), or %.
    hours_per_day : Decimal
        What one day is worth in a column of hours or days.

    Returns
    -------
    polars.DataFrame
        `text`; `value` (exact, Decimal(38, 18), null where there is none); `reason` (why a cell
        that is not empty has no value, else null); `words` (of a withheld value, else null);
        `currency`.

    Examples
    --------
    >>> cells = dissect(pl.Series(["£26.19m"]))
    >>> read_cells(cells, NumberConvention(".")).select("value", "currency").row(0)
    (Decimal('26190000.000000000000000000'), 'GBP')
    """
    digits = {
        ".": pl.col("point"),
        ",": pl.col("comma"),
        None: pl.when(pl.col("point") == pl.col("comma"))
        .then("point")
        .when(pl.col("comma").is_null())
        .then("point")
        .when(pl.col("point").is_null())
        .then("comma"),
    }[convention.decimal]
    shift = pl.col("exponent").fill_null(0) + pl.col("power").fill_null(0)
    is_number = pl.col("kind") == "number"
    time = pl.col("time")
    value = (pl.when(is_number).then(digits + "e" + shift.cast(pl.String))).cast(
        EXACT, strict=False
    )
    if convention.factor != 1:
        is_bare = pl.col("exponent").is_null() & time.is_null()
        value = pl.when(is_bare).then(_times(value, convention.factor)).otherwise(value)
    if units == "time":
        value = pl.when(time == "d").then(_times(value, hours_per_day)).otherwise(value)
    if units == "days":
        value = pl.when(time == "h").then(_times(value, 1 / hours_per_day)).otherwise(value)
    wrong_unit = time.is_not_null() & ~time.is_in(
        {"time": ["h", "d"], "days": ["h", "d"], "percent": ["%"], "": [""]}[units]
    )
    return parts.select(
        "text",
        value=pl.when(~wrong_unit.fill_null(False)).then(value.cast(EXACT, strict=False)),
        reason=pl.when(is_number & wrong_unit.fill_null(False))
        .then(pl.lit("wrong_unit"))
        .when(is_number & digits.is_null())
        .then(pl.lit("ambiguous_number" if convention.decimal is None else "bad_number"))
        .when(is_number & value.is_null())
        .then(pl.lit("too_large"))
        .when(~pl.col("kind").is_in(["number", "null", "withheld"]))
        .then("kind"),
        words=pl.when(pl.col("kind") == "withheld").then(pl.col("text").str.strip_chars()),
        currency=pl.when(is_number).then(
            pl.col("currency").replace(dict(convention.signs)).replace("", None)
            if convention.signs
            else "currency"
        ),
    )


def _times(value: pl.Expr, factor: Decimal) -> pl.Expr:
    """Return the product; null where it would be too large to be anybody's money."""
    limit = min(LARGEST / factor, LARGEST * 10_000).quantize(Decimal("1e-9"), ROUND_CEILING)
    return pl.when(value.abs() < limit).then(value) * pl.lit(factor)


def read_currencies(cells: pl.Series) -> pl.DataFrame:
    """Read distinct cells of a currency column: codes in any case, and signs of one currency.

    Examples
    --------
    >>> read_currencies(pl.Series(["eur", " £ ", "$", "n/a"]))["value"].to_list()
    ['EUR', 'GBP', '$', None]
    """
    text = tidy(pl.col("text"))
    is_null = is_null_word(text)
    return pl.DataFrame({"text": cells}).select(
        "text", value=pl.when(~is_null).then(_code_of(text)), is_null_words=is_null
    )


def _code_of(currency: pl.Expr) -> pl.Expr:
    """Return the ISO code of a code or sign; unsure signs stay."""
    known = {**_SIGNS, **{sign: sign for sign in UNSURE_SIGNS}}
    return currency.str.to_lowercase().replace_strict(known, default=currency.str.to_uppercase())

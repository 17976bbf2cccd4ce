"""What stands in the columns of a table of text, roughly: enough to guess, not to store.

The numbers here serve comparisons (does a column add up to another?); what is stored is typed
elsewhere, exactly and with a finding for every cell that cannot be.
"""

from dataclasses import dataclass

import polars as pl

from pmo_core.exchange.heading import CURRENCY_SIGNS
from pmo_core.exchange.nulls import is_withheld
from pmo_core.exchange.table import LINE

_LOOKED_AT = 80  # characters of a cell: what is longer is text
N_SAMPLED = 20_000
"""Rows that are looked at; a longer table is judged by its first rows."""

_DATE = (
    r"(?i)^\s*(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"
    r"|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])"
    r"|\d{1,2}[-/. ]+[a-zà-ÿ]{3,10}\.?[-/. ,]+\d{2,4}"
    r"|[a-z]{3,10}\.? +\d{1,2},? +\d{4}|(?:19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])"
    r"|(?:0?[1-9]|1[0-2])[-/.](?:19|20)\d{2}|[a-z]{3,9}[-' ]+(?:\d{4}|\d{2}))(?:[ T].{0,20})?$"
)
_NUMBER = (
    r"(?i)^\s*[(\-+−]?\s*(?:[a-z]{0,3}[£€¥₹₩$]|usd|eur|gbp|chf)?\s*[(\-+−]?\d[\d.,'’\s]*\d*\s*-?"
    r"(?:%|k|m|mn|mio|bn|h|hrs?|std\.?|(?:d|days?)\??|[£€$]|eur|usd|gbp|\(?\s*[£€$]?\s*(?:k|m|bn)\s*\)?)?\s*\)?\s*$"
)
_RAG = (
    r"(?i)^\s*(?:(?:red|amber|green|yellow|r|a|g|rot|gelb|gr(?:ü|ue)n)"
    r"(?:\s*[-/]\s*(?:red|amber|green))?)\s*$"
)
_SIGN = r"([£€¥₹₩$])"
_COMMA_DECIMAL = r"^[^.]*\d,\d{1,2}\D*$|\d\.\d{3},\d"


@dataclass(frozen=True, slots=True)
class Content:
    """What one column holds.

    `n` filled cells of `n_rows`; the shares (0-1) are of the filled cells; `sign` is the currency
    sign that most of its numbers carry, or empty; `constant` the only text in it, or empty.
    """

    n: int
    n_rows: int
    n_distinct: int
    date_share: float
    number_share: float
    rag_share: float
    withheld_share: float
    spaced_share: float
    mean_length: float
    sign: str = ""
    constant: str = ""

    @property
    def distinct_share(self) -> float:
        """Distinct texts over filled cells; 0 where nothing is filled."""
        return self.n_distinct / self.n if self.n else 0.0


def contents(frame: pl.DataFrame) -> dict[str, Content]:
    """Return what each column but `_line` holds, from the first `N_SAMPLED` distinct rows.

    Examples
    --------
    >>> found = contents(pl.DataFrame({"_line": [2, 3], "Cost": ["£1,200.50", "£3"]}))["Cost"]
    >>> found.number_share, found.sign, found.n_distinct
    (1.0, '£', 2)
    """
    names = [name for name in frame.columns if name != LINE]
    sample = frame.select(names).head(N_SAMPLED).unique(maintain_order=True)
    facts = sample.select(
        pl.struct(
            n=pl.col(name).count(),
            n_distinct=pl.col(name).drop_nulls().n_unique(),
            date_share=_share(name, _DATE),
            number_share=_share(name, _NUMBER),
            rag_share=_share(name, _RAG),
            withheld_share=is_withheld(pl.col(name).drop_nulls().str.head(_LOOKED_AT))
            .mean()
            .fill_null(0.0),
            spaced_share=_share(name, r"\S\s+\S"),
            mean_length=pl.col(name).str.len_chars().mean().fill_null(0.0),
            sign=pl.col(name).str.extract(_SIGN).drop_nulls().mode().first(),
            sign_share=_share(name, _SIGN),
            constant=pl.col(name).drop_nulls().first(),
        ).alias(name)
        for name in names
    )
    return {name: _content(facts[name][0], sample.height) for name in names}


def _share(name: str, pattern: str) -> pl.Expr:
    return (
        pl.col(name).drop_nulls().str.head(_LOOKED_AT).str.contains(pattern).mean().fill_null(0.0)
    )


def _content(fact: dict[str, object], n_rows: int) -> Content:
    sign_share, sign, constant = fact.pop("sign_share"), fact.pop("sign"), fact.pop("constant")
    is_money = isinstance(sign_share, float) and sign_share >= 0.5
    return Content(
        n_rows=n_rows,
        sign=str(sign) if is_money and sign in CURRENCY_SIGNS else "",
        constant=str(constant) if fact["n_distinct"] == 1 else "",
        **fact,  # type: ignore[arg-type]
    )


def rough_numbers(frame: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Return the columns as Float64; what is not a number becomes null.

    The decimal mark is the comma where the column's own cells say so ("1.234,5"), else the point.

    Examples
    --------
    >>> rough_numbers(pl.DataFrame({"x": ["1.234,5", "(2,00)", "n/a"]}), ["x"])["x"].to_list()
    [1234.5, -2.0, None]
    """
    marks = frame.select(
        pl.col(name).drop_nulls().str.contains(_COMMA_DECIMAL).any() for name in names
    )
    return frame.select(_rough_number(name, bool(marks[name][0])) for name in names)


def _rough_number(name: str, is_comma: bool) -> pl.Expr:
    text = pl.col(name)
    is_number = text.str.contains(_NUMBER)
    digits = text.str.replace_all(r"[^\d.,]", "")
    plain = (
        digits.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
        if is_comma
        else digits.str.replace_all(",", "", literal=True)
    )
    is_negative = text.str.contains(r"^\s*[(\-−]|-\s*$|^\s*[£€$]\s*-")
    value = plain.cast(pl.Float64, strict=False)
    return pl.when(is_number).then(pl.when(is_negative).then(-value).otherwise(value)).alias(name)

"""How the columns of a file are written: evidence about them, gathered over all chunks.

The first pass over a file gathers a profile of each column that is read as a number or a date.
Profiles of chunks add up, so what is decided from them (`conventions.py`) speaks for the whole
file.
"""

from collections.abc import Iterable
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from typing import TypeVar

import polars as pl

from pmo_core.exchange import dates, numbers
from pmo_core.exchange.plan import FieldPlan

N_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class NumberProfile:
    """What the cells of a number column prove; counts are cells.

    `n_point`, `n_comma` fit one grammar only; `n_open` fit both and would differ; `n_scaled` name
    a unit of scale, `n_bare` are numbers other than zero that do not, `n_unsigned` those that name
    no currency (of plain cells, these two say only whether there are any); `signs` are the
    currencies. Of percentages only: `n_fraction` lie between 0 and 1, `n_above_one` above 1 or
    carry the percent sign.
    """

    is_plain: bool = True
    n_point: int = 0
    n_comma: int = 0
    n_open: int = 0
    n_scaled: int = 0
    n_bare: int = 0
    n_unsigned: int = 0
    n_fraction: int = 0
    n_above_one: int = 0
    signs: frozenset[str] = frozenset()
    examples: tuple[str, ...] = ()

    def __add__(self, other: "NumberProfile") -> "NumberProfile":
        return NumberProfile(
            self.is_plain and other.is_plain,
            self.n_point + other.n_point,
            self.n_comma + other.n_comma,
            self.n_open + other.n_open,
            self.n_scaled + other.n_scaled,
            self.n_bare + other.n_bare,
            self.n_unsigned + other.n_unsigned,
            self.n_fraction + other.n_fraction,
            self.n_above_one + other.n_above_one,
            self.signs | other.signs,
            (self.examples + other.examples)[:N_EXAMPLES],
        )


@dataclass(frozen=True, slots=True)
class DateProfile:
    """What the cells of a date column prove; counts are cells.

    `n_dmy`, `n_mdy` give a date under one order only, `n_open` two different ones; `n_ymd`,
    `n_ydm` and `n_open_first` likewise for dates that begin with the year. `kinds` as in
    `dates.dissect`.
    """

    is_iso: bool = True
    n_dmy: int = 0
    n_mdy: int = 0
    n_open: int = 0
    n_ymd: int = 0
    n_ydm: int = 0
    n_open_first: int = 0
    n_time: int = 0
    n_short: int = 0
    kinds: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    examples: tuple[str, ...] = ()

    def __add__(self, other: "DateProfile") -> "DateProfile":
        return DateProfile(
            self.is_iso and other.is_iso,
            self.n_dmy + other.n_dmy,
            self.n_mdy + other.n_mdy,
            self.n_open + other.n_open,
            self.n_ymd + other.n_ymd,
            self.n_ydm + other.n_ydm,
            self.n_open_first + other.n_open_first,
            self.n_time + other.n_time,
            self.n_short + other.n_short,
            self.kinds | other.kinds,
            self.marks | other.marks,
            (self.examples + other.examples)[:N_EXAMPLES],
        )


def number_profile(cells: pl.Series) -> NumberProfile:
    """Return what a column (or a chunk of it) proves about how its numbers are written.

    Examples
    --------
    >>> number_profile(pl.Series(["1,234", "1,234.5"])).n_point
    1
    """
    given = cells.drop_nulls()
    is_plain = given.str.contains(numbers.PLAIN)
    plain, rest = given, given.clear()
    if not is_plain.all():
        plain, rest = given.filter(is_plain), given.filter(~is_plain)
    is_open = plain.str.contains(r"^-?[1-9][0-9]{0,2}\.[0-9]{3}$")
    n_open = int(is_open.sum())
    n_bare = int(plain.head(1000).str.contains("[1-9]").any() or plain.str.contains("[1-9]").any())
    found = NumberProfile(
        is_plain=rest.is_empty(),
        n_point=int(plain.str.contains(".", literal=True).sum()) - n_open,
        n_open=n_open,
        n_bare=n_bare,
        n_unsigned=n_bare,
        examples=tuple(plain.filter(is_open).head(N_EXAMPLES)) if n_open else (),
    )
    return found if rest.is_empty() else found + _dirty_numbers(rest)


def _share_profile(cells: pl.Series) -> NumberProfile:
    """Return how many percentages look like shares of one, and how many do not."""
    is_fraction = cells.str.contains(r"^\s*-?0?[.,][0-9]*[1-9][0-9]*\s*$")
    is_above = cells.str.contains(r"%|^\s*-?0*(?:[1-9][0-9]+|[2-9]|1[.,]0*[1-9])")
    return NumberProfile(n_fraction=int(is_fraction.sum()), n_above_one=int(is_above.sum()))


def _dirty_numbers(cells: pl.Series) -> NumberProfile:
    counts = cells.rename("text").value_counts(name="n")
    parts = (
        numbers.dissect(counts["text"]).with_columns(counts["n"]).filter(pl.col("kind") == "number")
    )
    point, comma, n = pl.col("point"), pl.col("comma"), pl.col("n")
    is_open = (point != comma).fill_null(False)
    is_zero = pl.coalesce("point", "comma").str.contains(r"[1-9]").not_()
    totals: dict[str, int] = parts.select(
        n_point=n.filter(comma.is_null()).sum(),
        n_comma=n.filter(point.is_null()).sum(),
        n_open=n.filter(is_open).sum(),
        n_scaled=n.filter(pl.col("exponent").is_not_null()).sum(),
        n_bare=n.filter(pl.col("exponent").is_null() & ~is_zero).sum(),
        n_unsigned=n.filter(pl.col("currency").is_null() & ~is_zero).sum(),
    ).row(0, named=True)
    return NumberProfile(
        is_plain=False,
        **totals,
        signs=frozenset(parts["currency"].drop_nulls()),
        examples=tuple(parts.filter(is_open)["text"].sort().head(N_EXAMPLES)),
    )


def date_profile(cells: pl.Series) -> DateProfile:
    """Return what a column (or a chunk of it) proves about how its dates are written.

    Examples
    --------
    >>> profile = date_profile(pl.Series(["02/03/2026", "30/03/2026"]))
    >>> profile.n_dmy, profile.n_open
    (1, 1)
    """
    given = cells.drop_nulls()
    if given.str.contains(dates.ISO).all():
        days = given.str.to_date("%Y-%m-%d", strict=False)
        if days.null_count() == 0:
            return _iso_profile(given, days)
    counts = given.rename("text").value_counts(name="n")
    parts = dates.dissect(counts["text"]).with_columns(counts["n"])
    dmy, mdy, ymd, ydm, n = (pl.col(name) for name in ("dmy", "mdy", "ymd", "ydm", "n"))
    kind = pl.col("kind")
    first = kind == "first"
    is_open = ((dmy != mdy) | (first & (ymd != ydm))).fill_null(False)
    totals: dict[str, int] = parts.select(
        n_dmy=n.filter(dmy.is_not_null() & mdy.is_null()).sum(),
        n_mdy=n.filter(mdy.is_not_null() & dmy.is_null()).sum(),
        n_open=n.filter((dmy != mdy).fill_null(False)).sum(),
        n_ymd=n.filter(first & ymd.is_not_null() & ydm.is_null()).sum(),
        n_ydm=n.filter(first & ydm.is_not_null() & ymd.is_null()).sum(),
        n_open_first=n.filter((first & (ymd != ydm)).fill_null(False)).sum(),
        n_time=n.filter(pl.col("has_time").fill_null(False)).sum(),
        n_short=n.filter(pl.col("is_short").fill_null(False)).sum(),
    ).row(0, named=True)
    numeric = parts.filter(kind == "last")
    return DateProfile(
        is_iso=False,
        **totals,
        kinds=frozenset(parts["kind"]) - {"null", "withheld", "bad_date"},
        marks=frozenset(numeric["text"].str.extract(r"^\s*[0-9]+(\D)").drop_nulls()),
        examples=tuple(parts.filter(is_open)["text"].sort().head(N_EXAMPLES)),
    )


def _iso_profile(text: pl.Series, days: pl.Series) -> DateProfile:
    """Return the profile of a column in ISO 8601; its days could still come before its months."""
    day, month = days.dt.day(), days.dt.month()
    is_open = (day <= 12) & (day != month)
    return DateProfile(
        n_ymd=int((day > 12).sum()),
        n_open_first=int(is_open.sum()),
        kinds=frozenset({"first"} if len(text) else ()),
        examples=tuple(text.head(1000).filter(is_open.head(1000)).unique().sort().head(N_EXAMPLES)),
    )


_P = TypeVar("_P", NumberProfile, DateProfile)


@dataclass(frozen=True, slots=True)
class Profile:
    """Profiles of the columns of a file; `other_dates` are columns that are not mapped."""

    numbers: Dict[str, NumberProfile] = field(default_factory=dict)
    dates: Dict[str, DateProfile] = field(default_factory=dict)
    other_dates: Dict[str, DateProfile] = field(default_factory=dict)

    def __add__(self, other: "Profile") -> "Profile":
        return Profile(
            _merged(self.numbers, other.numbers),
            _merged(self.dates, other.dates),
            _merged(self.other_dates, other.other_dates),
        )


def _merged(one: Dict[str, _P], other: Dict[str, _P]) -> dict[str, _P]:
    both = {name: one[name] + other[name] for name in one if name in other}
    return {**one, **other, **both}


def profile(frame: pl.DataFrame, fields: Iterable[FieldPlan], head: pl.DataFrame) -> Profile:
    """Return the profile of a chunk.

    Parameters
    ----------
    frame : polars.DataFrame
        The chunk, as text.
    fields : iterable of FieldPlan
        What is to be read; columns of numbers and dates are profiled.
    head : polars.DataFrame
        First lines of the file: columns that are not mapped, but hold dates there, are profiled
        too, because they may prove how the file writes dates.
    """
    dated, numeric = {}, {}
    for plan in fields:
        if plan.kind == "date":
            dated[plan.label] = date_profile(plan.text(frame))
        elif plan.kind in ("money", "hours", "integer", "share", "ratio"):
            cells = plan.text(frame)
            numeric[plan.label] = number_profile(cells)
            if plan.kind == "share":
                numeric[plan.label] += _share_profile(cells)
    mapped = {column for plan in fields if plan.source for column in plan.source.columns}
    others = {}
    if any(not seen.is_iso for seen in dated.values()):
        first = head.head(200)
        others = {
            column: date_profile(frame[column])
            for column in frame.columns
            if column not in mapped
            and frame[column].dtype == pl.String
            and _holds_dates(first[column])
        }
    return Profile(numeric, dated, others)


def _holds_dates(cells: pl.Series) -> bool:
    given = cells.drop_nulls()
    share = given.str.contains(r"^\s*[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ](?:[0-9]{2}){1,2}\b").mean()
    return isinstance(share, float) and share > 0.5

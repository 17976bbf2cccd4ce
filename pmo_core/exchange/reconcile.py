"""What was read, taken and rejected must add up: lines, money and hours of one file."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

import polars as pl

Fate = Literal["taken", "rejected", "repeated"]
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class LineTotals:
    """Where the records of a file went.

    `read` are the data records of the file; `taken`, `rejected` (by the reader or by their values)
    and `repeated` (the same record a second time, set aside) add up to it. `other` are records that
    are no data: preamble, header, blank, subtotals.
    """

    read: int = 0
    taken: int = 0
    rejected: int = 0
    repeated: int = 0
    other: int = 0

    def is_balanced(self) -> bool:
        """Return whether every data record is accounted for."""
        return self.read == self.taken + self.rejected + self.repeated


@dataclass(frozen=True, slots=True)
class MeasureTotals:
    """Sums of one field of money or hours, in one currency.

    Parameters
    ----------
    field, column : str
        Field of the register, and its column in the file.
    currency : str
        ISO code; empty for hours and where neither file nor mapping names one (base currency).
    read : Decimal
        Sum over all data lines, from the text of the column alone, exact.
    taken : Decimal
        Sum over the records as they are handed on, rounded to four decimals.
    rejected, repeated : Decimal
        Sums over the lines that were not taken, exact.
    rounding : Decimal
        What rounding added to the lines taken.
    n_values, n_missing, n_withheld, n_unreadable : int
        Cells with a number, empty ones, those that keep it back, and those that are no number.
    """

    field: str
    column: str
    currency: str
    read: Decimal = _ZERO
    taken: Decimal = _ZERO
    rejected: Decimal = _ZERO
    repeated: Decimal = _ZERO
    rounding: Decimal = _ZERO
    n_values: int = 0
    n_missing: int = 0
    n_withheld: int = 0
    n_unreadable: int = 0

    def is_balanced(self) -> bool:
        """Return whether what was read is what was taken and not taken.

        Examples
        --------
        >>> MeasureTotals("cost", "Cost", "EUR", Decimal(5), Decimal(3), Decimal(2)).is_balanced()
        True
        """
        return self.read + self.rounding == self.taken + self.rejected + self.repeated


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The account of one file: its lines, and each of its measures per currency."""

    lines: LineTotals
    measures: tuple[MeasureTotals, ...] = field(default=())

    def is_balanced(self) -> bool:
        """Return whether lines and all measures add up."""
        return self.lines.is_balanced() and all(measure.is_balanced() for measure in self.measures)


@dataclass(slots=True)
class _Sums:
    read: Decimal = _ZERO
    taken: Decimal = _ZERO
    taken_exact: Decimal = _ZERO
    rejected: Decimal = _ZERO
    repeated: Decimal = _ZERO
    counts: list[int] = field(default_factory=lambda: [0, 0, 0, 0])


class Ledger:
    """Adds up measures chunk by chunk; keeps only the sums."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, str, str], _Sums] = {}

    def read(
        self,
        name: tuple[str, str],
        exact: pl.Series,
        currency: pl.Series | None,
        words: pl.Series | None,
        reason: pl.Series | None,
    ) -> None:
        """Add a column as it was read: all lines, before anything is decided about them."""
        for key, part in _by_currency(currency, exact=exact, words=words, reason=reason):
            sums = self._of(name, key)
            sums.read += _sum(part["exact"])
            n = part["exact"].len() - part["exact"].null_count()
            n_withheld, n_bad = (part[c].len() - part[c].null_count() for c in ("words", "reason"))
            missing = part["exact"].len() - n - n_withheld - n_bad
            for at, more in enumerate((n, missing, n_withheld, n_bad)):
                sums.counts[at] += more

    def settle(
        self,
        name: tuple[str, str],
        exact: pl.Series,
        currency: pl.Series | None,
        fate: Fate,
        value: pl.Series,
    ) -> None:
        """Add the part of a column whose fate is known; `value` as it is handed on."""
        for key, part in _by_currency(currency, exact=exact, value=value):
            sums = self._of(name, key)
            if fate == "taken":
                sums.taken += _sum(part["value"])
                sums.taken_exact += _sum(part["exact"])
            elif fate == "rejected":
                sums.rejected += _sum(part["exact"])
            else:
                sums.repeated += _sum(part["exact"])

    def measures(self) -> tuple[MeasureTotals, ...]:
        """Return the totals, by field in the order read, then by currency."""
        self._fold()
        order = {name: at for at, name in enumerate(dict.fromkeys(key[0] for key in self._sums))}
        return tuple(
            MeasureTotals(
                *key,
                sums.read,
                sums.taken,
                sums.rejected,
                sums.repeated,
                sums.taken - sums.taken_exact,
                *sums.counts,
            )
            for key, sums in sorted(
                self._sums.items(), key=lambda item: (order[item[0][0]], item[0][2])
            )
        )

    def _fold(self) -> None:
        """Count cells without a value under the currency of the others, where there is just one."""
        for field_name in {key[:2] for key in self._sums}:
            keys = [key for key in self._sums if key[:2] == field_name]
            valued = [key for key in keys if self._sums[key].counts[0]]
            if len(valued) == 1:
                for key in keys:
                    if key != valued[0]:
                        rest = self._sums.pop(key).counts
                        counts = self._sums[valued[0]].counts
                        counts[:] = [one + more for one, more in zip(counts, rest, strict=True)]

    def _of(self, name: tuple[str, str], currency: str) -> _Sums:
        return self._sums.setdefault((*name, currency), _Sums())


def _by_currency(
    currency: pl.Series | None, **columns: pl.Series | None
) -> Iterable[tuple[str, dict[str, pl.Series]]]:
    """Split columns by currency; without one there is a single part."""
    length = next(column.len() for column in columns.values() if column is not None)
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, length)
    given = {name: nothing if column is None else column for name, column in columns.items()}
    if currency is None:
        return [("", given)]
    codes = currency.fill_null("").unique().sort()
    if len(codes) == 1:
        return [(str(codes[0]), given)]
    masks = ((str(code), currency.fill_null("") == code) for code in codes)
    return [
        (code, {name: column.filter(mask) for name, column in given.items()})
        for code, mask in masks
    ]


def _sum(values: pl.Series) -> Decimal:
    total = values.sum()
    return total if isinstance(total, Decimal) else _ZERO

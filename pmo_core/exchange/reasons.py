"""What is said about cells: why a line is not taken, and what was done to a column."""

from collections import Counter
from collections.abc import Iterator, Mapping

import polars as pl

from pmo_core.errors import Finding, Severity

MAX_FINDINGS = 100
"""Findings per column and reason; the lines beyond are counted, and stand in the rejects file."""

REASONS: dict[str, str] = {
    "missing": "{column} is empty, but needed.",
    "bad_number": "{value!r} in {column} is not a number.",
    "ambiguous_number": "{value!r} in {column} can be read with a decimal point or comma.",
    "too_large": "{value!r} in {column} is too large.",
    "wrong_unit": "{value!r} in {column} names a unit that does not belong there.",
    "not_integer": "{value!r} in {column} is not a whole number.",
    "bad_date": "{value!r} in {column} is not a date as this column writes them.",
    "ambiguous_date": "{value!r} in {column} can be read with the day or the month first.",
    "unknown_choice": "{value!r} in {column} is none of the words that are known there.",
    "currency_mismatch": "{value!r} in {column} names another currency than the rest of the line.",
    "duplicate_key": "{value!r} in {column}: line {first} of the file already has this key.",
}
NOTES: dict[str, tuple[Severity, str]] = {
    "trimmed": ("info", "{n:,} cells in {column} had spaces around them, which are left out."),
    "null_words": (
        "info",
        "{n:,} cells in {column} say that nothing is there and are read as empty.",
    ),
    "withheld": ("warning", "{n:,} values in {column} are not given; their words are kept."),
    "synonym": ("info", "{n:,} words in {column} are read as the allowed word that they mean."),
    "unknown_choice": (
        "warning",
        "{n:,} words in {column} are not known there; they are kept as text.",
    ),
    "repeated_entry": (
        "info",
        "{n:,} lines repeat the key of another; they are told apart by number.",
    ),
    "repeated_line": (
        "info",
        "{n:,} lines say exactly what an earlier line says and are set aside.",
    ),
    "derived_code": ("info", "{n:,} records have no code; one is made from {column}."),
}


class Findings:
    """Collects findings about lines (at most `MAX_FINDINGS` of a kind) and about columns."""

    def __init__(self) -> None:
        self._lines: list[Finding] = []
        self._n: Counter[tuple[str, str]] = Counter()
        self._notes: Counter[tuple[str, str]] = Counter()

    def note(self, column: str, counts: Mapping[str, int]) -> None:
        """Count what was done to cells of a column."""
        for code, n in counts.items():
            if code in NOTES:
                self._notes[column, code] += n

    def reject(
        self, rejected: pl.DataFrame, said: Mapping[int, str], first: Mapping[int, int]
    ) -> None:
        """Add rejected lines.

        Parameters
        ----------
        rejected : polars.DataFrame
            `_line`, `column`, `value`, `reason`.
        said : mapping
            Line -> sentence, where the record class has one.
        first : mapping
            Line -> earlier line with the same key.
        """
        for (column, reason), lines in rejected.group_by("column", "reason", maintain_order=True):
            room = max(0, MAX_FINDINGS - self._n[str(column), str(reason)])
            self._n[str(column), str(reason)] += lines.height
            for line, value in lines.head(room).select("_line", "value").iter_rows():
                shown = (value or "")[:200]
                template = REASONS.get(str(reason), "{value!r} in {column} cannot be taken.")
                text = template.format(column=column, value=shown, first=first.get(line, "?"))
                sentence = text if str(reason) in REASONS else f"{column}: {said.get(line, text)}"
                self._lines.append(
                    Finding("error", str(reason), sentence, line, str(column), shown)
                )

    def __iter__(self) -> Iterator[Finding]:
        yield from sorted(self._lines, key=lambda finding: finding.line or 0)
        for (column, reason), n in self._n.items():
            if n > MAX_FINDINGS:
                more = n - MAX_FINDINGS
                yield Finding("error", reason, f"{more:,} more lines like this.", column=column)
        for (column, code), n in self._notes.items():
            severity, text = NOTES[code]
            yield Finding(severity, code, text.format(n=n, column=column), column=column)

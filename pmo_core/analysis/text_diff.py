"""What changed in texts of several lines: line by line, as added and removed."""

from collections.abc import Mapping
from difflib import SequenceMatcher

import polars as pl

ADDED, REMOVED, SAME = "+", "-", " "


def line_diff(before: str | None, after: str | None) -> list[tuple[str, str]]:
    r"""Return the lines of two texts with their marks: "+" added, "-" removed, " " in both.

    Examples
    --------
    >>> line_diff("Web\nFax", "Web\nMobile")
    [(' ', 'Web'), ('-', 'Fax'), ('+', 'Mobile')]
    """
    old, new = (before or "").splitlines(), (after or "").splitlines()
    found: list[tuple[str, str]] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [(SAME, line) for line in old[i:j]]
        else:
            found += [(REMOVED, line) for line in old[i:j]]
            found += [(ADDED, line) for line in new[k:m]]
    return found


def field_diff(before: Mapping[str, object], after: Mapping[str, object]) -> pl.DataFrame:
    """Return the fields that differ, line by line.

    Parameters
    ----------
    before, after : mapping
        Field -> value; None = empty.

    Returns
    -------
    polars.DataFrame
        field, mark ("+" or "-"), line; fields in the order of `after`, only lines that differ.

    Examples
    --------
    >>> field_diff({"budget": 10, "risks": "a"}, {"budget": 20, "risks": "a"}).rows()
    [('budget', '-', '10'), ('budget', '+', '20')]
    """
    rows = [
        (field, mark, line)
        for field, value in after.items()
        for mark, line in line_diff(_text(before.get(field)), _text(value))
        if mark != SAME
    ]
    schema = {"field": pl.String, "mark": pl.String, "line": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _text(value: object) -> str:
    return "" if value is None else str(value)


__all__ = ["ADDED", "REMOVED", "SAME", "field_diff", "line_diff"]

"""What is known of a column: how it is called, shown and measured."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "money", "hours", "fte", "days", "date", "moment", "pct", "share", "ratio", "number", "int",
    "text", "flag", "series", "exact",
]  # fmt: skip
"""How a column is shown; `series` is a list of numbers drawn as a sparkline, `exact` has cents, a
ratio two digits."""

UNITS: dict[Kind, str] = {
    "money": "base currency",
    "hours": "h",
    "fte": "FTE",
    "days": "calendar days",
    "pct": "%",
    "share": "0-1",
}


@dataclass(frozen=True, slots=True)
class Column:
    """What a column is called, measured in, and means.

    Parameters
    ----------
    name : str
        Name in frames, queries and exports.
    label : str
        Heading on pages.
    kind : Kind
        How it is shown.
    meaning : str
        One sentence.
    unit : str
        Unit of the values; empty where there is none. Money without further words is in base
        currency.
    """

    name: str
    label: str
    kind: Kind
    meaning: str
    unit: str = ""


def table(
    *rows: tuple[str, str, Kind, str] | tuple[str, str, Kind, str, str],
) -> dict[str, Column]:
    """Columns by name; the unit is that of the kind unless the row gives its own."""
    columns = [
        Column(row[0], row[1], row[2], row[3], row[4] if len(row) == 5 else UNITS.get(row[2], ""))
        for row in rows
    ]
    return {one.name: one for one in columns}

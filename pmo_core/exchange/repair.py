"""Propose how a record with too many or too few fields should be read.

The columns of the regular records say what a cell of each looks like. A repair is proposed only
when one way of mending fits these profiles clearly better than any other.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pmo_core.exchange.cells import is_blank, shape

MARGIN = 2.0
"""How much likelier (natural logarithm) the best reading must be than the second."""

STRANGE_SHARE = 0.1
"""Share of the cells that may be of a family that their column does not hold elsewhere."""

_FAMILIES = {
    "whole": "number", "grouped": "number", "decimal": "number",
    "text": "text", "prose": "text", "word": "text", "code": "text",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Repaired:
    """The cells as proposed, the kind of repair, and what was done in one sentence."""

    cells: tuple[str, ...]
    code: str
    note: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What the cells of each column look like in the regular records."""

    shapes: tuple[Counter[str], ...]
    n_rows: int
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, rows: Sequence[Sequence[str | None]], names: tuple[str, ...]) -> "Profile":
        """Make the profile of regular rows.

        Examples
        --------
        >>> Profile.of([("P1", "5"), ("P2", None)], ("code", "hours")).shapes[1]["empty"]
        1
        """
        width = len(names)
        shapes = tuple(Counter(shape(row[i]) for row in rows) for i in range(width))
        return cls(shapes, len(rows), names)

    def fit(self, cells: Sequence[str | None]) -> float:
        """Return the logarithm of the likelihood of a row, column by column.

        An unseen shape counts as a quarter of a row.
        """
        total = 0.0
        for counter, cell in zip(self.shapes, cells, strict=True):
            total += math.log((_times(counter, shape(cell)) + 0.25) / (self.n_rows + 1))
        return total

    def n_strange(self, cells: Sequence[str]) -> int:
        """Return how many cells are of a family that their column does not hold elsewhere."""
        return sum(
            _family(shape(cell)) not in set(map(_family, counter))
            for counter, cell in zip(self.shapes, cells, strict=True)
        )

    def repair(self, cells: Sequence[str], delimiter: str) -> Repaired | None:
        """Propose how a record of another width should be read, or None when that is not clear.

        Examples
        --------
        >>> rows = [(f"P{i}", "Road, north", "2024-01-01", "5") for i in range(20)]
        >>> profile = Profile.of(rows, ("code", "name", "start", "cost"))
        >>> profile.repair(("P9", "Road", " south", "2024-01-01", "5"), ",").cells
        ('P9', 'Road, south', '2024-01-01', '5')
        >>> profile.repair(("", "", "P9", "Road", "2024-01-01", "5"), ",").code
        'shifted_row'
        >>> profile.repair(("x", "y"), ",") is None
        True
        """
        width = len(self.shapes)
        if not self.n_rows:
            return None
        if len(cells) > width:
            candidates = list(self._longer(cells, delimiter))
        elif len(cells) * 2 >= width and not is_blank(cells):
            candidates = list(self._shorter(cells))
        else:
            return None
        scored: dict[tuple[str, ...], tuple[float, Repaired]] = {}
        for prior, candidate in candidates:
            score = self.fit(candidate.cells) + prior
            if candidate.cells not in scored or scored[candidate.cells][0] < score:
                scored[candidate.cells] = score, candidate
        ranked = sorted(scored.values(), key=lambda pair: -pair[0])
        if not ranked or self.n_strange(ranked[0][1].cells) > STRANGE_SHARE * width:
            return None
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < MARGIN:
            return None
        return ranked[0][1]

    def _longer(self, cells: Sequence[str], delimiter: str) -> Iterator[tuple[float, Repaired]]:
        """Yield the ways to make a long record shorter: drop empty cells, or join neighbors."""
        width = len(self.shapes)
        surplus = len(cells) - width
        for at in range(width + 1):
            if is_blank(cells[at : at + surplus]):
                kept = (*cells[:at], *cells[at + surplus :])
                where = "at its start" if at == 0 else f"after column {self.names[at - 1]}"
                note = f"The row was moved left over {_cells(surplus)} {where}."
                yield 1.0, Repaired(kept, "shifted_row", note)
        for at in range(width):
            parts = cells[at : at + surplus + 1]
            if surplus > 3 or not all(part.strip() for part in parts):
                continue
            joined = delimiter.join(parts)
            kept = (*cells[:at], joined, *cells[at + surplus + 1 :])
            note = (
                f"{surplus + 1} cells were joined to one in column {self.names[at]}: "
                f"a delimiter inside the text is not quoted."
            )
            yield _join_prior(parts, delimiter), Repaired(kept, "joined_cells", note)

    def _shorter(self, cells: Sequence[str]) -> Iterator[tuple[float, Repaired]]:
        """Yield the ways to make a short record longer: empty cells at one place."""
        width = len(self.shapes)
        missing = width - len(cells)
        for at in range(len(cells) + 1):
            filled = (*cells[:at], *[""] * missing, *cells[at:])
            where = "at its end" if at == len(cells) else f"before column {self.names[at]}"
            note = f"The row is short: {_cells(missing)} was added {where}."
            if missing > 1:
                note = note.replace("was added", "were added")
            yield 2.0 if at == len(cells) else 0.0, Repaired(filled, "short_row", note)


def _family(kind: str) -> str:
    name = kind.rstrip("0123456789")
    return _FAMILIES.get(name, name)


def _times(counter: Counter[str], kind: str) -> float:
    """Return how often a column holds a shape; whole numbers lend some weight to each other."""
    times: float = counter[kind]
    if times or kind.rstrip("0123456789") not in {"whole", "grouped"}:
        return times
    digits = kind.lstrip("wholegrupd")
    alike = counter[f"whole{digits}"] + counter[f"grouped{digits}"]
    any_whole = sum(n for other, n in counter.items() if other.startswith(("whole", "grouped")))
    return 0.3 * alike + 0.02 * any_whole


def _cells(number: int) -> str:
    return "1 empty cell" if number == 1 else f"{number} empty cells"


def _join_prior(parts: Sequence[str], delimiter: str) -> float:
    """Return how natural it is that these cells are one text: as numbers or prose are written."""
    joined = delimiter.join(parts)
    if re.fullmatch(r"[-+(]?[$€£]?\d{1,3}(?:[,.]\d{3})+(?:[.,]\d+)?\)?", joined):
        return 3.0
    if all(part[:1] == " " and part[1:2] != " " for part in parts[1:]):
        return 3.0
    return -3.0

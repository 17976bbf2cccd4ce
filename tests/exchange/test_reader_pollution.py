"""One thing goes wrong in a clean file: it costs at most its line, and never without a word."""

import csv
import io
import random
from collections.abc import Callable

import pytest

from pmo_core.exchange import read_table

HEADER = ["code", "name", "note", "start", "hours", "cost"]
WORDS = [
    "portal",
    "ledger",
    "move",
    "north",
    "data",
    "center",
    "archive",
    "phase",
    "badge",
    "mail",
    "scanner",
    "desk",
]


def clean_rows(choose: random.Random, n_rows: int) -> list[list[str]]:
    """Make rows of codes, texts with and without delimiters, breaks and quotes, dates, numbers."""
    rows = []
    for number in range(n_rows):
        note = " ".join(choose.choices(WORDS, k=choose.randint(1, 6)))
        extra = choose.choice(
            ["", "", "", ", later", '; "new"', "\nsecond line", "\n\nthird, line"]
        )
        rows.append(
            [
                f"P{number:04}",
                choose.choice(WORDS).capitalize(),
                note + extra if choose.random() < 0.8 else "",
                f"2024-{choose.randint(1, 12):02}-{choose.randint(1, 28):02}",
                str(choose.randint(1, 200)),
                f"{choose.uniform(1, 9999):.2f}",
            ]
        )
    return rows


def written(row: list[str], delimiter: str) -> str:
    """Write one record by the rules."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\n").writerow(row)
    return buffer.getvalue().removesuffix("\n")


def as_written(text: str, delimiter: str) -> list[list[str]]:
    """Return the record that a text is by the rules, if it is one: nobody can see its fault."""
    try:
        read = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error:
        return []
    return read if len(read) == 1 and len(read[0]) == len(HEADER) else []


def insert(text: str, what: str, at: int) -> str:
    """Put something into a text."""
    return text[:at] + what + text[at:]


POLLUTIONS: dict[str, Callable[[str, str, random.Random], str]] = {
    "stray quote": lambda line, sign, choose: insert(line, '"', choose.randint(0, len(line))),
    "stray delimiter": lambda line, sign, choose: insert(line, sign, choose.randint(0, len(line))),
    "missing delimiter": lambda line, sign, choose: line.replace(sign, "", 1),
    "shift": lambda line, sign, choose: sign * choose.randint(1, 4) + line,
    "cut": lambda line, sign, choose: line[: choose.randint(1, len(line) - 1)],
    "line break": lambda line, sign, choose: insert(line, "\n", choose.randint(1, len(line) - 1)),
    "zero byte": lambda line, sign, choose: insert(line, "\0", choose.randint(0, len(line))),
    "lost quote": lambda line, sign, choose: line.replace('"', "", 1),
    "twice in one line": lambda line, sign, choose: line + line,
}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("pollution", POLLUTIONS)
def test_one_bad_line_costs_only_itself(pollution: str, delimiter: str) -> None:
    """All other rows are read cell by cell; the bad one is right, or named in findings."""
    choose = random.Random(f"{pollution}{delimiter}")
    for _ in range(40):
        rows = clean_rows(choose, 60)
        lines = [written(row, delimiter) for row in rows]
        bad = choose.randint(5, 55)
        lines[bad] = POLLUTIONS[pollution](lines[bad], delimiter, choose)
        content = "\n".join([written(HEADER, delimiter), *lines, ""])
        starts = [2]
        for line in lines:
            starts.append(starts[-1] + 1 + line.count("\n"))
        table = read_table(content.encode())
        assert table.count.is_conserved()
        read = {line: [cell or "" for cell in cells] for line, *cells in table.frame.iter_rows()}
        for number, row in enumerate(rows):
            if number != bad:
                assert read.pop(starts[number], None) == row, (number, bad, lines[bad])
        right = [rows[bad], *as_written(lines[bad], delimiter)]
        named = {finding.line for finding in table.findings}
        of_bad_line = range(starts[bad], starts[bad + 1])
        for line, cells in read.items():
            assert line in of_bad_line, (line, cells)
            assert cells in right or line in named, (lines[bad], cells)
        if not read and lines[bad].strip(delimiter + "\n"):
            assert named & set(of_bad_line), lines[bad]

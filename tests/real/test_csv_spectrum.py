"""The files of csv-spectrum, each with its right reading as JSON, and the naughty strings."""

import json
from pathlib import Path

import pytest

from pmo_core.exchange import read_table

NAMES = (
    "comma_in_quotes",
    "empty",
    "empty_crlf",
    "escaped_quotes",
    "json",
    "newlines",
    "newlines_crlf",
    "quotes_and_newlines",
    "simple",
    "simple_crlf",
    "utf8",
)


@pytest.fixture(scope="module")
def data(shared_data: Path) -> Path:
    """Return the folder of the files."""
    return shared_data / "csv"


@pytest.mark.parametrize("name", NAMES)
def test_spectrum(data: Path, name: str) -> None:
    """Each file gives the cells that its JSON says, and nothing is repaired or refused."""
    right = json.loads((data / "spectrum" / "json" / f"{name}.json").read_text("utf-8"))
    content = (data / "spectrum" / f"{name}.csv").read_bytes()
    if name.endswith("_crlf"):  # a checkout may have turned the line ends that the file is about
        content = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    table = read_table(content)
    rows = [
        {key: cell or "" for key, cell in row.items()}
        for row in table.frame.drop("_line").iter_rows(named=True)
    ]
    assert rows == right
    assert not table.repaired.height
    assert not table.rejected.height
    assert table.count.is_conserved()


def test_naughty_strings(data: Path) -> None:
    """Each naughty string, as a quoted cell, is read unchanged from its own line."""
    lines = (data / "naughty_strings.txt").read_bytes().decode("utf-8").split("\n")
    strings = [line for line in lines if line and not line.startswith("#")]
    quoted = [
        f'{number},"{text.replace(chr(34), chr(34) * 2)}",5' for number, text in enumerate(strings)
    ]
    table = read_table("\n".join(["number,name,cost", *quoted, ""]).encode("utf-8"))
    read = dict(zip(table.frame["number"], table.frame["name"], strict=True))
    unlike = {
        number: (text, read.get(str(number)))
        for number, text in enumerate(strings)
        if read.get(str(number)) != text
    }
    assert len(strings) > 400
    assert unlike == {}
    assert table.frame["_line"].to_list() == list(range(2, len(strings) + 2))

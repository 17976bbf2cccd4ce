"""Numbering of lines with the same key, across the chunks of a file."""

import polars as pl
import pytest

from pmo_core.exchange.keys import Occurrences

_LINES = pl.DataFrame({"_line": range(2, 9), "day": ["1", "2", "1", None, "1", None, ""]})


@pytest.mark.parametrize("size", [1, 2, 7])
def test_lines_with_the_same_key_are_numbered_in_file_order(size: int) -> None:
    """Chunks of any size give the same numbers at each reading; null is no text."""
    occurrences = Occurrences(["day"])
    for chunk in _LINES.iter_slices(size):
        occurrences.add(occurrences.hashes(chunk))
    for _ in range(2):
        occurrences.restart()
        found = [occurrences.number(chunk) for chunk in _LINES.iter_slices(size)]
        assert [n for one in found if one is not None for n in one] == [1, 1, 2, 1, 3, 2, 1]


def test_different_keys_need_no_numbers() -> None:
    """Where every key stands once there is nothing to tell apart."""
    occurrences = Occurrences(["_line"])
    occurrences.add(occurrences.hashes(_LINES))
    assert occurrences.number(_LINES) is None


def test_lines_without_any_key_are_numbered_through() -> None:
    """Where no column is part of the key, the line's place in the file is."""
    occurrences = Occurrences([])
    occurrences.add(occurrences.hashes(_LINES))
    found = occurrences.number(_LINES)
    assert found is not None
    assert found.to_list() == list(range(1, 8))

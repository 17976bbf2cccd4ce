"""What a task waits for, as text: read, refused in words, and written back."""

import pytest

from pmo_core.analysis.precedence_text import Wait, read, written

KNOWN = {"": {"1", "1.2", "A-3", "OFFS", "B"}, "P-1": {"2.1", "A-3"}, "P-2": set[str]()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.2", Wait("", "1.2")),
        (" 1.2 fs + 3 d ", Wait("", "1.2", "FS", 3)),
        ("1.2SS-2", Wait("", "1.2", "SS", -2)),
        ("1.2ff\u22122days", Wait("", "1.2", "FF", -2)),
        ("1.2+5", Wait("", "1.2", "FS", 5)),
        ("A-3", Wait("", "A-3")),
        ("A-3-3", Wait("", "A-3", "FS", -3)),
        ("A-3SF+1", Wait("", "A-3", "SF", 1)),
        ("OFFS", Wait("", "OFFS")),
        ("OFFS+2", Wait("", "OFFS", "FS", 2)),
        ("OFFSSS+2", Wait("", "OFFS", "SS", 2)),
        ("P-1: 2.1SS", Wait("P-1", "2.1", "SS")),
        ("P-1:A-3-3", Wait("P-1", "A-3", "FS", -3)),
        ("P-2:*", Wait("P-2", "")),
        ("P-2:", Wait("P-2", "")),
        ("P-2:*FF+4d", Wait("P-2", "", "FF", 4)),
        ("P-2:SS", Wait("P-2", "", "SS")),
    ],
)
def test_an_entry_is_read(text: str, expected: Wait) -> None:
    """Kinds in any case, spaces, dashes of any length; codes that look like kinds or lags."""
    waits, wrong = read(text, KNOWN)
    assert (waits, wrong) == ([expected], [])
    assert read(written(waits), KNOWN)[0] == waits


def test_entries_are_set_apart() -> None:
    """Semicolons, commas and line breaks; empty ones are nothing."""
    waits, wrong = read("1.2; A-3,B\nP-1:A-3;;", KNOWN)
    assert written(waits) == "1.2; A-3; B; P-1:A-3"
    assert wrong == []
    assert read(" ", KNOWN) == ([], [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("7", "There is no task 7."),
        ("7SS+1", "There is no task 7."),
        ("P-1:7", "There is no task 7 in P-1."),
        ("P-9:2.1", "There is no project P-9."),
        ("P-9:*", "There is no project P-9."),
        ("1.2FS+3w", '"1.2FS+3w" is no task'),
        ("1.2 XX", '"1.2 XX" is no task'),
        ("+3", '"+3" is no task'),
        ("*", "There is no task *."),
        ("1.2+10000", "at most 9,999 working days"),
        ("1.2; 1.2SS", "1.2 is named twice"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, said: str) -> None:
    """Each fault is a sentence that names the entry; the rest is read."""
    _, (fault,) = read(text, KNOWN)
    assert said in fault

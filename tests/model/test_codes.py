"""Codes are compared by structure."""

import pytest

from pmo_core.model import codes


@pytest.mark.parametrize(
    ("child", "parent", "expected"),
    [
        ("1.1", "1", True),
        ("1.10", "1.1", False),
        ("1.1.0", "1.1", True),
        ("1", "1", False),
        ("1", "1.1", False),
        ("IT-DEV/WEB_2", "IT.DEV", True),
        ("ITX", "IT", False),
        ("1.01", "1.1", False),
    ],
)
def test_is_within_compares_fields(child: str, parent: str, expected: bool) -> None:
    """A code lies within another only if it begins with all of its fields."""
    assert codes.is_within(child, parent) is expected


def test_sorting_counts_as_people_do() -> None:
    """Digits sort as numbers, letters without case, and equal parts by their text."""
    given = ["b2", "1.10", "A10", "1.2", "a9", "01.2", "", "1"]
    assert sorted(given, key=codes.sort_key) == ["", "1", "01.2", "1.2", "1.10", "a9", "A10", "b2"]


def test_parts_take_foreign_digits_as_letters() -> None:
    """Only 0-9 count as digits; a superscript is a letter like any other."""
    assert codes.parts("x²-7") == ("x²", 7)


def test_ancestors_go_up_to_the_top() -> None:
    """The nearest comes first; an unknown code or parent has nothing above it."""
    parents = {"A": None, "B": "A", "C": "B", "D": "gone", "E": ""}
    assert codes.ancestors("C", parents) == ("B", "A")
    assert codes.ancestors("D", parents) == ()
    assert codes.ancestors("E", parents) == ()
    assert codes.ancestors("?", parents) == ()


def test_explicit_parents_beat_letters() -> None:
    """A department IT.X whose parent is BIZ lies below BIZ."""
    found, findings = codes.paths({"BIZ": None, "IT": None, "IT.X": "BIZ"})
    assert found["IT.X"] == ("BIZ", "IT.X")
    assert findings == ()


def test_cycles_are_found_once_and_become_tops() -> None:
    """A below B below A: both become tops, C below A stays there, one error names the circle."""
    found, findings = codes.paths({"A": "B", "B": "A", "C": "A", "S": "S"})
    assert found == {"A": ("A",), "B": ("B",), "C": ("A", "C"), "S": ("S",)}
    assert [(finding.code, finding.value) for finding in findings] == [
        ("cycle", "A"),
        ("cycle", "S"),
    ]
    assert "A below B below A" in findings[0].message


def test_unknown_parent_is_a_warning() -> None:
    """A parent that does not exist makes its child a top and is said."""
    found, findings = codes.paths({"D": "gone"})
    assert found == {"D": ("D",)}
    assert [(finding.severity, finding.code) for finding in findings] == [
        ("warning", "unknown_parent")
    ]

"""Codes by their structure: the offending part is named, what is made is right."""

import random
import string
from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

from pmo_core.analysis.coding import (
    check,
    generate,
    keyword,
    parts_of,
    structure_faults,
    validate,
)
from pmo_core.errors import Refused
from pmo_core.model import CodePart
from pmo_core.model.initial import initial


def scheme(*rows: dict[str, Any]) -> list[CodePart]:
    """A structure of some parts."""
    return [
        CodePart.model_validate({"scheme": "project", "number": i, **row})
        for i, row in enumerate(rows, start=1)
    ]


SCHEME = scheme(
    {"name": "Kind", "kind": "choice", "choices": "CX = capital\nOX = operating"},
    {"name": "Year", "kind": "digits", "length": 2},
    {"name": "Unit", "kind": "letters", "length": 3, "separator": "-"},
    {"name": "Serial", "kind": "digits", "length": 4, "separator": "/"},
)


@pytest.mark.parametrize(
    ("code", "messages"),
    [
        ("CX26-FIN/0001", []),
        ("CXA7-FIN/0001", ["Part 2 'Year' must be 2 digits, found 'A7' at characters 3-4."]),
        ("ZZ26-FIN/0001", ["Part 1 'Kind' must be one of CX, OX, found 'ZZ' at characters 1-2."]),
        (
            "ZZ2x-FiN/0001",
            [
                "Part 1 'Kind' must be one of CX, OX, found 'ZZ' at characters 1-2.",
                "Part 2 'Year' must be 2 digits, found '2x' at characters 3-4.",
                "Part 3 'Unit' must be 3 capital letters, found 'FiN' at characters 6-8.",
            ],
        ),
        ("CX26FIN/0001", ["Part 3 'Unit' must begin with '-', found 'F' at character 5."]),
        ("CX26-FIN/001", ["Part 4 'Serial' must be 4 digits, found '001' at characters 10-12."]),
        ("CX26-FIN/00012", ["Part 4 'Serial' ends the code, found '2' at character 14."]),
        ("CX26-FIN", ["Part 4 'Serial' must begin with '/', but the code ends after character 8."]),
        ("", ["Part 1 'Kind' must be one of CX, OX, but nothing is there."]),
        ("CX26-FIN/0001\n", ["Part 4 'Serial' ends the code, found '\n' at character 14."]),
        ("CX٢٦-FIN/0001", ["Part 2 'Year' must be 2 digits, found '٢٦' at characters 3-4."]),
    ],
)
def test_the_offending_part_is_named(code: str, messages: list[str]) -> None:
    """Each wrong part is named with what it must be, what was found, and where."""
    assert [one.message for one in validate(code, SCHEME)] == messages


def test_levels() -> None:
    """Levels are counted, of digits or letters where the scheme says so, and end at a separator."""
    wbs = scheme({"name": "Level", "kind": "levels", "length": 3, "choices": "digits"})
    assert [bool(validate(code, wbs)) for code in ("1", "1.10.3")] == [False, False]
    assert validate("1.a", wbs)[0].message == (
        "Part 1 'Level' ends the code, found '.a' at characters 2-3."
    )
    assert validate("1.2.3.4", wbs)[0].message == (
        "Part 1 'Level' ends the code, found '.4' at characters 6-7."
    )
    assert "levels of digits set apart by dots, found 'a'" in validate("a", wbs)[0].message
    both = scheme(
        {"name": "Unit", "kind": "levels", "length": 2},
        {"name": "Year", "kind": "digits", "length": 2, "separator": "-"},
    )
    assert validate("IT.DEV-26", both) == []


def test_the_next_free_code() -> None:
    """The serial number follows the highest of its kind, year and unit; others do not count."""
    taken = ["CX26-FIN/0007", "CX26-FIN/0003", "CX26-HRM/0050", "OX26-FIN/0009", "nonsense"]
    chosen = {"Kind": "CX", "Year": "26"}
    assert generate(SCHEME, taken, **chosen, Unit="FIN") == "CX26-FIN/0008"
    assert generate(SCHEME, taken, **chosen, Unit="LAW") == "CX26-LAW/0001"
    full = ["CX26-FIN/9999"]
    with pytest.raises(Refused, match=r"No code is free after CX26-FIN/9999"):
        generate(SCHEME, full, **chosen, Unit="FIN")
    with pytest.raises(Refused, match="Part 3 'Unit' must be 3 capital letters: choose it"):
        generate(SCHEME, [], **chosen)
    with pytest.raises(Refused, match="Part 2 'Year' must be 2 digits, not '2026'"):
        generate(SCHEME, [], Kind="CX", Year="2026", Unit="FIN")
    with pytest.raises(Refused, match="is taken already"):
        generate(SCHEME, taken, **chosen, Unit="FIN", Serial="0007")


def test_the_next_level() -> None:
    """Below a code its next child, at the top the next number; 1.10 comes after 1.9."""
    wbs = scheme({"name": "Level", "kind": "levels", "length": 2, "choices": "digits"})
    taken = ["1", "1.9", "1.10", "2"]
    assert generate(wbs, taken) == "3"
    assert generate(wbs, taken, Level="1") == "1.11"
    assert generate(wbs, taken, Level="2") == "2.1"
    with pytest.raises(Refused, match="No code is free"):
        generate(wbs, taken, Level="1.9")


def test_structures_that_cannot_be_read() -> None:
    """A part without text, and one of open length without a separator behind it, are faults."""
    wrong = scheme(
        {"name": "Kind", "kind": "choice"},
        {"name": "Unit", "kind": "letters"},
        {"name": "More", "kind": "letters", "length": 2},
        {"name": "Level", "kind": "levels", "separator": "-"},
        {"name": "End", "kind": "digits", "length": 1, "separator": "."},
    )
    assert [(one.code, one.value) for one in structure_faults(wrong)] == [
        ("no_choices", "Kind"), ("no_end", "Unit"), ("no_end", "Level"),
    ]  # fmt: skip
    assert structure_faults(SCHEME) == []


def _random_scheme(rng: random.Random) -> list[CodePart]:
    """A structure of one to five parts that can be read."""
    while True:
        rows: list[dict[str, Any]] = []
        for i in range(rng.randint(1, 5)):
            kind = rng.choice(["fixed", "digits", "letters", "choice", "levels"])
            length = rng.choice([None, 1, 2, 4])
            choices = {"fixed": "P", "choice": "A = a\nBC = b\nBD"}.get(kind)
            rows.append({
                "name": f"N{i}", "kind": kind, "length": length, "choices": choices,
                "separator": rng.choice(["", "-", ".", "/"]) if i else "",
            })  # fmt: skip
        parts = scheme(*rows)
        if not structure_faults(parts):
            return parts


def _given(parts: Sequence[CodePart], rng: random.Random) -> dict[str, str]:
    """Values for all parts but digits and levels, which count on."""
    found = {}
    for part in parts:
        letters = "".join(rng.choices(string.ascii_uppercase, k=part.length or 3))
        value = {"letters": letters, "choice": rng.choice(["A", "BC"])}.get(part.kind)
        last = max((p.number for p in parts if p.kind in ("digits", "levels")), default=0)
        if part.kind == "digits" and part.number != last:
            value = "7" * (part.length or 2)
        if part.kind == "levels" and part.number != last:
            value = "7.A"[: 1 if part.length == 1 else 3]
        if value:
            found[keyword(part)] = value
    return found


def test_what_is_generated_is_valid_and_free() -> None:
    """In random structures each generated code is right and new, nine in a row."""
    rng = random.Random(4)
    n_made = 0
    for _ in range(300):
        parts = _random_scheme(rng)
        taken: list[str] = []
        given = _given(parts, rng)
        for _ in range(9):
            try:
                code = generate(parts, taken, **given)
            except Refused:
                assert taken, (parts, given)
                break
            assert validate(code, parts) == []
            assert code not in taken
            taken.append(code)
            n_made += 1
    assert n_made > 1000


def test_all_at_once_is_one_by_one() -> None:
    """The check of many codes finds exactly those that the validator finds fault with."""
    rng = random.Random(9)
    for _ in range(200):
        parts = _random_scheme(rng)
        try:
            right = generate(parts, [], **_given(parts, rng))
        except Refused:
            continue
        codes = [right]
        for _ in range(30):
            letters = list(right)
            for _ in range(rng.randint(1, 2)):
                place = rng.randrange(len(letters) + 1)
                letters[place : place + rng.randint(0, 1)] = rng.choice(
                    ["", "A", "7", "-", ".", "b"]
                )
            codes.append("".join(letters))
        found = check(pl.Series(codes), parts)["code"].to_list()
        assert found == [code for code in codes if validate(code, parts)], parts


def test_the_schemes_that_ship_are_sound() -> None:
    """Each shipped structure can be read and makes a first code."""
    rows = initial("code_part")
    for name in rows["scheme"].unique():
        parts = parts_of(rows, name)
        assert structure_faults(parts) == []
    assert generate(parts_of(rows, "project"), ["P-0200"]) == "P-0201"
    assert generate(parts_of(rows, "WBS"), ["1", "1.1"], Level="1") == "1.2"
    codes = pl.Series(["IT", "IT.DEV.WEB", "it"])
    assert check(codes, parts_of(rows, "OBS"))["code"].to_list() == ["it"]

"""Spellings are merged where they surely are one, and proposed where they may be."""

import polars as pl

from pmo_core.exchange.spelling import (
    close_spellings,
    contradictions,
    merges,
    names_by_code,
    same_spellings,
)


def test_code_decides_and_most_frequent_name_wins() -> None:
    """Each code has the name of most of its lines; space around does not make another spelling."""
    frame = pl.DataFrame(
        {
            "code": ["9", "5", "5", "5", " 5", "7", None, ""],
            "name": ["Health", "DoA", "Farms ", "Farms", "  Farms", None, "Lost", "Lost"],
        }
    )
    assert names_by_code(frame, "code", "name").rows() == [
        ("9", "Health", 1, 1), ("5", "Farms", 4, 2), ("7", "7", 1, 0),
    ]  # fmt: skip


def test_code_without_name_on_some_lines_keeps_its_name() -> None:
    """Lines without a name do not outvote the ones that have it."""
    frame = pl.DataFrame({"code": ["1"] * 4, "name": [None, "", "Audit", None]})
    assert names_by_code(frame, "code", "name").rows() == [("1", "Audit", 4, 1)]


def test_lines_where_code_and_name_contradict_are_named() -> None:
    """A line with the code of one and the name of another is a warning, with its line."""
    frame = pl.DataFrame(
        {
            "_line": [2, 3, 4, 5, 6],
            "code": ["5", "5", "6", "6", "6"],
            "name": ["Farms", "Farms", "Trade", "Trade ", "Farms"],
        }
    )
    (finding,) = contradictions(frame, "code", "name")
    assert (finding.line, finding.code, finding.value) == (6, "name_of_other_code", "Farms")


def test_name_of_two_codes_contradicts_nothing() -> None:
    """Two codes of the same name are no contradiction."""
    frame = pl.DataFrame({"_line": [2, 3], "code": ["5", "6"], "name": ["Farms", "Farms"]})
    assert contradictions(frame, "code", "name") == []


def test_case_space_and_punctuation_do_not_make_another_thing() -> None:
    """The most frequent spelling is stored for those that fold to the same."""
    values = pl.Series(["R&D", "R&D", "r & d", " R&D ", "IT", None, "Café", "Cafe"])
    assert same_spellings(values).rows() == [
        ("Café", "Cafe", 1), (" R&D ", "R&D", 1), ("r & d", "R&D", 1),
    ]  # fmt: skip
    assert merges(values)["r & d"] == "R&D"


def test_symbols_are_not_folded_together() -> None:
    """Texts without letters and digits stay different."""
    assert same_spellings(pl.Series(["+", "-", "#"])).height == 0


def test_close_spellings_are_proposed_with_counts() -> None:
    """Misspellings are listed with both counts, the most alike first; distant names are not."""
    values = pl.Series(
        ["Department of Agriculture"] * 5
        + ["Department of Agraculture", "Department of Commerce", "Audit Office", "AUDIT OFFICE"]
    )
    pairs = close_spellings(values)
    assert pairs.row(0)[:4] == (
        "Department of Agraculture", "Department of Agriculture", 1, 5,
    )  # fmt: skip
    assert not pairs["spelling"].str.contains("(?i)audit").any()


def test_likeness_is_the_dice_coefficient_by_hand() -> None:
    """ "abcd" and "abce" share 3 of 6 and 6 padded triples: 2 * 3 / 12."""
    pairs = close_spellings(pl.Series(["abcd", "abce"]), least=0.0)
    assert pairs["likeness"].to_list() == [0.5]


def test_nothing_to_compare() -> None:
    """A column without texts gives no pairs."""
    assert close_spellings(pl.Series([None], dtype=pl.String)).height == 0

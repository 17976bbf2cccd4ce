"""Pairs of mentor and mentee."""

import polars as pl

from pmo_core.analysis.mentoring import pairs

WANTED = pl.DataFrame(
    [("A", "EVM", 3, 1), ("B", "EVM", 3, 2), ("M", "REQ", 2, 0), ("C", "EVM", 3, 2)],
    schema=["person", "skill", "level", "level_held"], orient="row",
)  # fmt: skip
HOLDING = pl.DataFrame(
    [("M", "EVM", 4), ("N", "EVM", 5), ("F", "EVM", 5), ("B", "EVM", 2), ("B", "REQ", 3)],
    schema=["person", "skill", "level"], orient="row",
)  # fmt: skip
PEOPLE = pl.DataFrame(
    [("A", "IT", 50.0), ("B", "BIZ", None), ("C", "IT", 10.0), ("M", "IT", 60.0),
     ("N", "BIZ", 20.0), ("F", "IT", 100.0)],
    schema=["person", "department", "load_pct"], orient="row",
)  # fmt: skip
NOBODY = pl.DataFrame(schema={"mentor": pl.String, "mentee": pl.String, "skill": pl.String})


def test_who_lacks_most_and_who_gives_in_turn() -> None:
    """M and A lack most; B can teach M in turn; M helps two at most; F is booked to the full."""
    found = pairs(WANTED, HOLDING, PEOPLE, NOBODY)
    assert found.select("mentor", "mentee", "skill", "returns").rows() == [
        ("B", "M", "REQ", "EVM"), ("M", "A", "EVM", None), ("M", "B", "EVM", "REQ"),
        ("N", "C", "EVM", None),
    ]  # fmt: skip
    assert found["level_asked"].to_list() == [2, 3, 3, 3]


def test_a_pair_that_runs_is_not_suggested_again() -> None:
    """Who has a mentor gets no other one, and who helps two helps no third."""
    taken = pl.DataFrame({"mentor": ["M", "M"], "mentee": ["A", "X"], "skill": ["EVM", "EVM"]})
    found = pairs(WANTED, HOLDING, PEOPLE, taken)
    assert "A" not in found["mentee"]
    assert "M" not in found["mentor"]

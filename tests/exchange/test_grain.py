"""A measure that repeats over the rows of one thing is not summed."""

import polars as pl

from pmo_core.exchange.content import contents, rough_numbers
from pmo_core.exchange.grain import finer_measure
from pmo_core.exchange.guess import guess
from pmo_core.exchange.reader import read_table

ROWS = [
    ("T1", "A", 5, 2), ("T1", "B", 5, 3), ("T2", "A", 7, 7), ("T3", "A", 9, 4), ("T3", "C", 9, 5),
    ("T4", "B", 2, 1), ("T4", "C", 2, 1), ("T5", "C", 4, 4),
]  # fmt: skip


def frame_of(rows: list[tuple[str, str, float, float]]) -> pl.DataFrame:
    """Return rows as a table of text."""
    frame = pl.DataFrame(rows, schema=["Task", "Person", "Hours", "Own hours"], orient="row")
    return frame.cast(pl.String).with_row_index("_line", 2).cast({"_line": pl.Int64})


def test_repeated_measure_is_found_with_its_totals() -> None:
    """The hours of the task repeat; those of the person add up to them in each of three groups."""
    frame = frame_of(ROWS)
    finer = finer_measure(frame, "Hours", contents(frame))
    assert finer is not None
    assert (finer.key, finer.measure) == ("Task", "Own hours")
    assert (finer.n_groups, finer.n_agreeing) == (3, 3)
    assert (finer.total_repeated, finer.total) == (43.0, 27.0)


def test_one_group_that_differs_is_enough_to_keep_the_measure() -> None:
    """Where the measure is not constant within its groups, it does not repeat."""
    rows = [*ROWS, ("T5", "A", 3, 1)]
    assert finer_measure(frame_of(rows), "Hours", contents(frame_of(rows))) is None


def test_measure_that_adds_up_to_nothing_is_kept() -> None:
    """A constant measure that no other adds up to stays."""
    rows = [(task, person, whole, own + 1) for task, person, whole, own in ROWS]
    assert finer_measure(frame_of(rows), "Hours", contents(frame_of(rows))) is None


def test_guess_takes_the_measure_that_adds_up() -> None:
    """The guess reads the column that adds up, and says why."""
    lines = ["Project,Task,Person,Hours,Own hours,Date"]
    lines += [f"P1,{t},{p},{h},{o},2026-01-05" for t, p, h, o in ROWS]
    found = guess(read_table("\n".join(lines).encode()), "actual")
    assert found.mapping.fields["hours"].columns == ("Own hours",)
    (finding,) = [one for one in found.proposals if one.code == "repeated_measure"]
    assert "43.00 instead of 27.00" in finding.message
    assert finding.severity == "warning"


def test_rough_numbers_in_both_notations() -> None:
    """Numbers are read roughly with either decimal mark, signs, units and parentheses."""
    frame = pl.DataFrame(
        {
            "en": ["1,234.50", "(2.25)", "£3", "-4", "TBC"],
            "de": ["1.234,50", "2,25-", "3 €", "-4", "x"],
        }
    )
    found = rough_numbers(frame, ["en", "de"])
    assert found["en"].to_list() == [1234.5, -2.25, 3.0, -4.0, None]
    assert found["de"].to_list() == [1234.5, -2.25, 3.0, -4.0, None]

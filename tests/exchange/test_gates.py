"""A file with a date column per gate becomes a line per project and gate."""

from datetime import date

import polars as pl
import pytest

from pmo_core.exchange.gates import by_method, gates_left_out, propose_gates
from pmo_core.exchange.guess import guess, guess_register
from pmo_core.exchange.mapping import Mapping
from pmo_core.exchange.prepare import prepare
from pmo_core.exchange.reader import read_table
from pmo_core.exchange.shape import reshape

# Approved lies last in the file but second in time; P2 was approved before it was asked for.
WIDE = b"""\
ID,Built,Asked,Approval body,Approved
P1,2026-09-30 17:00:00,5/02/2026 5:00:00 PM,Council,2026-03-20
P2,,30/01/2026,Council,2026-01-15
P3,2026-10-02 08:00:00,13/02/2026,,2026-04-01
"""


def read(text: bytes, mapping: Mapping | None = None) -> pl.DataFrame:
    """The rows of register `gate` that a file gives, by the guess or another mapping."""
    table = read_table(text)
    mapping = mapping or guess(table, "gate").mapping
    prepared = prepare(reshape(table, mapping.shape), mapping)
    assert prepared.questions == ()
    assert prepared.rejected.is_empty()
    return pl.concat(prepared.frames())


def test_a_line_per_project_and_gate() -> None:
    """Nine cells give nine gates, also the empty one; three date formats; order by the dates."""
    rows = read(WIDE).sort("project", "number")
    assert rows.select("project", "gate", "number", "held_on").rows() == [
        ("P1", "Asked", 1, date(2026, 2, 5)),
        ("P1", "Approved", 2, date(2026, 3, 20)),
        ("P1", "Built", 3, date(2026, 9, 30)),
        ("P2", "Asked", 1, date(2026, 1, 30)),
        ("P2", "Approved", 2, date(2026, 1, 15)),
        ("P2", "Built", 3, None),
        ("P3", "Asked", 1, date(2026, 2, 13)),
        ("P3", "Approved", 2, date(2026, 4, 1)),
        ("P3", "Built", 3, date(2026, 10, 2)),
    ]
    assert rows["board"].to_list() == ["Council"] * 6 + [None] * 3


def test_the_order_is_shown_and_can_be_corrected() -> None:
    """The proposal names the order; a mapping with another one, or fewer gates, is followed."""
    found = guess(read_table(WIDE), "gate")
    assert "Asked, Approved, Built" in found.proposals[0].message
    shape = {**found.mapping.shape, "gates": ["Built", "Asked"]}
    corrected = Mapping.from_json(found.mapping.to_json())
    corrected.shape.update(shape)
    rows = read(WIDE, corrected)
    assert set(rows.select("gate", "number").rows()) == {("Built", 1), ("Asked", 2)}
    assert rows.height == 6


def test_the_file_is_first_of_all_a_list_of_projects() -> None:
    """It is guessed to be projects, with the hint that it holds gates as well."""
    table = read_table(WIDE)
    assert guess_register(table)[0][0] != "gate"
    codes = [one.code for one in guess(table, "project").proposals]
    assert "gates_left_out" in codes
    assert gates_left_out(table, {"Asked"}) == ()


@pytest.mark.parametrize(
    "text",
    [
        b"Project,Gate,Due,Held,Recorded\nP1,G1,2026-01-05,2026-01-06,2026-01-07\n",
        b"ID,Start,Finish\nP1,2026-01-05,2026-06-06\n",
        b"ID,Name\nP1,One\n",
    ],
    ids=["a line per gate", "two dates", "no dates"],
)
def test_other_files_stay_as_they_are(text: bytes) -> None:
    """A file that names the gate in a column, or has fewer than three dates, is not turned."""
    assert propose_gates(read_table(text)) == ({}, ())


def test_a_line_per_gate_is_read_as_it_stands() -> None:
    """A long file is guessed to be gates, with its columns."""
    text = b"Project,Gate,Due date,Held on,Board,Outcome\nP1,G1,2026-01-05,2026-01-06,SC,go\n"
    table = read_table(text)
    assert guess_register(table)[0][0] == "gate"
    (row,) = read(text).to_dicts()
    assert (row["gate"], row["due_on"], row["held_on"]) == (
        "G1",
        date(2026, 1, 5),
        date(2026, 1, 6),
    )
    assert (row["board"], row["outcome"], row["number"], row["is_required"]) == (
        "SC", "go", 1, True,
    )  # fmt: skip


def test_columns_named_like_the_files_own() -> None:
    """Columns of the file that are called like the new ones are not overwritten."""
    text = b"ID,Number,A,B,C\nP1,77,2026-01-05,2026-01-06,2026-01-07\n"
    table = read_table(text)
    shape, _ = propose_gates(table)
    turned = reshape(table, shape)
    assert turned.header == ("ID", "Number", "Gate", "Number_", "Held on")
    assert turned.frame["Number"].unique().to_list() == ["77"]


def test_gates_of_a_method_are_in_its_order() -> None:
    """Where all columns are gates of one method, by name or code, its numbers decide."""
    elements = pl.DataFrame({
        "method": ["agile", "agile", "light", "light"], "kind": ["gate"] * 4,
        "code": ["G1", "G2", "G1", "G2"], "name": ["Vision", "Release", "Start", "Closure"],
        "number": [1, 2, 1, 2],
    })  # fmt: skip
    assert by_method(["Release", " vision"], elements) == [" vision", "Release"]
    assert by_method(["Closure", "Start"], elements) == ["Start", "Closure"]
    assert by_method(["Closure", "Vision"], elements) is None

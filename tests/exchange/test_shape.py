"""Files with a column per period or with fields in rows become plain tables."""

from datetime import date

import polars as pl
import pytest

from pmo_core.errors import Refused
from pmo_core.exchange.periods import Period, is_without_year, period_of
from pmo_core.exchange.reader import read_table
from pmo_core.exchange.shape import needs_whole_table, propose_shape, reshape

TURNED = """\
Project name,Alpha,Beta,Gamma
Department,IT,HR,IT
RAG rating,Green,Amber,
End date,2026-12-31,2027-01-31,2026-06-30
Whole life cost (£m),12.5,Exempt,7
Figures are unaudited.,,,
"""


@pytest.mark.parametrize(
    ("header", "first_day", "n_months"),
    [
        ("2026-01", date(2026, 1, 1), 1),
        ("2026-01-01 00:00:00", date(2026, 1, 1), 1),
        ("01.01.2026", date(2026, 1, 1), 1),
        ("Jan 26", date(2026, 1, 1), 1),
        ("Jan-2026", date(2026, 1, 1), 1),
        ("Mrz. 2026", date(2026, 3, 1), 1),
        ("März 26", date(2026, 3, 1), 1),
        ("déc. 2026", date(2026, 12, 1), 1),
        ("01/2026", date(2026, 1, 1), 1),
        ("202612", date(2026, 12, 1), 1),
        ("FY26 P3", date(2025, 6, 1), 1),
        ("P12 FY2026", date(2026, 3, 1), 1),
        ("FY26", date(2025, 4, 1), 12),
        ("FY26 Q4", date(2026, 1, 1), 3),
        ("Q2 2026", date(2026, 4, 1), 3),
        ("2026", date(2026, 1, 1), 12),
    ],
)
def test_period(header: str, first_day: date, n_months: int) -> None:
    """A header names its period; fiscal ones count from April here."""
    assert period_of(header, start_month=4) == Period(first_day, n_months)


@pytest.mark.parametrize(
    "header", ["Project", "Total", "2026-13", "P13", "Jan-05-2026", "Marketing"]
)
def test_no_period(header: str) -> None:
    """Other headers name no period."""
    assert period_of(header, 2026) is None


def test_period_without_year() -> None:
    """A month without a year is a period only once the year is given."""
    assert is_without_year("P07")
    assert is_without_year("Juli")
    assert period_of("Juli", 2026) == Period(date(2026, 7, 1), 1)


def test_column_per_month_becomes_lines() -> None:
    """Each filled cell is a line with the file line of its row; empty cells are counted."""
    table = read_table(b"Project,Jan 26,Feb 26,Mar 26,Total\nP1,1,2,,3\nP2,,,0,0\n")
    shape, findings = propose_shape(table, "actual")
    long = reshape(table, shape)
    assert long.frame.rows() == [
        (2, "P1", "2026-01-01", "1"), (2, "P1", "2026-02-01", "2"), (3, "P2", "2026-03-01", "0"),
    ]  # fmt: skip
    assert long.names == long.header == ("Project", "Period", "Cost")
    assert {"column_per_period", "sum_column"} == {finding.code for finding in findings}
    assert "3 empty period cells give no line." in [one.message for one in long.findings]
    assert not needs_whole_table(shape)


def test_total_that_is_no_sum_stays_and_is_named() -> None:
    """A column of totals that contradicts its row is kept, and its first line is said."""
    table = read_table(b"Project,Jan 26,Feb 26,Mar 26,Total\nP1,1,2,,3\nP2,1,1,1,4\n")
    shape, findings = propose_shape(table, "actual")
    assert shape["left_out"] == []
    (differs,) = [finding for finding in findings if finding.code == "sum_differs"]
    assert (differs.line, differs.column) == (3, "Total")


def test_pieces_of_a_wide_file_make_the_whole() -> None:
    """Turning piece by piece gives what turning the whole gives."""
    table = read_table(b"Project,Jan 26,Feb 26,Mar 26\nP1,1,2,\nP2,,,0\nP3,4,5,6\n")
    shape, _ = propose_shape(table, "actual")
    pieces = [
        reshape(type(table)(part, table.header, table.dialect, table.count, table.rejected), shape)
        for part in table.frame.iter_slices(1)
    ]
    whole = reshape(table, shape).frame
    assert pl.concat([piece.frame for piece in pieces]).equals(whole)


def test_hours_are_told_from_money() -> None:
    """Small values beside people are hours, values with a sign are money, a word decides."""
    people = read_table(b"Employee,Project,Jan 26,Feb 26,Mar 26\nKim,P1,120,80,99\n")
    money = read_table("Employee,Project,Jan 26,Feb 26,Mar 26\nKim,P1,€120,€80,€9\n".encode())
    said = read_table(b"Hours booked\n\nProject,Jan 26,Feb 26,Mar 26\nP1,120,80,1\nP2,4,5,6\n")
    found = [propose_shape(table, "actual")[0]["measure"] for table in (people, money, said)]
    assert found == ["Hours", "Cost", "Hours"]


def test_quarters_are_budget_lines() -> None:
    """Quarters suit budgets, with their length; for actuals they are no periods."""
    table = read_table(b"Project,Q1 2026,Q2 2026,Q3 2026\nP1,1,2,3\n")
    assert propose_shape(table, "actual")[0] == {}
    long = reshape(table, propose_shape(table, "budget_line")[0])
    assert long.frame.rows()[1] == (2, "P1", "2026-04-01", "3", "2")
    assert long.names == ("Project", "Period", "Months", "Budget")


def test_names_that_are_taken_are_not_used_again() -> None:
    """New columns get other names where the file has theirs already."""
    table = read_table(b"Period,Cost,Jan 26,Feb 26,Mar 26\nx,y,1,2,3\n")
    long = reshape(table, propose_shape(table, "actual")[0])
    assert long.names == ("Period", "Cost", "Period_", "Cost_")


def test_fields_in_rows_are_turned() -> None:
    """Each column becomes a row with the number of its column; a note below is set aside."""
    table = read_table(TURNED.encode())
    shape, findings = propose_shape(table, "status_report")
    assert shape == {"kind": "transposed"}
    assert needs_whole_table(shape)
    assert [finding.code for finding in findings] == ["fields_in_rows"]
    turned = reshape(table, shape)
    assert turned.header == (
        "Project name", "Department", "RAG rating", "End date", "Whole life cost (£m)",
    )  # fmt: skip
    assert turned.frame.rows()[1:] == [
        (3, "Beta", "HR", "Amber", "2027-01-31", "Exempt"),
        (4, "Gamma", "IT", None, "2026-06-30", "7"),
    ]
    assert turned.count.is_conserved()
    assert turned.count.data == 3


def test_note_below_is_reported_with_its_text() -> None:
    """A row of nothing but a label is a finding that holds its text."""
    turned = reshape(read_table(TURNED.encode()), {"kind": "transposed"})
    notes = [str(finding) + finding.value for finding in turned.findings]
    assert any("Figures are unaudited." in note for note in notes)


def test_blank_column_is_counted_and_said() -> None:
    """A column without any cell is no record."""
    text = TURNED.replace("Beta,", ",").replace("HR,", ",").replace("Amber,", ",")
    text = text.replace("2027-01-31,", ",").replace("Exempt,", ",")
    turned = reshape(read_table(text.encode()), {"kind": "transposed"})
    assert (turned.count.blank, turned.count.data) == (1, 2)
    assert "blank_columns" in [finding.code for finding in turned.findings]


def test_same_labels_get_different_names() -> None:
    """Labels that repeat become different columns."""
    text = "Name,A,B,C\nNote,1,2,3\nNote,4,5,6\n"
    turned = reshape(read_table(text.encode()), {"kind": "transposed"})
    assert turned.names == ("Name", "Note", "Note_2")


def test_plain_table_stays() -> None:
    """A table with a row per record is not touched."""
    table = read_table(b"Project,Date,Cost\nP1,2026-01-01,5\nP2,2026-01-02,6\n")
    assert propose_shape(table, "actual") == ({}, ())
    assert reshape(table, {}) is table


def test_unknown_shape_is_refused() -> None:
    """A mapping from elsewhere that asks for another shape is refused in words."""
    with pytest.raises(Refused, match="unknown shape 'cube'"):
        reshape(read_table(b"a,b\n1,2\n"), {"kind": "cube"})

"""From a table of text to records: chunks, numbering, rejects, references, questions."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from pmo_core.errors import Refused
from pmo_core.exchange.conventions import decided
from pmo_core.exchange.mapping import FieldSource, Mapping
from pmo_core.exchange.plan import in_base, kind_of
from pmo_core.exchange.prepare import Prepared, prepare
from pmo_core.exchange.reader import read_table
from pmo_core.exchange.table import LineCount, Table
from pmo_core.model import REGISTERS


def _mapping(register: str, **columns: str) -> Mapping:
    return Mapping(register, {field: FieldSource((column,)) for field, column in columns.items()})


ACTUAL = _mapping("actual", project="Project", person="Person", spent_on="Day", cost="Cost")
DATA = (
    b"Project,Person,Day,Cost\nP1,E1,01/02/2026,1\nP1,E1,01/02/2026,oops\nP2,E2,31/01/2026,2\n"
    b"P1,E1,01/02/2026,3\nP2,E2,31/01/2026,4.00005\nP9 ,E9,05/02/2026,5\nP9,E9,05/02/2026,6\n"
)


class Pieces:
    """A table given in pieces of a few lines."""

    def __init__(self, table: Table, size: int) -> None:
        self.head = replace(table, frame=table.frame.head(2))
        self.n_bytes = 1
        self._table, self._size = table, size

    def chunks(self) -> Iterator[Table]:
        frame, count = self._table.frame, self._table.count
        for at in range(0, frame.height, self._size):
            piece = frame[at : at + self._size]
            own = (
                LineCount(total=piece.height, data=piece.height)
                if at
                else replace(
                    count, total=count.total - count.data + piece.height, data=piece.height
                )
            )
            yield replace(self._table, frame=piece, count=own, findings=())


def _all(prepared: Prepared) -> pl.DataFrame:
    return pl.concat(prepared.frames())


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_pieces_give_what_the_whole_gives(size: int) -> None:
    """Records, rejects and account do not depend on where a file is cut."""
    table = read_table(DATA)
    whole, cut = prepare(table, ACTUAL), prepare(Pieces(table, size), ACTUAL)
    assert _all(cut).equals(_all(whole))
    assert cut.rejected.equals(whole.rejected)
    assert cut.reconciliation == whole.reconciliation
    assert cut.referenced["project"].equals(whole.referenced["project"])
    assert cut.findings == whole.findings


def test_frames_have_the_schema_of_the_register() -> None:
    """Each frame has all fields of the record with their types, and the line."""
    (frame,) = prepare(read_table(DATA), ACTUAL).frames()
    assert dict(frame.schema) == {**REGISTERS["actual"].polars_schema(), "_line": pl.Int64()}


def test_lines_with_the_same_key_are_numbered_in_file_order() -> None:
    """Equal keys are numbered over all lines, also rejected ones; keys that mean the same, too."""
    prepared = prepare(read_table(DATA), ACTUAL)
    taken = _all(prepared).select("_line", "entry").rows()
    assert taken == [(2, "1"), (4, "1"), (5, "3"), (6, "2"), (7, "1"), (8, "1~2")]
    assert prepared.rejected.select("_line", "entry").rows() == [(3, "2")]


def test_a_mended_line_uploaded_alone_keeps_its_key() -> None:
    """The rejects, mended, give the record that the file would have given without the fault."""
    rejected = prepare(read_table(DATA), ACTUAL).rejected
    assert rejected.columns == [
        "_line",
        "column",
        "field",
        "value",
        "reason",
        "Project",
        "Person",
        "Day",
        "Cost",
        "entry",
    ]
    mended = rejected.with_columns(Cost=pl.lit("7")).write_csv().encode()
    mapping = replace(
        ACTUAL,
        fields={**ACTUAL.fields, "entry": FieldSource(("entry",))},
        date_formats={"Day": "%d/%m/%Y"},
    )
    key = [*REGISTERS["actual"].key]
    alone = _all(prepare(read_table(mended), mapping)).select(*key, "cost")
    full = _all(prepare(read_table(DATA.replace(b"oops", b"7")), ACTUAL)).select(*key, "cost")
    assert full.filter(pl.col("entry") == "2").head(1).equals(alone)


def test_a_voucher_that_repeats_is_told_apart() -> None:
    """Where an entry column does not make keys unique, the repetition is numbered."""
    data = b"Project,Day,Cost,Voucher\nP1,2026-01-31,1,V1\nP1,2026-01-31,2,V1\nP1,2026-01-31,3,\n"
    mapping = _mapping("actual", project="Project", spent_on="Day", cost="Cost", entry="Voucher")
    assert _all(prepare(read_table(data), mapping))["entry"].to_list() == ["V1", "V1#2", "1"]


def test_references_carry_their_most_frequent_name() -> None:
    """Codes of other registers come with the name that the file gives most often."""
    data = b"Id,Title,Day,Cost\nP1,Old,2026-01-31,1\nP1,New,2026-01-31,2\nP1,New,2026-01-30,3\n"
    mapping = replace(
        _mapping("actual", project="Id", spent_on="Day", cost="Cost"),
        names={"project": FieldSource(("Title",))},
    )
    assert prepare(read_table(data), mapping).referenced["project"].rows() == [("P1", "New", 3)]


def test_questions_stop_the_reading_until_they_are_answered() -> None:
    """An ambiguous column is asked about; with the answer it is read."""
    data = b"Project,Day,Cost\nP1,01/02/2026,1\n"
    mapping = _mapping("actual", project="Project", spent_on="Day", cost="Cost")
    prepared = prepare(read_table(data), mapping)
    with pytest.raises(Refused, match="dates in Day"):
        list(prepared.frames())
    (question,) = prepared.questions
    answered = prepare(read_table(data), decided(mapping, question, "%d/%m/%Y"))
    assert str(_all(answered)["spent_on"][0]) == "2026-02-01"


@pytest.mark.parametrize(
    ("mapping", "match"),
    [
        (Mapping("nothing"), "no register"),
        (_mapping("actual", project="Project", spent_on="Nowhere"), "no column"),
        (_mapping("actual", project="Project", color="Cost"), "no field"),
        (_mapping("actual", project="Project"), "spent_on"),
        (replace(ACTUAL, factors={"Cost": "many"}), "factor"),
        (replace(ACTUAL, factors={"Cost": "0"}), "factor"),
        (replace(ACTUAL, date_formats={"Day": "%d"}), "date format"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(mapping: Mapping, match: str) -> None:
    """A mapping that names what is not there, or leaves out what is needed, is refused in words."""
    with pytest.raises(Refused, match=match):
        prepare(read_table(DATA), mapping)


def test_names_are_stored_unchanged(shared_data: Path) -> None:
    """Any text may be the name of a project; what is stored is what the file says."""
    names = [
        line
        for line in (shared_data / "csv" / "naughty_strings.txt")
        .read_text(encoding="utf-8")
        .split("\n")
        if line.strip() and not line.startswith("#")
    ]
    frame = pl.DataFrame(
        {"_line": range(2, len(names) + 2), "Name": names}, schema_overrides={"_line": pl.Int64}
    )
    count = LineCount(total=len(names) + 1, header=1, data=len(names))
    empty = read_table(b"Name\nx\n")
    table = replace(empty, frame=frame, count=count)
    prepared = prepare(table, _mapping("project", name="Name"))
    taken = _all(prepared)
    stored = set(taken["name"])
    assert stored == set(names)
    assert taken["code"].n_unique() == taken.height
    assert taken["code"].str.len_chars().max() <= 40


def test_what_is_kept_in_base_currency_alone_is_known() -> None:
    """The fields of amounts without a currency agree with what the registers say of them."""
    for name, record in REGISTERS.items():
        said = {
            field
            for field, info in record.model_fields.items()
            if kind_of(record, field) == "money" and "base currency" in (info.description or "")
        }
        assert in_base(name) == (set() if "currency" in record.model_fields else said), name

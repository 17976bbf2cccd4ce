"""Reading piece by piece gives what reading at once gives, wherever the pieces end."""

import io
import random
from pathlib import Path

import polars as pl
import pytest

from pmo_core.exchange import open_table, read_table
from pmo_core.exchange.container import source_of
from pmo_core.exchange.reader import concatenated
from pmo_core.exchange.text import TextStream

FOLDER = Path(__file__).parents[1] / "uploads" / "structure"


def long_text(n_rows: int, seed: int) -> str:
    """Write rows with line breaks in quotes, stray quotes, blank lines, totals and shifted rows."""
    choose = random.Random(seed)
    lines = ["code,name,start,hours"]
    for number in range(n_rows):
        name = choose.choice(["Portal", '"Portal, north"', '"Two\nlines"', '"A ""new"" one"'])
        line = f"P{number:06},{name},2024-01-{number % 28 + 1:02},{choose.randint(1, 90)}"
        match choose.randint(0, 60):
            case 0:
                line = line.replace("Portal", '"Portal')
            case 1:
                line = ",," + line
            case 2:
                line = ""
            case 3:
                line = "Total,,,500"
            case 4:
                line = "fragment"
        lines.append(line)
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("chunk", [700, 5_000, 33_333])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pieces_make_the_whole(seed: int, chunk: int) -> None:
    """Rows, rejected and repaired records, and the account are the same in small pieces."""
    content = long_text(3_000, seed).encode()
    whole = read_table(content)
    pieces = list(TextStream(source_of(content), chunk=chunk).chunks())
    assert len(pieces) > 2
    together = concatenated(pieces)
    assert together.frame.equals(whole.frame)
    assert together.rejected.equals(whole.rejected)
    assert together.repaired.equals(whole.repaired)
    assert together.count == whole.count
    assert whole.count.is_conserved()


def test_chunks_can_be_read_again_and_say_how_far_they_are() -> None:
    """Each call of chunks starts anew; the bytes read grow to the size of the file."""
    content = long_text(5_000, 4).encode()
    stream = TextStream(source_of(content), chunk=20_000)
    seen = []
    for _ in stream.chunks():
        seen.append(stream.bytes_read)
    assert seen == sorted(seen)
    assert seen[-1] == stream.n_bytes == len(content)
    assert len(list(stream.chunks())) == len(seen)


def test_head_has_the_names_of_the_pieces() -> None:
    """The head of a stream is a table like the pieces: same names, first lines."""
    stream = open_table(long_text(100, 5).encode())
    first = next(iter(stream.chunks()))
    assert stream.head.names == first.names
    assert stream.head.frame.head(5).equals(first.frame.head(5))


def test_a_file_on_disk_and_a_reader_give_the_same(tmp_path: Path) -> None:
    """A path, its name as text, the bytes and an open file are read alike."""
    path = tmp_path / "costs.csv"
    path.write_bytes((FOLDER / "totals.csv").read_bytes())
    right = read_table(path.read_bytes()).frame
    with path.open("rb") as reader:
        for source in (path, str(path), reader):
            assert read_table(source).frame.equals(right)


def test_two_readings_of_one_stream_do_not_disturb_each_other() -> None:
    """Pieces that are read in turns from the same open file are all complete."""
    lines = [f"P{number},Größe,{number}" for number in range(3_000)]
    content = "\n".join(["code,name,cost", *lines, ""]).encode()
    content = content.replace("P7,Größe".encode(), b"P7,Gr\xf6\xdfe")
    stream = TextStream(source_of(io.BytesIO(content)), chunk=10_000)
    pairs = list(zip(stream.chunks(), stream.chunks(), strict=True))
    assert len(pairs) > 3
    for side in zip(*pairs, strict=True):
        assert sum(piece.count.data for piece in side) == 3_000
        assert set(concatenated(side).frame["name"]) == {"Größe"}


def test_what_the_caller_gives_is_taken() -> None:
    """Delimiter, quote, encoding and header line of the caller are not guessed anew."""
    content = "Bericht\ncode|größe;x\n1|2\n3|4\n".encode("cp1252")
    table = read_table(content, delimiter=";", quote="", encoding="latin-1", header_line=2)
    assert table.header == ("code|größe", "x")
    assert table.dialect.encoding == "iso8859-1"
    assert read_table(b"1,2\n3,4\n", header_line=0).frame.rows() == [(1, "1", "2"), (2, "3", "4")]


def test_clean_lines_take_the_engine_and_agree_with_it() -> None:
    """On a clean file the cells are those of the engine, line by line."""
    rows = [f"{n:05},name {n},{n % 7}.50" for n in range(20_000)]
    content = "\n".join(["code,name,cost", *rows]).encode()
    table = read_table(content)
    engine = pl.read_csv(content, infer_schema=False)
    assert table.frame.drop("_line").equals(engine)
    assert table.frame["_line"].to_list() == list(range(2, 20_002))
    assert table.findings == ()

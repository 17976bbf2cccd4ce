"""The file of rejected lines, mended and imported again, completes what the first import kept."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pmo_core.jobs.commands import main

Run = Callable[..., tuple[int, dict[str, Any]]]
Write = Callable[..., Path]
COLUMNS = ("source", "project", "person", "spent_on", "hours", "cost", "currency")

CLEAN = (
    "Project,Person,Date,Hours,Cost,Currency\n"
    "P1,E1,2026-10-30,8,100.5,EUR\n"
    "P1,E1,2026-10-30,8,50,EUR\n"
    "P1,E1,2026-10-30,8,51,EUR\n"
    "P2,E2,2026-10-31,4,70,USD\n"
    "P2,E2,2026-10-31,4,30,USD\n"
    "P3,E2,2026-10-31,4,31,USD\n"
)
FAULTS = {
    "number": [("8,50,EUR", "8,fifty,EUR", "fifty", "50")],
    "day": [("2026-10-30,8,50", "soon,8,50", "soon,8", "2026-10-30,8")],
    "two days": [
        ("2026-10-30,8,50", "soon,8,50", "soon,8", "2026-10-30,8"),
        ("2026-10-30,8,51", "later,8,51", "later,8", "2026-10-30,8"),
    ],
    "day and number": [
        ("2026-10-30,8,50", "soon,8,50", "soon,8", "2026-10-30,8"),
        ("4,30,USD", "4,thirty,USD", "thirty", "30"),
    ],
}


@pytest.mark.parametrize("name", FAULTS)
def test_mended_lines_give_what_a_clean_file_gives(
    run: Run, write: Write, kept: Any, tmp_path: Path, name: str
) -> None:
    """Also where the key was at fault: no mended line takes the place of another one.

    Lines with the same key are numbered in the order in which they come in; when finance sends the
    corrected whole, they are those of the clean file, to the number.
    """
    clean = str(tmp_path / "clean.duckdb")
    assert run("import", write(CLEAN), at=clean)[0] == 0
    bad = CLEAN
    for right, wrong, *_ in FAULTS[name]:
        bad = bad.replace(right, wrong, 1)
    rejects = tmp_path / "rejected.csv"
    assert run("import", write(bad), "--rejects", rejects)[0] == 2
    mended = rejects.read_text("utf-8")
    for *_, wrong, right in FAULTS[name]:
        assert wrong in mended
        mended = mended.replace(f",{wrong}", f",{right}")
    for n_new in (len(FAULTS[name]), 0):  # the second time nothing changes
        status, result = run("import", write(mended, "mended.csv"))
        rows = result["rows"]
        assert (status, rows["new"], rows["changed"]) == (0, n_new, 0)
    assert kept("actual", *COLUMNS) == kept("actual", *COLUMNS, at=clean)
    status, result = run("import", write(CLEAN))
    assert (status, result["rows"]["new"], result["rows"]["removed"]) == (0, 0, 0)
    assert kept("actual", "entry", *COLUMNS) == kept("actual", "entry", *COLUMNS, at=clean)


def test_lines_are_mended_in_two_rounds(run: Run, write: Write, kept: Any, tmp_path: Path) -> None:
    """A line that is still wrong after the first mending keeps its feed, its line and its place."""
    clean = str(tmp_path / "clean.duckdb")
    run("import", write(CLEAN), at=clean)
    bad = CLEAN.replace("2026-10-30,8,50", "soon,8,50").replace("4,30,USD", "4,thirty,USD")
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    run("import", write(bad), "--rejects", first)
    half = first.read_text("utf-8").replace("soon,8", "tomorrow,8").replace(",thirty,", ",30,")
    assert run("import", write(half, "half.csv"), "--rejects", second)[0] == 2
    header, line = second.read_text("utf-8-sig").splitlines()
    assert header == first.read_text("utf-8-sig").splitlines()[0]
    assert line.startswith("3,Date,spent_on,tomorrow,")
    full = second.read_text("utf-8").replace("tomorrow,8", "2026-10-30,8")
    assert run("import", write(full, "full.csv"))[0] == 0
    assert kept("actual", *COLUMNS) == kept("actual", *COLUMNS, at=clean)


def test_lines_with_unknown_codes_are_mended(run: Run, write: Write, kept: Any) -> None:
    """Lines rejected because their project is not kept are in the file, and come in once it is."""
    projects = write("Project ID,Project Name\nP1,One\nP2,Two\n", "projects.csv")
    people = write("Employee ID,Employee Name\nE1,Ann\nE2,Bob\n", "people.csv")
    assert run("import", projects, "--register", "project")[0] == 0
    assert run("import", people, "--register", "person")[0] == 0
    rejects = projects.parent / "rejected.csv"
    status, result = run("import", write(CLEAN), "--unknown", "reject", "--rejects", rejects)
    assert (status, result["rows"]["new"]) == (2, 5)
    mended = write(rejects.read_text("utf-8").replace(",P3,E2", ",P1,E2"), "mended.csv")
    status, result = run("import", mended, "--unknown", "reject")
    assert (status, result["rows"]["new"]) == (0, 1)
    assert ("P1", "E2") in kept("actual", "project", "person")


def test_a_line_that_was_not_even_cells_can_be_mended(
    run: Run, write: Write, kept: Any, tmp_path: Path
) -> None:
    """A record with too many fields is in the file with its text, and empty cells to fill."""
    rows = "".join(f"P{n},Name {n},{n}\n" for n in range(1, 30))
    path = write(f"Project ID,Project Name,Planned Cost\n{rows}P99,a,b,c,d,e,1,2,3\n", "p.csv")
    rejects = tmp_path / "rejected.csv"
    status, result = run("import", path, "--register", "project", "--rejects", rejects)
    assert (status, result["lines"]["rejected"], result["rows"]["new"]) == (2, 1, 29)
    header, line = rejects.read_text("utf-8-sig").splitlines()
    assert header == "_line,column,field,value,reason,Project ID,Project Name,Planned Cost"
    assert "P99,a,b,c,d,e,1,2,3" in line
    mended = write(f"{header}\n31,,,,long_row,P99,Ninety-nine,9\n", "mended.csv")
    assert run("import", mended, "--register", "project")[0] == 0
    assert ("P99", "Ninety-nine") in kept("project", "code", "name")


def test_nothing_rejected_writes_no_file(october: Path, store: str, tmp_path: Path) -> None:
    """The file of rejected lines appears only where there are some."""
    rejects = tmp_path / "rejected.csv"
    assert main(["import", str(october), "--store", store, "--rejects", str(rejects)]) == 0
    assert not rejects.exists()


def test_a_broken_line_of_actuals_joins_the_others(run: Run, write: Write, kept: Any) -> None:
    """A line that was no cells has no number; mended, it gets the next one of its key."""
    lines = "".join(f"P1,E1,2026-10-{day:02},{day}\n" for day in range(1, 29))
    path = write(f"Project,Person,Date,Cost\n{lines}P1,E1,2026-10-05,a,b,c,d,e,77\n")
    rejects = path.parent / "rejected.csv"
    assert run("import", path, "--rejects", rejects)[0] == 2
    header, _ = rejects.read_text("utf-8-sig").splitlines()
    values = {"_line": "30", "Project": "P1", "Person": "E1", "Date": "2026-10-05", "Cost": "77"}
    mended = write(
        f"{header}\n{','.join(values.get(name, '') for name in header.split(','))}\n", "mended.csv"
    )
    for n_new in (1, 0):
        status, result = run("import", mended)
        assert (status, result["rows"]["new"], result["rows"]["changed"]) == (0, n_new, 0)
    costs = [cost for day, cost in kept("actual", "spent_on", "cost") if day.day == 5]
    assert sorted(costs) == [5, 77]


def test_cells_of_columns_per_month_are_mended(run: Run, write: Write, kept: Any) -> None:
    """Where months are columns, a rejected cell is a line of its own, mended without its row."""
    path = write("Project,Jan 2026,Feb 2026,Mar 2026\nP1,1.5,2,3\nP2,4,oops,6\n")
    rejects = path.parent / "rejected.csv"
    status, result = run("import", path, "--register", "actual", "--rejects", rejects)
    assert (status, result["rows"]["new"], result["lines"]["rejected"]) == (2, 5, 1)
    mended = write(rejects.read_text("utf-8").replace("oops", "5"), "mended.csv")
    status, result = run("import", mended, "--register", "actual")
    assert (status, result["rows"]["new"], result["rows"]["changed"]) == (0, 1, 0)
    costs = [cost for project, cost in kept("actual", "project", "cost") if project == "P2"]
    assert sorted(costs) == [4, 5, 6]


def test_mended_lines_are_read_with_a_mapping_file(run: Run, write: Write, kept: Any) -> None:
    """The mapping of a nightly job also reads the file of its rejected lines."""
    path = write(CLEAN.replace("2026-10-30,8,50", "soon,8,50"))
    mapping, rejects = path.parent / "mapping.json", path.parent / "rejected.csv"
    run("import", path, "--save-mapping", mapping, "--rejects", rejects)
    mended = write(rejects.read_text("utf-8").replace("soon,8", "2026-10-30,8"), "mended.csv")
    status, result = run("import", mended, "--mapping", mapping)
    assert (status, result["rows"]["new"], result["rows"]["changed"]) == (0, 1, 0)
    assert sorted(cost for _, cost in kept("actual", "source", "cost"))[1] == 31
    assert {source for (source,) in kept("actual", "source")} == {"actuals"}

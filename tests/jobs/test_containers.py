"""Files in other containers, and files too large to be kept in memory."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter  # type: ignore[import-untyped]

import pmo_core
from pmo_core.jobs.opening import open_upload, suggest
from pmo_core.jobs.preview import Choices, preview
from pmo_core.jobs.saving import save

Run = Callable[..., tuple[int, dict[str, Any]]]

ACTUALS = "Project,Person,Date,Cost\nP1,E1,2026-10-30,10\nP2,E2,2026-10-31,20\n"
PROJECTS = "Project ID,Project Name,Planned Cost\nP1,One,100\nP2,Two,200\nP3,Three,300\n"


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("actuals.csv", ACTUALS)
        archive.writestr("projects.csv", PROJECTS)


def _workbook(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        for name, text in (("actuals", ACTUALS), ("projects", PROJECTS)):
            sheet = book.add_worksheet(name)
            for row, line in enumerate(text.splitlines()):
                sheet.write_row(row, 0, line.split(","))


@pytest.mark.parametrize("name", ["all.zip", "all.xlsx"])
def test_each_part_of_a_file_is_a_table_of_its_own(
    run: Run, kept: Any, tmp_path: Path, name: str
) -> None:
    """A sheet or member is chosen by its name; without --part the first one is read."""
    path = tmp_path / name
    make, end = (_zip, ".csv") if name.endswith(".zip") else (_workbook, "")
    make(path)
    status, result = run("import", path, "--part", f"projects{end}", "--register", "project")
    assert (status, result["rows"]["new"]) == (0, 3)
    assert result["file"] == f"{name} / projects{end}"
    status, result = run("import", path)
    assert (status, result["register"], result["rows"]["new"]) == (0, "actual", 2)
    assert kept("actual", "project", "cost") == [("P1", 10), ("P2", 20)]
    status, result = run("import", path, "--part", "budget")
    assert status == 1
    assert f"projects{end}" in result["hint"]


def test_a_large_file_gives_what_a_small_one_gives(
    repo: pmo_core.Repository, tmp_path: Path
) -> None:
    """Read piece by piece, a file gives the rows, rejects and sums that it gives when kept."""
    n_lines = 30_000
    is_bad = pl.col("n") % 9_999 == 7
    lines = pl.select(n=pl.int_range(n_lines)).select(
        Project=pl.format("P{}", pl.col("n") % 50),
        Person=pl.format("E{}", pl.col("n") % 90),
        Date=pl.format("2026-10-{}", (pl.col("n") % 28 + 1).cast(pl.String).str.zfill(2)),
        Cost=pl.when(is_bad).then(pl.lit("oops")).otherwise(pl.format("{}.5", "n")),
        Comment=pl.format("line {} of the feed, {}", pl.col("n"), pl.lit("x" * 800)),
    )  # fmt: skip
    path = tmp_path / "feed.csv"
    path.write_bytes(lines.write_csv().encode())
    results = []
    for whole_bytes in (100_000_000, 100_000):
        opened = open_upload(path, path.name, whole_bytes=whole_bytes)
        assert (sum(1 for _ in opened.chunks()) == 1) == (whole_bytes == 100_000_000)
        session = repo.session("ann", "administrator")
        mapping = suggest(repo, opened, afresh=True).mapping
        shown = preview(session, opened, mapping, repo.settings(), Choices())
        change = save(repo, session, shown).change
        to_mend = shown.to_mend()
        shown.close()
        assert change is not None
        results.append((mapping, shown.account, to_mend.rows(), shown.rejected.rows(),
                        repo.content_hash()))  # fmt: skip
        session.undo(change)
    assert results[0] == results[1]
    assert results[0][1].lines.rejected == 3


def test_a_file_may_be_given_as_bytes(repo: pmo_core.Repository) -> None:
    """Bytes and an open file are read like a path, and have the same hash."""
    data = ACTUALS.encode()
    opened = [open_upload(source, "a.csv") for source in (data, io.BytesIO(data))]
    assert opened[0].file_hash == opened[1].file_hash
    assert opened[0].head.frame.equals(opened[1].head.frame)

"""Files that come again: unchanged, corrected, in another month, undone."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pmo_core

Run = Callable[..., tuple[int, dict[str, Any]]]
Write = Callable[..., Path]

HEADER = "Project,Person,Date,Voucher,Cost\n"
OCTOBER = HEADER + "P1,E1,2026-10-30,V1,10\nP1,E1,2026-10-30,V2,20\nP2,E2,2026-10-31,V3,30\n"
NOVEMBER = HEADER + "P1,E1,2026-11-28,V4,40\nP2,E2,2026-11-30,V5,50\n"


def test_the_same_file_again_changes_nothing(run: Run, write: Write, content: Any) -> None:
    """No row, no change in the journal, and the same content."""
    path = write(OCTOBER)
    run("import", path)
    before = content()
    status, result = run("import", path)
    assert (status, result["saved"]) == (0, None)
    assert result["rows"] == {"new": 0, "changed": 0, "unchanged": 3, "removed": 0}
    assert content() == before


def test_a_corrected_file_changes_only_what_differs(run: Run, write: Write, kept: Any) -> None:
    """One amount is corrected and one line added: one row changes, one is new, two stay."""
    run("import", write(OCTOBER))
    corrected = OCTOBER.replace("V2,20", "V2,25") + "P2,E2,2026-10-31,V9,5\n"
    status, result = run("import", write(corrected, "actuals_2026-10 corrected.csv"))
    assert (status, result["saved"]) == (0, 2)
    assert result["rows"] == {"new": 1, "changed": 1, "unchanged": 2, "removed": 0}
    costs = dict(kept("actual", "entry", "cost"))
    assert costs == {"V1": 10, "V2": 25, "V3": 30, "V9": 5}


def test_lines_that_a_replacing_file_lacks_are_removed(run: Run, write: Write, kept: Any) -> None:
    """Without --replaces the line stays; with it, it goes, and the other month is left alone."""
    run("import", write(OCTOBER))
    run("import", write(NOVEMBER, "actuals_2026-11.csv"))
    shorter = write(OCTOBER.replace("P1,E1,2026-10-30,V2,20\n", ""), "actuals_2026-10 v2.csv")
    assert run("import", shorter)[1]["rows"]["removed"] == 0
    status, result = run("import", shorter, "--replaces", 1)
    assert (status, result["rows"]["removed"], result["rows"]["unchanged"]) == (0, 1, 2)
    assert [entry for (entry,) in kept("actual", "entry")] == ["V1", "V3", "V4", "V5"]


def test_only_an_import_of_the_same_register_is_replaced(run: Run, write: Write) -> None:
    """A change of another register, or one that is no import, cannot be replaced."""
    run("import", write("Project ID,Project Name\nP1,One\n", "projects.csv"))
    status, result = run("import", write(OCTOBER), "--replaces", 1)
    assert (status, result["error"]) == (1, "Change 1 is no import of actuals.")


def test_undo_leaves_the_store_as_before(run: Run, write: Write, content: Any) -> None:
    """Rows, created projects and people and the remembered mapping all go."""
    before = content()
    run("import", write(OCTOBER))
    status, result = run("undo", 1)
    assert (status, result) == (0, {"undone": 1, "change": 2})
    assert content() == before
    assert run("undo", 1)[0] == 1


def test_undo_is_refused_when_later_data_refers_to_it(run: Run, write: Write, kept: Any) -> None:
    """November's lines need the projects that October created; the message names one of them."""
    run("import", write(OCTOBER))
    run("import", write(NOVEMBER, "actuals_2026-11.csv"))
    status, result = run("undo", 1)
    assert status == 1
    assert "P1" in result["error"]
    assert "refer to it" in result["error"]
    assert len(kept("actual", "entry")) == 5
    assert run("undo", 2)[0] == 0
    assert run("undo", 1)[0] == 0


def test_next_month_is_read_as_the_last_one_was(
    run: Run, write: Write, kept: Any, content: Any
) -> None:
    """The mapping, with the feed and the answers, is remembered; undo leaves all as it was."""
    header = "Proj,Worker,When,Amount\n"
    options = ("--register", "actual", "--set", "source=SAP", "--answer", "When=%d/%m/%Y")
    assert run("import", write(f"{header}P1,E1,03/10/2026,1\n"), *options)[0] == 0
    before = content()
    path = write(f"{header}P1,E1,04/11/2026,2\n", "export november.csv")
    status, result = run("import", path, "--register", "actual")
    assert (status, result["questions"]) == (0, [])
    lines = kept("actual", "source", "spent_on", "cost")
    assert [(source, str(day)) for source, day, _ in lines] == [
        ("SAP", "2026-10-03"), ("SAP", "2026-11-04"),
    ]  # fmt: skip
    assert run("undo", result["saved"])[0] == 0
    assert content() == before


def test_undo_also_takes_back_how_the_columns_were_read(
    run: Run, write: Write, content: Any, store: str
) -> None:
    """A corrected mapping is part of the import: one change in the journal, undone as one."""
    run("import", write(OCTOBER))
    before = content()
    _, result = run("import", write(NOVEMBER, "n.csv"), "--set", "currency=USD")
    with pmo_core.open(store) as repo:
        assert repo.revision == result["saved"] == 2
        assert "USD" in repo.table("import_profile")["mapping"][0]
    run("undo", 2)
    assert content() == before


def test_two_feeds_do_not_overwrite_each_other(run: Run, write: Write, kept: Any) -> None:
    """The same key and voucher from time sheets and from finance are two lines."""
    run("import", write(OCTOBER, "SAP_2026-10.csv"))
    sheet = HEADER.replace("Cost", "Hours") + "P1,E1,2026-10-30,V1,8\n"
    status, result = run("import", write(sheet, "timesheet_2026-10.csv"))
    assert (status, result["rows"]["new"], result["rows"]["changed"]) == (0, 1, 0)
    lines = kept("actual", "source", "entry", "cost", "hours")
    assert [line for line in lines if line[1] == "V1"] == [
        ("SAP", "V1", Decimal(10), None), ("timesheet", "V1", None, Decimal(8)),
    ]  # fmt: skip


def test_a_partial_file_of_projects_leaves_other_fields(run: Run, write: Write, kept: Any) -> None:
    """An empty cell or a missing column of a project list says nothing about the project."""
    run("import", write("Project ID,Project Name,Planned Cost\nP1,One,5\nP2,Two,6\n", "p.csv"),
        "--register", "project")  # fmt: skip
    status, result = run(
        "import", write("Project ID,Project Name,Planned Cost\nP1,Uno,\n", "q.csv"),
        "--register", "project",
    )  # fmt: skip
    assert (status, result["rows"]["changed"], result["rows"]["removed"]) == (0, 1, 0)
    assert kept("project", "code", "name", "planned_cost") == [("P1", "Uno", 5), ("P2", "Two", 6)]

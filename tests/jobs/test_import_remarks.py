"""What an import noted about lines stays beside the change: repeated ones and repaired ones."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pmo_core

Run = Callable[..., tuple[int, dict[str, Any]]]
Write = Callable[..., Path]

PROJECTS = (
    "Project ID,Project Name,Sponsor,Planned Start,Planned Cost\n"
    "P1,Payroll,Mara Lind,2026-01-12,1000\n"
    "P2,Portal, Web and mobile,Mara Lind,2026-02-02,2000\n"
    "P1,Payroll,Mara Lind,2026-01-12,1000\n"
    "P3,Ledger,Mara Lind,2026-03-02,3000\n"
    "P4,Store,Mara Lind,2026-04-01,4000\n"
    "P5,Fleet,Mara Lind,2026-05-04,5000\n"
)


def test_repeated_and_repaired_lines_are_kept_with_the_change(
    run: Run, write: Write, store: str
) -> None:
    """A repeated line names its record and the line before, a repaired one what was done to it."""
    status, result = run("import", write(PROJECTS, "projects.csv"))
    assert (status, result["lines"]["repeated"], result["lines"]["repaired"]) == (0, 1, 1)
    with pmo_core.open(store) as repo:
        said = repo.import_remarks(result["saved"])
    assert said.select("line", "code", "field", "value").rows() == [
        (3, "repaired_line", None, "P2,Portal, Web and mobile,Mara Lind,2026-02-02,2000"),
        (4, "repeated_line", "code", "P1"),
    ]
    assert said["message"].to_list()[1] == "Says word for word what line 2 says."


def test_undoing_an_import_leaves_its_remarks(run: Run, write: Write, store: str) -> None:
    """They belong to the journal, as rejected lines do; the file brings its own when it comes back.

    A file that says nothing new is no change, so it leaves no remark either.
    """
    file = write(PROJECTS, "projects.csv")
    first = run("import", file)[1]["saved"]
    assert run("import", file)[1]["saved"] is None
    with pmo_core.open(store) as repo:
        repo.session("Ida Brandt", "administrator").undo(first)
        assert repo.import_remarks(first).height == 2
    again = run("import", file)[1]["saved"]
    with pmo_core.open(store) as repo:
        assert [repo.import_remarks(one).height for one in (first, again)] == [2, 2]
        assert repo.check() == []

"""`python -m pmo_core import`: counts, sums, exit statuses, and what it leaves alone."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import pmo_core
from pmo_core.jobs.commands import main
from pmo_core.jobs.opening import open_upload, suggest
from pmo_core.jobs.preview import Choices, preview

Run = Callable[..., tuple[int, dict[str, Any]]]
Write = Callable[..., Path]

BAD = (
    "Project,Person,Date,Hours,Cost,Currency\nP1,E1,2026-10-30,8,100.5,EUR\n"
    "P1,E1,2026-10-31,8,oops,EUR\nP2,E2,2026-10-31,4,70,USD\nP3,E1,soon,2,9,USD\n"
)


def test_a_clean_file_is_taken_whole(run: Run, october: Path, kept: Any) -> None:
    """Every line is kept as it stands, what it refers to is created, and the status is 0."""
    status, result = run("import", october)
    assert status == 0
    assert (result["saved"], result["register"], result["dry_run"]) == (1, "actual", False)
    assert result["lines"] == {
        "read": 4, "taken": 4, "rejected": 0, "repeated": 0, "repaired": 0, "set_aside": 1,
    }  # fmt: skip
    assert result["rows"] == {"new": 4, "changed": 0, "unchanged": 0, "removed": 0}
    assert result["created"] == {"project": 2, "person": 2}
    assert kept("actual", "project", "entry", "cost", "currency") == [
        ("P1", "1", Decimal("100.5"), "EUR"), ("P1", "2", Decimal(50), "EUR"),
        ("P2", "1", Decimal(70), "USD"), ("P2", "2", Decimal(30), "USD"),
    ]  # fmt: skip
    assert kept("project", "code") == [("P1",), ("P2",)]


def test_json_has_the_documented_keys(run: Run, october: Path) -> None:
    """The result names file, hash, register, lines, rows, sums, rejected lines and findings."""
    _, result = run("import", october)
    assert set(result) == {
        "saved", "error", "hint", "dry_run", "file", "file_hash", "register", "mapping", "lines",
        "rows", "created", "totals", "rejected", "findings", "questions",
    }  # fmt: skip
    assert result["totals"]["cost USD"]["taken"] == "100.0000"
    assert len(result["file_hash"]) == 64


def test_rejected_lines_are_named_and_the_rest_is_kept(run: Run, write: Write, kept: Any) -> None:
    """Status 2: two lines are rejected with line, column and value; the other two are kept."""
    status, result = run("import", write(BAD))
    assert status == 2
    assert [(one["line"], one["column"], one["value"]) for one in result["rejected"]] == [
        (3, "Cost", "oops"), (5, "Date", "soon"),
    ]  # fmt: skip
    assert kept("actual", "cost") == [(Decimal("100.5"),), (Decimal(70),)]


def test_sums_add_up_per_currency(run: Run, write: Write) -> None:
    """What was read of each measure and currency is what was taken and what was rejected."""
    _, result = run("import", write(BAD))
    for sums in result["totals"].values():
        parts = (Decimal(sums[name]) for name in ("taken", "rejected", "repeated", "rounding"))
        assert Decimal(sums["read"]) == sum(parts)
    dollars = result["totals"]["cost USD"]
    assert [dollars[name] for name in ("read", "taken", "rejected")] == [
        "79.0000", "70.0000", "9.0000",
    ]  # fmt: skip
    assert result["totals"]["hours"]["rejected"] == "10.0000"


@pytest.mark.parametrize("unknown", ["create", "reject"])
def test_account_holds_when_lines_are_dropped(
    unknown: Any, repo: pmo_core.Repository, october: Path
) -> None:
    """Lines with unknown codes leave the taken sum of their currency and join the rejected one."""
    session = repo.session("ann", "administrator")
    opened = open_upload(october, october.name)
    mapping = suggest(repo, opened).mapping
    choices = Choices(unknown={"project": unknown})
    shown = preview(session, opened, mapping, repo.settings(), choices)
    taken = {(one.field, one.currency): one.taken for one in shown.account.measures}
    rejected = {(one.field, one.currency): one.rejected for one in shown.account.measures}
    shown.close()
    assert shown.is_balanced()
    full, none = (rejected, taken) if unknown == "reject" else (taken, rejected)
    assert full == {
        ("hours", ""): Decimal(24), ("cost", "EUR"): Decimal("150.5"), ("cost", "USD"): Decimal(100)
    }  # fmt: skip
    assert set(none.values()) == {Decimal(0)}


def test_withheld_amounts_are_counted_and_not_summed(run: Run, write: Write) -> None:
    """A cost that the source withholds is no number and no rejected line; it is counted."""
    path = write(
        "Project ID,Project Name,Planned Cost\nA,One,5\nB,Two,Exempt under Section 43\nC,Three,7\n",
        "projects.csv",
    )
    status, result = run("import", path, "--register", "project")
    assert status == 0
    assert result["totals"]["planned_cost"]["taken"] == "12.0000"
    assert result["totals"]["planned_cost"]["n_withheld"] == "1"


def test_dry_run_saves_nothing(run: Run, october: Path, content: Any, store: str) -> None:
    """A dry run tells the counts and leaves no change, not even the mapping."""
    before = content()
    status, result = run("import", october, "--dry-run")
    assert (status, result["saved"], result["rows"]["new"]) == (0, None, 4)
    assert content() == before
    with pmo_core.open(store) as repo:
        assert repo.revision == 0


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("", [], "empty"),
        ("Project,Person,Date,Cost\n", [], "No line"),
        ("Project,Person,Date,Cost\nP1,E1,2026-10-30,1\n", ["--role", "viewer"], "viewer"),
        ("Project,Person,Date,Cost\nP1,E1,2026-10-30,1\n", ["--register", "cost"], "no register"),
        ("Project,Person,Date,Cost\nP1,E1,2026-10-30,1\n", ["--part", "Sheet2"], "no part"),
        ("Project,Person,Date,Cost\nP1,E1,2026-10-30,1\n", ["--replaces", "7"], "Change 7"),
        ("Project,Person,Date,Cost\nP1,E1,2026-10-30,1\n", ["--set", "cost"], "FIELD=VALUE"),
        ("Project,Person,Date,Cost\nP1,E1,2026-10-30,1\n", ["--answer", "Day=1"], "no column"),
        ("Project,Person,Date,Cost\nP1,E1,03/04/2026,1\n", [], "How are the dates"),
        ("Project,Person,Date,Cost\n,E1,2026-10-30,1\n", ["--register", "actual"], "No line"),
    ],
)
def test_what_cannot_be_done_saves_nothing(  # noqa: PLR0917
    run: Run, write: Write, content: Any, text: str, options: list[str], said: str
) -> None:
    """Status 1: one sentence says why, and the store is as it was."""
    before = content()
    status, result = run("import", write(text), *options)
    assert (status, result["saved"]) == (1, None)
    assert said in result["error"]
    assert content() == before


@pytest.mark.parametrize("mapping", ["nothing.json", '{"register": "foo"}', "{", "[]"])
def test_a_wrong_mapping_is_refused(run: Run, october: Path, write: Write, mapping: str) -> None:
    """A mapping that is not there, or no mapping, or for no register, is one sentence."""
    path = Path(mapping) if mapping.endswith(".json") else write(mapping, "mapping.json")
    status, result = run("import", october, "--mapping", path)
    assert (status, result["saved"]) == (1, None)
    assert any(word in result["error"] for word in ("mapping", "register", "nothing.json"))


def test_a_request_that_is_not_understood_is_not_a_partial_success(
    october: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A misspelled option exits with 1, never with the 2 of "some lines were rejected"."""
    with pytest.raises(SystemExit) as stopped:
        main(["import", str(october), "--dryrun"])
    assert stopped.value.code == 1
    assert "--dryrun" in capsys.readouterr().err


def test_mapping_is_written_edited_and_used(run: Run, write: Write, kept: Any) -> None:
    """A mapping written by one run reads another file of the same columns in the same way."""
    path = write("Proj,Who,When,Amount\nP1,E1,03/04/2026,5\n")
    mapping = path.parent / "mapping.json"
    options = (
        "--register",
        "actual",
        "--set",
        "source=SAP",
        "--set",
        "currency=USD",
        "--answer",
        "When=%d/%m/%Y",
    )
    assert run("import", path, *options, "--dry-run", "--save-mapping", mapping)[0] == 0
    status, result = run("import", path, "--mapping", mapping)
    assert (status, result["questions"]) == (0, [])
    assert kept("actual", "source", "spent_on", "currency")[0][0] == "SAP"
    assert str(kept("actual", "spent_on")[0][0]) == "2026-04-03"


def test_person_gets_the_same_in_words(
    october: Path, store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --json the counts, sums and the number of the change are lines of text."""
    assert main(["import", str(october), "--store", store]) == 0
    out = capsys.readouterr().out
    assert "lines: read 4, taken 4, rejected 0" in out
    assert "cost EUR: read 150.5000, taken 150.5000, rejected 0" in out
    assert out.endswith("Saved as change 1.\n")
    assert main(["import", str(october), "--store", store]) == 0
    assert capsys.readouterr().out.endswith("Nothing to save: all of this is kept already.\n")


def test_repairs_can_be_refused(run: Run, write: Write, kept: Any) -> None:
    """A line that the reader mended is taken and told, or rejected as written."""
    rows = "".join(f"P{n},Name {n},{n}\n" for n in range(1, 9))
    path = write(f"Project ID,Project Name,Planned Cost\n{rows}P9,Nine, or so,9\n", "projects.csv")
    status, result = run("import", path, "--register", "project", "--refuse-repairs")
    assert (status, result["lines"]["rejected"], result["lines"]["repaired"]) == (2, 1, 1)
    assert ("P9",) not in kept("project", "code")
    status, result = run("import", path, "--register", "project")
    assert (status, result["lines"]["repaired"], result["rows"]["new"]) == (0, 1, 1)
    assert ("P9", "Nine, or so") in kept("project", "code", "name")


def test_unknown_codes_are_rejected_on_request(run: Run, october: Path, kept: Any) -> None:
    """Lines that name what is not kept are rejected; what is kept already is taken."""
    status, result = run("import", october, "--unknown", "reject")
    assert (status, result["saved"]) == (1, None)
    assert "No line" in result["error"]
    assert {one["reason"] for one in result["rejected"]} == {"unknown_code"}
    assert kept("project", "code") == []


def test_contributor_may_add_lines_but_no_projects(
    run: Run, october: Path, content: Any, write: Write
) -> None:
    """A nightly feed runs as contributor: what it may not create is refused as a whole."""
    before = content()
    status, result = run("import", october, "--role", "contributor")
    assert (status, result["saved"]) == (1, None)
    assert "contributor may not change projects" in result["error"]
    assert content() == before
    run("import", write("Project ID,Project Name\nP1,One\nP2,Two\n", "projects.csv"))
    people = write("Employee ID,Employee Name\nE1,Ann\nE2,Bob\n", "people.csv")
    run("import", people, "--register", "person")
    assert run("import", october, "--role", "contributor", "--unknown", "reject")[0] == 0


def test_says_whether_the_mapping_was_remembered(run: Run, october: Path) -> None:
    """The first file of a layout is guessed, the next is read as the last one was."""
    assert [run("import", october)[1]["mapping"] for _ in range(2)] == ["guessed", "remembered"]

"""What a file leaves open is asked with the option that answers it, and answered by that option."""

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., tuple[int, dict[str, Any]]]
Write = Callable[..., Path]

OPEN = {
    "register": ("Code,Name\nIT,Information technology\nHR,People\n", "CHOICE", "department"),
    "day": ("Project,Person,Hours\nP1,E1,8\n", "VALUE", "2026-10-31"),
    "day and month": ("Project,Person,Date,Cost\nP1,E1,03/04/2026,8\n", "CHOICE", "%d/%m/%Y"),
    "year": ("Project,Jan,Feb,Mar\nP1,1.5,2,3\nP2,1,2,3\n", "YEAR", "2026"),
    "decimal mark": ('Project,Person,Date,Cost\nP1,E1,2026-10-30,"1.234"\n', "CHOICE", "."),
    "days": ("Project,Person,Date,Effort (PD)\nP1,E1,2026-10-30,2\n", "", ""),
}


@pytest.mark.parametrize("name", OPEN)
def test_each_question_is_printed_with_the_option_that_answers_it(
    run: Run, write: Write, name: str
) -> None:
    """Without an answer nothing is saved; with the option, filled in, the file is taken whole."""
    text, placeholder, answer = OPEN[name]
    path = write(text)
    status, result = run("import", path)
    assert (status, result["saved"], len(result["questions"])) == (1, None, 1)
    (question,) = result["questions"]
    assert question["option"] in result["error"]
    if question["choices"]:
        assert answer in question["choices"]
    option = question["option"].replace(placeholder, answer) if placeholder else question["option"]
    status, result = run("import", path, *shlex.split(option))
    assert (status, result["saved"], result["questions"]) == (0, 1, [])


def test_answers_mean_what_they_say(run: Run, write: Write, kept: Any) -> None:
    """Date format, decimal mark and factor of columns are those that were answered."""
    path = write('Project,Person,Date,Effort,Cost\nP1,E1,03/04/2026,2,"1.234"\n')
    answers = ("Date=%m/%d/%Y", "Cost=,", "Effort=8")
    options = [part for one in answers for part in ("--answer", one)]
    assert run("import", path, *options)[0] == 0
    ((day, hours, cost),) = kept("actual", "spent_on", "hours", "cost")
    assert (str(day), hours, cost) == ("2026-03-04", 16, 1234)


def test_an_answer_holds_also_where_nothing_is_asked(run: Run, write: Write, kept: Any) -> None:
    """A nightly job gives the same options every month, whether or not the file is ambiguous."""
    path = write("Project,Person,Date,Cost\nP1,E1,31/10/2026,5\nP1,E1,01/02/2026,6\n")
    assert run("import", path, "--answer", "Date=%d/%m/%Y")[0] == 0
    days = {str(day) for (day,) in kept("actual", "spent_on")}
    assert days == {"2026-02-01", "2026-10-31"}


def test_an_answer_that_the_file_contradicts_rejects_lines(run: Run, write: Write) -> None:
    """What was answered is never replaced by another reading: the 31st month is rejected."""
    path = write("Project,Person,Date,Cost\nP1,E1,31/10/2026,5\nP1,E1,01/02/2026,6\n")
    status, result = run("import", path, "--answer", "Date=%m/%d/%Y")
    assert (status, [one["line"] for one in result["rejected"]]) == (2, [2])


def test_a_word_among_numbers_is_read_as_answered(run: Run, write: Write, kept: Any) -> None:
    """A remark in a column of costs rejects its line unless it is said to mean "not given"."""
    path = write("Project,Person,Date,Cost\nP1,E1,2026-10-30,5\nP1,E1,2026-10-31,later\n")
    status, result = run("import", path, "--dry-run")
    (question,) = result["questions"]
    assert (status, question["is_required"]) == (2, False)
    assert run("import", path, *shlex.split(question["option"]))[0] == 0
    assert kept("actual", "cost")[1] == (None,)


@pytest.mark.parametrize("option", ["--set year=26", "--answer Cost=much", "--set cost"])
def test_an_answer_that_means_nothing_is_refused(run: Run, october: Path, option: str) -> None:
    """A year of two digits, a word as factor, a value without a field: nothing is saved."""
    status, result = run("import", october, *shlex.split(option))
    assert (status, result["saved"]) == (1, None)


def test_a_file_is_what_the_last_one_with_its_header_was(run: Run, write: Write) -> None:
    """A list of codes and names, once said to be departments, is not asked about again."""
    text = "Code,Name\nIT,Information technology\nHR,People\n"
    run("import", write(text), "--register", "department")
    status, result = run("import", write(text + "FIN,Finance\n", "next.csv"))
    assert (status, result["register"], result["rows"]["new"]) == (0, "department", 1)

"""A RAID log comes in from the command line, and nothing in it is misread."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

import pmo_core
from pmo_core.model import Project
from tests.jobs.conftest import Run

LOG = (
    "Project,Risk ID,Title,Likelihood,Impact (EUR),Owner,Due date,Status\n"
    "A,R-1,Vendor fails,{0},50000,Ida,2026-12-29,Open\n"
    "A,R-2,Key person leaves,{1},20000,Tom,2026-12-30,Closed\n"
)
Write = Callable[..., Path]
Kept = Callable[..., list[tuple[object, ...]]]


def begun(store: str) -> None:
    """Keep the project that the log is about."""
    with pmo_core.open(store) as repo:
        repo.session("root", "administrator").save(Project(code="A", name="Alpha"))


def test_percentages_come_in(run: Run, write: Write, kept: Kept, store: str) -> None:
    """The register is recognized; the kind, which the file lacks, is given once."""
    begun(store)
    status, said = run("import", write(LOG.format("30%", "15%"), "risks.csv"), "--set", "kind=risk")
    assert status == 0, said
    assert kept("raid_item", "code", "probability_pct", "impact_cost", "state") == [
        ("R-1", 30.0, Decimal(50000), "open"), ("R-2", 15.0, Decimal(20000), "closed"),
    ]  # fmt: skip


def test_levels_in_numbers_stop_the_import(run: Run, write: Write, kept: Kept, store: str) -> None:
    """4 and 2 are not taken for 4 % and 2 %; answered, they are what was answered."""
    begun(store)
    file = write(LOG.format("4", "2"), "risks.csv")
    status, said = run("import", file, "--set", "kind=risk")
    assert status != 0, said
    assert kept("raid_item", "code") == []
    status, said = run(
        "import", file, "--set", "kind=risk", "--answer", "Likelihood:4=60",
        "--answer", "Likelihood:2=20",
    )  # fmt: skip
    assert status == 0, said
    assert kept("raid_item", "code", "probability_pct") == [("R-1", 60.0), ("R-2", 20.0)]


def test_levels_in_words_are_rejected_where_nobody_says_what_they_mean(
    run: Run, write: Write, kept: Kept, store: str
) -> None:
    """High is answered and comes in; Low is not, and its line is rejected with a reason."""
    begun(store)
    file = write(LOG.format("High", "Low"), "risks.csv")
    status, said = run("import", file, "--set", "kind=risk", "--answer", "Likelihood:High=60")
    assert status == 2
    assert [(one["value"], one["reason"]) for one in said["rejected"]] == [("Low", "bad_number")]
    assert kept("raid_item", "code", "probability_pct") == [("R-1", 60.0)]


def test_shares_of_one_are_asked(run: Run, write: Write, kept: Kept, store: str) -> None:
    """0.3 may be 30 % or 0.3 %: nothing is kept until it is answered."""
    begun(store)
    file = write(LOG.format("0.3", "0.15"), "risks.csv")
    status, said = run("import", file, "--set", "kind=risk")
    assert status != 0, said
    status, said = run("import", file, "--set", "kind=risk", "--answer", "Likelihood=100")
    assert status == 0, said
    assert kept("raid_item", "code", "probability_pct") == [("R-1", 30.0), ("R-2", 15.0)]


@pytest.mark.parametrize(
    "written", [("Impact (USD)", "50000"), ("Impact", "USD 50000"), ("Impact ($k)", "50")]
)
def test_another_currency_is_asked(
    run: Run, write: Write, kept: Kept, store: str, written: tuple[str, str]
) -> None:
    """Dollars are not taken for euros without a word; nothing is kept until that is answered."""
    begun(store)
    text = LOG.format("30%", "15%").replace("Impact (EUR)", written[0])
    file = write(text.replace("50000", written[1]), "risks.csv")
    for more in ((), ("--set", "currency=USD")):
        status, said = run("import", file, "--set", "kind=risk", *more)
        assert status != 0
        (question,) = said["questions"]
        assert "EUR alone" in question["text"]
        assert kept("raid_item", "code") == []
    status, said = run("import", file, "--set", "kind=risk", "--set", "currency=EUR")
    assert status == 0, said
    assert ("R-1", Decimal(50000)) in kept("raid_item", "code", "impact_cost")

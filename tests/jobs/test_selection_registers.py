"""Registers of a selection as files: what is exported can be uploaded again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import pmo_core
from pmo_core import demo
from pmo_core.exchange.export import csv_bytes
from pmo_core.model import Goal

Run = Callable[..., tuple[int, dict[str, Any]]]
STRUCTURE = ("calendar", "department", "role", "team", "person", "portfolio", "program", "project")
FILES = (
    "goal", "contribution", "criterion", "score", "benefit", "funding", "demand", "capacity",
    "booking", "selection_rule",
)  # fmt: skip


@pytest.fixture(scope="module")
def frames() -> dict[str, pl.DataFrame]:
    """Give a small demonstration."""
    return demo.portfolio(n_projects=60, n_actuals=2_000, n_people=30)


@pytest.fixture
def filled(store: str, frames: dict[str, pl.DataFrame]) -> str:
    """Give a store that holds what the registers refer to, and nothing of a selection."""
    with pmo_core.open(store) as repo:
        repo.session("test", "administrator").load({name: frames[name] for name in STRUCTURE})
    return store


def test_every_register_comes_back(
    run: Run, filled: str, frames: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    """Exported as CSV and imported without a word about columns, each register holds equal rows."""
    for register in FILES:
        path = tmp_path / f"{register}.csv"
        path.write_bytes(csv_bytes(frames[register]))
        status, result = run("import", path)
        assert (status, result["register"]) == (0, register), result
        assert result["rows"]["new"] == frames[register].height > 0
        assert result["created"] == {}
    with pmo_core.open(filled) as repo:
        for register in FILES:
            kept, wanted = repo.table(register), frames[register]
            assert kept.sort(pl.all()).equals(wanted.sort(pl.all())), register


@pytest.mark.parametrize(
    ("register", "text"),
    [
        ("goal", "Objective code,Strategic goal,Owner,Weight,KPI\nG9,Grow,Ida,30,Revenue\n"),
        ("criterion",
         "Criterion,Name,Better,Lowest score,Highest score,Weight\n"
         "FIT,Strategic fit,more is better,1,5,25\nRISK,Risk,less is better,1,5,10\n"),
        ("contribution",
         "Project ID,Strategic goal,Alignment (%)\nP-0001,G1,60\nP-0002,G1,40\n"),
        ("benefit",
         "Project number,Fiscal year,Expected benefit,Pessimistic benefit,Optimistic benefit,"
         "Currency\nP-0001,2027,120000,80000,150000,EUR\nP-0002,2028,90000,60000,95000,EUR\n"),
        ("funding", "Year,Budget (k EUR)\n2027,12000\n2028,9000\n"),
        ("demand",
         "Project,Role,Jan 2027,Feb 2027,Mar 2027,Apr 2027\nP-0001,DEV,10,20,30,\n"
         "P-0002,DEV,5,5,5,5\nP-0002,QA,1,2,3,4\n"),
        ("capacity", "Role,2027-01,2027-02,2027-03\nDEV,800,760,820\nQA,100,100,100\n"),
        ("selection_rule",
         "Rule ID,Rule,Projects,Why\nR-90,requires,P-0002;P-0001,Uses its interface\n"
         "R-91,mandatory,P-0003,Law\n"),
    ],
)  # fmt: skip
def test_files_of_others_are_understood(
    run: Run, filled: str, tmp_path: Path, register: str, text: str
) -> None:
    """Files with the usual headings find their register, and no line is rejected."""
    with pmo_core.open(filled) as repo:
        repo.session("test", "administrator").save(Goal(code="G1", name="Grow"))
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8")
    status, result = run("import", path)
    assert (status, result["register"]) == (0, register), result
    assert result["rejected"] == []
    assert result["rows"]["new"] > 0


def test_yes_and_no_are_understood(run: Run, filled: str, tmp_path: Path) -> None:
    """Yes, Y, TRUE, 1 and no, n, empty; another word is no answer and its line is not taken."""
    path = tmp_path / "file.csv"
    words = ("Yes", "Y", "TRUE", "1", "no", "n", "", "perhaps")
    rows = "".join(
        f"K{i},Criterion {i},more is better,1,5,25,{one}\n" for i, one in enumerate(words)
    )
    path.write_text(
        f"code,name,direction,scale_min,scale_max,weight,is_mandatory\n{rows}", encoding="utf-8"
    )
    status, result = run("import", path, "--register", "criterion")
    assert (status, len(result["rejected"])) == (2, 1), result
    with pmo_core.open(filled) as repo:
        kept = repo.table("criterion").sort("code")["is_mandatory"].to_list()
    assert kept == [True] * 4 + [False] * 3


def test_thousands_in_the_header_are_money(run: Run, filled: str, tmp_path: Path) -> None:
    """ "Budget (k EUR)" of 12000 is 12 million."""
    path = tmp_path / "file.csv"
    path.write_text("Year,Budget (k EUR)\n2027,12000\n2028,9000\n", encoding="utf-8")
    run("import", path)
    with pmo_core.open(filled) as repo:
        assert repo.table("funding").sort("year")["amount"].cast(pl.Int64).to_list() == [
            12_000_000, 9_000_000,
        ]  # fmt: skip


def test_an_unknown_criterion_is_not_made_up(run: Run, filled: str, tmp_path: Path) -> None:
    """A criterion needs a scale, so a score on one that is not kept is rejected, not created."""
    path = tmp_path / "scores.csv"
    path.write_text("Project,Criterion,Assessor,Score\nP-0001,ELSE,Ida,4\n", encoding="utf-8")
    status, result = run("import", path)
    assert status == 1 or result["rows"]["new"] == 0
    assert [one["reason"] for one in result["rejected"]] == ["unknown_code"]

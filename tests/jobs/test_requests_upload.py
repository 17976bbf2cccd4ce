"""Requests come in by the dozen: ordinary lists of ideas are understood without a correction."""

from pathlib import Path

import pytest

from pmo_core.jobs import requests, saving
from pmo_core.jobs.opening import open_upload, suggest
from pmo_core.jobs.preview import Choices, preview
from pmo_core.model import Department
from pmo_core.store import Repository

LISTS = {
    "a board's list": (
        "Title,Problem,Benefit,Sponsor,Department,Start date,Duration (months),Deadline,"
        "Reason for deadline,Status,Submitted by\n"
        "Returns,Customers call for every return.,Fewer calls,Ana Ruiz,IT,2027-02-01,9,"
        "2027-12-31,License ends,Submitted,Mara Lind\n"
        "Menu,Nobody knows the menu.,Shorter queues,Tom Okafor,IT,2027-05-01,3,,,,Kim Novak\n",
        {
            "name": "Title", "problem": "Problem", "outcome": "Benefit", "sponsor": "Sponsor",
            "department": "Department", "earliest_start": "Start date",
            "duration_months": "Duration (months)", "deadline": "Deadline",
            "deadline_reason": "Reason for deadline", "state": "Status", "author": "Submitted by",
        },
    ),
    "the least": (
        "Title,Sponsor,Department,Problem,Benefit\n"
        "Returns,Ana Ruiz,IT,Customers call for every return.,Fewer calls\n"
        "Menu,Tom Okafor,IT,Nobody knows the menu.,Shorter queues\n",
        {
            "name": "Title", "sponsor": "Sponsor", "department": "Department",
            "problem": "Problem", "outcome": "Benefit",
        },
    ),
    "with codes of its own": (
        "Request ID;Request name;Requester;Business need;Expected outcome;Requesting department;"
        "Earliest start;Due date;Risks\n"
        "R-0100;New shop;Ana;Old shop is slow;Faster orders;IT;01.02.2027;31.12.2027;Vendor\n"
        "R-0101;New ERP;Ben;Old ERP ends;Continuity;IT;15.03.2027;31.12.2028;None\n",
        {
            "code": "Request ID", "name": "Request name", "author": "Requester",
            "problem": "Business need", "outcome": "Expected outcome",
            "department": "Requesting department", "earliest_start": "Earliest start",
            "deadline": "Due date", "risks": "Risks",
        },
    ),
}  # fmt: skip


@pytest.fixture
def asked(repo: Repository) -> Repository:
    """Give a store with the department of the lists."""
    repo.session("root", "administrator").save(Department(code="IT", name="IT"))
    return repo


def _upload(repo: Repository, text: str) -> dict[str, str]:
    """Upload a list as it was guessed, and return field -> column."""
    opened = open_upload(text.encode(), "ideas.csv")
    guess = suggest(repo, opened, None)
    assert guess.mapping.register == "request"
    assert guess.questions == ()
    session = repo.session("Ida", "manager")
    shown = preview(session, opened, guess.mapping, repo.settings(), Choices())
    assert shown.rejected.is_empty()
    saving.save(repo, session, shown)
    return {field: source.columns[0] for field, source in guess.mapping.fields.items()}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_understood(asked: Repository, name: str) -> None:
    """The register and every column are guessed right, and nothing is asked."""
    text, columns = LISTS[name]
    assert _upload(asked, text) == columns
    assert asked.table("request").height == 2


def test_what_a_list_does_not_say_stays_open(asked: Repository) -> None:
    """No state is a draft, no author is nobody; a code is made from the name."""
    _upload(asked, LISTS["a board's list"][0])
    rows = asked.table("request").select("code", "state", "author").rows()
    assert rows == [("MENU", "draft", "Kim Novak"), ("RETURNS", "submitted", "Mara Lind")]
    _upload(asked, LISTS["the least"][0].replace("Returns", "Roof").replace("Menu", "Wall"))
    assert asked.table("request").filter(code="ROOF")["author"].to_list() == [""]


def test_new_requests_go_on_counting(asked: Repository) -> None:
    """After a list with codes of our style the next request has the next number."""
    _upload(asked, LISTS["with codes of its own"][0])
    assert requests.new(asked.session("Ann", "contributor"), asked, "x") == "R-0102"


def test_a_list_of_projects_stays_one(repo: Repository, shared_data: Path) -> None:
    """A published register of projects with descriptions is not taken for requests."""
    file = shared_data / "itdb" / "projects_clean.csv"
    opened = open_upload(file.read_bytes()[:200_000], file.name)
    assert suggest(repo, opened, None).mapping.register == "project"

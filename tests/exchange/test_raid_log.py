"""RAID logs as teams keep them are recognized, and no level is taken for a number."""

import pytest

from pmo_core.exchange.guess import Guess, guess, guess_register
from pmo_core.exchange.questions import Question, answer
from pmo_core.exchange.reader import read_table
from pmo_core.jobs.answering import still_open
from pmo_core.model import RaidItem

LOG = """\
Project,Risk ID,Title,Likelihood,Impact (EUR),Mitigation,Owner,Date raised,Due date,Status
P-0001,R-1,Vendor fails,30%,50000,Second source,Ida Brandt,2026-01-31,2026-05-29,Open
P-0001,R-2,Key person leaves,15%,20000,Work along,Tom Okafor,2026-02-28,2026-06-30,In progress
P-0002,R-1,Data is worse than thought,50%,8000,Count samples,Tom Okafor,2026-03-31,2026-07-31,Closed
"""
LEVELS = """\
Project,Type,ID,Title,Probability,Impact,Response,Owner,Status
P-0001,Risk,1,Vendor fails,{0},20000,Second source,Ida,Open
P-0001,Risk,2,Key person leaves,{1},50000,Work along,Tom,Open
P-0001,Issue,3,Users do not like it,{2},8000,Ask them,Tom,Resolved
"""


def guessed(text: str) -> Guess:
    """Return how a text is read into the register of RAID items."""
    return guess(read_table(text.encode()), "raid_item")


def asked(text: str, kind: str = "level") -> list[Question]:
    """Return the questions of a kind about a text."""
    return [one for one in guessed(text).questions if one.kind == kind]


def test_a_risk_log_is_recognized() -> None:
    """Its headings lead to the register and to the right fields; only the kind is asked."""
    assert guess_register(read_table(LOG.encode()))[0][0] == "raid_item"
    found = guessed(LOG)
    assert {name: source.columns for name, source in found.mapping.fields.items()} == {
        "project": ("Project",), "code": ("Risk ID",), "name": ("Title",),
        "probability_pct": ("Likelihood",), "impact_cost": ("Impact (EUR)",),
        "response": ("Mitigation",), "owner": ("Owner",), "raised_on": ("Date raised",),
        "due_on": ("Due date",), "state": ("Status",),
    }  # fmt: skip
    assert [(one.field, one.kind, one.suggestion) for one in found.questions] == [
        ("kind", "constant", "risk")
    ]


@pytest.mark.parametrize(
    ("levels", "suggested"),
    [
        (("High", "Low", "Medium"), ["20", "40", "60"]),
        (("Almost certain", "Rare", "Likely"), ["5", "60", "85"]),
        (("4 - High", "1 - Very low", "5 (Very high)"), ["5", "60", "85"]),
    ],
)
def test_levels_in_words_are_asked(levels: tuple[str, str, str], suggested: list[str]) -> None:
    """Each level is asked with the middle of its band as proposal; unanswered it is no number."""
    questions = asked(LEVELS.format(*levels))
    assert sorted((one.suggestion for one in questions), key=int) == suggested
    assert {one.value for one in questions} == set(levels)
    assert {one.field for one in questions} == {"probability_pct"}


@pytest.mark.parametrize("levels", [("1", "3", "5"), ("2", "8", "10")])
def test_levels_in_numbers_must_be_answered(levels: tuple[str, str, str]) -> None:
    """3 may be 3 % or the third of five levels: without an answer no line is taken."""
    questions = asked(LEVELS.format(*levels))
    assert [one.value for one in questions] == list(levels)
    assert all(one.is_required and not one.suggestion for one in questions)


def test_an_answer_is_read_instead_and_not_asked_again() -> None:
    """What a level means goes with the mapping, on the page and on the command line."""
    text = LEVELS.format("High", "Low", "High")
    mapping = guessed(text).mapping
    low, high = asked(text)
    assert str(still_open([low], mapping)[0]).endswith("--answer Probability:Low=20")
    for question, given in ((low, "15"), (high, "70")):
        mapping = answer(mapping, question, given)
    assert mapping.merges["probability_pct"] == {"Low": "15", "High": "70"}
    again = guess(read_table(text.encode()), "raid_item", mapping)
    assert [one for one in again.questions if one.kind == "level"] == []


def test_percentages_are_percentages() -> None:
    """30, 5 and 10 are read as they stand, and small ones under a header that says percent."""
    assert asked(LEVELS.format("30", "5", "10")) == []
    assert asked(LEVELS.format("3", "5", "10").replace("Probability", "Probability (%)")) == []


def test_impact_in_levels_is_no_money() -> None:
    """An impact of High has no proposal; of 1 to 5 it must be answered."""
    text = LEVELS.format("30", "50", "10")
    for amount, level in (("20000", "High"), ("50000", "Low"), ("8000", "Medium")):
        text = text.replace(amount, level)
    assert {(one.field, one.suggestion) for one in asked(text)} == {("impact_cost", "")}
    for level, number in (("High", "4"), ("Low", "2"), ("Medium", "3")):
        text = text.replace(level, number)
    assert [one.is_required for one in asked(text)] == [True] * 3


def test_the_register_as_it_is_downloaded_comes_in_again() -> None:
    """Every field finds itself; exposure, ages and names beside them are left out."""
    header = [
        "project", "code", "kind", "name", "exposure", "exposure_left", "gain", "probability_pct",
        "impact_cost", "impact_days", "late_days", "due_on", "owner", "age_days", "state",
        "project_name", "description", "strategy", "response", "residual_probability_pct",
        "residual_cost", "residual_days", "residual_exposure", "exposure_days", "other_project",
        "came_from", "raised_on", "closed_on", "portfolio", "program",
    ]  # fmt: skip
    row = [
        "P-0001", "RISK-1", "risk", "Vendor fails", "15000.0", "5000.0", "", "30.0", "50000.0000",
        "20", "", "2026-12-29", "Ida", "21", "open", "Alpha", "No second source.", "mitigate",
        "Second source by May.", "10.0", "", "", "5000.0", "6.0", "", "", "2026-11-02", "", "RUN",
        "",
    ]  # fmt: skip
    other = [one.replace("RISK-1", "RISK-2").replace("30.0", "45.0") for one in row]
    found = guessed("\n".join(",".join(line) for line in (header, row, other)))
    fields = {name: source.columns for name, source in found.mapping.fields.items()}
    # The list on the page does not say which element is hit.
    assert fields == {name: (name,) for name in RaidItem.model_fields if name != "wbs"}

"""The board of requests: lanes, ages, limits."""

from datetime import date

import polars as pl

from pmo_core.analysis import triage

TODAY = date(2026, 11, 30)
SCHEMA = {
    "code": pl.String, "state": pl.String, "state_on": pl.Date, "submitted_on": pl.Date,
    "project": pl.String, "stage": pl.String, "cost": pl.Float64,
}  # fmt: skip
REQUESTS = pl.DataFrame(
    [
        ("R1", "submitted", date(2026, 11, 20), date(2026, 11, 20), None, None, 10.0),
        ("R2", "submitted", date(2026, 10, 1), date(2026, 10, 1), None, None, None),
        ("R3", "submitted", None, None, None, None, 5.0),
        ("R4", "in assessment", date(2026, 11, 1), date(2026, 10, 1), "P4", "proposed", 1.0),
        ("R5", "in assessment", date(2026, 11, 2), date(2026, 10, 1), "P5", "approved", 1.0),
        ("R6", "accepted", date(2026, 11, 3), date(2026, 10, 4), "P6", "proposed", 1.0),
        ("R7", "accepted", date(2026, 11, 4), date(2026, 10, 5), "P7", "canceled", 1.0),
        ("R8", "rejected", date(2026, 11, 5), date(2026, 11, 1), "P8", "canceled", 1.0),
        ("R9", "withdrawn", date(2026, 11, 6), None, None, None, 1.0),
        ("R10", "draft", date(2026, 11, 7), None, "P10", "canceled", 1.0),
    ],
    schema=SCHEMA, orient="row",
)  # fmt: skip
GAPS = pl.DataFrame({"project": ["P4", "P6"], "n_needed": [6, 6], "n_missing": [2, 1]})
BLOCKED = pl.DataFrame({"project": ["P4"], "blocked": ["Security 1.7 < 3"]})


def board() -> pl.DataFrame:
    """The requests above, on their board."""
    return triage.board(REQUESTS, GAPS, BLOCKED, TODAY)


def test_each_request_has_its_lane():
    """A project past proposed is decided; what was sent back is a draft whatever its project is."""
    found = dict(board().select("code", pl.col("lane").cast(pl.String)).rows())
    assert found == {
        "R1": "Submitted", "R2": "Submitted", "R3": "Submitted", "R4": "In assessment",
        "R5": "Decided", "R6": "Accepted", "R7": "Decided", "R8": "Rejected or withdrawn",
        "R9": "Rejected or withdrawn", "R10": "Draft",
    }  # fmt: skip


def test_who_waits_longest_comes_first():
    """In open lanes the oldest is first, in closed ones the latest; an unknown age is last."""
    found = board()
    assert found["code"].to_list() == [
        "R10", "R2", "R1", "R3", "R4", "R6", "R7", "R5", "R9", "R8",
    ]  # fmt: skip
    ages = dict(found.select("code", "age_days").rows())
    assert (ages["R2"], ages["R1"], ages["R3"]) == (60, 10, None)


def test_scores_matter_in_assessment_alone():
    """Missing scores and thresholds stand on cards in assessment; P6 is accepted already."""
    found = board().filter(pl.col("n_needed").is_not_null())
    assert found.select("code", "n_needed", "n_missing", "blocked").rows() == [
        ("R4", 6, 2, "Security 1.7 < 3")
    ]


def test_lanes_over_their_limits():
    """Three submitted are over a limit of two; one is older than 30 days; drafts have no limit."""
    found = triage.lanes(board(), 2, 30)
    assert found.rows() == [
        ("Draft", 1, None, False, 0, 1.0),
        ("Submitted", 3, 2, True, 1, 15.0),
        ("In assessment", 1, 2, False, 0, 1.0),
        ("Accepted", 1, 2, False, 0, 1.0),
        ("Decided", 2, None, False, 0, 2.0),
        ("Rejected or withdrawn", 2, None, False, 0, 2.0),
    ]


def test_days_from_submission_to_an_answer():
    """Accepted after 30 and 30 days, rejected after 4: the median is 30."""
    assert triage.days_to_answer(board()) == (30.0, 3)
    assert triage.days_to_answer(board().clear()) == (None, 0)


def test_an_empty_board_has_all_lanes():
    """No request: six lanes with nothing in them."""
    found = triage.lanes(triage.board(REQUESTS.clear(), GAPS, BLOCKED, TODAY), 2, 30)
    assert found["n_requests"].to_list() == [0] * 6
    assert found["cost"].to_list() == [None] * 6

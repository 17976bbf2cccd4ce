"""Audits of the demonstration: what they say follows from the rest of it."""

import json
from datetime import date

import polars as pl
import pytest

from pmo_core import demo
from pmo_core.analysis.audit_sampling import Rule, draw, size
from pmo_core.demo.audits import audits

DAYS = (demo.AS_OF - date(1970, 1, 1)).days
Frames = dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def frames() -> Frames:
    """Give a small demonstration."""
    return demo.portfolio(n_projects=100, n_actuals=3_000, n_people=60)


def test_one_is_closed_one_reported_one_in_progress_the_others_planned(frames: Frames) -> None:
    """Days and answers fit to how far each audit is, and codes count within the year."""
    rows = frames["audit"]
    assert rows["state"].to_list() == ["reported", "in progress", *["planned"] * 4, "closed"]
    assert rows.filter(pl.col("state") == "planned")["planned_on"].min() > demo.AS_OF  # type: ignore[operator]
    answered = frames["audit_question"].group_by("audit").agg(
        n=pl.len(), n_answered=pl.col("answer").count()
    ).sort("audit").rows()  # fmt: skip
    (_, k, k_answered), (_, n, n_answered), (_, m, m_answered) = answered
    assert (k, n) == (k_answered, n_answered)
    assert 0 < m_answered < m


def test_the_sample_is_the_one_that_the_rule_and_the_seed_give(frames: Frames) -> None:
    """Size and items of the reported audit are those of the analysis."""
    audit = frames["audit"].row(0, named=True)
    asked = frames["change_request"].filter(pl.col("submitted_on") < audit["planned_on"])["code"]
    n = size(asked.len(), Rule(90, 20))
    assert (audit["sample_from"], audit["sample_size"]) == (asked.len(), n)
    assert frames["audit_sample"].sort("number")["item"].to_list() == draw(
        asked, n, audit["sample_seed"]
    )


def test_findings_quote_the_answers_that_they_come_from(frames: Frames) -> None:
    """Each finding names its question, whose answer is no or partly, and has an action."""
    own = frames["finding"].filter(pl.col("audit").is_not_null())
    asked = frames["audit_question"]
    for row in own.iter_rows(named=True):
        question = asked.filter(audit=row["audit"], number=row["question"]).row(0, named=True)
        assert question["answer"] in ("no", "partly")
        assert json.loads(row["evidence"])[0]["note"] == question["note"]
    assert set(own["code"]) <= set(frames["corrective_action"]["finding"])
    assert not (own["owner"] == own["raised_by"]).any()


def test_without_projects_there_is_no_audit(frames: Frames) -> None:
    """Where nothing runs nothing is audited; what is kept already stays."""
    assert audits({**frames, "project": frames["project"].clear()}, DAYS) == {}

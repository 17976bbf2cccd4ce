"""A score keeps the version of the criterion that it was made with."""

import pytest

from pmo_core.model import Criterion, Project, Score
from pmo_core.store import Repository

OLD = Criterion(
    code="FIT", name="Fit", weight=1, scale_min=1, scale_max=5, levels="1 = none; 5 = all"
)


def score(assessor: str, value: float) -> Score:
    """A score on fit."""
    return Score(project="P1", criterion="FIT", assessor=assessor, score=value)


@pytest.fixture
def scored(repo: Repository) -> Repository:
    """Give a repository where Ana scored on 1 to 5 and Ben on 0 to 10."""
    ida = repo.session("Ida", "manager")
    ida.save(Project(code="P1", name="One"), OLD, score("ana", 5))
    ida.amend(OLD.model_copy(update={"scale_min": 0, "scale_max": 10, "levels": None}), OLD)
    ida.save(score("ben", 9))
    return repo


def test_the_version_of_then_is_given(scored: Repository) -> None:
    """Ana's 5 was made on 1 to 5; Ben's 9 on the scale of now, so it is not listed."""
    (row,) = scored.query("score_versions").iter_rows(named=True)
    assert (row["assessor"], row["score"], row["scale_min"], row["scale_max"]) == ("ana", 5, 1, 5)
    assert row["levels"] == "1 = none; 5 = all"
    journal = {one["number"]: one["made_at"] for one in scored.changes().iter_rows(named=True)}
    assert (row["made_at"], row["changed_at"]) == (journal[1], journal[2])


def test_a_weight_is_no_other_version(scored: Repository) -> None:
    """Weight and threshold change nothing of what a score means."""
    ida = scored.session("Ida", "manager")
    now = scored.get("criterion", "FIT")
    ida.amend(now.model_copy(update={"weight": 7, "threshold": 3, "is_mandatory": True}), now)
    assert scored.query("score_versions")["assessor"].to_list() == ["ana"]


def test_scoring_again_takes_the_version_of_now(scored: Repository) -> None:
    """Ana scores again on the new scale: nothing is left of the old one."""
    scored.session("ana", "contributor").amend(score("ana", 8), score("ana", 5))
    assert scored.query("score_versions").height == 0


def test_a_scale_turned_back_is_the_same_version(scored: Repository) -> None:
    """When the criterion says again what it said, Ana's score is as good as new, Ben's is not."""
    ida = scored.session("Ida", "manager")
    ida.amend(OLD, scored.get("criterion", "FIT"))
    assert scored.query("score_versions").select("assessor", "scale_max").rows() == [("ben", 10)]


def test_a_score_is_checked_against_its_own_scale(scored: Repository) -> None:
    """Ana's 5 of 5 and Ben's 9 of 10 are both right, though the scale was another."""
    assert not [one for one in scored.check() if one.code == "score_range"]
    scored.session("ana", "contributor").amend(score("ana", 11), score("ana", 5))
    (found,) = [one for one in scored.check() if one.code == "score_range"]
    assert found.message.endswith("P1 FIT ana 11.0.")

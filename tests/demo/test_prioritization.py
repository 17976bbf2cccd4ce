"""Goals, criteria and scores of the demonstration."""

from typing import get_args

import polars as pl

from pmo_core.demo.scales import CRITERIA, MANDATES, SERVES
from pmo_core.demo.words import PROGRAMS
from pmo_core.model.prioritization import Part

CANDIDATE = pl.col("stage").is_in(["proposed", "approved"])


def test_criteria_play_every_part(frames: dict[str, pl.DataFrame]) -> None:
    """Weighted sum, WSJF, RICE and risk each find the criteria that they need, once."""
    parts = frames["criterion"]["part"].drop_nulls().to_list()
    assert sorted(parts) == sorted(get_args(Part))
    assert frames["criterion"]["weight"].sum() == 100
    assert all(text.count(" = ") == 5 for *_, text in CRITERIA)


def test_every_program_serves_goals(frames: dict[str, pl.DataFrame]) -> None:
    """Each program has goals that exist, and no project serves more than all of itself."""
    assert set(SERVES) == set(PROGRAMS)
    assert {goal for pairs in SERVES.values() for goal, _ in pairs} == set(frames["goal"]["code"])
    sums = frames["contribution"].group_by("project").agg(pl.col("share_pct").sum())
    assert sums["share_pct"].max() <= 100
    open_ones = frames["project"].filter(~pl.col("stage").is_in(["closed", "canceled"]))
    assert set(sums["project"]) == set(open_ones["code"])


def test_scores_lie_on_their_scales(frames: dict[str, pl.DataFrame]) -> None:
    """Scores are levels, 1 to 5, used throughout; ranges enclose their score."""
    score = frames["score"]
    assert set(score["score"]) == {1.0, 2.0, 3.0, 4.0, 5.0}
    assert score.filter(pl.col("low") > pl.col("score")).is_empty()
    assert score.filter(pl.col("high") < pl.col("score")).is_empty()
    has_range = score.select((pl.col("low").is_not_null()).mean()).item()
    assert 0.2 < has_range < 0.3
    assert score["low"].is_null().equals(score["high"].is_null())


def test_a_few_candidates_lack_scores(frames: dict[str, pl.DataFrame]) -> None:
    """Only candidates are scored; four have none, some miss one of the three assessors."""
    candidates = frames["project"].filter(CANDIDATE)
    n_assessors = frames["score"].group_by("project").agg(pl.col("assessor").n_unique())
    assert set(n_assessors["project"]) <= set(candidates["code"])
    assert candidates.height - n_assessors.height == 4
    counts = dict(n_assessors["assessor"].value_counts().rows())
    assert set(counts) == {2, 3}
    assert 5 <= counts[2] <= 20


def test_assessors_agree_within_reason(frames: dict[str, pl.DataFrame]) -> None:
    """Two assessors differ by less than a level on average, but not by nothing."""
    score = frames["score"]
    spread = score.group_by("project", "criterion").agg(pl.col("score").std())["score"]
    assert 0.3 < spread.mean() < 1.0


def test_business_value_promises_benefits(frames: dict[str, pl.DataFrame]) -> None:
    """Candidates with more business value promise more for their cost."""
    value = (
        frames["score"].filter(pl.col("criterion") == "VALUE")
        .group_by("project").agg(pl.col("score").mean())
    )  # fmt: skip
    promised = (
        frames["benefit"].group_by("project").agg(pl.col("planned_benefit").cast(pl.Float64).sum())
    )
    both = value.join(promised, on="project").join(
        frames["project"], left_on="project", right_on="code"
    )
    per_cost = pl.col("planned_benefit") / pl.col("planned_cost").cast(pl.Float64)
    assert both.select(pl.corr("score", per_cost, method="spearman")).item() > 0.25


def test_mandates_are_projects(frames: dict[str, pl.DataFrame]) -> None:
    """Each reason of a mandate belongs to a name of the program of regulation."""
    assert set(MANDATES) <= set(PROGRAMS["TRUST-03"][1])

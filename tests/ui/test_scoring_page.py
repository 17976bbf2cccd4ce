"""The scoring page: methods, assessors, weights by comparing pairs, criteria."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import Contribution, Criterion, Goal, Project, Score
from pmo_core.model.what_if import WhatIf
from pmo_core.store import Repository
from pmo_core.ui.decide import scoring_pairs

PAGE = "decide/scoring.py"
Show = Callable[[str], AppTest]
LEVELS = "1 = no link; 5 = is the strategy"


def _projects(repo: Repository) -> None:
    plan = {"planned_start": date(2027, 1, 1), "planned_finish": date(2027, 6, 30)}
    repo.session("test", "administrator").save(
        Project(code="A", name="Alpha", stage="proposed", **plan),
        Project(code="B", name="Beta *b*", stage="proposed", **plan),
        Project(code="C", name="Gamma", stage="proposed", **plan),
        Project(code="R", name="Running", stage="delivery", **plan),
    )


def _judge(repo: Repository) -> None:
    """Alpha is best on fit, Beta on value; nobody scored Gamma on value; R is no candidate."""
    scale = {"scale_min": 1, "scale_max": 5}
    given = {
        ("A", "FIT", "ana"): 5, ("A", "FIT", "ben"): 5, ("A", "VALUE", "ana"): 2,
        ("B", "FIT", "ana"): 1, ("B", "FIT", "ben"): 3, ("B", "VALUE", "ana"): 5,
        ("C", "FIT", "ana"): 2, ("C", "FIT", "ben"): 1, ("C", "RISK", "ana"): 4,
        ("A", "RISK", "ana"): 3, ("B", "RISK", "ana"): 3, ("R", "FIT", "eva"): 5,
    }  # fmt: skip
    repo.session("test", "administrator").save(
        Criterion(code="FIT", name="Strategic fit", weight=60, levels=LEVELS, **scale),
        Criterion(code="VALUE", name="Value", weight=30, **scale),
        Criterion(code="RISK", name="Risk", weight=10, direction="less is better", **scale),
        Goal(code="G1", name="Grow", weight=1),
        Contribution(project="A", goal="G1", share_pct=50),
        Contribution(project="R", goal="G1", share_pct=50),
        *(
            Score(project=project, criterion=criterion, assessor=assessor, score=score)
            for (project, criterion, assessor), score in given.items()
        ),
    )


@pytest.fixture
def judged(kept: Repository) -> Repository:
    """Give the repository of the pages, with three candidates, criteria and scores."""
    _projects(kept)
    _judge(kept)
    return kept


def _tab(app: AppTest, name: str) -> AppTest:
    app.session_state["scoring_tab"] = name
    app.run()
    assert not app.exception
    return app


def _tables(app: AppTest) -> list[pl.DataFrame]:
    return [pl.from_pandas(one.value) for one in app.dataframe]


def _button(app: AppTest, label: str) -> Any:
    return next(one for one in app.button if one.label == label)


def _figures(app: AppTest) -> dict[str, str]:
    return {one.label: one.value for one in app.metric}


def test_without_criteria_it_says_how_to_begin(kept: Repository, show: Show) -> None:
    """Nothing to show: upload criteria and scores, or type them in."""
    _projects(kept)
    app = show(PAGE)
    assert not app.exception
    assert "There are no criteria yet." in app.markdown[0].value
    assert not app.dataframe


def test_without_scores_criteria_can_be_weighed(kept: Repository, show: Show) -> None:
    """Criteria alone: how to add scores, and the pairs can be compared already."""
    _projects(kept)
    scale = {"scale_min": 1, "scale_max": 5}
    kept.session("test", "administrator").save(
        Criterion(code="FIT", name="Strategic fit", weight=60, **scale),
        Criterion(code="VALUE", name="Value", weight=20, **scale),
    )
    app = show(PAGE)
    assert not app.exception
    assert "No candidate has a score." in app.markdown[0].value
    app = _tab(app, "Weights")
    assert _tables(app)[-1]["ahp_pct"].to_list() == [75, 25]
    assert any("No candidate is compared" in one.value for one in app.caption)


def test_methods_stand_side_by_side(judged: Repository, show: Show) -> None:
    """Alpha: (60 x 1 + 30 x 0.25 + 10 x 0.5) / 100 = 72.5; methods without parts are not shown."""
    app = show(PAGE)
    assert not app.exception
    agreement, rows = _tables(app)
    assert agreement.filter(pl.col("method") == "Weighted sum")["leader"].item() == "Alpha"
    assert rows["name"].to_list() == ["Alpha", "Beta *b*", "Gamma"]
    assert rows["weighted_sum"].to_list() == pytest.approx(
        [72.5, 50.0, 100 * 10 / 70 * 0.0 + 100 * (60 * 0.125 + 2.5) / 70]
    )
    assert rows["weighted_sum_rank"].to_list() == [1, 2, 3]
    assert "wsjf" not in rows.columns
    assert any("WSJF is not shown" in one.value for one in app.caption)
    assert _figures(app)["Compared"] == "3"


def test_a_method_without_its_parts_compares_nobody(judged: Repository, show: Show) -> None:
    """WSJF is asked for, but no criterion plays its parts: nobody leads, the rest stands."""
    app = show(PAGE)
    app.session_state["decide_now"] = WhatIf(method="wsjf")
    app.run()
    assert not app.exception
    assert (_figures(app)["Compared"], _figures(app)["Same leader"]) == ("0", "0 of 3")
    assert _tables(app)[1]["weighted_sum"][0] == pytest.approx(72.5)


def test_assessors_and_what_is_missing(judged: Repository, show: Show) -> None:
    """On fit ana says A > C > B, ben A > B > C: W = 0.75; Gamma has no score on value."""
    app = _tab(show(PAGE), "Assessors")
    by_criterion, by_project = _tables(app)
    fit = by_criterion.filter(pl.col("criterion") == "FIT").row(0, named=True)
    assert (fit["w"], fit["n_assessors"], fit["n_missing"]) == (0.75, 2, 0)
    gamma = by_project.filter(pl.col("project") == "C").row(0, named=True)
    assert (gamma["n_missing"], gamma["missing"], gamma["spread_pct"]) == (1, "Value", 25)
    assert _figures(app) == {"Assessors": "2", "Not scored": "1", "Complete": "2"}


def test_pairs_give_weights_that_the_what_if_takes(judged: Repository, show: Show) -> None:
    """60, 30, 10 begin as 3, 6, 3 (nearest levels); the weights go into the what-if."""
    app = _tab(show(PAGE), "Weights")
    assert float(_figures(app)["Consistency ratio"]) < 0.1
    weights = next(one for one in _tables(app) if "ahp_pct" in one.columns)
    assert weights["ahp_pct"].sum() == pytest.approx(100, abs=1e-4)
    assert weights["weight_pct"].to_list() == [60, 30, 10]
    _button(app, "Use these weights").click().run()
    assert not app.exception
    chosen = dict(app.session_state["decide_now"].weights)
    assert chosen == dict(zip(["FIT", "VALUE", "RISK"], weights["ahp_pct"], strict=True))
    assert _button(app, "Use these weights").disabled


def test_a_contradiction_is_named_and_repaired(judged: Repository, show: Show) -> None:
    """Fit over value 3, value over risk 3, but risk over fit 9: the last one is to be turned."""
    app = _tab(show(PAGE), "Weights")
    app.session_state["scoring_pairs_now"] = {
        ("FIT", "VALUE"): 3.0, ("RISK", "FIT"): 9.0, ("VALUE", "RISK"): 3.0,
    }  # fmt: skip
    app.session_state["scoring_pairs_turn"] = 99
    app.run()
    assert float(_figures(app)["Consistency ratio"]) > 0.1
    assert "Strategic fit over Risk was judged 1" in app.info[0].value.replace("\\", "")
    _button(app, "Apply the proposal").click().run()
    assert not app.exception
    assert app.session_state["scoring_pairs_now"][("RISK", "FIT")] == pytest.approx(1 / 9)
    assert _figures(app)["Consistency ratio"] == "0.00"


def test_how_firm_the_first_place_is(judged: Repository, show: Show) -> None:
    """Alpha leads Beta until value weighs so much that (1 - v) 6/7 x 0.75 = v x 0.75."""
    app = _tab(show(PAGE), "Weights")
    tables = _tables(app)
    firm = next(one for one in tables if "above" in one.columns)
    value = firm.filter(pl.col("name") == "Value").row(0, named=True)
    assert (value["above"], value["below"]) == ("Beta *b*", "")
    assert value["high_pct"] == pytest.approx(100 * (6 / 7) / (13 / 7))
    near = next(one for one in tables if "change_pct" in one.columns)
    assert near["project"][0] == "B"


def test_criteria_and_goals_in_words(judged: Repository, show: Show) -> None:
    """Each level is a line; a criterion without words is named; goals count candidates alone."""
    app = _tab(show(PAGE), "Criteria")
    criteria, levels, goals = _tables(app)
    assert criteria["weight_pct"].to_list() == [60, 30, 10]
    assert levels["levels"].to_list() == ["1 = no link", "5 = is the strategy"]
    assert goals["n_candidates_served"].to_list() == [1]
    assert any("Without described levels" in one.value for one in app.caption)


def test_an_edit_changes_one_judgement() -> None:
    """A line takes its level, an emptied one stays, a value between levels has words, too."""
    start = {("a", "b"): 1.0, ("a", "c"): 0.5}
    rows = {"1": {"judgement": "less important than"}, "0": {"judgement": None}}
    assert scoring_pairs.edited(start, rows) == {("a", "b"): 1.0, ("a", "c"): 1 / 3}
    assert scoring_pairs.in_words(0.5) == "1/2 times as important as"

"""Criteria and goals: what is published, its versions, and the scores of earlier ones."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import Contribution, Criterion, Goal, Portfolio, Project, Score
from pmo_core.store import Repository

PAGE = "govern/criteria.py"
Show = Callable[[str], AppTest]


@pytest.fixture
def published(kept: Repository) -> Repository:
    """Give two criteria, one changed after a score, and a goal that one project serves."""
    root = kept.session("root", "administrator")
    fit = Criterion(code="FIT", name="Fit *all*", weight=3, scale_min=1, scale_max=5,
                    levels="1 = none; 5 = all", threshold=2, is_mandatory=True)  # fmt: skip
    root.save(
        fit,
        Criterion(code="SEC", name="Security", weight=1, scale_min=1, scale_max=5),
        Goal(code="G1", name="Grow", weight=1, owner="Mara"),
        Project(code="P1", name="Shop", stage="delivery", planned_cost=1000),
        Contribution(project="P1", goal="G1", share_pct=40),
        Score(project="P1", criterion="FIT", assessor="ana", score=4),
        Score(project="P1", criterion="SEC", assessor="ana", score=4),
    )
    root.amend(fit.model_copy(update={"scale_max": 10, "levels": "1 = none; 10 = all"}), fit)
    return kept


def tab(app: AppTest, name: str) -> AppTest:
    """Open a part of the page."""
    app.session_state["criteria_tab"] = name
    app.run()
    assert not app.exception
    return app


def tables(app: AppTest) -> list[pl.DataFrame]:
    """The tables of the page."""
    return [pl.from_pandas(one.value) for one in app.dataframe]


def button(app: AppTest, key: str) -> Any:
    """The button with this key."""
    return app.button(key=key)


def test_without_criteria_and_goals_it_says_how_to_begin(kept: Repository, show: Show) -> None:
    """Both parts offer to add the first one."""
    kept.session("root", "administrator").save(Portfolio(code="G", name="G"))
    app = show(PAGE)
    assert any("There are no criteria yet." in one.value for one in app.markdown)
    assert not button(app, "criterion_add").disabled
    assert any("There are no goals yet." in one.value for one in tab(app, "Goals").markdown)


def test_criteria_with_levels_and_thresholds(published: Repository, show: Show) -> None:
    """The heaviest first; the chosen one with each level in words."""
    app = show(PAGE)
    assert not app.exception
    criteria, levels = tables(app)
    assert criteria["name"].to_list() == ["Fit *all*", "Security"]
    assert criteria["weight_pct"].to_list() == [75, 25]
    assert criteria["n_earlier"].to_list() == [1, 0]
    assert levels.rows()[0] == (1, "none")
    assert levels.height == 10
    assert any("must be at least 2, without exception." in one.value for one in app.caption)
    assert any("Without described levels" in one.value for one in app.caption)
    figures = {one.label: one.value for one in app.metric}
    assert figures["Scores of earlier versions"] == "1"
    assert figures["Serves no goal"] == "600 EUR"


def test_the_address_names_a_criterion(published: Repository, show: Show) -> None:
    """A link to Security shows it; its levels are not described."""
    app = show(PAGE)
    app.query_params["criterion"] = "SEC"
    app.run()
    assert app.subheader[0].value == "Security"
    assert "not described" in app.info[0].value


def test_every_change_is_a_version(published: Repository, show: Show) -> None:
    """The history of a criterion holds what it said before and after."""
    app = show(PAGE)
    app.session_state["criterion_history"] = True
    app.run()
    assert not app.exception
    assert app.expander[0].label == "2 versions"
    changes = tables(app)[-1]
    scale = changes.filter(field="Scale max").row(0, named=True)
    assert (scale["before"], scale["after"]) == ("5.0", "10.0")


def test_goals_and_the_money_that_serves_them(published: Repository, show: Show) -> None:
    """Grow takes 40 % of the only running project."""
    (goals,) = tables(tab(show(PAGE), "Goals"))
    row = goals.row(0, named=True)
    assert (row["running_cost"], row["running_pct"], row["n_projects"]) == (400, 40, 1)
    assert row["owner"] == "Mara"


def test_scores_keep_the_version_they_were_made_with(published: Repository, show: Show) -> None:
    """Ana's 4 was of 5; given again it is of 10 and leaves the list."""
    app = tab(show(PAGE), "Scores of earlier versions")
    (rows,) = tables(app)
    row = rows.row(0, named=True)
    assert (row["assessor"], row["score"], row["scale_max"]) == ("ana", 4, 5)
    assert row["levels"] == "1 = none; 5 = all"
    was = published.get("score", "P1", "FIT", "ana")
    published.session("ana", "contributor").amend(was.model_copy(update={"score": 8.0}), was)
    app.run()
    assert "Every score was made under the version" in app.success[0].value


def test_only_who_may_changes_criteria(published: Repository, show: Show) -> None:
    """A contributor reads; the verbs are closed with the reason."""
    app = show(PAGE)
    app.session_state["acting"] = ("Zoe", "contributor")
    app.run()
    edit = button(app, "criterion_edit")
    assert edit.disabled
    assert edit.help == "Only a manager may change criteria."

"""How much of the portfolio serves each goal, by hand."""

import polars as pl

from pmo_core.analysis.goals_served import served

GOALS = pl.DataFrame({"code": ["G1", "G2", "G3"], "weight": [30.0, None, 10.0]})
PROJECTS = pl.DataFrame(
    [
        ("A", "delivery", 1000.0), ("B", "on hold", 500.0), ("C", "approved", None),
        ("D", "proposed", 300.0), ("E", "closed", 9000.0),
    ],
    schema=["code", "stage", "planned_cost"], orient="row",
)  # fmt: skip
GIVEN = pl.DataFrame(
    [
        ("A", "G1", 60.0), ("A", "G2", 20.0), ("B", "G1", 10.0), ("C", "G2", 100.0),
        ("D", "G1", 50.0), ("D", "G2", 0.0), ("E", "G1", 100.0),
    ],
    schema=["project", "goal", "share_pct"], orient="row",
)  # fmt: skip


def test_money_follows_the_part_that_serves_a_goal():
    """G1: 600 + 50 running, 150 proposed; the closed project and its 9,000 do not count."""
    rows, unserved = served(GOALS, GIVEN, PROJECTS)
    found = rows.select("code", "n_projects", "running_cost", "candidate_cost").rows()
    assert found == [("G1", 3, 650.0, 150.0), ("G2", 2, 200.0, 0.0), ("G3", 0, 0.0, 0.0)]
    assert rows["running_pct"].round(4).to_list() == [43.3333, 13.3333, 0.0]
    assert rows["weight_pct"].to_list() == [75.0, None, 25.0]
    assert unserved == 1500.0 - 850.0


def test_without_running_projects_nothing_is_a_part_of_it():
    """Candidates alone: parts of the portfolio are not known, not zero."""
    rows, unserved = served(GOALS, GIVEN, PROJECTS.filter(stage="proposed"))
    assert rows["running_pct"].to_list() == [None] * 3
    assert rows["candidate_cost"].to_list() == [150.0, 0.0, 0.0]
    assert unserved is None


def test_without_goals_all_money_serves_none():
    """No goal, no contribution: an empty table, and all of 1,500 unserved."""
    rows, unserved = served(GOALS.clear(), GIVEN.clear(), PROJECTS)
    assert rows.height == 0
    assert unserved == 1500.0


def test_serving_two_goals_in_full_leaves_nothing_over_for_others() -> None:
    """A serves both goals with 100 and 80 percent; of B 20 percent serve one: 80 serve none."""
    goals = pl.DataFrame({"code": ["G1", "G2"], "weight": [1.0, 1.0]})
    given = pl.DataFrame(
        [("A", "G1", 100.0), ("A", "G2", 80.0), ("B", "G1", 20.0)],
        schema=["project", "goal", "share_pct"], orient="row",
    )  # fmt: skip
    work = pl.DataFrame(
        {"code": ["A", "B"], "stage": ["delivery"] * 2, "planned_cost": [100.0, 100.0]}
    )
    rows, unserved = served(goals, given, work)
    assert rows["running_cost"].to_list() == [120, 80]
    assert unserved == 80

"""The chart of goals: two bars each, in their order."""

import polars as pl
from altair import Chart

from pmo_core.charts.goals import MONEY, WEIGHT, goals_served

ROWS = pl.DataFrame(
    {"name": ["Grow", "Audit *it*"], "weight_pct": [70.0, 30.0], "running_pct": [12.345, None]}
)


def test_each_goal_has_its_weight_and_its_money():
    """What is not known is not drawn; the order of the goals stays."""
    drawn = goals_served(ROWS, title="Goals")
    assert drawn.frame.rows() == [
        ("Grow", WEIGHT, 70.0), ("Grow", MONEY, 12.3), ("Audit *it*", WEIGHT, 30.0),
    ]  # fmt: skip
    Chart.from_dict({**drawn.spec, "data": {"values": drawn.frame.to_dicts()}})
    assert goals_served(ROWS.clear(), title="Goals").is_empty

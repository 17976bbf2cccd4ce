"""The portfolio that pages are measured with holds as much as is said of it."""

import polars as pl

from bench import governed


def test_it_holds_what_waits_for_an_answer() -> None:
    """500 requests in six states, 200 decisions with open conditions, 60 open changes, and more."""
    made = governed.frames()
    states = dict(made["request"].group_by("state").len().rows())
    assert set(states) == set(governed.STATES)
    assert min(states.values()) > 80
    assert made["request"].height >= 500
    is_open = pl.col("met_on").is_null()
    assert made["condition"].filter(is_open)["decision"].n_unique() >= 200
    changes = made["change_request"]
    assert changes.filter(state="submitted").height >= 60
    assert changes["code"].is_unique().all()
    least = {"meeting": 30, "charter": 150, "gate": 400, "vote": 200, "comment": 100, "score": 500}
    assert all(made[register].height >= n for register, n in least.items())

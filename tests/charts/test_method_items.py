"""The chart of what projects leave out of their method."""

import altair as alt
import polars as pl

from pmo_core.charts.method_items import method_items


def test_each_item_is_a_bar_with_its_counts():
    """Bars stand in the order of the method, named with how many of how many; the spec is valid."""
    frame = pl.DataFrame(
        {"name": ["Charter", "G1  Start"], "n_due": [4, 3], "n_done": [4, 1],
         "present_pct": [100.0, 100 / 3]}
    )  # fmt: skip
    drawn = method_items(frame)
    assert drawn.frame["item"].to_list() == ["Charter  (4 of 4)", "G1  Start  (1 of 3)"]
    assert drawn.frame["present_pct"].to_list() == frame["present_pct"].to_list()
    assert "least: G1  Start, Charter" in drawn.alt
    alt.Chart.from_dict({**drawn.spec, "data": {"values": drawn.frame.to_dicts()}}, validate=True)

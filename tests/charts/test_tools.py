"""The chart of what each tool earns by which requirement."""

import altair as alt
import polars as pl

from pmo_core.charts.tools import points


def test_bars_stand_in_the_order_of_the_ranking():
    """A bar is made of its parts, the light ones as one; what is not scored is not drawn; who is
    out says so.
    """
    n = 12
    parts = pl.DataFrame(
        {"tool": ["A"] * n + ["B"] * n, "name": ["Alpha"] * n + ["Beta"] * n,
         "criterion_name": [f"C{k:02d}" for k in range(n)] * 2,
         "weight": [float(n - k) for k in range(n)] * 2, "score": [5.0] * n + [None] * n,
         "points_pct": [2.0] * n + [1.0] + [None] * (n - 1)},
        strict=False,
    )  # fmt: skip
    drawing = points(parts, ("B", "A"), ("A",), title="Points")
    assert drawing.alt == "Points, percent of all points: B  Beta 1, A  Alpha (out) 24."
    assert drawing.frame.filter(part="Others").height == 2
    whole = {**drawing.spec, "data": {"values": drawing.frame.to_dicts()}}
    alt.Chart.from_dict(whole, validate=True)

"""The graph of projects: what is sent, and that the spec is valid."""

import altair as alt
import polars as pl
import pytest

from pmo_core.charts.relationships import graph

NODES = pl.DataFrame({
    "project": ["A", "B"], "project_name": ["Alpha", None], "x": [0, 1], "y": [0.0, 0.5],
    "step": [-1, 0], "n_more_needs": [2, 0], "n_more_needed_by": [0, 0],
})  # fmt: skip
TIES = pl.DataFrame({
    "project": ["B", "B", "A"], "needs": ["A", "A", "B"], "kind": ["policy", "tasks", "benefit"],
    "strength": [1, 3, 2], "is_reversed": [False, False, True], "owner": ["Ida", None, None],
    "comment": [None, "API", None],
})  # fmt: skip
POINTS = pl.DataFrame({
    "project": ["B", "B", "A", "A"], "needs": ["A", "A", "B", "B"], "x": [0, 1, 0, 1],
    "y": [0.0, 0.5, 0.0, 0.5],
})  # fmt: skip


def test_the_spec_is_valid() -> None:
    """It passes Vega-Lite's schema without rows; a graph of one project does, too."""
    for drawing in (
        graph(NODES, TIES, POINTS, title="Ties"),
        graph(NODES.head(1), TIES.clear(), POINTS.clear(), title="Alone"),
    ):
        assert "data" not in drawing.spec
        alt.Chart.from_dict({"data": {"values": []}} | drawing.spec, validate=True)


def test_ties_lead_from_box_to_box() -> None:
    """A tie runs from the right of A to the left of B; two of a pair run side by side.

    Heights are shares of the picture's 0.5 + 2 x 0.6 rows.
    """
    lines = graph(NODES, TIES, POINTS, title="Ties").frame.filter(pl.col("tie").is_not_null())
    first, second = (lines.filter(kind=kind).sort("order") for kind in ("policy", "tasks"))
    assert first["says"].drop_nulls().to_list() == ["B needs A", "B needs A"]
    assert first["x"][0] == pytest.approx(0.36)
    assert first["x"][-1] == pytest.approx(1 - 0.36 - 0.03)
    assert second["y"][0] - first["y"][0] == pytest.approx(0.13 / 1.7)
    assert first["y"][-1] - first["y"][0] == pytest.approx(0.5 / 1.7)


def test_what_closes_a_circle_points_back() -> None:
    """B is needed by A to its left: the head stands at A's side and the line is dashed."""
    lines = graph(NODES, TIES, POINTS, title="Ties").frame
    back = lines.filter(kind="benefit")
    assert set(back["run"]) == {"circle"}
    head = back.drop_nulls("head")
    assert head.select("head", "order").rows() == [("back", 0)]


def test_boxes_can_be_picked_and_say_what_is_left_out() -> None:
    """Each project has its code as key and its name, or else its code; two ties lead out of A."""
    drawing = graph(NODES, TIES, POINTS, title="Ties")
    boxes = drawing.frame.drop_nulls("key").select("key", "name", "mark", "more_left")
    assert boxes.rows() == [("A", "Alpha", "project", "+2"), ("B", "B", "focus", None)]
    assert drawing.alt.startswith("Ties: 2 projects, 3 ties")

"""The chart of who follows which practice."""

import altair as alt
import polars as pl

from pmo_core.charts.adoption import adoption_matrix


def test_each_pair_is_a_cell_with_its_sign():
    """A cell says by sign and color whether it is followed; a click names the pair."""
    matrix = pl.DataFrame(
        {"practice": ["BP-1", "BP-1"], "name": ["One", "One"], "department": ["A", "B"],
         "department_name": ["Alpha", "Beta"], "adoption": ["adopted", "not said"],
         "reason": [None, None]},
        schema_overrides={"reason": pl.String},
    )  # fmt: skip
    drawn = adoption_matrix(matrix, title="Who")
    assert drawn.frame["sign"].to_list() == ["✓", "?"]
    assert drawn.frame["key"].to_list() == ["BP-1|A", "BP-1|B"]
    assert drawn.alt == "Who: 1 practices in 2 departments; 1 adopted, 1 not said."
    alt.Chart.from_dict({**drawn.spec, "data": {"values": drawn.frame.to_dicts()}}, validate=True)

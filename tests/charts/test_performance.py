"""Charts of the performance database: what is sent, and that the specs are valid."""

import altair as alt
import polars as pl

from pmo_core.charts.performance import overruns, trend, went_with

POINTS = pl.DataFrame(
    {
        "code": ["A", "B", "C", "D"], "group": ["agile", "agile", "light", "light"],
        "value": [0.9, 1.3, 1.1, None],
    }
)  # fmt: skip
CLASSES = pl.DataFrame(
    {
        "group": ["agile", "light", "hybrid"], "n_known": [2, 1, 0], "p25": [1.0, 1.1, None],
        "median": [1.1, 1.1, None], "p75": [1.2, 1.1, None],
    }
)  # fmt: skip
PERIODS = pl.DataFrame(
    {"period": ["2025", "2026"], "n_known": [2, 1], "p25": [0.9, 1.1], "median": [1.0, 1.1],
     "p75": [1.1, 1.1]}
)  # fmt: skip
COMPARED = pl.DataFrame(
    {"aspect": ["Method"], "group": ["agile"], "n_with": [5], "median_with": [1.0],
     "n_without": [7], "median_without": [1.2]}
)  # fmt: skip


def test_specs_are_valid() -> None:
    """All pass Vega-Lite's schema, with a plain axis and with a logarithmic one."""
    far = POINTS.with_columns(value=pl.col("value") * 10)
    for drawing in (
        overruns(POINTS, CLASSES, title="T", unit="cost"),
        overruns(far, CLASSES, title="T", unit="cost"),
        trend(PERIODS, title="T", unit="cost"),
        went_with(COMPARED, title="T", unit="cost"),
    ):
        assert "data" not in drawing.spec
        alt.Chart.from_dict({"data": {"values": []}} | drawing.spec, validate=True)


def test_each_known_project_is_a_line_in_its_class() -> None:
    """Three lines and two medians; a class without a known project is not drawn."""
    drawing = overruns(POINTS, CLASSES, title="By method", unit="cost")
    assert drawing.frame["code"].drop_nulls().to_list() == ["A", "B", "C"]
    assert drawing.frame.filter(pl.col("code").is_null())["label"].to_list() == [
        "agile (n = 2)", "light (n = 1)",
    ]  # fmt: skip
    assert drawing.alt == "By method: 3 projects in 2 classes; largest: agile (n = 2): median 1.10."
    assert overruns(POINTS.clear(), CLASSES.clear(), title="T", unit="u").is_empty


def test_an_outlier_makes_the_axis_logarithmic() -> None:
    """Above four times the estimate the others would stand on one spot."""
    far = pl.concat([POINTS, POINTS.head(1).with_columns(value=pl.lit(9.0))])
    spec = overruns(far, CLASSES, title="T", unit="cost").spec
    assert '"type": "log"' in str(spec).replace("'", '"')
    assert "log" not in str(overruns(POINTS, CLASSES, title="T", unit="cost").spec)


def test_a_trend_says_how_many_projects_it_stands_on() -> None:
    """Each period carries its n, and the sentence the latest median."""
    drawing = trend(PERIODS, title="Cost", unit="x")
    assert drawing.frame["n"].to_list() == ["n = 2", "n = 1"]
    assert drawing.alt == "Cost; median of 2026: 1.10."
    assert trend(PERIODS.clear(), title="T", unit="x").is_empty


def test_a_comparison_is_two_dots() -> None:
    """With and without, each with its median and number."""
    drawing = went_with(COMPARED, title="T", unit="x")
    assert drawing.frame.rows() == [
        ("Method: agile", "With", 1.0, 5), ("Method: agile", "Without", 1.2, 7),
    ]  # fmt: skip

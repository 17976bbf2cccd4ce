"""Chart functions: what is sent to the browser, and what is not."""

import copy
from collections.abc import Iterator
from datetime import date
from typing import Any

import altair as alt
import polars as pl
import pytest

from pmo_core import charts
from pmo_core.charts import Drawing
from pmo_core.charts.plan import plan
from pmo_core.charts.theme import CANVAS_FROM

PERIODS = pl.DataFrame(
    {
        "period": ["2026-01", "2026-01", "2026-02", "2026-02"],
        "measure": ["Actual", "Planned", "Forecast", "Planned"],
        "value": [10.0, 12.0, 5.0, None],
    }
)
PARTS = pl.DataFrame(
    {
        "period": ["2026-01", "2026-01", "2026-02"],
        "key": ["A", "B", "A"],
        "group": ["Apples", "Bread", "Apples"],
        "value": [1.0, 5.0, 2.0],
    }
)
CURVE = pl.DataFrame(
    {
        "day": [date(2026, 1, 31), date(2026, 2, 28), date(2026, 2, 28)],
        "measure": ["Actual", "Actual", "Forecast"],
        "value": [1.0, 3.0, None],
    }
)
STATUS = pl.DataFrame(
    {
        "data_date": [date(2026, 1, 31), date(2026, 2, 28)],
        "planned_cost": [100.0, 100.0],
        "forecast_cost": [110.0, None],
        "planned_finish": [date(2027, 1, 1), date(2027, 1, 1)],
        "forecast_finish": [date(2027, 2, 1), date(2027, 3, 1)],
    }
)
FRONTIER = pl.DataFrame(
    {
        "level_pct": [90.0, 100.0, 80.0, 100.0],
        "worth": [10.0, 12.0, None, 11.0],
        "bound": [10.0, 13.0, None, None],
        "n_chosen": [2, 3, 0, 2],
        "point": ["Best selection", "This what-if", "Best selection", "Approved today"],
    }
)
CORE = pl.DataFrame(
    {
        "name": ["Web shop", "Network"],
        "core_pct": [60.0, 99.0],
        "robustness": ["borderline", "always in"],
        "rank_low": [1, 2],
        "rank_high": [2, 2],
    }
)
PLAN = pl.DataFrame(
    {
        "code": ["1", "1.1", "1.2"],
        "name": ["Build", "Code", "Released"],
        "is_summary": [True, False, False],
        "start_day": [0, 0, 5],
        "end_day": [5, 5, 5],
        "start_on": [date(2026, 11, 23), date(2026, 11, 23), None],
        "finish_on": [date(2026, 11, 27)] * 3,
    }
)
DRAWINGS = {
    "measures": lambda: charts.measures(PERIODS, title="Cost", unit="EUR"),
    "running": lambda: charts.measures(PERIODS, title="Cost", unit="EUR", cumulative=True),
    "groups": lambda: charts.groups(PARTS, title="Cost", unit="EUR", group_title="Portfolio"),
    "areas": lambda: charts.groups(
        PARTS, title="Cost", unit="EUR", group_title="Portfolio", cumulative=True
    ),
    "s_curve": lambda: charts.s_curve(CURVE, data_date=date(2026, 2, 28), unit="EUR"),
    "cost": lambda: charts.status_history(STATUS, field="cost", title="Cost", unit="EUR"),
    "finish": lambda: charts.status_history(STATUS, field="finish", title="Finish"),
    "bars": lambda: charts.bars(
        PARTS.with_columns(measure=pl.lit("Actual")), title="Cost", unit="EUR", group_title="Kind"
    ),
    "frontier": lambda: charts.frontier(
        FRONTIER, title="Worth", unit="Total score", level_title="Money"
    ),
    "plan": lambda: plan(PLAN, title="Work"),
    "plan_on_days": lambda: plan(PLAN, title="Work", on_days=True),
    "core_index": lambda: charts.core_index(CORE, title="Core index"),
}


def _nodes(spec: Any) -> Iterator[dict[str, Any]]:
    if isinstance(spec, dict):
        yield spec
        for value in spec.values():
            yield from _nodes(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from _nodes(value)


@pytest.fixture(params=sorted(DRAWINGS))
def drawing(request: pytest.FixtureRequest) -> Drawing:
    """Each chart in turn."""
    return DRAWINGS[request.param]()


def test_a_spec_is_valid_and_holds_no_data(drawing: Drawing) -> None:
    """The rows travel as a frame; the spec alone passes Vega-Lite's schema."""
    assert not any("data" in node or "datasets" in node for node in _nodes(drawing.spec))
    rows = {"data": {"values": []}}
    alt.Chart.from_dict(rows | drawing.spec, validate=True)


def test_every_field_that_is_encoded_is_sent_or_calculated(drawing: Drawing) -> None:
    """No mark refers to a column that does not reach the browser."""
    made = {node["as"] for node in _nodes(drawing.spec) if isinstance(node.get("as"), str)}
    used = {node["field"] for node in _nodes(drawing.spec) if isinstance(node.get("field"), str)}
    assert used <= made | set(drawing.frame.columns)


def test_a_chart_says_what_is_seen(drawing: Drawing) -> None:
    """There is a title in the chart and a sentence for those who cannot see it."""
    assert drawing.spec["title"]
    assert drawing.alt.endswith(".")


def test_an_unknown_value_is_not_drawn(drawing: Drawing) -> None:
    """Null never becomes a mark at zero."""
    assert drawing.frame["value"].null_count() == 0


def test_a_spec_is_made_once(drawing: Drawing, request: pytest.FixtureRequest) -> None:
    """The same options give the same object: nothing is built twice per rerun."""
    name = request.node.callspec.params["drawing"]
    before = copy.deepcopy(drawing.spec)
    assert DRAWINGS[name]().spec is drawing.spec
    assert drawing.spec == before


def test_many_marks_are_drawn_on_a_canvas() -> None:
    """Beyond the limit the renderer changes; below it text stays selectable SVG."""
    many = pl.DataFrame(
        {"period": [str(n) for n in range(CANVAS_FROM + 1)], "measure": "Actual", "value": 1.0}
    )
    few = charts.measures(many.head(3), title="Cost", unit="EUR")
    lot = charts.measures(many, title="Cost", unit="EUR")
    assert few.spec["usermeta"]["embedOptions"]["renderer"] == "svg"
    assert lot.spec["usermeta"]["embedOptions"]["renderer"] == "canvas"


def test_small_groups_are_drawn_as_one_part_and_lose_nothing() -> None:
    """Nine parts keep their names, the others are summed; the total stays."""
    wide = pl.DataFrame(
        {
            "period": ["2026-01"] * 12 + ["2026-02"] * 12,
            "key": [str(n) for n in range(12)] * 2,
            "group": [f"Group {n}" for n in range(12)] * 2,
            "value": [float(n) for n in range(12)] * 2,
        }
    )
    drawn = charts.groups(wide, title="Cost", unit="EUR", group_title="Group").frame
    assert drawn["group"].n_unique() == 10
    assert drawn["value"].sum() == wide["value"].sum()
    assert drawn.filter(group="All others", period="2026-01")["value"].to_list() == [3.0]
    assert drawn["period"].unique(maintain_order=True).to_list() == ["2026-01", "2026-02"]


def test_bars_say_how_many_are_left_out() -> None:
    """The title tells that only the largest are drawn."""
    wide = pl.DataFrame(
        {
            "key": [str(n) for n in range(20)],
            "group": [f"Group {n}" for n in range(20)],
            "measure": "Actual",
            "value": [float(n) for n in range(20)],
        }
    )
    drawn = charts.bars(wide, title="Cost", unit="EUR", group_title="Group")
    assert drawn.spec["title"] == "Cost (largest 15 of 20)"
    assert drawn.frame["group"].n_unique() == 15


def test_names_of_groups_are_data_not_expressions() -> None:
    """A group named like an expression stands in the spec only as a name in a list."""
    nasty = PARTS.with_columns(group=pl.lit("datum.x ? alert(1) : 0"))
    spec = charts.groups(nasty, title="Cost", unit="EUR", group_title="Portfolio").spec
    expressions = [
        str(node[word])
        for node in _nodes(spec)
        for word in ("calculate", "labelExpr", "expr", "filter")
        if word in node
    ]
    assert expressions
    assert not any("alert" in text for text in expressions)


def test_the_parts_of_a_plan_are_told_apart() -> None:
    """A sum of parts, work and a milestone are marks of three kinds, in the order of the plan."""
    drawn = plan(PLAN, title="Work").frame
    assert drawn["part"].to_list() == ["Sum of parts", "Work", "Milestone"]
    assert drawn["rank"].to_list() == [0, 1, 2]
    days = plan(PLAN, title="Work", on_days=True).frame
    assert days["begin"].to_list()[2] == date(2026, 11, 27)
    assert days["value"].to_list()[1] == date(2026, 11, 28)

"""What a board sees at a gate, computed by hand."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from pmo_core.analysis.gate_review import (
    actions,
    against,
    case,
    cost_to_come,
    deliverables,
    planned_flows,
    remaining_flows,
    risks,
)
from pmo_core.model import REGISTERS


def rows(register: str, *given: dict[str, Any]) -> pl.DataFrame:
    """Make a frame of a register; fields that are not given are null."""
    return pl.DataFrame(list(given), schema=REGISTERS[register].polars_schema())


def benefits(*given: tuple[int, float | None]) -> pl.DataFrame:
    """Make benefits from year and amount."""
    return pl.DataFrame(
        list(given), schema={"year": pl.Int64, "planned_benefit": pl.Float64}, orient="row"
    )


def test_the_case_then_counts_all_cost_and_all_benefit() -> None:
    """100 in 2026 and 100 in 2027, 330 in 2027: NPV at 10 % = -100 - 100/1.1 + 330/1.1."""
    baseline = {
        "project": "A", "planned_start": date(2026, 7, 1), "planned_finish": date(2027, 6, 30),
        "planned_cost": 200.0,
    }  # fmt: skip
    then = case(planned_flows(baseline, benefits((2027, 330.0))), 10, 2026)
    assert (then.cost, then.benefit) == (pytest.approx(200), 330)
    assert then.npv == pytest.approx(-100 + 230 / 1.1)
    assert then.bcr == pytest.approx(300 / (100 + 100 / 1.1))


def test_cost_without_days_has_no_year() -> None:
    """A cost of which neither start nor finish is known cannot be put into years."""
    nothing = {"project": "A", "planned_start": None, "planned_finish": None, "planned_cost": 5.0}
    assert planned_flows(nothing, benefits()).is_empty()
    one = {**nothing, "planned_finish": date(2027, 3, 31)}
    assert planned_flows(one, benefits(), start_month=4)["year"].to_list() == [2027]


def test_the_case_now_leaves_out_what_is_sunk() -> None:
    """Spent money and past benefits are gone; of this year's benefit a quarter is left (92/365)."""
    costs = pl.DataFrame(
        {"month": [date(2026, 9, 1), date(2026, 10, 1), date(2027, 1, 1), None],
         "forecast": [None, 10.0, 40.0, 5.0]},
        schema={"month": pl.Date, "forecast": pl.Float64},
    )  # fmt: skip
    flows = remaining_flows(
        "A", costs, benefits((2025, 999.0), (2026, 365.0), (2027, 100.0)), as_of=date(2026, 9, 30)
    )
    now = case(flows, 0, 2026)
    assert now.cost == pytest.approx(55)
    assert now.benefit == pytest.approx(92 + 100)
    assert now.npv == pytest.approx(137)
    assert now.bcr == pytest.approx(192 / 55)


def _costs(*given: tuple[date | None, float | None, float | None, float | None]) -> pl.DataFrame:
    """Make costs from month, planned, actual and forecast."""
    schema = {"month": pl.Date, "planned": pl.Float64, "actual": pl.Float64, "forecast": pl.Float64}
    return pl.DataFrame(list(given), schema=schema, orient="row")


def test_what_has_not_begun_costs_its_plan() -> None:
    """Nothing is spent, all is planned ahead: each month costs what is planned."""
    plan = _costs((date(2027, 1, 1), 30.0, None, None), (date(2027, 2, 1), 70.0, None, None))
    found = cost_to_come(plan, as_of=date(2026, 11, 23), is_forecast=False)
    assert found.rows() == [(date(2027, 1, 1), 30.0), (date(2027, 2, 1), 70.0)]


def test_without_a_forecast_the_rest_of_the_plan_is_to_come() -> None:
    """Of 300 are 120 spent; the 180 follow the plan of this month and the next, 100 to 50.

    Where the whole plan lies behind, or has no month, the rest has no month; more than the plan
    leaves nothing; and where nothing is planned nothing is known.
    """
    day, behind = date(2026, 11, 23), (date(2026, 9, 1), 150.0, 120.0, None)
    plan = _costs(
        behind, (date(2026, 11, 1), 100.0, None, None), (date(2026, 12, 1), 50.0, None, None)
    )
    found = cost_to_come(plan, as_of=day, is_forecast=False)
    assert found["month"].to_list() == [date(2026, 11, 1), date(2026, 12, 1)]
    assert found["forecast"].to_list() == pytest.approx([120, 60])
    assert cost_to_come(_costs(behind), as_of=day, is_forecast=False).rows() == [(None, 30.0)]
    over = _costs((None, 150.0, 200.0, None))
    assert cost_to_come(over, as_of=day, is_forecast=False).rows() == [(None, 0.0)]
    unplanned = _costs((date(2026, 9, 1), None, 120.0, None))
    assert cost_to_come(unplanned, as_of=day, is_forecast=False).is_empty()


def test_a_forecast_goes_before_the_plan() -> None:
    """The plan of 100 does not count beside a forecast of 40; without a rest that is known: 0."""
    costs = _costs((date(2027, 1, 1), 100.0, None, None), (date(2027, 1, 1), None, None, 40.0))
    found = cost_to_come(costs, as_of=date(2026, 11, 23), is_forecast=True)
    assert found["forecast"].sum() == 40
    done = cost_to_come(costs.head(1), as_of=date(2026, 11, 23), is_forecast=True)
    assert done["forecast"].to_list() == [0]


def test_a_fiscal_year_is_counted_from_its_own_first_day() -> None:
    """On 30 September 2026 half of fiscal year 2027 (April to March) is left: 182 of 365 days."""
    flows = remaining_flows(
        "A", pl.DataFrame(schema={"month": pl.Date, "forecast": pl.Float64}),
        benefits((2026, 1.0), (2027, 365.0)), as_of=date(2026, 9, 30), start_month=4,
    )  # fmt: skip
    assert flows.select("year", "benefit").rows() == [(2027, pytest.approx(182))]


def test_a_case_says_what_it_lacks() -> None:
    """Without benefits there is no NPV; with nothing to spend no ratio; nothing at all is said."""
    empty = planned_flows(
        {"project": "A", "planned_start": None, "planned_finish": None, "planned_cost": None},
        benefits(),
    )
    assert case(empty, 8, 2026).reason == "Neither cost nor benefit is known."
    cost = empty.vstack(pl.DataFrame([("A", 2026, 5.0, None)], schema=empty.schema, orient="row"))
    assert case(cost, 8, 2026).npv is None
    assert case(cost, 8, 2026).reason == "No benefit is known."
    gain = empty.vstack(pl.DataFrame([("A", 2026, None, 5.0)], schema=empty.schema, orient="row"))
    assert (case(gain, 8, 2026).npv, case(gain, 8, 2026).bcr) == (5, None)


def test_what_is_not_known_is_not_compared() -> None:
    """Without a baseline, or a forecast, there is neither variance nor slip."""
    project = {"forecast_cost": 5.0, "forecast_finish": date(2026, 1, 1)}
    expected = {"cost_variance": None, "cost_variance_pct": None, "slip_days": None}
    assert against(None, project) == expected
    baseline = {"planned_cost": 5.0, "planned_finish": date(2026, 1, 1)}
    assert against(baseline, {"forecast_cost": None, "forecast_finish": None}) == expected


def test_risks_stand_by_exposure() -> None:
    """50 % of 100, 10 % of 900; issues count whole; decisions, gains and closed ones do not."""
    raid = rows(
        "raid_item",
        {"project": "A", "code": "R1", "kind": "risk", "name": "a", "state": "open",
         "probability_pct": 50.0, "impact_cost": 100},
        {"project": "A", "code": "R2", "kind": "risk", "name": "b", "state": "open",
         "probability_pct": 10.0, "impact_cost": 900},
        {"project": "A", "code": "I1", "kind": "issue", "name": "c", "state": "open",
         "impact_cost": 60},
        {"project": "A", "code": "R3", "kind": "risk", "name": "d", "state": "open"},
        {"project": "A", "code": "R4", "kind": "risk", "name": "e", "state": "closed"},
        {"project": "A", "code": "T1", "kind": "action", "name": "f", "state": "open"},
        {"project": "A", "code": "D1", "kind": "decision", "name": "g", "state": "open",
         "impact_cost": 5000},
        {"project": "A", "code": "O1", "kind": "risk", "name": "h", "state": "open",
         "strategy": "exploit", "probability_pct": 90.0, "impact_cost": 900},
    )  # fmt: skip
    top, n = risks(raid, top=3)
    assert n == 4
    assert top.select("code", "exposure").rows() == [("R2", 90.0), ("I1", 60.0), ("R1", 50.0)]


def test_open_actions_say_how_late_they_are() -> None:
    """Due yesterday is one day late, due today is not; a closed one is left out."""
    common = {"project": "A", "kind": "action", "name": "x", "state": "open"}
    raid = rows(
        "raid_item",
        {**common, "code": "T1", "due_on": date(2026, 11, 2)},
        {**common, "code": "T2", "due_on": date(2026, 11, 1)},
        {**common, "code": "T3", "due_on": date(2026, 1, 1), "state": "closed"},
    )
    found = actions(raid, date(2026, 11, 2))
    assert found.select("code", "overdue_days").rows() == [("T2", 1), ("T1", None)]


def test_missing_deliverables_of_the_gate_come_first() -> None:
    """Of three of this gate one is required and not there; an optional one is not missing."""
    kept = rows(
        "deliverable",
        {"project": "A", "code": "D1", "name": "a", "gate": "G2", "is_required": True,
         "delivered_on": date(2026, 1, 1)},
        {"project": "A", "code": "D2", "name": "b", "gate": "G2", "is_required": False},
        {"project": "A", "code": "D3", "name": "c", "gate": "G2", "is_required": True},
        {"project": "A", "code": "D4", "name": "d", "gate": "G3", "is_required": True},
    )  # fmt: skip
    found = deliverables(kept, "G2")
    assert found.select("code", "is_missing").rows() == [
        ("D3", True), ("D1", False), ("D2", False),
    ]  # fmt: skip

"""A budget counts once, however deep the work breakdown is."""

import polars as pl
import pytest

from pmo_core.analysis.work_breakdown import valued


def breakdown(**budgets: float | None) -> pl.DataFrame:
    """Elements by code, written with underscores, and budget."""
    codes = [code.removeprefix("c") for code in budgets]
    return pl.DataFrame(
        {"project": ["A"] * len(codes), "wbs": codes, "planned_cost": list(budgets.values())},
        schema_overrides={"planned_cost": pl.Float64},
    )


@pytest.mark.parametrize(
    ("budgets", "carriers"),
    [
        ({"c1": 9, "c2": 1}, ["1", "2"]),
        ({"c1": 9, "c1_1": 4, "c1_2": 5}, ["1_1", "1_2"]),
        ({"c1_1": 4, "c1_10": 5}, ["1_1", "1_10"]),
        ({"c1": 9, "c1_1": None, "c1_2": None}, ["1"]),
        ({"c1": None, "c1_1": 4, "c1_2": None}, ["1_1", "1_2"]),
        ({"c1": 9, "c1_1": None, "c1_1_1": 4, "c1_2": 5}, ["1_1_1", "1_2"]),
        ({"c1": None, "c1_1": None}, ["1_1"]),
        ({"c1": 9, "c1_1": 9, "c1_1_1": 9}, ["1_1_1"]),
    ],
)
def test_who_carries_value(budgets: dict[str, float | None], carriers: list[str]) -> None:
    """The lowest budgets; and elements of unknown budget that no budget covers."""
    found, _ = valued(breakdown(**budgets))
    assert found["wbs"].to_list() == carriers


def test_a_budget_that_is_not_the_sum_is_reported() -> None:
    """Each parent is told with its own difference; equal ones are silent."""
    _, findings = valued(breakdown(c1=100, c1_1=30, c1_2=60, c1_2_1=20, c1_2_2=40, c2=5, c2_1=5))
    assert [(one.severity, one.code, one.value) for one in findings] == [
        ("warning", "budget_differs", "A 1")
    ]
    assert "100.00 is not the 90.00" in findings[0].message


def test_nothing_planned() -> None:
    """No elements carry nothing."""
    found, findings = valued(breakdown(c1=1).clear())
    assert found.is_empty()
    assert findings == ()

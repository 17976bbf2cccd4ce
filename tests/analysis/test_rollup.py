"""Roll-ups, all figures summed by hand in the comments."""

from datetime import date

import polars as pl
import pytest

from pmo_core.analysis.rollup import measures, rollup
from pmo_core.analysis.structure import key_of, members

JAN, FEB, MAR, APR = (date(2026, month, 1) for month in (1, 2, 3, 4))

REGISTERS = {
    "project": pl.DataFrame(
        {
            "code": ["A", "B", "C", "D"],
            "portfolio": [None, None, "P2", None],
            "program": ["G1", "G1", None, None],
            "department": ["IT.DEV", "IT", "GONE", None],
            "method": ["agile", "agile", None, "light"],
            "stage": ["delivery"] * 4,
            "tags": ["cloud; web;cloud", "cloud", None, ""],
        }
    ),
    "program": pl.DataFrame({"code": ["G1"], "name": ["Web shop"], "portfolio": ["P1"]}),
    "portfolio": pl.DataFrame({"code": ["P1", "P2"], "name": ["Growth", "Run"]}),
    "department": pl.DataFrame(
        {"code": ["IT", "IT.DEV"], "name": ["Tech", "Software"], "parent": [None, "IT"]}
    ),
    "cost_category": pl.DataFrame(
        {
            "code": ["L", "L.X", "H", "H.S"],
            "name": ["Work", "External", "Hardware", "Servers"],
            "parent": [None, "L", None, "H"],
            "kind": [None, "opex", "capex", None],
        }
    ),
}

# Project D has a row whose amount is not known; C has nothing planned.
FACTS = pl.DataFrame(
    {
        "project": ["A", "A", "B", "B", "C", "D"],
        "category": ["L", "H.S", "L.X", "L", "H", ""],
        "month": [JAN, FEB, JAN, APR, FEB, JAN],
        "planned": [10.0, 20.0, 40.0, 80.0, None, None],
        "actual": [1.0, 2.0, 4.0, None, 8.0, None],
    }
)


def total(by: str, **options: object) -> dict[str, dict[str, object]]:
    """Roll up over the whole time: group name -> row."""
    groups, _ = members(by, REGISTERS)  # type: ignore[arg-type]
    key = key_of(by)  # type: ignore[arg-type]
    rolled = rollup(FACTS, groups, values=["planned", "actual"], key=key, period="total", **options)  # type: ignore[arg-type]
    return {row["group_name"]: row for row in rolled.to_dicts()}


def test_portfolio_has_subtotals() -> None:
    """P1 holds A and B: planned 10+20+40+80, actual 1+2+4; its program says the same."""
    rows = total("portfolio")
    assert {name: (row["level"], row["planned"], row["actual"]) for name, row in rows.items()} == {
        "All": (0, 150.0, 15.0),
        "Growth": (1, 150.0, 7.0),
        "Run": (1, None, 8.0),
        "No portfolio": (1, None, None),
        "Web shop": (2, 150.0, 7.0),
    }
    assert rows["Web shop"]["parent"] == "P1"


def test_missing_is_counted_not_summed() -> None:
    """Of four projects two have no plan (C, D) and one no actual (D): null groups, no zeros."""
    rows = total("portfolio")
    everything = rows["All"]
    assert everything["n_projects"] == 4
    assert everything["n_without_planned"] == 2
    assert everything["n_without_actual"] == 1
    assert (rows["Run"]["n_projects"], rows["Run"]["n_without_planned"]) == (1, 1)
    assert (rows["Growth"]["n_projects"], rows["Growth"]["n_without_planned"]) == (2, 0)


def test_department_tree_rolls_up() -> None:
    """Software is A (30), Tech is A and B (150); an unknown department is a group of its code."""
    rows = total("department")
    found = {name: (row["level"], row["planned"], row["n_projects"]) for name, row in rows.items()}
    assert found == {
        "All": (0, 150.0, 4),
        "Tech": (1, 150.0, 2),
        "Software": (2, 30.0, 1),
        "GONE": (1, None, 1),
        "No department": (1, None, 1),
    }


def test_category_tree_rolls_up() -> None:
    """Work is 10 + 80 of its own and 40 external; Hardware 20 in servers, C's 8 on top."""
    rows = total("category")
    found = {name: (row["level"], row["planned"], row["actual"]) for name, row in rows.items()}
    assert found == {
        "All": (0, 150.0, 15.0),
        "Work": (1, 130.0, 5.0),
        "External": (2, 40.0, 4.0),
        "Hardware": (1, 20.0, 10.0),
        "Servers": (2, 20.0, 2.0),
        "No category": (1, None, None),
    }
    assert rows["Work"]["n_projects"] == 2
    assert rows["Hardware"]["n_without_planned"] == 1


def test_kind_comes_from_the_nearest_category() -> None:
    """Servers are capex like hardware (20); external work is opex (40); plain work has no kind."""
    rows = total("kind")
    found = {name: row["planned"] for name, row in rows.items()}
    assert found == {"All": 150.0, "capex": 20.0, "opex": 40.0, "No kind": 90.0}


def test_tags_count_in_each_but_once_in_total() -> None:
    """A (30) has cloud and web, B (120) cloud: 150 + 30, but the total stays 150."""
    rows = total("tag")
    found = {name: (row["planned"], row["n_projects"]) for name, row in rows.items()}
    assert found == {
        "All": (150.0, 4),
        "cloud": (150.0, 2),
        "web": (30.0, 1),
        "No tag": (None, 2),
    }


def test_method_and_program_are_flat() -> None:
    """Agile holds A and B; the program has its name; what is not given is a group of its own."""
    assert {name: row["planned"] for name, row in total("method").items()} == {
        "All": 150.0, "agile": 150.0, "light": None, "No method": None,
    }  # fmt: skip
    assert {name: row["actual"] for name, row in total("program").items()} == {
        "All": 15.0, "Web shop": 7.0, "No program": 8.0,
    }  # fmt: skip


def test_periods_and_running_totals() -> None:
    """All: January 50, February 20, March nothing, April 80; running 50, 70, 70, 150."""
    groups, _ = members("method", REGISTERS)
    rolled = rollup(FACTS, groups, values=["planned"]).filter(pl.col("level") == 0)
    assert rolled.select("period", "planned").rows() == [
        ("2026-01", 50.0), ("2026-02", 20.0), ("2026-04", 80.0),
    ]  # fmt: skip
    running = rollup(FACTS, groups, values=["planned"], cumulative=True)
    assert running.filter(pl.col("level") == 0).select("period", "planned").rows() == [
        ("2026-01", 50.0), ("2026-02", 70.0), ("2026-03", 70.0), ("2026-04", 150.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("period", "start", "expected"),
    [
        ("quarter", 1, [("2026 Q1", 70.0), ("2026 Q2", 80.0)]),
        ("quarter", 2, [("FY2026 Q4", 50.0), ("FY2027 Q1", 100.0)]),
        ("fiscal_year", 4, [("FY2026", 70.0), ("FY2027", 80.0)]),
        ("fiscal_year", 1, [("2026", 150.0)]),
        ("total", 1, [("Total", 150.0)]),
    ],
)
def test_fiscal_periods(period: str, start: int, expected: list[tuple[str, float]]) -> None:
    """Quarters and years follow the start of the fiscal year."""
    groups, _ = members("method", REGISTERS)
    rolled = rollup(FACTS, groups, values=["planned"], period=period, fiscal_start=start)  # type: ignore[arg-type]
    assert rolled.filter(pl.col("level") == 0).select("period", "planned").rows() == expected


def test_running_forecast_continues_from_actual() -> None:
    """Actual 5 and 3 by February, 2 and 4 still to come: from 8 on to 10 and 14; actual ends."""
    facts = pl.DataFrame(
        {
            "project": ["A"] * 4,
            "month": [JAN, FEB, MAR, APR],
            "actual": [5.0, 3.0, None, None],
            "forecast": [None, None, 2.0, 4.0],
        }
    )
    groups, _ = members("method", REGISTERS)
    rolled = rollup(facts, groups, values=["actual", "forecast"], cumulative=True)
    rolled = rolled.filter(pl.col("group") == "agile")
    assert rolled["actual"].to_list() == [5.0, 8.0, None, None]
    assert rolled["forecast"].to_list() == [None, 8.0, 10.0, 14.0]


def test_no_facts_at_all() -> None:
    """Without facts every group is there, with nothing known and all its projects missing."""
    groups, _ = members("method", REGISTERS)
    rolled = rollup(FACTS.clear(), groups, values=["planned"], period="quarter", cumulative=True)
    assert rolled["planned"].null_count() == rolled.height == 4
    assert rolled["n_without_planned"].to_list() == rolled["n_projects"].to_list() == [4, 1, 2, 1]


def test_a_cycle_of_departments_is_said() -> None:
    """Departments below each other are a finding, and both still roll up."""
    registers = REGISTERS | {
        "department": pl.DataFrame(
            {"code": ["IT", "IT.DEV"], "name": ["T", "S"], "parent": ["IT.DEV", "IT"]}
        )
    }
    groups, findings = members("department", registers)
    assert [finding.code for finding in findings] == ["cycle"]
    assert groups.filter(pl.col("member") == "A")["group"].to_list() == ["", "IT.DEV"]


def test_measures_are_put_below_each_other() -> None:
    """Two values of two periods give four rows, planned first."""
    groups, _ = members("method", REGISTERS)
    rolled = rollup(FACTS, groups, values=["planned", "actual"], period="quarter")
    found = measures(rolled.filter(pl.col("level") == 0), ["planned", "actual"])
    assert found.rows() == [
        ("2026 Q1", "Planned", 70.0), ("2026 Q2", "Planned", 80.0),
        ("2026 Q1", "Actual", 15.0), ("2026 Q2", "Actual", None),
    ]  # fmt: skip

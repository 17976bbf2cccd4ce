"""Effects of a change request by hand: money, people, projects that depend, worth, baselines."""

from datetime import date

import polars as pl
import pytest

from pmo_core.analysis.business_case import case_of, values
from pmo_core.analysis.change_control import (
    asks_nothing,
    changed_case,
    evenly,
    money,
    people,
    reach,
    steps,
)

LIMITS = pl.DataFrame(
    [
        ("money", "", date(2026, 4, 1), 1000.0, 900.0),
        ("money", "GROWTH", date(2026, 4, 1), 400.0, 100.0),
        ("money", "RUN", date(2026, 4, 1), 1.0, 1.0),
        ("money", "", date(2027, 4, 1), None, 50.0),
        ("DEV", "", date(2026, 12, 1), 100.0, 95.0),
        ("DEV", "", date(2027, 1, 1), 100.0, 60.0),
    ],
    schema=["resource", "portfolio", "period_on", "amount", "committed"],
    orient="row",
)


def test_money_by_hand() -> None:
    """Of 1,000 EUR 100 are left, of its portfolio's 300; a change of 150 breaks the first."""
    delta = pl.DataFrame({"year": [2027, 2028, 2030], "delta": [150.0, 20.0, 5.0]})
    rows = money(LIMITS, delta, "GROWTH", 4).rows()
    assert rows == [
        (2027, "", 1000, 900, 100, 150, -50, True),
        (2027, "GROWTH", 400, 100, 300, 150, 150, False),
        (2028, "", None, 50, None, 20, None, None),
        (2030, "", None, None, None, 5, None, None),
    ]


def test_less_money_is_never_short() -> None:
    """A year that is overdrawn already is not the fault of a change that costs less."""
    limits = LIMITS.with_columns(committed=pl.lit(2000.0))
    delta = pl.DataFrame({"year": [2027], "delta": [-10.0]})
    assert money(limits, delta, None, 4)["is_short"].to_list() == [False]


def test_people_by_hand() -> None:
    """Ten hours a month: December has five left, January forty; February is not known."""
    delta = evenly(30, date(2026, 12, 3), date(2027, 2, 1))
    assert delta["delta"].to_list() == [10, 10, 10]
    rows = people(LIMITS, delta, "DEV")
    assert rows["left_after_hours"].to_list() == [-5, 30, None]
    assert rows["is_short"].to_list() == [True, False, None]


PROJECTS = pl.DataFrame(
    [
        ("A", date(2027, 1, 11), date(2027, 3, 31), False),
        ("B", date(2027, 4, 1), date(2027, 6, 30), False),
        ("C", date(2027, 1, 21), date(2027, 2, 10), False),
        ("D", date(2026, 12, 1), None, True),
        ("E", date(2027, 1, 5), None, False),
        ("F", None, None, False),
    ],
    schema=["code", "start", "finish", "is_started"],
    orient="row",
).with_columns(name="code", manager=pl.lit("Ana"))
LINKS = pl.DataFrame(
    [
        ("A", "X", 3), ("B", "A", 2), ("C", "X", 2), ("D", "X", 3), ("E", "X", 1), ("F", "X", 3),
        ("X", "B", 3),
    ],
    schema=["project", "needs", "strength"], orient="row",
).with_columns(kind=pl.lit("technical"))  # fmt: skip


def test_a_slip_reaches_as_far_as_the_links_go() -> None:
    """X ends on 31 January, not on the 10th: A is pushed 21 days, B behind A too, C by 11."""
    rows = reach(PROJECTS, LINKS, "X", before=date(2027, 1, 10), after=date(2027, 1, 31))
    found = {row["code"]: (row["slack_days"], row["pushed_days"]) for row in rows.rows(named=True)}
    assert found == {
        "A": (0, 21), "B": (0, 21), "C": (10, 11), "D": (-41, None), "E": (-6, None),
        "F": (None, None),
    }  # fmt: skip
    assert rows["pushed_days"].to_list() == [21, 21, 11, None, None, None]


def test_a_start_that_overlaps_already_is_pushed_by_the_slip_alone() -> None:
    """A would have to wait 5 days anyway; 21 days later it waits 26: 21 are of the change."""
    rows = reach(PROJECTS, LINKS, "X", before=date(2027, 1, 15), after=date(2027, 2, 5))
    assert rows.filter(code="A").select("slack_days", "pushed_days").row(0) == (-5, 21)


def test_an_earlier_finish_pushes_nobody() -> None:
    """Nobody is pushed, and only direct links are listed."""
    rows = reach(PROJECTS, LINKS, "X", before=date(2027, 1, 10), after=date(2027, 1, 1))
    assert rows.filter(pl.col("pushed_days") > 0).is_empty()
    assert set(rows["code"]) == {"A", "C", "D", "E", "F"}


def test_a_ring_of_links_ends() -> None:
    """A needs B and B needs A: the slip goes round and the answer comes back."""
    back = LINKS.filter(project="B").with_columns(project=pl.lit("A"), needs=pl.lit("B"))
    ring = pl.concat([LINKS, back])
    rows = reach(PROJECTS, ring, "X", before=date(2027, 1, 10), after=date(2027, 1, 31))
    assert rows.filter(code="A", needs="X")["pushed_days"].to_list() == [21]


def test_the_case_after_a_change() -> None:
    """50 more cost in 2027, 20 more benefit in 2028: NPV at 25 % falls from 20 by 50 - 16."""
    rows = pl.DataFrame({
        "year": [2027, 2028], "cost": [100.0, None], "benefit": [None, 150.0],
        "benefit_low": [None, 100.0],
    })  # fmt: skip
    more = pl.DataFrame({"year": [2027], "delta": [50.0]})
    gain = pl.DataFrame({"year": [2028], "delta": [20.0]})
    after = changed_case(case_of(rows, 2027), more, gain)
    assert values(after, 25)["npv"].value == pytest.approx(20 - 50 + 16)
    assert values(after, 0, "low")["npv"].value == pytest.approx(120 - 150)
    free = changed_case(case_of(rows.drop("benefit", "benefit_low"), 2027), more, gain.clear())
    assert not free.has_benefit


def test_what_each_baseline_changed() -> None:
    """The second adds a month, 40 EUR and Mobile, and drops Fax; the first changes nothing."""
    kept = pl.DataFrame({
        "number": [2, 1], "approved_on": [date(2026, 6, 1), date(2026, 1, 5)],
        "planned_start": [date(2026, 1, 12)] * 2,
        "planned_finish": [date(2027, 1, 31), date(2026, 12, 31)], "planned_cost": [140.0, 100.0],
        "scope": ["Web\nMobile", "Web\nFax"], "reason": ["CR-0001", None],
        "decision": ["D-0002", "D-0001"],
    })  # fmt: skip
    rows = steps(kept)
    names = ["number", "finish_change_days", "cost_change", "scope_added", "scope_removed"]
    assert rows.select(names).rows() == [(1, None, None, None, None), (2, 31, 40, "Mobile", "Fax")]


def test_the_end_of_a_line_is_no_scope() -> None:
    """A charter that came with a file of Windows names the same items."""
    kept = pl.DataFrame({
        "number": [1, 2], "approved_on": [date(2026, 1, 1)] * 2, "planned_start": [None] * 2,
        "planned_finish": [date(2026, 3, 1)] * 2, "planned_cost": [10, 12],
        "scope": ["Web\r\nFax", "Web\nFax"], "reason": ["a", "b"], "decision": ["D-1", "D-2"],
    })  # fmt: skip
    assert steps(kept).select("scope_added", "scope_removed").row(1) == (None, None)


def test_a_request_for_nothing_is_seen() -> None:
    """Impact and reason alone change nothing."""
    assert asks_nothing({"impact": "None.", "cost_delta": None, "finish_delta_days": 0})
    assert not asks_nothing({"finish_delta_days": -3})

"""What became of promised benefits, checked by hand."""

from datetime import date

import polars as pl

from pmo_core.analysis.benefit_realization import (
    by_goal,
    due,
    due_money,
    due_years,
    goal_shares,
    promised,
    reached,
    realized,
)

TODAY = date(2027, 6, 30)
YEARLY = pl.DataFrame(
    [
        ("A", 2025, 100.0, 60.0, "P1"),  # both known
        ("A", 2026, 100.0, None, "P1"),  # ended, never measured
        ("A", 2027, 100.0, None, "P1"),  # still runs
        ("B", 2026, None, 30.0, "P1"),  # measured, never planned
        ("B", 2027, 50.0, 60.0, "P1"),  # runs and is measured already
        ("C", 2028, 40.0, None, "P2"),  # to come
        ("D", 2025, 0.0, 10.0, "P3"),  # nothing promised
    ],
    schema=["project", "year", "planned", "realized", "program"],
    orient="row",
)
PROFILES = pl.DataFrame(
    {
        "project": ["A", "A", "B", "B"],
        "code": ["B1", "B2", "B1", "B2"],
        "name": ["Fewer calls", "Faster", "Revenue", "Flat"],
        "owner": ["Mara", "Tom", None, "Ida"],
        "goal": ["G1", "G2", None, "G1"],
        "measure": ["calls", "days", "EUR", "points"],
        "start_value": [5000.0, 20.0, 0.0, 5.0],
        "target_value": [3000.0, 10.0, 100.0, 5.0],
        "target_on": [date(2027, 12, 31), date(2027, 3, 31), None, None],
        "money_share_pct": [60.0, 30.0, None, None],
    }
)
MEASURED = pl.DataFrame(
    [
        ("A", "B1", date(2026, 12, 31), 4500.0, 4600.0),
        ("A", "B1", date(2027, 3, 31), 4200.0, None),
        ("A", "B1", date(2027, 5, 31), None, 4000.0),
        ("A", "B1", date(2027, 9, 30), 3500.0, None),
        ("A", "B2", date(2027, 1, 31), 16.0, None),
        ("B", "B1", date(2027, 1, 31), 50.0, 120.0),
        ("B", "B1", date(2027, 12, 31), None, 1.0),  # after today: not known yet
        ("B", "B2", date(2027, 1, 31), 5.0, 5.0),
        ("Z", "B1", date(2027, 1, 31), 5.0, None),  # of no profile
    ],
    schema=["project", "code", "measured_on", "expected_value", "measured_value"],
    orient="row",
)


def test_only_years_with_plan_and_measurement_are_compared() -> None:
    """60 + 60 of 100 + 50; an unmeasured year is counted beside it and not taken for zero."""
    found = realized(due_years(YEARLY, 2027), "program")
    row = found.row(by_predicate=pl.col("program") == "P1", named=True)
    assert (row["planned_due"], row["realized"], row["realized_pct"]) == (150.0, 120.0, 80.0)
    assert (row["n_projects"], row["n_years"], row["n_unmeasured"], row["n_unplanned"]) == (
        2, 2, 1, 1,
    )  # fmt: skip
    assert row["planned_total"] == 350.0


def test_a_share_of_nothing_is_not_known() -> None:
    """Nothing due yet, and nothing promised: no share, and no zero in its place."""
    found = realized(due_years(YEARLY, 2027), "program")
    to_come = found.row(by_predicate=pl.col("program") == "P2", named=True)
    assert to_come["planned_due"] is None
    assert to_come["realized"] is None
    assert to_come["realized_pct"] is None
    free = found.row(by_predicate=pl.col("program") == "P3", named=True)
    assert (free["planned_due"], free["realized"], free["realized_pct"]) == (0.0, 10.0, None)
    assert realized(due_years(YEARLY.clear(), 2027), "program").is_empty()


def test_goals_add_up_to_the_whole() -> None:
    """A is 60 : 30 with a tenth for no goal, B by its contributions; the sums are the whole's."""
    given = pl.DataFrame({
        "project": ["A", "B", "B"], "goal": ["G9", "G1", "G2"], "share_pct": [100.0, 80.0, 80.0],
    })  # fmt: skip
    yearly = due_years(YEARLY, 2027)
    shares = goal_shares(PROFILES, given)
    assert shares.rows() == [
        ("A", "G1", 0.6), ("A", "G2", 0.3), ("B", "G1", 0.5), ("B", "G2", 0.5),
    ]  # fmt: skip
    found = realized(by_goal(yearly, shares), "goal")
    whole = realized(yearly)
    assert abs(found["planned_due"].sum() - whole["planned_due"].item()) < 1e-9
    assert abs(found["realized"].sum() - whole["realized"].item()) < 1e-9
    one = found.row(by_predicate=pl.col("goal") == "G1", named=True)
    assert (one["planned_due"], one["realized"], one["n_unmeasured"]) == (85.0, 66.0, 1)
    none = found.row(by_predicate=pl.col("goal").is_null(), named=True)
    assert abs(none["planned_total"] - (0.1 * 300 + 40.0)) < 1e-9


def test_who_was_never_approved_or_is_canceled_promises_nothing() -> None:
    """Closed projects and those of unknown stage stay in."""
    projects = pl.DataFrame({
        "code": ["A", "B", "C", "D"], "stage": ["closed", "canceled", "proposed", None],
    })  # fmt: skip
    assert promised(YEARLY, projects)["project"].unique().sort().to_list() == ["A", "D"]


def test_a_measure_may_fall() -> None:
    """From 5,000 to 3,000: 4,000 is half the way, the plan of the last planned day 40 %."""
    row = reached(PROFILES, MEASURED, TODAY).row(0, named=True)
    assert (row["measured_on"], row["measured_value"]) == (date(2027, 5, 31), 4000.0)
    assert (row["reached_pct"], row["planned_pct"], row["standing"]) == (50.0, 40.0, "on plan")
    assert row["reached_trend"] == [20.0, 50.0]
    assert (row["next_due_on"], row["n_to_measure"], row["unmeasured_days"]) == (
        date(2027, 9, 30),
        0,
        None,
    )


def test_what_cannot_be_said_of_a_measure_is_null() -> None:
    """Never measured, no target to compare with, reached; none is 0 or 100 by accident."""
    rows = {(r["project"], r["code"]): r for r in reached(PROFILES, MEASURED, TODAY).to_dicts()}
    never = rows["A", "B2"]
    assert (never["reached_pct"], never["standing"], never["n_to_measure"]) == (
        None,
        "not measured",
        2,
    )
    assert (never["next_due_on"], never["unmeasured_days"]) == (date(2027, 1, 31), 150)
    over = rows["B", "B1"]
    assert (over["measured_value"], over["reached_pct"], over["standing"]) == (
        120.0, 120.0, "reached",
    )  # fmt: skip
    flat = rows["B", "B2"]
    assert (flat["reached_pct"], flat["standing"], flat["next_due_on"]) == (None, "measured", None)


def test_owners_are_reminded_of_days_and_of_money() -> None:
    """Two days of one benefit, the longest overdue first; two years, by owner or nobody."""
    days = due(PROFILES, MEASURED, TODAY)
    assert days.select("code", "owner", "due_on", "unmeasured_days").rows() == [
        ("B2", "Tom", date(2027, 1, 31), 150), ("B2", "Tom", date(2027, 3, 31), 91),
    ]  # fmt: skip
    projects = pl.DataFrame({"code": ["A", "B"], "sponsor": ["Sam", "Sue"]})
    money = due_money(due_years(YEARLY, 2027), PROFILES, projects)
    assert money.rows() == [("A", 2026, 100.0, "Mara, Tom")]

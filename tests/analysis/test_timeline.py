"""Rows of a timeline: bars rolled up by project, program and portfolio, in their order."""

from datetime import date, timedelta

import polars as pl

from pmo_core.analysis.timeline import of_project, projects, row_of, tree, within

DAY = date(2026, 1, 1)


def day(n: int | None) -> date | None:
    """Return a day counted from the first of January 2026."""
    return None if n is None else DAY + timedelta(days=n)


def tasks() -> pl.DataFrame:
    """Return project A with two tasks below a summary, and B, whose task waits for A's."""
    rows = [
        # project, code, parent, start, finish, baseline, total float, is summary, driver's project
        ("A", "1", None, 0, 20, 0, 15, 0, True, None),
        ("A", "1.1", "1", 0, 9, 0, 9, 3, False, None),
        ("A", "1.2", "1", 10, 20, 10, 15, 0, False, "A"),
        ("A", "", None, 20, 20, None, None, 0, False, "A"),
        ("B", "1", None, 21, 30, None, None, 0, False, "A"),
    ]
    return pl.DataFrame(
        {
            "project": [one[0] for one in rows], "code": [one[1] for one in rows],
            "parent": [one[2] for one in rows],
            "early_start": [day(one[3]) for one in rows],
            "early_finish": [day(one[4]) for one in rows],
            "baseline_start": [day(one[5]) for one in rows],
            "baseline_finish": [day(one[6]) for one in rows],
            "total_float": [one[7] for one in rows],
            "is_critical": [one[7] == 0 for one in rows], "is_summary": [one[8] for one in rows],
            "driver_project": [one[9] for one in rows], "name": ["T"] * len(rows),
        },
        schema_overrides={"baseline_start": pl.Date, "baseline_finish": pl.Date},
    )  # fmt: skip


def portfolio() -> pl.DataFrame:
    """Return A and B in one program, C by its own dates alone, D without any."""
    names = ["A", "B", "C", "D"]
    dates = {name: [None] * 4 for name in ("actual_start", "actual_finish", "forecast_finish")}
    return pl.DataFrame(
        {
            "code": names, "name": names, "stage": ["delivery", "delivery", "closed", "proposed"],
            "portfolio": ["RUN", "RUN", None, None],
            "portfolio_name": ["Run it", "Run it", None, None],
            "program": ["P", "P", None, None], "program_name": ["Prog", "Prog", None, None],
            "planned_start": [None, None, day(5), None],
            "planned_finish": [None, None, day(8), None], **dates,
            "percent_complete": [50.0, None, None, None],
        },
        schema_overrides=dict.fromkeys([*dates, "planned_start", "planned_finish"], pl.Date),
    )  # fmt: skip


def test_a_project_reaches_over_its_tasks() -> None:
    """Summaries and the end of the whole project are no tasks; B is driven by A."""
    rows = projects(tasks(), portfolio())
    assert rows["code"].to_list() == ["A", "B", "C"]
    one = rows.row(0, named=True)
    assert (one["early_start"], one["early_finish"]) == (day(0), day(20))
    assert (one["n_tasks"], one["n_critical"], one["n_driven"], one["total_float"]) == (2, 1, 1, 0)
    assert (one["baseline_finish"], one["behind_days"]) == (day(15), 5)
    assert rows["behind_days"].to_list() == [5, None, None]


def test_without_tasks_it_has_its_own_dates() -> None:
    """C lies where it was planned and says that it has no tasks; D has no day and no row."""
    one = projects(tasks(), portfolio()).row(2, named=True)
    assert (one["early_start"], one["early_finish"], one["has_tasks"]) == (day(5), day(8), False)


def test_a_canceled_project_has_what_it_did() -> None:
    """Planned for eight days and canceled on the second: its bar ends there; never begun: none."""
    canceled = portfolio().with_columns(stage=pl.lit("canceled"))
    assert projects(tasks().clear(), canceled).is_empty()
    begun = canceled.with_columns(actual_start=day(5), actual_finish=day(6))
    assert projects(tasks().clear(), begun)["early_finish"].to_list() == [day(6)] * 4


def test_groups_hold_what_is_below_them() -> None:
    """Program and portfolio reach from the first start to the last finish; C's has no name."""
    rows = tree(projects(tasks(), portfolio()), 3)
    assert rows["key"].to_list() == ["1:RUN", "2:RUN › P", "3:A", "3:B", "1:", "3:C"]
    assert rows["name"].to_list() == ["Run it", "Prog", "A", "B", "No portfolio", "C"]
    top = rows.row(0, named=True)
    assert (top["early_start"], top["early_finish"]) == (day(0), day(30))
    assert (top["n_projects"], top["n_tasks"], top["behind_days"]) == (2, 3, 5)
    assert top["percent_complete"] is None
    assert tree(projects(tasks(), portfolio()), 1)["key"].to_list() == ["1:RUN", "1:"]


def test_each_project_counts_on_one_row() -> None:
    """Where programs are the last rows, a project without one counts on its portfolio's."""
    rows = projects(tasks(), portfolio())
    assert row_of(rows, 2).rows() == [("A", "2:RUN › P"), ("B", "2:RUN › P"), ("C", "1:")]
    assert row_of(rows, 3)["key"].to_list() == ["3:A", "3:B", "3:C"]
    shown = {*tree(rows, 2)["key"]}
    assert set(row_of(rows, 2)["key"]) <= shown


def test_tasks_have_levels() -> None:
    """A summary stands on the first level, its parts on the second."""
    rows = of_project(tasks(), "A")
    assert rows.select("code", "level").rows() == [("1", 1), ("1.1", 2), ("1.2", 2)]
    assert rows["behind_days"].to_list() == [5, 0, 5]


def test_parents_in_a_circle_end() -> None:
    """Elements that stand above each other still have rows."""
    turned = tasks().with_columns(
        parent=pl.when(pl.col("code") == "1").then(pl.lit("1.1")).otherwise("parent")
    )
    assert of_project(turned, "A").height == 3


def test_what_lies_outside_is_not_seen() -> None:
    """A bar or a baseline within the span is seen, by one day too; what ended before is not."""
    rows = projects(tasks(), portfolio())

    def seen(first: int, last: int) -> list[str]:
        return within(rows, DAY + timedelta(first), DAY + timedelta(last))["code"].to_list()

    assert seen(20, 20) == ["A"]
    assert seen(21, 40) == ["B"]
    assert seen(-9, -1) == []
    assert seen(8, 8) == ["A", "C"]

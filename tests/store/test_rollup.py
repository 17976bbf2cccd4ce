"""Roll-ups are the sums of the lines, in base currency, after every kind of change."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

import pmo_core.store
from pmo_core.model import Actual, BudgetLine, CostCategory, Portfolio, Program, Project, Rate
from pmo_core.store import Repository

LATE = date(2030, 1, 31)


def kept(repo: Repository, table: str) -> list[tuple[object, ...]]:
    """Return the rows of a roll-up table."""
    with repo._instance.cursor() as cursor:
        return cursor.execute(f"select * from {table} order by all").fetchall()


def test_a_line_is_converted_by_the_rate_of_its_day(staffed: Repository) -> None:
    """10 USD at 0.9 and 10 USD at 0.8 are 17 in base currency; without a rate they are counted."""
    session = staffed.session("ann", "administrator")
    session.save(
        Rate(currency="USD", valid_from=date(2026, 1, 1), rate=0.9),
        Rate(currency="USD", valid_from=date(2026, 1, 15), rate=0.8),
    )
    session.save(
        *(
            Actual(project="P1", spent_on=date(2026, 1, day), cost=10, currency="USD")
            for day in (14, 15)
        ),
        Actual(project="P1", spent_on=date(2025, 12, 31), cost=10, currency="USD"),
        Actual(project="P1", spent_on=date(2026, 1, 20), cost=Decimal("5.5"), hours=2),
        Actual(project="P1", spent_on=date(2026, 1, 21), hours=3),
    )
    months = staffed.query("cost_month", as_of=LATE).select(
        "month", "cost_base", "hours", "n_lines", "n_without_cost", "n_without_rate"
    )
    assert months.rows() == [
        (date(2025, 12, 1), None, None, 1, 0, 1),
        (date(2026, 1, 1), 22.5, 5.0, 4, 1, 0),
    ]
    assert [f.code for f in staffed.check()] == ["currency_without_rate"]


def test_a_new_rate_or_base_currency_changes_what_was_summed(staffed: Repository) -> None:
    """Roll-ups follow rates and base currency, and come back when these are undone."""
    session = staffed.session("ann", "administrator")
    session.save(Actual(project="P1", spent_on=date(2026, 1, 2), cost=10, currency="USD"))
    before = kept(staffed, "rollup_actual_month")
    rate = session.save(Rate(currency="USD", valid_from=date(2025, 1, 1), rate=2))
    assert staffed.query("cost_month", as_of=LATE)["cost_base"].to_list() == [20.0]
    session.undo(rate)
    assert kept(staffed, "rollup_actual_month") == before
    session.put_settings(base_currency="USD")
    assert staffed.query("cost_month", as_of=LATE)["cost_base"].to_list() == [10.0]
    assert staffed.check() == []


def test_roll_ups_follow_each_change_and_its_undoing(staffed: Repository, lines) -> None:
    """After import, correction, amendment, removal and undoing, a recomputation agrees."""
    session = staffed.session("ann", "administrator")
    first = session.commit(session.stage("actual", [lines(30)]))
    half = lines(20).with_columns(cost=pl.col("cost") * 2)
    second = session.commit(session.stage("actual", [half], replaces=first))
    assert staffed.check() == []
    records = [Actual(**row) for row in staffed.table("actual").head(2).to_dicts()]
    session.amend(records[0].model_copy(update={"cost": None}), records[0])
    session.remove(records[1])
    assert staffed.check() == []
    session.undo(second)
    assert staffed.check() == []
    session.reset()
    assert kept(staffed, "rollup_actual_month") == kept(staffed, "rollup_person_month") == []


def test_a_planted_fault_in_a_roll_up_is_found(staffed: Repository, lines) -> None:
    """The check compares the kept sums with a recomputation."""
    session = staffed.session("ann", "administrator")
    session.commit(session.stage("actual", [lines()]))
    with staffed._instance.cursor() as cursor:
        cursor.execute("update rollup_person_month set hours = hours + 1 where person = 'E1'")
    assert [f.message for f in staffed.check()] == [
        "The sums in rollup_person_month differ from those of the lines."
    ]


def test_a_budget_is_spread_evenly_over_its_months(staffed: Repository) -> None:
    """A quarter of 90 is 30 a month; a line without an amount is counted, not summed as zero."""
    staffed.session("ann", "manager").save(
        BudgetLine(project="P1", period_on=date(2026, 11, 1), n_months=3, amount=90, hours=30),
        BudgetLine(project="P1", period_on=date(2027, 1, 1), n_months=1),
    )
    rows = staffed.query("budget_month", as_of=LATE).select(
        "month", "cost_base", "hours", "n_lines", "n_without_cost"
    )
    assert rows.rows() == [
        (date(2026, 11, 1), 30.0, 10.0, 1, 0),
        (date(2026, 12, 1), 30.0, 10.0, 0, 0),
        (date(2027, 1, 1), 30.0, 10.0, 1, 1),
    ]
    assert [f.code for f in staffed.check()] == ["budget_overlap"]


def test_a_category_takes_its_kind_from_above(staffed: Repository) -> None:
    """A category without a kind has that of the nearest one above it."""
    session = staffed.session("ann", "manager")
    session.save(
        CostCategory(code="HW.SRV", name="Servers", parent="HW"),
        CostCategory(code="HW.SRV.X", name="X", parent="HW.SRV"),
    )
    session.save(Actual(project="P1", spent_on="2026-01-02", cost=1, category="HW.SRV.X"))
    assert staffed.query("cost_by_group", by="kind")["group"].to_list() == ["capex"]


def test_the_overview_has_one_row_per_project(staffed: Repository, lines) -> None:
    """Each project has its place and the number of its lines; none is left out."""
    session = staffed.session("ann", "administrator")
    session.save(
        Portfolio(code="RUN", name="Run"),
        Program(code="OPS", name="Operations", portfolio="RUN"),
        Project(code="P4", name="Four", program="OPS"),
    )
    session.commit(session.stage("actual", [lines(3)]))
    rows = {row["project"]: row for row in staffed.query("projects_overview").to_dicts()}
    assert list(rows) == ["P1", "P2", "P3", "P4"]
    assert [row["n_lines"] for row in rows.values()] == [1, 1, 1, 0]
    names = ("portfolio", "portfolio_name", "program_name", "department_name")
    assert [rows["P4"][name] for name in names] == ["RUN", "Run", "Operations", None]


def test_every_query_names_its_grain(repo: Repository) -> None:
    """Each query file begins with what one row is, and runs on an empty store."""
    values = {"limit": 1, "offset": 0, "change": 1, "by": "project", "register": "project"}
    values |= {"as_of": LATE, "first": LATE, "last": LATE}
    values |= {"n": 1, "seed": 1, "start": 1, "interval": 1}
    for path in (Path(pmo_core.store.__file__).parent / "queries").glob("*.sql"):
        text = path.read_text("utf-8")
        assert text.startswith("-- one row per "), path.name
        names = set(re.findall(r"\$(\w+)", text))
        frame = repo.query(path.stem, **{name: values.get(name, "x") for name in names})
        assert frame.height <= 1, path.name

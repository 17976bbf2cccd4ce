"""The same money on every page, in every file that leaves, and in the raw lines."""

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

import pmo_core
from pmo_core.analysis.overview import headline
from pmo_core.analysis.rollup import rollup
from pmo_core.exchange.export import csv_bytes
from pmo_core.model import Actual, BudgetLine, Person, Project, Rate, Role, StatusReport
from pmo_core.store import Repository
from pmo_core.ui import boot, facts
from pmo_core.ui.filters import Filters
from pmo_core.ui.rolled import STRUCTURES, Choice, Rolled, rolled
from tests.numbers import nasty

ALL = Filters("", (), (), (), (), (), ())
AS_OF = nasty.AS_OF
RAW = """
    select sum(round(cast(cost as double) * case
        when coalesce(currency, $base) = $base then 1.0
        else (select max_by(rate.rate, rate.valid_from) from rate
              where rate.currency = actual.currency and rate.valid_from <= actual.spent_on)
    end, 4)) from actual where spent_on <= $as_of
"""


@pytest.fixture
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """Give an empty store, which is the one of the pages."""
    address = str(tmp_path_factory.mktemp("numbers") / "pmo.duckdb")
    with pytest.MonkeyPatch.context() as patch, pmo_core.open(address) as repo:
        patch.setenv("PMO_STORE_URL", address)
        yield repo
        boot._open.clear()


def show(view: str = "Cost", by: str = "portfolio", **options: object) -> Rolled:
    """Return a roll-up over the whole time of all projects."""
    given = {"period": "month", "cumulative": False, "within": "", "as_of": AS_OF} | options
    return rolled(Choice(view=view, by=by, filters=ALL, **given))  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", [10, 11])
def test_the_same_total_everywhere(kept: Repository, seed: int) -> None:
    """Overview, Roll-ups by any structure, Project, the CSV files and the raw lines: one sum."""
    nasty.fill(kept, seed)
    projects = facts.portfolio(AS_OF)
    base = kept.settings().base_currency
    with kept._instance.cursor() as cursor:
        ((raw,),) = cursor.execute(RAW, {"base": base, "as_of": AS_OF}).fetchall()
    expected = pytest.approx(raw, abs=0.005)
    assert {one.name: one.value for one in headline(projects)}["actual_cost"] == expected
    file = pl.read_csv(io.BytesIO(csv_bytes(projects.drop("trend"))), infer_schema_length=None)
    assert file["actual_cost"].sum() == expected
    pages = [facts.by_category(code, AS_OF)["cost_base"].sum() for code in projects["code"]]
    assert sum(pages) == expected
    for by in STRUCTURES:
        shown = show(by=by)
        assert shown.sums["actual"][0] == expected
        assert shown.total["actual"].sum() == expected
        table = pl.read_csv(io.BytesIO(csv_bytes(shown.sums)), infer_schema_length=None)
        groups = table.filter(pl.col("level") == 1)["actual"].sum()
        assert (groups == expected) == (by != "tag")
        assert shown.sums["n_projects"][0] == projects.height


def test_all_hours_are_somebodys(kept: Repository) -> None:
    """Hours by person and by role, with those of nobody, are the hours by portfolio."""
    nasty.fill(kept, 12)
    for by in ("home", "role"):
        assert show("Workload", by).sums["actual"][0] == show("Workload").sums["actual"][0]


def test_hours_that_are_not_known_are_not_zero(kept: Repository) -> None:
    """A role and a person with cost but no hours have no figure; a credited hour is a zero."""
    day = {"project": "A", "spent_on": date(2026, 9, 1), "cost": Decimal(5)}
    kept.session("ann", "administrator").save(
        Project(code="A", name="A"), Role(code="DEV", name="Dev"), Role(code="OPS", name="Ops"),
        Person(code="E1", name="Kim"), Actual(**day, role="DEV", person="E1"),
        Actual(**day, role="OPS", hours=8), Actual(**day, role="OPS", hours=-8, entry="2"),
    )  # fmt: skip
    sums = show("Workload", "role").sums.select("group", "actual").rows()
    assert dict(sums) == {"": 0.0, "DEV": None, "OPS": 0.0}
    assert show("Workload", "home").sums["actual"].to_list() == [0.0, 0.0]
    assert "1 of 3 lines without hours" in show("Workload", "home").notes
    with kept._instance.cursor() as cursor:
        people = cursor.execute("select person, hours, n_without_hours from rollup_person_month")
        assert sorted(people.fetchall()) == [("", 0, 0), ("E1", 0, 1)]


def test_what_comes_after_the_day_is_in_no_figure_but_counted(kept: Repository) -> None:
    """A line and a report of tomorrow change nothing, also within the month of the day."""
    session = kept.session("ann", "administrator")
    session.save(
        Project(code="A", name="A", stage="delivery", forecast_cost=100,
                forecast_finish=date(2026, 12, 31), planned_cost=80),
        Actual(project="A", spent_on=AS_OF, cost=10, hours=1),
    )  # fmt: skip
    before = facts.portfolio(AS_OF).drop("n_after"), show().total, show("Workload", "home").total
    session.save(
        Actual(project="A", spent_on=date(2026, 10, 15), cost=7, hours=1),
        Actual(project="A", spent_on=date(2027, 1, 5), cost=7, hours=1),
        StatusReport(project="A", data_date=date(2026, 10, 15), forecast_cost=999, rag="red"),
        Rate(currency="USD", valid_from=date(2026, 10, 15), rate=3),
    )
    after = facts.portfolio(AS_OF), show().total, show("Workload", "home").total
    assert after[0]["n_after"].to_list() == [2]
    assert after[0].drop("n_after").equals(before[0])
    assert after[1].equals(before[1])
    assert after[2].equals(before[2])
    assert "2 lines after this day left out" in show().notes
    notes = {one.name: one.note for one in headline(after[0])}
    assert notes["actual_cost"] == "2 lines after this day left out"


def test_plans_and_forecasts_share_the_rate_of_the_day(kept: Repository) -> None:
    """Budget, planned cost and reports of 100 USD are all 80; what was posted keeps its rate."""
    usd = {"currency": "USD"}
    kept.session("ann", "administrator").save(
        Rate(currency="USD", valid_from=date(2026, 1, 1), rate=0.9),
        Rate(currency="USD", valid_from=date(2026, 10, 1), rate=0.8),
        Project(code="A", name="A", stage="delivery", planned_cost=100, **usd),
        BudgetLine(project="A", period_on=date(2026, 2, 1), amount=100, n_months=3, **usd),
        StatusReport(project="A", data_date=date(2026, 3, 31), forecast_cost=100, **usd),
        StatusReport(project="A", data_date=date(2026, 10, 5), forecast_cost=100, **usd),
        Actual(project="A", spent_on=date(2026, 3, 1), cost=50, **usd),
    )
    row = facts.portfolio(AS_OF).row(0, named=True)
    assert (row["planned_cost"], row["forecast_cost"], row["actual_cost"]) == (80.0, 80.0, 45.0)
    assert show().sums["planned"][0] == pytest.approx(80)
    history = kept.query("status_history", project="A", as_of=AS_OF)
    assert history["forecast_cost"].to_list() == [80.0, 80.0]
    assert not [note for note in show().notes if "do not sum" in note]


def test_contradictions_are_counted_beside_the_sums(kept: Repository) -> None:
    """A passed finish, none, a forecast below actuals, a plan without dates, another budget."""
    common = {"stage": "delivery", "forecast_cost": Decimal(100)}
    kept.session("ann", "administrator").save(
        Project(code="A", name="Late", forecast_finish=date(2026, 9, 1), **common),
        Project(code="B", name="Open end", planned_cost=60, **common),
        Project(code="C", name="Overspent", forecast_finish=date(2027, 1, 1), **common),
        Project(code="D", name="Other budget", planned_cost=50),
        Actual(project="C", spent_on=date(2026, 9, 1), cost=130),
        BudgetLine(project="D", period_on=date(2026, 1, 1), amount=70),
        BudgetLine(project="D", period_on=date(2026, 2, 1)),
    )
    shown = show()
    assert set(shown.notes) == {
        "2 of 4 without budget", "3 of 4 without actuals",
        "1 of 2 budget lines without amount or rate",
        "1 of 4 with a forecast finish that has passed: to come in 2026-10",
        "1 of 4 with no forecast finish: to come in the sums, in no period",
        "1 of 4 forecast below what is spent: nothing to come",
        "1 of 4 planned without dates: in the sums, in no period",
        "1 of 4 whose budget lines do not sum to the planned cost",
    }  # fmt: skip
    assert (shown.sums["planned"][0], shown.sums["forecast"][0]) == (130.0, 200.0)
    assert (shown.total["planned"].sum(), shown.total["forecast"].sum()) == (70.0, 100.0)


def test_a_program_named_like_a_portfolio_stays_apart(kept: Repository) -> None:
    """Looking into portfolio A shows A alone, not the program A of portfolio B."""
    kept.session("ann", "administrator").save(
        *nasty.structure(nasty.Maker(0)),
        Project(code="1", name="1", portfolio="A"), Project(code="2", name="2", program="A"),
        Actual(project="1", spent_on=date(2026, 9, 1), cost=1),
        Actual(project="2", spent_on=date(2026, 9, 1), cost=2),
    )  # fmt: skip
    assert show(within="A").sums["actual"][0] == 1.0
    assert show(within="B › A").sums["actual"][0] == 2.0
    path = [name for _, name in show(within="B › A").path]
    assert path == ["Portfolio B", "Named like a portfolio"]


def test_facts_outside_of_all_groups_are_refused() -> None:
    """A roll-up never leaves out silently what belongs to no group."""
    rows = pl.DataFrame({"project": ["Z"], "month": [date(2026, 1, 1)], "actual": [1.0]})
    groups = pl.DataFrame(
        {"member": ["A"], "level": [0], "group": [""], "group_name": ["All"], "parent": [""]}
    )
    with pytest.raises(ValueError, match="in no group: project Z"):
        rollup(rows, groups, values=["actual"])

"""The cash flow of the roll-ups: what is committed, and the forecast beyond it."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pmo_core.model import Actual, CostCategory, Project, PurchaseOrder
from pmo_core.store import Repository
from tests.ui.conftest import SHELL

TODAY = date.today()
NEXT = f"{TODAY + timedelta(days=1):%Y-%m}"
FINISH = TODAY + timedelta(days=200)


@pytest.fixture
def spending(kept: Repository) -> Repository:
    """Give two running projects: 600 is still to come in A, 100 in B."""
    plan = {"stage": "delivery", "forecast_finish": FINISH}
    kept.session("test", "administrator").save(
        CostCategory(code="HW", name="Hardware"),
        Project(code="A", name="Alpha", forecast_cost=Decimal(1000), **plan),
        Project(code="B", name="Beta", forecast_cost=Decimal(100), **plan),
        Actual(project="A", spent_on=TODAY - timedelta(40), cost=Decimal(400)),
    )
    return kept


@pytest.fixture
def ordered(spending: Repository) -> Repository:
    """Give orders too: 200 is open in A, 180 in B, which is 80 too much."""
    spending.session("test", "manager").save(
        PurchaseOrder(project="A", code="1", category="HW", amount=Decimal(300),
                      invoiced_amount=Decimal(100), expected_on=TODAY - timedelta(9)),
        PurchaseOrder(project="A", code="2", amount=Decimal(70), closed_on=TODAY),
        PurchaseOrder(project="B", code="1", amount=Decimal(180)),
    )  # fmt: skip
    return spending


def page(path: str = "track/rollups.py", **params: str) -> AppTest:
    """Open a page with an address."""
    app = AppTest.from_file(SHELL, default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    return app.switch_page(path).run()


def said(app: AppTest) -> str:
    """Return the notes and the finding."""
    shown = " ".join(one.value for one in [*app.markdown, *app.warning])
    return shown.replace("\\", "").replace("\u2060", "")


def test_committed_stands_apart_from_the_rest_of_the_forecast(ordered: Repository) -> None:
    """Of 700 still to come 380 are ordered; beyond orders come 400 of A and nothing of B."""
    app = page(view="Cash flow", by="Project")
    assert not app.exception
    assert {one.label: one.value for one in app.metric} == {
        "Projects": "2", "Actual": "400", "Committed": "380", "Forecast beyond orders": "400",
    }  # fmt: skip
    sums, periods = (pl.from_pandas(one.value) for one in app.dataframe)
    figures = sums.select(
        "group_name", "committed_cost", pl.col("uncommitted_cost").round(6)
    ).rows()
    assert figures == [("Total", 380.0, 400.0), ("Alpha", 200.0, 400.0), ("Beta", 180.0, 0.0)]
    ahead = dict(periods.select("period", "committed_cost").drop_nulls().rows())
    assert ahead == {NEXT: 200.0, f"{FINISH:%Y-%m}": 180.0}
    assert periods["uncommitted_cost"].sum() == pytest.approx(400)


def test_what_is_placed_otherwise_or_ordered_too_much_is_said(ordered: Repository) -> None:
    """Orders overdue or without a day are counted; who ordered too much is named."""
    shown = said(page(view="Cash flow"))
    assert f"1 of 2 open orders past their expected payment: in {NEXT}" in shown
    assert "1 of 2 open orders without expected payment: at the forecast finish" in shown
    assert "1 project has ordered more than the forecast still holds, by 80: B (80)" in shown


def test_running_totals_end_at_the_cost_at_completion(ordered: Repository) -> None:
    """Committed stands on the actuals, the forecast on both: with 80 too much 1,180."""
    app = page(view="Cash flow", values="Running total", by="Cost category")
    last = pl.from_pandas(app.dataframe[1].value)
    assert last["cost_with_committed"].max() == 780.0
    assert last["forecast_cost"].max() == pytest.approx(1180)


def test_without_orders_it_is_not_known_what_is_committed(spending: Repository) -> None:
    """No order is kept: the forecast is whole, and the page says that nothing is known."""
    app = page(view="Cash flow")
    assert {one.label: one.value for one in app.metric} == {
        "Projects": "2", "Actual": "400", "Forecast beyond orders": "700",
    }  # fmt: skip
    assert "No orders are kept" in said(app)
    assert not app.warning


def test_cost_is_not_divided(ordered: Repository) -> None:
    """The view of cost has the whole forecast and says nothing of orders."""
    app = page(view="Cost")
    assert {one.label: one.value for one in app.metric}["Forecast to come"] == "700"
    assert not app.warning


@pytest.mark.parametrize(("code", "note"), [("A", "of it committed: 200"), ("B", "committed: 180")])
def test_a_project_says_what_of_the_rest_is_committed(
    ordered: Repository, code: str, note: str
) -> None:
    """Beside what is still to spend."""
    assert note in [one.value for one in page("track/project.py", project=code).caption]

"""Pages read well where data is sparse, long or odd: one currency, hours alone, many projects."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from streamlit.proto.Dataframe_pb2 import Dataframe
from streamlit.testing.v1 import AppTest

from pmo_core.model import Actual, BudgetLine, Project, Role, StatusReport, WbsElement
from pmo_core.store import Repository
from pmo_core.ui.paging import ROWS, width_of
from pmo_core.ui.project import note_of

SHELL = Path(__file__).resolve().parents[2] / "pages" / "shell.py"
TODAY = date.today()


def _open(path: str, **params: str) -> AppTest:
    app = AppTest.from_file(SHELL, default_timeout=60)
    if path != "track/overview.py":
        app.switch_page(path)
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()


def _table(app: AppTest, place: int = 0) -> pl.DataFrame:
    return pl.from_pandas(app.dataframe[place].value)


def _save(repo: Repository, *records: object) -> None:
    repo.session("test", "administrator").save(*records)


def test_one_foreign_currency_becomes_the_base_by_a_click(kept: Repository) -> None:
    """All projects are in USD and no rate is kept: it is said, and one decision counts them all."""
    plan = {"planned_cost": Decimal(1000), "currency": "USD"}
    _save(kept, Project(code="A", name="One", **plan), Project(code="B", name="Two", **plan))
    app = _open("track/overview.py")
    assert any("2 projects with amounts in USD" in one.value for one in app.markdown)
    app.button(key="count_in").click().run()
    assert kept.settings().base_currency == "USD"
    figures = {one.label: one.value for one in app.metric}
    assert figures["Planned"] == "2 k"
    assert not any("no rate" in one.value for one in app.markdown)


def test_two_currencies_are_not_counted_as_one(kept: Repository) -> None:
    """Where another currency is used too, rates are the only way out."""
    _save(
        kept,
        Project(code="A", name="One", planned_cost=Decimal(1), currency="USD"),
        Project(code="B", name="Two", planned_cost=Decimal(1), currency="EUR"),
    )
    app = _open("track/rollups.py")
    assert any("1 project with amounts in USD" in one.value for one in app.markdown)
    assert "count_in" not in {button.key for button in app.button}


def test_hours_alone_lead_to_the_workload(kept: Repository) -> None:
    """Lines without cost: the cost view says where to look, the project names its hours."""
    _save(
        kept,
        Role(code="DEV", name="Developer"),
        Project(code="A", name="One"),
        Actual(project="A", role="DEV", spent_on=date(2014, 12, 31), hours=Decimal(1200)),
    )
    app = _open("track/rollups.py")
    assert not app.exception
    assert any("Look at Workload" in one.value for one in app.caption)
    assert not app.dataframe
    assert len(_open("track/rollups.py", view="Workload").dataframe) == 2
    captions = [one.value for one in _open("track/project.py", project="A").caption]
    assert "no cost, but 1,200.0 hours" in captions


def test_columns_of_which_nothing_is_known_are_named_not_shown(kept: Repository) -> None:
    """A register of names alone gives no row of empty columns."""
    _save(kept, Project(code="A", name="One", stage="delivery"))
    app = _open("track/overview.py")
    known = ["code", "name", "rag_computed", "trust", "stage", "rag_reason", "trust_reason"]
    assert _table(app).columns == known
    (said,) = (one.value for one in app.caption if one.value.startswith("Not shown"))
    assert "planned cost" in said
    assert "stage" not in said


def test_codes_are_sorted_as_people_count(kept: Repository) -> None:
    """1.2 stands before 1.10, among projects and in a work breakdown."""
    _save(kept, *(Project(code=code, name=code) for code in ("P-10", "P-9", "P-100")))
    _save(kept, *(WbsElement(project="P-9", code=c, name=c) for c in ("1.10", "1.2", "1", "2")))
    app = _open("track/overview.py", sort="Code")
    assert _table(app)["code"].to_list() == ["P-9", "P-10", "P-100"]

    def part() -> None:
        from pmo_core.ui.project import part

        part("Work breakdown", "P-9", "EUR")

    shown = AppTest.from_function(part, default_timeout=60).run()
    assert _table(shown)["code"].to_list() == ["1", "1.2", "1.10", "2"]


def test_a_long_roll_up_is_cut_and_says_so(kept: Repository) -> None:
    """The total and the first groups are sent; the file holds all."""
    _save(
        kept,
        *(Project(code=f"P{n}", name=f"Project {n}", planned_cost=Decimal(n + 1),
                  planned_start=TODAY, planned_finish=TODAY) for n in range(ROWS + 20)),
    )  # fmt: skip
    app = _open("track/rollups.py", by="Project")
    table = _table(app)
    assert table.height == ROWS
    assert table["group_name"][0] == "Total"
    assert any(f"{ROWS:,} of {ROWS + 21:,}" in one.value for one in app.caption)


def test_a_stray_line_of_long_ago_does_not_squeeze_the_periods(kept: Repository) -> None:
    """One unit in 2001 is in the total, not in the table of periods, and that is said."""
    _save(
        kept,
        Project(code="A", name="One"),
        BudgetLine(project="A", period_on=date(2001, 1, 1), amount=Decimal(1)),
        BudgetLine(project="A", period_on=date(2026, 1, 1), amount=Decimal(9000)),
        BudgetLine(project="A", period_on=date(2026, 3, 1), amount=Decimal(9000)),
    )
    app = _open("track/rollups.py")
    assert _table(app)["planned_cost"][0] == 18001.0
    assert _table(app, 1)["period"].to_list() == ["2026-01", "2026-03"]
    assert any("before 2026-01: it is in the sums" in one.value for one in app.caption)


def test_a_row_that_leads_elsewhere_has_no_box(kept: Repository) -> None:
    """Boxes promise a selection of many; a click on the row, or its button, opens something."""
    _save(kept, Project(code="A", name="One", planned_cost=Decimal(5), planned_start=TODAY))
    single_cell = [Dataframe.SelectionMode.SINGLE_CELL]
    overview = _open("track/overview.py")
    assert list(overview.dataframe[0].proto.selection_mode) == single_cell
    assert any("Click a row to open the project" in one.value for one in overview.caption)
    sums = _open("track/rollups.py")
    assert list(sums.dataframe[0].proto.selection_mode) == []
    assert set(_table(sums).to_series(0)) == {"Look into"}


def test_a_history_without_finish_draws_no_empty_chart(kept: Repository) -> None:
    """Only costs were reported: the place of the other chart says so."""
    _save(
        kept,
        Project(code="A", name="One"),
        StatusReport(project="A", data_date=TODAY - timedelta(days=9), forecast_cost=Decimal(7)),
    )
    app = _open("track/project.py", project="A")
    assert not app.exception
    assert any("No finish was reported" in one.value for one in app.markdown)


@pytest.mark.parametrize(
    ("name", "project", "note"),
    [
        ("planned_cost", {"planned_cost": 5.0}, ""),
        ("actual_cost", {"actual_cost": 5.0, "spent_pct": 50.0}, "50.0 % of planned"),
        ("actual_cost", {"actual_cost": None, "actual_hours": None}, "nothing posted"),
        ("forecast_finish",
         {"forecast_finish": None, "slip_days": None, "planned_finish": date(2026, 1, 2)},
         "slip not known; planned 2026-01-02"),
        ("status_on", {"status_on": None, "percent_complete": None}, "no status reported"),
        ("status_on", {"status_on": date(2026, 1, 2), "percent_complete": 40},
         "status of 2026-01-02, 40 % complete"),
    ],
)  # fmt: skip
def test_a_figure_of_a_project_says_what_must_be_known(
    name: str, project: dict[str, object], note: str
) -> None:
    """A share where it is known, otherwise what is missing."""
    assert note_of(name, project) == note


def test_few_pages_are_all_numbered() -> None:
    """The place for the numbers grows with their count, up to what a window holds."""
    assert width_of(2) < width_of(5) < width_of(9) == width_of(900)

"""The UK's major projects, published in four different layouts, become one status history."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

# file, data date, rows, amounts given, amounts withheld, questions on the one screen
FILES = [
    (
        "gmpp/uk_2014.csv",
        "2013-09-30",
        199,
        183,
        16,
        ["data_date", "planned_finish", "planned_cost"],
    ),
    ("gmpp/uk_2017.csv", "2016-09-30", 143, 134, 9, ["data_date"]),
    ("gmpp/uk_2019.csv", "2019-12-31", 133, 118, 15, ["data_date"]),
    ("gmpp/uk_2021.csv", "2021-12-31", 184, 164, 20, ["data_date"]),
]


@pytest.fixture(scope="module")
def gmpp(imported: Callable[..., Any]) -> dict[str, Any]:
    return {name: imported(name, data_date=day) for name, day, *_ in FILES}


@pytest.mark.parametrize("file", FILES)
def test_every_project_has_a_report(
    gmpp: dict[str, Any], file: tuple[str, str, int, int, int, list[str]]
) -> None:
    """Every project is taken, under the day of the report; withheld amounts are counted."""
    name, day, n, n_given, n_withheld, asked = file
    found = gmpp[name]
    assert found.register == "status_report"
    assert [question.field for question in found.guess.questions] == asked
    lines = found.prepared.reconciliation.lines
    assert (lines.read, lines.taken, lines.rejected) == (n, n, 0)
    assert found.frame["project"].n_unique() == n
    assert set(found.frame["data_date"]) == {date.fromisoformat(day)}
    (cost,) = found.prepared.reconciliation.measures
    assert (cost.n_values, cost.n_withheld, cost.n_missing) == (n_given, n_withheld, 0)
    assert found.frame["planned_cost"].count() == n_given
    assert found.frame["withheld"].str.contains("planned_cost").sum() == n_withheld


@pytest.mark.parametrize("name", ["gmpp/uk_2014.csv", "gmpp/uk_2017.csv"])
def test_fields_in_rows_are_turned(gmpp: dict[str, Any], name: str) -> None:
    """The older files have a project per column; a line then is the number of the column."""
    assert gmpp[name].mapping.shape == {"kind": "transposed"}
    assert gmpp[name].frame["_line"][0] == 2


@pytest.mark.parametrize("name", [name for name, *_ in FILES])
def test_cost_at_completion_is_not_the_cost_of_a_year(gmpp: dict[str, Any], name: str) -> None:
    """The whole-life cost is read, in pounds; budgets and forecasts of the year are left out."""
    found = gmpp[name]
    column = found.columns()["planned_cost"].casefold()
    assert "whole life" in column or column.startswith("wlc")
    assert "forecast_cost" not in found.mapping.fields
    assert found.mapping.constants["currency"] == "GBP"
    assert set(found.mapping.factors.values()) == {"1000000"}


@pytest.mark.parametrize(
    ("name", "project", "expected"),
    [
        ("2014", "Green Investment Bank", ("278000000", date(2012, 9, 1), "green")),
        ("2017", "New Polar Research Vessel", ("1403000000", date(2020, 7, 1), "amber-green")),
        ("2019", "Geological Disposal Facility Programme (GDF)",
         ("12343960000", date(2040, 12, 31), "amber")),
        ("2021", "Maritime Patrol Aircraft", ("2013020000", date(2024, 4, 1), "amber-red")),
    ],
)  # fmt: skip
def test_one_project_by_hand(
    gmpp: dict[str, Any], name: str, project: str, expected: tuple[str, date, str]
) -> None:
    """Cost, finish and rating of one project stand as the file writes them."""
    found = gmpp[f"gmpp/uk_{name}.csv"]
    codes = found.prepared.referenced["project"]
    (code,) = codes.filter(codes["name"] == project)["code"]
    (row,) = found.frame.filter(found.frame["project"] == code).iter_rows(named=True)
    cost, finish, rag = expected
    assert (row["planned_cost"], row["planned_finish"], row["rag"]) == (Decimal(cost), finish, rag)


def test_unit_is_taken_from_the_texts_where_no_header_says_it(gmpp: dict[str, Any]) -> None:
    """The newer files state millions only in their comments; the evidence is shown."""
    for name in ("gmpp/uk_2019.csv", "gmpp/uk_2021.csv"):
        (finding,) = [one for one in gmpp[name].guess.proposals if one.code == "unit_factor"]
        assert "lines write the same amount so in budget_comment" in finding.message


def test_word_instead_of_a_date_is_asked_about_and_kept(gmpp: dict[str, Any]) -> None:
    """'Reset' for an end date and a cost is asked about; taken as not given, its word is kept."""
    found = gmpp["gmpp/uk_2014.csv"]
    assert {one.value for one in found.guess.questions if one.kind == "word"} == {"Reset"}
    assert found.frame["withheld"].str.contains("Reset").sum() == 1

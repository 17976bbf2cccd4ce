"""The own history as a reference: the narrowest class that is large enough, or a refusal."""

from datetime import date

import polars as pl
import pytest

from pmo_core.analysis.outturn import history, members, outturn

NO_BASELINE = pl.DataFrame(
    schema={
        "project": pl.String, "planned_cost": pl.Float64, "planned_start": pl.Date,
        "planned_finish": pl.Date,
    }
)  # fmt: skip


def past(**columns: list[object]) -> pl.DataFrame:
    """Return history with a default class of program X in portfolio P, run in an agile way."""
    n = len(columns["cost"])
    start = {"code": [f"C{one}" for one in range(n)], "program": ["X"] * n, "portfolio": ["P"] * n,
             "method": ["agile"] * n}  # fmt: skip
    return pl.DataFrame({**start, **columns})


def test_history_by_hand() -> None:
    """Only closed projects; ratios by hand; without cost, or without a start, no outturn."""
    projects = pl.DataFrame({
        "code": ["B", "A", "D", "O"], "name": ["b", "a", "d", "o"],
        "stage": ["closed", "closed", "closed", "delivery"], "program": ["X"] * 4,
        "portfolio": ["P"] * 4, "method": ["agile"] * 4,
        "planned_cost": [100.0, 200.0, 0.0, 10.0], "actual_cost": [150.0, None, 5.0, 99.0],
        "planned_start": [date(2026, 1, 1)] * 4,
        "planned_finish": [date(2026, 1, 10)] * 3 + [None],
        "actual_start": [date(2026, 2, 1), None, date(2026, 1, 1), None],
        "actual_finish": [date(2026, 2, 15), date(2026, 1, 1), date(2026, 1, 5), None],
    })  # fmt: skip
    found = history(projects, NO_BASELINE)
    assert found["code"].to_list() == ["A", "B", "D"]
    assert found["cost"].to_list() == [None, 1.5, None]
    assert found["duration"].to_list() == [None, 1.5, 0.5]
    baseline = pl.DataFrame(
        {"project": ["B"], "planned_cost": [75.0], "planned_start": [None],
         "planned_finish": [date(2026, 1, 5)]},
        schema=NO_BASELINE.schema,
    )  # fmt: skip
    first = history(projects, baseline).filter(code="B")
    assert first.select("cost", "duration").row(0) == (2.0, 3.0)


def test_the_narrowest_class_that_is_large_enough() -> None:
    """Five of the program; with four the portfolio, then the method, then all."""
    rows = past(cost=[1.0, 1.1, 1.2, 1.4, 3.0])
    of = {"code": "NEW", "program": "X", "portfolio": "P", "method": "agile"}
    assert outturn(rows, of, "cost").of == "closed projects of program X"
    for own, expected in (
        ({"program": ["X"] * 4 + ["Y"]}, "portfolio"),
        ({"program": ["X"] * 4 + ["Y"], "portfolio": ["P"] * 4 + ["Q"]}, "method"),
        ({"program": ["Y"] * 5, "portfolio": ["Q"] * 5, "method": ["light"] * 5}, "all"),
    ):
        found = outturn(past(cost=[1.0, 1.1, 1.2, 1.4, 3.0], **own), of, "cost")
        assert (found.kind, found.n, found.median) == (expected, 5, 1.2)
        assert (found.low, found.high) == pytest.approx((1.1, 1.4))


def test_only_what_is_known_counts() -> None:
    """A project without an outturn is left out and counted; with four known there is none."""
    found = outturn(past(cost=[1.0, 1.1, 1.2, 1.4, 3.0, None]), {"program": "X"}, "cost")
    assert (found.n, found.n_unknown) == (5, 1)
    refused = outturn(past(cost=[1.0, 1.1, 1.2, 1.4, None]), {"program": "X"}, "cost")
    assert (refused.median, refused.n, refused.n_unknown) == (None, 4, 1)
    assert refused.reason.startswith("Only 4 closed projects have a known outturn of cost")
    nothing = outturn(past(cost=[1.0]).clear(), {}, "cost")
    assert nothing.reason == "No closed projects have a known outturn of cost; a reference needs 5."


def test_a_project_is_not_its_own_reference() -> None:
    """A closed project is compared with the others."""
    rows = past(cost=[1.0, 1.1, 1.2, 1.4, 3.0])
    assert outturn(rows, {"code": "C0", "program": "X"}, "cost").median is None
    assert outturn(rows, {"code": "other", "program": "X"}, "cost").median == 1.2


def test_members_are_those_of_the_class() -> None:
    """The list beside a reference holds its projects, the largest overrun first."""
    rows = past(cost=[1.0, 1.1, 1.2, 1.4, 3.0, 9.0, None], program=["X"] * 5 + ["Y", "X"])
    found = outturn(rows, {"program": "X"}, "cost")
    assert members(rows, found, None)["cost"].to_list() == [3.0, 1.4, 1.2, 1.1, 1.0]

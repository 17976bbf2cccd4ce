"""Laws that hold for any portfolio, tried on the demonstration."""

from datetime import date
from functools import cache

import polars as pl
import pytest

from pmo_core import demo
from pmo_core.analysis import rollup, series, structure
from pmo_core.analysis.currency import convert
from pmo_core.analysis.overview import headline, overview
from pmo_core.model import settings_from

AS_OF = demo.AS_OF
VALUES = ["planned", "actual", "forecast"]


@cache
def made() -> demo.Demo:
    return demo.build()


def posted() -> pl.DataFrame:
    """Sum actuals to months as the store keeps them."""
    frames = made().frames
    lines = convert(frames["actual"], frames["rate"], ["cost"], base="EUR", on="spent_on")
    return lines.group_by(
        "project", "category", "role", pl.col("spent_on").dt.truncate("1mo").alias("month")
    ).agg(
        cost_base=pl.col("cost").sum(),
        n_lines=pl.len(),
        n_without_cost=pl.col("cost").is_null().sum(),
        n_without_rate=pl.col("n_without_rate").sum(),
    )


@cache
def projects() -> pl.DataFrame:
    frames = made().frames
    spent = posted().group_by("project").agg(actual_cost=pl.col("cost_base").sum())
    return overview(
        frames["project"], frames["status_report"], spent, frames["rate"],
        as_of=AS_OF, settings=settings_from(dict(frames["setting"].rows())),
    )  # fmt: skip


@cache
def facts() -> pl.DataFrame:
    frames = made().frames
    budget = convert(frames["budget_line"], frames["rate"], ["amount"], base="EUR", on=AS_OF)
    ahead, _ = series.forecast(projects().filter("is_open"), AS_OF)
    return series.combined(series.planned(budget), series.actual(posted()), ahead)


@pytest.mark.parametrize(
    "by", ["portfolio", "program", "department", "category", "kind", "method", "stage", "tag"]
)
@pytest.mark.parametrize("period", ["month", "quarter", "fiscal_year", "total"])
def test_every_structure_has_the_same_total(by: structure.Structure, period: str) -> None:
    """Total, sum of the top groups and sum of the facts agree; tags only in the total."""
    groups, findings = structure.members(by, made().frames)
    found = rollup.rollup(
        facts(), groups, values=VALUES, key=structure.key_of(by), period=period, fiscal_start=4
    )  # type: ignore[arg-type]
    assert findings == ()
    for value in VALUES:
        expected = pytest.approx(facts()[value].sum())
        assert found.filter(pl.col("level") == 0)[value].sum() == expected
        if by != "tag":
            assert found.filter(pl.col("level") == 1)[value].sum() == expected


def test_children_sum_to_their_parent() -> None:
    """Programs of a portfolio sum to it, where no project lies outside of programs."""
    groups, _ = structure.members("portfolio", made().frames)
    found = rollup.rollup(facts(), groups, values=VALUES, period="total")
    below = found.filter(pl.col("level") == 2).group_by("parent").agg(pl.col(VALUES).sum())
    for row in below.to_dicts():
        top = found.filter(pl.col("level") == 1, pl.col("group") == row["parent"]).row(
            0, named=True
        )
        assert {name: top[name] for name in VALUES} == {
            name: pytest.approx(row[name]) for name in VALUES
        }


def test_last_running_total_is_the_sum() -> None:
    """Actual and planned end at their sums, the forecast at actual plus what is to come."""
    groups, _ = structure.members("portfolio", made().frames)
    found = rollup.rollup(facts(), groups, values=VALUES, cumulative=True)
    total = found.filter(pl.col("level") == 0)
    sums = {name: facts()[name].sum() for name in VALUES}
    assert total["planned"].drop_nulls()[-1] == pytest.approx(sums["planned"])
    assert total["actual"].drop_nulls()[-1] == pytest.approx(sums["actual"])
    assert total["forecast"].drop_nulls()[-1] == pytest.approx(sums["actual"] + sums["forecast"])
    ended = total.filter(pl.col("actual").is_not_null())["period_on"].max()
    assert ended == date(2026, 10, 1)


def test_what_is_spread_is_what_remains() -> None:
    """Per open project with a forecast finish the months ahead sum to forecast less actual."""
    ahead, _ = series.forecast(projects().filter("is_open"), AS_OF)
    sums = ahead.group_by("project").agg(pl.col("forecast").sum())
    both = sums.join(projects(), left_on="project", right_on="code")
    assert both.height > 50
    gap = both.select((pl.col("forecast") - pl.col("remaining_cost")).abs().max()).item()
    assert gap < 1e-6


def test_planted_contradictions_are_found() -> None:
    """The forecast below cost and the one whose finish has passed are found where they were put."""
    _, findings = series.forecast(projects().filter("is_open"), AS_OF)
    planted = {fault.kind: fault.key[0] for fault in made().faults}
    found = {(finding.code, finding.value) for finding in findings}
    assert ("forecast_below_actual", planted["forecast_below_actual"]) in found
    assert ("forecast_finish_passed", planted["stale_forecast"]) in found
    assert len(found) < 5


def test_a_green_rating_beside_a_red_rule() -> None:
    """The project that its manager rates green although far over plan is red by rule."""
    planted = {fault.kind: fault.key[0] for fault in made().faults}
    row = projects().filter(pl.col("code") == planted["rag_contradicts_cost"]).row(0, named=True)
    assert (row["rag_reported"], row["rag_computed"]) == ("green", "red")
    assert row["rag_reason"].startswith("Red: cost ")


def test_missing_budgets_are_counted() -> None:
    """The headline says that 4 of 200 are without budget, and leaves them out of the variance."""
    figures = {figure.name: figure for figure in headline(projects())}
    assert figures["planned_cost"].note == "4 of 200 without budget"
    assert figures["cost_variance"].n_known == 96

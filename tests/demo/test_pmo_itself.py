"""The PMO of the demonstration: what it says of itself adds up."""

from datetime import timedelta

import polars as pl
import pytest

from pmo_core import demo
from pmo_core.analysis import announcements, maturity, pmo_health, tool_evaluation


@pytest.fixture(scope="module")
def frames() -> dict[str, pl.DataFrame]:
    return demo.build(n_actuals=2_000).frames


def test_three_assessments_of_all_areas_that_rise(frames: dict[str, pl.DataFrame]) -> None:
    """Every area is assessed three times, over two years; the mean rises and targets are above."""
    course = maturity.trend(frames["maturity"])
    assert course["n_areas"].to_list() == [8, 8, 8]
    means = course["mean_level"].to_list()
    assert means == sorted(means)
    assert means[0] < means[2]
    assert frames["maturity"].filter(pl.col("target_level") < pl.col("level")).is_empty()
    span = course["assessed_on"].max() - course["assessed_on"].min()  # type: ignore[operator]
    assert 600 < span.days < 740


def test_the_tool_in_use_is_first_by_its_scores(frames: dict[str, pl.DataFrame]) -> None:
    """Four tools; the one chosen has most points, one is out, and a weight can turn it."""
    kept = [frames[name] for name in ("tool", "tool_criterion", "tool_score")]
    ranking = tool_evaluation.totals(*kept)
    assert ranking.height == 4
    assert ranking["tool"][0] == kept[0].filter(state="in use")["code"].item()
    assert ranking.filter(tool_standing="out").height == 1
    stable = tool_evaluation.stability(tool_evaluation.contributions(*kept), ranking)
    assert stable["margin_pct"].drop_nulls().len() >= 1


def test_some_have_read_and_some_have_not(frames: dict[str, pl.DataFrame]) -> None:
    """Receipts are of people who were asked, after the posting and not after the last day."""
    news, people, read = (frames[name] for name in ("announcement", "person", "read_receipt"))
    rows = announcements.reading(news, people, read, demo.AS_OF)
    assert rows.height == 3
    assert ((rows["n_has_read"] > 0) & (rows["n_not_read"] > 0)).all()
    assert int(rows["n_has_read"].sum()) == read.height
    both = read.join(news, left_on="announcement", right_on="code")
    day = pl.col("read_at").dt.date()
    assert both.filter((day < pl.col("posted_on")) | (day > demo.AS_OF)).is_empty()


def test_the_story_is_as_the_documents_tell_it(frames: dict[str, pl.DataFrame]) -> None:
    """Levels, the close choice, who reads, and how long requests wait, as docs/demonstration.md."""
    assert maturity.trend(frames["maturity"])["mean_level"].to_list() == [1.5, 2.0, 2.5]
    at = maturity.standing(frames["maturity"])
    assert at.filter(pl.col("target_gap") == 0)["area"].to_list() == ["intake"]
    kept = [frames[name] for name in ("tool", "tool_criterion", "tool_score")]
    ranking = tool_evaluation.totals(*kept)
    assert ranking["total_pct"].head(2).round(1).to_list() == [73.9, 71.3]
    stable = tool_evaluation.stability(tool_evaluation.contributions(*kept), ranking)
    turn = stable.filter(criterion="SCHED").row(0, named=True)
    assert (turn["weight_to"], turn["rival_above"]) == (pytest.approx(6.5), "Planwerk")
    today = demo.AS_OF + timedelta(days=23)
    news = (frames[name] for name in ("announcement", "person", "read_receipt"))
    rows = announcements.reading(*news, today).sort("code")
    assert rows["n_not_read"][0] == 2
    assert rows["has_read_pct"][1] < 50
    none = pl.DataFrame(schema={
        "project": pl.String, "measure": pl.String, "since_on": pl.Date, "decided_on": pl.Date,
        "exception_state": pl.String,
    })  # fmt: skip
    spans = pmo_health.spans(frames, none, today).filter(cycle=pmo_health.STEPS[0])
    asked = pmo_health.cycle_times(spans, today).row(0, named=True)
    answered = spans.drop_nulls("ended_on")["cycle_days"].median()
    assert (asked["half_within_days"], answered, asked["n_cycles_open"]) == (21, 16, 20)

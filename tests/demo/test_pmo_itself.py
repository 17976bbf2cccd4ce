"""The PMO of the demonstration: what it says of itself adds up."""

import polars as pl
import pytest

from pmo_core import demo
from pmo_core.analysis import announcements, maturity, tool_evaluation


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

"""Money, rules and blocking links of the demonstration."""

import polars as pl
import pytest

from pmo_core import demo

BLOCKING = pl.col("strength") == 3


def candidates(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return frames["project"].filter(pl.col("stage").is_in(["proposed", "approved"]))


def named(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Give one row per rule and project that it names, in order."""
    return (
        frames["selection_rule"].drop_nulls("projects")
        .select("code", "kind", "reason", pl.col("projects").str.split(";"))
        .explode("projects").join(frames["project"], left_on="projects", right_on="code")
    )  # fmt: skip


def test_there_are_rules_of_every_kind(frames: dict[str, pl.DataFrame]) -> None:
    """Every kind but "at least" is there, each rule with its reason."""
    counts = dict(frames["selection_rule"]["kind"].value_counts().rows())
    assert counts == {
        "mandatory": 4, "forbidden": 1, "requires": 3, "excludes": 3, "all or none": 1,
        "at most": 1, "minimum share": 1,
    }  # fmt: skip
    assert frames["selection_rule"]["reason"].null_count() == 0


def test_rules_speak_of_candidates_once(frames: dict[str, pl.DataFrame]) -> None:
    """No candidate is named by two rules, so no two rules can contradict each other."""
    rows = named(frames)
    assert set(rows["projects"]) <= set(candidates(frames)["code"])
    assert rows["projects"].is_unique().all()


def test_alternatives_are_named_alike(frames: dict[str, pl.DataFrame]) -> None:
    """Two that exclude each other have one name, to buy and to build."""
    pairs = named(frames).filter(pl.col("kind") == "excludes")
    names = pairs.group_by("code").agg(pl.col("name").str.replace(r" \(.*\)$", "").n_unique())
    assert set(names["name"]) == {1}
    assert set(pairs["name"].str.extract(r"\((.*)\)$")) == {"buy", "build"}


def test_what_is_required_is_finished_before(frames: dict[str, pl.DataFrame]) -> None:
    """What a candidate requires or is blocked by is planned to be finished when it begins."""
    day = frames["project"].select("code", "planned_start", "planned_finish")
    listed = pl.col("projects").str.split(";")
    rules = (
        frames["selection_rule"]
        .filter(pl.col("kind") == "requires")
        .select(project=listed.list.first(), needs=listed.list.last())
    )
    new = pl.col("project").is_in(candidates(frames)["code"].to_list())
    links = frames["link"].filter(BLOCKING, new)
    assert 3 <= links.height <= 8
    both = pl.concat([rules, links.select("project", "needs")])
    dated = both.join(day, left_on="project", right_on="code").join(
        day, left_on="needs", right_on="code", suffix="_needed"
    )
    assert dated.height == both.height
    assert dated.filter(pl.col("planned_finish_needed") > pl.col("planned_start")).is_empty()


def test_money_is_given_for_four_years(frames: dict[str, pl.DataFrame]) -> None:
    """There is money for this fiscal year and the next three, less each year."""
    funding = frames["funding"].sort("year")
    assert funding["year"].to_list() == [demo.AS_OF.year + k for k in range(4)]
    assert set(funding["portfolio"]) == {""}
    assert funding["amount"].is_sorted(descending=True)


def test_candidates_begin_within_eighteen_months(frames: dict[str, pl.DataFrame]) -> None:
    """All begin after as_of and within 18 months, and last three to fifteen months."""
    rows = candidates(frames)
    begins = (rows["planned_start"] - demo.AS_OF).dt.total_days()
    lasts = (rows["planned_finish"] - rows["planned_start"]).dt.total_days()
    assert (begins.min(), begins.max()) >= (30, 400)
    assert begins.max() <= 18 * 30.5
    assert 90 <= lasts.min() <= lasts.max() <= 15 * 30.5


@pytest.mark.parametrize("seed", [1, 8, 2026])
def test_other_seeds_have_rules_too(seed: int) -> None:
    """Another portfolio has its own rules, which do not contradict each other either."""
    frames = demo.portfolio(seed)
    rows = named(frames)
    assert rows["projects"].is_unique().all()
    assert frames["selection_rule"]["kind"].n_unique() == 7


def test_a_small_portfolio_has_what_fits() -> None:
    """Where a program has no candidate its rule is left out."""
    frames = demo.portfolio(n_projects=14, n_actuals=800, n_people=10)
    rows = frames["selection_rule"]
    assert 2 <= rows.height < 14
    assert set(rows["kind"]) >= {"at most", "minimum share"}

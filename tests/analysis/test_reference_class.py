"""Reference classes by hand: bounds, refusals, ties, narrowing, and what was known when."""

from datetime import date, timedelta

import polars as pl
import pytest

from pmo_core.analysis.reference_class import (
    PRIORS,
    bound,
    coverage_interval,
    rank,
    references,
    size_band,
)

NOTHING = {"project_type": None, "method": None, "size": None, "department": None}


def points(ratios: list[float], **columns: object) -> pl.DataFrame:
    """Return whole closed projects P0, P1, ... that ended on one day after another in 2026."""
    n = len(ratios)
    given: dict[str, object] = {
        "project": [f"P{i}" for i in range(n)],
        "closed_on": [date(2026, 1, 1) + timedelta(days=i) for i in range(n)],
        **{key: [None] * n for key in NOTHING},
        "earned_pct": [0.0] * n, "cost": ratios, **columns,
    }  # fmt: skip
    texts = dict.fromkeys(NOTHING, pl.String)
    return pl.DataFrame(given, schema_overrides=texts)


def target(**columns: object) -> pl.DataFrame:
    """Return one project that has not begun and may know all others."""
    given = {"project": "NEW", "known_on": None, "earned_pct": 0.0, **NOTHING, **columns}
    schema = {"known_on": pl.Date, **dict.fromkeys(NOTHING, pl.String)}
    return pl.DataFrame([given], schema_overrides=schema)


def test_the_bound_is_an_order_statistic() -> None:
    """Rank ceil((n + 1) t): of four the largest, of nine the eighth; ties count each."""
    assert bound([1.4, 0.9, 1.1, 1.0], 0.8) == 1.4
    assert bound([1, 2, 3, 4, 5, 6, 7, 8, 9], 0.8) == 8
    assert bound([1.3, 1.0, 1.3, 1.3, 1.0, 1.3, 1.3, 1.3, 2.0], 0.8) == 1.3
    assert rank(19, 0.9) == 18


@pytest.mark.parametrize(("n", "share"), [(0, 0.8), (3, 0.8), (8, 0.9)])
def test_too_few_are_refused(n: int, share: float) -> None:
    """Below four there is no P80, below nine no P90: neither a bound nor an interval."""
    assert bound([1.0] * n, share) is None
    assert coverage_interval(n, share) is None


def test_the_realized_coverage_is_a_beta_distribution() -> None:
    """Of four the largest: Beta(4, 1), whose quantiles are fourth roots; more make it narrow."""
    low, high = coverage_interval(4, 0.8) or (0, 0)
    assert low == pytest.approx(0.05**0.25)
    assert high == pytest.approx(0.95**0.25)
    low, high = coverage_interval(199, 0.8) or (0, 0)
    assert 0.75 < low < 0.8 < high < 0.85


def test_a_large_class_has_an_interval_too() -> None:
    """Of 1,500 ratios there are more ways to choose 1,200 than a float can hold."""
    low, high = coverage_interval(1500, 0.8) or (0, 0)
    assert (low, high) == (pytest.approx(0.783, abs=1e-3), pytest.approx(0.817, abs=1e-3))


def test_median_and_bounds_of_all_closed_projects() -> None:
    """Three give nothing; four a median and a P80; nine a P90 too."""
    three = references(points([1.0, 1.1, 1.2]), target(), "cost").row(0, named=True)
    assert (three["n"], three["median"], three["p80"]) == (3, None, None)
    four = references(points([1.0, 1.3, 1.2, 1.1]), target(), "cost").row(0, named=True)
    assert (four["n"], four["median"], four["p80"], four["p90"]) == (4, 1.15, 1.3, None)
    nine = references(points([1.0 + i / 10 for i in range(9)]), target(), "cost")
    assert nine.select("median", "p80", "p90").row(0) == (1.4, 1.7, 1.8)
    nothing = references(points([1.0]).clear(), target(), "cost").row(0, named=True)
    assert (nothing["n"], nothing["p80"]) == (0, None)


def test_only_what_had_closed_before_is_known() -> None:
    """A project knows those that closed before its day, never itself; without a day all others."""
    history = points([1.0, 1.1, 1.2, 1.3, 9.0, 9.0])
    early = references(history, target(known_on=date(2026, 1, 5)), "cost")
    assert early.select("n", "p80").row(0) == (4, 1.3)
    own = references(history, target(project="P0"), "cost")
    assert own["n"].item() == 5
    assert references(history, target(), "cost")["n"].item() == 6


def test_a_narrower_class_needs_ten_and_is_drawn_to_all() -> None:
    """Ten of the type at 2, ten others at 1: the median of the type is half way to that of all."""
    history = points([2.0] * 10 + [1.0] * 10, project_type=["Move"] * 10 + ["Build"] * 10)
    found = references(history, target(project_type="Move"), "cost").row(0, named=True)
    assert (found["n"], found["of"]) == (10, "closed projects: type Move")
    assert found["median"] == pytest.approx((2.0 + 1.5) / 2)
    assert found["p80"] == 2.0
    nine = references(history.slice(1), target(project_type="Move"), "cost").row(0, named=True)
    assert (nine["n"], nine["of"]) == (19, "closed projects")
    other = references(history, target(project_type="Unheard of"), "cost")
    assert other["of"].item() == "closed projects"


def test_keys_narrow_one_after_the_other() -> None:
    """Type and method together hold ten; a key that is not known narrows nothing."""
    history = points(
        [1.0] * 20, project_type=["Move"] * 20, method=["agile"] * 12 + ["waterfall"] * 8
    )
    both = references(history, target(project_type="Move", method="agile"), "cost")
    assert both["of"].item() == "closed projects: type Move, method agile"
    method = references(history, target(method="agile"), "cost")
    assert method.select("n", "of").row(0) == (12, "closed projects: method agile")
    rare = references(history, target(project_type="Move", method="waterfall"), "cost")
    assert rare["of"].item() == "closed projects: type Move"


def test_the_rest_counts_from_a_like_progress() -> None:
    """Half way, the rest of those that were measured near half way counts; far away the whole."""
    whole, half = points([1.0] * 5), points([3.0] * 5, earned_pct=[48.0] * 5)
    history = pl.concat([whole, half])
    near = references(history, target(earned_pct=55.0), "cost").row(0, named=True)
    assert (near["p80"], near["is_whole"]) == (3.0, False)
    far = references(history, target(earned_pct=80.0), "cost").row(0, named=True)
    assert (far["p80"], far["is_whole"]) == (1.0, True)


def test_sizes_are_told_by_decades() -> None:
    """Below 100 k, below a million, below ten, and more; not known stays not known."""
    costs = pl.Series([99e3, 1e5, 1e6, 1e7, None], dtype=pl.Float64)
    assert pl.select(size_band(pl.lit(costs))).to_series().to_list() == [
        "under 100 k", "100 k to 1 M", "1 M to 10 M", "10 M and more", None,
    ]  # fmt: skip


def test_published_quantiles_name_their_source() -> None:
    """What stands in for an own history is a quantile, with a label and a source."""
    for one in PRIORS:
        assert one.share in (0.8, 0.9)
        assert one.ratio > 1
        assert one.label
        assert one.source

"""Distributions of overrun and what went with them, checked by hand."""

import polars as pl
import pytest

from pmo_core.analysis.overruns import (
    LEAST,
    NOT_GIVEN,
    chance,
    distribution,
    expected,
    trend,
    went_with,
)

ROWS = pl.DataFrame(
    {
        "method": ["agile"] * 5 + ["waterfall"] * 5 + [None],
        "project_type": ["Software"] * 11,
        "size_band": [None] * 11,
        "department": ["A", "B"] * 5 + ["A"],
        "n_changes": [0] * 5 + [1, 2, 3, 4, 5] + [None],
        "n_late_gates": [None] * 11,
        "n_raid_start": [1] * 11,
        "n_reports_missing": [None] * 11,
        "closing_year": ["2024"] * 5 + ["2025"] * 5 + [None],
        "cost_ratio": [0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, None],
    },
    schema_overrides={
        "size_band": pl.String, "n_late_gates": pl.Int64, "n_reports_missing": pl.Int64,
    },
)  # fmt: skip


def test_a_class_shows_its_quantiles_and_what_is_not_known() -> None:
    """Medians 1.0 and 1.5; two of five above the estimate; the class not given has no figures."""
    found = distribution(ROWS, "cost_ratio", "method").rows_by_key("group", named=True, unique=True)
    agile = found["agile"]
    assert (agile["n_known"], agile["p25"], agile["median"], agile["p75"]) == (5, 0.9, 1.0, 1.1)
    assert (agile["p10"], agile["p90"]) == pytest.approx((0.84, 1.16))
    assert (agile["over_pct"], found["waterfall"]["median"]) == (40.0, 1.5)
    bare = found[NOT_GIVEN]
    assert (bare["n_known"], bare["n_unknown"], bare["median"], bare["over_pct"]) == (
        0, 1, None, None,
    )  # fmt: skip


def test_a_trend_is_the_median_of_what_closed_then() -> None:
    """Projects without a period or a ratio are in no period."""
    assert trend(ROWS, "cost_ratio", "closing_year").rows() == [
        ("2024", 5, 0.9, 1.0, 1.1), ("2025", 5, 1.4, 1.5, 1.6),
    ]  # fmt: skip


def test_what_went_with_overruns_names_both_groups() -> None:
    """Three comparisons, as two classes are one; the method and the changes split alike."""
    found = went_with(ROWS, "cost_ratio")
    assert found["aspect"].to_list() == ["Approved changes", "Method", "Department"]
    changes = found.row(0, named=True)
    assert (changes["group"], changes["n_with"], changes["n_without"]) == ("more than 0.5", 5, 5)
    assert (changes["median_with"], changes["median_without"]) == (1.5, 1.0)
    assert changes["median_difference"] == 0.5
    # U = 0 of 5 x 5: z = (12.5 - 0.5) / sqrt(25 / 12 * 11) = 2.5067, p = 0.01219, three times.
    assert changes["chance_pct"] == pytest.approx(3.656, abs=0.001)
    assert found["median_difference"].to_list()[1] == -0.5


def test_small_groups_are_not_compared() -> None:
    """With one project fewer on either side nothing is said."""
    assert went_with(ROWS.head(LEAST + LEAST - 1), "cost_ratio").filter(
        pl.col("aspect") == "Method"
    ).is_empty()  # fmt: skip
    assert went_with(ROWS.clear(), "cost_ratio").is_empty()


def test_ties_make_chance_more_likely_not_impossible() -> None:
    """Ranks 2, 2, 2 | 2, 2, 6: U = 3, corrected deviation, a p below 1; all equal gives 1."""
    one, other = pl.Series([1.0, 1.0, 1.0]), pl.Series([1.0, 1.0, 2.0])
    # Ranks are 3 five times and 6: U = 9 - 6 = 3; ties 120 / 30 = 4; sd = sqrt(9 / 12 * 3) = 1.5.
    assert chance(one, other) == pytest.approx(0.5050, abs=0.0001)
    assert chance(one, one) == 1.0


def test_a_range_is_refused_where_the_class_is_too_small() -> None:
    """Eight ratios bound nothing for nine of ten; nine give their ends, the median in between."""
    found = expected(ROWS["cost_ratio"].head(8))
    assert (found.low, found.high, found.n) == (None, None, 8)
    assert "needs 9 closed projects" in found.reason
    assert "8 closed projects are known" in found.reason
    whole = expected(ROWS["cost_ratio"])
    assert (whole.n, whole.n_unknown, whole.low, whole.high) == (10, 1, 0.8, 1.7)
    assert whole.median == pytest.approx(1.25)


def test_twenty_ratios_leave_the_extremes_outside() -> None:
    """Of 20 the second lowest and the second highest: ranks floor(2.1) and ceil(18.9)."""
    found = expected(pl.Series([float(n) for n in range(1, 21)]))
    assert (found.low, found.high) == (pytest.approx(2.0), 19.0)

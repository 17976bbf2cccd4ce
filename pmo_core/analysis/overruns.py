"""How far closed projects missed their estimates: by class, over time, and what went with it.

Quantiles, never means: overruns have a long tail. What goes with an overrun is association: it does
not say that one caused the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import erfc, sqrt

import polars as pl

from pmo_core.analysis.reference_class import LEAST as LEAST_FOR
from pmo_core.analysis.reference_class import bound

LEAST = 5
"""Projects that each of two groups needs before their medians are compared."""
NOT_GIVEN = "not given"
FACTORS = {
    "method": "Method", "project_type": "Type", "size_band": "Size", "department": "Department",
}  # fmt: skip
COUNTS = {
    "n_changes": "Approved changes", "n_late_gates": "Late gates",
    "n_raid_start": "Risks and issues at the start", "n_reports_missing": "Reports missing",
}  # fmt: skip
_NINE = 0.9
_QUANTILES = {"p10": 0.1, "p25": 0.25, "median": 0.5, "p75": 0.75, "p90": 0.9}


def distribution(rows: pl.DataFrame, measure: str, by: str) -> pl.DataFrame:
    """Return the quantiles of a ratio by class.

    Parameters
    ----------
    rows : polars.DataFrame
        With the class and the ratio (null = not known).
    measure, by : str
        Columns of ratio and class.

    Returns
    -------
    polars.DataFrame
        group (`NOT_GIVEN` where the class is null), n_known, n_unknown, p10, p25, median,
        p75, p90 (10, 25, 50, 75, 90 % of the projects, by straight line between neighbors; null
        where nothing is known), over_pct (projects above 1, in percent of those known); the most
        projects first.

    Examples
    --------
    >>> rows = pl.DataFrame({"method": ["agile"] * 3, "cost_ratio": [0.9, 1.2, None]})
    >>> distribution(rows, "cost_ratio", "method").select("n_known", "n_unknown", "median").rows()
    [(2, 1, 1.05)]
    """
    ratio = pl.col(measure)
    return (
        rows.group_by(group=pl.col(by).fill_null(NOT_GIVEN))
        .agg(
            n_known=ratio.count().cast(pl.Int64),
            n_unknown=ratio.null_count().cast(pl.Int64),
            **_quantiles(measure),
            over_pct=100 * (ratio > 1).mean(),
        )
        .sort("n_known", "group", descending=[True, False])
    )


def trend(rows: pl.DataFrame, measure: str, period: str) -> pl.DataFrame:
    """Return the middle of a ratio by the period in which projects closed.

    Parameters
    ----------
    rows : polars.DataFrame
        With the period (text, null = not known, left out) and the ratio.
    measure, period : str
        Columns of ratio and period.

    Returns
    -------
    polars.DataFrame
        period, n_known, p25, median, p75; periods of which nothing is known are left out.
    """
    shown = ("p25", "median", "p75")
    quantiles = {name: one for name, one in _quantiles(measure).items() if name in shown}
    return (
        rows.drop_nulls([period, measure])
        .group_by(period=pl.col(period))
        .agg(n_known=pl.len().cast(pl.Int64), **quantiles)
        .sort("period")
    )


@dataclass(frozen=True)
class _Split:
    """Projects in two groups: those of which something is true, and the others."""

    aspect: str
    group: str
    is_in: pl.Expr


def went_with(rows: pl.DataFrame, measure: str) -> pl.DataFrame:
    """Return what goes with high and low ratios: medians of two groups at a time.

    Each class stands against all other projects of which the class is known, each count against
    its median over the projects: more than that, or not. Both groups need `LEAST` projects.

    Parameters
    ----------
    rows : polars.DataFrame
        As `performance.closed` returns it.
    measure : str
        Column of the ratio.

    Returns
    -------
    polars.DataFrame
        aspect, group, n_with, median_with, n_without, median_without, median_difference,
        chance_pct (how often a difference of ranks at least as large comes about by chance, in
        percent: Mann-Whitney, two-sided, normal approximation with ties and continuity corrected,
        times the number of comparisons); the largest difference first.
    """
    known = rows.drop_nulls(measure)
    found = []
    for split in _splits(known):
        sides = known.select(value=pl.col(measure), is_in=split.is_in).drop_nulls("is_in")
        with_, without = (sides.filter(pl.col("is_in") == side)["value"] for side in (True, False))
        if min(with_.len(), without.len()) >= LEAST:
            found.append((
                split.aspect, split.group, with_.len(), with_.median(), without.len(),
                without.median(), chance(with_, without),
            ))  # fmt: skip
    schema = {
        "aspect": pl.String, "group": pl.String, "n_with": pl.Int64, "median_with": pl.Float64,
        "n_without": pl.Int64, "median_without": pl.Float64, "_chance": pl.Float64,
    }  # fmt: skip
    frame = pl.DataFrame(found, schema=schema, orient="row")
    difference = pl.col("median_with") - pl.col("median_without")
    return (
        frame.with_columns(
            median_difference=difference,
            chance_pct=(100 * pl.len() * pl.col("_chance")).clip(upper_bound=100),
        )
        .drop("_chance")
        .sort(pl.col("median_difference").abs(), "aspect", "group", descending=[True, False, False])
    )


def chance(one: pl.Series, other: pl.Series) -> float:
    """Return the two-sided p-value of the Mann-Whitney test, by normal approximation.

    Parameters
    ----------
    one, other : polars.Series
        Values of two groups, none null, none empty.

    Examples
    --------
    >>> low, high = pl.Series([1.0, 2.0, 3.0, 4.0, 5.0]), pl.Series([6.0, 7.0, 8.0, 9.0, 10.0])
    >>> round(chance(low, high), 4), chance(low, low)
    (0.0122, 1.0)
    """
    n_one, n_other = one.len(), other.len()
    n = n_one + n_other
    ranks = pl.concat([one, other]).rank("average")
    u = float(ranks.head(n_one).sum()) - n_one * (n_one + 1) / 2
    ties = ranks.value_counts()["count"].cast(pl.Float64)
    correction = float((ties.pow(3) - ties).sum()) / (n * (n - 1))
    deviation = sqrt(n_one * n_other / 12 * (n + 1 - correction))
    # The continuity correction must not turn equal groups into unequal ones.
    distance = max(abs(u - n_one * n_other / 2) - 0.5, 0.0)
    return erfc(distance / deviation / sqrt(2)) if deviation else 1.0


@dataclass(frozen=True)
class Range:
    """What a new estimate may become, by closed projects like it.

    Parameters
    ----------
    n, n_unknown : int
        Projects of the class of which the ratio is known, and of which it is not.
    low, median, high : float or None
        Ratios actual / estimate: one in ten further projects at most is expected below low, one in
        ten at most above high. None where the class is too small.
    reason : str
        Why there is no range; empty where there is one.
    """

    n: int
    n_unknown: int
    low: float | None = None
    median: float | None = None
    high: float | None = None
    reason: str = ""


def expected(ratios: pl.Series) -> Range:
    """Return the range that at least eight of ten further projects stay within.

    Both ends are conformal order statistics for nine of ten, see `reference_class.bound`: the lower
    one is that of the inverse ratios.

    Parameters
    ----------
    ratios : polars.Series
        actual / estimate of the class, all above 0; null = not known.

    Examples
    --------
    >>> found = expected(pl.Series([1.0, 0.8, 0.9, 1.1, 1.2, 1.3, 1.4, 1.5, 1.7]))
    >>> found.low, found.median, found.high
    (0.8, 1.2, 1.7)
    """
    known = ratios.drop_nulls().to_list()
    n_unknown = ratios.null_count()
    high, inverse = bound(known, _NINE), bound([1 / one for one in known], _NINE)
    if high is None or inverse is None:
        n = len(known)
        who = "1 closed project is" if n == 1 else f"{n or 'no'} closed projects are"
        reason = f"A range needs {LEAST_FOR[_NINE]} closed projects like this one; {who} known."
        return Range(n, n_unknown, reason=reason)
    middle = float(ratios.drop_nulls().quantile(0.5, "linear") or 0)
    return Range(len(known), n_unknown, 1 / inverse, middle, high)


def like(rows: pl.DataFrame, wanted: Mapping[str, str | None]) -> pl.DataFrame:
    """Return the projects of a class.

    Parameters
    ----------
    rows : polars.DataFrame
        As `performance.closed` returns it.
    wanted : mapping
        Column of `FACTORS` -> value; None or missing = any.

    Examples
    --------
    >>> rows = pl.DataFrame({"method": ["agile", None], "size_band": ["under 100 k"] * 2})
    >>> like(rows, {"method": "agile", "size_band": None}).height
    1
    """
    return rows.filter(
        pl.all_horizontal(
            pl.lit(value=True), *(pl.col(name) == value for name, value in wanted.items() if value)
        )
    )


def wider(
    rows: pl.DataFrame, wanted: Mapping[str, str | None], measure: str
) -> list[tuple[str, int]]:
    """Return how many projects are known when one part of a class is left out, the most first.

    Parameters
    ----------
    rows, wanted
        As `like`.
    measure : str
        Column of the ratio.

    Returns
    -------
    list of (str, int)
        Column that is left out, and projects of which the ratio is known then.
    """
    parts = [name for name, value in wanted.items() if value]
    found = [
        (name, like(rows, {**wanted, name: None})[measure].count()) for name in parts
    ]  # fmt: skip
    return sorted(found, key=lambda one: -one[1])


def below_pct(ratios: pl.Series, value: float | None) -> float | None:
    """Return the percent of ratios that lie below a value; None where nothing is known.

    Examples
    --------
    >>> below_pct(pl.Series([0.9, 1.0, 1.2, 1.3, None]), 1.0)
    25.0
    """
    known = ratios.drop_nulls()
    if value is None or known.is_empty():
        return None
    return 100 * float((known < value).sum()) / known.len()


def _splits(known: pl.DataFrame) -> list[_Split]:
    found = []
    for name, label in FACTORS.items():
        values = known[name].drop_nulls().unique().sort().to_list()
        # Of two classes each is the other's rest: one comparison, not two.
        shown = values[:1] if len(values) == 2 else values
        found += [_Split(label, str(value), pl.col(name) == value) for value in shown]
    for name, label in COUNTS.items():
        middle = known[name].median()
        if isinstance(middle, int | float):
            found.append(_Split(label, f"more than {middle:g}", pl.col(name) > middle))
    return found


def _quantiles(measure: str) -> dict[str, pl.Expr]:
    return {name: pl.col(measure).quantile(part, "linear") for name, part in _QUANTILES.items()}


__all__ = [
    "COUNTS", "FACTORS", "LEAST", "NOT_GIVEN", "Range", "below_pct", "chance", "distribution",
    "expected", "like", "trend", "went_with", "wider",
]  # fmt: skip

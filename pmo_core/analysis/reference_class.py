"""Reference classes: what became of the estimates of own closed projects, as bounds that hold.

A forecast is taken from the distribution of actual / estimate over closed projects like the one in
question (Flyvbjerg, From Nobel Prize to Project Management, PMJ 2006). The bound for a share t is
the conformal order statistic: of n ratios the one of rank ceil((n + 1) t); a further project of the
class stays within it with a probability of at least t, whatever the distribution. Overruns have fat
tails, so there are quantiles and never a mean.

For a project that runs, what counts is how the rest went: (final - spent) / (estimate - earned) of
each closed project when it was as far as this one. For one that has not begun that is the whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, exp, lgamma, log, log1p
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import polars as pl

Measure = Literal["cost", "duration"]
MEASURES: tuple[Measure, ...] = ("cost", "duration")
KEYS = {"project_type": "type", "method": "method", "size": "size", "department": "department"}
"""What makes projects alike, and its word; each narrows the class that those before it make."""
LEAST = {0.5: 4, 0.8: 4, 0.9: 9}
"""Share -> ratios below which there is no bound: the rank would lie beyond the largest."""
ENOUGH = 10
"""Ratios from which a class is narrower than all closed projects."""
PULL = 10
"""Ratios that count as much as the class itself: a class of 10 is drawn half way to all."""
NEAR_PCT = 15
"""A closed project counts at a progress when it was measured within so many points of it."""
_SHARES = {"median": 0.5, "p80": 0.8, "p90": 0.9}
_CHUNK = 512
_BANDS = ((1e5, "under 100 k"), (1e6, "100 k to 1 M"), (1e7, "1 M to 10 M"))
_Floats = npt.NDArray[np.float64]
_Flags = npt.NDArray[np.bool_]
_Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Prior:
    """A published quantile that may stand in where the own history is too short.

    Parameters
    ----------
    measure, share : str, float
        What it bounds, and for which share of projects.
    ratio : float
        Actual / estimate.
    label, source : str
        Of which projects it speaks, and where it was published.
    """

    measure: Measure
    share: float
    ratio: float
    label: str
    source: str


PRIORS = (
    Prior(
        "cost", 0.8, 1.5, "IT projects, published",
        "18 % of IT projects overrun by more than 50 % in real terms, so 82 % stay within 1.5 of "
        "the estimate: Flyvbjerg and Gardner, How Big Things Get Done (2023)",
    ),
)  # fmt: skip
"""Published means, such as the uplifts for optimism bias, are no quantiles and stand in nowhere."""


def rank(n: int, share: float) -> int | None:
    """Return which of n ratios in rising order is the bound; None where n is too small.

    Examples
    --------
    >>> rank(4, 0.8), rank(3, 0.8), rank(9, 0.9), rank(8, 0.9), rank(41, 0.8)
    (4, None, 9, None, 34)
    """
    found = ceil(round((n + 1) * share, 9))
    return found if 0 < found <= n else None


def bound(ratios: Sequence[float], share: float) -> float | None:
    """Return the ratio that at least that share of further projects stays within.

    Examples
    --------
    >>> bound([1.4, 0.9, 1.1, 1.0], 0.8), bound([1.0, 1.1, 1.2], 0.8)
    (1.4, None)
    """
    found = rank(len(ratios), share)
    return None if found is None else sorted(ratios)[found - 1]


def coverage_interval(n: int, share: float, level: float = 0.9) -> tuple[float, float] | None:
    """Return between which shares of further projects the bound of n ratios will really cover.

    What one history of n covers is distributed as Beta(k, n + 1 - k) with k the rank of the bound
    (small-sample beta correction: arXiv 2509.15349). None where there is no bound.

    Parameters
    ----------
    n : int
        Ratios of the class.
    share : float
        Share that the bound is for, such as 0.8.
    level : float
        Probability of the interval, equal tails.

    Examples
    --------
    >>> [round(end, 2) for end in coverage_interval(4, 0.8)]
    [0.47, 0.99]
    """
    k = rank(n, share)
    if k is None:
        return None
    tails = (1 - level) / 2, (1 + level) / 2
    low, high = (_beta_quantile(k, n, one) for one in tails)
    return low, high


def _beta_quantile(k: int, n: int, probability: float) -> float:
    """Quantile of Beta(k, n + 1 - k): where k or more of n draws are that probable."""
    low, high = 0.0, 1.0
    # In logarithms: of a thousand draws there are more ways than a float can hold.
    logs = [lgamma(n + 1) - lgamma(j + 1) - lgamma(n - j + 1) for j in range(k, n + 1)]
    for _ in range(40):
        x = (low + high) / 2
        reached = sum(
            exp(ways + j * log(x) + (n - j) * log1p(-x)) for j, ways in enumerate(logs, k)
        )
        low, high = (x, high) if reached < probability else (low, x)
    return (low + high) / 2


def size_band(estimate: pl.Expr) -> pl.Expr:
    """Return the band of an estimated cost in base currency; null where it is not known.

    Examples
    --------
    >>> pl.select(size_band(pl.lit(250_000.0))).item()
    '100 k to 1 M'
    """
    band: Any = pl.when(estimate.is_null()).then(None)
    for below, name in _BANDS:
        band = band.when(estimate < below).then(pl.lit(name))
    found: pl.Expr = band.otherwise(pl.lit("10 M and more"))
    return found


def references(history: pl.DataFrame, targets: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """Return how closed projects like each target went on from where it stands.

    The class is the narrowest of type, method, size and department with ten ratios, each narrowing
    the one before; else all closed projects. The bounds of a class of n are drawn towards those of
    all closed projects, as if these held another ten ratios. Where fewer than four were measured at
    a like progress, their whole actual / estimate counts.

    Parameters
    ----------
    history : polars.DataFrame
        Points of closed projects: project, closed_on (null = known at any time), the `KEYS`,
        earned_pct (0 = the whole project), and `measure`: actual / estimate of the rest from there
        (null = not known).
    targets : polars.DataFrame
        project, known_on (projects closed before that day count; null = all others, which is
        leaving one out), the `KEYS` (null = not known), earned_pct (null = not begun).
    measure : {"cost", "duration"}
        Which ratio.

    Returns
    -------
    polars.DataFrame
        One row per target, in order: n, of (the class in words), is_whole (whether whole projects
        stand in), median, p80, p90 (ratios; null below 4, 4 and 9 of them).
    """
    grid = _Grid.of(history, measure)
    asked = _asked(grid.projects, targets)
    parts = [
        grid.look_up({name: values[first : first + _CHUNK] for name, values in asked.items()})
        for first in range(0, targets.height, _CHUNK)
    ]
    schema = {
        "n": pl.Int64, "level": pl.Int64, "is_whole": pl.Boolean,
        **dict.fromkeys(_SHARES, pl.Float64),
    }  # fmt: skip
    found = pl.concat(
        [pl.DataFrame(schema=schema), *(pl.DataFrame(part, schema=schema) for part in parts)]
    )
    return found.select(
        "n", _words(targets, found["level"].to_list()), "is_whole", pl.col(*_SHARES).fill_nan(None)
    )


def _asked(projects: pl.DataFrame, targets: pl.DataFrame) -> dict[str, npt.NDArray[Any]]:
    """Targets as arrays: day, progress, and texts by their number among those of the projects."""
    at = targets["earned_pct"].cast(pl.Float64).fill_null(0.0).clip(0, 100).round(0)
    return {
        "known_on": _days(targets["known_on"]),
        "at": at.cast(pl.Int64).to_numpy(),
        **{key: _numbered(projects[key], targets[key])[1] for key in ("project", *KEYS)},
    }


@dataclass(frozen=True)
class _Grid:
    """The ratios at each percent of progress (row) of each closed project (column), NaN = none."""

    projects: pl.DataFrame
    ratios: _Floats
    whole: _Floats
    closed_on: _Floats
    numbers: dict[str, _Ints]

    @classmethod
    def of(cls, history: pl.DataFrame, measure: Measure) -> "_Grid":
        known = history.filter(pl.col(measure).is_finite()).with_columns(
            pl.col(measure).cast(pl.Float64)
        )
        projects = known.unique("project", keep="first", maintain_order=True).sort("project")
        cells = projects.select("project").join(
            pl.DataFrame({"_pct": np.arange(0.0, 101.0)}), how="cross"
        )
        points = known.select("project", measure, _pct=pl.col("earned_pct").cast(pl.Float64))
        near = cells.sort("_pct").join_asof(
            points.sort("_pct"), on="_pct", by="project", strategy="nearest",
            tolerance=float(NEAR_PCT), check_sortedness=False,
        )  # fmt: skip
        ratios = near.sort("_pct", "project")[measure].fill_null(np.nan).to_numpy()
        begun = points.filter(pl.col("_pct") == 0).unique("project", keep="first")
        whole = projects.select("project").join(
            begun, on="project", how="left", maintain_order="left"
        )[measure]  # fmt: skip
        numbers = {key: _numbered(projects[key], projects[key])[0] for key in ("project", *KEYS)}
        return cls(
            projects, ratios.reshape(101, projects.height), whole.fill_null(np.nan).to_numpy(),
            _days(projects["closed_on"]), numbers,
        )  # fmt: skip

    def look_up(self, asked: dict[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
        """Return the references of some targets; see `references`."""
        open_to = self._known_to(asked)
        here = np.where(open_to, self.ratios[asked["at"]], np.nan)
        is_whole = _count(here) < LEAST[0.8]
        values = np.where(is_whole[:, None], np.where(open_to, self.whole, np.nan), here)
        masks = self._narrowing(asked, np.isfinite(values))
        counts = np.stack([mask.sum(axis=1) for mask in masks], axis=1)
        level = np.where(counts >= ENOUGH, np.arange(len(masks)), 0).max(axis=1)
        everyone = own = _Ordered.of(values)
        if level.any():
            narrow = values.copy()
            for depth in range(1, len(masks)):
                rows = level == depth
                narrow[rows] = np.where(masks[depth][rows], values[rows], np.nan)
            own = _Ordered.of(narrow)
        pull = np.where(level > 0, PULL, 0)
        weight = own.n / np.maximum(own.n + pull, 1)
        bounds = {
            name: weight * own.bound(share) + (1 - weight) * _or_zero(everyone.bound(share))
            for name, share in _SHARES.items()
        }
        return {"n": own.n, "level": level, "is_whole": is_whole, **bounds}

    def _known_to(self, asked: dict[str, npt.NDArray[Any]]) -> _Flags:
        """Which closed projects (columns) each target (row) may know."""
        # What has no date cannot be put in order, so it is not held back.
        is_later = self.closed_on[None, :] >= asked["known_on"][:, None]
        found: _Flags = ~(is_later | (self.numbers["project"] == asked["project"][:, None]))
        return found

    def _narrowing(self, asked: dict[str, npt.NDArray[Any]], known: _Flags) -> list[_Flags]:
        """The members of ever narrower classes; a key that a target lacks narrows nothing."""
        masks = [known]
        for key in KEYS:
            wanted = asked[key][:, None]
            masks.append(masks[-1] & ((self.numbers[key] == wanted) | (wanted == -1)))
        return masks


def _days(days: pl.Series) -> _Floats:
    """Days as numbers, NaN where not known."""
    return days.cast(pl.Date).to_physical().cast(pl.Float64).fill_null(np.nan).to_numpy()


def _numbered(own: pl.Series, wanted: pl.Series) -> tuple[_Ints, _Ints]:
    """Texts as numbers, the same for the same text; -1 = not known, -2 = in no project."""
    texts = own.cast(pl.String)
    number = texts.drop_nulls().unique().sort().to_frame("text").with_row_index("number")
    found = [
        one.cast(pl.String)
        .to_frame("text")
        .join(number, on="text", how="left", maintain_order="left")["number"]
        .cast(pl.Int64)
        for one in (own, wanted)
    ]
    mine = found[0].fill_null(-1).to_numpy()
    # A text that no closed project has is like none of them; only what is not known is like all.
    theirs = found[1].fill_null(-2).set(wanted.is_null() | (wanted.cast(pl.String) == ""), -1)
    return mine, theirs.to_numpy()


def _count(values: _Floats) -> _Ints:
    found: _Ints = np.isfinite(values).sum(axis=1)
    return found


def _or_zero(values: _Floats) -> _Floats:
    """Zero for what has no bound: it has no weight where the class has one, and else stays out."""
    found: _Floats = np.nan_to_num(values)
    return found


@dataclass(frozen=True)
class _Ordered:
    """The ratios of each target (row) in rising order, NaN last, and how many there are."""

    ratios: _Floats
    n: _Ints

    @classmethod
    def of(cls, values: _Floats) -> "_Ordered":
        return cls(np.sort(values, axis=1), _count(values))

    def bound(self, share: float) -> _Floats:
        """Return the median for one half, else the conformal order statistic; NaN = too few."""
        if share == 0.5:
            found = (self._at((self.n - 1) // 2) + self._at(self.n // 2)) / 2
        else:
            found = self._at(np.ceil(np.round((self.n + 1) * share, 9)).astype(np.int64) - 1)
        bounded: _Floats = np.where(self.n >= LEAST[share], found, np.nan)
        return bounded

    def _at(self, index: _Ints) -> _Floats:
        """The ratio of each row at an index, which lies within it where there is a bound."""
        if not self.ratios.shape[1]:
            return np.full(len(index), np.nan)
        inside = np.clip(index, 0, self.ratios.shape[1] - 1)
        found: _Floats = np.take_along_axis(self.ratios, inside[:, None], axis=1)[:, 0]
        return found


def _words(targets: pl.DataFrame, level: list[int]) -> pl.Series:
    """The class of each target, as "closed projects: type Software, method agile"."""
    words = [
        pl.when(pl.lit(pl.Series(level)) > n, pl.col(key).cast(pl.String) != "").then(
            pl.format(f"{word} {{}}", pl.col(key).cast(pl.String))
        )
        for n, (key, word) in enumerate(KEYS.items())
    ]
    parts = targets.select(of=pl.concat_str(words, separator=", ", ignore_nulls=True))
    of = pl.col("of")
    named = pl.when(of == "").then(pl.lit("closed projects")).otherwise("closed projects: " + of)
    return parts.select(named.alias("of")).to_series()


__all__ = [
    "ENOUGH", "KEYS", "LEAST", "MEASURES", "PRIORS", "Measure", "Prior", "bound",
    "coverage_interval", "rank", "references", "size_band",
]  # fmt: skip

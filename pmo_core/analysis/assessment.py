"""Assessing projects: the levels of a scale, who differs, what is missing, who may enter."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import isfinite

import polars as pl

MOST_CHOICES = 11
"""Steps of one on a scale up to which each of them is offered, described or not."""
_LEVEL = re.compile(r"\s*([+-]?\d+(?:[.,]\d+)?)\s*(?:[=:]|\s[-–]\s)\s*(.+)", re.DOTALL)


def choices(levels: str | None, low: float, high: float) -> tuple[tuple[float, str], ...]:
    """Return what can be scored on a scale, lowest first, each with its description.

    Parameters
    ----------
    levels : str or None
        Levels in words, `1 = no link; 5 = is the strategy`, separated by semicolons or lines. What
        names no level of the scale is passed over.
    low, high : float
        Ends of the scale.

    Returns
    -------
    tuple of (float, str)
        The described levels, and every step of one where these are eleven at most; empty words
        where a level is not described. Empty where any number of the scale can be given.

    Examples
    --------
    >>> choices("1 = no link; 3 = is the strategy", 1, 3)
    ((1.0, 'no link'), (2.0, ''), (3.0, 'is the strategy'))
    >>> choices("0: never; 50: often; 100: always", 0, 100)
    ((0.0, 'never'), (50.0, 'often'), (100.0, 'always'))
    >>> choices(None, 0, 100)
    ()
    """
    described: dict[float, str] = {}
    for part in re.split(r"[;\n]", levels or ""):
        if found := _LEVEL.fullmatch(part):
            value = float(found[1].replace(",", "."))
            if low <= value <= high:
                described[value] = " ".join(found[2].split())
    n_steps = int(high - low) + 1
    if 1 < n_steps <= MOST_CHOICES:
        described = {float(low + i): "" for i in range(n_steps)} | described
    return tuple(sorted(described.items()))


def step(levels: str | None, low: float, high: float) -> float:
    """Return how far one level is from the next: what assessors may differ by without a word.

    The smallest distance of two choices; a tenth of the scale where any number can be given.

    Examples
    --------
    >>> step("1 = no link; 5 = is the strategy", 1, 5), step(None, 0, 100)
    (1.0, 10.0)
    """
    values = [value for value, _ in choices(levels, low, high)]
    return min((b - a for a, b in pairwise(values)), default=(high - low) / 10)


def off_scale(scores: Mapping[str, Sequence[float | None]], criteria: pl.DataFrame) -> list[str]:
    """Return a sentence for each score, or its range, that does not lie on its criterion's scale.

    Parameters
    ----------
    scores : mapping of str to (score, low, high)
        By criterion; None where it is not given.
    criteria : polars.DataFrame
        criterion, name, scale_min, scale_max.

    Examples
    --------
    >>> scale = pl.DataFrame({"criterion": ["FIT"], "name": ["Fit"],
    ...                       "scale_min": [1.0], "scale_max": [5.0]})
    >>> off_scale({"FIT": (6, None, None)}, scale)
    ['Fit: 6 is not on the scale from 1 to 5.']
    >>> off_scale({"FIT": (3, 4, None)}, scale)
    ['Fit: the score 3 does not lie between low 4 and high 5.']
    """
    sentences = []
    for row in criteria.iter_rows(named=True):
        low, high = row["scale_min"], row["scale_max"]
        given = scores.get(row["criterion"], ())
        wrong = [
            f"{row['name']}: {one:g} is not on the scale from {low:g} to {high:g}."
            for one in given
            if one is not None and not (isfinite(one) and low <= one <= high)
        ]
        sentences += wrong
        if given and not wrong and given[0] is not None:
            least, most = (
                low if given[1] is None else given[1],
                high if given[2] is None else given[2],
            )
            if not least <= given[0] <= most:
                sentences.append(
                    f"{row['name']}: the score {given[0]:g} does not lie between low {least:g} "
                    f"and high {most:g}."
                )
    return sentences


def spread(scores: pl.DataFrame, criteria: pl.DataFrame) -> pl.DataFrame:
    """Return per project and criterion what the assessors gave and how far they are apart.

    Parameters
    ----------
    scores : polars.DataFrame
        project, criterion, assessor, score. Scores that are null or not a number, or on a
        criterion that is not in `criteria`, are passed over.
    criteria : polars.DataFrame
        criterion, levels, scale_min, scale_max.

    Returns
    -------
    polars.DataFrame
        project, criterion, n_assessors, mean, lowest, highest, range (highest less lowest, in the
        unit of the scale), is_apart (the range is more than one level), given (assessors with what
        they gave, highest first).

    Examples
    --------
    >>> given = pl.DataFrame({"project": ["P1"] * 2, "criterion": ["FIT"] * 2,
    ...                       "assessor": ["Ana", "Ben"], "score": [5.0, 3.0]})
    >>> scale = pl.DataFrame({"criterion": ["FIT"], "levels": [None],
    ...                       "scale_min": [1.0], "scale_max": [5.0]})
    >>> spread(given, scale).select("mean", "range", "is_apart", "given").row(0)
    (4.0, 2.0, True, 'Ana 5, Ben 3')
    """
    steps = {
        row["criterion"]: step(row["levels"], row["scale_min"], row["scale_max"])
        for row in criteria.iter_rows(named=True)
    }
    score = pl.col("score")
    number = score.round(2).cast(pl.String).str.strip_suffix(".0")
    words = pl.concat_str(pl.col("assessor").replace("", "no name"), number, separator=" ").sort_by(
        "score", "assessor", descending=[True, False]
    )
    return (
        scores.lazy()
        .filter(score.is_finite(), pl.col("criterion").is_in(list(steps)))
        .group_by("project", "criterion")
        .agg(
            n_assessors=pl.len().cast(pl.Int64),
            mean=score.mean(),
            lowest=score.min(),
            highest=score.max(),
            given=words.str.join(", "),
        )
        .with_columns(range=pl.col("highest") - pl.col("lowest"))
        .with_columns(
            is_apart=pl.col("range")
            > pl.col("criterion").replace_strict(steps, return_dtype=pl.Float64) + 1e-9
        )
        .select(
            "project", "criterion", "n_assessors", "mean", "lowest", "highest", "range",
            "is_apart", "given",
        )
        .sort("project", "criterion")
        .collect()
    )  # fmt: skip


def missing(
    projects: pl.DataFrame, criteria: pl.DataFrame, scores: pl.DataFrame, n_needed: int
) -> pl.DataFrame:
    """Return per project how many of the scores that it needs are missing.

    Each criterion needs the scores of `n_needed` assessors; more than these do not make up for
    another criterion.

    Parameters
    ----------
    projects : polars.DataFrame
        project: those to be assessed.
    criteria : polars.DataFrame
        criterion.
    scores : polars.DataFrame
        project, criterion, assessor, score.
    n_needed : int
        Assessors that a project needs.

    Returns
    -------
    polars.DataFrame
        In the order of `projects`: project, n_needed, n_missing, n_assessors (who gave any score).

    Examples
    --------
    >>> asked = pl.DataFrame({"project": ["P1"]})
    >>> by = pl.DataFrame({"criterion": ["FIT", "RISK"]})
    >>> given = pl.DataFrame({"project": ["P1"] * 3, "criterion": ["FIT"] * 3,
    ...                       "assessor": ["a", "b", "c"], "score": [5.0, 5.0, 2.0]})
    >>> missing(asked, by, given, 2).row(0)
    ('P1', 4, 2, 3)
    """
    given = scores.filter(pl.col("score").is_finite()).join(criteria, on="criterion", how="semi")
    cells = given.group_by("project", "criterion").agg(
        n=pl.min_horizontal(pl.col("assessor").n_unique(), pl.lit(n_needed))
    )
    there = cells.group_by("project").agg(n_there=pl.col("n").sum())
    who = given.group_by("project").agg(n_assessors=pl.col("assessor").n_unique())
    asked = n_needed * criteria.height
    return (
        projects.select("project")
        .join(there, on="project", how="left", maintain_order="left")
        .join(who, on="project", how="left", maintain_order="left")
        .select(
            "project",
            n_needed=pl.lit(asked, dtype=pl.Int64),
            n_missing=asked - pl.col("n_there").fill_null(0).cast(pl.Int64),
            n_assessors=pl.col("n_assessors").fill_null(0).cast(pl.Int64),
        )
    )


def by_assessor(
    projects: pl.DataFrame, criteria: pl.DataFrame, scores: pl.DataFrame
) -> pl.DataFrame:
    """Return per assessor and project how many criteria he has not scored.

    Parameters
    ----------
    projects, criteria, scores : polars.DataFrame
        As in `missing`. An assessor is who scored any of the projects.

    Returns
    -------
    polars.DataFrame
        assessor, project, n_scored, n_missing; by assessor, in the order of `projects`.

    Examples
    --------
    >>> asked = pl.DataFrame({"project": ["P1", "P2"]})
    >>> by = pl.DataFrame({"criterion": ["FIT", "RISK"]})
    >>> given = pl.DataFrame({"project": ["P1"], "criterion": ["FIT"], "assessor": ["Ana"],
    ...                       "score": [5.0]})
    >>> by_assessor(asked, by, given).rows()
    [('Ana', 'P1', 1, 1), ('Ana', 'P2', 0, 2)]
    """
    given = (
        scores.filter(pl.col("score").is_finite())
        .join(criteria, on="criterion", how="semi")
        .join(projects, on="project", how="semi")
    )
    counted = given.group_by("assessor", "project").agg(n_scored=pl.col("criterion").n_unique())
    return (
        given.select(pl.col("assessor").unique().sort())
        .join(projects.select("project"), how="cross", maintain_order="left_right")
        .join(counted, on=["assessor", "project"], how="left", maintain_order="left")
        .with_columns(pl.col("n_scored").fill_null(0).cast(pl.Int64))
        .with_columns(n_missing=criteria.height - pl.col("n_scored"))
    )


def gates(
    scores: pl.DataFrame, criteria: pl.DataFrame, projects: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return per project whether it meets each criterion's threshold for entering.

    Parameters
    ----------
    scores : polars.DataFrame
        project, criterion, assessor, score. Scores that are null or not a number are passed over.
    criteria : polars.DataFrame
        criterion, name, direction, threshold, is_mandatory.
    projects : polars.DataFrame, optional
        project: those asked about; those with a score where it is not given.

    Returns
    -------
    polars.DataFrame
        One row per project and criterion that has a threshold or is mandatory, in their orders:
        project, criterion, name, mean over the assessors (null = nobody scored it), threshold,
        is_met, is_mandatory, direction. Met is a mean of at least the threshold, of at most where
        less is better; a mandatory criterion without a threshold is met when it is scored.

    Examples
    --------
    >>> given = pl.DataFrame({"project": ["P1"] * 2, "criterion": ["SEC"] * 2,
    ...                       "assessor": ["a", "b"], "score": [1.0, 2.0]})
    >>> scale = pl.DataFrame({"criterion": ["SEC"], "name": ["Security"],
    ...                       "direction": ["more is better"], "threshold": [3.0],
    ...                       "is_mandatory": [True]})
    >>> gates(given, scale).select("mean", "threshold", "is_met").row(0)
    (1.5, 3.0, False)
    """
    asked = scores.select(pl.col("project").unique().sort()) if projects is None else projects
    score, mean, threshold = pl.col("score"), pl.col("mean"), pl.col("threshold")
    means = scores.filter(score.is_finite()).group_by("project", "criterion").agg(mean=score.mean())
    less = pl.col("direction") == "less is better"
    reaches = pl.when(less).then(mean <= threshold).otherwise(mean >= threshold)
    return (
        asked.select("project")
        .join(
            criteria.filter(threshold.is_not_null() | pl.col("is_mandatory")),
            how="cross", maintain_order="left_right",
        )
        .join(means, on=["project", "criterion"], how="left", maintain_order="left")
        .with_columns(
            is_met=pl.when(threshold.is_null())
            .then(mean.is_not_null())
            .otherwise(reaches.fill_null(value=False))
        )
        .select(
            "project", "criterion", "name", "mean", "threshold", "is_met", "is_mandatory",
            "direction",
        )
    )  # fmt: skip


def unmet(found: pl.DataFrame) -> pl.DataFrame:
    """Return in words which thresholds projects miss.

    Parameters
    ----------
    found : polars.DataFrame
        As `gates` gives it.

    Returns
    -------
    polars.DataFrame
        project, criterion, words ("Security 1.7 < 3"), is_mandatory, is_scored: the unmet rows, in
        their order.

    Examples
    --------
    >>> unmet(pl.DataFrame({"project": ["P1"], "criterion": ["SEC"], "name": ["Security"],
    ...     "mean": [1.7], "threshold": [3.0], "is_met": [False], "is_mandatory": [True],
    ...     "direction": ["more is better"]}))["words"].item()
    'Security 1.7 < 3'
    """
    less = pl.col("direction") == "less is better"
    side = pl.when(less).then(pl.lit(">")).otherwise(pl.lit("<"))
    number = [
        pl.col(name).round(2).cast(pl.String).str.strip_suffix(".0")
        for name in ("mean", "threshold")
    ]
    scored = pl.concat_str("name", number[0], side, number[1], separator=" ")
    return found.filter(~pl.col("is_met")).select(
        "project", "criterion",
        pl.coalesce(scored, pl.format("{} is not scored", "name")).alias("words"),
        "is_mandatory",
        is_scored=pl.col("mean").is_not_null(),
    )  # fmt: skip


__all__ = [
    "by_assessor", "choices", "gates", "missing", "off_scale", "spread", "step", "unmet",
]  # fmt: skip

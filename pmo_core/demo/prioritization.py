"""What candidates are judged by, and how three assessors judged them."""

import numpy as np
import polars as pl

from pmo_core.demo.life import PROPOSED, RUNNING, Lives
from pmo_core.demo.people import Staff
from pmo_core.demo.scales import COMMENTS, CRITERIA, ENTRY, GOALS, SERVES
from pmo_core.demo.shape import Floats, Ints, dates, typed
from pmo_core.model import Contribution, Criterion, Goal, Score

CODES = [code for code, *_ in CRITERIA]
LOWEST, HIGHEST = 1.0, 5.0
N_ASSESSORS = 3
BIASES = np.array([0.35, -0.3, 0.0])  # one is generous, one is strict
SPREADS = np.array([0.45, 0.5, 0.8])  # and one is hasty

# What a criterion's level depends on besides chance: quality of the idea, size, chance.
_MAKE = {
    "FIT": (3.1, 0.7, 0.5, 0.5), "VALUE": (2.9, 0.75, 0.8, 0.4), "URGENCY": (2.7, 0.5, 0.4, 0.8),
    "ENABLES": (2.6, 0.5, 0.5, 0.7), "REACH": (2.7, 0.3, 0.6, 0.7), "IMPACT": (2.9, 0.6, 0.4, 0.5),
    "TRUST": (3.3, 0.3, -0.2, 0.7), "RISK": (2.8, -0.3, 0.2, 0.6), "SIZE": (2.9, 0.0, 1.0, 0.25),
    "EFFORT": (2.9, 0.0, 1.1, 0.2),
}  # fmt: skip
_MORE = {
    "GROWTH": {"FIT": 0.4, "VALUE": 0.4, "REACH": 0.8, "ENABLES": -0.5},
    "RUN": {"ENABLES": 0.5, "REACH": -0.2},
    "TRUST": {"ENABLES": 0.9, "URGENCY": 0.5, "VALUE": -0.4, "REACH": -0.4},
}


def merits(rng: np.random.Generator, projects: Lives) -> Floats:
    """Return how good each project truly is by criterion: n x number of CRITERIA, 1 to 5."""
    log_cost = np.log(projects.planned)
    size = (log_cost - log_cost.mean()) / max(float(log_cost.std()), 1e-9)
    quality = rng.normal(0, 1, projects.n)
    made = np.array([_MAKE[code] for code in CODES])
    level = made[:, 0] + quality[:, None] * made[:, 1] + size[:, None] * made[:, 2]
    level += rng.normal(0, 1, (projects.n, len(CODES))) * made[:, 3]
    portfolio = np.array([code.partition("-")[0] for code in projects.program])
    for name, more in _MORE.items():
        level += (portfolio == name)[:, None] * np.array([more.get(code, 0.0) for code in CODES])
    clipped: Floats = np.clip(level, LOWEST, HIGHEST)
    return clipped


def priorities(rng: np.random.Generator, projects: Lives, merit: Floats) -> Ints:
    """Return the priority that each project was given, 1 = first, four share one.

    Large projects and loud sponsors come first as often as good ideas.
    """
    good = merit[:, CODES.index("VALUE")] + merit[:, CODES.index("FIT")]
    wish = 0.8 * good + 0.1 * np.log(projects.planned) + rng.normal(0, 0.7, projects.n)
    place: Ints = np.argsort(np.argsort(-wish, kind="stable"), kind="stable") // 4 + 1
    return place


def goals(who: Staff) -> pl.DataFrame:
    """Return the strategic goals."""
    code, name, weight, year, measure = zip(*GOALS, strict=True)
    return typed(Goal, {
        "code": code,
        "name": name,
        "owner": who.names[-1 - np.arange(len(GOALS)) % len(who.names)],
        "weight": [float(one) for one in weight],
        "horizon": dates(np.array([f"{one}-12-31" for one in year], "datetime64[D]").astype(int)),
        "measure": measure,
    })  # fmt: skip


def contributions(rng: np.random.Generator, projects: Lives) -> pl.DataFrame:
    """Return how much of each running project and candidate serves which goal."""
    rows = [
        (code, goal, float(np.clip(round((share + chance) / 5) * 5, 5, 100)))
        for code, program, chances in zip(
            projects.code, projects.program, rng.normal(0, 10, (projects.n, 3)), strict=True
        )
        for (goal, share), chance in zip(SERVES[program], chances, strict=False)
    ]
    open_codes = projects.code[projects.group >= RUNNING].tolist()
    frame = pl.DataFrame(rows, schema=Contribution.polars_schema(), orient="row")
    most = pl.col("share_pct").sum().over("project")
    return frame.filter(pl.col("project").is_in(open_codes)).with_columns(
        share_pct=pl.when(most > 100)
        .then((pl.col("share_pct") * 100 / most).floor())
        .otherwise("share_pct")
    )


def criteria() -> pl.DataFrame:
    """Return the criteria with their scales."""
    code, name, direction, weight, part, levels = zip(*CRITERIA, strict=True)
    return typed(Criterion, {
        "code": code, "name": name, "direction": direction,
        "weight": [float(one) for one in weight],
        "scale_min": [LOWEST] * len(code), "scale_max": [HIGHEST] * len(code),
        "levels": levels, "part": part,
        "threshold": [ENTRY.get(one, (None, False))[0] for one in code],
        "is_mandatory": [ENTRY.get(one, (None, False))[1] for one in code],
    })  # fmt: skip


def scores(rng: np.random.Generator, projects: Lives, who: Staff, merit: Floats) -> pl.DataFrame:
    """Return what three assessors gave each candidate on each criterion.

    Every 25th candidate has no scores yet, every eighth misses one assessor, a quarter of the
    scores say how low and how high they may be.
    """
    candidates = np.flatnonzero(projects.group == PROPOSED)
    shape = (len(candidates), len(CODES), N_ASSESSORS)
    place, criterion, assessor = (axis.ravel() for axis in np.indices(shape))
    level = merit[candidates[place], criterion] + BIASES[assessor] * rng.random(len(place)) * 2
    level += rng.normal(0, 1, len(place)) * SPREADS[assessor]
    score = np.clip(np.round(level), LOWEST, HIGHEST)
    has_range = rng.random(len(place)) < 0.25
    below, above = rng.integers(0, 2, len(place)), rng.integers(0, 2, len(place))
    is_there = (place % 25 != 17) & ((place % 8 != 3) | (assessor != place // 8 % N_ASSESSORS))
    words = np.array(COMMENTS)[rng.integers(0, len(COMMENTS), len(place))]
    has_comment = rng.random(len(place)) < 0.04
    frame = typed(Score, {
        "project": projects.code[candidates[place]],
        "criterion": np.array(CODES)[criterion],
        "assessor": who.names[[3, 5, 8]][assessor],
        "score": score,
        "low": np.where(has_range, np.maximum(score - below, LOWEST), np.nan),
        "high": np.where(has_range, np.minimum(score + above, HIGHEST), np.nan),
        "scored_on": dates(projects.as_of - 20 - 7 * assessor - place % 5),
        "comment": pl.Series(np.where(has_comment, words, "")).replace("", None),
    })  # fmt: skip
    return frame.with_columns(pl.col("low", "high").fill_nan(None)).filter(pl.Series(is_there))

"""What closed projects of the demonstration were like, and who follows which benefit."""

import numpy as np
import polars as pl

from pmo_core.demo.life import CLOSED, PROPOSED, Lives
from pmo_core.demo.people import Staff
from pmo_core.demo.scales import SERVES
from pmo_core.demo.shape import Floats, Texts, dates, typed
from pmo_core.demo.words import PROGRAMS
from pmo_core.model import BenefitMeasurement, BenefitProfile, ProjectOutcome

_MEASURES = {
    "GROWTH": (("Orders online", "share of orders, percent", 38.0, 62.0),
               ("Calls saved", "calls a month", 5200.0, 3600.0)),
    "RUN": (("Operating cost", "EUR a month", 41_000.0, 29_000.0),
            ("Outages", "hours a quarter", 14.0, 5.0)),
    "TRUST": (("Open findings", "findings of the audit", 46.0, 10.0),
              ("Time to close access", "hours", 52.0, 6.0)),
}  # fmt: skip
"""Portfolio -> name, measure, value before and to be reached, of each benefit."""
_SHARES = (65.0, 35.0)
_EVERY_DAYS = 182
_N_MEASURED = 4  # planned values after the finish
_UNMEASURED = 0.3  # share of the measurements due that nobody made, of every second project
_HOURS_PER_EUR = 1 / 90.0


def outcomes(rng: np.random.Generator, projects: Lives) -> pl.DataFrame:
    """Return the outcome of each project that was finished: the further over, the worse it is."""
    is_done = (projects.group == CLOSED) & (projects.until == 1)
    over = np.clip(projects.final / projects.planned - 1, -0.2, 1.0)
    late = np.clip(projects.final_days / projects.planned_days - 1, -0.2, 1.0)
    size = projects.final / 300_000
    defects = rng.poisson(np.maximum(4 + 8 * size + 25 * over + 10 * late, 1))
    rework = projects.final * _HOURS_PER_EUR * np.clip(
        rng.normal(0.06, 0.02, projects.n) + 0.15 * over, 0.01, 0.4
    )  # fmt: skip
    liked = 4.3 - 0.9 * over - 0.7 * late - 0.006 * defects + rng.normal(0, 0.3, projects.n)
    comment = np.where(late > 0.3, "The handover was rushed.", "")
    frame = pl.DataFrame({
        "project": projects.code,
        "accepted_on": dates(np.minimum(projects.finish + 10, projects.as_of)),
        "n_defects": defects,
        "rework_hours": np.round(rework),
        "satisfaction": np.round(np.clip(liked, 1, 5), 1),
        "comment": pl.Series(comment).replace("", None),
    }).filter(is_done)  # fmt: skip
    return typed(ProjectOutcome, frame.to_dict())


def profiles(projects: Lives, who: Staff) -> pl.DataFrame:
    """Return two benefits of each started project: owner, measure, and a target two years after."""
    project, nth = _pairs(projects)
    name, measure, start, target = _measured(projects, project, nth)
    is_done = (projects.group == CLOSED) & (projects.until == 1)
    end = np.where(is_done, projects.finish, projects.start + projects.planned_days)[project]
    served = [SERVES[code] for code in projects.program[project]]
    return typed(BenefitProfile, {
        "project": projects.code[project],
        "code": [f"B{k + 1}" for k in nth],
        "name": name,
        "owner": who.names[(project * 7 + nth) % len(who.names)],
        "goal": [goals[k % len(goals)][0] for goals, k in zip(served, nth, strict=True)],
        "measure": measure,
        "start_value": start,
        "target_value": target,
        "target_on": dates(end + _EVERY_DAYS * _N_MEASURED),
        "money_share_pct": np.array(_SHARES)[nth],
        "comment": [f"For {PROGRAMS[code][0].lower()}." for code in projects.program[project]],
    })  # fmt: skip


def measurements(rng: np.random.Generator, projects: Lives, who: Staff) -> pl.DataFrame:
    """Return what the benefits of finished projects were to be every half year, and were.

    Values approach the target after the finish; most fall a little short of it. Those still ahead
    are planned. Every second project left some out: those that do not say what a year brought.
    """
    project, nth = _pairs(projects)
    is_done = (projects.group[project] == CLOSED) & (projects.until[project] == 1)
    project, nth = project[is_done], nth[is_done]
    k = np.tile(np.arange(_N_MEASURED), len(project))
    project, nth = np.repeat(project, _N_MEASURED), np.repeat(nth, _N_MEASURED)
    _, _, start, target = _measured(projects, project, nth)
    share = (k + 1) / _N_MEASURED
    planned = start + (target - start) * share
    reached = np.repeat(
        np.clip(rng.normal(0.85, 0.2, len(k) // _N_MEASURED), 0.2, 1.3), _N_MEASURED
    )
    found = (
        start + (target - start) * share * reached + (target - start) * rng.normal(0, 0.03, len(k))
    )
    day = projects.finish[project] + _EVERY_DAYS * (k + 1)
    is_left_out = (rng.random(len(k)) < _UNMEASURED) & (project % 2 == 1)
    is_found = (day <= projects.as_of) & ~is_left_out
    by = who.names[(project * 7 + nth) % len(who.names)]
    return typed(BenefitMeasurement, {
        "project": projects.code[project],
        "code": [f"B{one + 1}" for one in nth],
        "measured_on": dates(day),
        "expected_value": np.round(planned, 1),
        "measured_value": pl.Series(np.where(is_found, np.round(found, 1), np.nan)).fill_nan(None),
        "measured_by": pl.Series(np.where(is_found, by, "")).replace("", None),
    })  # fmt: skip


def _pairs(projects: Lives) -> tuple[Texts, Texts]:
    """Return project and number of each benefit of started projects."""
    started = np.flatnonzero(projects.group != PROPOSED)
    return np.repeat(started, len(_SHARES)), np.tile(np.arange(len(_SHARES)), len(started))


def _measured(
    projects: Lives, project: Texts, nth: Texts
) -> tuple[list[str], list[str], Floats, Floats]:
    """Return name, measure, value before and target of each benefit."""
    rows = [
        _MEASURES[projects.program[p].partition("-")[0]][k]
        for p, k in zip(project, nth, strict=True)
    ]
    name, measure, start, target = zip(*rows, strict=True) if rows else ((), (), (), ())
    scale = 1 + 0.1 * (project % 7)  # no two projects alike
    return list(name), list(measure), np.array(start) * scale, np.array(target) * scale


__all__ = ["measurements", "outcomes", "profiles"]

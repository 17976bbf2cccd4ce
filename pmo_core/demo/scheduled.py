"""What planning keeps of the demonstration beside the plain registers, and its story."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pmo_core.demo.booked import Overload, booked
from pmo_core.demo.estimates import Estimates, estimates
from pmo_core.demo.habits import Habits, habits
from pmo_core.demo.life import Lives
from pmo_core.demo.people import Staff
from pmo_core.demo.ties import Slip, ties
from pmo_core.demo.workforce import workforce

Frames = dict[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class PlanStory:
    """What planning is shown by: too few people, a slip, and what is sure and unsure."""

    overload: Overload
    slip: Slip
    estimates: Estimates
    habits: Habits


def scheduled(
    seed: int, projects: Lives, who: Staff, frames: Frames, odd: set[str]
) -> tuple[Frames, PlanStory]:
    """Return the registers of planning, those to which planning adds, and what they show.

    Each has its own stream of chance, so that the others stay as they are.

    Parameters
    ----------
    seed : int
        Of the demonstration.
    projects, who : Lives, Staff
        As made.
    frames : dict
        By register, as control keeps them.
    odd : set of str
        Projects that stand for something else already.
    """
    people, bookings = (np.random.default_rng((seed, k)) for k in (21, 22))
    made, there = workforce(people, who, frames["person"], projects.as_of)
    promised, overload = booked(bookings, who, there, frames, odd)
    frames = frames | made | promised
    odd = odd | {*overload.projects, overload.routine}
    tied, slip = ties(frames, odd)
    ranged, sure = estimates(frames | tied, odd, (slip.project, slip.waiting))
    odd |= {slip.project, slip.waiting, *tied["cross_link"]["project"], *overload.together}
    odd |= {sure.sure, sure.fixed, sure.by_shift, *sure.supplied, *sure.reserved}
    linked, loose = habits(frames, odd)
    return made | promised | tied | ranged | linked, PlanStory(overload, slip, sure, loose)


__all__ = ["PlanStory", "scheduled"]

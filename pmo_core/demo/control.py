"""What control keeps of the demonstration: progress, baselines, milestones, benefits, orders."""

import numpy as np
import polars as pl

from pmo_core.demo import baselined, earning, learned, milestones, raid, said
from pmo_core.demo.benefits import promised
from pmo_core.demo.life import PROPOSED, Lives
from pmo_core.demo.orders import orders
from pmo_core.demo.people import Staff

Frames = dict[str, pl.DataFrame]
_N_ELSEWHERE = 2


def controlled(seed: int, projects: Lives, who: Staff, frames: Frames, odd: set[str]) -> Frames:
    """Return the registers of control, and those to which control adds.

    Each has its own stream of chance, so that the others stay as they are.

    Parameters
    ----------
    seed : int
        Of the demonstration.
    projects, who : Lives, Staff
        As made.
    frames : dict
        By register, with faults and story.
    odd : set of str
        Projects that stand for something else already.
    """
    chance = {
        name: np.random.default_rng((seed, k))
        for k, name in enumerate(
            (
                "reserve",
                "progress",
                "raid",
                "outcome",
                "measured",
                "benefit",
                "report",
                "elsewhere",
                "order",
            ),
            5,
        )
    }
    project, wbs = frames["project"], frames["wbs_element"]
    reports, actual = frames["status_report"], frames["actual"]
    started = pl.Series(projects.code[projects.group != PROPOSED])
    baseline = baselined.with_reserves(chance["reserve"], projects, frames["baseline"])
    progress = earning.progress_by_element(
        chance["progress"], projects, wbs, reports=reports, actual=actual
    )
    milestone = milestones.milestones(projects, project["method"].to_numpy(), wbs, progress)
    running = project.filter(pl.col("stage") == "delivery", ~pl.col("code").is_in(odd))
    coming = promised(chance["benefit"], projects, project, frames["benefit"])
    elsewhere = _measured_elsewhere(running)
    return {
        "baseline": baseline,
        "baseline_item": baselined.items(baseline, wbs, started),
        "progress": progress,
        "milestone": milestone,
        "milestone_forecast": milestones.forecasts(milestone, reports, project),
        "status_report": said.with_reasons(chance["report"], reports),
        "raid_item": raid.told(chance["raid"], frames["raid_item"], projects),
        "tolerance": said.tolerances(running),
        "earned_value": said.measured_elsewhere(
            chance["elsewhere"], projects, reports, elsewhere, actual
        ),
        "project_outcome": learned.outcomes(chance["outcome"], projects),
        "benefit_profile": learned.profiles(projects, who),
        "benefit_measurement": learned.measurements(chance["measured"], projects, who),
        "benefit": pl.concat([frames["benefit"], coming]),
        "purchase_order": orders(chance["order"], projects, frames, odd | {*elsewhere}),
    }


def _measured_elsewhere(running: pl.DataFrame) -> list[str]:
    """Return the projects that another tool measures: the oldest that are agile."""
    fit = running.filter(pl.col("method") == "agile", pl.col("currency") == "EUR")
    return fit["code"].sort().head(_N_ELSEWHERE).to_list()


__all__ = ["controlled"]

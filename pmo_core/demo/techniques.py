"""Who does each task of the demonstration, and how its value is earned."""

from typing import Any

import numpy as np
import polars as pl

from pmo_core.demo.life import Lives
from pmo_core.demo.shape import Ints, Texts
from pmo_core.demo.words import OWNERS, TASKS

# Task -> department that does it, where it is not the owner's.
_DONE_BY = {
    "Interfaces": "IT.DEV.CORE", "Data migration": "IT.DATA", "Configuration": "IT.OPS.CLOUD",
    "Integration": "IT.DEV.CORE", "User interface": "IT.DEV.WEB", "Load test": "IT.DEV.CORE",
    "Training": "BIZ.SALES",
}  # fmt: skip
# Task -> how its value is earned, in every second project; elsewhere by percent complete.
_EARNED_BY = {
    "Workshops": "0/100", "Requirements": "50/50", "Interfaces": "units",
    "Data migration": "units", "Integration": "weighted milestones", "Training": "units",
    "Documentation": "level of effort", "Pilot group": "0/100",
}  # fmt: skip
_FOLLOWER, _FOLLOWED = "Load test", "Integration"  # apportioned where both are in one phase
_WITH_BOTH = (2, 3)  # phases whose integration comes before its test
_UNITS = (8, 33)  # fewest, and how many more at most


def measured_by(projects: Lives, project: Ints, phase: Ints, task: Ints) -> dict[str, Any]:
    """Return department, technique, planned_units and based_on of each task.

    `project`, `phase` and `task` are the places of each task among projects, phases and tasks.
    """
    number = (task + 2 * phase) % len(TASKS)
    name = np.array(TASKS)[number]
    owner = np.array([OWNERS[code] for code in projects.program])[project]
    by_name = pl.Series(name).replace_strict(_EARNED_BY, default=None).to_list()
    is_told = project % 2 == 1
    follows = (name == _FOLLOWER) & np.isin(phase, _WITH_BOTH) & (task >= 2) & is_told
    technique = pl.Series(by_name, dtype=pl.String).zip_with(pl.Series(is_told), _none(len(name)))
    technique = technique.set(pl.Series(follows), "apportioned")
    place = (TASKS.index(_FOLLOWED) - 2 * phase) % len(TASKS)
    leader = np.char.add(np.char.add((phase + 1).astype(str), "."), (place + 1).astype(str))
    units = (_UNITS[0] + 13 * (project + task) % _UNITS[1]).astype(float)
    return {
        "department": _known(np.array([_DONE_BY.get(one, "") for one in TASKS])[number], owner),
        "technique": technique,
        "planned_units": pl.Series(units).zip_with(
            (technique == "units").fill_null(False), pl.Series([None] * len(name), dtype=pl.Float64)
        ),
        "based_on": pl.Series(leader).zip_with(pl.Series(follows), _none(len(name))),
    }


def _known(texts: Texts, otherwise: Texts) -> Texts:
    return np.where(texts == "", otherwise, texts)


def _none(n: int) -> pl.Series:
    return pl.Series([None] * n, dtype=pl.String)


__all__ = ["measured_by"]

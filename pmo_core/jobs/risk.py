"""Where the store and the simulation meet: what is drawn of all projects, and its sources.

All that is not finished is drawn at once, so that a slip reaches other projects by the links
between them. Days are on one axis of working days; money is in base currency.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import polars as pl

from pmo_core.analysis import risk_inputs
from pmo_core.analysis.common_factors import Factors
from pmo_core.analysis.risk_inputs import Axis
from pmo_core.analysis.risk_plan import Plan
from pmo_core.analysis.schedule_risk import Simulation, inputs_hash, simulate
from pmo_core.errors import Finding, Refused
from pmo_core.jobs import risk_history
from pmo_core.jobs.background import Tell
from pmo_core.jobs.facts import Source
from pmo_core.jobs.risk_costs import budgets, costs
from pmo_core.jobs.risk_risks import loadings, milestones, risks
from pmo_core.jobs.schedule import PlanFrames, baselines_of, plan_frames, scheduled

MANY = 20_000
"""Tasks from which fewer draws are made: the P80 is then less exact."""
N_DRAWS, N_DRAWS_OF_MANY = 10_000, 2_000


class Choice(NamedTuple):
    """What may be chosen: correlations, whether responses to risks work, and the seed."""

    within: float
    between: float
    with_responses: bool = False
    seed: int = 1


@dataclass(frozen=True)
class Inputs:
    """What is drawn, and what its names mean.

    Parameters
    ----------
    plan : Plan
        Tasks (named "project / code"), milestones ("project / M code"), risks and costs.
    axis : Axis
        Turns days of the plan into dates.
    tasks : polars.DataFrame
        task, project, code, name, kind, low, likely, high, basis, early_finish, of what is drawn.
    planned : polars.DataFrame
        target (project or milestone), project, name, is_milestone, planned_on (null = none),
        forecast_on (as the critical path has it; null for milestones without an element).
    budgets : polars.DataFrame
        project, bac, spent, to_do: base currency, of projects with a known budget.
    findings : tuple of Finding
        What could not be taken as given.
    n_draws : int
        How often it is drawn.
    seed : int
        From which seed.
    """

    plan: Plan
    axis: Axis
    tasks: pl.DataFrame
    planned: pl.DataFrame
    budgets: pl.DataFrame
    findings: tuple[Finding, ...]
    n_draws: int
    seed: int

    def hash(self) -> str:
        """Return the name of the result: the same inputs give the same draws."""
        return inputs_hash(self.plan, self.n_draws, self.seed)


def inputs(source: Source, as_of: date, choice: Choice) -> Inputs:
    """Return what is drawn of all projects with work to do.

    Raises
    ------
    Refused
        No project has work to do, correlations contradict each other, or links run in a circle.
    """
    if choice.between > choice.within:
        raise Refused(
            "Tasks of one project correlate at least as much as those of different ones.",
            "Choose a correlation within projects that is not below the one between them.",
        )
    frames = plan_frames(source, as_of)
    known = frames.projects["data_date"].drop_nulls().to_list()
    axis = Axis.since(min(as_of, *known, as_of), frames.time.calendars[""])
    tasks, links = _network(source, frames, as_of, axis)
    if tasks.is_empty():
        raise Refused("No project has tasks that are still to do.", "Plan some on the Schedule.")
    marks, ties = milestones(source, tasks, frames.elements)
    drawn = pl.concat([tasks, marks], how="diagonal")
    hits = risks(source, tasks, with_responses=choice.with_responses)
    money = budgets(source, as_of, tasks["project"].unique())
    parts = costs(source, as_of, money)
    common, said = loadings(source, drawn, frames.elements)
    plan = Plan(
        tasks=drawn.select("task", "project", "kind", "low", "likely", "high", "earliest"),
        links=pl.concat([links, ties]),
        task_factors=_factors(drawn["project"], choice, common),
        risks=hits,
        risk_factors=Factors.none(hits.height),
        costs=parts,
        cost_factors=_factors(parts["project"], choice, None),
    )
    is_many = tasks.height > MANY
    return Inputs(
        plan=plan, axis=axis, tasks=tasks, planned=_planned(source, tasks, marks), budgets=money,
        findings=(*risk_inputs.unsure(tasks), *said),
        n_draws=N_DRAWS_OF_MANY if is_many else N_DRAWS, seed=choice.seed,
    )  # fmt: skip


def simulated(given: Inputs, tell: Tell) -> Simulation:
    """Draw the plan; `tell` is told the share done."""
    return simulate(given.plan, given.n_draws, given.seed, progress=tell)


def _network(
    source: Source, frames: PlanFrames, as_of: date, axis: Axis
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the tasks still to do, with their ranges, and the links between them."""
    found = scheduled(frames, baselines_of(source, as_of), as_of)
    of_task = ["project", "code"]
    dated = found.tasks.select(*of_task, "early_start", "early_finish", "driver_project", "driver")
    kinds = source.table("project").select(project="code", task_type="project_type")
    known = frames.projects.select("project", "start_on", data_on="data_date")
    tasks = (
        frames.tasks.join(dated, on=of_task, how="inner", maintain_order="left")
        .join(kinds, on="project", how="left", maintain_order="left")
        .join(known, on="project", how="left", maintain_order="left")
    )
    spread = risk_inputs.ranges(tasks, risk_history.of_tasks(source, axis.calendar, as_of))
    tasks = risk_inputs.drawn(pl.concat([tasks, spread], how="horizontal"), found.links, axis)
    return tasks, risk_inputs.tied(frames.links, tasks)


def _factors(projects: pl.Series, choice: Choice, common: pl.DataFrame | None) -> Factors:
    """Return what values have in common: named causes first, projects in what these leave."""
    nested = Factors.nested(projects.to_list(), choice.within, choice.between)
    if common is None or common.is_empty():
        return nested
    named = sorted(set(common["factor"]))
    number = {name: place + len(nested.names) for place, name in enumerate(named)}
    value = common["row"].to_numpy()
    loading = common["loading"].to_numpy()
    explained = np.bincount(value, loading**2, minlength=nested.n)
    left = np.sqrt(np.maximum(1 - explained, 0))
    return Factors(
        nested.n,
        (*nested.names, *(f"cause {name}" for name in named)),
        np.concatenate([nested.value, value]),
        np.concatenate([nested.factor, np.array([number[name] for name in common["factor"]])]),
        np.concatenate([nested.loading * left[nested.value], loading]),
    )


def _planned(source: Source, tasks: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    """Return the projects and milestones that are watched, with their planned days."""
    ends = tasks.group_by("project").agg(forecast_on=pl.col("early_finish").max())
    projects = source.table("project").join(ends, left_on="code", right_on="project").select(
        target="code", project="code", name="name", is_milestone=pl.lit(value=False),
        planned_on="planned_finish", forecast_on="forecast_on",
    )  # fmt: skip
    return pl.concat([
        projects.sort("target"),
        marks.select(
            target="task", project="project", name="name", is_milestone=pl.lit(value=True),
            planned_on="planned_on", forecast_on="early_finish",
        ),
    ])  # fmt: skip


__all__ = ["Choice", "Inputs", "inputs", "simulated"]

"""The demonstration portfolio: a fictional IT company, made from a seed.

Nothing in it describes a real company, person or project.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from pmo_core.demo import (
    governance,
    money,
    plans,
    prioritization,
    requests,
    resources,
    selection,
    standards,
    status,
    work,
)
from pmo_core.demo import people as organization
from pmo_core.demo.actuals import actuals
from pmo_core.demo.audits import audits
from pmo_core.demo.benefits import benefits
from pmo_core.demo.charters import charters
from pmo_core.demo.competences import competences
from pmo_core.demo.control import controlled
from pmo_core.demo.faults import Fault, plant
from pmo_core.demo.lessons import learned
from pmo_core.demo.life import Lives, lives
from pmo_core.demo.people import Staff
from pmo_core.demo.pmo_itself import pmo_itself
from pmo_core.demo.sample import actuals_csv
from pmo_core.demo.scheduled import PlanStory, scheduled
from pmo_core.demo.shape import typed
from pmo_core.demo.story import Story, told
from pmo_core.demo.words import COMPANY
from pmo_core.model import REGISTERS, Setting
from pmo_core.model.initial import initial

AS_OF = date(2026, 10, 31)
SEED = 7


@dataclass(frozen=True, slots=True)
class Demo:
    """The frames by register, in order of references, the faults planted into them, the stories."""

    frames: dict[str, pl.DataFrame]
    faults: tuple[Fault, ...]
    story: Story
    plan: PlanStory


def build(
    seed: int = SEED,
    as_of: date = AS_OF,
    scale: int = 1,
    *,
    n_projects: int = 200,
    n_actuals: int = 60_000,
    n_people: int = 170,
) -> Demo:
    """Make the demonstration.

    Parameters
    ----------
    seed : int
        The same seed and as_of give the same frames.
    as_of : date
        Last day of the actuals and reports; 36 months end in its month.
    scale : int
        Multiplies projects, actuals and people.
    n_projects : int
        Projects at scale 1: a fifth is closed, three tenths run, the rest are candidates.
    n_actuals : int
        Posted lines at scale 1, met within some percent.
    n_people : int
        People at scale 1.

    Returns
    -------
    Demo
        Frames typed as `polars_schema()` of each register.
    """
    rng = np.random.default_rng(seed)
    n = n_projects * scale
    n_closed, n_running = round(n * 0.2), round(n * 0.3)
    projects = lives(rng, (n_closed, n_running, n - n_closed - n_running), as_of)
    who = organization.staff(rng, n_people * scale)
    method = work.methods(rng, projects)
    shares = money.bought_shares(rng, projects)
    this_year = np.full(len(who.role), as_of.year)
    hour_cost = float(organization.hourly_rate(who.role, this_year, as_of.year).mean())
    wbs, elements = work.breakdown(rng, projects, method, hour_cost)
    rates = organization.rates(rng, as_of.year - 3, as_of.year)
    posted = actuals(
        rng, projects, who, shares=shares, elements=elements, rates=rates, n_lines=n_actuals * scale
    )
    judging = np.random.default_rng((seed, 1))
    merit = prioritization.merits(judging, projects)
    priority = prioritization.priorities(judging, projects, merit)
    plan = resources.ahead(judging, projects, shares)
    frames = {
        "setting": _settings(),
        "holiday": organization.holidays(as_of.year - 3, as_of.year + 3),
        "rate": rates,
        "department": organization.departments(who),
        "role": organization.roles(),
        "person": organization.people(rng, who),
        "cost_category": money.categories(),
        "portfolio": work.portfolios(who),
        "program": work.programs(who),
        "project": work.register(rng, projects, who, method, priority),
        "link": selection.with_blocking(work.links(rng, projects, who), projects, who),
        "wbs_element": wbs,
        "budget_line": money.budget(projects, method, shares, hour_cost),
        "actual": posted.frame,
        "status_report": status.reports(rng, projects, method, posted.spent),
        "goal": prioritization.goals(who),
        "contribution": prioritization.contributions(judging, projects),
        "criterion": prioritization.criteria(),
        "score": prioritization.scores(judging, projects, who, merit),
        "benefit": benefits(judging, projects, merit),
        "funding": selection.funding(projects, plan, posted.spent),
        "demand": resources.demand(projects, plan),
        "capacity": resources.capacity(who, plan),
        "selection_rule": selection.rules(projects),
    }
    governed, at_gates = _governed(seed, projects, who, plan, frames)
    frames |= governed
    return _controlled(seed, projects, who, frames, at_gates)


def _controlled(
    seed: int,
    projects: Lives,
    who: Staff,
    frames: dict[str, pl.DataFrame],
    at_gates: tuple[Fault, ...],
) -> Demo:
    """Return the demonstration with faults, story and what control keeps."""
    frames, planted = plant({
        name: frames.get(name, pl.DataFrame(schema=record.polars_schema()))
        for name, record in REGISTERS.items()
    })  # fmt: skip
    faults = (*planted, *at_gates)
    odd = {fault.key[0] for fault in faults}
    silent = next((fault.key[0] for fault in planted if fault.kind == "status_missing"), None)
    frames, story = told(frames, projects, silent, odd)
    frames |= controlled(seed, projects, who, frames, odd | story.tags().keys())
    made, plan = scheduled(seed, projects, who, frames, odd | story.tags().keys())
    frames |= made
    frames |= audits(frames, projects.as_of)
    frames |= competences(np.random.default_rng((seed, 31)), who, frames, projects.as_of)
    frames |= pmo_itself(frames, projects.as_of)
    return Demo(frames | learned(frames, projects.as_of), faults, story, plan)


def _governed(
    seed: int, projects: Lives, who: Staff, plan: resources.Ahead, frames: dict[str, pl.DataFrame]
) -> tuple[dict[str, pl.DataFrame], tuple[Fault, ...]]:
    """Return what intake, boards and planning keep beside the plain registers, and its faults."""
    governing, asking, planning = (np.random.default_rng((seed, k)) for k in (2, 3, 4))
    project = frames["project"]
    made, faults = governance.governed(governing, projects, who, project)
    asked = requests.requests(asking, projects, who, plan, {**frames, **made})
    policy = standards.policies(who, projects.as_of)
    made |= {name: initial(name) for name in ("template", "template_item", "code_part")}
    made |= {
        "request": asked,
        "comment": requests.comments(asking, asked, who, projects.as_of),
        "charter": charters(project, made["gate"], made["baseline"]),
        "raid_item": plans.raid(planning, projects, project),
        "communication": plans.communications(projects, project),
        "precedence": plans.precedences(projects, frames["wbs_element"]),
        "effort": plans.efforts(projects, plan, frames["wbs_element"]),
        "policy": policy,
        "acknowledgement": standards.acknowledgements(planning, policy, who, projects.as_of),
    }
    return made, faults


def portfolio(
    seed: int = SEED,
    as_of: date = AS_OF,
    scale: int = 1,
    *,
    n_projects: int = 200,
    n_actuals: int = 60_000,
    n_people: int = 170,
) -> dict[str, pl.DataFrame]:
    """Return the frames of the demonstration by register, in order of references; see `build`."""
    return build(
        seed, as_of, scale, n_projects=n_projects, n_actuals=n_actuals, n_people=n_people
    ).frames


def sample_actuals_csv(frames: dict[str, pl.DataFrame] | None = None) -> bytes:
    """Return a small dirty file of actuals that fits the demonstration; see `sample.actuals_csv`.

    `frames` is what `portfolio` gave; made anew when it is None.
    """
    return actuals_csv(portfolio() if frames is None else frames)


def _settings() -> pl.DataFrame:
    """Return the settings: the content is marked as a demonstration."""
    values = {
        "content": "demo", "base_currency": "EUR", "fiscal_year_start_month": "1",
        "triage_limit": "40", "triage_age_days": "60",
    }  # fmt: skip
    return typed(Setting, {"code": list(values), "value": list(values.values())})


__all__ = ["AS_OF", "COMPANY", "SEED", "Demo", "Fault", "build", "portfolio", "sample_actuals_csv"]

"""Projects as registered, their work breakdown, and the links between them."""

import numpy as np
import polars as pl

from pmo_core.demo.life import CLOSED, PHASE_ENDS, PROPOSED, RUNNING, Lives
from pmo_core.demo.people import Staff, in_currency
from pmo_core.demo.shape import Ints, Texts, dates, progress, typed
from pmo_core.demo.techniques import measured_by
from pmo_core.demo.words import COMPANY, OWNERS, PHASES, PORTFOLIOS, PROGRAMS, TAGS, TASKS, TYPES
from pmo_core.model import Link, Portfolio, Program, Project, WbsElement

METHODS = ("waterfall", "agile", "hybrid", "light")
_SECOND = 0.2  # when the second strand of work of a phase begins, of half a task


def portfolios(who: Staff) -> pl.DataFrame:
    """Return the portfolios."""
    code, name = zip(*PORTFOLIOS, strict=True)
    return typed(Portfolio, {"code": code, "name": name, "manager": who.names[[3, 5, 8]]})


def programs(who: Staff) -> pl.DataFrame:
    """Return the programs."""
    codes = list(PROGRAMS)
    return typed(Program, {
        "code": codes,
        "name": [name for name, _ in PROGRAMS.values()],
        "portfolio": [code.partition("-")[0] for code in codes],
        "manager": who.names[np.arange(len(codes)) % len(who.of_role(0))],
    })  # fmt: skip


def methods(rng: np.random.Generator, projects: Lives) -> Texts:
    """Return the method of each project: small ones light, software agile or hybrid."""
    drawn = rng.choice(METHODS[:3], projects.n, p=[0.4, 0.3, 0.3])
    return np.where(projects.planned < np.quantile(projects.planned, 0.15), "light", drawn)


def register(
    rng: np.random.Generator, projects: Lives, who: Staff, method: Texts, priority: Ints
) -> pl.DataFrame:
    """Return the project register."""
    n, today = projects.n, float(projects.as_of)
    is_closed, is_proposed = projects.group == CLOSED, projects.group == PROPOSED
    rank = np.arange(n)
    stage = np.select(
        [is_closed & (projects.until < 1), is_closed, is_proposed & (rank % 4 == 0), is_proposed,
         (projects.group == RUNNING) & (rank % 17 == 5)],
        ["canceled", "closed", "approved", "proposed", "on hold"], "delivery",
    )  # fmt: skip
    elapsed = (today - projects.start) / projects.final_days
    phase_no = np.searchsorted(PHASE_ENDS[:-1], elapsed, side="right")
    words = np.array([PHASES[kind] for kind in METHODS])[
        np.array([METHODS.index(kind) for kind in method]), phase_no
    ]
    owner = np.array([OWNERS[code] for code in projects.program])
    about = np.array([PROGRAMS[code][0] for code in projects.program])
    return typed(Project, {
        "code": projects.code,
        "name": projects.name,
        "description": [
            f"{name} for the program {goal} of {COMPANY}."
            for name, goal in zip(projects.name, about, strict=True)
        ],
        "portfolio": pl.Series([None] * n, dtype=pl.String),
        "program": projects.program,
        "department": np.where(rng.random(n) < 0.75, owner, np.roll(owner, 1)),
        "sponsor": who.names[-1 - rank % 9],
        "manager": who.names[who.of_role(0)[rank % len(who.of_role(0))]],
        "method": method,
        "project_type": [TYPES[code] for code in projects.program],
        "stage": stage,
        "phase": pl.Series(np.where(projects.group == RUNNING, words, "")).replace("", None),
        "priority": priority,
        "planned_start": dates(projects.start),
        "planned_finish": dates(projects.start + projects.planned_days),
        "planned_cost": in_currency(projects.planned, projects.currency),
        "actual_start": dates(np.where(is_proposed, np.nan, projects.begun)),
        "actual_finish": dates(np.where(is_closed, projects.finish, np.nan)),
        "currency": projects.currency,
        "tags": _tags(rng, n),
    })  # fmt: skip


def _tags(rng: np.random.Generator, n: int) -> pl.Series:
    """Return none, one or two tags per project."""
    tags = np.array(["", *TAGS])
    pick = rng.integers(0, len(tags), (n, 2))
    both = pl.DataFrame({"a": tags[pick[:, 0]], "b": tags[pick[:, 1]]}).select(
        pl.when((pl.col("a") == pl.col("b")) | (pl.col("b") == "")).then("a")
        .when(pl.col("a") == "").then("b")
        .otherwise(pl.concat_str("a", "b", separator=";")).replace("", None)
    )  # fmt: skip
    return both.to_series()


def breakdown(
    rng: np.random.Generator, projects: Lives, method: Texts, hour_cost: float
) -> tuple[pl.DataFrame, tuple[Texts, Ints, Ints]]:
    """Return the WBS and an index for posting work.

    Each project that is not proposed has five phases of two to four tasks; every tenth has twelve
    in its third phase. Hours and cost stand at the tasks; those of a phase follow the curve of
    spending. The index holds the task codes of all projects in one row, and first position and
    number of tasks by project and phase.
    """
    n_phases = len(PHASE_ENDS)
    count = rng.integers(2, 5, (projects.n, n_phases))
    count[np.arange(projects.n) % 10 == 3, 2] = 12
    first = np.cumsum(count.ravel()).reshape(count.shape) - count
    cell = np.repeat(np.arange(count.size), count.ravel())
    project, phase = np.unravel_index(cell, count.shape)
    task = np.arange(len(cell)) - first.ravel()[cell]
    begin = np.concatenate([[0.0], PHASE_ENDS[:-1]])
    width = (PHASE_ENDS - begin)[phase]
    start, days = projects.start[project], projects.planned_days[project]
    # Two strands of work run side by side in a phase, so that each task follows the last but one;
    # in the last phase each follows the one before it.
    n_tasks, is_last = count.ravel()[cell], phase == n_phases - 1
    begun = np.where(task == 1, _SECOND, task)
    first_day = np.where(is_last, task / n_tasks, begun / (n_tasks + 1))
    last_day = np.where(is_last, (task + 1) / n_tasks, (task + 2) / (n_tasks + 1))
    task_start = start + days * (begin[phase] + width * first_day)
    task_end = start + days * (begin[phase] + width * last_day)
    weight = rng.gamma(3, 1, len(cell))
    weight *= np.diff(progress(np.append(begin, 1.0)))[phase] / np.bincount(cell, weight)[cell]
    codes = np.char.add(np.char.add((phase + 1).astype(str), "."), (task + 1).astype(str))
    shown = projects.group[project] != PROPOSED
    tasks = typed(WbsElement, {
        "project": projects.code[project],
        "code": codes,
        "name": np.array(TASKS)[(task + 2 * phase) % len(TASKS)],
        **measured_by(projects, project, phase, task),
        "planned_start": dates(task_start),
        "planned_finish": dates(task_end),
        "planned_hours": weight * projects.planned[project] * 0.65 / hour_cost,
        "planned_cost": in_currency(weight * projects.planned[project], projects.currency[project]),
    }).filter(pl.Series(shown))  # fmt: skip
    return pl.concat([tasks, _phases(projects, method)]).sort("project", "code"), (
        codes,
        first,
        count,
    )


def _phases(projects: Lives, method: Texts) -> pl.DataFrame:
    """Return the phases, the elements above the tasks; they hold no hours or cost of their own."""
    n_phases = len(PHASE_ENDS)
    shown = np.flatnonzero(projects.group != PROPOSED)
    project, phase = np.repeat(shown, n_phases), np.tile(np.arange(n_phases), len(shown))
    begin = np.concatenate([[0.0], PHASE_ENDS[:-1]])
    names = [PHASES[method[p]][k] for p, k in zip(project, phase, strict=True)]
    start, days = projects.start[project], projects.planned_days[project]
    return typed(WbsElement, {
        "project": projects.code[project],
        "code": (phase + 1).astype(str),
        "name": names,
        "planned_start": dates(start + days * begin[phase]),
        "planned_finish": dates(start + days * PHASE_ENDS[phase]),
    })  # fmt: skip


def links(rng: np.random.Generator, projects: Lives, who: Staff) -> pl.DataFrame:
    """Return links: running projects and proposals need one or two earlier ones; never a cycle.

    Those of proposals do not block; see `selection.blocking` for those that do.
    """
    later = np.flatnonzero((projects.group != CLOSED) & (np.arange(projects.n) > 0))
    project = np.repeat(later, rng.choice([0, 1, 2], len(later), p=[0.35, 0.45, 0.2]))
    needs = project - 1 - np.floor(rng.random(len(project)) * np.minimum(project, 40)).astype(int)
    kinds = np.array(["technical", "resource", "policy", "benefit"])
    frame = typed(Link, {
        "project": projects.code[project],
        "needs": projects.code[needs],
        "kind": rng.choice(kinds, len(project), p=[0.5, 0.25, 0.1, 0.15]),
        "strength": rng.integers(1, np.where(projects.group[project] == PROPOSED, 3, 4)),
        "owner": who.names[who.of_role(0)[project % len(who.of_role(0))]],
    })  # fmt: skip
    return frame.unique(Link.key, keep="first", maintain_order=True)

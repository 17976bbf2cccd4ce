"""When projects will really finish: all their tasks are drawn together, link by link.

The whole network of all projects is worked through in every draw, also where it ties projects; a
simulation that follows one critical path misses the paths that come second and turn out longer
(merge bias: MacCrimmon and Ryavec, An analytical study of the PERT assumptions, 1964). Days are
working days on one axis that begins where the plan begins.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl

from pmo_core.analysis.common_factors import BLOCK
from pmo_core.analysis.network_arrays import Ints
from pmo_core.analysis.network_draws import Links, TaskNetwork
from pmo_core.analysis.risk_draws import PlanDraws
from pmo_core.analysis.risk_plan import Plan
from pmo_core.analysis.uncertainty import Floats, Floats32, quantile

METHOD = "1"
"""Changes whenever the same inputs would give other figures; part of the hash."""
SHARES = (0.5, 0.8)
_NEAR_DAYS = 1e-3
"""Days are kept to seven digits: a finish this little after a day is on that day."""


@dataclass(frozen=True)
class Simulation:
    """What the draws gave.

    Parameters
    ----------
    plan : Plan
        What was drawn.
    n_draws, seed : int
        How often, and from which seed.
    codes : tuple of str
        Milestones and projects in the rows of `finish`; the projects are the last rows.
    finish : numpy.ndarray of float32
        Working day on which each is reached; codes x draws.
    cost : numpy.ndarray of float64
        Money of each project; projects x draws.
    criticality : numpy.ndarray of float64 or None
        Share of the draws in which each task lies on a longest path to the finish of a target.
    """

    plan: Plan
    n_draws: int
    seed: int
    codes: tuple[str, ...]
    finish: Floats32
    cost: Floats
    criticality: Floats | None

    def finish_of(self, code: str | None = None) -> Floats32:
        """Return the draws of a finish; None = of the last project."""
        if code is None:
            last: Floats32 = self.finish[len(self.codes) - len(self.plan.projects) :].max(axis=0)
            return last
        found: Floats32 = self.finish[self.codes.index(code)]
        return found

    def cost_of(self, project: str | None = None) -> Floats:
        """Return the draws of a cost; None = of all projects together."""
        if project is None:
            return np.asarray(self.cost.sum(axis=0))
        return np.asarray(self.cost[self.plan.projects.index(project)])

    def joint(self, day: float, money: float, project: str | None = None) -> float:
        """Return the share of draws that finish by the day and cost no more than the money.

        Parameters
        ----------
        day : float
            Working day on the axis of the plan.
        money : float
            In the currency of the plan.
        project : str, optional
            None = all projects together.
        """
        in_time = self.finish_of(project) <= day + _NEAR_DAYS
        return float((in_time & (self.cost_of(project) <= money)).mean())

    def finishes(
        self, planned: Mapping[str, float] | None = None, shares: Sequence[float] = SHARES
    ) -> pl.DataFrame:
        """Return a row per milestone and project: mean, quantiles, chance of the planned day.

        Parameters
        ----------
        planned : mapping of str to float, optional
            Milestone or project -> working day; where there is none, the chance is null.
        shares : sequence of float
            Which quantiles: 0.8 gives p80, the least day that 80 % of the draws keep to.

        Returns
        -------
        polars.DataFrame
            code, mean, p50, p80 ..., planned, chance (0 to 1).
        """
        days = [(planned or {}).get(code) for code in self.codes]
        kept = [
            None if day is None else float((row <= day + _NEAR_DAYS).mean())
            for day, row in zip(days, self.finish, strict=True)
        ]
        return pl.DataFrame(
            {
                "code": self.codes,
                "mean": self.finish.mean(axis=1, dtype=np.float64),
                **{f"p{share * 100:g}": quantile(self.finish, share) for share in shares},
                "planned": pl.Series(days, dtype=pl.Float64),
                "chance": pl.Series(kept, dtype=pl.Float64),
            }
        )


@dataclass(frozen=True)
class _Ready:
    """A plan made ready for drawing; `watched` are the rows of the milestones and projects."""

    network: TaskNetwork
    draws: PlanDraws
    watched: Ints
    targets: Ints

    @cached_property
    def n(self) -> int:
        return len(self.network.place)

    def run(self, seed: int, block: int, n_kept: int) -> tuple[Floats32, Floats, Floats]:
        """Return finishes, cost and how often tasks were critical in the block's first draws."""
        durations = np.zeros((self.n, BLOCK), np.float32)
        cost = self.draws.block(seed, block, durations, self.network.place)
        times = np.empty((2 * self.n, BLOCK), np.float32)
        self.network.forward(durations, times)
        finish = times[self.watched, :n_kept]
        cost = cost[:, :n_kept]
        if not len(self.targets):
            return finish, cost, np.zeros(self.n)
        critical = self.network.critical(durations, times, self.targets)
        critical[:, n_kept:] = False
        return finish, cost, np.bitwise_count(critical.view(np.uint64)).sum(axis=1, dtype=float)


def simulate(
    plan: Plan,
    n_draws: int = 10_000,
    seed: int = 1,
    *,
    targets: Sequence[str] | None = None,
    at_once: int = 2,
    progress: Callable[[float], object] | None = None,
) -> Simulation:
    """Draw the plan.

    Parameters
    ----------
    plan : Plan
        Tasks, links, risks and costs of all projects.
    n_draws, seed : int
        How often; the same seed gives the same bytes, and fewer draws are the first ones of more.
    targets : sequence of str, optional
        Milestones and projects whose longest paths make a task critical; None = all projects, none
        at all = no criticality (quicker).
    at_once : int
        Threads; each holds some 15 bytes per task for 256 draws. Does not change the result.
    progress : callable, optional
        Is told the share done now and then, in the caller's thread; what it raises stops the
        simulation and goes on to the caller.

    Raises
    ------
    Refused
        The links run in a circle, or the plan contradicts itself; see `Plan`.
    """
    ready, codes = _ready(plan, targets)
    firsts = range(0, n_draws, BLOCK)
    finish = np.empty((len(codes), n_draws), np.float32)
    cost = np.empty((len(plan.projects), n_draws))
    critical = np.zeros(len(plan.nodes))
    pool = ThreadPoolExecutor(at_once)
    try:
        jobs: list[Future[tuple[Floats32, Floats, Floats]]] = [
            pool.submit(ready.run, seed, block, min(BLOCK, n_draws - first))
            for block, first in enumerate(firsts)
        ]
        for block, (job, first) in enumerate(zip(jobs, firsts, strict=True)):
            some = slice(first, first + BLOCK)
            finish[:, some], cost[:, some], n = job.result()
            critical += n
            if progress is not None:
                progress((block + 1) / len(jobs))
    finally:
        pool.shutdown(cancel_futures=True)
    share = critical[ready.network.place[: plan.tasks.height]] / n_draws
    found = share if len(ready.targets) else None
    return Simulation(plan, n_draws, seed, codes, finish, cost, found)


def _ready(plan: Plan, targets: Sequence[str] | None) -> tuple[_Ready, tuple[str, ...]]:
    """Return the plan ready for drawing, and the codes that are watched."""
    network = TaskNetwork.of(list(plan.nodes), plan.links_by_place(), plan.earliest())
    codes = (*plan.milestones, *plan.projects)
    watched = network.place[np.array([plan.nodes[code] for code in codes], np.int64)]
    aims = plan.projects if targets is None else targets
    rows = network.place[np.array([plan.nodes[code] for code in aims], np.int64)]
    return _Ready(network, PlanDraws(plan), watched, rows), codes


def path_only(plan: Plan) -> Plan:
    """Return the plan in which each task waits only for what drives it when all is as likely.

    That is how tools simulate that follow the critical path alone: beside `simulate` of the plan
    itself it shows how much too early their dates are.
    """
    network = TaskNetwork.of(list(plan.nodes), plan.links_by_place(), plan.earliest())
    durations = np.zeros(len(plan.nodes), np.float32)
    durations[network.place[: plan.tasks.height]] = plan.tasks["likely"].to_numpy()
    driving: Links = network.driving(durations)
    return replace(plan, only=driving)


def inputs_hash(plan: Plan, n_draws: int, seed: int, targets: Sequence[str] | None = None) -> str:
    """Return the name under which a simulation may be kept: the same inputs give the same."""
    text = repr((METHOD, plan.content(), n_draws, seed, targets))
    return hashlib.sha256(text.encode()).hexdigest()


__all__ = ["METHOD", "SHARES", "Simulation", "inputs_hash", "path_only", "simulate"]

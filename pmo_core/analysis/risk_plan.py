"""A plan whose durations and costs are not certain: tasks, links, risks and costs of all projects.

A project's finish is a place of its own in the network, behind the last of its tasks; a risk on a
project lengthens the way to it, and a link may come from it.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import polars as pl

from pmo_core.analysis.common_factors import Factors
from pmo_core.analysis.network_arrays import Ints
from pmo_core.analysis.network_draws import Links
from pmo_core.analysis.uncertainty import Floats32
from pmo_core.errors import Refused

_RANGE = {"kind": pl.String, "low": pl.Float64, "likely": pl.Float64, "high": pl.Float64}
TASKS = {"task": pl.String, "project": pl.String, **_RANGE}
"""Columns of tasks, days; may also have earliest (working day) and day_rate (money per day)."""
LINKS = {"predecessor": pl.String, "successor": pl.String, "kind": pl.String, "lag": pl.Float64}
"""Columns of links; a predecessor may be a project, which is its finish."""
RISKS = {
    "risk": pl.String, "target": pl.String, "probability": pl.Float64, **_RANGE,
    "money_low": pl.Float64, "money_likely": pl.Float64, "money_high": pl.Float64,
}  # fmt: skip
"""Columns of discrete risks on a task or project: what they add when they happen; null = 0."""
COSTS = {"element": pl.String, "project": pl.String, **_RANGE}
"""Columns of cost elements, money."""
_KINDS = ("FS", "SS", "FF", "SF")


@dataclass(frozen=True)
class Plan:
    """What is drawn.

    Parameters
    ----------
    tasks, links, risks, costs : polars.DataFrame
        With the columns `TASKS`, `LINKS`, `RISKS`, `COSTS`.
    task_factors, risk_factors, cost_factors : Factors
        What durations, risks and cost elements have in common, a row for each of theirs; a factor
        of the same name moves them together. Money of a risk comes with its days.
    only : Links, optional
        Links that stand instead of all others, see `schedule_risk.path_only`.
    """

    tasks: pl.DataFrame
    links: pl.DataFrame
    task_factors: Factors
    risks: pl.DataFrame
    risk_factors: Factors
    costs: pl.DataFrame
    cost_factors: Factors
    only: Links | None = None

    @classmethod
    def nested(
        cls,
        tasks: pl.DataFrame,
        links: pl.DataFrame,
        *,
        within: float,
        between: float,
        risks: pl.DataFrame | None = None,
        costs: pl.DataFrame | None = None,
    ) -> Self:
        """Return a plan in which all that is uncertain in a project correlates.

        Parameters
        ----------
        tasks, links, risks, costs : polars.DataFrame
            See `Plan`; risks happen independently of each other.
        within, between : float
            Correlation of durations and cost elements of one project, and of different ones.
        """
        risks = pl.DataFrame(schema=RISKS) if risks is None else risks
        costs = pl.DataFrame(schema=COSTS) if costs is None else costs
        of_tasks, of_costs = (
            Factors.nested(rows["project"].to_list(), within, between) for rows in (tasks, costs)
        )
        none = Factors.none(risks.height)
        return cls(tasks, links, of_tasks, risks, none, costs, of_costs)

    @cached_property
    def projects(self) -> tuple[str, ...]:
        """Codes of the projects, in order."""
        return tuple(sorted({*self.tasks["project"], *self.costs["project"]}))

    @cached_property
    def milestones(self) -> tuple[str, ...]:
        """Codes of the tasks that take no time."""
        return tuple(self.tasks.filter(kind="fixed", likely=0)["task"])

    @cached_property
    def nodes(self) -> dict[str, int]:
        """Place of each task and, behind them, of each project's finish.

        Raises
        ------
        Refused
            A code stands for two things.
        """
        codes = [*self.tasks["task"], *self.projects]
        found = {code: place for place, code in enumerate(codes)}
        if len(found) < len(codes):
            twice = next(code for place, code in enumerate(codes) if found[code] != place)
            raise Refused(f"'{twice}' is the code of two tasks, or of a task and a project.")
        return found

    def places(self, codes: pl.Series, what: str) -> Ints:
        """Return the place of each code; `what` says of what, where one is not known."""
        unknown = next((code for code in codes if code not in self.nodes), None)
        if unknown is not None:
            raise Refused(f"The {what} '{unknown}' is no task of the plan.")
        return np.array([self.nodes[code] for code in codes], np.int64)

    def links_by_place(self) -> Links:
        """Return all links, with those to the finish of each project.

        Raises
        ------
        Refused
            A link has an unknown end or kind, ends at a project, or begins at a project's start.
        """
        if self.only is not None:
            return self.only
        kinds = self.links["kind"].to_list()
        wrong = next((kind for kind in kinds if kind not in _KINDS), None)
        if wrong is not None:
            raise Refused(f"A link is FS, SS, FF or SF, not '{wrong}'.")
        own = Links(
            self.places(self.links["predecessor"], "predecessor of a link"),
            self.places(self.links["successor"], "successor of a link"),
            np.array([kind[0] == "F" for kind in kinds], bool),
            np.array([kind[1] == "F" for kind in kinds], bool),
            self.links["lag"].fill_null(0).to_numpy().astype(np.float32),
        )
        n = self.tasks.height
        if (own.successor >= n).any() or ((own.predecessor >= n) & ~own.from_finish).any():
            raise Refused("A link ends at a task, and of a project it begins at the finish.")
        home = self._home
        # Who waits for a task's end in its own project ends after it.
        within = home[own.predecessor] == home[own.successor]
        inner = own.from_finish & ~own.to_finish & (own.lag >= 0) & within
        last = np.setdiff1d(np.arange(n), own.predecessor[inner])
        yes, no = np.ones(len(last), bool), np.zeros(len(last), bool)
        none = np.zeros(len(last), np.float32)
        return own.and_also(Links(last, home[last], yes, no, none))

    @cached_property
    def _home(self) -> Ints:
        """Place of the finish of the project that each task, or finish, belongs to."""
        return self.places(pl.Series([*self.tasks["project"], *self.projects]), "project")

    def project_of(self, codes: pl.Series, what: str) -> Ints:
        """Return which project, by its number, each task or project belongs to."""
        found: Ints = self._home[self.places(codes, what)] - self.tasks.height
        return found

    def earliest(self) -> Floats32:
        """Return the working day before which each place does not start."""
        found = np.zeros(len(self.nodes), np.float32)
        if "earliest" in self.tasks.columns:
            found[: self.tasks.height] = self.tasks["earliest"].fill_null(0).to_numpy()
        return found

    def content(self) -> tuple[object, ...]:
        """Return all that the draws depend on, for a hash."""
        frames = (self.tasks, self.links, self.risks, self.costs)
        factors = (self.task_factors, self.risk_factors, self.cost_factors)
        links = () if self.only is None else tuple(values.tolist() for values in self.only)
        return (
            [(frame.columns, frame.rows()) for frame in frames],
            [
                (one.names, *(part.tolist() for part in (one.value, one.factor, one.loading)))
                for one in factors
            ],
            links,
        )


__all__ = ["COSTS", "LINKS", "RISKS", "TASKS", "Plan"]

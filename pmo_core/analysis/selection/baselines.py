"""Selections as lists make them: for comparison, and for those who think in lists.

Every project starts in the earliest month in which it fits. Mandatory ones come first, with what
they need; then as many as "at least" rules ask for; then the list, from the top. A project that
would break a rule (its requirement is not in, it is excluded) is skipped.

A minimum share is judged when the list is done. Where it is not reached, members of the group that
still fit come in, from the top; then the lowest outside of the group goes out, and so on. Mandatory
projects and those that another rule keeps in stay.
"""

from collections.abc import Sequence

import numpy as np

from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.analysis.selection.problem import Answer, Ints

FREE = 1e-9
"""Cost below which a project counts as free."""
SLACK = 1e-7
"""By how much a row may be passed; its largest coefficient is between 1 and 2."""


def by_list(formulation: Formulation, order: Sequence[str], strict: bool) -> Answer:
    """Return what is funded when a list is followed from the top until the money or people end.

    Parameters
    ----------
    formulation : Formulation
        What is chosen from.
    order : sequence of str
        Projects, the first first; those that it does not name are out unless they are mandatory.
    strict : bool
        True: the first project for which there is not enough ends the list (the waterline).
        False: it is passed over, and smaller ones below it fill what is left.

    Returns
    -------
    Answer
        feasible, or unknown without a selection where the list leads to none that keeps all rules;
        without a bound.
    """
    filling = _Filling(formulation)
    number = {name: row for row, name in enumerate(formulation.projects["project"])}
    ranked = [number[name] for name in order if name in number]
    filling.add_mandatory()
    filling.add_least(ranked)
    for project in ranked:
        if not filling.add(project) and strict and filling.is_short:
            break
    filling.add_shares(ranked)
    return filling.answer("list")


def by_ratio(formulation: Formulation) -> Answer:
    """Return what is funded when candidates are ranked by worth / cost and the list is filled.

    Those without a cost come first, those without a positive worth never.
    """
    projects = formulation.projects
    worths, cost = projects["worth"].to_numpy(), projects["cost"].fill_null(0.0).to_numpy()
    ratio = worths / np.maximum(cost, FREE)
    order = np.argsort(-ratio, kind="stable")
    names = projects["project"].to_list()
    return by_list(formulation, [names[one] for one in order if ratio[one] > 0], strict=False)


class _Filling:
    """A selection that grows project by project."""

    def __init__(self, formulation: Formulation) -> None:
        self._problem = problem = formulation.problem
        row = np.repeat(np.arange(problem.n_rows), np.diff(problem.row_begin))
        by_column = np.argsort(problem.column, kind="stable")
        self._row = row[by_column]
        self._coefficient = problem.coefficient[by_column]
        self._begin = np.searchsorted(problem.column[by_column], np.arange(problem.n_columns + 1))
        self._first = np.searchsorted(problem.project, np.arange(problem.n_projects + 1))
        self._taken = np.zeros(problem.n_rows)
        self._column: dict[int, int] = {}
        kinds = formulation.rows["kind"].to_list()
        self._judged = np.array([kind != "minimum share" for kind in kinds], np.bool_)
        self._needs: dict[int, set[int]] = {}
        self._together: dict[int, set[int]] = {}
        self._least: list[int] = []
        for at, kind in enumerate(kinds):
            if kind == "requires":
                self._note_need(at)
            elif kind == "all or none":
                self._note_together(at)
            elif kind == "at least":
                self._least.append(at)
        self.is_short = False

    def _entries(self, row: int) -> slice:
        return slice(self._problem.row_begin[row], self._problem.row_begin[row + 1])

    def _note_need(self, row: int) -> None:
        entries = self._entries(row)
        projects = self._problem.project[self._problem.column[entries]]
        is_own = self._problem.coefficient[entries] > 0
        own = int(projects[is_own][0])
        self._needs.setdefault(own, set()).update(projects[~is_own].tolist())

    def _note_together(self, row: int) -> None:
        projects = set(self._problem.project[self._problem.column[self._entries(row)]].tolist())
        group = set().union(*(self._together.get(one, {one}) for one in projects))
        for one in group:
            self._together[one] = group

    def add_mandatory(self) -> None:
        """Add the mandatory projects, each after what it needs."""
        for project in np.flatnonzero(self._problem.must):
            self._add_with_needs(int(project), set())

    def _add_with_needs(self, project: int, seen: set[int]) -> None:
        if project in self._column or project in seen:
            return
        seen.add(project)
        for other in sorted(self._together.get(project, {project})):
            for needed in sorted(self._needs.get(other, ())):
                self._add_with_needs(needed, seen)
        self.add(project)

    def add_least(self, ranked: Sequence[int]) -> None:
        """Add the first of the list that "at least" rules still ask for."""
        for row in self._least:
            members = set(self._problem.project[self._problem.column[self._entries(row)]].tolist())
            self._add_until(row, [one for one in ranked if one in members])

    def add_shares(self, ranked: Sequence[int]) -> None:
        """Let members of the list come in, and others go out, until each group has its share."""
        shares = np.flatnonzero(~self._judged).tolist()
        self._judged[:] = True
        for row in shares:
            entries = self._entries(row)
            projects = self._problem.project[self._problem.column[entries]]
            share = np.zeros(self._problem.n_projects)
            share[projects] = self._problem.coefficient[entries]
            members = [one for one in ranked if share[one] > 0]
            self._add_until(row, members)
            for project in reversed(list(self._column)):
                if self._has_least(row):
                    break
                if share[project] < 0 and self._drop(project):
                    self._add_until(row, members)

    def _add_until(self, row: int, members: Sequence[int]) -> None:
        for project in members:
            if self._has_least(row):
                break
            self.add(project)

    def _has_least(self, row: int) -> bool:
        return bool(self._taken[row] >= self._problem.lower[row] - SLACK)

    def add(self, project: int) -> bool:
        """Add a project, with those that it has to come with; return whether it is in."""
        self.is_short = False
        if project in self._column:
            return True
        before = self._taken.copy(), dict(self._column)
        group = sorted(self._together.get(project, {project}) - self._column.keys())
        if all(self._place(one) for one in group) and self._keeps(before[0]):
            return True
        self._taken, self._column = before
        return False

    def _drop(self, project: int) -> bool:
        """Take a project out, with those that it has to come with; return whether it is out."""
        group = self._together.get(project, {project}) & self._column.keys()
        if not group or self._problem.must[list(group)].any():
            return False
        before = self._taken.copy()
        for one in group:
            entries = slice(self._begin[self._column[one]], self._begin[self._column[one] + 1])
            self._taken[self._row[entries]] -= self._coefficient[entries]
        if not self._keeps(before):
            self._taken = before
            return False
        for one in group:
            del self._column[one]
        return True

    def _place(self, project: int) -> bool:
        """Take the earliest start that fits the limits and keeps the rules about two projects."""
        if self._problem.barred[project]:
            return False
        for column in range(self._first[project], self._first[project + 1]):
            entries = slice(self._begin[column], self._begin[column + 1])
            row, more = self._row[entries], self._coefficient[entries]
            total = self._taken[row] + more
            over = (total > self._problem.upper[row] + SLACK) & (more > 0)
            if len(self._together.get(project, ())) > 1:  # the group is judged when it is whole
                over &= self._problem.lower[row] != self._problem.upper[row]
            if not over.any():
                self._taken[row] = total
                self._column[project] = column
                self.is_short = False
                return True
            self.is_short |= bool((over & self._problem.is_capacity[row]).any())
        return False

    def _keeps(self, before: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> bool:
        """Whether no row is broken that was kept, or further than it was."""
        problem, taken = self._problem, self._taken
        over = (taken > problem.upper + SLACK) & (taken > before + SLACK)
        under = (taken < problem.lower - SLACK) & (taken < before - SLACK)
        return not ((over | under) & self._judged).any()

    def answer(self, found_by: str) -> Answer:
        """Return the selection, if it keeps all rules."""
        problem = self._problem
        is_kept = (self._taken <= problem.upper + SLACK) & (self._taken >= problem.lower - SLACK)
        has_all = all(int(one) in self._column for one in np.flatnonzero(problem.must))
        if not (is_kept.all() and has_all):
            return Answer("unknown", found_by=found_by)
        chosen: Ints = np.array(sorted(self._column.values()), np.int32)
        return Answer("feasible", chosen, float(problem.value[chosen].sum()), found_by=found_by)


__all__ = ["by_list", "by_ratio"]

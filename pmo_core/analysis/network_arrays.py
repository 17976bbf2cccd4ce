"""Precedence networks as arrays: which tasks lie before which, level by level, and in what circles.

Tasks and links are numbers from 0. A level holds the tasks that wait for no task of their own or a
later level, so all of it can be worked out at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pmo_core.errors import Refused

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def levels(n_tasks: int, predecessor: Ints, successor: Ints) -> Ints:
    """Return the level of each task: the number of links in the longest chain before it.

    Parameters
    ----------
    n_tasks : int
        Number of tasks.
    predecessor, successor : numpy.ndarray of int
        Per link.

    Returns
    -------
    numpy.ndarray of int
        One per task; -1 where it lies in a circle or behind one.

    Examples
    --------
    >>> levels(4, np.array([0, 0, 1]), np.array([1, 2, 2])).tolist()
    [0, 1, 2, 0]
    """
    order = np.argsort(predecessor, kind="stable")
    after = successor[order]
    begins = np.concatenate([[0], np.cumsum(np.bincount(predecessor, minlength=n_tasks))])
    waits_for = np.bincount(successor, minlength=n_tasks)
    level = np.full(n_tasks, -1, np.int64)
    front, depth = np.flatnonzero(waits_for == 0), 0
    while front.size:
        level[front] = depth
        first = begins[front]
        n = begins[front + 1] - first
        until = np.cumsum(n)
        reached = after[np.arange(until[-1]) + np.repeat(first - until + n, n)]
        np.subtract.at(waits_for, reached, 1)
        front = reached[waits_for[reached] == 0]
        if len(front) > 1:  # two links may have reached the same task
            front = np.unique(front)
        depth += 1
    return level


def circle(n_tasks: int, predecessor: Ints, successor: Ints) -> list[int]:
    """Return the links of one circle in the order in which they run; empty where there is none.

    It begins with the task of the lowest number.

    Examples
    --------
    >>> circle(3, np.array([0, 1, 2]), np.array([1, 2, 1]))
    [1, 2]
    """
    left = levels(n_tasks, predecessor, successor) < 0
    inside = np.flatnonzero(left[predecessor] & left[successor])
    if not inside.size:
        return []
    # Each task that is left waits for one that is left: going back must come to a task twice.
    into = dict(zip(successor[inside].tolist(), inside.tolist(), strict=True))
    task, met, path = int(successor[inside[0]]), dict[int, int](), list[int]()
    while task not in met:
        met[task] = len(path)
        path.append(into[task])
        task = int(predecessor[into[task]])
    links = path[met[task] :][::-1]
    first = int(np.argmin(predecessor[links]))
    return links[first:] + links[:first]


def circles(n_tasks: int, predecessor: Ints, successor: Ints, most: int = 20) -> list[list[int]]:
    """Return circles as their links, so that without the last of each (up to `most`) none is left.

    Examples
    --------
    >>> circles(3, np.array([0, 1, 2]), np.array([1, 0, 2]))
    [[0, 1], [2]]
    """
    found: list[list[int]] = []
    kept = np.arange(len(predecessor))
    while len(found) < most:
        links = circle(n_tasks, predecessor[kept], successor[kept])
        if not links:
            break
        found.append(kept[links].tolist())
        kept = np.delete(kept, links[-1])
    return found


def refuse_circle(names: Sequence[str], predecessor: Ints, successor: Ints) -> None:
    """Refuse links that run in a circle, naming the tasks of one.

    Raises
    ------
    Refused
        They do.
    """
    links = circle(len(names), predecessor, successor)
    if links:
        raise Refused(
            f"The links run in a circle: {in_words(names, predecessor, successor, links)}.",
            "Remove one of these links.",
        )


def levels_without_circle(names: Sequence[str], predecessor: Ints, successor: Ints) -> Ints:
    """Return the levels of named tasks whose links run in no circle.

    Raises
    ------
    Refused
        They do; the message names the tasks of one.
    """
    level = levels(len(names), predecessor, successor)
    if (level < 0).any():
        refuse_circle(names, predecessor, successor)
    return level


def in_words(names: Sequence[str], predecessor: Ints, successor: Ints, links: list[int]) -> str:
    """Return a circle task by task.

    Examples
    --------
    >>> in_words("AB", np.array([0, 1]), np.array([1, 0]), [0, 1])
    'A before B before A'
    """
    tasks = [int(predecessor[links[0]]), *(int(successor[link]) for link in links)]
    return " before ".join(names[task] for task in tasks)


@dataclass(frozen=True, eq=False)
class Sweep:
    """Links in the order in which a pass goes over them: level by level, owner by owner.

    Parameters
    ----------
    links : numpy.ndarray of int
        Numbers of the links in that order.
    owners : numpy.ndarray of int
        Tasks that the links decide about, each once.
    begins : numpy.ndarray of int
        Where each owner's links begin, and at last their number.
    steps : numpy.ndarray of int
        Where each level's owners begin, and at last their number.
    """

    links: Ints
    owners: Ints
    begins: Ints
    steps: Ints

    @classmethod
    def over(cls, links: Ints, owner: Ints, level: Ints) -> "Sweep":
        """Return the sweep over some links.

        Parameters
        ----------
        links : numpy.ndarray of int
            Numbers of the links.
        owner, level : numpy.ndarray of int
            Of each of them: the task that it decides about, and when (lowest first).
        """
        order = np.lexsort((owner, level))
        owner, level = owner[order], level[order]
        new = np.concatenate([[True], np.diff(owner) != 0])[: len(owner)]
        first = np.flatnonzero(new)
        turn = np.concatenate([[True], np.diff(level[first]) != 0])[: len(first)]
        return cls(
            links[order],
            owner[first],
            np.append(first, len(owner)),
            np.append(np.flatnonzero(turn), len(first)),
        )

    def __iter__(self) -> Iterator[tuple[slice, Ints, Ints]]:
        """Give per level: which links (a slice), whose, and where each owner's begin in it."""
        steps, edges = self.steps.tolist(), self.begins[self.steps].tolist()
        for i in range(len(steps) - 1):
            mine = slice(steps[i], steps[i + 1])
            yield slice(edges[i], edges[i + 1]), self.owners[mine], self.begins[mine] - edges[i]


__all__ = [
    "Bools",
    "Ints",
    "Sweep",
    "circle",
    "circles",
    "in_words",
    "levels",
    "levels_without_circle",
    "refuse_circle",
]

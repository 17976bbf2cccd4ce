"""Tasks and precedence links of many projects as arrays."""

from dataclasses import dataclass

import numpy as np

from pmo_core.analysis.network_arrays import Bools, Ints

NEVER = np.int64(2**62)
"""No limit; with a minus, or as an actual date, none."""


@dataclass(frozen=True, eq=False)
class Tasks:
    """What is to be done, one entry per task; days are moments of `work_time`.

    Parameters
    ----------
    calendar, project : numpy.ndarray of int
        Numbers of its calendar and project.
    length : numpy.ndarray of int
        Working time that is still needed; 0 = milestone.
    start_from, end_from : numpy.ndarray of int
        Moments before which it does not start, does not end; -NEVER = none.
    start_by, end_by : numpy.ndarray of int
        Moments by which it shall start, shall end; NEVER = none.
    started, finished : numpy.ndarray of int
        When it really did; NEVER = not yet. What is finished has both.
    is_at_end : numpy.ndarray of bool
        A milestone that lies where work ended, not where it goes on after the days off.
    """

    calendar: Ints
    project: Ints
    length: Ints
    start_from: Ints
    end_from: Ints
    start_by: Ints
    end_by: Ints
    started: Ints
    finished: Ints
    is_at_end: Bools

    @classmethod
    def unconstrained(cls, length: Ints, start_from: Ints) -> "Tasks":
        """Return tasks of one project and calendar, of which none has started."""
        zero, never = np.zeros_like(length), np.full_like(length, NEVER)
        return cls(zero, zero, length, start_from, -never, never, never, never, never,
                   np.ones(len(length), np.bool_))  # fmt: skip

    @property
    def is_open(self) -> Bools:
        """Which tasks are not finished."""
        is_open: Bools = self.finished == NEVER
        return is_open


@dataclass(frozen=True, eq=False)
class Links:
    """Precedence links, one entry per link: which ends are tied, and the lag.

    A link says nothing any more where its successor is finished, or has started and only its start
    is tied to a start. What has started and waits for an end goes on when that comes.
    """

    predecessor: Ints
    successor: Ints
    from_end: Bools
    to_end: Bools
    lag: Ints


__all__ = ["NEVER", "Links", "Tasks"]

"""The life of each project as it truly goes: dates, cost, progress. Registers are views of it."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from pmo_core.demo.people import in_currency
from pmo_core.demo.shape import (
    COST_RATIO,
    DURATION_RATIO,
    SIZE,
    Floats,
    Ints,
    Texts,
    draw,
    progress,
)
from pmo_core.demo.words import PROGRAMS

N_MONTHS = 36
DAYS_PER_MONTH = 30.4375
CLOSED, RUNNING, PROPOSED = 0, 1, 2
PHASE_ENDS = np.array([0.12, 0.3, 0.68, 0.88, 1.0])  # share of the duration
MONTHS_AHEAD = 18  # candidates are planned to start within
ALTERNATIVES = ("GROWTH-03", "RUN-02", "TRUST-01")  # programs with one aim that can be met two ways
COST_TO_DATE = 440_000.0  # EUR spent per running or closed project on average, 36 months together


@dataclass(frozen=True, slots=True)
class Lives:
    """One value per project, in order of planned start; days count from 1970-01-01, money is EUR.

    `begun` is the actual start (a little after `start`); `planned` and `final` are cost,
    `planned_days` and `final_days` duration; `until` is the share of the final duration that has
    passed (1 = finished, less for a canceled project); `group` is CLOSED, RUNNING or PROPOSED.
    `month_starts` has N_MONTHS + 1 entries; the last is the day after as_of's month.
    """

    group: Ints
    code: Texts
    program: Texts
    name: Texts
    currency: Texts
    planned: Floats
    final: Floats
    start: Floats
    begun: Floats
    planned_days: Floats
    final_days: Floats
    until: Floats
    month_starts: Ints
    as_of: int

    @property
    def finish(self) -> Floats:
        """Last day of work so far: the finish, the day of cancellation, or as_of."""
        return np.minimum(np.floor(self.start + self.final_days * self.until), self.as_of)

    @property
    def alternatives(self) -> list[tuple[int, int]]:
        """Pairs of candidates that are two ways to the same aim."""
        return alternatives(self.group, self.program, self.planned)

    @property
    def n(self) -> int:
        """Number of projects."""
        return len(self.code)

    def spend(self) -> Floats:
        """Return the cost by project and month as it would be posted: n x N_MONTHS, EUR."""
        edges = (self.month_starts[None, :] - self.start[:, None]) / self.final_days[:, None]
        return (
            np.diff(progress(np.minimum(edges, self.until[:, None])), axis=1) * self.final[:, None]
        )


def month_starts(as_of: date) -> Ints:
    """Return the first days of the N_MONTHS months up to as_of's, and of the month after."""
    last = np.datetime64(as_of, "M")
    months = last + np.arange(1 - N_MONTHS, 2)
    return months.astype("datetime64[D]").astype(np.int64)


def lives(rng: np.random.Generator, counts: tuple[int, int, int], as_of: date) -> Lives:
    """Make closed, running and proposed projects (their counts in this order)."""
    n = sum(counts)
    starts = month_starts(as_of)
    today = int(np.datetime64(as_of, "D").astype(np.int64))
    horizon = float(today - starts[0]) - 15.0
    group = np.repeat([CLOSED, RUNNING, PROPOSED], counts)
    ratio = np.concatenate([draw(rng, COST_RATIO, k) for k in counts])
    slip = np.concatenate([draw(rng, DURATION_RATIO, k) for k in counts])
    shortest, median, longest = np.array([[4, 9, 30], [4, 14, 30], [3, 8, 14]]).T[:, group]
    months = np.clip(median * rng.lognormal(0, 0.45, n), shortest, longest)
    planned_days = months * DAYS_PER_MONTH
    final_days = planned_days * slip
    # A closed project must fit in between; a running one began within the horizon.
    shrink = np.where(group == CLOSED, np.minimum(1, 0.8 * horizon / final_days), 1)
    planned_days, final_days = planned_days * shrink, final_days * shrink
    until = np.where(group == RUNNING, draw(rng, ((0, 1), (0.08, 0.97)), n), 1.0)
    until = np.where(group == RUNNING, np.minimum(until, horizon / final_days), until)
    start = today - until * final_days
    gap = np.maximum(horizon - final_days - 20, 0)
    start = np.where(group == CLOSED, start - 20 - rng.random(n) ** 0.8 * gap, start)
    ahead = 31 + rng.random(n) * (MONTHS_AHEAD * DAYS_PER_MONTH - 31)
    start = np.where(group == PROPOSED, today + ahead, start)
    canceled = (group == CLOSED) & (np.cumsum(group == CLOSED) % 13 == 0)
    until = np.where(canceled, 0.45, np.where(group == PROPOSED, 0.0, until))
    planned = np.concatenate([draw(rng, SIZE, k) for k in counts])
    # Of what is not begun the smallest is not asked for; it costs more the longer it takes.
    planned = np.where(group == PROPOSED, planned**0.6 * (months / 8) ** 0.4, planned)
    done = planned * ratio * progress(until)
    planned *= COST_TO_DATE * max((group != PROPOSED).sum(), 1) / max(done.sum(), 1e-9)
    currency = rng.choice(["EUR", "USD", "GBP"], n, p=[0.86, 0.09, 0.05])
    value = 1 / in_currency(np.ones(n), currency)
    planned = (np.round(planned / value, -3) + 5_000) * value  # plans are round in their currency
    order = np.argsort(start, kind="stable")
    program, name = _names(rng, n)
    late = np.minimum(rng.choice([0, 0, 0, 7, 14, 30], n), np.floor(final_days * 0.05))
    return Lives(
        group=group[order],
        code=np.char.add("P-", np.char.zfill((np.arange(n) + 1).astype(str), 4)),
        program=program,
        name=_two_ways(name, alternatives(group[order], program, planned[order])),
        currency=currency[order],
        planned=planned[order],
        final=(planned * ratio)[order],
        start=np.floor(start[order]),
        begun=np.floor(start[order]) + late[order],
        planned_days=np.ceil(planned_days[order]),
        final_days=np.ceil(final_days[order]),
        until=until[order],
        month_starts=starts,
        as_of=today,
    )


def alternatives(group: Ints, program: Texts, planned: Floats) -> list[tuple[int, int]]:
    """Return pairs of candidates, two ways to one aim: of a program the nearest in cost."""
    pairs = []
    for code in ALTERNATIVES:
        members = np.flatnonzero((group == PROPOSED) & (program == code))
        by_cost = members[np.argsort(planned[members], kind="stable")]
        if len(by_cost) > 1:
            nearest = int(np.argmin(np.diff(np.log(planned[by_cost]))))
            one, other = sorted(by_cost[nearest : nearest + 2].tolist())
            pairs.append((one, other))
    return pairs


def _two_ways(names: Texts, pairs: list[tuple[int, int]]) -> Texts:
    """Name both projects of each pair by what they are for, and how they go about it."""
    given = names.tolist()
    for one, other in pairs:
        given[one], given[other] = f"{given[one]} (buy)", f"{given[one]} (build)"
    return np.array(given)


def _names(rng: np.random.Generator, n: int) -> tuple[Texts, Texts]:
    """Give each project a program and a name; when the names run out, a further stage of each."""
    titles = [(program, name) for program, (_, names) in PROGRAMS.items() for name in names]
    order = np.concatenate([rng.permutation(len(titles)) for _ in range(n // len(titles) + 1)])[:n]
    stage = np.arange(n) // len(titles)
    names = [
        titles[i][1] if stage[k] == 0 else f"{titles[i][1]}, stage {stage[k] + 1}"
        for k, i in enumerate(order)
    ]
    return np.array([titles[i][0] for i in order]), np.array(names)

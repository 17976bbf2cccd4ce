"""Posted lines: work from time sheets, invoices from the ERP system."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pmo_core.demo.life import N_MONTHS, PHASE_ENDS, Lives
from pmo_core.demo.money import BOUGHT, position
from pmo_core.demo.people import HOLIDAYS, ROLES, Staff, hourly_rate
from pmo_core.demo.shape import Floats, Ints, Texts, dates, typed
from pmo_core.demo.words import SUPPLIERS
from pmo_core.model import Actual

TIMESHEETS, INVOICES = "Time sheets", "ERP"
INVOICE_SHARE = 0.1  # of all lines, at most


@dataclass(frozen=True, slots=True)
class Posted:
    """The lines and, for the reports, what was spent in EUR by project and month (n x N_MONTHS)."""

    frame: pl.DataFrame
    spent: Floats


def actuals(
    rng: np.random.Generator,
    projects: Lives,
    who: Staff,
    *,
    shares: Floats,
    elements: tuple[Texts, Ints, Ints],
    rates: pl.DataFrame,
    n_lines: int,
) -> Posted:
    """Post about `n_lines` lines so that cost by project and month follows the projects' lives.

    `shares` is what is bought by project, `elements` the WBS codes with first position and number
    by project and phase (see `work.breakdown`).
    """
    spend = projects.spend() * rng.lognormal(0, 0.12, (projects.n, N_MONTHS))
    bought = _invoices(
        rng, projects, spend=spend, shares=shares, rates=rates, limit=int(n_lines * INVOICE_SHARE)
    )
    labor_spend = spend * (1 - shares.sum(axis=1))[:, None]
    worked = _labor(
        rng, projects, who, spend=labor_spend, elements=elements, n_lines=n_lines - len(bought[0])
    )
    frame = pl.concat([worked[0], bought[0]])
    frame = frame.with_columns(line=pl.int_range(2, pl.len() + 2).cast(pl.Int64))
    return Posted(frame, worked[1] + bought[1])


def _labor(
    rng: np.random.Generator,
    projects: Lives,
    who: Staff,
    *,
    spend: Floats,
    elements: tuple[Texts, Ints, Ints],
    n_lines: int,
) -> tuple[pl.DataFrame, Floats]:
    """Divide the cost of work into days of people.

    Hours by month, role and project come first. Within a month and role the lines, ordered by
    project, are laid along the row of people (by their share of full time), so that people keep to
    few projects and are loaded alike; each person's lines are then laid along the working days.
    """
    n_roles = len(ROLES)
    share = np.array([role[3] for role in ROLES]) * rng.gamma(6, 1 / 6, (projects.n, n_roles))
    share /= share.sum(axis=1, keepdims=True)
    year = projects.month_starts[:-1].astype("datetime64[D]").astype("datetime64[Y]").astype(int)
    rate = hourly_rate(np.arange(n_roles)[:, None], year[None, :], int(year[-1]))
    # Projects of one program lie side by side, so that people mostly stay in a program.
    order = np.argsort(projects.program, kind="stable")
    hours = spend[order].T[:, None, :] * share[order].T[None, :, :] / rate.T[:, :, None]
    per_line = hours.sum() / n_lines
    counts = np.floor(hours / per_line + rng.random(hours.shape)).astype(np.int64)
    cell = np.repeat(np.arange(hours.size), counts.ravel())
    month, role, place = np.unravel_index(cell, hours.shape)
    project = order[place]

    group = month * n_roles + role
    size = np.bincount(group, minlength=N_MONTHS * n_roles)[group]
    person = _along(who, role, (position(group) + 0.5) / size)
    by_person = np.lexsort((person, month))
    day = np.empty_like(person)
    day[by_person] = _workdays(
        projects.month_starts, (month * len(who.codes) + person)[by_person], len(who.codes)
    )
    first, last = _first_and_last_workday(projects)
    day = np.clip(day, first[project], last[project])

    worked = np.maximum(
        0.25, np.round(per_line * rng.choice([0.6, 0.9, 1.0, 1.1, 1.4], len(cell)) * 4) / 4
    )
    cost = np.round(worked * rate[role, month], 2)
    code = np.array([role[0] for role in ROLES])
    category = np.array([role[4] for role in ROLES])
    frame = typed(Actual, {
        "source": np.full(len(cell), TIMESHEETS),
        "project": projects.code[project],
        "wbs": _element(projects, elements, project, day),
        "person": who.codes[person],
        "role": code[role],
        "category": category[role],
        "spent_on": dates(day),
        "entry": np.char.add("TS", np.char.zfill(np.arange(1, len(cell) + 1).astype(str), 7)),
        "cost": cost,
        "hours": worked,
        "comment": pl.Series([None] * len(cell), dtype=pl.String),
    })  # fmt: skip
    return frame, _spent(project, month, cost, projects.n)


def _along(who: Staff, role: Ints, share: Floats) -> Ints:
    """Return the person at a share (0 to 1) of the way along the people of a role."""
    marks = np.empty(len(who.codes))
    for r in range(len(ROLES)):
        members = who.of_role(r)
        if len(members):
            marks[members] = r + np.cumsum(who.weight[members]) / who.weight[members].sum()
    found = np.searchsorted(marks, role + share)
    return np.minimum(found, len(marks) - 1)


def days_off(month_starts: Ints) -> Texts:
    """Return the holidays from the first to the last month."""
    days = np.arange(month_starts[0] - 31, month_starts[-1] + 31).astype("datetime64[D]")
    month_no = days.astype("datetime64[M]").astype(int) % 12 + 1
    in_month = (days - days.astype("datetime64[M]")).astype(int) + 1
    return days[np.isin(month_no * 100 + in_month, [m * 100 + d for m, d, _ in HOLIDAYS])]


def _first_and_last_workday(projects: Lives) -> tuple[Ints, Ints]:
    """Return the first and the last working day between actual start and finish of each project."""
    off = days_off(projects.month_starts)
    begun = projects.begun.astype("datetime64[D]")
    finish = projects.finish.astype("datetime64[D]")
    first = np.busday_offset(begun, 0, roll="forward", holidays=off).astype(np.int64)
    last = np.busday_offset(finish, 0, roll="backward", holidays=off).astype(np.int64)
    return first, np.maximum(last, first)


def _workdays(month_starts: Ints, person_month: Ints, n_people: int) -> Ints:
    """Spread each run of equal values (the lines of a person and month) over the working days."""
    days = np.arange(month_starts[0], month_starts[-1])
    days = days[np.is_busday(days.astype("datetime64[D]"), holidays=days_off(month_starts))]
    first = np.searchsorted(days, month_starts)
    month = person_month // n_people
    _, index, size = np.unique(person_month, return_inverse=True, return_counts=True)
    share = (position(person_month) + 0.5) / size[index]
    return days[first[month] + np.floor(share * (first[month + 1] - first[month])).astype(np.int64)]


def _element(
    projects: Lives, elements: tuple[Texts, Ints, Ints], project: Ints, day: Ints
) -> Texts:
    """Return the WBS element that is worked on: the phase by elapsed time, tasks in turn."""
    codes, first, count = elements
    elapsed = (day - projects.start[project]) / projects.final_days[project]
    phase = np.searchsorted(PHASE_ENDS[:-1], elapsed, side="right")
    return codes[first[project, phase] + day % count[project, phase]]


def _invoices(
    rng: np.random.Generator,
    projects: Lives,
    *,
    spend: Floats,
    shares: Floats,
    rates: pl.DataFrame,
    limit: int,
) -> tuple[pl.DataFrame, Floats]:
    """Divide what is bought into invoices, dated as the project spends, in its currency."""
    names = np.array(list(BOUGHT))
    usual = np.array([n for _, n, _ in BOUGHT.values()], dtype=float)
    shape = np.array([concentration for _, _, concentration in BOUGHT.values()])
    total = spend.sum(axis=1)
    counts = rng.poisson(usual * np.where(total > 0, 1.0, 0.0)[:, None] * projects.until[:, None])
    counts = np.where((total[:, None] > 0) & (counts == 0), 1, counts)
    if counts.sum() > limit > 0:
        counts = np.floor(counts * (limit / counts.sum()) + rng.random(counts.shape)).astype(
            np.int64
        )
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    project, kind = np.unravel_index(cell, counts.shape)
    weight = rng.gamma(shape[kind])
    weight /= np.bincount(cell, weight, minlength=counts.size)[cell]
    cost = weight * (total[:, None] * shares).ravel()[cell]
    reached = np.cumsum(spend, axis=1) / np.maximum(total, 1e-9)[:, None]
    month = _column(reached, project, rng.random(len(cell)))
    span = np.diff(projects.month_starts)[month]
    day = projects.month_starts[month] + np.floor(rng.random(len(cell)) * span).astype(np.int64)
    day = np.clip(day, projects.begun[project], projects.finish[project]).astype(np.int64)
    month = np.searchsorted(projects.month_starts, day, side="right") - 1
    frame = typed(Actual, {
        "source": np.full(len(cell), INVOICES),
        "project": projects.code[project],
        "category": names[kind],
        "spent_on": dates(day),
        "entry": np.char.add("INV", np.char.zfill(np.arange(1, len(cell) + 1).astype(str), 7)),
        "cost": np.round(cost, 2),
        "currency": projects.currency[project],
        "comment": np.array(SUPPLIERS)[(project + kind) % len(SUPPLIERS)],
    })  # fmt: skip
    own = frame.sort("spent_on").join_asof(
        rates.sort("valid_from"),
        left_on="spent_on",
        right_on="valid_from",
        by="currency",
        check_sortedness=False,
    )
    frame = (
        own.with_columns(
            cost=(pl.col("cost").cast(pl.Float64) / pl.col("rate").fill_null(1.0))
            .round(2)
            .cast(frame.schema["cost"])
        )
        .sort("entry")
        .select(frame.columns)
    )
    return frame, _spent(project, month, cost, projects.n)


def _column(reached: Floats, row: Ints, share: Floats) -> Ints:
    """Return, for each row number, the first column of `reached` (rising to 1) that is >= share."""
    offset = np.arange(len(reached))[:, None] * 2.0
    flat = np.searchsorted((np.minimum(reached, 1.0) + offset).ravel(), share + row * 2.0)
    column: Ints = np.minimum(flat - row * reached.shape[1], reached.shape[1] - 1)
    return column


def _spent(project: Ints, month: Ints, cost: Floats, n: int) -> Floats:
    """Sum cost by project and month."""
    flat = np.bincount(project * N_MONTHS + month, cost, minlength=n * N_MONTHS)
    return np.asarray(flat.reshape(n, N_MONTHS), dtype=np.float64)

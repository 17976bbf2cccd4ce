"""Teams, calendars, roles that people can fill, absences and cost rates of the demonstration."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from pmo_core.demo.actuals import days_off
from pmo_core.demo.people import RAISE_PER_YEAR, ROLES, Staff
from pmo_core.demo.shape import Floats, Ints, dates, typed
from pmo_core.model import Absence, CalendarDay, CostRate, PersonRole, Team, WorkCalendar

Frames = dict[str, pl.DataFrame]
N_MONTHS = 9  # for which absences and bookings are known
TIGHT = 1  # the month, counted from 0, in which people are too few
ROLE, EXPERT, N_EXPERTS = "DATA", 4, 3  # few people can fill this role at this level
TRAINED, N_TRAINED = "SEC", 4  # people of this role who are at a training in that month
SHIFT = "SHIFT"
_SHIFT_DAYS = "0111110"  # systems stand still on Saturdays
_WEEK = "1111100"
_LEAVES = 5  # the month, counted from 0, before which one leaves
N_SHIFT = 4  # systems engineers who work by it
OUTSIDE = 3  # developers who are hired from outside, at their own rate
_OUTSIDE_RATE = 118.0
# Code, name, department, roles and how many of each, from which people.
_TEAMS = (
    ("WEB-1", "Web shop team", "IT.DEV.WEB", {"DEV": (0, 8), "QA": (0, 3), "BA": (0, 1)}),
    ("PLAT-1", "Platform team", "IT.OPS.CLOUD", {"OPS": (4, 12), "ARCH": (0, 2), "DEV": (8, 10)}),
    ("SEC-1", "Security team", "IT.SEC", {"SEC": (0, 99), "OPS": (12, 14)}),
)  # fmt: skip
# Role -> other roles that its people can fill, and which share of them.
_ALSO = {
    "PM": (("BA", 0.3),), "BA": (("QA", 0.3), ("PM", 0.15)), "ARCH": (("DEV", 0.6), ("SEC", 0.2)),
    "DEV": (("QA", 0.2), ("DATA", 0.15), ("ARCH", 0.1)), "QA": (("DEV", 0.25), ("BA", 0.1)),
    "OPS": (("SEC", 0.25), ("DEV", 0.15)), "DATA": (("DEV", 0.4), ("BA", 0.15)),
    "SEC": (("OPS", 0.4),),
}  # fmt: skip
# Days from Christmas Eve on which leave begins and ends.
_YEAR_END = np.array([[-3, 7], [4, 15], [-7, -1], [-3, 11]])


@dataclass(frozen=True, slots=True)
class Workforce:
    """Who is there: `hours` (people x N_MONTHS) after leave; `months` has N_MONTHS + 1 days.

    `helpers` can fill the role whose people are trained beside their own.
    """

    months: Ints
    hours: Floats
    experts: Ints
    helpers: Ints


def workforce(
    rng: np.random.Generator, who: Staff, person: pl.DataFrame, as_of: int
) -> tuple[Frames, Workforce]:
    """Return what is known of the people beside their main role, and the hours that they are there.

    Parameters
    ----------
    rng : numpy.random.Generator
        Chance.
    who : Staff
        As made.
    person : polars.DataFrame
        Register `person`, in the order of `who`.
    as_of : int
        Days since 1970-01-01.
    """
    begins = np.datetime64(as_of + 1, "D").astype("datetime64[M]") + np.arange(N_MONTHS + 1)
    months = begins.astype("datetime64[D]").astype(np.int64)
    code_of = {role[0]: k for k, role in enumerate(ROLES)}
    experts = who.of_role(code_of[ROLE])[:N_EXPERTS]
    shift = who.of_role(code_of["OPS"])[:N_SHIFT]
    team = np.full(len(who.codes), None, dtype=object)
    for code, _, _, members in _TEAMS:
        for role, (first, last) in members.items():
            team[who.of_role(code_of[role])[first:last]] = code
    leaving = who.of_role(code_of["QA"])[-1:]
    trained = who.of_role(code_of[TRAINED])[:N_TRAINED]
    absent = _absences(rng, who, experts, trained, months)
    closed = _closed(months)
    hours = _hours(who, shift, absent, months, closed)
    hours[leaving, _LEAVES:] = 0.0
    n = len(who.codes)
    people = person.with_columns(
        team=pl.Series(team.tolist(), dtype=pl.String),
        calendar=pl.Series(np.isin(np.arange(n), shift)).replace_strict(
            {True: SHIFT, False: None}, return_dtype=pl.String
        ),
        joined_on=dates(months[0] - 1200.0 - 30 * rng.integers(0, 100, n)),
        left_on=dates(np.where(np.isin(np.arange(n), leaving), months[_LEAVES] - 1.0, np.nan)),
    )
    held = _roles(rng, who, person, experts)
    able = np.isin(who.codes, held.filter(pl.col("role") == TRAINED)["person"].to_numpy())
    helpers = np.setdiff1d(np.flatnonzero(able), who.of_role(code_of[TRAINED]))
    _, names, departments, _ = zip(*_TEAMS, strict=True)
    return {
        "person": people.select(person.columns),
        "team": typed(Team, {
            "code": [one[0] for one in _TEAMS], "name": names, "department": departments,
            "manager": who.names[[0, 1, int(experts[0]) if len(experts) else 0]],
        }),
        "calendar": typed(WorkCalendar, {
            "code": [SHIFT], "name": ["Tuesday to Saturday"], "working_days": [_SHIFT_DAYS],
        }),
        "calendar_day": typed(CalendarDay, {
            "calendar": [SHIFT], "day": dates(closed), "is_worked": [False],
            "name": ["Data center closed"],
        }),
        "person_role": held,
        "absence": absent.filter(pl.col("until_on") >= pl.col("from_on")).sort(Absence.key),
        "cost_rate": _rates(who, code_of["DEV"], int(str(np.datetime64(as_of, "D"))[:4])),
    }, Workforce(months, hours, experts, helpers)  # fmt: skip


def _closed(months: Ints) -> Ints:
    """Return the third Saturday of the third month, on which the data center is closed."""
    days = np.arange(months[2], months[3])
    return days[np.is_busday(days.astype("datetime64[D]"), weekmask="0000010")][2:3]


def _roles(
    rng: np.random.Generator, who: Staff, person: pl.DataFrame, experts: Ints
) -> pl.DataFrame:
    """Return the roles that each can fill: the main one and, for some, others at a lower level."""
    n = len(who.codes)
    code = np.array([role[0] for role in ROLES])[who.role]
    level = rng.integers(2, 6, n)
    is_scarce = code == ROLE
    level[is_scarce] = np.minimum(level[is_scarce], EXPERT - 1)
    level[experts] = EXPERT + np.arange(len(experts)) % 2
    rows = [(who.codes, code, level)]
    luck, lower = rng.random((n, 3)), rng.integers(1, EXPERT, (n, 3))
    for role, others in _ALSO.items():
        for k, (other, share) in enumerate(others):
            can = np.flatnonzero((code == role) & (luck[:, k] < share))
            rows.append((who.codes[can], np.full(len(can), other), lower[can, k]))
    people, roles, levels = (np.concatenate(column) for column in zip(*rows, strict=True))
    frame = typed(PersonRole, {
        "person": people, "role": roles, "level": levels,
        "evidence": pl.Series(levels >= EXPERT).replace_strict(
            {True: "Certificate", False: None}, return_dtype=pl.String
        ),
    })  # fmt: skip
    known = person.drop_nulls("role").select(person="code")
    return frame.join(known, on="person", how="semi").sort(PersonRole.key)


def _absences(
    rng: np.random.Generator, who: Staff, experts: Ints, trained: Ints, months: Ints
) -> pl.DataFrame:
    """Return leave at the turn of the year and at other times, training, and sickness."""
    n = len(who.codes)
    year = int(str(np.datetime64(int(months[0]), "D"))[:4])
    eve = int(np.datetime64(f"{year}-12-24", "D").astype(np.int64))
    is_off = rng.random(n) < 0.22
    is_off[experts] = np.arange(len(experts)) > 0
    turn = np.flatnonzero(is_off)
    span = _YEAR_END[rng.integers(0, len(_YEAR_END), len(turn))]
    span[np.isin(turn, experts)] = _YEAR_END[0]
    week = np.setdiff1d(np.flatnonzero(rng.random(n) < 0.7), experts)
    monday = months[0] + (4 - months[0]) % 7  # 1970-01-05 was a Monday
    begin = monday + 7 * rng.integers(1, N_MONTHS * 4, len(week))
    course = np.arange(7, n, 29)
    together = np.full(len(trained), months[TIGHT] + (4 - months[TIGHT]) % 7)
    ill = np.arange(11, n, 83)
    parts = (
        (trained, together, together + 4, "training"),
        (turn, eve + span[:, 0], eve + span[:, 1], "leave"),
        (week, begin, begin + rng.choice([4, 4, 11], len(week)), "leave"),
        (course, np.full(len(course), monday + 70), np.full(len(course), monday + 72), "training"),
        (ill, np.full(len(ill), months[0] - 9), np.full(len(ill), months[0] + 40), "sick"),
    )
    frame = pl.concat([
        pl.DataFrame({
            "person": who.codes[people], "from_on": dates(first), "until_on": dates(last),
            "kind": [kind] * len(people),
        }, schema_overrides={"person": pl.String, "kind": pl.String})
        for people, first, last, kind in parts
    ])  # fmt: skip
    # What is told first holds; another that overlaps it is left out.
    frame = frame.with_row_index("nth")
    other = frame.join(frame, on="person", suffix="_b").filter(
        pl.col("nth") > pl.col("nth_b"), pl.col("from_on") <= pl.col("until_on_b"),
        pl.col("until_on") >= pl.col("from_on_b"),
    )  # fmt: skip
    return typed(Absence, frame.join(other, on="nth", how="anti").drop("nth").to_dict())


def _hours(who: Staff, shift: Ints, absent: pl.DataFrame, months: Ints, closed: Ints) -> Floats:
    """Return the hours by person and month: days worked by the own calendar, less absences."""
    days = np.arange(months[0], months[-1])
    on = days.astype("datetime64[D]")
    off = days_off(months)
    is_there = np.tile(np.is_busday(on, weekmask=_WEEK, holidays=off), (len(who.codes), 1))
    is_there[shift] = np.is_busday(on, weekmask=_SHIFT_DAYS, holidays=off) & ~np.isin(days, closed)
    place = {code: k for k, code in enumerate(who.codes.tolist())}
    for person, first, last in absent.select(
        "person", pl.col("from_on", "until_on").to_physical()
    ).rows():
        is_there[place[person], max(first - months[0], 0) : max(last + 1 - months[0], 0)] = False
    n_days = np.add.reduceat(is_there.astype(float), months[:-1] - months[0], axis=1)
    return n_days * who.weight[:, None] * 40.0 / 5


def _rates(who: Staff, developer: int, year: int) -> pl.DataFrame:
    """Return the cost of an hour by role and year, and of people hired from outside."""
    years = np.arange(year - 3, year + 2)
    base = np.array([role[2] for role in ROLES], dtype=float)
    hourly = np.round(base[:, None] * (1 + RAISE_PER_YEAR) ** (years - year), 2)
    outside = who.codes[who.of_role(developer)[-OUTSIDE:]]
    frame = typed(CostRate, {
        "role": [*np.repeat([role[0] for role in ROLES], len(years)), *[""] * len(outside)],
        "person": [*[""] * hourly.size, *outside],
        "from_on": [*[date(int(one), 1, 1) for one in years] * len(ROLES),
                    *[date(year, 1, 1)] * len(outside)],
        "hourly_rate": [*hourly.ravel(), *[_OUTSIDE_RATE] * len(outside)],
    })  # fmt: skip
    return frame.sort(CostRate.key)


__all__ = ["EXPERT", "N_MONTHS", "ROLE", "SHIFT", "TIGHT", "TRAINED", "Workforce", "workforce"]

"""Who is promised to whom in the coming months, and what people are too few for.

Three things do not fit in the month after the next. Few experts are asked for by four projects at
once; one of the projects has not begun, and one of the experts does routine work that others can
do. A whole role is asked for more than it is there, as some of its people are at a training and
another project is to begin. And one developer is promised twice.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from pmo_core.demo.people import ROLES, Staff
from pmo_core.demo.shape import Floats, Ints, Texts, dates, typed
from pmo_core.demo.workforce import EXPERT, ROLE, TIGHT, TRAINED, Workforce
from pmo_core.model import Booking, Demand

Frames = dict[str, pl.DataFrame]
COVERED = (0.95, 0.85, 0.75, 0.6, 0.5, 0.4)  # share of the work that is booked, by month
N_HARD = 3  # months of hard bookings; later ones are soft
FULLEST = 0.92  # of the hours that somebody is there, booked at most
HELPED = 1.25  # times as much as others are those booked who could help where people are too few
BENCH = 0.1  # of the people of a role, with nothing booked
LEAST_HOURS = 6.0
# Of the hours that the experts are there: what is promised as routine work, and what each of the
# projects asks for at their level. Together that is 1.2, and each asks for more than the 0.2.
ROUTINE = 0.24
ASKED = (0.26, 0.24, 0.235, 0.225)
BEGUN = 0.038  # of the hours that the whole role is there: what the project asks for that begins
TWICE = 1.25  # of the hours that the one is there who is promised twice
_CODES = np.array([role[0] for role in ROLES])
_ROWS = {
    "project": pl.String, "role": pl.String, "month": pl.Int64, "person": pl.String,
    "hours": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Overload:
    """What does not fit, by codes; all are empty where a portfolio is too small for it.

    The first of `projects` has not begun. `routine` is the project that an expert does routine work
    for, `person` is promised twice. Those `together` ask for a whole role; the first has not begun.
    """

    projects: tuple[str, ...] = ()
    routine: str = ""
    person: str = ""
    together: tuple[str, ...] = ()


def booked(
    rng: np.random.Generator, who: Staff, there: Workforce, frames: Frames, odd: set[str]
) -> tuple[Frames, Overload]:
    """Return demand and bookings, and what does not fit.

    Parameters
    ----------
    rng : numpy.random.Generator
        Chance.
    who, there : Staff, Workforce
        People, and the hours that they are there.
    frames : dict
        By register; `project` and `demand` are read.
    odd : set of str
        Projects that stand for something else already.
    """
    begins = dates(there.months).to_list()
    month = begins[TIGHT]
    hours = float(there.hours[there.experts, TIGHT].sum())
    asking, routine = _too_much(frames, month, hours, odd)
    demand = frames["demand"]
    if asking:
        shares = zip(asking, ASKED, [EXPERT] * len(asking), strict=True)
        demand = _moved(demand, month, hours, [*shares, (routine, ROUTINE, None)], ROLE)
    whole = float(there.hours[who.of_role(_CODES.tolist().index(TRAINED)), TIGHT].sum())
    together = _together(frames, month, whole, odd | {*asking, routine})
    if together:
        demand = _moved(demand, month, whole, [(together[0], BEGUN, None)], TRAINED)
    running = frames["project"].filter(stage="delivery").sort("program", "code")["code"]
    is_apart = (
        ((pl.col("role") == ROLE) & pl.col("project").is_in([*asking, routine]))
        | ((pl.col("role") == TRAINED) & pl.col("project").is_in(together))
    )  # fmt: skip
    rest = demand.filter((pl.col("month_on") != month) | ~is_apart)
    rows = pl.concat([
        _along(rng, who, there, _asked(rest, running, begins[k]), k) for k in range(len(COVERED))
    ])  # fmt: skip
    person = ""
    if asking:
        rows, person = _twice(rows, who, there, routine)
        rows = pl.concat([rows, pl.DataFrame(
            [(routine, ROLE, TIGHT, who.codes[there.experts[0]], round(ROUTINE * hours))],
            schema=rows.schema, orient="row",
        )])  # fmt: skip
    made = {"demand": demand, "booking": _bookings(rows, there)}
    return made, Overload(asking, routine, person, together)


def _too_much(
    frames: Frames, month: date, hours: float, odd: set[str]
) -> tuple[tuple[str, ...], str]:
    """Return the projects that ask for the experts in a month, and the one with routine work.

    Those that run have the most of that work later; the one that waits ends first, so that there is
    time to begin it later. Nothing where one is missing.
    """
    scarce = pl.col("hours").cast(pl.Float64)
    later = frames["demand"].filter(pl.col("role") == ROLE, pl.col("month_on") >= month).group_by(
        code="project"
    ).agg(asked=scarce.sum(), now=scarce.filter(pl.col("month_on") == month).sum())  # fmt: skip
    fit = frames["project"].filter(~pl.col("code").is_in(odd)).join(later, on="code")
    is_new = (pl.col("stage") == "approved") & (pl.col("planned_start").dt.truncate("1mo") == month)
    waiting = fit.filter(is_new, pl.col("asked") >= ASKED[0] * hours).sort(
        "planned_finish", "code"
    )["code"]
    running = fit.filter(stage="delivery", currency="EUR").sort(
        "asked", "code", descending=[True, False]
    )["code"]  # fmt: skip
    n = len(ASKED) - 1
    if hours <= 0 or len(waiting) == 0 or len(running) <= n:
        return (), ""
    rest = fit.filter(stage="delivery").filter(~pl.col("code").is_in(running[:n].implode()))
    routine: str = rest.sort("now", "code", descending=[True, False])["code"][0]
    return (waiting[0], *running[:n]), routine


def _together(frames: Frames, month: date, hours: float, odd: set[str]) -> tuple[str, ...]:
    """Return the projects that ask for the whole role: one that begins, two that run; or none.

    Those that run ask for the most already.
    """
    asked = frames["demand"].filter(pl.col("role") == TRAINED).group_by(code="project").agg(
        all=pl.col("hours").cast(pl.Float64).sum(),
        now=pl.col("hours").filter(pl.col("month_on") == month).cast(pl.Float64).sum(),
    )  # fmt: skip
    fit = frames["project"].filter(~pl.col("code").is_in(odd)).join(asked, on="code")
    is_new = (pl.col("stage") == "approved") & (pl.col("planned_start").dt.truncate("1mo") == month)
    new = fit.filter(is_new, pl.col("all") >= BEGUN * hours).sort("planned_finish", "code")["code"]
    running = fit.filter(stage="delivery").sort("now", "code", descending=[True, False])["code"]
    return (new[0], *running[:2]) if hours > 0 and len(new) and len(running) > 1 else ()


def _moved(
    demand: pl.DataFrame, month: date, hours: float,
    wanted: list[tuple[str, float, int | None]], role: str,
) -> pl.DataFrame:  # fmt: skip
    """Return the demand in which projects ask for shares of the hours in a month, of a level.

    They ask for less of it later, so that their work stays the same as far as it can.
    """
    asked = pl.DataFrame(wanted, schema=["project", "share", "wanted_level"], orient="row")
    is_it = pl.col("role") == role
    rows = (
        demand.filter(is_it)
        .join(asked, on="project")
        .with_columns(pl.col("hours").cast(pl.Float64), wanted=(pl.col("share") * hours).round())
    )
    is_later = pl.col("month_on") > month
    now = pl.col("hours").filter(pl.col("month_on") == month).sum()
    later = pl.col("hours").filter(is_later).sum()
    kept = (1 - (pl.col("wanted").first() - now) / later).clip(0, 1).fill_nan(0)
    # Rounded as they add up, so that no hour is lost.
    rows = rows.with_columns(kept=kept.over("project")).filter(is_later)
    upto = (pl.col("hours").cum_sum().over("project") * pl.col("kept")).round()
    before = upto.shift(1, fill_value=0).over("project")
    after = rows.with_columns(hours=upto - before).filter(pl.col("hours") > 0)
    new = asked.select(
        "project", role=pl.lit(role), month_on=pl.lit(month), level=pl.col("wanted_level"),
        hours=(pl.col("share") * hours).round(),
    )  # fmt: skip
    is_moved = is_it & pl.col("project").is_in(asked["project"].implode())
    others = demand.filter(~is_moved | (pl.col("month_on") < month))
    parts = [typed(Demand, part.select(
        [name for name in Demand.model_fields if name in part.columns]
    ).to_dict()) for part in (others, after, new)]  # fmt: skip
    return pl.concat(parts).sort(Demand.key)


def _asked(demand: pl.DataFrame, running: pl.Series, month: date) -> pl.DataFrame:
    """Return what running projects ask for in a month, in the order of the projects."""
    order = running.to_frame("project").with_row_index("place")
    return demand.filter(pl.col("month_on") == month).join(order, on="project").sort("place")


def _along(
    rng: np.random.Generator, who: Staff, there: Workforce, asked: pl.DataFrame, month: int
) -> pl.DataFrame:
    """Lay the work of projects along the people of each role; the last of them have nothing.

    In the month that does not fit the experts are left out, all of the role that is trained is
    booked, in whole hours, and those who could help it are booked more than others.
    """
    parts: list[tuple[Texts, str, Texts, Floats]] = []
    for r, role in enumerate(_CODES):
        rows = asked.filter(pl.col("role") == role)
        members = who.of_role(r)
        if month == TIGHT:
            members = np.setdiff1d(members, there.experts)
        is_full = month == TIGHT and role == TRAINED
        n_idle = 0 if is_full else int(np.ceil(BENCH * len(members)))
        members = members[: len(members) - n_idle]
        covered = 1.0 if is_full else COVERED[month]
        work = covered * rows["hours"].cast(pl.Float64).to_numpy()
        most = FULLEST * there.hours[members, month]
        if not work.sum() or not most.sum():
            continue
        work = work * min(1.0, most.sum() / work.sum())
        room = most * rng.uniform(0.6, 1.0, len(most)) if work.sum() < 0.6 * most.sum() else most
        if month == TIGHT:
            is_able = np.isin(members, there.helpers)
            room = room * np.where(is_able, min(HELPED, most.sum() / work.sum()), 1.0)
        room = room * work.sum() / room.sum()
        if is_full:
            work, room = (np.diff(np.round(np.cumsum(one)), prepend=0.0) for one in (work, room))
        place, person, hours = _crossed(work, room)
        parts.append((rows["project"].to_numpy()[place], role, who.codes[members[person]], hours))
    none = pl.DataFrame(schema=_ROWS)
    frame = pl.concat([none, *(
        pl.DataFrame({
            "project": project, "role": [str(role)] * len(project), "month": [month] * len(project),
            "person": person, "hours": hours,
        }, schema=_ROWS)
        for project, role, person, hours in parts
    )])  # fmt: skip
    least = pl.when(month=TIGHT, role=TRAINED).then(1.0).otherwise(LEAST_HOURS)
    return frame.with_columns(pl.col("hours").round()).filter(pl.col("hours") >= least)


def _crossed(work: Floats, room: Floats) -> tuple[Ints, Ints, Floats]:
    """Return the pieces of two rows of lengths with one sum: place in each, and length.

    Examples
    --------
    >>> place, person, hours = _crossed(np.array([3.0, 1.0]), np.array([2.0, 2.0]))
    >>> place.tolist(), person.tolist(), hours.tolist()
    ([0, 0, 1], [0, 1, 1], [2.0, 1.0, 1.0])
    """
    ends = [np.cumsum(work), np.cumsum(room)]
    edges = np.unique(np.round(np.concatenate([[0.0], *ends]), 6))
    middle = (edges[1:] + edges[:-1]) / 2
    place, person = (
        np.minimum(np.searchsorted(end, middle), len(end) - 1).astype(np.int64) for end in ends
    )
    return place, person, np.diff(edges)


def _twice(
    rows: pl.DataFrame, who: Staff, there: Workforce, project: str
) -> tuple[pl.DataFrame, str]:
    """Promise the developer who is booked the most in that month to another project too."""
    hours = pl.DataFrame({"person": who.codes, "there": there.hours[:, TIGHT]})
    most = rows.filter(pl.col("month") == TIGHT, pl.col("role") == "DEV").group_by("person").agg(
        pl.col("hours").sum(), pl.col("project")
    ).filter(~pl.col("project").list.contains(project)).join(hours, on="person").sort(
        "hours", "person", descending=[True, False]
    )  # fmt: skip
    if most.is_empty():
        return rows, ""
    person, done, here = most.select("person", "hours", "there").row(0)
    more = [(project, "DEV", TIGHT, person, float(round(TWICE * here - done)))]
    second = pl.DataFrame(more, schema=rows.schema, orient="row")
    return pl.concat([rows, second]), person


def _bookings(rows: pl.DataFrame, there: Workforce) -> pl.DataFrame:
    """Return the register: the next months are hard, later ones are as they were proposed."""
    is_hard = pl.col("month") < N_HARD
    begins = dates(there.months).to_list()
    frame = rows.with_columns(
        month_on=pl.col("month").replace_strict(dict(enumerate(begins)), return_dtype=pl.Date),
        kind=pl.when(is_hard).then(pl.lit("hard")).otherwise(pl.lit("soft")),
        source=pl.when(is_hard).then(pl.lit("manual")).otherwise(pl.lit("proposed")),
        reason=pl.when(~is_hard).then(pl.lit("On the project already")),
    )
    fields = frame.select(list(Booking.model_fields))
    return typed(Booking, fields.to_dict()).sort(Booking.key)


__all__ = ["ASKED", "Overload", "booked"]

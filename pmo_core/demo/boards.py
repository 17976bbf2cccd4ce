"""Who decides in the demonstration: boards, their members, when they meet and who comes."""

import numpy as np
import polars as pl

from pmo_core.demo.people import Staff
from pmo_core.demo.shape import typed
from pmo_core.demo.words import PORTFOLIOS
from pmo_core.model import Board, BoardMember

PMO, EXECUTIVE = "PMO-B", "EXCO"
SMALL, LARGE = 100_000.0, 1_000_000.0  # EUR up to which the PMO and a steering committee decide
NEXT_DAYS = 32  # after as_of: still ahead for whoever looks within the month that follows
TUESDAY = 1
_EVERY = {PMO: 42, EXECUTIVE: 56}
_STEERING = 42

# Board -> chair, members, secretary, as places among the people; a minus counts from the end.
_SEATS = {
    PMO: (3, (1, 12), 0),
    "GROWTH-SC": (3, (-2, -5, 20, 11), 1),
    "RUN-SC": (5, (-3, -6, 24, 12), 2),
    "TRUST-SC": (8, (-4, -7, 28, 13), 4),
    EXECUTIVE: (-1, (-2, -3, -4, -8), 0),
}
_SUCCEEDED = ("RUN-SC", -9, -6)  # board, who left, whose seat it was
_SUCCEEDED_DAYS = 400  # before as_of


def steering(portfolio: str) -> str:
    """Return the code of the board of a portfolio."""
    return f"{portfolio}-SC"


def boards() -> pl.DataFrame:
    """Return the boards: the PMO's, a steering committee per portfolio, the executives'."""
    committees = [
        (steering(code), f"Steering committee: {name}", code, 3, LARGE, EXECUTIVE, _STEERING)
        for code, name in PORTFOLIOS
    ]
    rows = [
        (PMO, "PMO board", None, 2, SMALL, EXECUTIVE, _EVERY[PMO]),
        *committees,
        (EXECUTIVE, "Executive committee", None, 3, None, None, _EVERY[EXECUTIVE]),
    ]
    columns = dict(zip(Board.model_fields, zip(*rows, strict=True), strict=True))
    return typed(Board, {**columns, "mandate": pl.Series(columns["mandate"], dtype=pl.Float64)})


def members(who: Staff, as_of: int) -> pl.DataFrame:
    """Return who sits on which board; one seat has changed hands."""
    change = as_of - _SUCCEEDED_DAYS
    rows: list[tuple[str, str, str, int | None, int | None]] = []
    for board, (chair, voters, secretary) in _SEATS.items():
        wanted = [chair, secretary, *voters]
        is_changed = board == _SUCCEEDED[0]
        seats = _seated([*wanted, _SUCCEEDED[1]] if is_changed else wanted, len(who.names))
        kinds = ["chair", "secretary", *["member"] * len(voters)]
        rows += [
            (board, str(who.names[seat]), kind,
             change if is_changed and place == _SUCCEEDED[2] else None, None)
            for seat, kind, place in zip(seats, kinds, wanted, strict=False)
        ]  # fmt: skip
        if is_changed and len(seats) > len(wanted):
            rows.append((board, str(who.names[seats[-1]]), "member", None, change - 1))
    names = ["board", "member", "position", "from", "until"]
    frame = pl.DataFrame(rows, schema=names, orient="row")
    return typed(BoardMember, {
        **frame.select("board", "member", "position").to_dict(),
        "from_on": frame["from"].cast(pl.Int32).cast(pl.Date),
        "until_on": frame["until"].cast(pl.Int32).cast(pl.Date),
    })  # fmt: skip


def _seated(places: list[int], n: int) -> list[int]:
    """Return the people at these places among `n`, the next one where somebody sits already."""
    seats: list[int] = []
    for place in places[:n]:
        seats.append(next(one % n for one in range(place, place + n) if one % n not in seats))
    return seats


def sittings(first: int, as_of: int) -> pl.DataFrame:
    """Return board and day of each meeting from before `first` to the next one after as_of.

    Days count from 1970-01-01. A board meets every so many weeks on a Tuesday, the next time more
    than a month after as_of.
    """
    soonest = as_of + NEXT_DAYS
    weekday = (soonest + 3) % 7  # 1970-01-01 was a Thursday; Monday is 0
    coming = soonest + (TUESDAY - weekday) % 7
    rows = {
        board: np.arange(coming, first - 2 * every, -every)[::-1]
        for board in _SEATS
        for every in [_EVERY.get(board, _STEERING)]
    }
    return pl.DataFrame({
        "board": np.repeat(list(rows), [len(days) for days in rows.values()]),
        "day": np.concatenate(list(rows.values())),
    }).sort("day", "board")  # fmt: skip


def present(rng: np.random.Generator, held: pl.DataFrame, seats: pl.DataFrame) -> pl.DataFrame:
    """Return board, day, member and position of who came: at most one voter is missing.

    `held` has a row per meeting held (board, day), `seats` is the register of members. The chair
    always comes.
    """
    day = pl.col("day").cast(pl.Int32).cast(pl.Date)
    who = held.join(seats, on="board").filter(
        pl.col("from_on").is_null() | (pl.col("from_on") <= day),
        pl.col("until_on").is_null() | (pl.col("until_on") >= day),
    )
    who = who.sort("day", "board", "position", "member").with_columns(
        chance=pl.Series(rng.random(who.height)),
        is_voter=pl.col("position") == "member",
    )
    lowest = pl.col("chance").filter("is_voter").min().over("board", "day")
    is_missing = pl.col("is_voter") & (pl.col("chance") == lowest) & (lowest < 0.08)
    return who.filter(~is_missing.fill_null(False)).select("board", "day", "member", "position")

"""Hours of a person, or of a role, are booked on a project in a month, changed and released."""

from datetime import date
from decimal import Decimal

import polars as pl

from pmo_core.errors import Refused
from pmo_core.model import Booking
from pmo_core.store import Session


def book(session: Session, booking: Booking, was: Booking | None = None) -> int | None:
    """Keep a booking, new or in place of one; return the number of the change.

    Parameters
    ----------
    session : Session
        In whose name.
    booking : Booking
        As it shall be; any day of its month.
    was : Booking, optional
        As it was seen, where it takes its place; a booking of another person, role or month is
        booked anew and the old one released, in one change.

    Returns
    -------
    int or None
        None when it says so already.

    Raises
    ------
    Conflict
        Someone changed it meanwhile.
    Refused
        It has no hours, or there is one of that project, role, month and person already.
    """
    if booking.hours <= 0:
        raise Refused("A booking needs hours above 0.", "Release it to take the hours away.")
    now = booking.model_copy(update={"month_on": booking.month_on.replace(day=1)})
    note = f"{_named(now)}: {_hours(now.hours)} {now.kind}"
    return session.put(
        {"booking": _frame(now)}, {} if was is None else {"booking": _frame(was)}, note
    )


def release(session: Session, was: Booking) -> int | None:
    """Take a booking away as it was seen; return the number of the change.

    Raises
    ------
    Conflict
        Someone changed it meanwhile.
    """
    note = f"{_named(was)}: {_hours(was.hours)} released"
    return session.put({}, {"booking": _frame(was)}, note)


def _frame(booking: Booking) -> pl.DataFrame:
    return pl.DataFrame([booking.model_dump()], schema=Booking.polars_schema())


def _named(booking: Booking) -> str:
    month: date = booking.month_on
    who = f"{booking.person} as {booking.role}" if booking.person else booking.role
    return f"{who} on {booking.project} in {month:%Y-%m}"


def _hours(hours: Decimal) -> str:
    return f"{hours.normalize():f} h"


__all__ = ["book", "release"]

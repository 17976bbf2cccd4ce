"""Days as an iCalendar file (RFC 5545), which calendars of people take in."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

import polars as pl

from pmo_core.errors import Refused

MOST_OCTETS = 75
"""Longest line, without its line break (RFC 5545, 3.1)."""
_BREAKS = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_PRODUCT = "-//PMO portfolio//Milestones//EN"


def calendar(days: pl.DataFrame, *, name: str, stamp: datetime) -> bytes:
    r"""Return days as one calendar, an event that lasts all day for each.

    Nothing that a user wrote can end a line or begin another: in texts line breaks become the two
    characters `\n`, other control characters are dropped, and `\`, `;` and `,` are escaped.

    Parameters
    ----------
    days : polars.DataFrame
        One row per event: `key` (text that stays the same when the day moves; the event's UID is
        made from it), `on` (Date), `summary`, `description` (text or null), `is_certain` (null or
        false = tentative).
    name : str
        Name of the calendar, as programs show it.
    stamp : datetime
        When the file is made, with its time zone.

    Returns
    -------
    bytes
        UTF-8, lines of at most 75 octets that end with CRLF.

    Raises
    ------
    Refused
        There is no day: a calendar must hold something.

    Examples
    --------
    >>> days = pl.DataFrame({"key": ["P M"], "on": [date(2026, 5, 29)], "summary": ["Pilot, Rome"],
    ...     "description": [None], "is_certain": [True]})
    >>> made = calendar(days, name="Milestones", stamp=datetime(2026, 1, 2, tzinfo=UTC))
    >>> [line for line in made.decode().split("\r\n") if line.startswith(("DTSTART", "SUMMARY"))]
    ['DTSTART;VALUE=DATE:20260529', 'SUMMARY:Pilot\\, Rome']
    """
    if days.is_empty():
        raise Refused("There is no day to put into a calendar.", "Show more, then download again.")
    made_at = f"{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{text(name)}",
    ]
    wanted = days.select("key", "on", "summary", "description", "is_certain")
    for event in wanted.iter_rows():
        lines += _event(*event, made_at=made_at)
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in folded(line))


def text(value: str) -> str:
    r"""Return a text as a value of type TEXT (RFC 5545, 3.3.11).

    Examples
    --------
    >>> text("a;b, c\nEND:VEVENT")
    'a\\;b\\, c\\nEND:VEVENT'
    """
    escaped = re.sub(r"([\\;,])", r"\\\1", value)
    return _CONTROL.sub("", _BREAKS.sub(r"\\n", escaped))


def folded(line: str) -> Iterator[bytes]:
    """Give the line in parts of at most 75 octets; those that follow begin with a space.

    No character is cut in two.

    Examples
    --------
    >>> [len(part) for part in folded("é" * 75)]
    [74, 75, 3]
    """
    octets = line.encode("utf-8", errors="replace")
    lead, most = b"", MOST_OCTETS
    while len(octets) > most:
        cut = most
        while octets[cut] & 0xC0 == 0x80:  # within a character
            cut -= 1
        yield lead + octets[:cut]
        octets, lead, most = octets[cut:], b" ", MOST_OCTETS - 1
    yield lead + octets


def _event(
    key: str,
    on: date,
    summary: str,
    description: str | None,
    is_certain: bool | None,
    *,
    made_at: str,
) -> Iterator[str]:
    """Give the lines of an event; it takes a day, which stays free for other things."""
    yield "BEGIN:VEVENT"
    yield f"UID:{uuid5(NAMESPACE_URL, key)}"
    yield f"DTSTAMP:{made_at}"
    yield f"DTSTART;VALUE=DATE:{on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}"  # the first day after it
    yield f"SUMMARY:{text(summary)}"
    if description:
        yield f"DESCRIPTION:{text(description)}"
    yield f"STATUS:{'CONFIRMED' if is_certain else 'TENTATIVE'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


__all__ = ["MOST_OCTETS", "calendar", "folded", "text"]

"""Calendars by the rules of RFC 5545: lines, folding, escapes, days, and nothing smuggled in."""

from datetime import UTC, date, datetime, timedelta, timezone

import polars as pl
import pytest

from pmo_core.errors import Refused
from pmo_core.exchange.ical import MOST_OCTETS, calendar, folded

STAMP = datetime(2026, 11, 23, 9, 30, tzinfo=timezone(timedelta(hours=1)))
HOSTILE = (
    "Pilot\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Not ours",
    "Pilot\nATTACH:file", "a\rURL:x", "b\x85c", "d\u2028ATTENDEE:e", "f\x0b\x0cg\x00h\x1bi",
    "back\\slash; semi, comma: colon", "\\", "\\n", "", "Ünïcödé " * 30, "\U0001f600" * 40,
)  # fmt: skip


def made(*summaries: str, on: date = date(2026, 12, 31)) -> bytes:
    """Return a calendar with these events, whose descriptions are the same texts."""
    rows = pl.DataFrame({
        "key": [f"K{number}" for number in range(len(summaries))], "on": [on] * len(summaries),
        "summary": summaries, "description": summaries, "is_certain": [False] * len(summaries),
    })  # fmt: skip
    return calendar(rows, name="Milestones; all\nof them", stamp=STAMP)


def unfolded(octets: bytes) -> list[str]:
    """Return the content lines: a line break before a space is none (3.1)."""
    return octets.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")[:-1]


def unescaped(value: str) -> str:
    """Return what a value of type TEXT says (3.3.11)."""
    found, rest = "", iter(value)
    for one in rest:
        after = next(rest) if one == "\\" else ""
        found += {"n": "\n"}.get(after, after) if after else one
    return found


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_ends_its_line(text: str) -> None:
    """One event comes out of one text, with the lines that belong to it and no other."""
    lines = unfolded(made(text))
    names = [line.split(":", 1)[0].split(";")[0] for line in lines]
    assert names == [
        "BEGIN", "VERSION", "PRODID", "CALSCALE", "X-WR-CALNAME", "BEGIN", "UID", "DTSTAMP",
        "DTSTART", "DTEND", "SUMMARY", *(["DESCRIPTION"] if text else []), "STATUS", "TRANSP",
        "END", "END",
    ]  # fmt: skip
    # Nothing is left that any reader could take for the end of a line.
    assert all(len(line.splitlines()) == 1 for line in lines)
    said = unescaped(next(line for line in lines if line.startswith("SUMMARY:"))[8:])
    plain = "\n".join(text.splitlines()).replace("\x00", "").replace("\x1b", "")
    assert said == plain


@pytest.mark.parametrize("text", HOSTILE)
def test_lines_are_folded(text: str) -> None:
    """No line has more than 75 octets or half a character, and each ends with CRLF."""
    octets = made(text)
    parts = octets.split(b"\r\n")
    assert parts.pop() == b""
    assert max(map(len, parts)) <= MOST_OCTETS
    assert not any(b"\r" in part or b"\n" in part for part in parts)
    assert all(part.decode("utf-8") for part in parts)


def test_a_line_of_75_octets_is_not_folded() -> None:
    """75 octets stay one line; with one more the last comes after a space."""
    assert list(folded("x" * 75)) == [b"x" * 75]
    assert list(folded("x" * 76)) == [b"x" * 75, b" x"]


def test_a_day_is_all_day() -> None:
    """The end is the first day after it, over the year's end too; the stamp is in UTC."""
    lines = unfolded(made("Go-live"))
    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert "DTSTAMP:20261123T083000Z" in lines


def test_an_event_keeps_its_name() -> None:
    """A milestone that moves and is renamed is the same event; another has another UID."""

    def uids(octets: bytes) -> list[str]:
        return [line for line in unfolded(octets) if line.startswith("UID:")]

    before, after = uids(made("A", "B")), uids(made("C", "D", on=date(2027, 3, 1)))
    assert before == after
    assert before[0] != before[1]


def test_the_same_gives_the_same_bytes() -> None:
    """The clock is an argument: nothing else changes the file."""
    assert made("A") == made("A")


def test_a_calendar_holds_something() -> None:
    """A calendar without any event is not allowed (3.6), and is refused."""
    with pytest.raises(Refused, match="no day"):
        calendar(
            pl.DataFrame(schema={"key": pl.String, "on": pl.Date, "summary": pl.String,
                                 "description": pl.String, "is_certain": pl.Boolean}),
            name="x", stamp=datetime(2026, 1, 1, tzinfo=UTC),
        )  # fmt: skip

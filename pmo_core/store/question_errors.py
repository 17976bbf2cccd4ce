"""Why a question of a user has no answer, in one sentence."""

import difflib
import re
from collections.abc import Collection

from pmo_core.errors import Refused

_KIND = re.compile(r"^[A-Z][\w ]{2,40} Error: ")
_CANDIDATES = re.compile(r"Candidate (?:bindings|functions?): *(?P<names>[^\n]+)")
_LONGEST = 400
_SAID: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern, re.DOTALL | re.IGNORECASE), message, hint)
    for pattern, message, hint in (
        ("Only SELECT statements", "A question is one SELECT: it reads, and changes nothing.",
         "Write `select ... from ...`, without anything before it or after it."),
        ("syntax error at end of input", "The question cannot be read at its end.",
         "Something is missing there."),
        ('syntax error at or near "(?P<name>[^"]*)"',
         "The question cannot be read near {name!r}.", "Look at what stands before it."),
        ("expression depth", "The question is nested too deeply.", "Make it simpler."),
        ("'pytz'", "A moment with a time zone cannot be shown.", "Add `::timestamp` to it."),
        ('column "(?P<name>[^"]+)" must appear in the GROUP BY',
         "The column {name!r} is neither grouped nor summed up.",
         "Add it to `group by`, or put it into a function such as max()."),
    )
)  # fmt: skip
"""What the engine says, what we say instead, and what to do."""
_COLUMN = re.compile(r'Referenced column "(?P<name>[^"]+)" (?:was )?not found', re.DOTALL)


def too_long(seconds: float) -> Refused:
    """Return what is said when the process was killed by the clock."""
    return Refused(
        f"The question took longer than {seconds:g} s and was stopped.",
        "Let it look at fewer rows: filter before you join.",
    )


def ended(memory: int) -> Refused:
    """Return what is said when the process ended by itself: a limit of the system ended it."""
    return Refused(
        f"The question asks for more than the {memory // 1024**2} MB that it may have.",
        "Let it look at fewer rows or columns.",
    )


def refused(kind: str, message: str, memory: int, known: Collection[str] = ()) -> Refused:
    """Return in one sentence what the process said.

    Parameters
    ----------
    kind : str
        Name of the engine's exception.
    message : str
        Its text.
    memory : int
        Bytes that the process may hold.
    known : collection of str
        Columns that there are.
    """
    text = message.strip()
    if kind in ("MemoryError", "OutOfMemoryException"):
        return ended(memory)
    if kind == "TooMuch":
        return Refused(text, "Narrow it down: a rule shows what is wrong, not everything.")
    if found := _COLUMN.search(text):
        near = difflib.get_close_matches(found["name"], known, n=2)
        hint = f"Did you mean {' or '.join(near)}?" if near else "Look at the table's columns."
        return Refused(f"There is no column {found['name']!r} here.", hint)
    for pattern, ours, hint in _SAID:
        if found := pattern.search(text):
            return Refused(ours.format(**found.groupdict()), hint)
    return Refused(f"The engine says: {_first(text)}", _hint(text))


def _first(text: str) -> str:
    """Return the first sentence of what the engine says, without the name of its error."""
    line = _KIND.sub("", text).split("\n")[0].strip().rstrip("!.")
    return f"{line[:_LONGEST]}."


def _hint(text: str) -> str:
    """Return what the engine proposes instead."""
    found = _CANDIDATES.search(text)
    return f"Did you mean {found['names'].strip()[:_LONGEST]}?" if found else ""


__all__ = ["ended", "refused", "too_long"]

"""How things go wrong.

Two kinds, never mixed:

- a `Finding` is a fact about the user's data (a line that cannot be read, a date that contradicts
  another). It is a value, returned beside the good part.
- a `PmoError` is a request that cannot be met (no such project, not allowed, someone else was
  faster). It is raised, and one place turns it into one sentence for the user.

Anything else that is raised is a bug.

    PmoError
    ├── NotFound        the thing asked for is not there
    ├── NotAllowed      the role may not do this
    ├── Conflict        the row no longer says what the user saw
    ├── Refused         the request contradicts what is kept (a key twice, a reference to nothing)
    ├── UnreadableFile  the file as a whole cannot be taken (hostile, damaged, not a table)
    └── StoreUnavailable  the store cannot be opened, or only for reading
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


class PmoError(Exception):
    """A request that cannot be met.

    Parameters
    ----------
    message : str
        One plain sentence for the user: what could not be done, and why.
    hint : str
        What to do next; may be empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class NotFound(PmoError):
    """The thing asked for is not there."""


class NotAllowed(PmoError):
    """The role of the session may not do this."""


class Conflict(PmoError):
    """The row no longer says what the user saw."""


class Refused(PmoError):
    """The request contradicts what is kept."""


class UnreadableFile(PmoError):
    """The file as a whole cannot be taken."""


class StoreUnavailable(PmoError):
    """The store cannot be opened, or only for reading."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fact about the user's data, with the place where it stands.

    Parameters
    ----------
    severity : {"error", "warning", "info"}
        error: the line is not taken; warning: taken, but look at it; info: repaired or worth
        knowing.
    code : str
        Stable name of the kind of finding, lower case with underscores, for example `bad_date`.
    message : str
        One plain sentence: what is wrong and, where there is one, the way out.
    line : int or None
        Line of the file (1 = first), or None where the finding is about the whole.
    column : str
        Column as the file names it, or the register's field; empty where there is none.
    value : str
        The value as it stands in the file; empty where there is none.

    Examples
    --------
    >>> str(Finding("error", "bad_date", "'soon' is not a date.", 12, "Start", "soon"))
    "error bad_date, line 12, column Start: 'soon' is not a date."
    """

    severity: Severity
    code: str
    message: str
    line: int | None = None
    column: str = ""
    value: str = ""

    def __str__(self) -> str:
        line = "" if self.line is None else f", line {self.line}"
        column = f", column {self.column}" if self.column else ""
        return f"{self.severity} {self.code}{line}{column}: {self.message}"


def worst(findings: Iterable[Finding]) -> Severity | None:
    """Return the highest severity among the findings, or None when there are none.

    Examples
    --------
    >>> worst([Finding("info", "a", "."), Finding("error", "b", ".")])
    'error'
    """
    present = {finding.severity for finding in findings}
    order: tuple[Severity, ...] = ("error", "warning", "info")
    return next((severity for severity in order if severity in present), None)

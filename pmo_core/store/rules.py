"""The shipped audit rules: each a file of two questions, headed by what is to be known about it.

The first question gives a row per violation, its project first ("" = belongs to none); the second,
after the line `-- checked`, how many things were judged in which project.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args

from pmo_core.errors import Refused
from pmo_core.model.rules import Family, Grade

FOLDER = Path(__file__).parent / "rules"
_HEAD = ("code", "name", "family", "severity", "rationale", "basis", "remedy")
_LINE = re.compile(rf"-- ({'|'.join(_HEAD)}|parameter): *(.+)")
_MORE = re.compile(r"-- +(.+)")
_PARAMETER = re.compile(r"(\w+) *= *([^|]+?) *\| *(.+)")
_CHECKED = re.compile(r"^-- checked *\n", re.MULTILINE)


@dataclass(frozen=True)
class RuleText:
    """A shipped rule as its file tells it.

    Parameters
    ----------
    code, name, family, severity, rationale, basis, remedy : str
        As in the register of rules.
    parameters : dict of str to float
        Thresholds as shipped.
    meanings : dict of str to str
        What each threshold means.
    query, checked : str
        Question for violations, and for what was judged per project.
    """

    code: str
    name: str
    family: Family
    severity: Grade
    rationale: str
    basis: str
    remedy: str
    parameters: dict[str, float]
    meanings: dict[str, str]
    query: str
    checked: str


@cache
def shipped(folder: Path = FOLDER) -> dict[str, RuleText]:
    """Return code -> rule of all files of a folder, by code; nobody changes it.

    Raises
    ------
    ValueError
        A file is not as it has to be, or two have the same code.
    """
    found = [_read(path) for path in sorted(folder.glob("*.sql"))]
    rules = {rule.code: rule for rule in sorted(found, key=lambda rule: rule.code)}
    if len(rules) < len(found):
        raise ValueError(f"Two rules in {folder.name} have the same code.")
    return rules


def _read(path: Path) -> RuleText:
    """Return the rule of a file."""
    text = path.read_text("utf-8")
    lines = text.splitlines()
    n_head = next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))
    head: list[tuple[str, str]] = []
    for line in lines[:n_head]:
        if named := _LINE.fullmatch(line):
            head.append((named[1], named[2].strip()))
        elif head and (more := _MORE.fullmatch(line)):
            head[-1] = (head[-1][0], f"{head[-1][1]} {more[1].strip()}")
    kept: dict[str, Any] = {name: value for name, value in head if name != "parameter"}
    given = [_PARAMETER.fullmatch(value) for name, value in head if name == "parameter"]
    questions = _CHECKED.split("\n".join([*lines[n_head:], ""]))
    missing = [name for name in _HEAD if name not in kept]
    if missing or None in given or len(questions) != 2:
        raise ValueError(f"{path.name} is no rule: {', '.join(missing) or 'see its parameters'}.")
    if kept["family"] not in get_args(Family) or kept["severity"] not in get_args(Grade):
        raise ValueError(f"{path.name} has another family or severity than there are.")
    stated = [one for one in given if one is not None]
    query, checked = (one.strip().removesuffix(";") for one in questions)
    return RuleText(
        **kept, query=query, checked=checked,
        parameters={one[1]: float(one[2]) for one in stated},
        meanings={one[1]: one[3] for one in stated},
    )  # fmt: skip


def parameters_of(text: str | None, known: Iterable[str] | None = None) -> dict[str, float]:
    r"""Return the thresholds that a text states, as `name = number` a line.

    Parameters
    ----------
    text : str or None
        One threshold a line; empty lines count for nothing.
    known : iterable of str, optional
        The only names that may stand there.

    Raises
    ------
    Refused
        A line says something else, or names a threshold that there is not.

    Examples
    --------
    >>> parameters_of("days = 45\nshare = 0.1")
    {'days': 45.0, 'share': 0.1}
    """
    found: dict[str, float] = {}
    may_be = None if known is None else set(known)
    for line in filter(None, map(str.strip, (text or "").splitlines())):
        name, _, number = (part.strip() for part in line.partition("="))
        try:
            found[name] = float(number)
        except ValueError:
            raise Refused(f"The threshold {line!r} is no `name = number`.") from None
        if not name.isidentifier() or (may_be is not None and name not in may_be):
            raise Refused(f"There is no threshold {name!r}.")
    return found


def parameters_text(parameters: Mapping[str, float]) -> str | None:
    r"""Return thresholds as `name = number` a line; None where there are none.

    Examples
    --------
    >>> parameters_text({"days": 45.0, "share": 0.1})
    'days = 45\nshare = 0.1'
    """
    return "\n".join(f"{name} = {number_text(value)}" for name, value in parameters.items()) or None


def number_text(value: float) -> str:
    """Return a number as briefly as it can be read back.

    Examples
    --------
    >>> number_text(45.0), number_text(0.1)
    ('45', '0.1')
    """
    return str(int(value)) if value.is_integer() else repr(value)


__all__ = ["FOLDER", "RuleText", "number_text", "parameters_of", "parameters_text", "shipped"]

"""What a task waits for, as planners write it: `1.2FS+3d; P-0003:2.1SS`.

A list of entries, set apart by semicolons, commas or line breaks. An entry is the code of a task;
before it the code of another project with a colon; behind it the kind of link (FS where none is
given) and working days of lag, or of lead with a minus. `P-0003:*` is the whole project.
"""

import re
from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

WHOLE = "*"
"""Written in place of a task: the whole project."""
KINDS = ("FS", "SS", "FF", "SF")
MOST_DAYS = 9_999
_LAG = r"\s*(?:(?P<lag>[+-]\s*\d+)\s*(?:d|days?)?)?"
_READINGS = (
    re.compile(rf"(?P<code>.*?)\s*(?P<kind>FS|SS|FF|SF){_LAG}", re.IGNORECASE),
    re.compile(rf"(?P<code>.*?){_LAG}", re.IGNORECASE),
)
_ODD = re.compile(r"[+\s]|(?:FS|SS|FF|SF)-", re.IGNORECASE)
_SETS_APART = re.compile(r"[;,\n]")
_DASHES = str.maketrans("\u2212\u2013\u2014", "---")


class Wait(NamedTuple):
    """One thing that a task waits for.

    Parameters
    ----------
    project : str
        Project of the predecessor; empty = its own.
    code : str
        Predecessor; empty = the whole project.
    kind : str
        FS, SS, FF or SF.
    lag : int
        Working days; negative = lead.
    """

    project: str
    code: str
    kind: str = "FS"
    lag: int = 0


def written(waits: Iterable[Wait]) -> str:
    """Return what a task waits for as text; `read` reads it back.

    Examples
    --------
    >>> written([Wait("", "1.2", "FS", 3), Wait("P-0003", "2.1", "SS"), Wait("", "1.1")])
    '1.2FS+3d; P-0003:2.1SS; 1.1'
    >>> written([Wait("P-0003", "")])
    'P-0003:*'
    """
    return "; ".join(_entry(one) for one in waits)


def read(
    text: str, known: Mapping[str, Container[str]], own: str = ""
) -> tuple[list[Wait], list[str]]:
    """Return what a task waits for, and what cannot be read, a sentence each.

    Parameters
    ----------
    text : str
        Entries as above; empty = nothing.
    known : mapping of str to container of str
        Project -> its tasks; "" -> the tasks of the own project. Where a code ends like a kind or a
        lag, it counts as the code if there is such a task.
    own : str
        Code of the own project, which may be written or left out.

    Examples
    --------
    >>> known = {"": {"1.1", "1.2", "A-3"}, "P-0003": {"2.1"}}
    >>> waits, wrong = read("1.2ss + 3d, A-3; P-0003:2.1 FF-2; P-0003:*", known)
    >>> written(waits), wrong
    ('1.2SS+3d; A-3; P-0003:2.1FF-2d; P-0003:*', [])
    >>> read("1.2FS+3w; 9.9; P-7:1", known)[1]
    ['"1.2FS+3w" is no task; write it as 1.2, 1.2SS+3d or P-0003:2.1.', 'There is no task 9.9.', 'There is no project P-7.']
    """  # noqa: E501
    waits, wrong = list[Wait](), list[str]()
    for entry in filter(None, (one.strip() for one in _SETS_APART.split(text))):
        found = _read(entry.translate(_DASHES), known, own)
        if isinstance(found, str):
            wrong.append(found)
        elif any(found[:2] == one[:2] for one in waits):
            wrong.append(f"{_name(found)} is named twice; one link between two tasks is enough.")
        else:
            waits.append(found)
    return waits, wrong


def _read(entry: str, known: Mapping[str, Container[str]], own: str) -> Wait | str:
    """Return an entry, or what is wrong with it."""
    project, colon, rest = entry.partition(":")
    project, rest = (project.strip(), rest.strip()) if colon else ("", entry)
    project = "" if project == own else project
    if project not in known:
        return f"There is no project {project}."
    if rest in known[project]:
        return Wait(project, rest)
    # A code may end like a kind or a lag: of two readings the one counts that names a task.
    found = [
        Wait(project, parts["code"].strip(), (parts.groupdict().get("kind") or "FS").upper(),
             int("".join((parts["lag"] or "0").split())))
        for parts in (one.fullmatch(rest) for one in _READINGS) if parts is not None
    ]  # fmt: skip
    if project:
        found = [one._replace(code="") if one.code == WHOLE else one for one in found]
    there = [one for one in found if one.code in known[project] or (project and not one.code)]
    best = (there or found)[0]
    if abs(best.lag) > MOST_DAYS:
        return f'"{entry}": a lag has at most {MOST_DAYS:,} working days.'
    if there:
        return best
    if not best.code or _ODD.search(best.code):
        return f'"{entry}" is no task; write it as 1.2, 1.2SS+3d or P-0003:2.1.'
    return f"There is no task {best.code}{f' in {project}' if project else ''}."


def _entry(wait: Wait) -> str:
    link = f"{wait.kind}{wait.lag:+d}d" if wait.lag else "" if wait.kind == "FS" else wait.kind
    return f"{_name(wait)}{link}"


def _name(wait: Wait) -> str:
    before = f"{wait.project}:" if wait.project else ""
    return f"{before}{wait.code or WHOLE}"


__all__ = ["KINDS", "MOST_DAYS", "WHOLE", "Wait", "read", "written"]

"""Coding structures: codes are compared by their parts, never by their letters.

A code such as `IT.DEV-3` has fields, set apart by `.`, `-`, `/` or `_`. One code lies within
another when it begins with all of its fields: `1.1.2` lies within `1.1`, `1.10` does not. Where a
register names the parent explicitly, the parent counts and the letters of the code do not.
"""

import re
from collections.abc import Mapping

from pmo_core.errors import Finding

_SEPARATORS = re.compile(r"[.\-/_]")
_RUNS = re.compile(r"[0-9]+|[^0-9.\-/_]+")


def fields(code: str) -> tuple[str, ...]:
    """Return the fields of a code as written.

    Examples
    --------
    >>> fields("IT.DEV-03")
    ('IT', 'DEV', '03')
    """
    return tuple(_SEPARATORS.split(code))


def parts(code: str) -> tuple[str | int, ...]:
    """Return the runs of letters and of digits of a code; digits as numbers.

    Examples
    --------
    >>> parts("P-010.2b")
    ('P', 10, 2, 'b')
    """
    return tuple(int(run) if run[0] in "0123456789" else run for run in _RUNS.findall(code))


def sort_key(code: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Return a key that sorts codes as people count: 1, 1.2, 1.10, 2, A.

    Numbers come before letters, letters are compared without case; codes whose parts are equal
    keep the order of their letters.

    Examples
    --------
    >>> sorted(["1.10", "A", "2", "1.2", "1"], key=sort_key)
    ['1', '1.2', '1.10', '2', 'A']
    """
    keys = tuple(
        (0, part, "") if isinstance(part, int) else (1, 0, part.casefold()) for part in parts(code)
    )
    return keys, code


def is_within(child: str, parent: str) -> bool:
    """Return whether `child` lies below `parent` by its fields; a code is not within itself.

    Examples
    --------
    >>> is_within("1.1.2", "1.1"), is_within("1.10", "1.1"), is_within("1.1", "1.1")
    (True, False, False)
    """
    above, below = fields(parent), fields(child)
    return len(below) > len(above) and below[: len(above)] == above


def ancestors(code: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """Return the codes above a code, the nearest first.

    Parameters
    ----------
    code : str
        Where to begin; need not be in `parents`.
    parents : mapping of str to str or None
        Code -> code above it; None or an empty text = top. A parent that is no code of the mapping
        ends the row. In a cycle each code is named once and `code` itself never.

    Examples
    --------
    >>> ancestors("IT.DEV.WEB", {"IT": None, "IT.DEV": "IT", "IT.DEV.WEB": "IT.DEV"})
    ('IT.DEV', 'IT')
    """
    above: dict[str, None] = {}
    parent = parents.get(code)
    while parent and parent in parents and parent != code and parent not in above:
        above[parent] = None
        parent = parents[parent]
    return tuple(above)


def paths(
    parents: Mapping[str, str | None],
) -> tuple[dict[str, tuple[str, ...]], tuple[Finding, ...]]:
    """Return for each code the codes from the top of its tree down to itself, and what is wrong.

    Parameters
    ----------
    parents : mapping of str to str or None
        Code -> code above it; None or an empty text = top.

    Returns
    -------
    dict of str to tuple of str, tuple of Finding
        A parent that does not exist makes its child a top (warning `unknown_parent`). The codes of
        a cycle all become tops (error `cycle`, once per cycle); what hangs below them stays there.

    Examples
    --------
    >>> paths({"A": None, "A1": "A"})[0]
    {'A': ('A',), 'A1': ('A', 'A1')}
    """
    findings = [
        Finding(
            "warning", "unknown_parent", f"{code}: there is no {parent} to be below.", value=code
        )
        for code, parent in parents.items()
        if parent and parent not in parents
    ]
    on_cycle: set[str] = set()
    for code in parents:
        if code in on_cycle or not _is_on_cycle(code, parents):
            continue
        cycle = (code, *ancestors(code, parents))
        on_cycle.update(cycle)
        words = " below ".join((*cycle, code))
        findings.append(Finding("error", "cycle", f"{words}: a circle has no top.", value=code))
    tree = {code: None if code in on_cycle else parent for code, parent in parents.items()}
    found = {code: (*reversed(ancestors(code, tree)), code) for code in tree}
    return found, tuple(findings)


def _is_on_cycle(code: str, parents: Mapping[str, str | None]) -> bool:
    """Return whether going up from the code leads back to it."""
    above = ancestors(code, parents)
    return parents[above[-1] if above else code] == code

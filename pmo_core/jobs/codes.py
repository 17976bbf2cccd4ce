"""The next free code of a register, and keeping something under it while others do the same."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

from pmo_core.errors import Refused

Kept = TypeVar("Kept")
_TRIES = 8
_NUMBERED = re.compile(r"(.*?)(\d+)")


def next_code(codes: Iterable[str], first: str) -> str:
    """Return the code after the highest, in the style that most codes have.

    Parameters
    ----------
    codes : iterable of str
        Codes in use. Those that do not end in a number do not count.
    first : str
        The first code, where none counts.

    Examples
    --------
    >>> next_code(["P-0001", "P-0211", "OLD-7", "shop"], "P-0001")
    'P-0212'
    >>> next_code([], "R-0001")
    'R-0001'
    """
    parts = [found.groups() for code in codes if (found := _NUMBERED.fullmatch(code))]
    if not parts:
        return first
    prefix, _ = Counter(prefix for prefix, _ in parts).most_common(1)[0]
    highest = max((digits for start, digits in parts if start == prefix), key=int)
    return f"{prefix}{int(highest) + 1:0{len(highest)}d}"


def keep_under_next(
    codes: Callable[[], Iterable[str]], first: str, keep: Callable[[str], Kept]
) -> Kept:
    """Keep something under the next free code; under the next one where it is taken meanwhile.

    Parameters
    ----------
    codes : callable
        Gives the codes in use now.
    first : str
        The first code, where none counts.
    keep : callable
        Called with a code; refuses one that is kept already.

    Returns
    -------
    object
        What `keep` gave.

    Raises
    ------
    Refused
        `keep` refused for another reason, or others were faster each time.
    """
    for attempt in range(_TRIES):
        code = next_code(codes(), first)
        try:
            return keep(code)
        except Refused:
            if attempt + 1 == _TRIES or code not in set(codes()):
                raise
    raise AssertionError("the last try returns or raises")


__all__ = ["keep_under_next", "next_code"]

"""What a session remembers of the file that it looks at: one of each, gone with the file."""

import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from itertools import count
from threading import Lock
from typing import Protocol, TypeVar, cast

import streamlit as st

Made = TypeVar("Made")

PREFIX = "upload_"
MOST_OPEN = 16
MOST_BYTES = 400_000_000


class Closable(Protocol):
    """What holds something until it is closed."""

    def close(self) -> None:
        """Let it go."""


class Place:
    """A session's place on the shelf; what lies there goes when the session does."""

    def __init__(self, number: int) -> None:
        self.number = number


class Shelf:
    """The previews of all sessions of this process: the oldest go when they become too many.

    A page that finds its preview gone makes it again.

    Parameters
    ----------
    most : int
        Previews that are kept.
    most_bytes : int
        Sum of the sizes of their files; a single larger one is kept alone.

    Examples
    --------
    >>> shelf, file = Shelf(most=1), __import__("io").BytesIO()
    >>> place = shelf.put(file, 1)
    >>> shelf.get(place) is file
    True
    >>> del place
    >>> file.closed, len(shelf)
    (True, 0)
    """

    def __init__(self, most: int = MOST_OPEN, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._kept: OrderedDict[int, tuple[Closable, int]] = OrderedDict()
        self._numbers = count()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def put(self, thing: Closable, n_bytes: int) -> Place:
        """Keep it as long as the place that is returned lives."""
        place = Place(next(self._numbers))
        weakref.finalize(place, self._drop, place.number)
        with self._lock:
            self._kept[place.number] = (thing, n_bytes)
            gone = []
            while len(self._kept) > 1 and (
                len(self._kept) > self._most
                or sum(size for _, size in self._kept.values()) > self._most_bytes
            ):
                gone.append(self._kept.popitem(last=False)[1])
        for old, _ in gone:
            old.close()
        return place

    def get(self, place: Place) -> Closable | None:
        """Return what lies there, now the last to go; None where it is gone."""
        with self._lock:
            if place.number not in self._kept:
                return None
            self._kept.move_to_end(place.number)
            return self._kept[place.number][0]

    def take(self, place: Place) -> Closable | None:
        """Return what lies there and keep it no longer; whoever took it closes it."""
        with self._lock:
            return self._kept.pop(place.number, (None, 0))[0]

    def _drop(self, number: int) -> None:
        with self._lock:
            thing = self._kept.pop(number, (None, 0))[0]
        if thing is not None:
            thing.close()


SHELF = Shelf()


def remembered(name: str, key: Hashable, make: Callable[[], Made]) -> Made:
    """Return what `make` gives, made once per session as long as the key stays the same."""
    kept = st.session_state.get(PREFIX + name)
    if kept is None or kept[0] != key:
        st.session_state.pop(PREFIX + name, None)
        kept = (key, make())
        st.session_state[PREFIX + name] = kept
    return cast(Made, kept[1])


def forget() -> None:
    """Forget all that belongs to the file: what was read, answered and decided."""
    for name in [str(name) for name in st.session_state if str(name).startswith(PREFIX)]:
        del st.session_state[name]

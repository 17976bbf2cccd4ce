"""What pages read, remembered until the next change of the store."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock, RLock
from typing import Any, TypeVar, cast

import polars as pl

from pmo_core.model import Settings
from pmo_core.ui.boot import repository

Made = TypeVar("Made")


def query(name: str, **params: Hashable) -> pl.DataFrame:
    """Return the answer of a query of the store; never change the frame in place."""
    return derived(f"query {name}", lambda: repository().query(name, **params), **params)


def table(register: str) -> pl.DataFrame:
    """Return the rows of a register that hold now; never change the frame in place."""
    return derived(f"table {register}", lambda: repository().table(register))


def settings() -> Settings:
    """Return the settings that hold now."""
    return derived("settings", lambda: repository().settings())


def derived(name: str, make: Callable[[], Made], /, **key: Hashable) -> Made:
    """Return what `make` gives, made once per state of the store.

    Parameters
    ----------
    name : str
        What is made; with the key it names the result.
    make : callable
        Depends on nothing but what is kept and the key.
    **key : hashable
        The choices that the result depends on.
    """
    repo = repository()
    return cast(Made, _REMEMBERED.get((name, *key.items(), repo, repo.revision), make))


class _Slot:
    """A place for one result, made by the first who asks while the others wait."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._made: list[Any] = []

    def get(self, make: Callable[[], Any]) -> Any:
        if not self._made:
            with self._lock:
                if not self._made:
                    self._made.append(make())
        return self._made[0]


class _Remembered:
    """The results asked for last. Streamlit's cache hashes each argument anew: 0.14 ms a look."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._slots: OrderedDict[Hashable, _Slot] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        with self._lock:
            slot = self._slots.setdefault(key, _Slot())
            self._slots.move_to_end(key)
            if len(self._slots) > self._most:
                self._slots.popitem(last=False)
        return slot.get(make)


_REMEMBERED = _Remembered(256)

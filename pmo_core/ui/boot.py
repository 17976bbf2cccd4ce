"""What one process does once: open the data, and keep the collector away from what stays."""

import gc
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from threading import Lock
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

import pmo_core
from pmo_core.errors import PmoError
from pmo_core.store import AccessRole, Repository, Session

LOCAL_USER = "local user"
LOCAL_ROLE: AccessRole = "administrator"
_ACTING = "acting"
_frozen: list[int] = []
"""How many modules were loaded each time that the collector learned what stays."""


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Open the data before the first visitor comes; close it when the server stops.

    Streamlit runs a full garbage collection after every run of a script. What has been imported by
    now never becomes garbage, so it is frozen: a rerun costs a third.
    """
    import pmo_core.analysis
    import pmo_core.charts
    import pmo_core.exchange  # noqa: F401

    with suppress(PmoError):  # the page will say it
        repository()
    _freeze()
    yield {}
    gc.unfreeze()
    _frozen.clear()
    _open.clear()


def keep_loaded() -> None:
    """Freeze what a page loaded at its first visit, too: every later rerun is 10 ms cheaper.

    At most once per load of modules, so what else happens to live then and is frozen is bounded.
    """
    if _frozen and len(sys.modules) > _frozen[-1]:
        _freeze()


def _freeze() -> None:
    _frozen.append(len(sys.modules))
    gc.collect()
    gc.freeze()


def repository() -> Repository:
    """Return the one repository of this process.

    Raises
    ------
    StoreUnavailable
        The data cannot be opened.
    """
    return _open(address())


def session() -> Session:
    """Return the verbs that write, in the name of who sits in front of this page.

    Without a configured sign-in that is the local user, an administrator, or whoever he chose to
    act as.
    """
    return repository().session(*actor())


def actor() -> tuple[str, AccessRole]:
    """Return the name and the role of who sits in front of this page."""
    chosen: tuple[str, AccessRole] = st.session_state.get(_ACTING, (LOCAL_USER, LOCAL_ROLE))
    return chosen


def act_as(name: str, role: AccessRole) -> None:
    """Let this browser session act in another name and role, until it ends.

    Only where no sign-in is configured, so where whoever reaches the page may do everything anyway.
    """
    st.session_state[_ACTING] = (name.strip() or LOCAL_USER, role)


def address() -> str | None:
    """Return where the data is: PMO_STORE_URL, then the secret connections.pmo.url, else None."""
    given = os.environ.get("PMO_STORE_URL")
    if given:
        return given
    with suppress(StreamlitSecretNotFoundError, KeyError):
        return str(st.secrets["connections"]["pmo"]["url"])
    return None


class _Opened:
    """The repository of each address, opened by the first who asks."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: dict[str | None, Repository] = {}

    def __call__(self, where: str | None) -> Repository:
        if where not in self._found:
            with self._lock:
                if where not in self._found:
                    self._found[where] = pmo_core.open(where)
        return self._found[where]

    def clear(self) -> None:
        """Close what was opened."""
        with self._lock:
            while self._found:
                self._found.popitem()[1].close()


_open = _Opened()

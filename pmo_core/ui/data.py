"""What pages read, remembered until the next change of the store."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

import polars as pl
import streamlit as st

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
    return cast(Made, _remembered(name, key, repo.address, repo.revision, make))


@st.cache_resource(max_entries=256, show_spinner=False)
def _remembered(
    name: str, key: dict[str, Any], address: str, revision: int, _make: Callable[[], Any]
) -> Any:
    return _make()

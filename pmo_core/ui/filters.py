"""Which projects a page speaks of: chosen once, held in the address, the same on all pages.

The address holds names, as the widgets show them; two things of one name are told apart by code.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

import polars as pl
import streamlit as st

from pmo_core.model.structure import Method, Stage
from pmo_core.ui import data
from pmo_core.ui.exceptions import exceptions
from pmo_core.ui.page import as_of

_SHOWN = ("portfolio", "program", "stage")
_MORE = ("department", "method", "tag")
_NAMES = ("portfolio", "program", "department", "stage", "method", "tag")
_BROKEN = "exception"
_HELP = {
    "department": "A department stands for all departments below it.",
    "tag": "Projects that carry one of the tags.",
}


@dataclass(frozen=True)
class Filters:
    """What was chosen; an empty choice lets everything through."""

    search: str
    portfolio: tuple[str, ...]
    program: tuple[str, ...]
    department: tuple[str, ...]
    stage: tuple[str, ...]
    method: tuple[str, ...]
    tag: tuple[str, ...]
    exception: bool = False

    @property
    def is_active(self) -> bool:
        """Whether anything is filtered."""
        return self != Filters("", (), (), (), (), (), ())

    def apply(self, projects: pl.DataFrame) -> pl.DataFrame:
        """Return the projects that pass.

        Parameters
        ----------
        projects : polars.DataFrame
            With code, name, manager, portfolio, program, department, stage, method and tags.
        """
        if self.search:
            text = pl.concat_str("code", "name", "manager", separator="\n", ignore_nulls=True)
            projects = projects.filter(
                text.str.to_lowercase().str.contains(self.search.lower(), literal=True)
            )
        for name in ("portfolio", "program", "stage", "method"):
            chosen = getattr(self, name)
            if chosen:
                projects = projects.filter(pl.col(name).is_in(chosen))
        if self.department:
            projects = projects.filter(pl.col("department").is_in(below(self.department)))
        if self.tag:
            own = pl.col("tags").str.split(";").list.eval(pl.element().str.strip_chars())
            projects = projects.filter(own.list.set_intersection(list(self.tag)).list.len() > 0)
        if self.exception:
            waits = exceptions(as_of()).filter(pl.col("exception_state") == "open")["project"]
            projects = projects.filter(pl.col("code").is_in(waits.implode()))
        return projects


def filters() -> Filters:
    """Draw the filters and return what was chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        search = st.text_input(
            "Search", key="search", placeholder="Code, name or manager", width=210,
            icon=":material/search:", bind="query-params",
        )  # fmt: skip
        chosen = {name: _choice(name) for name in _SHOWN}
        # What the address says is in the state only once its widget was drawn.
        n_more = sum(
            bool(st.session_state.get(name, name in st.query_params)) for name in (*_MORE, _BROKEN)
        )
        with st.popover(f"More filters ({n_more})" if n_more else "More filters"):
            chosen |= {name: _choice(name) for name in _MORE}
            is_broken = st.checkbox(
                "Only with exceptions", key=_BROKEN, bind="query-params",
                help="Projects that left a tolerance and wait for a board to decide.",
            )  # fmt: skip
        found = Filters(search=search.strip(), **chosen, exception=is_broken)
        if found.is_active:
            st.button("Clear", icon=":material/close:", type="tertiary", on_click=set_filters)
    return found


def set_filters(**chosen: str) -> None:
    """Choose one value per filter named and clear all others; only in a callback."""
    st.session_state["search"], st.session_state[_BROKEN] = "", False
    for name in _NAMES:
        st.session_state[name] = [chosen[name]] if name in chosen else []


def _choice(name: str) -> tuple[str, ...]:
    labels = data.derived(f"filter {name}", _OPTIONS[name])
    chosen = st.multiselect(
        name.capitalize(), list(labels), key=name, format_func=lambda code: labels.get(code, code),
        placeholder="All", width=210, help=_HELP.get(name), bind="query-params",
    )  # fmt: skip
    return tuple(chosen)


def named(register: str) -> Callable[[], dict[str, str]]:
    """Return what gives code -> name of a register; a name that stands twice has its code."""

    def labels() -> dict[str, str]:
        rows = data.table(register).select(
            "code",
            label=pl.when(pl.col("name").is_duplicated())
            .then(pl.format("{} ({})", "name", "code"))
            .otherwise("name"),
        )
        return dict(zip(rows["code"], rows["label"], strict=True))

    return labels


def in_words(frame: pl.DataFrame, *registers: str) -> pl.DataFrame:
    """Return rows for a table on a page: codes in columns called like a register as its names."""
    return frame.with_columns(
        pl.col(register).replace(data.derived(f"filter {register}", named(register)))
        for register in registers
    )


def _tags() -> dict[str, str]:
    own = data.table("project")["tags"].drop_nulls().str.split(";").explode().str.strip_chars()
    return {tag: tag for tag in own.unique().sort() if tag}


def below(departments: tuple[str, ...]) -> list[str]:
    """Return the departments and all that stand below them."""
    tree = data.table("department").select("code", "parent")
    found = set(departments)
    while True:
        more = set(tree.filter(pl.col("parent").is_in(list(found)))["code"]) - found
        if not more:
            return sorted(found)
        found |= more


_OPTIONS: dict[str, Callable[[], dict[str, str]]] = {
    "portfolio": named("portfolio"),
    "program": named("program"),
    "department": named("department"),
    "stage": lambda: {value: value for value in get_args(Stage)},
    "method": lambda: {value: value for value in get_args(Method)},
    "tag": _tags,
}

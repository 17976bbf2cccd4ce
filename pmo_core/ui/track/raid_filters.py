"""Which items of the RAID register a page speaks of; held in the address."""

from dataclasses import dataclass
from typing import get_args

import polars as pl
import streamlit as st

from pmo_core.model.raid import RaidKind
from pmo_core.ui import data
from pmo_core.ui.boot import actor
from pmo_core.ui.filters import named

STATES = ("Open", "Overdue", "Mine", "All")
_HELP = "Open; open and past the due date; open and owned by you; closed ones, too."
_KEYS = ("raid_search", "raid_kind", "raid_project", "portfolio", "raid_owner")
_WIDTH = 190
_TEXT = (
    "project", "code", "name", "description", "response", "owner", "project_name"
)  # fmt: skip


@dataclass(frozen=True)
class RaidFilters:
    """What was chosen; an empty choice lets everything through.

    `state` is one of `STATES`, `me` whose items are mine.
    """

    search: str
    kind: tuple[str, ...]
    project: tuple[str, ...]
    portfolio: tuple[str, ...]
    owner: tuple[str, ...]
    state: str
    me: str

    def apply(self, items: pl.DataFrame) -> pl.DataFrame:
        """Return the items that pass; see `raid.rows` for their columns."""
        for name in ("kind", "project", "portfolio", "owner"):
            if chosen := getattr(self, name):
                items = items.filter(pl.col(name).is_in(chosen))
        if self.state != "All":
            items = items.filter("is_open")
        if self.state == "Overdue":
            items = items.filter(pl.col("late_days").is_not_null())
        if self.state == "Mine":
            items = items.filter(pl.col("owner") == self.me)
        if self.search:
            text = pl.concat_str(*_TEXT, separator="\n", ignore_nulls=True).str.to_lowercase()
            items = items.filter(text.str.contains(self.search.lower(), literal=True))
        return items


def filters() -> RaidFilters:
    """Draw the filters and return what was chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="raid_filters"):
        state = st.segmented_control(
            "Show", STATES, default=STATES[0], required=True, key="raid_state", help=_HELP,
            bind="query-params",
        )  # fmt: skip
        search = st.text_input(
            "Search", key="raid_search", icon=":material/search:", width=190, bind="query-params",
            placeholder="Text, code or owner",
        )  # fmt: skip
        kind = _choice("Kind", list(get_args(RaidKind)), "raid_kind")
        project = _choice("Project", data.derived("project codes", _projects), "raid_project")
        n_more = sum(bool(st.session_state.get(name)) for name in ("portfolio", "raid_owner"))
        with st.popover(f"More filters ({n_more})" if n_more else "More filters"):
            portfolios = data.derived("filter portfolio", named("portfolio"))
            portfolio = st.multiselect(
                "Portfolio", list(portfolios), key="portfolio", placeholder="All", width=_WIDTH,
                format_func=lambda code: portfolios.get(code, code), bind="query-params",
            )  # fmt: skip
            owner = _choice("Owner", data.derived("raid owners", _owners), "raid_owner")
        found = RaidFilters(
            search.strip(), kind, project, tuple(portfolio), owner, state, actor()[0]
        )
        if found.search or kind or project or portfolio or owner:
            st.button("Clear", icon=":material/close:", type="tertiary", on_click=_clear)
    return found


def _choice(label: str, options: list[str], key: str) -> tuple[str, ...]:
    return tuple(
        st.multiselect(
            label, options, key=key, placeholder="All", width=_WIDTH, bind="query-params"
        )
    )  # fmt: skip


def _clear() -> None:
    for key in _KEYS:
        st.session_state[key] = "" if key == "raid_search" else []


def _projects() -> list[str]:
    return data.table("project")["code"].to_list()


def _owners() -> list[str]:
    return data.table("raid_item")["owner"].drop_nulls().unique().sort().to_list()


__all__ = ["STATES", "RaidFilters", "filters"]

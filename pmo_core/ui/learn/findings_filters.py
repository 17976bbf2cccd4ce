"""Which findings a page speaks of; held in the address."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
import streamlit as st

from pmo_core.analysis import findings as analysis
from pmo_core.ui.boot import actor

UNSETTLED, RETEST, ACCEPTED, CLOSED, MINE, ALL = (
    "Unsettled", "To re-test", "Accepted", "Closed", "Mine", "All",
)  # fmt: skip
SHOWN = (UNSETTLED, RETEST, ACCEPTED, CLOSED, MINE, ALL)
_HELP = (
    "Unsettled: something is still to be done. To re-test: an action is said to be done. Accepted: "
    "lived with until a day. Closed: verified or withdrawn. Mine: not closed and owned by you."
)
_CLOSED = (analysis.VERIFIED, analysis.WITHDRAWN)
_KEYS = ("finding_search", "finding_grade", "finding_rule", "finding_project", "finding_owner")
_TEXT = ("code", "name", "rule", "project", "project_name", "owner")
_WIDTH = 170


@dataclass(frozen=True)
class FindingFilters:
    """What was chosen; an empty choice lets everything through. `which` is one of `SHOWN`."""

    which: str
    search: str
    grade: tuple[str, ...]
    rule: tuple[str, ...]
    project: tuple[str, ...]
    owner: tuple[str, ...]
    me: str

    def apply(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the findings that pass; see `findings_data.rows` for their columns."""
        today = pl.col("state_today")
        kept = {
            UNSETTLED: pl.col("is_open"),
            RETEST: today == analysis.TO_RETEST,
            ACCEPTED: today == analysis.ACCEPTED,
            CLOSED: today.is_in(_CLOSED),
            MINE: ~today.is_in(_CLOSED) & (pl.col("owner") == self.me),
        }
        if self.which in kept:
            rows = rows.filter(kept[self.which])
        for name in ("grade", "rule", "project", "owner"):
            if chosen := getattr(self, name):
                rows = rows.filter(pl.col(name).is_in(chosen))
        if self.search:
            text = pl.concat_str(*_TEXT, separator="\n", ignore_nulls=True).str.to_lowercase()
            rows = rows.filter(text.str.contains(self.search.lower(), literal=True))
        return rows


def filters(rows: pl.DataFrame) -> FindingFilters:
    """Draw the filters and return what was chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="finding_filters"):
        which = st.segmented_control(
            "Show", SHOWN, default=UNSETTLED, required=True, key="finding_show", help=_HELP,
            bind="query-params",
        )  # fmt: skip
        search = st.text_input(
            "Search", key="finding_search", icon=":material/search:", width=190,
            bind="query-params", placeholder="Text, code or owner",
        )  # fmt: skip
        grade = _choice("Grade", analysis.GRADES, "finding_grade")
        n_more = sum(bool(st.session_state.get(name)) for name in _KEYS[2:])
        with st.popover(f"More filters ({n_more})" if n_more else "More filters"):
            rule = _choice("Rule", _values(rows, "rule"), "finding_rule")
            project = _choice("Project", _values(rows, "project"), "finding_project")
            owner = _choice("Owner", _values(rows, "owner"), "finding_owner")
        chosen = FindingFilters(which, search.strip(), grade, rule, project, owner, actor()[0])
        if any((chosen.search, grade, rule, project, owner)):
            st.button("Clear", icon=":material/close:", type="tertiary", on_click=_clear)
    return chosen


def _choice(label: str, options: Sequence[str], key: str) -> tuple[str, ...]:
    return tuple(
        st.multiselect(
            label, list(options), key=key, placeholder="All", width=_WIDTH, bind="query-params"
        )
    )  # fmt: skip


def _values(rows: pl.DataFrame, name: str) -> list[str]:
    return [value for value in rows[name].unique().sort().to_list() if value]


def _clear() -> None:
    for key in _KEYS:
        st.session_state[key] = "" if key == "finding_search" else []


__all__ = ["SHOWN", "FindingFilters", "filters"]

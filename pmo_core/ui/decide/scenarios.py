"""The saved scenarios: their list, which one is open, and which stand side by side."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.jobs import scenario_compare
from pmo_core.jobs.scenario_compare import MOST, Comparison
from pmo_core.jobs.scenarios import Frozen, load
from pmo_core.ui import data
from pmo_core.ui.boot import repository
from pmo_core.ui.decide.saving import PARAM
from pmo_core.ui.grid import grid
from pmo_core.ui.text import plain

COLUMNS = (
    "code", "name", "author", "made_at", "objective", "worth", "gap_pct", "n_chosen", "note",
    "data_date", "committed_at", "committed_by", "content_hash",
)  # fmt: skip
_IN_FILE = ("content_hash", "data_date", "committed_by")


def listing() -> pl.DataFrame:
    """Return one row per saved scenario, the latest first."""
    return data.query("scenarios").with_columns(gap_pct=100 * pl.col("gap_share")).select(COLUMNS)


def choose(listed: pl.DataFrame) -> str:
    """Draw the list; return the code of the one that is open, that of the link or the latest.

    Parameters
    ----------
    listed : polars.DataFrame
        As `listing` gives it, with at least one row.
    """

    def picked(row: int) -> None:
        st.query_params[PARAM] = listed["code"][row]

    grid(
        listed, "scenarios", alt="Saved scenarios, the latest first", pinned=("code",),
        labels={"code": "Code", "name": "Scenario", "made_at": "Saved at"},
        hidden=_IN_FILE, on_row=picked,
    )  # fmt: skip
    asked = st.query_params.get(PARAM, "")
    if asked and asked not in listed["code"]:
        st.warning(f"There is no scenario {plain(asked)}. The latest is shown.")
    return str(asked if asked in listed["code"] else listed["code"][0])


def several(listed: pl.DataFrame) -> list[str]:
    """Ask which scenarios stand side by side; the first is what the others are measured against."""
    names = dict(listed.select("code", "name").iter_rows())
    return st.multiselect(
        "Compare", list(names), key="scenarios_compared", max_selections=MOST,
        format_func=lambda code: f"{code} {names[code]}",
        placeholder=f"Choose two to {MOST}; the first is the reference",
    )  # fmt: skip


def frozen(code: str) -> Frozen:
    """Return a scenario as it was kept, read once per state of the data."""
    return data.derived("scenario", lambda: load(repository(), code), code=code)


def side_by_side(*codes: str) -> Comparison:
    """Return scenarios side by side, made once per state of the data."""
    return data.derived(
        "scenarios compared", lambda: scenario_compare.compare(repository(), codes), codes=codes
    )


def figures_of(code: str) -> dict[str, Any]:
    """Return the figures of one scenario, as `Comparison.figures` describes them."""
    return side_by_side(code).figures.row(0, named=True)

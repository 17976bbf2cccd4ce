"""An answer of the solver as a page shows it: rows, use of limits, and what lists would lose."""

from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis.selection import baselines, result
from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.analysis.selection.problem import Answer

ORDERS = {"priority": "Present priority", "worth": "Worth", "ratio": "Worth per money"}
"""By what a list may be ranked."""


@dataclass(frozen=True)
class Found:
    """A selection with all that is shown of it.

    Parameters
    ----------
    formulation : Formulation
    answer : Answer
    rows : polars.DataFrame
        One row per candidate, those in first, each by worth; see `result.chosen`.
    usage : polars.DataFrame
        One row per limit; see `result.usage`.
    listed : float or None
        Worth of the selection that fills the limits down the present priority, by worth where no
        priority is known; None where the list ends in none that is allowed.
    """

    formulation: Formulation
    answer: Answer
    rows: pl.DataFrame
    usage: pl.DataFrame
    listed: float | None


def of(formulation: Formulation, found: dict[str, Any]) -> Found:
    """Return what is shown of a result of the task "solve"."""
    answer = result.from_json(formulation, found)
    rows = result.chosen(formulation, answer).sort(
        "is_chosen", "worth", "name", descending=[True, True, False]
    )
    listed = by_list(formulation, "priority", strict=False)
    return Found(
        formulation, answer, rows, result.usage(formulation, answer),
        None if listed.status == "unknown" else listed.value,
    )  # fmt: skip


def by_list(formulation: Formulation, order: str, *, strict: bool) -> Answer:
    """Return what a list funds, ranked by one of `ORDERS`; remembered for the latest ones."""
    return _by_list(id(formulation), order, strict, formulation)


@st.cache_resource(max_entries=64, show_spinner=False)
def _by_list(key: int, order: str, strict: bool, _formulation: Formulation) -> Answer:
    return baselines.by_list(_formulation, ranked(_formulation, order), strict)


def ranked(formulation: Formulation, order: str) -> list[str]:
    """Return the candidates in the order of a list, the first first."""
    projects = formulation.projects
    keys = {
        "priority": pl.col("priority"),
        "worth": -pl.col("worth"),
        "ratio": -pl.col("worth") / pl.max_horizontal(pl.col("cost").fill_null(0), 1.0),
    }
    first = keys[order] if projects["priority"].count() else keys["worth"]
    return projects.sort(first, -pl.col("worth"), "project", nulls_last=True)["project"].to_list()

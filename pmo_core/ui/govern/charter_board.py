"""What the governing body says about a charter: its decision, or the way to it."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis.charter import APPROVED
from pmo_core.jobs.decisions import Subject
from pmo_core.model import Project
from pmo_core.model.governance import GRANTS
from pmo_core.ui import data
from pmo_core.ui.govern.decide_form import decide_button
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import iso, plain

DECISIONS = PAGES / "govern" / "decisions.py"
GAVEL = ":material/gavel:"


def decided() -> pl.DataFrame:
    """Return the latest decision about each charter: project, outcome, decision, decided_on, board.

    Superseded decisions are left out; a charter that no board decided about has no row.
    """
    return (
        data.query("decisions_register")
        .filter((pl.col("about") == "charter") & pl.col("superseded_by").is_null())
        .unique("project", keep="first", maintain_order=True)
        .select("project", "outcome", "decided_on", "board", decision="code")
    )


def waits(project: Project, outcome: str | None) -> bool:
    """Return whether a board still has to authorize a project by its charter.

    Parameters
    ----------
    project : Project
        The project.
    outcome : str or None
        What was decided about its charter; None = nothing.
    """
    return project.stage in (None, "proposed") and outcome not in GRANTS


def verdict(standing: Mapping[str, Any], project: Project) -> None:
    """Draw what a board decided about a charter, and the form once all have approved its text.

    Parameters
    ----------
    standing : mapping
        The project's row of `charter.all_charters`.
    project : Project
        The project.
    """
    outcome = standing["outcome"]
    if outcome:
        st.page_link(
            DECISIONS, icon=GAVEL, query_params={"decision": standing["decision"]},
            label=plain(f"{outcome} by {standing['board']}, {iso(standing['decided_on'])}"),
        )  # fmt: skip
    if not waits(project, outcome):
        return
    if standing["charter_state"] == APPROVED:
        decide_button(Subject("charter", project.code), key="charter_decide")
    else:
        st.caption("A board decides once all have approved.", width="content")


__all__ = ["decided", "verdict", "waits"]

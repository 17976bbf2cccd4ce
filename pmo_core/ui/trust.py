"""How far the figures of a project can be trusted, as pages show it beside them."""

from datetime import date
from typing import Any, Literal

import polars as pl
import streamlit as st

from pmo_core.jobs import trust as jobs
from pmo_core.ui import data, facts
from pmo_core.ui.text import plain

_COLORS: dict[str | None, Literal["green", "orange", "red"]] = {
    "good": "green", "doubtful": "orange", "poor": "red",
}  # fmt: skip
_ICONS = {
    "good": ":material/verified:", "doubtful": ":material/help:", "poor": ":material/warning:",
}  # fmt: skip


def trust(as_of: date) -> pl.DataFrame:
    """Return one row per project; see `analysis.trust.trust`."""
    return data.derived(
        "trust", lambda: jobs.trust(data, facts.portfolio(as_of), as_of), as_of=as_of
    )


def trust_of(project: str, as_of: date) -> dict[str, Any]:
    """Return the row of `trust` of one project."""
    return trust(as_of).row(by_predicate=pl.col("project") == project, named=True)


def with_trust(projects: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the frame, whose projects are named by code, with trust and trust_reason."""
    rated = trust(as_of).select("trust", "trust_reason", code="project")
    return projects.join(rated, on="code", how="left", maintain_order="left")


def badge(level: str | None, reason: str = "") -> None:
    """Show how far figures can be trusted; with a reason, what speaks against them on request.

    Parameters
    ----------
    level : {"good", "doubtful", "poor"} or None
        None = not rated; shown in gray.
    reason : str
        What `trust` says about it.
    """
    st.badge(
        f"Data: {level or 'not rated'}",
        icon=_ICONS.get(level or ""),
        color=_COLORS.get(level, "gray"),
        help=plain(reason) or None,
    )


def line(project: str, as_of: date) -> None:
    """Show how far the figures of a project can be trusted; where they are doubtful, why.

    Of poor ones `warn` says why.
    """
    row = trust_of(project, as_of)
    badge(row["trust"], row["trust_reason"])
    if row["trust"] == "doubtful":
        st.caption(plain(row["trust_reason"]), width="content")


def warn(project: str, as_of: date) -> None:
    """Warn of figures that are too poor to decide on; show nothing where they are not."""
    row = trust_of(project, as_of)
    if row["trust"] == "poor":
        st.warning(
            plain(f"Ask for a status before you decide on these figures. {row['trust_reason']}"),
            icon=_ICONS["poor"],
        )


__all__ = ["badge", "line", "trust", "trust_of", "warn", "with_trust"]

"""One closed project: against its estimates and the others, and its outcome."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis import overruns
from pmo_core.charts import short
from pmo_core.errors import NotFound
from pmo_core.model import ProjectOutcome
from pmo_core.ui import admin_inputs as inputs
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.grid import grid
from pmo_core.ui.learn.performance import MEASURES
from pmo_core.ui.page import Figure, headline
from pmo_core.ui.text import iso, plain

MAY_NOT = "Only a manager may write the outcome of a project."
_ENDS = {
    "Cost": ("estimate_cost", "actual_cost"), "Time": ("estimate_days", "actual_days"),
    "Effort": ("estimate_hours", "actual_hours"),
}  # fmt: skip
_UNITS = {"Cost": "", "Time": " d", "Effort": " h"}


def found(closed: pl.DataFrame, code: str) -> dict[str, Any]:
    """Return one closed project.

    Raises
    ------
    NotFound
        There is no such project, or it is not closed.
    """
    rows = closed.filter(pl.col("code") == code)
    if rows.is_empty():
        raise NotFound(f"There is no closed project {code}.", "Choose one on the page Performance.")
    return rows.row(0, named=True)


def figures(closed: pl.DataFrame, row: dict[str, Any]) -> None:
    """Draw its ratios, each with where it stands among all others, and its quality."""
    others = closed.filter(pl.col("code") != row["code"])
    currency = data.settings().base_currency
    shown = []
    for what, measure in MEASURES.items():
        value = row[measure]
        estimate, actual = (row[name] for name in _ENDS[what])
        below = overruns.below_pct(others[measure], value)
        unit = _UNITS[what] or f" {currency}"
        ends = f"{short(actual)} / {short(estimate)}{unit}"
        note = "" if below is None else (
            f"{ends}; above {below:.0f} % of {others[measure].count()} others"
        )  # fmt: skip
        shown.append(
            Figure(
                f"{what} / estimate", "N/A" if value is None else f"{value:.2f} x",
                f"Actual / estimate: {ends}; n/a = not known. The note says of how many other "
                "closed projects the ratio is lower.",
                note or "estimate or actual not known",
            )
        )  # fmt: skip
    quality = (
        ("Defects", row["n_defects"], "d", "", "Defects found after the handover."),
        ("Rework", row["rework_pct"], ".1f", " %", "Work done again, of all hours worked."),
        ("Satisfaction", row["satisfaction"], ".1f", "", "Of the users, 1 low to 5 high."),
        ("Benefit realized", row["realized_pct"], ".0f", " %",
         "Realized / planned, over the years of which both are known."),
    )  # fmt: skip
    headline(shown, "closed_ratios")
    shown = [
        Figure(label, "N/A" if value is None else f"{value:{form}}{unit}", meaning,
               "" if value is not None else "not known")
        for label, value, form, unit, meaning in quality
    ]  # fmt: skip
    headline(shown, "closed_quality")


def outcome(row: dict[str, Any]) -> None:
    """Draw the outcome as it is kept, and the button that opens its form."""
    was = kept(row["code"])
    is_able = may_write("project_outcome")
    if st.button(
        "Edit the outcome" if was else "Enter the outcome", icon=":material/edit:",
        type="secondary" if was else "primary", key="outcome_edit", disabled=not is_able,
        help=None if is_able else MAY_NOT,
    ):  # fmt: skip
        st.dialog(f"Outcome of {plain(row['code'])}", position="right")(form)(row["code"], was)
    if was is None:
        st.caption(
            "Its outcome was not entered yet: what users think of it, defects, work done again. "
            "Lists of outcomes come in by Upload."
        )
        return
    st.text(f"Accepted: {iso(was.accepted_on)}")
    if was.comment:
        st.text(was.comment)


def table(closed: pl.DataFrame, code: str) -> None:
    """Draw all that is known of it: estimates, actuals, and what it went through."""
    rows = closed.filter(pl.col("code") == code).select(
        "estimate_cost", "actual_cost", "estimate_days", "actual_days", "estimate_hours",
        "actual_hours", "rework_hours", "n_changes", "n_late_gates", "n_raid_start",
        "n_reports_missing", "finished_on",
    )  # fmt: skip
    grid(rows, "closed_row", alt="What is known of the project", file_name=f"{code}-performance")


def form(code: str, was: ProjectOutcome | None) -> None:
    """Draw the form of an outcome and keep it.

    Parameters
    ----------
    code : str
        Project.
    was : ProjectOutcome or None
        Outcome as the user saw it; None where there is none.
    """
    with st.form("outcome", border=False):
        accepted = st.date_input(
            "Accepted on", value=was.accepted_on if was else None, format="YYYY-MM-DD",
            key="outcome_accepted",
        )  # fmt: skip
        liked = st.number_input(
            "Satisfaction of the users, 1 low to 5 high", min_value=1.0, max_value=5.0, step=0.1,
            value=was.satisfaction if was else None, key="outcome_satisfaction", format="%.1f",
        )  # fmt: skip
        defects = st.number_input(
            "Defects after the handover", min_value=0, step=1, key="outcome_defects",
            value=was.n_defects if was else None,
        )  # fmt: skip
        rework = st.number_input(
            "Work done again, hours", min_value=0.0, key="outcome_rework",
            value=float(was.rework_hours) if was and was.rework_hours is not None else None,
        )  # fmt: skip
        comment = st.text_area(
            "What should be known", value=was.comment or "" if was else "", key="outcome_comment"
        )
        is_sent = st.form_submit_button("Save", type="primary", key="outcome_save")
    if not is_sent:
        return
    typed = {
        "project": code, "accepted_on": accepted if isinstance(accepted, date) else None,
        "satisfaction": liked, "n_defects": defects,
        "rework_hours": None if rework is None else Decimal(str(rework)),
        "comment": comment.strip() or None,
    }  # fmt: skip
    made, wrong = inputs.made(ProjectOutcome, typed)
    if not isinstance(made, ProjectOutcome):
        st.error("\n".join(f"- {plain(one)}" for one in wrong), title="Nothing was saved yet")
        return
    now = made

    def act() -> str:
        note = f"Outcome of {code}"
        change = session().amend(now, was, note) if was else session().save(now, note=note)
        return f"The outcome of {code} is kept. Change {change}."

    attempt(act)


def kept(code: str) -> ProjectOutcome | None:
    """Return the outcome of a project; None where there is none."""
    if code not in data.table("project_outcome")["project"]:
        return None
    record = repository().get("project_outcome", code)
    return record if isinstance(record, ProjectOutcome) else None


__all__ = ["MAY_NOT", "figures", "form", "found", "kept", "outcome", "table"]

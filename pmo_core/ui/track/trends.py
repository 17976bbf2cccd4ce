"""How a project moved from report to report: its milestones, and its rating."""

import polars as pl
import streamlit as st

from pmo_core.analysis.milestone_trend import slips, trend
from pmo_core.analysis.timeline_marks import milestones
from pmo_core.charts.gate import rag_history
from pmo_core.charts.milestones import milestone_trend
from pmo_core.jobs.schedule_tasks import ENDED
from pmo_core.ui import data
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.page import as_of, empty
from pmo_core.ui.plan import milestone_file
from pmo_core.ui.text import counted

_MOST = 12
"""Lines that can be told apart: the milestones to come first."""


def trends(code: str) -> None:
    """Draw the milestone trend of a project and the history of its rating, with their tables.

    Parameters
    ----------
    code : str
        The project.
    """
    _milestones(code)
    _ratings(code)


def _milestones(code: str) -> None:
    of, today = pl.col("project") == code, as_of()
    kept, told = (data.table(name).filter(of) for name in ("milestone", "milestone_forecast"))
    if kept.is_empty():
        empty("No milestones are kept.", "Import them from a file, or enter them in Registers.")
        return
    late = slips(kept, told, today)
    points = trend(kept, told, today)
    shown = _nearest(late)
    drawn = milestone_trend(points.join(shown, on="code", how="semi", maintain_order="left"))
    if drawn.is_empty:
        empty("No milestone was forecast yet.", "Report a status: it asks for their days.")
    else:
        chart(drawn, "milestone_trend")
        st.caption(
            "A level line holds its day, a rising one slips; it ends on the dashed diagonal "
            "where the milestone is reached (diamond)."
            + (f" The next {_MOST} of {counted(late.height, 'milestone')}." if late.height > _MOST
               else "")
        )  # fmt: skip
    grid(
        late, "milestone_slips", alt="Milestones with plan, forecast and slip",
        labels={"slip_days": "Slip", "forecast_on": "Expected", "achieved_on": "Reached",
                "planned_on": "Planned", "name": "Milestone"},
        pinned=("name",), file_name=f"{code}-milestones",
        hidden=() if late["wbs"].str.len_chars().max() else ("wbs",),
    )  # fmt: skip
    of_project = data.table("project").filter(code=code)
    ended = of_project.filter(pl.col("stage").is_in(ENDED))["code"]
    dated = milestones(kept, told, ended, today)
    if dated.height:
        names = of_project.select(project="code", project_name="name")
        milestone_file.download(
            lambda: dated.join(names, on="project"), "milestone_calendar", f"{code}-milestones"
        )


def _nearest(late: pl.DataFrame) -> pl.DataFrame:
    """The milestones to draw: those not reached first, then the last reached."""
    order = [pl.col("achieved_on").is_not_null(), -pl.col("achieved_on").dt.epoch("d")]
    return late.sort(*order, "planned_on", nulls_last=True).head(_MOST)


def _ratings(code: str) -> None:
    reports = data.table("status_report").filter(
        pl.col("project") == code, pl.col("data_date") <= as_of()
    )
    drawn = rag_history(reports)
    if drawn.is_empty:
        empty("No rating was reported yet.", "Report a status on the Status round.")
        return
    chart(drawn, "rag_history")
    told = reports.sort("data_date", descending=True).select(
        "data_date", "percent_complete", "rag", "rag_reason", "help_needed", "comment"
    )
    grid(
        told, "rag_reports", alt="Ratings with their reasons, the latest first",
        register="status_report", file_name=f"{code}-ratings",
        labels={"rag": "Manager's rating", "rag_reason": "Why so rated"},
    )  # fmt: skip


__all__ = ["trends"]

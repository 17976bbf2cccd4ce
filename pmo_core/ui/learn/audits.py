"""The programme of audits on a page: figures, the year as a calendar, and the risk behind it."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import streamlit as st

from pmo_core.analysis.audit_risk import DAYS, PARTS, covered_pct
from pmo_core.charts import audits as drawing
from pmo_core.ui import data
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.learn.audits_data import PARAMETER, audits, risk
from pmo_core.ui.page import Figure, as_of, empty, headline
from pmo_core.ui.paging import paged
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import counted

_COLUMNS = (
    "planned_on", "code", "name", "audit_state", "subject", "auditor", "risk_points", "n_answered",
    "n_questions", "n_findings", "n_open_findings", "reported_on", "about", "risk_reason",
)  # fmt: skip
_RISK = (
    "code",
    "name",
    "about",
    "risk_points",
    *(part.name for part in PARTS),
    "last_audit_on",
    "risk_reason",
)
_KINDS = {"Projects": "project", "Departments": "department"}
UPLOAD: Path = PAGES / "track" / "actuals.py"


def figures() -> None:
    """Show what is read first: how far the year is, what waits, and what is covered."""
    rows, year = audits(), as_of().year
    of_year = rows.filter(
        (pl.col("planned_on").dt.year() == year) & (pl.col("state") != "canceled")
    )
    done = of_year.filter(pl.col("state").is_in(["reported", "closed"]))
    late = rows.filter(audit_state="overdue")
    found = data.table("finding").filter(pl.col("audit").is_not_null(), pl.col("state") == "open")
    n_major = found.filter(grade="major").height
    covered = covered_pct(risk())
    headline(
        [
            Figure(f"Audits of {year}", f"{of_year.height:,}", "Audits planned for a day of this "
                   "year, without canceled ones.", f"{done.height} reported"),
            Figure("Overdue", f"{late.height:,}", "Audits planned for a day that has passed and "
                   "not begun.", ", ".join(late["code"].head(3)) or "none"),
            Figure("In progress", f"{rows.filter(state='in progress').height:,}",
                   "Audits that are begun and not reported.", "begun, not reported"),
            Figure("Open findings", f"{found.height:,}", "Findings of audits that are open.",
                   counted(n_major, "major one")),
            Figure("Covered", "N/A" if covered is None else f"{covered:.0f} %",
                   "Planned cost of begun projects that were audited, themselves or with their "
                   f"department, in the last {DAYS} days, in percent of that of all of them.",
                   "no planned cost is known" if covered is None else "of the planned cost"),
        ],
        "audit_figures", width=140,
    )  # fmt: skip


def year() -> None:
    """Draw the audits of a year as a calendar and as a table; a click opens one."""
    rows, now = audits(), as_of()
    years = sorted({now.year, now.year + 1, *rows["planned_on"].dt.year()}, reverse=True)
    with st.container(horizontal=True, vertical_alignment="bottom", key="audit_year_choice"):
        chosen = st.selectbox(
            "Year", years, index=years.index(now.year), key="audit_year", width=140,
            bind="query-params",
        )  # fmt: skip
    shown = rows.filter(pl.col("planned_on").dt.year() == (chosen or now.year))
    if shown.is_empty():
        empty(
            f"No audit is planned for {chosen}.",
            "Open Plan the year: it proposes the audits by risk, and you keep them.",
        )
        return
    drawn = shown.filter(pl.col("state") != "canceled")
    st.caption(
        "One mark an audit on its planned day, in the row of its auditor; the larger, the higher "
        "its risk was when it was planned. Click a mark or a row to open the audit."
    )
    chart(drawing.year(drawn, year=chosen or now.year, today=now), "audit_calendar", on_pick=_open)
    kept = shown.select(_COLUMNS).with_columns(pl.col("risk_points").round(0))
    grid(
        kept, "audits", alt=f"Audits of {chosen}", register="audit",
        labels={
            "audit_state": "State", "name": "Audit", "risk_points": "Risk",
            "n_open_findings": "Open findings",
        },
        pinned=("planned_on", "code"), hidden=("reported_on", "about", "risk_reason"),
        file_name=f"audits-{chosen}", on_row=lambda row: _open(kept["code"][row]),
    )  # fmt: skip


def risks() -> None:
    """Show the risk of every subject, part by part, with the formulas."""
    rows = risk()
    if rows.is_empty():
        nothing_begun()
        return
    kind = st.segmented_control(
        "Subjects", list(_KINDS), default="Projects", required=True, key="audit_kind",
        label_visibility="collapsed",
    )  # fmt: skip
    of_kind = rows.filter(pl.col("about") == _KINDS[kind]).select(_RISK)
    orders = {
        "Highest risk": [(pl.col("risk_points"), True)],
        **{part.label: [(pl.col(part.name), True)] for part in PARTS},
    }
    is_project = kind == "Projects"
    shown = paged(
        of_kind, orders, "subject", "A click opens the project." if is_project else "", key="risk_"
    )
    clicked = grid(
        shown.with_columns(pl.selectors.float().round(0)), "audit_risk", alt="Risk by part",
        pinned=("code",), hidden=("about", "risk_reason"), labels={"risk_points": "Risk"},
        clickable=is_project, boxes=False, export=lambda: of_kind, file_name="audit-risk",
    )  # fmt: skip
    if clicked is not None:
        st.switch_page(
            PAGES / "track" / "project.py", query_params={"project": shown["code"][clicked]}
        )
    with st.expander("How the points are made"):
        formulas()


def nothing_begun() -> None:
    """Say that there is nothing to audit yet, and what to do."""
    empty("No project has begun.", "Upload a register of projects first.", link=UPLOAD,
          link_label="Upload a file")  # fmt: skip


def formulas(points: Mapping[str, float | None] | None = None) -> None:
    """Show each part of the risk with the most points that it gives and its formula.

    Parameters
    ----------
    points : mapping, optional
        The points of one subject by part; shown beside what they can be at most.
    """
    rows = pl.DataFrame(
        {
            "risk_part": [one.label for one in PARTS],
            "risk_points": [(points or {}).get(one.name) for one in PARTS],
            "most_points": [one.most for one in PARTS],
            "formula": [one.formula for one in PARTS],
        },
        schema_overrides={"risk_points": pl.Float64},
    ).with_columns(pl.col("risk_points").round(1))
    grid(
        rows, "audit_formulas", alt="Parts of the risk", labels={"risk_points": "Points"},
        wrapped={"formula": 320}, hidden=() if points else ("risk_points",),
    )  # fmt: skip
    st.caption(
        "Risk = 100 x sum of the parts that are known over the sum of the most points of these "
        "parts. What is not known counts neither for nor against."
    )


def _open(code: str) -> None:
    st.query_params.from_dict({PARAMETER: code})


__all__ = ["figures", "formulas", "nothing_begun", "risks", "year"]

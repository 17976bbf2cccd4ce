"""The status round at a glance: who has reported, who has not, and how ratings moved."""

import polars as pl
import streamlit as st

from pmo_core.analysis import rag_history
from pmo_core.analysis.reminders import due, letters, reminders
from pmo_core.charts.rag_history import rag_counts, rag_strip
from pmo_core.errors import PmoError
from pmo_core.ui import data, facts
from pmo_core.ui.admin_act import done
from pmo_core.ui.boot import actor, session
from pmo_core.ui.chart import chart
from pmo_core.ui.errors import tell
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, as_of, empty, headline
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.paths import PAGES
from pmo_core.ui.rag import severity
from pmo_core.ui.text import counted, plain
from pmo_core.ui.trust import trust

SAVED = "round saved"
"""Where the session keeps project, day and change of the status that was saved last."""
_STRIP = 40
_COLUMNS = (
    "project", "project_name", "round_state", "late_days", "status_on", "trust", "rag_computed",
    "rag_reported", "percent_complete", "forecast_finish", "slip_days", "manager", "trust_reason",
)  # fmt: skip
_LABELS = {
    "project": "Code", "late_days": "Days late", "rag_computed": "Rating by rule",
    "rag_reported": "Manager's rating", "trust": "Data trust",
    "trust_reason": "Why trust it or not",
}  # fmt: skip
_ORDERS: dict[str, Order] = {
    "Most urgent": [],
    "Code": [(pl.col("project"), False)],
    "Data trust": [(pl.col("trust").replace({"poor": 0, "doubtful": 1, "good": 2}), False)],
    "Rating by rule": [(severity("rag_computed"), True)],
    "Manager": [(pl.col("manager"), False)],
}


def rows() -> pl.DataFrame:
    """Return the projects that must report, the most urgent first, with trust and ratings."""
    today = as_of()
    return data.derived("status round", _rows, as_of=today)


def _rows() -> pl.DataFrame:
    today = as_of()
    projects = facts.portfolio(today)
    figures = projects.select(
        "rag_computed", "rag_reported", "percent_complete", "forecast_finish", "slip_days",
        project="code",
    )  # fmt: skip
    return (
        due(projects, as_of=today, settings=data.settings())
        .join(figures, on="project", maintain_order="left")
        .join(trust(today).select("project", "trust", "trust_reason"), on="project",
              maintain_order="left")
    )  # fmt: skip


def figures(found: pl.DataFrame) -> None:
    """Draw what is read first about the round."""
    n = dict(found.group_by("round_state").len().iter_rows())
    poor = found.filter(pl.col("trust") == "poor").height
    every = data.settings().status_every_days
    longest = found["late_days"].max()
    headline(
        [
            Figure("To report", f"{found.height:,}", "Projects in delivery or on hold.",
                   f"every {counted(every, 'day')}"),
            Figure("In", f"{n.get('in', 0):,}", f"Latest status at most {every} days old."),
            Figure("Late", f"{n.get('late', 0):,}", f"Latest status older than {every} days.",
                   f"longest {counted(int(str(longest)), 'day')}" if longest is not None else ""),
            Figure("Never reported", f"{n.get('never reported', 0):,}",
                   f"No status {every} days after the start.",
                   f"{n['not due yet']:,} not due yet" if "not due yet" in n else ""),
            Figure("Poor data", f"{poor:,}", "Projects whose figures cannot be trusted; see Why."),
        ],
        "round", width=130,
    )  # fmt: skip


def projects(found: pl.DataFrame) -> None:
    """Draw the projects of who acts, then all of them; a button leads to the report of one."""
    mine = found.filter(pl.col("manager") == actor()[0])
    if mine.height:
        st.subheader("Your projects", anchor=False)
        _table(mine, "mine")
        st.subheader("All projects", anchor=False)
    shown = paged(found, _ORDERS, "project", "Press Report beside one.", key="round_")
    _table(shown, "all", found)


def _table(shown: pl.DataFrame, key: str, every: pl.DataFrame | None = None) -> None:
    file = shown if every is None else every
    grid(
        shown.select(_COLUMNS), f"round_{key}", alt="Projects that must report", labels=_LABELS,
        pinned=("project_name",), on_row=lambda row: go(shown["project"][row]), action="Report",
        export=lambda: file, file_name="status-round",
    )  # fmt: skip


def go(project: str) -> None:
    """Lead to the report of one project."""
    st.query_params.from_dict({"project": project})


def remind(found: pl.DataFrame) -> None:
    """Draw who is to be reminded, and a letter to each, ready to be copied."""
    late = reminders(found)
    if late.is_empty():
        empty("Nobody is late.", "All projects that must report have done so.")
        return
    grid(
        late, "reminders", alt="Who is late with his status", file_name="status-reminders",
        labels={"project": "Code", "late_days": "Days late"},
    )  # fmt: skip
    nobody = late["manager"].null_count()
    if nobody:
        st.caption(f"{counted(nobody, 'project')} without a manager: nobody can be reminded.")
    written = letters(late, as_of=as_of(), sender=actor()[0])
    if not written:
        return
    names = [one.to for one in written]
    chosen = st.selectbox("Letter to", names, key="remind_whom", width=320)
    letter = written[names.index(chosen or names[0])]
    st.caption(f"Subject: {plain(letter.subject)}. Copy the text at its upper right corner.")
    st.code(letter.text, language=None, wrap_lines=True)


def ratings() -> None:
    """Draw how the manager's ratings moved over the portfolio."""
    today = as_of()
    held = data.derived("ratings by month", _held, as_of=today)
    if held.is_empty():
        empty("No rating was reported yet.", "Report a status, or import status reports.")
        return
    monthly = data.derived("ratings counted", lambda: rag_history.counted(held), as_of=today)
    chart(rag_counts(monthly), "rag_counts")
    now = held.filter(pl.col("day") == today)
    is_old = pl.col("rag") == rag_history.OLD
    worst = now.sort(is_old, severity("rag"), "project", descending=[True, True, False])
    first = worst.select("project").head(_STRIP).with_row_index("_place")
    strip = held.join(first, on="project").sort("_place", "day")
    if now.height > _STRIP:
        st.caption(
            f"The {_STRIP} of {counted(now.height, 'running project')} that have no current status "
            "or are rated worst."
        )
    chart(rag_strip(strip), "rag_strip")
    grid(
        held.drop("month"), "ratings", alt="Rating of each project, month by month",
        labels={"project": "Code", "day": "Month's end"}, file_name="ratings-by-month",
    )  # fmt: skip


def _held() -> pl.DataFrame:
    found = facts.portfolio(as_of())
    reports = data.table("status_report")
    return rag_history.held(found, reports, as_of=as_of(), settings=data.settings())


def saved() -> None:
    """Say which status was saved last, and offer to undo it."""
    if SAVED not in st.session_state:
        return
    project, day, number = st.session_state[SAVED]
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(
            f":material/check_circle: {plain(project)}: status of {day} kept, change {number}.",
            width="content",
        )
        undo = st.button("Undo", icon=":material/undo:", key="round_undo")
        st.page_link(
            PAGES / "track" / "project.py", label="Open the project", icon=":material/task_alt:",
            query_params={"project": project},
        )  # fmt: skip
    if undo:
        try:
            session().undo(number, note=f"{project}: status of {day} taken back")
        except PmoError as problem:
            tell(problem)
        else:
            del st.session_state[SAVED]
            done(f"The status of {project} is taken back.")


__all__ = ["SAVED", "figures", "go", "projects", "ratings", "remind", "rows", "saved"]

"""The plan of a project typed into a table: what would come of it is shown before it is kept."""

from typing import Any, get_args

import polars as pl
import streamlit as st

from pmo_core.jobs import schedule_edit as jobs
from pmo_core.jobs.overlay import Frames
from pmo_core.jobs.schedule_edit import LABELS, Consequences, Draft
from pmo_core.model.structure import ConstraintKind, RangeShape
from pmo_core.ui import data
from pmo_core.ui import schedule as scheduled
from pmo_core.ui.admin_act import done, may_write
from pmo_core.ui.boot import session
from pmo_core.ui.grid import grid
from pmo_core.ui.page import as_of
from pmo_core.ui.plan import undo
from pmo_core.ui.plan.typed import day_column, typed_table
from pmo_core.ui.text import counted, iso, plain

MAY_NOT = "Only a manager or an administrator may change a schedule."
_SEEN, _DRAFT, _ROUND = (f"schedule {name}" for name in ("seen", "draft", "round"))
_ROW, _MOST_HEIGHT = 35, 780
_HELP = (
    "Type what a task waits for as its code: 1.2. Add how (FS, SS, FF or SF) and working days of "
    "lag or lead: 1.2SS+3d, 1.2FS-2d. Tasks of other projects with their project: P-0003:2.1; a "
    "whole project: P-0003:*. Several are set apart by semicolons."
)


def edit(project: str) -> None:
    """Draw the table of a project, and what would come of what was typed."""
    is_able = may_write("wbs_element")
    key = f"schedule_edit_{project}_{st.session_state.get(_ROUND, 0)}"
    rows = _as_seen(project, key)
    st.caption(
        "One row per element; a dot in the code makes it part of another one. Days are working "
        "days, 0 is a milestone; without days the planned dates count. " + _HELP
    )
    table = jobs.table_of(rows)
    with st.form(f"{key}_form", border=False):
        typed = typed_table(
            table, key=key, num_rows="dynamic" if is_able else "fixed",
            hide_index=True, disabled=not is_able, column_config=_columns(),
            height=min(_ROW * (table.height + 3), _MOST_HEIGHT),
            placeholder="", alt="Elements of the project, to type in",
        )  # fmt: skip
        is_sent = st.form_submit_button(
            "See what would change", type="primary", icon=":material/preview:",
            key="schedule_preview", disabled=not is_able, help=None if is_able else MAY_NOT,
        )  # fmt: skip
    if not is_able:
        st.caption(f":material/lock: {MAY_NOT}")
    if is_sent:
        st.session_state[_DRAFT] = (project, _tried(project, rows, typed))
    of, found = st.session_state.get(_DRAFT, ("", None))
    if of == project and found is not None:
        _outcome(project, *found)


def _as_seen(project: str, key: str) -> Frames:
    """Return the rows that the table shows; while it is open they stay, so that edits do."""
    now = jobs.seen(data, project)
    if key not in st.session_state or st.session_state.get(_SEEN, ("",))[0] != key:
        st.session_state[_SEEN] = (key, now)
        st.session_state.pop(_DRAFT, None)
    rows: Frames = st.session_state[_SEEN][1]
    if any(not frame.equals(now[name]) for name, frame in rows.items()):
        st.info("This plan was changed meanwhile; the table shows it as it was when you opened it.")
        if st.button("Show what is kept now", icon=":material/sync:", key="schedule_reload"):
            _anew()
            st.rerun()
    return rows


def _anew() -> None:
    """Let the table show what is kept now, without edits."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state.pop(_DRAFT, None)


def _tried(project: str, rows: Frames, typed: pl.DataFrame) -> tuple[Draft, Consequences | None]:
    """Return what was typed, and what would come of it where nothing is wrong."""
    made = jobs.draft(data, project, rows, typed)
    if made.faults or made.is_empty:
        return made, None
    planned = scheduled.schedule(as_of())
    return made, jobs.consequences(data, project, planned, made, as_of())


def _outcome(project: str, made: Draft, found: Consequences | None) -> None:
    """Draw what would come of what was typed, and the way to keep it."""
    if made.faults:
        _list(st.error, made.faults, "Nothing can be saved yet")
        return
    if found is None:
        st.info("Nothing was changed.")
        return
    if found.faults:
        _list(st.error, [one.message for one in found.faults], "This cannot be saved")
        return
    _say(project, made, found)
    with st.form("schedule_save_form", border=False):
        note = st.text_input("Why", placeholder="What the change is for", key="schedule_note")
        with st.container(horizontal=True):
            is_sure = st.form_submit_button(
                "Save the plan", type="primary", icon=":material/save:", key="schedule_save"
            )
            is_dropped = st.form_submit_button("Discard", key="schedule_discard")
    if is_sure:
        undo.act(lambda: _saved(project, made, note), f"The plan of {project} is saved")
    if is_dropped:
        _anew()
        done("What was typed is discarded; nothing was changed.")


def _say(project: str, made: Draft, found: Consequences) -> None:
    """Say what would change: how much is typed, which projects end later, what is not kept."""
    n_now, n_was = (
        sum(frame.height for frame in side.values()) for side in (made.now, made.was)
    )  # fmt: skip
    own = found.projects.filter(pl.col("project") == project)
    later = own["days_later"][0] if own.height else 0
    words = "as now" if not later else f"{counted(abs(later), 'working day')} " + (
        "later" if later > 0 else "earlier"
    )  # fmt: skip
    st.markdown(f"**{plain(project)} would end {iso(found.finish)}: {words}.**")
    st.caption(
        f"{counted(max(n_now, n_was), 'row')} of elements and links would change; "
        f"{counted(found.tasks.height, 'task')} would end on another day. Nothing is saved yet."
    )
    if found.warnings:
        _list(st.warning, [one.message for one in found.warnings], "Look at this before you save")
    if found.projects.height:
        names = data.table("project").select("name", project="code")
        grid(
            found.projects.join(names, on="project", how="left").select(
                "project", "name", "finish_before", "finish_after", "days_later"
            ),
            "schedule_consequences", alt="Projects that would end on another day",
            file_name=f"{project}-consequences",
        )  # fmt: skip
    if found.tasks.height:
        with st.expander("Tasks that would end on another day"):
            grid(found.tasks, "schedule_moved", alt="Tasks that would end on another day",
                 file_name=f"{project}-moved")  # fmt: skip


def _list(tell: Any, said: Any, title: str) -> None:
    lines = [f"- {plain(one)}" for one in said[:8]]
    lines += [f"- and {len(said) - 8:,} more"] if len(said) > 8 else []
    tell("\n".join(lines), title=title)


def _saved(project: str, made: Draft, note: str) -> int | None:
    number = jobs.save(session(), project, made, note)
    _anew()
    return number


def _columns() -> dict[str, Any]:
    kinds = st.column_config
    calendars = sorted(data.table("calendar")["code"])
    return {
        "code": kinds.TextColumn(LABELS["code"], required=True, width="small", pinned=True),
        "name": kinds.TextColumn(LABELS["name"], required=True, width="medium"),
        "duration_days": kinds.NumberColumn(
            LABELS["duration_days"], min_value=0, max_value=10_000, step=1, width="small",
            help="Working days that it takes; 0 = milestone, empty = by its planned dates.",
        ),
        "predecessors": kinds.TextColumn(LABELS["predecessors"], width="medium", help=_HELP),
        "planned_start": day_column(LABELS["planned_start"]),
        "planned_finish": day_column(LABELS["planned_finish"]),
        "constraint_kind": kinds.SelectboxColumn(
            LABELS["constraint_kind"], options=list(get_args(ConstraintKind)),
            help="What must be on the day beside it.",
        ),
        "constraint_on": day_column(LABELS["constraint_on"]),
        "low_days": kinds.NumberColumn(
            LABELS["low_days"], min_value=0, width="small", help="Working days if all goes well."
        ),
        "high_days": kinds.NumberColumn(
            LABELS["high_days"], min_value=0, width="small", help="Working days if it goes badly."
        ),
        "range_shape": kinds.SelectboxColumn(
            LABELS["range_shape"], options=list(get_args(RangeShape)), width="small",
            help="How the duration spreads between low and high; empty = PERT.",
        ),
        "calendar": kinds.SelectboxColumn(
            LABELS["calendar"], options=calendars, width="small",
            help="Working calendar; empty = that of the project.",
        ),
    }  # fmt: skip


__all__ = ["MAY_NOT", "edit"]

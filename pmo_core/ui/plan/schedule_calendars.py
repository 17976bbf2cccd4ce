"""Working calendars on a page: what each says, who works by it; adding and changing one."""

from typing import Any

import polars as pl
import streamlit as st
from pydantic import ValidationError

from pmo_core.errors import Refused
from pmo_core.jobs import calendars as jobs
from pmo_core.model import WorkCalendar
from pmo_core.ui import data
from pmo_core.ui.admin_act import may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.grid import grid
from pmo_core.ui.paths import PAGES
from pmo_core.ui.plan import undo
from pmo_core.ui.plan.typed import day_column, typed_table
from pmo_core.ui.text import plain

_MAY_NOT = "Only a manager or an administrator may change calendars."
_OPENED = "calendar opened"


def calendars() -> None:
    """Draw the calendars; a button opens one."""
    rows = data.derived("calendars in use", lambda: jobs.listing(data))
    st.caption(
        "Tasks last working days of their own calendar: that of the element, else of its project, "
        "else that of all. People work by theirs."
    )
    with st.container(horizontal=True, vertical_alignment="center", key="calendar_actions"):
        is_able = may_write("calendar")
        if st.button(
            "Add a calendar", icon=":material/add:", key="calendar_add", disabled=not is_able,
            help=None if is_able else _MAY_NOT,
        ):  # fmt: skip
            st.dialog("Add a calendar", position="right")(_form)(None)
        st.page_link(
            PAGES / "admin" / "settings.py", label="Week and holidays of all: Settings",
            icon=":material/settings:",
        )  # fmt: skip

    def opened(row: int) -> None:
        st.session_state[_OPENED] = rows["code"][row]

    labels = {"code": "Calendar", "n_days_off": "Days off"}
    grid(rows, "calendars", alt="Working calendars and who works by them", pinned=("code",),
         labels=labels, on_row=opened)  # fmt: skip
    code = st.session_state.pop(_OPENED, None)
    if code:
        was = repository().get("calendar", code)
        assert isinstance(was, WorkCalendar)
        st.dialog(f"{plain(was.code)} · {plain(was.name)}", position="right")(_form)(was)
    elif code is not None:
        st.info(
            "The week and the holidays of all are kept in Settings and in the register Holidays."
        )


def _form(was: WorkCalendar | None) -> None:
    """Draw a calendar to change, or a new one."""
    is_able = may_write("calendar")
    seen = data.table("calendar_day").filter(pl.col("calendar") == (was.code if was else ""))
    shown = seen.sort("day").select("day", "is_worked", "name")
    kinds = st.column_config
    mask = was.working_days if was else "1111100"
    with st.form("calendar_form", border=False):
        code = was.code if was else st.text_input("Code", placeholder="e.g. PART", key="cal_code")
        name = st.text_input("Name", value=was.name if was else "", key="cal_name")
        week = st.pills(
            "Working days", jobs.WEEK, selection_mode="multi", key="cal_week",
            default=[one for place, one in enumerate(jobs.WEEK) if mask[place] == "1"],
        )  # fmt: skip
        has = st.toggle(
            "Holidays of all are off here too", value=was.has_holidays if was else True,
            key="cal_holidays",
        )  # fmt: skip
        st.markdown("**Days that differ from the week**")
        days = typed_table(
            shown, key="cal_days", num_rows="dynamic", hide_index=True, height=260, placeholder="",
            alt="Days off and extra days", disabled=not is_able,
            column_config={
                "day": day_column("Day", required=True),
                "is_worked": kinds.CheckboxColumn("Worked", help="Worked, or else off."),
                "name": kinds.TextColumn("Why"),
            },
        )  # fmt: skip
        is_sent = st.form_submit_button(
            "Save", type="primary", key="cal_save", disabled=not is_able,
            help=None if is_able else _MAY_NOT,
        )  # fmt: skip
    if is_sent:
        fields = {
            "code": (code or "").strip(), "name": name.strip(),
            "working_days": jobs.mask_of(list(week or [])), "has_holidays": has,
        }  # fmt: skip
        undo.act(lambda: _saved(was, seen, fields, days), f"Calendar {fields['code']} is saved")
    if was and is_able and st.button("Remove", icon=":material/delete:", key="cal_remove"):
        undo.act(lambda: _removed(was, seen), f"Calendar {was.code} is removed")


def _saved(
    was: WorkCalendar | None, seen: pl.DataFrame, fields: dict[str, Any], days: pl.DataFrame
) -> int | None:
    try:
        return jobs.save(session(), was, seen, fields, days)
    except ValidationError as error:
        missing = " and ".join(str(one["loc"][0]) for one in error.errors())
        raise Refused(f"Give the calendar a {missing}.") from error


def _removed(was: WorkCalendar, seen: pl.DataFrame) -> int | None:
    return session().put({}, {"calendar": WorkCalendar.frame(was), "calendar_day": seen})


__all__ = ["calendars"]

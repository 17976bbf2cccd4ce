"""Which tasks come later so that no role is used twice at a time, and what that costs."""

from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.jobs.leveling_views import over_of
from pmo_core.ui.admin_act import announce
from pmo_core.ui.plan import leveling, leveling_accept, leveling_show, undo

SCHEDULE = Path(__file__).with_name("schedule.py")

ui.page(
    "Leveling",
    "Where tasks ask for more of a role on a day than is there, some must wait. Leveling looks for "
    "the order in which the projects that count most lose least. Nothing moves before you accept.",
)
announce()
undo.offer()
if leveling.candidates().is_empty():
    ui.empty(
        "No project can move.",
        "Projects that are approved or in delivery, have tasks and no fixed dates can be leveled.",
        link=SCHEDULE, link_label="Open the Schedule",
    )  # fmt: skip
    st.stop()
now = leveling.choice()
leveling.form(now)
if not leveling.chosen(now):
    ui.empty("No project of this choice can move.", "Choose other programs or projects.")
    st.stop()
plan = leveling.stands(now)
if plan is None:
    st.stop()
if not over_of(plan.daily):
    leveling_show.nothing(plan)
    st.stop()
if not leveling.is_asked(now):
    leveling_show.as_it_is(plan)
    leveling_show.load(plan)
    leveling_show.roles(plan)
    st.stop()
found = leveling.found(now, plan)
if found is None:
    st.stop()
leveling_show.figures(plan, found)
if found.moved.is_empty():
    st.info(
        "Nothing that may move would help: the hours beyond capacity belong to tasks that have "
        "begun, that must lie on a day, or to projects that stay. Let more projects move.",
        icon=":material/info:",
    )
else:
    leveling_accept.offer(found)
leveling_show.load(plan, found.daily)
leveling_show.tabs(plan, found)

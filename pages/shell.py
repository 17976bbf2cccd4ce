"""The frame around every page: which pages there are, and who is looking."""

import streamlit as st

from pmo_core import ui

PAGES = {
    "Track": [
        st.Page("track/overview.py", title="Overview", icon=":material/dashboard:", default=True),
        st.Page("track/rollups.py", title="Roll-ups", icon=":material/stacked_bar_chart:"),
        st.Page("track/project.py", title="Project", icon=":material/task_alt:"),
        st.Page("track/actuals.py", title="Upload", icon=":material/upload_file:"),
        st.Page("track/progress.py", title="Status round", icon=":material/update:"),
        st.Page("track/earned.py", title="Earned value", icon=":material/area_chart:"),
        st.Page("track/forecasts.py", title="Forecasts", icon=":material/trending_up:"),
        st.Page("track/exceptions.py", title="Exceptions", icon=":material/crisis_alert:"),
        st.Page("track/raid.py", title="RAID", icon=":material/warning:"),
        st.Page("track/benefits.py", title="Benefits", icon=":material/redeem:"),
    ],
    "Decide": [
        st.Page("decide/intake.py", title="Intake", icon=":material/lightbulb:"),
        st.Page("decide/triage.py", title="Triage", icon=":material/view_kanban:"),
        st.Page("decide/assess.py", title="Assess", icon=":material/rate_review:"),
        st.Page("decide/what_if.py", title="What-if", icon=":material/tune:"),
        st.Page("decide/frontier.py", title="Frontier", icon=":material/show_chart:"),
        st.Page("decide/robustness.py", title="Robustness", icon=":material/shield:"),
        st.Page("decide/scenarios.py", title="Scenarios", icon=":material/bookmarks:"),
        st.Page("decide/case.py", title="Business case", icon=":material/savings:"),
        st.Page("decide/scoring.py", title="Scoring", icon=":material/scoreboard:"),
    ],
    "Govern": [
        st.Page("govern/criteria.py", title="Criteria and goals", icon=":material/flag:"),
        st.Page("govern/boards.py", title="Boards", icon=":material/groups:"),
        st.Page("govern/gate.py", title="Gate review", icon=":material/fact_check:"),
        st.Page("govern/gates.py", title="Gate history", icon=":material/timeline:"),
        st.Page("govern/decisions.py", title="Decisions", icon=":material/gavel:"),
        st.Page("govern/changes.py", title="Changes", icon=":material/published_with_changes:"),
        st.Page("govern/baselines.py", title="Baselines", icon=":material/flag_circle:"),
        st.Page("govern/methods.py", title="Methods", icon=":material/route:"),
        st.Page("govern/charter.py", title="Charter", icon=":material/description:"),
        st.Page("govern/policies.py", title="Policies", icon=":material/policy:"),
        st.Page("govern/codes.py", title="Codes and columns", icon=":material/tag:"),
    ],
    "Plan": [
        st.Page("plan/timeline.py", title="Timeline", icon=":material/view_timeline:"),
        st.Page("plan/schedule.py", title="Schedule", icon=":material/calendar_month:"),
        st.Page("plan/relationships.py", title="Relationships", icon=":material/hub:"),
        st.Page("plan/people.py", title="People", icon=":material/badge:"),
        st.Page("plan/load.py", title="Load", icon=":material/grid_on:"),
        st.Page("plan/capacity.py", title="Capacity", icon=":material/balance:"),
        st.Page("plan/staffing.py", title="Staffing", icon=":material/assignment_ind:"),
        st.Page("plan/leveling.py", title="Leveling", icon=":material/align_horizontal_left:"),
        st.Page("plan/risk.py", title="Risk of dates", icon=":material/casino:"),
        st.Page("plan/templates.py", title="Templates", icon=":material/account_tree:"),
    ],
    "Audit and learn": [
        st.Page("learn/rules.py", title="Rules", icon=":material/rule:"),
        st.Page("learn/findings.py", title="Findings", icon=":material/report:"),
        st.Page("learn/audits.py", title="Audits", icon=":material/assignment_turned_in:"),
        st.Page("learn/lessons.py", title="Lessons", icon=":material/lightbulb:"),
        st.Page("learn/practices.py", title="Practices", icon=":material/verified:"),
        st.Page("learn/competence.py", title="Competence", icon=":material/workspace_premium:"),
        st.Page("learn/training.py", title="Training", icon=":material/cast_for_education:"),
        st.Page("learn/announcements.py", title="Announcements", icon=":material/campaign:"),
        st.Page("learn/pmo.py", title="PMO", icon=":material/monitor_heart:"),
        st.Page("learn/tools.py", title="Tools", icon=":material/construction:"),
        st.Page("learn/performance.py", title="Performance", icon=":material/school:"),
    ],
    "Admin": [
        st.Page("admin/imports.py", title="Imports", icon=":material/history:"),
        st.Page("admin/registers.py", title="Registers", icon=":material/table:"),
        st.Page("admin/journal.py", title="Journal", icon=":material/receipt_long:"),
        st.Page("admin/settings.py", title="Settings", icon=":material/settings:"),
    ],
}

st.set_page_config(page_title="PMO portfolio", layout="wide", page_icon=":material/dashboard:")
page = st.navigation(PAGES, expanded=True)
ui.frame()
page.run()

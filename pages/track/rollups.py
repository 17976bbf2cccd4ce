"""Cost, workload and cash flow of any part of the portfolio, over time and by any structure."""

from dataclasses import replace
from pathlib import Path

import streamlit as st

from pmo_core import charts, ui
from pmo_core.ui import rolled_choice
from pmo_core.ui.rolled import COST, WORK, rolled

PROJECT = Path(__file__).with_name("project.py")
LABELS = {"planned": "Planned", "actual": "Actual", "forecast": "Forecast"}
TITLES = {"Cost": "cost", "Workload": "workload", "Cash flow": "cash out"}


def enter(code: str) -> None:
    """Look into a group, or open a project."""
    if code and shown.has_projects:
        st.switch_page(PROJECT, query_params={"project": code})
    elif code:
        rolled_choice.enter(code)


currency, as_of = ui.settings().base_currency, ui.as_of()
ui.page("Roll-ups", f"As of {ui.iso(as_of)}. Money in {currency}, with the rate of each day.")
if ui.table("project").is_empty():
    ui.empty(
        "There are no projects yet.", "Upload a register of projects, or actuals.",
        link=PROJECT.with_name("actuals.py"), link_label="Upload a file",
    )  # fmt: skip
    st.stop()
choice = rolled_choice.choose(ui.filters(), as_of)
shown = rolled(choice)
rolled_choice.breadcrumb(shown, within=choice.within)
if shown.total.is_empty():
    ui.empty("Nothing is planned or posted here.", "Clear a filter, or upload budgets or actuals.")
    st.stop()

total_unit = "hours" if choice.is_work else currency
unit = "FTE" if choice.is_work and not choice.cumulative else total_unit
where = shown.path[-1][1] if shown.path else "all projects"
pace = "running total" if choice.cumulative else f"per {choice.period.replace('_', ' ')}"
title = f"{TITLES[choice.view]} of {where}, {pace}"
scope = f"{choice.view} {choice.by} {choice.within}"
names = [name for name in COST if name in shown.total.columns]
kind = st.segmented_control(
    "Show", ["All measures", *(LABELS[name] for name in names)], key="show",
    default="All measures", required=True, label_visibility="collapsed", bind="query-params",
)  # fmt: skip
measure = next((name for name in names if LABELS[name] == kind), None)
left, right = ui.side_by_side()
with left:
    if measure is None:
        drawn = charts.measures(
            shown.over_time(), title=f"Planned and actual {title}", unit=unit,
            cumulative=choice.cumulative,
        )  # fmt: skip
        ui.chart(drawn, f"time {scope}")
    else:
        drawn = charts.groups(
            shown.parts_of(measure), title=f"{kind} {title}", unit=unit,
            group_title=shown.group_title, cumulative=choice.cumulative,
        )  # fmt: skip
        ui.chart(drawn, f"parts {scope}", on_pick=enter)
with right:
    if choice.view == "Cash flow" and not choice.cumulative:
        running = rolled(replace(choice, cumulative=True)).over_time()
        drawn = charts.measures(running, title="Running total", unit=unit, cumulative=True)
        ui.chart(drawn, f"running {scope}")
    else:
        drawn = charts.bars(
            shown.bars(), title=f"By {shown.group_title.lower()}, all periods", unit=total_unit,
            group_title=shown.group_title,
        )  # fmt: skip
        ui.chart(drawn, f"bars {scope}", on_pick=enter)
st.caption(f"{rolled_choice.VIEWS[choice.view]} Click a bar or a row to look into it.")

columns = {name: (WORK if choice.is_work else COST)[name] for name in names}
labels = {column: LABELS[name] for name, column in columns.items()}
labels |= {"group_name": shown.group_title, "remaining_cost": "Forecast to come"}
sums = shown.sums.select("group", "group_name", "n_projects", *columns).rename(columns)
ui.grid(
    sums, "sums", alt=f"{choice.view} by {shown.group_title}", labels=labels, hidden=("group",),
    on_row=lambda row: enter(sums["group"][row]), file_name="rollup",
)  # fmt: skip
ui.grid(
    shown.total.select("period", *columns).rename(columns), "periods",
    alt=f"{choice.view} by period", labels=labels, export=lambda: shown.parts,
    file_name="rollup-by-group-and-period",
)  # fmt: skip

"""Cost, workload and cash flow of any part of the portfolio, over time and by any structure."""

from pathlib import Path

import streamlit as st

from pmo_core import charts, ui
from pmo_core.ui import facts, rolled_choice, rolled_show
from pmo_core.ui.rates import without_rate
from pmo_core.ui.rolled import rolled
from pmo_core.ui.rolled_show import LABELS

PROJECT = Path(__file__).with_name("project.py")
TITLES = {"Cost": "cost", "Workload": "workload", "Cash flow": "cash out"}


def enter(code: str) -> None:
    """Look into a group, or open a project."""
    if code and shown.has_projects:
        st.switch_page(PROJECT, query_params={"project": code})
    elif code:
        rolled_choice.enter(code)


currency, as_of = ui.settings().base_currency, ui.as_of()
ui.page(
    "Roll-ups",
    f"As of {ui.iso(as_of)}. Money in {currency}: what is posted with the rate of its day, "
    f"plans and forecasts with that of {ui.iso(as_of)}.",
)
if ui.table("project").is_empty():
    ui.empty(
        "There are no projects yet.", "Upload a register of projects, or actuals.",
        link=PROJECT.with_name("actuals.py"), link_label="Upload a file",
    )  # fmt: skip
    st.stop()
choice = rolled_choice.choose(ui.filters(), as_of)
shown = rolled(choice)
without_rate(choice.filters.apply(facts.portfolio(as_of)))
rolled_choice.breadcrumb(shown, within=choice.within)
names = [name for name in choice.columns if name in shown.sums.columns and shown.sums[name].count()]
if not names:
    other = "Cost" if choice.is_work else "Workload"
    ui.empty(
        "Nothing is planned or posted here.",
        f"Look at {other}, clear a filter, or upload budgets or actuals.",
    )
    st.stop()

total_unit = "hours" if choice.is_work else currency
unit = "FTE" if choice.in_fte else total_unit
where = shown.path[-1][1] if shown.path else "all projects"
pace = "running total" if choice.cumulative else f"per {choice.period.replace('_', ' ')}"
title = f"{TITLES[choice.view]} of {where}, {pace}"
scope = f"{choice.view} {choice.by} {choice.within}"
view = rolled_choice.in_view(shown, choice)
rolled_show.figures(shown, choice, names, total_unit)
kind = st.segmented_control(
    "Show", ["All measures", *(LABELS[name] for name in choice.columns)], key="show",
    default="All measures", required=True, label_visibility="collapsed", bind="query-params",
)  # fmt: skip
measure = next((name for name in choice.columns if LABELS[name] == kind), None)
left, right = ui.side_by_side()
with left:
    if not view or (measure and measure not in names):
        ui.empty("This is known of no period.", "What has no date is in the sums below.")
    elif measure is None:
        drawn = charts.measures(
            shown.over_time(), title=rolled_show.titled(title, names), unit=unit,
            cumulative=choice.cumulative, periods=view,
        )  # fmt: skip
        ui.chart(drawn, f"time {scope}")
    else:
        drawn = charts.groups(
            shown.parts_of(measure), title=f"{kind} {title}", unit=unit,
            group_title=shown.group_title, cumulative=choice.cumulative, periods=view,
        )  # fmt: skip
        ui.chart(drawn, f"parts {scope}", on_pick=enter)
with right:
    if choice.view == "Cash flow" and not choice.cumulative:
        drawn = charts.measures(
            shown.running(choice), title="Running total", unit=unit, cumulative=True, periods=view
        )
        ui.chart(drawn, f"running {scope}")
    else:
        drawn = charts.bars(
            shown.bars(), title=f"By {shown.group_title.lower()}, all periods", unit=total_unit,
            group_title=shown.group_title,
        )  # fmt: skip
        ui.chart(drawn, f"bars {scope}", on_pick=enter)
st.caption(" ".join([rolled_choice.VIEWS[choice.view], rolled_choice.left_out(shown, view)]))

rolled_show.sums_table(shown, choice, names, enter)
if view:
    rolled_show.periods_table(shown, choice, names, view, title)

"""All findings: what is read first, the list, the actions, who is to be reminded, and the trend."""

from collections.abc import Callable

import polars as pl
import streamlit as st

from pmo_core.analysis import findings as analysis
from pmo_core.charts import findings as charts
from pmo_core.ui import data
from pmo_core.ui.boot import actor
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.learn import findings_retest, to_list
from pmo_core.ui.learn.findings_data import PARAMETER, reminders, rows
from pmo_core.ui.learn.findings_filters import FindingFilters, filters
from pmo_core.ui.page import Figure, as_of, empty, headline, side_by_side
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.text import counted, iso, plain

_URGENCY = {name: place for place, name in enumerate(analysis.STATES)}
_ICONS = {"verified": "verified", "reopened": "replay"}
_GRAVITY = {name: place for place, name in enumerate(analysis.GRADES)}
_BY_STATE = pl.col("state_today").replace_strict(_URGENCY, return_dtype=pl.Int64)
_BY_GRADE = pl.col("grade").replace_strict(_GRAVITY, return_dtype=pl.Int64)
_ORDERS: dict[str, Order] = {
    "Most grave": [(_BY_GRADE, False), (_BY_STATE, False), (pl.col("age_days"), True)],
    "Most pressing": [(_BY_STATE, False), (_BY_GRADE, False), (pl.col("age_days"), True)],
    "Oldest": [(pl.col("age_days"), True)],
    "Newest": [(pl.col("found_on"), True), (pl.col("code"), True)],
    "Longest overdue": [(pl.col("late_days"), True)],
    "Project": [(pl.col("project"), False), (pl.col("rule"), False)],
    "Owner": [(pl.col("owner"), False), (_BY_GRADE, False)],
}
_SHOWN = (
    "code", "grade", "name", "project", "project_name", "state_today", "age_days", "owner",
    "n_actions", "due_on", "late_days", "recurs", "accepted_until", "closed_on", "rule", "found_on",
)  # fmt: skip
_WHOLE = (
    *_SHOWN, "audit", "question", "found_run", "raised_by", "accepted_by", "reason", "closed_run",
    "evidence",
)  # fmt: skip
LABELS = {
    "name": "What is wrong", "age_days": "Age", "due_on": "Next action due", "project": "Code",
    "project_name": "Project", "code": "Finding", "late_days": "Overdue", "recurs": "Repeats",
    "owner": "Owner", "rule": "Rule",
}  # fmt: skip
_ACTIONS = (
    "code", "finding", "owner", "due_on", "late_days", "state", "name", "finding_name", "kind",
    "done_on", "tested_on", "test_note", "n_reopened", "root_cause", "effective_when",
)  # fmt: skip
_ACTION_LABELS = {
    "code": "Action", "name": "What is to be done", "late_days": "Overdue", "due_on": "Due",
    "state": "State", "owner": "Owner",
}  # fmt: skip
_ACTION_ORDERS: dict[str, Order] = {
    "Longest overdue": [(pl.col("late_days"), True), (pl.col("due_on"), False)],
    "Due first": [(pl.col("due_on"), False)],
    "Most often reopened": [(pl.col("n_reopened"), True)],
    "Newest": [(pl.col("code"), True)],
}


def figures() -> None:
    """Draw what is read first, each with its formula."""
    today = as_of()
    found: analysis.Totals = data.derived(
        "totals of findings",
        lambda: analysis.totals(rows(), data.table("corrective_action"), today),
        as_of=today,
    )
    standing = pl.col("state_today")
    by_eye = rows().filter(standing == analysis.TO_RETEST, pl.col("rule") == "").height
    longest, first, last = rows().select(
        pl.col("late_days").filter("is_open").max(),
        pl.col("accepted_until").filter(standing == analysis.ACCEPTED).min(),
        pl.col("closed_on").filter(standing == analysis.VERIFIED).max(),
    ).row(0)  # fmt: skip
    days = "n/a" if found.median_days is None else f"{found.median_days:,.0f} days"
    headline(
        [
            Figure(
                "Unsettled", f"{found.n_open:,}",
                "Findings neither verified, withdrawn nor accepted. An acceptance whose day has "
                "passed is unsettled again.",
                f"{found.n_major:,} major, {found.n_recurring:,} came again",
            ),
            Figure(
                "To re-test", f"{found.n_to_retest:,}",
                "Unsettled findings with an action that its owner says is done. The rule runs "
                "again on the data: it verifies them or opens them again. Where there is no rule, "
                "somebody else than the owner looks.",
                f"{by_eye:,} without a rule" if by_eye else "",
            ),
            Figure(
                "Overdue actions", f"{found.n_overdue:,}",
                "Actions against unsettled findings that are not done and past their due date.",
                f"by up to {counted(longest, 'day')}" if longest else "",
            ),
            Figure(
                "Accepted", f"{found.n_accepted:,}",
                "Findings that somebody accepted, with a reason, until a day that has not passed.",
                f"first ends {iso(first)}" if first else "",
            ),
            Figure(
                "Verified", f"{found.n_verified:,}",
                "Findings whose rule passed again on the data, or, without a rule, that somebody "
                "else than the owner looked at.",
                f"latest {iso(last)}" if last else "",
            ),
            Figure(
                "Time to verify", days,
                "Median of the calendar days from found to verified, over the verified findings.",
                f"of {counted(found.n_verified, 'finding')}" if found.n_verified else "",
            ),
        ],
        "finding_figures",
    )  # fmt: skip
    _examples()


def _examples() -> None:
    """Lead to the latest findings that the data verified, and that it opened again."""
    closed = rows().filter(pl.col("closed_run").is_not_null(), pl.col("n_actions") > 0)
    latest = {
        "verified": closed.sort("closed_on", "code").tail(1),
        "reopened": rows().filter(state_today=analysis.REOPENED).sort("found_on", "code").tail(1),
    }
    told = {name: found.row(0, named=True) for name, found in latest.items() if found.height}
    if not told:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="finding_examples"):
        st.caption("How it went lately, from found to re-tested:", width="content")
        for name, row in told.items():
            st.button(
                plain(f"{row['code']} {name}"), icon=f":material/{_ICONS[name]}:", type="tertiary",
                key=f"example_{name}", help=plain(row["name"]), on_click=to_list.leave,
                args=(PARAMETER,), kwargs={PARAMETER: row["code"]},
            )  # fmt: skip


def register() -> None:
    """Draw the filters and the findings page by page; a button opens one."""
    everything = rows()
    chosen = filters(everything)
    found = chosen.apply(everything)
    findings_retest.of_many(found)
    if found.is_empty():
        empty("No finding passes the filters.", "Choose All, or clear a filter.")
        return
    listed(found, "findings")


def listed(found: pl.DataFrame, key: str) -> None:
    """Draw findings page by page, each with a button that opens it.

    Parameters
    ----------
    found : polars.DataFrame
        Rows of `findings_data.rows`.
    key : str
        Name of the table on its page, and of its file.
    """
    shown = paged(found, _ORDERS, "finding", key=f"{key}_")
    known = [name for name in _SHOWN if found[name].count()]
    grid(
        shown.select(known), key, alt="Findings", register="finding", labels=LABELS,
        pinned=("code",), on_row=opener(shown, "code"),
        export=lambda: found.select(_WHOLE), file_name="findings",
    )  # fmt: skip


def opener(shown: pl.DataFrame, name: str) -> Callable[[int], None]:
    """Return what leads to the finding that a row of a table names in column `name`."""

    def go(row: int) -> None:
        to_list.leave(PARAMETER, **{PARAMETER: shown[name][row]})

    return go


def actions() -> None:
    """Draw the actions against all findings; a button opens the finding."""
    names = rows().select("is_open", finding="code", finding_name="name")
    kept = data.table("corrective_action").join(names, on="finding")
    which = st.segmented_control(
        "Show", ("To be done", "To re-test", "All"), default="To be done", required=True,
        key="action_show", label_visibility="collapsed",
    )  # fmt: skip
    running = pl.col("state").is_in(["open", "reopened"])
    states = {"To be done": running, "To re-test": pl.col("state") == "done"}
    found = kept.filter(states[which]) if which in states else kept
    if found.is_empty():
        empty("No such action.", "Open a finding and plan what is to be done about it.")
        return
    days = (pl.lit(as_of()) - pl.col("due_on")).dt.total_days()
    found = found.with_columns(late_days=pl.when(running & (days > 0)).then(days))
    shown = paged(found, _ACTION_ORDERS, "action", key="actions_")
    known = [name for name in _ACTIONS if found[name].count()]
    grid(
        shown.select(known), "actions", alt="Corrective and preventive actions",
        register="corrective_action", labels=_ACTION_LABELS, pinned=("code",),
        on_row=opener(shown, "finding"), export=lambda: found, file_name="corrective-actions",
        wrapped={"name": 330, "finding_name": 200},
    )  # fmt: skip


def reminded() -> None:
    """Draw who is to be reminded of what, the whole list or one's own."""
    found, me = reminders(), actor()[0]
    mine = found.filter(pl.col("owner") == me)
    with st.container(horizontal=True, vertical_alignment="center", key="reminder_choice"):
        only = st.toggle(f"Only mine ({mine.height:,})", key="reminder_mine")
        st.caption(
            f"Overdue, due within {analysis.SOON_DAYS} days, waiting for a re-test, without any "
            f"action, and acceptances that end within {analysis.SOON_DAYS} days.",
            width="content",
        )
    shown = mine if only else found
    if shown.is_empty():
        empty("Nobody has to be reminded of anything.", "Nothing is due soon, late or waiting.")
        return
    by = shown.group_by("owner").len().height
    part = paged(
        shown, {"Owner": [], "Longest overdue": [(pl.col("late_days"), True)]}, "reminder",
        f"for {counted(by, 'owner')}", key="reminders_",
    )  # fmt: skip
    first = ("owner", "reminder", "due_on", "late_days", "finding", "action", "name")
    grid(
        part.select(*first, "project", "grade"), "reminders", alt="Reminders by owner",
        register="corrective_action",
        labels={"finding": "Finding", "name": "What", "project": "Project", "due_on": "Day",
                "late_days": "Overdue", "action": "Action"},
        on_row=opener(part, "finding"), export=lambda: shown, file_name="reminders",
    )  # fmt: skip


def trend() -> None:
    """Draw how old the unsettled findings are, and how many came and went by month."""
    today = as_of()
    aged = data.derived("ages of findings", lambda: analysis.ages(rows()), as_of=today)
    flow = data.derived(
        "flow of findings", lambda: analysis.flow(data.table("finding"), today), as_of=today
    )
    left, right = side_by_side()
    with left:
        if aged.is_empty():
            empty("Nothing is unsettled.", "What was found is verified, accepted or withdrawn.")
        else:
            chart(charts.ages(aged, bands=analysis.AGES), "finding_ages")
            grid(aged, "finding_ages_table", alt="Unsettled findings by grade and age",
                 register="finding")  # fmt: skip
    with right:
        chart(charts.flow(flow), "finding_flow")
        grid(flow, "finding_flow_table", alt="Findings found, closed and left by month")


__all__ = [
    "LABELS", "FindingFilters", "actions", "figures", "listed", "opener", "register", "reminded",
    "trend",
]  # fmt: skip

"""What a status would change, looked at before it is kept."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis.status_round import TYPED, by_rule, differences
from pmo_core.errors import Conflict, PmoError, Refused
from pmo_core.jobs import status_round as jobs
from pmo_core.jobs.status_round import Seen, Typed
from pmo_core.ui import data
from pmo_core.ui.admin_act import done
from pmo_core.ui.boot import session
from pmo_core.ui.errors import tell
from pmo_core.ui.grid import grid
from pmo_core.ui.page import as_of
from pmo_core.ui.rag import badge
from pmo_core.ui.text import counted, plain
from pmo_core.ui.track.progress import SAVED
from pmo_core.ui.track.progress_form import DRAFT, STATE, Begun

_NAMES = {
    "percent_complete": "Complete, %", "units_done": "Units done", "forecast_cost": "Forecast cost",
    "forecast_finish": "Forecast finish", "rag": "Rating", "rag_reason": "Why so rated",
    "help_needed": "Help needed", "comment": "Comment", "actual_start": "Begun",
    "actual_finish": "Finished", "remaining_cost": "Still to spend", "forecast_on": "Expected",
    "achieved_on": "Reached", "kind": "Kind", "name": "Name", "probability_pct": "Probability, %",
    "impact_cost": "Impact", "impact_days": "Impact, working days", "response": "Response",
    "due_on": "Due", "state": "State",
}  # fmt: skip
_REPORT = (
    "percent_complete", "forecast_cost", "forecast_finish", "rag", "rag_reason", "help_needed",
    "comment",
)  # fmt: skip


def review(form: Begun) -> None:
    """Draw what the draft changes against the last report, what is missing, and the way to save."""
    if DRAFT not in st.session_state:
        return
    seen, typed = st.session_state[DRAFT]
    with st.container(border=True, key="round_review"):
        st.subheader("What changes", anchor=False)
        rule, reason = _rule(seen, typed)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.text("You rate", width="content")
            badge(typed.report.get("rag"))
            st.text("The rule then says", width="content")
            badge(rule)
            st.caption(plain(reason), width="content")
        changes = compared(seen, typed)
        if changes.is_empty():
            st.caption("Nothing differs from the last report; saving confirms it for the day.")
        else:
            grid(
                changes, "round_changes", alt="What changes against the last report",
                labels={"subject": "What", "name": "Field", "before": "Last report", "now": "Now"},
                file_name=f"{form.project}-status-changes",
            )  # fmt: skip
        missing = jobs.wrong(seen, typed, rule)
        if missing:
            st.warning(
                "\n".join(f"- {plain(one)}" for one in missing),
                title="To mend above before it can be saved",
            )
            return
        if st.button("Save the status", type="primary", icon=":material/save:", key="round_save"):
            _save(form, seen, typed)


def compared(seen: Seen, typed: Typed) -> pl.DataFrame:
    """Return what differs from the last report: subject, name, before, now, all text."""
    on = typed.data_date
    last = pl.DataFrame([{"code": "", **_of(seen.last(on) or {})}], infer_schema_length=None)
    now = pl.DataFrame([{"code": "", **_of(typed.report)}], infer_schema_length=None)
    told = seen.kept["progress"].filter(pl.col("data_date") <= on).sort("data_date")
    before = told.with_columns(pl.col(TYPED).forward_fill().over("wbs")).unique("wbs", keep="last")
    said = seen.kept["milestone_forecast"].filter(pl.col("data_date") <= on).sort("data_date")
    days = said.unique("milestone", keep="last").select("forecast_on", code="milestone")
    reached = seen.kept["milestone"].select("code", "achieved_on").join(days, on="code", how="left")
    items = ("code", *jobs.RISK_FIELDS, "state")
    rows = jobs.rows_of(seen, typed)[0]["raid_item"]
    return differences(
        {
            "Report": last, "Element": before.select("wbs", *TYPED).rename({"wbs": "code"}),
            "Milestone": reached, "Risk": seen.kept["raid_item"].select(items),
        },
        {
            "Report": now, "Element": typed.progress.rename({"wbs": "code"}),
            "Milestone": typed.milestones.with_columns(
                forecast_on=pl.when(pl.col("achieved_on").is_null()).then("forecast_on")
            ),
            "Risk": rows.select(items),
        },
        _NAMES,
    )  # fmt: skip


def _of(report: Mapping[str, Any]) -> dict[str, Any]:
    cost = report.get("forecast_cost")
    kept = {name: report.get(name) for name in _REPORT}
    return {**kept, "forecast_cost": None if cost is None else float(cost)}


def _rule(seen: Seen, typed: Typed) -> tuple[str | None, str]:
    """Return the rating by rule once the draft is kept, and why."""
    report = {"data_date": typed.data_date, **typed.report}
    project = {
        "stage": seen.project["stage"], "is_open": True,
        "planned_cost": report["planned_cost"], "planned_finish": report["planned_finish"],
    }  # fmt: skip
    return by_rule(project, report, as_of(), data.settings())


def _save(form: Begun, seen: Seen, typed: Typed) -> None:
    """Keep the draft and lead back to the round; or say who was faster and how to go on."""
    try:
        number = jobs.save(session(), seen, typed)
    except (Conflict, Refused) as problem:
        tell(problem)
        st.caption("What you typed is kept. Look at what is kept now, then save again.")
        st.button(
            "Compare with what is kept now", icon=":material/sync:", key="round_rebase",
            on_click=_rebase, args=(form.project, typed),
        )  # fmt: skip
        return
    except PmoError as problem:
        tell(problem)
        return
    for name in (DRAFT, STATE):
        st.session_state.pop(name, None)
    if number is None:
        done(f"{form.project}: nothing was changed.")
    st.session_state[SAVED] = (form.project, typed.data_date, number)
    st.query_params.clear()
    done(f"The status of {form.project} is kept as change {number}.")


def _rebase(project: str, typed: Typed) -> None:
    """Hold the draft against what is kept now."""
    st.session_state[DRAFT] = (jobs.look(data, project, as_of()), typed)


def hint(seen: Seen) -> str:
    """Return in a sentence when the project was last reported."""
    last = seen.last(as_of())
    if not last:
        return "Never reported so far."
    days = (as_of() - last["data_date"]).days
    ago = "today" if not days else f"{counted(days, 'day')} ago"
    return f"Last reported for {last['data_date']}, {ago}."


__all__ = ["compared", "hint", "review"]

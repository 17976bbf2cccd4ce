"""The tables of a status that are typed into: work by technique, milestones, risks and issues."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis.raid import VALUED, valued
from pmo_core.analysis.status_round import TYPED
from pmo_core.jobs.status_round import RISK_FIELDS, Seen
from pmo_core.ui.text import counted

_ABOUT = {
    "percent": "Work measured by percent complete",
    "units": "Work measured by units done",
    "dates": "Work that earns by its start and finish alone (0/100, 50/50)",
}
_NAMED, _PLAN = ("wbs", "name"), ("planned_finish", "planned_cost")
_DATES = ("actual_start", "actual_finish", "forecast_finish", "remaining_cost")
_LAST = (*_DATES, *_PLAN, "comment")
_COLUMNS = {
    "percent": (*_NAMED, "by_plan_pct", "percent_complete", *_LAST),
    "units": (*_NAMED, "planned_units", "units_done", *_LAST),
    "dates": (*_NAMED, *_LAST),
}
_ETC = "Your own estimate (ETC). Empty = the part of the budget that is not earned."
_MOST_RISKS = 8
_REACHED_DAYS = 31
"""Days for which a reached milestone stays in the table, so that its day can be corrected."""


def work(seen: Seen, key: str, *, currency: str) -> pl.DataFrame:
    """Draw the elements by what their technique asks; return wbs and the fields `TYPED` of all."""
    typed = []
    for asks, about in _ABOUT.items():
        rows = seen.elements.filter(asks=asks)
        if rows.is_empty():
            continue
        st.caption(f"{about}. Amounts in {currency}.")
        edited: pl.DataFrame = st.data_editor(
            rows.select(_COLUMNS[asks]), key=f"{key}_by_{asks}", hide_index=True, placeholder="",
            disabled=[*_NAMED, *_PLAN, "by_plan_pct", "planned_units"],
            column_config=_work_columns(),
            height="auto" if rows.height < 10 else 360, alt=about,
        )  # fmt: skip
        missing = [name for name in TYPED if name not in edited.columns]
        whole = _typed(edited, rows).join(rows.select("wbs", *missing), on="wbs", how="left")
        typed.append(whole.select("wbs", *TYPED))
    if seen.elements.height and seen.kept["progress"].is_empty():
        st.caption(
            "Not reported by element so far. Once one is, the elements say what the project has "
            "earned: then give all that have begun."
        )
    rest = seen.elements.filter(~pl.col("asks").is_in(list(_ABOUT)))
    if rest.height:
        st.caption(
            f"{counted(rest.height, 'element')} earn by milestones, by the passing of time or with "
            "another element: nothing is asked of them."
        )
    schema = seen.elements.select("wbs", *TYPED).schema
    return pl.concat(typed) if typed else pl.DataFrame(schema=schema)


def _work_columns() -> Mapping[str, Any]:
    kinds, number = st.column_config, st.column_config.NumberColumn
    return {
        "wbs": kinds.TextColumn("WBS", pinned=True, width="small"),
        "name": kinds.TextColumn("Work", pinned=True, width="medium"),
        "planned_finish": _day("Planned finish"),
        "planned_cost": number("Budget", format="%,.0f"),
        "by_plan_pct": number("By plan %", format="%.0f", help="Planned days that have passed."),
        "percent_complete": number("Complete %", min_value=0, max_value=100, format="%.4g"),
        "planned_units": number("Units in all", format="%,.4g"),
        "units_done": number("Units done", min_value=0, format="%,.4g"),
        "actual_start": _day("Begun"),
        "actual_finish": _day("Finished"),
        "forecast_finish": _day("Forecast finish", 140),
        "remaining_cost": number("Still to spend", min_value=0, format="%,.0f", help=_ETC),
        "comment": kinds.TextColumn("Comment", max_chars=20_000),
    }  # fmt: skip


def _typed(edited: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """What was typed, in the types of the rows: the editor gives days back as moments."""
    return edited.cast({name: rows.schema[name] for name in edited.columns})


def _day(label: str, width: int = 110) -> Any:
    return st.column_config.DateColumn(label, format="YYYY-MM-DD", width=width)


def expected(seen: Seen, on: date) -> pl.DataFrame:
    """Return the milestones that are asked for.

    Columns: code, name, planned_on, forecast_on (null where what was expected lies before `on`: it
    needs a new day), achieved_on, last_said.
    """
    told = seen.kept["milestone_forecast"].filter(pl.col("data_date") <= on).sort("data_date")
    last = told.group_by("milestone", maintain_order=True).agg(pl.col("forecast_on").last())
    since = on - timedelta(days=_REACHED_DAYS)
    rows = seen.kept["milestone"].filter(
        pl.col("achieved_on").is_null() | (pl.col("achieved_on") >= since)
    )
    next_on = pl.coalesce("forecast_on", "planned_on")
    return (
        rows.join(last, left_on="code", right_on="milestone", how="left")
        .sort("planned_on", "code", nulls_last=True)
        .select(
            "code", "name", "planned_on", "achieved_on", last_said="forecast_on",
            forecast_on=pl.when(pl.col("achieved_on").is_null() & (next_on >= on)).then(next_on),
        )
        .select("code", "name", "planned_on", "forecast_on", "achieved_on", "last_said")
    )  # fmt: skip


def milestones(seen: Seen, key: str, on: date, *, may_reach: bool) -> pl.DataFrame:
    """Draw the milestones; return code, forecast_on, achieved_on."""
    rows = expected(seen, on)
    if rows.is_empty():
        st.caption("No milestone is open.")
        return rows.select("code", "forecast_on", "achieved_on")
    kinds = st.column_config
    edited: pl.DataFrame = st.data_editor(
        rows, key=f"{key}_milestones", hide_index=True, placeholder="", alt="Milestones",
        disabled=["code", "name", "planned_on", "last_said",
                  *([] if may_reach else ["achieved_on"])],
        column_config={
            "code": kinds.TextColumn("Code", pinned=True, width="small"),
            "name": kinds.TextColumn("Milestone", pinned=True, width="medium"),
            "planned_on": _day("Planned"), "last_said": _day("Last said"),
            "forecast_on": _day("Expected now", 130), "achieved_on": _day("Reached"),
        },
        height="auto" if rows.height < 10 else 360,
    )  # fmt: skip
    if not may_reach:
        st.caption(":material/lock: A manager says which milestones are reached.")
    return _typed(edited, rows).select("code", "forecast_on", "achieved_on")


def risks(seen: Seen, key: str, on: date, *, currency: str) -> pl.DataFrame:
    """Draw the open risks and issues with the most exposure, to change, close and add.

    Returns
    -------
    polars.DataFrame
        code (null = new), `RISK_FIELDS`, is_closed.
    """
    known = seen.kept["raid_item"].filter(pl.col("kind").is_in(VALUED), pl.col("state") == "open")
    top = valued(known, on).sort("exposure", descending=True, nulls_last=True).head(_MOST_RISKS)
    rows = top.select("code", *RISK_FIELDS, is_closed=pl.lit(value=False)).with_columns(
        pl.col("impact_cost").cast(pl.Float64), pl.col("response").fill_null("")
    )
    which = "No risk or issue is open."
    if rows.height:
        many = "Open risks and issues" if rows.height == known.height else "Open, largest exposure"
        which = f"{many}; impact in {currency}."
    st.caption(f"{which} Add one in the last row.")
    kinds = st.column_config
    edited: pl.DataFrame = st.data_editor(
        rows, key=f"{key}_risks", hide_index=True, num_rows="add", placeholder="",
        disabled=["code"], alt="Risks and issues", height="auto",
        column_config={
            "code": kinds.TextColumn("Code", width="small", default=""),
            "kind": kinds.SelectboxColumn(
                "Kind", options=list(VALUED), width="small", default=VALUED[0]
            ),
            "name": kinds.TextColumn(
                "Risk or issue", max_chars=2_000, width="medium", default=""
            ),
            "probability_pct": kinds.NumberColumn("Probability %", min_value=0, max_value=100),
            "impact_cost": kinds.NumberColumn("Impact", format="%,.0f"),
            "impact_days": kinds.NumberColumn("Working days", step=1),
            "response": kinds.TextColumn(
                "What is done about it", max_chars=20_000, default=""
            ),
            "due_on": _day("Due"),
            "is_closed": kinds.CheckboxColumn("Close", default=False),
        },
    )  # fmt: skip
    return _typed(edited, rows).with_columns(
        pl.col("is_closed").fill_null(value=False), pl.col("code", "response").replace("", None)
    )


__all__ = ["expected", "milestones", "risks", "work"]

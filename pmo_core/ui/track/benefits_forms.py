"""What can be done about the benefits of a project: profiles, measurements, the money of a year."""

from datetime import date
from typing import Any

import streamlit as st

from pmo_core.errors import Refused
from pmo_core.jobs import benefit_entry
from pmo_core.jobs.benefits import year_of
from pmo_core.jobs.codes import next_code
from pmo_core.model import Benefit, BenefitMeasurement, BenefitProfile
from pmo_core.ui import admin_inputs as inputs
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.admin_edit import edit, remove
from pmo_core.ui.boot import actor, repository, session
from pmo_core.ui.page import as_of
from pmo_core.ui.text import plain

_CORRECTION = "This corrects what was measured before"
_MAY_NOT = "A {} may not do that; ask a {}."


def actions(project: str, row: dict[str, Any] | None) -> None:
    """Draw what can be done: measure, enter money, add a profile, edit or remove the one shown.

    Parameters
    ----------
    project : str
        Code of the project.
    row : dict or None
        Profile that is looked at, as `benefit_realization.reached` returns it.
    """
    role = session().role
    is_pmo, is_able = may_write("benefit_profile"), may_write("benefit_measurement")
    pmo_only = None if is_pmo else _MAY_NOT.format(role, "manager")
    with st.container(horizontal=True, gap="small", key="benefit_verbs"):
        if row and st.button(
            "Record a measurement", icon=":material/straighten:", type="primary",
            key="benefit_measure", disabled=not is_able,
            help=None if is_able else _MAY_NOT.format(role, "contributor"),
        ):  # fmt: skip
            st.dialog(f"Measure {plain(row['name'])}", position="right")(measurement)(row)
        if st.button(
            "Money of a year", icon=":material/payments:", key="benefit_money",
            disabled=not may_write("benefit"), help=pmo_only,
        ):  # fmt: skip
            st.dialog("Money of a year", position="right")(money)(project)
        if st.button(
            "Add a benefit", icon=":material/add:", key="benefit_add", disabled=not is_pmo,
            help=pmo_only, type="secondary" if row else "primary",
        ):  # fmt: skip
            st.dialog("Add a benefit", width="large", position="right")(profile)(project)
        if row and st.button(
            f"Edit {plain(row['code'])}", icon=":material/edit:", key="benefit_edit",
            disabled=not is_pmo, help=pmo_only,
        ):  # fmt: skip
            edit(repository().get("benefit_profile", project, row["code"]))
        if row and st.button(
            f"Remove {plain(row['code'])}", icon=":material/delete:", key="benefit_remove",
            disabled=not is_pmo, help=pmo_only, type="tertiary",
        ):  # fmt: skip
            remove(repository().get("benefit_profile", project, row["code"]))


def measurement(row: dict[str, Any]) -> None:
    """Draw the form of a measurement and keep it."""
    today = as_of()
    due = row["next_due_on"]
    st.caption(
        f"{plain(row['measure'] or 'No measure is named')}: from {_said(row['start_value'])} to "
        f"{_said(row['target_value'])}. By {plain(actor()[0])}."
    )
    with st.form("measurement", border=False):
        day = st.date_input(
            "Day", value=min(due, today) if due else today, format="YYYY-MM-DD", key="measured_on"
        )
        found = st.number_input(
            "Measured value", value=None, key="measured_value",
            help="Leave it empty to plan a measurement of that day.",
        )  # fmt: skip
        planned = st.number_input(
            "Planned for that day", value=None, key="expected_value",
            help="Leave it empty to keep the plan of that day.",
        )  # fmt: skip
        comment = st.text_area("Comment", key="measured_comment", height=80)
        is_correction = st.checkbox(_CORRECTION, key="measured_again")
        is_sent = st.form_submit_button("Save", type="primary", key="measurement_save")
    if not is_sent:
        return

    def act() -> str:
        if not isinstance(day, date):
            raise Refused("The day is missing.")
        change = benefit_entry.measure(
            session(), repository(),
            BenefitMeasurement(
                project=row["project"], code=row["code"], measured_on=day, expected_value=planned,
                measured_value=found, measured_by=None if found is None else actor()[0],
                comment=comment.strip() or None,
            ),
            today, is_correction=is_correction,
        )  # fmt: skip
        done = "is planned" if found is None else "is measured"
        return f"{row['code']} {done} for {day.isoformat()}. Change {change}."

    attempt(act)


def money(project: str) -> None:
    """Draw the form of the money that a project brought in a year, and keep it."""
    kept = data.table("benefit").filter(project=project).sort("year")
    this_year = year_of(data, as_of())
    years = sorted({*kept["year"], this_year, this_year - 1})
    ended = kept.filter(kept["realized_benefit"].is_null(), kept["year"] < this_year)["year"]
    first = ended[0] if ended.len() else min(this_year, years[-1])
    currency = data.table("project").filter(code=project)["currency"][0]
    known = {one["year"]: one for one in kept.iter_rows(named=True)}

    def named(year: int) -> str:
        row = known.get(year)
        plan = row and row["planned_benefit"]
        done = row and row["realized_benefit"]
        parts = [f"planned {plan:,.0f}" if plan is not None else "not planned"]
        parts += [f"measured {done:,.0f}"] if done is not None else []
        return f"{year}: {', '.join(parts)}"

    with st.form("money_of_year", border=False):
        year = st.selectbox(
            "Fiscal year", years, index=years.index(first), format_func=named, key="money_year"
        )
        typed = st.text_input(
            f"Realized benefit, {currency or data.settings().base_currency}", key="money_realized",
            placeholder="e.g. 120000", help="In the currency of the year's plan.",
        )  # fmt: skip
        is_correction = st.checkbox(_CORRECTION, key="money_again")
        is_sent = st.form_submit_button("Save", type="primary", key="money_save")
    if not is_sent:
        return
    made, wrong = inputs.made(
        Benefit, {"project": project, "year": year, "realized_benefit": typed.strip() or None}
    )
    realized = made.realized_benefit if isinstance(made, Benefit) else None
    if realized is None:
        _say(wrong or ["Realized benefit is required."])
        return
    amount = realized

    def act() -> str:
        change = benefit_entry.measure_year(
            session(), repository(), project, int(year or this_year), amount,
            is_correction=is_correction,
        )  # fmt: skip
        return f"The money of {year} is kept. Change {change}."

    attempt(act)


def profile(project: str) -> None:
    """Draw the form of a new benefit and keep it."""
    goals = {"": "", **inputs.choices(BenefitProfile, "goal")}
    goals.pop(None, None)
    codes = data.table("benefit_profile").filter(project=project)["code"]
    with st.form("benefit_profile", border=False):
        name = st.text_input("What gets better, in a few words \\*", key="profile_name",
                             placeholder="e.g. Fewer calls")  # fmt: skip
        left, right = st.columns(2)
        owner = left.text_input("Owner, after closure too", key="profile_owner")
        goal = right.selectbox(
            "Goal that it serves", list(goals), format_func=lambda code: goals[code],
            key="profile_goal",
        )  # fmt: skip
        measure = st.text_input("What is measured, with its unit", key="profile_measure",
                                placeholder="e.g. calls a month")  # fmt: skip
        cells = st.columns(3)
        start = cells[0].number_input("Before", value=None, key="profile_start")
        target = cells[1].number_input("Target", value=None, key="profile_target")
        by_when = cells[2].date_input("By when", value=None, format="YYYY-MM-DD",
                                      key="profile_by")  # fmt: skip
        share = st.number_input(
            "Part of the project's benefit in money, percent", value=None, min_value=0.0,
            max_value=100.0, key="profile_share",
        )  # fmt: skip
        comment = st.text_area("Comment", key="profile_comment", height=80)
        is_sent = st.form_submit_button("Add", type="primary", key="profile_save")
    if not is_sent:
        return
    typed = {
        "project": project, "code": next_code(codes, "B1"), "name": name.strip(),
        "owner": owner.strip() or None, "goal": goal or None, "measure": measure.strip() or None,
        "start_value": start, "target_value": target,
        "target_on": by_when if isinstance(by_when, date) else None, "money_share_pct": share,
        "comment": comment.strip() or None,
    }  # fmt: skip
    made, wrong = inputs.made(BenefitProfile, typed)
    if not isinstance(made, BenefitProfile):
        _say(wrong)
        return
    record = made

    def act() -> str:
        change = session().save(record, note=f"{project} {record.code}: {record.name}")
        st.query_params.from_dict({"project": project, "benefit": record.code})
        return f"{record.code} is added. Change {change}."

    attempt(act)


def _say(wrong: list[str]) -> None:
    st.error("\n".join(f"- {plain(one)}" for one in wrong), title="Nothing was saved yet")


def _said(value: float | None) -> str:
    return "not known" if value is None else f"{value:,.6g}"


__all__ = ["actions", "measurement", "money", "profile"]

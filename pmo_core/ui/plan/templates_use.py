"""Planning a project with a template: the form, what would be written, and the button."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

import polars as pl
import streamlit as st

from pmo_core.analysis.calendar import Period
from pmo_core.charts import groups, short
from pmo_core.charts.plan import plan
from pmo_core.errors import PmoError
from pmo_core.jobs import templates
from pmo_core.jobs.templates import Plan, Wish
from pmo_core.model import REGISTERS
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.chart import chart
from pmo_core.ui.errors import tell
from pmo_core.ui.grid import grid
from pmo_core.ui.order import by_code
from pmo_core.ui.page import Figure, as_of, empty, headline, side_by_side
from pmo_core.ui.paths import PAGES
from pmo_core.ui.plan.templates import tell as tell_findings
from pmo_core.ui.text import counted, iso, listed, plain

PERIODS: dict[str, Period] = {
    "Quarters": "quarter", "Months": "month", "Fiscal years": "fiscal_year",
}  # fmt: skip
PROJECT = PAGES / "track" / "project.py"
MAY_NOT = "Projects are planned by a manager or an administrator."


@dataclass(frozen=True)
class _Choice:
    """A project that can be planned: its name, its start and its planned cost."""

    name: str
    start: date | None
    cost: Decimal | None


def projects() -> dict[str, _Choice]:
    """Return the projects that can be planned: not begun, or open without a work breakdown."""
    return data.derived("projects to plan", _projects)


def _projects() -> dict[str, _Choice]:
    planned = data.table("wbs_element")["project"].unique()
    over = pl.col("stage").is_in(["closed", "canceled"]).fill_null(value=False)
    early = pl.col("stage").is_in(["proposed", "approved"]).fill_null(value=True)
    rows = data.table("project").filter(~over & (early | ~pl.col("code").is_in(planned.implode())))
    fields = by_code(rows).select("code", "name", "planned_start", "planned_cost")
    return {code: _Choice(*rest) for code, *rest in fields.iter_rows()}


def use(template: str) -> None:
    """Draw the form, the preview of what it asks for, and the button that does it."""
    choices = projects()
    if not choices:
        empty(
            "There is no project to plan.",
            "A proposed or approved project can be planned, or one without work breakdown.",
        )
        return
    wish = _asked(template, choices)
    if wish is None:
        st.caption("Choose a project to see what it would be planned with; nothing is saved yet.")
        return
    asked = wish
    try:
        found = data.derived("plan by template", lambda: templates.preview(repository(), asked),
                             wish=wish)  # fmt: skip
    except PmoError as problem:
        tell(problem)
        return
    _missing(found)
    wish = _confirmed(wish, found)
    _figures(found, wish)
    _button(wish, found)
    _preview(found, wish)


def _button(wish: Wish, found: Plan) -> None:
    """Draw the button that does it; disabled with the reason where it cannot be done."""
    is_able = may_write("wbs_element")
    blocked = bool(found.planned) and not wish.replace
    hint = "One change; it can be undone in the Journal."
    if blocked:
        hint = "Say above that the present plan is replaced."
    with st.container(horizontal=True, vertical_alignment="center", key="plan_verbs"):
        is_asked = st.button(
            "Plan the project", type="primary", key="plan_project",
            icon=":material/event_available:", disabled=not is_able or blocked,
            help=hint if is_able else MAY_NOT,
        )  # fmt: skip
        st.page_link(
            PROJECT, label="Open the project", icon=":material/task_alt:",
            query_params={"project": wish.project},
        )  # fmt: skip
    if is_asked:
        attempt(lambda: _act(wish))
    if blocked:
        st.caption("This project has a plan: choose above whether it is replaced.")


def _asked(template: str, choices: dict[str, _Choice]) -> Wish | None:
    """Draw the form; return what is asked for, None as long as it is not whole."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="template_form"):
        code = st.selectbox(
            "Project", list(choices), index=None, key="plan_for", width=320,
            format_func=lambda one: f"{one}  {choices[one].name}",
            placeholder="Type a code or a name", on_change=_fill, args=(choices,),
        )  # fmt: skip
        start = st.date_input("First day", value=None, key="plan_start", format="YYYY-MM-DD",
                              width=150)  # fmt: skip
        currency = _currency(code)
        budget = st.number_input(
            f"Budget ({currency})", min_value=0.0, max_value=1e12, value=None, step=None,
            key="plan_budget", format="%.2f", width=190,
            help="Divided by the template's shares; empty or 0 = no budget lines.",
        )  # fmt: skip
        period = st.selectbox(
            "Budget lines by", list(PERIODS), key="plan_period", width=150,
            help="Length of the periods that the budget is divided into.",
        )  # fmt: skip
    if code is None or start is None:
        return None
    return Wish(
        template=template, project=code, start=start,
        budget=Decimal(f"{budget or 0:.2f}"), period=PERIODS[period or "Quarters"],
        create=bool(st.session_state.get("plan_create", True)),
    )  # fmt: skip


def _fill(choices: dict[str, _Choice]) -> None:
    """Begin with what the project says already."""
    chosen = choices.get(st.session_state["plan_for"])
    if chosen is None:
        return
    st.session_state["plan_start"] = chosen.start or as_of()
    st.session_state["plan_budget"] = float(chosen.cost) if chosen.cost is not None else None


def _currency(code: str | None) -> str:
    base = data.settings().base_currency
    own = data.table("project").filter(pl.col("code") == (code or ""))["currency"]
    return cast(str, own.item() or base) if own.len() else base


def _missing(found: Plan) -> None:
    """Name the roles and categories that the registers lack, and ask what to do with them."""
    named = []
    if found.missing_roles:
        named.append(f"{counted(len(found.missing_roles), 'role')} "
                     f"({', '.join(found.missing_roles)})")  # fmt: skip
    if found.missing_categories:
        n = counted(len(found.missing_categories), "cost category", "cost categories")
        named.append(f"{n} ({', '.join(found.missing_categories)})")
    if named:
        st.checkbox(
            f"Create what the registers lack: {plain(listed(named))}", value=True,
            key="plan_create",
            help="Otherwise effort of these roles is left out, and money of these categories has "
            "no category.",
        )  # fmt: skip


def _confirmed(wish: Wish, found: Plan) -> Wish:
    """Ask whether a plan that is there is replaced; return the wish with the answer."""
    if not found.planned:
        return wish
    rows = listed([f"{REGISTERS[name].title} ({n:,})" for name, n in found.planned.items()])
    replace = st.checkbox(
        f"Replace what is planned for {plain(wish.project)} already: {rows}",
        key=f"plan_replace_{repository().revision}",  # what was planned since is asked anew
        help="Risks and communication that are kept stay in any case.",
    )  # fmt: skip
    return Wish(**{**vars(wish), "replace": replace})


def _figures(found: Plan, wish: Wish) -> None:
    """Show what is to be known, and when, how much work and how much money it is."""
    tell_findings(found.findings)
    project = found.now["project"].row(0, named=True)
    lines, demand = found.now["budget_line"], found.now["demand"]
    currency = _currency(wish.project)
    total, hours = lines["amount"].sum(), float(demand["hours"].sum())
    n_days = counted(int(found.dates["end_day"].max() or 0), "working day")  # type: ignore[arg-type]
    headline(
        [
            Figure("First day", iso(project["planned_start"]), "First working day on or after the "
                   "day chosen."),
            Figure("Finish", iso(project["planned_finish"]), "Last day of the last part, on the "
                   "working days and holidays of the settings.", n_days),
            Figure("Effort", f"{hours:,.0f} h", "Sum of the demand by role and month.",
                   counted(demand["role"].n_unique(), "role")),
            Figure("Budget", short(total, currency), "Sum of the budget lines; it is the budget to "
                   "the cent.", counted(lines.height, "budget line")),
        ],
        "plan_figures",
    )  # fmt: skip


def _preview(found: Plan, wish: Wish) -> None:
    """Show the days, the hours by month and role, and the budget by period and category."""
    currency = _currency(wish.project)
    lines, demand = found.now["budget_line"], found.now["demand"]
    chart(plan(found.dates, title="When each part comes", on_days=True), "plan_chart")
    left, right = side_by_side()
    with left:
        hours = _stacked(demand, "month_on", "role", "hours")
        drawn = groups(hours, title="Hours by month and role", unit="h", group_title="Role")
        if drawn.is_empty:
            empty("No effort is planned.", "The template has no effort by role.")
        else:
            chart(drawn, "plan_demand_chart")
    with right:
        money = _stacked(lines, "period_on", "category", "amount")
        title = "Budget by period and category"
        drawn = groups(money, title=title, unit=currency, group_title="Cost category")
        if drawn.is_empty:
            empty("No budget is planned.", "Enter the budget above.")
        else:
            chart(drawn, "plan_budget_chart")
    with st.expander("As tables"):
        grid(
            found.dates.select("code", "name", planned_start="start_on",
                               planned_finish="finish_on"),
            "plan_dates", alt="Parts with their days",
        )  # fmt: skip
        grid(demand.drop("project"), "plan_demand", alt="Demand by role and month")
        grid(
            lines.select("category", "period_on", "n_months", "amount"), "plan_budget_lines",
            alt="Budget lines", exact=True,
        )  # fmt: skip


def _stacked(rows: pl.DataFrame, period: str, group: str, value: str) -> pl.DataFrame:
    """Return rows as a stacked chart takes them: period, key, group, value."""
    named = pl.col(group).replace("", "No category")
    return rows.select(
        period=pl.col(period).dt.strftime("%Y-%m"), key=group, group=named,
        value=pl.col(value).cast(pl.Float64),
    ).sort("period")  # fmt: skip


def _act(wish: Wish) -> str:
    number = templates.instantiate(session(), repository(), wish)
    return f"{wish.project} is planned with template {wish.template} (change {number})."

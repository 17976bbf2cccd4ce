"""What one change request asks for, what it does to others, and the baselines of a project."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core import charts
from pmo_core.analysis.agenda import chain
from pmo_core.analysis.business_case import BusinessCase, delayed, present, values
from pmo_core.analysis.change_control import steps
from pmo_core.analysis.currency import convert
from pmo_core.charts import short
from pmo_core.errors import PmoError
from pmo_core.jobs.business_cases import from_now
from pmo_core.jobs.change_effects import Effect, effect
from pmo_core.model import ChangeRequest
from pmo_core.ui import data, facts
from pmo_core.ui.boot import repository
from pmo_core.ui.chart import chart
from pmo_core.ui.decide import state
from pmo_core.ui.errors import tell
from pmo_core.ui.grid import grid
from pmo_core.ui.order import by_code
from pmo_core.ui.page import Figure, as_of, empty, headline, side_by_side
from pmo_core.ui.text import counted, iso, plain

PARTS = ("Money", "People", "Projects that depend", "Business case", "Baselines")
_DAYS_OF_YEAR = 365.25


def effects(request: ChangeRequest) -> Effect | None:
    """Return what a change request would do, None where that cannot be said; it says why."""
    today = as_of()

    def make() -> Effect:
        case = facts.case(today)
        return effect(
            repository(), data, case, facts.portfolio(today), request,
            before=from_now(case, request.project), as_of=today,
        )  # fmt: skip

    try:
        return data.derived("effect of a change", make, code=request.code, as_of=today)
    except PmoError as problem:
        tell(problem)
        return None


def asked(request: ChangeRequest, currency: str) -> None:
    """Draw what is asked for: figures, then scope and reasons as they were written."""
    headline(
        [
            Figure(
                "Cost", _signed(request.cost_delta, currency), "Change of the planned cost.",
            ),
            Figure(
                "Finish", _days(request.finish_delta_days), "Calendar days; + later, - earlier.",
            ),
            Figure(
                "Benefit a year", _signed(request.benefit_delta, currency),
                "Change of each fiscal year's benefit after the new finish.",
            ),
            Figure(
                "Work", f"{request.hours_delta:+,.0f} h" if request.hours_delta else "none",
                "Change of the work of one role.", request.role or "",
            ),
        ],
        "change_asks", width=200,
    )  # fmt: skip
    written = {
        "Why": request.description, "Scope added": request.scope_added,
        "Scope removed": request.scope_removed, "What follows elsewhere": request.impact,
    }  # fmt: skip
    given = {title: text for title, text in written.items() if text}
    if not given:
        return
    with st.grid(len(given), min_column_width=240, key="change_texts") as cells:
        for title, text in given.items():
            with cells.cell(), st.container(gap="xxsmall"):
                st.markdown(f"**{title}**")
                st.text(text)


def mandate(found: Effect) -> None:
    """Say which board's mandate covers the change, and which do not."""
    currency = data.settings().base_currency
    boards = data.table("board")
    if found.amount is None:
        st.warning("Its currency has no rate today, so its size against a mandate is not known.")
        return
    if found.board is None:
        st.warning("No board is in charge of this portfolio: set one up on Boards.")
        return
    size = short(found.amount, currency)
    steps_up = [
        f"{row['name']} ({row['code']})"
        + (
            ", any amount"
            if row["mandate"] is None
            else f", up to {short(row['mandate'], currency)}"
        )
        for row in chain(boards, found.board)
    ]
    first, *above = steps_up
    st.text(
        f"Change of cost {size}: decided by {first}."
        + (f" Above it: {'; '.join(above)}." if above else "")
    )


def loose_ends(found: Effect, request: ChangeRequest) -> None:
    """Say what of a request its approval could not write."""
    benefits = [one.benefits["likely"].sum() for one in (found.before, found.after)]
    if request.benefit_delta and benefits[0] == benefits[1]:
        st.warning(
            "The change of the yearly benefit has no effect: no fiscal year after the new finish "
            "has a benefit. Enter the benefits of the project first.",
            icon=":material/warning:",
        )
    if request.hours_delta and not request.role:
        st.warning("The work is in no role's demand: no role is named.", icon=":material/warning:")


def summary(found: Effect, rate: float) -> None:
    """Draw the four effects in a line, before anybody decides."""
    currency = data.settings().base_currency
    short_years = found.money.filter("is_short")
    short_months = found.people.filter("is_short")
    pushed = found.projects.filter(pl.col("pushed_days") > 0)
    now, then = (values(one, rate)["npv"] for one in (found.before, found.after))
    moved = None if now.value is None or then.value is None else then.value - now.value
    n_unknown = found.people["is_short"].null_count()
    unknown = f", {n_unknown} not known" if n_unknown else ""
    years = ", ".join(str(year) for year in short_years["year"].unique().sort())
    farthest = pushed["pushed_days"].max()
    headline(
        [
            Figure(
                "Fiscal years short of money", f"{short_years['year'].n_unique()}",
                "Years whose money left over (funded less committed) does not cover the change.",
                years or f"of {found.money['year'].n_unique()} that change",
            ),
            Figure(
                "Months short of people", f"{short_months.height}",
                "Months in which the capacity left over of the role does not cover the work.",
                f"of {found.people.height} that change{unknown}",
            ),
            Figure(
                "Projects pushed", f"{pushed['code'].n_unique()}",
                "Projects that depend on it and whose start the slip reaches, also along links.",
                f"by up to {counted(int(str(farthest)), 'day')}" if pushed.height else "",
            ),
            Figure(
                "Change of NPV", "N/A" if moved is None else _signed(moved, currency),
                f"NPV after less before, from now on, at {rate:g} % per year.",
                (now.reason or then.reason) if moved is None else
                f"from {short(now.value)} to {short(then.value)}",
            ),
        ],
        "change_effects", width=170,
    )  # fmt: skip


def money(found: Effect) -> None:
    """Draw what the change leaves of each fiscal year's money."""
    if found.money.is_empty():
        empty("The change costs nothing.", "No fiscal year's money is touched.")
        return
    grid(
        found.money.with_columns(pl.col("portfolio").replace("", "all together")), "change_money",
        alt="Money left over by fiscal year, before and after the change",
    )  # fmt: skip
    st.caption(
        "Spread as the approval spreads it: over the budget lines that are not over; without "
        "lines evenly to the finish. Committed: what running projects and this one still take, "
        "and what was posted."
    )


def people(found: Effect, request: ChangeRequest) -> None:
    """Draw what the change leaves of the role's capacity."""
    if found.people.is_empty():
        lacks = request.hours_delta and not request.role
        empty(
            "No role is named for the work." if lacks else "The change asks for no other work.",
            "Name the role in the draft." if lacks else "No capacity is touched.",
        )
        return
    is_partly = found.people["is_short"].null_count()
    st.caption(
        f"Role {plain(request.role)}; committed: what running projects and this one still take."
        + (" Empty: no capacity is registered, or the month has begun." if is_partly else "")
    )
    grid(
        found.people, "change_people", alt="Capacity left over by month, before and after",
        pinned=("month",),
    )  # fmt: skip


def depend(found: Effect) -> None:
    """Draw which projects depend on it and how far the slip reaches them."""
    if found.finish_before is None:
        empty("The finish of the project is not known.", "Plan it, or report a forecast.")
        return
    st.caption(f"Finish now {iso(found.finish_before)}, after {iso(found.finish_after)}.")
    if found.projects.is_empty():
        empty("No open project depends on it.", "Links between projects are kept in Registers.")
        return
    grid(
        found.projects.rename({"start": "planned_start"}), "change_depend",
        alt="Projects that depend on it", register="link",
        labels={"planned_start": "Start", "code": "Project", "name": "Name"},
    )  # fmt: skip


def case(found: Effect, request: ChangeRequest, rate: float) -> None:
    """Draw the case from now on, before and after the change, and with benefits later as well."""
    currency = data.settings().base_currency
    columns = {"now": found.before, "then": found.after}
    days = request.finish_delta_days or 0
    if days:
        columns["at_late"] = delayed(found.after, days / _DAYS_OF_YEAR)
    rows = pl.DataFrame({
        "figure": ["NPV", "BCR", "PV of benefits", "PV of costs"],
        **{name: _worth(one, rate, currency) for name, one in columns.items()},
    })  # fmt: skip
    grid(rows, "change_case", alt="NPV and BCR before and after the change")
    reason = values(found.before, rate)["npv"].reason
    st.caption(
        f"From now on, at {rate:g} % per year, the rate of What-if."
        + (f" {plain(reason)}" if reason else "")
    )


def _worth(of: BusinessCase, rate: float, currency: str) -> list[str]:
    """Return NPV, BCR, and present values of benefits and costs, in words."""
    found = values(of, rate)
    npv, bcr = found["npv"].value, found["bcr"].value
    return [
        "N/A" if npv is None else short(npv, currency),
        "N/A" if bcr is None else f"{bcr:.2f}",
        *(short(one, currency) for one in present(of, rate)),
    ]


def after(request: ChangeRequest) -> None:
    """Say what became of a change request that is decided or withdrawn."""
    if request.decision is None:
        st.info(f"{plain(request.code)} is {request.state}.", icon=":material/info:")
        return
    rows = data.query("decisions_register").filter(pl.col("code") == request.decision)
    row = rows.row(0, named=True)
    st.info(
        plain(
            f"{request.decision}: {row['outcome']} by {row['board_name']} on "
            f"{iso(row['decided_on'])}. {row['reason']}"
        ),
        icon=":material/gavel:",
    )  # fmt: skip


def baselines(project: str) -> None:
    """Draw the baselines of a project: what each changed, and how the forecast stands to them."""
    kept = data.table("baseline").filter(pl.col("project") == project)
    if kept.is_empty():
        empty(
            "There is no baseline of this project yet.",
            "The first approval at a gate writes it; each approved change writes the next.",
        )
        return
    base = data.settings().base_currency
    valued = convert(kept, data.table("rate"), ["planned_cost"], base=base, on=as_of())
    left, right = side_by_side()
    seen = _against_forecast(project, valued)
    with left:
        title = "Cost: baselines and reported forecast"
        chart(charts.status_history(seen, field="cost", title=title, unit=base), "baseline_cost")
    with right:
        title = "Finish: baselines and reported forecast"
        chart(charts.status_history(seen, field="finish", title=title), "baseline_finish")
    grid(
        steps(valued), "baselines", alt="Baselines and what each changed", register="baseline",
        labels={"number": "Baseline", "scope_added": "Scope added",
                "scope_removed": "Scope removed"},
        file_name=f"{project}-baselines",
    )  # fmt: skip


def _against_forecast(project: str, kept: pl.DataFrame) -> pl.DataFrame:
    """Return the steps of the baselines to today, and the forecasts of the status reports."""
    today = as_of()
    latest = kept.sort("number").tail(1).with_columns(approved_on=pl.lit(today))
    planned = pl.concat([kept, latest]).select(
        "planned_finish", pl.col("planned_cost").cast(pl.Float64), data_date="approved_on"
    )
    reports = data.query("status_history", project=project, as_of=today)
    forecast = reports.select("data_date", "forecast_cost", "forecast_finish")
    return pl.concat([planned, forecast], how="diagonal")


def choose_project(code: str | None) -> str | None:
    """Draw the choice among projects that have a baseline; it goes into the address."""
    names: dict[str, str] = data.derived("names of baselined projects", _names)
    if not names:
        empty(
            "There is no baseline yet.",
            "The first approval of a project at a gate writes its first baseline.",
        )
        return None

    def show() -> None:
        st.query_params["project"] = st.session_state["baseline_project"]

    options = list(names)
    chosen: str = st.selectbox(
        "Project", options, index=options.index(code) if code in names else 0,
        format_func=lambda one: f"{one}  {names[one]}", key="baseline_project", width=420,
        on_change=show,
    )  # fmt: skip
    return chosen


def _names() -> dict[str, str]:
    """Projects with a baseline, those with several first."""
    counts = data.table("baseline").group_by(code="project").len()
    rows = by_code(data.table("project")).join(counts, on="code", maintain_order="left")
    ordered = rows.sort("len", descending=True, maintain_order=True)
    return dict(ordered.select("code", "name").iter_rows())


def rate() -> float:
    """Return the discount rate of What-if."""
    return float(state.current().discount_pct)


def _signed(amount: Any, unit: str) -> str:
    if not amount:
        return "none"
    return f"{'+' if amount > 0 else ''}{short(amount, unit)}"


def _days(days: int | None) -> str:
    if not days:
        return "none"
    return f"{counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"

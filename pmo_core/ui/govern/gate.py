"""What a board sees at a gate, put together from the registers."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis import agenda as analysis
from pmo_core.analysis import gate_review
from pmo_core.analysis.calendar import fiscal_year
from pmo_core.analysis.currency import convert
from pmo_core.charts import short
from pmo_core.model.what_if import WhatIf
from pmo_core.ui import data, facts
from pmo_core.ui.govern import agenda
from pmo_core.ui.govern.boards import limit
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, as_of, headline
from pmo_core.ui.text import counted, iso, plain

DISCOUNT_PCT = float(WhatIf().discount_pct)
"""Discount rate of the two cases, percent per year: that with which a what-if begins."""


GAVEL = ":material/gavel:"
LABELS = {
    "probability_pct": "Chance",
    "impact_cost": "Impact",
    "delivered_on": "Delivered",
    "number": "No.",
}


@dataclass(frozen=True)
class Review:
    """A gate of a project with what is known of it; amounts in base currency.

    Parameters
    ----------
    gate, project : dict
        The gate's row, and the project's row of the overview.
    baselines : polars.DataFrame
        The project's baselines, the first first.
    then, now : gate_review.Case
        The business case as approved first, and that of what is still to come.
    plan : dict
        cost_variance, cost_variance_pct and slip_days against the latest baseline.
    board : dict or None
        The board in charge.
    named : dict or None
        The board that the gate names, where that is another one.
    """

    gate: dict[str, Any]
    project: dict[str, Any]
    baselines: pl.DataFrame
    then: gate_review.Case
    now: gate_review.Case
    plan: dict[str, Any]
    board: dict[str, Any] | None
    named: dict[str, Any] | None


def review(gate: dict[str, Any]) -> Review:
    """Return what is known of a gate today.

    Parameters
    ----------
    gate : dict
        Row of register `gate`.
    """
    return data.derived(
        "gate review", lambda: _review(gate, as_of()), project=gate["project"], gate=gate["gate"],
        as_of=as_of(),
    )  # fmt: skip


def _review(gate: dict[str, Any], today: date) -> Review:
    code = gate["project"]
    project = facts.portfolio(today).row(by_predicate=pl.col("code") == code, named=True)
    baselines = _in_base(data.table("baseline").filter(pl.col("project") == code), "planned_cost")
    then, now = _cases(project, baselines, today)
    latest = baselines.row(-1, named=True) if baselines.height else None
    by, named = _boards(gate, project)
    return Review(
        gate=gate, project=project, baselines=baselines, then=then, now=now,
        plan=gate_review.against(latest, project), board=by, named=named,
    )  # fmt: skip


def _in_base(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    base = data.settings().base_currency
    return convert(rows, data.table("rate"), [name], base=base, on=as_of())


def _cases(
    project: dict[str, Any], baselines: pl.DataFrame, today: date
) -> tuple[gate_review.Case, gate_review.Case]:
    """Return the case of the first baseline (without one: of the plan) and that of today."""
    code, start = project["code"], data.settings().fiscal_year_start_month
    plan = baselines.row(0, named=True) if baselines.height else {**project, "project": code}
    first = _in_base(data.query("case_first", project=code), "planned_benefit")
    flows = gate_review.planned_flows(plan, first, start_month=start)
    begins = flows["year"].min()
    kept = data.table("benefit").filter(pl.col("project") == code)
    costs = facts.costs(today).filter((pl.col("project") == code) & project["is_open"])
    # Of a project that is over nothing is to come, which is as good as a forecast of nothing.
    is_forecast = project["remaining_cost"] is not None or not project["is_open"]
    to_come = gate_review.remaining_flows(
        code,
        gate_review.cost_to_come(costs, as_of=today, is_forecast=is_forecast),
        _in_base(kept, "planned_benefit"),
        as_of=today,
        start_month=start,
    )
    this = int(pl.select(fiscal_year(pl.lit(today), start)).item())
    return (
        gate_review.case(flows, DISCOUNT_PCT, begins if isinstance(begins, int) else this),
        gate_review.case(to_come, DISCOUNT_PCT, this),
    )


def _boards(
    gate: dict[str, Any], project: dict[str, Any]
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Return the board in charge, and the one named where its mandate does not cover it."""
    boards = data.table("board")
    subject = pl.DataFrame(
        {
            "board": [gate["board"]], "amount": [project["planned_cost"]],
            "portfolio": [project["portfolio"]],
        },
        schema={"board": pl.String, "amount": pl.Float64, "portfolio": pl.String},
    )  # fmt: skip
    by = analysis.in_charge(subject, boards)["board"][0]
    rows = {row["code"]: row for row in boards.iter_rows(named=True)}
    named = rows.get(gate["board"]) if gate["board"] != by else None
    return rows.get(by), named


def figures(found: Review) -> None:
    """Show the figures of a gate: the case then and now, cost, finish, and what remains."""
    currency = data.settings().base_currency
    project, plan = found.project, found.plan
    n = found.baselines.height
    base = f"baseline {found.baselines['number'][-1]}" if n else "no baseline"
    source = "Baseline 1" if n else "There is no baseline, so the plan of today"
    headline(
        [
            Figure(
                "NPV then", short(found.then.npv),
                f"NPV at {DISCOUNT_PCT:g} %, in {currency}, of all costs and benefits. {source}: "
                "its cost, spread evenly over its months, and the benefits as they stood then.",
                _case_note(found.then),
            ),
            Figure(
                "NPV now", short(found.now.npv),
                f"NPV at {DISCOUNT_PCT:g} %, in {currency}, of what is still to be spent and to be "
                "gained. What is spent is sunk and in neither; without a forecast the plan less "
                "what is spent is to come. Of this year's benefit the share of the days to come "
                "counts.",
                _case_note(found.now),
            ),
            Figure(
                "Cost variance", short(plan["cost_variance"]),
                f"Cost of the latest baseline less forecast cost, in {currency}; negative = over.",
                _cost_note(found, base),
            ),
            _finish(found, base),
            Figure(
                "Still to spend", short(found.now.cost),
                "Forecast cost less actual cost (ETC), without a forecast planned less actual "
                f"cost, in {currency}.",
                _spent(project),
            ),
            Figure(
                "Still to gain", short(found.now.benefit),
                "Likely benefits of this year, by the share of its days to come, and of all later "
                f"years; not discounted, in {currency}.",
                found.now.reason,
            ),
        ],
        "gate_figures",
    )  # fmt: skip


def _cost_note(found: Review, base: str) -> str:
    if found.plan["cost_variance_pct"] is not None:
        return f"{found.plan['cost_variance_pct']:.1f} % of {base}"
    return base if found.project["forecast_cost"] is not None else f"no forecast, {base}"


def _finish(found: Review, base: str) -> Figure:
    """Return by how much the finish slips; where that is not known the day that is planned."""
    slip, project = found.plan["slip_days"], found.project
    forecast = project["forecast_finish"]
    expected = f"forecast {iso(forecast)}" if forecast else "no forecast"
    if slip is None:
        kept = found.baselines["planned_finish"][-1] if found.baselines.height else None
        return Figure(
            "Finish", iso(kept or project["planned_finish"]),
            "Planned finish: a slip is counted from the finish of a baseline to the forecast one.",
            f"{base if kept else f'as planned, {base}'}; {expected}",
        )  # fmt: skip
    late = f"{'late' if slip > 0 else 'early'}; " if slip else ""
    return Figure(
        "Finish", counted(abs(slip), "day") if slip else "on plan",
        "Forecast finish less finish of the latest baseline, in calendar days.",
        f"{late}{expected}, {base}",
    )  # fmt: skip


def _spent(project: dict[str, Any]) -> str:
    spent = "nothing" if project["actual_cost"] is None else short(project["actual_cost"])
    by = "" if project["remaining_cost"] is not None or not project["is_open"] else ", by the plan"
    return f"{spent} spent of {short(project['planned_cost'])}{by}"


def has_begun(found: Review) -> bool:
    """Return whether the project works already, so that its manager should report on it."""
    project = found.project
    is_new = project["stage"] in (None, "proposed", "approved") and not project["actual_start"]
    return not is_new or bool(project["n_lines"])


def _case_note(case: gate_review.Case) -> str:
    ratio = "" if case.bcr is None else f"BCR {case.bcr:,.2f}, "
    if case.npv is None:
        return case.reason
    return f"{ratio}cost {short(case.cost)}, benefit {short(case.benefit)}"


def mandate(found: Review) -> None:
    """Say who decides, and whether the mandate covers the project."""
    currency = data.settings().base_currency
    cost, board = found.project["planned_cost"], found.board
    if board is None:
        st.warning("No board is in charge: give one the mandate on Boards.", icon=GAVEL)
        return
    costs = "its cost is not known"
    if cost is not None:
        costs = f"this project costs {short(cost, currency)}"
    words = f"{board['name']} ({board['code']}) may approve {limit(board, currency)}; {costs}."
    reach = board["mandate"]
    is_covered = reach is None or (cost is not None and cost <= float(reach))
    forecast = found.project["forecast_cost"]
    if not is_covered:
        st.warning(plain(f"{words} No board reaches that far."), icon=GAVEL)
    elif found.named:
        named = f"{found.named['name']} may approve {limit(found.named, currency)} only"
        st.warning(plain(f"{named}, so a board above decides. {words}"), icon=GAVEL)
    elif reach is not None and forecast is not None and forecast > float(reach):
        more = f"Its forecast of {short(forecast, currency)} is beyond that mandate."
        st.warning(plain(f"{words} {more}"), icon=GAVEL)
    else:
        st.success(plain(words), icon=GAVEL)


def tables(found: Review) -> None:
    """Show risks, actions, conditions and deliverables, the most urgent of each first."""
    gate, today = found.gate, as_of()
    (risks, n_risks), actions, late, asked = data.derived(
        "tables of a gate", lambda: _tables(gate, today), as_of=today, project=gate["project"],
        gate=gate["gate"],
    )  # fmt: skip
    n_missing, n_late = int(asked["is_missing"].sum()), late["overdue_days"].count()
    cells = st.grid(2, min_column_width=400)
    with cells.cell():
        _table(
            f"Open risks and issues: {n_risks}, top {risks.height} by exposure", risks,
            "gate_risks", "No risk or issue is open.", "raid_item",
        )  # fmt: skip
    with cells.cell():
        _table(
            f"Deliverables of this gate: {n_missing} of {asked.height} missing", asked,
            "gate_deliverables", "This gate asks for no deliverables.", "deliverable",
        )  # fmt: skip
    with cells.cell():
        _table(
            f"Conditions to be met: {late.height}, {n_late} overdue", late,
            "gate_conditions", "No condition of an earlier decision is open.", "condition",
        )  # fmt: skip
    with cells.cell():
        _table(
            f"Open actions: {actions.height}", actions, "gate_actions", "No action is open.",
            "raid_item",
        )  # fmt: skip


def _tables(
    gate: dict[str, Any], today: date
) -> tuple[tuple[pl.DataFrame, int], pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return the top risks with their number, the actions, open conditions and deliverables."""
    of_project = pl.col("project") == gate["project"]
    raid = data.table("raid_item").filter(of_project)
    late = agenda.kept_conditions().filter(
        of_project & pl.col("condition_state").is_in(["overdue", "open"])
    )
    asked = data.table("deliverable").filter(of_project)
    return (
        gate_review.risks(raid),
        gate_review.actions(raid, today),
        late.select("decision", "number", "text", "owner", "due_on", "overdue_days"),
        gate_review.deliverables(asked, gate["gate"]),
    )


def _table(title: str, rows: pl.DataFrame, key: str, nothing: str, register: str) -> None:
    st.markdown(f"**{title}**")
    if rows.is_empty():
        st.caption(nothing)
    else:
        grid(
            rows, key, alt=title, register=register, labels=LABELS, hidden=("is_required",),
            file_name=key.replace("_", "-"),
        )  # fmt: skip


def place(found: Review) -> str:
    """Return where the gate stands: project, portfolio, stage, day due or held."""
    gate, project = found.gate, found.project
    when = f"due {iso(gate['due_on'])}"
    if gate["held_on"]:
        when = f"held {iso(gate['held_on'])}: {gate['outcome'] or 'no outcome'}"
    parts = (project["code"], project["portfolio_name"], project["stage"], project["manager"], when)
    return " · ".join(filter(None, parts))


def past(found: Review) -> None:
    """Show what was decided about this project before, the latest first."""
    rows = data.query("decisions_register").filter(pl.col("project") == found.gate["project"])
    shown = rows.select(
        "code", "decided_on", "about", "subject", "outcome", "reason", "superseded_by"
    )
    _table(
        f"Decisions about this project: {rows.height}", shown, "gate_decisions",
        "Nothing was decided about this project yet.", "decision",
    )  # fmt: skip

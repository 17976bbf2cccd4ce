"""One scenario: what it says, whether the data has moved on, and the same question again."""

import uuid

import polars as pl
import streamlit as st

from pmo_core.analysis.selection.result import chosen
from pmo_core.charts import short
from pmo_core.jobs import scenario_changes, scenarios
from pmo_core.jobs.scenario_compare import moved_on
from pmo_core.jobs.scenarios import Frozen
from pmo_core.jobs.solver_run import Ticket
from pmo_core.ui import data
from pmo_core.ui.decide import show, solving, state
from pmo_core.ui.decide.scenarios import figures_of
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, headline
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import counted, iso, plain

WHAT_IF = PAGES / "decide" / "what_if.py"
_AGAIN, _OWNER = "scenario_again", "scenario_owner"
_EVERY = 0.6
_ROWS = ("name", "decision", "worth", "cost", "start_on", "delay_months", "project")


def head(frozen: Frozen, currency: str) -> None:
    """Draw name, origin and figures of a scenario."""
    record = frozen.record
    st.subheader(f"{record.code} {plain(record.name)}", anchor=False)
    told = f"Saved by {plain(record.author)} on {record.made_at:%Y-%m-%d %H:%M} UTC, "
    told += f"on the data of {iso(record.data_date)}, solved by {plain(record.solver)}."
    st.caption(f"{told} {plain(record.note or '')}")
    row = figures_of(record.code)
    label, meaning = show.WORTH[row["objective"]]
    unit = currency if row["objective"] == "npv" else ""
    gap = "n/a" if row["gap_share"] is None else show.percent(row["gap_share"])
    of = f"{row['n_chosen']:,} of {row['n_candidates']:,}"
    npv = "" if row["npv"] is None else f"NPV {short(row['npv'], currency)}"
    figures = [
        Figure(label, short(row["worth"], unit), meaning),
        Figure("Gap to the best possible", gap, "(Proven upper bound - worth) / worth."),
        Figure("Chosen", of, "Candidates that are in."),
        Figure("Cost of the chosen", short(row["cost"], currency), "Sum of planned cost.", npv),
    ]
    headline(figures, "scenario_figures")


def open_in_what_if(frozen: Frozen) -> None:
    """Offer to set the controls as this scenario has them, on the data that is kept now."""
    if st.button(
        "Open in What-if", icon=":material/tune:", key="scenario_open",
        help="Sets the controls as they were saved, on today's data.",
    ):  # fmt: skip
        state.put(frozen.what_if)
        st.switch_page(WHAT_IF)


def again_button(frozen: Frozen) -> None:
    """Offer to solve the frozen question again."""
    if st.button(
        "Solve again", icon=":material/replay:", key="scenario_solve",
        help="Solves again on the inputs that were saved, not on today's.",
    ):  # fmt: skip
        owner = st.session_state.setdefault(_OWNER, f"scenario {uuid.uuid4().hex}")
        ticket = scenarios.ask_again(solving.solver(), owner, frozen, seconds=10)
        st.session_state[_AGAIN] = (frozen.record.code, ticket)


def again(frozen: Frozen) -> None:
    """Show what came out when the frozen question was solved again, once it was asked."""
    code, ticket = st.session_state.get(_AGAIN, ("", None))
    if code == frozen.record.code:
        every = None if ticket.is_done else _EVERY
        st.fragment(_again, run_every=every)(frozen, ticket, ticket.is_done)


def _again(frozen: Frozen, ticket: Ticket, was_done: bool) -> None:
    if not ticket.is_done:
        ticket.latest()
        words = "Waiting for a free solver" if ticket.waiting else "Solving again"
        st.caption(f":material/progress_activity: {words}, {ticket.seconds:.0f} s ...")
        return
    if not was_done:
        st.rerun()
    result = ticket.latest()
    if result is None or ticket.failed:
        st.warning(plain(ticket.failed or "The solver gave no answer. Try again."))
        return
    found = scenarios.verdict(frozen, result)
    icon = ":material/verified:" if found.is_same else ":material/info:"
    told = f"{plain(found.sentence)} Content hash {found.content_hash[:12]}"
    (st.success if found.is_same else st.info)(
        f"{told}, {'the same as saved' if found.is_same else 'another than saved'}.", icon=icon
    )


def moved(frozen: Frozen) -> None:
    """Say how many inputs differ from the live data as of the scenario's day, and which."""
    day, code = frozen.record.data_date, frozen.record.code
    changed = data.derived(
        "scenario moved", lambda: moved_on(frozen, solving.case(day)), code=code, day=day
    )
    if changed.is_empty():
        st.caption(":material/check: The data is still what this scenario was made from.")
        return
    differ = counted(changed.height, "input differs", "inputs differ")
    with st.expander(f"The data has moved on: {differ}", icon=":material/update:"):
        kinds = scenario_changes.counted(changed)
        st.caption(
            "Before = in the scenario, after = live, as of the scenario's day. "
            + ", ".join(f"{name}: {n:,}" for name, n in kinds.select("input", "n_values").rows())
        )
        grid(changed, f"moved_{code}", alt="Inputs that differ from those of the scenario")


def table(frozen: Frozen, currency: str) -> None:
    """Show each candidate with its decision."""
    rows = chosen(frozen.formulation, frozen.answer).sort(
        "is_chosen", "worth", "name", descending=[True, True, False]
    )
    decision = pl.when("is_chosen").then(pl.lit("in")).otherwise(pl.lit("out"))
    grid(
        rows.with_columns(decision=decision).select(_ROWS), f"scenario_{frozen.record.code}",
        alt="Candidates of the scenario with decision, worth, cost and start",
        labels={"name": "Project", "cost": f"Cost, {currency}", "project": "Code"},
        pinned=("name",),
    )  # fmt: skip
    st.caption(f"Content hash {frozen.record.content_hash}")

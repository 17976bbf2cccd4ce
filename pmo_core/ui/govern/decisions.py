"""The register of decisions: what was decided, by whom, on which conditions, with what effect."""

from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from pmo_core import charts
from pmo_core.analysis import conditions as analysis
from pmo_core.charts.gate import decided
from pmo_core.errors import NotFound
from pmo_core.model import REGISTERS
from pmo_core.ui import data
from pmo_core.ui.boot import repository
from pmo_core.ui.chart import chart
from pmo_core.ui.govern import agenda
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, empty, headline, side_by_side
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.text import iso, plain

TABS = ("Decisions", "Conditions", "Figures")
ORDERS: dict[str, Order] = {
    "Latest first": [],
    "Code": [(pl.col("code"), False)],
    "Project": [(pl.col("project"), False)],
    "Largest amount": [(pl.col("amount"), True)],
    "Open conditions": [(pl.col("n_open"), True)],
}  # fmt: skip
COLUMNS = (
    "code", "decided_on", "board", "about", "project", "project_name", "subject", "outcome",
    "amount", "reason", "n_for", "n_against", "n_abstain", "n_conditions", "n_open",
    "superseded_by",
)  # fmt: skip
_NOT_CHANGED = frozenset({"decision", "vote", "condition"})
"""Registers of a decision itself; whatever else its change wrote is what it changed."""


def figures() -> None:
    """Show what is read first: how many, and how well their conditions are kept."""
    rows = data.query("decisions_register")
    found = analysis.figures(agenda.kept_conditions())
    holding = rows.filter(pl.col("superseded_by").is_null()).height
    gates = analysis.days_to_hold(data.table("gate").with_columns(board=pl.lit("")))
    after = None if gates.is_empty() else float(gates["held_after"][0])
    share = "n/a" if found.in_time_pct is None else f"{found.in_time_pct:.0f} %"
    headline(
        [
            Figure(
                "Decisions", f"{rows.height:,}", "Decisions on record; none is ever changed.",
                f"{holding:,} hold, {rows.height - holding:,} superseded",
            ),
            Figure(
                "Open conditions", f"{found.n_open:,}",
                "Conditions that are not met, of decisions that hold.",
            ),
            Figure(
                "Overdue conditions", f"{found.n_overdue:,}",
                "Open conditions past the day by which they were to be met.",
            ),
            Figure(
                "Met in time", share,
                "Conditional goes all of whose conditions were met by their day / conditional goes "
                "with all conditions met, or with one that is late. Superseded ones are left out.",
                f"{found.n_in_time} of {found.n_judged}" if found.n_judged else "none to judge yet",
            ),
            Figure(
                "Gates held after", "n/a" if after is None else f"{after:,.0f} days",
                "Median calendar days from the day a gate was due to the day it was held; negative "
                "= before it was due. By board: Figures.",
            ),
        ],
        "decision_figures",
        width=165,
    )  # fmt: skip


def register() -> None:
    """Show the decisions that pass the filters; a click opens one."""
    everything = data.query("decisions_register")
    rows = _filtered(everything)
    if rows.is_empty():
        empty("No decision passes these filters.", "Choose fewer, or another text.")
        return
    shown = paged(rows, ORDERS, "decision", "A click opens the decision.", key="decision_")
    grid(
        shown.select(COLUMNS), "decisions", alt="Decisions, the latest first",
        register="decision", pinned=("code",), labels={"project_name": "Project name"},
        on_row=lambda row: _open(shown["code"][row]), export=lambda: rows,
        file_name="decisions",
    )  # fmt: skip


def _open(code: str) -> None:
    st.query_params["decision"] = code


def _filtered(rows: pl.DataFrame) -> pl.DataFrame:
    """Draw the filters and return the rows that pass."""
    years = rows["decided_on"].dt.year()
    with st.container(horizontal=True, vertical_alignment="bottom", key="decision_filters"):
        text = st.text_input(
            "Search", key="decision_text", icon=":material/search:", width=190,
            placeholder="Text in code, project or reason",
        )  # fmt: skip
        choices = {
            "board": rows["board"].unique().sort().to_list(),
            "outcome": rows["outcome"].unique().sort().to_list(),
            "project": rows["project"].drop_nulls().unique().sort().to_list(),
        }
        chosen = {
            name: st.multiselect(name.capitalize(), options, key=f"decision_{name}", width=182)
            for name, options in choices.items()
        }
        year = st.selectbox(
            "Year", years.unique().sort(descending=True).to_list(), index=None, width=100,
            placeholder="All", key="decision_year",
        )  # fmt: skip
    for name, values in chosen.items():
        if values:
            rows = rows.filter(pl.col(name).is_in(values))
    if year:
        rows = rows.filter(pl.col("decided_on").dt.year() == year)
    if text.strip():
        where = pl.concat_str(
            "code", "project", "project_name", "subject", "reason", separator="\n",
            ignore_nulls=True,
        ).str.to_lowercase()  # fmt: skip
        rows = rows.filter(where.str.contains(text.strip().lower(), literal=True))
    return rows


def one(code: str) -> None:
    """Show one decision: votes, conditions, what it took the place of, and what it changed.

    Raises
    ------
    NotFound
        There is no such decision.
    """
    rows = data.query("decisions_register").filter(pl.col("code") == code)
    if rows.is_empty():
        raise NotFound(f"There is no decision {code}.", "Choose one of the register.")
    row = rows.row(0, named=True)
    with st.container(border=True, key="decision"):
        with st.container(horizontal=True, vertical_alignment="center"):
            name = agenda.what(row["about"], row["project"], row["subject"], row["project_name"])
            st.subheader(f"{plain(code)} · {plain(name)}", anchor=False)
            st.badge(row["outcome"], color=_color(row["outcome"]))  # type: ignore[arg-type]
            if row["superseded_by"]:
                st.badge("superseded", color="gray")
            st.button("All decisions", icon=":material/list:", type="tertiary", on_click=_clear)
        st.text(row["reason"])
        st.caption(plain(_words(row)))
        _chain(row)
        left, right = side_by_side()
        with left:
            _votes(code, row)
        with right:
            _asked(code)
        _changed(code)


def _clear() -> None:
    st.query_params.clear()


def _color(outcome: str) -> str:
    if outcome in ("go", "approved"):
        return "green"
    return "red" if outcome in ("stop", "rejected") else "orange"


def _words(row: dict[str, Any]) -> str:
    """Return who decided, when, up to what amount, and who recorded it."""
    currency = data.settings().base_currency
    amount = "" if row["amount"] is None else f"approves {charts.short(row['amount'], currency)}; "
    return (
        f"{row['board_name']} ({row['board']}), {iso(row['decided_on'])}; {amount}"
        f"recorded by {row['recorded_by']}, {row['recorded_at']:%Y-%m-%d %H:%M} UTC"
    )


def _chain(row: dict[str, Any]) -> None:
    """Offer the decisions before and after in the chain of those that took each other's place."""
    for label, code in (("Supersedes", row["supersedes"]), ("Superseded by", row["superseded_by"])):
        if code:
            st.button(
                f"{label} {plain(code)}", icon=":material/history:", type="tertiary",
                key=f"chain_{label}", on_click=_open, args=(code,),
            )  # fmt: skip


def _votes(code: str, row: dict[str, Any]) -> None:
    votes = data.table("vote").filter(pl.col("decision") == code)
    counts = ", ".join(f"{row[f'n_{kind}']} {kind}" for kind in ("for", "against", "abstain"))
    st.markdown(f"**Votes:** {counts}")
    if votes.is_empty():
        st.caption("No votes are on record.")
    else:
        grid(
            votes.drop("decision"), "votes", alt="Votes", register="vote",
            file_name=f"{code}-votes",
        )  # fmt: skip


def _asked(code: str) -> None:
    rows = agenda.kept_conditions().filter(pl.col("decision") == code)
    st.markdown(f"**Conditions:** {rows.height}")
    if rows.is_empty():
        st.caption("No conditions were set.")
    else:
        shown = rows.select(
            "number", "text", "owner", "due_on", "condition_state", "met_on", "evidence"
        )
        grid(
            shown, "decision_conditions", alt="Conditions", register="condition",
            file_name=f"{code}-conditions",
        )  # fmt: skip


def _changed(code: str) -> None:
    """Show what else the change that recorded the decision wrote."""
    made = data.query("decision_changes", decision=code).row(0, named=True)
    st.markdown(f"**What it changed:** change {made['change']}")
    touched = [name for name in made["register"].split() if name not in _NOT_CHANGED]
    if made["verb"] != "decide" or not touched:
        st.caption(
            "Recorded without effects."
            if touched == []
            else "It was loaded together with other data."
        )
        return
    for name in touched:
        rows = data.derived(
            "rows that a decision changed", partial(_rows, made["change"], name),
            change=made["change"], register=name,
        )  # fmt: skip
        if rows.height:
            title = REGISTERS[name].title
            st.caption(title)
            grid(
                rows, f"changed_{name}", alt=f"Changed in {title}", register=name,
                file_name=f"{code}-{name}",
            )  # fmt: skip


def _rows(change: int, register: str) -> pl.DataFrame:
    """Rows before and after a change, key first, without columns in which nothing moved."""
    rows = repository().query("change_rows", register=register, change=change, limit=100)
    key = list(REGISTERS[register].key)
    rows = rows.sort(*key, pl.col("state") == "after")
    moved = [
        name for name in rows.columns
        if name not in key and name != "state" and _moves(rows, key, name)
    ]  # fmt: skip
    return rows.select(*key, "state", *moved)


def _moves(rows: pl.DataFrame, key: list[str], name: str) -> bool:
    """Return whether a column says different things before and after, or of a new row anything."""
    per_key = rows.group_by(key).agg(n=pl.len(), n_values=pl.col(name).n_unique())
    is_new = per_key.filter(pl.col("n") == 1)
    return per_key["n_values"].max() != 1 or (is_new.height > 0 and rows[name].count() > 0)


def by_figures() -> None:
    """Show decisions a month, and by board how long after they were due gates are held."""
    rows = data.derived("decisions a month", _months)
    chart(decided(rows), "decided")
    held = data.derived("days to hold", lambda: analysis.days_to_hold(data.table("gate")))
    st.markdown("**From due to held, by board**")
    if held.is_empty():
        empty("No gate was held yet.", "Gates are decided on the page Gate review.")
        return
    names = data.table("board").select(board="code", board_name="name")
    shown = held.join(names, on="board", how="left", maintain_order="left")
    grid(
        shown.select("board", "board_name", "n_gates", "held_after"), "days_to_hold",
        alt="Median days from due to held, by board", labels={"board_name": "Name"},
        file_name="days-from-due-to-held",
    )  # fmt: skip


def _months() -> pl.DataFrame:
    return (
        data.query("decisions_register")
        .group_by(pl.col("decided_on").dt.month_start().alias("month"), "outcome")
        .agg(n_decisions=pl.len().cast(pl.Int64))
    )

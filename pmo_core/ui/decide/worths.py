"""What binds the selection, and what a little more of it would be worth."""

import polars as pl
import streamlit as st

from pmo_core.analysis.selection import result
from pmo_core.analysis.selection.case import Case
from pmo_core.jobs.solver_run import Ticket
from pmo_core.model.what_if import WhatIf
from pmo_core.ui.decide import solving
from pmo_core.ui.decide.answer import Found
from pmo_core.ui.grid import grid
from pmo_core.ui.text import plain

_EVERY = 0.7


def view(case: Case, what_if: WhatIf, found: Found, currency: str) -> None:
    """Draw each limit and rule with what it costs; each figure comes from solving again."""
    shown = result.to_json(found.formulation, found.answer)
    options = {"chosen": shown["chosen"], "bound": shown["bound"], "currency": currency}
    ticket = solving.ask("prices", case, what_if, {**options, "seconds": 20}, seconds=40)
    st.fragment(_prices, run_every=None if ticket.is_done else _EVERY)(ticket)


def _prices(ticket: Ticket) -> None:
    if ticket.failed:
        st.warning(plain(ticket.failed), icon=":material/error:")
        return
    prices = (ticket.latest() or {"prices": []})["prices"]
    if not ticket.is_done:
        st.caption(
            f":material/progress_activity: Solving again for each limit, {len(prices)} so far ..."
        )
    if not prices:
        return
    rows = pl.DataFrame(
        [(_sentence(one["words"]), one["is_binding"], one["sentence"]) for one in prices],
        schema={"constraint": pl.String, "is_binding": pl.Boolean, "effect": pl.String},
        orient="row",
    ).sort("is_binding", descending=True, nulls_last=True, maintain_order=True)
    grid(rows, "decide_prices", alt="Limits and rules with what a little more of each is worth")


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]

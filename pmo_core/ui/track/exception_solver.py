"""Who would take the money and the people of a stopped project, as the solver finds it."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis import freed_money
from pmo_core.analysis.selection import result
from pmo_core.analysis.selection.case import Case
from pmo_core.charts import short
from pmo_core.errors import PmoError, Refused
from pmo_core.model.what_if import WhatIf
from pmo_core.ui import data, facts
from pmo_core.ui.decide import solving, state
from pmo_core.ui.errors import tell
from pmo_core.ui.grid import grid
from pmo_core.ui.page import as_of
from pmo_core.ui.text import counted

SECONDS = 3.0
"""How long each of the two selections is searched for at most."""
_ASKED = "exception_solved"


def ask(project: str) -> None:
    """Offer to solve with and without the project, and show who comes in and who falls out.

    Parameters
    ----------
    project : str
        Code of an open project.
    """
    if st.button(
        "Ask the solver", icon=":material/tune:", key="exception_solve",
        help="Selects anew under the controls of What-if, with and without this project: its money "
        "and its people are free then, and what needs it falls out. It takes a few seconds.",
    ):  # fmt: skip
        st.session_state[_ASKED] = project
    if st.session_state.get(_ASKED) != project:
        return
    try:
        with st.spinner("Selecting with and without it ..."):
            rows, is_proven = _solved(project, state.current())
    except PmoError as problem:
        tell(problem)
        return
    proof = "Both selections are proven to be best." if is_proven else (
        f"The best found in {SECONDS:g} seconds each; better ones may exist."
    )  # fmt: skip
    if rows.is_empty():
        st.caption(f"Nobody: the selection of What-if stays as it is without it. {proof}")
        return
    enter = rows.filter(pl.col("move") == "comes in")
    cost = short(enter["cost"].sum(), data.settings().base_currency)
    n_out = rows.height - enter.height
    falls = f", and {n_out:,} fall out for them" if n_out else ""
    st.caption(f"{counted(enter.height, 'candidate')} would come in, for {cost}{falls}. {proof}")
    grid(
        rows, "takers_solved", alt="Candidates that come in or fall out without this project",
        labels={"project": "Code", "name": "Candidate"}, pinned=("name",),
        file_name=f"{project}-money-instead-solved",
    )  # fmt: skip


def _solved(project: str, what_if: WhatIf) -> tuple[pl.DataFrame, bool]:
    def make() -> tuple[pl.DataFrame, bool]:
        case = facts.case(as_of())
        now, found = _best(case, what_if, [])
        then, freed = _best(freed_money.without(case, project), what_if, found["chosen"])
        is_proven = found["status"] == freed["status"] == "optimal"
        return freed_money.moves(now, then), is_proven

    return data.derived(
        "who takes it by the solver", make, as_of=as_of(), project=project,
        what_if=what_if.model_dump_json(),
    )  # fmt: skip


def _best(case: Case, what_if: WhatIf, start: list[Any]) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Return the candidates with whether they are chosen, and the answer behind it."""
    options = {"seconds": SECONDS, "start": start}
    ticket = solving.ask("solve", case, what_if, options, lane="quick", seconds=10 + SECONDS)
    found = ticket.wait(5 + SECONDS)
    if found is None or not ticket.is_done or found["status"] in ("infeasible", "unknown"):
        raise Refused(
            ticket.failed or "Under the controls of What-if no selection was found.",
            "Look at What-if, then ask again.",
        )
    formulation = solving.formulated(case, what_if)
    return result.chosen(formulation, result.from_json(formulation, found)), found


__all__ = ["SECONDS", "ask"]

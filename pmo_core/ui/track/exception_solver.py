"""Who would take the money and the people of a stopped project, as the solver finds it."""

from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis import freed_money
from pmo_core.analysis.selection import result
from pmo_core.analysis.selection.case import Case
from pmo_core.charts import short
from pmo_core.errors import PmoError, Refused
from pmo_core.jobs.solver_run import Ticket
from pmo_core.model.what_if import WhatIf
from pmo_core.ui import data, facts
from pmo_core.ui.decide import solving, state
from pmo_core.ui.errors import tell
from pmo_core.ui.grid import grid
from pmo_core.ui.page import as_of
from pmo_core.ui.text import counted

SECONDS = 3.0
"""How long each of the two selections is searched for at most."""
_EVERY = 0.6
_SEARCH = "exception_search"


@dataclass
class _Search:
    """Two questions, one after the other: the selection as it is, and without the project."""

    question: tuple[str, str, str]
    now: Ticket
    then: Ticket | None = None
    found: pl.DataFrame | None = None
    is_proven: bool = False


def ask(project: str) -> None:
    """Offer to solve with and without the project, and show who comes in and who falls out.

    Parameters
    ----------
    project : str
        Code of an open project.
    """
    is_asked = st.button(
        "Ask the solver", icon=":material/tune:", key="exception_solve",
        help="Selects anew under the controls of What-if, with and without this project: its money "
        "and its people are free then, and what needs it falls out. It takes a few seconds.",
    )  # fmt: skip
    search: _Search | None = st.session_state.get(_SEARCH)
    if not is_asked and (search is None or search.question[0] != project):
        return
    case, what_if = facts.case(as_of()), state.current()
    question = (project, case.content_hash, what_if.model_dump_json())
    try:
        if is_asked or search is None or search.question != question:
            search = _Search(question, _put(case, what_if, []))
            st.session_state[_SEARCH] = search
        _advance(search, case, what_if)
    except PmoError as problem:
        st.session_state.pop(_SEARCH, None)
        tell(problem)
        return
    if search.found is None:
        st.fragment(_follow, run_every=_EVERY)(search)
    else:
        _show(search.found, project, is_proven=search.is_proven)


def _follow(search: _Search) -> None:
    """Say that it is searched, and draw the page again as soon as one of the two is answered."""
    st.caption(":material/hourglass_top: Selecting with and without it ...")
    if (search.then or search.now).is_done:
        st.rerun()


def _show(rows: pl.DataFrame, project: str, *, is_proven: bool) -> None:
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


def _put(case: Case, what_if: WhatIf, start: list[Any]) -> Ticket:
    """Put one of the two questions."""
    options = {"seconds": SECONDS, "start": start}
    return solving.ask("solve", case, what_if, options, lane="quick", seconds=10 + SECONDS)


def _advance(search: _Search, case: Case, what_if: WhatIf) -> None:
    """Put the second question when the first is answered; compare when both are.

    Raises
    ------
    Refused
        One of them has no answer.
    """
    now = None if search.found is not None else _answer(search.now)
    if now is None:
        return
    without = freed_money.without(case, search.question[0])
    if search.then is None:
        search.then = _put(without, what_if, now["chosen"])
    then = _answer(search.then)
    if then is not None:
        search.found = freed_money.moves(
            _chosen(case, what_if, now), _chosen(without, what_if, then)
        )
        search.is_proven = now["status"] == then["status"] == "optimal"


def _answer(ticket: Ticket) -> dict[str, Any] | None:
    """Return the answer to a question; None while it is searched."""
    found = ticket.wait(solving.PROMPT)
    if not ticket.is_done:
        return None
    if found is None or found["status"] in ("infeasible", "unknown"):
        raise Refused(
            ticket.failed or "Under the controls of What-if no selection was found.",
            "Look at What-if, then ask again.",
        )
    return found


def _chosen(case: Case, what_if: WhatIf, answer: dict[str, Any]) -> pl.DataFrame:
    """Return the candidates with whether they are chosen."""
    formulation = solving.formulated(case, what_if)
    return result.chosen(formulation, result.from_json(formulation, answer))


__all__ = ["SECONDS", "ask"]

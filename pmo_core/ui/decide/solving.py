"""Asking the solver without holding up a page: a first answer at once, better ones as they come."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import streamlit as st

from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.jobs.solver import Solver
from pmo_core.jobs.solver_run import Lane, Ticket
from pmo_core.model.what_if import WhatIf
from pmo_core.ui import facts

PROMPT = 0.12
"""Seconds in which a small case is proven; a page waits so long before it shows a first guess."""
PATIENCE = 2.0
"""Seconds that a page waits for a first answer before it shows that it is still waiting."""
SEARCH = 20.0
"""Seconds that the search for a better selection goes on by itself."""
_EVERY = 0.6
_BEST = "decide_best"


@st.cache_resource(show_spinner=False, on_release=lambda solver: solver.close())
def solver() -> Solver:
    """Return the solver of this process."""
    return Solver()


def case(as_of: date) -> Case:
    """Return what selections are made from, on the data that is kept now."""
    return facts.case(as_of)


def formulated(of: Case, what_if: WhatIf) -> Formulation:
    """Return the case under the what-if; remembered for the latest ones."""
    return _formulated(of.content_hash, what_if.model_dump_json(), of, what_if)


@st.cache_resource(max_entries=64, show_spinner=False)
def _formulated(case_hash: str, controls: str, _case: Case, _what_if: WhatIf) -> Formulation:
    return build(_case, _what_if)


@dataclass(frozen=True)
class Solved:
    """The best selection so far, and whether a better one is still searched for.

    Parameters
    ----------
    result : dict or None
        As the task "solve" gives it; None while there is no first answer.
    search : Ticket or None
        The search for a better one; None when the first answer is proven.
    failed : str
        Why there is no answer, in one sentence; empty otherwise.
    """

    result: dict[str, Any] | None
    search: Ticket | None
    failed: str = ""

    @property
    def is_searching(self) -> bool:
        """Whether a better selection is still searched for."""
        return self.search is not None and not self.search.is_done


def solve(of: Case, what_if: WhatIf) -> Solved:
    """Return the best selection known now; the search goes on behind the page.

    A change of the controls cancels the search of the ones before.
    """
    known = _known(of, what_if)
    if known is None:
        first = ask("solve", of, what_if, {"seconds": 0.25}, lane="quick", seconds=10.0)
        result = first.wait(PROMPT) or first.wait(PATIENCE, first=True)
        if result is None:
            return Solved(None, first, first.failed or "")
        known = _Known(result["chosen"], result)
        st.session_state[_BEST] = (_question(of, what_if), known)
    if known.best["status"] in ("optimal", "infeasible"):
        return Solved(known.best, None)
    options = {"seconds": SEARCH, "start": known.start}
    search = ask("solve", of, what_if, options, lane="long", seconds=SEARCH + 20)
    known.best = _better(known.best, search.latest())
    return Solved(known.best, search, search.failed or "")


@dataclass
class _Known:
    """What this session knows of one question: it is never shown, or kept, less than that again."""

    start: list[Any]
    best: dict[str, Any]


def _better(known: dict[str, Any], latest: dict[str, Any] | None) -> dict[str, Any]:
    """Return what is latest, unless it falls behind what is known."""
    if latest is None or (known["chosen"] and not latest["chosen"]):
        return known
    return known if known["chosen"] and latest["value"] < known["value"] else latest


def _known(of: Case, what_if: WhatIf) -> _Known | None:
    question, known = st.session_state.get(_BEST, ("", None))
    return known if question == _question(of, what_if) else None


def _question(of: Case, what_if: WhatIf) -> str:
    return of.content_hash + what_if.model_dump_json()


def ask(
    task: str, of: Case, what_if: WhatIf, options: dict[str, Any] | None = None, *,
    lane: Lane = "long", seconds: float = 60.0,
) -> Ticket:  # fmt: skip
    """Put a question to the solver in the name of this session; asked again, it is the same one."""
    return solver().ask(_owner(), task, of, what_if, options or {}, lane=lane, seconds=seconds)


def follow(solved: Solved, draw: Callable[[dict[str, Any], Ticket | None], None]) -> None:
    """Draw the state of the search again and again until it ends; a better set redraws the page.

    Parameters
    ----------
    solved : Solved
        With a result.
    draw : callable
        Called with the latest result and the search; draws the proof and a way to stop.
    """
    every = _EVERY if solved.is_searching else None
    st.fragment(_follow, run_every=every)(solved, solved.is_searching, draw)


def _follow(
    shown: Solved, was_searching: bool, draw: Callable[[dict[str, Any], Ticket | None], None]
) -> None:
    assert shown.result is not None
    latest = _better(shown.result, shown.search.latest() if shown.search else None)
    draw(latest, shown.search)
    is_better = bool(latest["chosen"]) and latest["chosen"] != shown.result["chosen"]
    # It may have ended while the page was drawn, which then shows what was known before.
    is_over = not shown.is_searching and (was_searching or latest != shown.result)
    if is_better or is_over:
        st.rerun()


def _owner() -> str:
    if "decide_owner" not in st.session_state:
        st.session_state["decide_owner"] = uuid.uuid4().hex
    return cast(str, st.session_state["decide_owner"])

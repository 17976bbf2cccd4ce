"""The questions about a selection that take time, by name: they run in a process of their own."""

from collections.abc import Callable
from typing import Any

from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.conflicts import task as conflicts_task
from pmo_core.analysis.selection.frontier import task as frontier_task
from pmo_core.analysis.selection.prices import task as prices_task
from pmo_core.analysis.selection.result import columns_of, to_json
from pmo_core.analysis.selection.robustness import task as robustness_task
from pmo_core.analysis.selection.warm import engine_for
from pmo_core.analysis.selection.why import task as why_task
from pmo_core.model.what_if import WhatIf

Report = Callable[[dict[str, Any]], None]
Stop = Callable[[], bool]
Task = Callable[[Case, WhatIf, dict[str, Any], Report, Stop], dict[str, Any]]


def solve_task(
    case: Case, what_if: WhatIf, options: dict[str, Any], report: Report, stop: Stop
) -> dict[str, Any]:
    """Return the best selection, reporting each better one or better bound.

    Parameters
    ----------
    case : Case
        What is selected from.
    what_if : WhatIf
        Under which controls.
    options : dict
        seconds: time limit, 10 where not given. start: [project, delay in months] of a selection
        that is kept unless another one is worth more.
    report, stop : callable
        Takes what is known so far; tells when to end.

    Returns
    -------
    dict
        See `result.to_json`.
    """
    formulation = build(case, what_if)
    start = columns_of(formulation, options.get("start") or [])
    with engine_for(formulation.problem) as engine:
        answer = engine.improve(
            float(options.get("seconds", 10.0)),
            on_answer=lambda answer: report(to_json(formulation, answer)),
            stop=stop,
            start=start if len(start) else None,
        )
    return to_json(formulation, answer)


TASKS: dict[str, Task] = {
    "solve": solve_task,
    "robustness": robustness_task,
    "why": why_task,
    "prices": prices_task,
    "conflicts": conflicts_task,
    "frontier": frontier_task,
}

__all__ = ["TASKS", "Report", "Stop", "Task", "solve_task"]

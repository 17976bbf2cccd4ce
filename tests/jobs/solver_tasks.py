"""Tiny tasks that the tests put to the solver: each does one thing that real ones may do."""

import time
from collections.abc import Callable
from typing import Any

from pmo_core.analysis.selection.case import Case
from pmo_core.errors import Refused
from pmo_core.model.what_if import WhatIf

Report = Callable[[dict[str, Any]], None]
Stop = Callable[[], bool]


def echo(
    case: Case, what_if: WhatIf, options: dict[str, Any], report: Report, stop: Stop
) -> dict[str, Any]:
    """Answer at once with what was asked."""
    print("a library that prints must not disturb the answers")
    return {
        "budget_pct": what_if.budget_pct,
        "n_projects": case.projects.height,
        "seconds": options["seconds"],
        "given": options.get("given"),
    }


def count(
    case: Case, what_if: WhatIf, options: dict[str, Any], report: Report, stop: Stop
) -> dict[str, Any]:
    """Report a growing number until told to stop."""
    number = 0
    while not stop():
        number += 1
        report({"number": number})
        time.sleep(0.01)
    return {"number": number, "is_last": True}


def deaf(
    case: Case, what_if: WhatIf, options: dict[str, Any], report: Report, stop: Stop
) -> dict[str, Any]:
    """Never look whether to stop."""
    report({"is_deaf": True})
    time.sleep(600)
    return {}


def greedy(
    case: Case, what_if: WhatIf, options: dict[str, Any], report: Report, stop: Stop
) -> dict[str, Any]:
    """Take 3 GB."""
    return {"taken": len([bytearray(50_000_000) for _ in range(60)])}


def refusing(
    case: Case, what_if: WhatIf, options: dict[str, Any], report: Report, stop: Stop
) -> dict[str, Any]:
    """Refuse with a sentence for the user."""
    raise Refused("No project has a cost.", "Give some.")


def faulty(
    case: Case, what_if: WhatIf, options: dict[str, Any], report: Report, stop: Stop
) -> dict[str, Any]:
    """Fail as a bug does."""
    return {"value": 1 / options["zero"]}


TASKS = {task.__name__: task for task in (echo, count, deaf, greedy, refusing, faulty)}

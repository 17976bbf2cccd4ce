"""Blocking links: a project may not start before what it needs has finished."""

import numpy as np

from pmo_core.analysis.selection.build_starts import Starts
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.rules import RuleRow, Ruling, bar_for_want, membership
from pmo_core.errors import Finding
from pmo_core.model.what_if import WhatIf


def apply_links(case: Case, what_if: WhatIf, starts: Starts, ruling: Ruling) -> None:
    """Add the rows of the links between candidates, and bar projects whose need cannot be met.

    If A needs B: A is in only if B is, and start of A >= finish of B - overlap, where overlap is
    what the plan has by itself (max(0, planned finish of B - planned start of A)): a plan that
    contradicts the link is taken as it stands, and a later start never makes things worse. What
    runs or is closed is there. The code of a link is "A>B"; a dropped one does not hold.
    """
    pairs = case.links.select("project", "needs").unique().sort("project", "needs")
    for project, needs in pairs.iter_rows():
        code = f"{project}>{needs}"
        if project not in starts.number or project == needs or code in what_if.dropped:
            continue
        if needs in starts.number:
            ruling.rows.extend(_rows(code, starts, project, needs, ruling))
        elif not starts.is_in(needs):
            bar_for_want(ruling, starts, code, project, needs)


def overlap(starts: Starts, project: int, needs: int) -> int:
    """Return the months by which the plan starts a project before what it needs has finished."""
    finish = starts.planned[needs] + starts.n_months[needs]
    return max(0, int(finish - starts.planned[project]))


def _rows(code: str, starts: Starts, project: str, needs: str, ruling: Ruling) -> list[RuleRow]:
    """For each month t: started by t <= those of the needed that allow it; only the tightest."""
    one, other = starts.number[project], starts.number[needs]
    early = overlap(starts, one, other)
    if early:
        message = f"{project} needs {needs}, but is planned to start {early} months too early."
        ruling.findings.append(Finding("info", "plan_contradicts_link", message, value=code))
    own, needed = starts.columns([one]), starts.columns([other])
    allowed_from = starts.earliest[other] + starts.n_months[other] - early
    month = starts.earliest[one] + np.arange(len(own))
    n_done = np.clip(month - allowed_from + 1, 0, len(needed))
    is_last = np.append(n_done[1:] != n_done[:-1], True)
    return [
        membership("requires", code, own[: at + 1], needed[: n_done[at]], upper=0.0)
        for at in np.flatnonzero(is_last)
    ]


__all__ = ["apply_links", "overlap"]

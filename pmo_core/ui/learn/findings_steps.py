"""How far a finding has come: found, acted upon, said to be done, and what the re-test showed."""

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from pmo_core.analysis import findings as analysis
from pmo_core.jobs.corrective_actions import RUNNING
from pmo_core.model import AuditFinding, CorrectiveAction
from pmo_core.ui.text import iso, plain

Stands = Literal["past", "next", "later", "failed"]
_ICONS: dict[Stands, str] = {
    "past": ":green[:material/check_circle:]", "next": ":blue[:material/arrow_circle_right:]",
    "later": ":gray[:material/radio_button_unchecked:]", "failed": ":red[:material/replay:]",
}  # fmt: skip
_WIDTH = 165


@dataclass(frozen=True)
class Step:
    """A step on the way of a finding: its name, when and by whom, and whether it lies behind."""

    name: str
    told: str
    stands: Stands


def steps(finding: AuditFinding, actions: list[CorrectiveAction], today: str) -> list[Step]:
    """Return the steps of a finding.

    Parameters
    ----------
    finding : AuditFinding
        As it is kept.
    actions : list of CorrectiveAction
        Those against it.
    today : str
        How it stands, one of `analysis.findings.STATES`.
    """
    by = f", run {finding.found_run}" if finding.found_run else ""
    found = Step("Found", f"{iso(finding.found_on)}{by}", "past")
    if today == analysis.ACCEPTED:
        until = f"until {iso(finding.accepted_until)}, {finding.accepted_by}"
        return [
            found,
            Step("Accepted", until, "past"),
            Step("Open again", "the day after", "later"),
        ]
    if today == analysis.WITHDRAWN:
        return [found, Step("Withdrawn", iso(finding.closed_on), "past")]
    kept = [one for one in actions if one.state != "canceled"]
    return [found, _planned(kept, today), _done(kept, today), _tested(finding, kept, today)]


def _planned(kept: list[CorrectiveAction], today: str) -> Step:
    if not kept:
        told = "nobody planned one" if today == analysis.VERIFIED else "to be planned"
        return Step("Action", told, "later" if today == analysis.VERIFIED else "next")
    owners = " and ".join(sorted({one.owner for one in kept}))
    return Step("Action", f"{owners}, due {iso(max(one.due_on for one in kept))}", "past")


def _done(kept: list[CorrectiveAction], today: str) -> Step:
    days = [one.done_on for one in kept if one.done_on and one.state not in RUNNING]
    if today in (analysis.TO_RETEST, analysis.VERIFIED):
        return Step("Done", iso(max(days)) if days else "nobody said so", "past")
    waits = any(one.state in RUNNING for one in kept)
    return Step("Done", "its owner says so", "next" if waits else "later")


def _tested(finding: AuditFinding, kept: list[CorrectiveAction], today: str) -> Step:
    if today == analysis.VERIFIED:
        by = f", run {finding.closed_run}" if finding.closed_run else ""
        return Step("Verified", f"{iso(finding.closed_on)}{by}", "past")
    tests = [(one.tested_on, one) for one in kept if one.tested_on and one.n_reopened]
    if tests and today == analysis.REOPENED:
        day, last = max(tests, key=lambda test: test[0])
        by = f", run {last.tested_run}" if last.tested_run else ""
        return Step("Re-test failed", f"{iso(day)}{by}: reopened", "failed")
    told = "the rule runs again" if finding.rule else "somebody else looks"
    return Step("Re-test", told, "next" if today == analysis.TO_RETEST else "later")


def draw(found: list[Step]) -> None:
    """Draw the steps side by side, in a narrow window below each other."""
    with st.grid(len(found), min_column_width=_WIDTH, border=True, key="finding_steps") as cells:
        for step in found:
            with cells.cell(), st.container(gap="xxsmall"):
                st.markdown(f"{_ICONS[step.stands]} **{step.name}**")
                st.caption(plain(step.told))


__all__ = ["Step", "draw", "steps"]

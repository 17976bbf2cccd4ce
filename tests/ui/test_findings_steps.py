"""How far a finding has come: which step lies behind, which is next."""

from datetime import date

import pytest

from pmo_core.model import AuditFinding, CorrectiveAction
from pmo_core.ui.learn.findings_steps import steps

FOUND = AuditFinding(
    code="F-0001", name="Status missing", grade="minor", state="open", rule="DQ-01", project="A",
    found_on=date(2026, 9, 2), found_run="R-0001", raised_by="Ida",
)  # fmt: skip
PLANNED = CorrectiveAction(
    code="CA-0001", finding="F-0001", name="Report", owner="Tom", due_on=date(2026, 9, 26),
    effective_when="DQ-01 passes.",
)  # fmt: skip
DAY = date(2026, 10, 2)


@pytest.mark.parametrize(
    ("today", "finding", "action", "stand"),
    [
        ("open", {}, None, "past next later later"),
        ("in action", {}, {}, "past past next later"),
        ("to re-test", {}, {"state": "done", "done_on": DAY}, "past past past next"),
        ("reopened", {}, {"state": "reopened", "done_on": DAY, "tested_on": DAY, "n_reopened": 1},
         "past past next failed"),
        ("verified", {"state": "verified", "closed_on": DAY, "closed_run": "R-0002"},
         {"state": "verified", "done_on": DAY, "tested_on": DAY}, "past past past past"),
        ("verified", {"state": "verified", "closed_on": DAY}, None, "past later past past"),
        ("accepted", {"state": "accepted", "accepted_until": DAY, "accepted_by": "Sue",
                      "reason": "Soon over."}, None, "past past later"),
        ("withdrawn", {"state": "withdrawn", "closed_on": DAY, "reason": "None."}, {},
         "past past"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_each_step_lies_behind_or_ahead(today: str, finding, action, stand: str) -> None:
    """What is next is marked; a re-test that failed stands out; an acceptance has its own way."""
    actions = [] if action is None else [PLANNED.model_copy(update=action)]
    told = steps(FOUND.model_copy(update=finding), actions, today)
    assert " ".join(step.stands for step in told) == stand
    assert told[0].told == "2026-09-02, run R-0001"


def test_what_was_given_up_is_no_action() -> None:
    """A canceled action leaves the finding without one; the last step says how it was tested."""
    given_up = PLANNED.model_copy(update={"state": "canceled", "done_note": "No."})
    assert steps(FOUND, [given_up], "open")[1].told == "to be planned"
    failed = PLANNED.model_copy(
        update={"state": "reopened", "tested_on": DAY, "tested_run": "R-0002", "n_reopened": 1}
    )
    last = steps(FOUND, [failed], "reopened")[-1]
    assert (last.name, last.told) == ("Re-test failed", "2026-10-02, run R-0002: reopened")

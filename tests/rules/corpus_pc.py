"""Examples of the rules about how processes are kept to."""

from datetime import datetime, time
from typing import Any

from pmo_core.analysis.charter import charter_hash
from pmo_core.model import (
    Acknowledgement,
    Adoption,
    Baseline,
    Board,
    ChangeRequest,
    Charter,
    CharterApproval,
    Condition,
    Decision,
    Deliverable,
    Department,
    Gate,
    Lesson,
    Person,
    Policy,
    ProjectOutcome,
    RaidItem,
    Role,
)
from tests.rules.example import (
    ago,
    ahead,
    closed,
    fails,
    money,
    passes,
    project,
    report,
    running,
    spent,
)


def _gate(of: str, number: int, held: int | None = None, **fields: Any) -> Gate:
    """Return gate `number` of a project, held so many days ago."""
    held_on = None if held is None else ago(held)
    return Gate(project=of, gate=f"G{number}", number=number, held_on=held_on, **fields)


def _decision(code: str, days: int, **fields: Any) -> Decision:
    """Return a decision of so many days ago."""
    told = {
        "board": "PC", "about": "gate", "outcome": "go", "reason": "It holds.",
        "recorded_by": "Ida Brandt", "recorded_at": datetime.combine(ago(days), time(10)),
    }  # fmt: skip
    return Decision(code=code, decided_on=ago(days), **told | fields)


def _baseline(of: str, days: int, number: int = 1, **fields: Any) -> Baseline:
    """Return a baseline of so many days ago."""
    return Baseline(project=of, number=number, approved_on=ago(days), **fields)


def _charter(of: str, purpose: str = "One login.") -> Charter:
    return Charter(project=of, purpose=purpose)


def _approvals(of: str, purpose: str = "One login.") -> tuple[CharterApproval, ...]:
    """Return the approvals that a small project needs, of a charter with this purpose."""
    text = charter_hash(_charter(of, purpose).model_dump())
    return tuple(
        CharterApproval(
            project=of, position=position, charter_hash=text, approver="Ana Ruiz",
            approved_at=datetime.combine(ago(290), time(10)),
        )
        for position in ("sponsor", "project manager")
    )  # fmt: skip


GATES = (
    fails("PC-01", "The second gate was held, the first never.", project("PC01-A"),
          _gate("PC01-A", 1), _gate("PC01-A", 2, 30)),
    passes("PC-01", "The first gate is held, the second is still to come.", project("PC01-B"),
           _gate("PC01-B", 1, 30), _gate("PC01-B", 2)),
    passes("PC-01", "The gate that was left out is not required.", project("PC01-C"),
           _gate("PC01-C", 1, is_required=False), _gate("PC01-C", 2, 30)),
    fails("PC-02", "The next gate was due two months ago.", running("PC02-A"),
          _gate("PC02-A", 1, 90), _gate("PC02-A", 2, due_on=ago(60))),
    passes("PC-02", "It was due last week.", running("PC02-B"),
           _gate("PC02-B", 1, due_on=ago(7))),
    passes("PC-02", "A later gate was held since.", running("PC02-C"),
           _gate("PC02-C", 1, due_on=ago(60)), _gate("PC02-C", 2, 30)),
    fails("PC-03", "The second gate was held before the first.", project("PC03-A"),
          _gate("PC03-A", 1, 30), _gate("PC03-A", 2, 60)),
    passes("PC-03", "Both were held on one day.", project("PC03-B"),
           _gate("PC03-B", 1, 30), _gate("PC03-B", 2, 30)),
    fails("PC-05", "The test plan is missing two months after its gate.", running("PC05-A"),
          _gate("PC05-A", 1, 60, outcome="go"),
          Deliverable(project="PC05-A", code="D1", name="Test plan", gate="G1")),
    passes("PC-05", "It came three weeks late.", running("PC05-B"),
           _gate("PC05-B", 1, 60, outcome="go"),
           Deliverable(project="PC05-B", code="D1", name="Test plan", gate="G1",
                       delivered_on=ago(39))),
    passes("PC-05", "The go was given on the condition that it comes next month.",
           Board(code="PC", name="Steering committee"), running("PC05-C"),
           _gate("PC05-C", 1, 60, outcome="conditional go"),
           _decision("PC05-D", 60, project="PC05-C", subject="G1", outcome="conditional go"),
           Condition(decision="PC05-D", number=1, text="Test plan.", owner="Tom Okafor",
                     due_on=ahead(30)),
           Deliverable(project="PC05-C", code="D1", name="Test plan", gate="G1")),
    fails("PC-11", "A condition was due last week.", running("PC11-A"),
          _decision("PC11-D", 60, project="PC11-A", subject="G1", outcome="conditional go"),
          Condition(decision="PC11-D", number=1, text="Pilot.", owner="Tom Okafor",
                    due_on=ago(7))),
    passes("PC-11", "It was met, if late.", running("PC11-B"),
           _decision("PC11-E", 60, project="PC11-B", subject="G1", outcome="conditional go"),
           Condition(decision="PC11-E", number=1, text="Pilot.", owner="Tom Okafor",
                     due_on=ago(7), met_on=ago(1))),
    passes("PC-11", "Another decision took the place of the one that asked for it.",
           running("PC11-C"),
           _decision("PC11-F", 60, project="PC11-C", subject="G1", outcome="conditional go"),
           Condition(decision="PC11-F", number=1, text="Pilot.", owner="Tom Okafor",
                     due_on=ago(7)),
           _decision("PC11-G", 30, project="PC11-C", subject="G1", outcome="conditional go",
                     supersedes="PC11-F"),
           Condition(decision="PC11-G", number=1, text="Handbook.", owner="Tom Okafor",
                     due_on=ago(5), met_on=ago(6))),
    fails("PC-15", "Work was posted a month before the first gate.", running("PC15-A"),
          _gate("PC15-A", 1, 60, outcome="go"), spent("PC15-A", 90, 640)),
    fails("PC-15", "The first gate was never held.", running("PC15-B"), _gate("PC15-B", 1),
          spent("PC15-B", 90, 640)),
    passes("PC-15", "Work began on the day of the gate.", running("PC15-C"),
           _gate("PC15-C", 1, 60, outcome="go"), spent("PC15-C", 60, 640)),
)  # fmt: skip

AGREED = (
    fails("PC-04", "It is in delivery without a charter.", running("PC04-A")),
    fails("PC-04", "The text that was approved is not the one that it has now.",
          running("PC04-B", planned_cost=money(10_000)), _charter("PC04-B", "Two logins."),
          *_approvals("PC04-B")),
    passes("PC-04", "Sponsor and project manager have approved it as it reads.",
           running("PC04-C", planned_cost=money(10_000)), _charter("PC04-C"),
           *_approvals("PC04-C")),
    fails("PC-06", "A change is approved, and no decision is named.", running("PC06-A"),
          ChangeRequest(code="PC06-1", project="PC06-A", name="Mobile", reason="opportunity",
                        author="Tom Okafor", state="approved", submitted_on=ago(60))),
    fails("PC-06", "The decision that is named has rejected it.", running("PC06-B"),
          _decision("PC06-D", 30, project="PC06-B", about="change request", subject="PC06-2",
                    outcome="rejected"),
          ChangeRequest(code="PC06-2", project="PC06-B", name="Mobile", reason="opportunity",
                        author="Tom Okafor", state="approved", decision="PC06-D",
                        submitted_on=ago(60))),
    fails("PC-06", "A second baseline that nobody has decided.", running("PC06-C"),
          _baseline("PC06-C", 200), _baseline("PC06-C", 30, 2)),
    passes("PC-06", "The board has approved the change and its baseline.", running("PC06-E"),
           _decision("PC06-F", 30, project="PC06-E", about="change request", subject="PC06-3",
                     outcome="approved"),
           ChangeRequest(code="PC06-3", project="PC06-E", name="Mobile", reason="opportunity",
                         author="Tom Okafor", state="approved", decision="PC06-F",
                         submitted_on=ago(60)),
           _baseline("PC06-E", 30, 2, decision="PC06-F")),
    fails("PC-07", "Planned are 120,000; agreed were 100,000.",
          running("PC07-A", planned_cost=money(120_000)),
          _baseline("PC07-A", 200, planned_cost=money(100_000))),
    fails("PC-07", "The plan ends a month after the baseline.", running("PC07-B"),
          _baseline("PC07-B", 200, planned_finish=ahead(270))),
    passes("PC-07", "The plan is the newest baseline.",
           running("PC07-C", planned_cost=money(120_000)),
           _baseline("PC07-C", 200, planned_cost=money(100_000)),
           _baseline("PC07-C", 30, 2, planned_cost=money(120_000), planned_finish=ahead(300))),
    fails("PC-08", "It runs since 300 days without a baseline.", running("PC08-A")),
    fails("PC-08", "Its first baseline begins to hold next month.", running("PC08-B"),
          _baseline("PC08-B", -30)),
    passes("PC-08", "It has one.", running("PC08-C"), _baseline("PC08-C", 290)),
    fails("PC-12", "It runs since 300 days by no method.", running("PC12-A")),
    passes("PC-12", "It follows one.", running("PC12-B"),
           Adoption(project="PC12-B", method="hybrid", revision=1, adopted_on=ago(300))),
    fails("PC-16", "The forecast is 30 % over since two reports, and nobody has decided.",
          running("PC16-A"), report("PC16-A", 61, forecast_cost=money(130_000)),
          report("PC16-A", 30, forecast_cost=money(130_000))),
    passes("PC-16", "The board has let it go on.", running("PC16-B"),
           report("PC16-B", 61, forecast_cost=money(130_000)),
           report("PC16-B", 30, forecast_cost=money(130_000)),
           _decision("PC16-D", 20, project="PC16-B", about="exception", subject="cost")),
)  # fmt: skip

PEOPLE = (
    fails("PC-09", "One of two readers has not acknowledged it.",
          Role(code="PC09", name="PC09"), Department(code="PC09", name="PC09"),
          Person(code="PC09-P", name="Kim Novak 9", role="PC09", department="PC09"),
          Person(code="PC09-Q", name="Ana Ruiz 9", role="PC09", department="PC09"),
          Policy(code="PC09-A", name="Change control", kind="policy", version="2",
                 valid_from=ago(90), readers="PC09"),
          Acknowledgement(policy="PC09-A", version="2", person="Kim Novak 9",
                          acknowledged_on=ago(60)),
          shown={"policy": "PC09-A"}),
    passes("PC-09", "Both have acknowledged it.",
           Policy(code="PC09-B", name="Security", kind="policy", version="1",
                  valid_from=ago(90), readers="PC09"),
           *(Acknowledgement(policy="PC09-B", version="1", person=person, acknowledged_on=ago(60))
             for person in ("Kim Novak 9", "Ana Ruiz 9")),
           shown={"policy": "PC09-B"}),
    passes("PC-09", "It is in force since last week.",
           Policy(code="PC09-C", name="Coding", kind="standard", version="1",
                  valid_from=ago(7), readers="PC09"),
           shown={"policy": "PC09-C"}),
    fails("PC-10", "Nobody owns it, and nothing is done about it.", running("PC10-A"),
          RaidItem(project="PC10-A", code="R1", kind="risk", name="Vendor fails",
                   raised_on=ago(60))),
    passes("PC-10", "It is owned and accepted.", running("PC10-B"),
           RaidItem(project="PC10-B", code="R1", kind="risk", name="Vendor fails",
                    raised_on=ago(60), owner="Tom Okafor", strategy="accept")),
    fails("PC-13", "Closed four months ago, and nobody knows how it was accepted.",
          closed("PC13-A", 120)),
    passes("PC-13", "Its outcome is known.", closed("PC13-B", 120),
           ProjectOutcome(project="PC13-B", accepted_on=ago(110), satisfaction=4.2)),
    fails("PC-14", "Closed four months ago, and nothing was learned.", closed("PC14-A", 120)),
    passes("PC-14", "One lesson is kept.", closed("PC14-B", 120),
           Lesson(code="PC14-L", name="Test data takes a month.", kind="avoid",
                  happened="Tests began without data.", advice="Order it at design.",
                  project="PC14-B", raised_by="Tom Okafor", raised_on=ago(110))),
)  # fmt: skip

EXAMPLES = (*GATES, *AGREED, *PEOPLE)

"""Witnesses and levers as sentences."""

from datetime import date

import polars as pl

from pmo_core.analysis.capacity.feasibility import feasibility
from pmo_core.analysis.capacity.levers import levers
from pmo_core.analysis.capacity.plan import plan
from pmo_core.analysis.capacity.words import proof, proposal
from tests.analysis.capacity.test_levers import TERMS

WEEKS = [date(2027, 3, day) for day in (1, 8, 15, 22)]


def test_a_shortage_over_weeks():
    """The example of the trade: people, days, person-days asked and there, projects."""
    people = [f"E{n}" for n in range(4)]
    one = plan(
        pl.DataFrame({"project": ["A", "B", "C"], "skill": "DEV", "period": WEEKS[0],
                      "until": WEEKS[3], "hours": [200.0, 116.0, 100.0]}),
        pl.DataFrame({"person": people, "hours": 20.0}).join(
            pl.DataFrame({"period": WEEKS}), how="cross"),
        pl.DataFrame({"person": people, "skill": "DEV", "level": 3}),
        unit="week",
    )  # fmt: skip
    (witness,) = feasibility(one).witnesses
    assert proof(witness, "week", names={"DEV": "Developer"}) == (
        "4 people for Developer, 1 March 2027 to 26 March 2027: 52 person-days asked, "
        "40 there; asked by A, B, C."
    )


def test_nobody_and_somebody_promised_twice():
    """Nobody for a skill, and one person with more promises than hours."""
    march = WEEKS[0]
    one = plan(
        pl.DataFrame({"project": ["A"], "skill": ["DBA"], "period": [march], "hours": [8.0]}),
        pl.DataFrame({"person": ["E0"], "period": [march], "hours": [80.0]}),
        pl.DataFrame({"person": ["E0"], "skill": ["DEV"], "level": [3]}),
        pl.DataFrame({"project": ["B", "C"], "skill": "DEV", "period": march, "person": "E0",
                      "hours": [80.0, 12.0]}),
    )  # fmt: skip
    assert [proof(one, "month", names={"E0": "Kim"}) for one in feasibility(one).witnesses] == [
        "Kim, March 2027: 11.5 person-days promised, 10 there; promised to B, C.",
        "Nobody for DBA, March 2027: 1 person-day asked, 0 there; asked by A.",
    ]


def two_months(hours, skills, promised=()):
    """Return a plan of January with developers E0 (there in February, too) and E1."""
    january, february = date(2027, 1, 1), date(2027, 2, 1)
    return plan(
        pl.DataFrame({"project": list(hours), "skill": "DEV", "period": january,
                      "hours": list(hours.values())}),
        pl.DataFrame({"person": ["E0", "E0", "E1"], "period": [january, february, january],
                      "hours": 160.0}),
        pl.DataFrame([(*row, 2) for row in skills], schema=["person", "skill", "level"],
                     orient="row"),
        pl.DataFrame(
            [(project, skill, january, who, h) for project, skill, who, h in promised],
            schema={"project": pl.String, "skill": pl.String, "period": pl.Date,
                    "person": pl.String, "hours": pl.Float64},
            orient="row",
        ),
    )  # fmt: skip


def test_levers_say_what_they_do():
    """Shift, hire and cut as sentences."""
    one = two_months({"A": 100.0, "B": 100.0}, [("E0", "DEV")])
    assert [proposal(lever, "month", {"B": "Payroll"}) for lever in levers(one, TERMS)] == [
        "Shift Payroll by 1 month.",
        "Hire or borrow 14 people for DEV in January 2027 (42 h).",
        "Cut 40 h of DEV on Payroll in January 2027.",
    ]


def test_handing_over_says_who():
    """Handing over as a sentence, and what is promised beside a shortage."""
    skills = [("E0", "DEV"), ("E0", "QA"), ("E1", "QA")]
    one = two_months({"A": 120.0}, skills, [("Z", "QA", "E0", 60.0)])
    assert proof(feasibility(one).witnesses[0], "month") == (
        "1 person for DEV, January 2027: 15 person-days asked, 12.5 there (and 7.5 promised "
        "already); asked by A."
    )
    assert "Hand over 20 h of QA on Z in January 2027 from E0 to E1." in [
        proposal(lever, "month") for lever in levers(one, TERMS)
    ]

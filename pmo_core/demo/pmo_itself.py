"""The PMO of the demonstration: how it assessed itself, the tool it chose, what it announced."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import polars as pl

from pmo_core.demo.boards import PMO
from pmo_core.demo.shape import typed
from pmo_core.model import Announcement, Maturity, ReadReceipt, Tool, ToolCriterion, ToolScore
from pmo_core.model.pmo import Area

Frames = dict[str, pl.DataFrame]

# Area, levels of the three assessments, target, what showed the last one.
AREAS: tuple[tuple[Area, tuple[int, int, int], int, str], ...] = (
    ("governance", (2, 3, 3), 4, "Mandates and gates are written down; skipped gates are counted."),
    ("intake", (1, 2, 3), 3, "Every request of this year got an answer with a reason."),
    ("selection", (2, 2, 3), 4, "One ranking under one budget since the spring."),
    ("planning", (2, 2, 2), 3, "Half of the schedules fail a check of their logic."),
    ("control", (2, 3, 3), 4, "The monthly round; forecasts, but not from all projects."),
    ("risk", (1, 2, 2), 3, "Every project has a list; reserves are still a feeling."),
    ("resources", (1, 1, 2), 3, "Bookings by month; load is looked at after the promise."),
    ("learning", (1, 1, 2), 3, "Lessons at closure; few are used elsewhere."),
)
_AGES = (700, 335, 25)
"""Days between the assessments and the last day of the demonstration."""

EVALUATION = "PPM-TOOL"
# Code, name, weight, whether it must be met.
REQUIREMENTS = (
    ("SSO", "Single sign-on", 3.0, True),
    ("API", "Data can be read by others", 4.0, True),
    ("SCHED", "Schedules with links and leveling", 5.0, False),
    ("PORT", "Selection under a budget", 4.0, False),
    ("EASE", "Easy for people who report once a month", 5.0, False),
    ("COST", "Yearly cost", 2.0, False),
)
# Code, name, who makes it, cost a year, scores in the order of the requirements, a note on one.
TOOLS = (
    ("T-01", "Planwerk", "Nordlicht Software", 42_000, (5, 4, 5, 3, 2, 2),
     ("EASE", "Three of five testers asked for help.")),
    ("T-02", "Portfolio Desk", "Harbor Systems", 31_000, (4, 4, 3, 4, 4, 3),
     ("SCHED", "No leveling.")),
    ("T-03", "Boardly", "Boardly Ltd", 12_000, (0, 3, 1, 2, 5, 5),
     ("SSO", "Only with passwords of its own.")),
    ("T-04", "Tabular", "Quill and Sons", 18_000, (3, 3, 3, 3, 3, 4),
     ("API", "By files at night.")),
)  # fmt: skip
_CHOSEN = "T-02"
_DECIDED, _REVIEW = 190, 40
"""Days since the decision, and days from the last day to its review."""

# Headline, text, days since it was posted, roles, days to its last day, share that has read it.
NEWS = (
    ("Status reports by the third working day",
     "From this month on reports are due on the third working day, not the fifth. A forecast of "
     "cost and finish is part of every report, also where nothing has changed.",
     75, "PM", None, 0.9),
    ("Lessons appear where they matter",
     "Requests, gates and projects show the lessons that fit them. Say with one press whether they "
     "were of use: that is how we find out which ones to keep.", 30, None, 150, 0.45),
    ("Trainings for the next half year",
     "The training plan is open. Look at your own gaps on the page Competence, and tell your lead "
     "about days on which you cannot come.", 6, "PM;BA;ARCH", 60, 0.2),
)  # fmt: skip


def pmo_itself(frames: Frames, day: int) -> Frames:
    """Return assessments, tools with their evaluation, announcements and who has read them.

    Parameters
    ----------
    frames : dict of str to polars.DataFrame
        The demonstration: board_member and person are read.
    day : int
        Last day of the demonstration, counted from 1970-01-01.
    """
    as_of = date(1970, 1, 1) + timedelta(days=day)
    members = frames["board_member"].filter(board=PMO)["member"].unique(maintain_order=True)
    names = (members if members.len() else frames["person"]["name"]).head(2).to_list()
    keeper = names[0] if names else "PMO"
    news = _news(as_of, keeper)
    return {
        "announcement": news, "read_receipt": _receipts(frames["person"], as_of),
        "maturity": _maturity(as_of, keeper), **_tools(as_of, keeper),
    }  # fmt: skip


def _maturity(as_of: date, keeper: str) -> pl.DataFrame:
    rows = [
        Maturity(
            assessed_on=as_of - timedelta(days=age), area=area, level=levels[n],
            target_level=max(target, levels[n]), assessed_by=keeper,
            evidence=evidence if n == len(_AGES) - 1 else None,
        )
        for n, age in enumerate(_AGES) for area, levels, target, evidence in AREAS
    ]  # fmt: skip
    return Maturity.frame(*rows)


def _tools(as_of: date, keeper: str) -> Frames:
    decided = as_of - timedelta(days=_DECIDED)
    tools, scores = [], []
    for code, name, provider, cost, points, (noted, note) in TOOLS:
        is_chosen = code == _CHOSEN
        tools.append(Tool(
            code=code, name=name, purpose="Portfolio, schedules and reports", provider=provider,
            state="in use" if is_chosen else "rejected", owner=keeper if is_chosen else None,
            yearly_cost=Decimal(cost), currency=None, evaluation=EVALUATION, decided_on=decided,
            decision="Easiest for those who report; leveling is done by the PMO." if is_chosen
            else f"{_CHOSEN} was chosen.",
            review_on=as_of + timedelta(days=_REVIEW) if is_chosen else None,
        ))  # fmt: skip
        scores += [
            ToolScore(
                evaluation=EVALUATION, tool=code, criterion=criterion, score=score,
                note=note if criterion == noted else None,
            )
            for (criterion, *_), score in zip(REQUIREMENTS, points, strict=True)
        ]  # fmt: skip
    asked = [
        ToolCriterion(evaluation=EVALUATION, code=code, name=name, weight=weight, is_required=must)
        for code, name, weight, must in REQUIREMENTS
    ]
    return {
        "tool": Tool.frame(*tools),
        "tool_criterion": ToolCriterion.frame(*asked).sort(ToolCriterion.key),
        "tool_score": ToolScore.frame(*scores).sort(ToolScore.key),
    }


def _news(as_of: date, keeper: str) -> pl.DataFrame:
    return Announcement.frame(*(
        Announcement(
            code=f"N-{n:04d}", name=name, text=text, posted_on=as_of - timedelta(days=age),
            posted_by=keeper, readers=readers,
            until_on=None if left is None else as_of + timedelta(days=left),
        )
        for n, (name, text, age, readers, left, _) in enumerate(NEWS, start=1)
    ))  # fmt: skip


def _receipts(person: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the receipts: evenly spread over those asked, within days of the posting."""
    people = person.select("role", person="name").unique("person", maintain_order=True)
    parts = []
    for n, (_, _, age, readers, _, share) in enumerate(NEWS, start=1):
        posted = datetime.combine(as_of - timedelta(days=age), time(9))
        asked = people if readers is None else people.filter(
            pl.col("role").is_in(readers.split(";"))
        )  # fmt: skip
        nth = pl.int_range(pl.len())
        waited = pl.duration(hours=7 * (nth % (3 * age)), minutes=11 * (nth % 13))
        parts.append(
            asked.filter((nth * share).floor() < ((nth + 1) * share).floor()).select(
                "person", announcement=pl.lit(f"N-{n:04d}"), read_at=pl.lit(posted) + waited
            )
        )
    return typed(ReadReceipt, pl.concat(parts).sort("announcement", "person").to_dict())


__all__ = ["AREAS", "EVALUATION", "NEWS", "REQUIREMENTS", "TOOLS", "pmo_itself"]

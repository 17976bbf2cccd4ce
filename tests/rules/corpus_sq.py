"""Examples of the rules about schedules: small plans that begin, or are reported, on `DAY`."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

from pmo_core.model import (
    Baseline,
    BaselineItem,
    CrossLink,
    Precedence,
    Progress,
    Project,
    Record,
    WbsElement,
)
from tests.rules.example import DAY, ago, ahead, fails, money, passes, project, running

WEEK = 7


def plan(code: str, **fields: Any) -> Project:
    """Return an approved project that begins on `DAY`."""
    return project(code, **{"stage": "approved", "planned_start": DAY} | fields)


def task(of: str, code: str, days: int = 5, **fields: Any) -> WbsElement:
    """Return a task with a cost; so many working days, 0 = milestone."""
    given = {"name": f"Task {code}", "duration_days": days, "planned_cost": money(1_000)}
    return WbsElement(project=of, code=code, **given | fields)


def link(of: str, before: str, after: str, kind: Any = "FS", lag: int = 0) -> Precedence:
    """Return a link between two tasks."""
    return Precedence(project=of, predecessor=before, successor=after, kind=kind, lag_days=lag)


def three(of: str, *links: Precedence, **fields: Any) -> tuple[Record, ...]:
    """Return an approved project of three tasks of a week, with the links given, or in a row."""
    tied = links or (link(of, "1", "2"), link(of, "2", "3"))
    return (plan(of, **fields), *(task(of, code) for code in "123"), *tied)


def held(of: str, **last: Any) -> tuple[Record, ...]:
    """Return an approved project of two tasks in a row, of which the last is constrained."""
    return (plan(of), task(of, "1"), task(of, "2", **last), link(of, "1", "2"))


def reported(of: str, *reports: tuple[str, Any, Any], agreed: int = -1) -> tuple[Record, ...]:
    """Return a running project of tasks in a row, with baseline and progress of `DAY`.

    Parameters
    ----------
    of : str
        Code of the project.
    *reports : tuple of (str, date or None, date or None)
        Task, begun, finished; each was to take the week before `DAY`.
    agreed : int
        Days after `DAY` by which all were to be finished.
    """
    codes = [code for code, *_ in reports]
    first, last = ago(WEEK), ahead(agreed)
    return (
        running(of), *(task(of, code) for code in codes),
        *(link(of, *pair) for pair in pairwise(codes)),
        Baseline(project=of, number=1, approved_on=ago(200), planned_finish=ahead(60)),
        *(BaselineItem(project=of, number=1, wbs=code, planned_start=first, planned_finish=last)
          for code in codes),
        *(Progress(project=of, wbs=code, data_date=DAY, percent_complete=100 if ended else 50,
                   actual_start=begun, actual_finish=ended)
          for code, begun, ended in reports if begun),
    )  # fmt: skip


def agreed(of: str, *days: tuple[int, int]) -> tuple[Record, ...]:
    """Return tasks in a row whose baseline lies on these days after `DAY`, first and last."""
    codes = [str(number) for number, _ in enumerate(days, start=1)]
    return (
        plan(of), *(task(of, code) for code in codes),
        *(link(of, *pair) for pair in pairwise(codes)),
        Baseline(project=of, number=1, approved_on=ago(10)),
        *(BaselineItem(project=of, number=1, wbs=code, planned_start=DAY + timedelta(first),
                       planned_finish=DAY + timedelta(last))
          for code, (first, last) in zip(codes, days, strict=True)),
    )  # fmt: skip


LINKS = (
    fails("SQ-01", "The third task leads nowhere, and nothing leads to it.",
          *three("SQ01-A", link("SQ01-A", "1", "2"))),
    passes("SQ-01", "The first and the last of a row lack one end.", *three("SQ01-B")),
    passes("SQ-01", "A milestone need not be linked.", *three("SQ01-C"), task("SQ01-C", "M", 0)),
    fails("SQ-02", "The third begins two days before the second ends.",
          *three("SQ02-A", link("SQ02-A", "1", "2"), link("SQ02-A", "2", "3", lag=-2))),
    passes("SQ-02", "A lag is no lead.",
           *three("SQ02-B", link("SQ02-B", "1", "2"), link("SQ02-B", "2", "3", lag=2))),
    fails("SQ-03", "A week of waiting between two tasks.",
          *three("SQ03-A", link("SQ03-A", "1", "2", lag=5), link("SQ03-A", "2", "3"))),
    passes("SQ-03", "A lead is no lag.",
           *three("SQ03-B", link("SQ03-B", "1", "2", lag=-1), link("SQ03-B", "2", "3"))),
    fails("SQ-04", "One of two links ties the starts.",
          *three("SQ04-A", link("SQ04-A", "1", "2", "SS"), link("SQ04-A", "2", "3"))),
    passes("SQ-04", "All lead from a finish to a start.", *three("SQ04-B")),
    fails("SQ-16", "The third comes before the first.",
          *three("SQ16-A", link("SQ16-A", "1", "2"), link("SQ16-A", "2", "3"),
                 link("SQ16-A", "3", "1"))),
    passes("SQ-16", "They come in a row.", *three("SQ16-B")),
    fails("SQ-17", "Task 9 is not there.",
          *three("SQ17-A", link("SQ17-A", "1", "2"), link("SQ17-A", "9", "3"))),
    fails("SQ-17", "Task 9 is not in the other project.", *three("SQ17-B"), *three("SQ17-C"),
          CrossLink(project="SQ17-B", successor="1", other_project="SQ17-C", predecessor="9")),
    passes("SQ-17", "To wait for a whole project is no link to an element.", *three("SQ17-D"),
           *three("SQ17-E"), CrossLink(project="SQ17-D", successor="1", other_project="SQ17-E")),
    fails("SQ-18", "Task 3 stands beside the others.", *three("SQ18-A", link("SQ18-A", "1", "2"))),
    passes("SQ-18", "A task that waits for another project is linked.",
           *three("SQ18-B", link("SQ18-B", "1", "2")), *three("SQ18-C"),
           CrossLink(project="SQ18-B", successor="3", other_project="SQ18-C", predecessor="1")),
)  # fmt: skip

TASKS = (
    fails("SQ-05", "The last must finish on a day.",
          *held("SQ05-A", constraint_kind="must finish on", constraint_on=ahead(60))),
    passes("SQ-05", "It starts no earlier than a day.",
           *held("SQ05-B", constraint_kind="start no earlier than", constraint_on=ahead(60))),
    fails("SQ-06", "A week of work beside three months.", plan("SQ06-A"), task("SQ06-A", "1", 60),
          task("SQ06-A", "2"), task("SQ06-A", "3"), link("SQ06-A", "1", "3"),
          link("SQ06-A", "2", "3")),
    passes("SQ-06", "44 days beside 49.", plan("SQ06-B"), task("SQ06-B", "1", 49),
           task("SQ06-B", "2"), task("SQ06-B", "3"), link("SQ06-B", "1", "3"),
           link("SQ06-B", "2", "3")),
    fails("SQ-07", "Two weeks of work must be finished within one.",
          *held("SQ07-A", constraint_kind="finish no later than", constraint_on=ahead(4)),
          violations=2),
    passes("SQ-07", "They must be finished within two.",
           *held("SQ07-B", constraint_kind="finish no later than", constraint_on=ahead(11))),
    fails("SQ-08", "45 working days.", plan("SQ08-A"), task("SQ08-A", "1", 45)),
    passes("SQ-08", "44 working days.", plan("SQ08-B"), task("SQ08-B", "1", 44)),
    fails("SQ-10", "The second has neither hours nor cost nor roles.", plan("SQ10-A"),
          task("SQ10-A", "1"), task("SQ10-A", "2", planned_cost=None), link("SQ10-A", "1", "2")),
    passes("SQ-10", "Each has one of them; a milestone needs none.", plan("SQ10-B"),
           task("SQ10-B", "1"), task("SQ10-B", "2", planned_cost=None, planned_hours=money(8)),
           task("SQ10-B", "3", 0, planned_cost=None)),
)  # fmt: skip

WHOLE = (
    fails("SQ-12", "The task with a hard date is the most critical, and nothing follows it.",
          plan("SQ12-A"), task("SQ12-A", "1", 60), task("SQ12-A", "2", 60),
          link("SQ12-A", "1", "2"),
          task("SQ12-A", "3", constraint_kind="finish no later than", constraint_on=ago(60))),
    passes("SQ-12", "Whatever is late, the end is.", *three("SQ12-B")),
    fails("SQ-13", "Three weeks of work, two weeks to go.",
          *three("SQ13-A", planned_finish=ahead(11))),
    passes("SQ-13", "Three weeks of work, three weeks to go.",
           *three("SQ13-B", planned_finish=ahead(18))),
    fails("SQ-15", "The second begins two days before the first ends.",
          *agreed("SQ15-A", (0, 4), (3, 9))),
    passes("SQ-15", "The second begins on the day on which the first ends.",
           *agreed("SQ15-B", (0, 4), (4, 9))),
)  # fmt: skip

PROGRESS = (
    fails("SQ-09", "It began tomorrow.", *reported("SQ09-A", ("1", ahead(1), None))),
    passes("SQ-09", "It began today.", *reported("SQ09-B", ("1", DAY, None))),
    fails("SQ-11", "The second is not finished.",
          *reported("SQ11-A", ("1", ago(7), ago(5)), ("2", ago(4), None))),
    fails("SQ-11", "It was finished today, a day late.",
          *reported("SQ11-B", ("1", ago(7), DAY))),
    passes("SQ-11", "Both were finished by then.",
           *reported("SQ11-C", ("1", ago(7), ago(5)), ("2", ago(4), ago(3)))),
    fails("SQ-14", "One of three is finished.",
          *reported("SQ14-A", ("1", ago(7), ago(5)), ("2", ago(4), None), ("3", ago(4), None))),
    passes("SQ-14", "One of two is finished: a single task is no backlog.",
           *reported("SQ14-C", ("1", ago(7), ago(5)), ("2", ago(4), None))),
    passes("SQ-14", "Finished late, but finished.", *reported("SQ14-B", ("1", ago(7), DAY))),
    fails("SQ-19", "The second began two days before the first ended.",
          *reported("SQ19-A", ("1", ago(7), ago(3)), ("2", ago(5), None))),
    fails("SQ-19", "The second began, the first has not ended.",
          *reported("SQ19-B", ("1", ago(7), None), ("2", ago(5), None))),
    passes("SQ-19", "It began on the day on which the first ended.",
           *reported("SQ19-C", ("1", ago(7), ago(5)), ("2", ago(5), None))),
)  # fmt: skip

EXAMPLES = (*LINKS, *TASKS, *WHOLE, *PROGRESS)

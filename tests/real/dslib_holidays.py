"""On which days nobody worked: found from spans between two moments whose working hours are known.

The research data set counts the holidays of a project and does not date them. But the dates of an
activity and its duration, and a status date and the hours worked until then, say how many days
between them were free. The fewest free days that agree with all of them are taken.
"""

from collections.abc import Sequence
from datetime import date, datetime

import highspy
import numpy as np

Span = tuple[datetime, datetime, float]
"""From, until, and the working hours between."""
DISAGREEMENT = 1000.0
"""Cost of an hour by which a span cannot be met, in free days."""


def worked(moment: datetime, per_day: int) -> float:
    """Return the hours worked on the moment's day before it; noon to one is a break."""
    clock = moment.hour + moment.minute / 60
    return float(np.clip(clock - 8, 0, 4) + np.clip(clock - 13, 0, per_day - 4))


def free_days(spans: Sequence[Span], sure: set[date], per_day: int, mask: str) -> list[date]:
    """Return the free days.

    Parameters
    ----------
    spans : sequence of (datetime, datetime, float)
        From, until, and the working hours between.
    sure : set of date
        Days on which work was done.
    per_day, mask
        Hours of a day; seven of 0 and 1, Monday first.
    """
    first = np.datetime64(min(one[0] for one in spans).date())
    last = np.datetime64(max(one[1] for one in spans).date())
    days = np.arange(first, last + 1)
    is_open = np.is_busday(days, weekmask=[int(day) for day in mask])
    number = {day: n for n, day in enumerate(days.tolist())}
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    for n, day in enumerate(days.tolist()):
        model.addVar(float(is_open[n] and day in sure), float(is_open[n]))
        model.changeColCost(n, -1.0)
    for start, end, hours in spans:
        row: dict[int, float] = {}
        a, b = number[start.date()], number[end.date()]
        parts = [(n, per_day) for n in range(a, b)]
        for n, share in [*parts, (a, -worked(start, per_day)), (b, worked(end, per_day))]:
            row[n] = row.get(n, 0.0) + share
        for sign in (1.0, -1.0):
            slack = model.getNumCol()
            model.addVar(0.0, highspy.kHighsInf)
            model.changeColCost(slack, DISAGREEMENT)
            row[slack] = sign
        model.addRow(
            hours, hours, len(row), np.array(list(row), np.int32), np.array(list(row.values()))
        )
    for n in range(len(days)):
        model.changeColIntegrality(n, highspy.HighsVarType.kInteger)
    model.run()
    found = np.array(model.getSolution().col_value)[: len(days)]
    return [day for n, day in enumerate(days.tolist()) if is_open[n] and found[n] < 0.5]

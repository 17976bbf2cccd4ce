"""Closed projects with status reports on the way, and one that runs, for tests of forecasts."""

from datetime import date, timedelta
from decimal import Decimal

from pmo_core.model import Actual, Project, Record, StatusReport

AS_OF = date(2026, 11, 2)
"""A Monday."""


def projects(n: int = 6, today: date = AS_OF) -> list[Record]:
    """Return n projects that are closed and one, RUN, that is half done.

    Each is planned over 20 weeks for 1,000 and reported after 5, 10 and 15 weeks, a quarter of the
    work further each time. Each quarter costs 300, and the closed ones end after 25 weeks.
    """
    rows: list[Record] = []
    for i in range(n + 1):
        is_last = i == n
        code, start = f"P{i}", date(2024, 1, 1) + timedelta(weeks=10 * i)
        if is_last:
            code, start = "RUN", today - timedelta(weeks=12)
        end = start + timedelta(weeks=25, days=-3)
        rows.append(Project(
            code=code, name=f"Project *{code}*", stage="delivery" if is_last else "closed",
            planned_start=start, planned_finish=start + timedelta(weeks=20, days=-3),
            planned_cost=Decimal(1000), actual_start=start,
            actual_finish=None if is_last else end, project_type="Move",
        ))  # fmt: skip
        for quarter in (1, 2, 3, 4):
            on = start + timedelta(weeks=5 * quarter, days=-3)
            if on > today:
                break
            rows.append(StatusReport(
                project=code, data_date=on, percent_complete=min(25 * quarter, 90),
                forecast_cost=Decimal(1100), forecast_finish=on + timedelta(weeks=6),
            ))  # fmt: skip
            rows.append(Actual(
                project=code, spent_on=on, line=quarter, cost=Decimal(300), entry=f"{quarter}",
            ))  # fmt: skip
    return rows

"""Hours and FTE by group, by hand."""

from datetime import date

import polars as pl

from pmo_core.analysis.workload import workload

NOV, DEC, FEB = date(2026, 11, 1), date(2026, 12, 1), date(2027, 2, 1)
HOURS = pl.DataFrame(
    {
        "person": ["E1", "E1", "E2", "E3", "E4", "E9"],
        "month": [NOV, DEC, NOV, NOV, FEB, DEC],
        "hours": [80.0, 160.0, 80.0, 40.0, None, 16.0],
    }
)
HOME = pl.DataFrame(
    {
        "member": ["E1", "E2", "E3", "E4"],
        "group": ["DEV", "DEV", "OPS", "OPS"],
        "group_name": ["Development", "Development", None, None],
    }
)


def test_hours_and_fte_by_month() -> None:
    """November: DEV 80 + 80 = 160 h = 1 FTE, OPS 40 = 0.25; unknown hours stay unknown."""
    found = workload(HOURS, HOME, key="person", hours_per_month=160)
    assert found.select("period", "key", "group", "hours", "fte").rows() == [
        ("2026-11", "DEV", "Development", 160.0, 1.0),
        ("2026-11", "OPS", "OPS", 40.0, 0.25),
        ("2026-12", "DEV", "Development", 160.0, 1.0),
        ("2026-12", "", "Not given", 16.0, 0.1),
        ("2027-02", "OPS", "OPS", None, None),
    ]


def test_longer_periods_divide_by_their_months() -> None:
    """DEV has 320 h in the quarter of 3 x 160 h; in all four months 320 / 640."""
    quarter = workload(HOURS, HOME, key="person", hours_per_month=160, period="quarter")
    assert quarter.row(0)[1:4] == ("2026 Q4", "DEV", "Development")
    assert quarter["fte"][0] == 320 / 480
    whole = workload(HOURS, HOME, key="person", hours_per_month=160, period="total")
    assert whole.select("period", "key", "fte").row(0) == ("Total", "DEV", 0.5)


def test_the_smaller_groups_become_others() -> None:
    """Of DEV 320, OPS 40 and not given 16 the first stays, the others sum to 56."""
    found = workload(HOURS, HOME, key="person", hours_per_month=160, period="total", top_n=1)
    assert found.select("key", "group", "hours").rows() == [
        ("DEV", "Development", 320.0), (None, "Others", 56.0),
    ]  # fmt: skip

"""Published networks.

Sources: Vanhoucke, Integrated Project Management Sourcebook (2014), page 6: 17 activities, duration
11, critical path 1-2-4-11-16; a PERT exercise of 14 activities with three-point durations (mean (a
+ 4m + b) / 6): T = 50.83, critical A C E H I K M N, slack of B 8.00 and of D 1.83; the example of
seven activities a to g in the article on PERT of the English Wikipedia: 19.5 days, slack of b 3.83,
of d and f 4.67.
"""

import polars as pl
import pytest

from pmo_core.analysis.critical_path import critical_path
from pmo_core.analysis.work_time import Straight


def solved(durations: dict[str, int], before: dict[str, str]) -> pl.DataFrame:
    """Dates of activities; `before` names what each waits for."""
    tasks = pl.DataFrame({
        "project": ["P"] * len(durations), "code": list(durations),
        "duration": list(durations.values()),
    })  # fmt: skip
    ties = [("P", one, code) for code, names in before.items() for one in names.split()]
    links = pl.DataFrame(ties, schema=["project", "predecessor", "successor"], orient="row")
    return critical_path(tasks, links, Straight()).tasks


def test_vanhoucke_17_activities() -> None:
    """Duration 11; critical 1-2-4-11-16; total and free floats as published."""
    durations = [1, 2, 2, 4, 3, 3, 3, 2, 1, 1, 2, 1, 1, 1, 1, 2, 1]
    before = {
        "2": "1", "3": "1", "4": "2", "5": "2", "6": "2", "7": "3", "8": "3", "9": "3",
        "10": "3", "11": "4 5 6", "12": "7", "13": "8", "14": "9", "15": "10",
        "16": "11 12 13 14 15", "17": "11 12 13 14 15",
    }  # fmt: skip
    found = solved({str(n + 1): days for n, days in enumerate(durations)}, before)
    assert found["early_finish"].max() == 11
    assert found.filter("is_critical")["code"].to_list() == ["1", "2", "4", "11", "16"]
    assert found["total_float"].to_list() == [0, 0, 2, 0, 1, 1, 2, 3, 4, 4, 0, 2, 3, 4, 4, 0, 1]
    assert found["free_float"].to_list() == [0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 2, 3, 4, 4, 0, 1]


def in_sixths(points: dict[str, tuple[int, int, int]]) -> dict[str, int]:
    """Mean durations in sixths of a day, which are whole."""
    return {code: low + 4 * likely + high for code, (low, likely, high) in points.items()}


def test_pert_14_activities() -> None:
    """T = 50.83; critical A C E H I K M N; slack of B 8.00 and of D 1.83."""
    points = {
        "A": (5, 5, 7), "B": (1, 2, 5), "C": (5, 5, 5), "D": (4, 8, 13), "E": (1, 10, 17),
        "F": (1, 5, 7), "G": (2, 6, 9), "H": (4, 4, 6), "I": (2, 7, 10), "J": (2, 4, 7),
        "K": (6, 10, 13), "L": (2, 6, 6), "M": (2, 2, 3), "N": (7, 7, 12),
    }  # fmt: skip
    before = {
        "C": "A", "D": "A", "E": "B C", "F": "D", "G": "D", "H": "E F", "I": "G H", "J": "I",
        "K": "I", "L": "J", "M": "K", "N": "L M",
    }  # fmt: skip
    found = solved(in_sixths(points), before)
    assert found["early_finish"].max() / 6 == pytest.approx(50.83, abs=0.005)
    assert "".join(found.filter("is_critical")["code"]) == "ACEHIKMN"
    slack = dict(found.select("code", pl.col("total_float") / 6).iter_rows())
    assert slack["B"] == pytest.approx(8.00)
    assert slack["D"] == pytest.approx(1.83, abs=0.005)


def test_pert_7_activities() -> None:
    """19.5 days; slack of b 3.83, of d and f 4.67."""
    points = {
        "a": (2, 4, 6), "b": (3, 5, 9), "c": (4, 5, 7), "d": (4, 6, 10), "e": (4, 5, 7),
        "f": (3, 4, 8), "g": (3, 5, 8),
    }  # fmt: skip
    found = solved(in_sixths(points), {"c": "a", "d": "a", "e": "b c", "f": "d", "g": "e"})
    assert found["early_finish"].max() / 6 == 19.5
    slack = dict(found.select("code", pl.col("total_float") / 6).iter_rows())
    assert slack["b"] == pytest.approx(3.83, abs=0.005)
    assert slack["d"] == slack["f"] == pytest.approx(4.67, abs=0.005)

"""The chart of a project's schedule: a sound spec, and what is drawn."""

from datetime import date

import altair as alt
import polars as pl

from pmo_core.charts.schedule import schedule

TODAY = date(2026, 11, 10)
TASKS = pl.DataFrame({
    "code": ["1", "1.1", "1.2", "2"], "name": ["Phase", "Build", "Test", "Go-live"],
    "level": [0, 1, 1, 0], "is_summary": [True, False, False, False],
    "is_milestone": [False, False, False, True],
    "early_start": [date(2026, 11, 2), date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 13)],
    "early_finish": [date(2026, 11, 13), date(2026, 11, 6), date(2026, 11, 13), date(2026, 11, 13)],
    "total_float": [0, None, 0, 2], "is_critical": [True, False, True, False],
    "percent_complete": [50.0, 100.0, None, None],
    "baseline_start": [None, date(2026, 11, 2), None, None],
    "baseline_finish": [None, date(2026, 11, 5), None, date(2026, 11, 12)],
    "slipped_days": [None, 1, None, 1], "why": ["its parts", "finished", "after 1.1", "after 1.2"],
})  # fmt: skip
LINKS = pl.DataFrame({
    "predecessor": ["1.1", "1.2"], "successor": ["1.2", "2"], "kind": ["FS", "SF"],
    "is_driving": [True, False],
})  # fmt: skip


def test_the_spec_keeps_to_the_schema() -> None:
    """With links and without, with tasks and without."""
    for tasks in (TASKS, TASKS.clear()):
        for with_links in (True, False):
            drawing = schedule(tasks, LINKS, title="Tasks", as_of=TODAY, with_links=with_links)
            alt.Chart.from_dict({"data": {"values": []}} | drawing.spec, validate=True)
            assert "data" not in drawing.spec


def test_what_is_drawn() -> None:
    """A bar covers its last day; a baseline without a start is a day; today is a mark."""
    drawing = schedule(TASKS, LINKS, title="Tasks", as_of=TODAY)
    assert drawing.alt == "Tasks: 4 tasks, 1 of them critical."
    bars = drawing.frame.filter(pl.col("part") != "today")
    assert bars["part"].to_list() == ["sum", "work", "work", "milestone"]
    assert bars["state"].to_list() == ["Critical", "Done", "Critical", "With float"]
    assert bars["value"].to_list()[1] == date(2026, 11, 7)
    assert bars.select("was_begin", "was_end").rows()[3] == (date(2026, 11, 12),
                                                             date(2026, 11, 13))  # fmt: skip
    assert drawing.frame.filter(part="today")["begin"].to_list() == [TODAY]


def test_links_run_from_end_to_end() -> None:
    """FS from the end of a bar to the start of the other; SF from its start to the other's end."""
    rows = schedule(TASKS, LINKS, title="T", as_of=TODAY, with_links=True).frame
    corners = rows.filter(part="link").sort("link", "corner").select("link", "begin").rows()
    assert corners == [
        (0, date(2026, 11, 7)), (0, date(2026, 11, 9)), (0, date(2026, 11, 9)),
        (1, date(2026, 11, 9)), (1, date(2026, 11, 14)), (1, date(2026, 11, 14)),
    ]  # fmt: skip
